//! The number itself: deductions and claims, by source.

use super::town::{at, check, ward, ward_under};
use crate::{Claim, ClaimKind, Contradiction, Inclusion, Line, Observation, Rules, SourceKind, Terms};

#[test]
fn a_promise_is_taken_off_at_once() {
    check("aplicares 20 beds 10 free at 10:00; now 10:01", "10 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05; now 10:06", "9 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05; promise 2 at 10:05; now 10:06", "7 of 20 fresh");
    check("ward_board 20 beds 10 free at 10:00; promise 1 at 10:05; now 10:06", "9 of 20 fresh");
}

#[test]
fn a_promise_ends_by_closing_or_by_its_time() {
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05 until 11:05; now 11:04", "9 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05 until 11:05; now 11:05", "10 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05 closed 10:20; now 10:19", "9 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:05 closed 10:20; now 10:20", "10 of 20 fresh");
}

#[test]
fn a_hospital_system_that_never_heard_of_the_promise_does_not_end_it() {
    check("aplicares 20 beds 10 free at 10:30; promise 1 at 10:05 until 11:05; now 10:31", "9 of 20 fresh");
}

#[test]
fn a_promise_the_hospital_has_noted_is_in_its_next_report_and_not_subtracted_twice() {
    check("aplicares 20 beds 10 free at 10:10; promise 1 at 10:05 noted 10:15; now 10:40", "9 of 20 fresh");
    check("aplicares 20 beds 10 free at 10:15; promise 1 at 10:05 noted 10:15; now 10:40", "9 of 20 fresh");
    check("aplicares 20 beds 9 free at 10:30; promise 1 at 10:05 noted 10:15; now 10:40", "9 of 20 fresh");
}

#[test]
fn a_patient_who_arrived_is_taken_off_until_the_hospitals_own_count_has_him() {
    check("aplicares 20 beds 10 free at 10:00; arrival 1 at 10:30; now 10:31", "9 of 20 fresh");
    check("aplicares 20 beds 10 free at 11:29; arrival 1 at 10:30; now 11:31", "9 of 20 fresh");
    check("aplicares 20 beds 9 free at 11:30; arrival 1 at 10:30; now 11:31", "9 of 20 fresh");
    check("aplicares 20 beds 9 free at 10:45; arrival 1 at 10:30 noted 10:40; now 11:31", "9 of 20 fresh");
}

#[test]
fn a_report_that_tells_the_queue_in_the_igd_has_the_arrival_in_it() {
    check("siranap 20 beds 10 free 3 igd at 10:31; arrival 1 at 10:30; now 10:32", "7 of 20 fresh");
    check("siranap 20 beds 10 free 3 igd at 10:29; arrival 1 at 10:30; now 10:32", "6 of 20 fresh");
    check("siranap 20 beds 10 free 3 igd at 10:30; arrival 1 at 10:30; now 10:32", "6 of 20 fresh");
}

#[test]
fn what_a_source_has_left_out_is_shown_and_not_subtracted_again() {
    check("aplicares 20 beds 10 free 2 cleaning at 10:00; now 10:01", "10 of 20 fresh");
    check("siranap 20 beds 10 free 2 cleaning at 10:00; now 10:01", "8 of 20 fresh");
    check("siranap 20 beds 10 free left-out cleaning at 10:00; now 10:01", "10 of 20 fresh");
    check("upload 20 beds 10 free 2 cleaning 1 blocked 1 reserved 3 igd at 10:00; now 10:01", "3 of 20 fresh");
    check("fhir 20 beds 10 free 2 cleaning 1 reserved at 10:00; now 10:01", "9 of 20 fresh");
    check("have 20 beds 10 free 1 blocked 4 igd at 10:00; now 10:01", "6 of 20 fresh");
}

