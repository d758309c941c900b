//! Words for classes, kinds of beds and sexes, brought to the kernel's pool. A word that nobody knows leaves the row unmapped.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};

use crate::aplicares::{ClassMatch, class_of};

const ORDINARY: Pool = Pool::general(CareClass::None);
const NEGATIVE: Pool = Pool { isolation: Isolation::NegativePressure, ..ORDINARY };
const CHILDREN: Pool = Pool { age: AgeBand::Child, ..ORDINARY };
const ADULTS: Pool = Pool { age: AgeBand::Adult, ..ORDINARY };

/// What people write in lists beside the codes that [`class_of`] knows, folded.
const WORDS: [(&str, Pool); 58] = [
    ("umum", ORDINARY),
    ("biasa", ORDINARY),
    ("rawatinap", ORDINARY),
    ("general", ORDINARY),
    ("tanpakelas", ORDINARY),
    ("semuakelas", ORDINARY),
    ("anak", CHILDREN),
    ("rawatinapanak", CHILDREN),
    ("dewasa", ADULTS),
    ("rawatinapdewasa", ADULTS),
    ("supervvip", Pool::general(CareClass::Vvip)),
    ("kelasvvip", Pool::general(CareClass::Vvip)),
    ("klsvvip", Pool::general(CareClass::Vvip)),
    ("class1", Pool::general(CareClass::One)),
    ("class2", Pool::general(CareClass::Two)),
    ("class3", Pool::general(CareClass::Three)),
    ("kelassatu", Pool::general(CareClass::One)),
    ("kelasdua", Pool::general(CareClass::Two)),
    ("kelastiga", Pool::general(CareClass::Three)),
    ("kelaskris", Pool::general(CareClass::Kris)),
    ("krisjkn", Pool::general(CareClass::Kris)),
    ("kelasstandar", Pool::general(CareClass::Kris)),
    ("kelasrawatinapstandar", Pool::general(CareClass::Kris)),
    ("isolasitekanannegatif", NEGATIVE),
    ("ruangisolasitekanannegatif", NEGATIVE),
    ("isolasibertekanannegatif", NEGATIVE),
    ("tekanannegatif", NEGATIVE),
    ("negativepressure", NEGATIVE),
    ("icudenganventilator", Pool::of_type(BedType::IcuVentilator)),
    ("icuventilator", Pool::of_type(BedType::IcuVentilator)),
    ("icutanpaventilator", Pool::of_type(BedType::Icu)),
    ("ruangicu", Pool::of_type(BedType::Icu)),
    ("intensif", Pool::of_type(BedType::Icu)),
    ("iccudenganventilator", Pool::of_type(BedType::IccuVentilator)),
    ("iccuventilator", Pool::of_type(BedType::IccuVentilator)),
    ("iccutanpaventilator", Pool::of_type(BedType::Iccu)),
    ("icvcudenganventilator", Pool::of_type(BedType::IccuVentilator)),
    ("icvcutanpaventilator", Pool::of_type(BedType::Iccu)),
    ("ricudenganventilator", Pool::of_type(BedType::RicuVentilator)),
    ("ricutanpaventilator", Pool::of_type(BedType::Ricu)),
    ("picudenganventilator", Pool::of_type(BedType::PicuVentilator)),
    ("picuventilator", Pool::of_type(BedType::PicuVentilator)),
    ("picutanpaventilator", Pool::of_type(BedType::Picu)),
    ("nicudenganventilator", Pool::of_type(BedType::NicuVentilator)),
    ("nicuventilator", Pool::of_type(BedType::NicuVentilator)),
    ("nicutanpaventilator", Pool::of_type(BedType::Nicu)),
    ("perinatologi", Pool::of_type(BedType::Perinatology)),
    ("ruangperinatologi", Pool::of_type(BedType::Perinatology)),
    ("perinatology", Pool::of_type(BedType::Perinatology)),
    ("kamarbersalin", Pool::of_type(BedType::Delivery)),
    ("ruangbersalin", Pool::of_type(BedType::Delivery)),
    ("vkbersalin", Pool::of_type(BedType::Delivery)),
    ("persalinan", Pool::of_type(BedType::Delivery)),
    ("delivery", Pool::of_type(BedType::Delivery)),
    ("gawatdarurat", Pool::of_type(BedType::Emergency)),
    ("emergency", Pool::of_type(BedType::Emergency)),
    ("ruangisolasi", Pool { isolation: Isolation::Standard, ..ORDINARY }),
    ("isolation", Pool { isolation: Isolation::Standard, ..ORDINARY }),
];

