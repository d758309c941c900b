//! The public face of the room intake: its routes, its tables, and the port through which reports reach whoever counts beds.
#![doc = include_str!("../README.md")]

mod aplicares;
mod body;
mod call;
mod card;
mod clock;
mod config;
mod door;
mod fhir;
mod group;
mod have;
mod join;
mod key_system;
mod late;
mod lookup;
mod model;
mod needs;
mod pace;
mod pages;
mod pass_on;
mod path;
mod position;
mod problem;
mod pulse;
mod reminders;
mod removed;
mod replay;
mod silence;
mod siranap;
mod store;
mod system;
mod turns;
mod unknown;
mod upload;
mod wards;

use std::sync::Arc;
use std::time::Duration;

use sigap_jobs::JobSet;
use sigap_kernel::{Actor, Ctx, FacilityId, UtcMs, WardId};
use sigap_store::{GroupWriter, LivePicture, StoreError, Tx};
use sigap_web::{Floor, Guard, Routes};

pub use config::{ANSWER_WITHIN_MAX_S, ClockRule, IntakeConfig};
pub use fhir::places::LOCATIONS_PER_FACILITY_MAX;
pub use model::{Protocol, ROOMS_PER_FACILITY_MAX};
pub use pace::{CALLS_AT_ONCE, CALLS_PER_S};
pub use pass_on::{
    BedNumbers, CARRIED_BYTES_MAX, CARRY_WITHIN_S, CONFIRM_EVERY_MIN, Carried, Courier, CourierFault, NoPeerAddress, PeerAddress, Service,
    WardNumber,
};
pub use path::{normal_uri, normalise_path};
pub use position::{LastPosition, POSITION_KEPT_DAYS, POSITIONS_AT_ONCE, POSITIONS_PER_S, PhoneApp, TRACE_POINTS_MAX, TracePoint};
pub use problem::{BODY_KEPT_BYTES_MAX, PROBLEM_KEPT_DAYS, PROBLEMS_PER_KEY_MAX, ProblemId, ProblemKind};
pub use reminders::open_problems;
pub use removed::{REMOVED_KEPT_DAYS, REMOVED_PER_FACILITY_MAX};
pub use system::drawn_secret;
pub use unknown::FIRST_MET_KEPT_DAYS;
pub use upload::DRAFT_KEPT_H;

/// The tables of this room.
pub const MIGRATIONS: sigap_store::MigrationSet = sigap_store::migrations!(
    "intake",
    [
        "0001_intake",
        "0002_feeds",
        "0003_feed_care",
        "0004_uploads",
        "0005_locations",
        "0006_positions",
        "0007_pass_on",
        "0008_rows_that_stay",
        "0009_sender_clocks",
        "0010_key_system",
        "0011_have_state"
    ]
);

/// The pulse of keys is written down this often.
const FLUSH_EVERY: Duration = Duration::from_secs(5);
/// Problems and files that are kept too long are thrown away this often.
const SWEEP_EVERY_S: u32 = 3_600;
/// Feeds that fell silent are looked for this often.
const SILENCE_EVERY_S: u32 = 300;

/// What intake asks of whoever counts beds, on the same transaction.
pub trait BedCounter: Send + Sync + 'static {
    /// Takes reports, in their order: of one ward the last counts, but each is a report. Records what it did.
    ///
    /// # Errors
    /// What the database says; the reports are then not taken.
    fn observe(&self, tx: &Tx, reports: &[WardReport]) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets what one way of reporting said of a ward, because it speaks of it no more. Records it.
    ///
    /// # Errors
    /// What the database says.
    fn forget(
        &self,
        tx: &Tx,
        facility: FacilityId,
        ward: WardId,
        protocol: Protocol,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Beds and patients that a sender tells beside its free beds; `None` where it does not say. Whether they are to be taken off, the table of
/// sources knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Deductions {
    /// Being cleaned or made ready.
    pub cleaning: Option<u32>,
    /// Out of use.
    pub blocked: Option<u32>,
    /// Kept for someone.
    pub reserved: Option<u32>,
    /// Patients in the emergency room who wait for them.
    pub waiting_in_igd: Option<u32>,
}

