//! The list of facilities, and the page of one.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{Action, May as _};
use sigap_kernel::{BedType, UtcMs};
use sigap_store::entries_of;
use sigap_web::{Html, Page, PageResult, Visitor, Words, minutes_ago};

use super::{Found, Rights, may_in_city, shell};
use crate::store::list::{self, Filter};
use crate::{Accreditation, Facility, FacilityKind, Registry, Said, Stage, Ward, checks, journal, service};

/// Facilities of one page of the list.
const PAGE_ROWS: usize = 50;
/// Journal entries shown on the page of a facility.
const ENTRIES_SHOWN: i64 = 20;
/// A certificate that ends within this many days wants attention.
const EXPIRES_SOON_DAYS: i64 = 90;

/// What the list is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    kind: String,
    stage: String,
    district: String,
    rough: String,
    from: String,
    ok: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            text: self.q.clone(),
            kind: self.kind.parse().ok(),
            stage: self.stage.parse().ok(),
            district: self.district.clone(),
            rough: !self.rough.is_empty(),
        }
    }
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    page: Page,
    w: Words,
    facilities: Vec<Facility>,
    asked: Asked,
    districts: Vec<String>,
    total: usize,
    from: usize,
    may_add: bool,
    may_import: bool,
    may_export: bool,
}

impl ListPage {
    fn until(&self) -> usize {
        self.from + self.facilities.len()
    }

    /// The address of the list from another place on, with the same question.
    fn at(&self, from: usize) -> String {
        let pairs = [("q", &self.asked.q), ("kind", &self.asked.kind), ("stage", &self.asked.stage), ("district", &self.asked.district)];
        let from = from.to_string();
        let pairs = pairs.into_iter().chain([("rough", &self.asked.rough), ("from", &from)]).filter(|(_, value)| !value.is_empty());
        format!("/fasilitas?{}", serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).unwrap_or_default())
    }

    fn before(&self) -> usize {
        self.from.saturating_sub(PAGE_ROWS)
    }
}

pub(super) async fn list(State(registry): State<Registry>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (db, filter, scope) = (registry.floor().db(), asked.filter(), visitor.ctx.scope(Action::ReadFacility));
    let total = list::count(db, &filter, &scope).await?;
    let from = asked.from.parse().unwrap_or(0).min(total.saturating_sub(1) / PAGE_ROWS * PAGE_ROWS);
    let ids = list::ids(db, &filter, &scope, PAGE_ROWS, from).await?;
    let facilities = service::facilities_by_ids(db, &ids).await?;
    let (w, page) = shell(&registry, &visitor, |w| w.s("facilities"));
    let [may_add, may_import] = [Action::AddFacility, Action::ImportRegistry].map(|action| may_in_city(&visitor, action));
    let may_export = visitor.ctx.may_somewhere(Action::ExportRegistry);
    let districts = list::districts(db).await?;
    Ok(Html(ListPage { page, w, facilities, asked, districts, total, from, may_add, may_import, may_export }).into_response())
}

#[derive(Template)]
#[template(path = "facility.html")]
struct FacilityPage {
    page: Page,
    w: Words,
    f: Facility,
    wards: Vec<Ward>,
    /// Time, sentence and author of the last entries.
    journal: Vec<(String, String, String)>,
    rights: Rights,
    now: UtcMs,
}

impl FacilityPage {
    fn age(&self, at: &UtcMs) -> String {
        minutes_ago(&self.w, self.now, *at)
    }

    /// A certificate's validity: kind of badge and words.
    fn validity(&self, one: &Accreditation) -> (&'static str, String) {
        let until = one.expires.map(|day| say_day(day, &self.w)).unwrap_or_default();
        match one.days_left(self.now, self.f.zone) {
            None => ("", self.w.s("valid-unknown")),
            Some(..0) => ("bad", self.w.a1("valid-expired", "day", until)),
            Some(0..=EXPIRES_SOON_DAYS) => ("warn", self.w.a1("valid-soon", "day", until)),
            Some(_) => ("good", self.w.a1("valid-until", "day", until)),
        }
    }
}

/// A day as a person reads it.
pub(super) fn say_day(day: jiff::civil::Date, w: &Words) -> String {
    format!("{} {} {}", day.day(), w.s(&format!("month-{}", day.month())), day.year())
}

/// A pool as a person reads it; what says nothing is left out.
pub(super) fn say_pool(ward: &Ward, w: &Words) -> String {
    let pool = ward.pool;
    let words = [
        (true, format!("bed-{}", pool.bed_type)),
        (pool.bed_type == BedType::General || pool.class != sigap_kernel::CareClass::None, format!("care-{}", pool.class)),
        (pool.sex != sigap_kernel::Sex::Any, format!("sex-{}", pool.sex)),
        (pool.age != sigap_kernel::AgeBand::Any, format!("age-band-{}", pool.age)),
        (pool.isolation != sigap_kernel::Isolation::No, format!("isolation-{}", pool.isolation)),
    ];
    words.into_iter().filter(|(said, _)| *said).map(|(_, key)| w.s(&key.replace('_', "-"))).collect::<Vec<_>>().join(" · ")
}

pub(super) async fn facility(State(registry): State<Registry>, visitor: Visitor, Found(f): Found, Query(asked): Query<Asked>) -> PageResult<Response> {
    let db = registry.floor().db();
    let (w, mut page) = shell(&registry, &visitor, |_| f.name.clone());
    if !asked.ok.is_empty() {
        page = page.noticing("good", w.s("saved"));
    }
    let (wards, rights, now) = (service::wards_of(db, f.id).await?, Rights::of(&visitor.ctx, &f), visitor.ctx.now());
    let entries = if rights.journal { entries_of(db, &journal::facility_subject(f.id), ENTRIES_SHOWN).await? } else { Vec::new() };
    let time = |at: UtcMs| format!("{} {} {}", checks::day_of(at, f.zone), at.hour_minute(f.zone, w.lang()), f.zone);
    let journal = entries.iter().map(|row| (time(row.at), journal::say(row, &w), row.actor.clone())).collect();
    Ok(Html(FacilityPage { page, w, f, wards, journal, rights, now }).into_response())
}
