//! Calls that were held up on their way, or are sent again by somebody who overheard them: what they say was true when they were sent, and not
//! now.
//!
//! A call says when it was sent, by a clock that may be hours off. So for each key Sigap keeps how much later than they say its calls come, when
//! nothing holds them up: what its clock is behind. A call that comes later still was held up by the difference. A clock may also be set back:
//! calls that come as much too late for [`SETTLES_MIN`], with none among them that is in time, are those of a clock that was.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sigap_exchange::bpjs::second_of;
use sigap_kernel::{KeyId, UtcMs};
use sigap_store::StoreError;

use crate::Intake;
use crate::call::Sender;
use crate::store::pulse as store;

/// Keys whose clocks are remembered here; beyond that all are looked up anew.
const KEYS_MAX: usize = 20_000;
/// How long a clock has to go on being as far behind until it is taken for one that was set back.
const SETTLES_MIN: i64 = 30;
/// A clock that moved by less is not written down anew.
const MOVED_S: u64 = 60;

/// When a call says it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    /// Unix seconds by the sender's own clock; of some systems milliseconds.
    pub(crate) stamp: i64,
    /// Whether the sender's signature covers it. Where it does not, it may be a value that somebody once wrote down: a call is late only when
    /// one that was sent later has come before it.
    pub(crate) is_signed: bool,
}

impl Sent {
    const fn at_s(self) -> i64 {
        second_of(self.stamp)
    }
}

/// What is known of the clock of one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    /// How many seconds its calls come later than they say they were sent.
    behind_s: i64,
    /// The latest time of sending of those that count.
    latest_s: i64,
    /// Calls that come as much later than that, and since when.
    other: Option<(i64, UtcMs)>,
    /// What of it was handed on to be written down.
    noted_s: Option<i64>,
}

impl Clock {
    /// What a call makes of the clock, and how many seconds it was held up, if it was. `window_s` is how far a clock may be off and count as right.
    fn hear(known: Option<Self>, sent: Sent, now: UtcMs, window_s: u32) -> (Self, Option<i64>) {
        let (behind_s, window_s) = (now.0.div_euclid(1_000).saturating_sub(sent.at_s()), i64::from(window_s));
        let noted_s = known.and_then(|clock| clock.noted_s);
        let learned = |latest_s| (Self { behind_s, latest_s, other: None, noted_s }, None);
        match known {
            None => learned(sent.at_s()),
            Some(_) if behind_s.saturating_abs() <= window_s => learned(sent.at_s()),
            Some(clock) if behind_s <= clock.behind_s.saturating_add(window_s) => learned(clock.latest_s.max(sent.at_s())),
            Some(clock) if !sent.is_signed && clock.latest_s.saturating_sub(sent.at_s()) <= window_s => (clock, None),
            Some(clock) => {
                let is_as_far = |(other_s, _): &(i64, UtcMs)| other_s.saturating_sub(behind_s).saturating_abs() <= window_s;
                let (other_s, since) = clock.other.filter(is_as_far).unwrap_or((behind_s, now));
                if now >= since.plus_min(SETTLES_MIN) {
                    return learned(sent.at_s());
                }
                (Self { other: Some((other_s, since)), ..clock }, Some(behind_s.saturating_sub(clock.behind_s)))
            }
        }
    }
}

/// The clocks of all keys that called.
#[derive(Debug, Default)]
pub(crate) struct SenderClocks(Mutex<HashMap<KeyId, Clock>>);

impl SenderClocks {
    /// How many seconds a call was held up, if it was, and what is new of the clock and worth writing down. `written_s` is what was written down
    /// of a key that is not remembered here.
    fn hear(&self, key: KeyId, written_s: Option<i64>, sent: Sent, now: UtcMs, window_s: u32) -> (Option<i64>, Option<i64>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEYS_MAX && !all.contains_key(&key) {
            all.clear();
        }
        let written = written_s.map(|behind_s| Clock { behind_s, latest_s: i64::MIN, other: None, noted_s: written_s });
        let (mut clock, late_s) = Clock::hear(all.get(&key).copied().or(written), sent, now, window_s);
        let is_noted = clock.noted_s.is_some_and(|noted_s| noted_s.abs_diff(clock.behind_s) < MOVED_S);
        let news = (!is_noted).then_some(clock.behind_s);
        clock.noted_s = news.or(clock.noted_s);
        all.insert(key, clock);
        (late_s, news)
    }

    fn knows(&self, key: KeyId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&key)
    }
}

