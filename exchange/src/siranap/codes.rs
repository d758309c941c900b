//! The bed types of RS Online (`id_tt`) and the kernel pool each one stands for.
//!
//! Unknown codes are kept and marked unmapped, never refused: a person maps them later.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};

/// The largest id that 4 digits can hold.
const KODE_SIRANAP_MAX: u16 = 9_999;

/// One row of the bed-type table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BedTypeRow {
    /// Official id (`id_tt`).
    pub id: u16,
    /// Official name (`tt`), as printed.
    pub name: &'static str,
    /// The beds it stands for, when the row is not for COVID.
    pub pool: Pool,
}

const fn row(id: u16, name: &'static str, pool: Pool) -> BedTypeRow {
    BedTypeRow { id, name, pool }
}

const fn isolated(bed_type: BedType, isolation: Isolation) -> Pool {
    Pool { bed_type, class: CareClass::None, sex: Sex::Any, age: AgeBand::Any, isolation }
}

/// The bed types in the order of their ids. 13 stands only in an older list; 35 and 15 to 23 do not exist.
///
/// Where a name leaves something open, it stands for the weaker promise: *Isolasi* is not negative pressure, *NICU Khusus Covid* has no
/// ventilator. "Khusus Covid" is isolation, because nobody else may lie there.
pub const BED_TYPES: [BedTypeRow; 33] = [
    row(1, "VVIP/ Super VIP", Pool::general(CareClass::Vvip)),
    row(2, "VIP", Pool::general(CareClass::Vip)),
    row(3, "Kelas I", Pool::general(CareClass::One)),
    row(4, "Kelas II", Pool::general(CareClass::Two)),
    row(5, "Kelas III", Pool::general(CareClass::Three)),
    row(6, "ICU Tanpa Ventilator", Pool::of_type(BedType::Icu)),
    row(7, "HCU", Pool::of_type(BedType::Hcu)),
    row(8, "ICCU/ICVCU Tanpa Ventilator", Pool::of_type(BedType::Iccu)),
    row(9, "RICU Tanpa Ventilator", Pool::of_type(BedType::Ricu)),
    row(10, "NICU Tanpa Ventilator", Pool::of_type(BedType::Nicu)),
    row(11, "PICU Tanpa Ventilator", Pool::of_type(BedType::Picu)),
    row(12, "Isolasi", isolated(BedType::General, Isolation::Standard)),
    row(13, "Non Kelas", Pool::general(CareClass::None)),
    row(14, "Perinatologi", Pool::of_type(BedType::Perinatology)),
    row(24, "ICU Tekanan Negatif dengan Ventilator", isolated(BedType::IcuVentilator, Isolation::NegativePressure)),
    row(25, "ICU Tekanan Negatif tanpa Ventilator", isolated(BedType::Icu, Isolation::NegativePressure)),
    row(26, "ICU Tanpa Tekanan Negatif Dengan Ventilator", Pool::of_type(BedType::IcuVentilator)),
    row(27, "ICU Tanpa Tekanan Negatif Tanpa Ventilator", Pool::of_type(BedType::Icu)),
    row(28, "Isolasi Tekanan Negatif", isolated(BedType::General, Isolation::NegativePressure)),
    row(29, "Isolasi Tanpa Tekanan Negatif", isolated(BedType::General, Isolation::Standard)),
    row(30, "NICU Khusus Covid", isolated(BedType::Nicu, Isolation::Standard)),
    row(31, "PICU Khusus Covid", isolated(BedType::Picu, Isolation::Standard)),
    row(32, "IGD Khusus Covid", isolated(BedType::Emergency, Isolation::Standard)),
    row(33, "VK (TT Observasi di R Bersalin) Khusus Covid", isolated(BedType::Delivery, Isolation::Standard)),
    row(34, "Isolasi Perinatologi Khusus Covid", isolated(BedType::Perinatology, Isolation::Standard)),
    row(36, "VK (TT Observasi di R Bersalin) Non Covid", Pool::of_type(BedType::Delivery)),
    row(37, "Intermediate Ward (IGD)", Pool::of_type(BedType::Emergency)),
    row(38, "ICU Dengan Ventilator", Pool::of_type(BedType::IcuVentilator)),
    row(39, "NICU Dengan Ventilator", Pool::of_type(BedType::NicuVentilator)),
    row(40, "PICU Dengan Ventilator", Pool::of_type(BedType::PicuVentilator)),
    row(50, "RICU Dengan Ventilator", Pool::of_type(BedType::RicuVentilator)),
    row(51, "ICCU/ICVCU Dengan Ventilator", Pool::of_type(BedType::IccuVentilator)),
    row(52, "KRIS JKN", Pool::general(CareClass::Kris)),
];

/// How a bed-type code was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BedTypeMatch {
    /// An id of the national table.
    Official(&'static BedTypeRow),
    /// Nobody knows yet what it means.
    Unmapped,
}

impl BedTypeMatch {
    /// The beds meant; unmapped when unknown. A row for COVID is isolation at least: whoever has no COVID may not lie there.
    #[must_use]
    pub const fn pool(self, covid: bool) -> Pool {
        match self {
            Self::Official(row) if covid && matches!(row.pool.isolation, Isolation::No) => {
                Pool { isolation: Isolation::Standard, ..row.pool }
            }
            Self::Official(row) => row.pool,
            Self::Unmapped => Pool::of_type(BedType::Unmapped),
        }
    }

