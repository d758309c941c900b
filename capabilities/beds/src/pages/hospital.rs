//! `GET /rs/{facility}`: one place of care. All kinds of bed with the story of each number, phones with their hours, services, and how
//! well all of this is known.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_registry::{Accreditation, Facility, IsOpen, PhonePurpose, Said as _, Stage};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::named;
use crate::board::place_of;
use crate::eyes::{Eyes, Sight};
use crate::find::{Found, seen};
use crate::finder::{is_refresh, varying};
use crate::model::Need;
use crate::words::{Call, Said, Shown};
use crate::{Beds, facility_topic, why};

/// The page, or only the numbers when an open page renews them.
pub(crate) async fn hospital(State(beds): State<Beds>, visitor: Visitor, id: Path<String>, headers: HeaderMap) -> PageResult {
    let one = named(&beds, &id)?;
    let (said, now) = (Said::new(visitor.ctx.lang()), visitor.ctx.now());
    let found = seen(&one, beds.rules(), &Need::ANY, None, Eyes::of(&visitor.ctx, beds.floor()), now);
    let pools = Pools::of(&beds, &found, said, now);
    let page = Page::public(beds.floor(), &visitor, one.facility.name.clone()).hearing();
    let w = said.words();
    if is_refresh(&headers) {
        return Ok(varying(Html(PoolsPart { page, w, pools }).into_response()));
    }
    let may_ask = one.is_hospital() && visitor.ctx.may(Action::AskPromise, &place_of(&one.facility)).is_ok();
    let mut about = About { may_ask, ..About::of(&one.facility, found.sight, said, now) };
    if beds.floor().is_in_shadow() && one.facility.agreement.stage == Stage::Public {
        about.stage = w.s("stage-city-shadow");
    }
    about.limits = beds.limit_line(&visitor.ctx, &one.facility);
    about.may_announce = one.facility.kind.is_hospital() && visitor.ctx.may(Action::AnnounceLimit, &place_of(&one.facility)).is_ok();
    Ok(varying(Html(HospitalPage { page, w, about, pools }).into_response()))
}

#[derive(Template)]
#[template(path = "hospital.html")]
struct HospitalPage {
    page: Page,
    w: Words,
    about: About,
    pools: Pools,
}

#[derive(Template)]
#[template(path = "hospital_renewed.html")]
struct PoolsPart {
    page: Page,
    w: Words,
    pools: Pools,
}

/// One kind of bed.
struct PoolLine {
    name: String,
    restricts: String,
    shown: Shown,
    label: String,
    /// The chance on arrival, where it may be seen; may be empty.
    chance: String,
    why: Vec<String>,
}

/// All kinds of bed of a hospital, renewed in place.
struct Pools {
    id: FacilityId,
    topic: String,
    lines: Vec<PoolLine>,
    /// `5 dari 6 ruang laporannya berlaku`; empty where there is nothing to say.
    heard: String,
}

impl Pools {
    fn of(beds: &Beds, found: &Found, said: Said, now: UtcMs) -> Self {
        let facility = &found.beds.facility;
        let shown_pools = found.pools.iter().filter(|_| found.sight.is_seeing());
        let lines = shown_pools.map(|one| {
            let mut shown = said.shown(&one.figure, &one.sum, facility.zone, now);
            if let Some(chance) = &one.chance {
                said.tell_chance(&mut shown, chance);
            }
            let chance = one.chance.map_or_else(String::new, |_| shown.sentence.clone());
            let (name, restricts) = said.pool(&one.pool);
            let why = why::pool_lines(said, &found.beds, beds.rules(), &one.pool, &one.figure, now);
            PoolLine { name, restricts, label: shown.figure.label(said.words()), chance, shown, why }
        });
        Self { id: facility.id, topic: facility_topic(facility.id), lines: lines.collect(), heard: heard(found, said) }
    }
}

fn heard(found: &Found, said: Said) -> String {
    let (counted, w) = (found.sum.wards_counted, said.words());
    let all = counted.saturating_add(found.sum.wards_excluded());
    if !found.sight.is_seeing() || found.pools.is_empty() || counted == all {
        return String::new();
    }
    w.with("hospital-wards-heard", &[("heard", &w.figure(counted)), ("all", &w.figure(all))])
}

/// A phone with its story.
struct PhoneLine {
    purpose: String,
    call: Call,
    answered: String,
}

/// A service and whether it is open.
struct ServiceLine {
    name: String,
    state: &'static str,
    open: String,
    hours: String,
}

/// What stands about a place of care, apart from its beds.
struct About {
    /// `RS umum · kelas B · milik pemerintah`.
    kind: String,
    accreditations: Vec<String>,
    call: Option<Call>,
    /// Who is called by it.
    call_words: String,
    /// The emergency room, where that is another number.
    igd: Option<Call>,
    phones: Vec<PhoneLine>,
    no_phones: String,
    address: String,
    doubt: Option<String>,
    services: Vec<ServiceLine>,
    /// What the data agreement lets be shown.
    stage: String,
    is_hospital: bool,
    is_seeing: bool,
    /// Whether the looker may ask the hospital for a bed.
    may_ask: bool,
    /// That the looker sees numbers before the public does.
    inside: Option<String>,
    /// What it has limited, for those who may read it.
    limits: Option<String>,
    /// Whether whoever looks may announce such a limit.
    may_announce: bool,
    id: FacilityId,
}

