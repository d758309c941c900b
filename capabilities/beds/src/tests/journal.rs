//! One committed sample of every entry this room ever wrote, in every version: whoever reads the journal later relies on their shape.

use sigap_availability::{ClaimKind, SourceKind};
use sigap_kernel::{CareClass, Masked};
use sigap_testkit::{Sample, written_as_samples};

use super::town::{at, hospital};
use super::{class, promises, room, towns};
use crate::limits::{Change, NewLimit, service};
use crate::list::{deed, sweep_plans};
use crate::{CLAIM_KEPT_DAYS, LIMIT_KEPT_DAYS, LimitKind, NewClaim, NewPlan, PlanEvent, PlanKind, jobs};

/// Each kind in each version, with a body as it was written.
const SAMPLES: &[Sample<'_>] = &[
    ("beds.claim_closed", 1, r#"{"claim":"0192f0c4-0000-7000-8000-000000000003","facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    ("beds.claim_ended", 1, r#"{"claim":"0192f0c4-0000-7000-8000-000000000003","facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    (
        "beds.claim_moved",
        1,
        r#"{"claim":"0192f0c4-0000-7000-8000-000000000003","facility":"0192f0c4-0000-7000-8000-000000000001","until":1763776800000}"#,
    ),
    (
        "beds.claim_noted",
        1,
        r#"{"claim":"0192f0c4-0000-7000-8000-000000000003","facility":"0192f0c4-0000-7000-8000-000000000001","until":1763776800000}"#,
    ),
    (
        "beds.claimed",
        1,
        r#"{"beds":1,"claim":"0192f0c4-0000-7000-8000-000000000003","facility":"0192f0c4-0000-7000-8000-000000000001","kind":"arrival","until":1763776800000}"#,
    ),
    ("beds.claims_swept", 1, r#"{"count":2}"#),
    ("beds.forgotten", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    ("beds.heartbeat", 1, "{}"),
    ("beds.limit_announced", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","kind":"ct","until":1763776800000}"#),
    ("beds.limit_ended", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","kind":"ct"}"#),
    ("beds.limit_prolonged", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001","kind":"ct","until":1763776800000}"#),
    ("beds.limit_ran_out", 1, r#"{"facility":"0192f0c4-0000-7000-8000-000000000001"}"#),
    ("beds.limits_swept", 1, r#"{"count":2}"#),
    (
        "beds.observed",
        1,
        r#"{"capacity":24,"facility":"0192f0c4-0000-7000-8000-000000000001","free":3,"observed_at":1763776800000,"source":"aplicares","terms":{"cleaning":"unknown","blocked":"unknown","reserved":"unknown","waiting_in_igd":"unknown"}}"#,
    ),
    (
        "beds.plan_added",
        1,
        r#"{"at":1763776800000,"came_from":"","kind":"elective","plan":"0192f0c4-0000-7000-8000-000000000004","state":"planned","to_ward":"0192f0c4-0000-7000-8000-000000000002","ward":""}"#,
    ),
    (
        "beds.plan_moved",
        1,
        r#"{"at":1763776800000,"event":"finish","from":"planned","plan":"0192f0c4-0000-7000-8000-000000000004","to":"done"}"#,
    ),
    ("beds.plans_swept", 1, r#"{"count":2}"#),
    (
        "beds.said_beside",
        1,
        r#"{"capacity":24,"facility":"0192f0c4-0000-7000-8000-000000000001","free":3,"observed_at":1763776800000,"source":"siranap","terms":{"cleaning":"unknown","blocked":"unknown","reserved":"unknown","waiting_in_igd":"unknown"}}"#,
    ),
    (
        "promise.asked",
        1,
        r#"{"agreed":false,"eta":1763776800000,"facility":"0192f0c4-0000-7000-8000-000000000001","kind":"announcement","pool":"general.3.any.any.no","unpromised":"kind","until":1763778600000,"urgency":"urgent"}"#,
    ),
    (
        "promise.moved",
        1,
        r#"{"eta":1763776800000,"event":"accept","facility":"0192f0c4-0000-7000-8000-000000000001","from":"asked","kind":"promise","reason":"","to":"accepted","unpromised":"","until":1763778600000,"ward":"0192f0c4-0000-7000-8000-000000000002"}"#,
    ),
    ("promise.patients_erased", 1, r#"{"count":2}"#),
    ("promise.resumed", 1, "{}"),
    ("promise.suspended", 1, r#"{"reason":"KLB dengue (rekaan)","until":1763776800000}"#),
    ("promise.swept", 1, r#"{"count":2}"#),
];

#[tokio::test]
async fn every_entry_is_written_in_the_shape_of_its_sample() {
    for town in towns().await {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(id, "Tiga", class(CareClass::Three)).await;
        town.report(id, &[(ward, 24, 3, 0)]).await;
        town.report(id, &[(ward, 24, 3, 0)]).await;
        town.report_by(SourceKind::Siranap, id, &[(ward, 24, 3, 5)]).await;
        let (db, ctx) = (town.floor.db(), &town.system());
        let new = |for_min| NewClaim { facility: id, ward, kind: ClaimKind::Arrival, beds: 1, for_min };
        let closed = db.write(ctx, |tx| async move { room::claim(&tx, new(Some(30))).await }).await.unwrap();
        db.write(ctx, |tx| async move { room::claim(&tx, new(Some(1))).await }).await.unwrap();
        assert!(db.write(ctx, |tx| async move { room::close_claim(&tx, id, closed).await }).await.unwrap());
        let one = town.beds.picture().facility(id).cloned().unwrap();
        let at = ctx.now().plus_min(60);
        let new = NewPlan {
            facility: id,
            kind: PlanKind::Elective,
            ward: None,
            to_ward: Some(ward),
            since: ctx.now(),
            at,
            label: Masked::default(),
        };
        let plan = deed::add(&town.beds, ctx, &one, new).await.unwrap();
        deed::tap(&town.beds, ctx, &one, plan.id, deed::Tap { event: PlanEvent::Finish, version: 1, at: None }).await.unwrap();
        let short = |kind, hours| NewLimit { kind, reason: "Rekaan".into(), hours };
        let limit = service::announce(db, ctx, id, &short(LimitKind::Ct, 1)).await.unwrap();
        service::announce(db, ctx, id, &short(LimitKind::Blood, 1)).await.unwrap();
        let longer = Change { limit: limit.id, version: 1, hours: Some(2) };
        service::change(db, ctx, id, longer).await.unwrap();
        service::change(db, ctx, id, Change { version: 2, hours: None, ..longer }).await.unwrap();
        town.world.clock.advance_s(3_600);
        assert_eq!(service::close_overdue(db, &town.system()).await.unwrap(), 1);
        assert_eq!(jobs::close_overdue(db, &town.system()).await.unwrap(), 1);
        town.world.clock.advance_s((CLAIM_KEPT_DAYS + 1) * 86_400);
        assert_eq!(jobs::sweep_claims(db, &town.system()).await.unwrap(), 2);
        assert_eq!(sweep_plans(town.floor.access(), &town.system()).await.unwrap(), 1);
        assert_eq!(service::sweep(db, &town.system()).await.unwrap(), 0, "a claim is kept for a shorter time");
        town.world.clock.advance_s(LIMIT_KEPT_DAYS * 86_400);
        assert_eq!(service::sweep(db, &town.system()).await.unwrap(), 2);
        db.write(ctx, |tx| async move { room::forget(&tx, id, ward, SourceKind::Aplicares).await }).await.unwrap();
        promises::journal::live_a_little(&town).await;

        written_as_samples(db, &["beds.", "promise."], SAMPLES).await;
    }
}
