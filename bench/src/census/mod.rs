//! `census`: how quickly a census of the whole country begins: from the request to the moment in which every row, message and job is durable and
//! every hospital's pages say so; beside as many rows by plain statements in one transaction.

mod store;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap::wiring;
use sigap_access::{Access, AccessConfig};
use sigap_kernel::{Actor, CareClass, Ctx, FacilityId, GeoPoint, Grant, Masked, Pool, Role, Scope, UserId, UtcMs, WardId, World, Zone};
use sigap_registry::{Facility, FacilityKind};
use sigap_reminders::{
    CensusId, Fault, Gateway, Gateways, HospitalNow, Hospitals, LadderRules, NewCensus, NewContact, Parcel, Reminders, StillTrue, WardNow,
};
use sigap_store::{Db, Lane, StoreError};
use sigap_web::{Banners as _, Floor, Settings};

use crate::place::Place;
use crate::row::{Row, Sheet, say};
use crate::size::Size;

const BENCH: &str = "census";
/// Milliseconds within which a census is promised to have begun.
const START_MS: f64 = 2_000.0;
/// Hospitals of the country, and wards of each.
const HOSPITALS: usize = 3_200;
const WARDS: usize = 19;
/// Hospitals of a small run.
const FEW: usize = 200;

/// The country's hospitals, none of which has counted.
struct Country(Vec<HospitalNow>);

impl Hospitals for Country {
    fn all(&self, _: UtcMs) -> Vec<HospitalNow> {
        self.0.clone()
    }

    fn one(&self, facility: FacilityId, _: UtcMs) -> Option<HospitalNow> {
        self.0.iter().find(|one| one.id() == facility).cloned()
    }

    fn confirm<'a>(&'a self, _: &'a Ctx, _: FacilityId, _: &'a [(WardId, i64)]) -> BoxFuture<'a, Result<StillTrue, StoreError>> {
        std::future::ready(Ok(StillTrue::Changed)).boxed()
    }

    fn topic(&self, _: Option<FacilityId>) -> String {
        "beds".to_owned()
    }
}

/// Messages are written down; nobody sends them while it is measured.
struct Nobody;

impl Gateway for Nobody {
    fn carry<'a>(&'a self, _: &'a Parcel) -> BoxFuture<'a, Result<(), Fault>> {
        std::future::ready(Ok(())).boxed()
    }
}

/// Measures on each engine.
///
/// # Errors
/// What the database says, or a census that is not in effect.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    let hospitals = if size.judges { HOSPITALS } else { FEW };
    for place in Place::both().await? {
        say(&format!("census: {hospitals} hospitals on {}", place.engine()));
        let (started_ms, plain_ms) = measured(&place, hospitals).await?;
        let name = format!("a census of {hospitals} hospitals begun, each with its message, {}", place.engine());
        sheet.add(Row::new(BENCH, name, started_ms, "ms").at_most(START_MS).beside("as many rows by plain statements", plain_ms))?;
    }
    Ok(())
}

async fn measured(place: &Place, hospitals: usize) -> Result<(f64, f64)> {
    let world = World::real();
    std::fs::create_dir_all(place.folder())?;
    let db = Db::open(&place.store(), wiring::MIGRATIONS).await?;
    let access = Access::open(db.clone(), AccessConfig::new(place.folder().join("keyring.json")), world.clone()).await?;
    let centre = GeoPoint::new(-6.99, 110.42).context("a place")?;
    let settings = Settings { city: "Negeri Rekaan".into(), centre, zone: Zone::Wib, demo: true, tls: false, help_phone: None };
    let floor = Floor::new(db.clone(), access, world.clone(), settings);
    let ctx = world.ctx(Actor::System("bench"));
    let country = Arc::new(Country(lay(&db, &ctx, hospitals).await?));
    let gateways = Gateways { webhook: Some(Arc::new(Nobody)), ..Gateways::default() };
    let room = Reminders::open(floor, LadderRules::default(), country.clone(), gateways).await?;
    for (number, one) in country.0.iter().enumerate() {
        let new = NewContact { phone: Masked::new(format!("+62812{number:08}")), ..NewContact::default() };
        sigap_reminders::put_contact(&room, &ctx, one.id(), &new).await?;
    }
    let ctx = world.ctx(Actor::System("bench"));
    let new = NewCensus {
        id: CensusId::new(&ctx),
        reason: "Latihan nasional (rekaan)".into(),
        minutes: Some(15),
        district: String::new(),
        kind: None,
        seen: 0,
    };
    let began = Instant::now();
    sigap_reminders::start_census(&room, &ctx, &new).await?;
    let last = country.0.last().context("there is no hospital")?.id();
    let grants = [Grant { role: Role::WardNurse, scope: Scope::Facility(last) }];
    let nurse = world.ctx(Actor::Person { user: UserId::new(&ctx), grants: grants.into() });
    ensure!(!room.of(&nurse).is_empty(), "the last hospital's pages do not say it");
    let started_ms = began.elapsed().as_secs_f64() * 1_000.0;
    Ok((started_ms, store::plain(&db, &ctx, &country.0).await?))
}

/// The hospitals in the registry, each with its wards in memory.
async fn lay(db: &Db, ctx: &Ctx, hospitals: usize) -> Result<Vec<HospitalNow>> {
    let named = |number: usize| Facility::named(format!("RS {number} (rekaan)"), FacilityKind::Hospital, Zone::Wib);
    let new: &Vec<Facility> = &(0..hospitals).map(named).collect();
    let ids = db.write_in(ctx, Lane::Bulk, |tx| async move { sigap_registry::add_facilities(&tx, new.clone()).await }).await?;
    let ward = |number: usize| WardNow {
        id: WardId::new(ctx),
        name: format!("Melati {number}"),
        pool: Pool::general(CareClass::Three),
        is_by_hand: true,
        beds: Some(20),
        free: Some(2),
        taken_at: Some(ctx.now().plus_min(-30)),
        due_at: Some(ctx.now().plus_min(30)),
        counts: true,
        is_silent: false,
        source: Some("ward_board"),
        version: 1,
    };
    let of = |(id, facility): (FacilityId, &Facility)| HospitalNow {
        facility: Arc::new(Facility { id, ..facility.clone() }),
        wards: (0..WARDS).map(ward).collect(),
    };
    Ok(ids.into_iter().zip(new).map(of).collect())
}
