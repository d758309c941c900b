//! Where a ward stands at an instant: how many beds are free to promise, how old that is, and why. The heart of the engine.

use sigap_kernel::{BedType, UtcMs};

use crate::{Claim, ClaimKind, Contradiction, Contradictions, Explained, Freshness, Observation, Rules, SourceKind, SourceRule, TermKind};

/// A ward at one instant. Small and without heap, because it is computed anew each time someone asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How far the number may be believed.
    pub freshness: Freshness,
    /// Beds that may be promised now. `None` is unknown: never reported, not told, or too old to count. Unknown is never 0.
    pub free_to_promise: Option<u32>,
    /// The same sum on the last report whatever its age: for showing an old number as old, never for promising.
    pub last_free: Option<u32>,
    /// Beds in the ward, as last reported.
    pub capacity: Option<u32>,
    /// When the last report was taken; `None` when there never was one.
    pub taken_at: Option<UtcMs>,
    /// Age of the last report in seconds.
    pub age_s: Option<i64>,
    /// Who sent the last report.
    pub source: Option<SourceKind>,
    /// From when the ward is overdue.
    pub due_at: Option<UtcMs>,
    /// From when the number no longer counts.
    pub valid_until: Option<UtcMs>,
    /// From when the ward is called silent.
    pub silent_at: Option<UtcMs>,
    /// How the number came about.
    pub explained: Explained,
    /// What in the report cannot be true.
    pub contradictions: Contradictions,
}

impl Standing {
    /// A ward that never reported.
    pub const SILENT: Standing = Standing {
        freshness: Freshness::Silent,
        free_to_promise: None,
        last_free: None,
        capacity: None,
        taken_at: None,
        age_s: None,
        source: None,
        due_at: None,
        valid_until: None,
        silent_at: None,
        explained: Explained::UNKNOWN,
        contradictions: Contradictions::NONE,
    };

    /// Where a ward with beds of `bed_type` stands at `now`, from its newest report and its claims.
    #[must_use]
    pub fn of(rules: &Rules, bed_type: BedType, newest: Option<&Observation>, claims: &[Claim], now: UtcMs) -> Standing {
        match newest {
            Some(report) => Self::of_report(rules, bed_type, report, claims, now),
            None => Self::of_claims_alone(claims, now),
        }
    }

    fn of_report(rules: &Rules, bed_type: BedType, report: &Observation, claims: &[Claim], now: UtcMs) -> Standing {
        let validity = rules.validity.of(bed_type, report.source);
        let taken_at = report.taken_at();
        // Of a number from a time that has not come yet nobody knows how old it is: it is not counted until the next report.
        let freshness = if report.is_of_the_future(now) { Freshness::Old } else { validity.freshness(taken_at, now) };

        let mut explained = explain(rules.sources.of(report.source), report, claims, now);
        let last_free = report.free.map(|free| {
            let beds = report.capacity.map_or(free, |capacity| free.min(capacity));
            explained.short = explained.deductions().saturating_sub(beds);
            beds.saturating_sub(explained.deductions())
        });
        let above = matches!((report.free, report.capacity), (Some(free), Some(capacity)) if free > capacity);

        Standing {
            freshness,
            free_to_promise: last_free.filter(|_| freshness.counts()),
            last_free,
            capacity: report.capacity,
            taken_at: Some(taken_at),
            age_s: Some(now.age_s(taken_at)),
            source: Some(report.source),
            due_at: Some(taken_at.plus_min(i64::from(validity.due_min))),
            valid_until: Some(taken_at.plus_min(i64::from(validity.validity_min))),
            silent_at: Some(taken_at.plus_min(i64::from(validity.silent_after_min))),
            explained,
            contradictions: Contradictions::NONE
                .with(Contradiction::FreeAboveCapacity, above)
                .with(Contradiction::ClockAhead, report.clock_is_ahead(rules.clock_ahead_tolerance_s))
                .with(Contradiction::DeductionsAboveFree, explained.short > 0),
        }
    }

    fn of_claims_alone(claims: &[Claim], now: UtcMs) -> Standing {
        let mut standing = Self::SILENT;
        for claim in claims.iter().filter(|claim| claim.is_open(now)) {
            take_off(&mut standing.explained, claim);
        }
        standing
    }
}

/// Every deduction of a report with what becomes of it, and the claims open at `now`.
fn explain(rule: &SourceRule, report: &Observation, claims: &[Claim], now: UtcMs) -> Explained {
    let line = |kind| rule.line(&report.terms, kind);
    let mut explained = Explained {
        reported_free: report.free,
        cleaning: line(TermKind::Cleaning),
        blocked: line(TermKind::Blocked),
        reserved: line(TermKind::Reserved),
        waiting_in_igd: line(TermKind::WaitingInIgd),
        ..Explained::UNKNOWN
    };
    for claim in claims.iter().filter(|claim| claim.is_open(now)) {
        if claim.is_included_in(report, rule) {
            explained.claims_included = explained.claims_included.saturating_add(claim.beds);
        } else {
            take_off(&mut explained, claim);
        }
    }
    explained
}

fn take_off(explained: &mut Explained, claim: &Claim) {
    let sum = match claim.kind {
        ClaimKind::Promise => &mut explained.promised,
        ClaimKind::Arrival => &mut explained.arrived,
    };
    *sum = sum.saturating_add(claim.beds);
}
