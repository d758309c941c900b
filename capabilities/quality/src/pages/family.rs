//! *Apa kata mereka?* For families, without a log-in: the short form, and where a case stands by its number. Nothing personal is shown.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::say::{self, Standing, When};
use super::{Asked, Fields, answer, done, hospitals, mistakes, words};
use crate::model::{CaseId, CaseNumber, CaseState, Channel, Happened, What};
use crate::service::family::{self, MERGE_WITHIN_H, Telling};
use crate::store::cases::{self, Case};
use crate::{QualityError, QualityRoom};

/// The cookie by which a family's browser is known again for a few hours, and for nothing else.
const COOKIE: &str = "sigap_family";
/// Letters of its token.
const TOKEN_LETTERS: usize = 32;

/// A choice of a form.
pub(crate) struct Choice {
    pub(crate) code: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

/// The choices of one of the room's lists.
pub(crate) fn choices<'c>(w: &Words, list: &str, codes: impl Iterator<Item = &'c str>, chosen: &str) -> Vec<Choice> {
    codes.map(|code| Choice { code: code.to_owned(), words: say::code(w, list, code), chosen: code == chosen }).collect()
}

/// The kinds of bed a hospital has, and *I do not know*.
pub(crate) async fn pools(room: &QualityRoom, w: &Words, facility: FacilityId, chosen: &str) -> Vec<Choice> {
    let shown = room.shown().shown(facility).await;
    let of = |pool: &sigap_kernel::Pool| {
        let code = pool.to_string();
        Choice { chosen: code == chosen, words: say::pool(w, pool), code }
    };
    let unknown = Choice { code: String::new(), words: w.s("pool-unknown"), chosen: chosen.is_empty() };
    shown.iter().map(|one| of(&one.pool)).chain([unknown]).collect()
}

#[derive(Template)]
#[template(path = "family_choose.html")]
struct ChoosePage {
    page: Page,
    w: Words,
    hospitals: Vec<Facility>,
    number: String,
    is_wrong_number: bool,
}

