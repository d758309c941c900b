//! Occupancy over 90 days: by group and by hospital, small drawings side by side, each with its table and its file.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::FacilityId;
use sigap_registry::Facility;
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::{Asked, csv_file, named, say, words};
use crate::draw::curve::Curve;
use crate::model::{Counted, DAY_KNOWN_PCT, Group};
use crate::service::{hospitals, months};
use crate::store::days::{self, Span};
use crate::{MonitoringError, MonitoringRoom};

/// Days of a curve.
const DAYS: i64 = 90;
/// Hospitals on one page.
const HOSPITALS_A_PAGE: usize = 12;
const WEEK: usize = 7;
/// The reference of occupancy, tenths of a per cent: what the ministry calls ideal.
const BAND: std::ops::Range<i64> = 600..850;

/// One small drawing with everything beside it.
struct Piece {
    id: String,
    name: String,
    curve: Curve,
    /// The last figure, with its day.
    last: Option<(String, String)>,
    /// Least and most.
    interval: Option<(String, String)>,
    beds: Option<String>,
    known: Option<String>,
    weeks: Vec<(String, String, String)>,
    csv: String,
    href: String,
}

#[derive(Template)]
#[template(path = "occupancy.html")]
struct OccupancyPage {
    page: Page,
    w: Words,
    groups: Vec<(Group, String, bool)>,
    hospitals: Vec<(FacilityId, String, bool)>,
    chosen: String,
    by_group: Vec<Piece>,
    by_hospital: Vec<Piece>,
    days: (String, String),
    pages: Option<(usize, usize, String, String)>,
}

/// What somebody wants to look at.
struct Wanted {
    span: Span,
    hospitals: Vec<Facility>,
}

impl Wanted {
    async fn of(room: &MonitoringRoom, visitor: &Visitor, asked: &Asked) -> Result<Self, sigap_web::PageError> {
        let hospitals = hospitals(room.floor().db(), &visitor.ctx, Action::ReadOffice).await?;
        let facility: Option<FacilityId> = named(&asked.rs)?;
        if facility.is_some_and(|id| hospitals.iter().all(|one| one.id != id)) {
            return Err(MonitoringError::Unknown.into());
        }
        let today = months::today(room, &visitor.ctx);
        Ok(Self { span: Span { from: today - DAYS, until: today, group: named(&asked.kelas)?, facility }, hospitals })
    }
}

/// A day that can be drawn: enough of its hours is known.
fn drawn(counted: &Counted) -> Option<i64> {
    counted.occupied_permille().filter(|_| counted.known_pct().is_some_and(|pct| pct >= DAY_KNOWN_PCT))
}

fn piece(w: &Words, span: &Span, id: String, name: String, counted: &BTreeMap<i64, Counted>, links: (String, String)) -> Piece {
    let days: Vec<Option<i64>> = (span.from..span.until).map(|day| counted.get(&day).and_then(drawn)).collect();
    let curve = Curve::of(&days, BAND);
    let last = (span.from..span.until).rev().find_map(|day| Some((counted.get(&day)?, day)).filter(|(one, _)| drawn(one).is_some()));
    let (known_h, of_h) = counted.values().fold((0, 0), |(known, of), one| (known + one.known_h, of + one.of_h));
    Piece {
        interval: curve.least_most.map(|(least, most)| (say::permille(w, least), say::permille(w, most))),
        last: last.and_then(|(one, day)| Some((say::permille(w, drawn(one)?), say::day(day)))),
        beds: last.map(|(one, _)| w.figure((one.bed_days_milli + 500) / 1_000)),
        known: (known_h * 100).checked_div(of_h).map(|pct| say::percent(w, &pct.to_string())),
        weeks: weeks(w, span, counted),
        curve,
        id,
        name,
        csv: links.0,
        href: links.1,
    }
}

/// The mean of each week, the newest first: from which day, occupied of beds, and how much of it is known.
fn weeks(w: &Words, span: &Span, counted: &BTreeMap<i64, Counted>) -> Vec<(String, String, String)> {
    let days: Vec<i64> = (span.from..span.until).rev().collect();
    let week = |days: &[i64]| {
        let known = || days.iter().filter_map(|day| counted.get(day)).filter(|one| drawn(one).is_some());
        let (beds, taken) = known().fold((0, 0), |(beds, taken), one| (beds + one.bed_days_milli, taken + one.occupied_days_milli));
        let share = (taken * 1_000 + beds / 2).checked_div(beds).map_or_else(|| w.s("unknown"), |share| say::permille(w, share));
        let first = days.last().copied().unwrap_or_default();
        (say::day(first), share, w.a2("office-of", "n", w.figure(known().count()), "of", w.figure(days.len())))
    };
    days.chunks(WEEK).map(week).collect()
}

