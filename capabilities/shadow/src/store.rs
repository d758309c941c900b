//! All SQL of the room, in statements that both engines understand. Decides nothing.
