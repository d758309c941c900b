//! Group writing: many senders at once, each answered; one that fails takes no neighbour with it.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use futures::future::join_all;
use sigap_exchange::aplicares::RoomDraft;
use sigap_exchange::aplicares::client::{Request, Sender};
use sigap_exchange::bpjs::Ppk;
use sigap_kernel::{CareClass, Pool, UtcMs};
use sigap_registry::{NewWard, RegistryError, ReportedBy};
use sigap_store::Query as _;

use super::{INDIGESTIBLE, PPK, Town, both_engines, melati, on_sqlite, ppk, room, sender};
use crate::model::{Act, Deed, Done, RoomId, Stated};
use crate::store::rooms;
use crate::{IntakeConfig, Protocol, ROOMS_PER_FACILITY_MAX};

/// How a sender says something of a room.
type Verb = fn(&Sender, &Ppk, &RoomDraft, UtcMs) -> Request;

/// What one hospital says of its rooms, all at once.
async fn all_rooms(town: &Town, verb: Verb, place: usize, code: &str, free: i64) -> Vec<String> {
    let (sender, code) = (&sender(&format!("cons-{place}")), ppk(code));
    let say = |number| {
        let draft = room("KL3", &format!("R{number}"), &format!("Ruang {number}"), 30, free);
        let signed = verb(sender, &code, &draft, town.now());
        async move { town.say(signed).await.message }
    };
    join_all((0..10).map(say)).await
}

#[tokio::test]
async fn two_hundred_reports_of_many_hospitals_at_once_are_all_answered_and_stored() {
    for town in both_engines().await {
        let codes: Vec<String> = (1..=20).map(|number| format!("0302R{number:03}")).collect();
        for (place, code) in codes.iter().enumerate() {
            let hospital = town.add_hospital(&format!("RS Rekaan {place}"), code).await;
            town.add_key(hospital, &format!("cons-{place}")).await;
        }
        let rounds: [(Verb, i64, &str); 2] =
            [(Sender::create, 1, "Data berhasil disimpan."), (Sender::update, 9, "Data berhasil diupdate.")];
        for (verb, free, sentence) in rounds {
            let all = codes.iter().enumerate().map(|(place, code)| all_rooms(&town, verb, place, code, free));
            let answers: Vec<String> = join_all(all).await.into_iter().flatten().collect();
            assert_eq!((answers.len(), answers.into_iter().collect::<BTreeSet<_>>()), (200, BTreeSet::from([sentence.to_owned()])));
        }
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE free = 9 AND version = 2").await, 200);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM heard WHERE free = 9 AND reports = 2").await, 200);
    }
}

#[tokio::test]
async fn of_many_words_about_one_room_the_last_counts_and_each_is_answered() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let town = &town;
        let said =
            join_all((0..=20).map(|free| async move { town.update(&room("KL2", "MLT2", "Ruang Melati Kelas II", 24, free)).await })).await;
        assert!(said.iter().all(|message| message == "Data berhasil diupdate."));
        let ward = &town.wards(town.hospital).await[0];
        assert_eq!(ward.reports, 22, "every report was heard");
        let listed = town.read_all().await;
        assert_eq!(listed.rooms().next().unwrap().unwrap().room.free, ward.free, "the counter and the list say the same");
    }
}

#[tokio::test]
async fn a_report_that_cannot_be_stored_takes_no_neighbour_with_it() {
    for town in both_engines().await {
        for number in 0..5 {
            town.create(&room("KL3", &format!("R{number}"), &format!("Ruang {number}"), 30, 1)).await;
        }
        let town = &town;
        let poison = i64::from(INDIGESTIBLE);
        let answers = join_all((0..5).map(|number| async move {
            let capacity = if number == 2 { poison } else { 30 };
            let draft = room("KL3", &format!("R{number}"), &format!("Ruang {number}"), capacity, 8);
            town.send(sender("1234").update(&ppk(PPK), &draft, town.now())).await.0.as_u16()
        }))
        .await;
        assert_eq!(answers, [200, 200, 503, 200, 200]);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_row WHERE free = 8").await, 4);
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM heard WHERE free = 8").await, 4);
    }
}

