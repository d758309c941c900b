//! Sentences that were weighed word by word, in the moments that count: they stand in the program as they were agreed, in both
//! languages. Whoever changes one changes it here too, and knows it.

const BEDS: [&str; 2] =
    [include_str!("../../../capabilities/beds/locales/id.ftl"), include_str!("../../../capabilities/beds/locales/en.ftl")];
const FLOOR: [&str; 2] = [include_str!("../../../foundation/web/locales/id.ftl"), include_str!("../../../foundation/web/locales/en.ftl")];

#[test]
fn what_people_are_told_in_the_moments_that_count() {
    let told = [
        (BEDS, "urgent-ask", ["Gawat darurat? Jangan mencari kamar dulu.", "Emergency? Do not look for a room first."]),
        (BEDS, "urgent-call", ["Hubungi", "Call"]),
        (
            BEDS,
            "urgent-rest",
            [
                "atau ke IGD terdekat. RS dilarang menolak pasien gawat darurat.",
                "or go to the nearest emergency room. No hospital may refuse an emergency.",
            ],
        ),
        (
            BEDS,
            "promise",
            [
                "Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.",
                "This number is information, not a guarantee or a reservation.",
            ],
        ),
        (BEDS, "state-old", ["Data { $age }, tidak dihitung", "Data from { $age }, not counted"]),
        (BEDS, "state-silent", ["Belum ada laporan sejak { $since }", "No report since { $since }"]),
        (
            FLOOR,
            "error-refused-hint",
            [
                "Anda tidak memiliki akses untuk tindakan ini. Hubungi admin fasilitas Anda.",
                "You may not do this. Ask your facility's administrator.",
            ],
        ),
        (
            FLOOR,
            "js-live-off-long",
            [
                "Koneksi terputus. Data disimpan di perangkat ini dan dikirim otomatis saat tersambung.",
                "Offline. Kept on this device, sent when connected.",
            ],
        ),
    ];
    for (locales, id, sentences) in told {
        for (locale, sentence) in locales.iter().zip(sentences) {
            let line = locale.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(" = "));
            assert_eq!(line, Some(sentence), "{id}");
        }
    }
}