/// The page.
pub(crate) async fn page(State(room): State<MonitoringRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let w = words(&visitor);
    let wanted = Wanted::of(&room, &visitor, &asked).await?;
    let db = room.floor().db();
    let by_group = days::by_group_and_day(db, &wanted.span).await.map_err(MonitoringError::from)?;
    let pieces: Vec<Piece> = Group::ALL.iter().filter_map(|group| group_piece(&w, &wanted.span, *group, &by_group)).collect();
    let shown: Vec<&Facility> = wanted.hospitals.iter().filter(|one| wanted.span.facility.is_none_or(|id| id == one.id)).collect();
    let at = asked.hlm.parse::<usize>().unwrap_or(1).clamp(1, shown.len().div_ceil(HOSPITALS_A_PAGE).max(1));
    let some: Vec<&Facility> = shown.iter().skip((at - 1) * HOSPITALS_A_PAGE).take(HOSPITALS_A_PAGE).copied().collect();
    let by_hospital = hospital_pieces(&room, &w, &wanted.span, &some).await?;
    let chosen = wanted.span.group.map_or_else(|| w.s("occupancy-all-groups"), |group| say::group(&w, group));
    let link = |page: usize| format!("/kantor/hunian?kelas={}&rs={}&hlm={page}", asked.kelas, asked.rs);
    let template = OccupancyPage {
        groups: Group::ALL.iter().map(|group| (*group, say::group(&w, *group), wanted.span.group == Some(*group))).collect(),
        hospitals: wanted.hospitals.iter().map(|one| (one.id, one.name.clone(), wanted.span.facility == Some(one.id))).collect(),
        chosen,
        by_group: pieces,
        by_hospital,
        days: (say::day(wanted.span.from), say::day(wanted.span.until - 1)),
        pages: (shown.len() > HOSPITALS_A_PAGE).then(|| {
            let last = shown.len().div_ceil(HOSPITALS_A_PAGE);
            let before = if at > 1 { link(at - 1) } else { String::new() };
            (at, last, before, if at < last { link(at + 1) } else { String::new() })
        }),
        page: Page::staff(room.floor(), &visitor, w.s("occupancy-title")),
        w,
    };
    Ok(Html(template).into_response())
}

fn group_piece(w: &Words, span: &Span, group: Group, all: &BTreeMap<(Group, i64), Counted>) -> Option<Piece> {
    if span.group.is_some_and(|one| one != group) {
        return None;
    }
    let days: BTreeMap<i64, Counted> =
        all.iter().filter(|((one, _), _)| *one == group).map(|((_, day), counted)| (*day, *counted)).collect();
    let rs = span.facility.map_or_else(String::new, |id| id.to_string());
    let links = (format!("/kantor/hunian/unduh.csv?kelas={group}&rs={rs}"), format!("/kantor/hunian?kelas={group}&rs={rs}"));
    (!days.is_empty()).then(|| piece(w, span, format!("g-{group}"), say::group(w, group), &days, links))
}

async fn hospital_pieces(room: &MonitoringRoom, w: &Words, span: &Span, some: &[&Facility]) -> Result<Vec<Piece>, MonitoringError> {
    let ids: Vec<FacilityId> = some.iter().map(|one| one.id).collect();
    let all = days::by_facility_and_day(room.floor().db(), span, &ids).await?;
    let kelas = span.group.map_or_else(String::new, |group| group.to_string());
    let one = |facility: &&Facility| {
        let id = facility.id;
        let days = all.range((id, i64::MIN)..=(id, i64::MAX)).map(|((_, day), counted)| (*day, *counted)).collect();
        let links = (format!("/kantor/hunian/unduh.csv?kelas={kelas}&rs={id}"), format!("/kantor/hunian?kelas={kelas}&rs={id}"));
        piece(w, span, format!("h-{id}"), facility.name.clone(), &days, links)
    };
    Ok(some.iter().map(one).collect())
}

/// The file: a line a day and group, of the city or of one hospital.
pub(crate) async fn csv(State(room): State<MonitoringRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let w = words(&visitor);
    let wanted = Wanted::of(&room, &visitor, &asked).await?;
    let of = wanted.hospitals.iter().find(|one| wanted.span.facility == Some(one.id));
    let name = of.map_or_else(|| room.floor().settings().city.clone(), |one| one.name.clone());
    let all = days::by_group_and_day(room.floor().db(), &wanted.span).await.map_err(MonitoringError::from)?;
    let header = [
        "csv-day",
        "csv-of",
        "csv-group",
        "csv-beds",
        "csv-occupied",
        "csv-bor",
        "csv-known",
        "csv-hours",
        "csv-admitted",
        "csv-discharged",
    ];
    let milli = |counted: &Counted, value: i64| {
        if drawn(counted).is_some() { format!("{}.{:03}", value / 1_000, value % 1_000) } else { String::new() }
    };
    let row = |((group, day), counted): (&(Group, i64), &Counted)| {
        let share = drawn(counted).map_or_else(String::new, |share| format!("{}.{}", share / 10, share % 10));
        vec![
            say::iso_day(*day),
            name.clone(),
            say::group(&w, *group),
            milli(counted, counted.bed_days_milli),
            milli(counted, counted.occupied_days_milli),
            share,
            counted.known_h.to_string(),
            counted.of_h.to_string(),
            counted.admitted.to_string(),
            counted.discharged.to_string(),
        ]
    };
    let rows = all.iter().filter(|((group, _), _)| wanted.span.group.is_none_or(|one| one == *group)).map(row);
    let header = header.map(|key| w.s(key)).into();
    Ok(csv_file("sigap-hunian.csv", std::iter::once(header).chain(rows)))
}
