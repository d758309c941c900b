//! Who was asked, who answered, and what it came to: `census_hospital`, `census_sum`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, Pool};
use sigap_store::{Query, Row, StoreError, Tx, args};

use super::ROWS_AT_ONCE;
use crate::model::{Answer, KindSum};

/// Asks hospitals, or keeps how far they have counted; when one first answered stays.
pub(crate) async fn put(tx: &Tx, number: i64, all: &[(FacilityId, Answer)]) -> Result<(), StoreError> {
    for piece in tx.pieces(all, ROWS_AT_ONCE) {
        let row = |(facility, answer): &(FacilityId, Answer)| args![number, *facility, answer.wards, answer.counted, answer.at];
        let (table, args) = tx.table(piece.iter().map(row).collect());
        let sql = format!(
            "INSERT INTO census_hospital (number, facility_id, wards, counted, answered_at_ms) {table}
             ON CONFLICT (number, facility_id) DO UPDATE SET wards = excluded.wards, counted = excluded.counted,
                answered_at_ms = COALESCE(census_hospital.answered_at_ms, excluded.answered_at_ms)"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// All that were asked.
pub(crate) async fn of(q: &impl Query, number: i64) -> Result<BTreeMap<FacilityId, Answer>, StoreError> {
    let sql = "SELECT facility_id, wards, counted, answered_at_ms FROM census_hospital WHERE number = $1";
    let read = |row: &Row| {
        let answer = Answer { wards: row.get("wards")?, counted: row.get("counted")?, at: row.get("answered_at_ms")? };
        Ok((row.get("facility_id")?, answer))
    };
    q.rows(sql, args![number]).await?.iter().map(read).collect()
}

/// The sums of one hospital by kind of bed.
pub(crate) type Sums = BTreeMap<FacilityId, BTreeMap<Pool, KindSum>>;

/// Keeps sums.
pub(crate) async fn put_sums(tx: &Tx, number: i64, sums: &Sums) -> Result<(), StoreError> {
    let all: Vec<(FacilityId, Pool, KindSum)> =
        sums.iter().flat_map(|(facility, kinds)| kinds.iter().map(|(pool, sum)| (*facility, *pool, *sum))).collect();
    for piece in tx.pieces(&all, ROWS_AT_ONCE) {
        let row = |(facility, pool, sum): &(FacilityId, Pool, KindSum)| {
            args![number, *facility, *pool, sum.free, sum.beds, sum.counted, sum.wards, sum.oldest_at]
        };
        let (table, args) = tx.table(piece.iter().map(row).collect());
        let sql = format!(
            "INSERT INTO census_sum (number, facility_id, pool, free, beds, counted, wards, oldest_ms) {table}
             ON CONFLICT (number, facility_id, pool) DO UPDATE SET free = excluded.free, beds = excluded.beds,
                counted = excluded.counted, wards = excluded.wards, oldest_ms = excluded.oldest_ms"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// The sums that are kept.
pub(crate) async fn sums(q: &impl Query, number: i64) -> Result<Sums, StoreError> {
    let sql = "SELECT facility_id, pool, free, beds, counted, wards, oldest_ms FROM census_sum WHERE number = $1";
    let mut all = Sums::new();
    for row in q.rows(sql, args![number]).await?.iter() {
        let sum = KindSum {
            free: row.get("free")?,
            beds: row.get("beds")?,
            counted: row.get("counted")?,
            wards: row.get("wards")?,
            oldest_at: row.get("oldest_ms")?,
        };
        all.entry(row.get("facility_id")?).or_default().insert(row.get("pool")?, sum);
    }
    Ok(all)
}
