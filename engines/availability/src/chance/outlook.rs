//! The chance of a pool for someone who is some minutes away, with its interval: a curve over the way, small enough to be kept.

use sigap_kernel::UtcMs;

use crate::chance::chain::{Chain, Rates};
use crate::chance::{Calendar, ChanceRules, Flow, Trust};

/// Minutes on the way for which a chance is kept; between them it is a straight line.
pub const HORIZONS_MIN: [u16; 8] = [0, 15, 30, 45, 60, 90, 120, 180];

const HORIZONS: usize = HORIZONS_MIN.len();
/// The outer nodes of the day's level lie so many deviations away: 8 of 10 days lie between them.
const NODE_Z: f32 = 1.2816;
/// The weight of each outer node, by which three nodes have the variance of the whole.
const NODE_WEIGHT: f32 = 0.3044;
/// The level of a day never falls below this.
const LEVEL_LEAST: f32 = 0.1;
/// A false number is rather off by one bed than by many: its weight falls with what it says, from one bed on by this.
const FALSE_FROM_BEDS: f32 = 4.0;
/// A number older than this is not looked at: it does not count.
const LOOK_BACK_MAX_H: i64 = 24;
/// Hours of standing still after which it says no more.
const STOOD_MAX_H: f32 = 24.0 * 14.0;
/// Within a day the quiet hours of the night may be what is seen.
const QUIET_HOURS: f32 = 0.3;
const HOUR_MS: f32 = 3_600_000.0;

/// A ward of the pool whose number counts.
#[derive(Debug, Clone, Copy)]
pub struct WardNow<'a> {
    /// Beds free to promise.
    pub free: u32,
    /// Beds.
    pub capacity: Option<u32>,
    /// When its number was taken.
    pub taken_at: UtcMs,
    /// Since when its number is the same.
    pub changed_at: UtcMs,
    /// What comes and goes.
    pub flow: &'a Flow,
}

/// Something the bed manager knows: so many beds at that hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub at: UtcMs,
    /// How many.
    pub beds: u32,
}

/// A pool as it stands.
#[derive(Debug, Clone, Copy)]
pub struct PoolNow<'a> {
    /// Its wards whose number counts and of which enough was heard.
    pub wards: &'a [WardNow<'a>],
    /// Discharges that are planned.
    pub leaving: &'a [Planned],
    /// Bookings of the house.
    pub booked: &'a [Planned],
    /// How far the hospital is believed.
    pub trust: Trust,
}

/// The chance by minutes on the way, in whole per cent, with the interval in which it lies on 8 of 10 such days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    chance: [u8; HORIZONS],
    low: [u8; HORIZONS],
    high: [u8; HORIZONS],
}

impl Outlook {
    /// The chances at [`HORIZONS_MIN`].
    #[must_use]
    pub const fn curve(&self) -> &[u8; HORIZONS_MIN.len()] {
        &self.chance
    }

    /// The chances, and the lower and the upper ends of their intervals, at [`HORIZONS_MIN`].
    #[must_use]
    pub const fn curves(&self) -> [[u8; HORIZONS_MIN.len()]; 3] {
        [self.chance, self.low, self.high]
    }

    /// What [`Outlook::curves`] gave.
    #[must_use]
    pub const fn of_curves([chance, low, high]: [[u8; HORIZONS_MIN.len()]; 3]) -> Self {
        Self { chance, low, high }
    }

    /// The chance for someone so many minutes away, in whole per cent.
    #[must_use]
    pub fn chance_pct(&self, travel_min: u32) -> u8 {
        between(&self.chance, travel_min)
    }

    /// Its interval.
    #[must_use]
    pub fn interval_pct(&self, travel_min: u32) -> (u8, u8) {
        (between(&self.low, travel_min), between(&self.high, travel_min))
    }
}

fn between(curve: &[u8; HORIZONS], travel_min: u32) -> u8 {
    let mut left = (0_u32, curve.first().copied().unwrap_or(0));
    for (&horizon, &value) in HORIZONS_MIN.iter().zip(curve) {
        let right = (u32::from(horizon), value);
        if travel_min <= right.0 {
            let (span, part) = (right.0 - left.0, travel_min - left.0);
            if span == 0 {
                return right.1;
            }
            let sum = u32::from(left.1) * (span - part) + u32::from(right.1) * part + span / 2;
            return u8::try_from(sum / span).unwrap_or(100);
        }
        left = right;
    }
    left.1
}

