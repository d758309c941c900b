//! OASIS EDXL-HAVE: what a hospital, or a system that speaks for several, can take in. Read from 1.0 as it is really written; written as
//! 1.0 by the letter of its schema.
//!
//! [`Message::read`] what was sent, act, and [`encode`] the [`Outcome`]; [`write()`] what the city offers. [`client`] is the sender's side.

mod answer;
mod beds;
pub mod client;
mod codes;
mod distribution;
mod emergency;
mod fault;
mod hospital;
mod message;
mod pools;
mod reader;
mod write;

pub use answer::{MEDIA_TYPE, MEDIA_TYPES, Outcome, Reply, encode};
pub use beds::{BED_LINES_MAX, BedLine, CapacityStatus, SUB_CATEGORY_CHARS_MAX};
pub use codes::{BedTypeCode, HaveBedType, HaveBeds, PoolCount, have_of, lines_of, pool_of};
pub use emergency::{EmergencyStatus, OffloadStatus, TrafficStatus, Triage};
pub use fault::{ElementFault, HaveFault, Mistake, Mistakes, Place};
pub use hospital::{ClinicalStatus, FacilityStatus, Hospital};
pub use message::{BODY_BYTES_MAX, HOSPITALS_MAX, Message, Version};
pub use pools::counted;
pub use write::{HospitalOut, write};
