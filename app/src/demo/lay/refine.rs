//! Tells the registry what kind of beds a ward has where Aplicares could not say it: for one sex, for children, with
//! ventilators. It comes after the first report, as it would from an administrator: until then a room is found by its class.

use sigap_kernel::FacilityId;
use sigap_registry::{RegistryError, Ward};
use sigap_store::{Db, Tx};

use super::layer;
use crate::demo::city::PlannedWard;
use crate::deployment::App;

/// A ward nobody has changed since it was added.
const UNTOUCHED: i64 = 1;

/// Corrects the wards of a hospital that nobody has touched yet.
///
/// # Errors
/// What the registry says.
pub(in crate::demo) async fn refine(app: &App, facility: FacilityId, planned: &[PlannedWard]) -> Result<(), RegistryError> {
    let db: &Db = &app.db;
    if meant_otherwise(&sigap_registry::wards_of(db, facility).await?, planned).is_empty() {
        return Ok(());
    }
    db.write(&layer(app), |tx| async move { correct(&tx, facility, planned).await }).await
}

async fn correct(tx: &Tx, facility: FacilityId, planned: &[PlannedWard]) -> Result<(), RegistryError> {
    for ward in meant_otherwise(&sigap_registry::wards_of(tx, facility).await?, planned) {
        sigap_registry::change_ward(tx, ward).await?;
    }
    Ok(())
}

/// The wards whose kind of beds is another than is registered, as they should be.
fn meant_otherwise(registered: &[Ward], planned: &[PlannedWard]) -> Vec<Ward> {
    let meant = |ward: &Ward| {
        let plan = planned.iter().find(|plan| plan.name == ward.name)?;
        (ward.active && ward.version == UNTOUCHED && ward.pool != plan.pool).then(|| Ward { pool: plan.pool, ..ward.clone() })
    };
    registered.iter().filter_map(meant).collect()
}
