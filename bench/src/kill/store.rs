//! Reads, past the rooms, what a kill left behind: the rows of the counters and the reports in the journal.

use anyhow::{Context as _, Result};
use serde_json::Value;
use sigap_kernel::WardId;
use sigap_store::Query;

use super::said::Beds;

/// The counters of every ward that tells both numbers.
pub(super) async fn counts(q: &impl Query) -> Result<Vec<(WardId, Beds)>> {
    let rows = q.rows("SELECT ward_id, capacity, free FROM bed_count WHERE capacity IS NOT NULL AND free IS NOT NULL", Vec::new()).await?;
    rows.iter().map(|row| Ok((row.get("ward_id")?, (row.get("capacity")?, row.get("free")?)))).collect()
}

/// Every report in the journal, sealed or still waiting for the seal.
pub(super) async fn reports(q: &impl Query) -> Result<Vec<(WardId, Beds)>> {
    let rows = q.rows("SELECT subject, body FROM journal_entry WHERE kind = 'beds.observed'", Vec::new()).await?;
    rows.iter().map(|row| report(&row.get::<String>("subject")?, &row.get::<String>("body")?)).collect()
}

fn report(subject: &str, body: &str) -> Result<(WardId, Beds)> {
    let ward = subject.split_once(':').context("a subject without a kind")?.1.parse()?;
    let body: Value = serde_json::from_str(body)?;
    let number = |name: &str| u32::try_from(body.get(name)?.as_u64()?).ok();
    Ok((ward, (number("capacity").context("no capacity")?, number("free").context("no free beds")?)))
}

#[cfg(test)]
mod tests {
    use sigap_store::Subject;

    use super::*;

    #[test]
    fn a_report_is_read_from_its_entry() {
        let ward: WardId = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let subject = Subject::new("ward", ward);
        let read = report(subject.as_str(), r#"{"capacity":2000,"free":7,"source":"aplicares"}"#).unwrap();
        assert_eq!(read, (ward, (2_000, 7)));
        assert!(report("ward", "{}").is_err());
    }
}
