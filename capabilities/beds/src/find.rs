//! Searching the picture: who could help, in the order in which one would go there oneself. Pure.

use std::collections::BinaryHeap;
use std::sync::Arc;

use sigap_availability::{Band, OrderKey, OwnClass, Payer, PoolSum, PublicFigure, Right, Rules, order_key, public_total};
use sigap_kernel::{BedType, CareClass, FacilityId, Isolation, Pool, UtcMs, straight_line_min};
use sigap_registry::FacilityKind;

use crate::eyes::{Eyes, Sight};
use crate::model::{LIMIT_MAX, Need, Search, Situation, Wanted};
use crate::picture::{BedPicture, FacilityBeds, Sums};

/// Candidates looked at for each one shown, at least: the nearest are not always the best, but the best are never far behind.
const CANDIDATES_PER_ROW: usize = 2;
/// Candidates looked at for however few that are shown.
const CANDIDATES_MIN: usize = 20;
/// Hospitals looked at, at most.
const LOOKED_AT_MAX: usize = 400;
/// Minutes on the way beyond which a hospital stands behind all nearer ones, whatever it has free: nobody sets out that far
/// without having asked at home.
pub(crate) const REACH_MIN: u32 = 360;

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
    /// Its place among the hospital's sums.
    pub(crate) place: usize,
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
    /// The sums it was found with.
    pub(crate) sums: Arc<Sums>,
    key: OrderKey,
}

impl Found {
    /// Where it stands in the list.
    #[must_use]
    pub const fn order(&self) -> &OrderKey {
        &self.key
    }
}

/// With what eyes one looks at hospitals.
struct Looker<'a> {
    eyes: Eyes<'a>,
    rules: &'a Rules,
    need: &'a Need,
    wanted: Wanted,
    now: UtcMs,
}

/// The hospitals that could help, best first; after them those whose place nobody knows, in the same order among themselves.
///
/// A family is not sent past full hospitals to the end of the list while there is a bed behind them: first those are looked at
/// that may have a free bed, and only if these do not fill the list, the nearest of the others.
#[must_use]
pub fn find(picture: &BedPicture, rules: &Rules, search: &Search, eyes: Eyes<'_>, now: UtcMs) -> Vec<Found> {
    let looker = Looker { eyes, rules, need: &search.need, wanted: search.need.wanted(), now };
    let limit = search.limit.clamp(1, LIMIT_MAX);
    let kinds = looker.wanted.kinds();
    let on_the_way = |(beds, distance_m)| (beds, Some(Way::straight(distance_m)));
    let mut near = Choice::new(&looker, limit);

    let maybe_free = picture.nearest_of(search.near, |glance| glance.may_be_free.meets(&kinds)).map(on_the_way);
    near.look_at(maybe_free.take_while(|(_, way)| is_in_reach(*way)).take(LOOKED_AT_MAX));
    if !near.has_only_free() {
        let others = picture.nearest_of(search.near, |glance| glance.has.meets(&kinds)).map(on_the_way).take(LOOKED_AT_MAX);
        near.look_at_others(others);
    }
    let mut found = near.shown();
    let room = limit - found.len();
    if room > 0 {
        let mut nowhere = Choice::new(&looker, room);
        nowhere.look_at(
            picture.nowhere().filter(|beds| beds.is_hospital() && looker.could_help(beds)).take(LOOKED_AT_MAX).map(|beds| (beds, None)),
        );
        found.extend(nowhere.shown());
    }
    found
}

fn is_in_reach(way: Option<Way>) -> bool {
    way.is_some_and(|way| way.travel_min <= REACH_MIN)
}

/// One hospital, seen with a need in mind.
#[must_use]
pub fn seen(beds: &Arc<FacilityBeds>, rules: &Rules, need: &Need, way: Option<Way>, eyes: Eyes<'_>, now: UtcMs) -> Found {
    Looker { eyes, rules, need, wanted: need.wanted(), now }.seen(beds, way)
}

