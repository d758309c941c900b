//! Statements, arguments and rows: one text for both engines, with `$1` parameters.
//!
//! Columns are TEXT, BIGINT or DOUBLE PRECISION, so that both engines store and compare alike.

use std::fmt::Write as _;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, Statement, Value};
use sigap_kernel as k;

use crate::placeholder::anonymous;
use crate::pools::Pools;
use crate::{Engine, StoreError, table};

/// Rows of a whole table that are read at once.
const WALK_ROWS: i64 = 4_000;

/// A Rust value that can be an argument of a statement.
pub trait Arg {
    /// The value as both engines take it.
    fn arg(self) -> Value;
}

/// A Rust value that can be read from a column.
pub trait Column: Sized {
    /// Reads the column of this name.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the stored value does not fit.
    fn read(row: &Row, column: &str) -> Result<Self, StoreError>;
}

/// The arguments of a statement, each through [`Arg`].
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$($crate::Arg::arg($arg)),*] };
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Arg for $type {
            fn arg(self) -> Value { self.into() }
        }
        impl Column for $type {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> { row.raw(column) }
        }
        impl Arg for Option<$type> {
            fn arg(self) -> Value { self.into() }
        }
        impl Column for Option<$type> {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> { row.raw(column) }
        }
    )*};
}
plain!(i64, f64, String);

impl Arg for &str {
    fn arg(self) -> Value {
        self.into()
    }
}

impl Arg for &String {
    fn arg(self) -> Value {
        self.as_str().into()
    }
}

impl Arg for Option<&str> {
    fn arg(self) -> Value {
        self.map(str::to_owned).into()
    }
}

/// Values that live in a BIGINT.
macro_rules! as_integer {
    ($($type:ty: $to:expr, $from:expr;)*) => {$(
        impl Arg for $type {
            fn arg(self) -> Value { let to: fn($type) -> i64 = $to; to(self).into() }
        }
        impl Arg for Option<$type> {
            fn arg(self) -> Value { let to: fn($type) -> i64 = $to; self.map(to).into() }
        }
        impl Column for $type {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                let from: fn(i64) -> Option<$type> = $from;
                let raw: i64 = row.raw(column)?;
                from(raw).ok_or_else(|| unreadable(column, raw))
            }
        }
        impl Column for Option<$type> {
            fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
                let from: fn(i64) -> Option<$type> = $from;
                let raw: Option<i64> = row.raw(column)?;
                raw.map(|raw| from(raw).ok_or_else(|| unreadable(column, raw))).transpose()
            }
        }
    )*};
}
as_integer! {
    u32: i64::from, |raw| u32::try_from(raw).ok();
    bool: i64::from, |raw| Some(raw != 0);
    k::UtcMs: |at| at.0, |raw| Some(k::UtcMs(raw));
    k::Rupiah: |amount| amount.0, |raw| Some(k::Rupiah(raw));
}

/// A type that lives in a TEXT column by its `Display` and `FromStr`. A room's own ids say `as_text!(MyId)`.
pub trait TextColumn: ToString + std::str::FromStr<Err: std::fmt::Display> {}

impl<T: TextColumn> Arg for T {
    fn arg(self) -> Value {
        self.to_string().into()
    }
}

impl<T: TextColumn> Arg for Option<T> {
    fn arg(self) -> Value {
        self.map(|value| value.to_string()).into()
    }
}

impl<T: TextColumn> Column for T {
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        let raw: String = row.raw(column)?;
        row.parsed(column, &raw)
    }
}

impl<T: TextColumn> Column for Option<T> {
    fn read(row: &Row, column: &str) -> Result<Self, StoreError> {
        let raw: Option<String> = row.raw(column)?;
        raw.map(|raw| row.parsed(column, &raw)).transpose()
    }
}

/// Declares that types live in TEXT columns by their `Display` and `FromStr`.
#[macro_export]
macro_rules! as_text {
    ($($type:ty),* $(,)?) => { $(impl $crate::TextColumn for $type {})* };
}
as_text!(
    k::FacilityId,
    k::WardId,
    k::ServiceId,
    k::UserId,
    k::PersonId,
    k::SessionId,
    k::KeyId,
    k::EntryId,
    k::JobId,
    k::Role,
    k::Lang,
    k::Zone,
    k::CareClass,
    k::BedType,
    k::Sex,
    k::AgeBand,
    k::Isolation,
    k::Pool,
);

fn unreadable(column: &str, raw: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable { column: column.to_owned(), why: raw.to_string().chars().take(80).collect() }
}

/// One row of an answer.
#[derive(Debug)]
pub struct Row(QueryResult);

/// The rows of an answer.
pub type Rows = Vec<Row>;

impl Row {
    /// The value of a column.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when there is no such column or its value does not fit.
    pub fn get<T: Column>(&self, column: &str) -> Result<T, StoreError> {
        T::read(self, column)
    }

    pub(crate) fn raw<T: sea_orm::TryGetable>(&self, column: &str) -> Result<T, StoreError> {
        self.0.try_get_by(column).map_err(|error| unreadable(column, error))
    }

    /// Parses what a column holds, naming the column when it does not fit.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the text is not a value of the type.
    pub fn parsed<T: std::str::FromStr>(&self, column: &str, raw: &str) -> Result<T, StoreError>
    where
        T::Err: std::fmt::Display,
    {
        raw.parse().map_err(|error: T::Err| unreadable(column, error))
    }
}

