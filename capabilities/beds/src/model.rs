//! What a family asks for and what a ward reports: types and rules, no storage, no pages.

use sigap_availability::{ClaimKind, Observation, Payer};
use sigap_kernel::{AgeBand, BedType, CareClass, Ctx, FacilityId, GeoPoint, Isolation, Pool, Sex, WardId, coded_enum, typed_id};

typed_id!(/// A promise or an arrival (*klaim tempat tidur*).
    ClaimId);

coded_enum! {
    /// What is the matter, in a family's words (*keadaan*). Each leads to the kinds of bed that can help.
    pub enum Situation {
        /// An adult has to stay in hospital.
        Adult = "adult",
        /// A child has to stay in hospital.
        Child = "child",
        /// A birth is near.
        Birth = "birth",
        /// A newborn is ill or very small.
        Newborn = "newborn",
        /// Needs watching hour by hour (HCU).
        Watch = "watch",
        /// Needs intensive care.
        Intensive = "intensive",
        /// A child needs intensive care.
        IntensiveChild = "intensive_child",
        /// Heart.
        Heart = "heart",
        /// Has something others could catch.
        Infectious = "infectious",
        /// Mental health.
        Mind = "mind",
    }
}

impl Situation {
    /// The kinds of bed that can help, best first.
    #[must_use]
    pub const fn bed_types(self) -> &'static [BedType] {
        use BedType as T;
        match self {
            Situation::Adult | Situation::Child | Situation::Infectious => &[T::General],
            Situation::Birth => &[T::Delivery],
            Situation::Newborn => &[T::Nicu, T::NicuVentilator, T::Perinatology],
            Situation::Watch => &[T::Hcu],
            Situation::Intensive => &[T::Icu, T::IcuVentilator, T::Ricu, T::RicuVentilator],
            Situation::IntensiveChild => &[T::Picu, T::PicuVentilator],
            Situation::Heart => &[T::Iccu, T::IccuVentilator],
            Situation::Mind => &[T::Psychiatric],
        }
    }

    /// Whether a pool can help.
    #[must_use]
    pub fn suits(self, pool: &Pool) -> bool {
        let age = match self {
            Situation::Child => matches!(pool.age, AgeBand::Any | AgeBand::Child),
            Situation::Adult => matches!(pool.age, AgeBand::Any | AgeBand::Adult),
            _ => true,
        };
        let isolation = (pool.isolation != Isolation::No) == (self == Situation::Infectious);
        self.bed_types().contains(&pool.bed_type) && age && (isolation || self.bed_types() != [BedType::General])
    }
}

/// A set of kinds of bed: whether a hospital has any that is looked for is one comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BedTypes(u64);

impl BedTypes {
    /// Every kind there is.
    const ALL: Self = Self(u64::MAX);

    /// Whether both have a kind in common.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<BedType> for BedTypes {
    fn from_iter<I: IntoIterator<Item = BedType>>(types: I) -> Self {
        Self(types.into_iter().fold(0, |all, one| all | 1 << one as u64))
    }
}

/// What is looked for, checked and ready.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// In a family's words; decides the kinds of bed unless `bed_types` names them.
    pub situation: Option<Situation>,
    /// The kinds of bed; empty: as the situation says, or any.
    pub bed_types: Vec<BedType>,
    /// The classes; empty: any.
    pub classes: Vec<CareClass>,
    /// The patient's sex, where a room is for one sex.
    pub sex: Sex,
    /// Who pays.
    pub payer: Option<Payer>,
}

impl Need {
    /// Any bed.
    pub const ANY: Need = Need { situation: None, bed_types: Vec::new(), classes: Vec::new(), sex: Sex::Any, payer: None };

    /// Whether a pool can help, whatever it costs.
    #[must_use]
    pub fn suits(&self, pool: &Pool) -> bool {
        let kind = match (&self.situation, self.bed_types.as_slice()) {
            (_, [_, ..]) => self.bed_types.contains(&pool.bed_type),
            (Some(situation), []) => situation.suits(pool),
            (None, []) => true,
        };
        kind && (self.classes.is_empty() || self.classes.contains(&pool.class)) && self.fits_sex(pool)
    }

