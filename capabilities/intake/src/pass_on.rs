//! Passing on (*penerusan*): what counts at a hospital is also said to the national services, in its name, by its written authority and with its
//! own keys. Off until a person turns it on.
//!
//! `row` says what may follow what; `plan` what is to be said; `look` what stands there; `walk` says it; `job` when.

pub(crate) mod address;
pub(crate) mod change;
pub(crate) mod courier;
pub(crate) mod echo;
pub(crate) mod job;
pub(crate) mod look;
pub(crate) mod numbers;
pub(crate) mod outcome;
pub(crate) mod peer;
pub(crate) mod plan;
pub(crate) mod rewrap;
pub(crate) mod row;
pub(crate) mod target;
pub(crate) mod tell;
pub(crate) mod walk;

pub use address::{NoPeerAddress, PeerAddress, Service};
pub use courier::{CARRIED_BYTES_MAX, CARRY_WITHIN_S, Carried, Courier, CourierFault};
pub use numbers::{BedNumbers, WardNumber};
pub use plan::CONFIRM_EVERY_MIN;