/// The outlook of a pool at an instant; `None` when none of its wards counts.
#[must_use]
pub fn outlook(rules: &ChanceRules, calendar: &Calendar, pool: &PoolNow<'_>, now: UtcMs) -> Option<Outlook> {
    let begin = pool.wards.iter().map(|ward| ward.taken_at).min()?.max(now.plus_min(-LOOK_BACK_MAX_H * 60)).min(now);
    let said = pool.wards.iter().fold(0_u32, |all, ward| all.saturating_add(ward.free));
    let shares = Shares::of(rules, pool, said, now);
    let variation = pool.wards.iter().map(|ward| ward.flow.variation()).fold(0.0, f32::max);
    let levels = [-NODE_Z, 0.0, NODE_Z].map(|z| (1.0 + z * variation).max(LEVEL_LEAST));
    let horizons = run(rules, calendar, pool, said, begin, now, levels);
    let frozen = Chain::settled(&usual_rates(pool)).some_free();

    let mut curves = [[0_u8; HORIZONS]; 3];
    let [chance, low, high] = &mut curves;
    for (((chance, low), high), behind) in chance.iter_mut().zip(low).zip(high).zip(&horizons) {
        let at = |level: f32, z: f32| shares.mix(level, behind.wrong, frozen, z);
        let [quiet, usual, busy] = behind.right;
        let mean = NODE_WEIGHT * (at(quiet, 0.0) + at(busy, 0.0)) + (1.0 - 2.0 * NODE_WEIGHT) * at(usual, 0.0);
        let ends = [at(quiet, -1.0), at(quiet, 1.0), at(busy, -1.0), at(busy, 1.0)];
        *chance = pct(mean);
        *low = pct(ends.into_iter().fold(mean, f32::min));
        *high = pct(ends.into_iter().fold(mean, f32::max));
    }
    let [chance, low, high] = curves;
    Some(Outlook { chance, low, high })
}

fn pct(part: f32) -> u8 {
    // Between 0 and 100 by the clamp.
    (part.clamp(0.0, 1.0) * 100.0 + 0.5) as u8
}

/// What may lie behind a number, each with its weight.
struct Shares {
    /// The number is wrong about there being a bed.
    wrong: f32,
    wrong_sd: f32,
    /// The number is copied and not counted.
    frozen: f32,
}

/// The probability of a free bed at one horizon: if the number is right, on a quiet, a usual and a busy day; and if it is wrong.
#[derive(Debug, Clone, Copy)]
struct Behind {
    right: [f32; 3],
    wrong: f32,
}

impl Shares {
    fn of(rules: &ChanceRules, pool: &PoolNow<'_>, said: u32, now: UtcMs) -> Self {
        let trust = if said > 0 { pool.trust.free } else { pool.trust.full };
        let size = if said > 1 { (FALSE_FROM_BEDS + 1.0) / (FALSE_FROM_BEDS + said as f32) } else { 1.0 };
        let wards = pool.wards.len().max(1) as f32;
        let frozen = pool.wards.iter().map(|ward| frozen(rules, ward, now)).sum::<f32>() / wards;
        Self { wrong: (1.0 - trust.mean) * size, wrong_sd: trust.sd * size, frozen }
    }

    /// The probability with all weights, where the trust lies `z` ends of its interval away from its mean.
    fn mix(&self, if_right: f32, if_wrong: f32, if_frozen: f32, z: f32) -> f32 {
        let wrong = (self.wrong + z * NODE_Z * self.wrong_sd).clamp(0.0, 1.0);
        let counted = (1.0 - wrong) * if_right + wrong * if_wrong;
        (1.0 - self.frozen) * counted + self.frozen * if_frozen
    }
}

