//! The 4-digit codes of the first generation and the kernel pool each pair stands for. They were read in one public client only, so what
//! leaves a doubt stays unmapped.

use sigap_kernel::{AgeBand, BedType, CareClass, Isolation, Pool, Sex};

/// What a patient code (`tipe_pasien`) says about the beds.
#[derive(Clone, Copy)]
enum Patients {
    /// Ordinary patients of any field.
    Ordinary,
    Children,
    /// Patients who infect others.
    Infectious,
    /// Beds of a type of their own.
    Type(BedType),
}

/// The beds meant by a room code (`kode_ruang`, the class) and a patient code (`tipe_pasien`); unmapped when one of them leaves it open.
#[must_use]
pub fn pool_of(room_code: &str, patient_code: &str) -> Pool {
    let class = class_of(room_code);
    let pool = |class, age, isolation| Pool { bed_type: BedType::General, class, sex: Sex::Any, age, isolation };
    match (patients_of(patient_code), class) {
        (Some(Patients::Type(bed_type)), _) if bed_type.is_intensive() => Pool::of_type(bed_type),
        (Some(Patients::Type(bed_type)), Some(class)) => Pool { bed_type, ..Pool::general(class) },
        (Some(Patients::Ordinary), Some(class)) => Pool::general(class),
        (Some(Patients::Children), Some(class)) => pool(class, AgeBand::Child, Isolation::No),
        (Some(Patients::Infectious), Some(class)) => pool(class, AgeBand::Any, Isolation::Standard),
        (Some(Patients::Ordinary | Patients::Infectious), None) if room_code.trim() == "0007" => {
            pool(CareClass::None, AgeBand::Any, Isolation::Standard)
        }
        _ => Pool::of_type(BedType::Unmapped),
    }
}

fn class_of(room_code: &str) -> Option<CareClass> {
    Some(match room_code.trim() {
        "0001" => CareClass::Vvip,
        "0002" => CareClass::Vip,
        "0003" => CareClass::One,
        "0004" => CareClass::Two,
        "0005" => CareClass::Three,
        _ => return None,
    })
}

fn patients_of(patient_code: &str) -> Option<Patients> {
    Some(match patient_code.trim() {
        "0001" => Patients::Children,
        "0000" | "0003" | "0004" | "0005" | "0006" | "0007" | "0008" | "0009" | "0010" | "0011" | "0012" | "0013" | "0014" => {
            Patients::Ordinary
        }
        "0015" => Patients::Type(BedType::Psychiatric),
        "0019" | "0020" => Patients::Infectious,
        "0024" => Patients::Type(BedType::Icu),
        "0025" => Patients::Type(BedType::Nicu),
        "0026" => Patients::Type(BedType::Picu),
        "0027" => Patients::Type(BedType::Iccu),
        "0029" => Patients::Type(BedType::Hcu),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_of_codes_finds_its_beds() {
        for (room, patients, pool) in [
            ("0003", "0011", "general.1.any.any.no"),
            (" 0005 ", "0000", "general.3.any.any.no"),
            ("0004", "0001", "general.2.any.child.no"),
            ("0001", "0024", "icu.none.any.any.no"),
            ("0008", "0026", "picu.none.any.any.no"),
            ("0005", "0015", "psychiatric.3.any.any.no"),
            ("0005", "0020", "general.3.any.any.standard"),
            ("0007", "0000", "general.none.any.any.standard"),
            ("0007", "0001", "unmapped.none.any.any.no"),
            ("0006", "0000", "unmapped.none.any.any.no"),
            ("0008", "0015", "unmapped.none.any.any.no"),
            ("0003", "0023", "unmapped.none.any.any.no"),
            ("0003", "9999", "unmapped.none.any.any.no"),
            ("", "", "unmapped.none.any.any.no"),
        ] {
            assert_eq!(pool_of(room, patients).to_string(), pool, "{room} {patients}");
        }
    }
}
