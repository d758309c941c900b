//! The five axes by which beds are counted, and the pool they span.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{UnknownCode, coded_enum};

coded_enum! {
    /// What the room costs and which right opens it (*kelas perawatan*).
    pub enum CareClass {
        /// VVIP or super VIP.
        Vvip = "vvip",
        /// VIP.
        Vip = "vip",
        /// *Utama*, between VIP and class 1.
        Utama = "utama",
        /// Class 1 (*kelas I*).
        One = "1",
        /// Class 2 (*kelas II*).
        Two = "2",
        /// Class 3 (*kelas III*).
        Three = "3",
        /// Standard inpatient class of the JKN (*KRIS*).
        Kris = "kris",
        /// No class: intensive care, delivery room, emergency room.
        None = "none",
    }
}

coded_enum! {
    /// What can be treated there (*jenis perawatan*).
    pub enum BedType {
        /// Ordinary inpatient room (*rawat inap*).
        General = "general",
        /// High care (*HCU*).
        Hcu = "hcu",
        /// Intensive care without ventilator.
        Icu = "icu",
        /// Intensive care with ventilator.
        IcuVentilator = "icu_vent",
        /// Heart intensive care (*ICCU/ICVCU*).
        Iccu = "iccu",
        /// Heart intensive care with ventilator.
        IccuVentilator = "iccu_vent",
        /// Respiratory intensive care (*RICU*).
        Ricu = "ricu",
        /// Respiratory intensive care with ventilator.
        RicuVentilator = "ricu_vent",
        /// Children's intensive care.
        Picu = "picu",
        /// Children's intensive care with ventilator.
        PicuVentilator = "picu_vent",
        /// Newborn intensive care.
        Nicu = "nicu",
        /// Newborn intensive care with ventilator.
        NicuVentilator = "nicu_vent",
        /// Newborns who need care but not intensive care (*perinatologi*).
        Perinatology = "perinatology",
        /// Delivery room (*ruang bersalin, VK*).
        Delivery = "delivery",
        /// Emergency room (*IGD*).
        Emergency = "emergency",
        /// Psychiatric ward (*jiwa*).
        Psychiatric = "psychiatric",
        /// Reported by the source under a code nobody has mapped yet.
        Unmapped = "unmapped",
    }
}

impl BedType {
    /// Whether a bed of this type is intensive care, where an old number misleads soonest.
    #[must_use]
    pub const fn is_intensive(self) -> bool {
        use BedType as T;
        matches!(
            self,
            T::Hcu
                | T::Icu
                | T::IcuVentilator
                | T::Iccu
                | T::IccuVentilator
                | T::Ricu
                | T::RicuVentilator
                | T::Picu
                | T::PicuVentilator
                | T::Nicu
                | T::NicuVentilator
        )
    }
}

coded_enum! {
    /// Who may lie there, by sex.
    pub enum Sex {
        /// Either.
        Any = "any",
        /// Men only.
        Male = "male",
        /// Women only.
        Female = "female",
    }
}

coded_enum! {
    /// Who may lie there, by age.
    pub enum AgeBand {
        /// Every age.
        Any = "any",
        /// Up to 28 days.
        Newborn = "newborn",
        /// Children.
        Child = "child",
        /// Adults.
        Adult = "adult",
    }
}

coded_enum! {
    /// Whether the room keeps an infection in.
    pub enum Isolation {
        /// An ordinary room.
        No = "no",
        /// Isolation with ordinary air pressure.
        Standard = "standard",
        /// Isolation with negative pressure.
        NegativePressure = "negative",
    }
}

/// One kind of bed: beds of the same pool can stand in for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pool {
    /// Clinical type.
    pub bed_type: BedType,
    /// Care class.
    pub class: CareClass,
    /// Sex restriction.
    pub sex: Sex,
    /// Age band.
    pub age: AgeBand,
    /// Isolation.
    pub isolation: Isolation,
}

impl Pool {
    /// The pool of ordinary beds of a class, for anyone.
    #[must_use]
    pub const fn general(class: CareClass) -> Self {
        Self { bed_type: BedType::General, class, sex: Sex::Any, age: AgeBand::Any, isolation: Isolation::No }
    }

    /// The pool of a clinical type that has no class, for anyone.
    #[must_use]
    pub const fn of_type(bed_type: BedType) -> Self {
        Self { bed_type, class: CareClass::None, sex: Sex::Any, age: AgeBand::Any, isolation: Isolation::No }
    }
}

/// `type.class.sex.age.isolation`, for example `general.3.any.any.no`.
impl fmt::Display for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}.{}", self.bed_type, self.class, self.sex, self.age, self.isolation)
    }
}

impl FromStr for Pool {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let mut parts = text.split('.');
        let mut next = || parts.next().unwrap_or_default();
        Ok(Self {
            bed_type: next().parse()?,
            class: next().parse()?,
            sex: next().parse()?,
            age: next().parse()?,
            isolation: next().parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_reads_back_as_written() {
        for &bed_type in BedType::ALL {
            for &class in CareClass::ALL {
                let pool = Pool { bed_type, class, sex: Sex::Female, age: AgeBand::Child, isolation: Isolation::NegativePressure };
                assert_eq!(pool.to_string().parse(), Ok(pool));
            }
        }
        assert!("general.9.any.any.no".parse::<Pool>().is_err());
        assert!("general".parse::<Pool>().is_err());
    }

    #[test]
    fn a_code_is_the_same_in_json() {
        assert_eq!(serde_json::to_string(&CareClass::One).unwrap(), "\"1\"");
        assert_eq!(serde_json::from_str::<BedType>("\"icu_vent\"").unwrap(), BedType::IcuVentilator);
        assert!(serde_json::from_str::<BedType>("\"ICU\"").is_err());
    }
}
