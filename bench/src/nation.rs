//! `Nation`: the country at full size, laid once a run for every measurement that needs it.

use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Context as _, Result};

use crate::country::Country;
use crate::place::Place;
use crate::reporter::Hospitals;
use crate::row::say;
use crate::seed::{Laid, Plan, lay};
use crate::size::Size;

/// Connections over which rooms are registered.
const CONNECTIONS: usize = 32;

/// The country, laid.
pub(crate) struct Nation {
    /// Where it lies.
    pub(crate) place: Place,
    /// Where people are.
    pub(crate) country: Rc<Country>,
    /// What was laid.
    pub(crate) laid: Laid,
    reporters: Option<Rc<Hospitals>>,
}

impl Nation {
    /// The country of this run; laid when nobody needed it before.
    ///
    /// # Errors
    /// When it cannot be laid.
    pub(crate) fn of<'n>(kept: &'n mut Option<Self>, size: &Size) -> Result<&'n mut Self> {
        if kept.is_none() {
            let plan = Plan { hospitals: size.hospitals, wards: size.wards, reporters: size.reporters, chances: true, ..Plan::default() };
            say(&format!("laying a country of {} hospitals and {} wards", plan.hospitals, plan.wards));
            let place = Place::sqlite()?;
            let laid = lay(&place, &plan)?;
            *kept = Some(Self { place, country: Rc::new(Country::of(plan.hospitals)), laid, reporters: None });
        }
        kept.as_mut().context("the country is there")
    }

    /// The hospitals that report while others ask. Their rooms are registered the first time.
    ///
    /// # Errors
    /// When a room is not taken.
    pub(crate) async fn reporters(&mut self, size: &Size, address: SocketAddr) -> Result<Rc<Hospitals>> {
        if let Some(known) = &self.reporters {
            return Ok(known.clone());
        }
        // The last ones are kept for reports that are followed to the pages.
        say(&format!("registering the rooms of {} hospitals", size.reporters - size.probes));
        let hospitals = Hospitals::of(0..size.reporters - size.probes, size.rooms)?;
        hospitals.register(address, CONNECTIONS).await?;
        self.reporters = Some(hospitals.clone());
        Ok(hospitals)
    }
}
