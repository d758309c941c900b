//! Each hour every pool is forecast, and the forecast before it is held against what the hospital reported since.

use std::collections::HashMap;

use sigap_availability::chance::{CalibrationRules, Outlook, Reliability};
use sigap_kernel::{Ctx, FacilityId, Pool, UtcMs};
use sigap_store::{Lane, Query, StoreError, Subject};

use super::store;
use crate::Beds;
use crate::picture::FacilityBeds;

/// A report so soon after a forecast says nothing that was not known.
const SCORED_FROM_MIN: i64 = 5;
/// A report so long after a forecast is beyond its horizons.
const SCORED_UNTIL_MIN: i64 = 180;
/// What an hour leaves of the weight of all earlier scores: half in eight weeks.
const KEPT_EACH_HOUR: f64 = 0.9995;
/// Hospitals whose pools are read and written in one go.
const HOSPITALS_AT_ONCE: usize = 100;

/// The chances of one forecast at the engine's horizons.
pub(crate) type Forecast = [u8; sigap_availability::chance::HORIZONS_MIN.len()];

/// What is known of a pool's chance.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) facility: FacilityId,
    pub(crate) pool: Pool,
    pub(crate) version: i64,
    /// What was last said.
    pub(crate) said: Option<Forecast>,
    pub(crate) said_at: Option<UtcMs>,
    /// How forecasts came true.
    pub(crate) scored: Reliability,
    /// Whether the office lets residents see it.
    pub(crate) is_on: bool,
}

impl Told {
    pub(super) fn new(facility: FacilityId, pool: Pool) -> Self {
        Self { facility, pool, version: 1, said: None, said_at: None, scored: Reliability::default(), is_on: false }
    }

    /// Whether residents see it: the office has switched it on, and it is calibrated now.
    pub(crate) fn is_public(&self, rules: &CalibrationRules) -> bool {
        self.is_on && self.scored.is_calibrated(rules)
    }

    /// Holds the last forecast against the newest report, and puts the next one in its place.
    fn after(mut self, heard: Option<(UtcMs, bool)>, next: Option<&Outlook>, now: UtcMs) -> Self {
        self.scored = self.scored.faded(KEPT_EACH_HOUR);
        if let (Some(said), Some(said_at), Some((taken_at, was_free))) = (self.said, self.said_at, heard) {
            let later_min = taken_at.age_s(said_at).div_euclid(60);
            if (SCORED_FROM_MIN..=SCORED_UNTIL_MIN).contains(&later_min) {
                let chance = Outlook::of_curves([said; 3]).chance_pct(u32::try_from(later_min).unwrap_or(0));
                self.scored.add(f64::from(chance) / 100.0, was_free);
            }
        }
        self.said = next.map(|outlook| *outlook.curve());
        self.said_at = next.map(|_| now);
        self
    }
}

/// Kinds of bed whose chance has proven itself and which the office has not switched on.
///
/// # Errors
/// What the database says.
pub async fn chances_to_show(q: &impl Query, rules: &CalibrationRules) -> Result<usize, StoreError> {
    Ok(store::switched_off(q).await?.iter().filter(|told| told.scored.is_calibrated(rules)).count())
}

/// Scores the forecasts of the hour that is over and makes the next ones, some hospitals at a time.
pub(crate) async fn score(beds: &Beds, ctx: &Ctx) -> Result<(), StoreError> {
    let picture = beds.picture();
    for some in picture.all().chunks(HOSPITALS_AT_ONCE) {
        let ids: Vec<FacilityId> = some.iter().map(|hospital| hospital.id()).collect();
        let told = store::told_of_all(beds.floor().db(), &ids).await?;
        let mut told: HashMap<(FacilityId, Pool), Told> = told.into_iter().map(|one| ((one.facility, one.pool), one)).collect();
        let (mut rows, mut turned) = (Vec::new(), Vec::new());
        for hospital in some {
            for (place, pool) in hospital.pool_kinds().iter().enumerate() {
                let Some(after) = scored(beds, ctx, hospital, place, told.remove(&(hospital.id(), *pool)), &mut turned) else { continue };
                rows.push(after);
            }
        }
        write(beds, ctx, &rows, &turned).await?;
    }
    Ok(())
}

/// A pool's chance after this hour; `None` where nothing was ever said. Hospitals of which residents see another set of chances from now on
/// go to `turned`.
fn scored(
    beds: &Beds,
    ctx: &Ctx,
    hospital: &FacilityBeds,
    place: usize,
    there: Option<Told>,
    turned: &mut Vec<FacilityId>,
) -> Option<Told> {
    let rules = &beds.rules().chance.calibration;
    let pool = hospital.pool_kinds().get(place)?;
    let next = hospital.outlook(place, beds.rules(), ctx.now());
    if there.is_none() && next.is_none() {
        return None;
    }
    let before = there.unwrap_or_else(|| Told::new(hospital.id(), *pool));
    let was_public = before.is_public(rules);
    let after = before.after(heard(beds, hospital, place, ctx.now()), next.as_ref(), ctx.now());
    if after.is_public(rules) != was_public {
        turned.push(hospital.id());
    }
    Some(after)
}

async fn write(beds: &Beds, ctx: &Ctx, rows: &[Told], turned: &[FacilityId]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let write = beds.floor().db().write_in(ctx, Lane::Bulk, |tx| async move {
        store::put_told(&tx, rows).await?;
        tx.confirm(Subject::new("bed_chance", "all"));
        for facility in turned {
            tx.confirm(Subject::new("bed_told", facility));
        }
        Ok::<_, StoreError>(())
    });
    write.await
}

/// When a pool's number was taken, and whether a bed was free; `None` when it does not count.
fn heard(beds: &Beds, hospital: &FacilityBeds, place: usize, now: UtcMs) -> Option<(UtcMs, bool)> {
    let sums = hospital.pools(beds.rules(), now);
    let (_, sum) = sums.get(place)?;
    Some((sum.oldest_counted_at?, sum.free_to_promise()? > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_is_held_against_the_report_that_came_after_it() {
        let id = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let now = UtcMs(1_790_000_000_000);
        let told = Told { said: Some([90; 8]), said_at: Some(now), ..Told::new(id, Pool::of_type(sigap_kernel::BedType::Icu)) };
        let table = [(Some((40, true)), 1.0), (Some((2, true)), 0.0), (Some((-30, false)), 0.0), (Some((200, true)), 0.0), (None, 0.0)];
        for (heard, scored) in table {
            let heard = heard.map(|(min, free)| (now.plus_min(min), free));
            let after = told.clone().after(heard, None, now.plus_min(60));
            assert_eq!(after.scored.scored(), scored, "{heard:?}");
            assert_eq!((after.said, after.said_at), (None, None));
        }
    }
}
