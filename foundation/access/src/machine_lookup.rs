//! Looking up the credential a machine shows, from memory, and noting that it was used.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use sigap_kernel::{Actor, Ctx, FacilityId, KeyId, Masked, UtcMs};
use sigap_store::Ephemeral;

use crate::machine::{NAME_LETTERS_MAX, PROTOCOL_LETTERS_MAX, secret_place};
use crate::store::machine::{self as store, KeyRow};
use crate::{Access, AccessError};

type Found = Result<Option<Arc<MachineKey>>, AccessError>;

/// Uses written in one statement.
const USES_ROWS: usize = 200;

/// A key that opens the door.
#[derive(Debug, Clone)]
pub struct MachineKey {
    /// The key.
    pub key: KeyId,
    /// Its name in its protocol.
    pub name: String,
    /// The facility it speaks for.
    pub facility: FacilityId,
    /// The secret it signs with; of a key that sends its secret the digest that is kept.
    pub secret: Masked<String>,
    /// How often it was turned off or on, or got another secret: what was given out in its name before is over.
    pub turns: i64,
}

impl MachineKey {
    /// The machine as an actor.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Machine { key: self.key, facility: self.facility }
    }
}

impl Access {
    /// The enabled key of a machine that signs, by its name in the protocol. Answered from memory; a change is felt on
    /// this node at once and on others with the feed.
    /// Errors: when the key ring does not open the secret.
    pub async fn find_hmac(&self, protocol: &str, name: &str) -> Found {
        if protocol.len() > PROTOCOL_LETTERS_MAX || name.len() > NAME_LETTERS_MAX {
            return Ok(None);
        }
        self.remembered_key(format!("{protocol}\n{name}"), async || {
            let row = store::named(self.db(), protocol, name).await?.filter(|row| !row.ring_key.is_empty());
            let Some(row) = row else { return Ok(None) };
            let secret = self.ring().open_sealed(secret_place(&row.key_id.to_string()), &row.secret)?;
            Ok(Some(MachineKey { key: row.key_id, name: row.name, facility: row.facility_id, secret, turns: row.turns }))
        })
        .await
    }

    /// The enabled key of a machine that sends its name and secret (basic), or only its secret (bearer: no name).
    pub async fn find_sent(&self, protocol: &str, name: Option<&str>, secret: &Masked<String>) -> Found {
        let digest = self.secret_digest(protocol, name, secret);
        self.remembered_key(format!("\n{digest}"), async || Ok(store::sending(self.db(), protocol, &digest).await?.map(found))).await
    }

    /// The enabled key of a machine that sends its secret, by its name: to tell its owner that somebody came with a wrong secret.
    /// Answered from memory.
    pub async fn find_named(&self, protocol: &str, name: &str) -> Found {
        if protocol.len() > PROTOCOL_LETTERS_MAX || name.len() > NAME_LETTERS_MAX {
            return Ok(None);
        }
        let read = async || Ok(store::named(self.db(), protocol, name).await?.filter(|row| row.ring_key.is_empty()).map(found));
        self.remembered_key(format!("{protocol}\n\n\n{name}"), read).await
    }

    /// The enabled key of a machine that sends its name and this secret, by the secret alone: to tell whose machine came with another's name.
    /// `None` also when several have this secret. Reads all keys of the protocol and makes a digest for each: to be asked seldom.
    /// Errors: what the database says.
    pub async fn find_nameless(&self, protocol: &str, secret: &Masked<String>) -> Result<Option<MachineKey>, AccessError> {
        let senders = store::senders(self.db(), protocol).await?.into_iter().map(found);
        let mut same = senders.filter(|key| self.secret_digest(protocol, Some(&key.name), secret) == *key.secret.reveal());
        match (same.next(), same.next()) {
            (Some(only), None) => Ok(Some(only)),
            _ => Ok(None),
        }
    }

    /// The enabled key of a machine that sends its secret, by its id: for tokens that stand for the secret. Answered from memory.
    /// Errors: what the database says.
    pub async fn find_key(&self, protocol: &str, key: KeyId) -> Found {
        let is_good = |row: &KeyRow| row.enabled && row.protocol == protocol && row.ring_key.is_empty();
        let read = async || Ok(store::by_id(self.db(), key).await?.filter(is_good).map(found));
        self.remembered_key(format!("{protocol}\n\n{key}"), read).await
    }

    async fn remembered_key(&self, asked_for: String, read: impl AsyncFnOnce() -> Result<Option<MachineKey>, AccessError>) -> Found {
        let (keys, now) = (&self.inner.remembered.keys, self.now());
        if let Some(found) = keys.get(&asked_for, now) {
            return Ok(found);
        }
        let asked = keys.generation();
        let found = read().await?.map(Arc::new);
        keys.put(asked, asked_for, found.clone(), now);
        Ok(found)
    }

    pub(crate) fn forget_key(&self, key: KeyId) {
        self.inner.remembered.keys.forget(|_, found| found.as_ref().is_none_or(|found| found.key == key));
    }

    /// Notes that a key was used, in memory; [`Access::flush_key_uses`] writes it down.
    pub fn note_key_use(&self, key: KeyId, at: UtcMs) {
        add(&mut self.key_uses(), key, at, 1);
    }

    /// Writes down when keys were last used; a timer calls it every few seconds, and the end of the program.
    /// Errors: what the database says; what could not be written is kept for the next time.
    pub async fn flush_key_uses(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let mut uses: Vec<_> = self.key_uses().drain().map(|(key, (last, uses))| (key, last, uses)).collect();
        if uses.is_empty() {
            return Ok(());
        }
        uses.sort_unstable(); // two nodes that write the same keys do so in the same order
        let sorted = &uses;
        let written = self.write_short_lived(ctx, Ephemeral::KeyUse, |tx| async move {
            for chunk in sorted.chunks(USES_ROWS) {
                store::add_uses(&tx, chunk).await?;
            }
            Ok(())
        });
        let written = written.await;
        if written.is_err() {
            let mut kept = self.key_uses();
            uses.into_iter().for_each(|(key, last, count)| add(&mut kept, key, last, count));
        }
        written
    }

    fn key_uses(&self) -> MutexGuard<'_, HashMap<KeyId, (UtcMs, i64)>> {
        self.inner.key_uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn found(row: KeyRow) -> MachineKey {
    MachineKey { key: row.key_id, name: row.name, facility: row.facility_id, secret: Masked::new(row.secret), turns: row.turns }
}

fn add(uses: &mut HashMap<KeyId, (UtcMs, i64)>, key: KeyId, at: UtcMs, count: i64) {
    let noted = uses.entry(key).or_insert((at, 0));
    *noted = (noted.0.max(at), noted.1 + count);
}
