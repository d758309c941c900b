//! SQL about data keys of persons, and the word that binds a database to its key ring.

use sigap_kernel::{PersonId, UtcMs};
use sigap_store::{Arg as _, Query, StoreError, Tx, args};

/// Persons asked for in one statement.
const ASK_ROWS: usize = 500;

stored! {
    /// A wrapped data key.
    WrappedKey { person_id: PersonId, wrapped: String }
}

pub(crate) async fn insert(tx: &Tx, person: PersonId, wrapped: &str, ring_key: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO person_key (person_id, wrapped, ring_key) VALUES ($1, $2, $3)";
    tx.execute(sql, args![person, wrapped, ring_key]).await.map(drop)
}

/// The wrapped key of a person; `None` when there is none, or not any more.
pub(crate) async fn find(q: &impl Query, person: PersonId) -> Result<Option<String>, StoreError> {
    let row = q.row("SELECT wrapped FROM person_key WHERE person_id = $1 AND erased_ms IS NULL", args![person]).await?;
    row.map(|row| row.get("wrapped")).transpose()
}

/// The wrapped keys of these persons; those without one are left out.
pub(crate) async fn find_many(q: &impl Query, persons: &[PersonId]) -> Result<Vec<WrappedKey>, StoreError> {
    let mut found = Vec::with_capacity(persons.len());
    for piece in q.pieces(persons, ASK_ROWS) {
        let (among, args) = q.among("person_id", 1, piece.iter().map(|person| person.arg()).collect());
        let sql = format!("SELECT person_id, wrapped FROM person_key WHERE {among} AND erased_ms IS NULL");
        found.extend(q.rows(&sql, args).await?.iter().map(WrappedKey::read).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Removes the data keys of persons of whom nothing is kept any longer.
pub(crate) async fn remove_many(tx: &Tx, persons: &[PersonId]) -> Result<(), StoreError> {
    for piece in tx.pieces(persons, ASK_ROWS) {
        let (among, args) = tx.among("person_id", 1, piece.iter().map(|person| person.arg()).collect());
        tx.execute(&format!("DELETE FROM person_key WHERE {among}"), args).await?;
    }
    Ok(())
}

/// Destroys a data key; `false` when there was none.
pub(crate) async fn erase(tx: &Tx, person: PersonId, now: UtcMs) -> Result<bool, StoreError> {
    let sql = "UPDATE person_key SET wrapped = '', ring_key = '', erased_ms = $2 WHERE person_id = $1 AND erased_ms IS NULL";
    Ok(tx.execute(sql, args![person, now]).await? == 1)
}

/// Data keys wrapped with another ring key than the current one.
pub(crate) async fn wrapped_before(q: &impl Query, current: &str, limit: i64) -> Result<Vec<WrappedKey>, StoreError> {
    let sql = "SELECT person_id, wrapped FROM person_key WHERE ring_key <> $1 AND erased_ms IS NULL ORDER BY person_id LIMIT $2";
    q.rows(sql, args![current, limit]).await?.iter().map(WrappedKey::read).collect()
}

pub(crate) async fn set_wrapped(tx: &Tx, person: PersonId, wrapped: &str, ring_key: &str) -> Result<(), StoreError> {
    let sql = "UPDATE person_key SET wrapped = $2, ring_key = $3 WHERE person_id = $1 AND erased_ms IS NULL";
    tx.execute(sql, args![person, wrapped, ring_key]).await.map(drop)
}

pub(crate) async fn ring_check(q: &impl Query) -> Result<Option<String>, StoreError> {
    q.row("SELECT sealed FROM keyring_check WHERE name = 'ring'", args![]).await?.map(|row| row.get("sealed")).transpose()
}

/// Binds the database to a ring, unless another node was quicker.
pub(crate) async fn bind_ring(tx: &Tx, sealed: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO keyring_check (name, sealed) VALUES ('ring', $1) ON CONFLICT (name) DO NOTHING";
    tx.execute(sql, args![sealed]).await.map(drop)
}
