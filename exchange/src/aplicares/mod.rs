//! BPJS Aplicares: hospitals publish how many beds each room group has and how many are free.
//!
//! The order of a call: [`Route::parse`] the method and path, check the signature with [`crate::bpjs`], look up the facility,
//! read the body with [`Route::command`], act, and [`encode`] the [`Outcome`]. [`client`] is the other side of the same wire.

mod answer;
pub mod client;
mod codes;
mod command;
mod room;
mod route;

pub use answer::{MESSAGE_DELETED, MESSAGE_NO_ROOM, MESSAGE_OK, MESSAGE_SAVED, MESSAGE_UPDATED, Outcome, Reply, RoomRow, encode};
pub use codes::{CLASSES, ClassMatch, ClassRow, class_for, class_of};
pub use command::Command;
pub use room::{BEDS_MAX, CLASS_CODE_CHARS_MAX, NAME_CHARS_MAX, ROOM_CODE_CHARS_MAX, Room, RoomDraft, RoomKey};
pub use route::{Action, Page, READ_ROWS_MAX, Route, RouteFault};
