//! Several wards of one pool at one facility.

use super::town::{at, ward};
use crate::{PoolSum, SourceKind};

fn sum(wards: &[&str]) -> PoolSum {
    let wards: Vec<_> = wards.iter().map(|story| ward(&format!("{story}; now 12:00"))).collect();
    PoolSum::of_wards(&wards)
}

#[test]
fn wards_of_a_pool_add_up() {
    let both = sum(&["aplicares 20 beds 3 free at 11:50", "aplicares 10 beds 4 free at 11:00; promise 1 at 11:30"]);
    assert_eq!((both.free_to_promise(), both.of_how_many(), both.capacity_known), (Some(6), Some(30), 30));
    assert_eq!((both.wards_counted, both.wards_excluded()), (2, 0));
    assert_eq!((both.oldest_counted_at, both.oldest_counted_age_s), (Some(at("11:00")), Some(3_600)));
    assert_eq!(both.valid_until, Some(at("17:00")), "the first of them ends then");
    assert!(!both.sources.is_mixed());
}

#[test]
fn old_and_silent_wards_are_left_out_and_the_sum_says_so() {
    let pool = sum(&[
        "ward_board 20 beds 3 free at 11:00",
        "ward_board 12 beds 5 free at 03:00", // old
        "ward_board 6 beds 2 free at 00:00",  // silent
        "fhir 4 beds ? free at 11:59",        // says nothing about free beds
        "promise 1 at 11:00",                 // never reported
    ]);
    assert_eq!((pool.free_to_promise(), pool.of_how_many()), (Some(3), Some(20)));
    assert_eq!(pool.capacity_known, 42, "beds that exist are known although their state is not");
    assert_eq!((pool.wards_counted, pool.wards_old, pool.wards_silent, pool.wards_unknown), (1, 1, 2, 1));
    assert_eq!(pool.wards_excluded(), 4);
    assert_eq!(pool.oldest_counted_at, Some(at("11:00")), "a ward that is left out does not age the sum");
    assert_eq!(pool.last_word_at, Some(at("11:59")));
    assert_eq!(pool.sources.iter().collect::<Vec<_>>(), [SourceKind::WardBoard]);
    assert_eq!(pool.sources_heard.iter().collect::<Vec<_>>(), [SourceKind::WardBoard, SourceKind::Fhir]);
}

#[test]
fn a_pool_without_a_believable_number_is_unknown_and_not_zero() {
    assert_eq!(sum(&["ward_board 12 beds 5 free at 03:00"]).free_to_promise(), None);
    assert_eq!(sum(&[]).free_to_promise(), None);
    assert_eq!(sum(&["aplicares 12 beds 0 free at 11:00"]).free_to_promise(), Some(0));
}

#[test]
fn of_how_many_is_not_told_when_one_ward_keeps_it_to_itself() {
    let pool = sum(&["have ? beds 2 free at 11:00", "aplicares 10 beds 1 free at 11:00"]);
    assert_eq!((pool.free_to_promise(), pool.of_how_many(), pool.of), (Some(3), None, 10));
}

#[test]
fn a_sum_tells_mixed_sources_overdue_wards_and_contradictions() {
    let pool = sum(&["aplicares 10 beds 11 free at 11:00", "ward_board 8 beds 1 free at 07:30"]);
    assert!(pool.sources.is_mixed());
    assert_eq!(pool.wards_due, 1);
    assert!(pool.contradictions.has(crate::Contradiction::FreeAboveCapacity));
}
