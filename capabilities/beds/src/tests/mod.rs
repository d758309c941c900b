//! Tests of the room: rules, store on both engines, every page in both languages, every refusal.

mod town;

use crate as room;