/// When what a call says was true; `None`: now. What it tells of its sender's clock is remembered, here and in the pulse of its key.
///
/// # Errors
/// When what was written down of a key that is new here cannot be read.
pub(crate) async fn true_as_of(intake: &Intake, sender: &Sender, sent: Sent) -> Result<Option<UtcMs>, StoreError> {
    let (inner, now) = (&intake.0, sender.ctx.now());
    let written_s = if inner.clocks.knows(sender.key) { None } else { store::clock_behind_s(inner.floor.db(), sender.key).await? };
    let (late_s, news) = inner.clocks.hear(sender.key, written_s, sent, now, inner.config.clock_window_s);
    if let Some(behind_s) = news {
        inner.pulse.clock(sender.key, now, behind_s);
    }
    Ok(late_s.map(|late_s| now.plus_s(-late_s)))
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    const NOON_S: i64 = 1_795_320_900;
    const MINUTE_S: i64 = 60;
    const HOUR_S: i64 = 3_600;
    const WINDOW_S: u32 = 600;

    /// The calls of one key: at so many seconds after noon, sent so many after noon by its clock.
    struct Calls(SenderClocks, KeyId, bool);

    impl Calls {
        fn new(is_signed: bool) -> Self {
            Self(SenderClocks::default(), KeyId::new(&World::real().ctx(Actor::System("test"))), is_signed)
        }

        fn late_s(&self, came_s: i64, sent_s: i64) -> Option<i64> {
            let sent = Sent { stamp: NOON_S + sent_s, is_signed: self.2 };
            self.0.hear(self.1, None, sent, UtcMs((NOON_S + came_s) * 1_000), WINDOW_S).0
        }
    }

    #[test]
    fn a_call_is_as_late_as_it_comes_later_than_its_clock_makes_calls_come() {
        for behind_s in [0, 30, 7 * HOUR_S, -5 * HOUR_S] {
            let calls = Calls::new(true);
            assert_eq!(calls.late_s(0, -behind_s), None, "the first");
            assert_eq!(calls.late_s(8 * HOUR_S, -behind_s), Some(8 * HOUR_S), "the line was down, and nothing later came");
            assert_eq!(calls.late_s(8 * HOUR_S + 1, 8 * HOUR_S - behind_s), None);
            assert_eq!(calls.late_s(8 * HOUR_S + 2, 7 * HOUR_S - behind_s), Some(HOUR_S + 1));
            assert_eq!(calls.late_s(8 * HOUR_S + 3, 8 * HOUR_S - behind_s - 590), None, "within the window");
        }
    }

    #[test]
    fn a_clock_that_is_set_counts_as_it_is_now() {
        let calls = Calls::new(true);
        assert_eq!(calls.late_s(0, 5 * HOUR_S), None, "five hours ahead");
        assert_eq!(calls.late_s(MINUTE_S, MINUTE_S), None, "set right");
        assert_eq!(calls.late_s(2 * MINUTE_S, 5 * HOUR_S), None, "a second computer, still five hours ahead");
        assert_eq!(calls.late_s(3 * MINUTE_S, 3 * MINUTE_S), None, "and the first, which is right");
        // Set back by two hours: held up for all anybody knows, and then not.
        for minute in 4..34 {
            assert_eq!(calls.late_s(minute * MINUTE_S, minute * MINUTE_S - 2 * HOUR_S), Some(2 * HOUR_S), "{minute}");
        }
        assert_eq!(calls.late_s(34 * MINUTE_S, 34 * MINUTE_S - 2 * HOUR_S), None);
        assert_eq!(calls.late_s(35 * MINUTE_S, 35 * MINUTE_S - 2 * HOUR_S), None);
    }

    #[test]
    fn overheard_calls_stay_late_while_their_sender_goes_on() {
        let calls = Calls::new(true);
        assert_eq!(calls.late_s(0, 0), None);
        for minute in 0..120 {
            let came_s = 12 * HOUR_S + minute * MINUTE_S;
            assert_eq!(calls.late_s(came_s, minute * MINUTE_S), Some(12 * HOUR_S), "{minute}");
            assert_eq!(calls.late_s(came_s, came_s), None, "{minute}");
        }
    }

    #[test]
    fn a_time_that_nothing_proves_is_late_only_behind_a_later_one() {
        let calls = Calls::new(false);
        assert_eq!(calls.late_s(0, 0), None);
        assert_eq!(calls.late_s(2 * HOUR_S, 0), None, "written down once and sent for ever");
        assert_eq!(calls.late_s(3 * HOUR_S, 3 * HOUR_S), None);
        assert_eq!(calls.late_s(3 * HOUR_S + 1, 0), Some(3 * HOUR_S + 1));
    }

    #[test]
    fn what_was_written_down_counts_for_a_key_that_is_new_here() {
        let key = KeyId::new(&World::real().ctx(Actor::System("test")));
        let now = UtcMs(NOON_S * 1_000);
        let signed = |stamp| Sent { stamp, is_signed: true };
        let (late_s, news) = SenderClocks::default().hear(key, Some(10), signed(NOON_S - 8 * HOUR_S), now, WINDOW_S);
        assert_eq!((late_s, news), (Some(8 * HOUR_S - 10), None));
        let clocks = SenderClocks::default();
        assert_eq!(clocks.hear(key, None, signed(NOON_S), now, WINDOW_S), (None, Some(0)), "the first is written down");
        assert_eq!(clocks.hear(key, None, signed(NOON_S - 59), now, WINDOW_S), (None, None), "and not every second of drift");
        assert_eq!(clocks.hear(key, None, signed(NOON_S - 60), now, WINDOW_S), (None, Some(60)));
        assert_eq!(clocks.hear(key, None, signed(NOON_S * 1_000 - 600), now, WINDOW_S), (None, None), "milliseconds");
        assert_eq!(clocks.hear(key, None, signed(i64::MIN), now, WINDOW_S).1, None);
        assert_eq!(clocks.hear(key, None, signed(i64::MAX), now, WINDOW_S).0, None);
    }
}
