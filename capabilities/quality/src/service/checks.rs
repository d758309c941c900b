//! Phone checks: whom to call next by lot, what a hospital said beside what was shown, and what the checks of late come to.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::json;
use sigap_access::Action;
use sigap_availability::chance::Checks;
use sigap_availability::{CheckCounts, CheckVerdict, QualityRules, faded_thousandths, judge_check};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Pool, UtcMs};
use sigap_registry::{Facility, RegistryError};
use sigap_store::{Entry, Lane, Query, StoreError, Subject};

use super::facility_for;
use crate::model::{CheckId, CheckOutcome, ShownState, Snapshot};
use crate::store::cases;
use crate::store::checks::{self as store, Check, CheckedPool};
use crate::{QualityError, QualityRoom};

/// Free beds of one kind that a hospital can name on the phone.
const SAID_FREE_MAX: u32 = 2_000;
/// Days of one step in the list of whom to call: once a month is the aim, and within a month the lot decides.
const STEP_DAYS: i64 = 30;
/// Calls of a hospital that are looked through for what it said of late.
const SAID_LOOKED_AT: i64 = 50;
/// Half-lives after which a check no longer weighs anything.
const FORGOTTEN_HALF_LIVES: u32 = 10;
const DAY_MIN: i64 = 24 * 60;

/// A call, as typed.
#[derive(Debug, Clone)]
pub struct NewCheck {
    /// The id its form was made with: sent twice, it is one.
    pub id: CheckId,
    /// The number that was dialled.
    pub phone: String,
    /// What became of the call.
    pub outcome: Option<CheckOutcome>,
    /// What was said of each kind of bed, as typed; empty where nothing was.
    pub said: Vec<(Pool, String)>,
}

fn read(new: &NewCheck) -> Result<(CheckOutcome, Vec<(Pool, u32)>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut said = Vec::new();
    for (place, (pool, typed)) in new.said.iter().enumerate().filter(|(_, (_, typed))| !typed.trim().is_empty()) {
        match typed.trim().parse::<u32>() {
            Ok(free) if free <= SAID_FREE_MAX => said.push((*pool, free)),
            _ => errors.add(&format!("said_{place}"), format!("field-out-of-range?min=0&max={SAID_FREE_MAX}")),
        }
    }
    match new.outcome {
        None => errors.add("outcome", "field-choose"),
        Some(CheckOutcome::Answered) if said.is_empty() && errors.is_empty() => errors.add("said_0", "check-nothing-said"),
        Some(_) => {}
    }
    errors.into_result(new.outcome.map(|outcome| (outcome, if outcome == CheckOutcome::Answered { said } else { Vec::new() })))
}

/// Notes a call to a hospital; sent twice, it is one. The hospital gets a new lot.
///
/// # Errors
/// Mistakes by field; no such hospital; not permitted.
pub async fn note(room: &QualityRoom, ctx: &Ctx, id: FacilityId, new: &NewCheck) -> Result<(), QualityError> {
    let db = room.floor().db();
    let facility = &facility_for(db, ctx, Action::CheckByPhone, id).await?;
    let (outcome, said) = read(new)?;
    let shown = room.shown().shown(id).await;
    let checked = |(pool, said_free): &(Pool, u32)| {
        let shown = Snapshot::of(&shown, Some(*pool));
        CheckedPool { pool: *pool, said_free: *said_free, shown, verdict: judge_check(room.rules(), shown.free, shown.beds, *said_free) }
    };
    let pools: Vec<CheckedPool> = said.iter().map(checked).collect();
    let phone = facility.phones.iter().find(|phone| phone.number == new.phone).map(|phone| phone.number.clone()).unwrap_or_default();
    let check = &Check { id: new.id, facility: id, phone, outcome, at: ctx.now(), actor: ctx.actor().to_string(), pools };
    db.write(ctx, |tx| async move {
        if !store::insert(&tx, check).await? {
            tx.confirm(Subject::new("facility", id));
            return Ok(());
        }
        store::put_draws(&tx, &[(id, lot(tx.ctx()))]).await?;
        let judged = |verdict| check.pools.iter().filter(|one| one.verdict == verdict).count();
        let (right, wrong) = (judged(CheckVerdict::Right), judged(CheckVerdict::Wrong));
        tx.record(Entry::new(
            Subject::new("facility", id),
            "quality.checked",
            1,
            json!({ "outcome": outcome, "right": right, "wrong": wrong }),
        ));
        if outcome == CheckOutcome::Answered && !check.phone.is_empty() {
            answered(&tx, id, &check.phone).await?;
        }
        Ok(())
    })
    .await
}

