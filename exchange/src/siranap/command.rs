//! `Command`: what a call asks for, checked and ready to be done.

use sigap_kernel::FieldErrors;
use thiserror::Error;

use super::caller::HEADER_NEED_ID;
use super::row::Put;
use super::v1::{Report, ReportFault};
use super::{Deed, Need, NeedChange, NeedKind, NewRow, Route, RowChange, RowId, RowKey, need, v1};
use crate::lenient::{BodyFault, ReadFault};

/// What a sender asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give the bed-type table.
    BedTypes,
    /// Give the table of staff or equipment.
    NeedTable(NeedKind),
    /// List the sender's rows.
    Rows,
    /// Register a row. Clients repeat a POST: a row whose key is known already is best taken as its update.
    Create(NewRow),
    /// Change a row.
    Update {
        /// Which row.
        id: RowId,
        /// What changes.
        change: RowChange,
    },
    /// Change the row with this key, or register it: the older client knows no ids. Beds and occupied are always there.
    Put {
        /// Which row.
        key: RowKey,
        /// What changes.
        change: RowChange,
    },
    /// Remove a row.
    Delete(RowId),
    /// List the sender's staff or equipment.
    Needs(NeedKind),
    /// Register an item.
    CreateNeed(NeedKind, Need),
    /// Change an item.
    UpdateNeed(NeedKind, NeedChange),
    /// Remove an item, by its code.
    DeleteNeed(NeedKind, String),
    /// Take the beds of a report of the first generation.
    Ranap(Report),
}

/// Why a body was not taken. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallFault {
    /// A JSON body.
    #[error(transparent)]
    Read(#[from] ReadFault),
    /// An XML body.
    #[error(transparent)]
    Report(#[from] ReportFault),
}

impl CallFault {
    /// The same mistakes as message ids, for pages.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        match self {
            Self::Read(fault) => fault.field_errors(),
            Self::Report(fault) => {
                let mut errors = FieldErrors::new();
                errors.add("body", fault.message_id());
                errors
            }
        }
    }

    /// Whether the body was above its limit.
    #[must_use]
    pub const fn is_too_large(&self) -> bool {
        matches!(self, Self::Read(ReadFault::Body(BodyFault::TooLarge { .. })) | Self::Report(ReportFault::TooLarge { .. }))
    }
}

impl Route {
    /// Reads the body that belongs to this route, and the one header that names an item; a body where none belongs is ignored.
    ///
    /// # Errors
    /// The body cannot be read, or fields are wrong: all of them are named.
    pub fn command<'a>(self, header: impl Fn(&str) -> Option<&'a str>, body: &[u8]) -> Result<Command, CallFault> {
        Ok(match self {
            Self::BedTypes => Command::BedTypes,
            Self::NeedTable(kind) => Command::NeedTable(kind),
            Self::Rows(deed) => rows(deed, body)?,
            Self::Needs(kind, Deed::Read) => Command::Needs(kind),
            Self::Needs(kind, Deed::Create) => Command::CreateNeed(kind, Need::read(body)?),
            Self::Needs(kind, Deed::Update) => Command::UpdateNeed(kind, NeedChange::read(body)?),
            Self::Needs(kind, Deed::Delete) => Command::DeleteNeed(kind, need::read_id(header(HEADER_NEED_ID), body)?),
            Self::Ranap => Command::Ranap(v1::read(body)?),
        })
    }
}

fn rows(deed: Deed, body: &[u8]) -> Result<Command, ReadFault> {
    Ok(match deed {
        Deed::Read => Command::Rows,
        Deed::Create => Command::Create(NewRow::read(body)?),
        Deed::Update => match Put::read(body)? {
            Put::ById(id, change) => Command::Update { id, change },
            Put::ByKey(key, change) => Command::Put { key, change },
        },
        Deed::Delete => Command::Delete(RowId::read(body)?),
    })
}
