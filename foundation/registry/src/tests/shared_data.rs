//! The lists of two real cities load as they are, their coordinate quality kept. They lie beside the checkout, not in it.

use std::path::PathBuf;

use sigap_kernel::Zone;
use sigap_store::Lane;

use super::Town;
use crate::import::{self, Existing, Format, ImportPlan, Severity};
use crate::{CoordQuality, Facility, FacilityKind, Owner, PlaceKind};

/// The folder of the lists; `None`, said aloud, where it is not at hand.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("the lists of real cities are not beside this checkout (../shared/data): not tested");
    None
}

async fn load(town: &Town, path: PathBuf) -> ImportPlan {
    let bytes = std::fs::read(&path).unwrap();
    let existing = Existing::load(town.db(), &town.system(), Zone::Wib).await.unwrap();
    let plan = import::plan(&bytes, Format::of(&bytes), &existing);
    let worst: Vec<_> = plan.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!((plan.counts().refused, worst.len()), (0, 0), "{}: {worst:?}", path.display());
    let whole = &plan;
    town.db().write_in(&town.system(), Lane::Bulk, |tx| async move { import::apply(&tx, whole, "kota").await }).await.unwrap();
    plan
}

fn count(all: &[Facility], holds: impl Fn(&Facility) -> bool) -> usize {
    all.iter().filter(|one| holds(one)).count()
}

#[tokio::test]
async fn the_lists_of_semarang_load_with_their_quality() {
    let Some(folder) = folder().map(|folder| folder.join("semarang")) else { return };
    for town in Town::both().await {
        for (file, rows) in [
            ("kecamatan.csv", 16),
            ("kecamatan.geojson", 16),
            ("kelurahan.csv", 177),
            ("kelurahan.geojson", 177),
            ("hospitals.csv", 27),
            ("puskesmas.csv", 39),
        ] {
            assert_eq!(load(&town, folder.join(file)).await.rows.len(), rows, "{file}");
        }
        let all = crate::facilities(town.db()).await.unwrap();
        assert_eq!(all.len(), 66);
        assert_eq!(count(&all, |one| one.coord_quality == CoordQuality::MapPin), 3);
        assert_eq!(count(&all, |one| one.coord_quality == CoordQuality::Surveyed), 0, "nothing was measured, so nothing is exact");
        assert_eq!(count(&all, |one| one.kind == FacilityKind::MotherChildHospital), 6);
        assert_eq!(count(&all, |one| one.kind == FacilityKind::PsychiatricHospital), 1);
        assert_eq!(count(&all, |one| one.kind == FacilityKind::HealthCentre && one.owner == Owner::City), 39);
        assert_eq!(count(&all, |one| one.district_code.starts_with("33.74.")), 66, "every district is found by its name");
        assert_eq!(count(&all, |one| one.address.contains("not found")), 0);
        let telogorejo = all.iter().find(|one| one.name.contains("Telogorejo")).unwrap();
        assert_eq!((telogorejo.coord_quality, telogorejo.coord_radius_m), (CoordQuality::VillageCentre, Some(410)));
        assert_eq!(telogorejo.say_place(&crate::words(sigap_kernel::Lang::Id)), "Perkiraan: tengah kelurahan, ± 0,4 km");

        let names = crate::Gazetteer::load(town.db()).await.unwrap();
        let first = |text: &str| names.find(text, None, 1).into_iter().next().map(|hit| (hit.kind, hit.name, hit.within));
        assert_eq!(first("kel. sendang mulyo"), Some((PlaceKind::Kelurahan, "Sendangmulyo".into(), "Tembalang".into())));
        assert_eq!(first("kariadi").map(|hit| hit.1), Some("RSUP Dr. Kariadi".into()));
        assert_eq!(first("pkm halmahera").map(|hit| hit.1), Some("Puskesmas Halmahera".into()));
        assert_eq!(first("kec banyumanic").map(|hit| hit.0), Some(PlaceKind::Kecamatan));
        let again = load(&town, folder.join("hospitals.csv")).await;
        assert_eq!(again.counts().same, 27);
    }
}

#[tokio::test]
async fn the_lists_of_batam_load_with_their_quality() {
    let Some(folder) = folder().map(|folder| folder.join("batam")) else { return };
    for town in Town::both().await {
        for (file, rows) in [("kecamatan.geojson", 12), ("kelurahan.csv", 64), ("facilities.csv", 42)] {
            assert_eq!(load(&town, folder.join(file)).await.rows.len(), rows, "{file}");
        }
        let all = crate::facilities(town.db()).await.unwrap();
        assert_eq!(count(&all, |one| one.coord_quality == CoordQuality::MapPin), 42);
        assert_eq!(count(&all, |one| one.kind == FacilityKind::MotherChildHospital), 4);
        assert_eq!(count(&all, |one| one.place.is_some_and(|place| place.lat() > 0.0 && place.lon() > 103.0)), 42, "nothing was swapped");
        assert_eq!(count(&all, |one| one.district.is_empty()), 4);
    }
}

#[test]
fn a_list_about_something_else_is_refused_with_the_reason() {
    let Some(folder) = folder() else { return };
    for file in ["semarang/ems_stats.csv", "semarang/ambulance_bases.csv"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let existing = Existing { facilities: Vec::new(), places: Vec::new(), zone: Zone::Wib, decides: true };
        let plan = import::plan(&bytes, Format::Csv, &existing);
        assert!(!plan.does_something() && plan.findings.iter().any(|finding| finding.message.starts_with("column-missing")), "{file}");
    }
}
