//! Chances for a whole country: a few wards have a past that is learned from, all others come and go as one of them, and the office lets
//! residents see every chance. What is measured then is the finder as it works in a city that has run for months.

mod store;

use anyhow::{Context as _, Result};
use rand::Rng as _;
use sigap::deployment::App;
use sigap_availability::chance::Reliability;
use sigap_beds::{PastHours, lay_past};
use sigap_kernel::{Ctx, Zone};
use sigap_registry::Ward;
use sigap_store::{Lane, StoreError, Subject};

use crate::country::chance;

/// Wards with a past of their own: as many as a hexadecimal digit has values.
const TAUGHT: usize = 16;
/// Hours of that past.
const PAST_H: usize = 5 * 168;
/// Beds of each of them.
const BEDS: u32 = 24;
/// Forecasts that came true, as many as the office asks for and more.
const SCORED: u32 = 2_000;

/// Lays flows for all wards and switches every chance on.
pub(crate) async fn lay(app: &App, ctx: &Ctx, wards: &[Ward]) -> Result<()> {
    let taught = wards.get(..TAUGHT).context("a country of so few wards")?;
    let past: Vec<PastHours> = taught.iter().zip(0..).map(|(ward, seed)| past(ward, seed)).collect();
    lay_past(&app.db, ctx, &app.config.beds.rules, &past).await?;
    for (ward, digit) in taught.iter().zip("0123456789abcdef".chars()) {
        let subject = &Subject::new("bed_flow", ward.facility);
        let written = app.db.write_in(ctx, Lane::Bulk, |tx| async move {
            store::spread(&tx, ward.id, digit).await?;
            tx.confirm(subject.clone());
            Ok::<_, StoreError>(())
        });
        written.await?;
    }
    let scored = &serde_json::to_string(&proved())?;
    let written = app.db.write_in(ctx, Lane::Bulk, |tx| async move {
        store::switch_on(&tx, scored).await?;
        tx.confirm(Subject::new("bed_chance", "all"));
        Ok::<_, StoreError>(())
    });
    Ok(written.await?)
}

/// Forecasts of nine in ten that came true nine times in ten.
fn proved() -> Reliability {
    let mut scored = Reliability::default();
    (0..SCORED).for_each(|number| scored.add(0.9, number % 10 != 0));
    scored
}

/// Free beds that come and go by chance, more of them by day.
fn past(ward: &Ward, seed: usize) -> PastHours {
    let mut chance = chance(seed);
    let mut free = BEDS / 4;
    let hours = (0..PAST_H).map(|hour| {
        let by_day = (8..20).contains(&(hour % 24));
        let (comes, goes) = if by_day { (0.30, 0.32) } else { (0.12, 0.10) };
        free = free.saturating_sub(u32::from(chance.random_bool(comes))) + u32::from(chance.random_bool(goes));
        free = free.min(BEDS);
        Some(free)
    });
    PastHours { ward: ward.clone(), zone: Zone::Wib, capacity: BEDS, free: hours.collect() }
}
