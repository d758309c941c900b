//! The list of the bed manager a visitor can be: a full evening, so that the page has something to show. All of it is invented, the initials too.

use sigap_availability::RightsRules;
use sigap_beds::{BedsError, NewPlan, PlanKind};
use sigap_kernel::{CareClass, Masked, Role, Sex, UtcMs, WardId};
use sigap_registry::Ward;

use super::{layer, people};
use crate::command::Failure;
use crate::demo::city::City;
use crate::deployment::App;

/// Minutes of a day.
const DAY_MIN: i64 = 24 * 60;

/// What is laid of each kind: minutes from now until it falls due, minutes since it is so, and the label.
const LINES: [(PlanKind, i64, i64, &str); 19] = [
    (PlanKind::Home, -35, 0, "2A · SR"),
    (PlanKind::Home, 40, 0, "5C · BW"),
    (PlanKind::Home, 90, 0, "1B · TM"),
    (PlanKind::Home, 150, 0, "3D · LK"),
    (PlanKind::Home, 210, 0, ""),
    (PlanKind::Home, 780, 0, "4A · YP"),
    (PlanKind::Home, 840, 0, "6B · NA"),
    (PlanKind::Waiting, -150, 150, "IGD 3 · DH"),
    (PlanKind::Waiting, -65, 65, "IGD 7 · RS"),
    (PlanKind::Waiting, -20, 20, "IGD 1 · AM"),
    (PlanKind::Cleaning, 15, 30, "2C"),
    (PlanKind::Cleaning, 35, 5, "7A"),
    (PlanKind::Elective, 720, 0, "PK"),
    (PlanKind::Elective, 780, 0, "WS"),
    (PlanKind::Theatre, 110, 0, "OK 2 · FT"),
    (PlanKind::Transfer, 60, 0, "8A · HN"),
    (PlanKind::OneUp, 700, DAY_MIN, "1C · IP"),
    (PlanKind::OneUp, 650, 2 * DAY_MIN, "2B · ES"),
    (PlanKind::Swap, 300, 0, ""),
];

/// Lays the list of the visitor's hospital, unless there is one.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let Some(ppk) = people::log_ins().iter().find(|one| one.role() == Role::BedManager).and_then(|one| one.ppk) else { return Ok(()) };
    let laid = super::find(&app.db, city).await?;
    let hospitals = city.hospitals.iter().zip(&laid);
    let Some(facility) = hospitals.filter(|(one, _)| one.ppk == ppk).find_map(|(_, laid)| Some(laid.as_ref()?.facility)) else {
        return Ok(());
    };
    if sigap_beds::open_plans(&app.db, facility).await? > 0 {
        return Ok(());
    }
    let wards = sigap_registry::wards_of(&app.db, facility).await?;
    let (access, ctx) = (app.access()?, &layer(app));
    let lines = &lines(&wards, ctx.now());
    let write = app.db.write(ctx, |tx| async move {
        for line in lines {
            sigap_beds::plan(&tx, access, line).await?;
        }
        if lines.is_empty() {
            tx.confirm(sigap_store::Subject::new("bed_list", facility));
        }
        Ok::<_, BedsError>(())
    });
    write.await.map_err(|error| Failure::new(format!("the bed manager's list cannot be laid: {error}"), ""))
}

/// The lines, each in wards that suit it; a kind that suits none is left out.
fn lines(wards: &[Ward], now: UtcMs) -> Vec<NewPlan> {
    let general: Vec<&Ward> = wards.iter().filter(|ward| ward.active && ward.pool.class != CareClass::None).collect();
    let line = |(place, (kind, at_min, since_min, label)): (usize, (PlanKind, i64, i64, &str))| {
        let (ward, to_ward) = places(kind, &general, place)?;
        let since = now.plus_min(-since_min);
        Some(NewPlan {
            facility: general.first()?.facility,
            kind,
            ward,
            to_ward,
            since,
            at: now.plus_min(at_min),
            label: Masked::new(label.to_owned()),
        })
    };
    LINES.into_iter().enumerate().filter_map(line).collect()
}

/// The ward a bed is in, and the one where it is needed.
fn places(kind: PlanKind, wards: &[&Ward], place: usize) -> Option<(Option<WardId>, Option<WardId>)> {
    let nth = |place: usize| wards.get(place % wards.len().max(1)).map(|ward| ward.id);
    Some(match kind {
        PlanKind::Home | PlanKind::Cleaning => (Some(nth(place)?), None),
        // One of those who wait has no ward yet.
        PlanKind::Waiting => (None, if place.is_multiple_of(3) { None } else { nth(place) }),
        PlanKind::Elective | PlanKind::Theatre => (None, Some(nth(place)?)),
        PlanKind::Transfer => (Some(nth(place)?), Some(nth(place + 1)?)),
        PlanKind::OneUp => one_up(wards, place)?,
        PlanKind::Swap => (Some(wards.iter().find(|ward| ward.pool.sex != Sex::Any)?.id), None),
    })
}

/// A ward and one a class above it.
fn one_up(wards: &[&Ward], place: usize) -> Option<(Option<WardId>, Option<WardId>)> {
    let rights = RightsRules::default();
    let pairs = wards.iter().flat_map(|own| wards.iter().map(move |above| (above, own)));
    let mut pairs = pairs.filter(|(above, own)| sigap_beds::is_one_up(&rights, &above.pool, own.pool.class)).cycle();
    pairs.nth(place).map(|(above, own)| (Some(above.id), Some(own.id)))
}
