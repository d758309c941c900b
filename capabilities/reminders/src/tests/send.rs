//! Messages on their way: gateways that are down or refuse, hospitals that answer meanwhile, contacts that stay sealed.

use sigap_kernel::{Role, Scope};

use super::town::{Town, town, towns};
use super::{get_as, post_as};
use crate::service::send::{TRIES_MAX, send};
use crate::{Fault, Rung, Why};

/// A hospital whose mail is written and not sent yet.
async fn with_mail(town: &Town) {
    town.has_contact(town.here).await;
    town.minutes(60 + 119).await;
    town.world.clock.advance_s(60);
    crate::ring_ladder(&town.room, &town.system()).await.unwrap();
    assert_eq!(town.messages(town.here).await, ["mail waiting "]);
}

#[tokio::test]
async fn a_gateway_that_is_down_is_tried_again_and_given_up_and_the_ladder_goes_on() {
    for town in towns().await {
        with_mail(&town).await;
        town.mail.answers.lock().unwrap().extend([Fault::Again(Why::Unreachable); 20]);
        town.send_all().await;
        assert_eq!(town.messages(town.here).await, ["mail waiting unreachable"], "the page says so while it is tried");
        for _ in 1..TRIES_MAX {
            town.send_all().await;
        }
        assert_eq!(town.messages(town.here).await, ["mail failed unreachable"]);
        town.send_all().await;
        assert_eq!(town.mail.carried.lock().unwrap().len(), usize::try_from(TRIES_MAX).unwrap());
        let ids: std::collections::BTreeSet<_> = town.mail.carried.lock().unwrap().iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), 1, "the same name at every try");
        town.minutes(120).await;
        assert_eq!(town.rung(town.here).await, Some(Rung::Webhook));
        assert_eq!(town.messages(town.here).await, ["mail failed unreachable", "webhook sent "]);
    }
}

#[tokio::test]
async fn what_a_gateway_refuses_is_not_sent_again() {
    let town = town().await;
    with_mail(&town).await;
    town.mail.answers.lock().unwrap().push_back(Fault::Never(Why::Refused));
    town.send_all().await;
    town.send_all().await;
    assert_eq!(town.messages(town.here).await, ["mail failed refused"]);
    assert_eq!(town.mail.carried.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_answers_before_the_message_goes_gets_none() {
    for town in towns().await {
        with_mail(&town).await;
        town.reports(town.here, 2);
        town.send_all().await;
        assert_eq!(town.messages(town.here).await, ["mail dropped answered"]);
        assert!(town.mail.carried.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn whoever_answers_while_it_goes_gets_nothing_more() {
    for town in towns().await {
        with_mail(&town).await;
        let (numbers, here, now) = (town.numbers.clone(), town.here, town.now());
        *town.mail.meanwhile.lock().unwrap() = Some(Box::new(move || {
            numbers.0.lock().unwrap().get_mut(&here).unwrap().wards.iter_mut().for_each(|ward| super::town::report(ward, now));
        }));
        town.send_all().await;
        assert_eq!(town.messages(town.here).await, ["mail sent "]);
        town.ring().await;
        assert_eq!(town.rung(town.here).await, None);
        town.minutes(59).await;
        assert_eq!(town.messages(town.here).await.len(), 1);
    }
}

#[tokio::test]
async fn a_message_that_waits_too_long_is_overtaken_by_the_next_rung() {
    let town = town().await;
    with_mail(&town).await;
    let sql = "SELECT message_id FROM reminder_message";
    let row = sigap_store::Query::row(town.floor.db(), sql, Vec::new()).await.unwrap().unwrap();
    let id: crate::MessageId = row.get("message_id").unwrap();
    town.world.clock.advance_s(120 * 60);
    crate::ring_ladder(&town.room, &town.system()).await.unwrap();
    assert!(send(&town.room, &town.system(), id).await.unwrap());
    assert_eq!(town.messages(town.here).await, ["mail dropped overtaken", "webhook waiting "]);
}

#[tokio::test]
async fn a_contact_is_sealed_and_each_look_is_logged() {
    for town in towns().await {
        let admin = town.log_in("admin", Role::FacilityAdmin, Scope::Facility(town.here)).await;
        let path = format!("/pengingat/{}/kontak", town.here);
        let bad = post_as(&town, &admin, &path, "version=0&mail=tanpa-at&phone=12").await;
        assert_eq!(bad.status, 422);
        bad.says("Tulis satu alamat surel");
        bad.says("Tulis nomor dengan 8 sampai 15 angka");
        let good = "version=0&mail=kamar%40rs.example&phone=0812-0000-0014";
        assert_eq!(post_as(&town, &admin, &path, good).await.status, 303);
        assert_eq!(post_as(&town, &admin, &path, good).await.status, 303, "the same again is no change");
        assert_eq!(post_as(&town, &admin, &path, "version=0&mail=lain%40rs.example&phone=").await.status, 409);
        let row = sigap_store::Query::row(town.floor.db(), "SELECT mail_sealed, phone_sealed FROM reminder_contact", Vec::new()).await;
        let row = row.unwrap().unwrap();
        let (mail, phone): (String, String) = (row.get("mail_sealed").unwrap(), row.get("phone_sealed").unwrap());
        assert!(!mail.contains("kamar") && !phone.contains("812"));
        let looked = town.count("access_log_entry").await;
        let page = get_as(&town, &admin, &path).await;
        page.says("kamar@rs.example");
        page.says("+6281200000014");
        assert!(town.count("access_log_entry").await > looked);
        // Taken away, its key is destroyed by the next sweep.
        assert_eq!(post_as(&town, &admin, &path, "version=1&mail=&phone=").await.status, 303);
        crate::jobs::throw_away(&town.room, &town.system()).await.unwrap();
        assert_eq!(town.count("reminder_contact WHERE person_id IS NOT NULL").await, 0);
        let office = town.office().await;
        assert_eq!(get_as(&town, &office, &path).await.status, 200);
        let manager = town.manager().await;
        assert_eq!(get_as(&town, &manager, &path).await.status, 403);
    }
}
