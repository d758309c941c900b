//! Sealed columns of rooms: what older keys of the ring sealed, put in place anew. Names come from the rooms' code, never from people.

use sigap_store::{Query, StoreError, Tx, args};

use crate::SealedColumn;

/// Ids and texts of rows whose text does not begin as the current key's texts do.
pub(crate) async fn sealed_before(
    q: &impl Query,
    column: SealedColumn,
    beginning: &str,
    limit: i64,
) -> Result<Vec<(String, String)>, StoreError> {
    let SealedColumn { table, id, field } = column;
    let letters = beginning.len();
    let sql = format!(
        "SELECT {id} AS id, {field} AS sealed FROM {table} WHERE {field} <> '' AND substr({field}, 1, {letters}) <> $1 ORDER BY {id} LIMIT $2"
    );
    q.rows(&sql, args![beginning, limit]).await?.iter().map(|row| Ok((row.get("id")?, row.get("sealed")?))).collect()
}

/// Puts a text in the place of an older one, unless somebody wrote another meanwhile.
pub(crate) async fn set_sealed(tx: &Tx, column: SealedColumn, row: &str, old: &str, new: &str) -> Result<(), StoreError> {
    let SealedColumn { table, id, field } = column;
    let sql = format!("UPDATE {table} SET {field} = $3 WHERE {id} = $1 AND {field} = $2");
    tx.execute(&sql, args![row, old, new]).await.map(drop)
}
