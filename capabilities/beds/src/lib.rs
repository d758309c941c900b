#![doc = include_str!("../README.md")]

mod api;
mod board;
mod diagram;
mod error;
mod eyes;
mod find;
mod finder;
mod history;
mod jobs;
mod late;
mod limits;
mod list;
mod model;
mod pages;
mod picture;
pub mod promise;
mod said;
mod service;
mod services;
mod store;
mod whence;
mod why;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::future::BoxFuture;
use sigap_availability::Rules;
use sigap_availability::chance::Checks;
use sigap_kernel::{FacilityId, UtcMs};
use sigap_registry::Gazetteer;
use sigap_store::{Db, LivePicture, MigrationSet, StoreError};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use api::BedsApi;
pub use board::still_true;
pub use error::BedsError;
pub use eyes::{Eyes, Sight};
pub use find::{Chance, Found, FoundPool, Way, find, seen};
pub use history::{
    DAYS_KEPT, HoursCounted, PastHours, Stood, WardDay, chances_to_show, first_day, hours_counted, lay_past, stood_at, ward_days,
};
pub use jobs::CLAIM_KEPT_DAYS;
pub use late::{Late, LateLine, system_speaks, take_late};
pub use limits::{LIMIT_KEPT_DAYS, LONGEST_H, Limit, LimitId, LimitKind, LimitState};
pub use list::{
    NewPlan, PLAN_KEPT_DAYS, Plan, PlanEvent, PlanId, PlanKind, PlanNotAllowed, PlanState, SealedLabel, is_one_up, lay_plan, open_plans,
    plan,
};
pub use model::{BySex, ClaimId, LIMIT_MAX, Need, NewClaim, Report, Reported, Search, Situation};
pub use picture::{BedPicture, FacilityBeds, Sums, SumsNow, WardBeds};
pub use promise::PromiseDesk;
pub use said::SaidBeside;
pub use service::{Counter, claim, close_claim, forget, last_moved, observe, ward_subject};
pub use services::api::ServicesApi;

/// The room's tables.
pub const MIGRATIONS: MigrationSet =
    sigap_store::migrations!("beds", ["0001_counts", "0002_said", "0003_promises", "0004_plans", "0005_days", "0006_limits"]);

/// Who knows what independent looks at hospitals' numbers found: calls of the office, cases of families. The chance on arrival asks.
pub trait CheckedNumbers: Send + Sync + 'static {
    /// What was found lately, by hospital; older looks count less.
    ///
    /// # Errors
    /// What the database says.
    fn checks<'a>(&'a self, db: &'a Db, now: UtcMs) -> BoxFuture<'a, Result<BTreeMap<FacilityId, Checks>, StoreError>>;
}

/// Nobody looks.
impl CheckedNumbers for () {
    fn checks<'a>(&'a self, _: &'a Db, _: UtcMs) -> BoxFuture<'a, Result<BTreeMap<FacilityId, Checks>, StoreError>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct Beds(Arc<Inner>);

struct Inner {
    floor: Floor,
    rules: Arc<Rules>,
    picture: Arc<LivePicture<BedPicture>>,
    limits: Arc<LivePicture<limits::LimitPicture>>,
    counter: Counter,
    gazetteer: Arc<dyn Fn() -> Arc<Gazetteer> + Send + Sync>,
    promises: PromiseDesk,
    looks: list::Looks,
}

impl Beds {
    /// Opens the room: paints the picture and keeps the open pages told.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open(
        floor: Floor,
        rules: Rules,
        gazetteer: Arc<dyn Fn() -> Arc<Gazetteer> + Send + Sync>,
        checked: Arc<dyn CheckedNumbers>,
    ) -> Result<Self, StoreError> {
        let rules = Arc::new(rules);
        let calendars = history::Calendars::new(&rules);
        let painter = picture::BedPainter { rules: rules.clone(), world: floor.world().clone(), calendars, checked };
        let counter = Counter::new(&rules);
        let picture = LivePicture::start(floor.db().clone(), painter).await?;
        let promises = PromiseDesk::new(floor.access().clone(), rules.clone());
        let looks = list::Looks::default();
        let limits = LivePicture::start(floor.db().clone(), limits::LimitPainter).await?;
        let beds = Self(Arc::new(Inner { floor, rules, picture, limits, counter, gazetteer, promises, looks }));
        tokio::spawn(keep_telling(beds.clone()));
        tokio::spawn(promise::keep_telling(beds.floor().clone()));
        tokio::spawn(list::keep_telling(beds.clone()));
        tokio::spawn(tell_limits(beds.clone()));
        Ok(beds)
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.floor
    }

