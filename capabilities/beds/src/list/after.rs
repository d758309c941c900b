//! What stands on top after a deed: what was noted, the way back, and, where people keep the number of the ward, the tap that reports it.

use sigap_access::{Action, May as _};
use sigap_availability::SourceKind;
use sigap_kernel::{FacilityId, WardId};
use sigap_registry::ReportedBy;
use sigap_web::Visitor;

use super::model::{Plan, PlanEvent, PlanId, PlanKind, PlanState};
use super::row::{Reader, kind_key};
use crate::board::place_of;
use crate::picture::WardBeds;

/// What stands on top.
pub(crate) struct AfterView {
    pub(crate) words: String,
    /// The line and its version, when its end can be undone.
    pub(crate) undo: Option<(PlanId, i64)>,
    pub(crate) report: Option<ReportTap>,
    /// What becomes of the ward's number.
    pub(crate) note: String,
    pub(crate) facility: FacilityId,
}

/// A tap on the ward board, offered here.
pub(crate) struct ReportTap {
    pub(crate) ward: WardId,
    /// `minus` or `plus`.
    pub(crate) tap: &'static str,
    pub(crate) free: u32,
    pub(crate) version: i64,
    pub(crate) words: String,
}

impl AfterView {
    /// What is said of a line that was just added or tapped.
    pub(crate) fn of(visitor: &Visitor, reader: &Reader<'_>, plan: &Plan) -> Self {
        let w = reader.said.words();
        let label = reader.labels.get(&plan.id).filter(|label| !label.is_empty()).map(|label| format!(" · {label}"));
        let what = format!("{} · {}{}", w.s(&kind_key(plan.kind)), reader.place(plan), label.unwrap_or_default());
        let key = match plan.state {
            PlanState::Done => "list-after-done",
            PlanState::Cancelled => "list-after-cancelled",
            PlanState::Planned | PlanState::Running => "list-after-saved",
        };
        let can_undo = reader.may_edit && plan.state.after(plan.kind, PlanEvent::Reopen).is_ok();
        let change = change(plan).and_then(|(id, step)| Some((reader.one.ward(id).filter(|ward| ward.ward.active)?, step)));
        let report = change.and_then(|(ward, step)| report_tap(visitor, reader, plan, ward, step));
        let note = match (change, &report) {
            (Some((ward, _)), None) if by_people(ward) => w.with("list-number-told", &[("ward", &ward.ward.name)]),
            (Some((ward, _)), None) => w.with("list-number-by-system", &[("ward", &ward.ward.name)]),
            _ if plan.state == PlanState::Done && plan.kind.leaves_a_bed() => w.s("list-now-cleaned"),
            _ => String::new(),
        };
        Self {
            words: w.with(key, &[("what", &what)]),
            undo: can_undo.then_some((plan.id, plan.version)),
            report,
            note,
            facility: plan.facility,
        }
    }
}

/// What the end of a line means for the number of a ward: which one, and whether there is a bed more or less.
const fn change(plan: &Plan) -> Option<(WardId, i32)> {
    match (plan.state, plan.kind, plan.ward, plan.to_ward) {
        (PlanState::Done, PlanKind::Cleaning, Some(ward), _) => Some((ward, 1)),
        (PlanState::Done, kind, _, Some(ward)) if kind.takes_a_bed() => Some((ward, -1)),
        _ => None,
    }
}

/// Whether people keep the number of a ward.
fn by_people(ward: &WardBeds) -> bool {
    let last = ward.observation.map(|seen| seen.source);
    ward.ward.reported_by == ReportedBy::Board || last == Some(SourceKind::WardBoard)
}

/// The tap, unless the ward was reported after the line ended: then its number has it already.
fn report_tap(visitor: &Visitor, reader: &Reader<'_>, plan: &Plan, ward: &WardBeds, step: i32) -> Option<ReportTap> {
    let may = visitor.ctx.may(Action::ReportWard, &place_of(&reader.one.facility)).is_ok();
    let seen = ward.observation?;
    let is_told = plan.ended_at.is_none_or(|ended_at| seen.taken_at() >= ended_at);
    if !may || is_told || !by_people(ward) {
        return None;
    }
    let free = seen.free?;
    let after = free.checked_add_signed(step).filter(|after| seen.capacity.is_none_or(|beds| *after <= beds))?;
    let w = reader.said.words();
    let words = w.with("list-report", &[("ward", &ward.ward.name), ("from", &w.figure(free)), ("to", &w.figure(after))]);
    Some(ReportTap { ward: ward.ward.id, tap: if step > 0 { "plus" } else { "minus" }, free, version: ward.version, words })
}
