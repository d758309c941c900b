//! The bed types of HAVE and the kernel pools they stand for, both ways.
//!
//! HAVE knows 14 types and no care classes, so many pools become one type: [`lines_of`] adds them up. A type without a pool is kept and
//! marked unmapped, never refused.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex, coded_enum};

use super::beds::{BedLine, CapacityStatus};

coded_enum! {
    /// The bed types of HAVE 1.0, in the order of its schema.
    pub enum HaveBedType {
        /// Intensive care, adults.
        AdultIcu = "AdultICU",
        /// Intensive care, children.
        PediatricIcu = "PediatricICU",
        /// Intensive care, newborns.
        NeonatalIcu = "NeonatalICU",
        /// Emergency department.
        EmergencyDepartment = "EmergencyDepartment",
        /// Newborns who need care but not intensive care.
        NurseryBeds = "NurseryBeds",
        /// Ordinary wards.
        MedicalSurgical = "MedicalSurgical",
        /// Rehabilitation and long-term care.
        RehabLongTermCare = "RehabLongTermCare",
        /// Burns.
        Burn = "Burn",
        /// Ordinary wards for children.
        Pediatrics = "Pediatrics",
        /// Psychiatry, adults.
        AdultPsychiatric = "AdultPsychiatric",
        /// Psychiatry, children.
        PediatricPsychiatric = "PediatricPsychiatric",
        /// Isolation with negative pressure.
        NegativeFlowIsolation = "NegativeFlowIsolation",
        /// Isolation with ordinary pressure.
        OtherIsolation = "OtherIsolation",
        /// Operating rooms, which are no beds to lie in.
        OperatingRooms = "OperatingRooms",
    }
}

/// A bed type as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BedTypeCode {
    /// One of the standard.
    Known(HaveBedType),
    /// Another word, for example `CholeraTreatment` or `Other`; kept until somebody maps it.
    Unknown(String),
}

/// High care, as a sub-category of [`HaveBedType::AdultIcu`].
const HCU: &str = "HCU";
/// Intensive care itself, where high care stands beside it.
const ICU: &str = "ICU";
/// Sub-categories of [`HaveBedType::AdultIcu`] that are a pool of their own: high care is not intensive care.
const ICU_PARTS: [(&str, BedType); 3] = [(HCU, BedType::Hcu), ("ICCU", BedType::Iccu), ("RICU", BedType::Ricu)];

/// The beds that are meant; unmapped when there is no word for them here: burns, rehabilitation, operating rooms, unknown types.
#[must_use]
pub fn pool_of(bed_type: &BedTypeCode, sub_category: Option<&str>) -> Pool {
    use HaveBedType as T;
    let BedTypeCode::Known(known) = bed_type else { return Pool::of_type(BedType::Unmapped) };
    match known {
        T::AdultIcu => Pool::of_type(icu_part(sub_category).unwrap_or(BedType::Icu)),
        T::PediatricIcu => Pool::of_type(BedType::Picu),
        T::NeonatalIcu => Pool::of_type(BedType::Nicu),
        T::EmergencyDepartment => Pool::of_type(BedType::Emergency),
        T::NurseryBeds => Pool::of_type(BedType::Perinatology),
        T::MedicalSurgical => Pool::general(CareClass::None),
        T::Pediatrics => Pool { age: AgeBand::Child, ..Pool::general(CareClass::None) },
        T::AdultPsychiatric => Pool { age: AgeBand::Adult, ..Pool::of_type(BedType::Psychiatric) },
        T::PediatricPsychiatric => Pool { age: AgeBand::Child, ..Pool::of_type(BedType::Psychiatric) },
        T::NegativeFlowIsolation => isolation(Isolation::NegativePressure),
        T::OtherIsolation => isolation(Isolation::Standard),
        T::RehabLongTermCare | T::Burn | T::OperatingRooms => Pool::of_type(BedType::Unmapped),
    }
}

fn icu_part(sub_category: Option<&str>) -> Option<BedType> {
    let word = sub_category?.trim();
    ICU_PARTS.into_iter().find(|(part, _)| part.eq_ignore_ascii_case(word)).map(|(_, bed_type)| bed_type)
}

const fn isolation(isolation: Isolation) -> Pool {
    Pool { bed_type: BedType::General, class: CareClass::None, sex: Sex::Any, age: AgeBand::Any, isolation }
}