const SEXES: [(&str, Sex); 27] = [
    ("l", Sex::Male),
    ("lk", Sex::Male),
    ("pria", Sex::Male),
    ("laki", Sex::Male),
    ("lakilaki", Sex::Male),
    ("putra", Sex::Male),
    ("male", Sex::Male),
    ("men", Sex::Male),
    ("pr", Sex::Female),
    ("wanita", Sex::Female),
    ("perempuan", Sex::Female),
    ("putri", Sex::Female),
    ("female", Sex::Female),
    ("women", Sex::Female),
    ("lp", Sex::Any),
    ("pl", Sex::Any),
    ("priawanita", Sex::Any),
    ("wanitapria", Sex::Any),
    ("lakilakiperempuan", Sex::Any),
    ("campur", Sex::Any),
    ("campuran", Sex::Any),
    ("bebas", Sex::Any),
    ("semua", Sex::Any),
    ("umum", Sex::Any),
    ("any", Sex::Any),
    ("mixed", Sex::Any),
    ("unisex", Sex::Any),
];

/// The beds meant by the words of a row; [`BedType::Unmapped`] when a word is unknown, when two words contradict each other, or when
/// neither class nor kind is said.
///
/// `P` alone is *perempuan* beside `L` and *pria* beside `W`, so it is unmapped.
#[must_use]
pub fn pool_of(class: Option<&str>, bed_type: Option<&str>, sex: Option<&str>) -> Pool {
    let beds = match (class, bed_type) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => beds(one),
        (Some(class), Some(bed_type)) => beds(class).zip(beds(bed_type)).and_then(|(class, bed_type)| merged(class, bed_type)),
    };
    let sex = sex.map_or(Some(Sex::Any), |word| find(&SEXES, word));
    match beds.zip(sex) {
        Some((pool, sex)) => Pool { sex, ..pool },
        None => Pool::of_type(BedType::Unmapped),
    }
}

/// Words that in the name of a room mean no ordinary beds. Not all words of [`WORDS`]: `sal` and `iso` are also what people call a ward.
const SPECIAL: [&str; 18] = [
    "icu",
    "iccu",
    "icvcu",
    "ricu",
    "hcu",
    "nicu",
    "picu",
    "isolasi",
    "isolation",
    "covid",
    "vk",
    "bersalin",
    "persalinan",
    "delivery",
    "perinatologi",
    "perina",
    "igd",
    "ugd",
];

/// Whether a room's name says another kind of bed than its columns: `ICU Lantai 2` or `Isolasi` in a list whose only other word is
/// `Kelas 1`. Nobody can tell which of the two is meant, and an intensive bed counted as an ordinary one misleads a family.
#[must_use]
pub(super) fn is_named_otherwise(name: &str, pool: Pool) -> bool {
    let is_ordinary = pool.bed_type == BedType::General && pool.isolation == Isolation::No;
    is_ordinary && name.split(|c: char| !c.is_alphanumeric()).any(|word| SPECIAL.contains(&fold(word).as_str()))
}

fn beds(word: &str) -> Option<Pool> {
    find(&WORDS, word).or_else(|| match class_of(word) {
        ClassMatch::Unmapped => None,
        known => Some(known.pool()),
    })
}

fn find<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    let folded = fold(word);
    words.iter().find(|(known, _)| *known == folded).map(|(_, meaning)| *meaning)
}

/// Both at once, as `Kelas 3` and `Isolasi`; `None` when they contradict each other, as `ICU` and `HCU`.
fn merged(one: Pool, other: Pool) -> Option<Pool> {
    Some(Pool {
        bed_type: either(one.bed_type, other.bed_type, BedType::General)?,
        class: either(one.class, other.class, CareClass::None)?,
        sex: either(one.sex, other.sex, Sex::Any)?,
        age: either(one.age, other.age, AgeBand::Any)?,
        isolation: either(one.isolation, other.isolation, Isolation::No)?,
    })
}