/// What a hospital system said of a ward.
#[derive(Debug, Clone)]
pub struct WardReport {
    /// Who said it: the machine, by its key.
    pub ctx: Ctx,
    /// The hospital.
    pub facility: FacilityId,
    /// The ward.
    pub ward: WardId,
    /// In which way it was said: each leaves out of its free beds what the table of sources says.
    pub protocol: Protocol,
    /// Beds in it; `None` when the sender does not say.
    pub capacity: Option<u32>,
    /// Free beds; `None` when the sender does not say.
    pub free: Option<u32>,
    /// Free for men only, for women only, for either: hints that need not add up.
    pub by_sex: Option<(u32, u32, u32)>,
    /// What the sender tells beside the free beds.
    pub deductions: Deductions,
    /// When it was true. Where a way of reporting carries no such time this is when it came: a sender's clock is not to be relied on.
    pub observed_at: UtcMs,
    /// When it came.
    pub received_at: UtcMs,
}

/// The room at work. Cheap to clone.
#[derive(Clone)]
pub struct Intake(Arc<Inner>);

struct Inner {
    floor: Floor,
    config: IntakeConfig,
    writer: GroupWriter<model::Deed, group::Outcome>,
    locations: GroupWriter<fhir::write::Ask, fhir::write::Outcome>,
    tokens: fhir::token::Gate,
    problems: problem::Problems,
    pulse: pulse::Pulse,
    pace: pace::Pace,
    /// How often it is looked up whose secret came with another's name.
    swapped: pace::Pace<()>,
    clocks: late::SenderClocks,
    lookups: lookup::Lookups,
    cards: card::Cards,
    turns: turns::Turns,
    positions: position::Positions,
}

impl Intake {
    /// Starts the group writer of the room, and what keeps this node's gathered figures written.
    ///
    /// # Errors
    /// When the registry cannot be read.
    pub async fn start(floor: Floor, config: IntakeConfig, beds: impl BedCounter) -> Result<Self, StoreError> {
        let cards = card::Cards::start(floor.db()).await?;
        let passing = LivePicture::start(floor.db().clone(), pass_on::job::PassingPainter).await?;
        let beds = Arc::new(pass_on::job::Telling { beds, passing });
        let (writer, problems) = (group::start(&floor, beds.clone()), problem::Problems::start(&floor));
        let (locations, tokens) = (fhir::write::start(&floor, beds, cards.clone()), fhir::token::Gate::new(&config));
        let pace = pace::Pace::new(config.calls_per_s, config.calls_at_once);
        let (pulse, turns) = (pulse::Pulse::default(), turns::Turns::default());
        let positions = position::Positions::start(&floor, &config).await?;
        let (clocks, lookups) = (late::SenderClocks::default(), lookup::Lookups::start(floor.db()));
        let intake = Self(Arc::new(Inner {
            floor,
            config,
            writer,
            locations,
            tokens,
            problems,
            pulse,
            pace,
            swapped: pace::Pace::new(SWAPPED_PER_S, SWAPPED_AT_ONCE),
            clocks,
            lookups,
            cards,
            turns,
            positions,
        }));
        tokio::spawn(keep_up(Arc::downgrade(&intake.0)));
        Ok(intake)
    }

