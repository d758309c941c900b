//! The tables of the list: a year of history does not slow it, and what is over is thrown away with the keys of those it was about.

use sigap_kernel::{CareClass, FacilityId, Masked, PersonId, UtcMs, WardId};
use sigap_store::{Engine, Query as _, args};

use super::town::{at, hospital};
use super::{Open, class, towns};
use crate::list::{PlanId, PlanKind, PlanState, store, sweep_plans};
use crate::{PLAN_KEPT_DAYS, Plan, SealedLabel};

fn plan(town: &Open, facility: FacilityId, ward: WardId, at: UtcMs, ended_at: Option<UtcMs>) -> Plan {
    let state = if ended_at.is_some() { PlanState::Done } else { PlanState::Planned };
    Plan {
        id: PlanId::new(&town.system()),
        facility,
        version: 1,
        kind: PlanKind::Home,
        state,
        ward: Some(ward),
        to_ward: None,
        since: at,
        at,
        label: None,
        came_from: None,
        was: None,
        actor: "system:test".into(),
        ended_at,
    }
}

async fn put(town: &Open, plans: Vec<Plan>) {
    let (plans, ctx) = (&plans, &town.system());
    let write = town.floor.db().write(ctx, |tx| async move {
        for plan in plans {
            store::add(&tx, plan).await?;
        }
        tx.confirm(sigap_store::Subject::new("bed_list", "all"));
        Ok::<_, sigap_store::StoreError>(())
    });
    write.await.unwrap();
}

/// The rows that a statement looks at by the plan of the database: the index it goes by, and that it reads no table as a whole.
async fn goes_by(town: &Open, sql: &str, args: Vec<sigap_store::Value>) -> String {
    let db = town.floor.db();
    let (explain, column) = match db.engine() {
        Engine::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Engine::Postgres => ("EXPLAIN", "QUERY PLAN"),
    };
    let rows = db.rows(&format!("{explain} {sql}"), args).await.unwrap();
    rows.iter().map(|row| row.get::<String>(column).unwrap()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_year_of_history_is_not_read_for_tonight() {
    for town in towns().await {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(id, "Bougenville", class(CareClass::Three)).await;
        let now = town.system().now();
        // Six a day for a year, of this hospital and of another, and a dozen that are open.
        for hospital in [id, FacilityId::new(&town.system())] {
            let past = (0..2_190).map(|n| now.plus_min(-60 - n * 240)).map(|at| plan(&town, hospital, ward, at, Some(at)));
            let open = (0..12).map(|n| plan(&town, hospital, ward, now.plus_min(n * 60), None));
            put(&town, past.chain(open).collect()).await;
        }
        if town.floor.db().engine() == Engine::Postgres {
            town.floor.db().rows("ANALYZE bed_plan", Vec::new()).await.unwrap();
        }
        let (db, since) = (town.floor.db(), now.plus_min(-12 * 60));
        assert_eq!(store::open_of(db, id).await.unwrap().len(), 12);
        assert_eq!(store::ended_of(db, id, since, 200).await.unwrap().len(), 3, "half a day of six a day");
        let open = goes_by(&town, &store::open_sql(), args![id]).await;
        assert!(open.contains("bed_plan_open"), "{open}");
        let ended = goes_by(&town, &store::ended_sql(), args![id, since, 200_i64]).await;
        assert!(ended.contains("bed_plan_ended"), "{ended}");
        for read in [open, ended] {
            assert!(!read.contains("Seq Scan") && !read.contains("SCAN bed_plan"), "{read}");
        }
    }
}

#[tokio::test]
async fn what_is_over_goes_after_some_days_with_the_keys_of_those_it_was_about() {
    for town in towns().await {
        let id = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
        let ward = town.ward(id, "Bougenville", class(CareClass::Three)).await;
        let (access, ctx) = (town.floor.access(), &town.system());
        let now = ctx.now();
        let mut old = plan(&town, id, ward, now, Some(now));
        let place = sigap_access::Place { table: "bed_plan", row: &old.id.to_string(), field: "sealed" };
        let write = town.floor.db().write(ctx, |tx| async move {
            let key = access.new_person(&tx).await?;
            tx.confirm(sigap_store::Subject::new("bed_list", "all"));
            Ok::<(PersonId, String), sigap_access::AccessError>((key.person(), key.seal(tx.ctx(), place, &Masked::new("4B".to_owned()))?))
        });
        let (person, sealed) = write.await.unwrap();
        old.label = Some(SealedLabel { person, sealed });
        let open = plan(&town, id, ward, now, None);
        put(&town, vec![old.clone(), open.clone()]).await;
        let days = PLAN_KEPT_DAYS * 86_400;
        town.world.clock.advance_s(days - 60);
        assert_eq!(sweep_plans(access, &town.system()).await.unwrap(), 0, "not yet");
        assert!(access.person_key(access.db(), person).await.unwrap().is_some());
        town.world.clock.advance_s(120);
        assert_eq!(sweep_plans(access, &town.system()).await.unwrap(), 1);
        assert!(access.person_key(access.db(), person).await.unwrap().is_none(), "nobody can read the label in an old copy");
        assert!(store::one(access.db(), id, old.id).await.unwrap().is_none());
        assert!(store::one(access.db(), id, open.id).await.unwrap().is_some(), "an open line stays, however old");
    }
}
