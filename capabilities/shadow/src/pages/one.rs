//! `GET /bayangan/{facility}`: one hospital's comparison, whether it is ready and why not yet; forms for figures of another book.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, FieldErrors, Pool, UtcMs, Zone};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::curve::Curve;
use super::{Asked, Fields, done, id_of, mistakes, say, status_of, words};
use crate::model::{BEDS_MAX, Book, Figure, Pair, RowMistake, Summary, read_table, read_when};
use crate::service::{self, Known, facility_for, place_of};
use crate::{ShadowError, ShadowRoom, store};

/// The worst differences that are shown.
const WORST_SHOWN: usize = 10;

struct Worst {
    when: String,
    kind: String,
    book: String,
    by: String,
    said: String,
    own: String,
}

struct KindChoice {
    code: String,
    name: String,
    is_chosen: bool,
}

struct RowLine {
    row: u32,
    text: String,
    message: String,
}

#[derive(Template)]
#[template(path = "shadow_one.html")]
struct OnePage {
    page: Page,
    w: Words,
    facility: Facility,
    days: String,
    on_time: String,
    until: String,
    plan_version: i64,
    plan_until: String,
    missing: Vec<String>,
    formula: String,
    all: say::Line,
    kinds: Vec<say::Line>,
    curve: Curve,
    worst: Vec<Worst>,
    choices: Vec<KindChoice>,
    may_compare: bool,
    may_decide: bool,
    typed: [String; 4],
    pasted: String,
    rows: Vec<RowLine>,
    errors: FieldErrors,
    mistakes: Vec<(String, String)>,
}

/// What a form left behind when it was not taken.
#[derive(Default)]
struct Left {
    fields: Fields,
    errors: FieldErrors,
    rows: Vec<RowMistake>,
    taken: usize,
}

/// The page.
pub(crate) async fn page(
    State(room): State<ShadowRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    shown(&room, &visitor, id_of(&id)?, Left::default(), &asked).await
}

async fn shown(room: &ShadowRoom, visitor: &Visitor, id: FacilityId, left: Left, asked: &Asked) -> PageResult {
    let (w, db, ctx) = (words(visitor), room.floor().db(), &visitor.ctx);
    let facility = facility_for(db, ctx, Action::ReadShadow, id).await?;
    let known = service::known(room, ctx, &facility, store::plan(db, id).await?).await?;
    let mut page = done(Page::staff(room.floor(), visitor, w.a1("one-title", "name", facility.name.clone())), &w, asked);
    if left.taken > 0 {
        page = page.noticing("good", w.a1("done-noted", "n", left.taken));
    }
    let (rules, zone) = (room.rules(), facility.zone);
    let chosen = left.fields.get("kind");
    let choice = |pool: &Pool| KindChoice { code: pool.to_string(), name: say::kind(&w, pool), is_chosen: pool.to_string() == chosen };
    let plan = known.plan.as_ref();
    let mut status = status_of(&left.errors);
    if !left.rows.is_empty() {
        status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    let template = OnePage {
        days: w.a1("days", "n", known.days),
        on_time: on_time(&known),
        until: plan.and_then(|plan| plan.until).map_or_else(|| w.s("until-open"), |until| say::day(zone, until)),
        plan_version: plan.map_or(0, |plan| plan.version),
        plan_until: plan.and_then(|plan| plan.until).map_or_else(String::new, |until| say::day_field(zone, until.plus_min(-1))),
        missing: say::missing(&w, &known.unmet),
        formula: w.with(
            "formula",
            &[
                ("days", &rules.days_min.to_string()),
                ("compared", &rules.compared_min.to_string()),
                ("close", &rules.close_pct_min.to_string()),
                ("within", &rules.close_within_beds.to_string()),
                ("ontime", &rules.on_time_pct_min.to_string()),
            ],
        ),
        all: say::Line::of(&w, w.s("all-kinds"), &known.all),
        kinds: by_kind(&w, &known.pairs, rules.close_within_beds),
        curve: Curve::of(&w, zone, &known.pairs, rules.close_within_beds),
        worst: worst(&w, zone, &known.pairs),
        choices: room.own().kinds(id).await?.iter().map(choice).collect(),
        may_compare: ctx.may(Action::CompareShadow, &place_of(&facility)).is_ok(),
        may_decide: ctx.may(Action::DecideAgreement, &place_of(&facility)).is_ok(),
        typed: ["free", "beds", "at", "until"].map(|name| left.fields.get(name).to_owned()),
        pasted: pasted(&left),
        rows: left.rows.into_iter().map(|one| RowLine { row: one.row, text: one.text, message: w.s(one.message) }).collect(),
        mistakes: mistakes(&w, &left.errors),
        errors: left.errors,
        facility,
        page,
        w,
    };
    Ok((status, Html(template)).into_response())
}

/// What stays in the field: of a table that was taken in part, its header and the rows that were not.
fn pasted(left: &Left) -> String {
    let text = left.fields.get("table");
    if left.rows.is_empty() {
        return text.to_owned();
    }
    let header = text.lines().next().unwrap_or_default().replace([',', '\t'], ";");
    std::iter::once(header).chain(left.rows.iter().map(|row| row.text.clone())).collect::<Vec<_>>().join("\n")
}

fn on_time(known: &Known) -> String {
    let share = known.hours.filter(|(looked, _)| *looked > 0).map(|(looked, counted)| counted.saturating_mul(1_000) / looked);
    say::share(share)
}

fn by_kind(w: &Words, pairs: &[Pair], within: u32) -> Vec<say::Line> {
    let mut kinds: BTreeMap<String, (Pool, Vec<&Pair>)> = BTreeMap::new();
    for pair in pairs {
        kinds.entry(pair.figure.kind.to_string()).or_insert_with(|| (pair.figure.kind, Vec::new())).1.push(pair);
    }
    kinds.into_values().map(|(kind, pairs)| say::Line::of(w, say::kind(w, &kind), &Summary::of(pairs, within))).collect()
}

fn worst(w: &Words, zone: Zone, pairs: &[Pair]) -> Vec<Worst> {
    let mut apart: Vec<(i64, &Pair)> =
        pairs.iter().filter_map(|pair| Some((pair.differs_by()?, pair))).filter(|(by, _)| *by != 0).collect();
    apart.sort_by_key(|(by, pair)| (std::cmp::Reverse(by.abs()), std::cmp::Reverse(pair.figure.at)));
    let of = |free: u32, beds: Option<u32>| match beds {
        Some(beds) => w.a2("free-of", "free", w.figure(free), "beds", w.figure(beds)),
        None => w.figure(free),
    };
    let line = |(by, pair): (i64, &Pair)| Worst {
        when: say::stamp(w, zone, pair.figure.at),
        kind: say::kind(w, &pair.figure.kind),
        book: w.s(&format!("book-{}", pair.figure.book)),
        by: say::signed(by),
        said: of(pair.figure.free, pair.figure.beds),
        own: pair.own.map_or_else(String::new, |own| format!("{} · {}", of(own.free, own.beds), say::age(w, Some(own.age_s)))),
    };
    apart.into_iter().take(WORST_SHOWN).map(line).collect()
}

/// The end of a day on the clock of a place; nothing where nothing was typed.
pub(super) fn end_of_day(text: &str, zone: Zone) -> Result<Option<UtcMs>, FieldErrors> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut errors = FieldErrors::new();
    let at = read_when(&format!("{text} 23:59"), zone).map(|at| at.plus_min(1));
    if at.is_none() {
        errors.add("until", "field-until");
    }
    errors.into_result(Some(at))
}