    /// The rules of the number.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.0.rules
    }

    /// All beds as they are now.
    #[must_use]
    pub fn picture(&self) -> Arc<BedPicture> {
        self.0.picture.now()
    }

    /// The picture itself, for whoever waits for a write of their own.
    #[must_use]
    pub fn live_picture(&self) -> &LivePicture<BedPicture> {
        &self.0.picture
    }

    /// The open limits of service.
    pub(crate) fn limits(&self) -> &LivePicture<limits::LimitPicture> {
        &self.0.limits
    }

    /// What taking reports needs beside a transaction.
    #[must_use]
    pub fn counter(&self) -> &Counter {
        &self.0.counter
    }

    /// What promises need beside a transaction.
    #[must_use]
    pub fn promises(&self) -> &PromiseDesk {
        &self.0.promises
    }

    /// Looks at the list that are written down already.
    pub(crate) fn looks(&self) -> &list::Looks {
        &self.0.looks
    }

    /// Places by name.
    pub(crate) fn gazetteer(&self) -> Arc<Gazetteer> {
        (self.0.gazetteer)()
    }
}

/// The topic of everything about beds.
pub const TOPIC_ALL: &str = "beds";

/// The topic of one hospital's beds.
#[must_use]
pub fn facility_topic(facility: sigap_kernel::FacilityId) -> String {
    format!("beds:{facility}")
}

/// The topic of everything inside one hospital, for a page that shows all its wards.
#[must_use]
pub fn inside_topic(facility: sigap_kernel::FacilityId) -> String {
    format!("beds:{facility}/")
}

/// The topic of one ward.
#[must_use]
pub fn ward_topic(facility: sigap_kernel::FacilityId, ward: sigap_kernel::WardId) -> String {
    format!("beds:{facility}/{ward}")
}

/// The topic of the bed manager's list of a hospital.
#[must_use]
pub fn plans_topic(facility: sigap_kernel::FacilityId) -> String {
    format!("beds:{facility}/plans")
}

/// The topic of which wards a hospital has.
#[must_use]
pub fn ward_list_topic(facility: sigap_kernel::FacilityId) -> String {
    format!("beds:{facility}/wards")
}

/// Tells open pages for as long as the program runs: one picture that breaks it does not leave every later page untold.
async fn keep_telling(beds: Beds) {
    while let Some(broken) = tokio::spawn(tell_pages(beds.clone())).await.err().filter(|ended| ended.is_panic()) {
        tracing::error!(%broken, "open pages could not be told of a picture; from the next one on they are");
    }
}

/// Tells open pages which hospitals and wards changed, each time a picture is published.
async fn tell_pages(beds: Beds) {
    let mut published = beds.0.picture.watch();
    let mut before = beds.picture();
    while published.changed().await.is_ok() {
        let now = beds.picture();
        let changed = now.changed_since(&before);
        if !changed.is_empty() {
            let wards = now.changed_wards_since(&before).into_iter().map(|(facility, ward)| ward_topic(facility, ward));
            let lists = now.changed_ward_lists_since(&before).into_iter().map(ward_list_topic);
            let mut topics: BTreeSet<String> = changed.into_iter().map(facility_topic).chain(wards).chain(lists).collect();
            topics.insert(TOPIC_ALL.to_owned());
            beds.0.floor.live().tell(topics);
        }
        before = now;
    }
}

