//! `/kertas`: the hospitals with their sheets; and each hospital's own page, on which pads are printed and the sheets that are still out stand.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, FieldErrors, WardId};
use sigap_registry::{Facility, Ward, say_pool};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::{Asked, DEEDS, Fields, id_of, mistakes, print as paper, stamp, words};
use crate::model::{PadId, SHEETS_A_PAD_MAX, SheetNumber, SheetState};
use crate::service::print::{self, NewPad};
use crate::service::{hospital_for, place_of};
use crate::store::{self, Pad, Sheet};
use crate::{PaperError, PaperRoom};

/// Hospitals, pads and sheets shown on a page.
const HOSPITALS_SHOWN: usize = 50;
const PADS_SHOWN: i64 = 12;
const SHEETS_SHOWN: i64 = 60;
/// Sheets offered for each ward.
const EACH_USUAL: u32 = 3;

#[derive(Template)]
#[template(path = "paper_list.html")]
struct ListPage {
    page: Page,
    w: Words,
    q: String,
    nomor: String,
    nomor_error: String,
    hospitals: Vec<(FacilityId, String, i64)>,
}

/// `GET /kertas`: opens the sheet whose number is typed, goes to one's own hospital, or lists them.
pub(crate) async fn list(State(room): State<PaperRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor, ctx) = (words(&visitor), room.floor(), &visitor.ctx);
    if let Ok(number) = asked.nomor.parse::<SheetNumber>() {
        return Ok(see_other(&format!("/kertas/{number}")));
    }
    let may = |one: &Facility| one.active && one.kind.is_hospital() && ctx.may(Action::PrintPaper, &place_of(one)).is_ok();
    let mut own: Vec<Facility> = sigap_registry::facilities(floor.db()).await?.into_iter().filter(may).collect();
    if let ([only], true) = (own.as_slice(), asked.nomor.is_empty()) {
        return Ok(see_other(&format!("/kertas/rs/{}", only.id)));
    }
    let out: BTreeMap<FacilityId, i64> = store::still_out(floor.db()).await?.into_iter().collect();
    let wanted = asked.q.trim().to_lowercase();
    own.retain(|one| one.name.to_lowercase().contains(&wanted));
    let out_of = |id: FacilityId| out.get(&id).copied().unwrap_or(0);
    own.sort_by(|a, b| out_of(b.id).cmp(&out_of(a.id)).then_with(|| a.name.cmp(&b.name)).then(a.id.cmp(&b.id)));
    let hospitals = own.into_iter().take(HOSPITALS_SHOWN).map(|one| (one.id, one.name, out_of(one.id))).collect();
    let nomor_error = if asked.nomor.is_empty() { String::new() } else { w.s("number-wrong") };
    let status = if nomor_error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::staff(floor, &visitor, w.s("paper-title"));
    Ok((status, Html(ListPage { page, w, q: asked.q, nomor: asked.nomor, nomor_error, hospitals })).into_response())
}

struct WardLine {
    id: WardId,
    name: String,
    pool: String,
    chosen: bool,
}

struct PadLine {
    id: PadId,
    first: String,
    last: String,
    at: String,
    by: String,
    was_handed_out: bool,
    states: Vec<String>,
}

struct SheetLine {
    number: String,
    ward: String,
    at: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "paper_hospital.html")]
