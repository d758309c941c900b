//! One bed, one voice, on both engines: the source that speaks for a ward counts, the others stand beside, a hand entry holds for a while.

use sigap_availability::{Observation, SourceKind, Terms};
use sigap_kernel::{CareClass, FacilityId, Role, Scope, WardId};
use sigap_registry::{RegistryError, ReportedBy, Ward};

use sigap_store::{Engine, Query as _, StoreError};

use super::room::{self, Report, Reported};
use super::town::{Town, at, hospital};
use super::{class, get_as, towns};
use crate::said::hand_over;
use crate::store;

struct Place {
    facility: FacilityId,
    ward: WardId,
}

async fn place(town: &Town, voice: ReportedBy) -> Place {
    let facility = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let ward = town.ward(facility, "Tiga", class(CareClass::Three)).await;
    let changed: Result<Ward, RegistryError> = town
        .floor
        .db()
        .write(&town.system(), |tx| async move {
            let there = sigap_registry::ward(&tx, ward).await?.ok_or(RegistryError::Unknown("ward"))?;
            sigap_registry::change_ward(&tx, Ward { reported_by: voice, ..there }).await
        })
        .await;
    changed.unwrap();
    Place { facility, ward }
}

/// What became of one report of so many free beds.
async fn say(town: &Town, place: &Place, source: SourceKind, free: u32) -> Reported {
    let (ctx, counter) = (town.system(), town.beds.counter());
    let (observed_at, received_at) = (ctx.now(), ctx.now());
    let observation = Observation { capacity: Some(24), free: Some(free), terms: Terms::UNKNOWN, source, observed_at, received_at };
    let reports = &[Report { ctx: ctx.clone(), facility: place.facility, ward: place.ward, observation, by_sex: None }];
    let became = town.floor.db().write(&ctx, |tx| async move { room::observe(&tx, counter, reports).await }).await;
    became.unwrap().remove(0)
}

/// Source and free beds of the number, and of what stands beside it.
async fn stands(town: &Town, place: &Place) -> (Option<(SourceKind, u32)>, Vec<(SourceKind, u32)>) {
    let db = town.floor.db();
    let pair = |seen: &Observation| (seen.source, seen.free.unwrap());
    let number = store::counts(db, &[place.ward]).await.unwrap().remove(&place.ward).map(|count| pair(&count.observation));
    let said = store::said(db, &[place.ward]).await.unwrap().remove(&place.ward).unwrap_or_default();
    (number, said.iter().map(|said| pair(&said.observation)).collect())
}

#[tokio::test]
async fn what_a_second_source_says_stands_beside_and_is_never_added() {
    use SourceKind::{Aplicares, Siranap};
    for town in towns().await {
        let place = place(&town, ReportedBy::Aplicares).await;
        assert_eq!(say(&town, &place, Siranap, 9).await, Reported::Beside);
        assert_eq!(stands(&town, &place).await, (None, vec![(Siranap, 9)]), "though nobody else spoke yet");
        assert_eq!(say(&town, &place, Aplicares, 6).await, Reported::Changed);
        assert_eq!(say(&town, &place, Siranap, 8).await, Reported::Beside);
        assert_eq!(stands(&town, &place).await, (Some((Aplicares, 6)), vec![(Siranap, 8)]));
        town.until(|picture| picture.ward(place.ward).is_some_and(|ward| ward.said.len() == 1)).await;
        let picture = town.beds.picture();
        let free: u32 = picture.facility(place.facility).unwrap().wards.iter().filter_map(|ward| ward.observation?.free).sum();
        assert_eq!(free, 6);
    }
}

#[tokio::test]
async fn a_hand_entry_holds_for_its_time_and_then_the_system_is_heard_though_it_says_nothing_new() {
    use SourceKind::{Aplicares, WardBoard};
    for town in towns().await {
        let place = place(&town, ReportedBy::Aplicares).await;
        let minutes = i64::from(town.beds.rules().hand_counts_min);
        say(&town, &place, Aplicares, 6).await;
        town.world.clock.advance_s(60);
        assert_eq!(say(&town, &place, WardBoard, 2).await, Reported::Changed);
        assert_eq!(stands(&town, &place).await, (Some((WardBoard, 2)), vec![(Aplicares, 6)]), "what the system said is still to be seen");
        town.world.clock.advance_s(60);
        assert_eq!(say(&town, &place, Aplicares, 7).await, Reported::Beside);
        let (db, counter) = (town.floor.db(), town.beds.counter());
        assert_eq!(hand_over(db, counter, &town.system()).await.unwrap(), 0, "too early");
        town.world.clock.advance_s(minutes * 60);
        assert_eq!(hand_over(db, counter, &town.system()).await.unwrap(), 1);
        assert_eq!(stands(&town, &place).await.0, Some((Aplicares, 7)));
        assert_eq!(hand_over(db, counter, &town.system()).await.unwrap(), 0, "once is enough");
        assert_eq!(say(&town, &place, Aplicares, 5).await, Reported::Changed);
    }
}

