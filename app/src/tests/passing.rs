//! What is passed on is the number that everybody sees: the ward's one number, with promises taken off, as long as it counts.

use sigap_availability::{ClaimKind, Observation, SourceKind, Terms};
use sigap_beds::{NewClaim, Report};
use sigap_intake::{BedNumbers as _, WardNumber};
use sigap_store::StoreError;

use super::refusals::{beds_of, board_ward, facility};
use super::timers::by_hand;
use crate::wiring::passing::Passing;

#[tokio::test]
async fn the_wards_one_number_is_passed_on_as_long_as_it_counts() {
    let (world, clock) = by_hand();
    for (app, _folder) in super::deployments_in(&world).await {
        clock.set(sigap_testkit::NOON);
        let beds = beds_of(&app).await;
        let place = facility(&app, "RS Uji (rekaan)").await;
        let ward = board_ward(&app, place).await;
        let ctx = &app.operator();
        let (terms, source, now) = (Terms::UNKNOWN, SourceKind::WardBoard, world.now());
        let observation = Observation { capacity: Some(24), free: Some(7), terms, source, observed_at: now, received_at: now };
        let report = &Report { ctx: ctx.clone(), facility: place, ward, observation, by_sex: None };
        let counter = beds.counter();
        let told: Result<_, StoreError> =
            app.db.write(ctx, |tx| async move { sigap_beds::observe(&tx, counter, std::slice::from_ref(report)).await }).await;
        told.unwrap();
        let claim = NewClaim { facility: place, ward, kind: ClaimKind::Promise, beds: 2, for_min: Some(60) };
        app.db.write(ctx, |tx| async move { sigap_beds::claim(&tx, claim).await }).await.unwrap();
        beds.live_picture()
            .once(|picture| picture.ward(ward).is_some_and(|ward| ward.observation.is_some() && !ward.claims.is_empty()))
            .await;
        let passing = Passing { beds };
        let number = WardNumber { ward, beds: Some(24), free: Some(5), by_sex: None, taken_at: Some(now), is_valid: true };
        assert_eq!(passing.of(place).await.unwrap(), [number]);
        clock.set(now.plus_min(24 * 60));
        assert_eq!(passing.of(place).await.unwrap(), [WardNumber { free: None, is_valid: false, ..number }]);
        let elsewhere = facility(&app, "RS Lain (rekaan)").await;
        assert!(passing.of(elsewhere).await.unwrap().is_empty());
    }
}
