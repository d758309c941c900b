//! `Progress`: how far long work has come, told to whoever waits for it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// Steps are told at most this often.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What is being worked on.
    pub what: String,
    /// How much of it is done.
    pub done: u64,
    /// Out of how much, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
}

/// Takes steps and tells those that are worth telling. Cheap to clone.
#[derive(Clone)]
pub struct Progress {
    tell: Arc<dyn Fn(Step) + Send + Sync>,
    told: Arc<Mutex<Option<(Instant, String)>>>,
}

impl Progress {
    /// Tells its steps to `tell`.
    #[must_use]
    pub fn telling(tell: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell), told: Arc::default() }
    }

    /// Tells nobody.
    #[must_use]
    pub fn silent() -> Self {
        Self::telling(|_| {})
    }

    /// Takes a step; it is told when the work is a new one or the last telling was a while ago.
    pub fn step(&self, what: &str, done: u64, of: Option<u64>) {
        let now = Instant::now();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.as_ref().is_some_and(|(at, before)| before == what && now < *at + TOLD_EVERY) {
            return;
        }
        *told = Some((now, what.to_owned()));
        drop(told);
        (self.tell)(Step { what: what.to_owned(), done, of });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_steps_becomes_a_few() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = heard.clone();
        let progress = Progress::telling(move |step| hears.lock().unwrap().push(step));
        for row in 0..10_000 {
            progress.step("rows", row, None);
        }
        progress.step("journal", 1, Some(2));
        tokio::time::advance(TOLD_EVERY).await;
        progress.step("journal", 2, Some(2));
        let told: Vec<(String, u64)> = heard.lock().unwrap().iter().map(|step| (step.what.clone(), step.done)).collect();
        assert_eq!(told, [("rows".to_owned(), 0), ("journal".to_owned(), 1), ("journal".to_owned(), 2)]);
    }
}
