//! Logging in and out: the password, then the code, and setting up the code where a role asks for it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{AccessError, Action, LogIn, NewSession, Session, Stage};
use sigap_kernel::Masked;

use crate::page::{Html, Page, see_other};
use crate::visitor::{SESSION_COOKIE, peer_address, set_cookie};
use crate::words::Words;
use crate::{CheckedForm, Floor, Guard, PageError, PageResult, Routes, Visitor};

/// The pages of logging in and out.
#[must_use]
pub fn login_routes() -> Routes<Floor> {
    Routes::new()
        .get("/masuk", Guard::Public, form)
        .post("/masuk", Guard::Public, log_in)
        .get("/masuk/kode", Guard::Public, code_form)
        .post("/masuk/kode", Guard::Public, give_code)
        .get("/masuk/pasang", Guard::Public, enrol_form)
        .post("/masuk/pasang", Guard::Public, enrol)
        .post("/keluar", Guard::Public, log_out)
        .get(HOME, Guard::Person, home)
        .get("/pemberitahuan", Guard::Person, crate::banners::part)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

#[derive(Debug, Deserialize)]
struct Credentials {
    #[serde(default)]
    email: Masked<String>,
    #[serde(default)]
    password: Masked<String>,
    #[serde(default)]
    next: String,
}

#[derive(Debug, Deserialize)]
struct Code {
    #[serde(default)]
    code: Masked<String>,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    page: Page,
    w: Words,
    mistake: String,
    email: String,
    next: String,
}

#[derive(Template)]
#[template(path = "login_code.html")]
struct CodePage {
    page: Page,
    w: Words,
    mistake: String,
    next: String,
    /// The secret for the authenticator app, while it is being set up.
    secret: Option<Secret>,
}

struct Secret {
    letters: String,
    uri: String,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct RecoveryPage {
    page: Page,
    w: Words,
    codes: Vec<String>,
    next: String,
}

/// A way back inside Sigap, never to another site.
fn safe_next(next: &str) -> &str {
    if next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']) { next } else { HOME }
}

/// Leads everyone to where their work is.
const HOME: &str = "/mulai";
/// Where the work is of whoever may do this; the first that fits.
const HOMES: [(&str, Action); 6] = [
    ("/kantor", Action::ReadOffice),
    ("/bantuan-kamar", Action::HandleCase),
    ("/manajer", Action::DecidePromise),
    ("/janji", Action::AskPromise),
    ("/papan", Action::ReadWards),
    ("/fasilitas", Action::ReadFacility),
];

async fn home(visitor: Visitor) -> Response {
    see_other(HOMES.iter().find(|(_, action)| visitor.may_somewhere(*action)).map_or("/", |(place, _)| place))
}

/// A log-in that waits for something.
fn half(visitor: &Visitor, stage: Stage) -> Option<&Session> {
    visitor.session.as_ref().filter(|session| session.stage == stage)
}

/// The way back for whoever has no such log-in.
fn to_the_start() -> Response {
    see_other("/masuk")
}

fn begun(floor: &Floor, session: &NewSession, next: &str) -> Response {
    let next = safe_next(next);
    let asked = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    let mut response = match session.session.stage {
        Stage::Full => see_other(next),
        Stage::Code => see_other(&format!("/masuk/kode?{asked}")),
        Stage::Enrol => see_other(&format!("/masuk/pasang?{asked}")),
    };
    set_session(floor, &mut response, session);
    response
}

fn set_session(floor: &Floor, response: &mut Response, session: &NewSession) {
    let secure = if floor.settings().tls { "; Secure" } else { "" };
    // The token goes to the browser of its owner, and nowhere else.
    set_cookie(response, &format!("{SESSION_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}", session.token.reveal()));
}

async fn form(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    if visitor.is_person() {
        return see_other(safe_next(&asked.next));
    }
    show(&floor, &visitor, String::new(), "", &asked.next).into_response()
}

fn show(floor: &Floor, visitor: &Visitor, mistake: String, email: &str, next: &str) -> Html<LoginPage> {
    let w = Words::floor(visitor.ctx.lang());
    let page = Page::public(floor, visitor, w.s("login-title"));
    Html(LoginPage { page, mistake, email: email.to_owned(), next: safe_next(next).to_owned(), w })
}

async fn log_in(
    State(floor): State<Floor>,
    visitor: Visitor,
    headers: HeaderMap,
    CheckedForm(sent): CheckedForm<Credentials>,
) -> PageResult {
    let typed = LogIn { email: sent.email.clone(), password: sent.password, address: peer_address(&headers) };
    match floor.access().log_in(&visitor.ctx, &typed).await {
        Ok(session) => Ok(begun(&floor, &session, &sent.next)),
        Err(error) => {
            let mistake = said(&visitor, error)?;
            Ok(show(&floor, &visitor, mistake, sent.email.reveal(), &sent.next).into_response())
        }
    }
}

/// The sentence for a log-in that did not work; other errors are pages of their own.
fn said(visitor: &Visitor, error: AccessError) -> Result<String, PageError> {
    let w = Words::floor(visitor.ctx.lang());
    match error {
        AccessError::LoginWrong => Ok(w.s("login-wrong")),
        AccessError::CodeWrong => Ok(w.s("login-code-wrong")),
        AccessError::LoginWait { retry_after_s } => Ok(w.a1("login-wait", "seconds", retry_after_s)),
        other => Err(other.into()),
    }
}

async fn code_form(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    match half(&visitor, Stage::Code) {
        Some(_) => show_code(&floor, &visitor, String::new(), &asked.next, None).into_response(),
        None => to_the_start(),
    }
}

fn show_code(floor: &Floor, visitor: &Visitor, mistake: String, next: &str, secret: Option<Secret>) -> Html<CodePage> {
    let w = Words::floor(visitor.ctx.lang());
    let title = if secret.is_some() { "login-enrol-title" } else { "login-code-title" };
    let page = Page::public(floor, visitor, w.s(title));
    Html(CodePage { page, mistake, next: safe_next(next).to_owned(), secret, w })
}

async fn give_code(State(floor): State<Floor>, visitor: Visitor, headers: HeaderMap, CheckedForm(sent): CheckedForm<Code>) -> PageResult {
    let Some(session) = half(&visitor, Stage::Code) else { return Ok(to_the_start()) };
    match floor.access().give_code(&visitor.ctx, session, &sent.code, &peer_address(&headers)).await {
        Ok(session) => Ok(begun(&floor, &session, &sent.next)),
        Err(error) => Ok(show_code(&floor, &visitor, said(&visitor, error)?, &sent.next, None).into_response()),
    }
}

async fn offer(floor: &Floor, visitor: &Visitor, session: &Session) -> PageResult<Secret> {
    let offer = floor.access().offer_second_factor(&visitor.ctx, session).await?;
    // Shown once to the person whose secret it is, to be typed into the app.
    Ok(Secret { letters: offer.secret.into_revealed(), uri: offer.uri.into_revealed() })
}

async fn enrol_form(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let Some(session) = half(&visitor, Stage::Enrol) else { return Ok(to_the_start()) };
    let secret = offer(&floor, &visitor, session).await?;
    Ok(show_code(&floor, &visitor, String::new(), &asked.next, Some(secret)).into_response())
}

async fn enrol(State(floor): State<Floor>, visitor: Visitor, CheckedForm(sent): CheckedForm<Code>) -> PageResult {
    let Some(session) = half(&visitor, Stage::Enrol) else { return Ok(to_the_start()) };
    match floor.access().confirm_second_factor(&visitor.ctx, session, &sent.code).await {
        Ok(on) => {
            let w = Words::floor(visitor.ctx.lang());
            let page = Page::public(&floor, &visitor, w.s("login-recovery-title"));
            let codes = on.recovery.into_iter().map(Masked::into_revealed).collect();
            let mut response = Html(RecoveryPage { page, codes, next: safe_next(&sent.next).to_owned(), w }).into_response();
            set_session(&floor, &mut response, &on.session);
            // Said here, too: what keeps answers for repeated requests sees this one before the usual headers are set.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(error) => {
            let mistake = said(&visitor, error)?;
            let secret = offer(&floor, &visitor, session).await?;
            Ok(show_code(&floor, &visitor, mistake, &sent.next, Some(secret)).into_response())
        }
    }
}

#[derive(Debug, Deserialize)]
struct Nothing {}

async fn log_out(State(floor): State<Floor>, visitor: Visitor, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    if let Some(session) = &visitor.session {
        floor.access().log_out(&visitor.ctx, session).await?;
    }
    let mut response = see_other("/");
    set_cookie(&mut response, &format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_to_another_site() {
        assert_eq!(safe_next("/papan?x=1"), "/papan?x=1");
        for evil in ["//evil.example", "https://evil.example", "/\\evil", "", "javascript:alert(1)"] {
            assert_eq!(safe_next(evil), HOME, "{evil}");
        }
    }
}
