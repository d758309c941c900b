//! The answer to programs: its shape, and its text. Most of the text is the same from question to question, so it is kept
//! beside what it speaks of until that changes.

use serde::Serialize;
use sigap_availability::{PoolSum, PublicFigure, SmallPool};
use sigap_kernel::{AgeBand, BedType, CareClass, FacilityId, GeoPoint, Isolation, Pool, Sex, UtcMs};
use sigap_registry::Facility;
use utoipa::ToSchema;

use crate::find::{Chance, Chosen, Looker, not_heard};
use crate::picture::{FacilityBeds, Sums};

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BedsAnswer<'a> {
    /// When the answer was made.
    generated_at: String,
    /// Read this to people: the number is information, not a reservation.
    promise: &'a str,
    /// Read this first: what to do in an emergency.
    emergency: &'a str,
    /// Whether every hospital and figure is invented.
    invented: bool,
    /// The hospitals, best first.
    items: Vec<HospitalItem<'a>>,
}

/// A hospital that could help.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HospitalItem<'a> {
    /// Sigap's id of the facility.
    #[schema(value_type = String)]
    id: FacilityId,
    /// BPJS facility code (PPK).
    ppk: Option<&'a str>,
    /// Its name.
    name: &'a str,
    /// Class of the hospital.
    hospital_class: Option<&'static str>,
    /// Public or private.
    owner: &'static str,
    /// District (kecamatan).
    district: &'a str,
    /// Degrees north.
    lat: Option<f64>,
    /// Degrees east.
    lon: Option<f64>,
    /// How good the place is.
    coord_quality: &'static str,
    /// The phones, where the hospital lets them be shown.
    phones: Vec<PhoneItem<'a>>,
    /// Metres as the crow flies; null when nobody knows its place, or nobody said from where. Such hospitals stand last.
    distance_m: Option<u32>,
    /// Estimated minutes for that way.
    travel_min: Option<u32>,
    /// `free`, `full`, `unknown`, `old` or `silent`.
    state: &'static str,
    /// Free beds that suit; null when unknown, old, silent or too few to tell.
    free: Option<u32>,
    /// Of so many.
    of: Option<u32>,
    /// Whether one will be free on arrival: `likely`, `maybe`, `unlikely`. Absent unless the chance of these beds has proved right and the
    /// health office shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<&'static str>,
    /// The kinds of bed that suit.
    pools: Vec<PoolItem>,
}

/// A phone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PhoneItem<'a> {
    /// What it is for.
    purpose: &'static str,
    /// The number.
    number: &'a str,
    /// When someone answers.
    hours: String,
}

/// One kind of bed of a hospital.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PoolItem {
    /// Kind of bed.
    #[serde(rename = "type")]
    bed_type: &'static str,
    /// Care class.
    class: &'static str,
    /// Sex restriction.
    sex: &'static str,
    /// Age band.
    age: &'static str,
    /// Isolation.
    isolation: &'static str,
    /// `number`, `some`, `none`, `unknown`, `old` or `silent`. Fewer than three beds are told in words.
    figure: &'static str,
    /// Free beds, with `figure` = `number`.
    free: Option<u32>,
    /// Of so many.
    of: Option<u32>,
    /// When the oldest counted report was taken.
    observed_at: Option<String>,
    /// From when the number no longer counts.
    valid_until: Option<String>,
    /// Who reported.
    sources: Vec<&'static str>,
    /// Age of the oldest counted report in seconds.
    age_s: Option<i64>,
    /// Whether one will be free on arrival, as for the hospital.
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<&'static str>,
}

/// The chance on arrival in the one word residents read.
fn chance_code(chance: &Chance) -> &'static str {
    chance.chance.likelihood().code()
}

fn figure_parts(figure: &PublicFigure) -> (&'static str, Option<u32>, Option<u32>) {
    match figure {
        PublicFigure::Number { free, of } => ("number", Some(*free), *of),
        PublicFigure::Word(SmallPool::Some) => ("some", None, None),
        PublicFigure::Word(SmallPool::None) => ("none", None, None),
        PublicFigure::Unknown => ("unknown", None, None),
        PublicFigure::Old => ("old", None, None),
        PublicFigure::Silent => ("silent", None, None),
    }
}

