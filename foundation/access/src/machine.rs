//! Keys of machines: which hospital system may speak for which facility, by the credential of its protocol.

use std::sync::{Arc, PoisonError};

use sigap_kernel::{Actor, Ctx, FacilityId, FieldErrors, KeyId, Masked, UtcMs, coded_enum};
use sigap_store::{Ephemeral, Tx};

use crate::seal::{self, Place};
use crate::store::machine::{self as store, KeyRow};
use crate::{Access, AccessError, Action, May as _, Where, entries};

/// Letters of a protocol's name.
const PROTOCOL_LETTERS_MAX: usize = 32;
/// Letters of a key's name in its protocol.
const NAME_LETTERS_MAX: usize = 64;
/// Bytes of a secret.
const SECRET_BYTES_MAX: usize = 256;
/// Letters of a note.
const NOTE_LETTERS_MAX: usize = 200;
/// Keys listed for one facility.
const KEYS_LISTED: i64 = 200;
/// Uses written in one statement.
const USES_ROWS: usize = 200;

coded_enum! {
    /// How a machine proves who it is, and so how its secret has to be kept.
    pub enum SecretKind {
        /// It signs with the secret: Sigap needs the secret itself, and keeps it sealed by the key ring.
        Hmac = "hmac",
        /// It sends the secret (bearer or basic): Sigap keeps a keyed digest.
        Digest = "digest",
    }
}

/// A key to be added.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The protocol it is for, for example `aplicares`.
    pub protocol: String,
    /// What the machine calls itself in that protocol (cons id, user name).
    pub name: String,
    /// The facility it speaks for.
    pub facility: FacilityId,
    /// How it proves who it is.
    pub kind: SecretKind,
    /// The secret; without one Sigap draws it.
    pub secret: Option<Masked<String>>,
    /// Who asked for it, where it is used.
    pub note: String,
}

/// A key that was added or got a new secret: the secret is shown once.
#[derive(Debug, Clone)]
pub struct AddedKey {
    /// The key.
    pub key: KeyId,
    /// Its secret.
    pub secret: Masked<String>,
}

/// A key as its facility's administrator sees it.
#[derive(Debug, Clone)]
pub struct KeyView {
    /// The key.
    pub key: KeyId,
    /// The protocol.
    pub protocol: String,
    /// Its name in the protocol.
    pub name: String,
    /// Whether it opens the door.
    pub enabled: bool,
    /// The note.
    pub note: String,
    /// When it was added.
    pub made: UtcMs,
    /// When it was last used, as far as that was written down.
    pub last_used: Option<UtcMs>,
}

/// A key that opens the door.
#[derive(Debug, Clone)]
pub struct MachineKey {
    /// The key.
    pub key: KeyId,
    /// The facility it speaks for.
    pub facility: FacilityId,
    /// The secret it signs with; for a key that sends its secret, the digest.
    pub secret: Masked<String>,
}

impl MachineKey {
    /// The machine as an actor.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Machine { key: self.key, facility: self.facility }
    }
}

/// What is remembered of a key.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) key: MachineKey,
    kind: SecretKind,
}

impl Access {
    /// Adds a key for a facility.
    ///
    /// # Errors
    /// Not permitted at the facility; field errors (`key-taken` among them); what the database says.
    pub async fn add_key(&self, ctx: &Ctx, new: &NewKey) -> Result<AddedKey, AccessError> {
        ctx.may(Action::ManageKeys, &Where::facility(new.facility))?;
        new.check()?;
        let added = AddedKey { key: KeyId::new(ctx), secret: new.secret.clone().unwrap_or_else(|| drawn(ctx)) };
        let (secret, ring_key) = self.kept_secret(ctx, added.key, &new.protocol, new.kind, &added.secret)?;
        let row = KeyRow {
            key: added.key,
            protocol: new.protocol.clone(),
            name: new.name.clone(),
            facility: new.facility,
            secret_kind: new.kind.code().to_owned(),
            secret,
            ring_key,
            enabled: true,
            note: new.note.clone(),
            made: ctx.now(),
        };
        let row = &row;
        let done: Result<(), AccessError> = self
            .db()
            .write(ctx, |tx| async move {
                if !store::insert(&tx, row).await? {
                    return Err(AccessError::field("name", "key-taken"));
                }
                tx.record(entries::key_added(row.key, row.facility, &row.protocol, &row.name, &row.secret_kind));
                Ok(())
            })
            .await;
        self.forget_key(added.key);
        done.map(|()| added)
    }

    /// Turns a key off, or on again.
    ///
    /// # Errors
    /// Not permitted at its facility; no such key.
    pub async fn set_key_enabled(&self, ctx: &Ctx, key: KeyId, enabled: bool) -> Result<(), AccessError> {
        self.manage_key(ctx, key, |tx, _| async move {
            store::set_enabled(&tx, key, enabled).await?;
            tx.record(entries::key_enabled_set(key, enabled));
            Ok(())
        })
        .await
    }

