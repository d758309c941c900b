//! Reports and claims in the tables, on both engines.

use sigap_availability::{ClaimKind, Observation, SourceKind, Term, Terms};
use sigap_kernel::{Actor, CareClass, FacilityId, Role, Scope, WardId};

use super::room::{self, BedsError, BySex, NewClaim, Report, Reported};
use super::town::{Town, at, hospital};
use super::{class, towns};
use crate::store;

async fn ward(town: &Town) -> (FacilityId, WardId) {
    let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    (id, town.ward(id, "Tiga", class(CareClass::Three)).await)
}

fn report(town: &Town, (facility, ward): (FacilityId, WardId), free: u32, minutes_ago: i64) -> Report {
    let ctx = town.system();
    let terms = Terms { cleaning: Term::Included, blocked: Term::Known(2), reserved: Term::Unknown, waiting_in_igd: Term::Known(0) };
    let observation = Observation {
        capacity: Some(20),
        free: Some(free),
        terms,
        source: SourceKind::Siranap,
        observed_at: ctx.now().plus_min(-minutes_ago),
        received_at: ctx.now(),
    };
    Report { ctx, facility, ward, observation, by_sex: Some(BySex { men: 1, women: 2, either: 0 }) }
}

async fn take(town: &Town, reports: &[Report]) -> Vec<Reported> {
    let heartbeats = town.beds.heartbeats();
    town.floor.db().write(&town.system(), |tx| async move { room::observe(&tx, heartbeats, reports).await }).await.unwrap()
}

#[tokio::test]
async fn a_report_is_kept_as_it_was_sent() {
    for town in towns().await {
        let place = ward(&town).await;
        let sent = report(&town, place, 7, 3);
        assert_eq!(take(&town, std::slice::from_ref(&sent)).await, [Reported::Changed]);
        let kept = store::counts(town.floor.db(), &[place.1]).await.unwrap().remove(&place.1).unwrap();
        assert_eq!((kept.observation, kept.by_sex, kept.version, kept.actor.as_str()), (sent.observation, sent.by_sex, 1, "system:test"));
    }
}

#[tokio::test]
async fn of_two_reports_the_later_one_counts_whenever_they_arrive() {
    for town in towns().await {
        let place = ward(&town).await;
        let same_group = [report(&town, place, 7, 3), report(&town, place, 5, 9), report(&town, place, 7, 1), report(&town, place, 6, 0)];
        let became = take(&town, &same_group).await;
        assert_eq!(became, [Reported::Changed, Reported::Older, Reported::Confirmed, Reported::Changed]);
        assert_eq!(take(&town, &[report(&town, place, 9, 30)]).await, [Reported::Older]);
        town.world.clock.advance_s(60);
        assert_eq!(take(&town, &[report(&town, place, 6, 0)]).await, [Reported::Confirmed]);
        let kept = store::counts(town.floor.db(), &[place.1]).await.unwrap().remove(&place.1).unwrap();
        assert_eq!(kept.observation.free, Some(6));
        assert!(kept.observation.observed_at > kept.changed_at, "a confirmation moves the age and not the change");
    }
}

#[tokio::test]
async fn a_claim_takes_a_bed_off_until_it_is_closed() {
    for town in towns().await {
        let place = ward(&town).await;
        take(&town, &[report(&town, place, 7, 3)]).await;
        let new = NewClaim { facility: place.0, ward: place.1, kind: ClaimKind::Promise, beds: 2, for_min: Some(60) };
        let ctx = &town.system();
        let id = town.floor.db().write(ctx, |tx| async move { room::claim(&tx, new).await }).await.unwrap();
        let free = |beds: u32| {
            let rules = town.beds.rules().clone();
            let now = town.system().now();
            move |picture: &room::BedPicture| {
                picture.ward(place.1).is_some_and(|ward| ward.standing(&rules, now).free_to_promise == Some(beds))
            }
        };
        town.until(free(5)).await;
        let close = |claim| town.floor.db().write(ctx, move |tx| async move { room::close_claim(&tx, place.0, claim).await });
        assert!(close(id).await.unwrap());
        town.until(free(7)).await;
        assert!(!close(id).await.unwrap(), "closing twice does no harm");
    }
}

#[tokio::test]
async fn a_claim_needs_a_bed_and_a_permission() {
    for town in towns().await {
        let place = ward(&town).await;
        let new = |beds| NewClaim { facility: place.0, ward: place.1, kind: ClaimKind::Arrival, beds, for_min: None };
        let by = |actor, beds| {
            let ctx = town.world.world.ctx(actor);
            let db = town.floor.db().clone();
            async move { db.write(&ctx, |tx| async move { room::claim(&tx, new(beds)).await }).await }
        };
        assert!(matches!(by(Actor::System("test"), 0).await, Err(BedsError::NoBeds)));
        assert!(matches!(by(Actor::Anyone, 1).await, Err(BedsError::Refused(_))));
        assert!(by(Actor::System("test"), 1).await.is_ok());
        let _ = (Role::Public, Scope::City);
    }
}

#[tokio::test]
async fn a_forgotten_ward_has_no_number_any_more() {
    for town in towns().await {
        let place = ward(&town).await;
        take(&town, &[report(&town, place, 7, 3)]).await;
        let ctx = &town.system();
        town.floor.db().write(ctx, |tx| async move { room::forget(&tx, place.0, place.1).await }).await.unwrap();
        assert!(store::counts(town.floor.db(), &[place.1]).await.unwrap().is_empty());
        town.until(|picture| picture.ward(place.1).is_some_and(|ward| ward.observation.is_none())).await;
    }
}

#[tokio::test]
async fn confirmations_leave_one_entry_a_quarter_of_an_hour() {
    for town in towns().await {
        let place = ward(&town).await;
        let before = entries(&town).await;
        for _ in 0..6 {
            take(&town, &[report(&town, place, 7, 0)]).await;
            town.world.clock.advance_s(6 * 60);
        }
        // One change, and heartbeats at 6, 24 minutes.
        assert_eq!(entries(&town).await - before, 3);
    }
}

async fn entries(town: &Town) -> i64 {
    use sigap_store::Query as _;
    let row = town.floor.db().row("SELECT COUNT(*) AS n FROM journal_entry WHERE kind LIKE 'beds.%'", Vec::new()).await.unwrap().unwrap();
    row.get("n").unwrap()
}
