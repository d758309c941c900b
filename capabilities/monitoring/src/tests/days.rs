//! Days are added up once, by hospital and group; what is known too little does not count; the sums are the same on both engines.

use sigap_kernel::FacilityId;

use super::town::{Town, towns};
use crate::model::{Counted, Group, Month};
use crate::store::days::{self, Span};
use crate::{DAYS_KEPT, WardDay};

fn span(town: &Town, back: i64) -> Span {
    Span { from: town.today() - back, until: town.today(), group: None, facility: None }
}

async fn of_here(town: &Town, span: &Span) -> Option<Counted> {
    let all: std::collections::BTreeMap<FacilityId, Counted> = days::by_facility(town.floor.db(), span).await.unwrap();
    all.get(&town.here).copied()
}

#[tokio::test]
async fn a_day_counts_when_half_its_hours_are_known() {
    for town in towns().await {
        let today = town.today();
        let known = [town.day(today - 4, 15, 24), town.day(today - 3, 20, 12), town.day(today - 2, 1, 11), town.day(today - 1, 0, 0)];
        let delivery = WardDay { ward: town.delivery, beds_milli: 4_000, occupied_milli: 4_000, ..town.day(today - 4, 0, 24) };
        let gathered = town.lived(known.into_iter().chain([delivery, town.day(today, 20, 24)]).collect()).await;
        assert_eq!(gathered, 4, "a day that runs is not over");
        let found = of_here(&town, &span(&town, 10)).await.unwrap();
        let expected =
            Counted { days: 2, bed_days_milli: 40_000, occupied_days_milli: 35_000, known_h: 47, of_h: 96, admitted: 2, discharged: 4 };
        assert_eq!(found, expected, "delivery beds are in no sum");
        let by_group = days::by_group_and_day(town.floor.db(), &span(&town, 10)).await.unwrap();
        assert_eq!(by_group.get(&(Group::Delivery, today - 4)).unwrap().occupied_permille(), Some(1_000), "and stand for themselves");
        let alone = Span { group: Some(Group::Delivery), ..span(&town, 10) };
        assert_eq!(of_here(&town, &alone).await.unwrap().days, 1);
        assert_eq!(days::by_day(town.floor.db(), &span(&town, 10)).await.unwrap().get(&(today - 2)).unwrap().occupied_permille(), None);
    }
}

#[tokio::test]
async fn a_day_is_added_up_once_and_the_next_ring_goes_on() {
    for town in towns().await {
        assert_eq!(town.lived_quarter().await, 100);
        assert_eq!(again_at(&town).await, 0);
        town.world.clock.advance_s(86_400);
        let day = town.day(town.today() - 1, 10, 24);
        town.others.0.lock().unwrap().days.push(day);
        assert_eq!(again_at(&town).await, 1);
        assert_eq!(days::last_day(town.floor.db()).await.unwrap(), Some(town.today() - 1));
    }
}

async fn again_at(town: &Town) -> u64 {
    crate::gather(town.floor.db(), &town.system(), sigap_kernel::Zone::Wib, town.others.as_ref()).await.unwrap()
}

#[tokio::test]
async fn a_month_with_too_few_known_days_is_told_by_nobody() {
    for town in towns().await {
        let month = Month::of_day(town.today()).plus(-1);
        let (first, days) = (month.first_day(), month.days());
        town.lived((first..first + days / 2).map(|day| town.day(day, 15, 24)).collect()).await;
        let span = Span { from: first, until: month.end_day(), group: None, facility: None };
        let counted = of_here(&town, &span).await.unwrap();
        assert_eq!(counted.period(days).is_some(), counted.days * 2 >= days);
        assert!(counted.period(counted.days).is_some() && counted.period(3 * days).is_none());
        let patchy = Counted { known_h: counted.of_h / 3, ..counted };
        assert!(patchy.period(counted.days).is_none(), "days of which one ward is known tell nothing of the hospital");
    }
}

#[tokio::test]
async fn what_is_kept_long_enough_goes() {
    for town in towns().await {
        town.lived_quarter().await;
        town.world.clock.advance_s((DAYS_KEPT - 50) * 86_400);
        crate::jobs::sweep(&town.room, &town.system()).await.unwrap();
        let all = Span { from: 0, until: i64::MAX, group: None, facility: None };
        assert_eq!(days::by_day(town.floor.db(), &all).await.unwrap().len(), 50);
    }
}
