#![doc = include_str!("../README.md")]

mod agreement;
mod checks;
mod columns;
mod deployment;
mod error;
mod facility;
mod gazetteer;
mod hours;
pub mod import;
mod journal;
mod kinds;
mod pages;
mod reminders;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod ward;

use std::sync::Arc;

use fluent_templates::static_loader;
use sigap_kernel::Lang;
use sigap_store::{LivePicture, MigrationSet, StoreError, migrations};
use sigap_web::{Floor, Words};

pub use checks::key as name_key;

pub use agreement::{Agreement, SealedContact, StageEvent, StageNotAllowed};
pub use columns::Column;
pub use deployment::{CityShadow, ModeError, decide_city, open_as};
pub use error::RegistryError;
pub use facility::{Accreditation, Facility, NewFacility, Phone, Service};
pub use gazetteer::{Gazetteer, Place, PlaceHit};
pub use hours::{BadHours, IsOpen, OpeningHours};
pub use journal::{facility_subject, ward_subject};
pub use kinds::{
    AccreditationLevel, Competence, CoordQuality, FacilityKind, HospitalClass, Owner, PhonePurpose, PlaceKind, ReportedBy, Said,
    ServiceKind, Stage,
};
pub use pages::routes;
pub use reminders::{Reminder, Reminders};
pub use service::{
    add_facilities, add_facility, add_ward, add_wards, change_facility, change_ward, facilities, facilities_by_code, facilities_by_ids,
    facility, facility_by_ppk, move_stage, phone_answered, retire_ward, ward, wards, wards_by_ids, wards_of,
};
pub use store::deployment::city as city_shadow;
pub use store::draft::{DRAFT_KEPT_H, sweep_drafts};
pub use ward::{NewWard, Ward, say_pool};

/// The tables of the registry.
pub const MIGRATIONS: MigrationSet = migrations!("registry", ["0001_registry", "0002_promises", "0003_deployment"]);

static_loader! {
    static WORDS = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The words of the registry in a language: names of kinds, stages and services for whoever shows them.
#[must_use]
pub const fn words(lang: Lang) -> Words {
    Words::new(lang, &WORDS)
}

/// The state of the registry's pages, and the gazetteer for whoever asks where something is. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    floor: Floor,
    gazetteer: Arc<LivePicture<Gazetteer>>,
    city: Arc<LivePicture<CityShadow>>,
    /// Who else has something to say on the pages of facilities.
    reminders: Option<Arc<dyn Reminders>>,
}

impl Registry {
    /// Reads the gazetteer and keeps it in step from now on.
    /// # Errors
    /// What the database says.
    pub async fn start(floor: Floor) -> Result<Self, StoreError> {
        let gazetteer = LivePicture::start(floor.db().clone(), gazetteer::GazetteerPainter).await?;
        let city = LivePicture::start(floor.db().clone(), deployment::CityPainter(floor.clone())).await?;
        Ok(Self { floor, gazetteer, city, reminders: None })
    }

    /// Names the room that has something to say on the pages of facilities.
    #[must_use]
    pub fn with_reminders(self, reminders: Arc<dyn Reminders>) -> Self {
        Self { reminders: Some(reminders), ..self }
    }

    /// Whether the whole city is on trial, as it is now.
    #[must_use]
    pub fn city(&self) -> Arc<CityShadow> {
        self.city.now()
    }

    /// The names of places as they are now.
    #[must_use]
    pub fn gazetteer(&self) -> Arc<Gazetteer> {
        self.gazetteer.now()
    }
}
