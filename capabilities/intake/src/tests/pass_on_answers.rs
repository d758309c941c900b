//! What passes by itself is tried again, what is not whole is not believed, and what is old is not said.

use super::pass_on::{Fate, Pair, config, wish};
use super::*;
use crate::Service;
use crate::pass_on::change;
use crate::pass_on::row::{RowState, Why};
use crate::pass_on::target::TargetState;

fn refusal(service: Service) -> Fate {
    match service {
        Service::Aplicares => Fate::Says(200, r#"{"metadata":{"code":0,"message":"Sistem sedang sibuk"}}"#),
        Service::Siranap => Fate::Says(200, r#"{"fasyankes":[{"status":"400","message":"Sistem sedang sibuk"}]}"#),
    }
}

#[tokio::test]
async fn what_was_refused_for_a_while_is_tried_again_slowly_and_by_hand_at_once() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.line.then(&[Fate::Answered, refusal(pair.service)]);
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        assert_eq!((pair.states().await, pair.rows().await[0].answer.as_str()), (vec![RowState::Refused], "Sistem sedang sibuk"));
        pair.line.calls();
        pair.settle().await;
        assert!(pair.line.calls().is_empty());
        pair.line.then(&[Fate::Answered, refusal(pair.service)]);
        pair.advance_s(crate::CONFIRM_EVERY_MIN * 60);
        pair.walk().await;
        assert!(!pair.line.calls().is_empty(), "an hour later");
        assert_eq!(pair.states().await, [RowState::Refused]);
        change::send_now(&pair.here.intake, &pair.here.system(), &pair.target().await).await.unwrap();
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7]);
    }
}

#[tokio::test]
async fn a_page_in_between_stops_nothing_and_refuses_nothing() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        for (free, status) in [(6, 403), (5, 401), (4, 302), (3, 404), (2, 408)] {
            pair.line.then(&[Fate::Says(status, "<html>"), Fate::Says(status, "<html>")]);
            pair.count(melati, 24, free).await;
            pair.settle().await;
            assert_eq!(pair.target().await.state, TargetState::On, "{status}");
        }
        assert_eq!(pair.heard().await["Ruang Melati"], [7, 6, 5, 4, 3, 2]);
    }
}

#[tokio::test]
async fn a_list_that_is_not_whole_registers_nothing() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        let list = match pair.service {
            Service::Aplicares => r#"{"metadata":{"code":1,"message":"OK","totalitems":1},"response":{"list":[{"kodekelas":"KL2"}]}}"#,
            Service::Siranap => r#"{"fasyankes":[{"id_tt":"4","ruang":"Ruang Melati","jumlah":"24","terpakai":"1"}]}"#,
        };
        pair.line.then(&[Fate::Says(200, list)]);
        pair.count(melati, 24, 7).await;
        pair.walk().await;
        assert_eq!((pair.states().await, pair.rows().await[0].why), (vec![RowState::Waiting], Why::NoList));
        let calls = pair.line.calls();
        assert!(calls.len() == 1 && calls[0].starts_with("GET"), "{calls:?}");
        pair.settle().await;
        assert_eq!(pair.there().await.len(), 1);
    }
}

