//! `Latencies`: every single duration of a measurement, so that percentiles are exact and nothing is averaged away.

use std::time::Duration;

/// Durations in microseconds. Room is made beforehand: noting one costs no allocation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    /// None yet, with room for `count`.
    pub(crate) fn with_room(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    pub(crate) fn note(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// Takes over all of another measurement's.
    pub(crate) fn and(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds that this part of all durations (0 to 1) did not exceed; 0 when there are none.
    pub(crate) fn ms_at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = rank(part, sorted.len());
        sorted.get(rank).map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
    }
}

/// The place of the smallest value that `part` of `count` sorted values do not exceed.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // counts of one run
fn rank(part: f64, count: usize) -> usize {
    ((count as f64 * part).ceil() as usize).clamp(1, count.max(1)) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_duration_that_was_measured() {
        let mut all = Latencies::with_room(100);
        (1..=100).rev().for_each(|ms| all.note(Duration::from_millis(ms)));
        assert_eq!([0.0, 0.5, 0.95, 0.99, 1.0].map(|part| all.ms_at(part)), [1.0, 50.0, 95.0, 99.0, 100.0]);
        assert_eq!(Latencies::default().ms_at(0.99), 0.0);
    }

    #[test]
    fn one_slow_answer_among_a_hundred_is_seen_at_the_top_alone() {
        let mut all = Latencies::default();
        (0..99).for_each(|_| all.note(Duration::from_millis(1)));
        let mut slow = Latencies::default();
        slow.note(Duration::from_secs(9));
        all.and(slow);
        assert_eq!((all.count(), all.ms_at(0.99), all.ms_at(1.0)), (100, 1.0, 9_000.0));
    }
}
