//! When calls were signed, by their senders' own clocks: a call that is signed well before one that came earlier was held up on its way, or is
//! sent again by somebody who overheard it. What it says was true then, and not now. What this process saw it remembers itself; what was seen
//! before it started, and by other nodes, stands in the pulse of the keys, a few seconds old.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sigap_kernel::{KeyId, UtcMs};
use sigap_store::{Query, StoreError};

use crate::store::pulse as store;

/// Keys that are remembered here; beyond that all begin anew.
const KEYS_MAX: usize = 20_000;

/// The latest time of signing of every key that called, in Unix seconds.
#[derive(Debug, Default)]
pub(crate) struct SentTimes(Mutex<HashMap<KeyId, i64>>);

impl SentTimes {
    /// As of when a call counts; `None`: as of now. A clock that is off by always the same counts as one that is right, and so does one that is
    /// right while another of the same hospital runs ahead.
    ///
    /// # Errors
    /// When what was written down of the key cannot be read. Asked only about a call that was not signed just now.
    pub(crate) async fn as_of(
        &self,
        q: &impl Query,
        key: KeyId,
        signed_at_s: i64,
        now: UtcMs,
        window_s: u32,
    ) -> Result<Option<UtcMs>, StoreError> {
        let seen_s = self.latest(key, signed_at_s);
        if is_of_now(signed_at_s, now, window_s) {
            return Ok(None);
        }
        let latest_s = store::signed_at_s(q, key).await?.map_or(seen_s, |written_s| written_s.max(seen_s));
        Ok(late_as_of(signed_at_s, latest_s, now, window_s))
    }

    /// The latest time of signing this process saw of a key, this call among them.
    fn latest(&self, key: KeyId, signed_at_s: i64) -> i64 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS_MAX && !all.contains_key(&key) {
            all.clear();
        }
        let latest_s = all.entry(key).or_insert(signed_at_s);
        *latest_s = signed_at_s.max(*latest_s);
        *latest_s
    }
}

fn is_of_now(signed_at_s: i64, now: UtcMs, window_s: u32) -> bool {
    signed_at_s.abs_diff(now.0.div_euclid(1_000)) <= u64::from(window_s)
}

/// As of when a call counts that was not signed just now, when one of the same key was signed at `latest_s`.
fn late_as_of(signed_at_s: i64, latest_s: i64, now: UtcMs, window_s: u32) -> Option<UtcMs> {
    let late_s = latest_s.saturating_sub(signed_at_s);
    (late_s > i64::from(window_s)).then(|| now.plus_s(-late_s))
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    const NOON_S: i64 = 1_795_320_900;
    const HOUR_S: i64 = 3_600;
    const WINDOW_S: u32 = 600;

    #[test]
    fn what_was_signed_before_an_earlier_call_counts_as_of_then() {
        let [key, other] = [(); 2].map(|()| KeyId::new(&World::real().ctx(Actor::System("test"))));
        let sent = SentTimes::default();
        let as_of = |key, signed_at_s: i64, now_s: i64| {
            let (now, latest_s) = (UtcMs(now_s * 1_000), sent.latest(key, signed_at_s));
            let then = if is_of_now(signed_at_s, now, WINDOW_S) { None } else { late_as_of(signed_at_s, latest_s, now, WINDOW_S) };
            then.map(|at| at.0 / 1_000 - now_s)
        };
        assert_eq!(as_of(key, NOON_S, NOON_S), None);
        let now_s = NOON_S + 12 * HOUR_S;
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