/// Where a statement runs.
#[derive(Clone)]
#[doc(hidden)]
pub enum Conn<'a> {
    /// Any connection of a pool, whatever becomes of it: for the opening alone.
    #[allow(private_interfaces)] // made in this crate alone
    Pool(&'a DatabaseConnection),
    /// A connection for readers.
    #[allow(private_interfaces)]
    Pools(Arc<Pools>),
    /// The connection of a transaction, and those it came from.
    #[allow(private_interfaces)]
    Tx(&'a DatabaseTransaction, &'a Pools),
}

/// Does the same wherever the statement runs.
macro_rules! run {
    ($conn:expr, $does:ident($($arg:expr),*)) => {
        match $conn {
            Conn::Pool(conn) => Ok(conn.$does($($arg),*).await?),
            Conn::Pools(pools) => pools.answer(pools.readers.$does($($arg),*)).await,
            Conn::Tx(conn, pools) => pools.answer(conn.$does($($arg),*)).await,
        }
    };
}

impl Conn<'_> {
    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Conn::Pool(conn) => conn.get_database_backend(),
            Conn::Pools(pools) => pools.readers.get_database_backend(),
            Conn::Tx(conn, _) => conn.get_database_backend(),
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        if self.backend() == DbBackend::Sqlite { Engine::Sqlite } else { Engine::Postgres }
    }

    fn statement(&self, sql: &str, args: Vec<Value>) -> Statement {
        let backend = self.backend();
        if backend != DbBackend::Sqlite {
            return Statement::from_sql_and_values(backend, sql, args);
        }
        let (sql, args) = anonymous(sql, args);
        Statement::from_sql_and_values(backend, sql, args)
    }

    pub(crate) async fn execute(self, sql: &str, args: Vec<Value>) -> Result<u64, StoreError> {
        let statement = self.statement(sql, args);
        let done: Result<_, StoreError> = run!(self, execute_raw(statement));
        Ok(done?.rows_affected())
    }

    pub(crate) async fn execute_plain(self, sql: &str) -> Result<(), StoreError> {
        let done: Result<_, StoreError> = run!(self, execute_unprepared(sql));
        done.map(|_| ())
    }

    pub(crate) async fn query(self, sql: &str, args: Vec<Value>) -> Result<Rows, StoreError> {
        let statement = self.statement(sql, args);
        let rows: Result<_, StoreError> = run!(self, query_all_raw(statement));
        Ok(rows?.into_iter().map(Row).collect())
    }
}

/// Whatever can be asked: the database itself (each question by its own) or a write transaction.
pub trait Query: Sync {
    #[doc(hidden)]
    fn conn(&self) -> Conn<'_>;

    /// `column` is one of these values: the condition with its parameters from `$from` on, and its arguments. There is at least
    /// one value.
    fn among(&self, column: &str, from: usize, values: Vec<Value>) -> (String, Vec<Value>) {
        table::among(self.conn().engine(), column, from, values)
    }

    /// Rows as a table inside a statement, and its arguments: what stands after `INSERT INTO t (…)` or inside
    /// `WITH sent (…) AS (…)`. There is at least one row, and all have the same kinds of values.
    fn table(&self, rows: Vec<Vec<Value>>) -> (String, Vec<Value>) {
        table::table(self.conn().engine(), rows)
    }

    /// Rows in pieces of at most `max` for one statement each, so that few statements have to be prepared.
    fn pieces<'r, T>(&self, rows: &'r [T], max: usize) -> impl Iterator<Item = &'r [T]> + use<'r, Self, T> {
        table::pieces(self.conn().engine(), rows, max)
    }

    /// All rows of an answer. Whoever asks puts a LIMIT on what may grow.
    fn rows(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = Result<Rows, StoreError>> + Send {
        self.conn().query(sql, args)
    }

    /// What `read` makes of the rows of a whole table, some thousands at a time: `sql` asks for those whose `key` comes after `$1`, in the
    /// order of that key and at most `$2` of them. The rows of a country are many times what is kept of them: they never lie in memory at once.
    fn walk<T, F>(&self, sql: &str, key: &str, mut read: F) -> impl Future<Output = Result<Vec<T>, StoreError>> + Send
    where
        T: Send,
        F: FnMut(&Row) -> Result<T, StoreError> + Send,
    {
        async move {
            let (mut all, mut after) = (Vec::new(), String::new());
            loop {
                let rows = self.conn().query(sql, crate::args![after.as_str(), WALK_ROWS]).await?;
                for row in &rows {
                    all.push(read(row)?);
                }
                match rows.last() {
                    Some(last) => after = last.get(key)?,
                    None => return Ok(all),
                }
            }
        }
    }

    /// The first row of an answer, if there is one.
    fn row(&self, sql: &str, args: Vec<Value>) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async move { Ok(self.conn().query(sql, args).await?.into_iter().next()) }
    }
}

/// `($1,$2),($3,$4)` for a statement with `rows` rows of `columns` values each.
#[must_use]
pub fn value_rows(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 5);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { "," };
            let _ = write!(text, "{comma}${}", row * columns + column + 1);
        }
        text.push(')');
    }
    text
}

/// `$from,$from+1,…` for `count` arguments, as an IN list wants them.
#[must_use]
pub fn value_list(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 4);
    for place in 0..count {
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(text, "{comma}${}", from + place);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_in_order() {
        assert_eq!(value_rows(2, 3), "($1,$2,$3),($4,$5,$6)");
        assert_eq!(value_list(3, 2), "$3,$4");
        assert_eq!(value_rows(0, 3), "");
    }
}
