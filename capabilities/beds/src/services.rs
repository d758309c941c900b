//! `GET /layanan`: what is open now near me. Emergency rooms, clinics, health centres, single services; open and near first.

pub(crate) mod api;
mod search;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse as _;
use sigap_kernel::{FacilityId, UtcMs};
use sigap_registry::{IsOpen, Said as _, ServiceKind};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use crate::Beds;
use crate::finder::address;
use crate::model::{LIMIT_MAX, LIMIT_USUAL};
use crate::whence::Whence;
use crate::words::{Call, Said};
use search::{Asked, Place, What, search};

/// A place that closes within so many minutes is said to close soon.
const CLOSING_SOON_MIN: i64 = 30;
/// Services named in a row before the rest is left out.
const SERVICES_NAMED: usize = 4;
/// Services that stand on the page at once; all others stand behind a fold.
const FIRST: [ServiceKind; 2] = [ServiceKind::Igd, ServiceKind::GeneralClinic];

/// The page.
pub(crate) async fn page(State(beds): State<Beds>, visitor: Visitor, RawQuery(query): RawQuery) -> PageResult {
    let asked = Asked::read(query.as_deref().unwrap_or_default());
    let (said, now) = (Said::new(visitor.ctx.lang()), visitor.ctx.now());
    let whence = Whence::of(&asked.place, &beds.gazetteer(), beds.floor().settings().centre, said);
    let found = search(&beds.picture(), &asked, whence.point, now);
    let w = said.words();
    let page = Page::public(beds.floor(), &visitor, w.s("services-title"));
    let list = Services::of(&asked, &whence, &found, said, now);
    Ok(Html(ServicesPage { page, w, list }).into_response())
}

#[derive(Template)]
#[template(path = "services.html")]
struct ServicesPage {
    page: Page,
    w: Words,
    list: Services,
}

/// A chip that is a link.
struct Chip {
    href: String,
    label: String,
    on: bool,
}

/// A place of care in the list.
struct Row {
    id: FacilityId,
    name: String,
    minutes: String,
    distance: String,
    district: String,
    state: &'static str,
    big: String,
    small: String,
    sentence: String,
    facts: String,
    call: Option<Call>,
}

/// The list and what chose it.
struct Services {
    open: Chip,
    first: Vec<Chip>,
    others: Vec<Chip>,
    others_open: bool,
    /// Hidden fields that keep the choice when another place is asked for.
    kept: Vec<(&'static str, String)>,
    place: String,
    lat: String,
    lon: String,
    whence: String,
    places: Vec<(String, String)>,
    unknown: Option<String>,
    unread: bool,
    rows: Vec<Row>,
    count: String,
    more: Option<String>,
    with_closed: String,
    /// The address that renews the list.
    href: String,
    share_href: String,
}

impl Services {
    fn of(asked: &Asked, whence: &Whence, found: &[Place], said: Said, now: UtcMs) -> Self {
        let w = said.words();
        let chip = |what: What, label: String| Chip { href: asked.href_with(|to| to.what = what), label, on: asked.what == what };
        let service = |kind: &ServiceKind| chip(What::Service(*kind), kind.say(&said.registry()));
        let mut first = vec![chip(What::Anything, w.s("services-all")), chip(What::PrimaryCare, w.s("chip-clinic"))];
        first.extend(FIRST.iter().map(service));
        let pairs = asked.place.pairs();
        let field = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            open: Chip { href: asked.href_with(|to| to.open_only = !to.open_only), label: w.s("services-open"), on: asked.open_only },
            first,
            others: ServiceKind::ALL.iter().filter(|kind| !FIRST.contains(kind)).map(service).collect(),
            others_open: matches!(asked.what, What::Service(kind) if !FIRST.contains(&kind)),
            kept: asked.choice_pairs(),
            place: asked.place.text.clone(),
            lat: field("lat"),
            lon: field("lon"),
            whence: whence.label.clone(),
            places: whence.choices.iter().map(|one| (one.name.clone(), asked.href_with(|to| to.place = one.asked.clone()))).collect(),
            unknown: whence.unknown.clone(),
            unread: asked.unread,
            rows: found.iter().map(|place| Row::of(place, asked.what, said, now)).collect(),
            count: w.a1("services-count", "n", found.len()),
            more: (found.len() == asked.limit && asked.limit < LIMIT_MAX)
                .then(|| asked.href_with(|to| to.limit = (to.limit + LIMIT_USUAL).min(LIMIT_MAX))),
            with_closed: asked.href_with(|to| to.open_only = false),
            href: asked.href_with(|to| to.limit = asked.limit),
            share_href: asked.href_with(|to| to.place = to.place.coarse()),
        }
    }
}

impl Row {
    fn of(place: &Place, what: What, said: Said, now: UtcMs) -> Self {
        let facility = &place.beds.facility;
        let Spoken { state, big, small, sentence } = spoken(place.open, facility.zone, said, now);
        Self {
            id: facility.id,
            name: facility.name.clone(),
            minutes: said.minutes(place.travel_min),
            distance: said.distance(place.distance_m),
            district: said.district(facility),
            state,
            big,
            small,
            sentence,
            facts: facts(place, what, said, now),
            call: said.best_call(facility, now),
        }
    }
}

/// Open or closed, as a row says it.
struct Spoken {
    state: &'static str,
    big: String,
    small: String,
    sentence: String,
}

fn spoken(open: IsOpen, zone: sigap_kernel::Zone, said: Said, now: UtcMs) -> Spoken {
    let w = said.words();
    match open {
        IsOpen::Open { until: None } => {
            Spoken { state: "free", big: w.s("services-open-word"), small: w.s("services-always"), sentence: w.s("services-now") }
        }
        IsOpen::Open { until: Some(at) } => {
            let small = w.with("services-until", &[("time", &said.at(at, zone, now))]);
            let soon = at < now.plus_min(CLOSING_SOON_MIN);
            let sentence = w.s(if soon { "services-closing" } else { "services-now" });
            Spoken { state: if soon { "few" } else { "free" }, big: w.s("services-open-word"), small, sentence }
        }
        IsOpen::Closed { opens: Some(_) } => {
            Spoken { state: "full", big: w.s("services-closed"), small: String::new(), sentence: said.open(open, zone, now) }
        }
        IsOpen::Closed { opens: None } => Spoken {
            state: "silent",
            big: w.s("services-hours-word"),
            small: w.s("services-call-first"),
            sentence: said.open(open, zone, now),
        },
    }
}

/// Below the state: the kind of place and what is open there, or the week of the service that was asked for.
fn facts(place: &Place, what: What, said: Said, now: UtcMs) -> String {
    let facility = &place.beds.facility;
    let kind = facility.kind.say(&said.registry());
    let asked = facility.services.iter().find(|one| what == What::Service(one.kind));
    if let Some(service) = asked {
        let week = (service.hours.is_known() && !service.hours.is_always()).then(|| service.hours.say(&said.registry()));
        return [Some(kind), week].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    }
    let open = facility.services.iter().filter(|one| matches!(one.hours.is_open(now, facility.zone), IsOpen::Open { .. }));
    let names: Vec<String> = open.take(SERVICES_NAMED).map(|one| one.kind.say(&said.registry())).collect();
    if names.is_empty() { kind } else { format!("{kind} · {}", names.join(", ")) }
}

/// The address of the list.
fn services_address(pairs: &[(&'static str, String)]) -> String {
    address("/layanan", pairs)
}
