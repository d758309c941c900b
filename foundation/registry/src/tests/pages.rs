//! The pages as people use them: what they show, what they keep, and that nothing typed is lost.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sigap_access::verify_readings;
use sigap_kernel::{Role, Scope, Zone};

use super::{Answer, LoggedIn, Town, full_hospital};
use crate::{Facility, FacilityKind, Stage};

/// What a browser would send of a form: every field with its value as it stands on the page.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form class=\"form\"").nth(1).unwrap().split("</form>").next().unwrap();
    let value = |tag: &str, name: &str| {
        let text = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(text.replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">"))
    };
    let mut all = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("select") || tag.starts_with("textarea")) {
        let Some(name) = value(tag, "name") else { continue };
        let inside = form.split(&format!("name=\"{name}\"")).nth(1).unwrap();
        let typed = match tag {
            tag if tag.contains("checkbox") && !tag.contains(" checked") => continue,
            tag if tag.starts_with("select") => {
                let options = inside.split("</select>").next().unwrap();
                let chosen =
                    options.split("<option").skip(1).find(|option| option.contains(" selected")).or(options.split("<option").nth(1));
                value(chosen.unwrap(), "value").unwrap()
            }
            tag if tag.starts_with("textarea") => inside.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned(),
            tag => value(tag, "value").unwrap(),
        };
        all.push((name, typed));
    }
    all.into_iter().filter(|(name, _)| name != "csrf").collect()
}

