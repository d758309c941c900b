//! *Mutu data* on pages: of one hospital, with the formula, its own figures put into it, and what would mend it; and the office's list.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, May as _};
use sigap_availability::{CheckCounts, DEDUCTIONS, Mend, Quality, QualityRules, Share, WardQuality, gains};
use sigap_kernel::{FacilityId, UtcMs, Zone};
use sigap_web::{CheckedForm, Html, Page, PageResult, Visitor, Words, see_other};

use super::say::{self, When, day};
use super::{Asked, Fields, done, id_of, words};
use crate::QualityRoom;
use crate::model::Clock;
use crate::service::place_of;
use crate::service::sheets::{self, Kept, OFFICE_SEES_AFTER_DAYS, Seen, Sheet, Side};
use crate::store::cases;

/// Cases of a hospital that are looked at for the figure on its page.
const CASES_SHOWN: i64 = 100;
/// The last minute of a week lies so long before the next one begins.
const WEEK_MIN: i64 = 7 * 24 * 60;

/// One of the four parts, in words and figures.
struct Part {
    name: String,
    what: String,
    /// `9.120 ÷ 10.080 menit × 100 = 90`; `None` when it is not known.
    figures: Option<(String, u8)>,
    unknown: String,
}

/// One thing to mend.
struct MendLine {
    words: String,
    how: String,
    points: u8,
    wards: Vec<(String, String)>,
}

/// One ward.
struct WardRow {
    name: String,
    href: String,
    total: Option<u8>,
    counts_now: bool,
    findings: Vec<String>,
}

/// A sheet or the running days, in words.
struct View {
    total: Option<u8>,
    parts: Vec<Part>,
    /// `(40 × 90 + 20 × 100) ÷ 60 = 93`.
    formula: String,
    mends: Vec<MendLine>,
    wards: Vec<WardRow>,
}

/// A sheet in the list of weeks.
struct WeekLine {
    week: i64,
    days: String,
    total: Option<u8>,
    open: Option<When>,
    opens: When,
}

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    page: Page,
    w: Words,
    facility: FacilityId,
    name: String,
    is_own: bool,
    view: Option<View>,
    view_days: String,
    weeks: Vec<WeekLine>,
    next_opens: Option<When>,
    office_after_days: i64,
    open_cases: usize,
    may_check: bool,
}

/// The page of one hospital.
pub(crate) async fn of_one(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (w, floor, ctx) = (words(&visitor), room.floor(), &visitor.ctx);
    let id: FacilityId = id_of(&id)?;
    let Seen { facility, side, running, kept, next_opens_at } = sheets::seen(&room, ctx, id).await?;
    let page = done(Page::staff(floor, &visitor, w.s("quality-title")), &w, &asked);
    let (is_own, zone) = (side == Side::Own, facility.zone);
    let view_days = match (&running, kept.first()) {
        (Some(_), _) => w.s("quality-days-running"),
        (None, Some(kept)) => days(zone, kept.week),
        (None, None) => String::new(),
    };
    let view = running.as_ref().or_else(|| kept.first().map(|kept| &kept.sheet)).map(|sheet| View::of(&room, &w, sheet));
    let open_cases = cases::of_facility(floor.db(), id, CASES_SHOWN).await?;
    let is_waiting = |case: &&cases::Case| {
        Clock { opened_at: case.opened_at }.state(case.state, ctx.now()).after(crate::model::CaseEvent::Reply).is_ok()
    };
    let template = QualityPage {
        facility: id,
        may_check: ctx.may(Action::CheckByPhone, &place_of(&facility)).is_ok(),
        weeks: kept.iter().map(|one| WeekLine::of(&w, zone, ctx.now(), one)).collect(),
        next_opens: next_opens_at.map(|at| When::of(&w, zone, ctx.now(), at)),
        open_cases: open_cases.iter().filter(|case| case.reply.is_none()).filter(is_waiting).count(),
        name: facility.name,
        office_after_days: OFFICE_SEES_AFTER_DAYS,
        is_own,
        view,
        view_days,
        page,
        w,
    };
    Ok(Html(template).into_response())
}

/// Opens a sheet for the office.
pub(crate) async fn open(
    State(room): State<QualityRoom>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    sheets::open(&room, &visitor.ctx, id, UtcMs(fields.chosen("week").unwrap_or_default())).await?;
    Ok(see_other(&format!("/mutu/{id}?ok=opened")))
}

fn days(zone: Zone, week: UtcMs) -> String {
    format!("{} – {}", day(zone, week), day(zone, week.plus_min(WEEK_MIN - 1)))
}

impl WeekLine {
    fn of(w: &Words, zone: Zone, now: UtcMs, kept: &Kept) -> Self {
        let when = |at| When::of(w, zone, now, at);
        Self {
            week: kept.week.0,
            days: days(zone, kept.week),
            total: kept.sheet.quality.total,
            open: (kept.office_sees_at() <= now).then(|| when(kept.office_sees_at())),
            opens: when(kept.office_sees_at()),
        }
    }
}

impl View {
    fn of(room: &QualityRoom, w: &Words, sheet: &Sheet) -> Self {
        let quality = &sheet.quality;
        Self {
            total: quality.total,
            parts: parts(w, room.rules(), quality),
            formula: formula(w, quality),
            mends: mends(room, w, sheet),
            wards: sheet.wards.iter().map(|ward| ward_row(room, w, &ward.name, ward.ward, &ward.facts)).collect(),
        }
    }
}

