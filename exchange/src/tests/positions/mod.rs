//! Tests of whole messages about positions: samples, bad input with its sentences, the sender's side, the kept corpus, properties.

mod bad_input;
mod client;
mod corpus;
mod forms;
mod properties;
mod samples;

use sigap_kernel::{UtcMs, Zone};

use crate::osmand::{self, Call, Settings, SpeedUnit};
use crate::owntracks::{self, Address, Message};
use crate::position::{Alarm, EventKind, Fix, Place, Report, ReportFault};

/// Two minutes after the time of the samples.
const NOW: UtcMs = UtcMs(1_795_322_120_000);
const KNOTS: Settings = Settings { zone: Zone::Wib, speed_unit: SpeedUnit::Knots };

fn query(text: &str) -> Result<Report, ReportFault> {
    osmand::read_query(text, NOW, |_| KNOTS)
}

fn json(body: &str) -> Result<Report, ReportFault> {
    osmand::read_json(body.as_bytes(), NOW)
}

fn call(call: &Call<'_>) -> Result<Report, ReportFault> {
    osmand::read(call, NOW, |_| KNOTS)
}

fn app(body: &[u8]) -> Result<String, ReportFault> {
    let address = Address { query_user: Some("amb".into()), query_device: Some("unit07".into()), ..Address::default() };
    owntracks::read(body, &address, NOW).map(|message| match message {
        Message::Report { report, .. } => told(&report),
        Message::Ignored(why) => format!("ignored {why:?}"),
    })
}

/// A report in one line: what is known, then what is wrong.
fn told(report: &Report) -> String {
    let mut parts = vec![report.device.as_str().to_owned(), told_place(&report.place)];
    parts.extend(report.battery_pct.map(|pct| format!("{pct}%")));
    parts.extend(report.is_charging.map(|is_charging| if is_charging { "charging" } else { "unplugged" }.to_owned()));
    parts.extend(report.alarm.as_ref().map(|alarm| match alarm {
        Alarm::Sos => "SOS".to_owned(),
        Alarm::Other(word) => format!("alarm {word:?}"),
    }));
    parts.extend(report.event.as_ref().map(|event| {
        let kind = if event.kind == EventKind::Enter { "enter" } else { "leave" };
        format!("{kind} {:?}", event.place_name.as_deref().unwrap_or("?"))
    }));
    parts.extend(report.crew.as_ref().map(|crew| format!("crew {}", crew.reveal())));
    // Of a message without a place, forms.rs tells when it was made.
    parts.extend(report.message_at.filter(|_| matches!(report.place, Place::Known(_))).map(|at| format!("made {at}")));
    if !report.faults.is_empty() {
        parts.push(format!("| {}", report.faults));
    }
    parts.join(" ")
}

fn told_place(place: &Place) -> String {
    match place {
        Place::Known(fix) => told_fix(fix),
        Place::Mistimed(fix) => format!("mistimed {}", told_fix(fix)),
        Place::Unsaid => "unsaid".to_owned(),
        Place::Invalid => "invalid".to_owned(),
        Place::Unusable => "unusable".to_owned(),
    }
}

fn told_fix(fix: &Fix) -> String {
    let mut parts = vec![format!("{} at {},{}", fix.at, fix.point.lat(), fix.point.lon())];
    parts.extend(fix.speed_cm_s.map(|speed| format!("{speed}cm/s")));
    parts.extend(fix.heading_deg.map(|heading| format!("{heading}deg")));
    parts.extend(fix.accuracy_m.map(|accuracy| format!("±{accuracy}m")));
    parts.extend(fix.altitude_m.map(|altitude| format!("^{altitude}m")));
    parts.extend(fix.is_mock.then(|| "mock".to_owned()));
    parts.join(" ")
}

fn check(read: Result<Report, ReportFault>, expected: &str) {
    assert_eq!(read.map_or_else(|fault| fault.to_string(), |report| told(&report)), expected);
}
