//! A sender and the receiver on one wire: what one writes, the other reads.

use sigap_kernel::{GeoPoint, Masked};

use super::{KNOTS, NOW, query};
use crate::osmand::{self, client};
use crate::owntracks::{self, Address, Message};
use crate::position::{Alarm, DeviceName, Event, EventKind, Fix, Place, Report};

fn report() -> Report {
    let fix = Fix {
        speed_cm_s: Some(1_194),
        heading_deg: Some(120),
        accuracy_m: Some(6),
        altitude_m: Some(-3),
        is_mock: true,
        ..Fix::new(NOW, GeoPoint::new(-6.9903, 110.4229).unwrap())
    };
    Report {
        place: Place::Known(fix),
        battery_pct: Some(81),
        is_charging: Some(true),
        alarm: Some(Alarm::Sos),
        crew: Some(Masked::new("K 12&á".into())),
        ..Report::new(DeviceName::parse("AMB 07+é").unwrap())
    }
}

#[test]
fn a_query_reads_back_the_same() {
    let written = client::query(&report(), KNOTS.speed_unit);
    assert!(written.starts_with("id=AMB%2007%2B%C3%A9&timestamp=1795322120000&lat=-6.9903&lon=110.4229&speed=23.2"), "{written}");
    assert_eq!(query(&written), Ok(report()));
    assert_eq!(osmand::read_form(written.as_bytes(), NOW, |_| KNOTS), Ok(report()));
    for place in [Place::Unsaid, Place::Invalid] {
        let silent = Report { place, ..Report::new(report().device) };
        assert_eq!(query(&client::query(&silent, KNOTS.speed_unit)).map(|report| report.battery_pct), Ok(None));
    }
}

#[test]
fn a_json_body_reads_back_the_same_but_for_the_crew() {
    let expected = Report { crew: None, ..report() };
    assert_eq!(osmand::read_json(&client::json(&report()), NOW), Ok(expected));
    let silent = Report::new(report().device);
    assert_eq!(osmand::read_json(&client::json(&silent), NOW), Ok(silent));
}

#[test]
fn an_owntracks_message_reads_back_what_the_app_can_say() {
    let event = Event { kind: EventKind::Leave, place_name: Some("RS Rekaan \"A\"".into()) };
    let said = Report {
        alarm: None,
        crew: None,
        event: Some(event),
        message_at: Some(NOW),
        device: DeviceName::parse("amb/unit07").unwrap(),
        ..report()
    };
    let address = Address { query_user: Some("amb".into()), query_device: Some("unit07".into()), ..Address::default() };
    let body = owntracks::client::message(&said).unwrap();
    let Message::Report { report: read, .. } = owntracks::read(&body, &address, NOW).unwrap() else { panic!("ignored") };
    let Place::Known(fix) = said.place else { panic!() };
    // 43 km/h: the app says whole kilometres.
    assert_eq!(*read, Report { place: Place::Known(Fix { is_mock: false, speed_cm_s: Some(1_194), ..fix }), ..said });
    assert_eq!(owntracks::client::message(&Report::new(read.device)), None);
}
