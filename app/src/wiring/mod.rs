//! Puts the rooms together: their tables, routes, jobs and figures, and the ports by which they hear of each other.

mod counting;
mod gauge;
pub(crate) mod office;
pub(crate) mod paper;
pub(crate) mod passing;
pub(crate) mod quality;
pub(crate) mod reminders;
pub mod retention;
pub(crate) mod shadow;
mod timers;

use std::sync::Arc;

use sigap_beds::Beds;
use sigap_intake::Intake;
use sigap_jobs::JobSet;
use sigap_paper::PaperRoom;
use sigap_registry::Registry;
use sigap_store::MigrationSet;
use sigap_web::{Floor, Mounted, health_routes, login_routes};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

pub use gauge::Gauge;

use counting::Counting;
use passing::Passing;

use crate::courier::courier;
use crate::deployment::App;
use crate::heads;

/// The tables of every room, the floor's own excepted.
pub const MIGRATIONS: &[MigrationSet] = &[
    sigap_access::MIGRATIONS,
    sigap_web::MIGRATIONS,
    sigap_jobs::MIGRATIONS,
    sigap_registry::MIGRATIONS,
    sigap_beds::MIGRATIONS,
    sigap_intake::MIGRATIONS,
    sigap_quality::MIGRATIONS,
    sigap_shadow::MIGRATIONS,
    sigap_paper::MIGRATIONS,
    sigap_reminders::MIGRATIONS,
    sigap_monitoring::MIGRATIONS,
];

/// What the rooms bring to the program.
pub struct Rooms {
    /// Their routes.
    pub mounted: Mounted,
    /// Their jobs and timers.
    pub jobs: JobSet,
    /// Their figures for the operator.
    pub gauges: Vec<Gauge>,
}

/// What each room says about its part of the public API.
#[must_use]
pub fn api() -> Vec<OpenApi> {
    vec![sigap_beds::BedsApi::openapi(), sigap_beds::ServicesApi::openapi(), heads::HeadsApi::openapi()]
}

/// Opens the rooms on a deployment.
///
/// # Errors
/// When a room cannot be opened: its picture cannot be read from the database.
pub async fn rooms(app: &App, floor: &Floor) -> anyhow::Result<Rooms> {
    let registry = Registry::start(floor.clone()).await?;
    let places = registry.clone();
    let rules = app.config.beds.rules.clone();
    let checked = Arc::new(quality::Looks { rules: rules.quality });
    let beds = Beds::open(floor.clone(), rules, Arc::new(move || places.gazetteer()), checked).await?;
    let counting = Counting { counter: beds.counter().clone() };
    let intake = Intake::start(floor.clone(), app.config.intake.calls.clone(), counting).await?;
    let passed_on = intake.pass_on_jobs(Arc::new(Passing { beds: beds.clone() }), courier(app.mode));
    let quality = quality::quality(&beds);
    let shadow = shadow::shadow(&beds, app.config.shadow);
    let paper = PaperRoom::new(floor.clone(), Arc::new(paper::OnPaper { beds: beds.clone() }));
    let reminders = reminders::reminders(app, &beds).await?;
    floor.show_banners(Arc::new(reminders.clone()));
    let monitoring = office::monitoring(&beds);
    let jobs = timers::timers(floor, &beds, &intake).with_all(passed_on);
    let jobs = jobs.with_all(quality.jobs()).with_all(shadow.jobs()).with_all(paper.jobs()).with_all(reminders.jobs());
    let jobs = jobs.with_all(monitoring.jobs());
    let gauges = gauges(&beds);
    let mounted = health_routes()
        .mount(floor.clone())
        .and(login_routes().mount(floor.clone()))
        .and(heads::routes(floor.clone()))
        .and(sigap_registry::routes().mount(registry.with_reminders(Arc::new(intake.clone()))))
        .and(sigap_beds::routes(beds))
        .and(sigap_intake::routes().mount(intake))
        .and(sigap_quality::routes(quality))
        .and(sigap_shadow::routes(shadow))
        .and(sigap_paper::routes(paper))
        .and(sigap_reminders::routes(reminders))
        .and(sigap_monitoring::routes(monitoring))
        .and(sigap_administration::routes().mount(floor.clone()));
    Ok(Rooms { mounted, jobs, gauges })
}

/// What the rooms show the operator.
fn gauges(beds: &Beds) -> Vec<Gauge> {
    let (picture, live) = (beds.clone(), beds.floor().clone());
    vec![
        Gauge::new("sigap_beds_facilities", "facilities in the live picture", move || {
            let facilities = picture.picture().all().len();
            async move { i64::try_from(facilities).ok() }
        }),
        Gauge::new("sigap_live_streams", "open live streams of this node", move || {
            let open = live.live().open_streams();
            async move { i64::try_from(open).ok() }
        }),
    ]
}
