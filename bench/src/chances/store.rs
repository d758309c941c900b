//! SQL by which a whole country comes and goes as a few of its wards do.

use sigap_kernel::WardId;
use sigap_store::{StoreError, Tx, args};

/// Gives the flow of one ward to all whose id ends in this hexadecimal digit: it is chance. What was tallied stays behind, as nothing is learned
/// anew while the country is measured.
pub(super) async fn spread(tx: &Tx, from: WardId, digit: char) -> Result<(), StoreError> {
    let sql = "INSERT INTO bed_flow (ward_id, facility_id, learned_day, tally, flow)
        SELECT ward.ward_id, ward.facility_id, known.learned_day, '{}', known.flow FROM ward, bed_flow AS known
        WHERE known.ward_id = $1 AND SUBSTR(ward.ward_id, 36) = $2 ON CONFLICT (ward_id) DO NOTHING";
    tx.execute(sql, args![from, digit.to_string().as_str()]).await?;
    Ok(())
}

/// Lets residents see the chance of every pool, as one that has proved right.
pub(super) async fn switch_on(tx: &Tx, scored: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO bed_chance (facility_id, pool, version, said, said_at_ms, scored, is_on)
        SELECT DISTINCT facility_id, pool, 1, NULL, NULL, $1, 1 FROM ward WHERE TRUE
        ON CONFLICT (facility_id, pool) DO UPDATE SET scored = excluded.scored, is_on = 1";
    tx.execute(sql, args![scored]).await?;
    Ok(())
}
