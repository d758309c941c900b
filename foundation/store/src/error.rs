//! What can go wrong below the rooms, sorted by what a caller can do about it.

use sea_orm::{DbErr, RuntimeErr, SqlxError};
use thiserror::Error;

/// A failure of storage. The text is for the log; a person sees "try again" with a trace id.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another transaction was in the way; running the closure again may succeed.
    #[error("the database was busy: {0}")]
    Busy(#[source] DbErr),
    /// The disk is full: nothing can be written until someone makes room.
    #[error("the disk is full: {0}")]
    DiskFull(#[source] DbErr),
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[source] DbErr),
    /// A text holds a character that the database cannot keep (NUL): the fault of whoever sent it.
    #[error("a text cannot be kept: {0}")]
    Unstorable(#[source] DbErr),
    /// A stored value is not what its column should hold.
    #[error("column {column} holds a value that cannot be read: {why}")]
    Unreadable {
        /// The column.
        column: String,
        /// Why it could not be read.
        why: String,
    },
    /// A closure wrote without recording what it did.
    #[error("a write has to record at least one journal entry")]
    NothingRecorded,
    /// A closure for short-lived rows touched a lasting table.
    #[error("the statement does not belong to an ephemeral table: {0}")]
    NotEphemeral(String),
    /// A closure kept its transaction handle beyond its end; nothing was written.
    #[error("a write kept its transaction beyond the end of its closure")]
    HandleKept,
    /// The schema in the database does not fit this program.
    #[error("{0}")]
    Schema(String),
    /// Too many writes wait already: nothing was taken, and later there may be room.
    #[error("too many writes are waiting")]
    Crowded,
    /// A fault of the program broke it in the middle; nothing of it was kept.
    #[error("a fault of the program broke it in the middle")]
    Broken,
    /// The database undid the whole write by itself, as its disk is full or fails: nothing more can be written with it.
    #[error("the database undid the whole write")]
    Undone,
    /// No server of PostgreSQL takes writes: who is there, and why not.
    #[error("PostgreSQL: {0}")]
    NoServer(String),
    /// Another server took over, or the same one was started anew, before an answer came: whether it was done is not known.
    #[error("the database server went away in the middle")]
    Moved,
    /// The program is shutting down.
    #[error("storage is closing")]
    Closing,
    /// A file of a backup or a folder could not be used.
    #[error("{0}")]
    File(String),
}

impl StoreError {
    /// Whether the same closure may succeed when it is run again.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy(_))
    }

    /// Whether SQLite may have ended the transaction in which this happened: a full disk, one that fails, no memory.
    pub(crate) fn may_undo_all(&self) -> bool {
        match self {
            StoreError::DiskFull(_) => true,
            // The low byte of an extended code is the code: 10 is IOERR, 7 NOMEM.
            StoreError::Database(error) => {
                sql_code(error).and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| matches!(code & 255, 7 | 10))
            }
            _ => false,
        }
    }
}

/// SQLSTATE of a serialization failure and of a deadlock.
const POSTGRES_RETRY: [&str; 2] = ["40001", "40P01"];
/// SQLite's BUSY and LOCKED, with their extended codes.
const SQLITE_RETRY: [&str; 5] = ["5", "6", "261", "517", "773"];
/// PostgreSQL's character_not_in_repertoire and untranslatable_character. SQLite keeps every text.
const UNSTORABLE: [&str; 2] = ["22021", "22P05"];
/// SQLite's FULL, PostgreSQL's disk_full.
const FULL: [&str; 2] = ["13", "53100"];

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let code = sql_code(&error).unwrap_or_default();
        if POSTGRES_RETRY.contains(&code.as_str()) || SQLITE_RETRY.contains(&code.as_str()) {
            StoreError::Busy(error)
        } else if FULL.contains(&code.as_str()) {
            StoreError::DiskFull(error)
        } else if UNSTORABLE.contains(&code.as_str()) {
            StoreError::Unstorable(error)
        } else {
            StoreError::Database(error)
        }
    }
}

fn sql_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(inner))
    | DbErr::Query(RuntimeErr::SqlxError(inner))
    | DbErr::Conn(RuntimeErr::SqlxError(inner))) = error
    else {
        return None;
    };
    match &**inner {
        SqlxError::Database(database) => database.code().map(std::borrow::Cow::into_owned),
        _ => None,
    }
}

impl From<SqlxError> for StoreError {
    fn from(error: SqlxError) -> Self {
        DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()
    }
}
