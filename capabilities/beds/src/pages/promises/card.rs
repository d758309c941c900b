//! One promise in words: what it is, when the patient arrives, how long it holds, what is next, and what this person may do.

use sigap_kernel::WardId;
use sigap_web::Visitor;

use crate::Beds;
use crate::picture::FacilityBeds;
use crate::promise::{Promise, PromiseEvent, PromiseId, PromiseKind, PromiseState, Reason, Unpromised, Urgency, is_asker, open_to};
use crate::words::{Age, Said};

/// From which side a promise is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Whoever asked.
    Asker,
    /// The hospital.
    Hospital,
}

impl Side {
    const fn code(self) -> &'static str {
        match self {
            Side::Asker => "asker",
            Side::Hospital => "hospital",
        }
    }
}

/// A button that needs nothing beside it.
pub(super) struct Button {
    pub(super) event: &'static str,
    pub(super) words: String,
    pub(super) is_main: bool,
}

/// A ward that could hold the patient.
pub(super) struct WardChoice {
    pub(super) id: WardId,
    pub(super) words: String,
    pub(super) is_best: bool,
}

/// A promise on a page.
pub(super) struct Card {
    pub(super) id: PromiseId,
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) hospital: String,
    pub(super) look: &'static str,
    pub(super) state: String,
    /// `Segera · Pemberitahuan ke IGD`.
    pub(super) kind: String,
    pub(super) eta: String,
    /// How long it holds: shape and words. A warning once it runs out.
    pub(super) left: Option<(&'static str, String)>,
    pub(super) next: String,
    pub(super) asked: Age,
    /// Wards to accept into; empty where this person does not decide.
    pub(super) wards: Vec<WardChoice>,
    pub(super) buttons: Vec<Button>,
    /// Reasons to refuse, or to give it back: code and words.
    pub(super) refusals: Vec<(&'static str, String)>,
    pub(super) releases: Vec<(&'static str, String)>,
    pub(super) may_retime: bool,
}

impl Card {
    pub(super) fn of(promise: &Promise, at: &FacilityBeds, beds: &Beds, visitor: &Visitor, side: Side) -> Self {
        let said = Said::new(visitor.ctx.lang());
        let (w, now, zone) = (said.words(), visitor.ctx.now(), at.facility.zone);
        let events = open_to(&visitor.ctx, promise, &at.facility);
        let may = |event| events.contains(&event);
        let (name, restricts) = said.pool(&promise.pool);
        let list = |all: &'static [Reason], fits: fn(Reason) -> bool| {
            all.iter().filter(|one| fits(**one)).map(|one| (one.code(), say_reason(said, *one))).collect::<Vec<_>>()
        };
        let as_asker = is_asker(&visitor.ctx, promise, &at.facility);
        let of_release = if as_asker { Reason::is_of_asker } else { Reason::is_of_hospital };
        Self {
            id: promise.id,
            version: promise.version,
            title: if restricts.is_empty() { name } else { format!("{name} · {restricts}") },
            hospital: at.facility.name.clone(),
            look: look(promise.stand.state),
            state: w.s(&state_key(promise)),
            kind: format!("{} · {}", w.s(&format!("promise-{}", promise.urgency)), w.s(&format!("promise-kind-{}", promise.stand.kind))),
            eta: w.with("promise-eta-at", &[("time", &said.at(promise.eta_at, zone, now))]),
            left: left(promise, beds, said, visitor),
            next: next(promise, at, said, visitor, side),
            asked: said.age(promise.asked_at, now),
            wards: if may(PromiseEvent::Accept) { wards(promise, at, beds, said, visitor) } else { Vec::new() },
            buttons: buttons(promise, &events, side, said),
            refusals: if may(PromiseEvent::Refuse) { list(Reason::ALL, Reason::is_of_refusal) } else { Vec::new() },
            // What a hospital has not answered it refuses; it has nothing yet to give back.
            releases: if may(PromiseEvent::Release) && (as_asker || !may(PromiseEvent::Refuse)) {
                list(Reason::ALL, of_release)
            } else {
                Vec::new()
            },
            may_retime: may(PromiseEvent::Retime),
        }
    }
}

const fn look(state: PromiseState) -> &'static str {
    match state {
        PromiseState::Asked | PromiseState::Waiting => "few",
        PromiseState::Accepted | PromiseState::Coming | PromiseState::Placed => "free",
        PromiseState::Refused => "full",
        PromiseState::Expired => "old",
        PromiseState::Released => "silent",
    }
}

/// An announcement that is not on the way yet was not asked, but told.
fn state_key(promise: &Promise) -> String {
    match (promise.stand.kind, promise.stand.state) {
        (PromiseKind::Announcement, PromiseState::Asked) => "promise-state-announced".to_owned(),
        (_, state) => format!("promise-state-{}", state.code().replace('_', "-")),
    }
}

pub(super) fn say_reason(said: Said, reason: Reason) -> String {
    said.words().s(&format!("promise-reason-{}", reason.code().replace('_', "-")))
}