/// How likely a ward's number is copied: it has stood still although so much should have happened since. Rates are not known exactly,
/// so no event in `x` expected ones has the probability (1 + x/8)⁻⁸ of a negative binomial, not e⁻ˣ.
fn frozen(rules: &ChanceRules, ward: &WardNow<'_>, now: UtcMs) -> f32 {
    let stood_h = (now.age_s(ward.changed_at).max(0) as f32 / 3_600.0).min(STOOD_MAX_H);
    let leaving = ward.flow.leaving_a_day();
    // A full ward stands still until a bed becomes free that nobody waits for.
    let a_day = if ward.free == 0 { leaving * ward.flow.full_factor() } else { leaving + ward.flow.coming_a_day() };
    let expected = if stood_h >= 24.0 { a_day * stood_h / 24.0 } else { a_day * stood_h / 24.0 * QUIET_HOURS };
    let eighth = 1.0 + expected / 8.0;
    let square = eighth * eighth;
    let by_chance = 1.0 / (square * square * square * square);
    rules.frozen_prior / (rules.frozen_prior + (1.0 - rules.frozen_prior) * by_chance)
}

/// Lets the pool run from its oldest number to the last horizon, on days of these levels.
fn run(
    rules: &ChanceRules,
    calendar: &Calendar,
    pool: &PoolNow<'_>,
    said: u32,
    begin: UtcMs,
    now: UtcMs,
    levels: [f32; 3],
) -> [Behind; HORIZONS] {
    let mut right = levels.map(|level| (level, Chain::at(said)));
    let mut wrong = Chain::at(u32::from(said == 0));
    let mut at = begin;
    HORIZONS_MIN.map(|horizon| {
        let until = now.plus_min(i64::from(horizon));
        while at < until {
            let next = calendar.next_hour(at).min(until);
            let rates = rates(rules, calendar, pool, said, at, next);
            let hours = (next.0 - at.0) as f32 / HOUR_MS;
            for (level, chain) in &mut right {
                chain.pass(hours, &Rates { admitted_per_h: rates.admitted_per_h * *level, ..rates });
            }
            wrong.pass(hours, &rates);
            at = next;
        }
        Behind { right: [&right[0].1, &right[1].1, &right[2].1].map(Chain::some_free), wrong: wrong.some_free() }
    })
}

/// What moves the pool between two instants of one hour.
fn rates(rules: &ChanceRules, calendar: &Calendar, pool: &PoolNow<'_>, said: u32, from: UtcMs, until: UtcMs) -> Rates {
    let hour = calendar.hour(from);
    let (mut admitted, mut discharged, mut occupied, mut beds) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    for ward in pool.wards {
        // What happened before its number was taken is in the number.
        let part = (until.0 - ward.taken_at.0.clamp(from.0, until.0)) as f32 / (until.0 - from.0).max(1) as f32;
        let in_ward = occupied_now(ward);
        admitted += ward.flow.admitted_per_h(hour) * part;
        discharged += ward.flow.discharged_per_bed_h(hour) * in_ward * part;
        occupied += in_ward;
        beds += ward.free as f32 + in_ward;
    }
    let in_hour = |planned: &[Planned]| {
        let next = calendar.next_hour(from);
        let begins = next.plus_min(-60);
        planned.iter().filter(|one| one.at >= begins && one.at < next).map(|one| one.beds as f32).sum::<f32>()
    };
    let discharged = discharged.max(in_hour(pool.leaving) * rules.planned_kept);
    let admitted = admitted.max(in_hour(pool.booked) * rules.planned_kept);
    let beds = beds.max(said as f32);
    Rates {
        admitted_per_h: admitted,
        discharged_per_bed_h: if occupied > 0.0 { discharged / occupied } else { 0.0 },
        full_factor: full_factor(pool),
        beds,
    }
}

/// What moves the pool on the mean of a week.
fn usual_rates(pool: &PoolNow<'_>) -> Rates {
    let (mut admitted, mut discharged, mut occupied, mut beds) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    for ward in pool.wards {
        let usual = ward.flow.usual_occupied().max(0.1);
        admitted += ward.flow.coming_a_day() / 24.0;
        discharged += ward.flow.leaving_a_day() / 24.0;
        occupied += usual;
        beds += ward.free as f32 + occupied_now(ward);
    }
    Rates { admitted_per_h: admitted, discharged_per_bed_h: discharged / occupied.max(0.1), full_factor: full_factor(pool), beds }
}

fn occupied_now(ward: &WardNow<'_>) -> f32 {
    ward.capacity.map_or(ward.flow.usual_occupied(), |capacity| capacity.saturating_sub(ward.free) as f32)
}

fn full_factor(pool: &PoolNow<'_>) -> f32 {
    pool.wards.iter().map(|ward| ward.flow.full_factor()).sum::<f32>() / pool.wards.len().max(1) as f32
}
