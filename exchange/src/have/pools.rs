//! What the bed lines of a hospital count for, so that no bed counts twice.

use super::beds::BedLine;
use super::codes::PoolCount;

/// The lines that may be added up, each with the pool and the numbers it counts for.
///
/// In HAVE sub-categories are parts of their bed type. So the parts count where the whole has no numbers of its own. Where it has, a part
/// of the same pool is already in it; a part of another pool (high care within intensive care) counts for itself and is taken off the
/// whole, which then is unknown if the part is.
#[must_use]
pub fn counted(lines: &[BedLine]) -> Vec<(PoolCount, &BedLine)> {
    lines.iter().filter_map(|line| Some((count(lines, line)?, line))).collect()
}

fn count(lines: &[BedLine], line: &BedLine) -> Option<PoolCount> {
    let pool = line.pool();
    let family = || lines.iter().filter(|other| other.bed_type == line.bed_type);
    if line.sub_category.is_some() {
        let in_whole = family().any(|whole| whole.sub_category.is_none() && has_numbers(whole) && whole.pool() == pool);
        return (!in_whole).then_some(PoolCount { pool, free: line.available, capacity: line.baseline });
    }
    let parts = || family().filter(|part| part.sub_category.is_some());
    if !has_numbers(line) && parts().next().is_some() {
        return None;
    }
    let others = || parts().filter(|part| part.pool() != pool);
    let free = others().fold(line.available, |left, part| without(left, part.available));
    let capacity = others().fold(line.baseline, |left, part| without(left, part.baseline));
    Some(PoolCount { pool, free, capacity })
}

const fn has_numbers(line: &BedLine) -> bool {
    line.available.is_some() || line.baseline.is_some()
}

/// Parts that are more than their whole leave nothing: too few is safer than too many.
fn without(whole: Option<u32>, part: Option<u32>) -> Option<u32> {
    Some(whole?.saturating_sub(part?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::have::{BedTypeCode, HaveBedType};

    fn line(bed_type: HaveBedType, part: Option<&str>, available: Option<u32>, baseline: Option<u32>) -> BedLine {
        let (bed_type, sub_category) = (BedTypeCode::Known(bed_type), part.map(str::to_owned));
        BedLine { bed_type, sub_category, status: None, available, baseline, additional_24h: None }
    }

    fn check(lines: &[BedLine], expected: &[(&str, Option<u32>, Option<u32>)]) {
        let found: Vec<_> = counted(lines).iter().map(|(count, _)| (count.pool.bed_type.code(), count.free, count.capacity)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_part_of_the_same_beds_is_already_in_its_whole() {
        let ward = HaveBedType::MedicalSurgical;
        check(
            &[line(ward, Some("Bedah"), Some(2), Some(20)), line(ward, None, Some(9), Some(60)), line(ward, Some("Dalam"), None, None)],
            &[("general", Some(9), Some(60))],
        );
    }

    #[test]
    fn parts_count_where_the_whole_has_no_numbers() {
        let ward = HaveBedType::MedicalSurgical;
        check(
            &[line(ward, None, None, None), line(ward, Some("Bedah"), Some(2), Some(20)), line(ward, Some("Dalam"), None, Some(30))],
            &[("general", Some(2), Some(20)), ("general", None, Some(30))],
        );
        check(&[line(ward, None, None, None)], &[("general", None, None)]);
    }

    #[test]
    fn high_care_is_taken_off_the_intensive_care_it_is_part_of() {
        let icu = HaveBedType::AdultIcu;
        check(
            &[line(icu, None, Some(5), Some(20)), line(icu, Some("HCU"), Some(4), Some(8))],
            &[("icu", Some(1), Some(12)), ("hcu", Some(4), Some(8))],
        );
        check(
            &[line(icu, None, Some(5), Some(20)), line(icu, Some("HCU"), None, Some(21))],
            &[("icu", None, Some(0)), ("hcu", None, Some(21))],
        );
    }

    #[test]
    fn types_do_not_touch_each_other() {
        check(
            &[line(HaveBedType::Burn, None, Some(1), Some(4)), line(HaveBedType::OperatingRooms, Some("Bedah"), Some(1), Some(4))],
            &[("unmapped", Some(1), Some(4)), ("unmapped", Some(1), Some(4))],
        );
    }
}
