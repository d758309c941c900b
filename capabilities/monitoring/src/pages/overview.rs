//! The office's first page: one line a matter, with its figure, how old it is, and where it is.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::FacilityId;
use sigap_registry::Facility;
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::say::{self, When};
use super::words;
use crate::model::fraction;
use crate::service::{hospitals, months};
use crate::{HospitalNow, Matter, MonitoringRoom};

/// Hospitals named under a matter.
const NAMED_MAX: usize = 5;

struct Line {
    what: String,
    more: String,
    figure: String,
    /// Whether somebody should look.
    is_open: bool,
    age: Option<When>,
    href: String,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    page: Page,
    w: Words,
    occupied: Option<(String, String)>,
    reporting: String,
    lines: Vec<Line>,
    month: String,
    month_name: String,
}

/// The page.
pub(crate) async fn page(State(room): State<MonitoringRoom>, visitor: Visitor) -> PageResult {
    let (w, ctx) = (words(&visitor), &visitor.ctx);
    let hospitals = hospitals(room.floor().db(), ctx, Action::ReadOffice).await?;
    let now: BTreeMap<FacilityId, HospitalNow> = room.now().now().into_iter().map(|one| (one.facility, one)).collect();
    let (mut lines, occupied, reporting) = of_beds(&room, &w, &visitor, &hospitals, &now);
    let matters = room.matters().matters(ctx.now()).await?;
    lines.extend(matters.iter().map(|matter| of_matter(&room, &w, &visitor, matter)));
    let month = months::last_month(&room, ctx);
    let template = OverviewPage {
        page: Page::staff(room.floor(), &visitor, w.s("office-title")),
        occupied,
        reporting,
        lines,
        month: month.to_string(),
        month_name: say::month(&w, month),
        w,
    };
    Ok(Html(template).into_response())
}

/// What is said of beds: the lines, occupied of beds, and how many hospitals that is of.
fn of_beds(
    room: &MonitoringRoom,
    w: &Words,
    visitor: &Visitor,
    hospitals: &[Facility],
    now: &BTreeMap<FacilityId, HospitalNow>,
) -> (Vec<Line>, Option<(String, String)>, String) {
    let known = || hospitals.iter().filter_map(|one| now.get(&one.id)).filter(|one| one.wards_counted > 0);
    let (beds, taken) = known().fold((0_u32, 0_u32), |(beds, taken), one| (beds + one.beds, taken + one.occupied));
    let share = (beds > 0).then(|| say::percent(w, &say::tenth(w, fraction(taken.into()) * 100.0 / fraction(beds.into()))));
    let occupied = share.map(|share| (share, w.a2("office-occupied-of", "taken", w.figure(taken), "beds", w.figure(beds))));
    let reporting = w.a2("office-reporting", "n", w.figure(known().count()), "of", w.figure(hospitals.len()));
    let silent: Vec<&Facility> = hospitals.iter().filter(|one| now.get(&one.id).is_none_or(|now| now.wards_counted == 0)).collect();
    let overdue: Vec<&Facility> = hospitals.iter().filter(|one| now.get(&one.id).is_some_and(|now| now.wards_overdue > 0)).collect();
    let since = silent.iter().filter_map(|one| now.get(&one.id)?.last_at).min();
    let zone = room.floor().settings().zone;
    let line = |code: &str, some: &[&Facility], age: Option<When>| Line {
        what: w.s(&format!("matter-{code}")),
        more: named(w, some),
        figure: w.a2("office-of", "n", w.figure(some.len()), "of", w.figure(hospitals.len())),
        is_open: !some.is_empty(),
        age,
        href: "/pengingat".to_owned(),
    };
    let lines = vec![line("silent", &silent, since.map(|at| When::of(w, zone, visitor.ctx.now(), at))), line("overdue", &overdue, None)];
    (lines, occupied, reporting)
}

/// A few names, and how many more.
fn named(w: &Words, some: &[&Facility]) -> String {
    let names: Vec<&str> = some.iter().take(NAMED_MAX).map(|one| one.name.as_str()).collect();
    match some.len().saturating_sub(NAMED_MAX) {
        0 => names.join(", "),
        more => w.a2("office-and-more", "names", names.join(", "), "n", w.figure(more)),
    }
}

fn of_matter(room: &MonitoringRoom, w: &Words, visitor: &Visitor, matter: &Matter) -> Line {
    let zone = room.floor().settings().zone;
    Line {
        what: w.s(&format!("matter-{}", matter.code)),
        more: w.s(&format!("matter-{}-more", matter.code)),
        figure: w.figure(matter.count),
        is_open: matter.count > 0,
        age: matter.oldest_at.map(|at| When::of(w, zone, visitor.ctx.now(), at)),
        href: matter.href.to_owned(),
    }
}
