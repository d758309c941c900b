//! One hospital of the list, in words: everything a row says, nothing it must not.

use sigap_availability::{Payer, PublicFigure, Right, SmallPool};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_web::Words;

use crate::eyes::Sight;
use crate::find::{Found, FoundPool};
use crate::words::{Call, Said, Shown};

/// A row.
pub(crate) struct Row {
    pub(crate) id: FacilityId,
    pub(crate) name: String,
    /// `14 mnt` and `6,2 km`; `None` when nobody knows its place.
    pub(crate) way: Option<(String, String)>,
    /// `Kec. Pelabuhan`; may be empty.
    pub(crate) district: String,
    pub(crate) shown: Shown,
    /// Who reported, the kinds of bed it is about, and that they are covered where nothing more is to be said.
    pub(crate) facts: String,
    pub(crate) call: Option<Call>,
    /// Sentences below.
    pub(crate) notes: Vec<String>,
}

impl Row {
    /// The row of a hospital.
    pub(crate) fn of(found: &Found, payer: Option<Payer>, said: Said, now: UtcMs) -> Self {
        let facility = &found.beds.facility;
        let mut shown = said.shown(&found.figure, &found.sum, facility.zone, now);
        if let Some(chance) = &found.chance {
            said.tell_chance(&mut shown, chance);
        }
        if found.sight == Sight::Hidden {
            shown.sentence = said.words().s("state-closed");
        }
        let call = said.best_call(facility, now);
        let right = payer.and_then(|payer| right_told(found, payer, said));
        let (covered, right) = match right {
            Some(Told::Covered(words)) => (Some(words), None),
            Some(Told::Note(words)) => (None, Some(words)),
            None => (None, None),
        };
        let kinds = said.kinds(told_of(found).map(|one| &one.pool));
        let facts = [shown.sources.clone(), kinds, covered.unwrap_or_default()];
        let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
        let inside = (found.sight == Sight::Inside).then(|| said.words().s(crate::eyes::inside_key(facility)));
        let notes = [inside, right, left_out(found, said.words()), call.as_ref().and_then(no_answer)];
        Self {
            id: facility.id,
            name: facility.name.clone(),
            way: found.way.map(|way| (said.minutes(way.travel_min), said.distance(way.distance_m))),
            district: said.district(facility),
            shown,
            facts,
            call,
            notes: notes.into_iter().flatten().collect(),
        }
    }
}

/// The pools the figure is about: those with a number, otherwise all that suit.
fn told_of(found: &Found) -> impl Iterator<Item = &FoundPool> {
    let numbers = matches!(found.figure, PublicFigure::Number { .. });
    found.pools.iter().filter(move |one| {
        let open = !matches!(one.right, Some(Right::NotCovered | Right::PaysDifference)) || !found.is_covered;
        open && (!numbers || matches!(one.figure, PublicFigure::Number { .. }))
    })
}

/// How good a right is; the least is the best.
const fn rank(right: Right) -> u8 {
    match right {
        Right::Covered => 0,
        Right::Below => 1,
        Right::OneUp { .. } => 2,
        Right::OneUpIfFull { .. } => 3,
        Right::ByPolicy | Right::OwnCost => 4,
        Right::PaysDifference => 5,
        Right::Unknown => 6,
        Right::NotCovered => 7,
    }
}

const fn has_free(figure: &PublicFigure) -> bool {
    matches!(figure, PublicFigure::Number { free: 1.., .. } | PublicFigure::Word(SmallPool::Some))
}

/// A right in words: short beside the kinds, or a sentence of its own.
enum Told {
    Covered(String),
    Note(String),
}

/// The best right among the pools with a free bed, otherwise among all. Who pays alone is told once above the list, and where
/// nobody has told a number there is nothing to be entitled to yet.
fn right_told(found: &Found, payer: Payer, said: Said) -> Option<Told> {
    let counted = matches!(found.figure, PublicFigure::Number { .. } | PublicFigure::Word(_));
    if matches!(payer, Payer::SelfPay | Payer::Insurance) || (!counted && found.is_covered) {
        return None;
    }
    let any_free = found.pools.iter().any(|one| has_free(&one.figure));
    let looked_at = || found.pools.iter().filter(|one| !any_free || has_free(&one.figure));
    let best = looked_at().filter_map(|one| one.right).min_by_key(|right| rank(*right))?;
    if best == Right::Covered {
        return Some(Told::Covered(said.words().s("right-covered-short")));
    }
    let kinds = said.kinds(looked_at().filter(|one| one.right == Some(best)).map(|one| &one.pool));
    Some(Told::Note(format!("{kinds}: {}", said.right(best, payer))))
}

/// That wards are missing from the number.
fn left_out(found: &Found, w: Words) -> Option<String> {
    let left_out = found.sum.wards_excluded();
    (found.sum.wards_counted > 0 && left_out > 0).then(|| w.a1("note-left-out", "n", left_out))
}

/// That nobody picks up now: on a phone the row has room for an icon alone.
fn no_answer(call: &Call) -> Option<String> {
    (!call.answers_now && call.hours_known).then(|| format!("{}: {}", call.number, call.hours))
}