    /// The kinds of bed that may suit; which do, [`Need::suits`] says.
    pub(crate) fn bed_types(&self) -> BedTypes {
        match (&self.situation, self.bed_types.as_slice()) {
            (_, [_, ..]) => self.bed_types.iter().copied().collect(),
            (Some(situation), []) => situation.bed_types().iter().copied().collect(),
            (None, []) => BedTypes::ALL,
        }
    }

    fn fits_sex(&self, pool: &Pool) -> bool {
        self.sex == Sex::Any || pool.sex == Sex::Any || pool.sex == self.sex
    }
}

/// Where and how many: a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// What is looked for.
    pub need: Need,
    /// From where.
    pub near: GeoPoint,
    /// Facilities in the answer, at most [`LIMIT_MAX`].
    pub limit: usize,
}

/// Facilities in one answer at most.
pub const LIMIT_MAX: usize = 100;
/// Facilities in one answer when nobody says.
pub(crate) const LIMIT_USUAL: usize = 20;

/// Free beds by sex, as some sources hint; never added to anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BySex {
    /// For men only.
    pub men: u32,
    /// For women only.
    pub women: u32,
    /// For either.
    pub either: u32,
}

/// A report about one ward, in the name of whoever sent it.
#[derive(Debug, Clone)]
pub struct Report {
    /// Who sent it, and when it came.
    pub ctx: Ctx,
    /// The hospital.
    pub facility: FacilityId,
    /// The ward.
    pub ward: WardId,
    /// The numbers.
    pub observation: Observation,
    /// Hints by sex.
    pub by_sex: Option<BySex>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// The numbers are new.
    Changed,
    /// The same numbers, now younger.
    Confirmed,
    /// A later report is already there: this one changes nothing.
    Older,
}

/// A promise or an arrival to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewClaim {
    /// The hospital.
    pub facility: FacilityId,
    /// The ward.
    pub ward: WardId,
    /// Promise or arrival.
    pub kind: ClaimKind,
    /// How many beds, at least one.
    pub beds: u32,
    /// Minutes until it runs out by itself; `None`: never.
    pub for_min: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_suits_is_among_those_that_may() {
        let needs = Situation::ALL.iter().map(|&situation| Need { situation: Some(situation), ..Need::ANY });
        for need in needs.chain([Need::ANY, Need { bed_types: vec![BedType::Icu, BedType::Nicu], ..Need::ANY }]) {
            for &bed_type in BedType::ALL {
                let pools = Isolation::ALL.iter().map(|&isolation| Pool { isolation, ..Pool::of_type(bed_type) });
                let may = need.bed_types().meets(BedTypes::from_iter([bed_type]));
                assert!(may || !pools.into_iter().any(|pool| need.suits(&pool)), "{bed_type} for {need:?}");
            }
        }
        assert!(BedType::ALL.len() <= 64, "the set holds 64 kinds");
    }

    #[test]
    fn every_situation_leads_to_a_bed_and_no_ordinary_one_to_isolation() {
        for &situation in Situation::ALL {
            let suits =
                |isolation| situation.bed_types().iter().any(|&bed_type| situation.suits(&Pool { isolation, ..Pool::of_type(bed_type) }));
            assert!(suits(Isolation::No) || suits(Isolation::Standard), "{situation}");
        }
        let isolated = Pool { isolation: Isolation::Standard, ..Pool::general(CareClass::None) };
        assert!(Situation::Infectious.suits(&isolated) && !Situation::Adult.suits(&isolated));
        let children = Pool { age: AgeBand::Child, ..Pool::general(CareClass::Three) };
        assert!(Situation::Child.suits(&children) && !Situation::Adult.suits(&children));
    }

    #[test]
    fn a_room_for_women_suits_women_and_whoever_did_not_say() {
        let women = Pool { sex: Sex::Female, ..Pool::general(CareClass::Two) };
        let asks = |sex| Need { sex, ..Need::ANY }.suits(&women);
        assert!(asks(Sex::Female) && asks(Sex::Any) && !asks(Sex::Male));
    }
}
