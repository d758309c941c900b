//! Groups of beds as the office looks at them: classes of ordinary wards, and kinds of care.

use sigap_kernel::{BedType, CareClass, Isolation, Pool, coded_enum};

coded_enum! {
    /// A group of beds.
    pub enum Group {
        /// VVIP.
        Vvip = "vvip",
        /// VIP.
        Vip = "vip",
        /// Utama.
        Utama = "utama",
        /// Class 1.
        One = "1",
        /// Class 2.
        Two = "2",
        /// Class 3.
        Three = "3",
        /// The standard class (KRIS).
        Kris = "kris",
        /// Ordinary beds without a class.
        NoClass = "none",
        /// Isolation rooms of any class.
        Isolation = "isolation",
        /// All intensive care.
        Intensive = "intensive",
        /// Psychiatric wards.
        Psychiatric = "psychiatric",
        /// Newborns; counted apart.
        Perinatology = "perinatology",
        /// Delivery beds; no beds to lie in overnight.
        Delivery = "delivery",
        /// Beds of the emergency room, likewise.
        Emergency = "emergency",
    }
}

sigap_store::as_text!(Group);

impl Group {
    /// The group of a kind of bed.
    #[must_use]
    pub const fn of(pool: &Pool) -> Self {
        match pool.bed_type {
            BedType::Perinatology => Group::Perinatology,
            BedType::Delivery => Group::Delivery,
            BedType::Emergency => Group::Emergency,
            BedType::Psychiatric => Group::Psychiatric,
            kind if kind.is_intensive() => Group::Intensive,
            _ if !matches!(pool.isolation, Isolation::No) => Group::Isolation,
            _ => Self::of_class(pool.class),
        }
    }

    const fn of_class(class: CareClass) -> Self {
        match class {
            CareClass::Vvip => Group::Vvip,
            CareClass::Vip => Group::Vip,
            CareClass::Utama => Group::Utama,
            CareClass::One => Group::One,
            CareClass::Two => Group::Two,
            CareClass::Three => Group::Three,
            CareClass::Kris => Group::Kris,
            CareClass::None => Group::NoClass,
        }
    }

    /// Whether its beds count in BOR and in sums. Newborns are counted apart; nobody is admitted to a delivery bed or a bed of the emergency
    /// room.
    #[must_use]
    pub const fn is_inpatient(self) -> bool {
        !matches!(self, Group::Perinatology | Group::Delivery | Group::Emergency)
    }
}
