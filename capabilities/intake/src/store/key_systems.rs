//! Which system a key was made for: `key_system`.

use sigap_kernel::KeyId;
use sigap_store::{Query, StoreError, Tx, args, value_rows};

use crate::system::System;

/// Keeps the system of a key; whether that is something new.
pub(crate) async fn put(tx: &Tx, key: KeyId, system: System) -> Result<bool, StoreError> {
    let sql = format!(
        "INSERT INTO key_system (key_id, system) VALUES {}
         ON CONFLICT (key_id) DO UPDATE SET system = excluded.system WHERE key_system.system <> excluded.system",
        value_rows(1, 2)
    );
    Ok(tx.execute(&sql, args![key, system]).await? > 0)
}

/// The system of a key; `None` when nobody said which it is.
pub(crate) async fn of_key(q: &impl Query, key: KeyId) -> Result<Option<System>, StoreError> {
    let row = q.row("SELECT system FROM key_system WHERE key_id = $1", args![key]).await?;
    row.map(|row| row.get("system")).transpose()
}