    /// Writes down what is only gathered in memory: the pulse of keys. Called by a timer, and before the program ends.
    pub async fn flush(&self) {
        let Inner { floor, pulse, positions, .. } = &*self.0;
        let ctx = floor.world().ctx(Actor::System("intake"));
        let beaten = pulse.flush(floor, &ctx).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the pulse of keys could not be written down; it waits for the next time");
            false
        });
        if beaten && let Err(error) = silence::come_back(floor.db(), &ctx).await {
            tracing::warn!(%error, "feeds that are back could not be noted; the timer does");
        }
        if let Err(error) = positions.faults.flush(floor, &ctx).await {
            tracing::warn!(%error, "what is wrong with phones could not be written down; it waits for the next time");
        }
        if let Err(error) = floor.access().flush_key_uses(&ctx).await {
            tracing::warn!(%error, "the last use of keys could not be written down; it waits for the next time");
        }
    }

    /// The recurring work of the room that one node does for all. What each node gathers in its own memory it writes down itself.
    #[must_use]
    pub fn jobs(&self) -> JobSet {
        let (swept, watched, drafts, positions) = (self.clone(), self.clone(), self.clone(), self.clone());
        JobSet::new()
            .every("intake.sweep", SWEEP_EVERY_S, move |ctx| {
                let room = swept.clone();
                async move {
                    room.sweep_problems(&ctx).await?;
                    Ok(room.sweep_rooms(&ctx).await.map(drop)?)
                }
            })
            .every("intake.silence", SILENCE_EVERY_S, move |ctx| {
                let room = watched.clone();
                async move { silence::watch(&room, &ctx).await }
            })
            .every("intake.drafts", SWEEP_EVERY_S, move |ctx| {
                let room = drafts.clone();
                async move { Ok(room.sweep_drafts(&ctx).await.map(drop)?) }
            })
            .every("intake.positions", SWEEP_EVERY_S, move |ctx| {
                let room = positions.clone();
                async move { Ok(room.sweep_positions(&ctx).await.map(drop)?) }
            })
    }

    /// The job that passes numbers on to national services, and its timer.
    #[must_use]
    pub fn pass_on_jobs(&self, numbers: Arc<dyn BedNumbers>, courier: Arc<dyn Courier>) -> JobSet {
        pass_on::job::jobs(self, numbers, courier)
    }

    /// After a turn of the key ring: seals anew what stands here for as long as a person wants it. What is thrown away after its time opens
    /// under the older key until then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rewrap(&self, ctx: &Ctx) -> Result<(), StoreError> {
        pass_on::rewrap::rewrap(self, ctx).await
    }

    /// Where numbers may be passed on: as the operator lists it, and from an invented city never to the services themselves.
    pub(crate) fn pass_on_to(&self) -> Vec<PeerAddress> {
        let is_invented = self.0.floor.settings().demo;
        self.0.config.pass_on_to.iter().filter(|address| !(is_invented && address.is_national())).cloned().collect()
    }

    /// Throws away uploaded files that waited longer than [`DRAFT_KEPT_H`]; gives how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep_drafts(&self, ctx: &Ctx) -> Result<u64, StoreError> {
        upload::sweep(self, ctx).await
    }

    /// Throws away problems that are kept longer than [`PROBLEM_KEPT_DAYS`]; gives how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep_problems(&self, ctx: &Ctx) -> Result<u64, StoreError> {
        problem::sweep(&self.0.floor, ctx).await
    }

    /// Throws away removed rooms that are kept longer than [`REMOVED_KEPT_DAYS`]; gives how many. Forgets since when rooms are reported that
    /// nobody registered, where that is long ago.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep_rooms(&self, ctx: &Ctx) -> Result<u64, StoreError> {
        unknown::sweep(self.0.floor.db(), ctx).await?;
        removed::sweep(self.0.floor.db(), ctx).await
    }
}

/// Calls with a wrong secret of which it is looked up whether it is another's, on average in a second and at once: far more than systems that are
/// set up wrongly make, and no work for a flood of guesses to cause.
const SWAPPED_PER_S: u32 = 2;
const SWAPPED_AT_ONCE: u32 = 20;

/// Writes down what this node has gathered, again and again; ends with the room.
async fn keep_up(room: std::sync::Weak<Inner>) {
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        let Some(inner) = room.upgrade() else { return };
        Intake(inner).flush().await;
    }
}