/// The type, and the sub-category if one is needed, under which beds of a pool are reported; `None` for unmapped beds.
///
/// Isolation names the type only of ordinary beds: an isolated intensive bed is first of all an intensive bed. High care is reported
/// apart from intensive care, so that nobody takes it for that.
#[must_use]
pub const fn have_of(pool: Pool) -> Option<HaveBeds> {
    use BedType as B;
    use HaveBedType as T;
    let have = match (pool.bed_type, pool.age) {
        (B::Hcu, _) => return Some((T::AdultIcu, Some(HCU))),
        (B::Picu | B::PicuVentilator, _) => T::PediatricIcu,
        (B::Nicu | B::NicuVentilator, _) => T::NeonatalIcu,
        (B::Icu | B::IcuVentilator | B::Iccu | B::IccuVentilator | B::Ricu | B::RicuVentilator, age) => match age {
            AgeBand::Child => T::PediatricIcu,
            AgeBand::Newborn => T::NeonatalIcu,
            AgeBand::Any | AgeBand::Adult => T::AdultIcu,
        },
        (B::Perinatology, _) => T::NurseryBeds,
        (B::Delivery, _) => T::MedicalSurgical,
        (B::Emergency, _) => T::EmergencyDepartment,
        (B::Psychiatric, AgeBand::Child | AgeBand::Newborn) => T::PediatricPsychiatric,
        (B::Psychiatric, AgeBand::Any | AgeBand::Adult) => T::AdultPsychiatric,
        (B::General, age) => general(pool.isolation, age),
        (B::Unmapped, _) => return None,
    };
    Some((have, None))
}

const fn general(isolation: Isolation, age: AgeBand) -> HaveBedType {
    match (isolation, age) {
        (Isolation::NegativePressure, _) => HaveBedType::NegativeFlowIsolation,
        (Isolation::Standard, _) => HaveBedType::OtherIsolation,
        (Isolation::No, AgeBand::Child) => HaveBedType::Pediatrics,
        (Isolation::No, AgeBand::Newborn) => HaveBedType::NurseryBeds,
        (Isolation::No, AgeBand::Any | AgeBand::Adult) => HaveBedType::MedicalSurgical,
    }
}

/// Beds of one pool. `None` is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolCount {
    /// Which beds.
    pub pool: Pool,
    /// Free now.
    pub free: Option<u32>,
    /// Beds there are.
    pub capacity: Option<u32>,
}

/// The bed lines of a hospital, one a type, in the order of the standard. High care and intensive care together are two sub-categories
/// of one type and no whole: a whole would contain both. What is unknown of one pool makes the sum of its type unknown;
/// unmapped beds have no type and are left out.
#[must_use]
pub fn lines_of(counts: &[PoolCount]) -> Vec<BedLine> {
    let mut sums: Vec<(HaveBeds, PoolCount)> = Vec::new();
    for count in counts {
        let Some(beds) = have_of(count.pool) else { continue };
        match sums.iter_mut().find(|(other, _)| *other == beds) {
            Some((_, total)) => total.add(count),
            None => sums.push((beds, *count)),
        }
    }
    let has_high_care = sums.iter().any(|((_, part), _)| *part == Some(HCU));
    for ((bed_type, part), _) in &mut sums {
        if has_high_care && *bed_type == HaveBedType::AdultIcu {
            *part = part.or(Some(ICU));
        }
    }
    sums.sort_unstable_by_key(|(beds, _)| *beds);
    sums.into_iter().map(|((bed_type, part), total)| line(bed_type, part, total.free, total.capacity)).collect()
}

