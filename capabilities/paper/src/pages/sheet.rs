//! `/kertas/{number}`: one sheet, on which its lines are typed in, corrected, or it is declared void.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::FieldErrors;
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::list::by;
use super::{Asked, DEEDS, Fields, mistakes, print as paper, stamp, words};
use crate::model::{Became, LINES_A_SHEET, LineForm, SheetNumber, SheetState, date_of, time_of};
use crate::service::enter::{enter as enter_lines, void as void_sheet};
use crate::service::{place_of, print, sheet_for};
use crate::store::{self, Sheet};
use crate::{PaperError, PaperLine, PaperRoom};

struct Row {
    place: usize,
    typed: LineForm,
    became: Option<(&'static str, String)>,
    errors: [String; 4],
}

#[derive(Template)]
#[template(path = "paper_sheet.html")]
struct SheetPage {
    page: Page,
    w: Words,
    hospital: (sigap_kernel::FacilityId, String),
    number: String,
    ward: String,
    printed: String,
    zone: &'static str,
    state: SheetState,
    state_words: String,
    changed: String,
    reason: String,
    version: i64,
    may_enter: bool,
    system_speaks: bool,
    rows: Vec<Row>,
    entered_beside: Vec<String>,
    mistakes: Vec<(String, String)>,
    void_error: String,
    void_reason: String,
}

/// What is shown beside the sheet itself: what was typed, and what was wrong with it.
#[derive(Default)]
struct Typed {
    fields: Option<Fields>,
    errors: FieldErrors,
    notice: Option<(&'static str, String)>,
    is_conflict: bool,
}

fn number_of(text: &str) -> Result<SheetNumber, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// `GET /kertas/{number}`.
pub(crate) async fn show(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let w = words(&visitor);
    let done = DEEDS.iter().find(|deed| **deed == asked.ok).map(|deed| ("good", w.s(&format!("done-{deed}"))));
    shown(&room, &visitor, number_of(&number)?, Typed { notice: done, ..Typed::default() }).await
}

async fn shown(room: &PaperRoom, visitor: &Visitor, number: SheetNumber, typed: Typed) -> PageResult {
    let (w, db) = (words(visitor), room.floor().db());
    let (sheet, facility) = sheet_for(db, &visitor.ctx, Action::PrintPaper, number).await?;
    let ward = sigap_registry::ward(db, sheet.ward).await?.map_or_else(String::new, |ward| ward.name);
    let entered = store::lines(db, number, sheet.version).await?;
    let mut page = Page::staff(room.floor(), visitor, w.with("sheet-title", &[("number", &number.to_string())]));
    if let Some((kind, words)) = typed.notice {
        page = page.noticing(kind, words);
    }
    let status = match (typed.is_conflict, typed.errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, true) => StatusCode::OK,
    };
    let beside = if typed.is_conflict { entered.iter().map(|line| said_line(&w, &facility, line)).collect() } else { Vec::new() };
    let template = SheetPage {
        hospital: (facility.id, facility.name.clone()),
        number: number.to_string(),
        ward,
        printed: stamp(&w, sheet.printed_at, facility.zone),
        zone: facility.zone.code(),
        state: sheet.state,
        state_words: w.s(&format!("sheet-{}", sheet.state.code())),
        changed: changed(&w, visitor, &facility, &sheet),
        reason: sheet.reason.clone().unwrap_or_default(),
        version: sheet.version,
        may_enter: sheet.state != SheetState::Void && visitor.ctx.may(Action::EnterPaper, &place_of(&facility)).is_ok(),
        system_speaks: room.numbers().system_speaks(sheet.ward).await?,
        rows: rows(&w, &facility, &sheet, &entered, typed.fields.as_ref(), &typed.errors),
        entered_beside: beside,
        mistakes: mistakes(&w, &typed.errors),
        void_error: w.at(&typed.errors, "reason"),
        void_reason: typed.fields.as_ref().map_or_else(String::new, |fields| fields.get("reason").to_owned()),
        page,
        w,
    };
    Ok((status, Html(template)).into_response())
}

fn changed(w: &Words, visitor: &Visitor, facility: &Facility, sheet: &Sheet) -> String {
    let Some(at) = sheet.changed_at else { return String::new() };
    let by = by(w, visitor, sheet.changed_by.as_deref().unwrap_or_default());
    w.a2("sheet-changed", "at", stamp(w, at, facility.zone), "by", by)
}

fn said_line(w: &Words, facility: &Facility, (line, _): &(PaperLine, Became)) -> String {
    let at = stamp(w, line.observed_at, facility.zone);
    w.with("sheet-line", &[("at", &at), ("free", &w.figure(line.free)), ("beds", &w.figure(line.beds))])
}

/// The lines as they stand in the form: what was typed, else what was entered, else the day on which it was printed.
fn rows(
    w: &Words,
    facility: &Facility,
    sheet: &Sheet,
    entered: &[(PaperLine, Became)],
    typed: Option<&Fields>,
    errors: &FieldErrors,
) -> Vec<Row> {
    let zone = facility.zone;
    let row = |place: usize| {
        let there = entered.get(place - 1);
        let of_sheet = there.map(|(line, _)| LineForm {
            date: date_of(line.observed_at, zone),
            time: time_of(line.observed_at, zone),
            beds: line.beds.to_string(),
            free: line.free.to_string(),
        });
        let first = || LineForm { date: if place == 1 { date_of(sheet.printed_at, zone) } else { String::new() }, ..LineForm::default() };
        let kind = |became: Became| match became {
            Became::Counts => "good",
            Became::Past | Became::Beside => "info",
        };
        let became = there.filter(|_| typed.is_none()).map(|(_, became)| (kind(*became), w.s(&format!("became-{}", became.code()))));
        Row {
            place,
            typed: typed.map_or_else(|| of_sheet.unwrap_or_else(first), |fields| line_of(fields, place)),
            became,
            errors: ["date", "time", "beds", "free"].map(|field| w.at(errors, &format!("{field}_{place}"))),
        }
    };
    (1..=LINES_A_SHEET).map(row).collect()
}

fn line_of(fields: &Fields, place: usize) -> LineForm {
    let get = |name: &str| fields.get(&format!("{name}_{place}")).to_owned();
    LineForm { date: get("date"), time: get("time"), beds: get("beds"), free: get("free") }
}

/// `POST /kertas/{number}`: types it in, or corrects it.
pub(crate) async fn enter(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(number): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let number = number_of(&number)?;
    let mut lines: Vec<LineForm> = (1..=LINES_A_SHEET).map(|place| line_of(&fields, place)).collect();
    // The day of printing stands in the first line from the beginning: alone it says nothing.
    if let Some(first) = lines.first_mut()
        && [&first.time, &first.beds, &first.free].iter().all(|field| field.is_empty())
    {
        first.date.clear();
    }
    let seen = fields.get("version").parse().unwrap_or_default();
    let told = enter_lines(&room, &visitor.ctx, number, seen, &lines).await;
    answer(&room, &visitor, number, fields, told, "entered").await
}

/// `POST /kertas/{number}/batal`: declares it void.
pub(crate) async fn void(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(number): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let number = number_of(&number)?;
    let told = void_sheet(&room, &visitor.ctx, number, fields.get("reason")).await;
    answer(&room, &visitor, number, fields, told, "voided").await
}

/// Back to the sheet; or the sheet with the reason, and nothing that was typed is lost.
async fn answer(
    room: &PaperRoom,
    visitor: &Visitor,
    number: SheetNumber,
    fields: Fields,
    told: Result<(), PaperError>,
    deed: &str,
) -> PageResult {
    let w = words(visitor);
    let is_void = deed == "voided";
    let conflict = |key: &str| Typed {
        fields: (!is_void).then(|| fields.clone()),
        notice: Some(("warn", w.s(key))),
        is_conflict: true,
        ..Typed::default()
    };
    let typed = match told {
        Ok(()) => return Ok(see_other(&format!("/kertas/{number}?ok={deed}"))),
        // Of a void form only the reason was typed: the lines stay as they are.
        Err(PaperError::Invalid(errors)) => Typed { fields: (!is_void).then_some(fields), errors, ..Typed::default() },
        Err(PaperError::Changed) => conflict("sheet-changed-meanwhile"),
        Err(PaperError::NotAllowed) => conflict("sheet-not-allowed"),
        Err(other) => return Err(other.into()),
    };
    shown(room, visitor, number, typed).await
}

/// `POST /kertas/{number}/salinan`: the sheet once more, marked as a copy.
pub(crate) async fn copy(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(number): Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> PageResult {
    let number = number_of(&number)?;
    let sheet = print::copy(room.floor().db(), &visitor.ctx, number).await?;
    let (_, facility) = sheet_for(room.floor().db(), &visitor.ctx, Action::PrintPaper, number).await?;
    paper::file(&room, &visitor, &facility, &[sheet], true).await
}
