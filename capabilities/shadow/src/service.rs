//! The use cases: note what another book said, plan how long a shadow lasts, gather what others say by themselves.

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, UtcMs};
use sigap_registry::{Facility, Stage, facility_subject};
use sigap_store::{Entry, Lane, Query, StoreError};

use crate::model::{Figure, Pair, Summary, Unmet, unmet};
use crate::store::{self, Plan};
use crate::{ShadowError, ShadowRoom};

/// Days of comparisons a page looks back.
pub(crate) const LOOK_BACK_DAYS: i64 = 60;
/// A shadow is planned for a year ahead at most.
const PLAN_DAYS_MAX: i64 = 366;
pub(crate) const DAY_MIN: i64 = 24 * 60;

/// A facility as permissions see it.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: Some(facility.district_code.clone()).filter(|code| !code.is_empty()) }
}

/// A hospital at which the actor may do this.
pub(crate) async fn facility_for(q: &impl Query, ctx: &Ctx, action: Action, id: FacilityId) -> Result<Facility, ShadowError> {
    let facility = sigap_registry::facility(q, id).await?;
    let place = facility.as_ref().map_or(Where::facility(id), place_of);
    ctx.may(action, &place)?;
    facility.filter(|one| one.kind.is_hospital()).ok_or(ShadowError::Unknown)
}

/// Whether a hospital's numbers are compared now: it is in shadow, or the whole city is.
pub(crate) fn is_compared(room: &ShadowRoom, facility: &Facility) -> bool {
    let stage = facility.agreement.stage;
    facility.active && facility.kind.is_hospital() && (stage == Stage::Shadow || (stage == Stage::Public && room.floor().is_in_shadow()))
}

/// Notes what another book said, each figure beside what Sigap had then. The same again is no change; another number takes its place.
/// Gives how many were new.
///
/// # Errors
/// No such hospital; not permitted; what the database says.
pub async fn note(room: &ShadowRoom, ctx: &Ctx, id: FacilityId, figures: &[Figure]) -> Result<usize, ShadowError> {
    facility_for(room.floor().db(), ctx, Action::CompareShadow, id).await?;
    keep(room, ctx, id, figures).await
}

async fn keep(room: &ShadowRoom, ctx: &Ctx, id: FacilityId, figures: &[Figure]) -> Result<usize, ShadowError> {
    let mut pairs = Vec::with_capacity(figures.len());
    for figure in figures {
        let own = room.own().had(id, figure.kind, figure.at).await?;
        pairs.push(Pair { facility: id, figure: *figure, own });
    }
    let pairs = &pairs;
    let write = room.floor().db().write(ctx, |tx| async move {
        let mut new = 0;
        for pair in pairs {
            new += usize::from(store::put(&tx, pair).await?);
        }
        if new == 0 {
            tx.confirm(facility_subject(id));
        } else {
            tx.record(Entry::new(facility_subject(id), "shadow.figures", 1, json!({ "count": new })));
        }
        Ok::<_, StoreError>(new)
    });
    Ok(write.await?)
}

/// How many shadows last longer than planned, the whole city's among them, and since when the oldest does: no shadow ends by itself,
/// so somebody has to be told.
///
/// # Errors
/// What the database says.
pub async fn over(q: &impl Query, now: UtcMs) -> Result<(u64, Option<UtcMs>), StoreError> {
    let (hospitals, first) = store::over(q, now).await?;
    let city = sigap_registry::city_shadow(q).await?;
    let city = city.until.filter(|until| city.is_on && *until <= now);
    Ok((hospitals + u64::from(city.is_some()), first.into_iter().chain(city).min()))
}

