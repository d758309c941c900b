//! The spellings that apps really send: all of them are understood.

use sigap_kernel::UtcMs;

use super::{KNOTS, NOW, app, call, check, json, query, told};
use crate::osmand::{self, Call, Form, Settings, SpeedUnit};

const AT: &str = "2026-11-22T04:33:20.000Z at -6.9903,110.4229";
const GOOD: &str = "id=AMB07&timestamp=1795322000&lat=-6.9903&lon=110.4229";

#[test]
fn a_call_is_read_in_the_form_it_has_whatever_it_says_it_is() {
    let body =
        r#"{"device_id":"AMB07","location":{"timestamp":"2026-11-22T04:33:20Z","coords":{"latitude":-6.9903,"longitude":110.4229}}}"#;
    let marked = format!("\u{feff}\r\n {body}");
    let form = Some("application/x-www-form-urlencoded");
    let json = Some("Application/JSON;charset=utf-8");
    let with_key = Some("key=rahasia");
    for (content_type, query, body, expected) in [
        (None, Some(GOOD), "", Form::Parameters),
        (form, Some(GOOD), "", Form::Parameters),
        (json, Some(GOOD), "", Form::Parameters),
        (form, None, GOOD, Form::Parameters),
        (None, Some(""), GOOD, Form::Parameters),
        (json, None, GOOD, Form::Parameters),
        (form, with_key, GOOD, Form::Parameters),
        (json, None, body, Form::Json),
        (form, with_key, body, Form::Json),
        (None, None, &marked, Form::Json),
    ] {
        let sent = Call { content_type, query, body: body.as_bytes() };
        assert_eq!(sent.form(), expected);
        check(call(&sent), &format!("AMB07 {AT}"));
    }
    let sent = Call { content_type: json, query: None, body: b"bukan json" };
    check(call(&sent), "Isi permintaan bukan JSON. JSON diawali tanda kurung kurawal buka.");
}

#[test]
fn a_speed_is_read_in_the_unit_of_its_device() {
    let text = format!("{GOOD}&speed=10");
    for (speed_unit, cm_s) in [(SpeedUnit::Knots, 514), (SpeedUnit::MetresPerSecond, 1_000), (SpeedUnit::KilometresPerHour, 278)] {
        let report = osmand::read_query(&text, NOW, |device| {
            assert_eq!(device.as_str(), "AMB07");
            Settings { speed_unit, ..KNOTS }
        });
        check(report, &format!("AMB07 {AT} {cm_s}cm/s"));
    }
}

#[test]
fn untidy_parameters_are_understood() {
    for (text, expected) in [
        ("?ID=AMB07&Timestamp=1795322000&LAT=-6.9903&LON=110.4229&", format!("AMB07 {AT}")),
        ("id=AMB+07%20&timestamp=1795322000&lat=%2B6.5&lon=+110", "AMB 07 2026-11-22T04:33:20.000Z at 6.5,110".to_owned()),
        ("id=AMB07&timestamp=1795322000&location=-6.9903,%20110.4229", format!("AMB07 {AT}")),
        ("id=AMB07&timestamp=2026-11-22T11:33:20+07:00&lat=-6.9903&lon=110.4229", format!("AMB07 {AT}")),
        ("id=AMB07&lat=-6.9903&lon=110.4229", "AMB07 2026-11-22T04:35:20.000Z at -6.9903,110.4229".to_owned()),
        ("id=AMB07&timestamp=&lat=-6.9903&lon=110.4229&speed=&batt=", "AMB07 2026-11-22T04:35:20.000Z at -6.9903,110.4229".to_owned()),
        ("id=AMB07&cell=510,10,1,2&cell=510,10,1,3,-90&wifi=00-14-22-01-23-45,-80&wifi=aa,-70&batt=40.4", "AMB07 unsaid 40%".to_owned()),
        ("id=AMB07&notificationToken=abc", "AMB07 unsaid".to_owned()),
        ("id=AMB07&lat=0&lon=0.0&timestamp=1795322000&batt=5&charge=true", "AMB07 invalid 5% charging".to_owned()),
        ("id=AMB07&lat=&lon=&alarm=sos", "AMB07 unsaid SOS".to_owned()),
        ("id=AMB07&alarm=lowBattery&alarm=SOS", "AMB07 unsaid SOS".to_owned()),
    ] {
        check(query(text), &expected);
    }
    for (more, told) in [
        ("&valid=true", ""),
        ("&valid=1", ""),
        ("&speed=-1&bearing=-1&accuracy=-1&batt=-1", ""),
        ("&speed=-1.94&accuracy=0.0", ""),
        ("&bearing=359.7&accuracy=3.2&altitude=-3.6", " 0deg ±4m ^-4m"),
        ("&bearing=360", " 0deg"),
        ("&accuracy=1e12", " ±1000000m"),
        ("&mock=true&driverUniqueId=K-12", " mock crew K-12"),
        ("&fuel=24&ignition=true&hdop={3}", ""),
        ("&alarm=0", ""),
    ] {
        check(query(&format!("{GOOD}{more}")), &format!("AMB07 {AT}{told}"));
    }
    for more in ["&valid=false", "&valid=0"] {
        check(query(&format!("{GOOD}{more}&batt=50")), "AMB07 invalid 50%");
    }
}

