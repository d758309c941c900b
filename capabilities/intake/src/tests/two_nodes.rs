//! Two nodes of one installation at once: what one decides, the other knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sigap_kernel::{CareClass, GeoPoint, Pool, Zone};
use sigap_store::{Db, Query as _, StoreError, args};
use sigap_web::{Floor, Settings};
use tokio::sync::Notify;

use super::{Listener, Town, opened, postgres};
use crate::group::{self, Group};
use crate::model::{Act, Deed, Done, RoomId, Stated};
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

#[tokio::test]
async fn two_feeds_that_come_first_at_once_on_two_nodes_open_one_ward() {
    let Some(store) = postgres().await else { return };
    let town = &Town::on(&store, tempfile::tempdir().unwrap(), IntakeConfig::default()).await;
    let other = &opened(&store).await;
    let settings =
        Settings { city: "Kota Rekaan".into(), centre: GeoPoint::new(-6.98, 110.42).unwrap(), zone: Zone::Wib, demo: true, tls: false };
    let floor = Floor::new(other.clone(), town.access.clone(), town.world.clone(), settings);
    let second = group::start(&floor, Arc::new(Listener));
    let placed = &Notify::new();
    let is_answered = &AtomicBool::new(false);

    // The first has placed its room, and commits when the second waits for it, or does not.
    let first = &[registered(town, Protocol::Aplicares, "KL2")];
    let ctx = town.system();
    let on_one = town.db.write(&ctx, |tx| async move {
        let done = Group { tx: &tx, beds: &Listener, at: tx.now() }.carry_out(first).await?;
        assert!(matches!(done.as_slice(), [Ok(Done::Created)]));
        placed.notify_one();
        while !is_answered.load(Ordering::Relaxed) && !somebody_waits(other).await {
            tokio::task::yield_now().await;
        }
        Ok::<_, StoreError>(())
    });
    let on_the_other = async {
        placed.notified().await;
        let done = second.write(registered(town, Protocol::Siranap, "4")).await;
        is_answered.store(true, Ordering::Relaxed);
        done.unwrap().unwrap()
    };
    let (one, two) = tokio::join!(on_one, on_the_other);
    one.unwrap();
    assert_eq!(two, Done::Created);
    assert_eq!(town.wards(town.hospital).await.len(), 1, "the second feed waits for a person");
    assert_eq!(town.rows_of("siranap").await[0].1, "waiting");
}
