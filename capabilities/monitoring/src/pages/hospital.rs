//! The figures of one hospital over a year: what it told beside what the hours tell, with the difference, and the way to tell.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_availability::indicators::{Indicator, Indicators};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageResult, Visitor, Words, see_other};

use super::indicators::{Reference, SHOWN, references, shown_value};
use super::{Asked, id_of, say, words};
use crate::draw::chart::{Chart, Dot};
use crate::model::{HospitalMonth, Month};
use crate::service::{hospital_for, hospitals, months, place_of, tell};
use crate::{MonitoringError, MonitoringRoom};

/// Months on the page.
const MONTHS_SHOWN: i64 = 13;
/// Months that stand open though nothing is known of them.
const MONTHS_OPEN: i64 = 2;

/// A figure of a month: its name, as told, as the hours tell, and the difference.
struct Cell {
    name: String,
    told: Option<String>,
    counted: Option<String>,
    differs: Option<String>,
}

struct MonthLine {
    month: Month,
    name: String,
    /// Its number on the chart.
    number: Option<usize>,
    is_over: bool,
    is_told: bool,
    /// Whether any report is known of it.
    has_hours: bool,
    may_tell: bool,
    cells: Vec<Cell>,
    known: String,
    odd: Vec<String>,
}

#[derive(Template)]
#[template(path = "hospital.html")]
struct HospitalPage {
    page: Page,
    w: Words,
    name: String,
    id: FacilityId,
    may_office: bool,
    /// The last month that is over, when nobody told it.
    to_tell: Option<(Month, String)>,
    lines: Vec<MonthLine>,
    /// Months of which nothing is known, that can be told.
    older: Vec<(Month, String)>,
    references: Vec<Reference>,
    chart: Chart,
    has_points: bool,
}

/// To the visitor's own hospital; whoever sees all goes to the table of all.
pub(crate) async fn first(State(room): State<MonitoringRoom>, visitor: Visitor) -> PageResult {
    let all = hospitals(room.floor().db(), &visitor.ctx, Action::ReadIndicators).await?;
    let office = visitor.may_somewhere(Action::ReadOffice);
    match all.as_slice() {
        _ if office => Ok(see_other("/kantor/indikator")),
        [one] => Ok(see_other(&format!("/indikator/{}", one.id))),
        some => {
            let w = words(&visitor);
            let lines = some.iter().map(|one| (one.id, one.name.clone())).collect();
            let page = Page::staff(room.floor(), &visitor, w.s("indicators-title"));
            Ok(Html(ChoosePage { page, w, lines }).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "choose.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    lines: Vec<(FacilityId, String)>,
}

fn difference(w: &Words, of: Indicator, told: &Indicators, counted: &Indicators) -> Option<String> {
    let (told, counted) = told.get(of).zip(counted.get(of))?;
    let apart = told - counted;
    let text = say::decimal(w.lang(), apart, 1);
    Some(if apart > 0.0 { format!("+{text}") } else { text })
}

fn line(w: &Words, today: i64, may_tell: bool, month: Month, one: &HospitalMonth, dots: &mut Vec<Dot>) -> MonthLine {
    let days_over = month.days_over(today);
    let (told, counted) = (one.told_indicators(month), one.counted_indicators(days_over));
    let (best, is_told) = one.best(month, days_over);
    let number = best.and_then(|best| best.point).map(|point| {
        dots.push(Dot { number: dots.len() + 1, point, is_told });
        dots.len()
    });
    let cell = |of: &Indicator| Cell {
        name: w.s(&format!("indicator-{}", of.code())),
        told: told.and_then(|told| shown_value(w, *of, &told)),
        counted: counted.and_then(|counted| shown_value(w, *of, &counted)),
        differs: told.zip(counted).and_then(|(told, counted)| difference(w, *of, &told, &counted)),
    };
    let of_days = w.a2("office-of", "n", w.figure(one.counted.days), "of", w.figure(days_over));
    let known = one.counted.known_pct().map(|pct| say::percent(w, &pct.to_string()));
    MonthLine {
        month,
        name: say::month(w, month),
        number,
        is_over: days_over == month.days(),
        is_told,
        has_hours: one.counted.known_h > 0,
        may_tell: may_tell && tell::can_be_told(month, today),
        cells: SHOWN.iter().map(cell).collect(),
        known: known.map_or_else(|| w.s("hospital-never"), |pct| w.a2("hospital-known", "days", of_days, "pct", pct)),
        odd: one.oddities(month).iter().map(|odd| say::oddity(w, odd)).collect(),
    }
}

/// The page.
pub(crate) async fn page(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (w, db, ctx) = (words(&visitor), room.floor().db(), &visitor.ctx);
    let facility = hospital_for(db, ctx, Action::ReadIndicators, id_of(&id)?).await?;
    let may_tell = ctx.may(Action::TellIndicators, &place_of(&facility)).is_ok();
    let today = months::today(&room, ctx);
    let current = Month::of_day(today);
    let all = months::of_hospital(db, &facility, current, MONTHS_SHOWN, today).await.map_err(MonitoringError::from)?;
    let mut dots = Vec::new();
    let lines: Vec<MonthLine> = all.iter().map(|(month, one)| line(&w, today, may_tell, *month, one, &mut dots)).collect();
    let last = current.plus(-1);
    // Months of which nobody knows anything stand behind a fold; those of late stand open, so that they can be told.
    let is_shown = |line: &MonthLine| line.is_told || line.has_hours || line.month >= current.plus(-MONTHS_OPEN);
    let (lines, older): (Vec<MonthLine>, Vec<MonthLine>) = lines.into_iter().partition(is_shown);
    let is_missing = may_tell && lines.iter().any(|line| line.month == last && !line.is_told);
    let page = Page::staff(room.floor(), &visitor, w.s("hospital-title"));
    let template = HospitalPage {
        page: if asked.ok == "told" { page.noticing("good", w.s("done-told")) } else { page },
        name: facility.name,
        id: facility.id,
        may_office: visitor.may_somewhere(Action::ReadOffice),
        to_tell: is_missing.then(|| (last, say::month(&w, last))),
        lines,
        older: older.into_iter().filter(|line| line.may_tell).map(|line| (line.month, line.name)).collect(),
        references: references(&w, &SHOWN),
        has_points: !dots.is_empty(),
        chart: Chart::of(&dots, w.lang()),
        w,
    };
    Ok(Html(template).into_response())
}
