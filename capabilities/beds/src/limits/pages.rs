//! `/keterbatasan`: what is limited in the city, for those who send patients; and each hospital's own page, on which it is announced,
//! prolonged and ended.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FacilityId, FieldErrors};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::LimitPicture;
use super::model::{Change, ChangeForm, Limit, LimitForm, LimitKind, NewLimit, SPANS_H};
use super::service::{self, LimitError};
use crate::Beds;
use crate::board::place_of;
use crate::finder::{is_refresh, varying};
use crate::words::Said;

impl Said {
    /// What is limited: `CT scan`.
    pub(crate) fn limit_kind(self, kind: LimitKind) -> String {
        self.words().s(&format!("limit-{}", kind.code().replace('_', "-")))
    }

    /// Until when: `sampai besok 07.30`.
    fn limit_until(self, limit: &Limit, zone: sigap_kernel::Zone, now: sigap_kernel::UtcMs) -> String {
        self.words().with("limit-until", &[("at", &self.at(limit.until, zone, now))])
    }

    /// One sentence beside a hospital: `Terbatas: CT scan sampai 21.00 · Darah sampai besok 07.30. Gawat darurat tetap dilayani.`
    pub(crate) fn limit_line(self, limits: &[Arc<Limit>], zone: sigap_kernel::Zone, now: sigap_kernel::UtcMs) -> String {
        let one = |limit: &Arc<Limit>| format!("{} {}", self.limit_kind(limit.kind), self.limit_until(limit, zone, now));
        let all = limits.iter().map(one).collect::<Vec<_>>().join(" · ");
        self.words().with("limit-line", &[("limits", &all)])
    }
}

/// A limit as pages show it.
pub(crate) struct Line {
    id: String,
    version: i64,
    kind: String,
    reason: String,
    since: String,
    until: String,
}

impl Line {
    fn of(limit: &Limit, facility: &Facility, said: Said, ctx: &Ctx) -> Self {
        let since = said.since(limit.from, facility.zone, ctx.now());
        Self {
            id: limit.id.to_string(),
            version: limit.version,
            kind: said.limit_kind(limit.kind),
            reason: limit.reason.clone(),
            since: said.words().with("limit-since", &[("at", &since)]),
            until: said.limit_until(limit, facility.zone, ctx.now()),
        }
    }
}

/// A hospital with what it has limited.
struct Hospital {
    id: FacilityId,
    name: String,
    district: String,
    lines: Vec<Line>,
    may_announce: bool,
}

impl Hospital {
    fn of(beds: &Beds, facility: &Facility, said: Said, ctx: &Ctx) -> Self {
        let limits = beds.limits_of(facility.id, ctx.now());
        Self {
            id: facility.id,
            name: facility.name.clone(),
            district: said.district(facility),
            lines: limits.iter().map(|one| Line::of(one, facility, said, ctx)).collect(),
            may_announce: ctx.may(Action::AnnounceLimit, &place_of(facility)).is_ok(),
        }
    }
}

#[derive(Template)]
#[template(path = "limits.html")]
struct CityPage {
    page: Page,
    w: Words,
    hospitals: Vec<Hospital>,
    /// Hospitals of whoever looks, where there are few: there it is announced.
    own: Vec<(FacilityId, String)>,
}

#[derive(Template)]
#[template(path = "limits_list.html")]
struct CityPart {
    page: Page,
    w: Words,
    hospitals: Vec<Hospital>,
}

/// Hospitals offered as one's own at most: whoever has more goes by the list of facilities.
const OWN_MAX: usize = 6;

/// `GET /keterbatasan`: the whole city, as far as one may read it.
pub(crate) async fn city(State(beds): State<Beds>, visitor: Visitor, headers: HeaderMap) -> PageResult {
    let (ctx, said) = (&visitor.ctx, Said::new(visitor.ctx.lang()));
    let (w, picture) = (said.words(), beds.picture());
    let limited = beds.limits().now().facilities().filter_map(|id| picture.facility(id).cloned()).collect::<Vec<_>>();
    let readable = limited.iter().filter(|one| ctx.may(Action::ReadLimits, &place_of(&one.facility)).is_ok());
    let mut hospitals: Vec<Hospital> = readable.map(|one| Hospital::of(&beds, &one.facility, said, ctx)).collect();
    hospitals.retain(|one| !one.lines.is_empty());
    hospitals.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let page = Page::staff(beds.floor(), &visitor, w.s("limits-title")).hearing();
    if is_refresh(&headers) {
        return Ok(varying(Html(CityPart { page, w, hospitals }).into_response()));
    }
    let may = picture.all().iter().filter(|one| one.facility.kind.is_hospital());
    let may = may.filter(|one| ctx.may(Action::AnnounceLimit, &place_of(&one.facility)).is_ok());
    let own: Vec<_> = may.take(OWN_MAX + 1).map(|one| (one.facility.id, one.facility.name.clone())).collect();
    let own = if own.len() > OWN_MAX { Vec::new() } else { own };
    Ok(varying(Html(CityPage { page, w, hospitals, own }).into_response()))
}

