//! Two nodes of one installation at once: what one decides, the other knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sigap_exchange::siranap::{NeedCounts, NeedKind, RowChange};
use sigap_kernel::{CareClass, GeoPoint, Pool, Zone};
use sigap_store::{Db, Query as _, StoreConfig, StoreError, args};
use sigap_web::{Floor, Settings};
use tokio::sync::Notify;

use super::{Listener, Town, opened, postgres};
use crate::group::{self, Group};
use crate::model::{Act, Deed, Done, RoomId, Stated};
use crate::needs::{self, Need, NeedDone};
use crate::siranap::Amend;
use crate::{IntakeConfig, Protocol};

/// Whether somebody waits for a lock in this database.
async fn somebody_waits(db: &Db) -> bool {
    let sql = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    db.row(sql, args![]).await.unwrap().unwrap().get::<i64>("n").unwrap() > 0
}

fn registered(town: &Town, protocol: Protocol, class_code: &str) -> Deed {
    let stated = Stated { name: "Melati".into(), capacity: Some(24), free: Some(7), ..Stated::default() };
    let room = RoomId { facility: town.hospital, protocol, class_code: class_code.into(), room_code: "Melati".into() };
    Deed { ctx: town.system(), room, act: Act::Create(stated, Pool::general(CareClass::Two)) }
}

/// What a second node answers when it is told `second` while the first has carried out `first` and not committed it yet: the first commits when
/// the second waits for it, or has answered.
async fn on_two_nodes(town: &Town, store: &StoreConfig, first: Deed, second: Deed) -> [Done; 2] {
    let other = &opened(store).await;
    let settings = Settings {
        city: "Kota Rekaan".into(),
        centre: GeoPoint::new(-6.98, 110.42).unwrap(),
        zone: Zone::Wib,
        demo: true,
        tls: false,
        help_phone: None,
    };
    let floor = Floor::new(other.clone(), town.access.clone(), town.world.clone(), settings);
    let node = group::start(&floor, Arc::new(Listener));
    let (placed, is_answered, first) = (&Notify::new(), &AtomicBool::new(false), &[first]);
    let ctx = town.system();
    let on_one = town.db.write(&ctx, |tx| async move {
        let done = Group { tx: &tx, beds: &Listener, at: tx.now() }.carry_out(first).await?;
        placed.notify_one();
        while !is_answered.load(Ordering::Relaxed) && !somebody_waits(other).await {
            tokio::task::yield_now().await;
        }
        Ok::<_, StoreError>(*done[0].as_ref().unwrap())
    });
    let on_the_other = async {
        placed.notified().await;
        let done = node.write(second).await;
        is_answered.store(true, Ordering::Relaxed);
        done.unwrap().unwrap()
    };
    let (one, two) = tokio::join!(on_one, on_the_other);
    [one.unwrap(), two]
}

#[tokio::test]
async fn of_two_who_say_a_part_each_on_two_nodes_both_are_kept() {
    let Some(store) = postgres().await else { return };
    let town = &Town::on(&store, tempfile::tempdir().unwrap(), IntakeConfig::default()).await;
    let said = |room_code: &str, change: RowChange| {
        let room = RoomId { facility: town.hospital, protocol: Protocol::Siranap, class_code: "38".into(), room_code: room_code.into() };
        let act = Act::Amend(Amend { change, registers: true, sender_no: None, counted_at: None });
        Deed { ctx: town.system(), room, act }
    };
    let all = || RowChange { beds: Some(10), occupied: Some(8), ..RowChange::default() };
    let waiting = || RowChange { waiting: Some(7), ..RowChange::default() };
    let prepared = || RowChange { prepared: Some(2), ..RowChange::default() };
    // A row that is there.
    town.intake.0.writer.write(said("ICU", all())).await.unwrap().unwrap();
    assert_eq!(on_two_nodes(town, &store, said("ICU", waiting()), said("ICU", prepared())).await, [Done::Created; 2]);
    // And one that the first registers.
    let both = RowChange { waiting: Some(7), ..all() };
    assert_eq!(on_two_nodes(town, &store, said("HCU", both), said("HCU", prepared())).await, [Done::Created; 2]);
    let rows = "SELECT COUNT(*) AS n FROM feed_row WHERE capacity = 10 AND free = 2 AND waiting_in_igd = 7 AND cleaning = 2";
    assert_eq!(town.count(rows).await, 2);
}

/// The same of staff and equipment.
#[tokio::test]
async fn of_two_who_state_a_part_of_an_item_each_both_are_kept() {
    let Some(store) = postgres().await else { return };
    let town = &Town::on(&store, tempfile::tempdir().unwrap(), IntakeConfig::default()).await;
    let other = &opened(&store).await;
    let need = Need { facility: town.hospital, kind: NeedKind::Staff, item: "3", as_of: None };
    let ctx = &town.system();
    needs::state(&town.db, ctx, need, |_| Some(NeedCounts { on_hand: 42, needed: 8, received: 2 })).await.unwrap();
    let (placed, is_answered) = (&Notify::new(), &AtomicBool::new(false));
    let on_one = town.db.write(ctx, |tx| async move {
        let done = need.state(&tx, |before| before.map(|before| NeedCounts { needed: 9, ..before })).await?;
        placed.notify_one();
        while !is_answered.load(Ordering::Relaxed) && !somebody_waits(other).await {
            tokio::task::yield_now().await;
        }
        Ok::<_, StoreError>(done)
    });
    let on_the_other = async {
        placed.notified().await;
        let done = needs::state(other, ctx, need, |before| before.map(|before| NeedCounts { received: 5, ..before })).await;
        is_answered.store(true, Ordering::Relaxed);
        done
    };
    let (one, two) = tokio::join!(on_one, on_the_other);
    assert_eq!([one.unwrap(), two.unwrap()], [NeedDone::Stored; 2]);
    assert_eq!(town.count("SELECT COUNT(*) AS n FROM feed_need WHERE on_hand = 42 AND needed = 9 AND received = 5").await, 1);
}

#[tokio::test]
async fn two_feeds_that_come_first_at_once_on_two_nodes_open_one_ward() {
    let Some(store) = postgres().await else { return };
    let town = &Town::on(&store, tempfile::tempdir().unwrap(), IntakeConfig::default()).await;
    let (first, second) = (registered(town, Protocol::Aplicares, "KL2"), registered(town, Protocol::Siranap, "4"));
    assert_eq!(on_two_nodes(town, &store, first, second).await, [Done::Created; 2]);
    assert_eq!(town.wards(town.hospital).await.len(), 1, "the second feed waits for a person");
    assert_eq!(town.rows_of("siranap").await[0].1, "waiting");
}
