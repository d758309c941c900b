//! Uploading a list of beds: what is shown, what is written, what is refused. Rooms and numbers are invented (*rekaan*).

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use sigap_exchange::sheet::BYTES_MAX;
use sigap_kernel::{FacilityId, Grant, Role, Scope};
use sigap_store::{Query as _, args};

use super::workbook::{bomb, workbook};
use super::{INDIGESTIBLE, Person, Town, both_engines, melati, on_sqlite};
use crate::{DRAFT_KEPT_H, IntakeConfig, ROOMS_PER_FACILITY_MAX};

const FILE: &str = "Kode;Nama ruang;Kelas;Kapasitas;Terisi;Rusak\nMLT2;Melati;Kelas 2;24;17;1\nICU;ICU;ICU;6;6;\nX;Xenia;Sesuatu;4;1;\n";

fn unggah(facility: FacilityId) -> String {
    format!("/fasilitas/{facility}/unggah")
}

fn csrf_of(page: &str) -> &str {
    page.split_once("name=\"csrf-token\" content=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap())
}

/// Sends a file with the secret of this log-in.
pub(super) async fn send(who: &Person<'_>, facility: FacilityId, name: &str, bytes: &[u8]) -> (StatusCode, HeaderMap, String) {
    let csrf = csrf_of(&who.get(&unggah(facility)).await.1).to_owned();
    send_with(who, facility, name, bytes, &csrf).await
}

async fn send_with(who: &Person<'_>, facility: FacilityId, name: &str, bytes: &[u8], csrf: &str) -> (StatusCode, HeaderMap, String) {
    let head = "--x\r\nContent-Disposition: form-data; name=";
    let mut body = format!("{head}\"csrf\"\r\n\r\n{csrf}\r\n{head}\"file\"; filename=\"{name}\"\r\n\r\n").into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post(unggah(facility)).header(header::COOKIE, &who.cookie);
    // In pieces, as it comes over a network.
    let pieces: Vec<_> = body.chunks(64 * 1024).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let body = Body::from_stream(futures::stream::iter(pieces));
    who.town.ask(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(body).unwrap()).await
}

/// Sends a file that can be read; the address of its page.
async fn sent(who: &Person<'_>, name: &str, bytes: &[u8]) -> String {
    let (status, headers, page) = send(who, who.town.hospital, name, bytes).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    headers.get(header::LOCATION).unwrap().to_str().unwrap().to_owned()
}

/// What the form of a page would send: hidden fields and chosen meanings, without the secret.
fn fields(page: &str) -> Vec<(String, String)> {
    let value = |tag: &str, name: &str| {
        let text = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap())?;
        Some(text.replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'"))
    };
    let form = page.split("<form class=\"form\"").nth(1).unwrap().split("</form>").next().unwrap();
    let hidden =
        form.split("<input ").skip(1).filter_map(|tag| Some((value(&format!(" {tag}"), "name")?, value(&format!(" {tag}"), "value")?)));
    let chosen = form.split("<select ").skip(1).filter_map(|tag| {
        let option = tag.split("<option ").find(|option| option.contains(" selected"));
        Some((value(&format!(" {tag}"), "name")?, option.and_then(|option| value(&format!(" {option}"), "value")).unwrap_or_default()))
    });
    hidden.chain(chosen).filter(|(name, _)| name != "csrf").collect()
}

/// Sends the form of the page at `from` to `to`, with some fields changed.
async fn submit(who: &Person<'_>, from: &str, to: &str, changes: &[(&str, &str)]) -> (StatusCode, String) {
    let (_, page) = who.get(from).await;
    submit_page(who, &page, to, changes).await
}

async fn submit_page(who: &Person<'_>, page: &str, to: &str, changes: &[(&str, &str)]) -> (StatusCode, String) {
    let mut all = fields(page);
    all.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    all.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let coded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let form = all.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect::<Vec<_>>().join("&");
    let (status, _, page) = who.post(&unggah(who.town.hospital), to, &form).await;
    (status, page)
}

pub(super) async fn saved(who: &Person<'_>, name: &str, bytes: &[u8]) -> String {
    let place = sent(who, name, bytes).await;
    let (status, page) = submit(who, &place, &format!("{place}/simpan"), &[]).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

/// Class, room, free, beds, out of use of each row that was uploaded.
async fn rows(town: &Town) -> Vec<(String, String, Option<u32>, Option<u32>, Option<u32>)> {
    let sql = "SELECT * FROM feed_row WHERE protocol = 'upload' ORDER BY class_code, room_code";
    let rows = town.db.rows(sql, args![]).await.unwrap();
    let row = |row: &sigap_store::Row| {
        (
            row.get("class_code").unwrap(),
            row.get("room_code").unwrap(),
            row.get("free").unwrap(),
            row.get("capacity").unwrap(),
            row.get("blocked").unwrap(),
        )
    };
    rows.iter().map(row).collect()
}

/// Who wrote what of this kind into the journal.
async fn entries(town: &Town, kind: &str) -> Vec<(String, String)> {
    let sql = "SELECT actor, body FROM journal_entry WHERE kind = $1";
    let rows = town.db.rows(sql, args![kind]).await.unwrap();
    rows.iter().map(|row| (row.get("actor").unwrap(), row.get("body").unwrap())).collect()
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_counts_when_it_is_saved() {
    for town in both_engines().await {
        let admin = town.admin().await;
        assert!(admin.get(&unggah(town.hospital)).await.1.contains("multipart/form-data"));
        let place = sent(&admin, "kamar.csv", FILE.as_bytes()).await;
        let (status, page) = admin.get(&place).await;
        assert_eq!(status, StatusCode::OK);
        for said in [
            "Belum disimpan.",
            "kamar.csv",
            "Melati",
            "Rawat inap · Kelas 2",
            "Belum dipetakan",
            "kapasitas dikurangi terisi",
            "Simpan 3 baris",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(rows(&town).await, [], "nothing is written before");
        let (status, page) = submit(&admin, &place, &format!("{place}/simpan"), &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Tersimpan.") && page.contains("<b>3</b> <span>baris dipakai</span>"), "{page}");
        let row = |class: &str, room: &str, free, beds, blocked| (class.to_owned(), room.to_owned(), Some(free), Some(beds), blocked);
        assert_eq!(
            rows(&town).await,
            [row("general/2", "mlt2", 7, 24, Some(1)), row("icu", "icu", 0, 6, None), row("sesuatu", "x", 3, 4, None)]
        );
        let wards = town.wards(town.hospital).await;
        let told: Vec<_> = wards.iter().map(|ward| (ward.name.as_str(), ward.pool.as_str(), ward.free, ward.reports)).collect();
        assert_eq!(
            told,
            [("ICU", "icu.none.any.any.no", 0, 1), ("Melati", "general.2.any.any.no", 7, 1), ("Xenia", "unmapped.none.any.any.no", 3, 1)]
        );
        let (actor, entry) = entries(&town, "intake.file_taken").await.remove(0);
        assert!(actor.starts_with("user:") && entry.contains("\"rows\":3") && entry.contains("\"bad\":0"), "{actor} {entry}");
        assert!(!entry.contains("kamar.csv"), "{entry}");
        assert_eq!(entries(&town, "intake.mapping_kept").await.len(), 1);
        // Twice is once: the file is gone, and says so.
        let (status, page) = submit_page(&admin, &admin.get(&place).await.1, &format!("{place}/simpan"), &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(page.contains("Berkas ini sudah disimpan"), "{page}");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM draft_upload").await, 0);
    }
}

#[tokio::test]
async fn the_meaning_of_columns_is_remembered_also_in_another_order() {
    for town in both_engines().await {
        let admin = town.admin().await;
        // A word that nobody could guess.
        let place = sent(&admin, "a.csv", b"Kode;Rehat\nA;3\nB;4\n").await;
        let (status, page) = admin.get(&place).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("<a href=\"#c0\">Pilih kolom untuk Kosong, atau untuk Kapasitas dan Terisi.</a>"), "{page}");
        let (status, page) = submit_page(&admin, &page, &place, &[("c1", "free")]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Simpan 2 baris"), "{page}");
        assert_eq!(submit_page(&admin, &page, &format!("{place}/simpan"), &[]).await.0, StatusCode::OK);
        let place = sent(&admin, "b.csv", b"rehat;catatan;kode\n1;x;A\n2;y;B\n").await;
        let page = admin.get(&place).await.1;
        assert!(page.contains("Simpan 2 baris") && !page.contains("lain dari biasanya"), "{page}");
        assert_eq!(submit_page(&admin, &page, &format!("{place}/simpan"), &[]).await.0, StatusCode::OK);
        let free: Vec<_> = rows(&town).await.into_iter().map(|(_, room, free, ..)| (room, free)).collect();
        assert_eq!(free, [("a".to_owned(), Some(1)), ("b".to_owned(), Some(2))]);
        assert_eq!(entries(&town, "intake.mapping_kept").await.len(), 1, "it means what it meant");
        // A file without the remembered column: guessed anew, and said aloud.
        let place = sent(&admin, "c.csv", b"Kode;Kosong\nA;5\n").await;
        let page = admin.get(&place).await.1;
        assert!(page.contains("Kolom berkas ini lain dari biasanya.") && page.contains("Kolom untuk Kosong tidak ada lagi"), "{page}");
    }
}

#[tokio::test]
async fn meanings_that_nobody_looked_at_are_not_saved() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let place = sent(&admin, "a.csv", b"Kode;Kapasitas;Terisi;Kosong\nA;9;4;5\n").await;
    // Occupied and free exchanged, and saved at once.
    let (status, page) = submit(&admin, &place, &format!("{place}/simpan"), &[("c2", "free"), ("c3", "occupied")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Arti kolom berubah, jadi belum disimpan."), "{page}");
    assert_eq!(rows(&town).await, []);
    // One meaning twice is said at its place.
    let (status, page) = submit(&admin, &place, &place, &[("c2", "free")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("id=\"c2-error\"") && page.contains("Kosong dipilih untuk lebih dari satu kolom."), "{page}");
}

#[tokio::test]
async fn rows_with_mistakes_are_named_and_the_others_taken() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let file = "Kode;Kelas;Kapasitas;Kosong;Waktu\nA;1;9;3;\nB;1;9;10;\nA;I;9;1;\nC;1;sembilan;1;\nD;1;9;1;22/11/2026 11.30\nE;1;9;2;22/11/2026 09.00\nJumlah;;36;17;\n";
        let page = saved(&admin, "a.csv", file.as_bytes()).await;
        for said in [
            "<b>2</b> <span>baris dipakai</span>",
            "<b>4</b> <span>baris keliru</span>",
            "<th scope=\"row\" class=\"num\">3</th>",
            "<b>Kosong:</b> 10 lebih besar dari Kapasitas (9).",
            "Ruang ini sama dengan baris 2 di berkas ini.",
            "<b>Kapasitas:</b> Harus berupa bilangan bulat.",
            "<b>Waktu:</b> Waktunya belum tiba.",
            "1 baris dilewati",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let free: Vec<_> = rows(&town).await.into_iter().map(|(_, room, free, ..)| (room, free)).collect();
        assert_eq!(free, [("a".to_owned(), Some(3)), ("e".to_owned(), Some(2))]);
        let at: i64 = town
            .db
            .row("SELECT observed_at_ms FROM feed_row WHERE room_code = 'e'", args![])
            .await
            .unwrap()
            .unwrap()
            .get("observed_at_ms")
            .unwrap();
        assert_eq!(sigap_kernel::UtcMs(at).rfc3339(), "2026-11-22T02:00:00.000Z");
    }
}

#[tokio::test]
async fn an_older_count_changes_nothing_and_says_so() {
    for town in both_engines().await {
        let admin = town.admin().await;
        saved(&admin, "a.csv", b"Kode;Kelas;Kosong;Waktu\nA;1;3;22/11/2026 10.00\n").await;
        let page = saved(&admin, "b.csv", b"Kode;Kelas;Kosong;Waktu\nA;1;9;21/11/2026 22.00\n").await;
        assert!(page.contains("1 baris tidak mengubah apa pun") && page.contains("<b>0</b> <span>baris dipakai</span>"), "{page}");
        assert_eq!(rows(&town).await[0].2, Some(3));
        // The same room in other words is the same room.
        saved(&admin, "c.csv", b"Kode;Kelas;Kosong;Waktu\na;Kelas I;4;22/11/2026 10.30\n").await;
        assert_eq!(rows(&town).await, [("general/1".to_owned(), "a".to_owned(), Some(4), None, None)]);
    }
}

#[tokio::test]
async fn a_class_that_was_corrected_does_not_count_beside_the_wrong_one() {
    for town in both_engines().await {
        let admin = town.admin().await;
        saved(&admin, "kamar.csv", b"Kode;Nama;Kelas;Kapasitas;Kosong\nMLT2;Melati;Kelas 1;24;10\nAGR;Anggrek;Kelas 1;8;2\n").await;
        town.clock.advance_s(300);
        saved(&admin, "kamar.csv", b"Kode;Nama;Kelas;Kapasitas;Kosong\nMLT2;Melati;Kelas 2;24;10\n").await;
        let free: Vec<_> = rows(&town).await.into_iter().map(|(class, room, free, ..)| (class, room, free)).collect();
        let of = |class: &str, room: &str, free| (class.to_owned(), room.to_owned(), free);
        assert_eq!(free, [of("general/1", "agr", Some(2)), of("general/1", "mlt2", None), of("general/2", "mlt2", Some(10))]);
    }
}

#[tokio::test]
async fn beside_another_voice_rows_wait_and_the_way_to_join_them_is_shown() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let admin = town.admin().await;
        let page = saved(&admin, "a.csv", FILE.as_bytes()).await;
        assert!(
            page.contains("<b>0</b> <span>baris dipakai</span>") && page.contains("<b>3</b> <span>baris menunggu disambungkan</span>"),
            "{page}"
        );
        assert!(page.contains(&format!("href=\"/fasilitas/{}/sambungan\"", town.hospital)), "{page}");
        let wards = town.wards(town.hospital).await;
        assert_eq!(wards.iter().map(|ward| (ward.name.as_str(), ward.reports)).collect::<Vec<_>>(), [("Ruang Melati Kelas II", 1)]);
    }
}

#[tokio::test]
async fn a_workbook_is_read_sheet_by_sheet() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let lantai = |free: &'static str| [vec!["Kode", "Kelas", "Kosong"], vec!["A", "1", free]];
        let file = workbook(&[("Lantai 1", &lantai("3")), ("Lantai 2", &lantai("5"))]);
        let place = sent(&admin, "kamar.xlsx", &file).await;
        let page = admin.get(&place).await.1;
        assert!(page.contains("<option value=\"Lantai 2\">") && page.contains("1 lembar lain tidak dibaca."), "{page}");
        let second = format!("{place}?lembar=Lantai%202");
        let page = admin.get(&second).await.1;
        assert!(page.contains("<option value=\"Lantai 2\" selected>"), "{page}");
        let (status, page) = submit(&admin, &second, &format!("{place}/simpan"), &[]).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(rows(&town).await, [("general/1".to_owned(), "a".to_owned(), Some(5), None, None)]);
        let (status, page) = admin.get(&format!("{}?lembar=Lantai%209", sent(&admin, "kamar.xlsx", &file).await)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Lembar yang dipilih tidak ada di berkas ini."), "{page}");
    }
}

#[tokio::test]
async fn what_is_no_list_of_beds_is_answered_kindly() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let too_large = vec![b'a'; BYTES_MAX + 1];
    let far_too_large = vec![b'a'; 5 * BYTES_MAX];
    for (name, bytes, said) in [
        ("", &b""[..], "Pilih berkas dulu."),
        ("kosong.csv", b"", "Berkas ini tidak berisi baris."),
        ("foto.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "Simpan ulang"),
        ("lama.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "berformat .xls lama atau terkunci kata sandi"),
        ("halaman.xls", b"<html><table><tr><td>Ruang</td></tr></table></html>", "halaman web"),
        ("rusak.xlsx", b"PK\x03\x04rusak", "rusak atau terpotong"),
        ("bom.xlsx", &bomb(), "terlalu besar setelah dibuka"),
        ("besar.csv", &too_large, "Berkas terlalu besar. Paling besar 2 MB"),
        ("terlalu-besar.csv", &far_too_large, "Berkas terlalu besar. Paling besar 2 MB"),
    ] {
        let (status, _, page) = send(&admin, town.hospital, name, bytes).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.contains(said) && page.contains("id=\"file-error\""), "{name}: {page}");
    }
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM draft_upload").await, 0, "nothing of it is kept");
    let english = admin.get(&format!("{}?lang=en", unggah(town.hospital))).await.1;
    assert!(english.contains("Upload a list of beds") && english.contains("No names of patients."), "{english}");
}

#[tokio::test]
async fn a_form_that_brings_no_file_asks_for_one() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let (status, _, page) = admin.post(&unggah(town.hospital), &unggah(town.hospital), "file=a.csv").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Pilih berkas dulu."), "{page}");
}

#[tokio::test]
async fn the_template_can_be_filled_in_and_sent_back() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let (status, template) = admin.get(&format!("{}/contoh.csv", unggah(town.hospital))).await;
    assert_eq!(status, StatusCode::OK);
    assert!(template.starts_with("Kode ruang;Nama ruang;Kelas;"), "{template}");
    let page = admin.get(&sent(&admin, "templat.csv", template.as_bytes()).await).await.1;
    assert!(page.contains("Tidak ada baris yang dapat disimpan.") && page.contains("1 baris dilewati"), "{page}");
    let filled = format!("{template}MLT3;Melati;Kelas 3;Rawat inap;Campur;24;15;7;1;1;0;0;\r\n");
    assert!(saved(&admin, "templat.csv", filled.as_bytes()).await.contains("<b>1</b> <span>baris dipakai</span>"));
}

#[tokio::test]
async fn what_stands_in_a_file_is_text_and_no_page() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let html = "<script>alert(1)</script>";
    let file = format!("Kode;Kosong;{html}\n{html};3;{html}\n");
    let place = sent(&admin, &format!("{}.csv", html.replace('/', "-")), file.as_bytes()).await;
    let page = admin.get(&place).await.1;
    assert!(!page.contains("<script>alert"), "{page}");
    let done = submit(&admin, &place, &format!("{place}/simpan"), &[]).await.1;
    assert!(done.contains("Tersimpan.") && !done.contains("<script>alert"), "{done}");
}

#[tokio::test]
async fn a_row_that_cannot_be_stored_now_is_named_and_the_file_waits_on() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let place = sent(&admin, "a.csv", format!("Kode;Kapasitas;Kosong\nA;9;3\nB;{INDIGESTIBLE};1\n").as_bytes()).await;
        let (_, page) = submit(&admin, &place, &format!("{place}/simpan"), &[]).await;
        assert!(page.contains("1 baris belum tersimpan karena sistem sedang sibuk.") && page.contains("Baris: 3."), "{page}");
        assert!(page.contains("<b>1</b> <span>baris dipakai</span>") && page.contains(&format!("href=\"{place}\"")), "{page}");
        assert_eq!(rows(&town).await.len(), 1);
        assert_eq!(admin.get(&place).await.0, StatusCode::OK, "the file still waits");
    }
}