#[test]
fn eleven_free_and_ten_waiting_in_the_igd_is_one() {
    check("ward_board 30 beds 11 free 10 igd at 10:00; now 10:01", "1 of 30 fresh");
    check("ward_board 30 beds 11 free 10 igd at 10:00; promise 1 at 10:02; now 10:03", "0 of 30 fresh");
}

#[test]
fn unknown_is_a_word_and_never_zero() {
    check("fhir 20 beds ? free at 10:00; now 10:01", "? of 20 fresh");
    check("have ? beds 4 free at 10:00; now 10:01", "4 of ? fresh");
    check("fhir 20 beds ? free at 10:00; promise 3 at 10:00; now 10:01", "? of 20 fresh");
    check("promise 1 at 10:00; now 10:01", "silent");
    check("now 10:01", "silent");
    assert_eq!(ward("now 10:01").free_to_promise, None);
}

#[test]
fn a_report_that_contradicts_itself_is_used_as_far_as_it_goes_and_flagged() {
    check("aplicares 10 beds 12 free at 10:00; now 10:01", "10 of 10 fresh !free_above_capacity");
    check("aplicares 10 beds 1 free at 10:00; promise 3 at 10:02; now 10:03", "0 of 10 fresh !deductions_above_free");
    check("siranap 10 beds 12 free 11 igd at 10:00; now 10:01", "0 of 10 fresh !free_above_capacity !deductions_above_free");
    check("aplicares 0 beds 5 free at 10:00; now 10:01", "0 of 0 fresh !free_above_capacity");
    assert_eq!(ward("aplicares 10 beds 1 free at 10:00; promise 3 at 10:02; now 10:03").explained.short, 2);
}

#[test]
fn a_clock_that_runs_ahead_does_not_make_a_number_younger() {
    check("aplicares 10 beds 4 free at 10:02 received 10:00; now 10:01", "4 of 10 fresh");
    check("aplicares 10 beds 4 free at 17:00 received 10:00; now 10:01", "4 of 10 fresh !clock_ahead");
    check("aplicares 10 beds 4 free at 17:00 received 10:00; now 13:00", "4 of 10 due !clock_ahead");
    // and does not swallow a promise made after it was received
    check("ward_board 10 beds 4 free 0 igd at 17:00 received 10:00; arrival 1 at 10:05; now 10:06", "3 of 10 fresh !clock_ahead");
    assert_eq!(ward("aplicares 10 beds 4 free at 17:00 received 10:00; now 10:01").taken_at, Some(at("10:00")));
}

#[test]
fn a_promise_dated_a_little_later_than_our_clock_still_counts() {
    check("aplicares 20 beds 10 free at 10:00; promise 1 at 10:07; now 10:06", "9 of 20 fresh");
}

#[test]
fn the_number_explains_itself() {
    let ward = ward(
        "siranap 20 beds 10 free 2 cleaning 4 blocked at 10:00; promise 1 at 10:05; promise 2 at 09:00 noted 09:30; \
         arrival 1 at 10:06; now 10:10",
    );
    let lines = ward.explained;
    assert_eq!(lines.reported_free, Some(10));
    assert_eq!(lines.cleaning, Line::Subtracted(2));
    assert_eq!(lines.blocked, Line::Included { told: Some(4) });
    assert_eq!(lines.reserved, Line::Included { told: None });
    assert_eq!(lines.waiting_in_igd, Line::Unknown);
    assert_eq!((lines.promised, lines.arrived, lines.claims_included, lines.short), (1, 1, 2, 0));
    assert_eq!(ward.free_to_promise, Some(10 - lines.deductions()));
}

#[test]
fn a_silent_ward_still_shows_whom_it_was_promised_to() {
    let ward = ward("promise 2 at 10:00; promise 1 at 08:00 until 09:00; now 10:01");
    assert_eq!((ward.free_to_promise, ward.explained.promised), (None, 2));
}

