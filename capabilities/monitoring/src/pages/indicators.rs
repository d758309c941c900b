//! BOR, AvLOS, TOI, BTO of all hospitals in a month, with ranges as a reference, and the Barber–Johnson chart.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_availability::indicators::{Indicator, Indicators, Standard};
use sigap_kernel::FacilityId;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

use super::{Asked, csv_file, named, say, words};
use crate::draw::chart::{Chart, Dot};
use crate::model::{HospitalMonth, Month};
use crate::service::{hospitals, months};
use crate::{MonitoringError, MonitoringRoom};

/// Months one can go back to.
const MONTHS_SHOWN: i64 = 12;
/// The figures of the table, in its order.
pub(crate) const SHOWN: [Indicator; 4] = [Indicator::Bor, Indicator::AvLos, Indicator::Toi, Indicator::BtoYear];

/// A hospital in the table.
pub(crate) struct Line {
    pub(crate) id: FacilityId,
    /// Its number on the chart; `None` when it has no point.
    pub(crate) number: Option<usize>,
    pub(crate) name: String,
    pub(crate) is_told: bool,
    /// Whether there is anything at all.
    pub(crate) has_figures: bool,
    pub(crate) figures: Indicators,
    pub(crate) values: Vec<(String, Option<String>)>,
    pub(crate) known: Option<String>,
    pub(crate) odd: usize,
    pub(crate) is_efficient: bool,
}

/// The names of the figures with the ranges of both standards.
pub(crate) struct Reference {
    pub(crate) name: String,
    pub(crate) of_kemenkes: String,
    pub(crate) of_barber_johnson: String,
}

pub(crate) fn references(w: &Words, all: &[Indicator]) -> Vec<Reference> {
    let one = |of: &Indicator| Reference {
        name: w.s(&format!("indicator-{}", of.code())),
        of_kemenkes: say::reference(w, Standard::Kemenkes, *of),
        of_barber_johnson: say::reference(w, Standard::BarberJohnson, *of),
    };
    all.iter().map(one).collect()
}

/// The length of stay stands for HP ÷ D where nobody told LD: the page says so.
pub(crate) fn shown_value(w: &Words, of: Indicator, found: &Indicators) -> Option<String> {
    match (of, found.avlos_days) {
        (Indicator::AvLos, None) => found.point.and_then(|point| say::value(w, of, Some(point.stay_days))).map(|text| format!("~ {text}")),
        _ => say::value(w, of, found.get(of)),
    }
}

/// The table and the points of a month.
pub(crate) fn lines(w: &Words, month: Month, days_over: i64, all: &[HospitalMonth]) -> (Vec<Line>, Vec<Dot>) {
    let (mut lines, mut dots) = (Vec::new(), Vec::new());
    for one in all {
        let (found, is_told) = one.best(month, days_over);
        let point = found.and_then(|found| found.point);
        let number = point.map(|point| {
            dots.push(Dot { number: dots.len() + 1, point, is_told });
            dots.len()
        });
        let figures = found.unwrap_or_default();
        lines.push(Line {
            id: one.facility,
            number,
            name: one.name.clone(),
            is_told,
            has_figures: found.is_some(),
            values: SHOWN.iter().map(|of| (w.s(&format!("indicator-{}", of.code())), shown_value(w, *of, &figures))).collect(),
            figures,
            known: one.counted.known_pct().map(|pct| say::percent(w, &pct.to_string())),
            odd: one.oddities(month).len(),
            is_efficient: point.is_some_and(|point| point.is_efficient()),
        });
    }
    (lines, dots)
}

#[derive(Template)]
#[template(path = "indicators.html")]
struct IndicatorsPage {
    page: Page,
    w: Words,
    month: Month,
    month_name: String,
    is_over: bool,
    days_over: String,
    months: Vec<(Month, String, bool)>,
    references: Vec<Reference>,
    lines: Vec<Line>,
    chart: Chart,
    has_points: bool,
}

async fn wanted(room: &MonitoringRoom, visitor: &Visitor, asked: &Asked) -> Result<(Month, i64, Vec<HospitalMonth>), PageError> {
    let (db, ctx) = (room.floor().db(), &visitor.ctx);
    let today = months::today(room, ctx);
    let month = named::<Month>(&asked.bulan)?.unwrap_or_else(|| months::last_month(room, ctx));
    if month > Month::of_day(today) {
        return Err(PageError::NotFound);
    }
    let hospitals = hospitals(db, ctx, Action::ReadOffice).await?;
    let all = months::of_month(db, month, today, &hospitals).await.map_err(MonitoringError::from)?;
    Ok((month, month.days_over(today), all))
}

/// The months one can choose, the newest first; the one that was asked for is among them.
async fn choices(room: &MonitoringRoom, visitor: &Visitor, w: &Words, chosen: Month) -> Result<Vec<(Month, String, bool)>, PageError> {
    let current = Month::of_day(months::today(room, &visitor.ctx));
    let mut known = months::known(room.floor().db(), current, MONTHS_SHOWN).await.map_err(MonitoringError::from)?;
    if !known.contains(&chosen) {
        known.push(chosen);
    }
    Ok(known.into_iter().map(|one| (one, say::month(w, one), one == chosen)).collect())
}

/// The page.
pub(crate) async fn page(State(room): State<MonitoringRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let w = words(&visitor);
    let (month, days_over, all) = wanted(&room, &visitor, &asked).await?;
    let (lines, dots) = lines(&w, month, days_over, &all);
    let template = IndicatorsPage {
        month_name: say::month(&w, month),
        is_over: days_over == month.days(),
        days_over: w.a2("office-of", "n", w.figure(days_over), "of", w.figure(month.days())),
        months: choices(&room, &visitor, &w, month).await?,
        references: references(&w, &SHOWN),
        has_points: !dots.is_empty(),
        chart: Chart::of(&dots, w.lang()),
        lines,
        month,
        page: Page::staff(room.floor(), &visitor, w.s("indicators-title")),
        w,
    };
    Ok(Html(template).into_response())
}

/// A figure in a file: a plain number, or nothing.
pub(crate) fn plain(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.3}"))
}

/// The file: a line a hospital, what it told and what the hours tell.
pub(crate) async fn csv(State(room): State<MonitoringRoom>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let w = words(&visitor);
    let (month, days_over, all) = wanted(&room, &visitor, &asked).await?;
    let sources = [("csv-told", true), ("csv-counted", false)];
    let figures = [Indicator::Bor, Indicator::AvLos, Indicator::Toi, Indicator::BtoYear, Indicator::Gdr, Indicator::Ndr];
    let mut header = vec![w.s("csv-month"), w.s("csv-of"), w.s("csv-source")];
    header.extend(figures.iter().map(|of| w.s(&format!("csv-{}", of.code()))));
    header.extend([w.s("csv-days"), w.s("csv-known-pct")]);
    let mut rows = vec![header];
    for one in &all {
        for (source, is_told) in sources {
            let found = if is_told { one.told_indicators(month) } else { one.counted_indicators(days_over) };
            let Some(found) = found else { continue };
            let mut row = vec![month.to_string(), one.name.clone(), w.s(source)];
            row.extend(figures.iter().map(|of| plain(found.get(*of))));
            let days = if is_told { month.days() } else { one.counted.days };
            row.extend([days.to_string(), one.counted.known_pct().map_or_else(String::new, |pct| pct.to_string())]);
            rows.push(row);
        }
    }
    Ok(csv_file(&format!("sigap-indikator-{month}.csv"), rows))
}
