//! `GET /`: the bed finder. Question → place → list, best first; a map on request. Plain HTML that a script keeps current.

mod question;
mod row;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sigap_availability::Payer;
use sigap_kernel::{BedType, CareClass, Ctx, Sex};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

pub(crate) use question::address;
use question::{Question, View};
use row::Row;

use crate::eyes::Eyes;
use crate::find::{REACH_MIN, find};
use crate::model::{LIMIT_MAX, LIMIT_USUAL, Search, Situation};
use crate::whence::Whence;
use crate::words::Said;
use crate::{Beds, facility_topic};

/// How far a map looks around: as many hospitals as one answer may hold.
const MAP_LIMIT: usize = LIMIT_MAX;

/// The finder, or only its list when a page renews it.
pub(crate) async fn page(State(beds): State<Beds>, visitor: Visitor, headers: HeaderMap, RawQuery(query): RawQuery) -> PageResult {
    let question = Question::read(query.as_deref().unwrap_or_default());
    let said = Said::new(visitor.ctx.lang());
    let whence = Whence::of(&question.place, &beds.gazetteer(), beds.floor().settings().centre, said);
    let shown = if question.view == View::Map { question.limit.max(MAP_LIMIT) } else { question.limit };
    let list = List::of(&beds, &question, shown, &whence, &visitor.ctx);
    let w = said.words();
    let page = Page::public(beds.floor(), &visitor, w.s("finder-title")).hearing();
    if is_refresh(&headers) {
        return Ok(varying(Html(ListPart { page, w, list }).into_response()));
    }
    let ask = Ask::of(&beds, &question, &whence, said);
    Ok(varying(Html(FinderPage { page, w, ask, list }).into_response()))
}

/// Whether the script of an open page asks, and not a person.
pub(crate) fn is_refresh(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Says that the answer is another one for the script of an open page.
pub(crate) fn varying(mut response: Response) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("hx-request, hx-target"));
    response
}

#[derive(Template)]
#[template(path = "finder.html")]
struct FinderPage {
    page: Page,
    w: Words,
    ask: Ask,
    list: List,
}

#[derive(Template)]
#[template(path = "beds_list.html")]
struct ListPart {
    page: Page,
    w: Words,
    list: List,
}

/// The hospitals, as they are renewed in place.
struct List {
    rows: Vec<Row>,
    /// The address that renews the list.
    href: String,
    /// What the list listens to.
    topics: String,
    /// `20 rumah sakit, yang terbaik di atas`.
    count: String,
    more: Option<String>,
    /// Chosen narrower than "any": what the empty list offers to take back.
    without_class: Option<String>,
    without_kind: Option<String>,
}

impl List {
    fn of(beds: &Beds, question: &Question, limit: usize, whence: &Whence, ctx: &Ctx) -> Self {
        let (said, now) = (Said::new(ctx.lang()), ctx.now());
        let search = Search { need: question.need.clone(), near: whence.point, limit };
        let found = find(&beds.picture(), beds.rules(), &search, Eyes::of(ctx, beds.floor()), now);
        let need = &question.need;
        let narrow_kind = need.situation.is_some() || !need.bed_types.is_empty();
        Self {
            topics: found.iter().map(|one| facility_topic(one.beds.facility.id)).collect::<Vec<_>>().join(" "),
            count: said.words().a1("finder-count", "n", found.len()),
            more: (found.len() == question.limit && question.limit < LIMIT_MAX)
                .then(|| question.href_with(|more| more.limit = (more.limit + LIMIT_USUAL).min(LIMIT_MAX))),
            without_class: (!need.classes.is_empty()).then(|| question.href_with(|any| any.need.classes.clear())),
            without_kind: narrow_kind.then(|| {
                question.href_with(|any| {
                    any.need.situation = None;
                    any.need.bed_types.clear();
                })
            }),
            href: question.href(),
            rows: found
                .iter()
                .map(|one| {
                    let mut row = Row::of(one, need.payer, said, now);
                    row.notes.extend(beds.limit_line(ctx, &one.beds.facility));
                    row
                })
                .collect(),
        }
    }
}

/// A chip or an option of the question.
struct Choice {
    value: String,
    label: String,
    on: bool,
}

