//! How this crate's journal entries begin. None holds personal data; `tests/journal_samples.json` keeps one of each version.

use serde_json::Value as Json;
use sigap_kernel::{Grant, KeyId, UserId};
use sigap_store::{Entry, Subject};

use crate::store::scope_text;

/// The kind of subject of everything about a user.
pub(crate) const USER: &str = "user";
/// The kind of subject of everything about a machine key.
pub(crate) const KEY: &str = "key";

pub(crate) fn of_user(user: UserId, kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new(USER, user), kind, 1, body)
}

pub(crate) fn of_key(key: KeyId, kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new(KEY, key), kind, 1, body)
}

pub(crate) fn of_ring(kind: &'static str, body: Json) -> Entry {
    Entry::new(Subject::new("keyring", "ring"), kind, 1, body)
}

pub(crate) fn grants_json(grants: &[Grant]) -> Json {
    grants.iter().map(|grant| serde_json::json!({ "role": grant.role, "scope": scope_text(&grant.scope) })).collect()
}
