//! Load: callers that ask as fast as they are answered, or at a steady pace whatever the answers do.
//!
//! At a steady pace a duration counts from the moment at which the call was due, not from the moment at which a free caller
//! came round to it: a server that stands still for a second is then seen by everyone who would have called in that second.

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures::future::join_all;
use tokio::time::Instant;

use crate::latency::Latencies;

/// Calls room is made for beforehand, for each caller.
const ROOM_PER_CALLER: usize = 16 * 1024;

/// Someone who calls and waits for the answer.
pub(crate) trait Caller {
    /// One call; an answer that is not the expected one is an error.
    async fn call(&mut self) -> Result<()>;
}

/// What came of a load.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// How long every answered call took.
    pub(crate) latencies: Latencies,
    /// From the first call to the last answer.
    pub(crate) took: Duration,
    last: Option<Instant>,
    failures: u64,
    first_failure: Option<anyhow::Error>,
}

impl Measured {
    /// Answered calls a second.
    #[allow(clippy::cast_precision_loss)] // counts of one run
    pub(crate) fn per_s(&self) -> f64 {
        self.latencies.count() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The same, if every call was answered as it should be.
    ///
    /// # Errors
    /// The first call that was not.
    pub(crate) fn sound(mut self) -> Result<Self> {
        match self.first_failure.take() {
            None if self.latencies.count() == 0 => bail!("nothing was answered"),
            None => Ok(self),
            Some(first) => Err(first).with_context(|| {
                format!("{} of {} calls failed; the first", self.failures, self.failures as usize + self.latencies.count())
            }),
        }
    }

    fn note(&mut self, due: Instant, outcome: Result<()>) {
        match outcome {
            Ok(()) => {
                let now = Instant::now();
                self.latencies.note(now - due);
                self.last = Some(now);
            }
            Err(error) => {
                self.failures += 1;
                self.first_failure.get_or_insert(error);
            }
        }
    }

    fn of_all(parts: Vec<Measured>, start: Instant) -> Self {
        let room = parts.iter().map(|part| part.latencies.count()).sum();
        let last = parts.iter().filter_map(|part| part.last).max();
        let took = last.map_or(Duration::ZERO, |last| last - start);
        let mut all = Self { latencies: Latencies::with_room(room), took, last, ..Self::default() };
        for part in parts {
            all.latencies.and(part.latencies);
            all.failures += part.failures;
            all.first_failure = all.first_failure.or(part.first_failure);
        }
        all
    }
}

/// Every caller calls again as soon as it is answered.
pub(crate) async fn as_fast_as_answered<C: Caller>(callers: &mut [C], lasting: Duration) -> Measured {
    let start = Instant::now();
    let parts = join_all(callers.iter_mut().map(|caller| hurry(caller, start + lasting))).await;
    Measured::of_all(parts, start)
}

async fn hurry(caller: &mut impl Caller, end: Instant) -> Measured {
    let mut measured = Measured { latencies: Latencies::with_room(ROOM_PER_CALLER), ..Measured::default() };
    loop {
        let due = Instant::now();
        if due >= end || measured.failures > 0 {
            return measured;
        }
        measured.note(due, caller.call().await);
    }
}

/// When calls are due: a fixed number a second from the start on.
pub(crate) struct Pace<'s> {
    start: Instant,
    per_s: f64,
    next: Cell<u64>,
    end: End<'s>,
}

/// When a pace ends.
#[derive(Clone, Copy)]
pub(crate) enum End<'s> {
    /// After so long.
    After(Duration),
    /// When somebody says so.
    When(&'s Cell<bool>),
}

impl<'s> Pace<'s> {
    pub(crate) fn new(per_s: f64, end: End<'s>) -> Self {
        Self { start: Instant::now(), per_s, next: Cell::new(0), end }
    }

    /// Waits until the next call is due, and gives that moment; `None` when there are no more.
    #[allow(clippy::cast_precision_loss)] // calls of one run
    pub(crate) async fn next(&self) -> Option<Instant> {
        let number = self.next.replace(self.next.get() + 1);
        let due = self.start + Duration::from_secs_f64(number as f64 / self.per_s);
        if matches!(self.end, End::After(lasting) if due >= self.start + lasting) {
            return None;
        }
        tokio::time::sleep_until(due).await;
        (!matches!(self.end, End::When(stopped) if stopped.get())).then_some(due)
    }
}

/// Callers that share one pace: whoever is free takes the next call.
pub(crate) async fn at_pace<C: Caller>(callers: &mut [C], per_s: f64, end: End<'_>) -> Measured {
    let pace = Pace::new(per_s, end);
    let parts = join_all(callers.iter_mut().map(|caller| keep_pace(caller, &pace))).await;
    Measured::of_all(parts, pace.start)
}

async fn keep_pace(caller: &mut impl Caller, pace: &Pace<'_>) -> Measured {
    let mut measured = Measured { latencies: Latencies::with_room(ROOM_PER_CALLER), ..Measured::default() };
    while let Some(due) = pace.next().await {
        measured.note(due, caller.call().await);
        if measured.failures > 0 {
            break;
        }
    }
    measured
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes as long as it is told, once, and then no time at all.
    struct Slow(Option<Duration>);

    impl Caller for Slow {
        async fn call(&mut self) -> Result<()> {
            if let Some(wait) = self.0.take() {
                tokio::time::sleep(wait).await;
            }
            Ok(())
        }
    }

    struct Broken;

    impl Caller for Broken {
        async fn call(&mut self) -> Result<()> {
            bail!("out of order")
        }
    }

    #[tokio::test(start_paused = true)]
    async fn everyone_who_would_have_called_while_the_server_stood_still_has_waited() {
        let measured = at_pace(&mut [Slow(Some(Duration::from_secs(1)))], 10.0, End::After(Duration::from_secs(2))).await.sound().unwrap();
        assert_eq!(measured.latencies.count(), 20);
        assert!((measured.latencies.ms_at(1.0) - 1_000.0).abs() < 5.0);
        // Ten calls were due in that second: they waited 1.0, 0.9 … 0.1 s.
        assert!((measured.latencies.ms_at(0.75) - 500.0).abs() < 150.0, "{}", measured.latencies.ms_at(0.75));
    }

    #[tokio::test(start_paused = true)]
    async fn a_pace_ends_when_somebody_says_so() {
        let stopped = Cell::new(false);
        let stop = async {
            tokio::time::sleep(Duration::from_millis(450)).await;
            stopped.set(true);
        };
        let mut slow = [Slow(None), Slow(None)];
        let (measured, ()) = futures::join!(at_pace(&mut slow, 10.0, End::When(&stopped)), stop);
        assert_eq!(measured.latencies.count(), 5);
        assert_eq!(measured.took, Duration::from_millis(400), "waiting for a call that never comes is no work");
    }

    #[tokio::test]
    async fn a_failed_call_is_not_a_fast_one() {
        let measured = as_fast_as_answered(&mut [Broken], Duration::from_secs(1)).await;
        let said = format!("{:#}", measured.sound().err().unwrap());
        assert!(said.contains("1 of 1 calls failed") && said.contains("out of order"), "{said}");
    }
}
