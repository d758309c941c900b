//! The second system of one hospital: its reporting desk sends a few wards to RS Online as well, by hand and a little late, so that its numbers
//! differ now and then. In Sigap its rows wait for a person, and never count beside the first.

use std::time::Duration;

use anyhow::bail;
use axum::http::Method;
use sigap_exchange::siranap::client::{Answer, Sender};
use sigap_exchange::siranap::{BED_TYPES, Counts, NewRow, RowKey};
use sigap_kernel::{Pool, World};
use tokio::time::sleep;

use super::http::Caller;
use super::{Ear, Place};
use crate::demo::city::PlannedWard;
use crate::demo::dice::Dice;
use crate::demo::lay::second_credentials;

/// Where RS Online is served.
const BASE_PATH: &str = "/fo/index.php";
/// Wards the desk reports.
const WARDS: usize = 5;
/// Between two rounds of the desk, in seconds.
const EVERY_S: (i64, i64) = (90, 240);
/// Its numbers are so many beds beside the truth at most.
const OFF_BY: i64 = 2;

/// The desk.
pub(super) struct SecondSystem {
    place: Place,
    sender: Sender,
    caller: Caller,
    world: World,
    dice: Dice,
}

impl SecondSystem {
    /// The desk of a hospital; `None` when RS Online has no code for it.
    pub(super) fn new(place: Place, seed: u64, caller: Caller, world: World) -> Option<Self> {
        let sender = Sender::new(second_credentials(&place.plan, seed)?, BASE_PATH);
        let dice = Dice::new(seed, &format!("desk {}", place.number));
        Some(Self { place, sender, caller, world, dice })
    }

    /// Reports until the program ends.
    pub(super) async fn run(self, mut ear: Ear, after: Duration) {
        sleep(after * 2).await;
        while ear.free.has_changed().is_ok() {
            let free = ear.free.borrow_and_update().clone();
            for (ward, free) in self.place.plan.wards.iter().zip(free).filter(|(ward, _)| code_of(&ward.pool).is_some()).take(WARDS) {
                if let Err(error) = self.report(ward, free).await {
                    tracing::debug!(ppk = %self.place.plan.ppk, "the second system could not report: {error:#}");
                }
            }
            sleep(Duration::from_secs(self.dice.between(EVERY_S.0, EVERY_S.1).unsigned_abs())).await;
        }
    }

    async fn report(&self, ward: &PlannedWard, free: u32) -> anyhow::Result<()> {
        let Some(bed_type_code) = code_of(&ward.pool) else { return Ok(()) };
        let off = i32::try_from(self.dice.between(-OFF_BY, OFF_BY)).unwrap_or(0);
        let occupied = ward.capacity.saturating_sub(free).saturating_add_signed(off).min(ward.capacity);
        let counts = Counts { rooms: 1, beds: ward.capacity, occupied, ..Counts::default() };
        let row = NewRow { key: RowKey { bed_type_code, room: ward.name.to_uppercase() }, counts };
        let request = self.sender.create(&row, self.world.now());
        let method: Method = request.method.parse()?;
        let reply = self.caller.call(method, &request.path, &request.headers, request.body).await?;
        match Answer::read(reply.status.as_u16(), &reply.body) {
            Answer::Ok => Ok(()),
            other => bail!("it was told {other:?}"),
        }
    }
}

/// The bed type of RS Online for a kind of beds; sex and age have none there.
fn code_of(pool: &Pool) -> Option<String> {
    let alike = |row: &&sigap_exchange::siranap::BedTypeRow| {
        (row.pool.bed_type, row.pool.class, row.pool.isolation) == (pool.bed_type, pool.class, pool.isolation)
    };
    BED_TYPES.iter().find(alike).map(|row| row.id.to_string())
}
