//! The use cases, each in the same order: may I, load, let the model decide, store, record. Here: what several of them need.

pub(crate) mod board;
pub(crate) mod census;
pub(crate) mod contacts;
pub(crate) mod desk;
pub(crate) mod ladder;
pub(crate) mod lay;
pub(crate) mod notices;
pub(crate) mod send;
pub(crate) mod words;

use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_registry::{Facility, Stage};
use sigap_store::{Query, Subject};

use crate::ReminderError;
use crate::picture::{CENSUS, REMINDER};

/// Letters of a reason.
pub(crate) const REASON_LETTERS_MAX: usize = 200;

/// A facility as permissions see it.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: Some(facility.district_code.clone()).filter(|code| !code.is_empty()) }
}

/// A facility at which the actor may do this.
pub(crate) async fn facility_for(q: &impl Query, ctx: &Ctx, action: Action, id: FacilityId) -> Result<Facility, ReminderError> {
    let facility = sigap_registry::facility(q, id).await?;
    let place = facility.as_ref().map_or(Where::facility(id), place_of);
    ctx.may(action, &place)?;
    facility.ok_or(ReminderError::Unknown)
}

/// Whether a hospital said that it would report: whoever never agreed to is not reminded.
pub(crate) const fn is_reminded(facility: &Facility) -> bool {
    facility.active && matches!(facility.agreement.stage, Stage::Shadow | Stage::Public)
}

/// The subject of a hospital's reminders in the journal.
pub(crate) fn reminder_subject(id: FacilityId) -> Subject {
    Subject::new(REMINDER, id)
}

/// The subject of a census in the journal.
pub(crate) fn census_subject(number: i64) -> Subject {
    Subject::new(CENSUS, number)
}

/// A reason as it was typed, checked.
pub(crate) fn reason(typed: &str, errors: &mut FieldErrors) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        errors.add("reason", "field-required");
    } else if typed.chars().count() > REASON_LETTERS_MAX {
        errors.add("reason", format!("field-too-long?max={REASON_LETTERS_MAX}"));
    }
    typed.to_owned()
}
