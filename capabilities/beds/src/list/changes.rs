//! From the list to the curve: what each line gives and takes tonight, and what it does not, because the hospital's own number has it already.
//!
//! The observation wins: what a report tells (who waits, what is kept) is not taken off once more, and a line that is done counts only until
//! the next report of its ward.

use std::collections::HashMap;

use sigap_availability::{Change, Line, Start, Tonight, tonight};
use sigap_kernel::{BedType, Pool, UtcMs, WardId};

use super::model::{CLEANING_USUAL_MIN, Plan, PlanKind, PlanState};
use super::source::Coming;
use super::swap;
use crate::Beds;
use crate::picture::FacilityBeds;

/// Everything on the list of one hospital, as the curve needs it.
pub(crate) struct Known<'k> {
    pub(crate) one: &'k FacilityBeds,
    /// Lines that are not over.
    pub(crate) open: &'k [Plan],
    /// Lines that ended of late.
    pub(crate) ended: &'k [Plan],
    /// Who is coming by promises and announcements.
    pub(crate) coming: &'k [Coming],
}

/// What is left tonight by what is planned alone.
pub(crate) fn tonight_of(beds: &Beds, known: &Known<'_>, now: UtcMs) -> Tonight {
    let (starts, changes) = counted(beds, known, now);
    tonight(now, &starts, &changes, |_, _| 0)
}

/// Starts and changes of all kinds that are left tonight. A bed of the emergency room is where people wait for one: it is none.
fn counted(beds: &Beds, known: &Known<'_>, now: UtcMs) -> (Vec<Start>, Vec<Change>) {
    let is_counted = |pool: &Pool| pool.bed_type != BedType::Emergency;
    let (mut starts, mut changes) = (starts(beds, known, now), changes(beds, known, now));
    starts.retain(|start| is_counted(&start.pool));
    changes.retain(|change| change.pool.as_ref().is_none_or(is_counted));
    (starts, changes)
}

/// The same with the coming and going that is usual at these hours, beyond what is planned; `None` where nothing was learned yet.
pub(crate) fn usual_tonight(beds: &Beds, known: &Known<'_>, now: UtcMs) -> Option<Tonight> {
    let wards = || known.one.wards.iter().filter(|ward| ward.ward.active);
    wards().find(|ward| ward.flow.is_some())?;
    let ((starts, changes), calendar) = (counted(beds, known, now), &known.one.beside().calendar);
    let usual = |pool: &Pool, at: UtcMs| {
        let mut net = Net::default();
        for (ward, flow) in wards().filter(|ward| ward.ward.pool == *pool).filter_map(|ward| Some((ward, ward.flow.as_deref()?))) {
            let seen = ward.observation.and_then(|seen| seen.capacity.zip(seen.free));
            let occupied = seen.map_or(flow.usual_occupied(), |(beds, free)| beds.saturating_sub(free) as f32);
            net.leaving += flow.discharged_per_bed_h(calendar.hour(at)) * occupied;
            net.coming += flow.admitted_per_h(calendar.hour(at));
        }
        let in_hour = changes.iter().filter(|change| change.pool == Some(*pool) && change.at >= at && change.at < at.plus_min(60));
        in_hour.fold(net, Net::without).millibeds()
    };
    Some(tonight(now, &starts, &changes, usual))
}

/// Usual coming and going in an hour.
#[derive(Debug, Clone, Copy, Default)]
struct Net {
    leaving: f32,
    coming: f32,
}

impl Net {
    /// What is planned is part of what is usual, not beside it.
    fn without(self, planned: &Change) -> Self {
        let beds = planned.beds as f32;
        Self { leaving: self.leaving - beds.max(0.0), coming: self.coming + beds.min(0.0) }
    }

    fn millibeds(self) -> i64 {
        ((self.leaving.max(0.0) - self.coming.max(0.0)) * 1_000.0) as i64
    }
}

/// Every ward in use as a start of its kind; one whose number does not count is unknown. A kind that a swap will make begins with none.
fn starts(beds: &Beds, known: &Known<'_>, now: UtcMs) -> Vec<Start> {
    let in_use = || known.one.wards.iter().filter(|ward| ward.ward.active);
    let start = |ward: &crate::WardBeds| {
        let standing = ward.standing(beds.rules(), now);
        let free = standing.free_to_promise.map(|free| i64::from(free) - i64::from(standing.explained.short));
        Start { pool: ward.ward.pool, free }
    };
    let swaps = known.open.iter().filter(|plan| plan.kind == PlanKind::Swap && plan.state == PlanState::Planned);
    let made = swaps.filter_map(|plan| turned(known.one.ward(plan.ward?)?.ward.pool));
    let new = made.filter(|pool| in_use().all(|ward| ward.ward.pool != *pool)).map(|pool| Start { pool, free: Some(0) });
    in_use().map(start).chain(new).collect()
}

/// The same kind for the other sex.
fn turned(pool: Pool) -> Option<Pool> {
    Some(Pool { sex: swap::other(pool.sex)?, ..pool })
}

/// What the hospital's own reports tell of each ward already.
struct Told {
    waiting: HashMap<WardId, u32>,
    reserved: HashMap<WardId, u32>,
}