#[derive(Template)]
#[template(path = "limits_hospital.html")]
struct HospitalPage {
    page: Page,
    w: Words,
    one: Hospital,
    kinds: Vec<(&'static str, String)>,
    spans: Vec<(u32, String)>,
    form: LimitForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "limits_own.html")]
struct HospitalPart {
    page: Page,
    w: Words,
    one: Hospital,
    spans: Vec<(u32, String)>,
}

/// The hospital, if it is one and its limits may be read.
fn hospital(beds: &Beds, ctx: &Ctx, id: &str) -> Result<Arc<Facility>, PageError> {
    let found = id.parse().ok().and_then(|id| beds.picture().facility(id).cloned()).ok_or(PageError::NotFound)?;
    if !found.facility.kind.is_hospital() {
        return Err(PageError::NotFound);
    }
    ctx.may(Action::ReadLimits, &place_of(&found.facility)).map_err(|_| PageError::Refused)?;
    Ok(found.facility.clone())
}

fn spans(w: Words) -> Vec<(u32, String)> {
    SPANS_H.iter().map(|hours| (*hours, w.a1("limit-span", "n", *hours))).collect()
}

fn own_page(beds: &Beds, visitor: &Visitor, facility: &Facility, form: LimitForm, errors: FieldErrors) -> HospitalPage {
    let said = Said::new(visitor.ctx.lang());
    let w = said.words();
    HospitalPage {
        page: Page::staff(beds.floor(), visitor, w.with("limits-of", &[("name", &facility.name)])).hearing(),
        w,
        one: Hospital::of(beds, facility, said, &visitor.ctx),
        kinds: LimitKind::ALL.iter().map(|kind| (kind.code(), said.limit_kind(*kind))).collect(),
        spans: spans(w),
        form,
        errors,
    }
}

/// `GET /keterbatasan/{facility}`: one hospital.
pub(crate) async fn own(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> PageResult {
    let facility = hospital(&beds, &visitor.ctx, &id)?;
    let mut page = own_page(&beds, &visitor, &facility, LimitForm::default(), FieldErrors::new());
    let done = query.as_deref().and_then(|query| query.strip_prefix("ok="));
    if let Some(done) = done.and_then(|code| code.parse::<super::LimitState>().ok()) {
        page.page.notice = Some(("good", page.w.s(if done == super::LimitState::Announced { "limit-told" } else { "limit-over" })));
    }
    if is_refresh(&headers) {
        return Ok(varying(Html(HospitalPart { page: page.page, w: page.w, one: page.one, spans: page.spans }).into_response()));
    }
    Ok(varying(Html(page).into_response()))
}

/// `POST /keterbatasan/{facility}`: announces.
pub(crate) async fn announce(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<LimitForm>,
) -> PageResult {
    let facility = hospital(&beds, &visitor.ctx, &id)?;
    let told = match NewLimit::try_from(&form) {
        Ok(new) => service::announce(beds.floor().db(), &visitor.ctx, facility.id, &new).await,
        Err(errors) => Err(errors.into()),
    };
    answer(&beds, &visitor, &facility, form, told).await
}

/// `POST /keterbatasan/{facility}/ubah`: prolongs or ends.
pub(crate) async fn change(
    State(beds): State<Beds>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm<ChangeForm>,
) -> PageResult {
    let facility = hospital(&beds, &visitor.ctx, &id)?;
    let told = match Change::try_from(&form) {
        Ok(asked) => service::change(beds.floor().db(), &visitor.ctx, facility.id, asked).await,
        Err(errors) => Err(errors.into()),
    };
    answer(&beds, &visitor, &facility, LimitForm::default(), told).await
}

/// Back to the page once the picture shows what was done; or the page with the reason, and nothing that was typed is lost.
async fn answer(beds: &Beds, visitor: &Visitor, facility: &Facility, form: LimitForm, told: Result<Limit, LimitError>) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    let conflict = |key: &str| ("warn", w.s(key));
    let (status, notice, form, errors) = match told {
        Ok(limit) => {
            let follows = |now: &LimitPicture| match limit.state {
                super::LimitState::Announced => now.version(limit.id).is_some_and(|version| version >= limit.version),
                _ => now.version(limit.id).is_none(),
            };
            beds.limits().once(follows).await;
            return Ok(see_other(&format!("/keterbatasan/{}?ok={}", facility.id, limit.state.code())));
        }
        Err(LimitError::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, None, form, errors),
        Err(LimitError::Already) => (StatusCode::CONFLICT, Some(conflict("limit-already")), form, FieldErrors::new()),
        Err(LimitError::Overtaken) => (StatusCode::CONFLICT, Some(conflict("limit-overtaken")), form, FieldErrors::new()),
        Err(LimitError::Refused(_)) => return Err(PageError::Refused),
        Err(LimitError::Unknown) => return Err(PageError::NotFound),
        Err(LimitError::Store(error)) => return Err(error.into()),
    };
    let mut page = own_page(beds, visitor, facility, form, errors);
    if let Some((kind, words)) = notice {
        page.page = page.page.noticing(kind, words);
    }
    Ok((status, Html(page)).into_response())
}
