//! `Town`: the hospitals as a simulation of events. Patients come, stay and leave; wards are never fuller than full and never
//! emptier than empty. It knows no clock and no network: whoever drives it says until when.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use sigap_kernel::Pool;

use super::rhythm::{DAY_S, Flow, HOUR_S};
use crate::demo::dice::Dice;

/// People choose another hospital when one is fuller than usual, and come rather when it is emptier: how strongly.
const CHOICE: f64 = 3.0;
const CHOICE_LEAST: f64 = 0.2;
const CHOICE_MOST: f64 = 1.8;
/// How many more come during a surge: an outbreak, a festival, a week of rain.
const SURGE: f64 = 1.4;
/// Days between surges on average, and hours one lasts.
const SURGE_EVERY_DAYS: f64 = 5.0;
const SURGE_HOURS: (i64, i64) = (10, 40);
/// After the round: seconds of the day from and until which patients leave.
const ROUND_FROM_S: i64 = 10 * HOUR_S;
const ROUND_UNTIL_S: i64 = 13 * HOUR_S + HOUR_S / 2;
/// Nobody leaves sooner after coming.
const STAY_LEAST_S: i64 = HOUR_S / 2;

/// Everything that can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Somebody may come to a ward.
    Comes { ward: usize },
    /// Somebody leaves a ward.
    Leaves { ward: usize },
    /// More people than usual are ill from now on.
    SurgeBegins,
    /// It is over.
    SurgeEnds,
}

/// A ward as the simulation begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    /// The hospital it belongs to.
    pub(super) hospital: usize,
    /// What kind of beds it has.
    pub(super) pool: Pool,
    /// Beds in it.
    pub(super) capacity: u32,
    /// Beds with a patient in them.
    pub(super) occupied: u32,
}

struct Ward {
    hospital: usize,
    capacity: u32,
    occupied: u32,
    flow: Flow,
    /// Departures that are planned but will not happen: a count found fewer patients than the simulation had.
    gone_already: u32,
}

/// The hospitals at work.
pub(super) struct Town {
    now_s: i64,
    wards: Vec<Ward>,
    /// Events in the order of time; ties in the order in which they were planned, so that a run repeats exactly.
    ahead: BinaryHeap<Reverse<(i64, u64, Event)>>,
    planned: u64,
    dice: Dice,
    in_surge: bool,
    /// A trainer wants a bad night.
    is_forced: bool,
}

impl Town {
    /// The town at an instant, in seconds of local time.
    pub(super) fn open(wards: &[Opening], at_s: i64, seed: u64) -> Self {
        let ward = |one: &Opening| Ward {
            hospital: one.hospital,
            capacity: one.capacity,
            occupied: one.occupied.min(one.capacity),
            flow: Flow::of(&one.pool),
            gone_already: 0,
        };
        let mut town = Self {
            now_s: at_s,
            wards: wards.iter().map(ward).collect(),
            ahead: BinaryHeap::new(),
            planned: 0,
            dice: Dice::new(seed, "town"),
            in_surge: false,
            is_forced: false,
        };
        for ward in 0..wards.len() {
            let patients = town.wards.get(ward).map_or(0, |ward| ward.occupied);
            (0..patients).for_each(|_| town.plan_leaving(ward, true));
            town.plan_coming(ward);
        }
        town.plan_surge();
        town
    }

    /// The instant up to which everything has happened.
    pub(super) const fn now_s(&self) -> i64 {
        self.now_s
    }

    /// Lets everything happen that happens until an instant; gives the hospitals in which something changed.
    pub(super) fn run_until(&mut self, until_s: i64) -> BTreeSet<usize> {
        let mut changed = BTreeSet::new();
        while let Some(Reverse((at_s, _, event))) = self.ahead.peek().copied()
            && at_s <= until_s
        {
            self.ahead.pop();
            self.now_s = self.now_s.max(at_s);
            changed.extend(self.happen(event));
        }
        self.now_s = self.now_s.max(until_s);
        changed
    }

    /// A surge that lasts as long as a trainer wants it, beside those that come by themselves.
    pub(super) const fn force_surge(&mut self, is_forced: bool) {
        self.is_forced = is_forced;
    }

    /// Free beds of the wards of a hospital, in their order.
    pub(super) fn free(&self, hospital: usize) -> Vec<u32> {
        let own = self.wards.iter().filter(|ward| ward.hospital == hospital);
        own.map(|ward| ward.capacity.saturating_sub(ward.occupied)).collect()
    }

    /// Somebody counted the wards of a hospital: that is true now. `None` was not counted.
    pub(super) fn counted(&mut self, hospital: usize, free: &[Option<u32>]) {
        let own: Vec<usize> =
            (0..self.wards.len()).filter(|ward| self.wards.get(*ward).is_some_and(|one| one.hospital == hospital)).collect();
        for (ward, free) in own.into_iter().zip(free).filter_map(|(ward, free)| Some((ward, (*free)?))) {
            self.set_free(ward, free);
        }
    }

