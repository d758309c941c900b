//! What the room quality asks of beds: how wards report, what anybody is shown of them, and where to try next.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_availability::chance::Checks;
use sigap_availability::{Counted, DEDUCTIONS, Line, PublicFigure, QualityRules, SmallPool, Standing, TermKind, WardQuality};
use sigap_beds::{Beds, CheckedNumbers, Eyes, Found, HoursCounted, Need, Search, WardBeds};
use sigap_kernel::{CareClass, FacilityId, Pool, UtcMs};
use sigap_quality::{Days, NextHospital, QualityRoom, Reporting, Shown, ShownPool, ShownState, WardFacts};
use sigap_store::{Db, StoreError};

/// Fewer free beds than this are *a few*, as on the finder.
const FREE_FROM: u32 = 3;

/// Answers the ports of the room quality with the live picture and the counters of `beds`.
pub(crate) struct OfBeds {
    pub(crate) beds: Beds,
}

/// Answers what beds asks of the room quality: what calls and verified cases found.
pub(super) struct Looks {
    pub(super) rules: QualityRules,
}

impl CheckedNumbers for Looks {
    fn checks<'a>(&'a self, db: &'a Db, now: UtcMs) -> BoxFuture<'a, Result<BTreeMap<FacilityId, Checks>, StoreError>> {
        sigap_quality::chance_checks(db, &self.rules, now).boxed()
    }
}

/// The room quality, asking beds.
pub(super) fn quality(beds: &Beds) -> QualityRoom {
    let asks = Arc::new(OfBeds { beds: beds.clone() });
    QualityRoom::new(beds.floor().clone(), beds.rules().quality, asks.clone(), asks)
}

impl Reporting for OfBeds {
    /// As the wards stand now, with the hours of these days in which their numbers counted; of a ward nobody looked at that is unknown.
    fn facts(&self, facility: FacilityId, days: Days) -> BoxFuture<'_, Result<Vec<WardFacts>, StoreError>> {
        async move {
            let picture = self.beds.picture();
            let Some(one) = picture.facility(facility) else { return Ok(Vec::new()) };
            let (db, now) = (self.beds.floor().db(), self.beds.floor().world().now());
            let moved = sigap_beds::last_moved(db, facility).await?;
            let hours = sigap_beds::hours_counted(db, facility, one.facility.zone, days.from, days.to).await?;
            let facts = |ward: &WardBeds| {
                let mut facts = self.ward_facts(ward, moved.get(&ward.ward.id).copied(), now);
                facts.quality.counted = hours.get(&ward.ward.id).map(counted);
                facts
            };
            Ok(one.wards.iter().filter(|ward| ward.ward.active).map(facts).collect())
        }
        .boxed()
    }
}

impl OfBeds {
    fn ward_facts(&self, ward: &WardBeds, moved_at: Option<UtcMs>, now: UtcMs) -> WardFacts {
        let standing = ward.standing(self.beds.rules(), now);
        // Of a ward that fell silent nobody knows whether its number still stands: it stood until the last report.
        let still_h = moved_at.zip(standing.taken_at).map(|(moved, taken)| u32::try_from(taken.age_s(moved) / 3_600).unwrap_or(u32::MAX));
        let free = ward.observation.as_ref().and_then(|seen| seen.free);
        let is_all_free = free.is_some() && free == standing.capacity;
        let differs = ward.observation.as_ref().and_then(|seen| {
            let mut others = ward.said.iter().filter(|said| said.observation.source != seen.source).peekable();
            others.peek().is_some().then(|| others.any(|said| said.differs_from(seen)))
        });
        let quality = WardQuality {
            counted: None,
            counts_now: standing.freshness.counts(),
            tells_free: free.is_some(),
            beds: standing.capacity,
            deductions_told: deductions_told(&standing),
            contradicts: !standing.contradictions.is_empty(),
            differs,
            unmoved_h: still_h,
            all_free_h: still_h.map(|hours| if is_all_free { hours } else { 0 }),
        };
        WardFacts { ward: ward.ward.id, name: ward.ward.name.clone(), quality }
    }

    fn found(&self, facility: FacilityId) -> Option<Found> {
        let one = self.beds.picture().facility(facility).cloned()?;
        let now = self.beds.floor().world().now();
        Some(sigap_beds::seen(&one, self.beds.rules(), &Need::ANY, None, Eyes::public(self.beds.floor()), now))
    }
}

/// Hours as minutes: the number is looked at once an hour.
const fn counted(hours: &HoursCounted) -> Counted {
    Counted { counted_min: hours.counted * 60, looked_at_min: hours.looked_at * 60 }
}

/// Kinds of deduction of which is known what became of them.
fn deductions_told(standing: &Standing) -> u32 {
    let explained = &standing.explained;
    let lines = [explained.cleaning, explained.blocked, explained.reserved, explained.waiting_in_igd];
    const { assert!(TermKind::ALL.len() == DEDUCTIONS as usize) };
    lines.iter().fold(0, |told, line| told + u32::from(*line != Line::Unknown))
}

const fn state(figure: &PublicFigure) -> ShownState {
    match figure {
        PublicFigure::Number { free: 0, .. } | PublicFigure::Word(SmallPool::None) => ShownState::Full,
        PublicFigure::Number { free: FREE_FROM.., .. } => ShownState::Free,
        PublicFigure::Number { .. } | PublicFigure::Word(SmallPool::Some) => ShownState::Few,
        PublicFigure::Unknown => ShownState::Unknown,
        PublicFigure::Old => ShownState::Old,
        PublicFigure::Silent => ShownState::Silent,
    }
}

impl Shown for OfBeds {
    fn shown(&self, facility: FacilityId) -> BoxFuture<'_, Vec<ShownPool>> {
        let found = self.found(facility);
        let pools = found.into_iter().flat_map(|found| found.pools).map(|one| ShownPool {
            pool: one.pool,
            state: state(&one.figure),
            free: one.sum.free_to_promise(),
            beds: one.sum.of_how_many(),
            taken_at: one.sum.oldest_counted_at,
        });
        std::future::ready(pools.collect()).boxed()
    }

    fn next(&self, from: FacilityId, pool: Option<Pool>, most: usize) -> BoxFuture<'_, Vec<NextHospital>> {
        let (picture, floor) = (self.beds.picture(), self.beds.floor());
        let place = picture.facility(from).and_then(|one| one.facility.place);
        let bed_types = pool.map(|pool| pool.bed_type).into_iter().collect();
        let classes = pool.map(|pool| pool.class).filter(|class| *class != CareClass::None).into_iter().collect();
        let need = Need { bed_types, classes, ..Need::ANY };
        let search = Search { need, near: place.unwrap_or(floor.settings().centre), limit: most.saturating_add(1) };
        let found = sigap_beds::find(&picture, self.beds.rules(), &search, Eyes::public(floor), floor.world().now());
        let others = found.into_iter().filter(|one| one.beds.facility.id != from).take(most);
        let next = others.map(|one| NextHospital {
            facility: one.beds.facility.id,
            state: state(&one.figure),
            free: one.sum.free_to_promise(),
            travel_min: one.way.filter(|_| place.is_some()).map(|way| way.travel_min),
        });
        std::future::ready(next.collect()).boxed()
    }
}
