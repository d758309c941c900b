//! How many come and go in an hour of the week: a ward's own past, leaning on wards of its kind where it has little of it.

use serde::{Deserialize, Serialize};
use sigap_kernel::{BedType, Isolation, Pool, coded_enum};

use crate::chance::tally::Sums;
use crate::chance::week::{HOURS_OF_WEEK, HourOfWeek};
use crate::chance::{ChanceRules, Tally};

/// Hours of an own past with which a ward's rate is as good as the rate of its kind.
const RATE_HOURS: f32 = 72.0;
/// Days of an own past with which a ward's variation is as good as what is usual.
const REOPENED_EVENTS: f32 = 6.0;
/// Of the beds that become free in a full ward, the part that stays free, before anything was seen.
const FULL_USUAL: f32 = 0.6;
/// With how many expected events a kind's own part is as good as that.
const KIND_EVENTS: f32 = 40.0;
const VARIATION_DAYS: f32 = 14.0;
/// The squared coefficient of variation of a day's admissions that is usual, before anything was seen.
const VARIATION_USUAL: f32 = 0.05;
/// The smallest rate that is kept: one admission in 1,000 hours.
const ADMITTED_UNIT: f32 = 0.001;
/// The smallest hazard that is kept: one discharge of a bed in 50,000 hours.
const DISCHARGED_UNIT: f32 = 0.00002;
/// How far the level of these days may lie from that of all weeks.
const LEVEL_LEAST: f32 = 0.4;
const LEVEL_MOST: f32 = 2.5;

coded_enum! {
    /// Wards that live alike: what is learned of one helps where little is known of another.
    pub enum FlowKind {
        /// Ordinary rooms.
        General = "general",
        /// Rooms that keep an infection in.
        Isolation = "isolation",
        /// Intensive care of any kind.
        Intensive = "intensive",
        /// Births.
        Delivery = "delivery",
        /// Newborns.
        Newborn = "newborn",
        /// Mental health.
        Mind = "mind",
        /// Emergency rooms.
        Emergency = "emergency",
    }
}

impl FlowKind {
    /// The kind of a pool.
    #[must_use]
    pub fn of(pool: &Pool) -> Self {
        match pool.bed_type {
            BedType::Delivery => Self::Delivery,
            BedType::Perinatology | BedType::Nicu | BedType::NicuVentilator => Self::Newborn,
            BedType::Psychiatric => Self::Mind,
            BedType::Emergency => Self::Emergency,
            kind if kind.is_intensive() => Self::Intensive,
            _ if pool.isolation != Isolation::No => Self::Isolation,
            _ => Self::General,
        }
    }
}

/// What wards of one kind do together: rates by bed, by hour of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    cells: Vec<Sums>,
    whole: Sums,
}

impl Default for Shape {
    fn default() -> Self {
        Self { cells: vec![Sums::default(); HOURS_OF_WEEK], whole: Sums::default() }
    }
}

impl Shape {
    /// What these wards do together.
    #[must_use]
    pub fn of<'a>(wards: impl IntoIterator<Item = &'a Tally>) -> Self {
        let mut shape = Self::default();
        wards.into_iter().for_each(|ward| shape.add(ward));
        shape
    }

    /// And this ward.
    pub fn add(&mut self, ward: &Tally) {
        for (cell, hour) in self.cells.iter_mut().zip(HourOfWeek::all()) {
            let more = ward.cell(hour);
            *cell = cell.and(more);
            self.whole = self.whole.and(more);
        }
    }

    /// Admissions in this hour, where the mean of a week is 1.
    fn admitted(&self, hour: HourOfWeek) -> f32 {
        self.relative(hour, |sums| rate(sums.admitted, sums.open_beds_h()))
    }

    /// The hazard of a discharge in this hour, where the mean of a week is 1.
    fn discharged(&self, hour: HourOfWeek) -> f32 {
        self.relative(hour, |sums| rate(sums.left_open(), sums.open_occupied_h()))
    }

    fn relative(&self, hour: HourOfWeek, of: impl Fn(&Sums) -> f32) -> f32 {
        let (mean, here) = (of(&self.whole), self.cells.get(hour.place()).map_or(0.0, &of));
        if mean > 0.0 { here / mean } else { 1.0 }
    }
}

/// What comes and goes in a ward. Rates are kept in small units, because a country has tens of thousands of wards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Admissions an hour, in [`ADMITTED_UNIT`].
    admitted: Vec<u16>,
    /// Discharges an hour for each occupied bed, in [`DISCHARGED_UNIT`].
    discharged: Vec<u16>,
    /// Of the beds that become free in a full ward, the part that stays free: whoever waited takes the others.
    full_factor: f32,
    usual_occupied: f32,
    coming_a_day: f32,
    leaving_a_day: f32,
    /// The coefficient of variation of a day's level.
    variation: f32,
}

