//! Closed months of the journal: once a month is over its last number and hash are kept, to be published. Whoever wrote the
//! head down elsewhere can prove later that nothing in the month was changed, added or taken away.

use std::fmt;
use std::str::FromStr;

use serde_json::json;
use sigap_kernel::{Ctx, UtcMs};

use crate::journal::{self, Entry, Head, Subject};
use crate::{Db, Lane, Query, Row, StoreError, TextColumn, args};

/// Minutes after the end of a month before it is closed: what began before midnight is committed and sealed by then.
const CLOSE_AFTER_MIN: i64 = 60;
/// Segments read at once: a hundred years.
const SEGMENTS_MAX: i64 = 1_200;
/// Letters of `2026-11`.
const MONTH_LETTERS: usize = 7;

/// A month in UTC, like every time in the journal: one deployment may have hospitals in three zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u8,
}

impl Month {
    /// The month an instant lies in; `None` outside of all calendars.
    #[must_use]
    pub fn of(at: UtcMs) -> Option<Self> {
        at.rfc3339().get(..MONTH_LETTERS)?.parse().ok()
    }

    /// The month after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 { Self { year: self.year + 1, month: 1 } } else { Self { year: self.year, month: self.month + 1 } }
    }

    /// Its first instant.
    #[must_use]
    pub fn start(self) -> UtcMs {
        // Every month that can be read has a beginning.
        UtcMs::parse_rfc3339(&format!("{self}-01T00:00:00Z")).unwrap_or(UtcMs(i64::MAX))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a month is written like 2026-11";
        let (year, month) = text.split_once('-').ok_or(wrong)?;
        if (year.len(), month.len()) != (4, 2) || !text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
            return Err(wrong);
        }
        let (year, month) = (year.parse::<u16>().map_err(|_| wrong)?, month.parse::<u8>().map_err(|_| wrong)?);
        if (1..=12).contains(&month) { Ok(Self { year: year.into(), month }) } else { Err(wrong) }
    }
}

impl TextColumn for Month {}

/// A closed month of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Which month.
    pub month: Month,
    /// The number of its first entry.
    pub first_seq: i64,
    /// The number of its last entry.
    pub last_seq: i64,
    /// What stands before its first entry: the head of the segment before it.
    pub before_hash: String,
    /// The hash of its last entry: the head.
    pub head_hash: String,
    /// When it was closed.
    pub closed_at: UtcMs,
}

impl Segment {
    fn read(row: &Row, before: &Head) -> Result<Self, StoreError> {
        Ok(Self {
            month: row.get("month")?,
            first_seq: before.seq + 1,
            last_seq: row.get("last_seq")?,
            before_hash: before.hash.clone(),
            head_hash: row.get("head_hash")?,
            closed_at: row.get("closed_at_ms")?,
        })
    }

    fn head(&self) -> Head {
        Head { seq: self.last_seq, hash: self.head_hash.clone() }
    }
}

/// All closed months, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn segments(q: &impl Query, realm: &str) -> Result<Vec<Segment>, StoreError> {
    let sql = "SELECT month, last_seq, head_hash, closed_at_ms FROM journal_segment WHERE realm = $1 ORDER BY month LIMIT $2";
    let (mut all, mut before) = (Vec::new(), Head::genesis());
    for row in q.rows(sql, args![realm, SEGMENTS_MAX]).await? {
        let segment = Segment::read(&row, &before)?;
        before = segment.head();
        all.push(segment);
    }
    Ok(all)
}

/// Closes every month that is over and has entries; gives how many. A timer calls it; on several nodes one closes.
///
/// # Errors
/// What the database says.
pub async fn close_months(db: &Db, ctx: &Ctx) -> Result<u64, StoreError> {
    let mut closed = 0;
    while let Some((month, head)) = due_segment(db, ctx.now()).await? {
        closed += close(db, ctx, month, &head).await?;
    }
    Ok(closed)
}

