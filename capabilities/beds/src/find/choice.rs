//! Choosing the rows of an answer among hospitals that come nearest first.

use std::sync::Arc;

use sigap_availability::{Band, OrderKey};
use sigap_kernel::FacilityId;

use super::look::{Chosen, Looker};
use super::{Way, is_in_reach};
use crate::picture::FacilityBeds;

/// Candidates looked at for each one shown, at least: the nearest are not always the best, but the best are never far behind.
const CANDIDATES_PER_ROW: usize = 2;
/// Candidates looked at for however few that are shown.
const CANDIDATES_MIN: usize = 20;
/// Hospitals whose memory is reached for together.
const REACHED_AT_ONCE: usize = 20;

/// A hospital somebody may be sent to, with the way there.
type Candidate<'b> = (&'b Arc<FacilityBeds>, Option<Way>);

/// The best so far of those that were looked at.
pub(super) struct Choice<'a, 'b> {
    looker: &'a Looker<'a>,
    limit: usize,
    seen: Vec<Chosen<'b>>,
    /// Places in `seen`.
    kept: Vec<(Rank, usize)>,
    /// Which of the kept is the worst, once every row is taken.
    worst: usize,
}

impl<'a, 'b> Choice<'a, 'b> {
    pub(super) fn new(looker: &'a Looker<'a>, limit: usize) -> Self {
        Self { looker, limit, seen: Vec::with_capacity(limit * CANDIDATES_PER_ROW), kept: Vec::with_capacity(limit), worst: 0 }
    }

    /// Looks at these, which come nearest first, until nothing farther away can be better than what was found, or so many were
    /// seen that every row has a free bed.
    pub(super) fn look_at(&mut self, mut candidates: impl Iterator<Item = Candidate<'b>>) {
        let mut next = Vec::with_capacity(REACHED_AT_ONCE);
        loop {
            next.clear();
            next.extend(candidates.by_ref().take(REACHED_AT_ONCE));
            // What lies far apart in memory is reached for together; one after the other, each would be waited for.
            FacilityBeds::reach_for(next.iter().map(|(beds, _): &Candidate<'b>| *beds), self.looker.wanted());
            for &one in next.iter().filter(|(beds, _)| self.looker.could_help(beds)) {
                if self.is_settled(one.1) {
                    return;
                }
                self.offer(one);
            }
            if next.len() < REACHED_AT_ONCE {
                return;
            }
        }
    }

    /// Looks at the nearest of these that were not seen before.
    pub(super) fn look_at_others(&mut self, candidates: impl Iterator<Item = Candidate<'b>>) {
        let before = self.seen.len();
        for one in candidates.filter(|(beds, _)| self.looker.could_help(beds)) {
            if self.seen.len() - before == self.enough() {
                break;
            }
            if !self.seen.iter().take(before).any(|seen| Arc::ptr_eq(seen.beds, one.0)) {
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
        self.kept.get(self.worst).map(|(rank, _)| rank).filter(|_| self.kept.len() == self.limit)
    }

    pub(super) fn has_only_free(&self) -> bool {
        self.worst().is_some_and(Rank::is_free)
    }

    fn offer(&mut self, (beds, way): Candidate<'b>) {
        let chosen = self.looker.chosen(beds, way);
        let is_far = way.is_some() && !is_in_reach(way);
        let rank = Rank { is_uncovered: !chosen.is_covered(), is_far, key: *chosen.order(), id: beds.id() };
        let place = self.seen.len();
        self.seen.push(chosen);
        if self.kept.len() < self.limit {
            self.kept.push((rank, place));
        } else if let Some(worst) = self.kept.get_mut(self.worst).filter(|worst| rank < worst.0) {
            *worst = (rank, place);
        } else {
            return;
        }
        if self.kept.len() == self.limit {
            self.worst = self.kept.iter().enumerate().max_by_key(|(_, (rank, _))| rank).map_or(0, |(at, _)| at);
        }
    }

    /// Tells the rows, best first; gives how many.
    pub(super) fn tell(mut self, tell: &mut impl FnMut(&Looker<'_>, &[&Chosen<'_>])) -> usize {
        self.kept.sort_unstable();
        let rows: Vec<&Chosen<'_>> = self.kept.iter().filter_map(|(_, at)| self.seen.get(*at)).collect();
        tell(self.looker, &rows);
        rows.len()
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
