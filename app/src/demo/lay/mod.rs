//! Lays the invented city into an empty deployment, in a few writes: land and hospitals at once, then keys, then people. A
//! second start finds it laid and leaves it as it is.

mod date;
mod keys;
mod months;
mod paper;
mod past;
mod people;
mod plans;
mod quality;
mod refine;
mod reminders;
mod shadow;
mod stamp;
#[cfg(test)]
mod tests;
mod weeks;

use sigap_beds::Counter;
use sigap_kernel::{Actor, Ctx, FacilityId, WardId};
use sigap_registry::import::{self, ImportPlan, Outcome, PlannedRow};
use sigap_registry::{NewWard, RegistryError, ReportedBy};
use sigap_store::Query;

use super::city::{City, Hospital, Reporting};
use super::rooms;
use crate::command::{Failure, Progress};
use crate::deployment::App;

pub(super) use keys::{credentials, second_credentials};
pub(super) use people::{PASSWORD, VISITORS_PPK, log_ins, managed, simulated_manager, simulated_nurse, simulated_operator};
pub(super) use refine::refine;
pub(super) use stamp::Stamp;

/// Under this name the city stands in the journal as the file it came from.
const FILE_NAME: &str = "kota-samudra-rekaan";

/// A hospital as it stands in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LaidHospital {
    /// Its id.
    pub(super) facility: FacilityId,
    /// Its wards, in the order of the plan; `None` for one that somebody renamed or removed.
    pub(super) wards: Vec<Option<WardId>>,
}

/// Who lays the city: Sigap itself.
fn layer(app: &App) -> Ctx {
    app.world.ctx(Actor::System("demo"))
}

/// Lays the city, unless it is there.
///
/// # Errors
/// When the deployment holds facilities that are not of this city, or what the database says.
pub(super) async fn lay(app: &App, city: &City, seed: u64, progress: &Progress) -> Result<(), Failure> {
    let parts = 10;
    progress.step("land, hospitals, wards", 0, Some(parts));
    if is_empty(app, city).await? {
        lay_land(app, city, seed).await.map_err(|error| Failure::new(format!("the city cannot be laid: {error}"), ""))?;
    }
    progress.step("keys of hospital systems", 1, Some(parts));
    keys::lay(app, city, seed).await?;
    progress.step("people who log in", 2, Some(parts));
    people::lay(app, city).await?;
    progress.step("the bed manager's list", 3, Some(parts));
    plans::lay(app, city).await?;
    progress.step("cases of families, phone checks", 4, Some(parts));
    quality::lay(app, city).await?;
    progress.step("reminders and a census", 5, Some(parts));
    reminders::lay(app, city).await?;
    progress.step("the weeks before", 6, Some(parts));
    weeks::lay(app, city, seed).await?;
    progress.step("two weeks of a hospital in shadow", 7, Some(parts));
    shadow::lay(app, city, seed).await?;
    progress.step("a pad of paper sheets", 8, Some(parts));
    paper::lay(app, city).await?;
    progress.step("the month that is over", 9, Some(parts));
    months::lay(app, city).await?;
    progress.step("done", parts, Some(parts));
    Ok(())
}

/// Whether there is nothing yet. A deployment with other facilities in it is nobody's playground.
async fn is_empty(app: &App, city: &City) -> Result<bool, Failure> {
    let there = sigap_registry::facilities(&app.db).await?;
    let own = |ppk: &str| city.hospitals.iter().any(|hospital| hospital.ppk == ppk);
    if there.is_empty() || there.iter().any(|one| one.ppk.as_deref().is_some_and(own)) {
        return Ok(there.is_empty());
    }
    let what = format!("the folder {} holds facilities that are not of the invented city", app.folder.display());
    Err(Failure::new(what, "name another folder for the demo: --data DIR"))
}

/// Land, facilities, wards and what was reported before the first start: all of it or nothing.
async fn lay_land(app: &App, city: &City, seed: u64) -> Result<(), RegistryError> {
    let ctx = layer(app);
    let (places, past) = (&place_plan(city), &past::numbers(city, seed));
    let (hospitals, others) = (&date::hospitals(city, seed, &ctx), &city.others);
    let world = &app.world;
    app.db
        .write(&ctx, |tx| async move {
            import::apply(&tx, places, FILE_NAME).await?;
            sigap_registry::add_facilities(&tx, others.clone()).await?;
            let ids = sigap_registry::add_facilities(&tx, hospitals.clone()).await?;
            let wards = sigap_registry::add_wards(&tx, new_wards(city, &ids)).await?;
            let reports = past::reports(world, tx.now(), &wards, past);
            sigap_beds::observe(&tx, &Counter::default(), &reports).await?;
            Ok(())
        })
        .await
}

fn place_plan(city: &City) -> ImportPlan {
    let rows = city.places.iter().zip(1..).map(|(place, row)| PlannedRow {
        row,
        name: place.name.clone(),
        outcome: Outcome::AddPlace(place.clone()),
    });
    ImportPlan { rows: rows.collect(), findings: Vec::new() }
}

/// The wards of all hospitals, hospital by hospital. A hospital whose system reports is first known as that system says;
/// what Aplicares cannot say is told to the registry after its first report.
fn new_wards(city: &City, ids: &[FacilityId]) -> Vec<NewWard> {
    let of = |(hospital, facility): (&Hospital, &FacilityId)| {
        let (facility, reporting) = (*facility, hospital.reporting);
        let reported_by = if matches!(reporting, Reporting::Board { .. }) { ReportedBy::Board } else { ReportedBy::Aplicares };
        let speaks = reporting.has_system() && !matches!(reporting, Reporting::Silent { .. });
        let ward = move |ward: &super::city::PlannedWard| NewWard {
            facility,
            name: ward.name.clone(),
            pool: if speaks { rooms::understood(&ward.pool) } else { ward.pool },
            reported_by,
        };
        hospital.wards.iter().map(ward).collect::<Vec<_>>()
    };
    city.hospitals.iter().zip(ids).flat_map(of).collect()
}

/// The hospitals of the city as they stand in the registry, in the order of the plan; `None` for one that is gone.
///
/// # Errors
/// What the database says.
pub(super) async fn find(q: &impl Query, city: &City) -> Result<Vec<Option<LaidHospital>>, Failure> {
    let (facilities, wards) = (sigap_registry::facilities(q).await?, sigap_registry::wards(q).await?);
    let of = |hospital: &Hospital| {
        let facility = facilities.iter().find(|one| one.active && one.ppk.as_ref() == Some(&hospital.ppk))?.id;
        let id = |name: &str| wards.iter().find(|ward| ward.active && ward.facility == facility && ward.name == name).map(|ward| ward.id);
        Some(LaidHospital { facility, wards: hospital.wards.iter().map(|ward| id(&ward.name)).collect() })
    };
    Ok(city.hospitals.iter().map(of).collect())
}