/// The question as the page shows it.
struct Ask {
    is_asked: bool,
    is_map: bool,
    /// Folded: `Rawat inap dewasa · JKN kelas 3`.
    summary: String,
    whence: String,
    situations: Vec<Choice>,
    payers: Vec<Choice>,
    types: Vec<Choice>,
    classes: Vec<Choice>,
    sexes: Vec<Choice>,
    is_narrow: bool,
    place: String,
    lat: String,
    lon: String,
    /// Namesakes: label and address.
    places: Vec<(String, String)>,
    unknown: Option<String>,
    unread: bool,
    /// What whoever pays alone has to know, once.
    right_once: Option<String>,
    list_href: String,
    map_href: String,
    share_href: String,
    map_src: String,
    map_centre: String,
    miss_cost: u32,
    reach_hours: u32,
}

impl Ask {
    fn of(beds: &Beds, question: &Question, whence: &Whence, said: Said) -> Self {
        let need = &question.need;
        let asked =
            |name: &str| question.place.pairs().into_iter().find(|(key, _)| *key == name).map(|(_, value)| value).unwrap_or_default();
        let alone = need.payer.filter(|payer| matches!(payer, Payer::SelfPay | Payer::Insurance));
        let right = |payer| {
            said.right(beds.rules().rights.right(payer, BedType::General, CareClass::None, sigap_availability::OwnClass::Unknown), payer)
        };
        Self {
            is_asked: question.is_asked(),
            is_map: question.view == View::Map,
            summary: summary(question, said),
            whence: whence.label.clone(),
            situations: coded(Situation::ALL, need.situation, |one| said.situation(one), Situation::code),
            payers: coded(Payer::ALL, need.payer, |one| said.payer(one), Payer::code),
            types: listed(BedType::ALL, &need.bed_types, |one| said.bed_type(one), BedType::code),
            classes: listed(CareClass::ALL, &need.classes, |one| said.class(one), CareClass::code),
            sexes: coded(Sex::ALL, Some(need.sex), |one| said.sex(one), Sex::code),
            is_narrow: !need.bed_types.is_empty() || !need.classes.is_empty() || need.sex != Sex::Any,
            place: question.place.text.clone(),
            lat: asked("lat"),
            lon: asked("lon"),
            places: whence.choices.iter().map(|one| (one.name.clone(), question.href_with(|to| to.place = one.asked.clone()))).collect(),
            unknown: whence.unknown.clone(),
            unread: question.unread,
            right_once: alone.map(right),
            list_href: question.href_with(|list| list.view = View::List),
            map_href: question.href_with(|map| map.view = View::Map),
            share_href: question.href_with(|shared| shared.place = shared.place.coarse()),
            map_src: question.api("/api/v1/beds.geojson", whence.point, MAP_LIMIT),
            map_centre: format!("{},{}", crate::whence::degrees(whence.point.lon()), crate::whence::degrees(whence.point.lat())),
            miss_cost: beds.rules().rank.miss_cost_min,
            reach_hours: REACH_MIN / 60,
        }
    }
}

/// What was asked, in one line.
fn summary(question: &Question, said: Said) -> String {
    let need = &question.need;
    let mut said_of: Vec<String> = need.bed_types.iter().map(|one| said.bed_type(*one)).collect();
    if said_of.is_empty() {
        said_of.push(need.situation.map_or_else(|| said.words().s("finder-asked-any"), |one| said.situation(one)));
    }
    said_of.extend(need.classes.iter().map(|one| said.class(*one)));
    said_of.extend((need.sex != Sex::Any).then(|| said.sex(need.sex)));
    said_of.extend(need.payer.map(|one| said.payer(one)));
    said_of.join(" · ")
}

fn coded<T: Copy + PartialEq>(all: &[T], chosen: Option<T>, label: impl Fn(T) -> String, code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|one| Choice { value: code(*one).to_owned(), label: label(*one), on: chosen == Some(*one) }).collect()
}

/// The options of a list; a choice of several that came with a link is kept as one option.
fn listed<T: Copy + PartialEq>(all: &[T], chosen: &[T], label: impl Fn(T) -> String, code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    let single = if let [one] = chosen { Some(*one) } else { None };
    let mut options = coded(all, single, &label, &code);
    if chosen.len() > 1 {
        let join = |parts: Vec<String>, between: &str| parts.join(between);
        let value = join(chosen.iter().map(|one| code(*one).to_owned()).collect(), ",");
        options.insert(0, Choice { value, label: join(chosen.iter().map(|one| label(*one)).collect(), ", "), on: true });
    }
    options
}
