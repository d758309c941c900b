//! The public face of the jobs: what rooms write to have slow work done, and the runner that does it.
#![doc = include_str!("../README.md")]

mod enqueue;
mod error;
mod figures;
mod model;
mod runner;
mod set;
mod shift;
mod store;
mod sweep;

pub use enqueue::{NewJob, bring_forward, enqueue, enqueue_all};
pub use error::JobError;
pub use figures::{Figures, GivenUp, Timer, figures, given_up, timers, try_again};
pub use model::{JobEvent, JobState, Policy};
pub use runner::{Runner, Running};
pub use set::{Job, JobSet};
pub use shift::Ran;
pub use sweep::{DONE_KEPT_DAYS, FINISHED_KEPT_MAX, GIVEN_UP_KEPT_DAYS};

/// The table of jobs.
pub const MIGRATIONS: sigap_store::MigrationSet = sigap_store::migrations!("jobs", ["0001_job"]);

#[cfg(test)]
mod tests;
