//! What was said against what is there: pure, so that each fault can be shown to be found.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sigap_kernel::FacilityId;

use crate::country::said;

/// Beds as they are stored: capacity and free.
pub(super) type Beds = (u32, u32);

/// What was said of one ward.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) facility: FacilityId,
    /// Its name.
    pub(super) ward: String,
    /// The last number that was sent.
    pub(super) attempted: u64,
    /// Every number that was acknowledged, in order.
    pub(super) acknowledged: Vec<u64>,
}

/// What is there of one ward.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) facility: FacilityId,
    /// Its name.
    pub(super) ward: String,
    /// Its pool, as the kernel writes it.
    pub(super) pool: String,
    /// The row of its counters.
    pub(super) beds: Option<Beds>,
    /// Its reports in the journal, sealed or not.
    pub(super) journal: Vec<Beds>,
}

/// Everything that is missing, and everything that is there and was never sent.
///
/// A number that was sent and not acknowledged may be there or not. Of a ward, a later number stands for all before it in the
/// table; in the journal each acknowledged report has an entry of its own.
pub(super) fn faults(lines: &[Line], found: &[Found]) -> Vec<String> {
    let by_ward: HashMap<(FacilityId, &str), &Found> = found.iter().map(|one| ((one.facility, one.ward.as_str()), one)).collect();
    lines
        .iter()
        .flat_map(|line| match by_ward.get(&(line.facility, line.ward.as_str())) {
            Some(found) => of_one(line, found),
            None if line.acknowledged.is_empty() => Vec::new(),
            None => vec![format!("{} of {} is gone", line.ward, line.facility)],
        })
        .collect()
}

fn of_one(line: &Line, found: &Found) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{} of {}: {what}", line.ward, line.facility));
    let last = line.acknowledged.last().copied();
    let there = found.beds.and_then(|(capacity, free)| said(capacity, free));
    let journal: HashSet<u64> = found.journal.iter().filter_map(|(capacity, free)| said(*capacity, *free)).collect();
    match (there, last) {
        (None, Some(last)) => fault(format!("{last} was acknowledged, the table says {:?}", found.beds)),
        (Some(there), Some(last)) if there < last => fault(format!("{last} was acknowledged, the table says {there}")),
        (Some(there), _) if there > line.attempted => fault(format!("the table says {there}, which nobody sent")),
        (Some(there), _) if !journal.contains(&there) => fault(format!("the table says {there}, the journal does not")),
        _ => {}
    }
    let missing: Vec<&u64> = line.acknowledged.iter().filter(|number| !journal.contains(number)).collect();
    if let Some(first) = missing.first() {
        fault(format!("{} acknowledged reports are not in the journal, the first is {first}", missing.len()));
    }
    if let Some(stranger) = journal.iter().find(|number| **number > line.attempted) {
        fault(format!("the journal has {stranger}, which nobody sent"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::beds;

    fn facility() -> FacilityId {
        "0192f0c4-0000-7000-8000-000000000001".parse().unwrap()
    }

    fn line(attempted: u64, acknowledged: &[u64]) -> Line {
        Line { facility: facility(), ward: "Ruang 01".into(), attempted, acknowledged: acknowledged.to_vec() }
    }

    fn found(table: Option<u64>, journal: &[u64]) -> Found {
        Found {
            facility: facility(),
            ward: "Ruang 01".into(),
            pool: "general.1.any.any.no".into(),
            beds: table.map(beds),
            journal: journal.iter().copied().map(beds).collect(),
        }
    }

    #[test]
    fn what_was_acknowledged_or_only_sent_may_be_there() {
        for (line, found) in [
            (line(3, &[1, 2, 3]), found(Some(3), &[1, 2, 3])),
            (line(3, &[1, 2]), found(Some(2), &[1, 2])),
            (line(3, &[1, 2]), found(Some(3), &[1, 2, 3])),
            (line(4, &[1, 4]), found(Some(4), &[1, 4])),
            (line(1, &[]), found(None, &[])),
        ] {
            assert_eq!(faults(std::slice::from_ref(&line), std::slice::from_ref(&found)), Vec::<String>::new(), "{line:?} {found:?}");
        }
    }

    #[test]
    fn every_loss_is_found() {
        for (line, found, expected) in [
            (line(3, &[1, 2, 3]), found(Some(2), &[1, 2, 3]), "3 was acknowledged, the table says 2"),
            (line(3, &[1, 2, 3]), found(Some(3), &[1, 3]), "1 acknowledged reports are not in the journal, the first is 2"),
            (line(3, &[3]), found(None, &[3]), "the table says None"),
            (line(3, &[3]), found(Some(4), &[3, 4]), "which nobody sent"),
            (line(4, &[3]), found(Some(4), &[3]), "the journal does not"),
            (line(3, &[3]), found(Some(3), &[3, 9]), "the journal has 9"),
        ] {
            let faults = faults(&[line], &[found]);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
        assert!(faults(&[line(1, &[1])], &[]).first().unwrap().contains("is gone"));
        assert!(faults(&[line(1, &[])], &[]).is_empty());
    }
}
