//! One line of the list as a person reads it: what, where, when, what to do about it, and its buttons.

use std::collections::HashMap;

use sigap_kernel::{UtcMs, Zone};
use sigap_web::Words;

use super::model::{Plan, PlanEvent, PlanId, PlanKind, PlanState};
use crate::picture::FacilityBeds;
use crate::words::{Said, day_number, instant_of};

/// Minutes of an hour and a day.
const HOUR_MIN: i64 = 60;
const DAY_MIN: i64 = 24 * HOUR_MIN;
/// The hour of the next morning that is offered when something is postponed.
const MORNING_MIN: i64 = 10 * HOUR_MIN;

/// A button: the event, with the hour where the event moves one (`postpone:1790000000000`), and its words.
pub(crate) struct Button {
    pub(crate) event: String,
    pub(crate) words: String,
    /// Whether it ends the line without its having happened.
    pub(crate) is_end: bool,
}

/// A line.
pub(crate) struct Row {
    /// Its place on the page.
    pub(crate) anchor: String,
    pub(crate) id: PlanId,
    pub(crate) version: i64,
    pub(crate) icon: &'static str,
    /// Empty where the heading says it.
    pub(crate) kind: String,
    /// Bed number and initials, for those who may see them.
    pub(crate) label: String,
    /// Ward or wards.
    pub(crate) place: String,
    pub(crate) when: String,
    /// Code and words of what needs a look.
    pub(crate) state: Option<(&'static str, String)>,
    /// The usual next step.
    pub(crate) first: Option<Button>,
    /// Other steps of one tap.
    pub(crate) beside: Vec<Button>,
    /// Steps behind one more tap.
    pub(crate) more: Vec<Button>,
}

/// The parts of the list, in the order in which they are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Look,
    Waiting,
    Home,
    Cleaning,
    Booked,
    OneUp,
    Swap,
}

impl Part {
    pub(crate) const ALL: [Part; 7] = [Part::Look, Part::Waiting, Part::Home, Part::Cleaning, Part::Booked, Part::OneUp, Part::Swap];

    /// The word of its heading.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Part::Look => "list-part-look",
            Part::Waiting => "list-part-waiting",
            Part::Home => "list-part-home",
            Part::Cleaning => "list-part-cleaning",
            Part::Booked => "list-part-booked",
            Part::OneUp => "list-part-one-up",
            Part::Swap => "list-part-swap",
        }
    }
}

/// What a line is read with.
pub(crate) struct Reader<'r> {
    pub(crate) said: Said,
    pub(crate) one: &'r FacilityBeds,
    pub(crate) labels: &'r HashMap<PlanId, String>,
    pub(crate) one_up_max_days: u8,
    pub(crate) may_edit: bool,
    pub(crate) now: UtcMs,
}

/// The icon of a kind.
pub(crate) const fn icon(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Home => "out",
        PlanKind::Waiting => "clock",
        PlanKind::Cleaning => "bed",
        PlanKind::Elective | PlanKind::Theatre => "user",
        PlanKind::Transfer => "next",
        PlanKind::OneUp => "up",
        PlanKind::Swap => "share",
    }
}

/// The word of a kind: `list-home`, `list-one-up`.
pub(crate) fn kind_key(kind: PlanKind) -> String {
    format!("list-{}", kind.code().replace('_', "-"))
}

