//! The key ring: the keys that open what the database keeps sealed. It lives in a file outside the database and outside every backup.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use serde::{Deserialize, Serialize};
use sigap_kernel::{Ctx, Masked, UtcMs};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::SealError;
use crate::seal::{self, Place, Secret};

/// Version of the file's form.
const FORM: u32 = 1;
/// Bytes a key-ring file has at most: some thousand turned keys.
const FILE_BYTES_MAX: u64 = 1_000_000;

/// Why the key ring cannot be used.
#[derive(Debug, Error)]
pub enum KeyRingError {
    /// The file cannot be read or written.
    #[error("key ring {0}: {1}")]
    File(String, #[source] std::io::Error),
    /// The file is not a key ring of this program.
    #[error("{0} is not a key ring of this version of Sigap")]
    NotARing(String),
    /// A ring would be overwritten.
    #[error("there is a key ring at {0} already; move it away first")]
    Exists(String),
    /// Wrong passphrase, or the text was changed.
    #[error("the passphrase does not open this export")]
    WrongPassphrase,
    /// The database was sealed with another ring.
    #[error("this database was sealed with another key ring than {0}; bring that ring back (`sigap keyring import`)")]
    OtherDatabase(String),
}

/// The ring, in memory and, with its keys as base64, in the file.
#[derive(Clone, Serialize, Deserialize)]
struct Keys {
    form: u32,
    /// The id of the key that seals.
    current: String,
    /// The root of all keyed digests; it never changes, or nothing could be found again.
    lookup: Secret,
    keys: Vec<RingKey>,
}

#[derive(Clone, Serialize, Deserialize)]
struct RingKey {
    id: String,
    made_ms: UtcMs,
    key: Secret,
}

impl Keys {
    fn new(ctx: &Ctx) -> Self {
        let mut new = Self { form: FORM, current: String::new(), lookup: Secret::new(ctx), keys: Vec::new() };
        new.turn(ctx);
        new
    }

    fn turn(&mut self, ctx: &Ctx) {
        self.current = format!("k{:08x}", u32::from_be_bytes(ctx.random()));
        self.keys.push(RingKey { id: self.current.clone(), made_ms: ctx.now(), key: Secret::new(ctx) });
    }

    fn secret(&self, id: &str) -> Result<&Secret, SealError> {
        self.keys.iter().find(|key| key.id == id).map(|key| &key.key).ok_or_else(|| SealError::UnknownKey(id.to_owned()))
    }

    fn parse(text: &str) -> Option<Self> {
        let ring: Self = serde_json::from_str(text).ok()?;
        (ring.form == FORM && ring.secret(&ring.current).is_ok()).then_some(ring)
    }
}

/// The key ring of a running program. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing {
    path: PathBuf,
    keys: Arc<ArcSwap<Keys>>,
}

