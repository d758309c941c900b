//! What the senders of a facility said and Sigap could not use: what is wrong, since when, how often, and what to do about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Actor, FieldErrors};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::keys::Nothing;
use super::{Ago, facility_for, words};
use crate::problem::{ProblemId, ProblemKind};
use crate::pulse::{Beat, hour_of};
use crate::replay::{self, Replayed};
use crate::store::problems::{self as store, ProblemRow};
use crate::store::pulse;
use crate::{Intake, PROBLEM_KEPT_DAYS, Protocol};

/// Problems on one page.
const PROBLEMS_LISTED: u32 = 100;
/// How long a refusal that nothing followed is told of, seconds: a day.
const LATELY_S: i64 = 24 * 3_600;
/// Letters of the digest of a body that are shown: enough for two people to see that they speak of the same one.
const MARK_CHARS: usize = 8;

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    page: Page,
    w: Words,
    facility: Facility,
    told: Option<Told>,
    problems: Vec<ProblemLine>,
    /// Calls that were refused lately though no problem is kept.
    lately: Option<Lately>,
    may_manage_keys: bool,
    is_cut: bool,
    kept_days: i64,
}

/// What came of reading a call again.
struct Told {
    kind: &'static str,
    title: String,
    more: String,
    /// Field and sentence.
    reasons: Vec<(String, String)>,
}

/// Calls that were refused lately, of which nothing is kept: nobody proved to have made them, or what was wrong is settled.
struct Lately {
    title: String,
    /// Why the last one was refused, and when.
    why: String,
    todo: String,
}

/// What the page was sent back to say.
#[derive(Debug, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    ok: String,
}

/// A problem as the page shows it.
struct ProblemLine {
    id: ProblemId,
    is_silent: bool,
    may_replay: bool,
    /// The beginning of the body's digest.
    mark: Option<String>,
    title: String,
    todo: String,
    /// Field and sentence.
    reasons: Vec<(String, String)>,
    deed: String,
    /// In which way it was reported.
    channel: String,
    repeats: String,
    is_repeated: bool,
    first: Ago,
    last: Ago,
    has_body: bool,
}

/// The problems of a facility, the last one first.
pub(crate) async fn list(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    Query(back): Query<Back>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ReadProblems).await?;
    let w = words(&visitor);
    let told = match back.ok.as_str() {
        "replayed" => Some(Told::of(&w, "good", "problem-replayed", Vec::new())),
        "gone" => Some(Told::of(&w, "info", "problem-gone", Vec::new())),
        _ => None,
    };
    show(&intake, &visitor, w, facility, told).await
}

/// Reads a kept call again.
pub(crate) async fn replay(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, problem)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ReplayReports).await?;
    let problem: ProblemId = problem.parse().map_err(|_| PageError::NotFound)?;
    let w = words(&visitor);
    let (status, told) = match replay::replay(&intake, &visitor.ctx, facility.id, problem).await? {
        Replayed::Settled => return Ok(see_other(&format!("/masalah-kiriman/{}?ok=replayed", facility.id))),
        Replayed::Gone => return Ok(see_other(&format!("/masalah-kiriman/{}?ok=gone", facility.id))),
        Replayed::Still(errors) => (StatusCode::UNPROCESSABLE_ENTITY, Told::of(&w, "warn", "problem-still", sentences(&w, &errors))),
        Replayed::Busy => (StatusCode::SERVICE_UNAVAILABLE, Told::of(&w, "warn", "problem-not-now", Vec::new())),
    };
    let mut response = show(&intake, &visitor, w, facility, Some(told)).await?;
    *response.status_mut() = status;
    Ok(response)
}

fn sentences(w: &Words, errors: &FieldErrors) -> Vec<(String, String)> {
    errors.iter().map(|(field, message)| (field.to_owned(), w.mistake(message))).collect()
}

impl Told {
    fn of(w: &Words, kind: &'static str, key: &str, reasons: Vec<(String, String)>) -> Self {
        Self { kind, title: w.s(key), more: w.s(&format!("{key}-more")), reasons }
    }
}