/// The next month to be closed, and its end.
async fn due_segment(db: &Db, now: UtcMs) -> Result<Option<(Month, Head)>, StoreError> {
    let last = segments(db, db.realm()).await?.pop();
    let last_seq = last.as_ref().map_or(0, |segment| segment.last_seq);
    let Some(first) = journal::entries_after(db, db.realm(), last_seq, 1).await?.pop() else { return Ok(None) };
    let Some(month) = due_month(last.map(|segment| segment.month), first.at, now) else { return Ok(None) };
    let end = month.next().start();
    let waiting = "SELECT entry_id FROM journal_entry WHERE seq IS NULL AND realm = $1 AND at_ms < $2 LIMIT 1";
    if db.row(waiting, args![db.realm(), end]).await?.is_some() {
        // Not sealed yet: the next ring finds it.
        return Ok(None);
    }
    let sql = "SELECT seq, hash FROM journal_entry WHERE realm = $1 AND seq > $2 AND at_ms < $3 ORDER BY seq DESC LIMIT 1";
    let row = db.row(sql, args![db.realm(), last_seq, end]).await?;
    row.map(|row| Ok((month, Head { seq: row.get("seq")?, hash: row.get("hash")? }))).transpose()
}

/// Which month is to be closed next, from the month closed last and the instant of the first entry after it. Months without
/// entries are left out. Entries of a clock that once ran ahead go into the month that is over, so that nothing waits for them.
fn due_month(last: Option<Month>, first_at: UtcMs, now: UtcMs) -> Option<Month> {
    let is_over = |month: Month| month.next().start().plus_min(CLOSE_AFTER_MIN) <= now;
    let present = Month::of(now)?;
    let after_last = last.map(Month::next);
    let entry = Month::of(first_at)?;
    let wanted = after_last.map_or(entry, |month| month.max(entry));
    if wanted <= present {
        return Some(wanted).filter(|month| is_over(*month));
    }
    let newest_over = Month::of(present.start().plus_min(-1)).filter(|month| is_over(*month))?;
    after_last.is_none_or(|month| month <= newest_over).then_some(newest_over)
}

async fn close(db: &Db, ctx: &Ctx, month: Month, head: &Head) -> Result<u64, StoreError> {
    let realm = db.realm();
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        let sql = "INSERT INTO journal_segment (realm, month, last_seq, head_hash, closed_at_ms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (realm, month) DO NOTHING";
        let rows = tx.execute(sql, args![realm, month, head.seq, &head.hash, tx.now()]).await?;
        let subject = Subject::new("journal", month);
        if rows == 1 {
            let body = json!({ "last_seq": head.seq, "head_hash": head.hash });
            tx.record(Entry::new(subject, "journal.segment_closed", 1, body));
        } else {
            // Another node was faster.
            tx.confirm(subject);
        }
        Ok(rows)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn at(text: &str) -> UtcMs {
        UtcMs::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_month_reads_back_as_written_and_the_year_turns() {
        assert_eq!(Month::of(at("2026-12-31T23:59:59.999Z")), Some(month("2026-12")));
        assert_eq!(month("2026-12").next().to_string(), "2027-01");
        assert_eq!(month("2027-01").start(), at("2027-01-01T00:00:00Z"));
        for wrong in ["2026-13", "2026-00", "26-11", "2026-1", "2026", "nov", "2026-11-01", "+026-11"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_month_is_closed_an_hour_after_its_end_and_empty_ones_are_left_out() {
        let cases = [
            ("nothing is over yet", None, "2026-11-22T07:00:00Z", "2026-11-30T23:59:00Z", None),
            ("it waits for what is still under way", None, "2026-11-22T07:00:00Z", "2026-12-01T00:59:59Z", None),
            ("an hour later it is closed", None, "2026-11-22T07:00:00Z", "2026-12-01T01:00:00Z", Some("2026-11")),
            ("a long silence", Some("2026-03"), "2026-09-01T00:00:00Z", "2026-12-05T00:00:00Z", Some("2026-09")),
            ("a late entry of a closed month", Some("2026-10"), "2026-10-31T23:59:59Z", "2026-12-05T00:00:00Z", Some("2026-11")),
            ("the clock once ran ahead", Some("2026-10"), "2036-01-01T00:00:00Z", "2026-12-05T00:00:00Z", Some("2026-11")),
            ("and nothing else is there", Some("2026-11"), "2036-01-01T00:00:00Z", "2026-12-05T00:00:00Z", None),
        ];
        for (what, last, first, now, expected) in cases {
            assert_eq!(due_month(last.map(month), at(first), at(now)), expected.map(month), "{what}");
        }
    }
}
