//! Searching the picture: who could help, in the order in which one would go there oneself. Pure.

mod choice;
mod look;
mod read;

use std::sync::Arc;

use sigap_availability::{ChancePct, OrderKey, PoolSum, PublicFigure, Right, Rules};
use sigap_kernel::{Pool, UtcMs, straight_line_min};

use crate::eyes::{Eyes, Sight};
use crate::model::{LIMIT_MAX, Need, Search};
use crate::picture::{BedPicture, FacilityBeds};
use choice::Choice;

pub(crate) use look::{Chosen, Looker, not_heard};
pub(crate) use read::{read_class, read_type};

/// Hospitals looked at, at most.
const LOOKED_AT_MAX: usize = 400;
/// Minutes on the way beyond which a hospital stands behind all nearer ones, whatever it has free: nobody sets out that far
/// without having asked at home.
pub(crate) const REACH_MIN: u32 = 360;

/// The chance of a bed on arrival, for someone who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// In whole per cent.
    pub chance: ChancePct,
    /// The interval in which it lies on 8 of 10 such days, in whole per cent, for those who see figures; residents see a word.
    pub interval_pct: Option<(u8, u8)>,
}

/// One pool of a hospital, as everyone may see it.
#[derive(Debug, Clone)]
pub struct FoundPool {
    /// The kind of bed.
    pub pool: Pool,
    /// Its sum; staff pages may show it, public pages show `figure`.
    pub sum: PoolSum,
    /// What may be shown.
    pub figure: PublicFigure,
    /// What the payer is entitled to there; `None` when nobody said who pays.
    pub right: Option<Right>,
    /// The chance on arrival; for residents only once the office has switched it on.
    pub chance: Option<Chance>,
}

/// The way to a hospital, in a straight line until there are roads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Metres as the crow flies.
    pub distance_m: f64,
    /// Minutes for that way.
    pub travel_min: u32,
}

impl Way {
    pub(crate) fn straight(distance_m: f64) -> Self {
        Self { distance_m, travel_min: straight_line_min(distance_m) }
    }
}

/// One hospital of the answer.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hospital.
    pub beds: Arc<FacilityBeds>,
    /// Its pools that suit, in the order in which people ask for them.
    pub pools: Vec<FoundPool>,
    /// All suiting pools together.
    pub sum: PoolSum,
    /// What may be shown of that.
    pub figure: PublicFigure,
    /// How far it is; `None` when nobody knows its place, or nobody said from where.
    pub way: Option<Way>,
    /// How much the looker may see of its numbers.
    pub sight: Sight,
    /// Whether the payer reaches at least one of the pools without paying the difference; true when nobody said who pays.
    pub is_covered: bool,
    /// The best chance of its suiting pools. They are not multiplied: the pools of one hospital fill together.
    pub chance: Option<Chance>,
    key: OrderKey,
}

impl Found {
    /// Where it stands in the list.
    #[must_use]
    pub const fn order(&self) -> &OrderKey {
        &self.key
    }
}

/// The hospitals that could help, best first; after them those whose place nobody knows, in the same order among themselves.
///
/// A family is not sent past full hospitals to the end of the list while there is a bed behind them: first those are looked at
/// that may have a free bed, and only if these do not fill the list, the nearest of the others.
#[must_use]
pub fn find(picture: &BedPicture, rules: &Rules, search: &Search, eyes: Eyes<'_>, now: UtcMs) -> Vec<Found> {
    let mut found = Vec::with_capacity(search.limit.min(LIMIT_MAX));
    look_for(picture, rules, search, eyes, now, |looker, rows| found.extend(rows.iter().map(|chosen| looker.found(chosen))));
    found
}

/// The same, for who tells of each hospital in another way.
pub(crate) fn look_for(
    picture: &BedPicture,
    rules: &Rules,
    search: &Search,
    eyes: Eyes<'_>,
    now: UtcMs,
    mut tell: impl FnMut(&Looker<'_>, &[&Chosen<'_>]),
) {
    let looker = Looker::new(eyes, rules, &search.need, now);
    let limit = search.limit.clamp(1, LIMIT_MAX);
    let kinds = looker.wanted().kinds();
    let on_the_way = |(beds, distance_m)| (beds, Some(Way::straight(distance_m)));
    let mut near = Choice::new(&looker, limit);

    let maybe_free = picture.nearest_of(search.near, |glance| glance.may_be_free(&kinds, eyes)).map(on_the_way);
    near.look_at(maybe_free.take_while(|(_, way)| is_in_reach(*way)).take(LOOKED_AT_MAX));
    if !near.has_only_free() {
        let others = picture.nearest_of(search.near, |glance| glance.has.meets(&kinds)).map(on_the_way).take(LOOKED_AT_MAX);
        near.look_at_others(others);
    }
    let told = near.tell(&mut tell);
    if told < limit {
        let mut nowhere = Choice::new(&looker, limit - told);
        let suiting = picture.nowhere().filter(|beds| beds.is_hospital() && looker.could_help(beds));
        nowhere.look_at(suiting.take(LOOKED_AT_MAX).map(|beds| (beds, None)));
        nowhere.tell(&mut tell);
    }
}

fn is_in_reach(way: Option<Way>) -> bool {
    way.is_some_and(|way| way.travel_min <= REACH_MIN)
}

/// One hospital, seen with a need in mind.
#[must_use]
pub fn seen(beds: &Arc<FacilityBeds>, rules: &Rules, need: &Need, way: Option<Way>, eyes: Eyes<'_>, now: UtcMs) -> Found {
    let looker = Looker::new(eyes, rules, need, now);
    looker.found(&looker.chosen(beds, way))
}
