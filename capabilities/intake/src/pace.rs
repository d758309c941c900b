//! How often one key may call: a bucket that fills steadily. Nothing is kept beyond this process.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use sigap_kernel::{KeyId, UtcMs};

/// Calls a second one key may make on average. A hospital of 200 rooms that reports every room every minute makes 4.
pub const CALLS_PER_S: u32 = 200;
/// Calls one key may make at once after a pause: all rooms of the largest hospital.
pub const CALLS_AT_ONCE: u32 = 1_000;

/// Buckets that are kept; beyond that all begin anew. Keys are never so many: only what strangers name can be.
const BUCKETS_MAX: usize = 20_000;

/// The bucket of every key that called.
#[derive(Debug)]
pub(crate) struct Pace<K = KeyId> {
    per_s: u32,
    at_once: u32,
    buckets: Mutex<HashMap<K, Bucket>>,
}

/// Thousandths of a call that are left, as of an instant.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left_milli: u64,
    at: UtcMs,
}

impl<K: Hash + Eq> Pace<K> {
    pub(crate) fn new(per_s: u32, at_once: u32) -> Self {
        Self { per_s, at_once, buckets: Mutex::default() }
    }

    /// Takes one call out of the bucket; `false` when it is empty.
    pub(crate) fn take(&self, key: K, now: UtcMs) -> bool {
        let full = u64::from(self.at_once) * 1_000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&key) {
            buckets.clear();
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left_milli: full, at: now });
        let passed_ms = now.0.saturating_sub(bucket.at.0).max(0).unsigned_abs();
        bucket.left_milli = bucket.left_milli.saturating_add(passed_ms.saturating_mul(u64::from(self.per_s))).min(full);
        // A clock that was set back starts anew from there.
        bucket.at = now;
        let taken = bucket.left_milli.checked_sub(1_000);
        bucket.left_milli = taken.unwrap_or(bucket.left_milli);
        taken.is_some()
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    fn key() -> KeyId {
        KeyId::new(&World::real().ctx(Actor::System("test")))
    }

    fn taken(pace: &Pace, key: KeyId, at_ms: i64, tries: u32) -> usize {
        (0..tries).filter(|_| pace.take(key, UtcMs(at_ms))).count()
    }

    #[test]
    fn a_hospital_may_send_all_its_rooms_at_once_and_then_steadily() {
        let (pace, key) = (Pace::new(10, 50), key());
        assert_eq!(taken(&pace, key, 0, 80), 50);
        assert_eq!(taken(&pace, key, 99, 5), 0);
        assert_eq!(taken(&pace, key, 1_000, 20), 10);
        assert_eq!(taken(&pace, key, 3_600_000, 80), 50, "a pause fills the bucket, and not beyond");
    }

    #[test]
    fn one_hospital_does_not_slow_another_and_a_clock_set_back_locks_nobody_out() {
        let (pace, one, other) = (Pace::new(10, 5), key(), key());
        assert_eq!(taken(&pace, one, 10_000, 9), 5);
        assert_eq!(taken(&pace, other, 10_000, 9), 5);
        assert_eq!(taken(&pace, one, 0, 9), 0);
        assert_eq!(taken(&pace, one, 200, 9), 2);
    }
}
