//! Lays a country into a deployment, in a process of its own, so that the server that is measured has done nothing before it is
//! measured. Hospitals and wards go through the registry, numbers through the room of beds, keys and people through access.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use rand::Rng as _;
use serde::{Deserialize, Serialize};
use sigap::deployment::{App, Secrets, take_folder};
use sigap_access::{NewKey, NewUser, SecretKind};
use sigap_availability::{Observation, SourceKind, Terms};
use sigap_beds::{Counter, Report};
use sigap_intake::Protocol;
use sigap_kernel::{Ctx, FacilityId, Grant, Lang, Masked, Role, Scope, WardId, World};
use sigap_registry::{NewWard, RegistryError, ReportedBy, Ward};
use sigap_store::{Db, Lane, StoreError};
use sigap_web::Mode;

use crate::country::{Country, WARDS, beds, chance, hospital, kemenkes_code, ward};
use crate::place::{Place, told};
use crate::server::run_aside;
use crate::system::tongue;

/// Rows laid in one write.
const ROWS_PER_WRITE: usize = 200;
/// Beds of one ward at most.
const BEDS_MAX: u32 = 40;
/// The nurse whose taps are measured. Invented, like everything here.
pub(crate) const NURSE_EMAIL: &str = "perawat@rekaan.example";
/// Her password.
pub(crate) const NURSE_PASSWORD: &str = "bangsal rekaan lantai tujuh";

/// What the systems of hospitals speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tongues {
    /// Aplicares.
    #[default]
    One,
    /// Each another protocol, see [`tongue`].
    Many,
}

/// What to lay.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// Hospitals.
    pub(crate) hospitals: usize,
    /// Wards of those that do not report by a system, with numbers.
    pub(crate) wards: usize,
    /// The first so many hospitals have a key and no wards yet: their systems register them.
    pub(crate) reporters: usize,
    /// Whether all wards have a past and residents see every chance.
    pub(crate) chances: bool,
    /// What those speak.
    pub(crate) tongues: Tongues,
    /// Phones in ambulances of the first hospital.
    pub(crate) phones: usize,
    /// Wards of the last hospital that its nurse keeps by hand; 0 is no nurse.
    pub(crate) board_wards: usize,
    /// Lines of the bed manager's list of that hospital; its wards then have numbers, too.
    pub(crate) plans: usize,
    /// Whether `sigap serve` will open it, which wants a city in earnest; measured servers open an invented one.
    pub(crate) in_earnest: bool,
    /// Lines of the list that are over, one every quarter of an hour back from now.
    pub(crate) past_plans: usize,
}

/// What was laid, as far as others have to know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Laid {
    /// The hospitals by number.
    pub(crate) hospitals: Vec<FacilityId>,
    /// The wards of the nurse.
    pub(crate) board: Vec<WardId>,
}

impl Laid {
    /// The hospital of the nurse.
    pub(crate) fn board_hospital(&self) -> Option<FacilityId> {
        self.hospitals.last().copied()
    }
}

/// The cons-id of a reporting hospital.
pub(crate) fn cons_id(number: usize) -> String {
    format!("rekaan-{number}")
}

/// What a phone calls itself.
pub(crate) fn phone_name(number: usize) -> String {
    format!("AMB-{number}")
}

/// The secret of a hospital's system or of a phone.
pub(crate) fn secret(number: usize) -> Masked<String> {
    Masked::new(format!("rahasia-rekaan-{number}"))
}

/// Has a plan laid by another process.
///
/// # Errors
/// When it could not.
pub(crate) fn lay(place: &Place, plan: &Plan) -> Result<Laid> {
    let told = run_aside(place, &["seed", &serde_json::to_string(plan)?])?;
    serde_json::from_str(&told).context("the laying process said something else")
}

