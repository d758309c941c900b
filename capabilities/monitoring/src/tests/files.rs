//! Files: a line a day or a hospital, and nothing in them that an office program would take for a formula.

use super::town::town;
use super::{WORKED, get_as, post_as};
use crate::model::Month;

#[tokio::test]
async fn the_files_hold_what_the_pages_show() {
    let town = town().await;
    town.lived_quarter().await;
    let (office, manager) = (town.office().await, town.manager().await);
    let month = Month::of_day(town.today()).plus(-1);
    post_as(&town, &manager, &format!("/indikator/{}/{month}", town.here), &format!("version=0&{WORKED}")).await;
    let days = get_as(&town, &office, "/kantor/hunian/unduh.csv").await;
    assert_eq!(days.kind, "text/csv; charset=utf-8");
    assert_eq!(days.body.lines().count(), 91, "a head, and 90 days of one class");
    days.says("Kota Samudra,Kelas 3,20.000,15.000,75.0,24,24,1,2");
    let one = get_as(&town, &office, &format!("/kantor/hunian/unduh.csv?rs={}&kelas=3", town.here)).await;
    one.says("RSUD Rekaan,Kelas 3,20.000");
    let months = get_as(&town, &office, &format!("/kantor/indikator/unduh.csv?bulan={month}")).await;
    months.says(&format!("{month},RSUD Rekaan,rumah sakit,"));
    months.says(&format!("{month},RSUD Rekaan,perkiraan mesin,75.000,,"));
}

#[tokio::test]
async fn the_name_of_a_hospital_is_no_formula() {
    let town = town().await;
    let evil = town.add("=HYPERLINK(\"http://contoh.example\")").await;
    let ward = town.open_ward(evil, "Mawar", sigap_kernel::Pool::general(sigap_kernel::CareClass::Two)).await;
    let today = town.today();
    town.lived((today - 60..today).map(|day| crate::WardDay { ward, facility: evil, ..town.day(day, 15, 24) }).collect()).await;
    let office = town.office().await;
    for path in [format!("/kantor/hunian/unduh.csv?rs={evil}"), "/kantor/indikator/unduh.csv".to_owned()] {
        let file = get_as(&town, &office, &path).await;
        file.says("\"'=HYPERLINK(");
        file.hides(",=HYPERLINK");
        file.hides("\"=HYPERLINK");
    }
}