    /// The official name.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Official(row) => Some(row.name),
            Self::Unmapped => None,
        }
    }
}

/// Bed types under which beds are not reported by themselves: an older name, names that say the same as another, and those that promise
/// more than the kind of beds says (*Khusus Covid*).
const NOT_CHOSEN: [u16; 9] = [13, 26, 27, 29, 30, 31, 32, 33, 34];

/// The bed type under which beds of this kind are reported; `None` when the table has none that says the same, so that a person chooses.
/// Who may lie there by sex and age, the table does not tell apart.
#[must_use]
pub fn bed_type_for(pool: &Pool) -> Option<&'static BedTypeRow> {
    let plain = Pool { sex: Sex::Any, age: AgeBand::Any, ..*pool };
    BED_TYPES.iter().find(|row| row.pool == plain && !NOT_CHOSEN.contains(&row.id))
}

/// What a bed-type code means. Blanks around it and zeros before it do not matter.
#[must_use]
pub fn bed_type_of(code: &str) -> BedTypeMatch {
    let id = number(code);
    BED_TYPES.iter().find(|row| Some(row.id) == id).map_or(BedTypeMatch::Unmapped, BedTypeMatch::Official)
}

/// The 4-digit code beside a bed type in lists. Seen are 0001 to 0003 only; the others are the id in 4 digits, which is a guess:
/// clients that were read show it and do not decide by it. `None` when the code is no number of up to 4 digits.
#[must_use]
pub fn kode_siranap(code: &str) -> Option<String> {
    number(code).filter(|id| *id <= KODE_SIRANAP_MAX).map(|id| format!("{id:04}"))
}

fn number(code: &str) -> Option<u16> {
    let code = code.trim();
    if code.bytes().all(|b| b.is_ascii_digit()) { code.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_row_is_mapped() {
        assert!(BED_TYPES.windows(2).all(|pair| pair[0].id < pair[1].id));
        for row in &BED_TYPES {
            assert_eq!(bed_type_of(&row.id.to_string()), BedTypeMatch::Official(row));
            assert_eq!(bed_type_of(&format!(" {:03} ", row.id)), BedTypeMatch::Official(row));
            assert_ne!(row.pool.bed_type, BedType::Unmapped);
        }
    }

    #[test]
    fn a_code_finds_its_beds() {
        for (code, covid, pool) in [
            ("1", false, "general.vvip.any.any.no"),
            ("3", false, "general.1.any.any.no"),
            ("3", true, "general.1.any.any.standard"),
            ("12", false, "general.none.any.any.standard"),
            ("28", true, "general.none.any.any.negative"),
            ("24", true, "icu_vent.none.any.any.negative"),
            ("27", false, "icu.none.any.any.no"),
            ("27", true, "icu.none.any.any.standard"),
            ("30", false, "nicu.none.any.any.standard"),
            ("38", false, "icu_vent.none.any.any.no"),
            ("51", false, "iccu_vent.none.any.any.no"),
            ("52", false, "general.kris.any.any.no"),
            ("35", false, "unmapped.none.any.any.no"),
            ("35", true, "unmapped.none.any.any.no"),
        ] {
            assert_eq!(bed_type_of(code).pool(covid).to_string(), pool, "{code} {covid}");
        }
    }

    #[test]
    fn beds_find_the_type_they_are_reported_under_or_none() {
        for (pool, id) in [
            ("general.1.any.any.no", Some(3)),
            ("general.3.female.child.no", Some(5)),
            ("general.kris.any.any.no", Some(52)),
            ("general.none.any.any.standard", Some(12)),
            ("icu.none.any.any.no", Some(6)),
            ("icu_vent.none.any.any.no", Some(38)),
            ("icu_vent.none.any.any.negative", Some(24)),
            ("nicu.none.any.any.standard", None),
            ("general.none.any.any.no", None),
            ("general.1.any.any.standard", None),
            ("psychiatric.none.any.any.no", None),
            ("unmapped.none.any.any.no", None),
        ] {
            let pool: Pool = pool.parse().unwrap();
            assert_eq!(bed_type_for(&pool).map(|row| row.id), id, "{pool}");
        }
        for id in NOT_CHOSEN {
            assert!(BED_TYPES.iter().any(|row| row.id == id), "{id} is not in the table");
        }
    }

    #[test]
    fn a_code_nobody_knows_is_kept_unmapped() {
        for code in ["", "0", "15", "53", "+3", "-3", "3.0", "III", "99999999999", "３"] {
            assert_eq!(bed_type_of(code), BedTypeMatch::Unmapped, "{code}");
        }
    }

    #[test]
    fn the_code_in_lists_has_four_digits() {
        for (code, text) in [("1", Some("0001")), ("3", Some("0003")), ("38", Some("0038")), ("99999", None), ("ICU", None), ("", None)] {
            assert_eq!(kode_siranap(code).as_deref(), text, "{code}");
        }
    }
}
