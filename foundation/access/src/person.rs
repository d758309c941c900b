//! Data keys: one for each person, wrapped by the key ring. Erasing a person destroys the key, and with it every text it sealed.

use sigap_kernel::{Ctx, Masked, PersonId};
use sigap_store::{Query, Tx};

use crate::keyring::KeyRing;
use crate::seal::{self, Place, Secret};
use crate::store::{machine, person as store};
use crate::{Access, AccessError, Action, May as _, SealError, Where, entries};

/// What a ciphertext names as its key: the data key of the person it is about, first generation.
const KEY_NAME: &str = "p1";
/// Keys wrapped anew in one transaction.
const REWRAP_ROWS: i64 = 200;

/// The data key of one person: seals and opens what is kept about them.
pub struct DataKey {
    person: PersonId,
    secret: Secret,
}

impl DataKey {
    /// Whose key it is.
    #[must_use]
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// Seals a text about the person for its place.
    ///
    /// # Errors
    /// When the text is too large for the cipher.
    pub fn seal(&self, ctx: &Ctx, place: Place<'_>, plain: &Masked<String>) -> Result<String, SealError> {
        self.seal_bytes(ctx, place, plain.reveal().as_bytes())
    }

    /// Opens a text of this person from its place. Whoever shows it calls [`Access::record_reads`] before.
    ///
    /// # Errors
    /// [`SealError`] when it was changed, moved or is another person's.
    pub fn open(&self, place: Place<'_>, text: &str) -> Result<Masked<String>, SealError> {
        seal::as_text(&self.open_bytes(place, text)?).map(Masked::new)
    }

    pub(crate) fn seal_bytes(&self, ctx: &Ctx, place: Place<'_>, plain: &[u8]) -> Result<String, SealError> {
        self.secret.seal(ctx, KEY_NAME, place, plain)
    }

    pub(crate) fn open_bytes(&self, place: Place<'_>, text: &str) -> Result<zeroize::Zeroizing<Vec<u8>>, SealError> {
        self.secret.open(place, text)
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey({})", self.person)
    }
}

impl Access {
    /// A new person with a data key, inside the write that first keeps something about them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn new_person(&self, tx: &Tx) -> Result<DataKey, AccessError> {
        let key = DataKey { person: PersonId::new(tx.ctx()), secret: Secret::new(tx.ctx()) };
        let current = self.ring().current();
        let wrapped = wrap(self.ring(), tx.ctx(), &key)?;
        store::insert(tx, key.person, &wrapped, &current).await?;
        Ok(key)
    }

    /// The data key of a person; `None` when the person was erased or never known.
    ///
    /// # Errors
    /// When the key ring does not open it, or what the database says.
    pub async fn person_key(&self, q: &impl Query, person: PersonId) -> Result<Option<DataKey>, AccessError> {
        let Some(wrapped) = store::find(q, person).await? else { return Ok(None) };
        Ok(Some(DataKey { person, secret: unwrap(self.ring(), person, &wrapped)? }))
    }

    /// Destroys the data key of a person inside a write: what it sealed can never be read again, here or in what is
    /// copied from now on. Backups made earlier still hold the wrapped key until they are thrown away.
    ///
    /// # Errors
    /// [`AccessError::Unknown`] when there is no key to destroy, or what the database says.
    pub async fn erase_person(&self, tx: &Tx, person: PersonId) -> Result<(), AccessError> {
        tx.ctx().may(Action::ErasePerson, &Where::City)?;
        if !store::erase(tx, person, tx.now()).await? {
            return Err(AccessError::Unknown("person"));
        }
        tx.record(entries::person_erased(person));
        Ok(())
    }

    /// A keyed digest by which an exact value can be found again: `lookup("patient.nik", nik)`. Nobody without the key
    /// ring can try values against it.
    #[must_use]
    pub fn lookup(&self, field: &str, value: &Masked<String>) -> String {
        self.ring().purpose("lookup").digest(&[field, value.reveal()])
    }

    /// Makes a new ring key the current one. [`Access::rewrap`] then moves what the older keys sealed.
    ///
    /// # Errors
    /// Not permitted; or the file or the database cannot be written.
    pub async fn rotate_ring(&self, ctx: &Ctx) -> Result<(), AccessError> {
        ctx.may(Action::ManageKeyRing, &Where::City)?;
        let current = &self.ring().rotate(ctx)?;
        self.db()
            .write(ctx, |tx| async move {
                tx.record(entries::ring_rotated(current));
                Ok(())
            })
            .await
    }

    /// Moves one batch of data keys and machine secrets from older ring keys to the current one; a job calls it until
    /// nothing is left. Gives how many were moved.
    ///
    /// # Errors
    /// Not permitted; a text the ring does not open; what the database says.
    pub async fn rewrap(&self, ctx: &Ctx) -> Result<usize, AccessError> {
        ctx.may(Action::ManageKeyRing, &Where::City)?;
        let current = &self.ring().current();
        let waiting =
            store::wrapped_before(self.db(), current, 1).await?.len() + machine::sealed_before(self.db(), current, 1).await?.len();
        if waiting == 0 {
            return Ok(0);
        }
        self.db()
            .write(ctx, |tx| async move {
                let moved = rewrap_persons(self.ring(), &tx, current).await? + rewrap_machines(self.ring(), &tx, current).await?;
                tx.record(entries::ring_rewrapped(current, moved));
                Ok(moved)
            })
            .await
    }
}

async fn rewrap_persons(ring: &KeyRing, tx: &Tx, current: &str) -> Result<usize, AccessError> {
    let rows = store::wrapped_before(tx, current, REWRAP_ROWS).await?;
    for row in &rows {
        let key = DataKey { person: row.person, secret: unwrap(ring, row.person, &row.wrapped)? };
        store::set_wrapped(tx, row.person, &wrap(ring, tx.ctx(), &key)?, current).await?;
    }
    Ok(rows.len())
}

async fn rewrap_machines(ring: &KeyRing, tx: &Tx, current: &str) -> Result<usize, AccessError> {
    let rows = machine::sealed_before(tx, current, REWRAP_ROWS).await?;
    for row in &rows {
        let id = row.key.to_string();
        let place = crate::machine::secret_place(&id);
        let sealed = ring.seal(tx.ctx(), place, &ring.open_text(place, &row.secret)?)?;
        machine::set_secret(tx, row.key, &sealed, current).await?;
    }
    Ok(rows.len())
}

fn wrap(ring: &KeyRing, ctx: &Ctx, key: &DataKey) -> Result<String, SealError> {
    ring.seal(ctx, place(&key.person.to_string()), &Masked::new(key.secret.to_text().to_string()))
}

fn unwrap(ring: &KeyRing, person: PersonId, wrapped: &str) -> Result<Secret, SealError> {
    let plain = ring.open_bytes(place(&person.to_string()), wrapped)?;
    std::str::from_utf8(&plain).ok().and_then(Secret::parse).ok_or(SealError::Wrong)
}

const fn place(person: &str) -> Place<'_> {
    Place { table: "person_key", row: person, field: "wrapped" }
}
