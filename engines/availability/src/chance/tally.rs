//! What was seen of a ward in past weeks, by the hour of the week: added hour by hour, forgotten slowly.

use serde::{Deserialize, Serialize};

use crate::chance::ChanceRules;
use crate::chance::week::{HOURS_OF_WEEK, HourOfWeek};

/// Hours without a report over which a change is still spread; before that nobody knows when it happened.
const SPREAD_MAX_H: u8 = 12;
const HOURS_A_DAY: f32 = 24.0;

/// What was seen of a ward in one hour in which it was heard of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HourSeen {
    /// Free beds at its end.
    pub free: u32,
    /// Beds at its end.
    pub capacity: Option<u32>,
    /// Beds that were taken since it was last heard of.
    pub admitted: i32,
    /// Beds that became free since it was last heard of.
    pub discharged: i32,
    /// How often it was full and had a bed again.
    pub reopened: i32,
    /// Seconds since it was last heard of in which it was full.
    pub full_s: u32,
}

/// Sums of one hour of the week; weighted, so not whole.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Sums {
    pub(crate) hours: f32,
    pub(crate) beds_h: f32,
    pub(crate) occupied_h: f32,
    pub(crate) admitted: f32,
    pub(crate) discharged: f32,
    /// Hours in which it was full: nobody could be admitted, and whoever waited took the bed that became free.
    pub(crate) full_h: f32,
    /// Occupied bed-hours of these.
    pub(crate) full_occupied_h: f32,
    pub(crate) reopened: f32,
}

impl Sums {
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            hours: self.hours + other.hours,
            beds_h: self.beds_h + other.beds_h,
            occupied_h: self.occupied_h + other.occupied_h,
            admitted: self.admitted + other.admitted,
            discharged: self.discharged + other.discharged,
            full_h: self.full_h + other.full_h,
            full_occupied_h: self.full_occupied_h + other.full_occupied_h,
            reopened: self.reopened + other.reopened,
        }
    }

    /// Hours in which somebody could be admitted.
    pub(crate) fn open_h(&self) -> f32 {
        (self.hours - self.full_h).max(0.0)
    }

    /// Bed-hours of these.
    pub(crate) fn open_beds_h(&self) -> f32 {
        (self.beds_h - self.full_occupied_h).max(0.0)
    }

    /// Occupied bed-hours of these.
    pub(crate) fn open_occupied_h(&self) -> f32 {
        (self.occupied_h - self.full_occupied_h).max(0.0)
    }

    /// Discharges of these.
    pub(crate) fn left_open(&self) -> f32 {
        (self.discharged - self.reopened).max(0.0)
    }

    pub(crate) fn times(self, factor: f32) -> Self {
        Self {
            hours: self.hours * factor,
            beds_h: self.beds_h * factor,
            occupied_h: self.occupied_h * factor,
            admitted: self.admitted * factor,
            discharged: self.discharged * factor,
            full_h: self.full_h * factor,
            full_occupied_h: self.full_occupied_h * factor,
            reopened: self.reopened * factor,
        }
    }
}

/// Admissions of whole days: how much they vary.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Days {
    days: f32,
    sum: f32,
    squares: f32,
    today_h: f32,
    today: f32,
}

/// What was seen of a ward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    cells: Vec<Sums>,
    recent: Sums,
    days: Days,
    /// Hours since it was last heard of.
    unheard_h: u8,
}

impl Default for Tally {
    fn default() -> Self {
        Self { cells: vec![Sums::default(); HOURS_OF_WEEK], recent: Sums::default(), days: Days::default(), unheard_h: 0 }
    }
}

impl Tally {
    /// Adds the next hour; `None` when nothing was heard in it. A change is spread evenly over the hours since the last report.
    pub fn add(&mut self, hour: HourOfWeek, seen: Option<HourSeen>, rules: &ChanceRules) {
        let Some(seen) = seen else {
            self.unheard_h = self.unheard_h.saturating_add(1);
            return;
        };
        let spread = if self.unheard_h > SPREAD_MAX_H { 0 } else { self.unheard_h };
        let share = Self::share(&seen, f32::from(spread) + 1.0);
        let week = half_in(rules.half_life_days, 7.0);
        for back in 0..=usize::from(spread) {
            let place = (hour.place() + HOURS_OF_WEEK - back) % HOURS_OF_WEEK;
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = cell.times(week).and(share);
            }
        }
        let heard_h = f32::from(spread) + 1.0;
        self.recent = self.recent.times(half_in(rules.level_half_life_days, heard_h / HOURS_A_DAY)).and(share.times(heard_h));
        self.days.add(heard_h, share.admitted * heard_h, half_in(rules.half_life_days, 1.0));
        self.unheard_h = 0;
    }

    fn share(seen: &HourSeen, hours: f32) -> Sums {
        let beds = seen.capacity.unwrap_or(seen.free) as f32;
        let occupied_h = (beds - seen.free as f32).max(0.0);
        let full_h = (seen.full_s as f32 / 3_600.0 / hours).min(1.0);
        Sums {
            hours: 1.0,
            beds_h: beds,
            occupied_h,
            admitted: seen.admitted as f32 / hours,
            discharged: seen.discharged as f32 / hours,
            full_h,
            full_occupied_h: full_h * beds,
            reopened: seen.reopened as f32 / hours,
        }
    }

    /// What was seen in an hour of the week.
    pub(crate) fn cell(&self, hour: HourOfWeek) -> Sums {
        self.cells.get(hour.place()).copied().unwrap_or_default()
    }

    /// All weeks together.
    pub(crate) fn whole(&self) -> Sums {
        self.cells.iter().fold(Sums::default(), |all, cell| all.and(*cell))
    }

    /// The last days.
    pub(crate) const fn recent(&self) -> Sums {
        self.recent
    }

    /// Hours that were heard.
    #[must_use]
    pub fn heard_h(&self) -> f32 {
        self.whole().hours
    }

    /// The squared coefficient of variation of a day's admissions beyond what chance alone does, with the weight of its days.
    pub(crate) fn day_variation(&self) -> (f32, f32) {
        self.days.variation()
    }
}

impl Days {
    fn add(&mut self, hours: f32, admitted: f32, keep: f32) {
        self.today_h += hours;
        self.today += admitted;
        if self.today_h >= HOURS_A_DAY {
            *self = Self {
                days: self.days * keep + 1.0,
                sum: self.sum * keep + self.today,
                squares: self.squares * keep + self.today * self.today,
                today_h: 0.0,
                today: 0.0,
            };
        }
    }

    fn variation(&self) -> (f32, f32) {
        if self.days < 2.0 || self.sum <= 0.0 {
            return (0.0, 0.0);
        }
        let mean = self.sum / self.days;
        let variance = (self.squares / self.days - mean * mean).max(0.0);
        (((variance - mean) / (mean * mean)).max(0.0), self.days)
    }
}

/// What is left of a weight after some days, without the machine's own exponential: every machine learns alike.
fn half_in(half_life_days: u32, days: f32) -> f32 {
    // 2^-x for small x; the fourth term is below one in a thousand for x up to 1.
    let x = days / half_life_days.max(1) as f32 * std::f32::consts::LN_2;
    1.0 / (1.0 + x * (1.0 + x / 2.0 * (1.0 + x / 3.0)))
}
