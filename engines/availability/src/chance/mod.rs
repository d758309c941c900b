//! The chance that a bed is free when the patient arrives: what is learned from past weeks, and what follows from it now.
//! The model is written in the README of the engine, so that a statistician can object to it.

mod chain;
mod flow;
mod moves;
mod outlook;
mod reliability;
mod rules;
mod tally;
mod trust;
mod week;

pub use flow::{Flow, FlowKind, Shape};
pub use moves::Moves;
pub use outlook::{HORIZONS_MIN, Outlook, Planned, PoolNow, WardNow, outlook};
pub use reliability::{BINS, Bin, Reliability};
pub use rules::{CalibrationRules, ChanceRules};
pub use tally::{HourSeen, Tally};
pub use trust::{Checks, Trust};
pub use week::{Calendar, HOURS_OF_WEEK, HourOfWeek};
