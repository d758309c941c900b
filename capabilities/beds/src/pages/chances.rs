//! `GET /peluang`: how the forecasts of each pool came true, and which of them residents see. The office lets a pool be seen; a pool that is
//! not calibrated is not shown whatever was decided.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_availability::chance::Reliability;
use sigap_kernel::{Ctx, FacilityId, Lang, Pool};
use sigap_store::{Entry, Subject};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use crate::board::place_of;
use crate::diagram::Diagram;
use crate::history::{Told, store};
use crate::words::Said;
use crate::{Beds, BedsError};

/// Pools on the page at most; a city has a few hundred.
const SHOWN_MAX: usize = 1_000;

#[derive(Template)]
#[template(path = "chances.html")]
struct ChancesPage {
    page: Page,
    w: Words,
    /// All forecasts together: scored, error, Brier score; `None` before the first.
    all: Option<(String, String, String)>,
    diagram: Diagram,
    /// Pools on the page.
    count: usize,
    /// By hospital.
    groups: Vec<Group>,
    /// Calibrated pools that residents do not see yet.
    ready: u32,
    /// How many forecasts a pool needs, and how large its error may be.
    needs: String,
    is_cut: bool,
}

/// One pool.
struct Line {
    facility: FacilityId,
    hospital: String,
    pool: Pool,
    name: String,
    version: i64,
    scored: String,
    error: String,
    /// The kind of the badge and its words.
    state: (&'static str, String),
    is_on: bool,
    is_calibrated: bool,
}

/// The pools of one hospital.
struct Group {
    lines: Vec<Line>,
}

impl Group {
    fn hospital(&self) -> &str {
        self.lines.first().map_or("", |line| &line.hospital)
    }

    /// How many of its pools residents see.
    fn shown(&self) -> usize {
        self.lines.iter().filter(|line| line.is_on && line.is_calibrated).count()
    }
}

/// The lines by hospital, in their order.
fn grouped(lines: Vec<Line>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups.last_mut().filter(|group| group.lines.first().is_some_and(|first| first.facility == line.facility)) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { lines: vec![line] }),
        }
    }
    groups
}

/// What a redirect after a deed carries.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    ok: Option<String>,
}

/// The page.
pub(crate) async fn page(State(beds): State<Beds>, visitor: Visitor, Query(after): Query<After>) -> PageResult {
    let said = Said::new(visitor.ctx.lang());
    let w = said.words();
    let told = readable(&beds, &visitor.ctx).await?;
    let all = told.iter().fold(Reliability::default(), |all, one| all.and(&one.scored));
    let rules = &beds.rules().chance.calibration;
    let mut lines: Vec<Line> = told.iter().filter_map(|one| Line::of(&beds, one, said)).collect();
    lines.sort_by(|a, b| (&a.hospital, a.facility, &a.name).cmp(&(&b.hospital, b.facility, &b.name)));
    let ready = u32::try_from(lines.iter().filter(|line| line.is_calibrated && !line.is_on).count()).unwrap_or(u32::MAX);
    let is_cut = lines.len() > SHOWN_MAX;
    lines.truncate(SHOWN_MAX);
    let page = Page::staff(beds.floor(), &visitor, w.s("chances-title"));
    let page = match after.ok.as_deref() {
        Some("overtaken") => page.noticing("warn", w.s("chances-overtaken")),
        Some(_) => page.noticing("good", w.s("chances-saved")),
        None => page,
    };
    let figures = |all: &Reliability| Some((figure(&w, all.scored()), points(&w, all.calibration_error()?), score(&w, all.brier()?)));
    let needs = w.with("chances-needs", &[("n", &figure(&w, rules.scored_min)), ("error", &points(&w, rules.error_max))]);
    Ok(Html(ChancesPage {
        page,
        w,
        all: figures(&all),
        diagram: Diagram::of(&all, &w),
        count: lines.len(),
        groups: grouped(lines),
        ready,
        needs,
        is_cut,
    })
    .into_response())
}

/// The pools this person may decide about.
async fn readable(beds: &Beds, ctx: &Ctx) -> Result<Vec<Told>, BedsError> {
    let picture = beds.picture();
    let may = picture.all().iter().filter(|there| may_publish(ctx, &place_of(&there.facility)));
    let may: Vec<FacilityId> = may.map(|there| there.id()).collect();
    Ok(store::told_of_all(beds.floor().db(), &may).await?)
}

