//! From numbers as sent to measures in Sigap's units, each held to what it can be.

use sigap_kernel::GeoPoint;

use super::fix::{ACCURACY_M_MAX, ALTITUDE_M_MAX, ALTITUDE_M_MIN, SPEED_CM_S_MAX, SpeedIn};
use super::sent::{decimal_of, decimal_text};
use super::{Fault, Sent, Taker};
use crate::lenient::FieldFault;

/// A place as far as it could be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spot {
    /// Not sent.
    Unsaid,
    /// Exactly 0, 0: what devices send before they have found their place. It lies in the Gulf of Guinea.
    Zero,
    /// Sent, but no place; the mistake is remembered.
    Wrong,
    At(GeoPoint),
}

impl Spot {
    pub(crate) const fn is_said(&self) -> bool {
        !matches!(self, Self::Unsaid)
    }
}

pub(super) fn spot(taker: &mut Taker<'_>, lat: &'static str, lon: &'static str) -> Spot {
    if !taker.has(lat) && !taker.has(lon) {
        return Spot::Unsaid;
    }
    let (lat, lon) = (degrees(taker, lat, 90), degrees(taker, lon, 180));
    lat.zip(lon).map_or(Spot::Wrong, |(lat, lon)| at(lat, lon))
}

fn degrees(taker: &mut Taker<'_>, name: &'static str, max: i32) -> Option<f64> {
    let read = match taker.value(name) {
        Ok(None) => Err(FieldFault::Missing.into()),
        Ok(Some(value)) => decimal_of(&value).and_then(|number| within(number, -max, max)).map(Some),
        Err(fault) => Err(fault),
    };
    taker.note(name, read)
}

fn within(number: f64, min: i32, max: i32) -> Result<f64, Fault> {
    if (f64::from(min)..=f64::from(max)).contains(&number) { Ok(number) } else { Err(Fault::OutOfRange { min, max }) }
}

fn at(lat: f64, lon: f64) -> Spot {
    if lat == 0.0 && lon == 0.0 { Spot::Zero } else { GeoPoint::new(lat, lon).map_or(Spot::Wrong, Spot::At) }
}

pub(super) fn spot_of_pair(taker: &mut Taker<'_>, name: &'static str) -> Spot {
    let read = taker.value(name).and_then(|value| match value {
        None => Ok(Some(Spot::Unsaid)),
        Some(Sent::Text(text)) => pair(&text).map(Some),
        Some(_) => Err(Fault::NotPair),
    });
    taker.note(name, read).unwrap_or(Spot::Wrong)
}

fn pair(text: &str) -> Result<Spot, Fault> {
    let (lat, lon) = text.split_once(',').ok_or(Fault::NotPair)?;
    let (lat, lon) = (lat.trim(), lon.trim());
    if [lat, lon].iter().any(|part| part.is_empty()) {
        return Err(Fault::NotPair);
    }
    let (lat, lon) = (decimal_text(lat)?, decimal_text(lon)?);
    Ok(at(within(lat, -90, 90)?, within(lon, -180, 180)?))
}

/// Below zero is how devices say that they do not know.
pub(super) fn speed_cm_s(taker: &mut Taker<'_>, speed: SpeedIn) -> Option<u32> {
    let cm_s = taker.decimal(speed.name).filter(|number| *number >= 0.0)? * speed.cm_s;
    if cm_s > f64::from(SPEED_CM_S_MAX) {
        let max = (f64::from(SPEED_CM_S_MAX) / speed.cm_s).floor() as i32;
        taker.faults.add(speed.name, Fault::OutOfRange { min: 0, max });
        return None;
    }
    Some(cm_s.round() as u32)
}

/// 360 is north again; below zero is unknown.
pub(super) fn heading_deg(taker: &mut Taker<'_>, name: &'static str) -> Option<u16> {
    let heading = taker.decimal(name).filter(|number| *number >= 0.0)?;
    if heading > 360.0 {
        taker.faults.add(name, Fault::OutOfRange { min: 0, max: 360 });
        return None;
    }
    Some(heading.round() as u16 % 360)
}

/// 0 and below are unknown: no device knows its place without any doubt.
pub(super) fn accuracy_m(taker: &mut Taker<'_>, name: &'static str) -> Option<u32> {
    let accuracy = taker.decimal(name).filter(|number| *number > 0.0)?;
    Some(accuracy.ceil().min(f64::from(ACCURACY_M_MAX)) as u32)
}

pub(super) fn altitude_m(taker: &mut Taker<'_>, name: &'static str) -> Option<i32> {
    let altitude = taker.decimal(name)?;
    let read = within(altitude, ALTITUDE_M_MIN, ALTITUDE_M_MAX).map(|number| Some(number.round() as i32));
    taker.note(name, read)
}

/// Percent of a charge, sent in parts of `whole` (100 or 1); below zero is unknown.
pub(super) fn percent(taker: &mut Taker<'_>, name: &'static str, whole: i32) -> Option<u8> {
    let charge = taker.decimal(name).filter(|number| *number >= 0.0)?;
    let read = within(charge, 0, whole).map(|charge| Some((charge / f64::from(whole) * 100.0).round() as u8));
    taker.note(name, read)
}