#[tokio::test]
async fn a_facility_full_of_rooms_hears_which_rows_found_no_place() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let admin = town.admin().await;
    let sql = "INSERT INTO feed_row (facility_id, protocol, class_code, room_code, row_no, joined, room_name, own_words, observed_at_ms, last_update_ms, version, named_in)
         WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < $2) SELECT $1, 'upload', 'penuh', 'r' || x, x, 'left_out', 'R', '', 0, 0, 1, 1 FROM n";
    let facility = town.hospital;
    let filled: Result<(), sigap_store::StoreError> = town
        .db
        .write(&town.system(), |tx| async move {
            tx.execute(sql, args![facility, ROOMS_PER_FACILITY_MAX - 1]).await?;
            tx.confirm(sigap_store::Subject::new("feed", facility));
            Ok(())
        })
        .await;
    filled.unwrap();
    let page = saved(&admin, "a.csv", b"Kode;Kelas;Kosong\nA;1;3\nB;1;4\n").await;
    assert!(page.contains("Paling banyak 1000 ruang") && page.contains("Tidak disimpan, baris: 3."), "{page}");
}

#[tokio::test]
async fn a_waiting_file_is_sealed_its_senders_alone_and_gone_after_a_day() {
    for town in both_engines().await {
        let admin = town.admin().await;
        let first = sent(&admin, "rahasia.csv", FILE.as_bytes()).await;
        let body: String = town.db.row("SELECT body FROM draft_upload", args![]).await.unwrap().unwrap().get("body").unwrap();
        assert!(body.starts_with("v1.") && !body.contains("Melati") && !body.contains("rahasia"), "{body}");
        let manager = town.log_in(Role::BedManager, Scope::Facility(town.hospital)).await;
        assert_eq!(manager.get(&first).await.0, StatusCode::NOT_FOUND, "a colleague's file is not mine");
        assert_eq!(submit_page(&manager, &admin.get(&first).await.1, &format!("{first}/simpan"), &[]).await.0, StatusCode::NOT_FOUND);
        sent(&manager, "b.csv", FILE.as_bytes()).await;
        let second = sent(&admin, "c.csv", FILE.as_bytes()).await;
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM draft_upload").await, 2, "one a person");
        assert_eq!((admin.get(&first).await.0, admin.get(&second).await.0), (StatusCode::NOT_FOUND, StatusCode::OK));
        assert_eq!(town.intake.sweep_drafts(&town.system()).await.unwrap(), 0);
        town.clock.advance_s(DRAFT_KEPT_H * 3_600 + 1);
        assert_eq!(town.intake.sweep_drafts(&town.system()).await.unwrap(), 2);
    }
}