impl Told {
    fn of(beds: &Beds, one: &FacilityBeds, now: UtcMs) -> Self {
        let all = one.wards.iter().map(|ward| (ward.ward.id, ward.standing(beds.rules(), now).explained));
        let (mut waiting, mut reserved) = (HashMap::new(), HashMap::new());
        for (ward, explained) in all {
            waiting.insert(ward, beds_in(explained.waiting_in_igd));
            reserved.insert(ward, beds_in(explained.reserved));
        }
        Self { waiting, reserved }
    }

    /// Whether a line is one of those the report has told of; each of these is used up once.
    fn has(told: &mut HashMap<WardId, u32>, ward: Option<WardId>) -> bool {
        let named = ward.and_then(|ward| told.get_mut(&ward)).filter(|left| **left > 0);
        // Who waits for no ward in particular may be anybody the hospital told of.
        let left = match (named, ward) {
            (None, None) => told.values_mut().find(|left| **left > 0),
            (named, _) => named,
        };
        left.map(|left| *left -= 1).is_some()
    }
}

/// Beds a report told of in one of its lines. That it left out beds without saying how many says nothing of one that is planned.
const fn beds_in(line: Line) -> u32 {
    match line {
        Line::Subtracted(beds) | Line::Included { told: Some(beds) } => beds,
        Line::Included { told: None } | Line::Unknown => 0,
    }
}

/// What every line gives and takes.
fn changes(beds: &Beds, known: &Known<'_>, now: UtcMs) -> Vec<Change> {
    let pool = |ward: Option<WardId>| ward.and_then(|ward| known.one.ward(ward)).map(|ward| ward.ward.pool);
    let mut told = Told::of(beds, known.one, now);
    let mut changes = Vec::new();
    let mut change = |pool: Option<Pool>, at: UtcMs, beds: i64| changes.push(Change { pool, at, beds });
    // Lines that name a ward take what is told of it before lines that do not.
    let (named, unnamed): (Vec<&Plan>, Vec<&Plan>) = known.open.iter().partition(|plan| plan.to_ward.is_some());
    for plan in named.into_iter().chain(unnamed) {
        let (from, to, is_late) = (pool(plan.ward), pool(plan.to_ward), plan.is_late(now));
        match plan.kind {
            PlanKind::Home if !is_late && from.is_some() => change(from, plan.at.plus_min(CLEANING_USUAL_MIN), 1),
            PlanKind::Cleaning if !is_late && from.is_some() => change(from, plan.at, 1),
            PlanKind::Waiting if !Told::has(&mut told.waiting, plan.to_ward) => change(to, now, -1),
            PlanKind::Elective | PlanKind::Theatre if !Told::has(&mut told.reserved, plan.to_ward) => change(to, plan.at, -1),
            PlanKind::Transfer | PlanKind::OneUp => {
                change(to, plan.at, -1);
                if !is_late && from.is_some() {
                    change(from, plan.at.plus_min(CLEANING_USUAL_MIN), 1);
                }
            }
            PlanKind::Swap if plan.state == PlanState::Planned && !is_late => swapped(beds, known, plan, now, &mut change),
            _ => {}
        }
    }
    for plan in known.ended.iter().filter(|plan| is_not_counted_yet(known.one, plan)) {
        change(pool(plan.to_ward), now, -1);
    }
    for one in known.coming.iter().filter(|one| !one.is_taken_off) {
        let is_told = one.eta.is_none() && Told::has(&mut told.waiting, one.ward);
        if !is_told {
            change(Some(one.pool), one.eta.unwrap_or(now), -1);
        }
    }
    changes
}

/// Whether somebody took a bed of a ward after its last report was taken: until the next one the number is one too high.
fn is_not_counted_yet(one: &FacilityBeds, plan: &Plan) -> bool {
    let seen = plan.to_ward.and_then(|ward| one.ward(ward)).and_then(|ward| ward.observation);
    plan.kind.takes_a_bed()
        && plan.state == PlanState::Done
        && seen.zip(plan.ended_at).is_some_and(|(seen, ended_at)| seen.taken_at() < ended_at)
}

/// A room that will be for the other sex takes with it what is free in it by then.
fn swapped(beds: &Beds, known: &Known<'_>, plan: &Plan, now: UtcMs, flow: &mut impl FnMut(Option<Pool>, UtcMs, i64)) {
    let Some(ward) = plan.ward.and_then(|ward| known.one.ward(ward)) else { return };
    let Some(turned) = turned(ward.ward.pool) else { return };
    let ready = |left: &&Plan| match left.kind {
        PlanKind::Cleaning => left.at <= plan.at,
        kind => kind.leaves_a_bed() && left.at.plus_min(CLEANING_USUAL_MIN) <= plan.at,
    };
    let ready = known.open.iter().filter(|left| left.ward == plan.ward && !left.is_late(now)).filter(ready).count();
    let free = ward.standing(beds.rules(), now).free_to_promise.unwrap_or(0);
    let moved = i64::from(free) + i64::try_from(ready).unwrap_or(0);
    flow(Some(ward.ward.pool), plan.at, -moved);
    flow(Some(turned), plan.at, moved);
}
