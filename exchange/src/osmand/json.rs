//! The JSON of Traccar Client 9 and later: one location in an envelope with the device id. Speeds are metres a second, -1 is unknown.

use sigap_kernel::UtcMs;

use super::SpeedUnit;
use crate::lenient::FieldFault;
use crate::position::{Draft, Motion, Report, ReportFault, SpeedIn, Taker, alarm_of, leaves};

const DEVICE: &str = "device_id";
const TIMESTAMP: &str = "location.timestamp";
const LAT: &str = "location.coords.latitude";
const LON: &str = "location.coords.longitude";
const ACCURACY: &str = "location.coords.accuracy";
const SPEED: &str = "location.coords.speed";
const HEADING: &str = "location.coords.heading";
const ALTITUDE: &str = "location.coords.altitude";
const BATTERY: &str = "location.battery.level";
const CHARGING: &str = "location.battery.is_charging";
const MOCK: &str = "location.mock";
const ALARM: &str = "location.alarm";
/// Where the attributes stand that a user of the app adds.
const EXTRA_ALARM: &str = "location.extras.alarm";
const PATHS: &[&str] = &[DEVICE, TIMESTAMP, LAT, LON, ACCURACY, SPEED, HEADING, ALTITUDE, BATTERY, CHARGING, MOCK, ALARM, EXTRA_ALARM];

/// Reads a JSON body. A place without a time is not taken for one of now: the app sends places it kept for hours.
///
/// # Errors
/// The body is not one JSON object, or the device is not named.
pub fn read_json(body: &[u8], now: UtcMs) -> Result<Report, ReportFault> {
    let mut taker = Taker::new(leaves(body, PATHS)?);
    let device = taker.device(DEVICE).and_then(|device| device.ok_or(FieldFault::Missing.into()));
    let mut report = Report::new(device.map_err(|fault| ReportFault::Device { field: DEVICE, fault })?);
    let spot = Draft::spot(&mut taker, LAT, LON);
    let when = if spot.is_said() { taker.required_time(TIMESTAMP, None) } else { taker.time(TIMESTAMP, None) };
    let speed = SpeedIn { name: SPEED, cm_s: SpeedUnit::MetresPerSecond.cm_s() };
    let mut motion = Motion::take(&mut taker, speed, Some(HEADING), ACCURACY, ALTITUDE);
    motion.is_mock = taker.flag(MOCK).unwrap_or(false);
    let draft = Draft { spot, when, when_name: TIMESTAMP, motion };
    let said_at = draft.said_at(now);
    report.set_place(draft.settle(&mut taker, now), said_at);
    report.battery_pct = taker.percent(BATTERY, 1);
    report.is_charging = taker.flag(CHARGING);
    report.alarm = alarm_of(&mut taker, ALARM).max(alarm_of(&mut taker, EXTRA_ALARM));
    report.faults = taker.faults;
    Ok(report)
}
