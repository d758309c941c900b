//! What goes out comes back in: CSV and GeoJSON, with names that try to be formulas, separators or markup.

use proptest::prelude::*;
use sigap_kernel::{FacilityId, GeoPoint, Zone};

use super::full_hospital;
use crate::import::{self, Existing, Format, Outcome};
use crate::{
    AccreditationLevel, Agreement, CoordQuality, Facility, FacilityKind, HospitalClass, OpeningHours, Owner, Phone, PhonePurpose, Service,
    ServiceKind, Stage,
};

fn nothing() -> Existing {
    Existing { facilities: Vec::new(), places: Vec::new(), zone: Zone::Wit, decides: true }
}

/// Both ways out and in again, into an empty registry and into the one it came from.
fn comes_back(all: &[Facility]) {
    let ctx = sigap_kernel::World::real().ctx(sigap_kernel::Actor::System("test"));
    let stored = all.iter().map(|one| Facility { id: FacilityId::new(&ctx), version: 1, ..one.clone() });
    let there = Existing { facilities: stored.collect(), ..nothing() };
    for (text, format) in [(import::csv(all), Format::Csv), (import::geojson(all), Format::GeoJson)] {
        assert_eq!(Format::of(text.as_bytes()), format);
        let fresh = import::plan(text.as_bytes(), format, &nothing());
        let read: Vec<Facility> = fresh
            .rows
            .iter()
            .map(|row| match &row.outcome {
                Outcome::AddFacility(new) => (**new).clone(),
                other => panic!("{other:?} {:?}\n{text}", fresh.findings),
            })
            .collect();
        let expected: Vec<Facility> = all.iter().map(|one| Facility { id: read[0].id, version: 0, ..one.clone() }).collect();
        assert_eq!(read, expected, "{text}");
        let again = import::plan(text.as_bytes(), format, &there);
        assert_eq!((again.counts().same, again.findings.len()), (all.len(), 0), "{again:?}");
    }
}

#[test]
fn a_full_hospital_comes_back_whole() {
    comes_back(&[full_hospital(), Facility::named("Klinik Bukit", FacilityKind::Clinic, Zone::Wita)]);
}

#[test]
fn no_cell_is_a_formula() {
    let evil =
        ["=1+1", "+62", "-x", "@sum", "'=1", "''", "=cmd|' /C calc'!A0"].map(|name| Facility::named(name, FacilityKind::Clinic, Zone::Wib));
    let csv = import::csv(&evil);
    for line in csv.lines().skip(1) {
        let first = line.trim_start_matches('"');
        assert!(first.starts_with('\'') || first.starts_with("+62,"), "a number may stand alone: {line}");
    }
    comes_back(&evil);
}

fn name() -> impl Strategy<Value = String> {
    let odd = prop_oneof!["[ -~]{1,30}", "[=+@'\"<>&;,|-][ -~]{0,12}", "\\PC{1,20}"];
    odd.prop_filter_map("a name of something", |text| {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let says_something = !name.is_empty()
            && name.chars().any(char::is_alphanumeric)
            && !name.starts_with('(')
            && !["-", "n/a", "null"].contains(&name.to_lowercase().as_str());
        says_something.then_some(name).filter(|name| !name.chars().any(char::is_control))
    })
}