    fn set_free(&mut self, ward: usize, free: u32) {
        let Some(one) = self.wards.get_mut(ward) else { return };
        let (before, after) = (one.occupied, one.capacity.saturating_sub(free));
        one.occupied = after;
        // Those who left unseen leave no second time; those who came unseen leave some time.
        let stay_on = after.saturating_sub(before);
        let back = stay_on.min(one.gone_already);
        one.gone_already = one.gone_already - back + before.saturating_sub(after);
        (back..stay_on).for_each(|_| self.plan_leaving(ward, true));
    }

    /// The hospital in which something changed, if it did.
    fn happen(&mut self, event: Event) -> Option<usize> {
        match event {
            Event::Comes { ward } => self.come(ward),
            Event::Leaves { ward } => self.leave(ward),
            Event::SurgeBegins => {
                self.in_surge = true;
                let hours = self.dice.between(SURGE_HOURS.0, SURGE_HOURS.1);
                self.plan(self.now_s + hours * HOUR_S, Event::SurgeEnds);
                None
            }
            Event::SurgeEnds => {
                self.in_surge = false;
                self.plan_surge();
                None
            }
        }
    }

    fn come(&mut self, ward: usize) -> Option<usize> {
        self.plan_coming(ward);
        let likelihood = self.likelihood(ward)?;
        if !self.dice.happens(likelihood) {
            return None;
        }
        let one = self.wards.get_mut(ward).filter(|one| one.occupied < one.capacity)?;
        one.occupied += 1;
        let hospital = one.hospital;
        self.plan_leaving(ward, false);
        Some(hospital)
    }

    /// How likely it is that who may come does come now: of all candidates only so many are patients.
    fn likelihood(&self, ward: usize) -> Option<f64> {
        let one = self.wards.get(ward)?;
        let fullness = f64::from(one.occupied) / f64::from(one.capacity.max(1));
        let choice = (1.0 + CHOICE * (one.flow.fullness - fullness)).clamp(CHOICE_LEAST, CHOICE_MOST);
        let surge = if self.in_surge || self.is_forced { SURGE } else { 1.0 };
        Some(one.flow.coming(self.now_s) * choice * surge / (one.flow.coming_most() * CHOICE_MOST * SURGE))
    }

    fn leave(&mut self, ward: usize) -> Option<usize> {
        let one = self.wards.get_mut(ward)?;
        if one.gone_already > 0 {
            one.gone_already -= 1;
            return None;
        }
        one.occupied = one.occupied.checked_sub(1)?;
        Some(one.hospital)
    }

    fn plan(&mut self, at_s: i64, event: Event) {
        self.planned += 1;
        self.ahead.push(Reverse((at_s, self.planned, event)));
    }

    fn plan_coming(&mut self, ward: usize) {
        let Some(one) = self.wards.get(ward) else { return };
        let patients_a_s = f64::from(one.capacity) * one.flow.fullness / one.flow.stay_s;
        let candidates_a_s = patients_a_s * one.flow.coming_most() * CHOICE_MOST * SURGE;
        let wait_s = self.dice.wait(1.0 / candidates_a_s.max(1e-9));
        self.plan(self.now_s + whole_s(wait_s), Event::Comes { ward });
    }

    /// Plans when a patient leaves; of one who lies there already, only what is left of the stay.
    fn plan_leaving(&mut self, ward: usize, lies_there: bool) {
        let Some(flow) = self.wards.get(ward).map(|one| one.flow) else { return };
        // The sum of two equal waits: short stays are rare, very long ones too.
        let stay_s = self.dice.wait(flow.stay_s / 2.0) + self.dice.wait(flow.stay_s / 2.0);
        let left_s = if lies_there { stay_s * self.dice.unit() } else { stay_s };
        let at_s = self.now_s + whole_s(left_s).max(STAY_LEAST_S);
        let at_s = if flow.leaves_after_round { self.after_round(at_s) } else { at_s };
        self.plan(at_s, Event::Leaves { ward });
    }

    /// The first time after a round that is not much before an instant.
    fn after_round(&self, at_s: i64) -> i64 {
        let midnight = at_s.div_euclid(DAY_S) * DAY_S;
        let day = if at_s - midnight > ROUND_UNTIL_S { midnight + DAY_S } else { midnight };
        let leaves_s = day + self.dice.between(ROUND_FROM_S, ROUND_UNTIL_S);
        if leaves_s < self.now_s + STAY_LEAST_S { leaves_s + DAY_S } else { leaves_s }
    }

    fn plan_surge(&mut self) {
        let wait_s = self.dice.wait(SURGE_EVERY_DAYS) * 86_400.0;
        self.plan(self.now_s + whole_s(wait_s), Event::SurgeBegins);
    }
}

/// Whole seconds, at least one: nothing takes no time.
#[allow(clippy::cast_possible_truncation)] // waits of the simulation are days
fn whole_s(seconds: f64) -> i64 {
    (seconds.ceil() as i64).max(1)
}