fn left(promise: &Promise, beds: &Beds, said: Said, visitor: &Visitor) -> Option<(&'static str, String)> {
    let (w, now) = (said.words(), visitor.ctx.now());
    if promise.stand.state.is_over() || promise.stand.state == PromiseState::Waiting {
        return None;
    }
    let minutes = promise.minutes_left(now);
    if minutes == 0 {
        return Some(("old", w.s("promise-left-none")));
    }
    let warned = promise.is_running_out(beds.promises().rules(), now);
    let waits = promise.stand.state == PromiseState::Asked && promise.stand.kind == PromiseKind::Promise;
    if !warned && promise.stand.kind == PromiseKind::Announcement {
        // Nothing is held.
        return None;
    }
    let key = match (warned, waits) {
        (_, true) => "promise-left-answer",
        (true, false) => "promise-left-warned",
        (false, false) => "promise-left",
    };
    Some((if warned { "few" } else { "free" }, w.a1(key, "n", minutes)))
}

/// What is next, for this side; what has happened where nothing is.
fn next(promise: &Promise, at: &FacilityBeds, said: Said, visitor: &Visitor, side: Side) -> String {
    let (w, now, zone) = (said.words(), visitor.ctx.now(), at.facility.zone);
    let until = said.at(promise.until, zone, now);
    let ward = promise.ward.and_then(|id| at.ward(id)).map_or_else(|| said.kind_of(&promise.pool), |ward| ward.ward.name.clone());
    let reason = promise.reason.map_or_else(String::new, |reason| say_reason(said, reason));
    let announced = promise.stand.kind == PromiseKind::Announcement;
    let state = promise.stand.state;
    let told = announced && matches!(state, PromiseState::Asked | PromiseState::Coming);
    let key = format!("promise-next-{}-{}{}", side.code(), state.code().replace('_', "-"), if told { "-announced" } else { "" });
    let sentence = w.with(&key, &[("until", &until), ("ward", &ward), ("reason", &reason)]);
    match promise.unpromised.filter(|_| told) {
        Some(why) => format!("{} {sentence}", say_unpromised(said, why)),
        None if promise.urgency == Urgency::Planned && state == PromiseState::Asked => w.with("promise-next-planned", &[("until", &until)]),
        None => sentence,
    }
}

pub(super) fn say_unpromised(said: Said, why: Unpromised) -> String {
    said.words().s(&format!("promise-unpromised-{}", why.code().replace('_', "-")))
}

/// The next step is the main button of its side; what needs a choice stands on the promise's own page.
fn buttons(promise: &Promise, events: &[PromiseEvent], side: Side, said: Said) -> Vec<Button> {
    let shown = [PromiseEvent::Depart, PromiseEvent::Arrive, PromiseEvent::Place];
    let is_refused = promise.stand.state == PromiseState::Refused;
    let fits = |event: &PromiseEvent| match (side, event) {
        // A planned patient who was refused has no business in an emergency room.
        (_, PromiseEvent::Depart) if is_refused => promise.urgency == Urgency::Urgent,
        (Side::Hospital, PromiseEvent::Depart) => promise.stand.holds_bed(),
        _ => true,
    };
    let all: Vec<PromiseEvent> = shown.into_iter().filter(|event| events.contains(event) && fits(event)).collect();
    // Behind "on the way" comes "is here", and behind that "in the ward": the first of them is the main one; for a hospital it is arrival.
    let main = all.iter().copied().find(|event| side == Side::Asker || *event != PromiseEvent::Depart);
    let words = |event: PromiseEvent| {
        let key = if event == PromiseEvent::Depart && is_refused {
            "promise-do-depart-refused".to_owned()
        } else {
            format!("promise-do-{event}")
        };
        said.words().s(&key)
    };
    all.into_iter().map(|event| Button { event: event.code(), words: words(event), is_main: Some(event) == main }).collect()
}

/// The hospital's wards, those of the kind that was asked for first, and of these the one with most beds free.
fn wards(promise: &Promise, at: &FacilityBeds, beds: &Beds, said: Said, visitor: &Visitor) -> Vec<WardChoice> {
    let w = said.words();
    let mut all: Vec<_> = at
        .wards
        .iter()
        .filter(|ward| ward.ward.active)
        .map(|ward| (ward.ward.pool == promise.pool, ward.standing(beds.rules(), visitor.ctx.now()).free_to_promise, &ward.ward))
        .collect();
    all.sort_by_key(|(same, free, ward)| (!same, std::cmp::Reverse(*free), ward.name.clone()));
    let best = all.first().filter(|(same, free, _)| *same && free.is_some_and(|free| free > 0)).map(|(_, _, ward)| ward.id);
    all.into_iter()
        .map(|(_, free, ward)| WardChoice {
            id: ward.id,
            words: match free {
                Some(free) => w.with("promise-ward-free", &[("ward", &ward.name), ("free", &w.figure(free))]),
                None => w.with("promise-ward-unknown", &[("ward", &ward.name)]),
            },
            is_best: best == Some(ward.id),
        })
        .collect()
}
