//! The messages of OwnTracks: a place, a fence that was crossed, and many that are none of ours.

use sigap_kernel::UtcMs;

use super::identity::{Address, Identity, Source, identify};
use crate::lenient::FieldFault;
use crate::osmand::SpeedUnit;
use crate::position::{Draft, Event, EventKind, Fault, Motion, PLACE_NAME_CHARS_MAX, Report, ReportFault, SpeedIn, Spot, Taker, leaves};

pub(super) const TYPE: &str = "_type";
pub(super) const TIME: &str = "tst";
pub(super) const LAT: &str = "lat";
pub(super) const LON: &str = "lon";
pub(super) const ACCURACY: &str = "acc";
pub(super) const ALTITUDE: &str = "alt";
pub(super) const SPEED: &str = "vel";
pub(super) const COURSE: &str = "cog";
pub(super) const BATTERY: &str = "batt";
pub(super) const BATTERY_STATE: &str = "bs";
pub(super) const TRACKER_ID: &str = "tid";
pub(super) const TOPIC: &str = "topic";
pub(super) const CREATED_AT: &str = "created_at";
pub(super) const EVENT: &str = "event";
pub(super) const DESCRIPTION: &str = "desc";
#[rustfmt::skip]
const NAMES: &[&str] = &[
    TYPE, TIME, LAT, LON, ACCURACY, ALTITUDE, SPEED, COURSE, BATTERY, BATTERY_STATE, TRACKER_ID, TOPIC, CREATED_AT, EVENT, DESCRIPTION,
];

pub(super) const TYPE_LOCATION: &str = "location";
pub(super) const TYPE_TRANSITION: &str = "transition";
const TYPE_ENCRYPTED: &str = "encrypted";

/// A message that was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A place, or a fence that was crossed.
    Report {
        /// What it says.
        report: Box<Report>,
        /// Which place named the device, for the caller to decide whether that is proof enough.
        source: Source,
    },
    /// Nothing for us; it is answered as if it had been taken.
    Ignored(Ignored),
}

/// Why a message is nothing for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// A body without a byte: how the app clears what a broker kept.
    Empty,
    /// Encrypted in the app with a key nobody gave us. Somebody should be told: its places are lost.
    Encrypted,
    /// Of another type: last will, waypoints, status, steps, card, command, configuration, or one yet unknown.
    OtherType,
}

/// Reads a message.
///
/// # Errors
/// The body is not one JSON object, has no `_type`, or no place names the device. Everything else that is wrong stands in the report.
pub fn read(body: &[u8], address: &Address<'_>, now: UtcMs) -> Result<Message, ReportFault> {
    if body.trim_ascii().is_empty() {
        return Ok(Message::Ignored(Ignored::Empty));
    }
    let mut taker = Taker::new(leaves(body, NAMES)?);
    let kind = taker.text(TYPE).map_err(|_| ReportFault::NotThisProtocol(TYPE))?.ok_or(ReportFault::NotThisProtocol(TYPE))?;
    match kind.trim() {
        TYPE_LOCATION => report(taker, address, now, false),
        TYPE_TRANSITION => report(taker, address, now, true),
        TYPE_ENCRYPTED => Ok(Message::Ignored(Ignored::Encrypted)),
        _ => Ok(Message::Ignored(Ignored::OtherType)),
    }
}

fn report(mut taker: Taker<'_>, address: &Address<'_>, now: UtcMs, is_transition: bool) -> Result<Message, ReportFault> {
    // One that is no text counts as absent: another place may name the device.
    let (topic, tid) = (taker.text(TOPIC).ok().flatten(), taker.text(TRACKER_ID).ok().flatten());
    let Identity { device, source } = identify(address, topic.as_deref(), tid.as_deref())?;
    let mut report = Report::new(device);
    let when = taker.required_time(TIME, None);
    let mut spot = Draft::spot(&mut taker, LAT, LON);
    if !spot.is_said() && !is_transition {
        [LAT, LON].into_iter().for_each(|name| taker.faults.add(name, FieldFault::Missing));
        spot = Spot::Wrong;
    }
    let speed = SpeedIn { name: SPEED, cm_s: SpeedUnit::KilometresPerHour.cm_s() };
    let motion = Motion::take(&mut taker, speed, Some(COURSE), ACCURACY, ALTITUDE);
    let draft = Draft { spot, when, when_name: TIME, motion };
    let said_at = draft.said_at(now);
    let place = draft.settle(&mut taker, now);
    report.battery_pct = taker.percent(BATTERY, 100);
    report.is_charging = charging(&mut taker);
    report.message_at = taker.true_time(CREATED_AT, now);
    report.set_place(place, said_at);
    if is_transition {
        report.event = event(&mut taker);
    }
    report.faults = taker.faults;
    Ok(Message::Report { report: Box::new(report), source })
}

/// 0 unknown, 1 unplugged, 2 charging, 3 full.
fn charging(taker: &mut Taker<'_>) -> Option<bool> {
    match taker.decimal(BATTERY_STATE).map(|state| state as i64) {
        Some(1) => Some(false),
        Some(2 | 3) => Some(true),
        _ => None,
    }
}

fn event(taker: &mut Taker<'_>) -> Option<Event> {
    let read = taker.text(EVENT).and_then(|word| match word.as_deref().map(str::trim) {
        Some("enter") => Ok(Some(EventKind::Enter)),
        Some("leave") => Ok(Some(EventKind::Leave)),
        Some(_) => Err(Fault::UnknownWord),
        None => Err(FieldFault::Missing.into()),
    });
    let kind = taker.note(EVENT, read);
    let place_name = taker.label(DESCRIPTION, PLACE_NAME_CHARS_MAX);
    kind.map(|kind| Event { kind, place_name })
}
