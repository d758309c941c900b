//! One ward of a report: its codes and its counts, with the doubled totals of a widespread client taken once.

use crate::lenient::{Fields, ReadFault, Reader};
use crate::siranap::BEDS_MAX;

/// Longest code; real ones have 4 characters.
pub const CODE_CHARS_MAX: usize = 10;
/// Longest time of a report that is kept.
const TIME_CHARS_MAX: usize = 32;

const ROOM: &str = "kode_ruang";
const PATIENT: &str = "tipe_pasien";
const BEDS: &str = "total_TT";
const OCCUPIED_MEN: &str = "terpakai_male";
const OCCUPIED_WOMEN: &str = "terpakai_female";
const OCCUPIED: &str = "terpakai";
const FREE_MEN: &str = "kosong_male";
const FREE_WOMEN: &str = "kosong_female";
const WAITING: &str = "waiting";
const TIME: &str = "tgl_update";

pub(super) const NAMES: &[&str] = &[ROOM, PATIENT, BEDS, OCCUPIED_MEN, OCCUPIED_WOMEN, OCCUPIED, FREE_MEN, FREE_WOMEN, WAITING, TIME];

/// A ward, checked. Occupied may be above beds: a hospital that overflows says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// Room code (`kode_ruang`), kept as sent, trimmed; [`super::pool_of`] says what both codes mean.
    pub room_code: String,
    /// Patient code (`tipe_pasien`), kept as sent, trimmed.
    pub patient_code: String,
    /// Beds (`total_TT`).
    pub beds: u32,
    /// Who lies there.
    pub occupancy: Occupancy,
    /// Patients waiting (`waiting`).
    pub waiting: u32,
    /// When the hospital wrote it, in its own local time, as written. Some senders put other things there, so nothing may rest on it.
    pub written_at: Option<String>,
}

/// Occupied beds, as far as the report tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupancy {
    /// By sex.
    BySex {
        /// By men (`terpakai_male`).
        men: u32,
        /// By women (`terpakai_female`).
        women: u32,
    },
    /// Together.
    Whole(u32),
}

impl Occupancy {
    /// Occupied beds in all.
    #[must_use]
    pub const fn total(self) -> u32 {
        match self {
            Self::BySex { men, women } => men.saturating_add(women),
            Self::Whole(total) => total,
        }
    }
}

impl Ward {
    /// Free beds: beds less occupied, never below 0. The report's own free counters are not used: they are doubled where the others are.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.beds.saturating_sub(self.occupancy.total())
    }

    pub(super) fn of(fields: Fields<'_>) -> Result<Self, ReadFault> {
        let mut reader = Reader::new(fields);
        let (room_code, patient_code) = (reader.code(ROOM, CODE_CHARS_MAX), reader.code(PATIENT, CODE_CHARS_MAX));
        let beds = reader.count(BEDS, BEDS_MAX);
        let occupancy = occupancy(&mut reader, beds);
        let waiting = reader.count_or_zero(WAITING, BEDS_MAX);
        let written_at = reader.note_or_none(TIME, TIME_CHARS_MAX);
        reader.finish(Self { room_code, patient_code, beds, occupancy, waiting, written_at })
    }
}

/// At least one of the three counters must be there: unknown is never 0.
fn occupancy(reader: &mut Reader<'_>, beds: u32) -> Occupancy {
    let men = reader.count_or_none(OCCUPIED_MEN, BEDS_MAX);
    let women = reader.count_or_none(OCCUPIED_WOMEN, BEDS_MAX);
    let whole = reader.count_or_none(OCCUPIED, BEDS_MAX);
    let free = (reader.hint_or_none(FREE_MEN, BEDS_MAX), reader.hint_or_none(FREE_WOMEN, BEDS_MAX));
    match (men, women, whole) {
        (Some(men), Some(women), _) if is_doubled(beds, (men, women), free) => Occupancy::Whole(men),
        (Some(men), Some(women), _) => Occupancy::BySex { men, women },
        (_, _, Some(whole)) => Occupancy::Whole(whole),
        (Some(one), None, None) | (None, Some(one), None) => Occupancy::Whole(one),
        (None, None, None) => {
            reader.one_missing(&[OCCUPIED_MEN, OCCUPIED_WOMEN, OCCUPIED]);
            Occupancy::Whole(0)
        }
    }
}

/// Khanza writes the total of the ward into the male and into the female counter. It shows where both are the same and together are
/// more than the beds, or where each fills the ward with its own free beds. Where the free counters deny it, and where the two differ,
/// they are added: such a ward is over full and has no free bed.
fn is_doubled(beds: u32, occupied: (u32, u32), free: (Option<u32>, Option<u32>)) -> bool {
    let (men, women) = occupied;
    let is_over_full = u64::from(men) + u64::from(women) > u64::from(beds);
    let rest = beds.saturating_sub(men);
    men == women
        && match free {
            (Some(a), Some(b)) => (is_over_full && (a == rest || b == rest)) || (a == b && a == rest && rest > 0),
            _ => is_over_full,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Occupancy::{BySex, Whole};

    #[test]
    fn a_doubled_total_is_taken_once() {
        let some = |a, b| (Some(a), Some(b));
        for (beds, occupied, free, doubled) in [
            (20, (13, 13), some(7, 7), true),
            (20, (13, 13), (None, None), true),
            (20, (6, 6), some(14, 14), true),
            (20, (6, 6), some(4, 4), false),
            (20, (6, 6), (None, None), false),
            (20, (10, 10), some(0, 0), false),
            (20, (10, 10), some(10, 10), true),
            (20, (20, 20), some(0, 0), true),
            (20, (0, 0), some(20, 20), true),
            (20, (22, 22), some(0, 0), true),
            (20, (22, 22), (None, None), true),
            (20, (13, 13), some(7, 0), true),
            (20, (13, 13), (Some(7), None), true),
            (20, (11, 11), some(0, 0), false),
            (20, (11, 11), some(9, 9), true),
            (20, (12, 10), some(0, 0), false),
            (20, (12, 5), some(2, 1), false),
            (0, (0, 0), some(0, 0), false),
        ] {
            assert_eq!(is_doubled(beds, occupied, free), doubled, "{occupied:?} of {beds}, free {free:?}");
        }
    }

    #[test]
    fn occupied_in_all_is_never_above_the_number_line() {
        assert_eq!(BySex { men: u32::MAX, women: 1 }.total(), u32::MAX);
        assert_eq!(Whole(7).total(), 7);
    }
}