async fn show(intake: &Intake, visitor: &Visitor, w: Words, facility: Facility, told: Option<Told>) -> PageResult {
    let floor = &intake.0.floor;
    let may_replay = replay_allowed(visitor, &facility);
    let rows = store::of_facility(floor.db(), facility.id, PROBLEMS_LISTED + 1).await?;
    let is_cut = rows.len() > PROBLEMS_LISTED as usize;
    let problems = rows.iter().take(PROBLEMS_LISTED as usize).map(|row| ProblemLine::of(&w, visitor, row, may_replay)).collect();
    let lately = if rows.is_empty() { Lately::of(intake, visitor, &w, &facility).await? } else { None };
    let may_manage_keys = visitor.ctx.may(Action::ManageKeys, &Where::facility(facility.id)).is_ok();
    let page = Page::staff(floor, visitor, w.s("problems-title"));
    Ok(Html(ProblemsPage { page, w, facility, told, problems, lately, may_manage_keys, is_cut, kept_days: PROBLEM_KEPT_DAYS })
        .into_response())
}

fn replay_allowed(visitor: &Visitor, facility: &Facility) -> bool {
    let district = Some(facility.district_code.clone()).filter(|code| !code.is_empty());
    visitor.ctx.may(Action::ReplayReports, &Where::Facility { id: facility.id, district }).is_ok()
}

impl Lately {
    async fn of(intake: &Intake, visitor: &Visitor, w: &Words, facility: &Facility) -> Result<Option<Self>, PageError> {
        let (floor, now) = (&intake.0.floor, visitor.ctx.now());
        intake.flush().await;
        // Whether they may see what was refused was asked; the keys are read by Sigap, because not all of them may manage keys.
        let mut keys = floor.access().keys_of(&floor.world().ctx(Actor::System("intake")), facility.id).await?;
        keys.retain(|key| key.enabled && key.protocol.parse::<Protocol>().is_ok());
        let beats = pulse::of_keys(floor.db(), &keys.iter().map(|key| key.key).collect::<Vec<_>>()).await?;
        // What was refused long ago, or before a call that was taken, is over.
        let refused = |beat: &&Beat| beat.last_refusal.is_some_and(|(at, _)| at >= beat.last && now.age_s(at) < LATELY_S);
        let refusals: i64 = beats.values().map(|beat| beat.this_hour(now).1).sum();
        let last = beats.values().filter(|beat| refused(beat) || beat.this_hour(now).1 > 0).filter_map(|beat| beat.last_refusal);
        let Some((at, kind)) = last.max_by_key(|(at, _)| *at) else { return Ok(None) };
        let hour = format!("{} {}", hour_of(now).hour_minute(facility.zone, w.lang()), facility.zone);
        Ok(Some(Self {
            title: match refusals {
                0 => w.s("problems-refused-last"),
                some => w.with("problems-refused", &[("n", &w.figure(some)), ("time", &hour)]),
            },
            why: w.with("problems-refused-why", &[("why", &w.s(&format!("problem-{kind}"))), ("ago", &Ago::of(w, now, at).words)]),
            todo: w.s(&format!("problem-{kind}-todo")),
        }))
    }
}

impl ProblemLine {
    fn of(w: &Words, visitor: &Visitor, row: &ProblemRow, may_replay: bool) -> Self {
        let now = visitor.ctx.now();
        let said = |(field, messages): (&String, &Vec<String>)| {
            let sentences: Vec<String> = messages.iter().map(|message| w.mistake(message)).collect();
            (field.clone(), sentences.join(" "))
        };
        let mark = row.digest.chars().take(MARK_CHARS).collect::<String>();
        Self {
            id: row.id,
            is_silent: row.kind == ProblemKind::Silent,
            may_replay: may_replay && replay::is_replayable(row.protocol, &row.method, row.body_bytes, row.is_whole),
            mark: Some(mark).filter(|mark| !mark.is_empty()),
            title: w.s(&format!("problem-{}", row.kind.code())),
            todo: w.s(&format!("problem-{}-todo", row.kind.code())),
            reasons: row.reason.iter().map(said).collect(),
            deed: row.deed.clone(),
            channel: w.s(&format!("channel-{}", row.protocol)),
            repeats: w.figure(row.repeats),
            is_repeated: row.repeats > 1,
            first: Ago::of(w, now, row.first),
            last: Ago::of(w, now, row.last),
            has_body: row.body_bytes > 0,
        }
    }
}
