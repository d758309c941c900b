//! The monthly report: which months there are, a month as it stands or was closed, and closing it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _, Where};
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::indicators::{Line, Reference, SHOWN, lines, references, shown_value};
use super::say::{self, When};
use super::{Asked, Fields, file as file_of, id_of, words};
use crate::draw::chart::Chart;
use crate::model::{Month, ReportBody};
use crate::paper::{Paper, workbook};
use crate::service::{months, report as service};
use crate::store::reports;
use crate::{MonitoringError, MonitoringRoom};

/// Months in the list.
const MONTHS_SHOWN: i64 = 24;

struct MonthLine {
    month: Month,
    name: String,
    is_over: bool,
    closed: Option<(String, When)>,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ListPage {
    page: Page,
    w: Words,
    lines: Vec<MonthLine>,
}

/// The months.
pub(crate) async fn list(State(room): State<MonitoringRoom>, visitor: Visitor) -> PageResult {
    let (w, ctx) = (words(&visitor), &visitor.ctx);
    let today = months::today(&room, ctx);
    let current = Month::of_day(today);
    let zone = room.floor().settings().zone;
    let closed = reports::closed(room.floor().db(), current.plus(-MONTHS_SHOWN)).await.map_err(MonitoringError::from)?;
    let line = |month: Month| MonthLine {
        month,
        name: say::month(&w, month),
        is_over: month.end_day() <= today,
        closed: closed
            .iter()
            .find(|(one, ..)| *one == month)
            .map(|(_, number, at)| (number_of(month, *number), When::of(&w, zone, ctx.now(), *at))),
    };
    let shown = months::known(room.floor().db(), current, MONTHS_SHOWN).await.map_err(MonitoringError::from)?;
    let lines = shown.into_iter().map(line).collect();
    Ok(Html(ListPage { page: Page::staff(room.floor(), &visitor, w.s("report-title")), w, lines }).into_response())
}

/// The number of a report: `2026-10/2`.
pub(crate) fn number_of(month: Month, number: i64) -> String {
    format!("{month}/{number}")
}

struct Closed {
    number: i64,
    name: String,
    when: When,
    is_shown: bool,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    page: Page,
    w: Words,
    month: Month,
    month_name: String,
    is_over: bool,
    days_over: String,
    /// The number that is shown; 0 is the draft.
    number: i64,
    last_number: i64,
    remark: String,
    may_close: bool,
    closed: Vec<Closed>,
    summary: Vec<(String, String, String)>,
    told_by: String,
    known: String,
    references: Vec<Reference>,
    lines: Vec<Line>,
    odd: Vec<(String, Vec<String>)>,
    chart: Chart,
    has_points: bool,
}

/// What the city comes to: each figure's name, as hospitals told it, as the hours tell it.
pub(crate) fn summary(w: &Words, month: Month, body: &ReportBody) -> Vec<(String, String, String)> {
    let unknown = || w.s("unknown");
    let told = body.told(month).0.map(|period| period.indicators());
    let counted = body.counted().period(body.days_over).map(|period| period.indicators());
    let say = |of, found: Option<&_>| found.and_then(|found| shown_value(w, of, found)).unwrap_or_else(unknown);
    let one = |of: &sigap_availability::indicators::Indicator| {
        (w.s(&format!("indicator-{}", of.code())), say(*of, told.as_ref()), say(*of, counted.as_ref()))
    };
    SHOWN.iter().map(one).collect()
}

/// The page: the newest closed report, one of another number, or with `?nomor=0` as it would be now.
pub(crate) async fn page(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (w, ctx) = (words(&visitor), &visitor.ctx);
    let month: Month = id_of(&month)?;
    let (number, remark, body, all) = wanted(&room, &visitor, month, &asked.nomor).await?;
    let zone = room.floor().settings().zone;
    let (lines, dots) = lines(&w, month, body.days_over, &body.hospitals);
    let page = Page::staff(room.floor(), &visitor, w.s("report-title"));
    let told = body.told(month).1;
    let template = ReportPage {
        page: if asked.ok == "closed" { page.noticing("good", w.s("done-closed")) } else { page },
        month_name: say::month(&w, month),
        is_over: body.days_over == month.days(),
        days_over: w.a2("office-of", "n", w.figure(body.days_over), "of", w.figure(month.days())),
        number,
        last_number: all.first().map_or(0, |(row, _)| row.number),
        remark,
        may_close: ctx.may(Action::CloseReport, &Where::City).is_ok() && month.end_day() <= months::today(&room, ctx),
        closed: all
            .iter()
            .map(|(row, _)| Closed {
                number: row.number,
                name: number_of(month, row.number),
                when: When::of(&w, zone, ctx.now(), row.closed_at),
                is_shown: row.number == number,
            })
            .collect(),
        summary: summary(&w, month, &body),
        told_by: w.a2("office-of", "n", w.figure(told), "of", w.figure(body.hospitals.len())),
        known: body.counted().known_pct().map_or_else(|| w.s("unknown"), |pct| say::percent(&w, &pct.to_string())),
        references: references(&w, &SHOWN),
        odd: odd(&w, month, &body),
        has_points: !dots.is_empty(),
        chart: Chart::of(&dots, w.lang()),
        lines,
        month,
        w,
    };
    Ok(Html(template).into_response())
}

/// What is odd about what hospitals told, hospital by hospital.
pub(crate) fn odd(w: &Words, month: Month, body: &ReportBody) -> Vec<(String, Vec<String>)> {
    let of = |one: &crate::model::HospitalMonth| (one.name.clone(), one.oddities(month).iter().map(|odd| say::oddity(w, odd)).collect());
    body.hospitals.iter().map(of).filter(|(_, odd): &(String, Vec<String>)| !odd.is_empty()).collect()
}

type Wanted = (i64, String, ReportBody, Vec<(reports::ReportRow, ReportBody)>);

/// The report somebody asks for: a closed one, or the draft as number 0.
pub(crate) async fn wanted(room: &MonitoringRoom, visitor: &Visitor, month: Month, number: &str) -> Result<Wanted, PageError> {
    let db = room.floor().db();
    let all = service::closed(db, month).await?;
    let newest = all.first().map_or(0, |(row, _)| row.number);
    let number: i64 = if number.is_empty() { newest } else { id_of(number)? };
    if number == 0 {
        let body = service::draft(room, db, &visitor.ctx, month).await?;
        return Ok((0, String::new(), body, all));
    }
    let (row, body) = all.iter().find(|(row, _)| row.number == number).ok_or(PageError::NotFound)?;
    Ok((number, row.remark.clone(), body.clone(), all))
}

const PDF: &str = "application/pdf";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The report as pages to sign.
pub(crate) async fn pdf(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    made(&room, &visitor, &month, &asked.nomor, (PDF, "pdf"), |paper| sigap_documents::pdf(&paper.document())).await
}

/// The report as a workbook.
pub(crate) async fn xlsx(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    made(&room, &visitor, &month, &asked.nomor, (XLSX, "xlsx"), |paper| sigap_documents::xlsx(&workbook(paper))).await
}

/// Makes a file of the report, beside the tasks that answer others: it takes a second.
async fn made(
    room: &MonitoringRoom,
    visitor: &Visitor,
    month: &str,
    number: &str,
    (kind, ending): (&'static str, &str),
    make: fn(&Paper<'_>) -> Result<Vec<u8>, sigap_documents::DocumentError>,
) -> PageResult {
    let month: Month = id_of(month)?;
    let (number, remark, body, all) = wanted(room, visitor, month, number).await?;
    let closed_at = all.iter().find(|(row, _)| row.number == number).map(|(row, _)| row.closed_at);
    let (at, zone, w) = (closed_at.unwrap_or_else(|| visitor.ctx.now()), room.floor().settings().zone, words(visitor));
    let file = tokio::task::spawn_blocking(move || make(&Paper { w: &w, month, number, remark: &remark, at, zone, body: &body }));
    let bytes = file.await.map_err(PageError::internal)?.map_err(|error| MonitoringError::Document(error.to_string()))?;
    let name =
        if number > 0 { format!("sigap-laporan-{month}-{number}.{ending}") } else { format!("sigap-laporan-{month}-rancangan.{ending}") };
    Ok(file_of(kind, &name, bytes))
}

/// Closes a month.
pub(crate) async fn close(
    State(room): State<MonitoringRoom>,
    visitor: Visitor,
    Path(month): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    visitor.ctx.may(Action::CloseReport, &Where::City).map_err(MonitoringError::from)?;
    let month: Month = id_of(&month)?;
    service::close(&room, &visitor.ctx, month, fields.version(), fields.get("remark")).await?;
    Ok(see_other(&format!("/kantor/laporan/{month}?ok=closed")))
}
