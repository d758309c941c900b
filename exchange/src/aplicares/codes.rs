//! The class codes of Aplicares, what sloppy clients write instead, and the kernel pool each one stands for.
//!
//! Unknown codes are kept and marked unmapped, never refused: a person maps them later.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};

/// One row of the class table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassRow {
    /// Official code (`kodekelas`).
    pub code: &'static str,
    /// Official name (`namakelas`), cased as the national service answers it.
    pub name: &'static str,
    /// The beds it stands for.
    pub pool: Pool,
}

const fn row(code: &'static str, name: &'static str, pool: Pool) -> ClassRow {
    ClassRow { code, name, pool }
}

const ISOLATION: Pool =
    Pool { bed_type: BedType::General, class: CareClass::None, sex: Sex::Any, age: AgeBand::Any, isolation: Isolation::Standard };

/// The 16 classes in the order of the national service.
///
/// `ISO` does not say whether the pressure is negative, so it stands for the weaker promise.
pub const CLASSES: [ClassRow; 16] = [
    row("NON", "-", Pool::general(CareClass::None)),
    row("VVP", "VVIP", Pool::general(CareClass::Vvip)),
    row("VIP", "VIP", Pool::general(CareClass::Vip)),
    row("UTM", "UTAMA", Pool::general(CareClass::Utama)),
    row("KL1", "KELAS I", Pool::general(CareClass::One)),
    row("KL2", "KELAS II", Pool::general(CareClass::Two)),
    row("KL3", "KELAS III", Pool::general(CareClass::Three)),
    row("ICU", "ICU", Pool::of_type(BedType::Icu)),
    row("ICC", "ICCU", Pool::of_type(BedType::Iccu)),
    row("NIC", "NICU", Pool::of_type(BedType::Nicu)),
    row("PIC", "PICU", Pool::of_type(BedType::Picu)),
    row("IGD", "IGD", Pool::of_type(BedType::Emergency)),
    row("UGD", "UGD", Pool::of_type(BedType::Emergency)),
    row("SAL", "RUANG BERSALIN", Pool::of_type(BedType::Delivery)),
    row("HCU", "HCU", Pool::of_type(BedType::Hcu)),
    row("ISO", "RUANG ISOLASI", ISOLATION),
];

/// What clients write instead of an official code, folded by [`fold`], and the official code meant.
const SYNONYMS: [(&str, &str); 45] = [
    ("0", "NON"),
    ("NONKELAS", "NON"),
    ("VVIP", "VVP"),
    ("SVIP", "VVP"),
    ("SUPERVIP", "VVP"),
    ("KLSVIP", "VIP"),
    ("KELASVIP", "VIP"),
    ("UTAMA", "UTM"),
    ("KLUTAMA", "UTM"),
    ("KLSUTAMA", "UTM"),
    ("KELASUTAMA", "UTM"),
    ("1", "KL1"),
    ("I", "KL1"),
    ("K1", "KL1"),
    ("KLS1", "KL1"),
    ("KLSI", "KL1"),
    ("KELAS1", "KL1"),
    ("KELASI", "KL1"),
    ("2", "KL2"),
    ("II", "KL2"),
    ("K2", "KL2"),
    ("KLS2", "KL2"),
    ("KLSII", "KL2"),
    ("KELAS2", "KL2"),
    ("KELASII", "KL2"),
    ("3", "KL3"),
    ("III", "KL3"),
    ("K3", "KL3"),
    ("KLS3", "KL3"),
    ("KLSIII", "KL3"),
    ("KELAS3", "KL3"),
    ("KELASIII", "KL3"),
    ("ICCU", "ICC"),
    ("ICVCU", "ICC"),
    ("CVCU", "ICC"),
    ("NICU", "NIC"),
    ("PICU", "PIC"),
    ("ER", "IGD"),
    ("BERSALIN", "SAL"),
    ("SALIN", "SAL"),
    ("VK", "SAL"),
    ("KABER", "SAL"),
    ("HIGHCARE", "HCU"),
    ("ISOLASI", "ISO"),
    ("RISOLASI", "ISO"),
];

/// Codes outside the national table whose meaning is still plain, with a name in its manner.
const BESIDES: [ClassRow; 6] = [
    row("KRIS", "KRIS", Pool::general(CareClass::Kris)),
    row("RICU", "RICU", Pool::of_type(BedType::Ricu)),
    row("PERINA", "PERINATOLOGI", Pool::of_type(BedType::Perinatology)),
    row("PERI", "PERINATOLOGI", Pool::of_type(BedType::Perinatology)),
    row("JIWA", "JIWA", Pool::of_type(BedType::Psychiatric)),
    row("PSIKIATRI", "JIWA", Pool::of_type(BedType::Psychiatric)),
];

/// How a class code was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClassMatch {
    /// A code of the national table.
    Official(&'static ClassRow),
    /// Another word for a class; worth showing to the hospital, not worth refusing.
    Synonym(&'static ClassRow),
    /// Nobody knows yet what it means.
    Unmapped,
}

impl ClassMatch {
    /// The beds meant; unmapped when unknown.
    #[must_use]
    pub const fn pool(self) -> Pool {
        match self {
            Self::Official(row) | Self::Synonym(row) => row.pool,
            Self::Unmapped => Pool::of_type(BedType::Unmapped),
        }
    }

    /// The name of the class as the national service writes it.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Official(row) | Self::Synonym(row) => Some(row.name),
            Self::Unmapped => None,
        }
    }
}

