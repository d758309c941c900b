//! The parameters of the OsmAnd protocol: which there are, and the report they make.

use sigap_kernel::{Masked, UtcMs};

use super::Settings;
use super::params::params;
use crate::lenient::{BODY_BYTES_MAX, BodyFault, FieldFault};
use crate::position::{CREW_CHARS_MAX, DeviceName, Draft, Fault, Motion, Place, Report, ReportFault, SpeedIn, Spot, Taker, When, alarm_of};

pub(super) const ID: &str = "id";
const DEVICE_ID: &str = "deviceid";
pub(super) const VALID: &str = "valid";
pub(super) const TIMESTAMP: &str = "timestamp";
pub(super) const LAT: &str = "lat";
pub(super) const LON: &str = "lon";
const LOCATION: &str = "location";
pub(super) const SPEED: &str = "speed";
pub(super) const BEARING: &str = "bearing";
const HEADING: &str = "heading";
pub(super) const ALTITUDE: &str = "altitude";
pub(super) const ACCURACY: &str = "accuracy";
pub(super) const BATTERY: &str = "batt";
pub(super) const CHARGE: &str = "charge";
pub(super) const CREW: &str = "driverUniqueId";
pub(super) const ALARM: &str = "alarm";
pub(super) const MOCK: &str = "mock";

pub(super) const ID_NAMES: [&str; 2] = [ID, DEVICE_ID];
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    ID, DEVICE_ID, VALID, TIMESTAMP, LAT, LON, LOCATION, SPEED, BEARING, HEADING, ALTITUDE, ACCURACY, BATTERY, CHARGE, CREW, ALARM, MOCK,
];

/// Reads a query string. `settings` is asked once the device is known.
///
/// # Errors
/// Nothing was sent, too much was sent, or the device is not named.
pub fn read_query(query: &str, now: UtcMs, settings: impl FnOnce(&DeviceName) -> Settings) -> Result<Report, ReportFault> {
    let mut taker = Taker::new(params(query)?);
    let device = device(&mut taker)?;
    let Settings { zone, speed_unit } = settings(&device);
    let has_time = taker.has(TIMESTAMP);
    let when = match taker.time(TIMESTAMP, Some(zone)) {
        When::Unsaid => When::At(now),
        when => when,
    };
    let unfit = validity(&mut taker);
    let spot = spot(&mut taker);
    let heading = heading_name(&mut taker);
    let speed = SpeedIn { name: SPEED, cm_s: speed_unit.cm_s() };
    let mut motion = Motion::take(&mut taker, speed, heading, ACCURACY, ALTITUDE);
    motion.is_mock = taker.flag(MOCK).unwrap_or(false);
    let draft = Draft { spot, when, when_name: TIMESTAMP, motion };
    let said_at = draft.said_at(now).filter(|_| has_time);
    let mut report = Report::new(device);
    let place = match draft.settle(&mut taker, now) {
        place @ (Place::Known(_) | Place::Mistimed(_)) => unfit.unwrap_or(place),
        place => place,
    };
    report.set_place(place, said_at);
    report.battery_pct = taker.percent(BATTERY, 100);
    report.is_charging = taker.flag(CHARGE);
    report.crew = taker.label(CREW, CREW_CHARS_MAX).map(Masked::new);
    report.alarm = alarm_of(&mut taker, ALARM);
    report.faults = taker.faults;
    Ok(report)
}

/// Reads a form (`application/x-www-form-urlencoded`).
///
/// # Errors
/// As [`read_query`], or the body is not UTF-8.
pub fn read_form(body: &[u8], now: UtcMs, settings: impl FnOnce(&DeviceName) -> Settings) -> Result<Report, ReportFault> {
    if body.len() > BODY_BYTES_MAX {
        return Err(BodyFault::TooLarge { max: BODY_BYTES_MAX }.into());
    }
    let text = std::str::from_utf8(body).map_err(|fault| BodyFault::NotUtf8 { byte: fault.valid_up_to() + 1 })?;
    read_query(text, now, settings)
}

/// `id` or `deviceid`; two different names are two devices.
fn device(taker: &mut Taker<'_>) -> Result<DeviceName, ReportFault> {
    let field = taker.either(ID, DEVICE_ID).map_err(|fault| ReportFault::Device { field: ID, fault })?;
    let device = taker.device(field).map_err(|fault| ReportFault::Device { field, fault })?;
    device.ok_or(ReportFault::Device { field: ID, fault: FieldFault::Missing.into() })
}

fn spot(taker: &mut Taker<'_>) -> Spot {
    if !taker.has(LOCATION) {
        return Draft::spot(taker, LAT, LON);
    }
    if taker.has(LAT) || taker.has(LON) {
        taker.faults.add(LAT, Fault::Beside { other: LOCATION });
        return Spot::Wrong;
    }
    Draft::spot_of_pair(taker, LOCATION)
}

/// What the place is instead when the device does not vouch for it.
fn validity(taker: &mut Taker<'_>) -> Option<Place> {
    match taker.read_flag(VALID) {
        Ok(is_valid) => (!is_valid.unwrap_or(true)).then_some(Place::Invalid),
        Err(fault) => {
            taker.faults.add(VALID, fault);
            Some(Place::Unusable)
        }
    }
}

/// `bearing` or `heading`; both together are neither.
fn heading_name(taker: &mut Taker<'_>) -> Option<&'static str> {
    let name = taker.either(BEARING, HEADING).map(Some);
    taker.note(BEARING, name)
}
