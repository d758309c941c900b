//! Who may not: without a log-in, with too small a role, and from another hospital.

use axum::http::StatusCode;
use sigap_kernel::{CareClass, FacilityId, Pool, Role, Scope, Zone};

use super::{LoggedIn, Town, full_hospital};
use crate::{Facility, FacilityKind, NewWard, RegistryError, ReportedBy, StageEvent};

/// The addresses of all routes with real ids in them.
async fn addresses(town: &Town, facility: FacilityId) -> Vec<(String, bool)> {
    let new = &NewWard { facility, name: "Melati".into(), pool: Pool::general(CareClass::Three), reported_by: ReportedBy::Board };
    let ward = town.db().write(&town.system(), |tx| async move { crate::add_ward(&tx, new.clone()).await }).await.unwrap();
    let named = |path: &str| {
        let part = if path.contains("{part}") { ["data", "telepon", "layanan", "akreditasi", "perjanjian"].to_vec() } else { vec![""] };
        let path = path.replace("{facility}", &facility.to_string()).replace("{ward}", &ward.id.to_string()).replace("{draft}", "x");
        part.into_iter().map(move |part| path.replace("{part}", part)).collect::<Vec<_>>()
    };
    let table = town.mounted.table.iter();
    table
        .flat_map(|route| named(&route.path).into_iter().map(|path| (path, route.method == axum::http::Method::POST)).collect::<Vec<_>>())
        .collect()
}

async fn visit(town: &Town, who: &LoggedIn, path: &str, post: bool) -> StatusCode {
    if post {
        town.post(who, path, &[("version", "1"), ("event", "end"), ("reason", "x"), ("number", "119")]).await.status
    } else {
        town.get(who, path).await.status
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_log_in() {
    let town = Town::sqlite().await;
    let facility = town.add(full_hospital()).await;
    let all = addresses(&town, facility).await;
    assert!(all.len() > 25, "{}", all.len());
    for (path, post) in all {
        assert_eq!(visit(&town, &LoggedIn::default(), &path, post).await, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn the_administrator_of_another_hospital_reaches_nothing_of_this_one() {
    let town = Town::sqlite().await;
    let (own, other) = (town.add(full_hospital()).await, town.add(Facility::named("RS Lain", FacilityKind::Hospital, Zone::Wib)).await);
    let foreign = town.log_in("admin-lain", Role::FacilityAdmin, Scope::Facility(other)).await;
    for (path, post) in addresses(&town, own).await {
        let about_this = path.contains(&own.to_string()) || path.starts_with("/ruang/");
        let status = visit(&town, &foreign, &path, post).await;
        let expected = match (about_this, path.as_str()) {
            (true, _) => StatusCode::FORBIDDEN,
            (false, "/fasilitas" | "/ekspor.csv" | "/ekspor.geojson") => StatusCode::OK,
            (false, _) => StatusCode::FORBIDDEN,
        };
        assert_eq!(status, expected, "{path}");
    }
    let (list, csv) = (town.get(&foreign, "/fasilitas").await, town.get(&foreign, "/ekspor.csv").await);
    assert!(list.text.contains("RS Lain") && !list.text.contains("Samudra Raya"));
    assert!(csv.text.contains("RS Lain") && !csv.text.contains("Samudra Raya"));
    assert_eq!(town.facility(own).await, Facility { version: 1, ..town.facility(own).await });
}

#[tokio::test]
async fn the_use_cases_ask_as_well() {
    let town = Town::sqlite().await;
    let (own, other) = (town.add(full_hospital()).await, town.add(Facility::named("RS Lain", FacilityKind::Hospital, Zone::Wib)).await);
    let admin = town.log_in("admin", Role::FacilityAdmin, Scope::Facility(own)).await.ctx.unwrap();
    let nurse = town.log_in("ners", Role::WardNurse, Scope::Facility(own)).await.ctx.unwrap();
    let refused = |outcome: Result<(), RegistryError>| assert!(matches!(outcome, Err(RegistryError::Access(_))), "{outcome:?}");
    let changed = |read: Facility| Facility { address: "Jl. X".into(), ..read };
    assert!(town.change(&admin, changed(town.facility(own).await)).await.is_ok());
    refused(town.change(&admin, changed(town.facility(other).await)).await.map(|_| ()));
    refused(town.change(&nurse, changed(town.facility(own).await)).await.map(|_| ()));
    // Whoever may change the facts may still not change the agreement.
    let read = town.facility(own).await;
    let opened = Facility { agreement: crate::Agreement { shows_beds: false, ..read.agreement.clone() }, ..read.clone() };
    refused(town.change(&admin, opened).await.map(|_| ()));
    let db = town.db();
    refused(
        db.write(&admin, |tx| async move { crate::move_stage(&tx, own, read.version, StageEvent::Publish, "").await.map(|_| ()) }).await,
    );
    refused(db.write(&admin, |tx| async move { crate::phone_answered(&tx, other, "119").await }).await);
    let plan = crate::import::ImportPlan::default();
    let plan = &plan;
    refused(db.write(&admin, |tx| async move { crate::import::apply(&tx, plan, "x").await.map(|_| ()) }).await);
    let new = &Facility::named("RS Baru", FacilityKind::Hospital, Zone::Wib);
    refused(db.write(&admin, |tx| async move { crate::add_facility(&tx, new.clone()).await.map(|_| ()) }).await);
    let ward = &NewWard { facility: own, name: "Anggrek".into(), pool: Pool::general(CareClass::One), reported_by: ReportedBy::Board };
    refused(db.write(&nurse, |tx| async move { crate::add_ward(&tx, ward.clone()).await.map(|_| ()) }).await);
}

#[tokio::test]
async fn a_form_of_another_log_in_is_refused() {
    let town = Town::sqlite().await;
    let id = town.add(full_hospital()).await;
    let office = LoggedIn { csrf: "not-this-one".into(), ..town.office().await };
    for path in ["/fasilitas/baru", &format!("/fasilitas/{id}/ubah/data"), &format!("/fasilitas/{id}/tahap"), "/impor/x"] {
        assert_eq!(town.post(&office, path, &[("name", "x")]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn what_is_no_id_leads_to_no_page() {
    let town = Town::sqlite().await;
    let office = town.office().await;
    for path in ["/fasilitas/xyz", "/fasilitas/019c0000-0000-7000-8000-000000000001", "/fasilitas/x/ubah/data", "/impor/none"] {
        assert_eq!(town.get(&office, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let id = town.add(full_hospital()).await;
    assert_eq!(town.get(&office, &format!("/fasilitas/{id}/ubah/apa")).await.status, StatusCode::NOT_FOUND);
}
