//! A month of the calendar: `2026-10`.

use std::fmt;
use std::str::FromStr;

use sigap_kernel::UtcMs;

const DAY_MS: i64 = 86_400_000;
const MONTHS: i64 = 12;
/// Years a month may lie in.
const YEARS: std::ops::RangeInclusive<i64> = 2000..=2199;

/// A month; counted from January of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i64);

sigap_store::as_text!(Month);

/// Not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a month is written 2026-10")]
pub struct NotAMonth;

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let plain = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month) = text.split_once('-').filter(|(year, month)| plain(year, 4) && plain(month, 2)).ok_or(NotAMonth)?;
        let (year, month): (i64, i64) = (year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?);
        if !YEARS.contains(&year) || !(1..=MONTHS).contains(&month) {
            return Err(NotAMonth);
        }
        Ok(Self(year * MONTHS + month - 1))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl Month {
    /// The month of a local day, counted from 1970-01-01.
    #[must_use]
    pub fn of_day(day: i64) -> Self {
        let text = UtcMs(day.saturating_mul(DAY_MS)).rfc3339();
        text.get(..7).and_then(|month| month.parse().ok()).unwrap_or(Self(1970 * MONTHS))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i64 {
        self.0.div_euclid(MONTHS)
    }

    /// Its number in the year, from 1.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0.rem_euclid(MONTHS) + 1
    }

    /// So many months later, or earlier.
    #[must_use]
    pub const fn plus(self, months: i64) -> Self {
        Self(self.0 + months)
    }

    /// Its first day, counted from 1970-01-01.
    #[must_use]
    pub fn first_day(self) -> i64 {
        UtcMs::parse_rfc3339(&format!("{self}-01T00:00:00Z")).map_or(0, |at| at.0.div_euclid(DAY_MS))
    }

    /// The day after its last one.
    #[must_use]
    pub fn end_day(self) -> i64 {
        self.plus(1).first_day()
    }

    /// Its days.
    #[must_use]
    pub fn days(self) -> i64 {
        self.end_day() - self.first_day()
    }

    /// Days of it that are over on a day; all of them once the month is.
    #[must_use]
    pub fn days_over(self, today: i64) -> i64 {
        (today - self.first_day()).clamp(0, self.days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_counted_and_written() {
        for (text, days, next) in
            [("2026-10", 31, "2026-11"), ("2026-12", 31, "2027-01"), ("2028-02", 29, "2028-03"), ("2026-02", 28, "2026-03")]
        {
            let month: Month = text.parse().unwrap();
            assert_eq!((month.to_string(), month.days(), month.plus(1).to_string()), (text.to_owned(), days, next.to_owned()));
            assert_eq!((Month::of_day(month.first_day()), Month::of_day(month.end_day() - 1)), (month, month));
            assert_eq!((month.days_over(month.first_day()), month.days_over(month.end_day() + 9)), (0, days));
        }
        for text in ["2026-13", "2026-00", "2026-1", "26-01", "1999-12", "2200-01", "-026-01", "2026/01", "", "２０２６-01"] {
            assert_eq!(text.parse::<Month>(), Err(NotAMonth), "{text}");
        }
    }
}
