//! What people and systems write for classes and kinds of bed, read forgivingly.

use sigap_kernel::{BedType, CareClass};

/// Reads a care class as people and systems write it: `2`, `KL2`, `kelas 2`, `II`.
#[must_use]
pub(crate) fn read_class(text: &str) -> Option<CareClass> {
    let text = text.trim().to_ascii_lowercase().replace(['_', '-', ' '], "");
    let bare = text.strip_prefix("kelas").or_else(|| text.strip_prefix("class")).or_else(|| text.strip_prefix("kl")).unwrap_or(&text);
    match bare {
        "i" => Some(CareClass::One),
        "ii" => Some(CareClass::Two),
        "iii" => Some(CareClass::Three),
        "vvp" => Some(CareClass::Vvip),
        "utm" => Some(CareClass::Utama),
        "non" | "nonkelas" => Some(CareClass::None),
        code => code.parse().ok(),
    }
}

/// Reads a kind of bed: Sigap's code, or the code national systems use.
#[must_use]
pub(crate) fn read_type(text: &str) -> Option<BedType> {
    let text = text.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    match text.as_str() {
        "rawat_inap" | "umum" | "ranap" => Some(BedType::General),
        "icc" | "icvcu" => Some(BedType::Iccu),
        "nic" => Some(BedType::Nicu),
        "pic" => Some(BedType::Picu),
        "sal" | "vk" | "bersalin" => Some(BedType::Delivery),
        "igd" | "ugd" => Some(BedType::Emergency),
        "perinatologi" => Some(BedType::Perinatology),
        "jiwa" => Some(BedType::Psychiatric),
        code => code.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_types_are_read_as_people_write_them() {
        for (text, class) in [
            ("2", CareClass::Two),
            ("KL2", CareClass::Two),
            ("Kelas II", CareClass::Two),
            ("VIP", CareClass::Vip),
            ("kris", CareClass::Kris),
        ] {
            assert_eq!(read_class(text), Some(class), "{text}");
        }
        assert_eq!(read_class("9"), None);
        for (text, bed_type) in
            [("ICU", BedType::Icu), ("icu-vent", BedType::IcuVentilator), ("NIC", BedType::Nicu), ("general", BedType::General)]
        {
            assert_eq!(read_type(text), Some(bed_type), "{text}");
        }
        assert_eq!(read_type("sofa"), None);
    }
}