#[tokio::test]
async fn a_row_that_got_another_number_there_is_looked_up_and_not_registered_again() {
    for here in both_engines_with(config()).await {
        let pair = Pair::of(Service::Siranap, here).await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        let number = pair.rows().await[0].peer_row.unwrap_or_default();
        pair.line.calls();
        pair.settle().await;
        // The first change learns the number.
        pair.count(melati, 24, 6).await;
        pair.settle().await;
        let number = pair.rows().await[0].peer_row.unwrap_or(number);
        pair.there.rs_online("DELETE", "/fo/index.php/Fasyankes", &format!(r#"{{"id_t_tt":"{number}"}}"#)).await;
        pair.stands_there("4", "Ruang Melati", 24, 6).await;
        pair.line.calls();
        pair.count(melati, 24, 5).await;
        pair.settle().await;
        let calls = pair.line.calls();
        assert!(!calls.iter().any(|call| call.starts_with("POST")), "{calls:?}");
        assert_eq!(pair.there().await, [("4".to_owned(), "Ruang Melati".to_owned(), 24, 5)]);
    }
}

#[tokio::test]
async fn a_change_at_rs_online_is_a_whole_row_and_keeps_what_stands_there() {
    for here in both_engines_with(config()).await {
        let pair = Pair::of(Service::Siranap, here).await;
        pair.stands_there("4", "Ruang Melati", 20, 3).await;
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        for free in [7, 6] {
            pair.count(melati, 24, free).await;
            pair.settle().await;
            let said: serde_json::Value = serde_json::from_str(&pair.line.said()).unwrap();
            let taken = (24 - free).to_string();
            for (field, value) in [("ruang", "Ruang Melati"), ("jumlah_ruang", "2"), ("jumlah", "24"), ("terpakai", &taken)] {
                assert_eq!(said[field], value, "{said}");
            }
            assert_eq!(said["covid"], 1, "{said}");
        }
    }
}

#[tokio::test]
async fn what_others_wrote_while_it_was_off_is_said_anew() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        change::turn_off(&pair.here.intake, &pair.here.system(), &pair.target().await).await.unwrap();
        let page = pair.here.admin().await.get(&format!("/fasilitas/{}/penerusan", pair.here.hospital)).await.1;
        assert!(!page.contains("Angka di sana sama") && page.contains("Tidak ada yang dikirim sekarang"), "{page}");
        let row = pair.rows().await.remove(0);
        match pair.service {
            Service::Aplicares => drop(pair.there.update(&room(&row.codes.class, &row.codes.room, "Ruang Melati", 24, 9)).await),
            Service::Siranap => {
                let list = pair.there.rs_online("GET", "/fo/index.php/Fasyankes", "").await;
                let list: serde_json::Value = serde_json::from_str(&list).unwrap();
                let id = list["fasyankes"][0]["id_t_tt"].clone();
                let body = json!({ "id_t_tt": id, "jumlah": "24", "terpakai": "15" }).to_string();
                pair.there.rs_online("PUT", "/fo/index.php/Fasyankes", &body).await;
            }
        }
        assert_eq!(pair.there().await[0].3, 9);
        change::turn_on(&pair.here.intake, &pair.here.system(), pair.here.hospital, &wish(pair.service), "x").await.unwrap();
        pair.settle().await;
        assert_eq!(pair.there().await[0].3, 7);
        let page = pair.here.admin().await.get(&format!("/fasilitas/{}/penerusan", pair.here.hospital)).await.1;
        assert!(page.contains("Angka di sana sama"), "{page}");
    }
}

#[tokio::test]
async fn a_person_who_has_it_sent_now_does_not_wait_for_the_next_try() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.line.then(&[Fate::NotSent]);
        pair.count(melati, 24, 7).await;
        pair.walk().await;
        assert_eq!(pair.rows().await[0].why, Why::NotReached);
        change::send_now(&pair.here.intake, &pair.here.system(), &pair.target().await).await.unwrap();
        pair.run().await;
        assert_eq!(pair.states().await, [RowState::Kept], "at once");
    }
}

#[tokio::test]
async fn an_older_number_is_not_said_over_a_newer_one() {
    for pair in Pair::all().await {
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        tamper(&pair.here, "UPDATE heard SET free = 5, at_ms = at_ms - 1000").await;
        pair.settle().await;
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7], "the picture of a node that lags behind");
        pair.count(melati, 24, 5).await;
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7, 5]);
        // A hand entry whose time is over gives way to the older number of the hospital's system.
        tamper(&pair.here, "UPDATE heard SET free = 4, at_ms = at_ms - 1000").await;
        pair.advance_s(11 * 60);
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7, 5, 4]);
    }
}

#[tokio::test]
async fn keys_move_to_the_new_key_of_the_ring() {
    for pair in Pair::all().await {
        change::turn_on(&pair.here.intake, &pair.here.system(), pair.here.hospital, &keyed(pair.service), "x").await.unwrap();
        let before = pair.target().await;
        let (access, ctx) = (&pair.here.access, &pair.here.system());
        access.rotate_ring(ctx).await.unwrap();
        pair.here.intake.rewrap(ctx).await.unwrap();
        let after = pair.target().await;
        let beginning = format!("v1.{}.", access.ring().current());
        assert!(before.secret != after.secret && after.secret.starts_with(&beginning) && after.user_key.starts_with(&beginning));
        assert_eq!(after.version, before.version);
        let melati = pair.open_ward("Ruang Melati", "general.2.any.any.no").await;
        pair.count(melati, 24, 7).await;
        pair.settle().await;
        assert_eq!(pair.heard().await["Ruang Melati"], [7]);
    }
}

fn keyed(service: Service) -> change::Wish {
    change::Wish { user_key: Masked::new("kunci-rekaan".into()), ..wish(service) }
}
