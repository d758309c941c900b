//! Use cases: take reports, make and close claims. Each records what it did.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_availability::chance::Moves;
use sigap_availability::{Claim, Heard, Observation, Rules, SourceKind, Voice, heard};
use sigap_kernel::{Ctx, FacilityId, UtcMs, WardId};
use sigap_store::{Entry, Query, StoreError, Subject, Tx};

use crate::BedsError;
use crate::board::place_of;
use crate::model::{ClaimId, NewClaim, Report, Reported};
use crate::said::{self, Beside};
use crate::store::{self, Count};

/// A facility that only confirms leaves one entry in this time.
const HEARTBEAT_EVERY_MIN: i64 = 15;

/// What taking reports needs beside a transaction. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Counter {
    beats: Beats,
    hand_counts_min: u32,
}

impl Counter {
    /// A counter by these rules.
    #[must_use]
    pub fn new(rules: &Rules) -> Self {
        Self { beats: Beats::default(), hand_counts_min: rules.hand_counts_min }
    }

    /// Minutes for which a hand entry stands above the system that speaks for its ward.
    pub(crate) const fn hand_counts_min(&self) -> u32 {
        self.hand_counts_min
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self::new(&Rules::default())
    }
}

/// When each facility last left a heartbeat entry, as far as this node knows. Losing it costs one entry more.
#[derive(Debug, Clone, Default)]
struct Beats(Arc<Mutex<HashMap<FacilityId, UtcMs>>>);

impl Beats {
    fn is_due(&self, facility: FacilityId, now: UtcMs) -> bool {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&facility).copied();
        last.is_none_or(|last| now < last || now.age_s(last) >= HEARTBEAT_EVERY_MIN * 60)
    }

    fn left(&self, facilities: impl IntoIterator<Item = FacilityId>, now: UtcMs) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(facilities.into_iter().map(|facility| (facility, now)));
    }
}

/// The subject of a ward's counters in the journal and the feed.
#[must_use]
pub fn ward_subject(ward: WardId) -> Subject {
    Subject::new("ward", ward)
}

/// When the number of each ward of a hospital last moved; a ward that never reported is missing.
///
/// # Errors
/// What the database says.
pub async fn last_moved(q: &impl Query, facility: FacilityId) -> Result<HashMap<WardId, UtcMs>, StoreError> {
    store::last_moved(q, facility).await
}

/// Takes reports inside a transaction, many wards at once; gives what became of each, in order.
///
/// Reports of one ward are taken in the order they stand here. Permission is the caller's to check: a machine's key
/// belongs to one facility, a person was asked by the board.
///
/// # Errors
/// What the database says.
pub async fn observe(tx: &Tx, counter: &Counter, reports: &[Report]) -> Result<Vec<Reported>, StoreError> {
    let mut wards: Vec<WardId> = reports.iter().map(|report| report.ward).collect();
    wards.sort_unstable();
    wards.dedup();
    let mut now_there = store::held_counts(tx, &wards).await?;
    let voices = said::voices(tx, &wards).await?;
    let mut outcome = Vec::with_capacity(reports.len());
    // In the order of the wards: two groups that meet on PostgreSQL then wait for each other instead of locking up.
    let mut written: BTreeMap<WardId, Count> = BTreeMap::new();
    let mut beating: BTreeMap<FacilityId, &Ctx> = BTreeMap::new();
    let mut beside = Beside::default();
    for report in reports {
        let there = now_there.get(&report.ward);
        let voice = voices.get(&report.ward).copied().unwrap_or(Voice::AnySystem);
        if heard(voice, &report.observation, there.map(|there| &there.observation), counter.hand_counts_min) == Heard::Beside {
            beside.report(report);
            outcome.push(Reported::Beside);
            continue;
        }
        let (became, count) = fold(report, there);
        outcome.push(became);
        if let Some(other) = there.filter(|there| count.is_some() && there.observation.source != report.observation.source) {
            beside.replaced(other);
        }
        let Some(count) = count else { continue };
        match became {
            Reported::Changed => tx.record_for(&report.ctx, observed_entry(report.ward, report.facility, &report.observation)),
            _ => {
                tx.confirm(ward_subject(report.ward));
                if counter.beats.is_due(report.facility, tx.now()) {
                    beating.insert(report.facility, &report.ctx);
                }
            }
        }
        now_there.insert(report.ward, count.clone());
        written.insert(report.ward, count);
    }
    for (facility, ctx) in &beating {
        tx.record_for(ctx, Entry::new(Subject::new("beds", facility), "beds.heartbeat", 1, json!({})));
    }
    counter.beats.left(beating.into_keys(), tx.now());
    if written.is_empty() {
        // Every report was older than what is there or stands beside it: say so to the feed, so that the write is not taken for a forgotten record.
        wards.iter().for_each(|ward| tx.confirm(ward_subject(*ward)));
    }
    store::put_counts(tx, &written.into_values().collect::<Vec<_>>()).await?;
    beside.write(tx).await?;
    Ok(outcome)
}

/// What a report makes of the counters that are there; pure.
fn fold(report: &Report, there: Option<&Count>) -> (Reported, Option<Count>) {
    let new = &report.observation;
    let Some(there) = there else { return (Reported::Changed, Some(count_of(report, 1, report.ctx.now(), Moves::default()))) };
    if !new.replaces(&there.observation) {
        return (Reported::Older, None);
    }
    let same = same_numbers(new, &there.observation) && report.by_sex == there.by_sex;
    let changed_at = if same { there.changed_at } else { report.ctx.now() };
    (
        if same { Reported::Confirmed } else { Reported::Changed },
        Some(count_of(report, there.version + 1, changed_at, there.moves.after(&there.observation, new))),
    )
}

