//! When something was: the spellings of time that devices use, and what cannot be true.

use sigap_kernel::{UtcMs, Zone};

use super::{Fault, Sent, Taker};
use crate::lenient::FieldFault;

/// Seconds a fix may be ahead of the server's clock. Satellites set a phone's fix to the second, so more than this is a wrong clock.
pub const AHEAD_MAX_S: i64 = 600;

/// 2000-01-01T00:00:00Z. Before it a device has not found the time yet.
pub const EARLIEST: UtcMs = UtcMs(946_684_800_000);

/// Whole numbers below this are seconds, others milliseconds: as milliseconds they would lie before [`EARLIEST`]. The original draws the
/// line at 2,147,483,647, which gives the same until 2038 and the wrong century afterwards.
const SECONDS_BELOW: i64 = EARLIEST.0;

/// Length of `yyyy-MM-dd HH:mm:ss`.
const LOCAL_STAMP_BYTES: usize = 19;

/// A time as far as it could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    At(UtcMs),
    /// Not sent.
    Unsaid,
    /// Sent, but unreadable; the mistake is remembered.
    Wrong,
}

impl<'a> Taker<'a> {
    /// A time; one without a zone is read in `zone` when the protocol has such a thing.
    pub(crate) fn time(&mut self, name: &'static str, zone: Option<Zone>) -> When {
        match self.value(name).and_then(|value| value.map(|value: Sent<'a>| time_of(&value, zone)).transpose()) {
            Ok(Some(at)) => When::At(at),
            Ok(None) => When::Unsaid,
            Err(fault) => {
                self.faults.add(name, fault);
                When::Wrong
            }
        }
    }

    /// A time that must be there.
    pub(crate) fn required_time(&mut self, name: &'static str, zone: Option<Zone>) -> When {
        let when = self.time(name, zone);
        if when == When::Unsaid {
            self.faults.add(name, FieldFault::Missing);
            return When::Wrong;
        }
        when
    }

    /// A time that is only a detail: one that cannot be true is remembered and left out.
    pub(crate) fn true_time(&mut self, name: &'static str, now: UtcMs) -> Option<UtcMs> {
        let When::At(at) = self.time(name, None) else { return None };
        let read = untruth(at, now).map_or(Ok(Some(at)), Err);
        self.note(name, read)
    }
}

/// Why `at` cannot be the time of a fix, seen at `now`.
pub(super) fn untruth(at: UtcMs, now: UtcMs) -> Option<Fault> {
    if at < EARLIEST {
        Some(Fault::TooEarly)
    } else if at > now.plus_s(AHEAD_MAX_S) {
        Some(Fault::Ahead { ahead_s: at.age_s(now) })
    } else {
        None
    }
}

fn time_of(value: &Sent<'_>, zone: Option<Zone>) -> Result<UtcMs, Fault> {
    match value {
        Sent::Whole(number) => Ok(of_number(*number)),
        // From JSON: seconds with a fraction, as some libraries write them.
        Sent::Decimal(number) if (0.0..1e11).contains(number) => Ok(UtcMs((number * 1_000.0).round() as i64)),
        Sent::Text(text) => of_text(text.trim(), zone),
        _ => Err(Fault::NotTime),
    }
}

fn of_number(number: i64) -> UtcMs {
    UtcMs(if number < SECONDS_BELOW { number.saturating_mul(1_000) } else { number })
}

fn of_text(text: &str, zone: Option<Zone>) -> Result<UtcMs, Fault> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map(of_number).map_err(|_| Fault::NotTime);
    }
    if let Some((seconds, fraction)) = text.split_once('.')
        && let Some(at) = with_fraction(seconds, fraction)
    {
        return Ok(at);
    }
    match (text.contains(['T', 't']), zone) {
        (true, _) => iso(text),
        (false, Some(zone)) if is_local_stamp(text) => local(text, zone).ok_or(Fault::NotTime),
        (false, None) if is_local_stamp(text) => Err(Fault::NoZone),
        (false, _) => Err(Fault::NotTime),
    }
}

/// `1795322000.5`: seconds with a fraction. Milliseconds have none.
fn with_fraction(seconds: &str, fraction: &str) -> Option<UtcMs> {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(seconds) || !are_digits(fraction) {
        return None;
    }
    let seconds = seconds.parse::<i64>().ok().filter(|seconds| *seconds < SECONDS_BELOW)?;
    let ms = fraction.bytes().chain(*b"000").take(3).fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'));
    Some(UtcMs(seconds.saturating_mul(1_000).saturating_add(ms)))
}

/// ISO 8601 with a zone. In a query a plus sign that was not escaped arrives as a blank, which can mean nothing else.
fn iso(text: &str) -> Result<UtcMs, Fault> {
    if text.contains(' ') {
        return UtcMs::parse_rfc3339(&text.replacen(' ', "+", 1)).ok_or(Fault::NotTime);
    }
    let has_no_zone = || UtcMs::parse_rfc3339(&format!("{text}Z")).is_some();
    UtcMs::parse_rfc3339(text).ok_or_else(|| if has_no_zone() { Fault::NoZone } else { Fault::NotTime })
}

