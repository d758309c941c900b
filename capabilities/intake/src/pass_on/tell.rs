//! What the journal says of passing on: the authority, on and off, codes that a person corrected, and what each walk did.

use serde_json::json;
use sigap_store::{Entry, Subject};

use super::outcome::Tally;
use super::row::{Codes, PassRow};
use super::target::Target;

fn subject(target: &Target) -> Subject {
    Subject::new("facility", target.facility)
}

/// Turned on, or set anew: by which letter, to where.
pub(crate) fn turned_on(target: &Target) -> Entry {
    let body = json!({
        "target": target.id, "service": target.service, "address": target.address, "sender": target.sender,
        "facility_code": target.facility_code, "letter_no": target.letter_no, "letter_date": target.letter_date,
    });
    Entry::new(subject(target), "intake.pass_on_set", 1, body)
}

/// Turned off by a person.
pub(crate) fn turned_off(target: &Target) -> Entry {
    Entry::new(subject(target), "intake.pass_on_off", 1, json!({ "target": target.id, "service": target.service }))
}

/// Stopped, because the service refused the keys.
pub(crate) fn stopped(target: &Target) -> Entry {
    Entry::new(subject(target), "intake.pass_on_stopped", 1, json!({ "target": target.id, "service": target.service }))
}

/// A person corrected the codes of a row.
pub(crate) fn coded(target: &Target, row: &PassRow, before: &Codes) -> Entry {
    let codes = |codes: &Codes| json!({ "class": codes.class, "room": codes.room });
    let body = json!({ "target": target.id, "service": target.service, "before": codes(before), "after": codes(&row.codes) });
    Entry::new(Subject::new("ward", row.ward), "intake.pass_on_coded", 1, body)
}

/// What one walk did. Single numbers have no entry: they follow from the reports, and the row says what was kept.
pub(crate) fn walked(target: &Target, tally: Tally) -> Entry {
    let body = json!({
        "target": target.id, "service": target.service, "kept": tally.kept, "removed": tally.removed, "refused": tally.refused,
    });
    Entry::new(subject(target), "intake.passed_on", 1, body)
}
