//! An invented city of beds that is of another family than the model: patients with long-tailed stays, discharge rounds, cleaning,
//! queues at the door, lists of planned care, good and bad days in a row, surges, closed beds, a holiday, accidents.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

pub(crate) const DAY_MIN: i64 = 24 * 60;
/// Weeks before anything is looked at, so that the wards are as full as they like to be.
pub(crate) const WARM_UP_WEEKS: i64 = 4;

/// What kind of ward it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    General,
    Intensive,
    Delivery,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] = [Kind::General, Kind::Intensive, Kind::Delivery];

    const fn stay_d(self) -> f64 {
        match self {
            Kind::General => 3.8,
            Kind::Intensive => 3.2,
            Kind::Delivery => 1.1,
        }
    }
}

/// A ward's nature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nature {
    pub(crate) kind: Kind,
    pub(crate) beds: u32,
    /// How full it would like to be; above 1 it always is.
    pub(crate) load: f64,
    /// Whether surges and closures come over it.
    pub(crate) is_shaken: bool,
}

/// What a ward truly was: the beds in use and the free ones, from each minute on.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    changes: Vec<(i64, u32, u32)>,
}

impl Truth {
    /// Beds and free beds at a minute.
    pub(crate) fn at(&self, minute: i64) -> (u32, u32) {
        let place = self.changes.partition_point(|(at, ..)| *at <= minute);
        self.changes.get(place.saturating_sub(1)).map_or((0, 0), |(_, beds, free)| (*beds, *free))
    }

    /// When it changed.
    pub(crate) fn changes(&self) -> impl Iterator<Item = i64> {
        self.changes.iter().map(|(at, ..)| *at)
    }
}

/// By hour, who comes unplanned; a shape with two humps that the model does not know.
fn coming(hour: i64) -> f64 {
    let hump = |at: f64, width: f64| (-((hour as f64 - at) / width).powi(2)).exp();
    0.35 + 1.3 * hump(10.5, 3.0) + 1.1 * hump(19.0, 2.5)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Leaves,
    Cleaned,
}

struct Ward {
    nature: Nature,
    dice: StdRng,
    open: u32,
    occupied: u32,
    cleaning: u32,
    queue: VecDeque<i64>,
    events: BinaryHeap<Reverse<(i64, What)>>,
    truth: Truth,
    holiday: (i64, i64),
}

/// Lets a ward live for so many weeks after the warm-up.
pub(crate) fn live(nature: Nature, weeks: i64, seed: u64) -> Truth {
    let end = (WARM_UP_WEEKS + weeks) * 7 * DAY_MIN;
    let holiday_from = (WARM_UP_WEEKS + weeks - 4) * 7 * DAY_MIN;
    let mut ward = Ward {
        nature,
        dice: StdRng::seed_from_u64(seed),
        open: nature.beds,
        occupied: 0,
        cleaning: 0,
        queue: VecDeque::new(),
        events: BinaryHeap::new(),
        truth: Truth::default(),
        holiday: (holiday_from, holiday_from + 6 * DAY_MIN),
    };
    ward.live(end);
    ward.truth
}

impl Ward {
    fn live(&mut self, end: i64) {
        let stay_d = self.nature.kind.stay_d() + if self.nature.kind == Kind::General { 0.35 } else { 0.03 };
        let a_day = f64::from(self.nature.beds) * self.nature.load / stay_d;
        let planned_part = if self.nature.kind == Kind::General { 0.3 } else { 0.0 };
        let (mut mood, mut regime, mut regime_until) = (0.0_f64, 1.0_f64, 0_i64);
        let mut burst = 0_i64;
        for minute in 0..end {
            if minute % DAY_MIN == 0 {
                mood = 0.7 * mood + 0.25 * self.normal();
                if self.nature.is_shaken && minute >= regime_until {
                    (regime, regime_until) = self.next_regime(minute);
                }
                self.planned(minute, a_day * planned_part);
            }
            self.happen(minute);
            let hour = minute % DAY_MIN / 60;
            let level = mood.exp() / 1.06 * regime * if self.is_holiday(minute) { 0.7 } else { 1.0 };
            if self.dice.random::<f64>() < 1.0 / (12.0 * DAY_MIN as f64) {
                burst = minute + 120;
            }
            let bursting = if minute < burst { 0.02 } else { 0.0 };
            let rate = a_day * (1.0 - planned_part) * level * coming(hour) / (mean_coming() * DAY_MIN as f64) + bursting;
            if self.dice.random::<f64>() < rate {
                self.come(minute);
            }
            self.give_up(minute);
            self.note(minute);
        }
    }

