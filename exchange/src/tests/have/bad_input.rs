//! Each kind of bad input and the sentence its sender reads.

use sigap_kernel::Zone;

use super::{bed_with, message_with, summary};
use crate::have::{BED_LINES_MAX, BODY_BYTES_MAX, HOSPITALS_MAX, Message};

fn check(body: &str, sentence: &str) {
    assert_eq!(summary(body.as_bytes()), Err(sentence.to_owned()), "{body:.300}");
}

/// A mistake in the only bed line.
fn check_bed(inner: &str, sentence: &str) {
    check(&bed_with(inner), &format!("Rumah sakit ke-1, BedCapacity ke-1: {sentence}"));
}

#[test]
fn a_wrong_count_is_named_with_its_place() {
    for (text, sentence) in [
        ("-1", "Kolom AvailableCount tidak boleh negatif."),
        ("100001", "Kolom AvailableCount paling besar 100.000."),
        ("99999999999999999999999999", "Kolom AvailableCount paling besar 100.000."),
        ("1.000", "Kolom AvailableCount harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("2,5", "Kolom AvailableCount harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("1e3", "Kolom AvailableCount harus berupa bilangan bulat."),
        ("penuh", "Kolom AvailableCount harus berupa bilangan bulat."),
        ("1 2", "Kolom AvailableCount harus berupa bilangan bulat."),
        ("<n>1</n>", "Kolom AvailableCount harus berisi satu nilai, bukan daftar atau objek."),
        ("11", "Kolom AvailableCount (11) tidak boleh lebih besar dari BaselineCount (10)."),
    ] {
        check_bed(
            &format!(
                "<BedType>Burn</BedType><Capacity><AvailableCount>{text}</AvailableCount><BaselineCount>10</BaselineCount></Capacity>"
            ),
            sentence,
        );
    }
}

#[test]
fn what_could_mean_two_things_is_refused() {
    let count = "<Capacity><AvailableCount>1</AvailableCount></Capacity>";
    for (inner, sentence) in [
        (format!("<BedType>Burn</BedType>{count}{count}"), "Kolom Capacity ditulis lebih dari sekali."),
        (format!("<BedType>Burn</BedType>{count}<AvailableCount>1</AvailableCount>"), "Kolom Capacity ditulis lebih dari sekali."),
        (
            "<BedType>Burn</BedType><AvailableCount>1</AvailableCount><availablecount>1</availablecount>".to_owned(),
            "Kolom AvailableCount ditulis lebih dari sekali.",
        ),
        (
            "<BedType>Burn</BedType><Capacity><CapacityStatus>NotAvailable</CapacityStatus><AvailableCount>3</AvailableCount></Capacity>"
                .to_owned(),
            "Kolom AvailableCount lebih dari 0, padahal CapacityStatus berisi NotAvailable.",
        ),
        (
            format!(
                "<BedType>Burn</BedType><Capacity><CapacityStatus>NotAvailable</CapacityStatus></Capacity>\
                 <SubCategoryBedType>A</SubCategoryBedType>{count}"
            ),
            "Kolom AvailableCount lebih dari 0, padahal CapacityStatus berisi NotAvailable.",
        ),
        (
            format!("<BedType>Burn</BedType><BedType>Pediatrics</BedType>{count}"),
            "Beberapa BedType memakai satu jumlah. Kirim satu BedCapacity untuk setiap BedType.",
        ),
        (
            format!("<BedType>Burn</BedType>{count}<BedType>burn</BedType>{count}"),
            "BedType dan SubCategoryBedType yang sama sudah ada sebelumnya. Kirim satu jumlah saja untuk keduanya.",
        ),
        (count.to_owned(), "Kolom BedType wajib diisi."),
        ("<BedType> </BedType>".to_owned(), "Kolom BedType wajib diisi."),
        (format!("<BedType>{}</BedType>", "x".repeat(51)), "Kolom BedType paling panjang 50 karakter."),
    ] {
        check_bed(&inner, sentence);
    }
}

#[test]
fn a_wrong_hospital_is_named_with_its_number() {
    let good = message_with("");
    for (from, to, sentence) in [
        ("2026-11-22T10:15:00+07:00", "kemarin", "Kolom LastUpdateTime harus berupa tanggal dan jam, contoh: 2026-11-22T10:15:00+07:00."),
        (
            "2026-11-22T10:15:00+07:00",
            "2026-11-22",
            "Kolom LastUpdateTime harus berupa tanggal dan jam, contoh: 2026-11-22T10:15:00+07:00.",
        ),
        ("2026-11-22T10:15:00+07:00", " ", "Kolom LastUpdateTime wajib diisi."),
        ("<LastUpdateTime>2026-11-22T10:15:00+07:00</LastUpdateTime>", "", "Kolom LastUpdateTime wajib diisi."),
        (
            "<LastUpdateTime>",
            "<LastUpdateTime>2026-11-22T10:15:00Z</LastUpdateTime><LastUpdateTime>",
            "Kolom LastUpdateTime ditulis lebih dari sekali.",
        ),
        ("3374999", "33\u{200b}74999", "Kolom OrganisationID memuat karakter kendali atau karakter tak terlihat."),
        ("RS Rekaan", &"é".repeat(201), "Kolom NameElement paling panjang 200 karakter."),
        (
            "</OrganizationInformation>",
            "</OrganizationInformation><OrganizationGeoLocation><Point><pos>110.4 -6.9</pos></Point></OrganizationGeoLocation>",
            "Kolom pos harus berisi lintang dan bujur dalam derajat, contoh: -6.9903 110.4229.",
        ),
    ] {
        check(&good.replace(from, to), &format!("Rumah sakit ke-1: {sentence}"));
    }
    let nobody = "<HospitalStatus><Hospital><LastUpdateTime>2026-11-22T10:15:00Z</LastUpdateTime></Hospital></HospitalStatus>";
    check(nobody, "Rumah sakit ke-1: Kolom OrganisationID wajib diisi.");
    let (head, tail) = good.split_at("<HospitalStatus>".len());
    let twice = format!("{head}{}{tail}", tail.replace("</HospitalStatus>", ""));
    check(&twice, "Rumah sakit ke-2: OrganisationID yang sama sudah ada pada rumah sakit sebelumnya.");
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_message() {
    let hospital = "<Hospital><Organization><OrganisationName><NameElement>RS Rekaan</NameElement></OrganisationName></Organization>\
                    <EmergencyDepartmentStatus><EMSCapacity><TriageCode><TriageCodeValue>Red</TriageCodeValue><TriageCountQuantity>-2\
                    </TriageCountQuantity></TriageCode></EMSCapacity></EmergencyDepartmentStatus><HospitalBedCapacityStatus>\
                    <BedCapacity><BedType>Burn</BedType></BedCapacity><BedCapacity><BedType>Burn</BedType><Capacity><AvailableCount>x\
                    </AvailableCount><BaselineCount>-1</BaselineCount></Capacity></BedCapacity></HospitalBedCapacityStatus></Hospital>";
    let told = |number: usize| {
        format!(
            "Rumah sakit ke-{number}: Kolom TriageCountQuantity tidak boleh negatif. \
             Rumah sakit ke-{number}, BedCapacity ke-2: Kolom AvailableCount harus berupa bilangan bulat. \
             Rumah sakit ke-{number}, BedCapacity ke-2: Kolom BaselineCount tidak boleh negatif. \
             Rumah sakit ke-{number}, BedCapacity ke-2: BedType dan SubCategoryBedType yang sama sudah ada sebelumnya. \
             Kirim satu jumlah saja untuk keduanya. Rumah sakit ke-{number}: Kolom LastUpdateTime wajib diisi."
        )
    };
    check(&format!("<HospitalStatus>{hospital}{hospital}</HospitalStatus>"), &format!("{} {}", told(1), told(2)));
    let many = summary(format!("<HospitalStatus>{}</HospitalStatus>", hospital.repeat(20)).as_bytes()).unwrap_err();
    assert!(many.ends_with("Rumah sakit ke-10: Kolom LastUpdateTime wajib diisi. Masih ada 50 kesalahan lain."), "{many}");
}

#[test]
fn the_same_mistakes_are_given_by_place_for_pages() {
    let body = bed_with("<BedType>Burn</BedType><Capacity><AvailableCount>-1</AvailableCount></Capacity>").replace("2026-", "26-");
    let errors = Message::read(body.as_bytes(), Zone::Wib).unwrap_err().field_errors();
    assert_eq!(errors.first("Hospital 1 BedCapacity 1 AvailableCount"), Some("field-negative"));
    assert_eq!(errors.first("Hospital 1 LastUpdateTime"), Some("have-not-time"));
    let errors = Message::read(b"<a>", Zone::Wib).unwrap_err().field_errors();
    assert_eq!(errors.first("body"), Some("body-truncated"));
}

#[test]
fn a_body_that_cannot_be_read_says_why() {
    for (body, sentence) in [
        ("", "Isi permintaan kosong. Kirim data dalam format XML."),
        (" \r\n", "Isi permintaan kosong. Kirim data dalam format XML."),
        ("{\"beds\":1}", "Isi permintaan bukan XML. XML diawali tanda <."),
        ("<HospitalStatus>", "Isi XML terpotong. Kirim ulang permintaan secara utuh."),
        ("<HospitalStatus><Hospital></HospitalStatus>", "Isi XML rusak (baris 1, kolom 27)."),
        ("<HospitalStatus a=1/>", "Isi XML rusak (baris 1, kolom 19)."),
        ("<HospitalStatus/><HospitalStatus/>", "Isi XML rusak (baris 1, kolom 18)."),
        (
            "<HospitalStatus>\n&nbsp;</HospitalStatus>",
            "Isi XML memuat tanda & yang bukan entitas XML (baris 2, kolom 1). Tulis & sebagai &amp;.",
        ),
        (
            "<HospitalStatus>A & B</HospitalStatus>",
            "Isi XML memuat tanda & yang bukan entitas XML (baris 1, kolom 19). Tulis & sebagai &amp;.",
        ),
        ("<have:HospitalStatus/>", "Awalan nama belum dideklarasikan dengan xmlns (baris 1, kolom 2)."),
        ("<!DOCTYPE a><HospitalStatus/>", "Isi XML memuat DOCTYPE. Kirim XML tanpa DOCTYPE dan tanpa entitas sendiri."),
        ("<html><body>502</body></html>", "Isi XML bukan pesan EDXL-HAVE. Elemen terluar harus HospitalStatus."),
        ("<EDXLDistribution/>", "Isi XML bukan pesan EDXL-HAVE. Elemen terluar harus HospitalStatus."),
        ("<HospitalStatus/>", "Pesan tidak memuat satu pun elemen Hospital."),
        ("<HAVE/>", "Pesan tidak memuat satu pun elemen Hospital."),
    ] {
        check(body, sentence);
    }
}

#[test]
fn a_message_beyond_a_limit_is_told_the_limit() {
    check(&"<".repeat(BODY_BYTES_MAX + 1), "Isi permintaan terlalu besar, paling banyak 1048576 byte.");
    check(&"<a>".repeat(BODY_BYTES_MAX / 3), "Isi XML bersarang terlalu dalam, paling banyak 32 tingkat.");
    let hospitals = format!("<HospitalStatus>{}</HospitalStatus>", "<Hospital/>".repeat(HOSPITALS_MAX + 1));
    check(&hospitals, "Jumlah Hospital paling banyak 500.");
    let lines: String = (0..=BED_LINES_MAX).map(|number| format!("<BedCapacity><BedType>Jenis {number}</BedType></BedCapacity>")).collect();
    check(&message_with(&lines), "Rumah sakit ke-1: Jumlah BedCapacity paling banyak 100.");
    check(&"<a/>".repeat(BODY_BYTES_MAX / 4), "Isi XML rusak (baris 1, kolom 5).");
    let empty = "<a/>".repeat(BODY_BYTES_MAX / 4 - 20);
    check(&format!("<HospitalStatus>{empty}</HospitalStatus>"), "Isi XML memuat terlalu banyak elemen, paling banyak 200000.");
}
