//! When calls were signed, by their senders' own clocks: a call that is signed well before one that came earlier was held up on its way, or is
//! sent again by somebody who overheard it. What it says was true then, and not now. Nothing is kept beyond this process.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sigap_kernel::{KeyId, UtcMs};

/// Keys that are remembered; beyond that all begin anew.
const KEYS_MAX: usize = 20_000;

/// The latest time of signing of every key that called, in Unix seconds.
#[derive(Debug, Default)]
pub(crate) struct SentTimes(Mutex<HashMap<KeyId, i64>>);

impl SentTimes {
    /// As of when a call counts; `None`: as of now. A clock that is off by always the same counts as one that is right, and so does one that is
    /// right while another of the same hospital runs ahead.
    pub(crate) fn as_of(&self, key: KeyId, signed_at_s: i64, now: UtcMs, window_s: u32) -> Option<UtcMs> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.len() >= KEYS_MAX && !latest.contains_key(&key) {
            latest.clear();
        }
        let latest = latest.entry(key).or_insert(signed_at_s);
        *latest = signed_at_s.max(*latest);
        let window_s = i64::from(window_s);
        let is_of_now = signed_at_s.abs_diff(now.0.div_euclid(1_000)) <= window_s.unsigned_abs();
        let late_s = latest.saturating_sub(signed_at_s);
        (!is_of_now && late_s > window_s).then(|| now.plus_s(-late_s))
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    const NOON_S: i64 = 1_795_320_900;
    const HOUR_S: i64 = 3_600;

    #[test]
    fn what_was_signed_before_an_earlier_call_counts_as_of_then() {
        let [key, other] = [(); 2].map(|()| KeyId::new(&World::real().ctx(Actor::System("test"))));
        let sent = SentTimes::default();
        let mut now_s = NOON_S;
        let as_of =
            |key, signed_at_s: i64, now_s: i64| sent.as_of(key, signed_at_s, UtcMs(now_s * 1_000), 600).map(|at| at.0 / 1_000 - now_s);
        assert_eq!(as_of(key, now_s, now_s), None);
        now_s += 12 * HOUR_S;
        assert_eq!(as_of(key, NOON_S, now_s), None, "nothing later came");
        assert_eq!(as_of(key, now_s, now_s), None);
        assert_eq!(as_of(key, NOON_S, now_s), Some(-12 * HOUR_S), "half a day late");
        assert_eq!(as_of(key, now_s - 599, now_s), None);
        // Another hospital whose clock is seven hours behind, always.
        for minute in 0..3 {
            assert_eq!(as_of(other, now_s - 7 * HOUR_S + minute * 60, now_s + minute * 60), None);
        }
        assert_eq!(as_of(key, now_s + 7 * HOUR_S, now_s), None, "a second computer, seven hours ahead");
        assert_eq!(as_of(key, now_s, now_s), None, "and the first one, which is right");
    }
}