fn may_publish(ctx: &Ctx, place: &Where) -> bool {
    ctx.may(Action::PublishChance, place).is_ok()
}

impl Line {
    fn of(beds: &Beds, one: &Told, said: Said) -> Option<Self> {
        let picture = beds.picture();
        let hospital = picture.facility(one.facility)?;
        let (w, rules) = (said.words(), &beds.rules().chance.calibration);
        let (kind, restricts) = said.pool(&one.pool);
        let is_calibrated = one.scored.is_calibrated(rules);
        let state = match (is_calibrated, one.is_on) {
            (true, true) => ("good", "chances-shown"),
            (true, false) => ("info", "chances-ready"),
            (false, true) => ("warn", "chances-withheld"),
            (false, false) if one.scored.scored() < rules.scored_min => ("", "chances-young"),
            (false, false) => ("", "chances-off"),
        };
        Some(Self {
            facility: one.facility,
            hospital: hospital.facility.name.clone(),
            pool: one.pool,
            name: if restricts.is_empty() { kind } else { format!("{kind} · {restricts}") },
            version: one.version,
            scored: figure(&w, one.scored.scored()),
            error: one.scored.calibration_error().map_or_else(|| "–".to_owned(), |error| points(&w, error)),
            state: (state.0, w.s(state.1)),
            is_on: one.is_on,
            is_calibrated,
        })
    }
}

fn figure(w: &Words, count: f64) -> String {
    // Counts of forecasts: whole and above zero.
    w.figure(count.max(0.0).round() as u32)
}

/// `3,2 poin`: an error in points of a hundred.
fn points(w: &Words, error: f64) -> String {
    w.with("chances-points", &[("n", &in_words(w, format!("{:.1}", error * 100.0)))])
}

fn score(w: &Words, brier: f64) -> String {
    in_words(w, format!("{brier:.3}"))
}

fn in_words(w: &Words, text: String) -> String {
    if w.lang() == Lang::Id { text.replace('.', ",") } else { text }
}

/// What the office decides: one pool, or all that are ready.
#[derive(Debug, Deserialize)]
pub(crate) struct Decided {
    #[serde(default)]
    facility: Option<String>,
    #[serde(default)]
    pool: Option<String>,
    #[serde(default)]
    version: i64,
    show: String,
}

/// Lets residents see the chance of pools, or not.
pub(crate) async fn decide(State(beds): State<Beds>, visitor: Visitor, CheckedForm(decided): CheckedForm<Decided>) -> PageResult {
    let ctx = &visitor.ctx;
    let rules = &beds.rules().chance.calibration;
    let named = decided
        .facility
        .as_deref()
        .and_then(|id| id.parse::<FacilityId>().ok())
        .zip(decided.pool.as_deref().and_then(|pool| pool.parse::<Pool>().ok()));
    let chosen: Vec<Told> = match (named, decided.show.as_str()) {
        (Some((facility, pool)), _) => {
            let there = beds.picture().facility(facility).cloned().ok_or(sigap_web::PageError::NotFound)?;
            ctx.may(Action::PublishChance, &place_of(&there.facility))?;
            let all = store::told_of(beds.floor().db(), facility).await?;
            all.into_iter().filter(|one| one.pool == pool).map(|one| Told { version: decided.version, ..one }).collect()
        }
        (None, "ready") => readable(&beds, ctx).await?.into_iter().filter(|one| !one.is_on && one.scored.is_calibrated(rules)).collect(),
        (None, _) => return Err(sigap_web::PageError::NotFound),
    };
    let is_on = decided.show != "no";
    if chosen.is_empty() {
        return Ok(see_other("/peluang?ok=overtaken"));
    }
    let chosen = &chosen;
    let all_done = beds
        .floor()
        .db()
        .write(ctx, |tx| async move {
            let mut all_done = true;
            for one in chosen {
                let subject = Subject::new("bed_told", one.facility);
                if store::switch(&tx, one.facility, &one.pool, one.version, is_on).await? {
                    let body = json!({ "facility": one.facility, "pool": one.pool.to_string(), "is_on": is_on });
                    tx.record(Entry::new(subject, "beds.chance_shown", 1, body));
                } else {
                    all_done = false;
                    tx.confirm(subject);
                }
            }
            Ok::<_, BedsError>(all_done)
        })
        .await?;
    Ok(see_other(if all_done { "/peluang?ok=saved" } else { "/peluang?ok=overtaken" }))
}