/// `yyyy-MM-dd HH:mm:ss`, whether or not such a day exists.
fn is_local_stamp(text: &str) -> bool {
    let pattern = b"0000-00-00 00:00:00";
    text.len() == LOCAL_STAMP_BYTES && text.bytes().zip(pattern).all(|(b, p)| if *p == b'0' { b.is_ascii_digit() } else { b == *p })
}

fn local(text: &str, zone: Zone) -> Option<UtcMs> {
    UtcMs::parse_rfc3339(&format!("{}+{:02}:00", text.replacen(' ', "T", 1), zone.offset_h()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: UtcMs = UtcMs(1_795_322_000_000);

    fn read(text: &str, zone: Option<Zone>) -> Result<UtcMs, Fault> {
        time_of(&Sent::Text(text.into()), zone)
    }

    #[test]
    fn one_instant_in_every_usual_spelling() {
        for text in [
            "1795322000",
            "1795322000000",
            "1795322000.0",
            "2026-11-22T04:33:20Z",
            "2026-11-22T04:33:20.000Z",
            "2026-11-22t04:33:20z",
            "2026-11-22T11:33:20+07:00",
            "2026-11-22T11:33:20 07:00",
            "2026-11-22T11:33:20+0700",
            "2026-11-22 11:33:20",
        ] {
            assert_eq!(read(text, Some(Zone::Wib)), Ok(AT), "{text}");
        }
        assert_eq!(read("2026-11-22 13:33:20", Some(Zone::Wit)), Ok(AT));
        assert_eq!(read("1795322000.5", None), Ok(UtcMs(AT.0 + 500)));
        assert_eq!(time_of(&Sent::Decimal(1_795_322_000.25), None), Ok(UtcMs(AT.0 + 250)));
    }

    #[test]
    fn seconds_and_milliseconds_are_told_apart_also_after_2038() {
        assert_eq!(of_number(2_147_483_646), UtcMs(2_147_483_646_000));
        assert_eq!(of_number(2_147_483_648), UtcMs(2_147_483_648_000));
        assert_eq!(of_number(946_684_800_000), EARLIEST);
        assert_eq!(of_number(i64::MIN), UtcMs(i64::MIN));
        assert_eq!(of_number(i64::MAX), UtcMs(i64::MAX));
    }

    #[test]
    fn what_is_no_time_or_could_be_two_is_refused() {
        for (text, fault) in [
            ("2026-11-22T04:33:20", Fault::NoZone),
            ("2026-11-22 04:33:20", Fault::NoZone),
            ("2026-11-22", Fault::NotTime),
            ("22/11/2026 11:33", Fault::NotTime),
            ("2026-13-22T04:33:20Z", Fault::NotTime),
            ("kemarin", Fault::NotTime),
            ("99999999999999999999", Fault::NotTime),
            ("1.795.322.000", Fault::NotTime),
            ("1795322000000.5", Fault::NotTime),
            ("-5", Fault::NotTime),
            ("T", Fault::NotTime),
        ] {
            assert_eq!(read(text, None), Err(fault), "{text}");
        }
        assert_eq!(read("2026-02-30 11:33:20", Some(Zone::Wib)), Err(Fault::NotTime));
    }

    #[test]
    fn a_time_that_cannot_be_true_is_told_with_how_far_off_it_is() {
        for (ahead_s, sentence) in [
            (600, None),
            (1_500, Some("Kolom tst mendahului jam server 25 menit, batasnya 10 menit. Setel jam perangkat.")),
            (7 * 3_600 - 2, Some("Kolom tst mendahului jam server 7 jam. Tampaknya waktu setempat dikirim sebagai UTC.")),
            (5 * 3_600, Some("Kolom tst mendahului jam server 5 jam, batasnya 10 menit. Setel jam perangkat.")),
            (601, Some("Kolom tst mendahului jam server 11 menit, batasnya 10 menit. Setel jam perangkat.")),
            (900 * 86_400, Some("Kolom tst mendahului jam server lebih dari 2 tahun, batasnya 10 menit. Setel jam perangkat.")),
        ] {
            assert_eq!(untruth(AT.plus_s(ahead_s), AT).map(|fault| fault.sentence("tst")).as_deref(), sentence, "{ahead_s}");
        }
        assert_eq!(untruth(UtcMs(EARLIEST.0 - 1), AT), Some(Fault::TooEarly));
        assert_eq!(untruth(EARLIEST, AT), None);
        assert_eq!(untruth(UtcMs(i64::MAX), UtcMs(i64::MIN)).map(|fault| fault.sentence("tst").ends_with('.')), Some(true));
    }
}