/// The words of a button that calls.
const fn words_of_call(purpose: PhonePurpose) -> &'static str {
    match purpose {
        PhonePurpose::Admission => "hospital-call",
        PhonePurpose::Igd => "hospital-call-igd",
        _ => "hospital-call-other",
    }
}

impl About {
    fn of(facility: &Facility, sight: Sight, said: Said, now: UtcMs) -> Self {
        let w = said.words();
        let phones = phones(facility, said, now);
        let call_for =
            |purpose| facility.agreement.shows_phones.then(|| facility.phones.iter().find(|phone| phone.purpose == purpose)).flatten();
        let call = said.best_call(facility, now);
        let igd = call_for(PhonePurpose::Igd).map(|phone| said.call(phone, facility.zone, now));
        let no_phones = if facility.phones.is_empty() { w.s("phones-none") } else { w.s("phones-hidden") };
        Self {
            kind: kind_line(facility, said),
            accreditations: accreditations(facility, said, now),
            call_words: w.s(call.as_ref().map_or("hospital-call-other", |call| words_of_call(call.purpose))),
            igd: igd.filter(|igd| call.as_ref().is_none_or(|call| call.dial != igd.dial)),
            call,
            no_phones: if phones.is_empty() { no_phones } else { String::new() },
            phones,
            address: address(facility, said),
            doubt: said.place_doubt(facility),
            services: services(facility, said, now),
            stage: w.s(stage_key(facility, sight)),
            is_hospital: facility.kind.is_hospital(),
            is_seeing: sight.is_seeing(),
            may_ask: false,
            inside: (sight == Sight::Inside).then(|| w.s(crate::eyes::inside_key(facility))),
            limits: None,
            may_announce: false,
            id: facility.id,
        }
    }
}

const fn stage_key(facility: &Facility, sight: Sight) -> &'static str {
    let is_public = matches!(sight, Sight::Public);
    match facility.agreement.stage {
        Stage::Shadow if sight.is_seeing() => "stage-shadow-inside",
        Stage::None => "stage-none",
        Stage::Training => "stage-training",
        Stage::Shadow => "stage-shadow",
        Stage::Public if is_public => "stage-public",
        Stage::Public => "stage-hidden",
    }
}

fn kind_line(facility: &Facility, said: Said) -> String {
    let w = said.words();
    let owner = facility.owner.is_public().map(|public| w.s(if public { "owner-public" } else { "owner-private" }));
    let class = facility.class.map(|class| w.with("hospital-class", &[("class", &class.code().replace('_', " "))]));
    [Some(facility.kind.say(&said.registry())), class, owner].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn address(facility: &Facility, said: Said) -> String {
    let w = said.words();
    let village = if facility.village.is_empty() { String::new() } else { w.with("place-kelurahan", &[("name", &facility.village)]) };
    let parts = [facility.address.clone(), village, said.district(facility)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn phones(facility: &Facility, said: Said, now: UtcMs) -> Vec<PhoneLine> {
    let w = said.words();
    let shown = facility.phones.iter().filter(|_| facility.agreement.shows_phones);
    shown
        .map(|phone| PhoneLine {
            purpose: phone.purpose.say(&said.registry()),
            call: said.call(phone, facility.zone, now),
            answered: phone
                .last_answered_at
                .map_or_else(|| w.s("phone-untried"), |at| w.with("phone-answered", &[("age", &said.age(at, now).words)])),
        })
        .collect()
}

fn accreditations(facility: &Facility, said: Said, now: UtcMs) -> Vec<String> {
    let line = |one: &Accreditation| {
        let (level, body) = (one.level.say(&said.registry()), one.body.as_str());
        let day = one.expires.map(|day| said.calendar_day(&day.to_string()));
        match (day, one.days_left(now, facility.zone)) {
            (Some(day), Some(..0)) => said.words().with("accredited-over", &[("level", &level), ("body", body), ("day", &day)]),
            (Some(day), _) => said.words().with("accredited-until", &[("level", &level), ("body", body), ("day", &day)]),
            (None, _) => said.words().with("accredited", &[("level", &level), ("body", body)]),
        }
    };
    facility.accreditations.iter().map(line).collect()
}

fn services(facility: &Facility, said: Said, now: UtcMs) -> Vec<ServiceLine> {
    let line = |one: &sigap_registry::Service| {
        let open = one.hours.is_open(now, facility.zone);
        let state = match open {
            IsOpen::Open { .. } => "free",
            IsOpen::Closed { opens: Some(_) } => "full",
            IsOpen::Closed { opens: None } => "silent",
        };
        let name = one.kind.say(&said.registry());
        let level = one.competence.map(|competence| format!("{name} · {}", competence.say(&said.registry())));
        let hours = if one.hours.is_always() || !one.hours.is_known() { String::new() } else { one.hours.say(&said.registry()) };
        ServiceLine { name: level.unwrap_or(name), state, open: said.open(open, facility.zone, now), hours }
    };
    facility.services.iter().map(line).collect()
}
