//! `GET /api/v1/beds.have.xml`: what everyone may see, in the format in which regions tell each other their beds (EDXL-HAVE 1.0).
//!
//! A few beds are a word here too: HAVE says `Vacant/Available` or `NotAvailable` without a count.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use sigap_availability::{PublicFigure, SmallPool};
use sigap_exchange::have::{
    BedLine, BedTypeCode, CapacityStatus, HOSPITALS_MAX, HaveBeds, HospitalOut, MEDIA_TYPE, PoolCount, have_of, lines_of, write,
};
use sigap_kernel::{Pool, UtcMs};
use sigap_web::Visitor;

use crate::Beds;
use crate::eyes::{Eyes, Sight};
use crate::find::seen;
use crate::model::Need;
use crate::picture::FacilityBeds;

/// A hospital of the answer.
struct Told<'b> {
    beds: &'b FacilityBeds,
    name: String,
    lines: Vec<BedLine>,
    /// When the oldest of its counts was reported.
    oldest: UtcMs,
}

/// All hospitals whose beds everyone may see, as an EDXL-HAVE message: at most 500, those in the middle of the city first. A hospital of
/// which no number counts now is left out.
#[utoipa::path(get, path = "/api/v1/beds.have.xml", responses(
    (status = 200, description = "HospitalStatus of EDXL-HAVE 1.0", content_type = "application/xml", body = String)
))]
pub(crate) async fn beds_have(State(beds): State<Beds>, visitor: Visitor) -> Response {
    let xml = message(&beds, visitor.ctx.now());
    let mut response = ([(header::CONTENT_TYPE, MEDIA_TYPE)], xml).into_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=1"));
    response
}

fn message(room: &Beds, now: UtcMs) -> String {
    let (picture, settings) = (room.picture(), room.floor().settings());
    let all = picture.nearest(settings.centre).map(|(one, _)| one).chain(picture.nowhere()).filter(|one| one.is_hospital());
    let told = all.filter_map(|one| {
        let found = seen(one, room.rules(), &Need::ANY, None, Eyes::public(room.floor()), now);
        let oldest = found.pools.iter().filter(|pool| counts(&pool.figure)).filter_map(|pool| pool.sum.oldest_counted_at).min();
        let figures: Vec<(Pool, PublicFigure)> = found.pools.iter().map(|pool| (pool.pool, pool.figure)).collect();
        let oldest = oldest.filter(|_| found.sight == Sight::Public)?;
        // Whoever reads this may send patients: what is invented says so in its name.
        let name = if settings.demo { invented(&one.facility.name) } else { one.facility.name.clone() };
        Some(Told { beds: one, name, lines: lines(&figures), oldest })
    });
    let told: Vec<Told<'_>> = told.take(HOSPITALS_MAX).collect();
    write(&told.iter().map(Told::hospital).collect::<Vec<_>>())
}

fn invented(name: &str) -> String {
    if name.contains("rekaan") { name.to_owned() } else { format!("{name} (rekaan)") }
}

impl Told<'_> {
    fn hospital(&self) -> HospitalOut<'_> {
        let facility = &self.beds.facility;
        let id = facility.kemenkes_code.as_deref().or(facility.ppk.as_deref()).or(facility.satusehat_id.as_deref());
        // HAVE cannot say that a place is only about right.
        let geo = facility.place.filter(|_| facility.coord_quality.is_exact());
        HospitalOut {
            id,
            name: &self.name,
            geo,
            last_update: self.oldest,
            beds: &self.lines,
            emergency: None,
            facility: None,
            clinical: None,
        }
    }
}

/// Whether there is something that counts now.
const fn counts(figure: &PublicFigure) -> bool {
    matches!(figure, PublicFigure::Number { .. } | PublicFigure::Word(_))
}

/// The lines of a hospital. What is old or silent has no number, and so its whole type has none.
fn lines(figures: &[(Pool, PublicFigure)]) -> Vec<BedLine> {
    let count = |(pool, figure): &(Pool, PublicFigure)| {
        let (free, capacity) = match figure {
            PublicFigure::Number { free, of } => (Some(*free), *of),
            // Changes no sum; what the word says is put beside it below.
            PublicFigure::Word(_) => (Some(0), Some(0)),
            PublicFigure::Unknown | PublicFigure::Old | PublicFigure::Silent => (None, None),
        };
        PoolCount { pool: *pool, free, capacity }
    };
    let mut lines = lines_of(&figures.iter().map(count).collect::<Vec<_>>());
    for line in &mut lines {
        let of_line: Vec<PublicFigure> =
            figures.iter().filter(|(pool, _)| have_of(*pool).is_some_and(|beds| is_of(line, beds))).map(|(_, figure)| *figure).collect();
        put_words(line, &of_line);
    }
    lines
}

