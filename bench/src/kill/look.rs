//! Looks into the database from a process of its own, which is gone before the next kill: a reader that stays would keep open what
//! a restart has to put right.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use sigap::wiring;
use sigap_kernel::WardId;
use sigap_store::{Db, StoreConfig};

use super::said::{Beds, Found};
use super::store;
use crate::place::{Place, told};
use crate::row::show;
use crate::server::run_aside;

/// What is there, seen by another process.
///
/// # Errors
/// When it cannot be read.
pub(super) fn found(place: &Place) -> Result<Vec<Found>> {
    serde_json::from_str(&run_aside(place, &["look"])?).context("the looking process said something else")
}

/// The process that looks.
///
/// # Errors
/// What the database says.
pub(crate) async fn run() -> Result<()> {
    let data = told()?.data;
    let config = data.database_url.map_or(StoreConfig::Folder(data.folder), |url| StoreConfig::Postgres(url.into_revealed()));
    let db = Db::open(&config, wiring::MIGRATIONS).await?;
    let (counts, journal) = (store::counts(&db).await?, store::reports(&db).await?);
    let counts: HashMap<WardId, Beds> = counts.into_iter().collect();
    let mut entries: HashMap<WardId, Vec<Beds>> = HashMap::new();
    for (ward, beds) in journal {
        entries.entry(ward).or_default().push(beds);
    }
    let wards = sigap_registry::wards(&db).await?.into_iter();
    let found: Vec<Found> = wards
        .map(|ward| Found {
            facility: ward.facility,
            pool: ward.pool.to_string(),
            beds: counts.get(&ward.id).copied(),
            journal: entries.remove(&ward.id).unwrap_or_default(),
            ward: ward.name,
        })
        .collect();
    show(&serde_json::to_string(&found)?);
    Ok(())
}
