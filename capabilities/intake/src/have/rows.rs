//! What a HAVE report writes: a row for each line that counts, and silence for rows that it no longer counts. Rules; no SQL.
//!
//! The same beds may come as a whole in one message and in parts in the next. So where a report speaks of a kind of bed, it speaks of all
//! its rows: those it does not count lose their numbers. A hospital that is closed or being left has no free bed, whatever else stands there.

use std::collections::BTreeSet;

use sigap_exchange::have::{BedLine, BedTypeCode, FacilityStatus, HaveBedType, Hospital, counted};
use sigap_kernel::UtcMs;

use crate::model::{Act, RoomRow, Stated};
use crate::store::rooms::Head;

/// Stands for beds without a sub-category.
const WHOLE: &str = "-";

/// A row of a report.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) class_code: String,
    pub(super) room_code: String,
    pub(super) act: Act,
}

/// What a report does to the rows that are `there`. A kind of bed of which a later report spoke is left as it is.
pub(super) fn acts(hospital: &Hospital, there: &[RoomRow], now: UtcMs) -> Vec<Line> {
    // What is said to be counted later than now was counted now at best.
    let counted_at = hospital.last_update.map(|at| at.min(now));
    let unknown = Stated { counted_at, ..Stated::default() };
    let is_late = |class: &str| of_class(there, class).any(|row| head(row).is_newer_than(&unknown, now));

    let is_shut = matches!(hospital.facility, Some(FacilityStatus::Closed | FacilityStatus::Evacuating));
    let lines = counted(&hospital.beds);
    let said = lines.iter().map(|(count, line)| {
        let free = if is_shut { Some(0) } else { count.free };
        let stated = Stated { name: name(line), capacity: count.capacity, free, ..unknown.clone() };
        Line { class_code: class_code(line).to_owned(), room_code: room_code(line).to_owned(), act: Act::Create(stated, count.pool) }
    });
    let mut all: Vec<Line> = said.collect();
    let kinds: BTreeSet<&str> = hospital.beds.iter().map(class_code).collect();
    let is_said =
        |row: &RoomRow| lines.iter().any(|(_, line)| row.id.class_code == class_code(line) && row.id.room_code == room_code(line));
    let no_longer = kinds.iter().flat_map(|class| of_class(there, class)).filter(|row| !is_said(row) && has_numbers(row));
    let states = |row: &RoomRow, stated: Stated| Line {
        class_code: row.id.class_code.clone(),
        room_code: row.id.room_code.clone(),
        act: Act::Update(Stated { name: row.stated.name.clone(), ..stated }),
    };
    all.extend(no_longer.map(|row| states(row, unknown.clone())));
    if is_shut {
        let others = there.iter().filter(|row| !kinds.contains(row.id.class_code.as_str()) && has_numbers(row));
        all.extend(others.map(|row| states(row, Stated { capacity: row.stated.capacity, free: Some(0), ..unknown.clone() })));
    }
    all.retain(|line| !is_late(&line.class_code));
    all
}

fn of_class<'r>(there: &'r [RoomRow], class: &str) -> impl Iterator<Item = &'r RoomRow> {
    there.iter().filter(move |row| row.id.class_code == class)
}

fn head(row: &RoomRow) -> Head {
    Head { ward: row.ward, observed_at: row.stated.counted_at.unwrap_or(row.last_update), last_update: row.last_update }
}

const fn has_numbers(row: &RoomRow) -> bool {
    row.stated.free.is_some() || row.stated.capacity.is_some()
}

fn class_code(line: &BedLine) -> &str {
    match &line.bed_type {
        BedTypeCode::Known(known) => known.code(),
        BedTypeCode::Unknown(word) => word,
    }
}

fn room_code(line: &BedLine) -> &str {
    line.sub_category.as_deref().unwrap_or(WHOLE)
}

/// What the row is called: HAVE knows kinds of beds and no rooms.
fn name(line: &BedLine) -> String {
    let kind = match &line.bed_type {
        BedTypeCode::Known(known) => label(*known),
        BedTypeCode::Unknown(word) => word,
    };
    line.sub_category.as_ref().map_or_else(|| kind.to_owned(), |part| format!("{kind} ({part})"))
}