/// The process that lays.
///
/// # Errors
/// What the rooms say.
pub(crate) async fn run(plan: &str) -> Result<()> {
    let plan: Plan = serde_json::from_str(plan)?;
    let config = told()?;
    let folder = take_folder(&config.data.folder, "bench seed")?;
    let mode = if plan.in_earnest { Mode::Live } else { Mode::Demo };
    let app = App::open(Arc::new(config), World::real(), Secrets::Opened, Some(mode)).await?;
    let laid = Layer { app: &app, ctx: app.operator() }.lay(&plan).await?;
    crate::row::show(&serde_json::to_string(&laid)?);
    drop(folder);
    Ok(())
}

struct Layer<'a> {
    app: &'a App,
    ctx: Ctx,
}

impl Layer<'_> {
    async fn lay(&self, plan: &Plan) -> Result<Laid> {
        let hospitals = self.hospitals(plan).await?;
        let wards = self.wards(plan, &hospitals).await?;
        observe_all(&self.app.db, &self.ctx, &wards).await?;
        if plan.chances {
            crate::chances::lay(self.app, &self.ctx, &wards).await?;
        }
        for number in 0..plan.reporters {
            let hospital = hospitals.get(number).copied().context("a reporter that is no hospital")?;
            self.key(&system_key(number, hospital, plan.tongues)).await?;
        }
        for number in 0..plan.phones {
            self.key(&phone_key(number, hospitals.first().copied().context("phones without a hospital")?)).await?;
        }
        let laid = Laid { board: self.board(plan, &hospitals).await?, hospitals };
        if let (true, Some(hospital)) = (plan.board_wards > 0, laid.board_hospital()) {
            self.nurse(hospital).await?;
            crate::list::lay(self.app, &self.ctx, plan, hospital, &laid.board).await?;
        }
        Ok(laid)
    }

    async fn hospitals(&self, plan: &Plan) -> Result<Vec<FacilityId>> {
        let country = Country::of(plan.hospitals);
        let all: Vec<_> = (0..plan.hospitals).map(|number| hospital(&country, number)).collect();
        let mut ids = Vec::with_capacity(all.len());
        for some in all.chunks(ROWS_PER_WRITE) {
            let written =
                self.app.db.write_in(&self.ctx, Lane::Bulk, |tx| async move { sigap_registry::add_facilities(&tx, some.to_vec()).await });
            ids.extend(written.await?);
        }
        Ok(ids)
    }

    /// Wards of hospitals that do not report by a system, dealt out one by one.
    async fn wards(&self, plan: &Plan, hospitals: &[FacilityId]) -> Result<Vec<Ward>> {
        let others = hospitals.get(plan.reporters..).unwrap_or_default();
        let others = others.get(..others.len() - usize::from(plan.board_wards > 0)).unwrap_or_default();
        let dealt = (0..).flat_map(|place| others.iter().map(move |facility| (place, *facility)));
        let all = dealt.take(if others.is_empty() { 0 } else { plan.wards });
        let new: Vec<NewWard> = all.map(|(place, facility)| new_ward(facility, place, ReportedBy::System)).collect();
        Ok(self.add_wards(&new).await?)
    }

    async fn board(&self, plan: &Plan, hospitals: &[FacilityId]) -> Result<Vec<WardId>> {
        let Some(hospital) = hospitals.last().copied() else { return Ok(Vec::new()) };
        // Where there are more wards than names, each has its number.
        let is_crowded = plan.board_wards > WARDS.len();
        let numbered = |ward: NewWard, place: usize| match is_crowded {
            true => NewWard { name: format!("{} {}", ward.name, place + 1), ..ward },
            false => ward,
        };
        let new: Vec<NewWard> = (0..plan.board_wards).map(|place| numbered(new_ward(hospital, place, ReportedBy::Board), place)).collect();
        Ok(self.add_wards(&new).await?.iter().map(|ward| ward.id).collect())
    }

    async fn add_wards(&self, new: &[NewWard]) -> Result<Vec<Ward>, RegistryError> {
        let mut wards = Vec::with_capacity(new.len());
        for some in new.chunks(ROWS_PER_WRITE) {
            let written =
                self.app.db.write_in(&self.ctx, Lane::Bulk, |tx| async move { sigap_registry::add_wards(&tx, some.to_vec()).await });
            wards.extend(written.await?);
        }
        Ok(wards)
    }

    async fn key(&self, new: &NewKey) -> Result<()> {
        self.app.access()?.add_key(&self.ctx, new).await?;
        Ok(())
    }

    async fn nurse(&self, hospital: FacilityId) -> Result<()> {
        let new = NewUser {
            email: Masked::new(NURSE_EMAIL.to_owned()),
            name: Masked::new("Perawat Rekaan".to_owned()),
            lang: Lang::Id,
            grants: vec![Grant { role: Role::WardNurse, scope: Scope::Facility(hospital) }],
            password: Some(Masked::new(NURSE_PASSWORD.to_owned())),
        };
        self.app.access()?.add_user(&self.ctx, &new).await?;
        Ok(())
    }
}

