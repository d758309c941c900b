//! Cases in lists: for the office and the help desk all of them, for a hospital its own with the form of its reply. No list shows anything personal.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, FieldErrors, UtcMs, Zone};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::family::{Choice, choices};
use super::say::{self, Standing, When};
use super::{Asked, Fields, answer, done, id_of, mistakes, names, words};
use crate::model::{CaseEvent, CaseId, Clock, REPLY_WITHIN_H, ReplyKind};
use crate::service::reply::{self, Reply};
use crate::service::{facility_for, place_of};
use crate::store::cases::{self, Case};
use crate::{QualityError, QualityRoom};

/// Cases on one page.
const LIST_MAX: i64 = 100;

/// A case in a list.
pub(crate) struct CaseLine {
    pub(crate) id: CaseId,
    pub(crate) spoken: String,
    pub(crate) hospital: String,
    pub(crate) bed: String,
    pub(crate) what: String,
    pub(crate) happened: String,
    pub(crate) times: i64,
    pub(crate) shown: String,
    pub(crate) shown_mark: &'static str,
    pub(crate) told: When,
    pub(crate) until: When,
    pub(crate) standing: Standing,
    pub(crate) reply: Option<String>,
    pub(crate) version: i64,
    /// Whether the hospital may still reply.
    pub(crate) may_reply: bool,
    /// The answer of the form, when it was tried and has mistakes.
    pub(crate) choices: Vec<Choice>,
    pub(crate) mistakes: Vec<(String, String)>,
    pub(crate) typed: String,
}

impl CaseLine {
    pub(crate) fn of(w: &Words, zone: Zone, now: UtcMs, case: &Case, hospital: &str) -> Self {
        let clock = Clock { opened_at: case.opened_at };
        let when = |at| When::of(w, zone, now, at);
        Self {
            id: case.id,
            spoken: case.number.spoken(),
            hospital: hospital.to_owned(),
            bed: say::pool_or_unknown(w, case.pool.as_ref()),
            what: say::code(w, "what", case.what.code()),
            happened: say::code(w, "happened", case.happened.code()),
            times: case.times,
            shown: say::shown_inside(w, &case.shown),
            shown_mark: say::mark(case.shown.state),
            told: when(case.opened_at),
            until: when(clock.until()),
            standing: Standing::of(w, case, now),
            reply: case.reply.map(|reply| say::code(w, "reply", reply.code())),
            version: case.version,
            may_reply: clock.state(case.state, now).after(CaseEvent::Reply).is_ok(),
            choices: choices(w, "reply", ReplyKind::ALL.iter().map(|one| one.code()), ""),
            mistakes: Vec::new(),
            typed: String::new(),
        }
    }
}

/// Cases with the names of their hospitals.
pub(crate) async fn lines(room: &QualityRoom, visitor: &Visitor, w: &Words, cases: &[Case]) -> Result<Vec<CaseLine>, sigap_web::PageError> {
    let floor = room.floor();
    let names: BTreeMap<FacilityId, String> = names(floor, cases.iter().map(|case| case.facility).collect()).await?;
    let zone = floor.settings().zone;
    let name = |case: &Case| names.get(&case.facility).cloned().unwrap_or_default();
    Ok(cases.iter().map(|case| CaseLine::of(w, zone, visitor.ctx.now(), case, &name(case))).collect())
}

#[derive(Template)]
#[template(path = "cases.html")]
struct ListPage {
    page: Page,
    w: Words,
    to_decide: Vec<CaseLine>,
    newest: Vec<CaseLine>,
    may_decide: bool,
}

/// All cases.
pub(crate) async fn list(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let lapsed = visitor.ctx.now().plus_min(-REPLY_WITHIN_H * 60);
    let to_decide = cases::to_decide(floor.db(), lapsed, LIST_MAX).await?;
    let newest = cases::newest(floor.db(), LIST_MAX).await?;
    let template = ListPage {
        to_decide: lines(&room, &visitor, &w, &to_decide).await?,
        newest: lines(&room, &visitor, &w, &newest).await?,
        may_decide: visitor.may_somewhere(Action::VerifyCase),
        page: done(Page::staff(floor, &visitor, w.s("cases-title")), &w, &asked),
        w,
    };
    Ok(Html(template).into_response())
}

#[derive(Template)]
#[template(path = "cases_of_one.html")]
struct OfOnePage {
    page: Page,
    w: Words,
    facility: FacilityId,
    name: String,
    lines: Vec<CaseLine>,
    may_reply: bool,
    may_handle: bool,
    within_h: i64,
}

/// The cases of one hospital.
pub(crate) async fn of_one(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    shown(&room, &visitor, id_of(&id)?, &asked, None).await
}

async fn shown(
    room: &QualityRoom,
    visitor: &Visitor,
    id: FacilityId,
    asked: &Asked,
    tried: Option<(CaseId, &Fields, &FieldErrors)>,
) -> PageResult {
    let (w, floor, ctx) = (words(visitor), room.floor(), &visitor.ctx);
    let facility = facility_for(floor.db(), ctx, Action::ReadQuality, id).await?;
    let cases = cases::of_facility(floor.db(), id, LIST_MAX).await?;
    let mut lines: Vec<CaseLine> = cases.iter().map(|case| CaseLine::of(&w, facility.zone, ctx.now(), case, &facility.name)).collect();
    let told = tried.map_or_else(FieldErrors::new, |(_, _, errors)| errors.clone());
    if let Some((case, fields, errors)) = tried
        && let Some(line) = lines.iter_mut().find(|line| line.id == case)
    {
        line.choices = choices(&w, "reply", ReplyKind::ALL.iter().map(|one| one.code()), fields.get("kind"));
        line.mistakes = mistakes(&w, errors);
        fields.get("text").clone_into(&mut line.typed);
    }
    let template = OfOnePage {
        may_reply: ctx.may(Action::ReplyToCase, &place_of(&facility)).is_ok(),
        may_handle: ctx.may(Action::HandleCase, &place_of(&facility)).is_ok(),
        facility: id,
        name: facility.name,
        lines,
        within_h: REPLY_WITHIN_H,
        page: done(Page::staff(floor, visitor, w.s("cases-title")), &w, asked),
        w,
    };
    Ok(answer(template, &told))
}

/// Takes a hospital's reply.
pub(crate) async fn reply(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path((facility, case)): Path<(String, String)>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (facility, case): (FacilityId, CaseId) = (id_of(&facility)?, id_of(&case)?);
    let new = Reply { version: fields.version(), kind: fields.chosen("kind"), text: fields.masked("text") };
    match reply::reply(&room, &visitor.ctx, facility, case, &new).await {
        Ok(()) => Ok(see_other(&format!("/kasus/{facility}?ok=replied"))),
        Err(QualityError::Invalid(errors)) => shown(&room, &visitor, facility, &Asked::default(), Some((case, &fields, &errors))).await,
        Err(other) => Err(other.into()),
    }
}
