//! The sender's side: what the OwnTracks app would send for a report, for simulated ambulances. Sending is left to the caller.

use serde_json::{Map, Value};

use super::message::{
    ACCURACY, ALTITUDE, BATTERY, BATTERY_STATE, COURSE, CREATED_AT, DESCRIPTION, EVENT, LAT, LON, SPEED, TIME, TRACKER_ID, TYPE,
    TYPE_LOCATION, TYPE_TRANSITION,
};
use crate::osmand::SpeedUnit;
use crate::position::{Event, EventKind, Fix, Place, Report};

/// The message of a report: a transition when it has an event, else a location. `None` when it has no fix, for the app then sends nothing.
///
/// As in the app, times are whole seconds, speeds whole kilometres an hour, and what is 0 is left out. Alarm, crew and mock cannot be said.
/// The device is named by the address, and by `tid`, its last two letters.
#[must_use]
pub fn message(report: &Report) -> Option<Vec<u8>> {
    let (Place::Known(fix) | Place::Mistimed(fix)) = &report.place else { return None };
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    put(TYPE, if report.event.is_some() { TYPE_TRANSITION } else { TYPE_LOCATION }.into());
    put(TRACKER_ID, tracker_id(report.device.as_str()).into());
    place(fix, &mut put);
    if let Some(battery_pct) = report.battery_pct {
        put(BATTERY, battery_pct.into());
    }
    if let Some(is_charging) = report.is_charging {
        put(BATTERY_STATE, if is_charging { 2 } else { 1 }.into());
    }
    if let Some(message_at) = report.message_at {
        put(CREATED_AT, message_at.0.div_euclid(1_000).into());
    }
    if let Some(event) = &report.event {
        crossing(event, &mut put);
    }
    // Plain text and numbers always serialize, so there is no error to lose here.
    Some(serde_json::to_vec(&out).unwrap_or_default())
}

fn tracker_id(device: &str) -> String {
    let letters: Vec<char> = device.chars().rev().take(2).collect();
    letters.into_iter().rev().collect()
}

fn place(fix: &Fix, put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    put(TIME, fix.at.0.div_euclid(1_000).into());
    put(LAT, fix.point.lat().into());
    put(LON, fix.point.lon().into());
    let speed_kmh = fix.speed_cm_s.map(|speed| (f64::from(speed) / SpeedUnit::KilometresPerHour.cm_s()).round() as i64);
    let measures = [
        (ACCURACY, fix.accuracy_m.map(i64::from)),
        (ALTITUDE, fix.altitude_m.map(i64::from)),
        (COURSE, fix.heading_deg.map(i64::from)),
        (SPEED, speed_kmh),
    ];
    for (name, value) in measures {
        if let Some(value) = value.filter(|value| *value != 0) {
            put(name, value.into());
        }
    }
}

fn crossing(event: &Event, put: &mut impl FnMut(&str, Value) -> Option<Value>) {
    let word = match event.kind {
        EventKind::Enter => "enter",
        EventKind::Leave => "leave",
    };
    put(EVENT, word.into());
    if let Some(name) = &event.place_name {
        put(DESCRIPTION, name.as_str().into());
    }
}
