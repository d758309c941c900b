//! Promises on both engines: asked, decided, claimed, ended by the clock; and two hundred at once.

mod crowd;
pub(super) mod journal;
mod life;
mod pages;
mod run_out;

use sigap_access::Access;
use sigap_kernel::{Actor, BedType, Ctx, FacilityId, Grant, Pool, Role, Scope, UserId, WardId};
use sigap_store::Db;

use super::room::BedsError;
use super::room::promise::{Act, AskPromise, Asked, Patient, Promise, PromiseEvent, PromiseId, PromiseKind, Urgency, act, ask, of_id};
use super::town::{Town, at, hospital};
use super::{Open, town as one_town, towns};

/// A hospital with one ICU ward.
struct Place {
    facility: FacilityId,
    ward: WardId,
}

const ICU: Pool = Pool::of_type(BedType::Icu);

async fn icu(town: &Town, free: u32) -> Place {
    let facility = town.add(hospital("RSUD Rekaan", at(1.0, 0.0), "Muara")).await;
    let ward = town.ward(facility, "ICU", ICU).await;
    town.report(facility, &[(ward, 20, free, 0)]).await;
    Place { facility, ward }
}

fn person(town: &Town, role: Role, scope: Scope) -> Ctx {
    let user = UserId::new(&town.system());
    town.world.ctx(Actor::Person { user, grants: [Grant { role, scope }].into() })
}

/// The same person a while later.
fn later(town: &Town, ctx: &Ctx) -> Ctx {
    town.world.ctx(ctx.actor().clone())
}

fn dispatcher(town: &Town) -> Ctx {
    person(town, Role::Dispatcher, Scope::City)
}

fn manager(town: &Town, place: &Place) -> Ctx {
    person(town, Role::BedManager, Scope::Facility(place.facility))
}

fn patient() -> Patient {
    Patient::read("female", "34", "sesak napas (rekaan)", "0812-0000-0014").unwrap()
}

fn wish(place: &Place) -> AskPromise {
    AskPromise {
        id: None,
        facility: place.facility,
        pool: ICU,
        urgency: Urgency::Urgent,
        wants: PromiseKind::Promise,
        agreed: false,
        eta_min: 20,
        patient: patient(),
    }
}

async fn asks(town: &Town, ctx: &Ctx, new: &AskPromise) -> Result<Asked, BedsError> {
    let desk = town.beds.promises();
    town.floor.db().write(ctx, |tx| async move { ask(&tx, desk, new).await }).await
}

async fn acts_on(db: &Db, town: &Town, ctx: &Ctx, id: PromiseId, deed: Act) -> Result<Promise, BedsError> {
    let desk = town.beds.promises();
    db.write(ctx, |tx| async move { act(&tx, desk, id, &deed).await }).await
}

/// Does something to a promise as it stands now.
async fn acts(town: &Town, ctx: &Ctx, id: PromiseId, event: PromiseEvent, change: impl Fn(&mut Act)) -> Result<Promise, BedsError> {
    let mut deed = Act::new(event, found(town, id).await.version);
    change(&mut deed);
    acts_on(town.floor.db(), town, ctx, id, deed).await
}

async fn found(town: &Town, id: PromiseId) -> Promise {
    of_id(town.floor.db(), id).await.unwrap().unwrap()
}

fn access(town: &Town) -> &Access {
    town.floor.access()
}

/// Open claims of the ward, and what is free to promise there.
async fn claims(town: &Town, place: &Place) -> (Vec<sigap_availability::Claim>, Option<u32>) {
    let rows = crate::store::open_claims_of(town.floor.db(), &[place.ward]).await.unwrap();
    let claims: Vec<_> = rows.into_iter().map(|row| row.claim).collect();
    let count = crate::store::counts(town.floor.db(), &[place.ward]).await.unwrap().remove(&place.ward);
    let seen = count.map(|count| count.observation);
    let standing = sigap_availability::Standing::of(town.beds.rules(), ICU.bed_type, seen.as_ref(), &claims, town.system().now());
    (claims, standing.free_to_promise)
}
