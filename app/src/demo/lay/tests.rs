//! The city in a real database: laid once, found again, never laid over anything else.

use std::sync::Arc;

use sigap_kernel::World;
use sigap_registry::{FacilityKind, NewFacility, Stage};
use sigap_web::Mode;

use super::*;
use crate::config::Config;
use crate::deployment::Secrets;

async fn deployment(folder: &std::path::Path) -> App {
    let mut config = Config::default();
    config.data.folder = folder.to_owned();
    App::open(Arc::new(config), World::real(), Secrets::Opened, Some(Mode::Demo)).await.unwrap()
}

/// How much the journal holds.
async fn entries(app: &App) -> i64 {
    let report = sigap_store::verify(&app.db, app.db.realm(), |_| {}).await.unwrap();
    report.sealed + report.unsealed
}

#[tokio::test]
async fn a_city_is_laid_once_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (app, city) = (deployment(folder.path()).await, City::from_seed(1));
    lay(&app, &city, 1, &Progress::silent()).await.unwrap();
    let laid = find(&app.db, &city).await.unwrap();
    assert_eq!(laid.len(), 28);
    assert!(laid.iter().flatten().all(|hospital| hospital.wards.iter().all(Option::is_some)));
    let (facilities, wards) = (sigap_registry::facilities(&app.db).await.unwrap(), sigap_registry::wards(&app.db).await.unwrap());
    assert_eq!((facilities.len(), wards.len()), (28 + city.others.len(), city.wards()));
    assert_eq!(facilities.iter().filter(|one| one.agreement.stage == Stage::Shadow).count(), 2);
    let boards = wards.iter().filter(|ward| ward.reported_by == ReportedBy::Board).count();
    let planned: usize =
        city.hospitals.iter().filter(|one| matches!(one.reporting, Reporting::Board { .. })).map(|one| one.wards.len()).sum();
    assert_eq!(boards, planned);
    let before = entries(&app).await;
    lay(&app, &city, 1, &Progress::silent()).await.unwrap();
    assert_eq!(entries(&app).await, before);
    assert_eq!(find(&app.db, &city).await.unwrap(), laid);
    assert_eq!(sigap_registry::facilities(&app.db).await.unwrap(), facilities);
}

#[tokio::test]
async fn a_registry_is_told_once_what_aplicares_cannot_say() {
    let folder = tempfile::tempdir().unwrap();
    let (app, city) = (deployment(folder.path()).await, City::from_seed(2));
    lay(&app, &city, 2, &Progress::silent()).await.unwrap();
    let (hospital, laid) = (&city.hospitals[0], find(&app.db, &city).await.unwrap()[0].clone().unwrap());
    let pools = || async {
        let wards = sigap_registry::wards_of(&app.db, laid.facility).await.unwrap();
        hospital.wards.iter().map(|plan| wards.iter().find(|ward| ward.name == plan.name).unwrap().pool).collect::<Vec<_>>()
    };
    assert_eq!(pools().await, hospital.wards.iter().map(|ward| rooms::understood(&ward.pool)).collect::<Vec<_>>());
    refine(&app, laid.facility, &hospital.wards).await.unwrap();
    assert_eq!(pools().await, hospital.wards.iter().map(|ward| ward.pool).collect::<Vec<_>>());
    let before = entries(&app).await;
    refine(&app, laid.facility, &hospital.wards).await.unwrap();
    assert_eq!(entries(&app).await, before);
}

#[tokio::test]
async fn a_city_is_never_laid_over_real_facilities() {
    let folder = tempfile::tempdir().unwrap();
    let (app, city) = (deployment(folder.path()).await, City::from_seed(1));
    let real = NewFacility::named("RS yang sudah ada", FacilityKind::Hospital, city.zone);
    let real = &real;
    app.db.write(&layer(&app), |tx| async move { sigap_registry::add_facility(&tx, real.clone()).await }).await.unwrap();
    let refused = lay(&app, &city, 1, &Progress::silent()).await.unwrap_err();
    assert!(refused.what.contains("not of the invented city") && refused.next.contains("--data"), "{refused}");
    assert_eq!(sigap_registry::facilities(&app.db).await.unwrap().len(), 1);
}
