//! GeoJSON into rows of text: properties become columns, a point its coordinates, an area its middle.

use geojson::{Feature, FeatureCollection, GeometryValue, Position};
use serde_json::Value as Json;

use super::sheet::{Sheet, SheetRow, too_many_rows};
use super::words::{self, Meaning};
use super::{ImportPlan, ROWS_MAX};

/// The columns of the coordinates, behind those of the properties.
const LAT: &str = "lat";
const LON: &str = "lon";

pub(super) fn sheet(text: &str, plan: &mut ImportPlan) -> Result<Sheet, String> {
    let FeatureCollection { features, .. } = text.parse().map_err(|_| "file-not-geojson".to_owned())?;
    if features.len() > ROWS_MAX {
        return Err(too_many_rows());
    }
    let mut names: Vec<String> = Vec::new();
    for name in features.iter().filter_map(|feature| feature.properties.as_ref()).flat_map(serde_json::Map::keys) {
        // The place is the geometry's; coordinates among the properties are copies of it, at best.
        let is_place = matches!(words::meaning(name), Some(Meaning::Lat | Meaning::Lon));
        if !is_place && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names.extend([LAT.to_owned(), LON.to_owned()]);
    let mut sheet = Sheet::under(names, plan);
    for (feature, row) in features.iter().zip(1..) {
        match point(feature) {
            Ok(point) => {
                let cells = sheet.headers.iter().map(|(name, _)| cell(feature, name, point)).collect();
                sheet.rows.push(SheetRow { row, cells });
            }
            Err(wrong) => plan.refuse(row, "", wrong),
        }
    }
    Ok(sheet)
}

fn cell(feature: &Feature, name: &str, point: Option<(f64, f64)>) -> String {
    match (name, point, feature.property(name)) {
        (LAT, Some((lat, _)), _) => lat.to_string(),
        (LON, Some((_, lon)), _) => lon.to_string(),
        (LAT, None, _) => value(meaning_property(feature, Meaning::Lat)),
        (LON, None, _) => value(meaning_property(feature, Meaning::Lon)),
        (_, _, property) => value(property),
    }
}

/// Coordinates among the properties: what there is where the geometry is missing.
fn meaning_property(feature: &Feature, meaning: Meaning) -> Option<&Json> {
    let properties = feature.properties.iter().flatten();
    properties.filter(|(name, _)| words::meaning(name) == Some(meaning)).map(|(_, value)| value).next()
}

fn value(property: Option<&Json>) -> String {
    match property {
        Some(Json::String(text)) => text.trim().to_owned(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Bool(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => String::new(),
    }
}

/// Latitude and longitude of a feature: of its point, or of the middle of its largest area.
fn point(feature: &Feature) -> Result<Option<(f64, f64)>, String> {
    match feature.geometry.as_ref().map(|geometry| &geometry.value) {
        None => Ok(None),
        Some(GeometryValue::Point { coordinates }) => lat_lon(coordinates).map(Some).ok_or_else(|| "geometry-unreadable".to_owned()),
        Some(GeometryValue::Polygon { coordinates }) => middle(std::slice::from_ref(coordinates)),
        Some(GeometryValue::MultiPolygon { coordinates }) => middle(coordinates),
        Some(_) => Err("geometry-unknown".to_owned()),
    }
}

fn lat_lon(position: &Position) -> Option<(f64, f64)> {
    match position.as_slice() {
        [lon, lat, ..] => Some((*lat, *lon)),
        _ => None,
    }
}

fn middle(polygons: &[Vec<Vec<Position>>]) -> Result<Option<(f64, f64)>, String> {
    let rings = polygons.iter().filter_map(|rings| rings.first());
    let middles = rings.filter_map(|ring| centroid(&ring.iter().filter_map(lat_lon).collect::<Vec<_>>()));
    let largest = middles.max_by(|(one, _), (other, _)| one.total_cmp(other));
    largest.map(|(_, middle)| Some(middle)).ok_or_else(|| "geometry-unreadable".to_owned())
}

/// Area (in square degrees: only for comparing) and centroid of a ring, flat earth; the mean of its corners when it has no area.
fn centroid(ring: &[(f64, f64)]) -> Option<(f64, (f64, f64))> {
    let &(lat0, lon0) = ring.first()?;
    let (mut area, mut lat_sum, mut lon_sum) = (0.0, 0.0, 0.0);
    for ((lat1, lon1), (lat2, lon2)) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        // Counted from the first corner: with whole degrees the small differences would drown.
        let (y1, x1, y2, x2) = (lat1 - lat0, lon1 - lon0, lat2 - lat0, lon2 - lon0);
        let cross = x1 * y2 - x2 * y1;
        area += cross / 2.0;
        lat_sum += (y1 + y2) * cross;
        lon_sum += (x1 + x2) * cross;
    }
    let middle = if area.abs() > 1e-12 {
        (lat0 + lat_sum / (6.0 * area), lon0 + lon_sum / (6.0 * area))
    } else {
        #[allow(clippy::cast_precision_loss)] // far fewer corners than a float can count
        let count = ring.len() as f64;
        (ring.iter().map(|(lat, _)| lat).sum::<f64>() / count, ring.iter().map(|(_, lon)| lon).sum::<f64>() / count)
    };
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Some((area.abs(), (round(middle.0), round(middle.1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_area_is_the_middle_of_its_largest_part() {
        let ring = |lat: f64, lon: f64, side: f64| -> Vec<Vec<Position>> {
            let corner = |lat: f64, lon: f64| Position::from(vec![lon, lat]);
            vec![vec![corner(lat, lon), corner(lat, lon + side), corner(lat + side, lon + side), corner(lat + side, lon), corner(lat, lon)]]
        };
        let islands = [ring(-6.0, 110.0, 0.01), ring(-7.0, 111.0, 0.2)];
        assert_eq!(middle(&islands), Ok(Some((-6.9, 111.1))));
        assert_eq!(middle(&[vec![vec![]]]), Err("geometry-unreadable".to_owned()));
        let line = vec![Position::from(vec![110.0, -7.0]), Position::from(vec![110.0, -6.0])];
        assert_eq!(middle(&[vec![line]]), Ok(Some((-6.5, 110.0))));
    }
}
