//! What a tap says: read from the form, made strong once. The number is an absolute claim of what is free, never a step: a tap that
//! is sent twice or late can then do no harm.

use serde::Deserialize;
use sigap_kernel::{FieldErrors, UtcMs};

/// Beds of one ward at most: a field hospital in a stadium.
pub(crate) const BEDS_MAX: u32 = 20_000;
/// A tap that waited longer in an outbox counts as this old.
const WAITED_MAX_S: i64 = 12 * 3_600;

/// The form, as it was sent.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct TapForm {
    /// `minus`, `plus`, `same` or `set`.
    pub(crate) tap: String,
    /// From the script: the number after the tap. From a plain form: before it. With `set`: what was typed.
    pub(crate) free: String,
    /// With `set`: what was shown before.
    pub(crate) seen: String,
    /// With `set`: the number of beds that was typed.
    pub(crate) capacity: String,
    /// The version of the counters that was shown.
    pub(crate) version: String,
    /// When it was tapped, by the clock of the device.
    pub(crate) occurred_at_ms: String,
    /// When it was sent, by the same clock.
    pub(crate) sent_at_ms: String,
}

/// A tap, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tap {
    /// The number the person saw; `None` before the first report.
    pub(crate) seen: Option<u32>,
    /// The number the person says is true.
    pub(crate) free: u32,
    /// The number of beds, when it was typed.
    pub(crate) capacity: Option<u32>,
    /// The version that was shown.
    pub(crate) version: i64,
    /// Milliseconds between the tap and its sending.
    pub(crate) waited_ms: i64,
}

impl Tap {
    /// When it was true, by our clock: the device's clock may be wrong, the time between two of its readings is not.
    pub(crate) fn observed_at(&self, received_at: UtcMs) -> UtcMs {
        UtcMs(received_at.0.saturating_sub(self.waited_ms.clamp(0, WAITED_MAX_S * 1_000)))
    }
}

impl TryFrom<&TapForm> for Tap {
    type Error = FieldErrors;

    fn try_from(form: &TapForm) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let free = whole(&form.free);
        if free.is_none() {
            errors.add("free", format!("tap-free?max={BEDS_MAX}"));
        }
        let version = form.version.trim().parse::<i64>().ok().filter(|version| *version >= 0);
        if version.is_none() {
            errors.add("version", "tap-version");
        }
        let waited_ms = waited(form);
        if waited_ms.is_none() {
            errors.add("occurred_at_ms", "tap-time");
        }
        let by_script = !form.occurred_at_ms.trim().is_empty();
        let (seen, capacity, step) = match form.tap.as_str() {
            "minus" => (None, None, -1),
            "plus" => (None, None, 1),
            "same" => (None, None, 0),
            "set" => (whole(&form.seen), whole(&form.capacity).filter(|beds| *beds > 0), 0),
            _ => {
                errors.add("tap", "tap-kind");
                (None, None, 0)
            }
        };
        let is_typed = form.tap == "set";
        if is_typed && capacity.is_none() {
            errors.add("capacity", format!("tap-capacity?max={BEDS_MAX}"));
        }
        let tap = free.zip(version).zip(waited_ms).map(|((free, version), waited_ms)| {
            let stepped = |step: i32| free.saturating_add_signed(step);
            let (seen, free) = match (is_typed, by_script) {
                (true, _) => (seen, free),
                (false, true) => (Some(stepped(-step)), free),
                (false, false) => (Some(free), stepped(step)),
            };
            Tap { seen, free, capacity, version, waited_ms }
        });
        errors.into_result(tap)
    }
}

/// A whole number of beds that could be.
fn whole(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|beds| *beds <= BEDS_MAX)
}

/// Between the tap and its sending; nothing without a script, and nothing when the clock of the device went back.
fn waited(form: &TapForm) -> Option<i64> {
    let read = |text: &str| text.trim().parse::<i64>().ok();
    if form.occurred_at_ms.trim().is_empty() {
        return Some(0);
    }
    Some(read(&form.sent_at_ms)?.saturating_sub(read(&form.occurred_at_ms)?).max(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(tap: &str, free: &str, version: &str) -> TapForm {
        TapForm { tap: tap.into(), free: free.into(), version: version.into(), ..TapForm::default() }
    }

    fn by_script(tap: &str, free: &str, occurred: i64, sent: i64) -> TapForm {
        TapForm { occurred_at_ms: occurred.to_string(), sent_at_ms: sent.to_string(), ..form(tap, free, "4") }
    }

    #[test]
    fn a_plain_form_says_what_was_there_and_the_script_what_is_there() {
        let cases = [
            (form("plus", "3", "4"), Some(3), 4),
            (form("minus", "3", "4"), Some(3), 2),
            (form("minus", "0", "4"), Some(0), 0),
            (form("same", "3", "4"), Some(3), 3),
            (by_script("plus", "4", 10, 20), Some(3), 4),
            (by_script("minus", "2", 10, 20), Some(3), 2),
            (by_script("same", "3", 10, 20), Some(3), 3),
        ];
        for (form, seen, free) in cases {
            let tap = Tap::try_from(&form).unwrap();
            assert_eq!((tap.seen, tap.free), (seen, free), "{form:?}");
        }
        let typed = TapForm { capacity: "24".into(), ..form("set", "7", "0") };
        assert_eq!(Tap::try_from(&typed), Ok(Tap { seen: None, free: 7, capacity: Some(24), version: 0, waited_ms: 0 }));
    }

    #[test]
    fn a_tap_is_as_old_as_it_waited_whatever_the_clock_of_the_device_says() {
        let now = UtcMs(1_790_000_000_000);
        let at = |occurred, sent| Tap::try_from(&by_script("same", "3", occurred, sent)).unwrap().observed_at(now);
        assert_eq!(at(5_000, 65_000), now.plus_min(-1));
        assert_eq!(at(-999_999_999, -999_939_999), now.plus_min(-1), "a clock that is decades off");
        assert_eq!(at(65_000, 5_000), now, "a clock that was set back");
        assert_eq!(at(0, i64::MAX), now.plus_min(-12 * 60), "longer than half a day is half a day");
    }

    #[test]
    fn what_cannot_be_a_tap_is_refused_at_its_field() {
        let bad = |form: &TapForm| Tap::try_from(form).unwrap_err().iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>();
        assert_eq!(bad(&form("up", "x", "")), ["free", "tap", "version"]);
        assert_eq!(bad(&form("plus", "-1", "1")), ["free"]);
        assert_eq!(bad(&form("plus", "99999999999", "1")), ["free"]);
        assert_eq!(bad(&form("same", "20001", "-1")), ["free", "version"]);
        assert_eq!(bad(&TapForm { sent_at_ms: "soon".into(), ..by_script("same", "1", 1, 2) }), ["occurred_at_ms"]);
        for capacity in ["", "0", "20001", "ten"] {
            assert_eq!(bad(&TapForm { capacity: capacity.into(), ..form("set", "1", "1") }), ["capacity"], "{capacity}");
        }
    }

    proptest! {
        #[test]
        fn no_form_stops_the_board(tap in "\\PC{0,8}", free in "\\PC{0,8}", version in "\\PC{0,8}", at in "\\PC{0,8}") {
            let form = TapForm { occurred_at_ms: at.clone(), sent_at_ms: at, ..form(&tap, &free, &version) };
            let _ = Tap::try_from(&form);
        }
    }
}