#[test]
fn huge_numbers_end_at_zero_and_not_around_the_corner() {
    let huge = u32::MAX;
    check(&format!("upload {huge} beds {huge} free {huge} igd {huge} cleaning at 10:00; now 10:01"), &format!("0 of {huge} fresh"));
    check(
        &format!("upload 5 beds 5 free at 10:00; promise {huge} at 10:01; promise {huge} at 10:01; now 10:02"),
        "0 of 5 fresh !deductions_above_free",
    );
}

#[test]
fn each_source_may_be_told_when_it_includes_a_promise() {
    let free = |promise, story| {
        let mut rules = Rules::default();
        rules.sources.aplicares.promise = promise;
        rules.sources.upload.promise = promise;
        ward_under(&rules, story).free_to_promise
    };
    let (early, late) = (
        "aplicares 20 beds 9 free at 10:14; promise 1 at 10:05; now 10:20",
        "aplicares 20 beds 9 free at 10:15; promise 1 at 10:05; now 10:20",
    );
    let (silent_on_it, tells_it) = (
        "upload 20 beds 10 free at 10:14; promise 1 at 10:05; now 10:20",
        "upload 20 beds 10 free 1 reserved at 10:14; promise 1 at 10:05; now 10:20",
    );
    let told_or_after_10 = Inclusion::WhenToldOrAfterMin(10);
    for (promise, early_free, late_free, silent_free, tells_free) in [
        (Inclusion::WhenNoted, 8, 8, 9, 8),
        (Inclusion::AfterMin(10), 8, 9, 9, 8),
        (Inclusion::WhenTold, 9, 9, 9, 9), // Aplicares leaves reserved beds out, so each of its reports answers for them
        (told_or_after_10, 9, 9, 9, 9),
    ] {
        let found = [early, late, silent_on_it, tells_it].map(|story| free(promise, story));
        assert_eq!(found, [early_free, late_free, silent_free, tells_free].map(Some), "{promise:?}");
    }
}

#[test]
fn a_late_report_of_an_earlier_count_does_not_replace_a_newer_one() {
    let report = |observed, received| Observation {
        capacity: Some(10),
        free: Some(1),
        terms: Terms::UNKNOWN,
        source: SourceKind::Siranap,
        observed_at: at(observed),
        received_at: at(received),
    };
    let current = report("10:00", "10:01");
    assert!(report("10:05", "10:06").replaces(&current));
    assert!(!report("09:55", "10:06").replaces(&current), "it was on its way for eleven minutes");
    assert!(report("10:00", "10:02").replaces(&current), "the same count again, corrected");
    assert!(!report("10:00", "10:00").replaces(&current));
    assert!(report("10:30", "10:03").replaces(&current), "a clock ahead counts as taken when received");
    assert!(!report("10:30", "09:59").replaces(&current));
    assert!(report("03:01", "03:01").replaces(&report("10:00", "10:00")), "our clock ran seven hours ahead and was set right");
    assert!(report("02:50", "03:01").replaces(&report("10:00", "10:00")));
    assert!(!report("09:59", "09:59").replaces(&current), "the clocks of two nodes are never quite the same");
}

#[test]
fn a_claim_and_a_report_read_back_as_written() {
    let claim = Claim::new(ClaimKind::Promise, 1, at("10:00"), Some(at("11:00")));
    let text = serde_json::to_string(&claim).unwrap();
    assert_eq!(serde_json::from_str::<Claim>(&text).unwrap(), claim);
    let terms: Terms = serde_json::from_str(r#"{"cleaning":{"known":2},"blocked":"included"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&terms).unwrap(),
        r#"{"cleaning":{"known":2},"blocked":"included","reserved":"unknown","waiting_in_igd":"unknown"}"#
    );
}

#[test]
fn a_contradiction_is_found_again_by_its_name() {
    let found = ward("aplicares 10 beds 12 free at 10:00; now 10:01").contradictions;
    assert!(found.has(Contradiction::FreeAboveCapacity) && !found.has(Contradiction::ClockAhead) && !found.is_empty());
}