/// Sends the form of a page with some fields changed.
async fn fill(town: &Town, who: &LoggedIn, path: &str, changes: &[(&str, &str)]) -> Answer {
    let page = town.get(who, path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
    let mut fields = fields(&page.text);
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    town.post(who, path, &fields).await
}

#[tokio::test]
async fn the_office_adds_a_facility_and_fills_it_in() {
    for town in Town::both().await {
        let office = town.office().await;
        let added = fill(
            &town,
            &office,
            "/fasilitas/baru",
            &[("name", "RS <b>Bukit</b> & \"Laut\""), ("place", "-6.99, 110.42"), ("ppk", "0000r001")],
        )
        .await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        let id = crate::facility_by_ppk(town.db(), "0000R001").await.unwrap().unwrap().id;
        assert_eq!(added.location, format!("/fasilitas/{id}?ok=1"));
        let phones = [
            ("purpose_0", "igd"),
            ("number_0", "(024) 1234567"),
            ("hours_0", "24 jam"),
            ("purpose_1", "admission"),
            ("number_1", "024 765432"),
            ("hours_1", "Senin-Jumat 07.30-14.00; Sabtu 8-12"),
        ];
        assert_eq!(fill(&town, &office, &format!("/fasilitas/{id}/ubah/telepon"), &phones).await.status, StatusCode::SEE_OTHER);
        let services =
            [("service_0", "igd"), ("competence_0", "full"), ("hours_0", "24/7"), ("service_1", "dental"), ("hours_1", "mo-fr 8-12")];
        assert_eq!(fill(&town, &office, &format!("/fasilitas/{id}/ubah/layanan"), &services).await.status, StatusCode::SEE_OTHER);
        let accreditations = [
            ("body_0", "LARSI / | x"),
            ("level_0", "full"),
            ("issued_0", "2022-01-01"),
            ("expires_0", "2026-01-01"),
            ("certificate_0", "A/1"),
        ];
        assert_eq!(fill(&town, &office, &format!("/fasilitas/{id}/ubah/akreditasi"), &accreditations).await.status, StatusCode::SEE_OTHER);
        let kept = town.facility(id).await;
        assert_eq!(
            (kept.phones[0].number.as_str(), kept.phones[1].hours.to_string().as_str()),
            ("+62241234567", "mo-fr 07:30-14:00; sa 08:00-12:00")
        );
        assert_eq!((kept.services.len(), kept.accreditations[0].body.as_str(), kept.version), (2, "LARSI x", 4));
        let page = town.get(&office, &added.location).await;
        for said in [
            "RS &#60;b&#62;Bukit&#60;/b&#62;",
            "Tersimpan.",
            "Perkiraan: pin peta, ± 0,5 km",
            "Kedaluwarsa sejak 1 Januari 2026",
            "Senin–Jumat 07.30–14.00",
            "Diubah: Telepon",
            "Poli gigi",
        ] {
            assert!(page.text.contains(said), "{said}: {}", page.text);
        }
        let english = town.get(&office, &format!("/fasilitas/{id}?lang=en")).await;
        assert!(english.text.contains("Expired since 1 January 2026") && english.text.contains("Approximate: map pin"));
        // Saving the same again is no change.
        for part in ["data", "telepon", "layanan", "akreditasi", "perjanjian"] {
            assert_eq!(fill(&town, &office, &format!("/fasilitas/{id}/ubah/{part}"), &[]).await.status, StatusCode::SEE_OTHER, "{part}");
        }
        assert_eq!(town.facility(id).await, kept);
        // An emptied row goes.
        let emptied = [("purpose_0", ""), ("number_0", ""), ("hours_0", "")];
        assert_eq!(fill(&town, &office, &format!("/fasilitas/{id}/ubah/telepon"), &emptied).await.status, StatusCode::SEE_OTHER);
        assert_eq!(town.facility(id).await.phones.len(), 1);
    }
}

#[tokio::test]
async fn mistakes_are_shown_at_their_field_and_what_was_typed_stays() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    let id = town.add(full_hospital()).await;
    let wrong =
        fill(&town, &office, &format!("/fasilitas/{id}/ubah/data"), &[("name", ""), ("ppk", "salah"), ("address", "Jl. Yang Panjang")])
            .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = ">Nama: Wajib diisi.</a>";
    for said in [
        "Ada 2 hal yang perlu diperbaiki",
        summary,
        "href=\"#ppk\"",
        "value=\"salah\"",
        "Jl. Yang Panjang",
        "Kode PPK terdiri",
        "data-draft-failed",
    ] {
        assert!(wrong.text.contains(said), "{said}");
    }
    let rows = [("number_1", "12"), ("hours_2", "kapan-kapan")];
    let wrong = fill(&town, &office, &format!("/fasilitas/{id}/ubah/telepon"), &rows).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("href=\"#number_1\"")
            && wrong.text.contains("href=\"#hours_2\"")
            && wrong.text.contains("value=\"kapan-kapan\"")
    );
    let taken = town.add(Facility { ppk: Some("0000R999".into()), ..Facility::named("RS Lain", FacilityKind::Hospital, Zone::Wib) }).await;
    let wrong = fill(&town, &office, &format!("/fasilitas/{taken}/ubah/data"), &[("ppk", "0000R014")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("Sudah dipakai."));
    let wrong = fill(&town, &office, "/fasilitas/baru", &[("name", "RS Baru"), ("district_code", "1")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("value=\"RS Baru\""));
    assert_eq!(town.facility(id).await.version, 1);
}

#[tokio::test]
async fn when_somebody_was_quicker_nothing_typed_is_lost() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    let id = town.add(full_hospital()).await;
    let path = format!("/fasilitas/{id}/ubah/data");
    let open = fields(&town.get(&office, &path).await.text);
    assert_eq!(fill(&town, &office, &path, &[("village", "Karang")]).await.status, StatusCode::SEE_OTHER);
    let mut typed: Vec<(&str, &str)> =
        open.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|(name, _)| *name != "address").collect();
    typed.push(("address", "Jl. Ketikan Saya"));
    let conflict = town.post(&office, &path, &typed).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.text.contains("Jl. Ketikan Saya") && conflict.text.contains("Sudah diubah orang lain"));
    assert_eq!(town.facility(id).await.village, "Karang", "nothing was overwritten");
    // The page shown again carries the version of now: whoever looked and agrees saves once more.
    let again = fields(&conflict.text);
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(town.post(&office, &path, &again).await.status, StatusCode::SEE_OTHER);
    assert_eq!(town.facility(id).await.address, "Jl. Ketikan Saya");
}