#[tokio::test]
async fn a_registration_that_fails_takes_no_neighbour_with_it() {
    for town in both_engines().await {
        let town = &town;
        let poison = i64::from(INDIGESTIBLE);
        let answers = join_all((0..4).map(|number| async move {
            let capacity = if number == 1 { poison } else { 30 };
            let draft = room("KL3", &format!("R{number}"), &format!("Ruang {number}"), capacity, 8);
            town.send(sender("1234").create(&ppk(PPK), &draft, town.now())).await.0.as_u16()
        }))
        .await;
        assert_eq!(answers, [200, 503, 200, 200]);
        assert_eq!(town.read_all().await.total_items, Some(3));
        assert_eq!(town.wards(town.hospital).await.len(), 3, "the ward of the failed one is undone with it");
        // Everything that was committed is recorded, and nothing that was undone.
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind = 'intake.room_created'").await, 3);
    }
}

#[tokio::test]
async fn a_facility_that_invents_a_code_with_every_call_meets_a_limit() {
    for town in both_engines().await {
        let town = &town;
        let max = i64::from(ROOMS_PER_FACILITY_MAX);
        let codes: Vec<String> =
            (0..max).map(|number| format!("('{}', 'aplicares', 'KL3', 'R{number}', {number}, 'w{number}')", town.hospital)).collect();
        let sql = &format!(
            "INSERT INTO feed_row (facility_id, protocol, class_code, room_code, row_no, ward_id, joined, room_name, capacity, free, own_words,
                observed_at_ms, last_update_ms, version, named_in)
             SELECT r.*, 'opened', 'Ruang', 1, 1, '', 0, 0, 1, 1 FROM (VALUES {}) AS r",
            codes.join(",")
        );
        let done: Result<(), sigap_store::StoreError> = town
            .db
            .write(&town.system(), |tx| async move {
                tx.execute(sql, vec![]).await?;
                tx.confirm(sigap_store::Subject::new("test", "rooms"));
                Ok(())
            })
            .await;
        done.unwrap();
        let sentence = "Paling banyak 1.000 ruang, dan semuanya sudah terpakai. Hapus ruang yang tidak dipakai, lalu coba lagi.";
        assert_eq!(town.create(&melati()).await, sentence);
        assert_eq!(town.problems().await[0].0, "rooms");
        // What it said is kept, and is taken once there is room.
        let admin = town.admin().await;
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let gone: Result<(), sigap_store::StoreError> = town
            .db
            .write(&town.system(), |tx| async move {
                tx.execute("DELETE FROM feed_row WHERE ward_id IN ('w0', 'w1')", vec![]).await?;
                tx.execute("UPDATE feed_row SET ward_id = NULL, joined = 'left_out'", vec![]).await?;
                tx.confirm(sigap_store::Subject::new("test", "rooms"));
                Ok(())
            })
            .await;
        gone.unwrap();
        assert_eq!(admin.press(town.hospital).await.0, StatusCode::SEE_OTHER);
        assert_eq!(town.wards(town.hospital).await[0].free, 7);
        assert!(town.problems().await.is_empty());
    }
}

#[tokio::test]
async fn a_ward_that_people_kept_until_now_is_taken_over_by_the_system() {
    for town in both_engines().await {
        let hospital = town.hospital;
        let added: Result<sigap_registry::Ward, RegistryError> = town
            .db
            .write(&town.system(), |tx| async move {
                let name = "ruang melati kelas ii".to_owned();
                let pool = Pool::general(CareClass::Two);
                sigap_registry::add_ward(&tx, NewWard { facility: hospital, name, pool, reported_by: ReportedBy::Board }).await
            })
            .await;
        let ward = added.unwrap();
        assert_eq!(town.create(&melati()).await, "Data berhasil disimpan.");
        let wards = sigap_registry::wards_of(&town.db, hospital).await.unwrap();
        assert_eq!((wards.len(), wards[0].id, wards[0].reported_by), (1, ward.id, ReportedBy::Aplicares));
        // Another room of the same name is another ward.
        let mut second = melati();
        second.room_code = "MLT3".into();
        assert_eq!(town.create(&second).await, "Data berhasil disimpan.");
        let names: BTreeSet<String> = town.wards(hospital).await.into_iter().map(|ward| ward.name).collect();
        assert!(names.contains("Ruang Melati Kelas II (MLT3)"), "{names:?}");
    }
}

#[tokio::test]
async fn a_ward_follows_the_name_its_hospital_gives_it() {
    for town in both_engines().await {
        town.create(&melati()).await;
        town.create(&room("KL3", "MWR3", "Ruang Mawar", 12, 2)).await;
        assert_eq!(town.update(&room("KL2", "MLT2", "Ruang Melati Baru", 24, 7)).await, "Data berhasil diupdate.");
        let names: Vec<String> = town.wards(town.hospital).await.into_iter().map(|ward| ward.name).collect();
        assert_eq!(names, ["Ruang Mawar", "Ruang Melati Baru"]);
        let before = town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind LIKE 'ward.%'").await;
        assert_eq!(town.update(&room("KL2", "MLT2", "Ruang Melati Baru", 24, 6)).await, "Data berhasil diupdate.");
        assert_eq!(
            town.count("SELECT COUNT(*) AS n FROM journal_entry WHERE kind LIKE 'ward.%'").await,
            before,
            "the same name changes nothing"
        );
    }
}

