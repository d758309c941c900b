//! What the room quality hears of beds: how wards stand, that every bed was free for a week, what anybody is shown, where to try next.

use sigap_availability::{CheckCounts, Mend, Observation, QualityRules, SourceKind, Terms, gains};
use sigap_beds::Report;
use sigap_quality::{Days, Reporting as _, Shown as _, ShownState};
use sigap_store::StoreError;

use super::refusals::{beds_of, board_ward, facility};
use super::timers::by_hand;
use crate::wiring::quality::OfBeds;

#[tokio::test]
async fn a_hospital_that_reports_every_bed_free_for_a_week_is_found() {
    let (world, clock) = by_hand();
    for (app, _folder) in super::deployments_in(&world).await {
        clock.set(sigap_testkit::NOON);
        let beds = beds_of(&app).await;
        let place = facility(&app, "RS Uji (rekaan)").await;
        let ward = board_ward(&app, place).await;
        let asks = OfBeds { beds: beds.clone() };
        let days = Days { from: world.now().plus_min(-7 * 24 * 60), to: world.now() };
        let mut findings = Vec::new();
        for day in 0..=7 {
            clock.set(sigap_testkit::NOON.plus_min(day * 24 * 60));
            let (ctx, now) = (app.operator(), world.now());
            let (terms, source) = (Terms::UNKNOWN, SourceKind::WardBoard);
            let observation = Observation { capacity: Some(24), free: Some(24), terms, source, observed_at: now, received_at: now };
            let report = &Report { ctx: ctx.clone(), facility: place, ward, observation, by_sex: None };
            let counter = beds.counter();
            let told: Result<_, StoreError> =
                app.db.write(&ctx, |tx| async move { sigap_beds::observe(&tx, counter, std::slice::from_ref(report)).await }).await;
            told.unwrap();
            let is_heard = |seen: &Observation| seen.received_at == now;
            beds.live_picture().once(|picture| picture.ward(ward).and_then(|one| one.observation.as_ref()).is_some_and(is_heard)).await;
            let facts: Vec<_> = asks.facts(place, days).await.unwrap().into_iter().map(|one| one.quality).collect();
            assert!(facts[0].counts_now && facts[0].counted.is_none(), "how long it counted nobody wrote down here");
            let mends = gains(&QualityRules::default(), &facts, CheckCounts::default());
            findings.push(mends.iter().any(|one| one.mend == Mend::AllFree));
        }
        assert_eq!(findings, [false, false, false, false, false, false, false, true]);
        // A hospital without an agreement is shown to nobody, whatever it reports.
        let shown = asks.shown(place).await;
        assert_eq!(shown.iter().map(|one| (one.state, one.free)).collect::<Vec<_>>(), [(ShownState::Silent, None)]);
        let elsewhere = facility(&app, "RS Lain (rekaan)").await;
        beds.live_picture().once(|picture| picture.facility(elsewhere).is_some()).await;
        let next = asks.next(place, None, 5).await;
        assert!(next.iter().all(|one| one.facility != place) && next.iter().any(|one| one.facility == elsewhere), "{next:?}");
        assert!(asks.facts(elsewhere, days).await.unwrap().is_empty());
    }
}