    fn next_regime(&mut self, minute: i64) -> (f64, i64) {
        let days = self.dice.random_range(5..16);
        self.open = self.nature.beds;
        let until = minute + days * DAY_MIN;
        match self.dice.random_range(0..5) {
            0 => (1.45, until),
            1 => (0.7, until),
            2 => {
                self.open -= self.nature.beds / 4;
                (1.0, until)
            }
            _ => (1.0, until),
        }
    }

    const fn is_holiday(&self, minute: i64) -> bool {
        minute >= self.holiday.0 && minute < self.holiday.1
    }

    /// The list of planned care of a working day.
    fn planned(&mut self, minute: i64, a_day: f64) {
        let weekday = minute / DAY_MIN % 7;
        if weekday >= 5 || self.is_holiday(minute) {
            return;
        }
        let mut left = a_day * 1.4;
        while self.dice.random::<f64>() < left {
            left -= 1.0;
            let at = minute + self.dice.random_range(7 * 60..11 * 60);
            // Planned patients come although it is full, and wait like all others.
            self.queue.push_back(at);
        }
    }

    fn come(&mut self, minute: i64) {
        self.queue.push_back(minute);
    }

    fn happen(&mut self, minute: i64) {
        while let Some(Reverse((at, what))) = self.events.peek().copied()
            && at <= minute
        {
            self.events.pop();
            match what {
                What::Leaves => {
                    self.occupied -= 1;
                    self.cleaning += 1;
                    let cleaned = minute + self.dice.random_range(15..75);
                    self.events.push(Reverse((cleaned, What::Cleaned)));
                }
                What::Cleaned => self.cleaning -= 1,
            }
        }
        while self.free() > 0
            && let Some(place) = self.queue.iter().position(|at| *at <= minute)
        {
            self.queue.remove(place);
            self.occupied += 1;
            let leaves = self.leaves(minute);
            self.events.push(Reverse((leaves, What::Leaves)));
        }
    }

    /// A long-tailed stay; in an ordinary ward one goes after the doctors' round.
    fn leaves(&mut self, minute: i64) -> i64 {
        let sigma = 0.8;
        let mean_d = self.nature.kind.stay_d();
        let stay_d = mean_d * (sigma * self.normal() - sigma * sigma / 2.0).exp();
        let soon = if self.is_holiday(minute + DAY_MIN) { 0.7 } else { 1.0 };
        let ready = minute + ((stay_d * soon * DAY_MIN as f64) as i64).max(90);
        if self.nature.kind != Kind::General {
            return ready;
        }
        let mut day = ready / DAY_MIN;
        let round = self.dice.random_range(9 * 60 + 30..15 * 60);
        if ready % DAY_MIN > round {
            day += 1;
        }
        if day % 7 == 6 && self.dice.random::<f64>() < 0.45 {
            day += 1;
        }
        day * DAY_MIN + round
    }

    /// Who waits for long goes elsewhere.
    fn give_up(&mut self, minute: i64) {
        if minute % 30 == 0 && !self.queue.is_empty() {
            let dice = &mut self.dice;
            self.queue.retain(|at| *at > minute || dice.random::<f64>() > 0.1);
        }
    }

    const fn free(&self) -> u32 {
        self.open.saturating_sub(self.occupied + self.cleaning)
    }

    fn note(&mut self, minute: i64) {
        let now = (self.open, self.free());
        if self.truth.changes.last().is_none_or(|(_, beds, free)| (*beds, *free) != now) {
            self.truth.changes.push((minute, now.0, now.1));
        }
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.dice.random::<f64>()).sum::<f64>() - 6.0
    }
}

fn mean_coming() -> f64 {
    (0..24).map(coming).sum::<f64>() / 24.0
}
