//! A ward in the words of Aplicares: which class code its hospital's system sends, and what Sigap understands by it. The
//! national table knows neither sex nor age nor ventilators; an administrator tells those to the registry.

use sigap_exchange::aplicares::{RoomDraft, class_of};
use sigap_kernel::{BedType, CareClass, Isolation, Pool, Sex};

use super::city::PlannedWard;

/// The class code for a kind of bed.
pub(super) const fn class_code(pool: &Pool) -> &'static str {
    use BedType as T;
    use CareClass as C;
    match (pool.bed_type, pool.class) {
        (T::Hcu, _) => "HCU",
        (T::Icu | T::IcuVentilator, _) => "ICU",
        (T::Iccu | T::IccuVentilator, _) => "ICC",
        (T::Ricu | T::RicuVentilator, _) => "RICU",
        (T::Picu | T::PicuVentilator, _) => "PIC",
        (T::Nicu | T::NicuVentilator, _) => "NIC",
        (T::Perinatology, _) => "PERINA",
        (T::Delivery, _) => "SAL",
        (T::Emergency, _) => "IGD",
        (T::Psychiatric, _) => "JIWA",
        (T::General | T::Unmapped, _) if !matches!(pool.isolation, Isolation::No) => "ISO",
        (T::General | T::Unmapped, C::Vvip) => "VVP",
        (T::General | T::Unmapped, C::Vip) => "VIP",
        (T::General | T::Unmapped, C::Utama) => "UTM",
        (T::General | T::Unmapped, C::One) => "KL1",
        (T::General | T::Unmapped, C::Two) => "KL2",
        (T::General | T::Unmapped, C::Three) => "KL3",
        (T::General | T::Unmapped, C::Kris) => "KRIS",
        (T::General | T::Unmapped, C::None) => "NON",
    }
}

/// What Sigap understands when it hears only that code.
pub(super) fn understood(pool: &Pool) -> Pool {
    class_of(class_code(pool)).pool()
}

/// What a hospital's system says of a ward.
pub(super) fn draft(ward: &PlannedWard, free: i64) -> RoomDraft {
    let only = |sex| if ward.pool.sex == sex { free } else { 0 };
    RoomDraft {
        class_code: class_code(&ward.pool).to_owned(),
        room_code: ward.code.clone(),
        name: ward.name.clone(),
        capacity: i64::from(ward.capacity),
        free,
        free_men: only(Sex::Male),
        free_women: only(Sex::Female),
        free_any: only(Sex::Any),
    }
}

#[cfg(test)]
mod tests {
    use sigap_exchange::aplicares::Room;

    use super::*;
    use crate::demo::city::City;

    #[test]
    fn every_ward_of_the_city_can_be_reported_and_keeps_its_clinical_meaning() {
        for ward in City::from_seed(1).hospitals.iter().flat_map(|hospital| &hospital.wards) {
            let (pool, heard) = (ward.pool, understood(&ward.pool));
            assert_eq!(heard.class == pool.class, pool.bed_type != BedType::Psychiatric || pool.class == CareClass::None, "{pool}");
            assert_ne!(heard.bed_type, BedType::Unmapped, "{pool}");
            assert_eq!(heard.bed_type.is_intensive(), pool.bed_type.is_intensive(), "{pool}");
            assert_eq!(heard.isolation == Isolation::No, pool.isolation == Isolation::No, "{pool}");
            let room = Room::try_from(&draft(ward, i64::from(ward.capacity))).unwrap();
            assert!(room.sexes_add_up());
        }
    }

    #[test]
    fn more_free_beds_than_beds_are_refused_by_the_reader() {
        let ward = PlannedWard { code: "ICU01".into(), name: "ICU".into(), pool: Pool::of_type(BedType::Icu), capacity: 8 };
        assert!(Room::try_from(&draft(&ward, 9)).is_err());
    }
}
