//! SATUSEHAT FHIR R4: hospitals keep wards, rooms and beds as Locations; facilities are read as Organizations.
//!
//! The order of a call: [`TokenRequest::read`] and [`encode_token`] once; then [`Route::parse`] the method and target, look up the [`bearer`], read
//! [`CallHeaders`], read the body with [`Route::command`], act, and [`encode`] the [`Outcome`]. Every mistake on the way is a [`Fault`], which is an
//! [`Outcome::Refused`]. [`count_beds`] turns single beds into the counts of wards. [`client`] is the other side of the same wire.

mod answer;
mod beds;
mod bundle;
mod capability;
mod clause;
pub mod client;
mod codes;
mod command;
mod document;
mod element;
mod id;
mod instants;
mod issue;
mod location;
mod organization;
mod patch;
mod patch_op;
mod reply;
mod route;
mod search;
mod tidy;
mod token;

pub use answer::{Batch, EntryOutcome, Found, Outcome, Page, encode};
pub use beds::{ANCESTRY_MAX, BedCounts, BedGroup, BedState, ClassKey, PlaceFacts, Unit, bed_state, count_beds};
pub use bundle::{BUNDLE_BYTES_MAX, BUNDLE_ENTRIES_MAX, Bundle, Deed, Entry};
pub use capability::Software;
pub use codes::{Coded, Mode, Operational, PhysicalType, Status, class_of};
pub use command::Command;
pub use document::{Document, NotADocument, Stored};
pub use element::Coding;
pub use id::{BadId, ID_CHARS_MAX, Identifier, LogicalId, Reference};
pub use issue::{Fault, ISSUES_MAX, Issue, IssueCode};
pub use location::{DEPTH_MAX, LOCATION_BYTES_MAX, LOCATION_VALUES_MAX, Location, LocationFacts, NAME_CHARS_MAX};
pub use organization::Organization;
pub use patch::{PATCH_OPERATIONS_MAX, Patch};
pub use reply::Reply;
pub use route::{CallHeaders, Return, Route};
pub use search::{COUNT_DEFAULT, COUNT_MAX, CURSOR_CHARS_MAX, Candidate, Kind, PARAMETERS_MAX, QUERY_BYTES_MAX, Query, Sort, SortBy};
pub use token::{
    CLIENT_ID_CHARS_MAX, CLIENT_SECRET_CHARS_MAX, Granted, TOKEN_BYTES_MAX, TokenFault, TokenOutcome, TokenRequest, bearer, encode_token,
};
