//! Keys of machines: which hospital system may speak for which facility, by the credential of its protocol. How a
//! credential is looked up stands in `machine_lookup`.

use serde_json::json;
use sigap_kernel::{Ctx, FacilityId, FieldErrors, KeyId, Masked, UtcMs, coded_enum};
use sigap_store::Tx;

use crate::entries::of_key;
use crate::error::check;
use crate::seal::{self, Place};
use crate::store::machine::{self as store, KeyRow};
use crate::{Access, AccessError, Action, May as _, Where};

/// Letters of a protocol's name.
pub(crate) const PROTOCOL_LETTERS_MAX: usize = 32;
/// Letters of a key's name in its protocol.
pub(crate) const NAME_LETTERS_MAX: usize = 64;
/// Bytes of a secret.
const SECRET_BYTES_MAX: usize = 256;
/// Letters of a note.
const NOTE_LETTERS_MAX: usize = 200;
/// Keys listed for one facility.
const KEYS_LISTED: i64 = 200;

coded_enum! {
    /// How a machine proves who it is, and so how its secret has to be kept.
    pub enum SecretKind {
        /// It signs with the secret: Sigap needs the secret itself, and keeps it sealed by the key ring.
        Hmac = "hmac",
        /// It sends its name and the secret: Sigap keeps a keyed digest of both.
        Basic = "basic",
        /// It sends only the secret: Sigap keeps a keyed digest.
        Bearer = "bearer",
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

impl Access {
    /// Adds a key for a facility.
    /// Errors: not permitted at the facility; field errors (`key-taken` among them).
    pub async fn add_key(&self, ctx: &Ctx, new: &NewKey) -> Result<AddedKey, AccessError> {
        ctx.may(Action::ManageKeys, &Where::facility(new.facility))?;
        new.check()?;
        let added = AddedKey { key: KeyId::new(ctx), secret: new.secret.clone().unwrap_or_else(|| drawn(ctx)) };
        let mut row = KeyRow {
            key_id: added.key,
            protocol: new.protocol.clone(),
            name: new.name.clone(),
            facility_id: new.facility,
            secret_kind: new.kind.code().to_owned(),
            secret: String::new(),
            ring_key: String::new(),
            enabled: true,
            note: new.note.clone(),
            made_ms: ctx.now(),
            turns: 0,
        };
        self.keep_secret(ctx, &mut row, &added.secret)?;
        let row = &row;
        let done = self.write(ctx, |tx| async move {
            if !store::insert(&tx, row).await? {
                return Err(AccessError::field("name", "key-taken"));
            }
            let body = json!({ "facility": row.facility_id, "protocol": row.protocol, "name": row.name, "secret_kind": row.secret_kind });
            tx.record(of_key(row.key_id, "key.added", body));
            Ok(())
        });
        done.await?;
        self.forget_key(added.key);
        Ok(added)
    }

    /// Turns a key off, or on again.
    /// Errors: not permitted at its facility; no such key.
    pub async fn set_key_enabled(&self, ctx: &Ctx, key: KeyId, enabled: bool) -> Result<(), AccessError> {
        let done = self.write(ctx, |tx| async move {
            self.managed_key(&tx, key).await?;
            store::set_enabled(&tx, key, enabled).await?;
            tx.record(of_key(key, "key.enabled_set", json!({ "enabled": enabled })));
            Ok(())
        });
        done.await?;
        self.forget_key(key);
        Ok(())
    }

    /// Gives a key a new secret, drawn when none is given. The old one stops at once.
    /// Errors: not permitted at its facility; a field error; no such key.
    pub async fn replace_key_secret(&self, ctx: &Ctx, key: KeyId, secret: Option<Masked<String>>) -> Result<AddedKey, AccessError> {
        check(|errors| check_secret(secret.as_ref(), errors))?;
        let added = AddedKey { key, secret: secret.unwrap_or_else(|| drawn(ctx)) };
        let secret = &added.secret;
        let done = self.write(ctx, |tx| async move {
            let old = self.managed_key(&tx, key).await?;
            let mut new = KeyRow { turns: old.turns + 1, ..old.clone() };
            self.keep_secret(tx.ctx(), &mut new, secret)?;
            if !store::set_secret(&tx, &old.secret, &new).await? {
                return Err(AccessError::Changed);
            }
            tx.record(of_key(key, "key.secret_set", json!({})));
            Ok(())
        });
        done.await?;
        self.forget_key(key);
        Ok(added)
    }

    /// The keys of a facility, without their secrets.
    /// Errors: not permitted at the facility.
    pub async fn keys_of(&self, ctx: &Ctx, facility: FacilityId) -> Result<Vec<KeyView>, AccessError> {
        ctx.may(Action::ManageKeys, &Where::facility(facility))?;
        let rows = store::of_facility(self.db(), facility, KEYS_LISTED).await?;
        let view = |(row, last_used): (KeyRow, Option<UtcMs>)| {
            let KeyRow { key_id: key, protocol, name, enabled, note, made_ms: made, .. } = row;
            KeyView { key, protocol, name, enabled, note, made, last_used }
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The digest by which a sent secret is found.
    pub(crate) fn secret_digest(&self, protocol: &str, name: Option<&str>, secret: &Masked<String>) -> String {
        self.ring().purpose("machine").digest(&[protocol, name.unwrap_or_default(), secret.reveal()])
    }

    /// Puts the secret into the row as its kind keeps it.
    pub(crate) fn keep_secret(&self, ctx: &Ctx, row: &mut KeyRow, secret: &Masked<String>) -> Result<(), AccessError> {
        match row.secret_kind.parse().map_err(|_| AccessError::Unknown("key"))? {
            SecretKind::Hmac => {
                row.secret = self.ring().seal(ctx, secret_place(&row.key_id.to_string()), secret)?;
                row.ring_key = seal::key_id_of(&row.secret)?.to_owned();
            }
            SecretKind::Basic => row.secret = self.secret_digest(&row.protocol, Some(&row.name), secret),
            SecretKind::Bearer => row.secret = self.secret_digest(&row.protocol, None, secret),
        }
        Ok(())
    }

    /// The key, inside a write about it by somebody who may manage it.
    async fn managed_key(&self, tx: &Tx, key: KeyId) -> Result<KeyRow, AccessError> {
        let row = store::by_id(tx, key).await?.ok_or(AccessError::Unknown("key"))?;
        tx.ctx().may(Action::ManageKeys, &Where::facility(row.facility_id))?;
        Ok(row)
    }
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

/// 256 bits: a secret nobody has to remember.
fn drawn(ctx: &Ctx) -> Masked<String> {
    Masked::new(seal::random_text::<32>(ctx))
}

/// Where a machine's secret stands.
pub(crate) const fn secret_place(key: &str) -> Place<'_> {
    Place { table: "machine_key", row: key, field: "secret" }
}