impl Reader<'_> {
    fn w(&self) -> Words {
        self.said.words()
    }

    fn zone(&self) -> Zone {
        self.one.facility.zone
    }

    /// The day of a stay one class up: the first is 1.
    pub(crate) fn day_of(&self, plan: &Plan) -> i64 {
        day_number(self.now, self.zone()) - day_number(plan.since, self.zone()) + 1
    }

    /// In which part of the list a line stands: what waits for a decision comes first.
    pub(crate) fn part(&self, plan: &Plan) -> Part {
        let last_day = plan.kind == PlanKind::OneUp && self.day_of(plan) >= i64::from(self.one_up_max_days);
        if plan.is_late(self.now) || last_day {
            return Part::Look;
        }
        match plan.kind {
            PlanKind::Waiting => Part::Waiting,
            PlanKind::Home => Part::Home,
            PlanKind::Cleaning => Part::Cleaning,
            PlanKind::Elective | PlanKind::Theatre | PlanKind::Transfer => Part::Booked,
            PlanKind::OneUp => Part::OneUp,
            PlanKind::Swap => Part::Swap,
        }
    }

    /// The word of the kind, where the heading above the line does not say it.
    fn kind(&self, plan: &Plan) -> String {
        let is_said = matches!(self.part(plan), Part::Waiting | Part::Home | Part::Cleaning | Part::OneUp | Part::Swap);
        if is_said && !plan.state.is_over() { String::new() } else { self.w().s(&kind_key(plan.kind)) }
    }

    /// The line.
    pub(crate) fn row(&self, plan: &Plan) -> Row {
        let buttons = self.may_edit && !plan.state.is_over();
        Row {
            anchor: anchor(plan.id),
            id: plan.id,
            version: plan.version,
            icon: icon(plan.kind),
            kind: self.kind(plan),
            label: self.labels.get(&plan.id).cloned().unwrap_or_default(),
            place: self.place(plan),
            when: self.when(plan),
            state: self.state(plan),
            first: buttons.then(|| self.first(plan)).flatten(),
            beside: if buttons { self.beside(plan) } else { Vec::new() },
            more: if buttons { self.more(plan) } else { Vec::new() },
        }
    }

    fn ward(&self, id: Option<sigap_kernel::WardId>) -> String {
        let name = id.and_then(|id| self.one.ward(id)).map(|ward| ward.ward.name.clone());
        name.unwrap_or_else(|| self.w().s("list-no-ward"))
    }

    /// Where: the ward, or from where to where.
    pub(crate) fn place(&self, plan: &Plan) -> String {
        match plan.kind {
            PlanKind::Home | PlanKind::Cleaning => self.ward(plan.ward),
            PlanKind::Waiting | PlanKind::Elective | PlanKind::Theatre => self.ward(plan.to_ward),
            PlanKind::Transfer => format!("{} → {}", self.ward(plan.ward), self.ward(plan.to_ward)),
            PlanKind::OneUp => self.w().with("list-one-up-place", &[("in", &self.ward(plan.ward)), ("own", &self.ward(plan.to_ward))]),
            PlanKind::Swap => self.swap_place(plan),
        }
    }

    fn swap_place(&self, plan: &Plan) -> String {
        let sex = plan.ward.and_then(|id| self.one.ward(id)).map(|ward| ward.ward.pool.sex);
        let (from, to) = match (plan.was, sex) {
            (Some(was), _) => (Some(was), super::swap::other(was)),
            (None, sex) => (sex, sex.and_then(super::swap::other)),
        };
        let said = |sex: Option<sigap_kernel::Sex>| sex.map_or_else(String::new, |sex| self.said.sex(sex));
        format!("{}: {} → {}", self.ward(plan.ward), said(from), said(to))
    }

    /// When, in words.
    fn when(&self, plan: &Plan) -> String {
        let at = self.said.at(plan.at, self.zone(), self.now);
        let w = self.w();
        match (plan.kind, plan.state) {
            (_, PlanState::Done | PlanState::Cancelled) => plan.ended_at.map_or(at, |at| crate::words::short_time(w, at, self.zone())),
            (PlanKind::Waiting, _) => w.with("list-waits", &[("span", &self.span(plan.since))]),
            (PlanKind::Cleaning, _) => w.with("list-ready-by", &[("time", &at), ("span", &self.span(plan.since))]),
            (PlanKind::OneUp, _) => {
                w.with("list-day-of", &[("day", &self.day_of(plan).to_string()), ("max", &self.one_up_max_days.to_string()), ("time", &at)])
            }
            (PlanKind::Swap, PlanState::Running) => w.with("list-swapped-since", &[("age", &self.said.age(plan.since, self.now).words)]),
            _ => at,
        }
    }

    /// `1 jam 20 mnt`.
    fn span(&self, since: UtcMs) -> String {
        let minutes = self.now.age_s(since).max(0) / 60;
        let (hours, rest) = ((minutes / HOUR_MIN).to_string(), (minutes % HOUR_MIN).to_string());
        let key = if minutes < HOUR_MIN { "list-span-min" } else { "list-span-hour" };
        self.w().with(key, &[("h", &hours), ("m", &rest)])
    }

    fn state(&self, plan: &Plan) -> Option<(&'static str, String)> {
        let w = self.w();
        let days = i64::from(self.one_up_max_days);
        if plan.kind == PlanKind::OneUp && !plan.state.is_over() && self.day_of(plan) >= days {
            let key = if self.day_of(plan) > days { "list-one-up-over" } else { "list-one-up-last" };
            return Some(("full", w.with(key, &[("max", &days.to_string())])));
        }
        match (plan.is_late(self.now), plan.state) {
            (true, _) => Some(("few", w.s(&format!("{}-late", kind_key(plan.kind))))),
            (_, PlanState::Cancelled) => Some(("old", w.s("list-cancelled"))),
            (_, PlanState::Done) => Some(("free", w.s(&format!("{}-done", kind_key(plan.kind))))),
            _ => None,
        }
    }

    fn button(&self, event: PlanEvent, words: String, at: Option<UtcMs>) -> Button {
        let said = at.map_or_else(|| event.code().to_owned(), |at| format!("{event}:{}", at.0));
        Button { event: said, words, is_end: event == PlanEvent::Cancel }
    }

    /// The usual next step.
    fn first(&self, plan: &Plan) -> Option<Button> {
        let key = match (plan.kind, plan.state) {
            (PlanKind::Swap, PlanState::Planned) => return Some(self.button(PlanEvent::Start, self.w().s("list-swap-start"), None)),
            (PlanKind::Swap, _) => return Some(self.button(PlanEvent::Cancel, self.w().s("list-swap-back"), None)),
            (kind, _) => format!("{}-finish", kind_key(kind)),
        };
        Some(self.button(PlanEvent::Finish, self.w().s(&key), None))
    }

    fn beside(&self, plan: &Plan) -> Vec<Button> {
        match (plan.kind, plan.state) {
            (PlanKind::OneUp, _) => {
                let at = plan.at.max(self.now).plus_min(DAY_MIN);
                vec![self.button(PlanEvent::Postpone, self.w().s("list-one-day-more"), Some(at))]
            }
            (PlanKind::Swap, PlanState::Running) => vec![self.button(PlanEvent::Finish, self.w().s("list-swap-keep"), None)],
            _ => Vec::new(),
        }
    }

    /// Hours to move to, and that it will not happen.
    fn more(&self, plan: &Plan) -> Vec<Button> {
        let mut more = Vec::new();
        if plan.state.after(plan.kind, PlanEvent::Postpone).is_ok() && plan.kind != PlanKind::OneUp {
            let hours = self.hours(plan.kind).into_iter().filter(|at| *at != plan.at);
            more.extend(hours.map(|at| self.button(PlanEvent::Postpone, self.said.at(at, self.zone(), self.now), Some(at))));
        }
        if !(plan.kind == PlanKind::Swap && plan.state == PlanState::Running) {
            let key = if plan.kind == PlanKind::Waiting { "list-waiting-cancel" } else { "list-cancel" };
            more.push(self.button(PlanEvent::Cancel, self.w().s(key), None));
        }
        more
    }

    /// Hours that are offered: soon, later, and the next morning.
    fn hours(&self, kind: PlanKind) -> Vec<UtcMs> {
        let steps: [i64; 3] = if kind == PlanKind::Cleaning { [15, 30, 60] } else { [1, 2, 4].map(|hours| hours * HOUR_MIN) };
        let round = if kind == PlanKind::Cleaning { 5 } else { 30 };
        let soon = steps.into_iter().map(|minutes| rounded(self.now.plus_min(minutes), round));
        let morning = instant_of(day_number(self.now, self.zone()) + 1, MORNING_MIN, self.zone());
        soon.chain((kind != PlanKind::Cleaning).then_some(morning)).collect()
    }
}

/// Where a line stands on the page.
pub(crate) fn anchor(id: PlanId) -> String {
    format!("plan-{id}")
}

/// Up to the next so many minutes.
pub(crate) fn rounded(at: UtcMs, minutes: i64) -> UtcMs {
    let step_ms = minutes * 60_000;
    UtcMs(at.0.saturating_add(step_ms - 1).div_euclid(step_ms).saturating_mul(step_ms))
}
