//! The token call: who shows client id and secret of a key gets a token for an hour. Nothing is stored, and nothing of it is logged.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use sigap_exchange::fhir::{Granted, TOKEN_BYTES_MAX, TokenFault, TokenOutcome, TokenRequest, encode_token};
use sigap_exchange::lenient::BodyFault;
use sigap_web::count;
use tokio::sync::Semaphore;

use super::{pass, sent};
use crate::body::{Brought, bring};
use crate::call::{Reply, ctx_of};
use crate::pace::Pace;
use crate::problem::ProblemKind;
use crate::{Intake, IntakeConfig, Protocol};

/// How long a token is good: what is left of an hour when the original answers.
const TOKEN_S: u32 = 3_599;
/// Keys that are looked up at once for token calls: a flood of guesses waits for itself, and not others for it.
const LOOKED_UP_AT_ONCE: usize = 4;
/// Token calls that may wait for that.
const WAITING_MAX: usize = 64;
/// Seconds after which a sender may try again.
const RETRY_AFTER_S: u32 = 1;

/// What holds up token calls of strangers.
pub(crate) struct Gate {
    /// By the caller's address and the client id it names: one caller cannot lock out another.
    pace: Pace<String>,
    waiting: Semaphore,
    at_once: Semaphore,
}

impl Gate {
    pub(crate) fn new(config: &IntakeConfig) -> Self {
        let pace = Pace::new(config.calls_per_s, config.calls_at_once);
        Self { pace, waiting: Semaphore::new(WAITING_MAX), at_once: Semaphore::new(LOOKED_UP_AT_ONCE) }
    }
}

/// Answers one token call.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    let answered = tokio::time::timeout(intake.0.config.answer_within(), answer(&intake, request)).await;
    let late = || sent(encode_token(&TokenOutcome::Unavailable(RETRY_AFTER_S)));
    answered.unwrap_or_else(|_| late()).into_response()
}

async fn answer(intake: &Intake, request: Request) -> Reply {
    let inner = &intake.0;
    count(inner.floor.metrics(), "sigap_intake_calls_total");
    let (parts, body) = request.into_parts();
    let ctx = ctx_of(intake, &parts);
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let asked = read(intake, parts.method.as_str(), target, &parts.headers, body).await;
    let asked = match &asked {
        Ok(asked) => asked,
        Err(fault) => return refused(intake, &TokenOutcome::Unreadable(fault)),
    };
    let caller = format!("{}\n{}", text(&parts.headers, "x-peer-address").unwrap_or_default(), asked.client_id);
    if !inner.tokens.pace.take(caller, ctx.now()) {
        return refused(intake, &TokenOutcome::Throttled(RETRY_AFTER_S));
    }
    let Ok(_waiting) = inner.tokens.waiting.try_acquire() else { return refused(intake, &TokenOutcome::Throttled(RETRY_AFTER_S)) };
    let _turn = inner.tokens.at_once.acquire().await;
    let access = inner.floor.access();
    let protocol = Protocol::Fhir.code();
    match access.find_sent(protocol, Some(&asked.client_id), &asked.client_secret).await {
        Ok(Some(key)) => {
            access.note_key_use(key.key, ctx.now());
            inner.pulse.note(key.key, ctx.now(), None);
            let token = pass::made(access, &key, ctx.now().plus_s(TOKEN_S.into()));
            let granted = Granted {
                access_token: &token,
                client_id: &asked.client_id,
                application_name: &asked.client_id,
                issued_at: ctx.now(),
                expires_in_s: TOKEN_S,
            };
            sent(encode_token(&TokenOutcome::Granted(granted)))
        }
        Ok(None) => {
            // Whose client id it is sees that somebody came with another secret.
            if let Ok(Some(key)) = access.find_named(protocol, &asked.client_id).await {
                inner.pulse.note(key.key, ctx.now(), Some(ProblemKind::Signature));
            }
            refused(intake, &TokenOutcome::BadClient)
        }
        Err(error) => {
            tracing::warn!(trace = %ctx.trace(), %error, "the keys of machines cannot be read");
            refused(intake, &TokenOutcome::Unavailable(RETRY_AFTER_S))
        }
    }
}

async fn read(intake: &Intake, method: &str, target: &str, headers: &HeaderMap, body: Body) -> Result<TokenRequest, TokenFault> {
    let body = match bring(body, TOKEN_BYTES_MAX, intake.0.config.bring_within()).await {
        Brought::Whole(body) => body,
        Brought::TooLarge(_) => return Err(BodyFault::TooLarge { max: TOKEN_BYTES_MAX }.into()),
        Brought::Broken(_) => return Err(BodyFault::Truncated { near: None }.into()),
    };
    TokenRequest::read(method, target, text(headers, header::AUTHORIZATION.as_str()), &body)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn refused(intake: &Intake, outcome: &TokenOutcome<'_>) -> Reply {
    count(intake.0.floor.metrics(), "sigap_intake_turned_away_total");
    sent(encode_token(outcome))
}
