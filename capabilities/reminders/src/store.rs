//! All SQL of the room, in statements that both engines understand. Decides nothing.

pub(crate) mod answers;
pub(crate) mod censuses;
pub(crate) mod contacts;
pub(crate) mod desk;
pub(crate) mod messages;
pub(crate) mod spells;
pub(crate) mod sweep;

use sigap_store::as_text;

use crate::model::{CallId, Called, CensusId, CensusState, Channel, MessageId, MessageState, Rung, SpellId, Why};

as_text!(SpellId, MessageId, CallId, CensusId, Rung, Channel, MessageState, Why, Called, CensusState);

/// Rows that one statement writes.
pub(crate) const ROWS_AT_ONCE: usize = 1_000;
