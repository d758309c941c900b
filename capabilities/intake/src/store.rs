//! All SQL of the room, split by table. Decides nothing.

pub(crate) mod locations;
pub(crate) mod needs;
pub(crate) mod problems;
pub(crate) mod pulse;
pub(crate) mod rooms;
pub(crate) mod silence;
pub(crate) mod uploads;

use sigap_store::as_text;

use crate::Protocol;
use crate::model::Joined;
use crate::problem::ProblemKind;

as_text!(Protocol, ProblemKind, Joined);