/// The routes of the room. [`normalise_path`] goes around the finished router.
#[must_use]
pub fn routes() -> Routes<Intake> {
    use sigap_access::Action::{EditWard, ManageKeys, ReadProblems, ReplayReports};
    Routes::new()
        // For hospital systems
        .protocol("/aplicaresws", aplicares::call)
        .protocol("/aplicaresws/{*rest}", aplicares::call)
        .protocol("/fo/index.php", siranap::call)
        .protocol("/fo/index.php/{*rest}", siranap::call)
        .protocol("/sirsservice", siranap::call)
        .protocol("/sirsservice/{*rest}", siranap::call)
        .protocol("/have/1.0", have::call)
        .protocol("/have/1.0/{*rest}", have::call)
        .protocol("/oauth2/v1", fhir::token::call)
        .protocol("/oauth2/v1/{*rest}", fhir::token::call)
        .protocol("/fhir-r4/v1", fhir::call)
        .protocol("/fhir-r4/v1/{*rest}", fhir::call)
        // For phones in ambulances
        .protocol(position::address::OSMAND_PATH, position::osmand::call)
        .protocol(position::address::OWNTRACKS_PATH, position::owntracks::call)
        // For administrators of a facility
        .get("/fasilitas/{facility}/kunci", Guard::Action(ManageKeys), pages::keys::list)
        .post("/fasilitas/{facility}/kunci", Guard::Action(ManageKeys), pages::keys::add)
        .post("/fasilitas/{facility}/kunci/{key}/matikan", Guard::Action(ManageKeys), pages::keys::turn_off)
        .post("/fasilitas/{facility}/kunci/{key}/rahasia-baru", Guard::Action(ManageKeys), pages::keys::replace_secret)
        .get("/fasilitas/{facility}/hubungkan", Guard::Action(ManageKeys), pages::connect::choose)
        .get("/fasilitas/{facility}/hubungkan/{key}", Guard::Action(ManageKeys), pages::connect::watch)
        .get("/fasilitas/{facility}/perangkat", Guard::Action(ManageKeys), pages::devices::list)
        .post("/fasilitas/{facility}/perangkat", Guard::Action(ManageKeys), pages::devices::add)
        .post("/fasilitas/{facility}/perangkat/{key}/matikan", Guard::Action(ManageKeys), pages::devices::turn_off)
        .post("/fasilitas/{facility}/perangkat/{key}/hidupkan", Guard::Action(ManageKeys), pages::devices::turn_on)
        .post("/fasilitas/{facility}/perangkat/{key}/rahasia-baru", Guard::Action(ManageKeys), pages::devices::replace_secret)
        .get("/fasilitas/{facility}/penerusan", Guard::Action(ManageKeys), pages::pass_on::list)
        .post("/fasilitas/{facility}/penerusan", Guard::Action(ManageKeys), pages::pass_on::turn_on)
        .post("/fasilitas/{facility}/penerusan/{target}/matikan", Guard::Action(ManageKeys), pages::pass_on::turn_off)
        .post("/fasilitas/{facility}/penerusan/{target}/kirim", Guard::Action(ManageKeys), pages::pass_on::send_now)
        .post("/fasilitas/{facility}/penerusan/{target}/kode", Guard::Action(ManageKeys), pages::pass_on::correct)
        // For whoever decides which ward a row of a feed stands for
        .get("/fasilitas/{facility}/sambungan", Guard::Action(EditWard), pages::joins::list)
        .post("/fasilitas/{facility}/sambungan", Guard::Action(EditWard), pages::joins::join)
        .post("/fasilitas/{facility}/sambungan/usulan", Guard::Action(EditWard), pages::joins::accept)
        .post("/fasilitas/{facility}/sambungan/sumber", Guard::Action(EditWard), pages::joins::speak)
        // For whoever keeps the wards of a facility
        .get("/fasilitas/{facility}/unggah", Guard::Action(EditWard), pages::upload::form)
        .upload("/fasilitas/{facility}/unggah", Guard::Action(EditWard), pages::upload::UPLOAD_BYTES_MAX, pages::upload::send)
        .get("/fasilitas/{facility}/unggah/contoh.csv", Guard::Action(EditWard), pages::upload::template)
        .get("/fasilitas/{facility}/unggah/{file}", Guard::Action(EditWard), pages::upload::look)
        .post("/fasilitas/{facility}/unggah/{file}", Guard::Action(EditWard), pages::upload::look_again)
        .post("/fasilitas/{facility}/unggah/{file}/simpan", Guard::Action(EditWard), pages::upload::take)
        // For whoever answers for the reports of a facility
        .get("/masalah-kiriman/{facility}", Guard::Action(ReadProblems), pages::problems::list)
        .post("/masalah-kiriman/{facility}/{problem}/baca-ulang", Guard::Action(ReplayReports), pages::problems::replay)
        .get("/fasilitas/{facility}/kiriman", Guard::Action(ReadProblems), pages::feeds::list)
}

#[cfg(test)]
mod tests;