/// Whether beds of such a pool stand in the line. High care is told apart from the rest of its type.
fn is_of(line: &BedLine, (bed_type, part): HaveBeds) -> bool {
    let is_part = part.is_some() && line.sub_category.as_deref() == part;
    let is_rest = part.is_none() && line.sub_category.as_deref() != have_of(HIGH_CARE).and_then(|(_, part)| part);
    line.bed_type == BedTypeCode::Known(bed_type) && (is_part || is_rest)
}

/// The one kind of bed that is a part of another's type.
const HIGH_CARE: Pool = Pool::of_type(sigap_kernel::BedType::Hcu);

/// A line that stands for small pools alone has a word and no count; beside others the word only keeps 0 from being said.
fn put_words(line: &mut BedLine, figures: &[PublicFigure]) {
    let has_some = figures.contains(&PublicFigure::Word(SmallPool::Some));
    if figures.iter().all(|figure| matches!(figure, PublicFigure::Word(_))) {
        (line.available, line.baseline) = (None, None);
        line.status = Some(if has_some { CapacityStatus::Available } else { CapacityStatus::NotAvailable });
    } else if has_some && line.available.is_none_or(|free| free == 0) {
        (line.available, line.status) = (None, Some(CapacityStatus::Available));
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{BedType, CareClass};

    use super::*;

    const THREE: Pool = Pool::general(CareClass::Three);
    const VIP: Pool = Pool::general(CareClass::Vip);
    const ICU: Pool = Pool::of_type(BedType::Icu);
    const FEW: PublicFigure = PublicFigure::Word(SmallPool::Some);
    const NO_FEW: PublicFigure = PublicFigure::Word(SmallPool::None);

    fn number(free: u32, of: u32) -> PublicFigure {
        PublicFigure::Number { free, of: Some(of) }
    }

    /// Type and part, status, free, beds; `?` is not said.
    fn told(figures: &[(Pool, PublicFigure)]) -> Vec<String> {
        let say = |count: Option<u32>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
        let line = |line: &BedLine| {
            let BedTypeCode::Known(known) = &line.bed_type else { panic!("not of the standard") };
            let part = line.sub_category.as_deref().map(|part| format!("/{part}")).unwrap_or_default();
            let status = line.status.map_or("?", |status| status.code());
            format!("{known}{part} {status} {}/{}", say(line.available), say(line.baseline))
        };
        lines(figures).iter().map(line).collect()
    }

    #[test]
    fn a_few_beds_are_a_word_and_no_count_tells_them() {
        assert_eq!(told(&[(THREE, number(3, 24)), (VIP, FEW)]), ["MedicalSurgical Vacant/Available 3/24"]);
        assert_eq!(told(&[(THREE, number(0, 24)), (VIP, NO_FEW)]), ["MedicalSurgical NotAvailable 0/24"]);
        assert_eq!(told(&[(THREE, number(0, 24)), (VIP, FEW)]), ["MedicalSurgical Vacant/Available ?/24"], "not full");
        assert_eq!(told(&[(VIP, FEW)]), ["MedicalSurgical Vacant/Available ?/?"]);
        assert_eq!(told(&[(VIP, NO_FEW)]), ["MedicalSurgical NotAvailable ?/?"]);
    }

    #[test]
    fn what_is_old_or_silent_is_never_a_number() {
        for figure in [PublicFigure::Old, PublicFigure::Silent, PublicFigure::Unknown] {
            assert_eq!(told(&[(THREE, figure), (ICU, number(2, 6))]), ["AdultICU Vacant/Available 2/6", "MedicalSurgical ? ?/?"]);
            assert_eq!(told(&[(THREE, figure), (VIP, number(2, 6))]), ["MedicalSurgical ? ?/?"], "a part of the beds is not all of them");
            assert_eq!(told(&[(THREE, figure), (VIP, FEW)]), ["MedicalSurgical Vacant/Available ?/?"]);
        }
    }

    #[test]
    fn words_of_high_care_stay_with_high_care() {
        let figures = [(ICU, number(0, 6)), (HIGH_CARE, FEW)];
        assert_eq!(told(&figures), ["AdultICU/HCU Vacant/Available ?/?", "AdultICU/ICU NotAvailable 0/6"]);
        let figures = [(ICU, FEW), (HIGH_CARE, number(0, 6))];
        assert_eq!(told(&figures), ["AdultICU/HCU NotAvailable 0/6", "AdultICU/ICU Vacant/Available ?/?"]);
    }
}