/// The shares of a quality with the names of their words.
fn shares(quality: &Quality) -> [(&'static str, Option<Share>); 4] {
    [("timely", quality.timely), ("complete", quality.complete), ("consistent", quality.consistent), ("checked", quality.checked)]
}

/// What a part is, with the rules it is counted by.
fn what(w: &Words, rules: &QualityRules, name: &str) -> String {
    let weight = match name {
        "timely" => rules.timely_weight,
        "complete" => rules.complete_weight,
        "consistent" => rules.consistent_weight,
        _ => rules.checked_weight,
    };
    let [weight, full, days] = [weight, rules.checks_full, rules.check_half_life_days].map(|figure| w.figure(figure));
    w.with(&format!("part-{name}-what"), &[("weight", &weight), ("full", &full), ("days", &days)])
}

fn parts(w: &Words, rules: &QualityRules, quality: &Quality) -> Vec<Part> {
    let part = |(name, share): (&str, Option<Share>)| Part {
        name: w.s(&format!("part-{name}")),
        what: what(w, rules, name),
        figures: share.map(|share| {
            // Checks are kept in thousandths, as they fade: on the page they are whole with one decimal.
            let figure = |value: u64| if name == "checked" { tenths(w, value) } else { w.figure(value) };
            (w.a2(&format!("part-{name}-figures"), "got", figure(share.got), "of", figure(share.of)), share.pct())
        }),
        unknown: w.s(&format!("part-{name}-unknown")),
    };
    shares(quality).map(part).into()
}

/// Thousandths with one decimal: `2,5`.
fn tenths(w: &Words, thousandths: u64) -> String {
    let point = if w.lang() == sigap_kernel::Lang::Id { ',' } else { '.' };
    format!("{}{point}{}", thousandths / 1_000, thousandths % 1_000 / 100)
}

fn formula(w: &Words, quality: &Quality) -> String {
    let known: Vec<Share> = shares(quality).into_iter().filter_map(|(_, share)| share).collect();
    let Some(total) = quality.total else { return String::new() };
    let weight = |share: &Share| {
        let thousandths = u64::from(share.weight_thousandths);
        if thousandths % 1_000 == 0 { w.figure(thousandths / 1_000) } else { tenths(w, thousandths) }
    };
    let sum: Vec<String> = known.iter().map(|share| format!("{} × {}", weight(share), share.pct())).collect();
    let weights: Vec<String> = known.iter().map(weight).collect();
    format!("({}) ÷ ({}) = {total}", sum.join(" + "), weights.join(" + "))
}

fn mends(room: &QualityRoom, w: &Words, sheet: &Sheet) -> Vec<MendLine> {
    let line = |gain: sigap_availability::Gain| {
        let wards = gain.wards.iter().filter_map(|place| sheet.wards.get(*place));
        MendLine {
            words: say::code(w, "mend", gain.mend.code()),
            how: say::code(w, "mend-how", gain.mend.code()),
            points: gain.points,
            wards: wards.map(|ward| (ward.name.clone(), format!("/papan/ruang/{}", ward.ward))).collect(),
        }
    };
    gains(room.rules(), &sheet.facts(), sheet.checks).into_iter().map(line).collect()
}

fn ward_row(room: &QualityRoom, w: &Words, name: &str, ward: sigap_kernel::WardId, facts: &WardQuality) -> WardRow {
    let needed = Mend::ALL.iter().filter(|mend| mend.is_needed(room.rules(), facts) && **mend != Mend::ReportInTime);
    let say = |mend: &Mend| match mend {
        Mend::TellDeductions => w.a2("finding-deductions", "told", facts.deductions_told.min(DEDUCTIONS), "of", DEDUCTIONS),
        other => say::code(w, "finding", other.code()),
    };
    WardRow {
        name: name.to_owned(),
        href: format!("/papan/ruang/{ward}"),
        total: Quality::of(room.rules(), &[*facts], CheckCounts::default()).total,
        counts_now: facts.counts_now,
        findings: needed.map(say).collect(),
    }
}

/// A hospital in the office's list.
struct HospitalLine {
    id: FacilityId,
    name: String,
    days: String,
    total: Option<u8>,
    parts: Vec<(String, Option<u8>)>,
}

#[derive(Template)]
#[template(path = "quality_list.html")]
struct ListPage {
    page: Page,
    w: Words,
    lines: Vec<HospitalLine>,
    part_names: Vec<String>,
    office_after_days: i64,
    may_check: bool,
    may_handle: bool,
}

/// The list, by name; whoever may see one hospital goes straight there.
pub(crate) async fn list(State(room): State<QualityRoom>, visitor: Visitor) -> PageResult {
    let (w, floor) = (words(&visitor), room.floor());
    let all = sheets::for_office(&room, &visitor.ctx).await?;
    if let [(one, _)] = all.as_slice() {
        return Ok(see_other(&format!("/mutu/{}", one.id)));
    }
    let line = |(facility, kept): &(sigap_registry::Facility, Option<Kept>)| HospitalLine {
        id: facility.id,
        name: facility.name.clone(),
        days: kept.as_ref().map_or_else(String::new, |kept| days(facility.zone, kept.week)),
        total: kept.as_ref().and_then(|kept| kept.sheet.quality.total),
        parts: kept.as_ref().map_or_else(Vec::new, |kept| {
            shares(&kept.sheet.quality).map(|(name, share)| (w.s(&format!("part-{name}")), share.map(Share::pct))).into()
        }),
    };
    let template = ListPage {
        lines: all.iter().map(line).collect(),
        part_names: shares(&Quality::default()).map(|(name, _)| w.s(&format!("part-{name}"))).into(),
        office_after_days: OFFICE_SEES_AFTER_DAYS,
        may_check: visitor.may_somewhere(Action::CheckByPhone),
        may_handle: visitor.may_somewhere(Action::HandleCase),
        page: Page::staff(floor, &visitor, w.s("quality-title")),
        w,
    };
    Ok(Html(template).into_response())
}