#[derive(Template)]
#[template(path = "family_form.html")]
struct FormPage {
    page: Page,
    w: Words,
    facility: Facility,
    id: CaseId,
    what: Vec<Choice>,
    pools: Vec<Choice>,
    happened: Vec<Choice>,
    fields: Fields,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// The form; first which hospital, when nobody said.
pub(crate) async fn form(State(room): State<QualityRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let number: Option<CaseNumber> = asked.nomor.parse().ok();
    if let Some(number) = number {
        return Ok(see_other(&format!("/keluhan/{number}")));
    }
    let facility = match asked.facility.parse::<FacilityId>() {
        Ok(id) => sigap_registry::facility(floor.db(), id).await?.filter(|one| one.active),
        Err(_) => None,
    };
    if let Some(facility) = facility {
        return shown(&room, &visitor, facility, Fields::default(), FieldErrors::new()).await;
    }
    let page = Page::public(floor, &visitor, w.s("family-title"));
    let (hospitals, is_wrong_number) = (hospitals(floor).await?, !asked.nomor.trim().is_empty());
    Ok(Html(ChoosePage { page, w, hospitals, number: asked.nomor, is_wrong_number }).into_response())
}

async fn shown(room: &QualityRoom, visitor: &Visitor, facility: Facility, fields: Fields, errors: FieldErrors) -> PageResult {
    let w = words(visitor);
    let page = Page::public(room.floor(), visitor, w.s("family-title"));
    let id = fields.chosen("id").unwrap_or_else(|| CaseId::new(&visitor.ctx));
    let what = choices(&w, "what", What::ALL.iter().map(|one| one.code()), fields.get("what"));
    let happened = choices(&w, "happened", Happened::ALL.iter().map(|one| one.code()), fields.get("happened"));
    let pools = pools(room, &w, facility.id, fields.get("pool")).await;
    let mistakes = mistakes(&w, &errors);
    let told = errors.clone();
    Ok(answer(FormPage { page, w, facility, id, what, pools, happened, fields, errors, mistakes }, &told))
}

/// Takes what a family tells, and answers with its number.
pub(crate) async fn tell(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    headers: HeaderMap,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let facility: FacilityId = fields.chosen("facility").ok_or(PageError::NotFound)?;
    let (token, is_new) = match token_of(&headers) {
        Some(token) => (token, false),
        None => (new_token(&visitor.ctx), true),
    };
    let telling = Telling {
        id: fields.chosen("id").unwrap_or_else(|| CaseId::new(&visitor.ctx)),
        facility,
        pool: fields.chosen("pool"),
        what: fields.chosen("what"),
        happened: fields.chosen("happened"),
        text: fields.masked("text"),
        phone: fields.masked("phone"),
        channel: Channel::Web,
        browser: Some(token.clone()),
    };
    let mut response = match family::tell(&room, &visitor.ctx, &telling).await {
        Ok(told) => see_other(&format!("/keluhan/{}?ok={}", told.number, if told.is_again { "again" } else { "told" })),
        Err(QualityError::Invalid(errors)) => {
            let facility = sigap_registry::facility(room.floor().db(), facility).await?.ok_or(PageError::NotFound)?;
            return shown(&room, &visitor, facility, fields, errors).await;
        }
        Err(other) => return Err(other.into()),
    };
    if is_new {
        set_token(&mut response, &token, room.floor().settings().tls);
    }
    Ok(response)
}

fn new_token(ctx: &Ctx) -> Masked<String> {
    Masked::new(ctx.random::<{ TOKEN_LETTERS / 2 }>().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn token_of(headers: &HeaderMap) -> Option<Masked<String>> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    let found = cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value);
    let is_ours = |value: &&str| value.len() == TOKEN_LETTERS && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    found.filter(is_ours).map(|value| Masked::new(value.to_owned()))
}

fn set_token(response: &mut Response, token: &Masked<String>, tls: bool) {
    let (age_s, secure) = (MERGE_WITHIN_H * 3_600, if tls { "; Secure" } else { "" });
    let cookie = format!("{COOKIE}={}; Path=/keluhan; Max-Age={age_s}; HttpOnly; SameSite=Lax{secure}", token.reveal());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

#[derive(Template)]
#[template(path = "family_status.html")]
struct StatusPage {
    page: Page,
    w: Words,
    /// The bed help line: as it is read, and as it is dialled.
    help_line: Option<(String, String)>,
    spoken: String,
    hospital: String,
    facility: FacilityId,
    bed: String,
    what: String,
    shown: String,
    shown_mark: &'static str,
    told: When,
    standing: Standing,
    until: When,
    replied: Option<(String, When)>,
    is_decided: bool,
    callback: bool,
}

/// Where a case stands.
pub(crate) async fn status(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (w, floor, now) = (words(&visitor), room.floor(), visitor.ctx.now());
    let number: CaseNumber = number.parse().map_err(|_| PageError::NotFound)?;
    let case = cases::by_number(floor.db(), number).await?.ok_or(PageError::NotFound)?;
    let facility = sigap_registry::facility(floor.db(), case.facility).await?.ok_or(PageError::NotFound)?;
    let page = done(Page::public(floor, &visitor, w.a1("status-title", "number", number.spoken())), &w, &asked);
    let when = |at| When::of(&w, facility.zone, now, at);
    let standing = Standing::of(&w, &case, now);
    let template = StatusPage {
        help_line: floor.settings().help_line(),
        spoken: number.spoken(),
        bed: say::pool_or_unknown(&w, case.pool.as_ref()),
        what: say::code(&w, "what", case.what.code()),
        shown: say::shown(&w, case.shown.state),
        shown_mark: say::mark(case.shown.state),
        told: when(case.opened_at),
        until: when(crate::model::Clock { opened_at: case.opened_at }.until()),
        replied: replied(&w, &case, when),
        is_decided: standing.state.is_decided() && standing.state != CaseState::Open,
        callback: case.help.is_open(),
        facility: facility.id,
        hospital: facility.name.clone(),
        standing,
        page,
        w,
    };
    Ok(Html(template).into_response())
}

/// What the hospital replied, in a word of the list; its own words are told by the help desk.
fn replied(w: &Words, case: &Case, when: impl Fn(sigap_kernel::UtcMs) -> When) -> Option<(String, When)> {
    case.reply.zip(case.replied_at).map(|(reply, at)| (say::code(w, "reply", reply.code()), when(at)))
}