fn same_numbers(a: &Observation, b: &Observation) -> bool {
    (a.capacity, a.free, a.terms, a.source) == (b.capacity, b.free, b.terms, b.source)
}

fn count_of(report: &Report, version: i64, changed_at: UtcMs, moves: Moves) -> Count {
    Count {
        ward: report.ward,
        facility: report.facility,
        version,
        observation: report.observation,
        by_sex: report.by_sex,
        changed_at,
        actor: report.ctx.actor().to_string(),
        moves,
    }
}

/// A new number of a ward.
pub(crate) fn observed_entry(ward: WardId, facility: FacilityId, seen: &Observation) -> Entry {
    let body = json!({
        "facility": facility, "source": seen.source, "capacity": seen.capacity, "free": seen.free,
        "terms": seen.terms, "observed_at": seen.observed_at,
    });
    Entry::new(ward_subject(ward), "beds.observed", 1, body)
}

/// Forgets what a source said of a ward, because it speaks of it no more: as its number, and beside it. What others said stays.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &Tx, facility: FacilityId, ward: WardId, source: SourceKind) -> Result<(), StoreError> {
    store::remove_said(tx, ward, source).await?;
    if store::remove_count(tx, ward, source).await? {
        tx.record(Entry::new(ward_subject(ward), "beds.forgotten", 1, json!({ "facility": facility })));
    } else {
        tx.confirm(ward_subject(ward));
    }
    Ok(())
}

/// Asks for the hospital with its district, so that a dispatcher of a district counts there.
async fn may_claim(tx: &Tx, facility: FacilityId) -> Result<(), BedsError> {
    let place = sigap_registry::facility(tx, facility).await?.as_ref().map_or(Where::facility(facility), place_of);
    Ok(tx.ctx().may(Action::ClaimBed, &place)?)
}

/// Makes a claim inside a transaction.
///
/// # Errors
/// [`BedsError::Refused`] without the permission, [`BedsError::NoBeds`] for a claim on nothing, [`BedsError::NoWard`] when the
/// ward is not one of this hospital's.
pub async fn claim(tx: &Tx, new: NewClaim) -> Result<ClaimId, BedsError> {
    may_claim(tx, new.facility).await?;
    if new.beds == 0 {
        return Err(BedsError::NoBeds);
    }
    // The permission was asked for the hospital: a ward of another one would slip past it.
    let ward = sigap_registry::wards_by_ids(tx, &[new.ward]).await?.pop();
    if ward.is_none_or(|ward| ward.facility != new.facility) {
        return Err(BedsError::NoWard);
    }
    let claim = Claim::new(new.kind, new.beds, tx.now(), new.for_min.map(|minutes| tx.now().plus_min(i64::from(minutes))));
    Ok(put_claim(tx, new.facility, new.ward, &claim).await?)
}

/// Puts a claim on a ward of this hospital. Whoever calls has asked for the permission of their own deed.
pub(crate) async fn put_claim(tx: &Tx, facility: FacilityId, ward: WardId, claim: &Claim) -> Result<ClaimId, StoreError> {
    let id = ClaimId::new(tx.ctx());
    store::add_claim(tx, id, facility, ward, claim).await?;
    let body = json!({ "claim": id, "facility": facility, "kind": claim.kind, "beds": claim.beds, "until": claim.until });
    tx.record(Entry::new(ward_subject(ward), "beds.claimed", 1, body));
    Ok(id)
}

/// Closes a claim of a hospital inside a transaction; closing twice, or one of another hospital, does nothing.
///
/// # Errors
/// [`BedsError::Refused`] without the permission.
pub async fn close_claim(tx: &Tx, facility: FacilityId, id: ClaimId) -> Result<bool, BedsError> {
    may_claim(tx, facility).await?;
    Ok(end_claim(tx, facility, id).await?)
}

/// Closes a claim of this hospital. Whoever calls has asked for the permission of their own deed.
pub(crate) async fn end_claim(tx: &Tx, facility: FacilityId, id: ClaimId) -> Result<bool, StoreError> {
    let Some(ward) = store::close_claim(tx, id, facility, tx.now()).await? else {
        tx.confirm(Subject::new("claim", id));
        return Ok(false);
    };
    tx.record(Entry::new(ward_subject(ward), "beds.claim_closed", 1, json!({ "claim": id, "facility": facility })));
    Ok(true)
}

/// Notes on a claim that the hospital has put the patient into its own system: the next report includes it. It stays open until then, so that
/// the bed is not counted free in between; at the latest until `until`.
pub(crate) async fn note_claim(tx: &Tx, facility: FacilityId, id: ClaimId, until: UtcMs) -> Result<bool, StoreError> {
    let Some(ward) = store::note_claim(tx, id, facility, tx.now(), until).await? else {
        tx.confirm(Subject::new("claim", id));
        return Ok(false);
    };
    tx.record(Entry::new(ward_subject(ward), "beds.claim_noted", 1, json!({ "claim": id, "facility": facility, "until": until })));
    Ok(true)
}

/// Moves the end of a claim; one that has ended stays ended.
pub(crate) async fn move_claim(tx: &Tx, facility: FacilityId, id: ClaimId, until: UtcMs) -> Result<bool, StoreError> {
    let Some(ward) = store::move_claim(tx, id, facility, tx.now(), until).await? else {
        tx.confirm(Subject::new("claim", id));
        return Ok(false);
    };
    tx.record(Entry::new(ward_subject(ward), "beds.claim_moved", 1, json!({ "claim": id, "facility": facility, "until": until })));
    Ok(true)
}
