#![doc = include_str!("../README.md")]

mod archive;
mod backup;
mod checkpoint;
mod connect;
mod db;
mod ephemeral;
mod error;
mod failpoint;
mod feed;
mod folder;
mod gate;
mod group;
mod journal;
mod lease;
mod look;
mod lookout;
mod migrate;
mod note;
mod picture;
mod placeholder;
mod pools;
mod sealer;
mod segment;
mod servers;
mod sql;
mod table;
mod tx;
mod unbroken;

pub use archive::{ArchiveReport, archive, verify_archive};
pub use backup::{BackupReport, RestoreReport, backup, restore};
pub use checkpoint::run_checkpointer;
pub use connect::SQLITE_FILE;
pub use db::{Db, Engine, Lane, StoreConfig};
pub use ephemeral::Ephemeral;
pub use error::StoreError;
pub use failpoint::failpoint;
pub use feed::{Changed, FeedItem, Listener};
pub use folder::{DataFolder, FolderBusy};
pub use group::GroupWriter;
pub use journal::{Entry, JournalRow, SealReport, Subject, entries_after, entries_of, verify, verify_last};
pub use lease::{Lease, try_lease};
pub use look::{LOOKED_THROUGH_MAX, Look, Looked, last_entries, look_back};
pub use lookout::run_lookout;
pub use migrate::{Migration, MigrationSet};
pub use note::{FolderNote, folder_note, identity};
pub use picture::{LivePicture, PUBLISH_EVERY_MS, Painter};
use placeholder::few_sizes;
pub use sealer::{run_sealer, seal_now};
pub use segment::{Month, Segment, close_months, segments};
pub use servers::check_address;
pub use sql::{Arg, Column, Query, Row, Rows, TextColumn, value_list, value_rows};
pub use tx::Tx;

pub use sea_orm::Value;

/// The floor's own migrations.
pub const MIGRATIONS: MigrationSet = migrations!("store", ["0001_journal"]);

#[cfg(test)]
mod tests;
