//! The journal: what is shown, to whom, how it is narrowed, and what the check of the chain says.

use axum::http::StatusCode;
use serde_json::json;
use sigap_access::{NewKey, SecretKind};
use sigap_kernel::{Actor, Ctx, Grant, KeyId, Role, Scope};
use sigap_store::{Engine, Entry, Query as _, StoreError, Subject, args, run_sealer};

use super::{Town, nurse_at};

async fn record(town: &Town, ctx: &Ctx, subject: Subject, kind: &'static str, body: serde_json::Value) {
    let (subject, body) = (&subject, &body);
    let written: Result<(), StoreError> = town
        .db()
        .write(ctx, |tx| async move {
            tx.record(Entry::new(subject.clone(), kind, 1, body.clone()));
            Ok(())
        })
        .await;
    written.unwrap();
}

/// A report of each hospital, by a machine's key.
async fn reports(town: &Town) -> KeyId {
    let new = |facility, name: &str| NewKey {
        protocol: "aplicares".into(),
        name: name.into(),
        facility,
        kind: SecretKind::Hmac,
        secret: None,
        note: String::new(),
    };
    let key = town.floor.access().add_key(&town.world.ctx(), &new(town.hospital, "1234")).await.unwrap().key;
    town.floor.access().add_key(&town.world.ctx(), &new(town.other, "9876")).await.unwrap();
    let machine = town.world.ctx().as_actor(Actor::Machine { key, facility: town.hospital });
    record(town, &machine, sigap_registry::ward_subject(town.ward), "beds.observed", json!({ "free": 7, "capacity": 24 })).await;
    record(town, &town.world.ctx(), sigap_registry::ward_subject(town.other_ward), "beds.observed", json!({ "free": 6, "capacity": 66 }))
        .await;
    record(
        town,
        &town.world.ctx(),
        Subject::new("job", "0192f0c4-0000-7000-8000-00000000aaaa"),
        "job.given_up",
        json!({ "kind": "rekaan.kirim", "tries": 3 }),
    )
    .await;
    key
}

