#![doc = include_str!("../README.md")]
//!
//! This crate knows nothing about databases, HTTP, languages of the screen or any one room.
//! A word belongs here when at least three rooms say it and mean the same thing.

mod codes;
mod ctx;
mod damm;
mod fields;
mod geo;
mod ids;
mod label;
mod lang;
mod masked;
mod money;
mod network;
mod pool;
mod time;

pub use codes::UnknownCode;
pub use ctx::{Actor, Chance, Ctx, Grant, OsChance, Role, Scope, SeededChance, TraceId, World};
pub use damm::check_digit;
pub use fields::FieldErrors;
pub use geo::{Box2, GeoPoint, NotAPlace, straight_line_min};
pub use ids::{EntryId, FacilityId, JobId, KeyId, PersonId, ServiceId, SessionId, UserId, WardId};
pub use label::{clean_label, has_invisible, is_invisible};
pub use lang::{Lang, figure};
pub use masked::Masked;
pub use money::Rupiah;
pub use network::network_of;
pub use pool::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};
pub use time::{CLOCKS_APART_MAX_S, Clock, ManualClock, SystemClock, UtcMs, Zone};

#[doc(hidden)]
pub use serde as __serde;
#[doc(hidden)]
pub use uuid as __uuid;