/// What a class code means. Case, blanks, dots and dashes do not matter.
#[must_use]
pub fn class_of(code: &str) -> ClassMatch {
    if let Some(row) = official(code) {
        return ClassMatch::Official(row);
    }
    let folded = fold(code);
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == folded).map_or(folded.as_str(), |(_, code)| code);
    let row = official(synonym).or_else(|| BESIDES.iter().find(|row| row.code == folded));
    row.map_or(ClassMatch::Unmapped, ClassMatch::Synonym)
}

/// The class under which beds of this kind are reported; `None` when the table has none that says the same, so that a person chooses.
/// A ventilator, a sex and an age the table does not tell apart.
#[must_use]
pub fn class_for(pool: &Pool) -> Option<&'static ClassRow> {
    let bed_type = match pool.bed_type {
        BedType::IcuVentilator => BedType::Icu,
        BedType::IccuVentilator => BedType::Iccu,
        BedType::NicuVentilator => BedType::Nicu,
        BedType::PicuVentilator => BedType::Picu,
        other => other,
    };
    let plain = Pool { bed_type, sex: Sex::Any, age: AgeBand::Any, ..*pool };
    CLASSES.iter().find(|row| row.pool == plain)
}

fn official(code: &str) -> Option<&'static ClassRow> {
    CLASSES.iter().find(|row| row.code.eq_ignore_ascii_case(code.trim()))
}

/// Capitals and digits only; a code of nothing but marks is the official dash of `NON`.
fn fold(code: &str) -> String {
    let folded: String = code.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '_')).map(|c| c.to_ascii_uppercase()).collect();
    if folded.is_empty() { "NON".to_owned() } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_official_code_is_read_as_itself() {
        for row in &CLASSES {
            assert_eq!(class_of(row.code), ClassMatch::Official(row));
            assert_eq!(class_of(&format!(" {} ", row.code.to_lowercase())), ClassMatch::Official(row));
            assert_ne!(row.pool.bed_type, BedType::Unmapped);
        }
    }

    #[test]
    fn what_clients_write_instead_finds_the_same_beds() {
        for (code, pool) in [
            ("VVIP", "general.vvip.any.any.no"),
            ("1", "general.1.any.any.no"),
            ("Kelas II", "general.2.any.any.no"),
            ("KLS.3", "general.3.any.any.no"),
            ("iii", "general.3.any.any.no"),
            ("Utama", "general.utama.any.any.no"),
            ("ICCU", "iccu.none.any.any.no"),
            ("NICU", "nicu.none.any.any.no"),
            ("PICU", "picu.none.any.any.no"),
            ("UGD", "emergency.none.any.any.no"),
            ("VK", "delivery.none.any.any.no"),
            ("ISOLASI", "general.none.any.any.standard"),
            ("KRIS", "general.kris.any.any.no"),
            ("RICU", "ricu.none.any.any.no"),
            ("Perina", "perinatology.none.any.any.no"),
            ("-", "general.none.any.any.no"),
        ] {
            assert_eq!(class_of(code).pool().to_string(), pool, "{code}");
        }
    }

    #[test]
    fn beds_find_the_class_they_are_reported_under_or_none() {
        for (pool, code) in [
            ("general.2.male.any.no", Some("KL2")),
            ("general.none.any.any.no", Some("NON")),
            ("general.none.any.any.standard", Some("ISO")),
            ("general.2.any.any.standard", None),
            ("icu_vent.none.any.any.no", Some("ICU")),
            ("icu.none.any.any.negative", None),
            ("emergency.none.any.any.no", Some("IGD")),
            ("general.kris.any.any.no", None),
            ("perinatology.none.any.any.no", None),
            ("unmapped.none.any.any.no", None),
        ] {
            let pool: Pool = pool.parse().unwrap();
            assert_eq!(class_for(&pool).map(|row| row.code), code, "{pool}");
        }
        for row in CLASSES.iter().filter(|row| row.code != "UGD") {
            assert_eq!(class_for(&row.pool), Some(row));
        }
    }

    #[test]
    fn a_code_nobody_knows_is_kept_unmapped() {
        for code in ["XYZ", "KL4", "VIPP", "病房", "'; DROP"] {
            assert_eq!(class_of(code), ClassMatch::Unmapped, "{code}");
            assert_eq!(class_of(code).pool().bed_type, BedType::Unmapped);
        }
    }

    #[test]
    fn every_synonym_leads_to_an_official_code_and_hides_none() {
        for (word, code) in SYNONYMS {
            assert!(official(code).is_some(), "{word} leads to {code}, which is not in the table");
            assert!(official(word).is_none(), "{word} is an official code");
            assert_eq!(fold(word), word, "{word} can never be met: it is not folded");
        }
        let mut words: Vec<_> = SYNONYMS.iter().map(|(word, _)| word).chain(BESIDES.iter().map(|row| &row.code)).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all, "a word stands twice");
    }
}
