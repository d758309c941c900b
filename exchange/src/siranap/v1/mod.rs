//! The XML of the first generation (`POST sirsservice/ranap`), still sent by old services. Each report has one or more wards.
//!
//! A ward that cannot be used does not hold up the others: nobody reads the answers of this protocol, so one bad ward would
//! keep a hospital silent for good.

mod answer;
mod codes;
mod report;
mod ward;

pub(super) use answer::{reply, taken};
pub use codes::pool_of;
pub use report::{BYTES_MAX, Report, ReportFault, WARDS_MAX, WardFault, read};
pub use ward::{CODE_CHARS_MAX, Occupancy, Ward};
