//! What is asked for and what is kept of it: types and small rules, no storage, no pages.

use sigap_availability::PromiseRules;
use sigap_kernel::{FacilityId, PersonId, Pool, UtcMs, WardId, coded_enum, typed_id};
use sigap_registry::{Facility, Stage};

use super::patient::Patient;
use super::state::{PromiseEvent, PromiseKind, PromiseState, Stand};
use crate::model::ClaimId;

typed_id!(/// A bed that was asked for, or a patient who was announced (*janji tempat tidur*).
    PromiseId);

coded_enum! {
    /// Whether it can wait.
    pub enum Urgency {
        /// Now (*gawat atau segera*).
        Urgent = "urgent",
        /// Planned (*elektif*): can be suspended while beds are scarce.
        Planned = "planned",
    }
}

coded_enum! {
    /// Why somebody is announced instead of being promised a bed.
    pub enum Unpromised {
        /// Beds of this kind are not promised.
        Kind = "kind",
        /// The hospital does not work with Sigap yet.
        NoAgreement = "no_agreement",
        /// Nobody answered in time.
        Silence = "silence",
        /// Left before an answer.
        Left = "left",
        /// The hospital holds no bed, and the patient comes all the same.
        Refused = "refused",
    }
}

coded_enum! {
    /// Why a hospital holds no bed, or a bed was given back. A list, so that nobody writes about a patient here.
    pub enum Reason {
        /// Every bed is taken.
        Full = "full",
        /// Not enough staff.
        Staff = "staff",
        /// Equipment is not there.
        Equipment = "equipment",
        /// Another kind of bed is needed.
        Unsuited = "unsuited",
        /// The bed is needed for somebody who is worse.
        Needed = "needed",
        /// The bed that was promised is not there after all.
        Lost = "lost",
        /// The patient does not need it any more.
        Recovered = "recovered",
        /// The patient went elsewhere.
        Elsewhere = "elsewhere",
        /// The patient did not come.
        NotCome = "not_come",
    }
}

impl Reason {
    /// Whether a hospital may refuse for it.
    #[must_use]
    pub const fn is_of_refusal(self) -> bool {
        matches!(self, Reason::Full | Reason::Staff | Reason::Equipment | Reason::Unsuited | Reason::Needed)
    }

    /// Whether a hospital may give a promised bed back for it.
    #[must_use]
    pub const fn is_of_hospital(self) -> bool {
        matches!(self, Reason::Lost | Reason::Needed | Reason::Elsewhere | Reason::NotCome)
    }

    /// Whether whoever asked may give it back for it.
    #[must_use]
    pub const fn is_of_asker(self) -> bool {
        matches!(self, Reason::Recovered | Reason::Elsewhere)
    }
}

/// What somebody asks for, checked.
#[derive(Debug, Clone)]
pub struct AskPromise {
    /// Of a form or a message that may come twice: the id it brought with it. The second finds what the first made.
    pub id: Option<PromiseId>,
    /// The hospital.
    pub facility: FacilityId,
    /// The kind of bed.
    pub pool: Pool,
    /// Whether it can wait.
    pub urgency: Urgency,
    /// A bed, or to be announced alone.
    pub wants: PromiseKind,
    /// Whether both doctors agreed on a referral: then every kind of bed can be promised.
    pub agreed: bool,
    /// Minutes until the patient arrives.
    pub eta_min: u32,
    /// Who it is for; sealed with a key of that person.
    pub patient: Patient,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The promise, or the announcement.
    pub id: PromiseId,
    /// Where it stands now: asked, or accepted at once where the agreement says so.
    pub stand: Stand,
    /// Why it is an announcement although a bed was wanted.
    pub unpromised: Option<Unpromised>,
}

/// What somebody does to a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub event: PromiseEvent,
    /// The version they saw.
    pub version: i64,
    /// Of an acceptance, and of a placement where none was chosen before: the ward.
    pub ward: Option<WardId>,
    /// Of a refusal and of a release: why.
    pub reason: Option<Reason>,
    /// Of a departure and a change of time: minutes until arrival.
    pub eta_min: Option<u32>,
}

impl Act {
    /// This event, by whoever saw this version.
    #[must_use]
    pub const fn new(event: PromiseEvent, version: i64) -> Self {
        Self { event, version, ward: None, reason: None, eta_min: None }
    }
}

