//! OwnTracks over HTTP: one JSON message in each POST, to any path. The order of a call: [`read`] the body with the [`Address`] it came
//! under; look the device up; keep the report; [`encode`] the [`Outcome`]. [`client`] is the other side of the same wire.

mod answer;
pub mod client;
mod identity;
mod message;

pub use answer::{Outcome, encode};
pub use identity::{Address, Identity, Source, identify};
pub use message::{Ignored, Message, read};
