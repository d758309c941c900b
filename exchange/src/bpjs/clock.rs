//! How far the sender's clock is from ours. Hospital clocks drift, and one client library sends local time as if it were UTC.
//!
//! Whether a drift is refused or only warned about is the caller's choice: the national tolerance is not published.

use sigap_kernel::{UtcMs, Zone};

/// Timestamps above this are milliseconds: as seconds they would lie beyond the year 5000.
const SECONDS_MAX: i64 = 100_000_000_000;

/// Seconds beyond which a clock is not off but a call is old: a day, for the systems that count hours wrong.
const STALE_AFTER_S: u64 = 86_400;

/// The outcome of comparing two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockCheck {
    /// Seconds the sender is ahead of us; negative when behind.
    pub drift_s: i64,
    /// Whether that is inside the window.
    pub within: bool,
    /// Whether it is off by more than any clock of a working system: the call may be an old one, sent again by a stranger.
    pub is_stale: bool,
    /// The window, in seconds to either side.
    pub window_s: u32,
    likely: Option<Likely>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likely {
    Milliseconds,
    LocalTime,
}

/// The second a timestamp means: some systems count milliseconds.
#[must_use]
pub const fn second_of(timestamp: i64) -> i64 {
    if timestamp > SECONDS_MAX { timestamp / 1_000 } else { timestamp }
}

/// Compares the time of sending with ours.
#[must_use]
pub fn check_clock(timestamp_s: i64, now: UtcMs, window_s: u32) -> ClockCheck {
    let drift_s = timestamp_s.saturating_sub(now.0.div_euclid(1_000));
    let is_near = |point_s: i64| drift_s.saturating_sub(point_s).unsigned_abs() <= u64::from(window_s);
    let likely = if timestamp_s > SECONDS_MAX {
        Some(Likely::Milliseconds)
    } else if Zone::ALL.iter().any(|zone| is_near(i64::from(zone.offset_h()) * 3_600)) {
        Some(Likely::LocalTime)
    } else {
        None
    };
    let meant_drift_s = second_of(timestamp_s).saturating_sub(now.0.div_euclid(1_000));
    let is_stale = meant_drift_s.unsigned_abs() > STALE_AFTER_S;
    ClockCheck { drift_s: if is_stale { meant_drift_s } else { drift_s }, within: is_near(0), is_stale, window_s, likely }
}

impl ClockCheck {
    /// The Indonesian sentence for the sender: how far off, and what to do about it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let side = if self.drift_s < 0 { "terlambat" } else { "lebih cepat" };
        let (drift, window) = (duration(self.drift_s.unsigned_abs()), duration(u64::from(self.window_s)));
        match self.likely {
            Some(Likely::Milliseconds) if !self.is_stale => {
                "Header X-timestamp tampaknya dalam milidetik. Kirim dalam detik Unix (UTC).".to_owned()
            }
            Some(Likely::LocalTime) if !self.within => {
                format!(
                    "Jam pengirim {side} {drift} dari jam server. X-timestamp tampaknya dihitung dari waktu setempat. Kirim detik Unix (UTC)."
                )
            }
            _ => format!("Jam pengirim {side} {drift} dari jam server, batasnya {window}. Setel jam komputer pengirim, lalu kirim ulang."),
        }
    }
}

/// A length of time in the largest unit that still says enough, in Indonesian.
fn duration(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} detik"),
        120..7_200 => format!("{} menit", seconds / 60),
        7_200..172_800 => format!("{} jam", seconds / 3_600),
        _ => format!("{} hari", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UtcMs = UtcMs(1_795_320_900_500);
    const NOW_S: i64 = 1_795_320_900;
    const TEN_MIN: u32 = 600;

    #[test]
    fn a_clock_is_inside_the_window_up_to_its_edge() {
        for (ahead_s, within) in [(0, true), (600, true), (-600, true), (601, false), (-601, false)] {
            let check = check_clock(NOW_S + ahead_s, NOW, TEN_MIN);
            assert_eq!((check.drift_s, check.within), (ahead_s, within));
        }
    }

    #[test]
    fn the_edges_of_the_number_line_are_outside_and_do_not_overflow() {
        for timestamp_s in [i64::MIN, i64::MAX, 0] {
            assert!(!check_clock(timestamp_s, NOW, u32::MAX / 4).within);
        }
        assert!(!check_clock(i64::MAX, UtcMs(i64::MIN), TEN_MIN).within);
    }

    #[test]
    fn a_call_of_the_day_before_yesterday_is_stale_however_its_time_is_written() {
        for (timestamp_s, is_stale) in [
            (NOW_S, false),
            (NOW_S - 86_400, false),
            (NOW_S - 86_401, true),
            (NOW_S + 86_401, true),
            (NOW_S * 1_000, false),
            ((NOW_S - 90_000) * 1_000, true),
            (i64::MIN, true),
            (i64::MAX, true),
        ] {
            assert_eq!(check_clock(timestamp_s, NOW, TEN_MIN).is_stale, is_stale, "{timestamp_s}");
        }
    }

    #[test]
    fn the_sender_is_told_how_far_off_its_clock_is_and_what_to_do() {
        for (timestamp_s, sentence) in [
            (
                NOW_S - 1_500,
                "Jam pengirim terlambat 25 menit dari jam server, batasnya 10 menit. Setel jam komputer pengirim, lalu kirim ulang.",
            ),
            (
                NOW_S + 5_000,
                "Jam pengirim lebih cepat 83 menit dari jam server, batasnya 10 menit. Setel jam komputer pengirim, lalu kirim ulang.",
            ),
            (
                NOW_S - 259_200,
                "Jam pengirim terlambat 3 hari dari jam server, batasnya 10 menit. Setel jam komputer pengirim, lalu kirim ulang.",
            ),
            (
                NOW_S + 7 * 3_600 + 12,
                "Jam pengirim lebih cepat 7 jam dari jam server. X-timestamp tampaknya dihitung dari waktu setempat. Kirim detik Unix (UTC).",
            ),
            (NOW_S * 1_000, "Header X-timestamp tampaknya dalam milidetik. Kirim dalam detik Unix (UTC)."),
        ] {
            let check = check_clock(timestamp_s, NOW, TEN_MIN);
            assert!(!check.within);
            assert_eq!(check.sentence(), sentence);
        }
    }
}
