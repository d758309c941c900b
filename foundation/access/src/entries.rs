//! The journal entries of this crate, each made in one place. None holds personal data; `tests/journal_samples.json` keeps one of each version.

use serde_json::{Value as Json, json};
use sigap_kernel::{FacilityId, Grant, KeyId, Lang, PersonId, SessionId, UserId};
use sigap_store::{Entry, Subject};

use crate::store::scope_text;

/// The kind of subject of everything about a user.
pub(crate) const USER: &str = "user";
/// The kind of subject of everything about a machine key.
pub(crate) const KEY: &str = "key";

fn of_user(user: UserId, kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new(USER, user), kind, 1, body)
}

fn of_key(key: KeyId, kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new(KEY, key), kind, 1, body)
}

fn of_ring(kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new("keyring", "ring"), kind, 1, body)
}

fn grants_json(grants: &[Grant]) -> Json {
    grants.iter().map(|grant| json!({ "role": grant.role, "scope": scope_text(&grant.scope) })).collect()
}

pub(crate) fn user_added(user: UserId, grants: &[Grant], lang: Lang) -> Entry {
    of_user(user, "user.added", json!({ "grants": grants_json(grants), "lang": lang }))
}

pub(crate) fn user_grants_set(user: UserId, before: &[Grant], after: &[Grant]) -> Entry {
    of_user(user, "user.grants_set", json!({ "before": grants_json(before), "after": grants_json(after) }))
}

pub(crate) fn user_profile_changed(user: UserId, lang: Lang) -> Entry {
    of_user(user, "user.profile_changed", json!({ "lang": lang }))
}

pub(crate) fn user_password_set(user: UserId) -> Entry {
    of_user(user, "user.password_set", json!({}))
}

pub(crate) fn user_disabled_set(user: UserId, disabled: bool) -> Entry {
    of_user(user, "user.disabled_set", json!({ "disabled": disabled }))
}

pub(crate) fn user_erased(user: UserId) -> Entry {
    of_user(user, "user.erased", json!({}))
}

pub(crate) fn logged_in(user: UserId, session: SessionId, factor: &str) -> Entry {
    of_user(user, "user.logged_in", json!({ "session": session, "factor": factor }))
}

pub(crate) fn logged_out_everywhere(user: UserId) -> Entry {
    of_user(user, "user.logged_out_everywhere", json!({}))
}

pub(crate) fn second_factor_offered(user: UserId) -> Entry {
    of_user(user, "user.second_factor_offered", json!({}))
}

pub(crate) fn second_factor_on(user: UserId, session: SessionId) -> Entry {
    of_user(user, "user.second_factor_on", json!({ "session": session }))
}

pub(crate) fn second_factor_off(user: UserId) -> Entry {
    of_user(user, "user.second_factor_off", json!({}))
}

pub(crate) fn key_added(key: KeyId, facility: FacilityId, protocol: &str, name: &str, kind: &str) -> Entry {
    of_key(key, "key.added", json!({ "facility": facility, "protocol": protocol, "name": name, "secret_kind": kind }))
}

pub(crate) fn key_enabled_set(key: KeyId, enabled: bool) -> Entry {
    of_key(key, "key.enabled_set", json!({ "enabled": enabled }))
}

pub(crate) fn key_secret_set(key: KeyId) -> Entry {
    of_key(key, "key.secret_set", json!({}))
}

pub(crate) fn person_erased(person: PersonId) -> Entry {
    Entry::new(Subject::new("person", person), "person.erased", 1, json!({}))
}

pub(crate) fn ring_bound(current: &str) -> Entry {
    of_ring("keyring.bound", json!({ "current": current }))
}

pub(crate) fn ring_rotated(current: &str) -> Entry {
    of_ring("keyring.rotated", json!({ "current": current }))
}

pub(crate) fn ring_rewrapped(current: &str, count: usize) -> Entry {
    of_ring("keyring.rewrapped", json!({ "current": current, "count": count }))
}
