//! When a hospital may leave its shadow: thresholds, and what of them is not met. The decision stays a person's.

use super::Summary;

/// Thresholds of the office. `[shadow]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShadowRules {
    /// Days it has to have been in shadow.
    pub days_min: u32,
    /// Comparisons in which Sigap had a number too.
    pub compared_min: u32,
    /// Beds apart that still count as close.
    pub close_within_beds: u32,
    /// Comparisons that have to be close, in per cent.
    pub close_pct_min: u32,
    /// Hours in which the hospital's numbers counted, in per cent.
    pub on_time_pct_min: u32,
}

impl Default for ShadowRules {
    fn default() -> Self {
        Self { days_min: 14, compared_min: 20, close_within_beds: 1, close_pct_min: 90, on_time_pct_min: 90 }
    }
}

/// What is missing, with what there is and what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// Days in shadow.
    Days(u32, u32),
    /// Comparisons.
    Compared(u32, u32),
    /// Per cent of comparisons that are close.
    Close(u32, u32),
    /// Per cent of hours that counted.
    OnTime(u32, u32),
}

/// What keeps a hospital in its shadow; nothing: it is ready.
pub(crate) fn unmet(rules: &ShadowRules, days: u32, all: &Summary, hours: Option<(u32, u32)>) -> Vec<Unmet> {
    // Downwards: 89.9 per cent is not 90.
    let on_time = hours.filter(|(looked, _)| *looked > 0).map_or(0, |(looked, counted)| counted.saturating_mul(100) / looked);
    let close = all.share(all.close).map_or(0, |thousandths| thousandths / 10);
    let wanted = [
        (days, rules.days_min, Unmet::Days as fn(u32, u32) -> Unmet),
        (all.compared, rules.compared_min, Unmet::Compared),
        (close, rules.close_pct_min, Unmet::Close),
        (on_time, rules.on_time_pct_min, Unmet::OnTime),
    ];
    // Of nothing that was compared there is no share to blame.
    let is_told = |unmet: &Unmet| all.compared > 0 || !matches!(unmet, Unmet::Close(..));
    wanted.into_iter().filter(|(have, want, _)| have < want).map(|(have, want, unmet)| unmet(have, want)).filter(is_told).collect()
}
