//! Kemenkes RS Online (SIRANAP, "Fasyankes"): hospitals report beds per type and room, staff, and protective equipment.
//!
//! The order of a call: [`Route::parse`] the method and path, read the [`Caller`], let somebody check its password, read the
//! body with [`Route::command`], act, and [`encode`] the [`Outcome`]. A call that went wrong before its route was known is
//! answered at [`Place::of`]. [`client`] is the other side of the same wire, [`v1`] the XML of the first generation.

mod answer;
mod caller;
pub mod client;
mod codes;
mod command;
mod items;
mod need;
mod route;
mod row;
pub mod v1;

pub use answer::{
    CREDENTIALS_REFUSED, MESSAGE_DELETED, MESSAGE_NO_ROW, MESSAGE_SAVED, MESSAGE_UPDATED, NeedItem, NeedRow, Outcome, RowView, encode,
};
pub use caller::{
    Caller, CallerFault, HEADER_NEED_ID, HEADER_PASS, HEADER_RS_ID, HEADER_TIMESTAMP, PASS_BYTES_MAX, RsId, looks_like_md5, md5_hex,
};
pub use codes::{BED_TYPES, BedTypeMatch, BedTypeRow, bed_type_for, bed_type_of, kode_siranap};
pub use command::{CallFault, Command};
pub use need::{NEED_CODE_CHARS_MAX, NEED_COUNT_MAX, Need, NeedChange, NeedCounts};
pub use route::{Deed, NeedKind, Place, Resource, Route, RouteFault};
pub use row::{BED_TYPE_CODE_CHARS_MAX, BEDS_MAX, Counts, NewRow, ROOM_CHARS_MAX, RowChange, RowId, RowKey};
