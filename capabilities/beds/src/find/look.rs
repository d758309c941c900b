//! Looking at one hospital with a need in mind: what of it suits, what may be shown, how good it is.

use std::sync::Arc;

use sigap_availability::{ChancePct, OrderKey, OwnClass, Payer, PoolSum, PublicFigure, Right, Rules, order_key, public_total};
use sigap_kernel::{Pool, UtcMs};
use sigap_registry::FacilityKind;

use super::{Chance, Found, FoundPool, Way};
use crate::eyes::{Eyes, Sight};
use crate::model::{Need, Situation, Wanted};
use crate::picture::{FacilityBeds, Sums, SumsNow};

/// With what eyes and what need one looks at hospitals.
pub(crate) struct Looker<'a> {
    eyes: Eyes<'a>,
    rules: &'a Rules,
    need: &'a Need,
    wanted: Wanted,
    now: UtcMs,
}

/// A hospital that was chosen for the answer.
pub(crate) struct Chosen<'b> {
    /// The hospital.
    pub(crate) beds: &'b Arc<FacilityBeds>,
    /// How far it is.
    pub(crate) way: Option<Way>,
    judged: Judged,
}

/// What decides where a hospital stands in the list: small, as a search judges twice as many as it tells.
#[derive(Clone, Copy)]
struct Judged {
    key: OrderKey,
    /// Whether the payer reaches at least one of them without paying the difference.
    is_covered: bool,
    /// How it stands with the class the payer is entitled to.
    own: Option<OwnClass>,
    sight: Sight,
    /// The best chance among the suiting pools, as far as the looker may see it.
    chance: Option<Chance>,
}

/// The suiting pools of a hospital that count for its place in the list.
struct Weighed<'s> {
    own: Option<OwnClass>,
    is_covered: bool,
    pools: Together<'s>,
}

/// Pools taken together. Most hospitals have one that suits, and it is only looked at.
#[derive(Default)]
struct Together<'s> {
    first: Option<&'s PoolSum>,
    all: Option<PoolSum>,
    /// The best of theirs.
    chance: Option<Chance>,
}

impl<'s> Together<'s> {
    fn add(&mut self, sum: &'s PoolSum, chance: Option<Chance>) {
        match self.sum() {
            None => self.first = Some(sum),
            Some(before) => self.all = Some(before.and(sum)),
        }
        self.chance = better(self.chance, chance);
    }

    fn sum(&self) -> Option<&PoolSum> {
        self.all.as_ref().or(self.first)
    }
}

impl<'a> Looker<'a> {
    /// Looks with a need in mind.
    pub(crate) fn new(eyes: Eyes<'a>, rules: &'a Rules, need: &'a Need, now: UtcMs) -> Self {
        Self { eyes, rules, need, wanted: need.wanted(), now }
    }

    /// What is looked for.
    pub(super) const fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// When one looks.
    pub(crate) const fn now(&self) -> UtcMs {
        self.now
    }

