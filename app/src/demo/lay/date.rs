//! Gives what the plan counts in days its dates, counted from the day on which the city is laid.

use sigap_kernel::{Ctx, UtcMs, Zone};
use sigap_registry::{Accreditation, NewFacility};

use crate::demo::city::{Certificate, City, Hospital};
use crate::demo::dice::Dice;

/// Days a certificate holds.
const CERTIFIED_DAYS: i64 = 4 * 365;
/// Who certifies in an invented city.
const BODY: &str = "Lembaga Akreditasi Rekaan";
/// Of ten phones, how many somebody has tried, and within how many days.
const TRIED_OF_TEN: f64 = 0.7;
const TRIED_WITHIN_DAYS: i64 = 20;
/// Minutes of a day.
const DAY_MIN: i64 = 1_440;

/// The hospitals with dated certificates and phones.
pub(super) fn hospitals(city: &City, seed: u64, ctx: &Ctx) -> Vec<NewFacility> {
    let dice = Dice::new(seed, "dates");
    let dated = |hospital: &Hospital| {
        let mut facility: NewFacility = hospital.facility.clone();
        facility.accreditations = hospital.certificate.iter().map(|one| accreditation(one, city.zone, ctx.now())).collect();
        for phone in facility.phones.iter_mut().filter(|_| dice.happens(TRIED_OF_TEN)) {
            phone.last_answered_at = Some(ctx.now().plus_min(-dice.between(90, TRIED_WITHIN_DAYS * DAY_MIN)));
        }
        facility
    };
    city.hospitals.iter().map(dated).collect()
}

fn accreditation(of: &Certificate, zone: Zone, now: UtcMs) -> Accreditation {
    let day = |days: i64| {
        let stamp = now.plus_min(days * DAY_MIN).local_stamp(zone);
        stamp.get(..10).and_then(|day| day.parse().ok())
    };
    Accreditation {
        body: BODY.to_owned(),
        level: of.level,
        issued: day(of.ends_in_days - CERTIFIED_DAYS),
        expires: day(of.ends_in_days),
        certificate: of.number.clone(),
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn one_certificate_has_expired_whenever_the_city_is_laid() {
        let ctx = World::real().ctx(Actor::System("test"));
        let hospitals = hospitals(&City::from_seed(3), 3, &ctx);
        let left: Vec<i64> =
            hospitals.iter().flat_map(|one| &one.accreditations).filter_map(|one| one.days_left(ctx.now(), Zone::Wib)).collect();
        assert_eq!(left.len(), 27);
        assert_eq!(left.iter().filter(|days| **days < 0).count(), 1);
        assert!(hospitals.iter().all(|one| one.checked().as_ref() == Ok(one)));
    }
}
