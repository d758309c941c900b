//! Which room of the feed a row of a file stands for. Files write one thing in many ways, and a room under two codes would be counted twice:
//! so a code is the same whatever its capitals, and a class whatever its words.

use sigap_exchange::sheet::{BedRow, BedTerms};
use sigap_kernel::{AgeBand, BedType, CareClass, FacilityId, Isolation, Pool, Sex, UtcMs};
use sigap_registry::name_key;

use crate::model::{RoomId, Stated};
use crate::{Deductions, Protocol};

/// Stands for a class that nobody wrote.
const NO_CLASS: &str = "-";

pub(super) fn room_of(facility: FacilityId, row: &BedRow) -> RoomId {
    let class_code = if row.is_mapped() { class_of(row.pool) } else { words_of(row) };
    RoomId { facility, protocol: Protocol::Upload, class_code, room_code: row.code.to_lowercase() }
}

/// `general/2`, `icu`, `general/3/female`: what says nothing is left out.
fn class_of(pool: Pool) -> String {
    let Pool { bed_type, class, sex, age, isolation } = pool;
    let parts = [
        Some(BedType::code(bed_type)),
        (class != CareClass::None).then(|| CareClass::code(class)),
        (sex != Sex::Any).then(|| Sex::code(sex)),
        (age != AgeBand::Any).then(|| AgeBand::code(age)),
        (isolation != Isolation::No).then(|| Isolation::code(isolation)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// The words as they stand in the file, where nobody knows what they mean.
fn words_of(row: &BedRow) -> String {
    let words = [&row.class, &row.bed_type, &row.sex].into_iter().flatten().map(|word| name_key(word));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() { NO_CLASS.to_owned() } else { words.join("/") }
}

/// What the row says. Nobody counts ahead of time: a clock that is a little fast counts as now.
pub(super) fn stated_of(row: &BedRow, now: UtcMs) -> Stated {
    let BedTerms { cleaning, blocked, reserved, waiting_in_igd } = row.terms;
    Stated {
        name: row.name.clone(),
        capacity: row.capacity,
        free: Some(row.free),
        deductions: Deductions { cleaning, blocked, reserved, waiting_in_igd },
        counted_at: row.counted_at.map(|at| at.min(now)),
        ..Stated::default()
    }
}

#[cfg(test)]
mod tests {
    use sigap_exchange::sheet::{Mapping, Table, read_rows};
    use sigap_kernel::Zone;

    use super::*;

    fn rooms(csv: &str) -> Vec<String> {
        let table = Table::read(csv.as_bytes(), None).unwrap();
        let fitted = Mapping::propose(&table).fit(&table).unwrap();
        let facility = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let rows = read_rows(&table, &fitted, Zone::Wib);
        assert_eq!(rows.bad, []);
        let said = |room: RoomId| format!("{} {}", room.class_code, room.room_code);
        rows.good.iter().map(|row| said(room_of(facility, row))).collect()
    }

    #[test]
    fn one_room_has_one_name_however_it_is_written() {
        let head = "Kode ruang;Kelas;Kosong\n";
        for same in ["MLT2;Kelas 2;3", "mlt2;II;3", "Mlt2;kls 2;3"] {
            assert_eq!(rooms(&format!("{head}{same}\n")), ["general/2 mlt2"], "{same}");
        }
        assert_eq!(
            rooms(&format!("{head}A;ICU;1\nA;Kelas 1;1\nA;Sesuatu  Yang-Lain;1\nB;;1\n")),
            ["icu a", "general/1 a", "sesuatu yang lain a", "- b"]
        );
    }
}
