//! All rules of the number in one bundle: data with documented defaults, so that an installation can set them in its configuration.

use serde::{Deserialize, Serialize};

use crate::chance::ChanceRules;
use crate::{PromiseRules, QualityRules, RankRules, RightsRules, SourceRules, ValidityTable};

/// Minutes for which a hand entry stands above a system.
const HAND_COUNTS_MIN: u32 = 120;

/// The rules of the number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// What each source's free count includes.
    pub sources: SourceRules,
    /// After how many minutes a number is due, stops counting, is silent.
    pub validity: ValidityTable,
    /// Seconds by which a sender's clock may run ahead before it is flagged. Default 120: more than drift, less than a wrong time zone.
    pub clock_ahead_tolerance_s: u32,
    /// Minutes for which a hand entry on the ward board stands above the system that speaks for the ward. Default 120, a judgement: long
    /// enough to put the system right, short enough that a forgotten entry does not hide it for a shift.
    pub hand_counts_min: u32,
    /// How the finder orders.
    pub rank: RankRules,
    /// What payers are entitled to.
    pub rights: RightsRules,
    /// The chance on arrival.
    pub chance: ChanceRules,
    /// Which beds are promised, and for how long.
    pub promises: PromiseRules,
    /// How *mutu data* is counted.
    pub quality: QualityRules,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            sources: SourceRules::default(),
            validity: ValidityTable::default(),
            clock_ahead_tolerance_s: 120,
            hand_counts_min: HAND_COUNTS_MIN,
            rank: RankRules::default(),
            rights: RightsRules::default(),
            chance: ChanceRules::default(),
            promises: PromiseRules::default(),
            quality: QualityRules::default(),
        }
    }
}

/// A figure in the configuration that would make numbers lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRule {
    /// Where it stands, for example `validity.hand.urgent`.
    pub table: &'static str,
    /// The row of that table.
    pub row: &'static str,
    /// What is wrong, for the person who wrote the configuration.
    pub problem: &'static str,
}

impl std::fmt::Display for BadRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}: {}", self.table, self.row, self.problem)
    }
}

impl Rules {
    /// Everything that is wrong with these rules; nothing when they may be used.
    pub fn problems(&self) -> impl Iterator<Item = BadRule> {
        let problem = "due_min must be above 0, validity_min not below due_min, silent_after_min not below validity_min";
        let ages =
            self.validity.all().filter(|(_, ages)| !ages.is_in_order()).map(move |(row, _)| BadRule { table: "validity", row, problem });
        let quality = "the weights must give something up to 1000 together, checks_full (1 to 1000) and check_half_life_days must not be 0";
        let quality = (!self.quality.is_usable()).then_some(BadRule { table: "quality", row: "weights", problem: quality });
        ages.chain(self.promises.problems().map(|(row, problem)| BadRule { table: "promises", row, problem })).chain(quality)
    }
}
