#![doc = include_str!("../README.md")]

pub mod chance;
mod claim;
mod explain;
mod freshness;
pub mod indicators;
mod observation;
mod promise;
mod public;
mod quality;
mod rank;
mod rights;
mod rules;
mod source;
mod standing;
mod sum;
mod term;
mod tonight;
mod voice;

pub use claim::{Claim, ClaimKind};
pub use explain::{Contradiction, Contradictions, Explained, Line};
pub use freshness::{Freshness, SILENT_AFTER_MIN, Validity, ValidityByUrgency, ValidityException, ValidityTable};
pub use observation::Observation;
pub use promise::PromiseRules;
pub use public::{PublicFigure, SMALL_POOL_BEDS, SmallPool, public_total};
pub use quality::{
    CheckCounts, CheckVerdict, Counted, DEDUCTIONS, Gain, Mend, POINTS_A_WARD, Quality, QualityRules, Share, WardQuality,
    faded_thousandths, gains, judge_check,
};
pub use rank::{Band, ChancePct, Likelihood, OrderKey, RankRules, order_key};
pub use rights::{OwnClass, Payer, Right, RightsRules};
pub use rules::{BadRule, Rules};
pub use source::{ARRIVAL_SETTLES_MIN, Inclusion, SourceKind, SourceRule, SourceRules, Told};
pub use standing::Standing;
pub use sum::{PoolSum, SourceSet};
pub use term::{Term, TermKind, Terms};
pub use tonight::{Change, Curve, Hour, Start, TONIGHT_HOURS, Tonight, tonight};
pub use voice::{Heard, Voice, hand_counts_until, heard};

#[cfg(test)]
mod tests;