impl Looker<'_> {
    /// Whether a hospital has such beds; one whose wards nobody has told could have what its kind usually has, and stays in the list.
    fn could_help(&self, beds: &FacilityBeds) -> bool {
        if beds.pool_kinds().is_empty() { usually_has(beds.facility.kind, self.need) } else { beds.has(&self.wanted) }
    }

    fn seen(&self, beds: &Arc<FacilityBeds>, way: Option<Way>) -> Found {
        let (sight, all) = (self.eyes.see(beds, self.now), beds.pools(self.rules, self.now));
        let Judged { sum, is_covered, own } = self.judge(beds, &all);
        let suiting = beds.places_of(&self.wanted).filter_map(|place| Some((place, all.get(place)?)));
        let mut pools: Vec<FoundPool> = suiting
            .map(|(place, (pool, sum))| {
                let sum = if sight.is_seeing() { *sum } else { not_heard() };
                FoundPool { pool: *pool, sum, figure: PublicFigure::of(&sum), right: self.right(own, pool), place }
            })
            .collect();
        pools.sort_by_key(|one| as_asked(&one.pool));
        let useful = pools.iter().filter(|one| is_open_to(one.right) || !is_covered);
        let figure = if pools.is_empty() { PublicFigure::Silent } else { public_total(useful.map(|one| &one.sum)) };
        let key = place_in_list(self.rules, &sum, way);
        Found { beds: beds.clone(), sum, figure, way, sight, is_covered, sums: all, key, pools }
    }

    /// Beds the payer has no right to do not make a hospital look better; where there are no others they count as what they are.
    fn judge(&self, beds: &FacilityBeds, all: &Sums) -> Judged {
        let (is_seeing, hidden) = (self.eyes.see(beds, self.now).is_seeing(), not_heard());
        let shown = |place: usize| all.get(place).map(|(pool, sum)| (pool, if is_seeing { sum } else { &hidden }));
        let suiting = || beds.places_of(&self.wanted).filter_map(shown);
        let own = self.need.payer.map(|payer| own_class(payer, suiting()));
        let (mut open, mut other) = (None::<PoolSum>, None::<PoolSum>);
        for (pool, sum) in suiting() {
            let to = if is_open_to(self.right(own, pool)) { &mut open } else { &mut other };
            *to = Some(to.map_or(*sum, |all| all.and(sum)));
        }
        let is_covered = open.is_some() || other.is_none();
        Judged { sum: open.or(other).unwrap_or(hidden), is_covered, own }
    }

    fn right(&self, own: Option<OwnClass>, pool: &Pool) -> Option<Right> {
        let (payer, own) = self.need.payer.zip(own)?;
        Some(self.rules.rights.right(payer, pool.bed_type, pool.class, own))
    }
}

/// A hospital somebody may be sent to, with the way there.
type Candidate<'b> = (&'b Arc<FacilityBeds>, Option<Way>);

/// The best so far of those that were looked at.
struct Choice<'a, 'b> {
    looker: &'a Looker<'a>,
    limit: usize,
    seen: Vec<Candidate<'b>>,
    /// Places in `seen`, the worst on top.
    kept: BinaryHeap<(Rank, usize)>,
}

impl<'a, 'b> Choice<'a, 'b> {
    fn new(looker: &'a Looker<'a>, limit: usize) -> Self {
        Self { looker, limit, seen: Vec::with_capacity(limit * CANDIDATES_PER_ROW), kept: BinaryHeap::with_capacity(limit + 1) }
    }

    /// Looks at these, which come nearest first, until nothing farther away can be better than what was found, or so many were
    /// seen that every row has a free bed.
    fn look_at(&mut self, candidates: impl Iterator<Item = Candidate<'b>>) {
        for one in candidates.filter(|(beds, _)| self.looker.could_help(beds)) {
            if self.is_settled(one.1) {
                break;
            }
            self.offer(one);
        }
    }

    /// Looks at the nearest of these that were not seen before.
    fn look_at_others(&mut self, candidates: impl Iterator<Item = Candidate<'b>>) {
        let before = self.seen.len();
        for one in candidates.filter(|(beds, _)| self.looker.could_help(beds)) {
            if self.seen.len() - before == self.enough() {
                break;
            }
            if !self.seen.iter().take(before).any(|(beds, _)| Arc::ptr_eq(beds, one.0)) {
                self.offer(one);
            }
        }
    }

    fn is_settled(&self, way: Option<Way>) -> bool {
        let are_best = |worst: &Rank| way.is_some_and(|way| worst.standing() < (false, false, OrderKey::best_at(way.travel_min)));
        let are_enough = self.seen.len() >= self.enough() && self.has_only_free();
        are_enough || self.worst().is_some_and(are_best)
    }

    fn enough(&self) -> usize {
        (self.limit * CANDIDATES_PER_ROW).max(CANDIDATES_MIN)
    }

    /// The worst of the rows, once every row is taken.
    fn worst(&self) -> Option<&Rank> {
        self.kept.peek().map(|(rank, _)| rank).filter(|_| self.kept.len() == self.limit)
    }

    fn has_only_free(&self) -> bool {
        self.worst().is_some_and(Rank::is_free)
    }

    fn offer(&mut self, (beds, way): Candidate<'b>) {
        let Looker { rules, now, .. } = *self.looker;
        let judged = self.looker.judge(beds, &beds.glance(rules, now));
        let key = place_in_list(rules, &judged.sum, way);
        let is_far = way.is_some() && !is_in_reach(way);
        self.kept.push((Rank { is_uncovered: !judged.is_covered, is_far, key, id: beds.facility.id }, self.seen.len()));
        self.seen.push((beds, way));
        if self.kept.len() > self.limit {
            self.kept.pop();
        }
    }

    /// The rows, best first.
    fn shown(self) -> Vec<Found> {
        let order = self.kept.into_sorted_vec();
        order.into_iter().filter_map(|(_, at)| self.seen.get(at)).map(|&(beds, way)| self.looker.seen(beds, way)).collect()
    }
}

