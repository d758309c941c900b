//! Taking the key ring to a safe place and back: one text, sealed by a passphrase (argon2id, XChaCha20-Poly1305).

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use sigap_kernel::{Ctx, Masked};

use crate::seal::{KEY_BYTES, Place, Secret};
use crate::{AccessError, KeyRing, KeyRingError, keyring};

/// Memory for stretching a passphrase, in KiB: an export may fall into wrong hands and be tried at leisure.
const MEMORY_KIB: u32 = 65_536;
/// Passes over that memory.
const PASSES: u32 = 3;
/// Memory an export may ask of the machine that imports it, in KiB.
const MEMORY_KIB_MAX: u32 = 1_048_576;
/// Passes an export may ask for.
const PASSES_MAX: u32 = 20;
/// Letters a passphrase has at least.
const PASSPHRASE_LETTERS_MIN: usize = 12;

const PLACE: Place<'_> = Place { table: "keyring", row: "export", field: "ring" };

/// The text that leaves the machine.
#[derive(Serialize, Deserialize)]
struct Export {
    sigap_keyring_export: u32,
    memory_kib: u32,
    passes: u32,
    salt: String,
    sealed: String,
}

impl KeyRing {
    /// The ring as a text that opens with `passphrase` only. It takes about a fifth of a second.
    /// Errors: A passphrase that is too short, by field.
    pub fn export(&self, ctx: &Ctx, passphrase: &Masked<String>) -> Result<String, AccessError> {
        if passphrase.reveal().chars().count() < PASSPHRASE_LETTERS_MIN {
            return Err(AccessError::field("passphrase", format!("password-short?min={PASSPHRASE_LETTERS_MIN}")));
        }
        let salt = crate::seal::random_text::<16>(ctx);
        let key = stretched(passphrase, &salt, MEMORY_KIB, PASSES)?;
        let sealed = key.seal(ctx, "passphrase", PLACE, &self.to_text()?)?;
        let export = Export { sigap_keyring_export: 1, memory_kib: MEMORY_KIB, passes: PASSES, salt, sealed };
        serde_json::to_string_pretty(&export).map_err(|_| AccessError::Hashing)
    }

    /// Puts an exported ring to `path`, where there must be none.
    /// Errors: [`KeyRingError::WrongPassphrase`], [`KeyRingError::Exists`], or a text that is no export.
    pub fn import(path: &Path, text: &str, passphrase: &Masked<String>) -> Result<(), AccessError> {
        let no_export = || KeyRingError::NotARing("the export".to_owned());
        let export: Export = serde_json::from_str(text).map_err(|_| no_export())?;
        if export.sigap_keyring_export != 1 || export.memory_kib > MEMORY_KIB_MAX || export.passes > PASSES_MAX {
            return Err(no_export().into());
        }
        let key = stretched(passphrase, &export.salt, export.memory_kib, export.passes)?;
        let plain = key.open(PLACE, &export.sealed).map_err(|_| KeyRingError::WrongPassphrase)?;
        Ok(keyring::install(path, plain.reveal())?)
    }
}

fn stretched(passphrase: &Masked<String>, salt: &str, memory_kib: u32, passes: u32) -> Result<Secret, AccessError> {
    let mut key = [0; KEY_BYTES];
    let params = Params::new(memory_kib, passes, 1, Some(KEY_BYTES)).map_err(|_| AccessError::Hashing)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(passphrase.reveal().as_bytes(), salt.as_bytes(), &mut key).map_err(|_| AccessError::Hashing)?;
    Ok(Secret::of_bytes(key))
}
