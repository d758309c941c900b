//! What several pages say in the same words: figures with their decimals, days, months, groups, ranges, and what is odd.

use sigap_availability::indicators::{Indicator, Oddity, Range, Standard};
use sigap_kernel::{Lang, UtcMs, Zone};
use sigap_web::{Words, minutes_ago};

use crate::model::{Group, Month};

const DAY_MS: i64 = 86_400_000;

/// An instant for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    /// For machines.
    pub(crate) at: String,
    /// `22‑11‑2026 14.10 WIB`, with hyphens at which no line breaks.
    pub(crate) stamp: String,
    /// `6 mnt lalu`.
    pub(crate) ago: String,
}

impl When {
    pub(crate) fn of(w: &Words, zone: Zone, now: UtcMs, at: UtcMs) -> Self {
        let local = at.local_stamp(zone);
        let day: Vec<&str> = local.split(' ').next().unwrap_or_default().split('-').rev().collect();
        let stamp = format!("{} {} {zone}", day.join("\u{2011}"), at.hour_minute(zone, w.lang()));
        Self { at: at.rfc3339(), stamp, ago: minutes_ago(w, now, at) }
    }
}

/// A day: `2026-11-22`.
pub(crate) fn iso_day(day: i64) -> String {
    UtcMs(day.saturating_mul(DAY_MS)).rfc3339().get(..10).unwrap_or_default().to_owned()
}

/// A day: `22‑11‑2026`.
pub(crate) fn day(day: i64) -> String {
    iso_day(day).split('-').rev().collect::<Vec<_>>().join("\u{2011}")
}

/// A month: `Oktober 2026`.
pub(crate) fn month(w: &Words, month: Month) -> String {
    format!("{} {}", w.s(&format!("month-{}", month.number())), month.year())
}

/// A figure with one decimal as the language writes it.
pub(crate) fn tenth(w: &Words, value: f64) -> String {
    decimal(w.lang(), value, 1)
}

/// A figure with so many decimals.
pub(crate) fn decimal(lang: Lang, value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let (units, part) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, units) = units.strip_prefix('-').map_or(("", units), |rest| ("−", rest));
    let units = units.parse::<u64>().map_or_else(|_| units.to_owned(), |number| sigap_kernel::figure(number, lang));
    let point = if lang == Lang::Id { ',' } else { '.' };
    if part.is_empty() { format!("{sign}{units}") } else { format!("{sign}{units}{point}{part}") }
}

/// Tenths of a per cent: `74,2 %`.
pub(crate) fn permille(w: &Words, value: i64) -> String {
    let text = decimal(w.lang(), crate::model::fraction(value) / 10.0, 1);
    percent(w, &text)
}

/// A figure as a part of a hundred.
pub(crate) fn percent(w: &Words, text: &str) -> String {
    if w.lang() == Lang::Id { format!("{text}\u{a0}%") } else { format!("{text}%") }
}

/// One of the figures as a person reads it, without its name; `None` is a word of the page.
pub(crate) fn value(w: &Words, of: Indicator, value: Option<f64>) -> Option<String> {
    let text = tenth(w, value?);
    Some(match of {
        Indicator::Bor => percent(w, &text),
        Indicator::AvLos | Indicator::Toi => w.a1("unit-days", "n", text),
        Indicator::BtoYear => w.a1("unit-times", "n", text),
        Indicator::Gdr | Indicator::Ndr => format!("{text}\u{a0}‰"),
    })
}

/// A range: `60–85 %`, `≥ 30`.
pub(crate) fn range(w: &Words, of: Indicator, range: Range) -> String {
    let plain = |value: f64| decimal(w.lang(), value, 0);
    let text = match (range.low, range.high) {
        (Some(low), Some(high)) => format!("{}–{}", plain(low), plain(high)),
        (Some(low), None) => format!("≥ {}", plain(low)),
        (None, Some(high)) => format!("≤ {}", plain(high)),
        (None, None) => String::new(),
    };
    match of {
        Indicator::Bor => percent(w, &text),
        Indicator::AvLos | Indicator::Toi => w.a1("unit-days", "n", text),
        Indicator::BtoYear => w.a1("unit-times", "n", text),
        Indicator::Gdr | Indicator::Ndr => format!("{text}\u{a0}‰"),
    }
}

/// The range of a standard, in words; a dash where it sets none.
pub(crate) fn reference(w: &Words, standard: Standard, of: Indicator) -> String {
    standard.range(of).map_or_else(|| "–".to_owned(), |one| range(w, of, one))
}

/// A group of beds.
pub(crate) fn group(w: &Words, group: Group) -> String {
    w.s(&format!("group-{}", group.code()))
}

/// What to look at again, and what to mend.
pub(crate) fn oddity(w: &Words, odd: &Oddity) -> String {
    let n = |value: f64| decimal(w.lang(), value, 0);
    let t = |value: f64| decimal(w.lang(), value, 2);
    match odd {
        Oddity::MorePatientsThanBeds { patient_days, bed_days } => {
            w.with("odd-patients", &[("hp", &n(*patient_days)), ("beds", &n(*bed_days))])
        }
        Oddity::MoreDischargedThanDays { discharged, patient_days } => {
            w.with("odd-discharged", &[("d", &n(*discharged)), ("hp", &n(*patient_days))])
        }
        Oddity::StaysTooShort { stay_days, discharged } => w.with("odd-stays", &[("ld", &n(*stay_days)), ("d", &n(*discharged))]),
        Oddity::Bor(one) => w.with("odd-bor", &[("stated", &t(one.stated)), ("counted", &t(one.counted))]),
        Oddity::AvLos(one) => w.with("odd-avlos", &[("stated", &t(one.stated)), ("counted", &t(one.counted))]),
        Oddity::Toi(one) => w.with("odd-toi", &[("stated", &t(one.stated)), ("counted", &t(one.counted))]),
        Oddity::Bto(one) => w.with("odd-bto", &[("stated", &t(one.stated)), ("counted", &t(one.counted))]),
        Oddity::LinesApart { apart_days } => w.with("odd-lines", &[("apart", &t(apart_days.min(999.0)))]),
    }
}