fn pool_item(pool: Pool, figure: &PublicFigure, sum: &PoolSum, age_s: Option<i64>, chance: Option<&'static str>) -> PoolItem {
    let (figure, free, of) = figure_parts(figure);
    PoolItem {
        bed_type: BedType::code(pool.bed_type),
        class: CareClass::code(pool.class),
        sex: Sex::code(pool.sex),
        age: AgeBand::code(pool.age),
        isolation: Isolation::code(pool.isolation),
        figure,
        free,
        of,
        observed_at: sum.oldest_counted_at.map(UtcMs::rfc3339),
        valid_until: sum.valid_until.map(UtcMs::rfc3339),
        sources: sum.sources.iter().map(|source| source.code()).collect(),
        age_s,
        chance,
    }
}

fn phone_items(facility: &Facility) -> Vec<PhoneItem<'_>> {
    if !facility.agreement.shows_phones {
        return Vec::new();
    }
    facility
        .phones
        .iter()
        .map(|phone| PhoneItem { purpose: phone.purpose.code(), number: &phone.number, hours: phone.hours.to_string() })
        .collect()
}

/// A hospital seen from somewhere, in figures.
struct Seen {
    distance_m: Option<u32>,
    travel_min: Option<u32>,
    state: &'static str,
    free: Option<u32>,
    of: Option<u32>,
    chance: Option<&'static str>,
}

impl Seen {
    /// Nobody has looked yet.
    const NOT: Seen = Seen { distance_m: None, travel_min: None, state: "", free: None, of: None, chance: None };

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most half the earth's girth in metres
    fn of(looker: &Looker<'_>, chosen: &Chosen<'_>, sums: &Sums) -> Self {
        let (_, free, of) = figure_parts(&looker.figure(chosen, sums));
        let distance_m = chosen.way.map(|way| way.distance_m.round() as u32);
        let (state, chance) = (chosen.order().band().code(), chosen.chance().map(chance_code));
        Self { distance_m, travel_min: chosen.way.map(|way| way.travel_min), state, free, of, chance }
    }
}

fn hospital_item(facility: &Facility, seen: Seen, pools: Vec<PoolItem>) -> HospitalItem<'_> {
    let Seen { distance_m, travel_min, state, free, of, chance } = seen;
    HospitalItem {
        id: facility.id,
        ppk: facility.ppk.as_deref(),
        name: &facility.name,
        hospital_class: facility.class.map(|class| class.code()),
        owner: facility.owner.code(),
        district: &facility.district,
        lat: facility.place.map(GeoPoint::lat),
        lon: facility.place.map(GeoPoint::lon),
        coord_quality: facility.coord_quality.code(),
        phones: phone_items(facility),
        distance_m,
        travel_min,
        state,
        free,
        of,
        chance,
        pools,
    }
}

pub(super) const PROMISE: &str = "Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.";
const EMERGENCY: &str =
    "Gawat darurat? Jangan mencari kamar dulu. Hubungi 112 atau ke IGD terdekat. RS dilarang menolak pasien gawat darurat.";

/// Bytes a hospital takes in an answer, roughly: what is reserved.
const BYTES_PER_HOSPITAL: usize = 768;

/// A hospital up to what depends on the question.
fn facts(beds: &FacilityBeds) -> &str {
    beds.facts.get_or_init(|| up_to(text(&hospital_item(&beds.facility, Seen::NOT, Vec::new())), "\"distance_m\":").into())
}

/// A pool up to its age, as it stands in the public sums.
fn pool_text(pool: Pool, sum: &PoolSum) -> String {
    up_to(text(&pool_item(pool, &PublicFigure::of(sum), sum, None, None)), "null}")
}

fn text<T: Serialize>(of: &T) -> String {
    // These types are texts and numbers: writing them into memory does not fail.
    serde_json::to_string(of).unwrap_or_default()
}

/// What stands before the last `mark`. No text of a hospital can hold one: its quotes are escaped.
fn up_to(mut text: String, mark: &str) -> String {
    let end = text.rfind(mark).unwrap_or(text.len());
    text.truncate(end);
    text
}

