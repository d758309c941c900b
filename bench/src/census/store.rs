//! The reference: as many rows by plain statements, one after the other in one transaction.

use std::time::Instant;

use anyhow::Result;
use sigap_kernel::Ctx;
use sigap_reminders::HospitalNow;
use sigap_store::{Db, Lane, StoreError, Subject, args};

/// A number no census of a measurement has.
const NUMBER: i64 = 999;

/// Milliseconds until they are durable.
///
/// # Errors
/// What the database says.
pub(super) async fn plain(db: &Db, ctx: &Ctx, country: &[HospitalNow]) -> Result<f64> {
    let began = Instant::now();
    let laid: Result<(), StoreError> = db
        .write_in(ctx, Lane::Bulk, |tx| async move {
            for one in country {
                let sql = "INSERT INTO census_hospital (number, facility_id, wards, counted) VALUES ($1, $2, $3, $4)";
                tx.execute(sql, args![NUMBER, one.id(), 19_i64, 0_i64]).await?;
            }
            tx.confirm(Subject::new("census", NUMBER));
            Ok(())
        })
        .await;
    laid?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}
