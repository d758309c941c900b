//! Properties that hold for every input: nothing stops the program, what is written reads back, no sentence repeats what was sent.

use proptest::prelude::*;
use sigap_kernel::{GeoPoint, Masked, UtcMs};

use super::{KNOTS, NOW, app, json, query};
use crate::osmand::{Call, SpeedUnit, client, read, read_form, read_json, read_query};
use crate::owntracks::{self, Address, Message, identify};
use crate::position::{ACCURACY_M_MAX, ALTITUDE_M_MAX, ALTITUDE_M_MIN, Alarm, DeviceName, EARLIEST, Fix, Place, Report, SPEED_CM_S_MAX};

const PARAMETERS: &str = "id=AMB07&timestamp=1795322000&lat=-6.9903&lon=110.4229&speed=23.2&bearing=120&altitude=9&accuracy=6&batt=81";
const LOCATION: &str = r#"{"_type":"location","device_id":"A","acc":6,"alt":9,"batt":81,"bs":1,"cog":120,"lat":-6.9903,"lon":110.4229,"tst":1795322000,"vel":43,"location":{"timestamp":"2026-11-22T04:33:20.000Z","coords":{"latitude":-6.9903,"longitude":110.4229,"speed":11.9}}}"#;

prop_compose! {
    fn fix()(
        at in EARLIEST.0..=NOW.0, lat in -900_000_000..=900_000_000_i32, lon in -1_800_000_000..=1_800_000_000_i32,
        speed_cm_s in proptest::option::of(0..=SPEED_CM_S_MAX), heading_deg in proptest::option::of(0..360_u16),
        accuracy_m in proptest::option::of(1..=ACCURACY_M_MAX), altitude_m in proptest::option::of(ALTITUDE_M_MIN..=ALTITUDE_M_MAX),
        is_mock in any::<bool>(),
    ) -> Fix {
        // Seven decimals, about a centimetre: what devices send. 0, 0 is no place.
        let point = GeoPoint::new(f64::from(lat) / 1e7, f64::from(if lon == 0 { 1 } else { lon }) / 1e7).unwrap();
        Fix { at: UtcMs(at), point, speed_cm_s, heading_deg, accuracy_m, altitude_m, is_mock }
    }
}

prop_compose! {
    fn report()(
        device in "[!-~é一]([ -~]{0,30}[!-~])?", fix in fix(), battery_pct in proptest::option::of(0..=100_u8),
        is_charging in proptest::option::of(any::<bool>()), crew in proptest::option::of("[A-Za-z0-9&=+é]{1,20}"),
        alarm in proptest::option::of(prop_oneof![Just(Alarm::Sos), "[a-z]{4,20}".prop_map(Alarm::Other)]),
    ) -> Report {
        // Names and words that look like marks of templates, or say that there is no alarm, are read as such.
        let device = if device.starts_with(['{', '$', '%']) { "A".to_owned() } else { device };
        let alarm = alarm.filter(|alarm| *alarm != Alarm::Other("false".into()));
        let device = DeviceName::parse(&device).unwrap();
        Report { place: Place::Known(fix), battery_pct, is_charging, crew: crew.map(Masked::new), alarm, ..Report::new(device) }
    }
}

/// Everything that holds for whatever was read.
fn holds(report: &Report) -> Result<(), TestCaseError> {
    let sentences = report.faults.to_string();
    prop_assert!(sentences.is_empty() || sentences.ends_with('.'), "{}", sentences);
    prop_assert!(!sentences.chars().any(char::is_control), "{:?}", sentences);
    prop_assert!(report.battery_pct.is_none_or(|pct| pct <= 100));
    if let Some(fix) = report.fix() {
        prop_assert!(fix.at >= EARLIEST && fix.at <= NOW.plus_min(10));
        prop_assert!(fix.speed_cm_s.is_none_or(|speed| speed <= SPEED_CM_S_MAX));
        prop_assert!(fix.heading_deg.is_none_or(|heading| heading < 360));
        prop_assert!(fix.accuracy_m.is_none_or(|accuracy| (1..=ACCURACY_M_MAX).contains(&accuracy)));
        prop_assert!(fix.altitude_m.is_none_or(|altitude| (ALTITUDE_M_MIN..=ALTITUDE_M_MAX).contains(&altitude)));
    }
    Ok(())
}

fn damaged(good: &str, damage: Vec<(usize, u8)>, cut: usize) -> Vec<u8> {
    let mut body = good.as_bytes().to_vec();
    for (place, byte) in damage {
        let place = place % body.len();
        body[place] = byte;
    }
    body.truncate(cut);
    body
}

