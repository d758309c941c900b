//! Two hundred at once on twenty beds give exactly twenty: on both engines, and on PostgreSQL across two nodes.

use futures::future::join_all;
use sigap_registry::{Agreement, Facility, Stage};
use sigap_store::Engine;

use super::*;
use crate::promise::PromiseState as S;

const ASKED: usize = 200;
const BEDS: u32 = 20;

async fn exactly_twenty(town: &Town, nodes: &[&Db]) {
    let place = &icu(town, BEDS).await;
    let (asker, manager) = (&dispatcher(town), &manager(town, place));
    let desk = town.beds.promises();
    let node = |at: usize| nodes[at % nodes.len()];
    let one = async |at: usize| {
        let new = &wish(place);
        let asked = node(at).write(asker, |tx| async move { ask(&tx, desk, new).await }).await.unwrap();
        let accept = Act { ward: Some(place.ward), ..Act::new(PromiseEvent::Accept, 1) };
        (asked.id, acts_on(node(at + 1), town, manager, asked.id, accept).await)
    };
    let all = join_all((0..ASKED).map(one)).await;
    let (mut accepted, mut full) = (0, 0);
    for (id, outcome) in all {
        let state = found(town, id).await.stand.state;
        match outcome {
            Ok(_) => accepted += usize::from(state == S::Accepted),
            Err(BedsError::WardFull) => full += usize::from(state == S::Asked),
            Err(other) => panic!("refused without a clear reason: {other:?}"),
        }
    }
    assert_eq!((accepted, full), (BEDS as usize, ASKED - BEDS as usize));
    let (held, free) = claims(town, place).await;
    assert_eq!((held.len(), free), (BEDS as usize, Some(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_at_once_on_twenty_beds_give_exactly_twenty() {
    for town in towns().await {
        exactly_twenty(&town, &[town.floor.db()]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn and_so_they_do_across_two_nodes() {
    for town in towns().await.into_iter().filter(|town| town.world.engine() == Engine::Postgres) {
        let other = Db::open(&town.world.config, one_town::TABLES).await.unwrap();
        exactly_twenty(&town, &[town.floor.db(), &other]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_agreement_promises_by_itself_down_to_the_reserve_and_no_further() {
    for town in towns().await {
        let agreement = Agreement { accepts_promises_by_itself: true, ..Agreement::in_stage(Stage::Public) };
        let facility = town.add(Facility { agreement, ..hospital("RS Otomatis", at(1.0, 0.0), "Muara") }).await;
        let (ward, second) = (town.ward(facility, "ICU", ICU).await, town.ward(facility, "ICU 2", ICU).await);
        town.report(facility, &[(ward, 20, 8, 0), (second, 20, 4, 0)]).await;
        let (place, asker) = (&Place { facility, ward }, &dispatcher(&town));
        let all = join_all((0..40).map(async |_| asks(&town, asker, &wish(place)).await.unwrap())).await;
        let reserve = town.beds.rules().promises.reserve_beds;
        let accepted = all.iter().filter(|one| one.stand.state == S::Accepted).count();
        assert_eq!(accepted, (12 - reserve) as usize);
        let waits = all.iter().find(|one| one.stand.state == S::Asked).unwrap();
        let by_hand = acts(&town, &manager(&town, place), waits.id, PromiseEvent::Accept, |deed| deed.ward = Some(ward)).await;
        let by_hand = match by_hand {
            Err(BedsError::WardFull) => {
                acts(&town, &manager(&town, place), waits.id, PromiseEvent::Accept, |deed| deed.ward = Some(second)).await
            }
            other => other,
        };
        assert!(by_hand.is_ok(), "the reserve is the bed manager's: {by_hand:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_bed_managers_at_the_same_instant_one_decides_and_the_other_is_told() {
    for town in towns().await {
        let other = match town.world.engine() {
            Engine::Postgres => Db::open(&town.world.config, one_town::TABLES).await.unwrap(),
            Engine::Sqlite => town.floor.db().clone(),
        };
        let place = icu(&town, BEDS).await;
        let asker = dispatcher(&town);
        for _ in 0..10 {
            let asked = asks(&town, &asker, &wish(&place)).await.unwrap();
            let accept = Act { ward: Some(place.ward), ..Act::new(PromiseEvent::Accept, 1) };
            let refuse = Act { reason: Some(crate::promise::Reason::Staff), ..Act::new(PromiseEvent::Refuse, 1) };
            let (one, two) = (manager(&town, &place), manager(&town, &place));
            let (yes, no) =
                tokio::join!(acts_on(town.floor.db(), &town, &one, asked.id, accept), acts_on(&other, &town, &two, asked.id, refuse));
            let kept = found(&town, asked.id).await.stand.state;
            match (yes, no) {
                (Ok(_), Err(BedsError::PromiseOvertaken)) => assert_eq!(kept, S::Accepted),
                (Err(BedsError::PromiseOvertaken), Ok(_)) => assert_eq!(kept, S::Refused),
                both => panic!("{both:?}"),
            }
        }
        let (held, free) = claims(&town, &place).await;
        assert_eq!(free.map(|free| free as usize), Some(BEDS as usize - held.len()));
    }
}