/// Seals what PostgreSQL has not sealed yet.
async fn seal(town: &Town) {
    if town.db().engine() == Engine::Sqlite {
        return;
    }
    let sealer = tokio::spawn(run_sealer(town.db().clone(), sigap_kernel::World::real(), "n1".into()));
    let waiting = async {
        while town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE seq IS NULL").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("the sealer comes");
    sealer.abort();
}

#[tokio::test]
async fn whoever_reads_the_city_reads_all_in_words_with_names_and_pages() {
    for town in Town::both().await {
        let key = reports(&town).await;
        let admin = town.admin().await;
        seal(&town).await;
        let page = admin.page("/jurnal").await;
        for said in [
            "Dilaporkan 7 kosong dari 24",
            "Dilaporkan 6 kosong dari 66",
            "Melati · RSUD Samudra Raya (rekaan)",
            &format!("href=\"/fasilitas/{}\"", town.hospital),
            &format!("<a href=\"/fasilitas/{}/kunci\">Kunci 1234 (aplicares)</a>", town.hospital),
            "Dihentikan setelah 3 percobaan: rekaan.kirim",
            "href=\"/pekerjaan\"",
            "Admin (rekaan)",
            "Ditambahkan sebagai Admin sistem",
            "Sigap (test)",
            "22\u{2011}11\u{2011}2026 14.10 WIB",
            "&#34;capacity&#34;: 24",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("belum disegel") && !page.contains(&key.to_string()), "{page}");
        let english = admin.page("/jurnal?lang=en").await;
        assert!(english.contains("Reported 7 free of 24") && english.contains("Added as System administrator"), "{english}");
    }
}

#[tokio::test]
async fn the_administrator_of_one_hospital_reads_of_it_alone() {
    for town in Town::both().await {
        reports(&town).await;
        let own = town.nurse("Sendiri", town.hospital).await;
        town.nurse("Tetangga", town.other).await;
        let both = town.add_user("Dua", vec![nurse_at(town.hospital), nurse_at(town.other)]).await;
        let admin = town.of_hospital().await;
        let page = admin.page("/jurnal").await;
        for said in ["Dilaporkan 7 kosong dari 24", "Kunci 1234 dibuat", "Sendiri (rekaan)", "Kepala (rekaan)"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        for secret in ["dari 66", "9876", "RS Cahaya Bunda", "Tetangga", "Dua (rekaan)", "rekaan.kirim", "Berkas kunci induk dipasangkan"] {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
        let asked = async |kind: &str, id: String| admin.page(&format!("/jurnal?kind={kind}&id={id}")).await;
        assert!(asked("user", own.to_string()).await.contains("Sendiri (rekaan)"));
        for (kind, id) in [
            ("ward", town.other_ward.to_string()),
            ("facility", town.other.to_string()),
            ("user", both.to_string()),
            ("job", "0192f0c4-0000-7000-8000-00000000aaaa".into()),
            ("keyring", "ring".into()),
            ("", town.other_ward.to_string()),
        ] {
            assert!(asked(kind, id.clone()).await.contains("Tidak ada catatan yang cocok"), "{kind} {id}");
        }
        assert_eq!(admin.post("/jurnal/periksa", &[]).await.status, StatusCode::FORBIDDEN, "the chain is the city's");
    }
}

#[tokio::test]
async fn whoever_may_not_see_the_staff_reads_roles() {
    for town in Town::both().await {
        let nurse = town.log_in("Perawat", Role::WardNurse, Scope::Facility(town.hospital)).await;
        record(&town, &nurse.ctx, sigap_registry::ward_subject(town.ward), "beds.observed", json!({ "free": 3, "capacity": 24 })).await;
        let office = town.log_in("Dinkes", Role::Office, Scope::City).await;
        let logged = town.count("SELECT COUNT(*) AS n FROM access_log_entry").await;
        let page = office.page("/jurnal").await;
        assert!(page.contains("Perawat ruang …") && page.contains("Dinkes (rekaan)"), "roles of others, and oneself: {page}");
        assert!(!page.contains("Perawat (rekaan)"), "{page}");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM access_log_entry").await, logged, "nobody's data was read");
    }
}

#[tokio::test]
async fn the_journal_is_narrowed_and_goes_on_where_it_ended() {
    for town in Town::both().await {
        reports(&town).await;
        for number in 0..60 {
            town.world.clock.advance_s(1);
            let body = json!({ "free": number, "capacity": 1_000 });
            record(&town, &town.world.ctx(), sigap_registry::ward_subject(town.ward), "beds.observed", body).await;
        }
        town.world.clock.advance_s(86_400);
        let admin = town.admin().await;
        let wards = admin.page("/jurnal?kind=ward").await;
        assert!(wards.contains("Dilaporkan 59 kosong dari 1000") && !wards.contains("Kunci 1234 dibuat"), "{wards}");
        let older = super::between(&wards, "rel=\"next\" href=\"", "\"").replace("&#38;", "&");
        let next = admin.page(&older).await;
        assert!(next.contains("Dilaporkan 9 kosong dari 1000") && !next.contains("Dilaporkan 10 kosong dari 1000"), "{next}");
        assert!(next.contains("Ruang ditambahkan") && !next.contains("rel=\"next\""), "{next}");
        let today = admin.page("/jurnal?day=2026-11-23").await;
        assert!(today.contains("Masuk") && !today.contains("Dilaporkan"), "{today}");
        let machines = admin.page("/jurnal?actor=key&day=2026-11-22").await;
        assert!(machines.contains("Dilaporkan 7 kosong dari 24") && !machines.contains("dari 1000"), "{machines}");
        let wrong = admin.page("/jurnal?day=kemarin").await;
        assert!(wrong.contains("Tulis tanggal") && wrong.contains("Tidak ada catatan"), "{wrong}");
        assert!(admin.page("/jurnal?kind=raja&actor=hantu&before=x").await.contains("Dilaporkan"), "what is unknown narrows nothing");
    }
}

#[tokio::test]
async fn the_check_of_the_chain_says_whether_it_holds() {
    for town in Town::both().await {
        reports(&town).await;
        let admin = town.admin().await;
        seal(&town).await;
        let all = town.count("SELECT COUNT(*) AS n FROM journal_entry").await;
        let answer = admin.post("/jurnal/periksa", &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text.contains(&format!("Rantai utuh: catatan 1 sampai {all} cocok")), "{}", answer.text);
        let done: Result<(), StoreError> = town
            .db()
            .write(&town.world.ctx(), |tx| async move {
                tx.execute("UPDATE journal_entry SET body = '{}' WHERE seq = 3", args![]).await?;
                tx.record(Entry::new(Subject::new("test", "x"), "test.tampered", 1, json!({})));
                Ok(())
            })
            .await;
        done.unwrap();
        let answer = admin.post("/jurnal/periksa", &[]).await;
        assert!(answer.text.contains("Rantai putus di catatan 3") && answer.text.contains("role=\"alert\""), "{}", answer.text);
    }
}

#[tokio::test]
async fn what_is_not_sealed_yet_says_so() {
    for town in Town::both().await {
        let admin = town.admin().await;
        assert_eq!(admin.page("/jurnal").await.contains("belum disegel"), town.db().engine() == Engine::Postgres);
    }
}

#[tokio::test]
async fn a_type_without_a_sentence_is_called_by_its_code() {
    let town = Town::sqlite().await;
    record(&town, &town.world.ctx(), Subject::new("moon", "1"), "moon.rose", json!({})).await;
    // An older version of a known type, without the facts its sentence names.
    record(&town, &town.world.ctx(), Subject::new("ward", "x"), "beds.observed", json!({ "html": "<b>" })).await;
    let page = town.admin().await.page("/jurnal").await;
    assert!(
        page.contains("<summary>moon.rose</summary>") && page.contains("moon 1") && page.contains("<summary>beds.observed</summary>"),
        "{page}"
    );
    assert!(!page.contains("\"<b>\""));
}

#[tokio::test]
async fn an_office_of_one_district_reads_of_its_district() {
    for town in Town::both().await {
        reports(&town).await;
        let id = town.hospital;
        let mut changed = sigap_registry::facility(town.db(), id).await.unwrap().unwrap();
        (changed.district_code, changed.district) = ("99.71.01".into(), "Pelabuhan".into());
        let changed = &changed;
        let done: Result<_, sigap_registry::RegistryError> =
            town.db().write(&town.world.ctx(), |tx| async move { sigap_registry::change_facility(&tx, changed.clone()).await }).await;
        done.unwrap();
        let office = town.log_in("Camat", Role::Office, Scope::District("99.71.01".into())).await;
        let page = office.page("/jurnal").await;
        assert!(page.contains("Dilaporkan 7 kosong dari 24") && !page.contains("dari 66"), "{page}");
        assert!(!page.contains("Kunci 1234 dibuat"), "who does not manage keys reads nothing of them");
        let rows = town.db().rows("SELECT actor FROM access_log_entry", args![]).await.unwrap();
        assert!(rows.is_empty(), "nobody's data was read");
        assert_eq!(office.get("/log-baca").await.status, StatusCode::FORBIDDEN, "the reading log is the city's");
        // Somebody with both reaches sees both.
        let wide = town.add_user("Luas", vec![Grant { role: Role::Office, scope: Scope::City }]).await;
        let ctx =
            town.world.ctx().as_actor(Actor::Person { user: wide, grants: [Grant { role: Role::Office, scope: Scope::City }].into() });
        assert_eq!(crate::sight::sight(&town.floor, &ctx).await.unwrap(), crate::sight::Sight::Everything);
    }
}
