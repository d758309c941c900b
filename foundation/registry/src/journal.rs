//! The registry's journal entries: what they hold, and how they are told on a page. Every version ever written has a sample
//! in `tests/samples/`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sigap_kernel::{FacilityId, WardId};
use sigap_store::{Entry, JournalRow, Subject};
use sigap_web::{Mode, Words};

use crate::columns::{self, Column};
use crate::{CityShadow, Facility, Said as _, Stage, StageEvent, Ward};

/// What stands in the place of a value that is nobody's business but the office's.
const HIDDEN: &str = "•••";
/// The kind of the subject of imports and of place names.
pub(crate) const REGISTRY: &str = "registry";

/// The kind of the subject of what is decided about the deployment as a whole.
pub(crate) const DEPLOYMENT: &str = "deployment";

/// What an entry is about: a facility.
#[must_use]
pub fn facility_subject(id: FacilityId) -> Subject {
    Subject::new("facility", id)
}

/// What an entry is about: a ward.
#[must_use]
pub fn ward_subject(id: WardId) -> Subject {
    Subject::new("ward", id)
}

/// The value of a column as the journal may hold it.
fn shown(of: &Facility, column: Column) -> String {
    let text = columns::get(of, column);
    if column == Column::Note && !text.is_empty() { HIDDEN.to_owned() } else { text }
}

pub(crate) fn facility_added(one: &Facility) -> Entry {
    let columns = Column::ALL.iter().map(|column| (column.code(), shown(one, *column))).filter(|(_, text)| !text.is_empty());
    Entry::new(facility_subject(one.id), "facility.added", 1, json!({ "columns": columns.collect::<BTreeMap<_, _>>() }))
}

/// Each column that changed with its old and new value.
pub(crate) fn facility_changed(old: &Facility, new: &Facility) -> Entry {
    let changed = new.differences(old).into_iter().map(|column| (column.code(), [shown(old, column), shown(new, column)]));
    let mut changed: BTreeMap<_, _> = changed.collect();
    if old.agreement.contact != new.agreement.contact {
        let hidden = |one: &Facility| one.agreement.contact.as_ref().map_or_else(String::new, |_| HIDDEN.to_owned());
        changed.insert("contact", [hidden(old), hidden(new)]);
    }
    Entry::new(facility_subject(old.id), "facility.changed", 1, json!({ "version": new.version, "changed": changed }))
}

pub(crate) fn stage_moved(id: FacilityId, from: Stage, to: Stage, event: StageEvent, reason: &str) -> Entry {
    Entry::new(facility_subject(id), "facility.stage", 1, json!({ "from": from, "to": to, "event": event, "reason": reason }))
}

pub(crate) fn phone_answered(id: FacilityId, number: &str) -> Entry {
    Entry::new(facility_subject(id), "facility.phone_answered", 1, json!({ "number": number }))
}

fn ward_facts(ward: &Ward) -> [(&'static str, String); 4] {
    let active = if ward.active { "yes" } else { "no" };
    [
        ("name", ward.name.clone()),
        ("pool", ward.pool.to_string()),
        ("reported_by", ward.reported_by.to_string()),
        ("active", active.to_owned()),
    ]
}

pub(crate) fn ward_added(ward: &Ward) -> Entry {
    let columns: BTreeMap<_, _> = ward_facts(ward).into_iter().collect();
    Entry::new(ward_subject(ward.id), "ward.added", 1, json!({ "facility": ward.facility, "columns": columns }))
}

pub(crate) fn ward_changed(old: &Ward, new: &Ward) -> Entry {
    let pairs = ward_facts(old).into_iter().zip(ward_facts(new)).filter(|(old, new)| old != new);
    let changed: BTreeMap<_, _> = pairs.map(|((column, old), (_, new))| (column, [old, new])).collect();
    let kind = if old.active && !new.active { "ward.retired" } else { "ward.changed" };
    Entry::new(ward_subject(old.id), kind, 1, json!({ "version": new.version, "changed": changed }))
}

pub(crate) fn imported(file: &str, [added, changed, same, refused]: [usize; 4]) -> Entry {
    let facts = json!({ "file": file, "added": added, "changed": changed, "same": same, "refused": refused });
    Entry::new(Subject::new(REGISTRY, "import"), "registry.imported", 1, facts)
}

pub(crate) fn begun(mode: Mode) -> Entry {
    Entry::new(Subject::new(DEPLOYMENT, "this"), "deployment.begun", 1, json!({ "mode": mode }))
}

pub(crate) fn city_decided(city: &CityShadow) -> Entry {
    let facts = json!({ "in_shadow": city.is_on, "until_ms": city.until.map(|until| until.0), "reason": city.reason });
    Entry::new(Subject::new(DEPLOYMENT, "this"), "deployment.shadow", 1, facts)
}

/// An entry as a sentence; one of another room, or newer than this program, is called by its type.
pub(crate) fn say(row: &JournalRow, w: &Words) -> String {
    let facts: Json = serde_json::from_str(&row.body).unwrap_or_default();
    let text = |name: &str| facts.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let columns = || {
        let names = facts.get("changed").and_then(Json::as_object).into_iter().flat_map(serde_json::Map::keys);
        names.map(|name| w.s(&format!("f-{}", name.replace('_', "-")))).collect::<Vec<_>>().join(", ")
    };
    match (row.kind.as_str(), row.v) {
        ("facility.added", 1) => w.s("journal-added"),
        ("facility.changed", 1) => w.a1("journal-changed", "columns", columns()),
        ("facility.stage", 1) => {
            let stage = text("to").parse::<Stage>().map(|stage| stage.say(w)).unwrap_or_default();
            let key = if text("reason").is_empty() { "journal-stage" } else { "journal-stage-reason" };
            w.with(key, &[("stage", &stage), ("reason", &text("reason"))])
        }
        ("facility.phone_answered", 1) => w.a1("journal-phone-answered", "number", text("number")),
        ("ward.added", 1) => w.s("journal-ward-added"),
        ("ward.changed", 1) => w.a1("journal-ward-changed", "columns", columns()),
        ("ward.retired", 1) => w.s("journal-ward-retired"),
        ("deployment.begun", 1) => w.a1("journal-begun", "mode", text("mode")),
        ("deployment.shadow", 1) => {
            let is_on = facts.get("in_shadow").and_then(Json::as_bool).unwrap_or_default();
            w.a1(if is_on { "journal-city-shadow" } else { "journal-city-open" }, "reason", text("reason"))
        }
        ("registry.imported", 1) => w.a1("journal-imported", "file", text("file")),
        (kind, _) => kind.to_owned(),
    }
}
