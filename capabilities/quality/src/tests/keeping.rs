//! What is kept long enough goes: first what is personal, with its key, then the rest. Somebody who still helps keeps what they need.

use sigap_store::Query as _;

use super::town::{THREE, Town, towns};
use super::{get_as, post, post_as};
use crate::jobs::sweep;
use crate::{PERSONAL_KEPT_DAYS, QUALITY_KEPT_DAYS};

const DAY_S: i64 = 86_400;

async fn rows(town: &Town, table: &str) -> i64 {
    town.floor.db().row(&format!("SELECT COUNT(*) AS n FROM {table}"), Vec::new()).await.unwrap().unwrap().get("n").unwrap()
}

#[tokio::test]
async fn what_is_personal_goes_first_and_the_rest_a_year_later() {
    for town in towns().await {
        let desk = town.help_desk("sari").await;
        let told = |phone: &str| format!("facility={}&pool={THREE}&what=no_bed&happened=now&text=Rekaan{phone}", town.here);
        post(&town, "", "/keluhan", &told("")).await;
        post(&town, "", "/keluhan", &told("&phone=081234567890")).await;
        post_as(&town, &desk, "/bantuan-kamar/draf", "draft_form=new&text=x").await;
        post_as(&town, &desk, &format!("/cek/{}", town.here), "outcome=no_answer&phone=x").await;
        crate::service::sheets::make(&town.room, &town.system()).await.unwrap();
        sweep(&town.room, &town.system()).await.unwrap();
        assert_eq!(rows(&town, "family_case_told").await, 2, "nothing is old enough");
        town.world.clock.advance_s((PERSONAL_KEPT_DAYS + 1) * DAY_S);
        sweep(&town.room, &town.system()).await.unwrap();
        assert_eq!([rows(&town, "family_seen").await, rows(&town, "draft_desk").await], [0, 0]);
        assert_eq!(rows(&town, "family_case_told").await, 1, "one family still waits to be called");
        assert_eq!(rows(&town, "family_case WHERE person_id = ''").await, 1);
        let desk = town.help_desk("budi").await;
        let sql = "SELECT case_id FROM family_case ORDER BY person_id";
        let cases: Vec<String> =
            town.floor.db().rows(sql, Vec::new()).await.unwrap().iter().map(|row| row.get("case_id").unwrap()).collect();
        get_as(&town, &desk, &format!("/bantuan-kamar/{}", cases[0])).await.says("sudah dihapus");
        for event in ["take", "settle"] {
            post_as(&town, &desk, &format!("/bantuan-kamar/{}/langkah", cases[1]), &format!("event={event}")).await;
        }
        town.world.clock.advance_s(QUALITY_KEPT_DAYS * DAY_S);
        sweep(&town.room, &town.system()).await.unwrap();
        for table in ["family_case", "family_case_told", "family_case_call", "quality_check", "quality_check_pool", "quality_sheet"] {
            assert_eq!(rows(&town, table).await, 0, "{table}");
        }
    }
}
