//! Forecasts held against what happened.

use crate::chance::{CalibrationRules, Reliability};

/// So many forecasts of a probability, of which so many came so.
fn scored(said: &[(f64, u32, u32)]) -> Reliability {
    let mut scored = Reliability::default();
    for &(probability, forecasts, came) in said {
        (0..forecasts).for_each(|one| scored.add(probability, one < came));
    }
    scored
}

#[test]
fn scores_are_those_of_the_textbook() {
    let one = scored(&[(0.8, 10, 8), (0.3, 10, 3)]);
    assert!((one.brier().unwrap() - (0.8 * 0.04 + 0.2 * 0.64 + 0.3 * 0.49 + 0.7 * 0.09) / 2.0).abs() < 1e-9);
    assert!(one.calibration_error().unwrap() < 1e-9);
    assert!((one.base_rate().unwrap() - 0.55).abs() < 1e-9);
    let off = scored(&[(0.8, 10, 5), (0.3, 30, 9)]);
    assert!((off.calibration_error().unwrap() - 0.3 * 0.25).abs() < 1e-9);
    let nothing = Reliability::default();
    assert_eq!((nothing.brier(), nothing.calibration_error(), nothing.base_rate()), (None, None, None));
}

#[test]
fn both_ends_have_a_row_and_nonsense_is_kept_inside() {
    let ends = scored(&[(0.0, 1, 0), (1.0, 1, 1), (7.0, 1, 1), (-3.0, 1, 0)]);
    assert_eq!(ends.scored(), 4.0);
    assert_eq!(ends.brier(), Some(0.0));
    assert_eq!((ends.bins()[0].forecasts, ends.bins()[9].forecasts), (2.0, 2.0));
}

#[test]
fn a_pool_is_calibrated_when_enough_was_scored_and_it_came_as_it_was_said() {
    let rules = CalibrationRules::default();
    assert!(!scored(&[(0.9, 100, 90)]).is_calibrated(&rules), "too few");
    assert!(scored(&[(0.9, 300, 270), (0.1, 100, 10)]).is_calibrated(&rules));
    assert!(scored(&[(0.9, 300, 265), (0.1, 100, 14)]).is_calibrated(&rules), "as chance has it");
    assert!(!scored(&[(0.9, 300, 220), (0.1, 100, 30)]).is_calibrated(&rules), "it says too much");
}

#[test]
fn old_forecasts_fade_and_tables_add_up() {
    let (one, other) = (scored(&[(0.9, 10, 9)]), scored(&[(0.2, 30, 6)]));
    let both = one.and(&other);
    assert_eq!(both.scored(), 40.0);
    assert!((both.faded(0.5).scored() - 20.0).abs() < 1e-9);
    assert!((both.faded(0.5).brier().unwrap() - both.brier().unwrap()).abs() < 1e-9);
}
