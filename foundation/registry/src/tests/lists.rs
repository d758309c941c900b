//! Lists as cities keep them: invented rows under the columns and words of the lists of two real cities, which lie beside the
//! checkout and are not always at hand.

use sigap_kernel::{Lang, Zone};
use sigap_store::Lane;

use super::Town;
use crate::import::{self, Existing, Format, Severity};
use crate::{CoordQuality, Facility, FacilityKind};

/// Name, text and rows of each list of a city, in the order in which they are loaded.
const CITY: [(&str, &str, usize); 5] = [
    ("kecamatan.csv", include_str!("lists/kecamatan.csv"), 2),
    ("kecamatan.geojson", include_str!("lists/kecamatan.geojson"), 2),
    ("kelurahan.csv", include_str!("lists/kelurahan.csv"), 2),
    ("hospitals.csv", include_str!("lists/hospitals.csv"), 4),
    ("puskesmas.csv", include_str!("lists/puskesmas.csv"), 2),
];
/// The list of a city that knows neither addresses nor kelurahan.
const ISLAND: (&str, &str, usize) = ("facilities.csv", include_str!("lists/facilities.csv"), 3);

async fn load(town: &Town, (name, text, rows): (&str, &str, usize)) {
    let existing = Existing::load(town.db(), &town.system(), Zone::Wib).await.unwrap();
    let plan = &import::plan(text.as_bytes(), Format::of(text.as_bytes()), &existing);
    let errors: Vec<_> = plan.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!((plan.rows.len(), plan.counts().refused, errors.len()), (rows, 0, 0), "{name}: {errors:?}");
    town.db().write_in(&town.system(), Lane::Bulk, |tx| async move { import::apply(&tx, plan, name).await }).await.unwrap();
}

#[tokio::test]
async fn the_lists_of_a_city_load_and_keep_how_good_each_place_is() {
    for town in Town::both().await {
        for list in CITY {
            load(&town, list).await;
        }
        let all = crate::facilities(town.db()).await.unwrap();
        let named = |name: &str| all.iter().find(|one| one.name == name).unwrap();
        let quality = |one: &Facility| (one.coord_quality, one.coord_radius_m);
        assert_eq!(all.len(), 6);
        assert_eq!(quality(named("RSUP Rekaan")).0, CoordQuality::MapPin);
        assert_eq!(quality(named("RS Rekaan Timur")), (CoordQuality::VillageCentre, Some(410)));
        assert_eq!(quality(named("RSJ Rekaan")), (CoordQuality::DistrictCentre, Some(2_100)));
        assert_eq!(named("RSIA Rekaan Bukit").kind, FacilityKind::MotherChildHospital);
        assert_eq!(named("RSIA Rekaan Bukit").address, "", "what was not found is no address");
        assert_eq!(named("RSJ Rekaan").kind, FacilityKind::PsychiatricHospital);
        assert!(all.iter().all(|one| one.district_code.starts_with("99.71.")), "every district is found by its name");
        assert_eq!(named("RS Rekaan Timur").say_place(&crate::words(Lang::Id)), "Perkiraan: tengah kelurahan, ± 0,4 km");
    }
}

#[tokio::test]
async fn a_list_without_addresses_loads_and_keeps_how_good_each_place_is() {
    for town in Town::both().await {
        load(&town, ISLAND).await;
        let all = crate::facilities(town.db()).await.unwrap();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|one| one.coord_quality == CoordQuality::MapPin && one.place.is_some_and(|place| place.lat() > 1.0)));
        assert_eq!(all.iter().filter(|one| one.district.is_empty()).count(), 1);
    }
}