#[tokio::test]
async fn whoever_keeps_no_wards_of_the_facility_is_refused() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let other = town.add_hospital("RS Islam Cahaya Bunda (rekaan)", "0301R002").await;
    let admin = town.admin().await;
    let waiting = sent(&admin, "a.csv", FILE.as_bytes()).await;
    let path = unggah(town.hospital);
    let nurse = town.log_in(Role::WardNurse, Scope::Facility(town.hospital)).await;
    let elsewhere = town.log_in(Role::FacilityAdmin, Scope::Facility(other)).await;
    for person in [&nurse, &elsewhere] {
        for path in [path.clone(), format!("{path}/contoh.csv"), waiting.clone()] {
            assert_eq!(person.get(&path).await.0, StatusCode::FORBIDDEN, "{path}");
        }
        for path in [waiting.clone(), format!("{waiting}/simpan")] {
            assert_eq!(person.post(&unggah(other), &path, "c0=code").await.0, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(send(person, town.hospital, "a.csv", FILE.as_bytes()).await.0, StatusCode::FORBIDDEN);
    }
    for (method, path) in [("GET", &path), ("POST", &path), ("GET", &waiting), ("POST", &waiting)] {
        let request = Request::builder().method(method).uri(path.as_str()).body(Body::empty()).unwrap();
        assert_eq!(town.ask(request).await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    // The file of one facility is none of another's, though its sender keeps both.
    let grant = |facility| Grant { role: Role::BedManager, scope: Scope::Facility(facility) };
    let both = town.log_in_with(vec![grant(town.hospital), grant(other)]).await;
    let place = send(&both, town.hospital, "a.csv", FILE.as_bytes()).await.1;
    let place = place.get(header::LOCATION).unwrap().to_str().unwrap().replace(&town.hospital.to_string(), &other.to_string());
    assert_eq!(both.get(&place).await.0, StatusCode::NOT_FOUND);
    assert_eq!(send_with(&admin, town.hospital, "a.csv", FILE.as_bytes(), "salah").await.0, StatusCode::FORBIDDEN, "another site's form");
    assert_eq!(rows(&town).await, []);
}
