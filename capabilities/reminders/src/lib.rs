//! The public face of the room reminders: its routes, its tables, its timers, the ports it asks others by, and the gateways it sends by.
#![doc = include_str!("../README.md")]

mod error;
mod jobs;
mod model;
mod pages;
mod picture;
mod service;
mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::BoxFuture;
use sigap_access::Action;
use sigap_kernel::{Ctx, FacilityId, Masked, UtcMs, WardId};
use sigap_store::{LivePicture, MigrationSet, StoreError};
use sigap_web::{Floor, Guard, Mounted, Routes};

pub use error::ReminderError;
pub use jobs::REMINDERS_KEPT_DAYS;
pub use model::{
    BadRule, Called, CensusId, CensusState, Channel, Delays, HospitalNow, LadderRules, MessageId, MessageState, NotAllowed, Rung,
    RungEvent, WardNow, Why,
};
pub use service::census::{NewCensus, start as start_census, stop as stop_census, tick as tick_censuses};
pub use service::contacts::{NewContact, put as put_contact};
pub use service::ladder::ring as ring_ladder;
pub use service::lay::{Counted, lay_census, lay_reminded};

use picture::{ReminderPainter, ReminderPicture};

/// The room's tables.
pub const MIGRATIONS: MigrationSet = sigap_store::migrations!("reminders", ["0001_reminders"]);

/// What became of *still true* for all wards of a hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillTrue {
    /// So many wards were confirmed.
    Confirmed(usize),
    /// One of them has another number than the person saw: nothing was confirmed.
    Changed,
}

/// How hospitals' numbers stand, as whoever counts beds knows it, from memory.
pub trait Hospitals: Send + Sync + 'static {
    /// Every hospital with wards in use.
    fn all(&self, now: UtcMs) -> Vec<HospitalNow>;

    /// One of them.
    fn one(&self, facility: FacilityId, now: UtcMs) -> Option<HospitalNow>;

    /// Reports for a person that the numbers of these wards are still true, each as it stood in the version the person saw.
    fn confirm<'a>(&'a self, ctx: &'a Ctx, facility: FacilityId, seen: &'a [(WardId, i64)])
    -> BoxFuture<'a, Result<StillTrue, StoreError>>;

    /// The words under which open pages hear of a hospital's numbers, or of all.
    fn topic(&self, facility: Option<FacilityId>) -> String;
}

/// A message as a gateway carries it. It names a hospital, its wards and a page; never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// The same at every try: a gateway that had it already knows it by this.
    pub id: MessageId,
    /// `reminder`, `office` or `census`.
    pub kind: &'static str,
    /// Where to.
    pub to: Masked<String>,
    /// When it is sent.
    pub at: UtcMs,
    /// One line.
    pub subject: String,
    /// All of it.
    pub text: String,
    /// The hospital's name.
    pub hospital: String,
    /// The page on which something can be done; empty when nobody said at which address Sigap is found.
    pub link: String,
}

/// Why a gateway did not take a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It may take it later.
    Again(Why),
    /// It never will.
    Never(Why),
}

/// A way by which messages leave the house.
pub trait Gateway: Send + Sync + 'static {
    /// Carries one message.
    fn carry<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<(), Fault>>;
}

/// The gateways of this installation; those that nobody set up are missing.
#[derive(Clone, Default)]
pub struct Gateways {
    /// Mail.
    pub mail: Option<Arc<dyn Gateway>>,
    /// The operator's own gateway.
    pub webhook: Option<Arc<dyn Gateway>>,
    /// The mailbox of the office.
    pub office_mail: Option<Masked<String>>,
    /// The address people type, for links: `https://sigap.example`.
    pub public_url: Option<String>,
}

impl Gateways {
    fn of(&self, channel: Channel) -> Option<&dyn Gateway> {
        match channel {
            Channel::Mail => self.mail.as_deref(),
            Channel::OfficeMail => self.mail.as_deref().filter(|_| self.office_mail.is_some()),
            Channel::Webhook => self.webhook.as_deref(),
        }
    }
}

/// The room, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct Reminders(Arc<Inner>);

struct Inner {
    floor: Floor,
    rules: LadderRules,
    hospitals: Arc<dyn Hospitals>,
    gateways: Gateways,
    picture: Arc<LivePicture<ReminderPicture>>,
}

impl Reminders {
    /// Opens the room: paints who is reminded and asked, and keeps the open pages told.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn open(floor: Floor, rules: LadderRules, hospitals: Arc<dyn Hospitals>, gateways: Gateways) -> Result<Self, StoreError> {
        let picture = LivePicture::start(floor.db().clone(), ReminderPainter).await?;
        let room = Self(Arc::new(Inner { floor, rules, hospitals, gateways, picture }));
        tokio::spawn(tell_pages(room.clone()));
        Ok(room)
    }

    /// The floor below.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.0.floor
    }

    pub(crate) fn rules(&self) -> &LadderRules {
        &self.0.rules
    }

    pub(crate) fn hospitals(&self) -> &dyn Hospitals {
        self.0.hospitals.as_ref()
    }

    pub(crate) fn gateways(&self) -> &Gateways {
        &self.0.gateways
    }

    pub(crate) fn picture(&self) -> &LivePicture<ReminderPicture> {
        &self.0.picture
    }
}

/// The topic of everything about reminders and censuses.
pub const TOPIC: &str = "reminders";

/// Tells open pages that somebody was reminded, or that a census began or ended.
async fn tell_pages(room: Reminders) {
    let mut published = room.picture().watch();
    while published.changed().await.is_ok() {
        room.floor().live().tell(BTreeSet::from([TOPIC.to_owned()]));
    }
}

/// The room's table of contents.
#[must_use]
pub fn routes(room: Reminders) -> Mounted {
    let of = Guard::Action;
    Routes::new()
        // Who owes numbers
        .get("/pengingat", of(Action::ReadReminders), pages::list::page)
        .get("/pengingat/{facility}", of(Action::ReadReminders), pages::one::page)
        .post("/pengingat/{facility}/telepon", of(Action::NoteCall), pages::one::call)
        .post("/pengingat/{facility}/jeda", of(Action::PauseReminders), pages::one::pause)
        .post("/pengingat/{facility}/lanjut", of(Action::PauseReminders), pages::one::resume)
        .get("/pengingat/{facility}/kontak", of(Action::SetReminderContact), pages::contact::form)
        .post("/pengingat/{facility}/kontak", of(Action::SetReminderContact), pages::contact::put)
        // Count now
        .get("/hitung", of(Action::ReadCensus), pages::censuses::page)
        .get("/hitung/baru", of(Action::StartCensus), pages::start::form)
        .post("/hitung/baru", of(Action::StartCensus), pages::start::start)
        .get("/hitung/{number}", of(Action::ReadCensus), pages::census::page)
        .get("/hitung/{number}/layar", of(Action::ReadCensus), pages::census::wall)
        .get("/hitung/{number}/unduh", of(Action::ReadCensus), pages::csv::download)
        .post("/hitung/{number}/akhiri", of(Action::StartCensus), pages::census::stop)
        .post("/hitung/{number}/telepon/{facility}", of(Action::NoteCall), pages::census::call)
        .post("/hitung/masih-benar/{facility}", of(Action::ReportWard), pages::still::confirm)
        .mount(room)
}
