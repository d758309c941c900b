//! Which beds are promised at all, and for how long a promise lives: data, so that an installation can set it.

use serde::{Deserialize, Serialize};
use sigap_kernel::{BedType, Isolation, Pool};

/// The rules of promises. All times in minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PromiseRules {
    /// Kinds of bed that are promised. Default: intensive care of every kind, and delivery. Everyone else is announced to the IGD.
    pub bed_types: Vec<BedType>,
    /// Whether isolation is promised, whatever the kind of bed. Default yes.
    pub isolation: bool,
    /// Silence of a hospital after which an urgent patient is announced to its IGD and goes. Default 10, a judgement: an ambulance is ready
    /// by then.
    pub answer_min: u32,
    /// Silence after which a planned request ends. Default 240: a morning's work of a bed manager.
    pub planned_answer_min: u32,
    /// How long a promise holds after the time at which the patient was to arrive. Default 30.
    pub grace_min: u32,
    /// How long before a promise ends both sides are warned. Default 10; not above `grace_min`.
    pub warn_min: u32,
    /// The longest time to arrival that can be asked for. Default 1,440: tomorrow.
    pub eta_max_min: u32,
    /// How long a patient may wait in the IGD before the promise is called not kept. Default 1,440.
    pub waiting_max_min: u32,
    /// Beds that have to stay free when a promise is accepted without a person. Default 2.
    pub reserve_beds: u32,
    /// Days over which kept and broken promises are counted. Default 30.
    pub counted_days: u32,
}

impl Default for PromiseRules {
    fn default() -> Self {
        let is_promised = |bed_type: &BedType| bed_type.is_intensive() || *bed_type == BedType::Delivery;
        Self {
            bed_types: BedType::ALL.iter().copied().filter(is_promised).collect(),
            isolation: true,
            answer_min: 10,
            planned_answer_min: 240,
            grace_min: 30,
            warn_min: 10,
            eta_max_min: 1_440,
            waiting_max_min: 1_440,
            reserve_beds: 2,
            counted_days: 30,
        }
    }
}

impl PromiseRules {
    /// Whether beds of this pool are promised. What is not is announced to the IGD.
    #[must_use]
    pub fn promises(&self, pool: &Pool) -> bool {
        self.bed_types.contains(&pool.bed_type) || (self.isolation && pool.isolation != Isolation::No)
    }

    /// What is wrong with these rules: the setting and the reason.
    pub(crate) fn problems(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let zero = [
            ("answer_min", self.answer_min),
            ("planned_answer_min", self.planned_answer_min),
            ("grace_min", self.grace_min),
            ("eta_max_min", self.eta_max_min),
            ("waiting_max_min", self.waiting_max_min),
            ("counted_days", self.counted_days),
        ];
        let late = (self.warn_min > self.grace_min).then_some(("warn_min", "must not be above grace_min"));
        zero.into_iter().filter(|(_, value)| *value == 0).map(|(row, _)| (row, "must be above 0")).chain(late)
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::CareClass;

    use super::*;

    #[test]
    fn intensive_isolation_and_delivery_are_promised_and_nothing_else() {
        let rules = PromiseRules::default();
        for &bed_type in BedType::ALL {
            let pool = Pool::of_type(bed_type);
            assert_eq!(rules.promises(&pool), bed_type.is_intensive() || bed_type == BedType::Delivery, "{bed_type}");
            for isolation in [Isolation::Standard, Isolation::NegativePressure] {
                assert!(rules.promises(&Pool { isolation, ..pool }), "{bed_type}");
            }
        }
        assert!(!rules.promises(&Pool::general(CareClass::Vvip)));
    }

    #[test]
    fn a_warning_after_the_end_and_a_time_of_nothing_are_said() {
        let said = |rules: PromiseRules| rules.problems().map(|(row, _)| row).collect::<Vec<_>>();
        assert!(said(PromiseRules::default()).is_empty());
        assert_eq!(said(PromiseRules { warn_min: 31, answer_min: 0, ..PromiseRules::default() }), ["answer_min", "warn_min"]);
    }
}