/// The answer as JSON, written hospital by hospital.
pub(super) struct AnswerText {
    out: String,
    is_empty: bool,
}

impl AnswerText {
    /// What stands before the hospitals, with room for so many.
    pub(super) fn begin(now: UtcMs, invented: bool, hospitals: usize) -> Self {
        let mut out = String::with_capacity((hospitals + 1) * BYTES_PER_HOSPITAL);
        let at = now.rfc3339();
        // None of these texts holds what JSON would escape.
        for part in [
            "{\"generated_at\":\"",
            &at,
            "\",\"promise\":\"",
            PROMISE,
            "\",\"emergency\":\"",
            EMERGENCY,
            "\",\"invented\":",
            if invented { "true" } else { "false" },
            ",\"items\":[",
        ] {
            out.push_str(part);
        }
        Self { out, is_empty: true }
    }

    /// Writes these hospitals.
    pub(super) fn add(&mut self, looker: &Looker<'_>, rows: &[&Chosen<'_>]) {
        looker.reach_for_texts(rows);
        for chosen in rows {
            self.out.push_str(if self.is_empty { "" } else { "," });
            self.is_empty = false;
            write_hospital(&mut self.out, looker, chosen);
        }
    }

    /// The whole answer.
    pub(super) fn end(mut self) -> String {
        self.out.push_str("]}");
        self.out
    }
}

fn write_hospital(out: &mut String, looker: &Looker<'_>, chosen: &Chosen<'_>) {
    let sums = &looker.sums(chosen);
    let Seen { distance_m, travel_min, state, free, of, chance } = Seen::of(looker, chosen, sums);
    out.push_str(facts(chosen.beds));
    out.push_str("\"distance_m\":");
    write_number(out, distance_m);
    out.push_str(",\"travel_min\":");
    write_number(out, travel_min);
    out.push_str(",\"state\":\"");
    out.push_str(state);
    out.push_str("\",\"free\":");
    write_number(out, free);
    out.push_str(",\"of\":");
    write_number(out, of);
    write_chance(out, chance);
    out.push_str(",\"pools\":[");
    for (count, (place, pool, sum)) in looker.suiting(chosen, sums).enumerate() {
        out.push_str(if count == 0 { "" } else { "," });
        if chosen.sight().is_seeing() {
            out.push_str(sums.text(place, pool_text).unwrap_or_default());
            write_number(out, sum.oldest_counted_at.map(|at| looker.now().age_s(at)));
        } else {
            out.push_str(&pool_text(*pool, &not_heard()));
            out.push_str("null");
        }
        write_chance(out, looker.chance_of(chosen, place).as_ref().map(chance_code));
        out.push('}');
    }
    out.push_str("]}");
}

fn write_chance(out: &mut String, chance: Option<&'static str>) {
    if let Some(chance) = chance {
        out.push_str(",\"chance\":\"");
        out.push_str(chance);
        out.push('"');
    }
}

fn write_number<N: itoa::Integer>(out: &mut String, number: Option<N>) {
    match number {
        Some(number) => out.push_str(itoa::Buffer::new().format(number)),
        None => out.push_str("null"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::find::Found;

    /// The same answer, written from its types in one go.
    pub(crate) fn typed(found: &[Found], now: UtcMs, invented: bool) -> String {
        let items = found.iter().map(|one| {
            let (_, free, of) = figure_parts(&one.figure);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a test's hospitals are near
            let distance_m = one.way.map(|way| way.distance_m.round() as u32);
            let (travel_min, chance) = (one.way.map(|way| way.travel_min), one.chance.as_ref().map(chance_code));
            let seen = Seen { distance_m, travel_min, state: one.order().band().code(), free, of, chance };
            let age_s = |sum: &PoolSum| sum.oldest_counted_at.map(|at| now.age_s(at));
            let pools = one
                .pools
                .iter()
                .map(|one| pool_item(one.pool, &one.figure, &one.sum, age_s(&one.sum), one.chance.as_ref().map(chance_code)));
            hospital_item(&one.beds.facility, seen, pools.collect())
        });
        let items = items.collect();
        text(&BedsAnswer { generated_at: now.rfc3339(), promise: PROMISE, emergency: EMERGENCY, invented, items })
    }
}