/// A bed type, and the sub-category under which these beds are told from others of the type.
pub type HaveBeds = (HaveBedType, Option<&'static str>);

impl PoolCount {
    fn add(&mut self, other: &Self) {
        self.free = sum(self.free, other.free);
        self.capacity = sum(self.capacity, other.capacity);
    }
}

fn sum(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one?.checked_add(other?)
}

fn line(bed_type: HaveBedType, part: Option<&str>, available: Option<u32>, baseline: Option<u32>) -> BedLine {
    let status = available.map(|free| if free == 0 { CapacityStatus::NotAvailable } else { CapacityStatus::Available });
    let (bed_type, sub_category) = (BedTypeCode::Known(bed_type), part.map(str::to_owned));
    BedLine { bed_type, sub_category, status, available, baseline, additional_24h: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_means_its_beds_and_is_found_again() {
        for (have, pool) in [
            (HaveBedType::AdultIcu, "icu.none.any.any.no"),
            (HaveBedType::PediatricIcu, "picu.none.any.any.no"),
            (HaveBedType::NeonatalIcu, "nicu.none.any.any.no"),
            (HaveBedType::EmergencyDepartment, "emergency.none.any.any.no"),
            (HaveBedType::NurseryBeds, "perinatology.none.any.any.no"),
            (HaveBedType::MedicalSurgical, "general.none.any.any.no"),
            (HaveBedType::Pediatrics, "general.none.any.child.no"),
            (HaveBedType::AdultPsychiatric, "psychiatric.none.any.adult.no"),
            (HaveBedType::PediatricPsychiatric, "psychiatric.none.any.child.no"),
            (HaveBedType::NegativeFlowIsolation, "general.none.any.any.negative"),
            (HaveBedType::OtherIsolation, "general.none.any.any.standard"),
        ] {
            let meant = pool_of(&BedTypeCode::Known(have), Some("Lantai 2"));
            assert_eq!(meant.to_string(), pool);
            assert_eq!(have_of(meant), Some((have, None)));
        }
    }

    #[test]
    fn a_type_without_a_pool_is_unmapped() {
        let unknown = BedTypeCode::Unknown("CholeraTreatment".into());
        let known = [HaveBedType::RehabLongTermCare, HaveBedType::Burn, HaveBedType::OperatingRooms].map(BedTypeCode::Known);
        for bed_type in known.iter().chain([&unknown]) {
            let pool = pool_of(bed_type, None);
            assert_eq!((pool.bed_type, have_of(pool)), (BedType::Unmapped, None), "{bed_type:?}");
        }
    }

    #[test]
    fn every_pool_but_the_unmapped_has_a_type() {
        for bed_type in BedType::ALL {
            assert_eq!(have_of(Pool::of_type(*bed_type)).is_none(), *bed_type == BedType::Unmapped, "{bed_type}");
        }
        let child = Pool { age: AgeBand::Child, ..Pool::of_type(BedType::IcuVentilator) };
        assert_eq!(have_of(child), Some((HaveBedType::PediatricIcu, None)));
    }

    #[test]
    fn high_care_is_never_taken_for_intensive_care() {
        let hcu = Pool::of_type(BedType::Hcu);
        assert_eq!(have_of(hcu), Some((HaveBedType::AdultIcu, Some("HCU"))));
        assert_eq!(pool_of(&BedTypeCode::Known(HaveBedType::AdultIcu), Some(" hcu ")), hcu);
    }

    #[test]
    fn pools_of_one_type_are_added_up_and_one_unknown_makes_the_sum_unknown() {
        let count = |pool, free, capacity| PoolCount { pool, free, capacity };
        let lines = lines_of(&[
            count(Pool::general(CareClass::One), Some(3), Some(10)),
            count(Pool::of_type(BedType::Icu), Some(0), Some(4)),
            count(Pool::general(CareClass::Three), Some(4), Some(20)),
            count(Pool::of_type(BedType::Iccu), Some(0), None),
            count(Pool::of_type(BedType::Hcu), None, Some(6)),
            count(Pool::of_type(BedType::Unmapped), Some(9), Some(9)),
            count(Pool::of_type(BedType::Picu), Some(u32::MAX), Some(1)),
            count(Pool::of_type(BedType::PicuVentilator), Some(1), Some(1)),
        ]);
        let icu = HaveBedType::AdultIcu;
        assert_eq!(
            lines,
            [
                line(icu, Some("HCU"), None, Some(6)),
                line(icu, Some("ICU"), Some(0), None),
                line(HaveBedType::PediatricIcu, None, None, Some(2)),
                line(HaveBedType::MedicalSurgical, None, Some(7), Some(30)),
            ]
        );
        assert_eq!((lines[0].status, lines[1].status), (None, Some(CapacityStatus::NotAvailable)));
        assert_eq!(lines[3].status, Some(CapacityStatus::Available));
        assert_eq!(lines_of(&[count(Pool::of_type(BedType::Icu), Some(1), Some(4))]), [line(icu, None, Some(1), Some(4))]);
    }
}
