//! What tonight leaves (*malam ini*): beds free now, and what plans give and take hour by hour until tomorrow, a kind of bed at a time and in
//! all. Pure arithmetic on what people planned; what is only likely comes in as one figure an hour.

use std::collections::BTreeMap;

use sigap_kernel::{Pool, UtcMs};

/// Full hours the curve looks ahead.
pub const TONIGHT_HOURS: usize = 24;
/// Points of a curve: now, and each full hour after it.
const POINTS: usize = TONIGHT_HOURS + 1;
const HOUR_MS: i64 = 3_600_000;
/// Thousandths in a bed: what is only expected is rarely a whole one.
const MILLI: i64 = 1_000;

/// Where a kind of bed stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The kind.
    pub pool: Pool,
    /// Beds free to promise; below zero when more are promised than free; `None` when no ward of it can be counted.
    pub free: Option<i64>,
}

/// Beds that a plan gives or takes at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Of which kind; `None` when nobody has decided yet: then it stands in the total alone.
    pub pool: Option<Pool>,
    /// When. What should have happened before now counts as now.
    pub at: UtcMs,
    /// Above zero: so many become free. Below: so many are taken.
    pub beds: i64,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour {
    /// The instant.
    pub at: UtcMs,
    /// Beds left, in thousandths; below zero when they do not suffice.
    pub balance_millibeds: i64,
}

impl Hour {
    /// Whole beds that are left. Never below zero: what is missing stands in [`Hour::short`].
    #[must_use]
    pub fn free(self) -> u32 {
        whole(self.balance_millibeds.max(0) / MILLI)
    }

    /// Whole beds that are missing; a part of a bed is missed as a whole one.
    #[must_use]
    pub fn short(self) -> u32 {
        whole(self.balance_millibeds.min(0).saturating_neg().saturating_add(MILLI - 1) / MILLI)
    }
}

fn whole(beds: i64) -> u32 {
    u32::try_from(beds).unwrap_or(u32::MAX)
}

/// What is left of one kind of bed, or of all, hour by hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// The kind; `None` for the total.
    pub pool: Option<Pool>,
    /// Now and each full hour after it.
    pub hours: Vec<Hour>,
}

impl Curve {
    /// The hour with the fewest beds, the first of several.
    #[must_use]
    pub fn lowest(&self) -> Option<Hour> {
        self.hours.iter().copied().min_by_key(|hour| (hour.balance_millibeds, hour.at))
    }

    /// What is left at the last full hour that is not after an instant.
    #[must_use]
    pub fn by(&self, at: UtcMs) -> Option<Hour> {
        self.hours.iter().copied().rfind(|hour| hour.at <= at)
    }
}

/// Everything that can be said of tonight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tonight {
    /// All kinds that can be counted, and what is not decided yet.
    pub total: Curve,
    /// Each kind that can be counted.
    pub pools: Vec<Curve>,
    /// Kinds of which nobody knows how many are free: they are in no curve, and what is planned for them neither.
    pub unknown: Vec<Pool>,
}

/// The curves from `now` on.
///
/// `expected_net_millibeds` says what is likely beside the plans: beds of a kind that become free (or, below zero, are taken) within the hour
/// that begins at an instant, in thousandths. Nothing expected is `|_, _| 0`.
#[must_use]
pub fn tonight(now: UtcMs, starts: &[Start], changes: &[Change], expected_net_millibeds: impl Fn(&Pool, UtcMs) -> i64) -> Tonight {
    let grid = grid(now);
    let (mut known, unknown) = standing(starts, changes);
    let mut total = [0_i64; POINTS];
    for change in changes {
        let Some(place) = grid.iter().position(|at| change.at <= *at) else { continue };
        let millibeds = change.beds.saturating_mul(MILLI);
        match change.pool.map(|pool| known.get_mut(&pool)) {
            Some(Some(steps)) => add(steps, place, millibeds),
            Some(None) => {}
            None => add(&mut total, place, millibeds),
        }
    }
    for (pool, steps) in &mut known {
        for (place, (from, to)) in grid.iter().zip(grid.iter().skip(1)).enumerate() {
            let part = to.0.saturating_sub(from.0);
            add(steps, place + 1, expected_net_millibeds(pool, *from).saturating_mul(part) / HOUR_MS);
        }
        for (place, step) in steps.iter().enumerate() {
            add(&mut total, place, *step);
        }
    }
    let pools = known.iter().map(|(pool, steps)| curve(Some(*pool), &grid, steps)).collect();
    Tonight { total: curve(None, &grid, &total), pools, unknown }
}

/// Now and the full hours after it. All zones of the country differ by whole hours.
fn grid(now: UtcMs) -> Vec<UtcMs> {
    let next = now.0.div_euclid(HOUR_MS).saturating_add(1).saturating_mul(HOUR_MS);
    let hours = (0..TONIGHT_HOURS as i64).map(|hour| UtcMs(next.saturating_add(hour * HOUR_MS)));
    std::iter::once(now).chain(hours).collect()
}

type Steps = [i64; POINTS];

/// The kinds that can be counted with what they begin with, and those that cannot. A kind with several starts has their sum.
fn standing(starts: &[Start], changes: &[Change]) -> (BTreeMap<Pool, Steps>, Vec<Pool>) {
    let mut begin: BTreeMap<Pool, Option<i64>> = changes.iter().filter_map(|change| Some((change.pool?, None))).collect();
    for start in starts {
        let sum = begin.entry(start.pool).or_default();
        *sum = match (*sum, start.free) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
    }
    let unknown = begin.iter().filter(|(_, free)| free.is_none()).map(|(pool, _)| *pool).collect();
    let known = begin.into_iter().filter_map(|(pool, free)| {
        let mut steps = [0; POINTS];
        add(&mut steps, 0, free?.saturating_mul(MILLI));
        Some((pool, steps))
    });
    (known.collect(), unknown)
}

fn add(steps: &mut Steps, place: usize, millibeds: i64) {
    if let Some(step) = steps.get_mut(place) {
        *step = step.saturating_add(millibeds);
    }
}

fn curve(pool: Option<Pool>, grid: &[UtcMs], steps: &Steps) -> Curve {
    let mut balance = 0_i64;
    let hours = grid.iter().zip(steps).map(|(at, step)| {
        balance = balance.saturating_add(*step);
        Hour { at: *at, balance_millibeds: balance }
    });
    Curve { pool, hours: hours.collect() }
}
