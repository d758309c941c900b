//! What a message says of a hospital beside its beds: whether its emergency department takes ambulances, whether its building can be used, whether
//! its wards can take more. Kept as said, for the hospital's people and the office.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sigap_exchange::have::{ClinicalStatus, EmergencyStatus, FacilityStatus, Hospital};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Entry, Lane, StoreError, Subject, Tx};

use super::Have;
use crate::call::{Call, Refusal, Sender};
use crate::store::{have_state as store, rooms};

/// What is said. `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) emergency: Option<EmergencyStatus>,
    pub(crate) facility: Option<FacilityStatus>,
    pub(crate) clinical: Option<ClinicalStatus>,
}

impl Said {
    fn of(hospital: &Hospital) -> Self {
        Self { emergency: hospital.emergency.clone(), facility: hospital.facility, clinical: hospital.clinical }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// For the journal: codes and minutes; a reason in the sender's own words may hold anything.
    fn entry(&self, facility: FacilityId) -> Entry {
        let emergency = self.emergency.as_ref();
        let body = json!({
            "traffic": emergency.and_then(|one| one.traffic), "offload": emergency.and_then(|one| one.offload),
            "offload_min": emergency.and_then(|one| one.offload_min), "facility": self.facility, "clinical": self.clinical,
        });
        Entry::new(Subject::new("feed", facility), "intake.have_state", 1, body)
    }
}

/// What is kept of a hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) said: Said,
    /// When its last message was true.
    pub(crate) at: UtcMs,
    /// When what stands there of its emergency department was.
    pub(crate) emergency_at: Option<UtcMs>,
}

impl Kept {
    /// What stands there after a message. What it does not say of the building and the wards counts no longer, as its beds do not stay closed;
    /// the emergency department is reported apart from them, and what was said of it stays and grows old.
    fn after(before: Option<&Self>, said: Said, at: UtcMs) -> Self {
        let old = before.and_then(|before| before.said.emergency.clone().zip(before.emergency_at));
        let emergency = said.emergency.clone().map(|emergency| (emergency, at)).or(old);
        let (emergency, emergency_at) = emergency.unzip();
        Self { said: Said { emergency, ..said }, at, emergency_at }
    }
}

/// Keeps what the message says of its hospital beside its beds. One that is older than what stands there changes nothing.
pub(crate) async fn keep(call: &Call<'_>, sender: &Sender, hospital: &Hospital) -> Result<(), Refusal> {
    let failed = |error: StoreError| call.failed::<Have>(sender, &error);
    let (db, facility, said) = (call.intake.0.floor.db(), sender.facility, &Said::of(hospital));
    if said.is_nothing() && store::of_facility(db, facility).await.map_err(failed)?.is_none() {
        return Ok(());
    }
    let at = hospital.last_update.map_or(call.now(), |at| at.min(call.now()));
    let _turn = call.intake.0.turns.take_alone(sender.key).await;
    db.write_in(&sender.ctx, Lane::Bulk, |tx| async move { put(&tx, facility, said.clone(), at).await }).await.map_err(failed)
}

/// Puts what is said in the place of what was, if it is as new.
pub(crate) async fn put(tx: &Tx, facility: FacilityId, said: Said, at: UtcMs) -> Result<(), StoreError> {
    rooms::hold(tx, &BTreeSet::from([facility])).await?;
    let before = store::of_facility(tx, facility).await?;
    let is_older = before.as_ref().is_some_and(|before| before.at > at);
    let after = Kept::after(before.as_ref(), said, at);
    if !is_older {
        store::put(tx, facility, &after).await?;
    }
    if is_older || before.is_some_and(|before| before.said == after.said) {
        tx.confirm(Subject::new("feed", facility));
    } else {
        tx.record(after.said.entry(facility));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sigap_exchange::have::TrafficStatus;

    use super::*;

    #[test]
    fn the_emergency_department_grows_old_and_the_building_is_as_it_was_said_last() {
        let closed = EmergencyStatus { traffic: Some(TrafficStatus::Closed), ..EmergencyStatus::default() };
        let all = Said { emergency: Some(closed), facility: Some(FacilityStatus::Closed), clinical: Some(ClinicalStatus::Full) };
        let first = Kept::after(None, all.clone(), UtcMs(1));
        assert_eq!(first, Kept { said: all.clone(), at: UtcMs(1), emergency_at: Some(UtcMs(1)) });
        let second = Kept::after(Some(&first), Said::default(), UtcMs(2));
        assert_eq!((second.at, second.emergency_at), (UtcMs(2), Some(UtcMs(1))));
        assert_eq!(second.said, Said { emergency: all.emergency, ..Said::default() });
        assert!(Kept::after(None, Said::default(), UtcMs(3)).said.is_nothing());
    }
}
