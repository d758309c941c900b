//! What was reported before the first start, so that ages differ from the first moment: minutes at most hospitals, hours on
//! a ward board that waits for a nurse, more than a day where a system has fallen silent.

use std::sync::Arc;

use sigap_availability::{Observation, SourceKind, Terms};
use sigap_beds::{BySex, Report};
use sigap_kernel::{Actor, ManualClock, Sex, UtcMs, World};
use sigap_registry::Ward;

use crate::demo::city::{City, Hospital, PlannedWard, Reporting};
use crate::demo::dice::Dice;
use crate::demo::life;

/// A system that reports no more often than this is overdue as the city begins, in minutes.
const OVERDUE_MIN: u32 = 180;

/// A number of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PastNumber {
    capacity: u32,
    free: u32,
    source: SourceKind,
    age_min: i64,
}

/// The past of all wards, hospital by hospital; `None` for one that never reported.
pub(super) fn numbers(city: &City, seed: u64) -> Vec<Option<PastNumber>> {
    let dice = Dice::new(seed, "past");
    let opening = life::opening(city, seed);
    let mut numbers = Vec::with_capacity(city.wards());
    for (hospital, occupied) in city.hospitals.iter().zip(&opening) {
        // One system counts all its wards at once; on the board each is counted for itself.
        let round_min = age_min(&dice, hospital);
        for (place, (ward, occupied)) in hospital.wards.iter().zip(occupied).enumerate() {
            numbers.push(past_number(&dice, hospital, place, ward, *occupied, round_min));
        }
    }
    numbers
}

fn past_number(dice: &Dice, of: &Hospital, place: usize, ward: &PlannedWard, occupied: u32, round_min: i64) -> Option<PastNumber> {
    let (source, age_min) = match of.reporting {
        Reporting::Never => return None,
        Reporting::Board { .. } => (SourceKind::WardBoard, age_min(dice, of)),
        // What is sent wrong now was last right in the night.
        Reporting::Wrong if life::is_wrong(place) => (SourceKind::Aplicares, dice.between(390, 560)),
        _ => (SourceKind::Aplicares, round_min),
    };
    Some(PastNumber { capacity: ward.capacity, free: ward.capacity.saturating_sub(occupied), source, age_min })
}

fn age_min(dice: &Dice, of: &Hospital) -> i64 {
    match of.reporting {
        Reporting::Prompt | Reporting::Wrong | Reporting::Never => dice.between(2, 25),
        // A system that is asked for its numbers twice a shift: overdue when the city begins, and not yet too old.
        Reporting::Late { every_min: OVERDUE_MIN.. } => dice.between(190, 240),
        Reporting::Late { every_min } => dice.between(10, i64::from(every_min)),
        Reporting::Silent { for_h } => i64::from(for_h) * 60 + dice.between(5, 50),
        // Of a nurse who seldom comes by, some numbers are already too old to be counted.
        Reporting::Board { keeps_pct } if keeps_pct < 50 => dice.between(60, 620),
        Reporting::Board { .. } => dice.between(10, 230),
    }
}

/// The past as reports, each in the name of its hour.
pub(super) fn reports(world: &World, now: UtcMs, wards: &[Ward], numbers: &[Option<PastNumber>]) -> Vec<Report> {
    let report = |(ward, number): (&Ward, &Option<PastNumber>)| {
        let PastNumber { capacity, free, source, age_min } = (*number)?;
        let at = now.plus_min(-age_min);
        let then = World { clock: Arc::new(ManualClock::at(at)), chance: world.chance.clone() };
        let observation =
            Observation { capacity: Some(capacity), free: Some(free), terms: Terms::UNKNOWN, source, observed_at: at, received_at: at };
        let by_sex = (source == SourceKind::Aplicares).then(|| by_sex(ward.pool.sex, free));
        Some(Report { ctx: then.ctx(Actor::System("demo")), facility: ward.facility, ward: ward.id, observation, by_sex })
    };
    wards.iter().zip(numbers).filter_map(report).collect()
}

const fn by_sex(sex: Sex, free: u32) -> BySex {
    match sex {
        Sex::Male => BySex { men: free, women: 0, either: 0 },
        Sex::Female => BySex { men: 0, women: free, either: 0 },
        Sex::Any => BySex { men: 0, women: 0, either: free },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_young_old_and_silent() {
        let city = City::from_seed(5);
        let numbers = numbers(&city, 5);
        assert_eq!(numbers.len(), city.wards());
        assert_eq!(numbers, super::numbers(&city, 5));
        let ages: Vec<i64> = numbers.iter().flatten().map(|number| number.age_min).collect();
        assert!(ages.iter().any(|age| *age < 30) && ages.iter().any(|age| *age > 24 * 60));
        assert!(ages.iter().all(|age| *age > 0));
        assert!(numbers.iter().flatten().all(|number| number.free <= number.capacity));
        let never: usize = city.hospitals.iter().filter(|one| one.reporting == Reporting::Never).map(|one| one.wards.len()).sum();
        assert_eq!(numbers.iter().filter(|number| number.is_none()).count(), never);
        // Of the systems that report late one is overdue, and its numbers still count.
        let of = city.hospitals.iter().flat_map(|hospital| hospital.wards.iter().map(|_| hospital.reporting));
        let late = of.zip(&numbers).filter(|(of, _)| matches!(of, Reporting::Late { every_min: OVERDUE_MIN.. }));
        let late: Vec<i64> = late.filter_map(|(_, number)| Some(number.as_ref()?.age_min)).collect();
        assert!(!late.is_empty() && late.iter().all(|age| (181..360).contains(age)), "{late:?}");
    }
}
