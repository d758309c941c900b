//! All SQL of the room, in statements that both engines understand. Decides nothing.

pub(crate) mod days;
pub(crate) mod reports;
pub(crate) mod told;