    /// One hospital, judged.
    pub(crate) fn chosen<'b>(&self, beds: &'b Arc<FacilityBeds>, way: Option<Way>) -> Chosen<'b> {
        Chosen { beds, way, judged: self.judge(beds, &beds.pools(self.rules, self.now), way) }
    }

    /// Whether a hospital has such beds; one whose wards nobody has told could have what its kind usually has, and stays in the list.
    pub(super) fn could_help(&self, beds: &FacilityBeds) -> bool {
        if beds.pool_kinds().is_empty() { usually_has(beds.facility.kind, self.need) } else { beds.has(&self.wanted) }
    }

    /// The sums of a chosen hospital.
    pub(crate) fn sums<'b>(&self, chosen: &Chosen<'b>) -> SumsNow<'b> {
        chosen.beds.pools(self.rules, self.now)
    }

    /// Reaches for the texts of these, all at once.
    pub(crate) fn reach_for_texts(&self, rows: &[&Chosen<'_>]) {
        FacilityBeds::reach_for_texts(rows.iter().map(|chosen| chosen.beds), &self.wanted);
    }

    /// The pools that suit, each with its place among the sums.
    pub(crate) fn suiting<'s>(&self, chosen: &Chosen<'s>, sums: &'s Sums) -> impl Iterator<Item = (usize, &'s Pool, &'s PoolSum)> {
        let suiting = chosen.beds.places_of(&self.wanted);
        suiting.filter_map(|place| sums.get(place).map(|(pool, sum)| (place, pool, sum)))
    }

    /// What may be shown of all suiting pools together.
    pub(crate) fn figure(&self, chosen: &Chosen<'_>, sums: &Sums) -> PublicFigure {
        let Judged { is_covered, own, sight, .. } = chosen.judged;
        let useful = self.suiting(chosen, sums).filter(|(_, pool, _)| is_open_to(self.right(own, pool)) || !is_covered);
        let mut useful = useful.map(|(_, _, sum)| sum).peekable();
        if !sight.is_seeing() || useful.peek().is_none() { PublicFigure::Silent } else { public_total(useful) }
    }

    pub(super) fn found(&self, chosen: &Chosen<'_>) -> Found {
        let Judged { key, is_covered, own, sight, chance } = chosen.judged;
        let sums = self.sums(chosen);
        let hidden = not_heard();
        let sum = *self.weigh(chosen.beds, &sums, sight, &hidden, chosen.way).pools.sum().unwrap_or(&hidden);
        let pools = self.suiting(chosen, &sums).map(|(place, pool, sum)| {
            let sum = if sight.is_seeing() { *sum } else { not_heard() };
            let chance = self.chance(chosen.beds, place, sight, chosen.way);
            FoundPool { pool: *pool, sum, figure: PublicFigure::of(&sum), right: self.right(own, pool), chance }
        });
        let (pools, figure) = (pools.collect(), self.figure(chosen, &sums));
        Found { beds: chosen.beds.clone(), sum, figure, way: chosen.way, sight, is_covered, chance, key, pools }
    }

    fn judge(&self, beds: &FacilityBeds, all: &Sums, way: Option<Way>) -> Judged {
        let sight = self.eyes.see(beds, self.now);
        let hidden = not_heard();
        let Weighed { own, is_covered, pools } = self.weigh(beds, all, sight, &hidden, way);
        let sum = pools.sum().unwrap_or(&hidden);
        // One without a way stands among its like as if all were equally far.
        let (chance, travel_min) = (pools.chance.map(|one| one.chance).or_else(|| ChancePct::of(sum)), way.map_or(0, |way| way.travel_min));
        Judged { key: order_key(&self.rules.rank, sum, chance, travel_min), is_covered, own, sight, chance: pools.chance }
    }

    /// Beds the payer has no right to do not make a hospital look better; where there are no others they count as what they are.
    /// Of a hospital whose numbers are not for this looker every pool counts as `hidden`.
    fn weigh<'s>(&self, beds: &FacilityBeds, all: &'s Sums, sight: Sight, hidden: &'s PoolSum, way: Option<Way>) -> Weighed<'s> {
        let shown = |place: usize| all.get(place).map(|(pool, sum)| (place, pool, if sight.is_seeing() { sum } else { hidden }));
        let suiting = || beds.places_of(&self.wanted).filter_map(shown);
        let own = self.need.payer.map(|payer| own_class(payer, suiting().map(|(_, pool, sum)| (pool, sum))));
        let (mut open, mut other) = (Together::default(), Together::default());
        for (place, pool, sum) in suiting() {
            let to = if is_open_to(self.right(own, pool)) { &mut open } else { &mut other };
            to.add(sum, self.chance(beds, place, sight, way));
        }
        let is_covered = open.first.is_some() || other.first.is_none();
        Weighed { own, is_covered, pools: if is_covered { open } else { other } }
    }

    /// The chance of a chosen hospital's pool.
    pub(crate) fn chance_of(&self, chosen: &Chosen<'_>, place: usize) -> Option<Chance> {
        self.chance(chosen.beds, place, chosen.judged.sight, chosen.way)
    }

    /// The chance of a pool for someone on this way. Staff see it first; residents once the office has switched it on for the pool.
    fn chance(&self, beds: &FacilityBeds, place: usize, sight: Sight, way: Option<Way>) -> Option<Chance> {
        let as_figures = matches!(self.eyes, Eyes::Staff { .. });
        let may_see = sight.is_seeing() && (as_figures || beds.tells_chance(place));
        let outlook = may_see.then(|| beds.outlook(place, self.rules, self.now)).flatten()?;
        let travel_min = way.map_or(0, |way| way.travel_min);
        let chance = ChancePct::new(outlook.chance_pct(travel_min));
        Some(Chance { chance, interval_pct: as_figures.then(|| outlook.interval_pct(travel_min)) })
    }

    fn right(&self, own: Option<OwnClass>, pool: &Pool) -> Option<Right> {
        let (payer, own) = self.need.payer.zip(own)?;
        Some(self.rules.rights.right(payer, pool.bed_type, pool.class, own))
    }
}

impl Chosen<'_> {
    /// Where it stands in the list.
    pub(crate) const fn order(&self) -> &OrderKey {
        &self.judged.key
    }

    /// Whether the payer reaches one of its suiting pools without paying the difference.
    pub(super) const fn is_covered(&self) -> bool {
        self.judged.is_covered
    }

    /// The best chance on arrival among its suiting pools, as far as the looker may see it.
    pub(crate) const fn chance(&self) -> Option<&Chance> {
        self.judged.chance.as_ref()
    }

    /// How much the looker may see of its numbers.
    pub(crate) const fn sight(&self) -> Sight {
        self.judged.sight
    }
}

/// The greater of two chances.
fn better(one: Option<Chance>, other: Option<Chance>) -> Option<Chance> {
    [one, other].into_iter().flatten().max_by_key(|chance| chance.chance)
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

/// A hospital that has told nobody anything.
pub(crate) fn not_heard() -> PoolSum {
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