#[tokio::test]
async fn an_agreement_is_decided_on_the_page_of_the_facility() {
    for town in Town::both().await {
        let (office, id) = (town.office().await, town.add(full_hospital()).await);
        let path = format!("/fasilitas/{id}/ubah/perjanjian");
        let terms = [
            ("shows_phones", ""),
            ("accepts_promises_by_itself", "yes"),
            ("agreed_from", "2026-12-01"),
            ("contact", "Bu Rekaan, 0812-0000-0014"),
            ("note", "Rapat Senin"),
        ];
        assert_eq!(fill(&town, &office, &path, &terms).await.status, StatusCode::SEE_OTHER);
        let kept = town.facility(id).await;
        assert_eq!((kept.agreement.shows_beds, kept.agreement.shows_phones, kept.version), (true, false, 2));
        assert!(kept.agreement.accepts_promises_by_itself, "the office lets the hospital's beds be promised by themselves");
        assert_eq!(kept.agreement.from.unwrap().rfc3339(), "2026-11-30T17:00:00.000Z");
        assert!(!kept.agreement.contact.as_ref().unwrap().sealed.contains("Rekaan"), "the contact is sealed");
        let readings = verify_readings(town.db()).await.unwrap().sealed;
        let shown = town.get(&office, &path).await;
        assert!(shown.text.contains("Bu Rekaan, 0812-0000-0014") && shown.text.contains("2026-12-01"));
        assert_eq!(verify_readings(town.db()).await.unwrap().sealed, readings + 1, "each look is written down");
        let facility = town.get(&office, &format!("/fasilitas/{id}")).await;
        assert!(!facility.text.contains("Bu Rekaan") && facility.text.contains("1 Desember 2026"));
        assert_eq!(fill(&town, &office, &path, &[("contact", "")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(town.facility(id).await.agreement.contact, None);

        let stage = async |version: &str, event: &str, reason: &str| {
            let fields = [("version", version), ("event", event), ("reason", reason)];
            town.post(&office, &format!("/fasilitas/{id}/tahap"), &fields).await.status
        };
        assert_eq!(stage("3", "publish", "").await, StatusCode::SEE_OTHER);
        assert_eq!(town.facility(id).await.agreement.stage, Stage::Public);
        assert_eq!(stage("3", "step_back", "x").await, StatusCode::CONFLICT, "made from an older page");
        assert_eq!(stage("4", "publish", "").await, StatusCode::CONFLICT, "no such step");
        assert_eq!(stage("4", "step_back", " ").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(stage("4", "step_back", "angka terlambat").await, StatusCode::SEE_OTHER);
        let page = town.get(&office, &format!("/fasilitas/{id}")).await;
        assert!(page.text.contains("Alasan: angka terlambat"));
    }
}

#[tokio::test]
async fn a_facility_administrator_edits_wards_and_stamps_phones_but_not_the_agreement() {
    let town = Town::sqlite().await;
    let id = town.add(full_hospital()).await;
    let admin = town.log_in("admin", Role::FacilityAdmin, Scope::Facility(id)).await;
    let page = town.get(&admin, &format!("/fasilitas/{id}")).await;
    assert!(page.text.contains("ubah/telepon") && !page.text.contains("ubah/perjanjian") && !page.text.contains("/tahap"));
    let ward = [("name", "Bougenville 2"), ("care", "2"), ("sex", "female"), ("isolation", "negative")];
    assert_eq!(fill(&town, &admin, &format!("/fasilitas/{id}/ruang/baru"), &ward).await.status, StatusCode::SEE_OTHER);
    let again = fill(&town, &admin, &format!("/fasilitas/{id}/ruang/baru"), &ward).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains("Sudah ada ruang dengan nama"));
    let kept = crate::wards_of(town.db(), id).await.unwrap().remove(0);
    assert_eq!(kept.pool.to_string(), "general.2.female.any.negative");
    let path = format!("/ruang/{}/ubah", kept.id);
    assert_eq!(fill(&town, &admin, &path, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fill(&town, &admin, &path, &[("name", "Cempaka"), ("active", "")]).await.status, StatusCode::SEE_OTHER);
    let kept = crate::wards_of(town.db(), id).await.unwrap().remove(0);
    assert_eq!((kept.name.as_str(), kept.active, kept.version), ("Cempaka", false, 2));
    let page = town.get(&admin, &format!("/fasilitas/{id}")).await;
    assert!(page.text.contains("Rawat inap · Kelas 2 · Perempuan · Isolasi tekanan negatif") && page.text.contains("Tidak dipakai"));
    assert!(page.text.contains("Belum pernah dicatat dijawab"));
    let stamped = town.post(&admin, &format!("/fasilitas/{id}/dijawab"), &[("number", "+62240000015")]).await;
    assert_eq!(stamped.status, StatusCode::SEE_OTHER);
    assert!(town.get(&admin, &format!("/fasilitas/{id}")).await.text.contains("Terakhir dijawab"));
}

#[tokio::test]
async fn the_list_shows_what_was_asked_page_by_page() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    let empty = town.get(&office, "/fasilitas").await;
    assert!(empty.text.contains("Tidak ada fasilitas yang cocok"));
    let many: &Vec<Facility> = &(0..120)
        .map(|number| Facility::named(format!("Klinik {number:03}"), FacilityKind::Clinic, Zone::Wib))
        .chain([full_hospital()])
        .collect();
    town.db().write(&town.system(), |tx| async move { crate::add_facilities(&tx, many.clone()).await }).await.unwrap();
    let first = town.get(&office, "/fasilitas").await;
    assert!(first.text.contains("1–50 dari 121") && first.text.contains("Klinik 049") && !first.text.contains("Klinik 050"));
    let last = town.get(&office, "/fasilitas?from=100&kind=clinic").await;
    assert!(last.text.contains("101–120 dari 120") && last.text.contains("/fasilitas?kind=clinic&#38;from=50"), "{}", last.text);
    let found = town.get(&office, "/fasilitas?q=samudra&stage=shadow&rough=1").await;
    assert!(found.text.contains("RSUD Samudra Raya") && found.text.contains("Bayangan") && found.text.contains("Perkiraan"));
    for odd in ["/fasilitas?from=99999", "/fasilitas?from=abc&kind=kapal&stage=x", "/fasilitas?q=%25%27%3B--"] {
        assert_eq!(town.get(&office, odd).await.status, StatusCode::OK, "{odd}");
    }
}

/// Uploads a file the way a browser does.
async fn upload(town: &Town, who: &LoggedIn, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!("--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n", who.csrf).into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request =
        Request::post("/impor").header(header::COOKIE, &who.cookie).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    town.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_file_is_checked_first_and_loaded_when_the_office_agrees() {
    for town in Town::both().await {
        let office = town.office().await;
        assert!(town.get(&office, "/impor").await.text.contains("multipart/form-data"));
        let waiting = upload(&town, &office, "rs.csv", b"name,kind,ppk,warna\nRS A,rs,0000R001,biru\nRS B,kapal,,\n").await;
        assert_eq!(waiting.status, StatusCode::SEE_OTHER, "{}", waiting.text);
        let report = town.get(&office, &waiting.location).await;
        for said in
            ["Uji coba.", "rs.csv", "Jenis fasilitas “kapal” tidak dikenal.", "Kolom “warna” tidak dikenal", "Muat berkas ini", "RS A"]
        {
            assert!(report.text.contains(said), "{said}: {}", report.text);
        }
        assert!(crate::facilities(town.db()).await.unwrap().is_empty());
        let other = town.log_in("dinkes-lain", Role::Office, Scope::City).await;
        assert_eq!(town.get(&other, &waiting.location).await.status, StatusCode::NOT_FOUND, "a draft is its sender's alone");
        let done = town.post(&office, &waiting.location, &[]).await;
        assert!(done.status == StatusCode::OK && done.text.contains("Isi berkas sudah dimuat."), "{}", done.text);
        assert_eq!(crate::facilities(town.db()).await.unwrap().len(), 1);
        let second = town.get(&office, &waiting.location).await;
        assert!(second.text.contains("Tidak ada yang perlu disimpan dari berkas ini."));
    }
}

#[tokio::test]
async fn a_file_from_a_form_of_another_log_in_is_refused() {
    let town = Town::sqlite().await;
    let office = LoggedIn { csrf: "not-this-one".into(), ..town.office().await };
    let answer = upload(&town, &office, "rs.csv", b"name,kind,ppk\nRS A,rs,0000R001\n").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
}

#[tokio::test]
async fn a_file_that_is_no_text_is_refused_with_a_sentence() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    for (bytes, said) in [(&b""[..], "Wajib diisi."), (b"\xff\xfe\x00", "bukan teks UTF-8")] {
        let answer = upload(&town, &office, "x.csv", bytes).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert_eq!(
        upload(&town, &office, "x.csv", &vec![b'a'; crate::import::BYTES_MAX + 100_000]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(
        upload(&town, &office, "x.csv", b"name,kind\n\0RS,rs\n").await.status,
        StatusCode::SEE_OTHER,
        "signs nobody sees do no harm"
    );
    let stolen = LoggedIn { csrf: "other".into(), ..office };
    assert_eq!(upload(&town, &stolen, "x.csv", b"name,kind\n").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_taken_out_can_be_brought_back() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    town.add(full_hospital()).await;
    let (csv, geojson) = (town.get(&office, "/ekspor.csv").await, town.get(&office, "/ekspor.geojson").await);
    assert!(csv.text.starts_with("name,kind,owner,class,ppk") && geojson.text.contains("\"FeatureCollection\""));
    for (name, file) in [("a.csv", csv), ("a.geojson", geojson)] {
        let waiting = upload(&town, &office, name, file.text.as_bytes()).await;
        let report = town.get(&office, &waiting.location).await;
        assert!(report.text.contains("Tidak ada yang perlu disimpan"), "{name}: {}", report.text);
    }
}

#[tokio::test]
async fn a_file_tells_the_note_of_an_agreement_to_those_who_decide_it_alone() {
    let town = Town::sqlite().await;
    let id = town.add(full_hospital()).await;
    let (office, admin) = (town.office().await, town.log_in("admin", Role::FacilityAdmin, Scope::Facility(id)).await);
    for path in ["/ekspor.csv", "/ekspor.geojson"] {
        assert!(town.get(&office, path).await.text.contains("Rapat bulanan"));
        let told = town.get(&admin, path).await.text;
        assert!(told.contains("RSUD Samudra Raya") && !told.contains("Rapat bulanan"), "{told}");
    }
}
