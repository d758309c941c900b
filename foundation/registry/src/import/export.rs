//! Facilities out of the registry, so that the same file can come back in.

use serde_json::{Map, Value as Json, json};
use sigap_kernel::GeoPoint;

use crate::{Column, Facility, columns};

/// Signs with which an office program would take a cell for a formula, and the apostrophe that guards against it.
pub(super) const GUARDED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// The columns of a file: the place as latitude and longitude.
fn named(one: &Facility) -> Vec<(&'static str, String)> {
    let degrees = |of: fn(GeoPoint) -> f64| one.place.map(|place| of(place).to_string()).unwrap_or_default();
    let mut values = Vec::with_capacity(Column::ALL.len() + 1);
    for &column in Column::ALL {
        match column {
            Column::Place => values.extend([("lat", degrees(GeoPoint::lat)), ("lon", degrees(GeoPoint::lon))]),
            other => values.push((other.code(), columns::get(one, other))),
        }
    }
    values
}

/// Facilities as CSV with a header. A cell that an office program would take for a formula gets an apostrophe before it.
#[must_use]
pub fn csv(facilities: &[Facility]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let blank = Facility::named("", crate::FacilityKind::Hospital, sigap_kernel::Zone::Wib);
    // Writing into memory does not fail, and every record has as many cells as the header.
    let _ = writer.write_record(named(&blank).iter().map(|(name, _)| *name));
    for one in facilities {
        let _ = writer.write_record(named(one).into_iter().map(|(_, text)| guarded(text)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn guarded(text: String) -> String {
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(GUARDED) && !is_number { format!("'{text}") } else { text }
}

/// Facilities as GeoJSON: a point for each, or no geometry where no place is known.
#[must_use]
pub fn geojson(facilities: &[Facility]) -> String {
    let feature = |one: &Facility| {
        let properties = named(one).into_iter().filter(|(name, text)| !["lat", "lon"].contains(name) && !text.is_empty());
        let properties: Map<String, Json> = properties.map(|(name, text)| (name.to_owned(), Json::String(text))).collect();
        let geometry = one.place.map_or(Json::Null, |place| json!({ "type": "Point", "coordinates": [place.lon(), place.lat()] }));
        json!({ "type": "Feature", "geometry": geometry, "properties": properties })
    };
    json!({ "type": "FeatureCollection", "features": facilities.iter().map(feature).collect::<Vec<_>>() }).to_string()
}
