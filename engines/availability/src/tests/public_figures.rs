//! What anyone may see.

use super::town::ward;
use crate::{PoolSum, PublicFigure, SmallPool, public_total};

fn pool(wards: &[&str]) -> PoolSum {
    let wards: Vec<_> = wards.iter().map(|story| ward(&format!("{story}; now 12:00"))).collect();
    PoolSum::of_wards(&wards)
}

const OLD: &str = "ward_board 12 beds 5 free at 03:00";
const SILENT: &str = "ward_board 12 beds 5 free at 00:00";
const NO_NUMBER: &str = "fhir 12 beds ? free at 11:59";

#[test]
fn a_pool_is_a_number_of_how_many_or_a_word() {
    let table: &[(&[&str], PublicFigure)] = &[
        (&["aplicares 24 beds 3 free at 11:54"], PublicFigure::Number { free: 3, of: Some(24) }),
        (&["aplicares 24 beds 0 free at 11:54"], PublicFigure::Number { free: 0, of: Some(24) }),
        (&["aplicares 3 beds 1 free at 11:54"], PublicFigure::Number { free: 1, of: Some(3) }),
        (&["aplicares 2 beds 1 free at 11:54"], PublicFigure::Word(SmallPool::Some)),
        (&["aplicares 2 beds 0 free at 11:54"], PublicFigure::Word(SmallPool::None)),
        (&["aplicares 1 beds 1 free at 11:54"], PublicFigure::Word(SmallPool::Some)),
        (&["aplicares 0 beds 0 free at 11:54"], PublicFigure::Word(SmallPool::None)),
        (&["aplicares 2 beds 1 free at 11:54", "aplicares 1 beds 1 free at 11:54"], PublicFigure::Number { free: 2, of: Some(3) }),
        (&["have ? beds 4 free at 11:54"], PublicFigure::Number { free: 4, of: None }),
        (&["have ? beds 2 free at 11:54"], PublicFigure::Word(SmallPool::Some)),
        (&["have ? beds 0 free at 11:54"], PublicFigure::Word(SmallPool::None)),
        (&["have ? beds 0 free at 11:54", "aplicares 9 beds 1 free at 11:54"], PublicFigure::Number { free: 1, of: None }),
        (&[OLD], PublicFigure::Old),
        (&[SILENT], PublicFigure::Silent),
        (&["now 12:00"], PublicFigure::Silent),
        (&[NO_NUMBER], PublicFigure::Unknown),
        (&[OLD, SILENT], PublicFigure::Old),
        (&[OLD, SILENT, NO_NUMBER], PublicFigure::Unknown),
        (&[], PublicFigure::Unknown),
    ];
    for (wards, expected) in table {
        assert_eq!(PublicFigure::of(&pool(wards)), *expected, "{wards:?}");
    }
}

#[test]
fn two_believable_beds_of_a_large_pool_are_still_only_two_beds() {
    let mostly_old = pool(&["aplicares 2 beds 1 free at 11:54", OLD]);
    assert_eq!(PublicFigure::of(&mostly_old), PublicFigure::Word(SmallPool::Some));
}

#[test]
fn a_total_does_not_give_a_small_pool_away_by_subtraction() {
    let (class3, class2) = (pool(&["aplicares 20 beds 4 free at 11:54"]), pool(&["aplicares 8 beds 1 free at 11:54"]));
    let (picu_one_free, picu_full) = (pool(&["aplicares 2 beds 1 free at 11:54"]), pool(&["aplicares 2 beds 0 free at 11:54"]));
    let shown = PublicFigure::Number { free: 5, of: Some(28) };
    assert_eq!(public_total([&class3, &class2]), shown);
    assert_eq!(public_total([&class3, &picu_one_free, &class2]), shown, "with a free bed in the small pool");
    assert_eq!(public_total([&class3, &picu_full, &class2]), shown, "and without: nobody can tell which");
    assert_eq!(public_total([&picu_full, &picu_full]), PublicFigure::Word(SmallPool::None), "two small pools do not make a number");
    assert_eq!(public_total([&picu_full, &picu_one_free]), PublicFigure::Word(SmallPool::Some));
    assert_eq!(public_total([&pool(&[OLD]), &pool(&[SILENT])]), PublicFigure::Old);
}
