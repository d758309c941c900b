//! What the page of a census shows: who answered, who has not, and what it comes to so far, from the live numbers and, once it is over, from
//! what was kept.

use std::collections::BTreeMap;

use sigap_kernel::{Ctx, FacilityId, Pool};

use super::census::{now_answered, sums_of};
use crate::model::{Answer, CensusState, HospitalNow, Totals};
use crate::store::answers::{self, Sums};
use crate::store::censuses::{self, Census};
use crate::{ReminderError, Reminders};

/// A census and how it stands.
pub(crate) struct Board {
    pub(crate) census: Census,
    pub(crate) answers: BTreeMap<FacilityId, Answer>,
    pub(crate) sums: Sums,
    pub(crate) totals: Vec<(Pool, Totals)>,
    pub(crate) hospitals: BTreeMap<FacilityId, HospitalNow>,
}

impl Board {
    /// Hospitals that answered in time, also in part.
    #[cfg(test)]
    pub(crate) fn answered(&self) -> usize {
        self.answers.values().filter(|one| one.is_there() && !self.is_late(one)).count()
    }

    /// Hospitals of which some wards are missing.
    pub(crate) fn partly(&self) -> usize {
        self.answers.values().filter(|one| one.is_partly()).count()
    }

    /// Hospitals that answered in time, for every ward.
    pub(crate) fn complete(&self) -> usize {
        self.answers.values().filter(|one| one.is_there() && !one.is_partly() && !self.is_late(one)).count()
    }

    /// Hospitals that answered when it was over.
    pub(crate) fn late(&self) -> usize {
        self.answers.values().filter(|one| self.is_late(one)).count()
    }

    /// Whether an answer came when it was over.
    pub(crate) fn is_late(&self, answer: &Answer) -> bool {
        self.census.ended_at.zip(answer.at).is_some_and(|(ended, at)| at > ended)
    }
}

/// A census as it stands now.
pub(crate) async fn board(room: &Reminders, ctx: &Ctx, number: i64) -> Result<Board, ReminderError> {
    let (db, now) = (room.floor().db(), ctx.now());
    let census = censuses::find(db, number).await?.ok_or(ReminderError::Unknown)?;
    let kept = answers::of(db, number).await?;
    let hospitals = room.hospitals().all(now);
    let (answers, sums) = match census.state {
        CensusState::Open => {
            let answered = now_answered(&census, &kept, &hospitals, now);
            let sums = sums_of(&census, &answered, &hospitals, now);
            (answered, sums)
        }
        CensusState::Ended => (kept, answers::sums(db, number).await?),
    };
    let mut totals: BTreeMap<Pool, Totals> = BTreeMap::new();
    for (pool, sum) in sums.values().flatten() {
        let total = totals.entry(*pool).or_default();
        *total = total.and(*sum);
    }
    let hospitals = hospitals.into_iter().filter(|one| answers.contains_key(&one.id())).map(|one| (one.id(), one)).collect();
    Ok(Board { census, answers, sums, totals: totals.into_iter().collect(), hospitals })
}
