//! The XML of the first generation: wards by class and patients, not by rooms.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures::future::join_all;
use sigap_exchange::siranap::{Outcome, v1};

use super::{Served, Siranap, reply};
use crate::Deductions;
use crate::call::{Refusal, Reply};
use crate::model::{Act, Stated};
use crate::problem::{Problem, ProblemKind};

/// What tells the wards of the first generation apart from the rows of the second.
pub(crate) const V1: &str = "v1:";

/// The beds of all wards of one pair of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    beds: u32,
    free: u32,
    waiting: u32,
}

impl Served<'_> {
    /// Every ward of a report of the first generation, as far as it can be used. The time it carries is not relied on. One that is refused
    /// holds up no other: all are handed in, and what is wrong is said after that.
    pub(super) async fn ranap(&self, report: v1::Report) -> Result<Reply, Refusal> {
        let total = report.wards.len() + report.faults.len();
        let sums = sums(&report.wards);
        let writes = sums.iter().map(|((room_code, patient_code), sum)| {
            let room = self.call.room(self.sender, format!("{V1}{room_code}"), (*patient_code).to_owned());
            let stated = Stated {
                name: format!("Ruang {room_code}/{patient_code}"),
                capacity: Some(sum.beds),
                free: Some(sum.free),
                deductions: Deductions { waiting_in_igd: Some(sum.waiting), ..Deductions::default() },
                ..Stated::default()
            };
            self.call.write::<Siranap>(self.sender, room, Act::Create(stated, v1::pool_of(room_code, patient_code)))
        });
        let written = join_all(writes).await;
        for fault in &report.faults {
            let problem = Problem {
                kind: ProblemKind::Fields,
                reason: fault.fault.field_errors(),
                same: Some(fault.number.to_string()),
                body: Bytes::new(),
            };
            self.call.keep(self.sender, problem).await;
        }
        written.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(reply(&Outcome::RanapTaken { total, faults: &report.faults }))
    }
}

/// A pair of codes is a class and a kind of patients: the wards of a hospital that have the same are one row.
fn sums(wards: &[v1::Ward]) -> BTreeMap<(&str, &str), Sum> {
    let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
    for ward in wards {
        let sum = sums.entry((&ward.room_code, &ward.patient_code)).or_default();
        sum.beds = sum.beds.saturating_add(ward.beds);
        sum.free = sum.free.saturating_add(ward.free());
        sum.waiting = sum.waiting.saturating_add(ward.waiting);
    }
    sums
}