#[test]
fn the_json_of_the_app_says_unknown_by_minus_one() {
    let unknown = r#"{"location":{"extras":{},"mock":true,"coords":{"speed_accuracy":-1,"speed":-1,"longitude":110.4229,"floor":null,"latitude":-6.9903000000000004,"accuracy":5,"altitude":0,"heading":-1},"is_moving":false,"age":188,"uuid":"rekaan","battery":{"level":-1,"is_charging":false},"activity":{"type":"unknown","confidence":100},"timestamp":"2026-11-22T04:33:20.000Z"},"device_id":"658765"}"#;
    check(json(unknown), &format!("658765 {AT} ±5m ^0m mock unplugged"));
    check(
        json(r#"{"device_id":658765,"location":{"timestamp":"x","battery":{"level":1}}}"#),
        "658765 unsaid 100% | Kolom location.timestamp bukan waktu yang dikenal. Kirim detik Unix (UTC) atau ISO 8601, contoh: 2026-11-22T04:33:20Z.",
    );
    check(json(r#"{"device_id":"A","location":{"coords":null,"alarm":"sos"}}"#), "A unsaid SOS");
    check(json(r#"{"device_id":"A","location":{"alarm":"accident","extras":{"alarm":"sos"}}}"#), "A unsaid SOS");
    check(
        json(r#"{"DEVICE_ID":"A","Location":{"Coords":{"Latitude":"-6.9903","longitude":"110.4229","speed":"2"},"timestamp":1795322000}}"#),
        &format!("A {AT} 200cm/s"),
    );
    check(json(r#"{"device_id":"A"}"#), "A unsaid");
}

#[test]
fn what_owntracks_leaves_out_because_it_is_zero_is_unknown() {
    let bare = r#"{"_type":"location","lat":-6.9903,"lon":110.4229,"tst":1795322000}"#;
    assert_eq!(app(bare.as_bytes()).unwrap(), format!("amb/unit07 {AT}"));
    let moving = r#"{"_type":"location","lat":-6.9903,"lon":110.4229,"tst":"1795322000","vel":36,"bs":3,"created_at":1795322003,"inregions":["Rumah"]}"#;
    assert_eq!(app(moving.as_bytes()).unwrap(), format!("amb/unit07 {AT} 1000cm/s charging made 2026-11-22T04:33:23.000Z"));
    let left = r#"{"_type":"transition","event":"leave","desc":"RS\u200b  Rekaan","tst":1795322000,"bs":0}"#;
    assert_eq!(app(left.as_bytes()).unwrap(), r#"amb/unit07 unsaid leave "RS Rekaan""#);
}

#[test]
fn what_owntracks_sends_beside_places_is_ignored() {
    for (body, why) in [
        ("", "Empty"),
        (" \r\n", "Empty"),
        (r#"{"_type":"encrypted","data":"rekaan"}"#, "Encrypted"),
        (r#"{"_type":"lwt","tst":1795322000}"#, "OtherType"),
        (r#"{"_type":"waypoints","waypoints":[{"_type":"waypoint","desc":"RS","lat":1}]}"#, "OtherType"),
        (r#"{"_type":"status"}"#, "OtherType"),
    ] {
        assert_eq!(app(body.as_bytes()).unwrap(), format!("ignored {why}"), "{body}");
    }
}

#[test]
fn a_fix_kept_while_offline_is_not_newer() {
    let fix = |text: &str| *query(text).unwrap().fix().unwrap();
    let (old, new) = (fix(GOOD), fix(&GOOD.replace("1795322000", "1795322000500")));
    assert!(new.is_newer_than(&old));
    assert!(!old.is_newer_than(&new));
    assert!(!old.is_newer_than(&old));
    assert!(told(&query(&GOOD.replace("1795322000", "1600000000")).unwrap()).starts_with("AMB07 2020-09-13"));
}

/// The button is pressed in a garage without a sky, and the phone keeps the message until there is a line again.
#[test]
fn a_call_for_help_without_a_place_came_when_it_was_sent() {
    let at = Some(UtcMs::parse_rfc3339("2026-11-22T04:33:20Z").unwrap());
    let without = r#"{"device_id":"A","location":{"timestamp":"2026-11-22T04:33:20Z","coords":null,"alarm":"sos"}}"#;
    assert_eq!(json(without).unwrap().message_at, at);
    assert_eq!(query("id=AMB07&lat=0&lon=0&timestamp=1795322000&alarm=sos").unwrap().message_at, at);
    assert_eq!(query("id=AMB07&alarm=sos").unwrap().message_at, None, "no time was said");
    assert_eq!(query("id=AMB07&alarm=sos&timestamp=4000000000").unwrap().message_at, None, "a time that cannot be");
    assert_eq!(query(&format!("{GOOD}&alarm=sos")).unwrap().message_at, None, "the place has its own");
}
