//! Who is coming, from wherever it is known: lines that are kept elsewhere and only shown here, with the taps that belong to a list. Today these
//! are promises and announcements; what is personal of them stands on their own page.

use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, Pool, UtcMs, WardId};
use sigap_store::{Query, StoreError};

use crate::board::place_of;
use crate::picture::FacilityBeds;
use crate::promise::{self, Promise, PromiseEvent, PromiseId, PromiseKind, PromiseState};
use crate::words::Said;

/// Somebody who is coming or waits, as another part of the house keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Coming {
    /// Which promise.
    pub(crate) id: PromiseId,
    pub(crate) version: i64,
    /// Which kind of bed.
    pub(crate) pool: Pool,
    pub(crate) ward: Option<WardId>,
    /// When they are expected; `None`: they are here and wait.
    pub(crate) eta: Option<UtcMs>,
    /// Whether a claim has taken the bed off the number already.
    pub(crate) is_taken_off: bool,
    /// What it is, and how far it has come: the key of its words.
    key: String,
    /// Whether an answer is due, or they should be here.
    is_urgent: bool,
    /// The tap that is the usual next one.
    next: Option<PromiseEvent>,
}

/// Everyone who is coming to a hospital or waits there, by the time of arrival.
pub(crate) async fn coming(q: &impl Query, ctx: &Ctx, one: &FacilityBeds) -> Result<Vec<Coming>, StoreError> {
    if ctx.may(Action::ReadPromises, &place_of(&one.facility)).is_err() {
        return Ok(Vec::new());
    }
    Ok(promise::open_of(q, one.facility.id).await?.iter().map(|promise| Coming::of(promise, ctx, one)).collect())
}

impl Coming {
    fn of(promise: &Promise, ctx: &Ctx, one: &FacilityBeds) -> Self {
        let stand = promise.stand;
        let is_here = stand.state == PromiseState::Waiting;
        let held = matches!(stand.state, PromiseState::Accepted | PromiseState::Coming | PromiseState::Waiting);
        let may = ctx.may(Action::ReceivePatient, &place_of(&one.facility)).is_ok();
        // Whom a ward was chosen for can be placed there by one tap; everybody else by their own page.
        let next = match stand.state {
            PromiseState::Accepted | PromiseState::Coming => Some(PromiseEvent::Arrive),
            PromiseState::Waiting if promise.ward.is_some() => Some(PromiseEvent::Place),
            _ => None,
        };
        let is_due = stand.kind == PromiseKind::Promise && stand.state == PromiseState::Asked;
        Self {
            id: promise.id,
            version: promise.version,
            pool: promise.pool,
            ward: promise.ward,
            eta: (!is_here).then_some(promise.eta_at),
            is_taken_off: stand.kind == PromiseKind::Promise && held && promise.claim.is_some(),
            key: format!("list-{}-{}", stand.kind, stand.state).replace('_', "-"),
            is_urgent: is_due || (!is_here && promise.eta_at < ctx.now()),
            next: next.filter(|event| may && stand.after(*event).is_ok()),
        }
    }
}

/// The same as a person reads it.
pub(crate) struct ComingRow {
    pub(crate) id: PromiseId,
    pub(crate) version: i64,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) place: String,
    pub(crate) is_urgent: bool,
    /// Code and words of the usual next tap.
    pub(crate) next: Option<(&'static str, String)>,
}

impl Coming {
    pub(crate) fn row(&self, said: Said, one: &FacilityBeds, now: UtcMs) -> ComingRow {
        let w = said.words();
        let (kind, restricts) = said.pool(&self.pool);
        let pool = if restricts.is_empty() { kind } else { format!("{kind} · {restricts}") };
        let ward = self.ward.and_then(|ward| one.ward(ward)).map(|ward| format!("{} · ", ward.ward.name));
        let when = match self.eta {
            Some(eta) if eta < now => w.with("list-eta-past", &[("time", &said.at(eta, one.facility.zone, now))]),
            Some(eta) => w.with("list-eta", &[("time", &said.at(eta, one.facility.zone, now))]),
            None => w.s("list-eta-here"),
        };
        ComingRow {
            id: self.id,
            version: self.version,
            when,
            what: w.s(&self.key),
            place: format!("{}{pool}", ward.unwrap_or_default()),
            is_urgent: self.is_urgent,
            next: self.next.map(|event| (event.code(), w.s(&format!("list-tap-{}", event.code())))),
        }
    }
}
