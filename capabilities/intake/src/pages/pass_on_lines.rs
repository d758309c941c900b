//! What the page of passing on shows of each service and of each row there.

use std::collections::HashMap;

use sigap_kernel::WardId;
use sigap_registry::Facility;
use sigap_store::StoreError;
use sigap_web::{Visitor, Words};

use super::pass_on::PassForm;
use super::{Ago, words};
use crate::Intake;
use crate::pass_on::Service;
use crate::pass_on::row::{Codes, PassRow, PassRowId, RowState, Said, Why};
use crate::pass_on::target::{Target, TargetId, TargetState};
use crate::pass_on::walk::passes_on;
use crate::store::pass_on as store;

/// One national service.
pub(super) struct ServiceCard {
    pub(super) service: Service,
    pub(super) name: String,
    pub(super) id: Option<TargetId>,
    pub(super) state: TargetState,
    pub(super) state_said: String,
    /// Why nothing can be sent at all, and what to do.
    pub(super) notice: Option<String>,
    /// Their words when they refused the keys.
    pub(super) answer: String,
    /// The addresses the operator allows.
    pub(super) addresses: Vec<String>,
    /// What was typed, or what is kept.
    pub(super) form: PassForm,
    pub(super) lines: Vec<RowLine>,
    pub(super) kept: String,
}

/// One row there.
pub(super) struct RowLine {
    pub(super) id: PassRowId,
    pub(super) ward: String,
    pub(super) class: String,
    pub(super) room: String,
    pub(super) numbers: String,
    pub(super) kept: Option<Ago>,
    pub(super) state: RowState,
    pub(super) state_said: String,
    /// For the colour of the badge.
    pub(super) kind: &'static str,
    pub(super) todo: String,
    pub(super) answer: String,
    /// Codes to choose from.
    pub(super) offers: Vec<Codes>,
    pub(super) can_correct: bool,
}

impl ServiceCard {
    pub(super) fn is_on(&self) -> bool {
        self.state == TargetState::On
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.state == TargetState::Stopped
    }

    pub(super) fn is_aplicares(&self) -> bool {
        self.service == Service::Aplicares
    }

    pub(super) fn is_wrong(&self, wrong: &Option<Service>) -> bool {
        *wrong == Some(self.service)
    }
}

/// Every service there is, on or off.
pub(super) async fn cards(
    intake: &Intake,
    visitor: &Visitor,
    w: &Words,
    facility: &Facility,
    mut form: Option<PassForm>,
) -> Result<Vec<ServiceCard>, StoreError> {
    let db = intake.0.floor.db();
    let wards = sigap_registry::wards_of(db, facility.id).await?;
    let names: HashMap<WardId, String> = wards.into_iter().map(|ward| (ward.id, ward.name)).collect();
    let targets = store::targets_of(db, facility.id).await?;
    let listed = intake.pass_on_to();
    let mut cards = Vec::new();
    for service in Service::ALL.iter().copied() {
        let target = targets.iter().find(|target| target.service == service);
        let rows = match target {
            Some(target) => store::rows(db, target.id).await?,
            None => Vec::new(),
        };
        let addresses: Vec<String> = listed.iter().filter(|one| one.service() == service).map(ToString::to_string).collect();
        let typed = form.take_if(|form| form.service == service.code());
        let notice = target.and_then(|target| notice(intake, w, target));
        let state = target.map_or(TargetState::Off, |target| target.state);
        let goes_on = state == TargetState::On && notice.is_none() && passes_on(facility, &intake.0.floor, visitor.ctx.now());
        let lines: Vec<RowLine> = rows.iter().map(|row| RowLine::of(visitor, &names, row, goes_on)).collect();
        let kept = lines.iter().filter(|line| line.state == RowState::Kept).count();
        cards.push(ServiceCard {
            service,
            name: w.s(&format!("channel-{service}")),
            id: target.map(|target| target.id),
            state,
            state_said: w.s(&format!("pass-target-{state}")),
            notice,
            answer: target.map(|target| target.answer.clone()).unwrap_or_default(),
            addresses,
            form: typed.unwrap_or_else(|| usual(facility, service, target)),
            kept: w.with("pass-kept-of", &[("kept", w.figure(kept).as_str()), ("all", w.figure(lines.len()).as_str())]),
            lines,
        });
    }
    Ok(cards)
}

/// What the form shows before anybody types; keys are never shown.
fn usual(facility: &Facility, service: Service, target: Option<&Target>) -> PassForm {
    let code = match service {
        Service::Aplicares => facility.ppk.clone(),
        Service::Siranap => facility.kemenkes_code.clone(),
    };
    match target {
        Some(target) => PassForm {
            service: service.code().to_owned(),
            address: target.address.clone(),
            sender: target.sender.clone(),
            facility_code: target.facility_code.clone(),
            letter_no: target.letter_no.clone(),
            letter_date: target.letter_date.clone(),
            ..PassForm::default()
        },
        None => PassForm { service: service.code().to_owned(), facility_code: code.unwrap_or_default(), ..PassForm::default() },
    }
}

fn notice(intake: &Intake, w: &Words, target: &Target) -> Option<String> {
    let message = match (target.state, target.address_in(&intake.pass_on_to())) {
        (TargetState::Off, _) => return None,
        (TargetState::Stopped, _) => "pass-stopped-todo",
        (TargetState::On, None) => "pass-not-listed",
        (TargetState::On, Some(address)) => match target.peer(&intake.0.floor, &address) {
            Ok(_) => return None,
            Err(_) => "pass-keys-unreadable",
        },
    };
    Some(w.s(message))
}

impl RowLine {
    fn of(visitor: &Visitor, names: &HashMap<WardId, String>, row: &PassRow, goes_on: bool) -> Self {
        let (w, now) = (words(visitor), visitor.ctx.now());
        let numbers =
            |said: &Said| w.with("joins-numbers", &[("free", w.figure(said.free).as_str()), ("of", w.figure(said.beds).as_str())]);
        let state = if row.is_gone && row.state == RowState::Waiting { "leaving".to_owned() } else { row.state.to_string() };
        let todo = match row.why {
            // What stands there now nobody knows, and nothing follows.
            Why::Nothing if !goes_on && matches!(row.state, RowState::Kept | RowState::Waiting) => "pass-todo-off".to_owned(),
            Why::Nothing => format!("pass-todo-{state}"),
            why => format!("pass-why-{why}"),
        };
        Self {
            id: row.id,
            ward: names.get(&row.ward).cloned().unwrap_or_default(),
            class: row.codes.class.clone(),
            room: row.codes.room.clone(),
            numbers: row.kept.as_ref().or(row.said.as_ref()).map(numbers).unwrap_or_default(),
            kept: row.kept_at.map(|at| Ago::of(&w, now, at)),
            state: row.state,
            state_said: w.s(&format!("pass-row-{state}")),
            kind: match row.state {
                RowState::Kept if goes_on => "good",
                RowState::Refused => "bad",
                RowState::Held | RowState::Unsure | RowState::Left => "warn",
                RowState::Kept | RowState::Waiting | RowState::Sending => "",
            },
            todo: w.s(&todo),
            answer: if row.why == Why::ConfirmCodes { String::new() } else { row.answer.clone() },
            offers: row.offers(),
            can_correct: !row.is_gone && row.state.is_settled(),
        }
    }
}
