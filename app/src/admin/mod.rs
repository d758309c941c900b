//! The admin socket: how the command line speaks to the running server, so that it never writes beside it. One JSON object
//! a line; the socket is its owner's alone.

mod client;
mod listen;
mod path;

use serde::{Deserialize, Serialize};

use crate::command::{Answer, Command, Failure, Step};

pub use client::Client;
pub(crate) use listen::listen;

/// The socket in the data folder.
pub const SOCKET_FILE: &str = "admin.sock";

/// The version of what is spoken.
const VERSION: u32 = 1;

/// Bytes of one line: a command brings a whole file for import.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What the command line sends: one line.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    sigap_admin: u32,
    #[serde(flatten)]
    command: Command,
}

/// What the server sends: any number of steps, then one of the others.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reply {
    /// How far it is.
    Progress(Step),
    /// It is done.
    Done(Answer),
    /// It could not be done.
    Failed(Failure),
}

#[cfg(test)]
mod tests;
