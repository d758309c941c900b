//! Reports and claims in the tables, on both engines.

use sigap_availability::{ClaimKind, Observation, SourceKind, Term, Terms};
use sigap_kernel::{Actor, CareClass, FacilityId, Grant, KeyId, Role, Scope, UserId, WardId};

use super::room::{self, BedsError, BySex, ClaimId, NewClaim, Report, Reported};
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
    let counter = town.beds.counter();
    town.floor.db().write(&town.system(), |tx| async move { room::observe(&tx, counter, reports).await }).await.unwrap()
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

async fn move_to_district(town: &Town, facility: FacilityId, code: &str) {
    let there = sigap_registry::facility(town.floor.db(), facility).await.unwrap().unwrap();
    let moved = &sigap_registry::Facility { district_code: code.into(), ..there };
    let changed =
        town.floor.db().write(&town.system(), |tx| async move { sigap_registry::change_facility(&tx, moved.clone()).await }).await;
    changed.unwrap();
}

#[tokio::test]
async fn a_claim_needs_a_bed_and_a_permission() {
    for town in towns().await {
        let (own, other) = (ward(&town).await, ward(&town).await);
        move_to_district(&town, own.0, "33.74.01").await;
        let someone = |role, scope| {
            let user = UserId::new(&town.system());
            Actor::Person { user, grants: [Grant { role, scope }].into() }
        };
        let hospital = Scope::Facility(own.0);
        let table = [
            ("Sigap itself", Actor::System("test"), true, true),
            ("anyone", Actor::Anyone, false, false),
            ("the bed manager", someone(Role::BedManager, hospital.clone()), true, false),
            ("the hospital's administrator", someone(Role::FacilityAdmin, hospital.clone()), true, false),
            ("a dispatcher of the city", someone(Role::Dispatcher, Scope::City), true, true),
            ("a dispatcher of its district", someone(Role::Dispatcher, Scope::District("33.74.01".into())), true, false),
            ("a nurse, who reports", someone(Role::WardNurse, hospital.clone()), false, false),
            ("the hospital's system, which reports", Actor::Machine { key: KeyId::new(&town.system()), facility: own.0 }, false, false),
        ];
        let db = town.floor.db();
        for (who, actor, at_own, at_other) in table {
            let ctx = &town.world.world.ctx(actor);
            for (place, may) in [(own, at_own), (other, at_other)] {
                let new = |beds| NewClaim { facility: place.0, ward: place.1, kind: ClaimKind::Arrival, beds, for_min: None };
                let made = db.write(ctx, |tx| async move { room::claim(&tx, new(1)).await }).await;
                assert_eq!(made.is_ok(), may, "{who}: {made:?}");
                assert!(may || matches!(made, Err(BedsError::Refused(_))), "{who}: {made:?}");
                let id = made.unwrap_or_else(|_| ClaimId::new(ctx));
                let closed = db.write(ctx, |tx| async move { room::close_claim(&tx, place.0, id).await }).await;
                assert_eq!(closed.is_ok(), may, "{who}: {closed:?}");
            }
        }
        let strange = NewClaim { facility: own.0, ward: other.1, kind: ClaimKind::Promise, beds: 1, for_min: None };
        let ctx = &town.system();
        let slipped = db.write(ctx, |tx| async move { room::claim(&tx, strange).await }).await;
        assert!(matches!(slipped, Err(BedsError::NoWard)), "a ward of another hospital: {slipped:?}");
        let theirs = NewClaim { facility: other.0, ..strange };
        let id = db.write(ctx, |tx| async move { room::claim(&tx, theirs).await }).await.unwrap();
        let taken = db.write(ctx, |tx| async move { room::close_claim(&tx, own.0, id).await }).await;
        assert!(!taken.unwrap(), "a claim of another hospital stays");
        let nothing = NewClaim { facility: own.0, ward: own.1, kind: ClaimKind::Arrival, beds: 0, for_min: None };
        let none = db.write(&town.system(), |tx| async move { room::claim(&tx, nothing).await }).await;
        assert!(matches!(none, Err(BedsError::NoBeds)));
    }
}

#[tokio::test]
async fn a_forgotten_ward_has_no_number_any_more() {
    for town in towns().await {
        let place = ward(&town).await;
        let is_shown = |free: Option<u32>| {
            move |picture: &room::BedPicture| picture.ward(place.1).is_some_and(|ward| ward.observation.and_then(|seen| seen.free) == free)
        };
        for free in [9, 8, 7] {
            take(&town, &[report(&town, place, free, 3)]).await;
        }
        town.until(is_shown(Some(7))).await;
        let ctx = &town.system();
        town.floor.db().write(ctx, |tx| async move { room::forget(&tx, place.0, place.1, SourceKind::Siranap).await }).await.unwrap();
        assert!(store::counts(town.floor.db(), &[place.1]).await.unwrap().is_empty());
        town.until(is_shown(None)).await;
        take(&town, &[report(&town, place, 4, 0)]).await;
        town.until(is_shown(Some(4))).await;
        // Removed and told anew before anybody looks.
        take(&town, &[report(&town, place, 5, 0)]).await;
        town.until(is_shown(Some(5))).await;
        town.world.clock.advance_s(1);
        town.floor.db().write(ctx, |tx| async move { room::forget(&tx, place.0, place.1, SourceKind::Siranap).await }).await.unwrap();
        take(&town, &[report(&town, place, 6, 0)]).await;
        town.until(is_shown(Some(6))).await;
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

#[tokio::test]
async fn once_a_clock_that_ran_ahead_is_set_right_the_next_report_counts() {
    for town in towns().await {
        let place = ward(&town).await;
        town.world.clock.advance_s(7 * 3_600);
        assert_eq!(take(&town, &[report(&town, place, 7, 0)]).await, [Reported::Changed]);
        town.world.clock.advance_s(-7 * 3_600);
        let counted = |town: &Town| {
            let (picture, now) = (town.beds.picture(), town.system().now());
            let sums = picture.facility(place.0).unwrap().pools(town.beds.rules(), now);
            sums[0].1.free_to_promise()
        };
        town.until(|picture| picture.ward(place.1).is_some_and(|ward| ward.observation.is_some())).await;
        assert_eq!(counted(&town), None, "nobody knows how old that number is");
        assert_eq!(take(&town, &[report(&town, place, 3, 1)]).await, [Reported::Changed]);
        town.until(|picture| picture.ward(place.1).unwrap().observation.unwrap().free == Some(3)).await;
        assert_eq!(counted(&town), Some(3));
        assert_eq!(take(&town, &[report(&town, place, 4, 2)]).await, [Reported::Older], "and from then on as ever");
    }
}

#[tokio::test]
async fn a_source_with_a_clock_ahead_is_heard_again_by_what_it_sends_next() {
    for town in towns().await {
        let place = ward(&town).await;
        assert_eq!(take(&town, &[report(&town, place, 7, -30)]).await, [Reported::Changed]);
        town.world.clock.advance_s(60);
        assert_eq!(take(&town, &[report(&town, place, 5, 0)]).await, [Reported::Changed]);
        let kept = store::counts(town.floor.db(), &[place.1]).await.unwrap().remove(&place.1).unwrap();
        assert_eq!(kept.observation.free, Some(5), "what it counted half an hour ahead was taken when it was received");
    }
}