/// On PostgreSQL two connections write at once; the system's report waits for what the person counted, and hears of it.
#[tokio::test]
async fn a_report_that_meets_a_hand_entry_not_yet_committed_stands_beside_it() {
    use SourceKind::{Aplicares, WardBoard};
    for town in towns().await.into_iter().filter(|town| town.floor.db().engine() == Engine::Postgres) {
        let place = place(&town, ReportedBy::Aplicares).await;
        say(&town, &place, Aplicares, 6).await;
        town.world.clock.advance_s(60);
        let (db, ctx, counter) = (town.floor.db(), town.system(), town.beds.counter());
        let (observed_at, received_at) = (ctx.now(), ctx.now());
        let observation =
            Observation { capacity: Some(24), free: Some(2), terms: Terms::UNKNOWN, source: WardBoard, observed_at, received_at };
        let by_hand = &[Report { ctx: ctx.clone(), facility: place.facility, ward: place.ward, observation, by_sex: None }];
        let (counted, others) = (&tokio::sync::Notify::new(), db);
        let nurse = db.write(&ctx, |tx| async move {
            room::observe(&tx, counter, by_hand).await?;
            counted.notify_one();
            // The report has come as far as it can.
            let waiting = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            while others.row(waiting, Vec::new()).await?.map_or(Ok(0_i64), |row| row.get("n"))? == 0 {}
            Ok::<_, StoreError>(())
        });
        let system = async {
            counted.notified().await;
            say(&town, &place, Aplicares, 7).await
        };
        let (nurse, system) = futures::join!(nurse, system);
        nurse.unwrap();
        assert_eq!(system, Reported::Beside);
        assert_eq!(stands(&town, &place).await, (Some((WardBoard, 2)), vec![(Aplicares, 7)]));
    }
}

#[tokio::test]
async fn a_hand_entry_stays_when_the_system_has_been_silent_since() {
    use SourceKind::{Aplicares, WardBoard};
    for town in towns().await {
        let place = place(&town, ReportedBy::Aplicares).await;
        say(&town, &place, Aplicares, 6).await;
        town.world.clock.advance_s(60);
        say(&town, &place, WardBoard, 2).await;
        town.world.clock.advance_s(10 * 3_600);
        assert_eq!(hand_over(town.floor.db(), town.beds.counter(), &town.system()).await.unwrap(), 0);
        assert_eq!(stands(&town, &place).await.0, Some((WardBoard, 2)), "an old number is old; an older one does not come back");
    }
}

#[tokio::test]
async fn where_people_keep_the_ward_no_system_takes_its_number() {
    use SourceKind::{Siranap, WardBoard};
    for town in towns().await {
        let place = place(&town, ReportedBy::Board).await;
        say(&town, &place, WardBoard, 2).await;
        town.world.clock.advance_s(24 * 3_600);
        assert_eq!(say(&town, &place, Siranap, 9).await, Reported::Beside);
        assert_eq!(hand_over(town.floor.db(), town.beds.counter(), &town.system()).await.unwrap(), 0);
        assert_eq!(stands(&town, &place).await, (Some((WardBoard, 2)), vec![(Siranap, 9)]));
    }
}

#[tokio::test]
async fn what_a_source_no_longer_speaks_of_is_forgotten_and_the_others_stay() {
    use SourceKind::{Aplicares, Siranap};
    for town in towns().await {
        let place = place(&town, ReportedBy::System).await;
        say(&town, &place, Aplicares, 6).await;
        say(&town, &place, Siranap, 8).await;
        let ctx = &town.system();
        let forget = |source| {
            let Place { facility, ward } = place;
            town.floor.db().write(ctx, move |tx| async move { room::forget(&tx, facility, ward, source).await })
        };
        forget(Aplicares).await.unwrap();
        assert_eq!(stands(&town, &place).await, (None, vec![(Siranap, 8)]));
        assert_eq!(say(&town, &place, Siranap, 8).await, Reported::Changed, "the next system that speaks is heard");
        forget(Aplicares).await.unwrap();
        assert_eq!(stands(&town, &place).await.0, Some((Siranap, 8)), "forgetting what was not said takes nothing");
    }
}

#[tokio::test]
async fn the_board_says_the_difference_and_until_when_a_hand_entry_holds() {
    use SourceKind::{Aplicares, Siranap, WardBoard};
    for town in towns().await {
        let place = place(&town, ReportedBy::Aplicares).await;
        let nurse = town.log_in("sari", Role::WardNurse, Scope::Facility(place.facility)).await;
        let path = format!("/papan/{}", place.facility);
        say(&town, &place, Aplicares, 6).await;
        say(&town, &place, Siranap, 9).await;
        town.until(|picture| picture.ward(place.ward).is_some_and(|ward| ward.said.len() == 1)).await;
        get_as(&town, &nurse, &path).await.says("Selisih: RS Online (SIRANAP) menyebut 9 dari 24");
        town.world.clock.advance_s(60);
        say(&town, &place, WardBoard, 6).await;
        town.until(|picture| picture.ward(place.ward).is_some_and(|ward| ward.said.len() == 2)).await;
        let page = get_as(&town, &nurse, &path).await;
        page.says("Angka petugas berlaku sampai");
        page.hides("Aplicares menyebut"); // the same number is no difference
        town.world.clock.advance_s(24 * 3_600);
        // What is old is compared with nothing.
        get_as(&town, &nurse, &path).await.hides("Selisih");
    }
}
