//! The pages of promises: asking, what I asked for, what a hospital has to decide, one promise, and the office's suspension.

mod ask;
mod card;
mod hospital;
mod mine;
mod one;
mod suspend;

use std::sync::Arc;

use sigap_kernel::{FacilityId, UtcMs, Zone};
use sigap_web::PageError;

pub(crate) use ask::{ask, form};
pub(crate) use hospital::hospital;
pub(crate) use mine::mine;
pub(crate) use one::{act, one};
pub(crate) use suspend::{resume, suspend};

use crate::Beds;
use crate::picture::FacilityBeds;
use crate::promise::{Suspension, suspension};
use crate::words::Said;

/// Hours for which what is over still stands on a page.
const RECENT_H: i64 = 12;

/// The hospital of this id.
fn hospital_of(beds: &Beds, id: &str) -> Result<Arc<FacilityBeds>, PageError> {
    let id: FacilityId = id.parse().map_err(|_| PageError::NotFound)?;
    beds.picture().facility(id).cloned().ok_or(PageError::NotFound)
}

/// What a page says while planned care is suspended; empty when it is not.
async fn suspended(beds: &Beds, said: Said, now: UtcMs) -> Result<String, PageError> {
    let there = suspension(beds.floor().db(), now).await?;
    let zone = beds.floor().settings().zone;
    Ok(there.map_or_else(String::new, |there| suspended_words(said, &there, zone, now)))
}

fn suspended_words(said: Said, there: &Suspension, zone: Zone, now: UtcMs) -> String {
    said.words().with("promise-suspended", &[("reason", &there.reason), ("until", &said.at(there.until, zone, now))])
}