#[tokio::test]
async fn a_room_that_comes_and_goes_within_one_group_ends_as_its_sender_left_it() {
    let town = on_sqlite(IntakeConfig::default()).await;
    let room = RoomId { facility: town.hospital, protocol: Protocol::Aplicares, class_code: "KL2".into(), room_code: "MLT2".into() };
    let stated = Stated { name: "Ruang Melati Kelas II".into(), capacity: Some(24), free: Some(7), ..Stated::default() };
    let acts = [
        Act::Update(stated.clone()),
        Act::Create(stated.clone(), Pool::general(CareClass::Two)),
        Act::Update(stated.clone()),
        Act::Delete,
        Act::Update(stated),
    ];
    // Straight to the writer: behind the door each call looks up its key first, and calls sent at once may overtake each other there.
    let writer = &town.intake.0.writer;
    let deeds = acts.map(|act| writer.write(Deed { ctx: town.system(), room: room.clone(), act }));
    let done: Vec<Done> = join_all(deeds).await.into_iter().map(|outcome| outcome.unwrap().unwrap()).collect();
    assert_eq!(done, [Done::NoSuchRoom, Done::Created, Done::Updated, Done::Deleted, Done::NoSuchRoom]);
    assert!(town.db.row("SELECT ward_id FROM feed_row WHERE removed_ms IS NULL", vec![]).await.unwrap().is_none());
}

#[tokio::test]
async fn one_sender_at_full_speed_does_not_slow_another() {
    const DEEDS: usize = 600;
    for town in both_engines().await {
        town.create(&melati()).await;
        let other = town.add_key(town.hospital, "777").await;
        let room = RoomId { facility: town.hospital, protocol: Protocol::Aplicares, class_code: "KL2".into(), room_code: "MLT2".into() };
        let stated = Stated { name: "Ruang Melati Kelas II".into(), capacity: Some(24), free: Some(7), ..Stated::default() };
        let (inner, done) = (&*town.intake.0, std::sync::Mutex::new(Vec::with_capacity(DEEDS + 1)));
        let write = async |key, who| {
            let _turn = inner.turns.take(key).await;
            let deed = Deed { ctx: town.system(), room: room.clone(), act: Act::Update(stated.clone()) };
            assert_eq!(inner.writer.write(deed).await.unwrap().unwrap(), Done::Updated);
            done.lock().unwrap().push(who);
        };
        futures::join!(join_all((0..DEEDS).map(|_| write(town.key, "busy"))), write(other, "quiet"));
        let before = done.lock().unwrap().iter().position(|who| *who == "quiet").unwrap();
        assert!(before <= 2 * crate::turns::AT_ONCE_PER_KEY, "{before} of {DEEDS} deeds of another came first");
    }
}

/// What another node was told between the look at a room and its counts.
#[tokio::test]
async fn counts_of_an_earlier_time_replace_no_later_ones() {
    for town in both_engines().await {
        town.create(&melati()).await;
        let room = &RoomId { facility: town.hospital, protocol: Protocol::Aplicares, class_code: "KL2".into(), room_code: "MLT2".into() };
        let stated = |counted_at, free| Stated {
            name: "Ruang Melati Kelas II".into(),
            capacity: Some(24),
            free: Some(free),
            counted_at,
            ..Stated::default()
        };
        let now = town.now();
        for (counted_at, is_stored) in [(Some(now.plus_min(-1)), false), (Some(now), true), (None, true)] {
            let (before, stated) = (town.count("SELECT free AS n FROM feed_row").await, &stated(counted_at, 1));
            let updated: Result<usize, sigap_store::StoreError> = town
                .db
                .write(&town.system(), |tx| async move {
                    tx.confirm(sigap_store::Subject::new("test", "rooms"));
                    Ok(rooms::update(&tx, &[(room, stated)], now).await?.len())
                })
                .await;
            assert_eq!(updated.unwrap(), usize::from(is_stored), "{counted_at:?}");
            assert_eq!(town.count("SELECT free AS n FROM feed_row").await, if is_stored { 1 } else { before });
        }
    }
}