struct HospitalPage {
    page: Page,
    w: Words,
    id: FacilityId,
    name: String,
    pad: PadId,
    wards: Vec<WardLine>,
    each: String,
    pads: Vec<PadLine>,
    groups: Vec<(String, Vec<SheetLine>)>,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// `GET /kertas/rs/{facility}`: one hospital.
pub(crate) async fn of_one(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let facility = hospital_for(room.floor().db(), &visitor.ctx, Action::PrintPaper, id_of(&id)?).await?;
    shown(&room, &visitor, &facility, &Fields::default(), FieldErrors::new(), &asked.ok).await
}

async fn shown(room: &PaperRoom, visitor: &Visitor, facility: &Facility, typed: &Fields, errors: FieldErrors, ok: &str) -> PageResult {
    let (w, db) = (words(visitor), room.floor().db());
    let wards: Vec<Ward> = sigap_registry::wards_of(db, facility.id).await?;
    let counts = store::counts(db, facility.id).await?;
    let pads = store::pads(db, facility.id, PADS_SHOWN).await?;
    let mut page = Page::staff(room.floor(), visitor, w.s("paper-title"));
    if let Some(deed) = DEEDS.iter().find(|deed| **deed == ok) {
        page = page.noticing("good", w.s(&format!("done-{deed}")));
    }
    let mut groups = Vec::new();
    for state in [SheetState::Out, SheetState::Entered, SheetState::Void] {
        let sheets = store::in_state(db, facility.id, state, SHEETS_SHOWN).await?;
        let lines = sheets.iter().map(|sheet| sheet_line(&w, facility, &wards, sheet)).collect();
        groups.push((w.s(&format!("sheets-{}", state.code())), lines));
    }
    let chosen: Vec<&str> = typed.all("ward").collect();
    let words_of = sigap_registry::words(w.lang());
    let told = errors.clone();
    let template = HospitalPage {
        id: facility.id,
        name: facility.name.clone(),
        pad: typed.get("id").parse().unwrap_or_else(|_| PadId::new(&visitor.ctx)),
        wards: wards
            .iter()
            .filter(|ward| ward.active)
            .map(|ward| WardLine {
                id: ward.id,
                name: ward.name.clone(),
                pool: say_pool(&ward.pool, &words_of),
                chosen: chosen.iter().any(|one| *one == ward.id.to_string()),
            })
            .collect(),
        each: if typed.get("each").is_empty() { EACH_USUAL.to_string() } else { typed.get("each").to_owned() },
        pads: pads.iter().map(|pad| pad_line(&w, visitor, facility, pad, &counts)).collect(),
        groups,
        mistakes: mistakes(&w, &errors),
        errors,
        page,
        w,
    };
    let status = if told.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Html(template)).into_response())
}

fn pad_line(w: &Words, visitor: &Visitor, facility: &Facility, pad: &Pad, counts: &[(PadId, SheetState, i64)]) -> PadLine {
    let last = SheetNumber::of_code(pad.first.code() + pad.sheets - 1).unwrap_or(pad.first);
    let of = counts.iter().filter(|(id, ..)| *id == pad.id);
    let states = of.map(|(_, state, sheets)| w.a1(&format!("pad-{}", state.code()), "n", *sheets)).collect();
    PadLine {
        id: pad.id,
        first: pad.first.to_string(),
        last: last.to_string(),
        at: stamp(w, pad.printed_at, facility.zone),
        by: by(w, visitor, &pad.printed_by),
        was_handed_out: pad.handed_out > 0,
        states,
    }
}

/// Who did something: oneself, or somebody. Colleagues are not named; the journal knows them.
pub(super) fn by(w: &Words, visitor: &Visitor, actor: &str) -> String {
    w.s(if visitor.ctx.actor().to_string() == actor { "by-you" } else { "by-colleague" })
}

fn sheet_line(w: &Words, facility: &Facility, wards: &[Ward], sheet: &Sheet) -> SheetLine {
    let ward = wards.iter().find(|ward| ward.id == sheet.ward).map_or_else(String::new, |ward| ward.name.clone());
    let at = stamp(w, sheet.changed_at.unwrap_or(sheet.printed_at), facility.zone);
    SheetLine { number: sheet.number.to_string(), ward, at, reason: sheet.reason.clone().unwrap_or_default() }
}

/// `POST /kertas/rs/{facility}/cetak`: gives out numbers.
pub(crate) async fn print(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(typed): CheckedForm<Fields>,
) -> PageResult {
    let facility = hospital_for(room.floor().db(), &visitor.ctx, Action::PrintPaper, id_of(&id)?).await?;
    let new = NewPad {
        id: typed.get("id").parse().unwrap_or_else(|_| PadId::new(&visitor.ctx)),
        facility: facility.id,
        wards: typed.all("ward").filter_map(|ward| ward.parse().ok()).collect(),
        each: typed.get("each").parse().unwrap_or(SHEETS_A_PAD_MAX + 1),
    };
    match print::print(room.floor().db(), &visitor.ctx, &new).await {
        Ok(()) => Ok(see_other(&format!("/kertas/rs/{}?ok=printed", facility.id))),
        Err(PaperError::Invalid(errors)) => shown(&room, &visitor, &facility, &typed, errors, "").await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /kertas/bendel/{pad}`: the pages of a pad; a second time they are copies.
pub(crate) async fn hand_out(
    State(room): State<PaperRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> PageResult {
    let db = room.floor().db();
    let (pad, sheets, is_copy) = print::hand_out(db, &visitor.ctx, id_of(&id)?).await?;
    let facility = hospital_for(db, &visitor.ctx, Action::PrintPaper, pad.facility).await?;
    paper::file(&room, &visitor, &facility, &sheets, is_copy).await
}
