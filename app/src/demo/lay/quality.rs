//! A few invented cases of families and phone checks, so that a visitor of the demo finds a desk at work. Laid once: each has an id of its own.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_availability::QualityRules;
use sigap_kernel::{Actor, FacilityId, ManualClock, Masked, Pool, World};
use sigap_quality::{
    CaseId, Channel, CheckId, CheckOutcome, Days, Happened, NewCheck, NextHospital, QualityError, QualityRoom, Reporting, Shown, ShownPool,
    ShownState, Telling, WardFacts, What,
};
use sigap_store::StoreError;
use sigap_web::{Floor, Settings};

use super::layer;
use crate::command::Failure;
use crate::demo::city::City;
use crate::deployment::App;

/// An invented case: the PPK code of the hospital, hours ago, what was said, the words, whether a phone was left.
type Case = (&'static str, i64, What, &'static str, bool);

const CASES: [Case; 4] = [
    ("9999R002", 27, What::NoBed, "Kata petugas penuh sejak pagi (rekaan).", false),
    ("9999R002", 3, What::Deposit, "Diminta uang muka dulu (rekaan).", true),
    ("9999R004", 2, What::NotForUs, "Ada, tapi hanya untuk laki-laki (rekaan).", true),
    ("9999R004", 30, What::Unreachable, "Tiga kali tidak diangkat (rekaan).", false),
];

/// An invented check: the PPK code of the hospital, days ago, what became of it, how many were free.
const CHECKS: [(&str, i64, CheckOutcome, u32); 4] = [
    ("9999R002", 20, CheckOutcome::Answered, 4),
    ("9999R002", 50, CheckOutcome::Answered, 5),
    ("9999R004", 12, CheckOutcome::Answered, 0),
    ("9999R004", 41, CheckOutcome::NoAnswer, 0),
];

/// What was shown in the invented past: four beds of one kind.
struct Past(Pool);

impl Reporting for Past {
    fn facts(&self, _: FacilityId, _: Days) -> BoxFuture<'_, Result<Vec<WardFacts>, StoreError>> {
        std::future::ready(Ok(Vec::new())).boxed()
    }
}

impl Shown for Past {
    fn shown(&self, _: FacilityId) -> BoxFuture<'_, Vec<ShownPool>> {
        let shown = ShownPool { pool: self.0, state: ShownState::Free, free: Some(4), beds: Some(24), taken_at: None };
        std::future::ready(vec![shown]).boxed()
    }

    fn next(&self, _: FacilityId, _: Option<Pool>, _: usize) -> BoxFuture<'_, Vec<NextHospital>> {
        std::future::ready(Vec::new()).boxed()
    }
}

/// Lays what is missing.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let laid = super::find(&app.db, city).await?;
    let find = |ppk: &str| {
        let (hospital, laid) = city.hospitals.iter().zip(&laid).find(|(hospital, _)| hospital.ppk == ppk)?;
        Some((laid.as_ref()?.facility, hospital.wards.first()?.pool))
    };
    for (number, (ppk, hours, what, words, has_phone)) in (1..).zip(CASES) {
        let Some((facility, pool)) = find(ppk) else { continue };
        let telling = Telling {
            id: CaseId::from_uuid(uuid_of(number)),
            facility,
            pool: Some(pool),
            what: Some(what),
            happened: Some(Happened::Today),
            text: Masked::new(words.to_owned()),
            phone: Masked::new(if has_phone { format!("08120000000{number}") } else { String::new() }),
            channel: Channel::Web,
            browser: None,
        };
        let (room, ctx) = (room(app, city, pool)?, past(app, hours * 60).ctx(Actor::Anyone));
        sigap_quality::tell(&room, &ctx, &telling).await.map_err(failed)?;
    }
    for (number, (ppk, days, outcome, free)) in (1..).zip(CHECKS) {
        let Some((facility, pool)) = find(ppk) else { continue };
        let said = if outcome == CheckOutcome::Answered { vec![(pool, free.to_string())] } else { Vec::new() };
        let new = NewCheck { id: CheckId::from_uuid(uuid_of(100 + number)), phone: String::new(), outcome: Some(outcome), said };
        let (room, ctx) = (room(app, city, pool)?, past(app, days * 24 * 60).ctx(layer(app).actor().clone()));
        sigap_quality::note_check(&room, &ctx, facility, &new).await.map_err(failed)?;
    }
    Ok(())
}

/// The room, as it was in the invented past.
fn room(app: &App, city: &City, pool: Pool) -> Result<QualityRoom, Failure> {
    let settings = Settings { city: city.name.to_owned(), centre: city.centre, zone: city.zone, demo: true, tls: false, help_phone: None };
    let floor = Floor::new(app.db.clone(), app.access()?.clone(), app.world.clone(), settings);
    let past = Arc::new(Past(pool));
    Ok(QualityRoom::new(floor, QualityRules::default(), past.clone(), past))
}

/// The world so many minutes ago.
pub(super) fn past(app: &App, minutes: i64) -> World {
    let at = app.world.now().plus_min(-minutes);
    World { clock: Arc::new(ManualClock::at(at)), chance: app.world.chance.clone() }
}

fn failed(error: QualityError) -> Failure {
    Failure::new(format!("the invented cases cannot be laid: {error}"), "")
}

/// The id of an invented thing; no drawn one has so many noughts.
const fn uuid_of(number: u128) -> sigap_kernel::__uuid::Uuid {
    sigap_kernel::__uuid::Uuid::from_u128(0x0192_f0c4_0000_7000_8000_0000_0000_0000 + number)
}
