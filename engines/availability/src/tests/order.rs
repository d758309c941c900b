//! The order of the finder's list.

use super::town::ward;
use crate::{Band, ChancePct, Likelihood, OrderKey, PoolSum, RankRules, order_key};

fn pool(story: &str) -> PoolSum {
    PoolSum::of_wards([&ward(&format!("{story}; now 12:00"))])
}

fn key(travel_min: u32, story: &str) -> OrderKey {
    order_key(&RankRules::default(), &pool(story), ChancePct::of(&pool(story)), travel_min)
}

#[test]
fn the_list_is_in_the_order_we_would_choose_for_our_mother() {
    let best_first = [
        (10, "aplicares 20 beds 9 free at 11:50", "near, many free"),
        (20, "aplicares 20 beds 9 free at 11:50", "a little further"),
        (15, "aplicares 20 beds 3 free at 11:50", "nearer, but few"),
        (35, "aplicares 20 beds 9 free at 11:50", "far, many free"),
        (12, "aplicares 20 beds 1 free at 11:50", "near, the last bed"),
        (12, "ward_board 20 beds 1 free at 07:00", "near, the last bed, overdue"),
        (90, "aplicares 20 beds 2 free at 11:50", "very far"),
        (1, "aplicares 20 beds 0 free at 11:50", "next door, full"),
        (2, "fhir 20 beds ? free at 11:50", "no number"),
        (2, "aplicares 20 beds 9 free at 05:00", "old"),
        (5, "aplicares 20 beds 9 free at 05:00", "old and further"),
        (1, "now 12:00", "never reported"),
    ];
    let keys: Vec<OrderKey> = best_first.iter().map(|(travel, story, _)| key(*travel, story)).collect();
    for (place, pair) in keys.windows(2).enumerate() {
        assert!(pair[0] < pair[1], "{:?} before {:?}: {pair:?}", best_first[place], best_first[place + 1]);
    }
}

#[test]
fn expected_minutes_are_travel_and_the_risk_of_coming_in_vain() {
    let table = [
        (14, "aplicares 20 beds 9 free at 11:50", 14 + 6),
        (14, "aplicares 20 beds 3 free at 11:50", 14 + 12),
        (14, "aplicares 20 beds 2 free at 11:50", 14 + 21),
        (14, "aplicares 20 beds 1 free at 11:50", 14 + 30),
        (14, "aplicares 20 beds 0 free at 11:50", 14 + 57),
        (14, "aplicares 20 beds 9 free at 05:00", 14),
    ];
    for (travel, story, expected) in table {
        assert_eq!(key(travel, story).expected_min(), expected, "{story}");
    }
}

#[test]
fn of_two_equally_good_ones_the_younger_number_comes_first() {
    assert!(key(10, "aplicares 20 beds 9 free at 11:50") < key(10, "aplicares 20 beds 9 free at 11:40"));
    assert_eq!(key(10, "aplicares 20 beds 9 free at 11:50"), key(10, "aplicares 30 beds 9 free at 11:50"));
}

#[test]
fn the_chance_is_told_in_three_words() {
    let table = [
        ("aplicares 20 beds 9 free at 11:50", Some((90, Likelihood::Likely))),
        ("aplicares 20 beds 3 free at 11:50", Some((80, Likelihood::Likely))),
        ("aplicares 20 beds 2 free at 11:50", Some((65, Likelihood::Maybe))),
        ("aplicares 20 beds 1 free at 11:50", Some((50, Likelihood::Maybe))),
        ("aplicares 20 beds 0 free at 11:50", Some((5, Likelihood::Unlikely))),
        ("ward_board 20 beds 9 free at 07:00", Some((68, Likelihood::Maybe))),
        ("ward_board 20 beds 1 free at 07:00", Some((38, Likelihood::Unlikely))),
        ("ward_board 20 beds 9 free at 03:00", None),
        ("now 12:00", None),
    ];
    for (story, expected) in table {
        assert_eq!(ChancePct::of(&pool(story)).map(|chance| (chance.pct(), chance.likelihood())), expected, "{story}");
    }
}

#[test]
fn each_part_of_the_list_has_its_name() {
    assert_eq!(key(1, "aplicares 20 beds 9 free at 11:50").band(), Band::Free);
    assert_eq!(key(1, "aplicares 20 beds 0 free at 11:50").band(), Band::Full);
    assert_eq!(key(1, "fhir 20 beds ? free at 11:50").band(), Band::Unknown);
    assert_eq!(key(1, "aplicares 20 beds 9 free at 05:00").band(), Band::Old);
    assert_eq!(key(1, "now 12:00").band(), Band::Silent);
    assert_eq!(Band::of(&PoolSum::default()), Band::Unknown);
}

#[test]
fn no_travel_time_is_too_long_to_be_ordered() {
    let rules = RankRules { miss_cost_min: u32::MAX };
    let far = order_key(&rules, &pool("aplicares 20 beds 1 free at 11:50"), Some(ChancePct::new(50)), u32::MAX);
    assert!(far.expected_min() > u64::from(u32::MAX));
}