fn either<T: PartialEq>(one: T, other: T, unsaid: T) -> Option<T> {
    if one == other || other == unsaid {
        Some(one)
    } else if one == unsaid {
        Some(other)
    } else {
        None
    }
}

/// Small letters and digits only, accents gone: so words are compared.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| char::from(b.to_ascii_lowercase()));
        let mut folded = String::with_capacity(text.len());
        folded.extend(letters);
        return folded;
    }
    text.chars().flat_map(char::to_lowercase).map(unaccented).filter(|c| c.is_alphanumeric()).collect()
}

const fn unaccented(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' => 'a',
        'ç' => 'c',
        'è'..='ë' | 'ē' | 'ĕ' => 'e',
        'ì'..='ï' | 'ī' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ō' => 'o',
        'ù'..='ü' | 'ū' => 'u',
        // An accent written as a sign of its own.
        '\u{300}'..='\u{36f}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_the_beds_meant() {
        for (class, bed_type, sex, pool) in [
            (Some("Kelas 1"), None, None, "general.1.any.any.no"),
            (Some("I"), None, Some("L"), "general.1.male.any.no"),
            (Some("KELAS III"), None, Some("Wanita"), "general.3.female.any.no"),
            (Some("VIP"), None, Some("L/P"), "general.vip.any.any.no"),
            (Some("VVIP"), None, None, "general.vvip.any.any.no"),
            (Some("KRIS"), Some("Rawat Inap"), None, "general.kris.any.any.no"),
            (Some("-"), Some("ICU"), None, "icu.none.any.any.no"),
            (None, Some("HCU"), None, "hcu.none.any.any.no"),
            (None, Some("NICU dengan ventilator"), None, "nicu_vent.none.any.any.no"),
            (Some("PICU"), None, None, "picu.none.any.any.no"),
            (Some("Isolasi"), None, None, "general.none.any.any.standard"),
            (Some("Kelas 3"), Some("Isolasi tekanan negatif"), None, "general.3.any.any.negative"),
            (Some("VK"), None, None, "delivery.none.any.any.no"),
            (Some("Bersalin"), None, None, "delivery.none.any.any.no"),
            (Some("Perinatologi"), None, None, "perinatology.none.any.any.no"),
            (Some("Kelas 2"), Some("Anak"), None, "general.2.any.child.no"),
            (Some("1"), Some("ICU"), None, "icu.1.any.any.no"),
            (Some("ICU"), Some("ICU"), None, "icu.none.any.any.no"),
            (Some("ICU"), Some("HCU"), None, "unmapped.none.any.any.no"),
            (Some("Kelas 9"), Some("ICU"), None, "unmapped.none.any.any.no"),
            (Some("Kelas 1"), None, Some("P"), "unmapped.none.any.any.no"),
            (None, None, None, "unmapped.none.any.any.no"),
        ] {
            assert_eq!(pool_of(class, bed_type, sex).to_string(), pool, "{class:?} {bed_type:?} {sex:?}");
        }
    }

    #[test]
    fn a_name_that_says_another_kind_of_bed_is_heard() {
        let ordinary = pool_of(Some("Kelas 1"), None, None);
        for (name, otherwise) in [
            ("ICU", true),
            ("Ruang ICU Lt. 2", true),
            ("Isolasi", true),
            ("R.Isolasi Mawar", true),
            ("VK / Bersalin", true),
            ("Sal Mawar", false),
            ("Iso 2", false),
            ("Mawar", false),
            ("Anggrek Kelas 1", false),
            ("Ruang Anak", false),
            ("Melati I", false),
            ("", false),
        ] {
            assert_eq!(is_named_otherwise(name, ordinary), otherwise, "{name}");
        }
        assert!(!is_named_otherwise("ICU", pool_of(Some("Kelas 1"), Some("HCU"), None)), "the columns say a kind of their own");
    }

    #[test]
    fn every_word_can_be_met_and_stands_once() {
        let mut words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1]));
        words.iter().chain(&SEXES.map(|(word, _)| word)).for_each(|word| assert_eq!(fold(word), *word));
    }
}
