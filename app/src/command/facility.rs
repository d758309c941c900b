//! `facility add` and `facility import`: the registry from the command line.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sigap_kernel::{FacilityId, GeoPoint, Lang};
use sigap_registry::import::{self, Existing, Format, ImportPlan, Severity};
use sigap_registry::{Agreement, CoordQuality, NewFacility, RegistryError, facility_by_ppk};
use sigap_store::Lane;
use sigap_web::Words;

use super::{Answer, Failure, Progress};
use crate::deployment::App;

/// How often a file is planned again because somebody changed a facility in the meantime.
const PLANS_MAX: u32 = 3;

/// Adds one facility.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddFacility {
    /// Its PPK code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// What it is, by its code.
    pub kind: String,
    /// The stage of its agreement, by its code.
    pub stage: String,
}

/// Loads facilities or places from a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportFacilities {
    /// The file's name, for the report and the journal.
    pub name: String,
    /// What is in it, as base64: a file may be in any encoding.
    content: String,
    /// Whether only to say what would happen.
    pub dry_run: bool,
}

impl ImportFacilities {
    /// A file to be loaded.
    #[must_use]
    pub fn new(name: String, content: &[u8], dry_run: bool) -> Self {
        Self { name, content: STANDARD.encode(content), dry_run }
    }
}

pub(super) async fn add(app: &App, asked: AddFacility) -> Result<Answer, Failure> {
    let mut new = NewFacility::named(asked.name.clone(), one_of("kind", &asked.kind)?, app.config.city.zone);
    new.ppk = Some(asked.code.clone());
    let place = GeoPoint::new(asked.lat, asked.lon);
    new.place = Some(place.map_err(|wrong| Failure::new(wrong, "give degrees: --lat -6.99 --lon 110.42"))?);
    new.coord_quality = CoordQuality::MapPin;
    new.agreement = Agreement::in_stage(one_of("stage", &asked.stage)?);
    let new = &new;
    let added: Result<FacilityId, RegistryError> =
        app.db.write(&app.operator(), |tx| async move { sigap_registry::add_facility(&tx, new.clone()).await }).await;
    let id = added.map_err(|error| said(error, &asked.code))?;
    Ok(Answer::well(format!("Facility {} added: {} ({}, {}).\nid {id}\n", asked.code, asked.name, asked.kind, asked.stage)))
}

/// A word of a closed list by its code; a wrong one is answered with the whole list.
fn one_of<T: std::str::FromStr + Listed>(option: &str, code: &str) -> Result<T, Failure> {
    code.parse().map_err(|_| Failure::new(format!("there is no {option} {code:?}"), format!("use one of: {}", T::codes())))
}

/// A closed list whose codes can be told.
trait Listed {
    fn codes() -> String;
}

macro_rules! listed {
    ($($list:ty),+) => {$(
        impl Listed for $list {
            fn codes() -> String {
                <$list>::ALL.iter().map(|word| word.code()).collect::<Vec<_>>().join(", ")
            }
        }
    )+};
}
listed!(sigap_registry::FacilityKind, sigap_registry::Stage);

/// The facility with this PPK code.
pub(super) async fn by_code(app: &App, ppk: &str) -> Result<FacilityId, Failure> {
    let found = facility_by_ppk(&app.db, ppk).await?;
    let next = "check the code, or add it first: sigap facility add --code PPK --name NAME --lat X --lon Y";
    found.map(|facility| facility.id).ok_or_else(|| Failure::new(format!("no facility has the code {ppk}"), next))
}

/// What stands in the way of a deed in the registry, for the operator.
fn said(error: RegistryError, code: &str) -> Failure {
    match error {
        RegistryError::Invalid(errors) => {
            let words: Words = sigap_registry::words(Lang::En);
            let lines: Vec<String> = errors.iter().map(|(field, wrong)| format!("{field}: {}", words.mistake(wrong))).collect();
            let taken = errors.iter().any(|(field, wrong)| field == "ppk" && wrong == "field-taken");
            let next =
                if taken { format!("a facility with the code {code} is there already; change it on its page") } else { String::new() };
            Failure::new(lines.join("\n"), next)
        }
        RegistryError::Access(error) => error.into(),
        RegistryError::Store(error) => error.into(),
        other => Failure::new(other, ""),
    }
}

pub(super) async fn import(app: &App, asked: ImportFacilities, progress: &Progress) -> Result<Answer, Failure> {
    let bytes =
        STANDARD.decode(&asked.content).map_err(|error| Failure::new(format!("the file did not arrive whole: {error}"), "try again"))?;
    let bytes: Arc<[u8]> = bytes.into();
    let mut tries = 0;
    loop {
        tries += 1;
        let plan = planned(app, bytes.clone(), progress).await?;
        if asked.dry_run || !plan.does_something() {
            return Ok(report(&plan, "Nothing was written."));
        }
        progress.step("writing facilities", 0, None);
        match apply(app, &plan, &asked.name).await {
            Ok(()) => return Ok(report(&plan, "Written.")),
            // Somebody changed a facility while the file was being read: look again at what is there.
            Err(RegistryError::Changed) if tries < PLANS_MAX => {}
            Err(error) => return Err(said(error, "")),
        }
    }
}

async fn planned(app: &App, bytes: Arc<[u8]>, progress: &Progress) -> Result<ImportPlan, Failure> {
    progress.step("reading the registry", 0, None);
    let existing = Existing::load(&app.db, &app.operator(), app.config.city.zone).await?;
    progress.step("reading the file", 0, None);
    let planned = tokio::task::spawn_blocking(move || import::plan(&bytes, Format::of(&bytes), &existing)).await;
    planned.map_err(|error| Failure::new(format!("the file could not be read: {error}"), ""))
}

async fn apply(app: &App, plan: &ImportPlan, name: &str) -> Result<(), RegistryError> {
    app.db.write_in(&app.operator(), Lane::Bulk, |tx| async move { import::apply(&tx, plan, name).await.map(|_| ()) }).await
}

fn report(plan: &ImportPlan, end: &str) -> Answer {
    let text = format!("{}{end}\n", import::report(plan, &sigap_registry::words(Lang::En)));
    let mistakes = plan.findings.iter().any(|finding| finding.severity == Severity::Error);
    if mistakes { Answer::findings(text) } else { Answer::well(text) }
}
