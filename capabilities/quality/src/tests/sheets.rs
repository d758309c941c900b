//! The quality of a hospital on its page, the sheets of weeks, and who sees them when. A hospital that reports every bed free for a week is found.

use sigap_availability::{Counted, WardQuality};
use sigap_kernel::{UtcMs, Zone};
use sigap_testkit::NOON;

use super::town::{good_ward, town, towns};
use super::{get_as, post_as};
use crate::service::sheets::{make, week_of};

const DAY_S: i64 = 86_400;

#[test]
fn a_week_begins_on_monday_at_midnight_in_the_city() {
    // Sunday, 22 November 2026, 14.10 WIB.
    let monday = UtcMs::parse_rfc3339("2026-11-15T17:00:00Z").unwrap();
    assert_eq!(week_of(NOON, Zone::Wib), monday);
    assert_eq!(week_of(monday, Zone::Wib), monday);
    assert_eq!(week_of(monday.plus_s(-1), Zone::Wib), monday.plus_min(-7 * 24 * 60));
    assert_eq!(week_of(NOON, Zone::Wit), UtcMs::parse_rfc3339("2026-11-15T15:00:00Z").unwrap());
}

#[tokio::test]
async fn the_hospital_sees_the_formula_with_its_own_figures_and_what_would_mend_most() {
    let town = town().await;
    let counted = Some(Counted { counted_min: 9_120, looked_at_min: 10_080 });
    town.reports(vec![
        WardQuality { counted, ..good_ward() },
        WardQuality { counted, differs: Some(true), deductions_told: 0, ..good_ward() },
    ]);
    let page = get_as(&town, &town.manager().await, &format!("/mutu/{}", town.here)).await;
    page.says("18.240 ÷ 20.160 menit");
    page.says("(40 × 90 + 20 × 91 + 20 × 50) ÷ (40 + 20 + 20) = 80");
    page.says("Samakan dua sumber");
    page.says("+13");
    page.says("Belum ada cek.");
    let (first, second) = (page.body.find("Samakan dua sumber").unwrap(), page.body.find("Laporkan yang tidak bisa dipakai").unwrap());
    assert!(first < second, "the greatest gain stands first");
}

#[tokio::test]
async fn every_bed_free_for_a_week_is_found_and_said_kindly() {
    let town = town().await;
    town.reports(vec![WardQuality { all_free_h: Some(170), unmoved_h: Some(170), ..good_ward() }, good_ward()]);
    let page = get_as(&town, &town.manager().await, &format!("/mutu/{}", town.here)).await;
    page.says("Periksa ruang yang kosong semua");
    page.says("Kosong semua seminggu");
    page.says("1 ÷ 2 ruang");
    page.says("Melati 0");
}

#[tokio::test]
async fn the_office_sees_a_sheet_a_week_later_or_when_the_hospital_opens_it() {
    for town in towns().await {
        assert_eq!(make(&town.room, &town.system()).await.unwrap(), 2);
        assert_eq!(make(&town.room, &town.system()).await.unwrap(), 0, "a week has one sheet");
        let office = town.office().await;
        let path = format!("/mutu/{}", town.here);
        get_as(&town, &office, &path).await.says("Belum ada lembar yang terbuka");
        get_as(&town, &office, "/mutu").await.says("belum terbuka");
        let own = get_as(&town, &town.manager().await, &path).await;
        own.says("7 hari terakhir");
        own.says("Buka sekarang");
        let manager = town.log_in("manajer2", sigap_kernel::Role::FacilityAdmin, sigap_kernel::Scope::Facility(town.here)).await;
        let week = own.hidden("week");
        for _ in 0..2 {
            assert_eq!(post_as(&town, &manager, &format!("{path}/buka"), &format!("week={week}")).await.status, 303);
        }
        let seen = get_as(&town, &office, &path).await;
        seen.says("100");
        seen.hides("7 hari terakhir");
        get_as(&town, &office, &format!("/mutu/{}", town.there)).await.says("Belum ada lembar yang terbuka");
        town.world.clock.advance_s(7 * DAY_S);
        let office = town.help_desk("sari").await;
        get_as(&town, &office, &format!("/mutu/{}", town.there)).await.hides("Belum ada lembar yang terbuka");
    }
}

#[tokio::test]
async fn whoever_is_of_one_hospital_goes_straight_there() {
    let town = town().await;
    assert_eq!(get_as(&town, &town.manager().await, "/mutu").await.location, format!("/mutu/{}", town.here));
    let list = get_as(&town, &town.office().await, "/mutu").await;
    let (first, second) = (list.body.find("RS Lain (rekaan)").unwrap(), list.body.find("RSUD Rekaan").unwrap());
    assert!(first < second, "by name, in no order of merit");
}