/// Where a hospital stands among others: what the payer reaches first, then what a car reaches in hours, then the engine's order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_uncovered: bool,
    is_far: bool,
    key: OrderKey,
    id: FacilityId,
}

impl Rank {
    /// A free bed that the payer reaches, in both ways.
    fn is_free(&self) -> bool {
        !self.is_uncovered && !self.is_far && self.key.band() == Band::Free
    }

    const fn standing(&self) -> (bool, bool, OrderKey) {
        (self.is_uncovered, self.is_far, self.key)
    }
}

/// What decides where a hospital stands in the list.
struct Judged {
    /// The suiting pools together.
    sum: PoolSum,
    /// Whether the payer reaches at least one of them without paying the difference.
    is_covered: bool,
    /// How it stands with the class the payer is entitled to.
    own: Option<OwnClass>,
}

/// Where a hospital stands; one without a way stands among its like as if all were equally far.
fn place_in_list(rules: &Rules, sum: &PoolSum, way: Option<Way>) -> OrderKey {
    order_key(&rules.rank, sum, way.map_or(0, |way| way.travel_min))
}

fn usually_has(kind: FacilityKind, need: &Need) -> bool {
    use Situation as S;
    let anything = need.situation.is_none() && need.bed_types.is_empty();
    match kind {
        FacilityKind::Hospital => need.situation != Some(S::Mind),
        FacilityKind::MotherChildHospital => {
            anything || matches!(need.situation, Some(S::Child | S::Birth | S::Newborn | S::IntensiveChild))
        }
        FacilityKind::PsychiatricHospital => anything || need.situation == Some(S::Mind),
        _ => anything,
    }
}

/// The order in which people ask for kinds of bed: ordinary rooms first, and of those the class that most are entitled to.
const fn as_asked(pool: &Pool) -> (BedType, Isolation, std::cmp::Reverse<CareClass>, Pool) {
    (pool.bed_type, pool.isolation, std::cmp::Reverse(pool.class), *pool)
}

/// A hospital that has told nobody anything.
fn not_heard() -> PoolSum {
    PoolSum { wards_silent: 1, ..PoolSum::default() }
}

/// Whether a payer lies there without paying what others would not.
const fn is_open_to(right: Option<Right>) -> bool {
    !matches!(right, Some(Right::NotCovered | Right::PaysDifference))
}

fn own_class<'a>(payer: Payer, pools: impl Iterator<Item = (&'a Pool, &'a PoolSum)>) -> OwnClass {
    let own = pools.filter(|(pool, _)| payer.own_classes().contains(&pool.class));
    OwnClass::of(&own.fold(PoolSum::default(), |all, (_, sum)| all.and(sum)))
}

/// Reads a care class as people and systems write it: `2`, `KL2`, `kelas 2`, `II`.
#[must_use]
pub(crate) fn read_class(text: &str) -> Option<CareClass> {
    let text = text.trim().to_ascii_lowercase().replace(['_', '-', ' '], "");
    let bare = text.strip_prefix("kelas").or_else(|| text.strip_prefix("class")).or_else(|| text.strip_prefix("kl")).unwrap_or(&text);
    match bare {
        "i" => Some(CareClass::One),
        "ii" => Some(CareClass::Two),
        "iii" => Some(CareClass::Three),
        "vvp" => Some(CareClass::Vvip),
        "utm" => Some(CareClass::Utama),
        "non" | "nonkelas" => Some(CareClass::None),
        code => code.parse().ok(),
    }
}

/// Reads a kind of bed: Sigap's code, or the code national systems use.
#[must_use]
pub(crate) fn read_type(text: &str) -> Option<BedType> {
    let text = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    match text.as_str() {
        "rawat_inap" | "umum" | "ranap" => Some(BedType::General),
        "icc" | "icvcu" => Some(BedType::Iccu),
        "nic" => Some(BedType::Nicu),
        "pic" => Some(BedType::Picu),
        "sal" | "vk" | "bersalin" => Some(BedType::Delivery),
        "igd" | "ugd" => Some(BedType::Emergency),
        "perinatologi" => Some(BedType::Perinatology),
        "jiwa" => Some(BedType::Psychiatric),
        code => code.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_types_are_read_as_people_write_them() {
        for (text, class) in [
            ("2", CareClass::Two),
            ("KL2", CareClass::Two),
            ("Kelas II", CareClass::Two),
            ("VIP", CareClass::Vip),
            ("kris", CareClass::Kris),
        ] {
            assert_eq!(read_class(text), Some(class), "{text}");
        }
        assert_eq!(read_class("9"), None);
        for (text, bed_type) in
            [("ICU", BedType::Icu), ("icu-vent", BedType::IcuVentilator), ("NIC", BedType::Nicu), ("general", BedType::General)]
        {
            assert_eq!(read_type(text), Some(bed_type), "{text}");
        }
        assert_eq!(read_type("sofa"), None);
    }
}