/// Tells open pages that a limit of service came or went.
async fn tell_limits(beds: Beds) {
    let mut published = beds.limits().watch();
    while published.changed().await.is_ok() {
        beds.0.floor.live().tell(BTreeSet::from([limits::TOPIC.to_owned()]));
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(beds: Beds) -> Mounted {
    use sigap_access::Action;
    Routes::new()
        // For residents
        .get("/", Guard::Public, finder::page)
        .get("/rs/{facility}", Guard::Public, pages::hospital)
        .get("/layanan", Guard::Public, services::page)
        .get("/bantuan", Guard::Public, pages::help)
        .get("/sumber-angka", Guard::Public, pages::sources)
        // For ward staff
        .get("/papan", Guard::Action(Action::ReadWards), board::choose)
        .get("/papan/{facility}", Guard::Action(Action::ReadWards), board::page)
        .get("/papan/ruang/{ward}", Guard::Action(Action::ReadWards), board::card)
        .post("/papan/ruang/{ward}/lapor", Guard::Action(Action::ReportWard), board::tap)
        // For the bed manager
        .get("/manajer", Guard::Action(Action::ReadPlan), list::choose)
        .get("/manajer/{facility}", Guard::Action(Action::ReadPlan), list::page)
        .get("/manajer/{facility}/tambah/{kind}", Guard::Action(Action::EditPlan), list::new_form)
        .post("/manajer/{facility}/tambah/{kind}", Guard::Action(Action::EditPlan), list::new_post)
        .post("/manajer/{facility}/rencana/{plan}", Guard::Action(Action::EditPlan), list::tap)
        .post("/manajer/{facility}/janji/{promise}", Guard::Action(Action::ReceivePatient), list::coming)
        .post("/manajer/{facility}/ruang/{ward}/lapor", Guard::Action(Action::ReportWard), list::report)
        // For those who ask for a bed, and those who hold it
        .get("/janji", Guard::Action(Action::ReadPromises), pages::promises::mine)
        .get("/janji/minta", Guard::Action(Action::AskPromise), pages::promises::form)
        .post("/janji/minta", Guard::Action(Action::AskPromise), pages::promises::ask)
        .post("/janji/tunda", Guard::Action(Action::SuspendElective), pages::promises::suspend)
        .post("/janji/lanjut", Guard::Action(Action::SuspendElective), pages::promises::resume)
        .get("/janji/satu/{promise}", Guard::Action(Action::ReadPromises), pages::promises::one)
        .post("/janji/satu/{promise}", Guard::Action(Action::ReadPromises), pages::promises::act)
        .get("/janji/{facility}", Guard::Action(Action::ReadPromises), pages::promises::hospital)
        // For the office
        .get("/peluang", Guard::Action(Action::PublishChance), pages::chances::page)
        .post("/peluang", Guard::Action(Action::PublishChance), pages::chances::decide)
        // For dispatch, referral and the hospitals themselves
        .get("/keterbatasan", Guard::Action(Action::ReadLimits), limits::pages::city)
        .get("/keterbatasan/{facility}", Guard::Action(Action::ReadLimits), limits::pages::own)
        .post("/keterbatasan/{facility}", Guard::Action(Action::AnnounceLimit), limits::pages::announce)
        .post("/keterbatasan/{facility}/ubah", Guard::Action(Action::AnnounceLimit), limits::pages::change)
        // For a screen in the lobby
        .get("/lobi/{facility}", Guard::Public, pages::lobby)
        // For programs
        .get("/api/v1/beds", Guard::Public, api::beds)
        .get("/api/v1/beds/{facility}", Guard::Public, api::beds_of)
        .get("/api/v1/beds.geojson", Guard::Public, api::beds_geojson)
        .get("/api/v1/beds.have.xml", Guard::Public, api::have::beds_have)
        .get("/api/v1/services", Guard::Public, services::api::services)
        .mount(beds)
}

#[cfg(test)]
mod tests;
