//! The list of facilities, and the page of one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Query, RawQuery, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::entries_of;
use sigap_web::{Html, Page, PageResult, Visitor, Words, minutes_ago};

use super::{Found, shell};
use crate::store::list::{self, Filter};
use crate::{Accreditation, Facility, FacilityKind, Registry, Reminder, Said as _, Stage, Ward, checks, journal, service};

/// Facilities of one page of the list.
const PAGE_ROWS: usize = 50;
/// Journal entries shown on the page of a facility.
const ENTRIES_SHOWN: i64 = 20;
/// A certificate that ends within this many days wants attention.
const EXPIRES_SOON_DAYS: i64 = 90;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    page: Page,
    w: Words,
    facilities: Vec<Facility>,
    /// Those at which something wants attention.
    reminded: BTreeSet<FacilityId>,
    asked: Filter,
    /// `1–50 dari 1.284`, and the addresses of what stands before and after.
    counted: String,
    before: Option<String>,
    after: Option<String>,
    may_add: bool,
    may_import: bool,
    may_export: bool,
}

/// The address of the list from another row on, with the same question.
fn list_from(asked: &Filter, from: usize) -> String {
    let Filter { q, kind, stage, rough, .. } = asked;
    let pairs = [("q", q), ("kind", kind), ("stage", stage), ("rough", rough), ("from", &from.to_string())];
    let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    format!("/fasilitas?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

pub(super) async fn list(State(registry): State<Registry>, visitor: Visitor, Query(asked): Query<Filter>) -> PageResult {
    let (db, scope) = (registry.floor.db(), visitor.ctx.scope(Action::ReadFacility));
    let total = list::count(db, &asked, &scope).await?;
    let from = asked.from.parse().unwrap_or(0).min(total.saturating_sub(1) / PAGE_ROWS * PAGE_ROWS);
    let facilities = service::facilities_by_ids(db, &list::ids(db, &asked, &scope, PAGE_ROWS, from).await?).await?;
    let until = from + facilities.len();
    let reminded = match &registry.reminders {
        Some(reminders) => reminders.among(&visitor.ctx, &facilities).await?,
        None => BTreeSet::new(),
    };
    let (w, page) = shell(&registry, &visitor, |w| w.s("facilities"));
    let [first, last, all] = [from + 1, until, total].map(|figure| w.figure(figure));
    let [may_add, may_import] =
        [Action::AddFacility, Action::ImportRegistry].map(|action| service::may_in_city(&visitor.ctx, action).is_ok());
    let may_export = visitor.ctx.may_somewhere(Action::ExportRegistry);
    let list = ListPage {
        counted: w.with("rows-of", &[("from", &first), ("until", &last), ("total", &all)]),
        before: (from > 0).then(|| list_from(&asked, from.saturating_sub(PAGE_ROWS))),
        after: (until < total).then(|| list_from(&asked, until)),
        page,
        w,
        facilities,
        reminded,
        asked,
        may_add,
        may_import,
        may_export,
    };
    Ok(Html(list).into_response())
}

/// A day as a person reads it.
fn say_day(day: jiff::civil::Date, w: &Words) -> String {
    format!("{} {} {}", day.day(), w.s(&format!("month-{}", day.month())), day.year())
}

#[derive(Template)]
#[template(path = "facility.html")]
struct FacilityPage {
    page: Page,
    w: Words,
    f: Facility,
    wards: Vec<Ward>,
    /// What other rooms have to say here.
    reminders: Vec<Reminder>,
    /// Time, sentence and author of the last entries.
    journal: Vec<(String, String, String)>,
    visitor: Visitor,
    now: UtcMs,
}

impl FacilityPage {
    fn may(&self, action: Action) -> bool {
        service::may_at(&self.visitor.ctx, action, &self.f).is_ok()
    }

    fn day(&self, at: &UtcMs) -> String {
        checks::day_of(*at, self.f.zone).parse().map_or_else(|_| String::new(), |day| say_day(day, &self.w))
    }

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

pub(super) async fn facility(State(registry): State<Registry>, visitor: Visitor, Found(f): Found, RawQuery(query): RawQuery) -> PageResult {
    let db = registry.floor.db();
    let (w, mut page) = shell(&registry, &visitor, |_| f.name.clone());
    if query.is_some_and(|query| query.contains("ok=1")) {
        page = page.noticing("good", w.s("saved"));
    }
    let (wards, now) = (service::wards_of(db, f.id).await?, visitor.ctx.now());
    let reminders = match &registry.reminders {
        Some(reminders) => reminders.at(&visitor.ctx, &f).await?,
        None => Vec::new(),
    };
    let may_read = service::may_at(&visitor.ctx, Action::ReadJournal, &f).is_ok();
    let entries = if may_read { entries_of(db, &journal::facility_subject(f.id), ENTRIES_SHOWN).await? } else { Vec::new() };
    let time = |at: UtcMs| format!("{} {} {}", checks::day_of(at, f.zone), at.hour_minute(f.zone, w.lang()), f.zone);
    let journal = entries.iter().map(|row| (time(row.at), journal::say(row, &w), row.actor.clone())).collect();
    Ok(Html(FacilityPage { page, w, f, wards, reminders, journal, visitor, now }).into_response())
}