proptest! {
    #[test]
    fn no_bytes_stop_a_reader(body in proptest::collection::vec(any::<u8>(), 0..300), kind in "\\PC{0,20}", text in "\\PC{0,200}") {
        let _ = read_json(&body, NOW);
        let _ = read_form(&body, NOW, |_| KNOTS);
        let _ = read_query(&text, NOW, |_| KNOTS);
        let _ = read(&Call { content_type: Some(&kind), query: Some(&text), body: &body }, NOW, |_| KNOTS);
        let _ = app(&body);
        let _ = Address::new(Some(&text), |_| None, None);
    }

    #[test]
    fn no_parameters_stop_a_reader(
        text in "(id|lat|lon|location|timestamp|speed|batt|alarm|valid|[a-z]{1,5}|&|=|%[0-9A-Z]{0,3}|[{}+,.-]|[0-9T:Z]{1,9}|1e9|inf|é){0,30}",
        now in any::<i64>(),
    ) {
        if let Ok(report) = read_query(&format!("id=A&{text}"), UtcMs(now), |_| KNOTS) {
            prop_assert!(report.faults.is_empty() || report.faults.to_string().ends_with('.'));
        }
    }

    #[test]
    fn any_number_in_any_field_is_held_to_its_range(number in any::<f64>(), whole in any::<i64>(), quoted in any::<bool>()) {
        for number in [format!("{number}"), format!("{whole}")] {
            let text = ["timestamp", "lat", "lon", "speed", "bearing", "altitude", "accuracy", "batt", "alarm"].map(|name| format!("{name}={number}"));
            holds(&query(&format!("id=A&{}", text.join("&"))).unwrap())?;
            for name in ["lat", "speed", "bearing", "altitude", "accuracy", "batt"] {
                holds(&query(&format!("id=A&lon=1&{name}={number}&lat=2")).unwrap())?;
            }
            let value = if quoted { format!("\"{number}\"") } else { number };
            let body = format!(r#"{{"device_id":"A","location":{{"timestamp":{value},"coords":{{"latitude":{value},"speed":{value},"heading":{value},"longitude":{value}}},"battery":{{"level":{value}}}}}}}"#);
            if let Ok(report) = json(&body) {
                holds(&report)?;
            }
            let body = format!(r#"{{"_type":"location","tst":{value},"lat":1,"lon":2,"vel":{value},"acc":{value},"bs":{value},"created_at":{value}}}"#);
            let _ = app(body.as_bytes());
        }
    }

    #[test]
    fn damaged_messages_are_refused_with_a_sentence_or_still_reports(
        damage in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4), cut in 0..=LOCATION.len(),
    ) {
        let body = damaged(PARAMETERS, damage.clone(), cut);
        match read_form(&body, NOW, |_| KNOTS) {
            Ok(report) => holds(&report)?,
            Err(fault) => prop_assert!(fault.to_string().ends_with('.')),
        }
        let body = damaged(LOCATION, damage, cut);
        match read_json(&body, NOW) {
            Ok(report) => holds(&report)?,
            Err(fault) => prop_assert!(fault.to_string().ends_with('.')),
        }
        if let Err(fault) = app(&body) {
            prop_assert!(fault.to_string().ends_with('.'));
        }
    }

    #[test]
    fn json_cut_short_is_never_taken(cut in 1..LOCATION.len()) {
        prop_assert!(json(&LOCATION[..cut]).is_err());
        prop_assert!(app(&LOCATION.as_bytes()[..cut]).is_err());
    }

    #[test]
    fn a_query_written_by_a_sender_reads_back_the_same(report in report(), unit in 0..3_usize) {
        let speed_unit = [SpeedUnit::Knots, SpeedUnit::MetresPerSecond, SpeedUnit::KilometresPerHour][unit];
        let written = client::query(&report, speed_unit);
        prop_assert_eq!(read_query(&written, NOW, |_| crate::osmand::Settings { speed_unit, ..KNOTS }), Ok(report));
    }

    #[test]
    fn json_written_by_a_sender_reads_back_the_same(report in report()) {
        let expected = Report { crew: None, ..report.clone() };
        prop_assert_eq!(read_json(&client::json(&report), NOW), Ok(expected));
    }

    #[test]
    fn an_owntracks_message_reads_back_to_the_second_and_the_kilometre(report in report()) {
        let body = owntracks::client::message(&report).unwrap();
        let address = Address { basic_user: Some("amb"), ..Address::default() };
        let Ok(Message::Report { report: read, .. }) = owntracks::read(&body, &address, NOW) else { return Ok(()) };
        let (sent, read) = (report.fix().unwrap(), read.fix().unwrap());
        prop_assert_eq!((read.point, read.at.0), (sent.point, sent.at.0.div_euclid(1_000) * 1_000));
        let speeds = sent.speed_cm_s.unwrap_or(0).abs_diff(read.speed_cm_s.unwrap_or(0));
        prop_assert!(speeds <= 14, "{} {}", sent.speed_cm_s.unwrap_or(0), speeds);
    }

    #[test]
    fn no_name_stops_the_naming(parts in proptest::collection::vec("\\PC{0,12}|[a-z/]{0,70}", 7)) {
        let part = |at: usize| parts.get(at).map(String::as_str);
        let address = Address {
            query_user: part(0).map(Into::into), query_device: part(1).map(Into::into), header_user: part(2), header_device: part(3), basic_user: part(4),
        };
        if let Ok(identity) = identify(&address, part(5), part(6)) {
            prop_assert!((1..=64).contains(&identity.device.as_str().chars().count()));
        }
    }
}