impl KeyRing {
    /// Opens the ring at `path`, or makes a new one there at the first start, readable by its owner alone (mode 0600).
    /// Errors: when the file cannot be read or written, or is not a key ring.
    pub fn open(path: &Path, ctx: &Ctx) -> Result<Self, KeyRingError> {
        let keys = match read(path)? {
            Some(keys) => keys,
            None => {
                let new = Keys::new(ctx);
                create(path, &new)?;
                tracing::info!(path = %path.display(), "a new key ring was made; keep a copy of it apart from the backups (sigap keyring export)");
                new
            }
        };
        Ok(Self { path: path.to_owned(), keys: Arc::new(ArcSwap::from_pointee(keys)) })
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The id of the key that seals now.
    #[must_use]
    pub fn current(&self) -> String {
        self.keys.load().current.clone()
    }

    /// Makes a new key the current one. What older keys sealed still opens; [`crate::Access::rewrap`] moves it to the new key.
    /// Errors: when the file cannot be written; the ring is then as before.
    pub fn rotate(&self, ctx: &Ctx) -> Result<String, KeyRingError> {
        // Another node may have turned the ring in the meantime.
        let mut keys = read(&self.path)?.ok_or_else(|| KeyRingError::NotARing(self.path.display().to_string()))?;
        keys.turn(ctx);
        replace(&self.path, &keys)?;
        let current = keys.current.clone();
        self.keys.store(Arc::new(keys));
        Ok(current)
    }

    /// Whether the current key sealed a text, or none: whoever keeps other texts seals them anew after a turn.
    #[must_use]
    pub fn is_current(&self, text: &str) -> bool {
        seal::key_id_of(text).map_or(true, |id| id == self.current())
    }

    /// Seals a text with the current key.
    /// Errors: when the text is too large for the cipher.
    pub fn seal(&self, ctx: &Ctx, place: Place<'_>, plain: &Masked<String>) -> Result<String, SealError> {
        let keys = self.keys.load();
        keys.secret(&keys.current)?.seal(ctx, &keys.current, place, plain)
    }

    /// Opens a text that any key of the ring sealed for this place.
    /// Errors: [`SealError`].
    pub fn open_sealed(&self, place: Place<'_>, text: &str) -> Result<Masked<String>, SealError> {
        let id = seal::key_id_of(text)?;
        if self.keys.load().secret(id).is_err() {
            self.read_again();
        }
        self.keys.load().secret(id)?.open(place, text)
    }

    /// The secret for keyed digests of one purpose.
    pub(crate) fn purpose(&self, purpose: &str) -> Secret {
        self.keys.load().lookup.derived(purpose)
    }

    /// The ring as text, to be sealed by a passphrase.
    pub(crate) fn to_text(&self) -> Result<Masked<String>, KeyRingError> {
        serde_json::to_string(&**self.keys.load())
            .map(Masked::new)
            .map_err(|error| KeyRingError::File(self.path.display().to_string(), error.into()))
    }

    /// Another node may have turned the ring and sealed with a key this node has not read yet.
    pub(crate) fn read_again(&self) {
        if let Ok(Some(keys)) = read(&self.path) {
            self.keys.store(Arc::new(keys));
        }
    }
}

/// Writes a ring that came as text to a place where there is none yet.
pub(crate) fn install(path: &Path, text: &str) -> Result<(), KeyRingError> {
    let keys = Keys::parse(text).ok_or_else(|| KeyRingError::NotARing("the export".to_owned()))?;
    create(path, &keys)
}

fn read(path: &Path) -> Result<Option<Keys>, KeyRingError> {
    let found = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        found => found.map_err(|error| KeyRingError::File(path.display().to_string(), error))?,
    };
    warn_if_others_can_read(path, &found);
    let no_ring = || KeyRingError::NotARing(path.display().to_string());
    if found.len() > FILE_BYTES_MAX {
        return Err(no_ring());
    }
    let bytes = std::fs::read(path).map(Zeroizing::new).map_err(|error| KeyRingError::File(path.display().to_string(), error))?;
    std::str::from_utf8(&bytes).ok().and_then(Keys::parse).map(Some).ok_or_else(no_ring)
}

fn warn_if_others_can_read(path: &Path, found: &std::fs::Metadata) {
    use std::os::unix::fs::PermissionsExt as _;
    if found.permissions().mode() & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others on this machine can read the key ring; set its mode to 0600");
    }
}

/// Writes a new file; never over an existing one.
fn create(path: &Path, keys: &Keys) -> Result<(), KeyRingError> {
    write_new(path, keys).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => KeyRingError::Exists(path.display().to_string()),
        _ => KeyRingError::File(path.display().to_string(), error),
    })
}

/// Writes beside the file and renames: a power cut leaves the old ring or the new one, never half of one.
fn replace(path: &Path, keys: &Keys) -> Result<(), KeyRingError> {
    let beside = path.with_extension("new");
    let _left_by_a_power_cut = std::fs::remove_file(&beside);
    let done = write_new(&beside, keys).and_then(|()| std::fs::rename(&beside, path)).and_then(|()| sync_folder(path));
    done.map_err(|error| KeyRingError::File(path.display().to_string(), error))
}

fn write_new(path: &Path, keys: &Keys) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let text = Zeroizing::new(serde_json::to_vec_pretty(keys)?);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&text)?;
    file.sync_all()?;
    sync_folder(path)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