fn facility(number: usize) -> impl Strategy<Value = Facility> {
    let point = (-11.0..6.0f64, 95.0..141.0f64);
    let choice = (0..FacilityKind::ALL.len(), 0..Owner::ALL.len(), 0..3usize, 0..Stage::ALL.len(), 1..CoordQuality::ALL.len(), 0..3usize);
    let texts = (name(), "[a-zA-Z0-9 ./]{0,30}", "[A-Z][a-z]{2,12}", "[A-Z/0-9]{1,12}");
    (point, choice, texts, any::<[bool; 5]>(), 0..2_000_000_000_000i64).prop_map(move |(point, choice, texts, flags, at)| {
        let place = GeoPoint::new(point.0, point.1).ok().filter(|_| flags[0]);
        let hours: OpeningHours = ["", "24/7", "mo-fr 07:30-14:00; sa 22:00-02:00"][choice.5].parse().unwrap();
        let text = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Facility {
            owner: Owner::ALL[choice.1],
            class: [None, Some(HospitalClass::A), Some(HospitalClass::DPratama)][choice.2],
            ppk: Some(format!("{number:04}R001")),
            place,
            coord_quality: if place.is_some() { CoordQuality::ALL[choice.4] } else { CoordQuality::Unknown },
            coord_radius_m: place.map(|_| 410).filter(|_| flags[1]),
            address: text(&texts.1),
            district: texts.2.clone(),
            phones: vec![Phone { purpose: PhonePurpose::Igd, number: "+62241234567".into(), hours: hours.clone(), last_answered_at: None }],
            services: vec![Service {
                id: sigap_kernel::ServiceId::from_uuid(Default::default()),
                kind: ServiceKind::Igd,
                competence: None,
                hours,
            }],
            accreditations: vec![crate::Accreditation {
                body: texts.2,
                level: AccreditationLevel::ALL[choice.2],
                issued: None,
                expires: Some("2027-01-01".parse().unwrap()),
                certificate: texts.3,
            }],
            agreement: Agreement {
                stage: Stage::ALL[choice.3],
                shows_beds: flags[2],
                shows_phones: flags[3],
                accepts_promises_by_itself: flags[0],
                from: flags[4].then_some(sigap_kernel::UtcMs(at)),
                ..Agreement::default()
            },
            active: flags[1],
            id: FacilityId::from_uuid(Default::default()),
            ..Facility::named(texts.0, FacilityKind::ALL[choice.0], Zone::ALL[choice.2])
        }
    })
}

/// JSON as files have it: mostly what GeoJSON expects at that place, now and then anything.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::hash_map("\\PC{0,8}", inner, 0..4).prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn geometry() -> impl Strategy<Value = serde_json::Value> {
    let point = (any::<f64>(), -91.0..91.0f64).prop_map(|(lon, lat)| serde_json::json!({ "type": "Point", "coordinates": [lon, lat] }));
    let kinds = ["Point", "MultiPoint", "Polygon", "GeometryCollection", "point"].map(str::to_owned);
    let odd = (proptest::sample::select(kinds.to_vec()), json())
        .prop_map(|(kind, coordinates)| serde_json::json!({ "type": kind, "coordinates": coordinates, "geometries": coordinates }));
    prop_oneof![point, odd, json()]
}

fn feature() -> impl Strategy<Value = serde_json::Value> {
    let keys = ["name", "kind", "ppk", "amenity", "phones", "services", "lat", "coord_radius_m", "addr:full", "x"].map(str::to_owned);
    let properties = proptest::collection::hash_map(
        proptest::sample::select(keys.to_vec()),
        prop_oneof!["\\PC{0,20}".prop_map(Into::into), json()],
        0..5,
    );
    let whole = (geometry(), properties, proptest::option::of(json())).prop_map(|(geometry, properties, id)| {
        let properties: serde_json::Map<String, serde_json::Value> = properties.into_iter().collect();
        serde_json::json!({ "type": "Feature", "geometry": geometry, "properties": properties, "id": id })
    });
    prop_oneof![4 => whole, 1 => json()]
}

proptest! {
    #[test]
    fn no_geojson_stops_the_planner(features in proptest::collection::vec(feature(), 0..5), alone in any::<bool>()) {
        let whole = serde_json::json!({ "type": "FeatureCollection", "features": features });
        let text = if alone { features.first().cloned().unwrap_or_default() } else { whole }.to_string();
        let plan = import::plan(text.as_bytes(), Format::GeoJson, &nothing());
        prop_assert!(plan.rows.len() <= features.len());
        // What cannot be taken is said, row by row or for the file.
        prop_assert!(plan.does_something() || features.is_empty() || !plan.findings.is_empty(), "{text}");
    }

    #[test]
    fn what_goes_out_comes_back_in(one in facility(1), other in facility(2)) {
        let [one, other] = [one, other].map(|facility| facility.checked().unwrap());
        comes_back(&[one, other]);
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for &format in Format::ALL {
            let plan = import::plan(&bytes, format, &nothing());
            prop_assert!(!plan.does_something() || std::str::from_utf8(&bytes).is_ok());
        }
    }

    #[test]
    fn no_rows_stop_the_planner(cells in proptest::collection::vec(proptest::collection::vec("\\PC{0,20}", 6), 0..6)) {
        let mut text = "name,kind,ppk,lat,lon,phones\n".to_owned();
        for row in &cells {
            text.push_str(&row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(","));
            text.push('\n');
        }
        let plan = import::plan(text.as_bytes(), Format::Csv, &nothing());
        prop_assert!(plan.rows.len() <= cells.len());
    }
}
