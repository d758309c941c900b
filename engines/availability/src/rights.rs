//! Entitlement (*hak kelas*): which care class a payer may lie in, and at whose cost. A table, not advice: the hospital and BPJS (165) decide.

use serde::{Deserialize, Serialize};
use sigap_kernel::{BedType, CareClass, coded_enum};

use crate::PoolSum;

coded_enum! {
    /// Who pays (*penjamin*).
    pub enum Payer {
        /// JKN (BPJS Kesehatan), class 1.
        Jkn1 = "jkn1",
        /// JKN, class 2.
        Jkn2 = "jkn2",
        /// JKN, class 3.
        Jkn3 = "jkn3",
        /// The patient pays (*umum, bayar sendiri*).
        SelfPay = "self",
        /// Another insurance or a guarantor.
        Insurance = "insurance",
    }
}

impl Payer {
    /// The classes covered without any condition: those that must be full before one class up is a right. Empty: no class is fixed.
    #[must_use]
    pub const fn own_classes(self) -> &'static [CareClass] {
        match self {
            Payer::Jkn1 => &[CareClass::One, CareClass::Kris],
            Payer::Jkn2 => &[CareClass::Two, CareClass::Kris],
            Payer::Jkn3 => &[CareClass::Three, CareClass::Kris],
            Payer::SelfPay | Payer::Insurance => &[],
        }
    }
}

/// Whether the payer's own class is full at this facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnClass {
    /// A bed is free.
    Free,
    /// Known to be full.
    Full,
    /// Nobody knows, or the facility has no such class.
    Unknown,
}

impl OwnClass {
    /// From the sum over all pools of the payer's [own classes](Payer::own_classes) that would suit the patient. One free bed is enough
    /// for `Free`; `Full` needs every ward to be counted.
    #[must_use]
    pub const fn of(sum: &PoolSum) -> OwnClass {
        match sum.free_to_promise() {
            Some(0) if sum.wards_excluded() == 0 => OwnClass::Full,
            Some(0) | None => OwnClass::Unknown,
            Some(_) => OwnClass::Free,
        }
    }
}

/// What a payer is entitled to in a bed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Covered, nothing to pay (*ditanggung*).
    Covered,
    /// One class up because the own class is full: covered for at most so many days, then moved back or elsewhere (*titip naik kelas*).
    OneUp {
        /// Days without extra cost.
        max_days: u8,
    },
    /// As [`Right::OneUp`], if the hospital confirms that the own class is full.
    OneUpIfFull {
        /// Days without extra cost.
        max_days: u8,
    },
    /// Covered, in a class below the own one; nothing is paid back (*di bawah hak kelas*).
    Below,
    /// Allowed at the patient's wish; the patient or another insurance pays the difference (*bayar selisih*).
    PaysDifference,
    /// Not with this payer: whoever takes the bed pays everything (*tidak ditanggung*).
    NotCovered,
    /// Open, the patient pays (*biaya sendiri*).
    OwnCost,
    /// The policy decides; ask the insurance (*sesuai polis*).
    ByPolicy,
    /// Nobody has said what kind of bed this is; ask the hospital.
    Unknown,
}

/// The figures of the rights table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RightsRules {
    /// Days one class up without extra cost when the own class is full. Default 3, as the technical guide of the
    /// JKN is understood (Permenkes 28/2014; not confirmed in the text of law).
    pub one_up_max_days: u8,
}

impl Default for RightsRules {
    fn default() -> Self {
        Self { one_up_max_days: 3 }
    }
}

impl RightsRules {
    /// What `payer` is entitled to in a bed of this type and class, when the own class is as said.
    ///
    /// Intensive care, emergency, delivery and newborn care have no class: JKN covers them whatever the class. Above class 1 the next
    /// class is *utama* or VIP, whichever the hospital has.
    #[must_use]
    pub const fn right(&self, payer: Payer, bed_type: BedType, class: CareClass, own: OwnClass) -> Right {
        use CareClass as C;
        use Payer as P;
        match (payer, class) {
            (P::SelfPay, _) => Right::OwnCost,
            (P::Insurance, _) => Right::ByPolicy,
            (_, C::None) if matches!(bed_type, BedType::Unmapped) => Right::Unknown,
            _ if has_no_class(bed_type) => Right::Covered,
            (_, C::None | C::Kris) | (P::Jkn1, C::One) | (P::Jkn2, C::Two) | (P::Jkn3, C::Three) => Right::Covered,
            (P::Jkn1, C::Two | C::Three) | (P::Jkn2, C::Three) => Right::Below,
            (P::Jkn1, C::Utama | C::Vip) | (P::Jkn2, C::One) => self.one_up(own, Right::PaysDifference),
            // Class 3 may not move up at its own wish, not even by paying the difference (Perpres 59/2024 Art. 51; Permenkes 3/2023 Art. 48).
            (P::Jkn3, C::Two) => self.one_up(own, Right::NotCovered),
            (P::Jkn3, C::One | C::Utama | C::Vip | C::Vvip) => Right::NotCovered,
            (P::Jkn1, C::Vvip) | (P::Jkn2, C::Utama | C::Vip | C::Vvip) => Right::PaysDifference,
        }
    }

    const fn one_up(&self, own: OwnClass, otherwise: Right) -> Right {
        let max_days = self.one_up_max_days;
        match own {
            OwnClass::Full => Right::OneUp { max_days },
            OwnClass::Unknown => Right::OneUpIfFull { max_days },
            OwnClass::Free => otherwise,
        }
    }
}

/// Beds for which care classes do not exist.
const fn has_no_class(bed_type: BedType) -> bool {
    bed_type.is_intensive() || matches!(bed_type, BedType::Emergency | BedType::Delivery | BedType::Perinatology)
}