/// The key of the system of the hospital with this number.
fn system_key(number: usize, facility: FacilityId, tongues: Tongues) -> NewKey {
    let protocol = if tongues == Tongues::One { Protocol::Aplicares } else { tongue(number) };
    let (name, kind) = match protocol {
        Protocol::Siranap => (kemenkes_code(number), SecretKind::Basic),
        Protocol::Fhir => (cons_id(number), SecretKind::Basic),
        Protocol::Have => (cons_id(number), SecretKind::Bearer),
        Protocol::Aplicares | Protocol::Upload => (cons_id(number), SecretKind::Hmac),
    };
    let secret = protocol.kept_secret(&secret(number));
    NewKey { protocol: protocol.code().to_owned(), name, facility, kind, secret: Some(secret), note: "rekaan".to_owned() }
}

/// The key of a phone: its protocol is that of Traccar Client.
fn phone_key(number: usize, facility: FacilityId) -> NewKey {
    NewKey {
        protocol: "osmand".to_owned(),
        name: phone_name(number),
        facility,
        kind: SecretKind::Bearer,
        secret: Some(secret(number)),
        note: "rekaan".to_owned(),
    }
}

fn new_ward(facility: FacilityId, place: usize, reported_by: ReportedBy) -> NewWard {
    let (name, pool) = ward(place);
    NewWard { facility, name: name.to_owned(), pool, reported_by }
}

async fn observe_all(db: &Db, ctx: &Ctx, wards: &[Ward]) -> Result<(), StoreError> {
    let counter = &Counter::default();
    let mut chance = chance(0);
    for some in wards.chunks(ROWS_PER_WRITE) {
        let reports: Vec<Report> = some
            .iter()
            .map(|ward| {
                let capacity = chance.random_range(4..=BEDS_MAX);
                report(ctx, ward.facility, ward.id, (capacity, chance.random_range(0..=capacity / 3)))
            })
            .collect();
        let reports = &reports;
        db.write_in(ctx, Lane::Bulk, |tx| async move { sigap_beds::observe(&tx, counter, reports).await }).await?;
    }
    Ok(())
}

/// A report of a ward: beds, and how many of them are free.
pub(crate) fn report(ctx: &Ctx, facility: FacilityId, ward: WardId, (capacity, free): (u32, u32)) -> Report {
    let (observed_at, received_at) = (ctx.now(), ctx.now());
    let source = SourceKind::Aplicares;
    let observation = Observation { capacity: Some(capacity), free: Some(free), terms: Terms::UNKNOWN, source, observed_at, received_at };
    Report { ctx: ctx.clone(), facility, ward, observation, by_sex: None }
}

/// A report that says a number.
pub(crate) fn numbered_report(ctx: &Ctx, facility: FacilityId, ward: WardId, said: u64) -> Report {
    report(ctx, facility, ward, beds(said))
}