/// Tells the registry that somebody answered. That a colleague changes the hospital at the same moment takes nothing from the check.
async fn answered(tx: &sigap_store::Tx, id: FacilityId, number: &str) -> Result<(), QualityError> {
    let told = tx.savepoint(|tx| async move { sigap_registry::phone_answered(&tx, id, number).await }).await;
    match told {
        Ok(()) | Err(RegistryError::Changed | RegistryError::Unknown(_)) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// What a hospital said on the phone since an instant: kind of bed, free beds, when.
///
/// # Errors
/// What the database says.
pub async fn said_since(q: &impl Query, facility: FacilityId, since: UtcMs) -> Result<Vec<(Pool, u32, UtcMs)>, StoreError> {
    let checks = store::of_facility(q, facility, SAID_LOOKED_AT).await?;
    let of = |check: Check| check.pools.into_iter().map(move |one| (one.pool, one.said_free, check.at));
    Ok(checks.into_iter().filter(|check| check.at >= since).flat_map(of).collect())
}

/// A lot.
fn lot(ctx: &Ctx) -> i64 {
    i64::from(u32::from_be_bytes(ctx.random()))
}

/// A hospital in the list of whom to call next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ToCall {
    pub(crate) facility: Facility,
    /// When it was last called, and what became of it.
    pub(crate) last: Option<(UtcMs, CheckOutcome)>,
}

/// Whom to call next: who was never called or not for the most months stands first, and among these the lot decides. One without a lot yet stands
/// behind those that have one.
pub(crate) async fn to_call(room: &QualityRoom, ctx: &Ctx) -> Result<Vec<ToCall>, QualityError> {
    let db = room.floor().db();
    let facilities = sigap_registry::facilities(db).await?;
    let (last, draws) = (store::last(db).await?, store::draws(db).await?);
    let mut list: Vec<ToCall> = facilities
        .into_iter()
        .filter(|one| one.active && one.kind.is_hospital())
        .map(|facility| ToCall { last: last.get(&facility.id).copied(), facility })
        .collect();
    list.sort_by_cached_key(|one| {
        let months = one.last.map_or(i64::MAX, |(at, _)| ctx.now().age_s(at) / (STEP_DAYS * DAY_MIN * 60));
        (Reverse(months), draws.get(&one.facility.id).copied().unwrap_or(i64::MAX), one.facility.id)
    });
    Ok(list)
}

/// Draws lots for hospitals that have none; a timer calls it. Gives how many.
pub(crate) async fn draw(room: &QualityRoom, ctx: &Ctx) -> Result<usize, QualityError> {
    let db = room.floor().db();
    let drawn = store::draws(db).await?;
    let facilities = sigap_registry::facilities(db).await?;
    let without = facilities.iter().filter(|one| one.kind.is_hospital() && !drawn.contains_key(&one.id));
    let new: Vec<(FacilityId, i64)> = without.map(|one| (one.id, lot(ctx))).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let new = &new;
    db.write_in(ctx, Lane::Bulk, |tx| async move {
        store::put_draws(&tx, new).await?;
        tx.record(Entry::new(Subject::new("quality", "all"), "quality.drawn", 1, json!({ "count": new.len() })));
        Ok::<_, QualityError>(new.len())
    })
    .await
}

/// How many independent checks of each hospital were right and wrong of late, fading by half in each half-life
/// ([`QualityRules::check_half_life_days`]). A phone call is one check, shared among the kinds of bed that were named in it; a family's case that
/// the office verified is one wrong check. A hospital without any is missing.
///
/// They widen the uncertainty of what is shown; they never take a hospital off a list.
///
/// # Errors
/// What the database says.
pub async fn check_counts(q: &impl Query, rules: &QualityRules, now: UtcMs) -> Result<BTreeMap<FacilityId, CheckCounts>, StoreError> {
    let mut counts: BTreeMap<FacilityId, CheckCounts> = BTreeMap::new();
    let since = since(rules, now);
    for call in store::judged_since(q, since).await? {
        let of = counts.entry(call.facility).or_default();
        let [right, wrong] = shared([call.right, call.wrong], weight(rules, now, call.at));
        of.right_thousandths = of.right_thousandths.saturating_add(right);
        of.wrong_thousandths = of.wrong_thousandths.saturating_add(wrong);
    }
    for (facility, at, _) in cases::counting_since(q, since).await? {
        let of = counts.entry(facility).or_default();
        of.wrong_thousandths = of.wrong_thousandths.saturating_add(weight(rules, now, at));
    }
    counts.retain(|_, of| *of != CheckCounts::default());
    Ok(counts)
}

/// The same looks as the model of the chance on arrival asks for them: whether there was a bed at all where one was shown, and where none was. A
/// case that counts says that none was there where beds were shown, or that one was where none was shown.
///
/// # Errors
/// What the database says.
pub async fn chance_checks(q: &impl Query, rules: &QualityRules, now: UtcMs) -> Result<BTreeMap<FacilityId, Checks>, StoreError> {
    let mut found: BTreeMap<FacilityId, [u32; 4]> = BTreeMap::new();
    let since = since(rules, now);
    let mut add = |facility, looks: [u32; 4]| {
        let of: &mut [u32; 4] = found.entry(facility).or_default();
        of.iter_mut().zip(looks).for_each(|(sum, one)| *sum = sum.saturating_add(one));
    };
    for call in store::judged_since(q, since).await? {
        add(call.facility, shared(call.looks, weight(rules, now, call.at)));
    }
    for (facility, at, shown) in cases::counting_since(q, since).await? {
        let weight = weight(rules, now, at);
        match shown {
            ShownState::Free | ShownState::Few => add(facility, [0, weight, 0, 0]),
            ShownState::Full => add(facility, [0, 0, 0, weight]),
            ShownState::Unknown | ShownState::Old | ShownState::Silent => {}
        }
    }
    found.retain(|_, looks| looks.iter().any(|one| *one > 0));
    let whole = |thousandths: u32| f32::from(u16::try_from(thousandths).unwrap_or(u16::MAX)) / 1_000.0;
    let checks = |[free_right, free_wrong, full_right, full_wrong]: [u32; 4]| Checks {
        free_right: whole(free_right),
        free_wrong: whole(free_wrong),
        full_right: whole(full_right),
        full_wrong: whole(full_wrong),
    };
    Ok(found.into_iter().map(|(facility, looks)| (facility, checks(looks))).collect())
}

/// From when on a check still weighs something.
fn since(rules: &QualityRules, now: UtcMs) -> UtcMs {
    let days = i64::from(rules.check_half_life_days) * i64::from(FORGOTTEN_HALF_LIVES);
    now.plus_min(-days * DAY_MIN)
}

/// What a check made at an instant still weighs; one from a time that has not come yet, as much as one made now.
fn weight(rules: &QualityRules, now: UtcMs, at: UtcMs) -> u32 {
    faded_thousandths(rules, u32::try_from(now.age_s(at) / (DAY_MIN * 60)).unwrap_or(u32::MAX))
}

/// One call of this weight, shared among what was found in it. A call in which nothing could be compared says nothing.
fn shared<const N: usize>(found: [u32; N], weight: u32) -> [u32; N] {
    let all: u64 = found.iter().map(|one| u64::from(*one)).sum();
    found.map(|one| (u64::from(one) * u64::from(weight)).checked_div(all).and_then(|part| u32::try_from(part).ok()).unwrap_or(0))
}