impl Flow {
    /// What is learned of a ward; `None` as long as too little was heard of it.
    #[must_use]
    pub fn learn(ward: &Tally, kind: &Shape, rules: &ChanceRules) -> Option<Self> {
        let whole = ward.whole();
        if whole.hours < rules.heard_hours_min || whole.beds_h <= 0.0 {
            return None;
        }
        let beds = whole.beds_h / whole.hours;
        let kind_admitted = rate(kind.whole.admitted, kind.whole.open_beds_h()) * beds;
        let kind_discharged = rate(kind.whole.left_open(), kind.whole.open_occupied_h());
        let admitted = (whole.admitted + kind_admitted * RATE_HOURS) / (whole.open_h() + RATE_HOURS);
        let occupied = whole.occupied_h / whole.hours;
        let discharged =
            (whole.left_open() + kind_discharged * occupied * RATE_HOURS) / (whole.open_occupied_h() + occupied * RATE_HOURS).max(0.1);

        let recent = ward.recent();
        let level_in = level(recent.admitted, recent.open_h() * admitted, rules);
        let level_out = level(recent.left_open(), recent.open_occupied_h() * discharged, rules);
        let by_hour = |hour: HourOfWeek| {
            let (cell, own) = (ward.cell(hour), rules.shape_hours);
            let come = (cell.admitted + own * admitted * kind.admitted(hour)) / (cell.open_h() + own);
            let go = (cell.left_open() + own * occupied * discharged * kind.discharged(hour))
                / (cell.open_occupied_h() + own * occupied).max(0.1);
            (come * level_in, go * level_out)
        };
        let (admitted_per_h, discharged_per_bed_h): (Vec<f32>, Vec<f32>) = HourOfWeek::all().map(by_hour).unzip();
        let in_units = |rates: &[f32], unit: f32| rates.iter().map(|rate| (rate / unit + 0.5) as u16).collect();
        let coming_a_day = admitted_per_h.iter().sum::<f32>() / 7.0;
        let leaving_a_day = discharged_per_bed_h.iter().sum::<f32>() * occupied / 7.0;
        let expected = whole.full_occupied_h * discharged;
        let kind_expected = kind.whole.full_occupied_h * kind_discharged;
        let kind_full = (kind.whole.reopened + FULL_USUAL * KIND_EVENTS) / (kind_expected + KIND_EVENTS);
        let full_factor = ((whole.reopened + kind_full * REOPENED_EVENTS) / (expected + REOPENED_EVENTS)).clamp(0.02, 1.5);
        let (own, days) = ward.day_variation();
        let variation = (own * days + VARIATION_USUAL * VARIATION_DAYS) / (days + VARIATION_DAYS);
        Some(Self {
            admitted: in_units(&admitted_per_h, ADMITTED_UNIT),
            discharged: in_units(&discharged_per_bed_h, DISCHARGED_UNIT),
            full_factor,
            usual_occupied: occupied,
            coming_a_day,
            leaving_a_day,
            variation: variation.sqrt(),
        })
    }

    /// Admissions an hour.
    #[must_use]
    pub fn admitted_per_h(&self, hour: HourOfWeek) -> f32 {
        self.admitted.get(hour.place()).map_or(0.0, |units| f32::from(*units) * ADMITTED_UNIT)
    }

    /// Discharges an hour for each occupied bed.
    #[must_use]
    pub fn discharged_per_bed_h(&self, hour: HourOfWeek) -> f32 {
        self.discharged.get(hour.place()).map_or(0.0, |units| f32::from(*units) * DISCHARGED_UNIT)
    }

    /// Of the beds that become free in a full ward, the part that stays free.
    #[must_use]
    pub const fn full_factor(&self) -> f32 {
        self.full_factor
    }

    /// Beds that are usually occupied.
    #[must_use]
    pub const fn usual_occupied(&self) -> f32 {
        self.usual_occupied
    }

    /// Admissions of a usual day with a free bed.
    #[must_use]
    pub const fn coming_a_day(&self) -> f32 {
        self.coming_a_day
    }

    /// Discharges of a usual day.
    #[must_use]
    pub const fn leaving_a_day(&self) -> f32 {
        self.leaving_a_day
    }

    /// The coefficient of variation of a day's admissions beyond chance.
    #[must_use]
    pub const fn variation(&self) -> f32 {
        self.variation
    }
}

/// How these days stand against all weeks.
fn level(seen: f32, expected: f32, rules: &ChanceRules) -> f32 {
    ((rules.level_events + seen) / (rules.level_events + expected)).clamp(LEVEL_LEAST, LEVEL_MOST)
}

fn rate(events: f32, exposure: f32) -> f32 {
    if exposure > 0.0 { events / exposure } else { 0.0 }
}