/// Plans until when a hospital stays in shadow; without an end it is open.
///
/// # Errors
/// An end that is past or too far; somebody was faster; no such hospital; not permitted.
pub async fn plan(room: &ShadowRoom, ctx: &Ctx, id: FacilityId, version: i64, until: Option<UtcMs>) -> Result<(), ShadowError> {
    facility_for(room.floor().db(), ctx, Action::CompareShadow, id).await?;
    if until.is_some_and(|until| until <= ctx.now() || until > ctx.now().plus_min(PLAN_DAYS_MAX * DAY_MIN)) {
        let mut errors = FieldErrors::new();
        errors.add("until", "field-until");
        return Err(errors.into());
    }
    let write = room.floor().db().write(ctx, |tx| async move {
        store::begin(&tx, id, tx.now()).await?;
        let before = store::plan(&tx, id).await?;
        if before.is_some_and(|before| before.until == until && before.version == version + 1) {
            tx.confirm(facility_subject(id));
            return Ok(());
        }
        if !store::put_until(&tx, id, version, until).await? {
            return Err(ShadowError::Changed);
        }
        tx.record(Entry::new(facility_subject(id), "shadow.planned", 1, json!({ "until_ms": until.map(|until| until.0) })));
        Ok(())
    });
    write.await
}

/// What is known of a hospital's shadow.
pub(crate) struct Known {
    pub(crate) plan: Option<Plan>,
    pub(crate) days: u32,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) all: Summary,
    /// Hours looked at, and of these: its numbers counted.
    pub(crate) hours: Option<(u32, u32)>,
    pub(crate) unmet: Vec<Unmet>,
}

/// Everything of a hospital's shadow, held against the rules.
pub(crate) async fn known(room: &ShadowRoom, ctx: &Ctx, facility: &Facility, plan: Option<Plan>) -> Result<Known, ShadowError> {
    let (now, rules) = (ctx.now(), room.rules());
    let since = plan.as_ref().map_or(now, |plan| plan.since);
    let pairs = store::of_facility(room.floor().db(), facility.id, now.plus_min(-LOOK_BACK_DAYS * DAY_MIN)).await?;
    let all = Summary::of(&pairs, rules.close_within_beds);
    let hours = room.own().on_time(facility.id, facility.zone, since.max(now.plus_min(-LOOK_BACK_DAYS * DAY_MIN)), now).await?;
    let days = u32::try_from(now.age_s(since) / (DAY_MIN * 60)).unwrap_or(0);
    Ok(Known { unmet: unmet(rules, days, &all, hours), plan, days, pairs, all, hours })
}

/// Gathers what others say by themselves of every hospital that is compared, begins the plans of those that came into shadow and ends
/// those of others. A timer calls it. Gives how many figures were new.
pub(crate) async fn gather(room: &ShadowRoom, ctx: &Ctx) -> Result<usize, ShadowError> {
    let db = room.floor().db();
    let plans = store::plans(db).await?;
    let mut new = 0;
    for facility in sigap_registry::facilities(db).await? {
        match (is_compared(room, &facility), plans.get(&facility.id)) {
            (true, known) => {
                if known.is_none() {
                    turn(room, ctx, facility.id, true).await?;
                }
                let since = known.map_or(ctx.now(), |plan| plan.since).max(ctx.now().plus_min(-2 * DAY_MIN));
                let said = room.others().said(facility.id, since).await?;
                if !said.is_empty() {
                    new += keep(room, ctx, facility.id, &said).await?;
                }
            }
            (false, Some(_)) => turn(room, ctx, facility.id, false).await?,
            (false, None) => {}
        }
    }
    Ok(new)
}

/// Begins or ends the plan of a hospital.
async fn turn(room: &ShadowRoom, ctx: &Ctx, id: FacilityId, begins: bool) -> Result<(), StoreError> {
    let write = room.floor().db().write_in(ctx, Lane::Bulk, |tx| async move {
        let done = if begins { store::begin(&tx, id, tx.now()).await? } else { store::end(&tx, id).await? };
        if done {
            let kind = if begins { "shadow.begun" } else { "shadow.ended" };
            tx.record(Entry::new(facility_subject(id), kind, 1, json!({})));
        } else {
            tx.confirm(facility_subject(id));
        }
        Ok(())
    });
    write.await
}
