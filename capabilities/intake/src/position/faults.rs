//! What is wrong with what a known device sends: the last reason of each kind and how often. Gathered in memory, written in batches; at most
//! one row of each kind for a device.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sigap_exchange::position::{Place, Report};
use sigap_kernel::{Ctx, FieldErrors, KeyId, UtcMs, coded_enum};
use sigap_store::{Ephemeral, Lane, StoreError};
use sigap_web::Floor;

use crate::store::devices as store;

coded_enum! {
    /// What is wrong.
    pub enum FaultKind {
        /// The time of the place cannot be true.
        Mistimed = "mistimed",
        /// The place cannot be used.
        Unusable = "unusable",
        /// The place is good, something beside it is not.
        Details = "details",
        /// An app on the phone invents its places.
        Mock = "mock",
        /// The message cannot be read.
        Unreadable = "unreadable",
        /// The message names another device than the key's.
        OtherDevice = "other_device",
        /// The message is encrypted with a key Sigap does not have.
        Encrypted = "encrypted",
        /// More messages than a phone may send.
        TooMany = "too_many",
    }
}

/// What was gathered of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// The last reason: message ids by field.
    pub(crate) reason: FieldErrors,
    pub(crate) repeats: u32,
    pub(crate) first: UtcMs,
    pub(crate) last: UtcMs,
}

/// Gathers the faults of all devices.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<HashMap<(KeyId, FaultKind), Note>>);

impl Faults {
    /// Notes one fault.
    pub(crate) fn note(&self, key: KeyId, kind: FaultKind, reason: FieldErrors, at: UtcMs) {
        self.add((key, kind), Note { reason, repeats: 1, first: at, last: at });
    }

    /// Notes everything wrong with a report that was taken.
    pub(crate) fn note_report(&self, key: KeyId, report: &Report, at: UtcMs) {
        let reason = report.faults.field_errors();
        match report.place {
            Place::Mistimed(_) => self.note(key, FaultKind::Mistimed, reason, at),
            Place::Unusable => self.note(key, FaultKind::Unusable, reason, at),
            _ if !reason.is_empty() => self.note(key, FaultKind::Details, reason, at),
            _ => {}
        }
        if report.fix().is_some_and(|fix| fix.is_mock) {
            self.note(key, FaultKind::Mock, FieldErrors::new(), at);
        }
    }

    fn add(&self, which: (KeyId, FaultKind), later: Note) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get_mut(&which) {
            Some(note) => {
                note.repeats = note.repeats.saturating_add(later.repeats);
                note.first = note.first.min(later.first);
                if later.last >= note.last {
                    (note.last, note.reason) = (later.last, later.reason);
                }
            }
            None => drop(all.insert(which, later)),
        }
    }

    /// Writes down what was gathered; what cannot be written waits for the next time.
    pub(crate) async fn flush(&self, floor: &Floor, ctx: &Ctx) -> Result<(), StoreError> {
        let mut gathered: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        if gathered.is_empty() {
            return Ok(());
        }
        // In one order on every node: two that write at once then wait for each other instead of locking up.
        gathered.sort_unstable_by_key(|(which, _)| *which);
        let all = &gathered;
        let written = floor
            .db()
            .write_ephemeral_in(ctx, Ephemeral::Position, Lane::Bulk, |tx| async move { store::add_faults(&tx, all).await })
            .await;
        if written.is_err() {
            gathered.into_iter().for_each(|(which, note)| self.add(which, note));
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn repeats_add_up_and_the_last_reason_stays() {
        let (faults, key) = (Faults::default(), KeyId::new(&World::real().ctx(Actor::System("test"))));
        let reason = |message: &str| {
            let mut errors = FieldErrors::new();
            errors.add("lat", message);
            errors
        };
        for (at, message) in [(2, "position-unfilled"), (3, "position-not-number"), (1, "position-decimal-comma")] {
            faults.note(key, FaultKind::Unusable, reason(message), UtcMs(at));
        }
        faults.note(key, FaultKind::Mock, FieldErrors::new(), UtcMs(9));
        let all = faults.0.lock().unwrap();
        let expected = Note { reason: reason("position-not-number"), repeats: 3, first: UtcMs(1), last: UtcMs(3) };
        assert_eq!((all.len(), all.get(&(key, FaultKind::Unusable))), (2, Some(&expected)));
    }
}
