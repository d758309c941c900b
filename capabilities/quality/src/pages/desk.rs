//! `/bantuan-kamar`: what waits, who has what, whom to call back; and the drafts of the help desk, kept so that nothing is lost when a browser
//! closes.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Place, Reading};
use sigap_kernel::{Ctx, Masked, UtcMs};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words};

use super::cases::{CaseLine, lines};
use super::say::When;
use super::{Asked, Fields, done, words};
use crate::jobs::DESK_DRAFT_KEPT_H;
use crate::model::HelpState;
use crate::service::key_of;
use crate::service::place;
use crate::store::cases::{self, Case};
use crate::store::drafts;
use crate::{QualityError, QualityRoom};

/// Open cases on one list.
pub(crate) const OPEN_MAX: i64 = 200;
/// Letters of the name of a form, and bytes of its draft.
const FORM_LETTERS_MAX: usize = 60;
const DRAFT_BYTES_MAX: usize = 16 * 1024;

/// A case on the desk.
pub(crate) struct DeskLine {
    pub(crate) case: CaseLine,
    /// Who has it, as a colleague reads it.
    pub(crate) holder: String,
    pub(crate) is_mine: bool,
    pub(crate) callback: Option<When>,
    pub(crate) is_due: bool,
    /// The note for the next shift.
    pub(crate) note: String,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    page: Page,
    w: Words,
    due: Vec<DeskLine>,
    mine: Vec<DeskLine>,
    waiting: Vec<DeskLine>,
    others: Vec<DeskLine>,
    handed: usize,
}

/// The desk.
pub(crate) async fn list(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let open = cases::to_help(floor.db(), OPEN_MAX).await?;
    let mut all: Vec<DeskLine> = desk_lines(&room, &visitor, &w, &open, false).await?;
    let handed = open.iter().filter(|case| case.help == HelpState::HandedOver).count();
    let mut take = |is: &dyn Fn(&DeskLine) -> bool| {
        let (taken, rest) = std::mem::take(&mut all).into_iter().partition(is);
        all = rest;
        taken
    };
    let template = DeskPage {
        due: take(&|line| line.is_due && (line.is_mine || line.holder.is_empty())),
        mine: take(&|line| line.is_mine),
        waiting: take(&|line| line.holder.is_empty()),
        others: take(&|_| true),
        handed,
        page: done(Page::staff(floor, &visitor, w.s("desk-title")), &w, &asked),
        w,
    };
    Ok(Html(template).into_response())
}

/// Open cases with who has them, and with their notes where these are asked for. Each name and note that is shown is in the reading log before.
pub(crate) async fn desk_lines(
    room: &QualityRoom,
    visitor: &Visitor,
    w: &Words,
    open: &[Case],
    with_notes: bool,
) -> Result<Vec<DeskLine>, sigap_web::PageError> {
    let (ctx, zone) = (&visitor.ctx, room.floor().settings().zone);
    let looks = open.iter().filter(|case| case.holder_name.is_some() || (with_notes && case.note.is_some()));
    let fields: &[&'static str] = if with_notes { &["holder", "note"] } else { &["holder"] };
    let looks = looks.map(|case| Reading::of("case", case.id, fields, "help desk")).collect();
    room.floor().access().record_reads(ctx, looks).await?;
    let mut all = Vec::with_capacity(open.len());
    for (case, line) in open.iter().zip(lines(room, visitor, w, open).await?) {
        let is_mine = case.help == HelpState::Held && case.holder.is_some() && case.holder == ctx.actor().user();
        let held = matches!(case.help, HelpState::Held | HelpState::HandedOver);
        let holder = if held { opened(room, case, "holder_sealed", case.holder_name.as_ref()).await? } else { String::new() };
        let note = if with_notes { opened(room, case, "note_sealed", case.note.as_ref()).await? } else { String::new() };
        all.push(DeskLine {
            holder: if is_mine { w.s("you") } else { holder },
            is_mine,
            is_due: case.callback_at.is_some_and(|at| at <= ctx.now()),
            callback: case.callback_at.map(|at| When::of(w, zone, ctx.now(), at)),
            note,
            case: line,
        });
    }
    Ok(all)
}

/// A sealed text of a case; empty when there is none, or when what was personal has been destroyed. Whoever shows it has written the look down.
pub(crate) async fn opened(room: &QualityRoom, case: &Case, field: &'static str, sealed: Option<&String>) -> Result<String, QualityError> {
    let Some(sealed) = sealed.filter(|_| case.person.is_some()) else { return Ok(String::new()) };
    let key = key_of(room.floor().access(), room.floor().db(), case).await?;
    Ok(key.open(place(&case.id.to_string(), field), sealed)?.into_revealed())
}

fn draft_row(ctx: &Ctx, form: &str) -> String {
    format!("{}/{form}", ctx.actor())
}

/// Keeps what was typed so far, sealed by the key ring, for whoever typed it.
pub(crate) async fn draft(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult<Response> {
    let form: String = fields.get("draft_form").chars().take(FORM_LETTERS_MAX).collect();
    let kept: Vec<(String, String)> =
        fields.into_iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "draft_form" | "version" | "id")).collect();
    let text = Masked::new(serde_json::to_string(&kept).unwrap_or_default());
    if !form.is_empty() && text.reveal().len() <= DRAFT_BYTES_MAX {
        let (floor, row) = (room.floor(), draft_row(&visitor.ctx, &form));
        let sealed = floor.access().ring().seal(&visitor.ctx, draft_place(&row), &text).map_err(QualityError::from)?;
        drafts::keep(floor.db(), &visitor.ctx, &form, &sealed).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

const fn draft_place(row: &str) -> Place<'_> {
    Place { table: "draft_desk", row, field: "body" }
}

/// What this person typed into a form earlier and did not send; one that cannot be opened any more is none.
pub(crate) async fn drafted(room: &QualityRoom, ctx: &Ctx, form: &str) -> Result<Option<Fields>, QualityError> {
    let oldest: UtcMs = ctx.now().plus_min(-DESK_DRAFT_KEPT_H * 60);
    let Some(sealed) = drafts::find(room.floor().db(), ctx, form, oldest).await? else { return Ok(None) };
    let row = draft_row(ctx, form);
    let text = room.floor().access().ring().open_sealed(draft_place(&row), &sealed).ok();
    Ok(text.and_then(|text| serde_json::from_str(text.reveal()).ok()).map(Fields::from_iter::<Vec<(String, String)>>))
}
