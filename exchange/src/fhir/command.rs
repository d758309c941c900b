//! `Command`: what a call asks for, checked and ready to be done.

use super::bundle::{Bundle, condition};
use super::id::LogicalId;
use super::issue::Fault;
use super::location::Location;
use super::patch::Patch;
use super::route::{CallHeaders, Route};
use super::search::{Kind, Query};

/// What a sender asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Give the CapabilityStatement.
    Metadata,
    /// Find resources.
    Search(Box<Query>),
    /// Read one.
    Read(Kind, LogicalId),
    /// Create a Location.
    Create {
        /// The Location.
        location: Box<Location>,
        /// Create it only when nothing fits this; what fits is the answer.
        if_none_exist: Option<Box<Query>>,
    },
    /// Create or replace the Location of this id.
    Update {
        /// Its id.
        id: LogicalId,
        /// The Location.
        location: Box<Location>,
        /// Replace only this version.
        if_match: Option<u64>,
    },
    /// Change a part of a Location.
    Patch {
        /// Its id.
        id: LogicalId,
        /// The change, to be applied to what is stored.
        patch: Patch,
        /// Change only this version.
        if_match: Option<u64>,
    },
    /// Many changes at once.
    Bundle(Bundle),
}

impl Route<'_> {
    /// Reads the body that belongs to this route; a body where none belongs is ignored.
    ///
    /// # Errors
    /// The body or a condition cannot be read; all mistakes of a resource are named.
    pub fn command(self, headers: &CallHeaders<'_>, body: &[u8]) -> Result<Command, Fault> {
        let if_match = headers.if_match;
        Ok(match self {
            Route::Metadata => Command::Metadata,
            Route::Search { kind, query, has_form } => {
                let form = if has_form { body.trim_ascii() } else { b"" };
                Command::Search(Box::new(Query::of_pairs(kind, &[query.as_bytes(), form], headers.strict)?))
            }
            Route::Read(kind, id) => Command::Read(kind, id),
            Route::Create => Command::Create {
                location: Box::new(Location::read(body, None)?),
                if_none_exist: headers.if_none_exist.map(condition).transpose()?.map(Box::new),
            },
            Route::Update(id) => Command::Update { location: Box::new(Location::read(body, Some(&id))?), id, if_match },
            Route::Patch(id) => Command::Patch { id, patch: Patch::read(body)?, if_match },
            Route::Bundle => Command::Bundle(Bundle::read(body)?),
        })
    }
}