/// A promise as it is kept. What is personal is not in it: see [`super::patient_of`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// Which.
    pub id: PromiseId,
    /// Goes up with every change.
    pub version: i64,
    /// The hospital.
    pub facility: FacilityId,
    /// The ward, once it is chosen.
    pub ward: Option<WardId>,
    /// The kind of bed that was asked for.
    pub pool: Pool,
    /// Kind and state.
    pub stand: Stand,
    /// Whether it could wait.
    pub urgency: Urgency,
    /// Whether both doctors agreed on a referral.
    pub agreed: bool,
    /// Why it is an announcement although a bed was wanted.
    pub unpromised: Option<Unpromised>,
    /// Why it was refused or given back.
    pub reason: Option<Reason>,
    /// Who asked, as the journal writes it.
    pub asked_by: String,
    /// The hospital in whose name they asked; `None`: the city's dispatch, or a program.
    pub asked_from: Option<FacilityId>,
    /// When.
    pub asked_at: UtcMs,
    /// When the patient is to arrive.
    pub eta_at: UtcMs,
    /// When this state ends by itself: an answer is due, a bed is held no longer.
    pub until: UtcMs,
    /// When the time for an answer ran out.
    pub unanswered_at: Option<UtcMs>,
    /// Who decided, as the journal writes it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<UtcMs>,
    /// When the patient was in the emergency room.
    pub arrived_at: Option<UtcMs>,
    /// Who changed it last, as the journal writes it.
    pub changed_by: String,
    /// When.
    pub changed_at: UtcMs,
    /// When it was over.
    pub ended_at: Option<UtcMs>,
    /// The claim that holds its bed, also after it ended.
    pub claim: Option<ClaimId>,
    /// Whose data key sealed what is personal; `None` once that was erased.
    pub person: Option<PersonId>,
    /// What is personal, sealed.
    pub(crate) sealed: Option<String>,
}

impl Promise {
    /// Whether both sides should be warned: it ends soon, or has ended and nobody closed it yet.
    #[must_use]
    pub fn is_running_out(&self, rules: &PromiseRules, now: UtcMs) -> bool {
        !self.stand.state.is_over() && self.stand.state != PromiseState::Waiting && self.until <= now.plus_min(i64::from(rules.warn_min))
    }

    /// Whole minutes until it ends by itself, never negative.
    #[must_use]
    pub fn minutes_left(&self, now: UtcMs) -> i64 {
        // The minute that is running counts: at the last second it is one, not none.
        (self.until.age_s(now) + 59) / 60
    }
}

/// When a state ends by itself.
pub(super) fn until_of(rules: &PromiseRules, stand: Stand, urgency: Urgency, eta_at: UtcMs, now: UtcMs) -> UtcMs {
    let answer_min = if urgency == Urgency::Urgent { rules.answer_min } else { rules.planned_answer_min };
    match (stand.kind, stand.state) {
        (PromiseKind::Promise, PromiseState::Asked) => now.plus_min(i64::from(answer_min)),
        (_, PromiseState::Waiting) => now.plus_min(i64::from(rules.waiting_max_min)),
        // Whoever is late already gets the whole time of grace from now on.
        _ => eta_at.max(now).plus_min(i64::from(rules.grace_min)),
    }
}

/// Whether a bed can be promised there at all; if not, why.
pub(crate) fn unpromised(rules: &PromiseRules, facility: &Facility, pool: &Pool, agreed: bool) -> Option<Unpromised> {
    // In shadow nothing is promised on numbers that are still compared.
    if facility.agreement.stage != Stage::Public {
        return Some(Unpromised::NoAgreement);
    }
    (!agreed && !rules.promises(pool)).then_some(Unpromised::Kind)
}

/// How a hospital kept its promises of the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unkept {
    /// Accepted promises that are over.
    pub accepted: u32,
    /// Of these: the patient was placed.
    pub placed: u32,
    /// Of these: the patient came and was never placed, or the bed was not there.
    pub never_placed: u32,
    /// Of these: ran out without anybody coming.
    pub expired: u32,
    /// Requests that nobody answered in time.
    pub unanswered: u32,
}

/// Promises for planned care are suspended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// Why, in the office's words.
    pub reason: String,
    /// Since when.
    pub from: UtcMs,
    /// Until when; ends by itself.
    pub until: UtcMs,
}
