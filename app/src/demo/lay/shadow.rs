//! Two weeks of comparisons of the hospital in shadow, so that a visitor of the demo sees what the office sees: an invented old system that
//! agrees mostly, and sometimes not.

use std::collections::HashMap;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_kernel::{FacilityId, Pool, UtcMs, WardId, Zone};
use sigap_registry::{Stage, Ward};
use sigap_shadow::{Book, Figure, Had, OtherBooks, OwnBook, ShadowError, ShadowRoom, ShadowRules, kind_of};
use sigap_store::{Db, StoreError};
use sigap_web::{Floor, Settings};

use super::layer;
use super::quality::past;
use crate::command::Failure;
use crate::demo::city::City;
use crate::demo::dice::Dice;
use crate::deployment::App;

/// Since when it is in shadow.
const DAYS: i64 = 16;
/// Days of comparisons, and hours before now between the two of a day.
const COMPARED_DAYS: i64 = 14;
const DAY_MIN: i64 = 24 * 60;
/// How often the old system says something else, and by how much at most.
const APART: f64 = 0.22;
const APART_MOST: i64 = 3;

/// What was written down of the invented past.
struct Written {
    db: Db,
    zone: Zone,
    wards: Vec<Ward>,
}

impl Written {
    fn of_kind(&self, facility: FacilityId, kind: Pool) -> impl Iterator<Item = WardId> + '_ {
        self.wards.iter().filter(move |ward| ward.facility == facility && kind_of(ward.pool) == kind).map(|ward| ward.id)
    }
}

impl OwnBook for Written {
    fn kinds(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<Pool>, StoreError>> {
        let mut kinds: Vec<Pool> = Vec::new();
        for ward in self.wards.iter().filter(|ward| ward.facility == facility) {
            if !kinds.contains(&kind_of(ward.pool)) {
                kinds.push(kind_of(ward.pool));
            }
        }
        std::future::ready(Ok(kinds)).boxed()
    }

    fn had(&self, facility: FacilityId, kind: Pool, at: UtcMs) -> BoxFuture<'_, Result<Option<Had>, StoreError>> {
        async move {
            let stood: HashMap<WardId, sigap_beds::Stood> = sigap_beds::stood_at(&self.db, facility, self.zone, at).await?;
            let mut all = Had { free: 0, beds: None, age_s: 0 };
            for ward in self.of_kind(facility, kind) {
                let Some((free, one)) = stood.get(&ward).and_then(|one| Some((one.free?, one))) else { return Ok(None) };
                all = Had {
                    free: all.free + free,
                    beds: Some(all.beds.unwrap_or(0) + one.beds.unwrap_or(0)),
                    age_s: all.age_s.max(one.age_s),
                };
            }
            Ok(Some(all).filter(|all| all.beds.is_some()))
        }
        .boxed()
    }

    fn on_time(&self, _: FacilityId, _: Zone, _: UtcMs, _: UtcMs) -> BoxFuture<'_, Result<Option<(u32, u32)>, StoreError>> {
        std::future::ready(Ok(None)).boxed()
    }
}

impl OtherBooks for Written {
    fn said(&self, _: FacilityId, _: UtcMs) -> BoxFuture<'_, Result<Vec<Figure>, StoreError>> {
        std::future::ready(Ok(Vec::new())).boxed()
    }
}

/// Lays the comparisons of the first hospital in shadow.
pub(super) async fn lay(app: &App, city: &City, seed: u64) -> Result<(), Failure> {
    let laid = super::find(&app.db, city).await?;
    let first = city.hospitals.iter().zip(laid).find(|(hospital, _)| hospital.facility.agreement.stage == Stage::Shadow);
    let Some(facility) = first.and_then(|(_, laid)| laid).map(|laid| laid.facility) else { return Ok(()) };
    let wards = sigap_registry::wards_of(&app.db, facility).await?;
    let written = Arc::new(Written { db: app.db.clone(), zone: city.zone, wards });
    let settings = Settings { city: city.name.to_owned(), centre: city.centre, zone: city.zone, demo: true, tls: false, help_phone: None };
    let floor = Floor::new(app.db.clone(), app.access()?.clone(), app.world.clone(), settings);
    let room = ShadowRoom::new(floor, ShadowRules::default(), written.clone(), written.clone());
    let until = app.world.now().plus_min(12 * DAY_MIN);
    let begun = past(app, DAYS * DAY_MIN).ctx(layer(app).actor().clone());
    match sigap_shadow::plan_shadow(&room, &begun, facility, 0, Some(until)).await {
        // Laid before.
        Err(ShadowError::Changed) => return Ok(()),
        other => other.map_err(failed)?,
    };
    let figures = figures(&written, facility, app.world.now(), &Dice::new(seed, "shadow")).await?;
    sigap_shadow::note_figures(&room, &layer(app), facility, &figures).await.map(drop).map_err(failed)
}

async fn figures(written: &Written, facility: FacilityId, now: UtcMs, dice: &Dice) -> Result<Vec<Figure>, Failure> {
    let mut figures = Vec::new();
    for day in 1..=COMPARED_DAYS {
        let at = now.plus_min(-day * DAY_MIN);
        for kind in written.kinds(facility).await? {
            let Some(had) = written.had(facility, kind, at).await? else { continue };
            let by = if dice.happens(APART) { dice.between(-1, APART_MOST) } else { 0 };
            let free = u32::try_from(i64::from(had.free) + by).unwrap_or(0).min(had.beds.unwrap_or(u32::MAX));
            figures.push(Figure { book: Book::Typed, kind, at, free, beds: had.beds });
        }
    }
    Ok(figures)
}

fn failed(error: ShadowError) -> Failure {
    Failure::new(format!("the invented comparisons cannot be laid: {error}"), "")
}
