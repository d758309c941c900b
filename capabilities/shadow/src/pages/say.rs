//! What the pages of the room say in the same words: instants, shares, differences, what is missing.

use sigap_kernel::{Lang, Pool, UtcMs, Zone};
use sigap_web::Words;

use crate::model::{Summary, Unmet};

/// `22‑11‑2026 14.10 WIB`, with hyphens at which no line breaks.
pub(super) fn stamp(w: &Words, zone: Zone, at: UtcMs) -> String {
    format!("{} {} {zone}", day(zone, at), at.hour_minute(zone, w.lang()))
}

/// `22‑11‑2026`.
pub(super) fn day(zone: Zone, at: UtcMs) -> String {
    let local = at.local_stamp(zone);
    local.split(' ').next().unwrap_or_default().split('-').rev().collect::<Vec<_>>().join("\u{2011}")
}

/// The day as a field of a form wants it.
pub(super) fn day_field(zone: Zone, at: UtcMs) -> String {
    at.local_stamp(zone).split(' ').next().unwrap_or_default().to_owned()
}

/// A kind of bed, as a person reads it.
pub(super) fn kind(w: &Words, pool: &Pool) -> String {
    sigap_registry::say_pool(pool, &sigap_registry::words(w.lang()))
}

/// `87%`, downwards; a dash where nothing was compared.
pub(super) fn share(share: Option<u32>) -> String {
    share.map_or_else(|| "–".to_owned(), |thousandths| format!("{}%", thousandths / 10))
}

/// `+0,4`: thousandths of a bed with one digit, with its sign when it has one.
pub(super) fn milli(w: &Words, milli: Option<i64>, signed: bool) -> String {
    let Some(milli) = milli else { return "–".to_owned() };
    let tenths = (milli.abs() + 50) / 100;
    let point = if w.lang() == Lang::Id { ',' } else { '.' };
    let sign = match milli {
        _ if tenths == 0 => "",
        ..0 => "\u{2212}",
        _ if signed => "+",
        _ => "",
    };
    format!("{sign}{}{point}{}", tenths / 10, tenths % 10)
}

/// `+3` or `−3`.
pub(super) fn signed(by: i64) -> String {
    match by {
        0 => "0".to_owned(),
        ..0 => format!("\u{2212}{}", by.unsigned_abs()),
        _ => format!("+{by}"),
    }
}

/// `45 mnt`; a dash where nothing was compared.
pub(super) fn age(w: &Words, age_s: Option<i64>) -> String {
    age_s.map_or_else(|| "–".to_owned(), |age_s| w.a1("minutes", "n", w.figure(u64::try_from(age_s / 60).unwrap_or(0))))
}

/// What is missing, one sentence a threshold.
pub(super) fn missing(w: &Words, unmet: &[Unmet]) -> Vec<String> {
    let say = |one: &Unmet| {
        let (key, have, want) = match one {
            Unmet::Days(have, want) => ("unmet-days", have, want),
            Unmet::Compared(have, want) => ("unmet-compared", have, want),
            Unmet::Close(have, want) => ("unmet-close", have, want),
            Unmet::OnTime(have, want) => ("unmet-on-time", have, want),
        };
        w.a2(key, "have", w.figure(*have), "want", w.figure(*want))
    };
    unmet.iter().map(say).collect()
}

/// One line of the table of comparisons.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) compared: String,
    pub(super) equal: String,
    pub(super) close: String,
    pub(super) mean: String,
    pub(super) mean_abs: String,
    pub(super) age: String,
}

impl Line {
    pub(super) fn of(w: &Words, name: String, all: &Summary) -> Self {
        Self {
            name,
            compared: w.a2("of-figures", "n", w.figure(all.compared), "of", w.figure(all.figures)),
            equal: share(all.share(all.equal)),
            close: share(all.share(all.close)),
            mean: milli(w, all.mean_milli(), true),
            mean_abs: milli(w, all.mean_abs_milli(), false),
            age: age(w, all.mean_age_s()),
        }
    }
}
