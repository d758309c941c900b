//! The sender's side: what Traccar Client would send for a report, for simulated ambulances. Sending is left to the caller.

use std::fmt::Write;

use serde_json::{Value, json};
use sigap_kernel::UtcMs;

use super::SpeedUnit;
use super::query::{ACCURACY, ALARM, ALTITUDE, BATTERY, BEARING, CHARGE, CREW, ID, LAT, LON, MOCK, SPEED, TIMESTAMP, VALID};
use crate::position::{Alarm, Fix, Place, Report, escape_into};

/// The query string of a report, without a question mark; also the body of a form.
#[must_use]
pub fn query(report: &Report, speed_unit: SpeedUnit) -> String {
    let mut out = Pairs(String::with_capacity(160));
    out.text(ID, report.device.as_str());
    match &report.place {
        Place::Known(fix) | Place::Mistimed(fix) => out.fix(fix, speed_unit),
        Place::Invalid => out.number(VALID, Some(false)),
        Place::Unsaid | Place::Unusable => {}
    }
    out.number(BATTERY, report.battery_pct);
    out.number(CHARGE, report.is_charging);
    if let Some(crew) = &report.crew {
        out.text(CREW, crew.reveal());
    }
    if let Some(alarm) = &report.alarm {
        out.text(ALARM, word(alarm));
    }
    out.0
}

/// The JSON body of a report as Traccar Client 9 writes it. A crew cannot be said in it; the time of the message stands in place of that
/// of the fix when there is none.
#[must_use]
pub fn json(report: &Report) -> Vec<u8> {
    let mut location = json!({
        "battery": {"level": report.battery_pct.map_or(-1.0, |pct| f64::from(pct) / 100.0)},
        "extras": {},
    });
    if let (Some(is_charging), Some(battery)) = (report.is_charging, location.get_mut("battery").and_then(Value::as_object_mut)) {
        battery.insert("is_charging".to_owned(), is_charging.into());
    }
    if let Some(location) = location.as_object_mut() {
        if let Some(at) = time_of(report) {
            location.insert("timestamp".to_owned(), at.rfc3339().into());
        }
        if let Place::Known(fix) | Place::Mistimed(fix) = &report.place {
            location.insert("coords".to_owned(), coords(fix));
            location.extend(fix.is_mock.then(|| ("mock".to_owned(), true.into())));
        }
        location.extend(report.alarm.as_ref().map(|alarm| ("alarm".to_owned(), word(alarm).into())));
    }
    // Plain text and numbers always serialize, so there is no error to lose here.
    serde_json::to_vec(&json!({"location": location, "device_id": report.device.as_str()})).unwrap_or_default()
}

fn time_of(report: &Report) -> Option<UtcMs> {
    match &report.place {
        Place::Known(fix) | Place::Mistimed(fix) => Some(fix.at),
        _ => report.message_at,
    }
}

fn coords(fix: &Fix) -> Value {
    let or_unknown = |number: Option<f64>| number.unwrap_or(-1.0);
    let mut coords = json!({
        "latitude": fix.point.lat(),
        "longitude": fix.point.lon(),
        "accuracy": or_unknown(fix.accuracy_m.map(f64::from)),
        "speed": or_unknown(fix.speed_cm_s.map(|speed| f64::from(speed) / SpeedUnit::MetresPerSecond.cm_s())),
        "heading": or_unknown(fix.heading_deg.map(f64::from)),
    });
    if let (Some(altitude), Some(coords)) = (fix.altitude_m, coords.as_object_mut()) {
        coords.insert("altitude".to_owned(), altitude.into());
    }
    coords
}

fn word(alarm: &Alarm) -> &str {
    match alarm {
        Alarm::Sos => "sos",
        Alarm::Other(word) => word,
    }
}

struct Pairs(String);

impl Pairs {
    fn key(&mut self, name: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
    }

    fn text(&mut self, name: &str, value: &str) {
        self.key(name);
        escape_into(&mut self.0, value);
    }

    fn number(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.key(name);
            // Writing into a String cannot fail.
            let _ = write!(self.0, "{value}");
        }
    }

    fn fix(&mut self, fix: &Fix, speed_unit: SpeedUnit) {
        self.number(TIMESTAMP, Some(fix.at.0));
        self.number(LAT, Some(fix.point.lat()));
        self.number(LON, Some(fix.point.lon()));
        self.number(SPEED, fix.speed_cm_s.map(|speed| f64::from(speed) / speed_unit.cm_s()));
        self.number(BEARING, fix.heading_deg);
        self.number(ALTITUDE, fix.altitude_m);
        self.number(ACCURACY, fix.accuracy_m);
        self.number(MOCK, fix.is_mock.then_some(true));
    }
}
