//! Fresh, due, old, silent: by bed type and source.

use sigap_kernel::BedType;

use super::town::{at, check, ward};
use crate::{Freshness, Rules, SourceKind, Validity, ValidityException, ValidityTable};

#[test]
fn a_ward_typed_by_hand_is_due_after_four_hours_and_old_after_eight() {
    check("ward_board 20 beds 3 free at 06:00; now 09:59", "3 of 20 fresh");
    check("ward_board 20 beds 3 free at 06:00; now 10:00", "3 of 20 due");
    check("ward_board 20 beds 3 free at 06:00; now 13:59", "3 of 20 due");
    check("ward_board 20 beds 3 free at 06:00; now 14:00", "? of 20 old (last 3)");
    check("ward_board 20 beds 3 free at 06:00; now 17:59", "? of 20 old (last 3)");
    check("ward_board 20 beds 3 free at 06:00; now 18:00", "? of 20 silent (last 3)");
}

#[test]
fn intensive_care_and_the_igd_are_due_after_one_hour_and_old_after_two() {
    for bed in ["icu", "nicu_vent", "hcu", "emergency"] {
        check(&format!("bed {bed}; ward_board 8 beds 3 free at 06:00; now 06:59"), "3 of 8 fresh");
        check(&format!("bed {bed}; ward_board 8 beds 3 free at 06:00; now 07:00"), "3 of 8 due");
        check(&format!("bed {bed}; aplicares 8 beds 3 free at 06:00; now 08:00"), "? of 8 old (last 3)");
        check(&format!("bed {bed}; aplicares 8 beds 3 free at 06:00; now 18:00"), "? of 8 silent (last 3)");
    }
}

#[test]
fn a_machine_feed_is_due_after_three_hours_and_old_after_six() {
    for source in ["aplicares", "siranap", "fhir", "have"] {
        check(&format!("{source} 20 beds 3 free at 06:00; now 08:59"), "3 of 20 fresh");
        check(&format!("{source} 20 beds 3 free at 06:00; now 09:00"), "3 of 20 due");
        check(&format!("{source} 20 beds 3 free at 06:00; now 12:00"), "? of 20 old (last 3)");
    }
    check("upload 20 beds 3 free at 06:00; now 13:59", "3 of 20 due");
}

#[test]
fn an_old_number_stays_visible_with_its_age_but_nothing_is_promised_from_it() {
    let ward = ward("ward_board 20 beds 3 free at 06:00; promise 1 at 06:10; now 15:00");
    assert_eq!((ward.free_to_promise, ward.last_free, ward.age_s), (None, Some(2), Some(9 * 3_600)));
    assert_eq!((ward.due_at, ward.valid_until, ward.silent_at), (Some(at("10:00")), Some(at("14:00")), Some(at("18:00"))));
    assert_eq!(ward.source, Some(SourceKind::WardBoard));
}

#[test]
fn a_clock_of_ours_that_is_set_back_a_little_makes_no_negative_age() {
    let ward = ward("aplicares 20 beds 3 free at 10:00; now 09:58");
    assert_eq!((ward.age_s, ward.freshness, ward.free_to_promise), (Some(0), Freshness::Fresh, Some(3)));
}

#[test]
fn a_number_left_by_a_clock_of_ours_that_ran_hours_ahead_does_not_count() {
    check("aplicares 20 beds 3 free at 17:00; now 10:00", "? of 20 old (last 3)");
    check("aplicares 20 beds 3 free at 17:00; now 16:57", "? of 20 old (last 3)");
    check("aplicares 20 beds 3 free at 17:00; now 16:58", "3 of 20 fresh");
    check("aplicares 20 beds 3 free at 08:00 received 17:00; now 10:00", "? of 20 old (last 3)");
}

#[test]
fn an_installation_may_set_its_own_ages_for_a_bed_type_or_a_source() {
    let minutes = |due_min, validity_min| Validity { due_min, validity_min, silent_after_min: 1_440 };
    let picu = ValidityException { bed_type: Some(BedType::Picu), source: None, validity: minutes(15, 30) };
    let siranap = ValidityException { bed_type: None, source: Some(SourceKind::Siranap), validity: minutes(180, 540) };
    let table = ValidityTable { exceptions: vec![picu, siranap], ..ValidityTable::default() };
    assert_eq!(table.of(BedType::Picu, SourceKind::Siranap).due_min, 15, "the first that fits holds");
    assert_eq!(table.of(BedType::General, SourceKind::Siranap).validity_min, 540);
    assert_eq!(table.of(BedType::General, SourceKind::WardBoard).validity_min, 480);
}

#[test]
fn ages_out_of_order_are_refused_by_the_configuration_check() {
    assert_eq!(Rules::default().problems().count(), 0);
    let mut rules = Rules::default();
    rules.validity.hand.urgent.validity_min = 30;
    rules.validity.machine.ward.due_min = 0;
    let problems: Vec<String> = rules.problems().map(|problem| problem.to_string()).collect();
    assert_eq!(problems.len(), 2);
    assert!(problems[0].starts_with("validity.machine.ward: due_min must"), "{problems:?}");
    assert!(problems[1].starts_with("validity.hand.urgent: "), "{problems:?}");
}

#[test]
fn a_configuration_names_only_what_it_changes_and_a_misspelt_word_is_refused() {
    let set = r#"{"validity":{"upload":{"ward":{"due_min":60,"validity_min":120,"silent_after_min":240},
                               "urgent":{"due_min":30,"validity_min":60,"silent_after_min":240}},
        "exceptions":[{"bed_type":"picu","validity":{"due_min":15,"validity_min":30,"silent_after_min":60}}]},"clock_ahead_tolerance_s":30}"#;
    let rules: Rules = serde_json::from_str(set).unwrap();
    assert_eq!(rules.validity.of(BedType::General, SourceKind::Upload).due_min, 60);
    assert_eq!(rules.validity.of(BedType::Picu, SourceKind::Fhir).due_min, 15);
    assert_eq!(rules.validity.hand, ValidityTable::default().hand);
    assert_eq!(rules.rights.one_up_max_days, 3);
    assert!(serde_json::from_str::<Rules>(r#"{"validty":{}}"#).is_err());
}