const fn label(known: HaveBedType) -> &'static str {
    use HaveBedType as T;
    match known {
        T::AdultIcu => "ICU dewasa",
        T::PediatricIcu => "PICU",
        T::NeonatalIcu => "NICU",
        T::EmergencyDepartment => "IGD",
        T::NurseryBeds => "Perinatologi",
        T::MedicalSurgical => "Rawat inap",
        T::RehabLongTermCare => "Rehabilitasi dan rawat jangka panjang",
        T::Burn => "Luka bakar",
        T::Pediatrics => "Rawat inap anak",
        T::AdultPsychiatric => "Jiwa dewasa",
        T::PediatricPsychiatric => "Jiwa anak",
        T::NegativeFlowIsolation => "Isolasi tekanan negatif",
        T::OtherIsolation => "Isolasi",
        T::OperatingRooms => "Kamar operasi",
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{BedType, FacilityId, Pool};

    use super::*;
    use crate::Protocol;
    use crate::model::{Joined, RoomId};

    const NOW: UtcMs = UtcMs(1_795_320_900_000);

    /// Sub-category, free, capacity.
    type Part<'a> = (Option<&'a str>, Option<u32>, Option<u32>);

    fn report(counted_at: Option<UtcMs>, parts: &[Part<'_>]) -> Hospital {
        let line = |(part, available, baseline): &Part<'_>| BedLine {
            bed_type: BedTypeCode::Known(HaveBedType::AdultIcu),
            sub_category: part.map(str::to_owned),
            status: None,
            available: *available,
            baseline: *baseline,
            additional_24h: None,
        };
        let beds = parts.iter().map(line).collect();
        let (name, id) = (Some("RS Rekaan".to_owned()), None);
        Hospital { id, name, geo: None, last_update: counted_at, beds, emergency: None, facility: None, clinical: None }
    }

    fn row(room_code: &str, free: Option<u32>, counted_at: UtcMs) -> RoomRow {
        let facility: FacilityId = "0192f0c4-0000-7000-8000-000000000001".parse().unwrap();
        let id = RoomId { facility, protocol: Protocol::Have, class_code: "AdultICU".into(), room_code: room_code.into() };
        let stated = Stated { name: "ICU dewasa".into(), free, counted_at: Some(counted_at), ..Stated::default() };
        let pool = Some(Pool::of_type(BedType::Icu));
        RoomRow { id, row_no: 1, stated, last_update: counted_at, ward: None, joined: Joined::Opened, pool }
    }

    /// Each row with its name, its free beds and when they were counted.
    fn said(hospital: &Hospital, there: &[RoomRow]) -> Vec<(String, String, Option<u32>, Option<UtcMs>)> {
        let told = |line: Line| {
            let stated = line.act.stated().unwrap().clone();
            (line.room_code, stated.name, stated.free, stated.counted_at)
        };
        acts(hospital, there, NOW).into_iter().map(told).collect()
    }

    #[test]
    fn what_is_not_known_is_never_nothing() {
        let at = Some(NOW.plus_min(-5));
        let told = said(&report(at, &[(None, None, Some(10))]), &[]);
        assert_eq!(told, [("-".into(), "ICU dewasa".into(), None, at)]);
    }

    #[test]
    fn parts_and_their_whole_never_count_side_by_side() {
        let (before, at) = (NOW.plus_min(-60), NOW.plus_min(-5));
        let whole_there = [row("-", Some(4), before)];
        let parts = report(Some(at), &[(Some("A"), Some(1), None), (Some("B"), Some(2), None)]);
        let told = said(&parts, &whole_there);
        let free: Vec<_> = told.iter().map(|(room, _, free, _)| (room.as_str(), *free)).collect();
        assert_eq!(free, [("A", Some(1)), ("B", Some(2)), ("-", None)]);
        let parts_there = [row("A", Some(1), before), row("B", None, before)];
        let whole = report(Some(at), &[(None, Some(3), Some(10)), (Some("A"), Some(1), None)]);
        let told = said(&whole, &parts_there);
        let free: Vec<_> = told.iter().map(|(room, _, free, _)| (room.as_str(), *free)).collect();
        assert_eq!(free, [("-", Some(3)), ("A", None)], "B says nothing already");
    }

    #[test]
    fn a_late_report_brings_no_part_back() {
        let there = [row("-", Some(4), NOW.plus_min(-5))];
        assert_eq!(said(&report(Some(NOW.plus_min(-60)), &[(Some("A"), Some(1), None)]), &there), []);
        assert_eq!(said(&report(Some(NOW.plus_min(-5)), &[(None, Some(4), None)]), &there).len(), 1, "the same again does no harm");
    }

    #[test]
    fn a_clock_that_is_ahead_makes_nothing_fresher_than_now() {
        let told = said(&report(Some(NOW.plus_min(600)), &[(None, Some(4), None)]), &[]);
        assert_eq!(told[0].3, Some(NOW));
    }

    #[test]
    fn a_hospital_that_is_closed_or_being_left_has_no_free_bed() {
        let (before, at) = (NOW.plus_min(-60), NOW.plus_min(-5));
        let mut other = row("-", Some(9), before);
        other.id.class_code = "Burn".into();
        for (status, free) in [
            (FacilityStatus::Closed, [Some(0), Some(0)].as_slice()),
            (FacilityStatus::Evacuating, &[Some(0), Some(0)]),
            (FacilityStatus::Compromised, &[Some(4)]),
        ] {
            let told = report(Some(at), &[(None, Some(4), Some(10))]);
            let told = said(&Hospital { facility: Some(status), ..told }, std::slice::from_ref(&other));
            assert_eq!(told.iter().map(|(_, _, free, _)| *free).collect::<Vec<_>>(), free, "{status}");
        }
    }

    #[test]
    fn every_kind_of_bed_has_a_name_of_its_own() {
        let names: BTreeSet<_> = HaveBedType::ALL.iter().map(|one| label(*one)).collect();
        assert_eq!(names.len(), HaveBedType::ALL.len());
    }
}
