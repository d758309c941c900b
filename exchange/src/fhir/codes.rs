//! The code lists of a Location, and what their codes mean in kernel words. Codes outside a list are kept as *unmapped*, never refused.

use std::fmt;
use std::str::FromStr;

use sigap_kernel::{CareClass, coded_enum};

/// System of `physicalType`.
pub(super) const SYSTEM_PHYSICAL_TYPE: &str = "http://terminology.hl7.org/CodeSystem/location-physical-type";
/// System of `operationalStatus`.
pub(super) const SYSTEM_OPERATIONAL: &str = "http://terminology.hl7.org/CodeSystem/v2-0116";
/// System of the inpatient service class.
pub(super) const SYSTEM_CLASS_INPATIENT: &str = "http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Inpatient";
/// Extension that holds the service class.
pub(super) const EXTENSION_CLASS: &str = "https://fhir.kemkes.go.id/r4/StructureDefinition/LocationServiceClass";

coded_enum! {
    /// Whether a place is in use at all (`status`); says nothing about who lies there.
    pub enum Status {
        /// In use.
        Active = "active",
        /// Closed for a while.
        Suspended = "suspended",
        /// Not in use any more.
        Inactive = "inactive",
    }
}

coded_enum! {
    /// Whether a Location is a real place (`mode`).
    pub enum Mode {
        /// A real place.
        Instance = "instance",
        /// A category of places; nothing in it can be counted.
        Kind = "kind",
    }
}

coded_enum! {
    /// What a place is physically (`physicalType`).
    pub enum PhysicalType {
        /// A site.
        Site = "si",
        /// A building.
        Building = "bu",
        /// A wing.
        Wing = "wi",
        /// A ward.
        Ward = "wa",
        /// A level.
        Level = "lvl",
        /// A corridor.
        Corridor = "co",
        /// A room.
        Room = "ro",
        /// A bed.
        Bed = "bd",
        /// A vehicle, for example an ambulance.
        Vehicle = "ve",
        /// A house.
        House = "ho",
        /// A cabinet.
        Cabinet = "ca",
        /// A road.
        Road = "rd",
        /// An area.
        Area = "area",
        /// A jurisdiction.
        Jurisdiction = "jdn",
    }
}

coded_enum! {
    /// What a bed is doing now (`operationalStatus`, HL7 v2 table 0116).
    pub enum Operational {
        /// Closed.
        Closed = "C",
        /// Being cleaned.
        Housekeeping = "H",
        /// Somebody lies there.
        Occupied = "O",
        /// Free.
        Unoccupied = "U",
        /// Contaminated.
        Contaminated = "K",
        /// Isolated.
        Isolated = "I",
    }
}

/// A code as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Coded<T> {
    /// A word of the list.
    Known(T),
    /// Kept as sent: nobody has said yet what it means.
    Unmapped(String),
}

impl<T: Copy> Coded<T> {
    /// The word, when it is known.
    #[must_use]
    pub const fn known(&self) -> Option<T> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Unmapped(_) => None,
        }
    }
}

impl<T: FromStr> Coded<T> {
    /// What a code means, in any case of letters. Reads back what `Display` wrote.
    #[must_use]
    pub fn of(code: &str) -> Self {
        let word = code.parse().or_else(|_| code.to_ascii_lowercase().parse()).or_else(|_| code.to_ascii_uppercase().parse());
        word.map_or_else(|_| Self::Unmapped(code.to_owned()), Self::Known)
    }
}

/// The code.
impl<T: fmt::Display> fmt::Display for Coded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(word) => word.fmt(f),
            Self::Unmapped(code) => f.write_str(code),
        }
    }
}

/// The care class meant by a service class code. `system` tells outpatient classes apart: they are no class of beds.
#[must_use]
pub fn class_of(system: Option<&str>, code: &str) -> Coded<CareClass> {
    let folded: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect();
    let word = ["kelas", "kls"].iter().find_map(|prefix| folded.strip_prefix(prefix)).unwrap_or(&folded);
    let is_outpatient = system.is_some_and(|system| system.ends_with("Outpatient") || system.ends_with("Rawat-Jalan"));
    let class = match word {
        "reguler" | "eksekutif" => CareClass::None,
        _ if is_outpatient => return Coded::Unmapped(code.to_owned()),
        "1" | "i" => CareClass::One,
        "2" | "ii" => CareClass::Two,
        "3" | "iii" => CareClass::Three,
        "vip" => CareClass::Vip,
        "vvip" => CareClass::Vvip,
        "utama" => CareClass::Utama,
        "kris" => CareClass::Kris,
        _ => return Coded::Unmapped(code.to_owned()),
    };
    Coded::Known(class)
}

/// The service class code of a care class, with its display; `None` where the national list has none.
pub(super) const fn class_code(class: CareClass) -> Option<(&'static str, &'static str)> {
    match class {
        CareClass::One => Some(("1", "Kelas 1")),
        CareClass::Two => Some(("2", "Kelas 2")),
        CareClass::Three => Some(("3", "Kelas 3")),
        CareClass::Vip => Some(("vip", "Kelas VIP")),
        CareClass::Vvip => Some(("vvip", "Kelas VVIP")),
        CareClass::Utama => Some(("utama", "Kelas Utama")),
        CareClass::Kris => Some(("kris", "KRIS")),
        CareClass::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_known_in_the_spellings_of_its_senders() {
        for (code, class) in [
            ("1", CareClass::One),
            ("kelas_1", CareClass::One),
            ("Kelas-II", CareClass::Two),
            ("KLS 3", CareClass::Three),
            ("VIP", CareClass::Vip),
            ("kelas_vvip", CareClass::Vvip),
            ("utama", CareClass::Utama),
            ("KRIS", CareClass::Kris),
            ("reguler", CareClass::None),
        ] {
            assert_eq!(class_of(None, code), Coded::Known(class), "{code}");
        }
        for code in ["", "4", "kelas", "11", "vvvip"] {
            assert_eq!(class_of(None, code), Coded::Unmapped(code.into()), "{code}");
        }
        let outpatient = Some("http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Outpatient");
        assert_eq!(class_of(outpatient, "1"), Coded::Unmapped("1".into()));
        assert_eq!(class_of(outpatient, "eksekutif"), Coded::Known(CareClass::None));
    }

    #[test]
    fn the_code_of_a_class_reads_back() {
        for &class in CareClass::ALL {
            if let Some((code, _)) = class_code(class) {
                assert_eq!(class_of(Some(SYSTEM_CLASS_INPATIENT), code), Coded::Known(class));
            }
        }
    }

    #[test]
    fn a_code_is_known_in_any_case_and_kept_when_it_is_not() {
        assert_eq!(Coded::of("u"), Coded::Known(Operational::Unoccupied));
        assert_eq!(Coded::of("BD"), Coded::Known(PhysicalType::Bed));
        let unmapped = Coded::<Status>::of("aktif");
        assert_eq!((unmapped.to_string().as_str(), unmapped.known()), ("aktif", None));
    }
}
