//! Where a vehicle is: what every protocol of phones and trackers comes down to.
//!
//! A [`Report`] is what one device says in one message. Its [`Place`] is a [`Fix`] that can be used, a fix whose time cannot be true, or none;
//! everything wrong on the way stands in its [`Faults`]. A call for help is never lost because the place beside it is unreadable.
//! Units are chosen once and stand at the end of the names: centimetres a second, whole degrees, whole metres, percent.

mod device;
mod fault;
mod fix;
mod leaves;
mod measure;
mod reply;
mod report;
mod sent;
mod time;
mod urlencoded;

pub use device::{DEVICE_CHARS_MAX, DeviceName};
pub use fault::{Fault, Faults, ReportFault};
pub use fix::{ACCURACY_M_MAX, ALTITUDE_M_MAX, ALTITUDE_M_MIN, Fix, SPEED_CM_S_MAX};
pub use reply::Reply;
pub use report::{ALARM_CHARS_MAX, Alarm, CREW_CHARS_MAX, Event, EventKind, PLACE_NAME_CHARS_MAX, Place, Report};
pub use time::{AHEAD_MAX_S, EARLIEST};

pub(crate) use fix::{Draft, Motion, SpeedIn};
pub(crate) use leaves::leaves;
pub(crate) use measure::Spot;
pub(crate) use report::alarm_of;
pub(crate) use sent::{Sent, Sents, Taker};
pub(crate) use time::When;
pub(crate) use urlencoded::{decoded, escape_into, pairs, param};
