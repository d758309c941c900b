//! Noting and gathering, on both engines: done twice it is one, another number takes its place, what is old goes.

use super::town::{THREE, towns};
use crate::jobs::sweep;
use crate::service::{gather, note, over, plan};
use crate::{Book, FIGURES_KEPT_DAYS, Figure, ShadowError, store};

#[tokio::test]
async fn a_figure_stands_beside_what_sigap_had_then_and_is_noted_once() {
    for town in towns().await {
        let (ctx, db) = (town.system(), town.floor.db());
        let figure = Figure { book: Book::Typed, kind: THREE, at: ctx.now().plus_min(-60), free: 16, beds: Some(23) };
        assert_eq!(note(&town.room, &ctx, town.here, &[figure]).await.unwrap(), 1);
        // Later Sigap has another number: what it had then stays.
        town.had(3, 23);
        assert_eq!(note(&town.room, &ctx, town.here, &[figure]).await.unwrap(), 0, "the same again is no change");
        let mended = Figure { free: 15, ..figure };
        assert_eq!(note(&town.room, &ctx, town.here, &[mended]).await.unwrap(), 1);
        let all = store::of_facility(db, town.here, ctx.now().plus_min(-600)).await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.figure.free, one.own.map(|own| own.free), one.differs_by())).collect();
        assert_eq!(told, [(15, Some(17), Some(2))]);
        assert!(store::of_facility(db, town.there, ctx.now().plus_min(-600)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_others_say_is_gathered_from_the_begin_of_the_shadow_to_its_end() {
    for town in towns().await {
        let db = town.floor.db();
        gather(&town.room, &town.system()).await.unwrap();
        let plans = store::plans(db).await.unwrap();
        assert_eq!(plans.keys().copied().collect::<Vec<_>>(), [town.here], "only what is in shadow is compared");
        town.world.clock.advance_s(900);
        let said = Figure { book: Book::Official, kind: THREE, at: town.system().now(), free: 18, beds: Some(23) };
        town.ports.0.lock().unwrap().said = vec![said];
        assert_eq!(gather(&town.room, &town.system()).await.unwrap(), 1);
        assert_eq!(gather(&town.room, &town.system()).await.unwrap(), 0, "gathered once");
        // The whole city goes into shadow: the public hospital is compared too.
        town.floor.put_in_shadow(true);
        gather(&town.room, &town.system()).await.unwrap();
        assert_eq!(store::plans(db).await.unwrap().len(), 2);
        town.floor.put_in_shadow(false);
        gather(&town.room, &town.system()).await.unwrap();
        assert_eq!(store::plans(db).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn whoever_plans_second_is_told_and_what_is_kept_long_enough_goes() {
    for town in towns().await {
        let (ctx, db) = (town.system(), town.floor.db());
        let until = Some(ctx.now().plus_min(20 * 24 * 60));
        plan(&town.room, &ctx, town.here, 0, until).await.unwrap();
        plan(&town.room, &ctx, town.here, 0, until).await.unwrap();
        assert_eq!(store::plan(db, town.here).await.unwrap().map(|plan| (plan.version, plan.until)), Some((1, until)));
        let second = plan(&town.room, &ctx, town.here, 0, None).await;
        assert!(matches!(second, Err(ShadowError::Changed)), "{second:?}");
        for wrong in [ctx.now(), ctx.now().plus_min(400 * 24 * 60)] {
            let refused = plan(&town.room, &ctx, town.here, 1, Some(wrong)).await;
            assert!(matches!(refused, Err(ShadowError::Invalid(_))), "{refused:?}");
        }
        let figure = Figure { book: Book::Typed, kind: THREE, at: ctx.now(), free: 1, beds: None };
        note(&town.room, &ctx, town.here, &[figure]).await.unwrap();
        sweep(&town.room, &ctx).await.unwrap();
        assert!(store::has_before(db, ctx.now().plus_min(1)).await.unwrap());
        town.world.clock.advance_s((FIGURES_KEPT_DAYS + 1) * 86_400);
        sweep(&town.room, &town.system()).await.unwrap();
        assert!(!store::has_before(db, town.system().now()).await.unwrap());
    }
}

#[tokio::test]
async fn a_shadow_that_lasts_longer_than_planned_is_told_until_somebody_decides() {
    for town in towns().await {
        let (ctx, db) = (town.system(), town.floor.db());
        let (soon, later) = (ctx.now().plus_min(60), ctx.now().plus_min(2 * 60));
        plan(&town.room, &ctx, town.here, 0, Some(soon)).await.unwrap();
        let city = |version, is_on, until| {
            let ctx = town.system();
            async move {
                db.write(&ctx, |tx| async move { sigap_registry::decide_city(&tx, version, is_on, until, "Uji rekaan").await })
                    .await
                    .unwrap()
            }
        };
        let decided = city(0, true, Some(later)).await;
        assert_eq!(over(db, town.system().now()).await.unwrap(), (0, None), "not yet");
        town.world.clock.advance_s(3_600);
        assert_eq!(over(db, town.system().now()).await.unwrap(), (1, Some(soon)), "at the minute it was planned to end");
        town.world.clock.advance_s(3_600);
        assert_eq!(over(db, town.system().now()).await.unwrap(), (2, Some(soon)), "the city as well");
        plan(&town.room, &town.system(), town.here, 1, None).await.unwrap();
        assert_eq!(over(db, town.system().now()).await.unwrap(), (1, Some(later)), "prolonged");
        city(decided.version, false, None).await;
        assert_eq!(over(db, town.system().now()).await.unwrap(), (0, None), "opened");
    }
}
