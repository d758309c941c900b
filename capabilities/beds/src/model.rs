//! What a family asks for and what a ward reports: types and rules, no storage, no pages.

use sigap_availability::{ClaimKind, Observation, Payer};
use sigap_kernel::{AgeBand, BedType, CareClass, Ctx, FacilityId, GeoPoint, Isolation, Pool, Sex, WardId, coded_enum, typed_id};

use crate::picture::Kinds;

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

    /// The pools that can help.
    fn wanted(self) -> Wanted {
        let ages = match self {
            Situation::Child => [AgeBand::Any as u8, AgeBand::Child as u8].into_iter().collect(),
            Situation::Adult => [AgeBand::Any as u8, AgeBand::Adult as u8].into_iter().collect(),
            _ => Codes::ALL,
        };
        let isolation =
            |wanted: bool| Isolation::ALL.iter().filter(|one| (**one != Isolation::No) == wanted).map(|one| *one as u8).collect();
        // In an ordinary room it matters whether others are kept out; an intensive bed has what it needs.
        let isolations = if self.bed_types() == [BedType::General] { isolation(self == Situation::Infectious) } else { Codes::ALL };
        let types = self.bed_types().iter().map(|one| *one as u8).collect();
        Wanted { types, ages, isolations, ..Wanted::ANY }
    }
}

/// A set of codes of one kind, each by its place in the list: whether one is in it is a single look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Codes(u64);

impl Codes {
    /// Every code there is.
    const ALL: Self = Self(u64::MAX);

    const fn has(self, code: u8) -> bool {
        self.0 >> code & 1 == 1
    }
}

impl FromIterator<u8> for Codes {
    fn from_iter<I: IntoIterator<Item = u8>>(codes: I) -> Self {
        Self(codes.into_iter().fold(0, |all, one| all | 1 << one))
    }
}

/// The pools that can help, put so that thousands can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    types: Codes,
    classes: Codes,
    sexes: Codes,
    ages: Codes,
    isolations: Codes,
}

impl Wanted {
    const ANY: Self = Self { types: Codes::ALL, classes: Codes::ALL, sexes: Codes::ALL, ages: Codes::ALL, isolations: Codes::ALL };

    /// Whether a pool can help, whatever it costs.
    pub(crate) const fn has(&self, pool: &Pool) -> bool {
        self.types.has(pool.bed_type as u8)
            && self.classes.has(pool.class as u8)
            && self.sexes.has(pool.sex as u8)
            && self.ages.has(pool.age as u8)
            && self.isolations.has(pool.isolation as u8)
    }

    /// The types and classes of these pools.
    pub(crate) fn kinds(&self) -> Kinds {
        Kinds::where_both(|one| self.types.has(one as u8), |one| self.classes.has(one as u8))
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

    /// The pools that can help. Kinds of bed that are named stand above what the situation would lead to.
    pub(crate) fn wanted(&self) -> Wanted {
        let of_kind = match (self.situation, self.bed_types.as_slice()) {
            (Some(situation), []) => situation.wanted(),
            (None, []) => Wanted::ANY,
            (_, named) => Wanted { types: named.iter().map(|one| *one as u8).collect(), ..Wanted::ANY },
        };
        let classes = if self.classes.is_empty() { Codes::ALL } else { self.classes.iter().map(|one| *one as u8).collect() };
        let sexes = if self.sex == Sex::Any { Codes::ALL } else { [Sex::Any as u8, self.sex as u8].into_iter().collect() };
        Wanted { classes, sexes, ..of_kind }
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
    /// Another source speaks for the ward: this stands beside its number.
    Beside,
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
    fn kinds_and_classes_that_are_named_stand_above_the_situation() {
        let need = Need {
            situation: Some(Situation::Adult),
            bed_types: vec![BedType::Icu, BedType::Nicu],
            classes: vec![CareClass::None],
            ..Need::ANY
        };
        for &bed_type in BedType::ALL {
            for &class in CareClass::ALL {
                let pool = Pool { class, isolation: Isolation::Standard, age: AgeBand::Child, ..Pool::of_type(bed_type) };
                let expected = matches!(bed_type, BedType::Icu | BedType::Nicu) && class == CareClass::None;
                assert_eq!(need.wanted().has(&pool), expected, "{pool:?}");
                assert!(Need::ANY.wanted().has(&pool), "{pool:?}");
            }
        }
        assert!(BedType::ALL.len().max(CareClass::ALL.len()) <= 64, "the set holds 64 codes");
    }

    #[test]
    fn every_situation_leads_to_a_bed_and_no_ordinary_one_to_isolation() {
        for &situation in Situation::ALL {
            let suits = |isolation| {
                let mut pools = situation.bed_types().iter().map(|&bed_type| Pool { isolation, ..Pool::of_type(bed_type) });
                pools.any(|pool| situation.wanted().has(&pool))
            };
            assert!(suits(Isolation::No) || suits(Isolation::Standard), "{situation}");
        }
        let isolated = Pool { isolation: Isolation::Standard, ..Pool::general(CareClass::None) };
        assert!(Situation::Infectious.wanted().has(&isolated) && !Situation::Adult.wanted().has(&isolated));
        let children = Pool { age: AgeBand::Child, ..Pool::general(CareClass::Three) };
        assert!(Situation::Child.wanted().has(&children) && !Situation::Adult.wanted().has(&children));
        let watched = Pool { isolation: Isolation::Standard, ..Pool::of_type(BedType::Icu) };
        assert!(Situation::Intensive.wanted().has(&watched), "an isolated intensive bed is an intensive bed");
    }

    #[test]
    fn a_room_for_women_suits_women_and_whoever_did_not_say() {
        let women = Pool { sex: Sex::Female, ..Pool::general(CareClass::Two) };
        let asks = |sex| Need { sex, ..Need::ANY }.wanted().has(&women);
        assert!(asks(Sex::Female) && asks(Sex::Any) && !asks(Sex::Male));
    }
}
