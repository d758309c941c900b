//! How far a hospital's word is to be believed: what calls and verified cases found.

use serde::{Deserialize, Serialize};

use crate::chance::ChanceRules;

/// Checks of one sort that count at most: after so many nothing is left to learn.
const CHECKS_MAX: f32 = 60.0;

/// What independent looks at a hospital's numbers found lately; older looks count less, so these are not whole.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Checks {
    /// It said free, and there was a bed.
    pub free_right: f32,
    /// It said free, and there was none.
    pub free_wrong: f32,
    /// It said full, and it was.
    pub full_right: f32,
    /// It said full, and there was a bed.
    pub full_wrong: f32,
}

/// The probability that a hospital is right about there being a bed at all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trust {
    /// When it says that there is none.
    pub full: Believed,
    /// When it says that there is one.
    pub free: Believed,
}

/// A probability and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Believed {
    /// The mean.
    pub mean: f32,
    /// The standard deviation.
    pub sd: f32,
}

impl Trust {
    /// What is believed after these checks.
    #[must_use]
    pub fn after(checks: &Checks, rules: &ChanceRules) -> Self {
        Self {
            full: Believed::after(checks.full_right, checks.full_wrong, rules),
            free: Believed::after(checks.free_right, checks.free_wrong, rules),
        }
    }
}

impl Believed {
    /// A hospital is one of two sorts: nearly always right, or often wrong. Each check that was right or wrong is likelier with one of
    /// them; Bayes' rule weighs the two.
    fn after(right: f32, wrong: f32, rules: &ChanceRules) -> Self {
        let likely = |error: f32| power(1.0 - error, right) * power(error, wrong);
        let careful = (1.0 - rules.doubtful_part) * likely(rules.careful_error);
        let doubtful = rules.doubtful_part * likely(rules.doubtful_error);
        let part = doubtful / (careful + doubtful).max(f32::MIN_POSITIVE);
        let error = rules.careful_error + part * (rules.doubtful_error - rules.careful_error);
        let apart = rules.doubtful_error - rules.careful_error;
        Self { mean: 1.0 - error, sd: apart.abs() * (part * (1.0 - part)).max(0.0).sqrt() }
    }
}

/// `base` to a power that need not be whole, straight between whole ones; products only, so that every machine weighs alike.
fn power(base: f32, exponent: f32) -> f32 {
    let mut product = 1.0_f32;
    let mut left = exponent.clamp(0.0, CHECKS_MAX);
    while left >= 1.0 {
        product *= base;
        left -= 1.0;
    }
    product * (1.0 - left * (1.0 - base))
}