/// Notes one figure.
pub(crate) async fn note(
    State(room): State<ShadowRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let facility = facility_for(room.floor().db(), &visitor.ctx, Action::CompareShadow, id).await?;
    let kinds = room.own().kinds(id).await?;
    match read(&fields, &kinds, facility.zone, visitor.ctx.now()) {
        Ok(figure) => {
            let new = service::note(&room, &visitor.ctx, id, &[figure]).await?;
            Ok(see_other(&format!("/bayangan/{id}?ok=noted&n={new}")))
        }
        Err(errors) => shown(&room, &visitor, id, Left { fields, errors, ..Left::default() }, &Asked::default()).await,
    }
}

fn read(fields: &Fields, kinds: &[Pool], zone: Zone, now: UtcMs) -> Result<Figure, FieldErrors> {
    let mut errors = FieldErrors::new();
    let out_of_range = format!("field-out-of-range?min=0&max={BEDS_MAX}");
    let kind = fields.get("kind").parse::<Pool>().ok().filter(|kind| kinds.contains(kind));
    let count = |name: &str| fields.get(name).parse::<u32>().ok().filter(|count| *count <= BEDS_MAX);
    let (free, beds) = (count("free"), count("beds"));
    let at = if fields.get("at").is_empty() { Some(now) } else { read_when(fields.get("at"), zone).filter(|at| *at <= now) };
    if kind.is_none() {
        errors.add("kind", "field-choose");
    }
    if free.is_none() {
        errors.add("free", &out_of_range);
    }
    if (beds.is_none() && !fields.get("beds").is_empty()) || beds.is_some_and(|beds| free.is_some_and(|free| free > beds)) {
        errors.add("beds", "beds-below-free");
    }
    if at.is_none() {
        errors.add("at", "at-past");
    }
    let read = || Some(Figure { book: Book::Typed, kind: kind?, at: at?, free: free?, beds });
    let figure = read();
    errors.into_result(figure)
}

/// Takes a table that was pasted: the good rows at once, the others come back with their mistakes.
pub(crate) async fn paste(
    State(room): State<ShadowRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let facility = facility_for(room.floor().db(), &visitor.ctx, Action::CompareShadow, id).await?;
    let kinds = room.own().kinds(id).await?;
    match read_table(fields.get("table"), &kinds, facility.zone, visitor.ctx.now()) {
        Ok((good, rows)) => {
            let taken = service::note(&room, &visitor.ctx, id, &good).await?;
            if rows.is_empty() {
                return Ok(see_other(&format!("/bayangan/{id}?ok=noted&n={taken}")));
            }
            shown(&room, &visitor, id, Left { fields, rows, taken, ..Left::default() }, &Asked::default()).await
        }
        Err(message) => {
            let mut errors = FieldErrors::new();
            errors.add("table", message);
            shown(&room, &visitor, id, Left { fields, errors, ..Left::default() }, &Asked::default()).await
        }
    }
}

/// Plans until when the shadow lasts.
pub(crate) async fn plan(
    State(room): State<ShadowRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    let facility = facility_for(room.floor().db(), &visitor.ctx, Action::CompareShadow, id).await?;
    let planned = match end_of_day(fields.get("until"), facility.zone) {
        Ok(until) => service::plan(&room, &visitor.ctx, id, fields.version(), until).await,
        Err(errors) => Err(errors.into()),
    };
    match planned {
        Ok(()) => Ok(see_other(&format!("/bayangan/{id}?ok=planned"))),
        Err(ShadowError::Invalid(errors)) => {
            shown(&room, &visitor, id, Left { fields, errors, ..Left::default() }, &Asked::default()).await
        }
        Err(other) => Err(other.into()),
    }
}
