//! What the chance on arrival hears of the list: beds that become free and beds that are taken at a known hour. Who waits in the emergency room
//! is told by the hospital's own report, and promised beds are off the number already.

use sigap_availability::chance::Planned;
use sigap_kernel::{Pool, WardId};

use super::model::{CLEANING_USUAL_MIN, Plan, PlanKind};

/// Beds a hospital's list gives and takes, each with its kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PlannedBeds {
    /// Become free.
    pub(crate) leaving: Vec<(Pool, Planned)>,
    /// Are taken.
    pub(crate) booked: Vec<(Pool, Planned)>,
}

impl PlannedBeds {
    /// What open lines give and take; `pool` knows the kind of a ward.
    pub(crate) fn of<'p>(open: impl IntoIterator<Item = &'p Plan>, pool: impl Fn(WardId) -> Option<Pool>) -> Self {
        let mut planned = Self::default();
        for plan in open {
            let one = |at| Planned { at, beds: 1 };
            let from = plan.ward.and_then(&pool);
            let to = plan.to_ward.and_then(&pool);
            match plan.kind {
                PlanKind::Home => planned.leaving.extend(from.map(|pool| (pool, one(plan.at.plus_min(CLEANING_USUAL_MIN))))),
                PlanKind::Cleaning => planned.leaving.extend(from.map(|pool| (pool, one(plan.at)))),
                PlanKind::Elective | PlanKind::Theatre => planned.booked.extend(to.map(|pool| (pool, one(plan.at)))),
                PlanKind::Transfer | PlanKind::OneUp => {
                    planned.leaving.extend(from.map(|pool| (pool, one(plan.at.plus_min(CLEANING_USUAL_MIN)))));
                    planned.booked.extend(to.map(|pool| (pool, one(plan.at))));
                }
                PlanKind::Waiting | PlanKind::Swap => {}
            }
        }
        planned
    }

    /// Those of one kind.
    pub(crate) fn of_pool(all: &[(Pool, Planned)], pool: &Pool) -> Vec<Planned> {
        all.iter().filter(|(one, _)| one == pool).map(|(_, planned)| *planned).collect()
    }
}
