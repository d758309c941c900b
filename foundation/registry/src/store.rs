//! All SQL of the registry, in statements that both engines understand. Whole sets are read and written at once; nothing is
//! decided here.

pub(crate) mod deployment;
pub(crate) mod draft;
pub(crate) mod facility;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod ward;

/// Rows of one statement: far below both engines' limit of arguments, and the size of a group.
const ROWS_MAX: usize = 200;
/// Ids of one IN list.
const IDS_MAX: usize = 1_000;

/// `column = excluded.column, …` for an upsert.
fn renewed(columns: &[&str]) -> String {
    columns.iter().map(|column| format!("{column} = excluded.{column}")).collect::<Vec<_>>().join(", ")
}
