//! Rows that calls have to know before they can be carried out, looked up together: while one question is on its way to the database the next
//! ones gather, and a single call never waits for company.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use sigap_kernel::FacilityId;
use sigap_store::{Db, GroupWriter, StoreError};

use crate::Protocol;
use crate::model::RoomRow;
use crate::store::rooms;

/// Many questions of one kind at once.
type Questions<Q, A> = GroupWriter<Q, A>;

/// What calls ask for.
pub(crate) struct Lookups {
    numbered: Questions<(FacilityId, i64), Option<RoomRow>>,
    of_have: Questions<FacilityId, Vec<RoomRow>>,
}

impl Lookups {
    pub(crate) fn start(db: &Db) -> Self {
        let (numbers, haves) = (db.clone(), db.clone());
        let numbered = GroupWriter::start(move |asked: Vec<(FacilityId, i64)>| {
            let db = numbers.clone();
            async move { Ok(answers(&asked, rooms::numbered(&db, &once(&asked), Protocol::Siranap).await?)) }
        });
        let of_have = GroupWriter::start(move |asked: Vec<FacilityId>| {
            let db = haves.clone();
            async move {
                let mut found: HashMap<FacilityId, Vec<RoomRow>> = HashMap::new();
                for row in rooms::of_facilities(&db, &once(&asked), Protocol::Have).await? {
                    found.entry(row.id.facility).or_default().push(row);
                }
                Ok(asked.iter().map(|facility| found.get(facility).cloned().unwrap_or_default()).collect())
            }
        });
        Self { numbered, of_have }
    }

    /// The row of RS Online that a facility's system calls by this number: ours, or its own.
    pub(crate) async fn numbered(&self, facility: FacilityId, number: i64) -> Result<Option<RoomRow>, Arc<StoreError>> {
        self.numbered.write((facility, number)).await
    }

    /// The rows of a facility's EDXL-HAVE.
    pub(crate) async fn of_have(&self, facility: FacilityId) -> Result<Vec<RoomRow>, Arc<StoreError>> {
        self.of_have.write(facility).await
    }
}

/// Each question once.
fn once<Q: Hash + Eq + Copy + Ord>(asked: &[Q]) -> Vec<Q> {
    let mut once: Vec<Q> = asked.iter().copied().collect::<HashSet<_>>().into_iter().collect();
    once.sort_unstable();
    once
}

fn answers<Q: Hash + Eq, A: Clone>(asked: &[Q], found: HashMap<Q, A>) -> Vec<Option<A>> {
    asked.iter().map(|question| found.get(question).cloned()).collect()
}
