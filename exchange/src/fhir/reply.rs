//! `Reply`: status, headers and body of an answer, ready to be sent.

use sigap_kernel::UtcMs;

/// An answer, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header names and values, `Content-Type` among them.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Vec<u8>,
}

impl Reply {
    /// A FHIR resource.
    pub(super) fn fhir(status: u16, body: String) -> Self {
        Self::of(status, "application/fhir+json; charset=utf-8", body)
    }

    /// Plain JSON.
    pub(super) fn json(status: u16, body: String) -> Self {
        Self::of(status, "application/json", body)
    }

    fn of(status: u16, kind: &str, body: String) -> Self {
        Self { status, headers: vec![("Content-Type", kind.to_owned())], body: body.into_bytes() }
    }

    /// Holds a secret: nobody between may keep it.
    pub(super) fn uncached(self) -> Self {
        self.with("Cache-Control", Some("no-store".to_owned()))
    }

    pub(super) fn retry_after(self, seconds: Option<u32>) -> Self {
        self.with("Retry-After", seconds.map(|seconds| seconds.to_string()))
    }

    pub(super) fn with(mut self, name: &'static str, value: Option<String>) -> Self {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }
}

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MS_PER_DAY: i64 = 86_400_000;

/// The date of an HTTP header, for example `Sun, 22 Nov 2026 03:15:00 GMT`; `None` beyond the calendar.
pub(super) fn http_date(at: UtcMs) -> Option<String> {
    // Day 0 of the count was a Thursday.
    let weekday = WEEKDAYS.get(usize::try_from(at.0.div_euclid(MS_PER_DAY).rem_euclid(7)).ok()?)?;
    let text = at.rfc3339();
    let (date, time) = text.split_once('T')?;
    let (rest, day) = date.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(format!("{weekday}, {day} {month} {year} {} GMT", time.get(..8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_http_wants_it() {
        let at = |text| http_date(UtcMs::parse_rfc3339(text).unwrap());
        assert_eq!(at("2026-11-22T03:15:00.999Z").as_deref(), Some("Sun, 22 Nov 2026 03:15:00 GMT"));
        assert_eq!(at("1994-11-06T08:49:37Z").as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(at("1969-12-31T23:59:59Z").as_deref(), Some("Wed, 31 Dec 1969 23:59:59 GMT"));
        assert_eq!(http_date(UtcMs(i64::MAX)), None);
    }
}
