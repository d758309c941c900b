//! Data keys: one for each person, wrapped by the key ring. Erasing a person destroys the key, and with it every text it sealed.

use std::collections::HashMap;

use serde_json::json;
use sigap_kernel::{Ctx, Masked, PersonId};
use sigap_store::{Entry, Lane, Query, Subject, Tx};

use crate::entries::of_ring;
use crate::machine::secret_place;
use crate::seal::{Place, Secret};
use crate::store::{machine, person as store};
use crate::{Access, AccessError, Action, May as _, SealError, Where};

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
    /// Errors: when the text is too large for the cipher.
    pub fn seal(&self, ctx: &Ctx, place: Place<'_>, plain: &Masked<String>) -> Result<String, SealError> {
        self.secret.seal(ctx, KEY_NAME, place, plain)
    }

    /// Opens a text of this person from its place. Whoever shows it calls [`Access::record_reads`] before.
    /// Errors: [`SealError`] when it was changed, moved or is another person's.
    pub fn open(&self, place: Place<'_>, text: &str) -> Result<Masked<String>, SealError> {
        self.secret.open(place, text)
    }
}

impl Access {
    /// A new person with a data key, inside the write that first keeps something about them.
    pub async fn new_person(&self, tx: &Tx) -> Result<DataKey, AccessError> {
        let key = DataKey { person: PersonId::new(tx.ctx()), secret: Secret::new(tx.ctx()) };
        let current = self.ring().current();
        let wrapped = self.ring().seal(tx.ctx(), place(&key.person.to_string()), &key.secret.to_text())?;
        store::insert(tx, key.person, &wrapped, &current).await?;
        Ok(key)
    }

    /// The data key of a person; `None` when the person was erased or never known.
    /// Errors: when the key ring does not open it.
    pub async fn person_key(&self, q: &impl Query, person: PersonId) -> Result<Option<DataKey>, AccessError> {
        let Some(wrapped) = store::find(q, person).await? else { return Ok(None) };
        let text = self.ring().open_sealed(place(&person.to_string()), &wrapped)?;
        let secret = Secret::parse(text.reveal()).ok_or(SealError::Wrong)?;
        Ok(Some(DataKey { person, secret }))
    }

    /// The data keys of these persons, for a list that shows many at once; those without one are left out.
    /// Errors: when the key ring does not open one.
    pub async fn person_keys(&self, q: &impl Query, persons: &[PersonId]) -> Result<HashMap<PersonId, DataKey>, AccessError> {
        let open = |row: store::WrappedKey| {
            let text = self.ring().open_sealed(place(&row.person_id.to_string()), &row.wrapped)?;
            let secret = Secret::parse(text.reveal()).ok_or(SealError::Wrong)?;
            Ok((row.person_id, DataKey { person: row.person_id, secret }))
        };
        store::find_many(q, persons).await?.into_iter().map(open).collect()
    }

    /// Removes the data keys of persons inside the write that throws away the last of what was kept about them; the
    /// caller records it. Unlike [`Access::erase_person`] nothing of them stays, not even that they were there.
    /// Errors: not permitted; what the database says.
    pub async fn forget_persons(&self, tx: &Tx, persons: &[PersonId]) -> Result<(), AccessError> {
        tx.ctx().may(Action::ErasePerson, &Where::City)?;
        Ok(store::remove_many(tx, persons).await?)
    }

    /// Destroys the data key of a person inside a write: what it sealed can never be read again, here or in what is
    /// copied from now on. Backups made earlier still hold the wrapped key until they are thrown away.
    /// Errors: [`AccessError::Unknown`] when there is no key to destroy.
    pub async fn erase_person(&self, tx: &Tx, person: PersonId) -> Result<(), AccessError> {
        tx.ctx().may(Action::ErasePerson, &Where::City)?;
        if !store::erase(tx, person, tx.now()).await? {
            return Err(AccessError::Unknown("person"));
        }
        tx.record(Entry::new(Subject::new("person", person), "person.erased", 1, json!({})));
        Ok(())
    }

    /// A keyed digest by which an exact value can be found again: `lookup("patient.nik", nik)`. Nobody without the key
    /// ring can try values against it.
    #[must_use]
    pub fn lookup(&self, field: &str, value: &Masked<String>) -> String {
        self.ring().purpose("lookup").digest(&[field, value.reveal()])
    }

    /// Makes a new ring key the current one. [`Access::rewrap`] then moves what the older keys sealed.
    /// Errors: not permitted; or the file or the database cannot be written.
    pub async fn rotate_ring(&self, ctx: &Ctx) -> Result<(), AccessError> {
        ctx.may(Action::ManageKeyRing, &Where::City)?;
        let current = &self.ring().rotate(ctx)?;
        self.write(ctx, |tx| async move {
            tx.record(of_ring("keyring.rotated", json!({ "current": current })));
            Ok(())
        })
        .await
    }

    /// Moves one batch of data keys and machine secrets from older ring keys to the current one; a job calls it until
    /// nothing is left. Gives how many were moved.
    /// Errors: not permitted; a text the ring does not open.
    pub async fn rewrap(&self, ctx: &Ctx) -> Result<usize, AccessError> {
        ctx.may(Action::ManageKeyRing, &Where::City)?;
        self.ring().read_again();
        let current = &self.ring().current();
        let persons = store::wrapped_before(self.db(), current, 1).await?;
        if persons.is_empty() && machine::sealed_before(self.db(), current, 1).await?.is_empty() {
            return Ok(0);
        }
        // Nobody waits for it: people's writes go first.
        self.db()
            .write_in(ctx, Lane::Bulk, |tx| async move {
                let moved = self.rewrap_persons(&tx, current).await? + self.rewrap_machines(&tx, current).await?;
                tx.record(of_ring("keyring.rewrapped", json!({ "current": current, "count": moved })));
                Ok(moved)
            })
            .await
    }

    async fn rewrap_persons(&self, tx: &Tx, current: &str) -> Result<usize, AccessError> {
        let rows = store::wrapped_before(tx, current, REWRAP_ROWS).await?;
        for row in &rows {
            let id = row.person_id.to_string();
            let wrapped = self.ring().seal(tx.ctx(), place(&id), &self.ring().open_sealed(place(&id), &row.wrapped)?)?;
            store::set_wrapped(tx, row.person_id, &wrapped, current).await?;
        }
        Ok(rows.len())
    }

    async fn rewrap_machines(&self, tx: &Tx, current: &str) -> Result<usize, AccessError> {
        let rows = machine::sealed_before(tx, current, REWRAP_ROWS).await?;
        for row in &rows {
            let (mut new, secret) = (row.clone(), self.ring().open_sealed(secret_place(&row.key_id.to_string()), &row.secret)?);
            self.keep_secret(tx.ctx(), &mut new, &secret)?;
            machine::set_secret(tx, &row.secret, &new).await?;
        }
        Ok(rows.len())
    }
}

const fn place(person: &str) -> Place<'_> {
    Place { table: "person_key", row: person, field: "wrapped" }
}