    /// Gives a key a new secret, drawn when none is given. The old one stops at once.
    ///
    /// # Errors
    /// Not permitted at its facility; a field error; no such key.
    pub async fn replace_key_secret(&self, ctx: &Ctx, key: KeyId, secret: Option<Masked<String>>) -> Result<AddedKey, AccessError> {
        let mut errors = FieldErrors::new();
        check_secret(secret.as_ref(), &mut errors);
        errors.into_result(Some(()))?;
        let drawn = secret.unwrap_or_else(|| drawn(ctx));
        let secret = &drawn;
        self.manage_key(ctx, key, |tx, row| async move {
            let (kept, ring_key) = self.kept_secret(tx.ctx(), key, &row.protocol, read_kind(&row)?, secret)?;
            store::set_secret(&tx, key, &kept, &ring_key).await?;
            tx.record(entries::key_secret_set(key));
            Ok(())
        })
        .await?;
        Ok(AddedKey { key, secret: drawn })
    }

    /// The keys of a facility, without their secrets.
    ///
    /// # Errors
    /// Not permitted at the facility; what the database says.
    pub async fn keys_of(&self, ctx: &Ctx, facility: FacilityId) -> Result<Vec<KeyView>, AccessError> {
        ctx.may(Action::ManageKeys, &Where::facility(facility))?;
        let rows = store::of_facility(self.db(), facility, KEYS_LISTED).await?;
        let view = |(row, last_used): (KeyRow, Option<UtcMs>)| {
            let KeyRow { key, protocol, name, enabled, note, made, .. } = row;
            KeyView { key, protocol, name, enabled, note, made, last_used }
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The enabled key of a machine that signs, by its name in the protocol. Answered from memory; a change is felt on
    /// this node at once and on others with the feed.
    ///
    /// # Errors
    /// When the key ring does not open the secret, or what the database says.
    pub async fn find_hmac(&self, protocol: &str, name: &str) -> Result<Option<MachineKey>, AccessError> {
        let found = self.find_key(protocol, name, By::Name).await?;
        Ok(found.filter(|found| found.kind == SecretKind::Hmac).map(|found| found.key.clone()))
    }

    /// The enabled key of a machine that sends its name and its secret (basic).
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_basic(&self, protocol: &str, name: &str, secret: &Masked<String>) -> Result<Option<MachineKey>, AccessError> {
        let found = self.find_key(protocol, name, By::Name).await?.filter(|found| found.kind == SecretKind::Digest);
        let digests = self.ring().purpose("machine");
        let right = found.filter(|found| digests.is_digest(&[protocol, secret.reveal()], found.key.secret.reveal()));
        Ok(right.map(|found| found.key.clone()))
    }

    /// The enabled key of a machine that sends only its secret (bearer).
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_bearer(&self, protocol: &str, secret: &Masked<String>) -> Result<Option<MachineKey>, AccessError> {
        let digest = self.ring().purpose("machine").digest(&[protocol, secret.reveal()]);
        Ok(self.find_key(protocol, &digest, By::Digest).await?.map(|found| found.key.clone()))
    }

    /// Notes that a key was used, in memory; [`Access::flush_key_uses`] writes it down.
    pub fn note_key_use(&self, key: KeyId, at: UtcMs) {
        let mut uses = self.inner.key_uses.lock().unwrap_or_else(PoisonError::into_inner);
        let use_of_key = uses.entry(key).or_insert((at, 0));
        *use_of_key = (use_of_key.0.max(at), use_of_key.1 + 1);
    }

    /// Writes down when keys were last used; a timer calls it every few seconds, and the end of the program.
    ///
    /// # Errors
    /// What the database says; what could not be written is kept for the next time.
    pub async fn flush_key_uses(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let mut uses: Vec<_> = {
            let mut noted = self.inner.key_uses.lock().unwrap_or_else(PoisonError::into_inner);
            noted.drain().map(|(key, (last, uses))| (key, last, uses)).collect()
        };
        uses.sort_unstable();
        let sorted = &uses;
        let written: Result<(), AccessError> = self
            .db()
            .write_ephemeral(ctx, Ephemeral::KeyUse, |tx| async move {
                for chunk in sorted.chunks(USES_ROWS) {
                    store::add_uses(&tx, chunk).await?;
                }
                Ok(())
            })
            .await;
        if written.is_err() {
            let mut noted = self.inner.key_uses.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, last, count) in uses {
                let kept = noted.entry(key).or_insert((last, 0));
                *kept = (kept.0.max(last), kept.1 + count);
            }
        }
        written
    }

    async fn find_key(&self, protocol: &str, name: &str, by: By) -> Result<Option<Arc<Found>>, AccessError> {
        if protocol.len() > PROTOCOL_LETTERS_MAX || name.len() > NAME_LETTERS_MAX {
            return Ok(None);
        }
        let (keys, now) = (&self.inner.remembered.keys, self.now());
        let asked_for = format!("{by:?}\n{protocol}\n{name}");
        if let Some(found) = keys.get(&asked_for, now) {
            return Ok(found);
        }
        let asked = keys.generation();
        let row = match by {
            By::Name => store::by_name(self.db(), protocol, name).await?,
            By::Digest => store::by_digest(self.db(), protocol, name).await?,
        };
        let found = row.filter(|row| row.enabled).map(|row| self.open_key(row)).transpose()?.map(Arc::new);
        keys.put(asked, asked_for, found.clone(), now);
        Ok(found)
    }

    fn open_key(&self, row: KeyRow) -> Result<Found, AccessError> {
        let kind = read_kind(&row)?;
        let secret = match kind {
            SecretKind::Hmac => self.ring().open_text(secret_place(&row.key.to_string()), &row.secret)?,
            SecretKind::Digest => Masked::new(row.secret),
        };
        Ok(Found { key: MachineKey { key: row.key, facility: row.facility, secret }, kind })
    }

    /// The secret as the table keeps it, and the ring key that sealed it.
    fn kept_secret(
        &self,
        ctx: &Ctx,
        key: KeyId,
        protocol: &str,
        kind: SecretKind,
        secret: &Masked<String>,
    ) -> Result<(String, String), AccessError> {
        match kind {
            SecretKind::Hmac => {
                let sealed = self.ring().seal(ctx, secret_place(&key.to_string()), secret)?;
                let ring_key = seal::key_id_of(&sealed)?.to_owned();
                Ok((sealed, ring_key))
            }
            SecretKind::Digest => Ok((self.ring().purpose("machine").digest(&[protocol, secret.reveal()]), String::new())),
        }
    }

    async fn manage_key<F, Fut>(&self, ctx: &Ctx, key: KeyId, deed: F) -> Result<(), AccessError>
    where
        F: Fn(Tx, KeyRow) -> Fut + Sync,
        Fut: Future<Output = Result<(), AccessError>> + Send,
    {
        let deed = &deed;
        let done: Result<(), AccessError> = self
            .db()
            .write(ctx, |tx| async move {
                let row = store::by_id(&tx, key).await?.ok_or(AccessError::Unknown("key"))?;
                tx.ctx().may(Action::ManageKeys, &Where::facility(row.facility))?;
                deed(tx.clone(), row).await
            })
            .await;
        self.forget_key(key);
        done
    }

    fn forget_key(&self, key: KeyId) {
        self.inner.remembered.keys.forget(|_, found| found.as_ref().is_none_or(|found| found.key.key == key));
    }
}

/// What a key is looked up by.
#[derive(Debug, Clone, Copy)]
enum By {
    Name,
    Digest,
}

impl NewKey {
    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if self.protocol.is_empty() || self.protocol.len() > PROTOCOL_LETTERS_MAX || !self.protocol.chars().all(is_word) {
            errors.add("protocol", "protocol-wrong");
        }
        if self.name.is_empty() || self.name.len() > NAME_LETTERS_MAX || !self.name.chars().all(|c| c.is_ascii_graphic()) {
            errors.add("name", format!("key-name-wrong?max={NAME_LETTERS_MAX}"));
        }
        if self.note.chars().count() > NOTE_LETTERS_MAX {
            errors.add("note", format!("field-too-long?max={NOTE_LETTERS_MAX}"));
        }
        check_secret(self.secret.as_ref(), &mut errors);
        errors.into_result(Some(()))
    }
}

fn check_secret(secret: Option<&Masked<String>>, errors: &mut FieldErrors) {
    match secret.map(|secret| secret.reveal().len()) {
        Some(0) => errors.add("secret", "secret-missing"),
        Some(bytes) if bytes > SECRET_BYTES_MAX => errors.add("secret", format!("field-too-long?max={SECRET_BYTES_MAX}")),
        _ => {}
    }
}

fn read_kind(row: &KeyRow) -> Result<SecretKind, AccessError> {
    row.secret_kind.parse().map_err(|_| AccessError::Unknown("key"))
}

/// 256 bits: a secret nobody has to remember.
fn drawn(ctx: &Ctx) -> Masked<String> {
    Masked::new(seal::random_text::<32>(ctx))
}

/// Where a machine's secret stands.
pub(crate) const fn secret_place(key: &str) -> Place<'_> {
    Place { table: "machine_key", row: key, field: "secret" }
}
