//! The reading log: who read whose data; without names, so that looking at it does not fill it.

use sigap_access::Reading;
use sigap_kernel::{Role, Scope};

use super::{Town, between};

#[tokio::test]
async fn the_office_sees_who_read_whose_data_and_why() {
    for town in Town::both().await {
        let nurse = town.nurse("Perawat", town.hospital).await;
        let kepala = town.of_hospital().await;
        kepala.page("/petugas").await;
        let office = town.log_in("Dinkes", Role::Office, Scope::City).await;
        let logged = town.count("SELECT COUNT(*) AS n FROM access_log_entry").await;
        let page = office.page("/log-baca").await;
        assert!(page.contains("Admin fasilitas …") && page.contains("Perawat ruang …") && page.contains("email, nama"), "{page}");
        assert!(page.contains("Daftar petugas") && !page.contains("(rekaan)</"), "{page}");
        assert_eq!(town.count("SELECT COUNT(*) AS n FROM access_log_entry").await, logged, "looking at the log adds nothing to it");
        let only = office.page(&format!("/log-baca?of=user%3A{nurse}")).await;
        assert!(only.contains("Hanya tentang") && only.contains("Perawat ruang …"), "{only}");
        assert!(office.page("/log-baca?of=user%3Atidak-ada").await.contains("Belum ada yang membaca"));
    }
}

#[tokio::test]
async fn a_long_log_goes_on_where_it_ended() {
    for town in Town::both().await {
        let office = town.log_in("Dinkes", Role::Office, Scope::City).await;
        let looks = (0..130).map(|number| Reading::of("person", format!("rekaan-{number:03}"), &["phone"], "<b>tilik</b>")).collect();
        town.floor.access().record_reads(&town.world.ctx(), looks).await.unwrap();
        let page = office.page("/log-baca").await;
        assert!(page.contains("rekaan-129") && page.contains("rekaan-030") && !page.contains("rekaan-029"), "{page}");
        assert!(!page.contains("<b>tilik"), "what somebody typed as a reason is text");
        let next = office.page(between(&page, "rel=\"next\" href=\"", "\"")).await;
        assert!(next.contains("rekaan-029") && next.contains("rekaan-000") && !next.contains("rel=\"next\""), "{next}");
    }
}
