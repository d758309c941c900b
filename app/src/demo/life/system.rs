//! The system of a simulated hospital: it speaks Aplicares over HTTP, signed, as an unmodified hospital system does. One
//! reports as things happen, one in batches, one is wrong about some of its wards.

use std::time::Duration;

use anyhow::bail;
use axum::http::Method;
use sigap_exchange::aplicares::client::{Answer, Request, Sender};
use sigap_exchange::aplicares::{MESSAGE_NO_ROOM, Page, READ_ROWS_MAX, Room, RoomDraft};
use sigap_exchange::bpjs::Ppk;
use sigap_kernel::World;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

use super::http::Caller;
use super::{Counted, Ear, Place, is_wrong};
use crate::demo::city::Reporting;
use crate::demo::dice::Dice;
use crate::demo::lay::credentials;
use crate::demo::rooms;

/// Where Aplicares is served.
const BASE_PATH: &str = "/aplicaresws";
/// Between a change and its report, in milliseconds: the systems look at their own tables that often.
const REPORTS_AFTER_MS: (i64, i64) = (900, 4_000);
/// Everything is sent again so often, in seconds, so that a quiet ward stays fresh.
const FULL_ROUND_EVERY_S: (i64, i64) = (200, 360);
/// After a call that could not be made, in seconds.
const TRIES_AGAIN_AFTER_S: (i64, i64) = (4, 9);
/// A batch system begins its first batch within this part of its interval, so that its numbers are late from the start.
const FIRST_BATCH_WITHIN: f64 = 0.5;
/// The simulation answers a count by then.
const HEARS_WITHIN: Duration = Duration::from_secs(1);
/// By how much a wrong system is wrong.
const WRONG_BY: i64 = 3;

/// One room as the system sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sent {
    /// Whether Sigap knows it.
    is_registered: bool,
    /// What was sent last.
    free: Option<u32>,
}

/// The system of one hospital.
pub(super) struct HospitalSystem {
    place: Place,
    ppk: Option<Ppk>,
    sender: Sender,
    caller: Caller,
    world: World,
    dice: Dice,
    sent: Vec<Sent>,
}

/// Which rooms a round is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    All,
    Changed,
}

impl HospitalSystem {
    pub(super) fn new(place: Place, seed: u64, caller: Caller, world: World) -> Self {
        let sender = Sender::new(credentials(&place.plan, seed), BASE_PATH);
        let dice = Dice::new(seed, &format!("system {}", place.number));
        let sent = vec![Sent::default(); place.plan.wards.len()];
        Self { ppk: place.plan.ppk.parse().ok(), place, sender, caller, world, dice, sent }
    }

    /// Reports until the program ends.
    pub(super) async fn run(mut self, mut ear: Ear, after: Duration, first_round: mpsc::Sender<usize>) {
        sleep(after).await;
        while let Err(error) = self.look_back(&mut ear).await {
            self.complain(&error).await;
        }
        if let Reporting::Late { every_min } = self.place.plan.reporting {
            let within_s = f64::from(every_min) * 60.0 * FIRST_BATCH_WITHIN;
            sleep(Duration::from_secs_f64(within_s * self.dice.unit())).await;
        }
        self.round(&mut ear, Round::All).await;
        // Nobody who waits for it is no failure: the city may be stopping.
        let _ = first_round.send(self.place.number).await;
        match self.place.plan.reporting {
            Reporting::Late { every_min } => self.in_batches(&mut ear, every_min).await,
            _ => self.as_it_happens(&mut ear).await,
        }
    }

    async fn as_it_happens(&mut self, ear: &mut Ear) {
        loop {
            let full_round = Instant::now() + self.seconds(FULL_ROUND_EVERY_S);
            loop {
                let wait = Duration::from_millis(self.dice.between(REPORTS_AFTER_MS.0, REPORTS_AFTER_MS.1).unsigned_abs());
                tokio::select! {
                    changed = ear.free.changed() => if changed.is_err() { return },
                    () = tokio::time::sleep_until(full_round) => break,
                }
                sleep(wait).await;
                self.round(ear, Round::Changed).await;
            }
            self.round(ear, Round::All).await;
        }
    }

    async fn in_batches(&mut self, ear: &mut Ear, every_min: u32) {
        while ear.free.has_changed().is_ok() {
            let about_s = i64::from(every_min) * 60;
            sleep(self.seconds((about_s * 3 / 4, about_s * 5 / 4))).await;
            self.round(ear, Round::All).await;
        }
    }

    /// Reads what Sigap holds of this hospital: after a restart the hospital goes on from there.
    async fn look_back(&mut self, ear: &mut Ear) -> anyhow::Result<()> {
        let Some(ppk) = &self.ppk else { return Ok(()) };
        let request = self.sender.read(ppk, Page { start: 1, limit: READ_ROWS_MAX }, self.world.now());
        let answer = self.ask(request).await?;
        if !answer.is_ok() {
            bail!("the rooms are not told: {}", answer.message);
        }
        let listed: Vec<Room> = answer.rooms().filter_map(|room| Some(room.ok()?.room)).collect();
        let known = |code: &str| listed.iter().find(|room| room.key.room_code == code).map(|room| room.free);
        let free: Vec<Option<u32>> = self.place.plan.wards.iter().map(|ward| known(&ward.code)).collect();
        for (sent, free) in self.sent.iter_mut().zip(&free) {
            *sent = Sent { is_registered: free.is_some(), free: *free };
        }
        if free.iter().any(Option::is_some) {
            ear.free.mark_unchanged();
            ear.counted.send(Counted { hospital: self.place.number, free }).await?;
            // Without an answer the next round tells what the simulation knows: no harm.
            let _ = tokio::time::timeout(HEARS_WITHIN, ear.free.changed()).await;
        }
        Ok(())
    }

    /// Sends rooms until it is done; the newest numbers, whatever happened meanwhile.
    async fn round(&mut self, ear: &mut Ear, which: Round) {
        for ward in 0..self.sent.len() {
            loop {
                let Some(free) = ear.free.borrow_and_update().get(ward).copied() else { break };
                let before = self.sent.get(ward).copied().unwrap_or_default();
                if which == Round::Changed && before.free == Some(free) {
                    break;
                }
                match self.send(ward, free, before).await {
                    Ok(sent) => {
                        if let Some(place) = self.sent.get_mut(ward) {
                            *place = sent;
                        }
                        break;
                    }
                    Err(error) => self.complain(&error).await,
                }
            }
        }
    }

    /// Updates a room, or registers it first. A refusal is not tried again before the number changes.
    async fn send(&self, ward: usize, free: u32, before: Sent) -> anyhow::Result<Sent> {
        let (Some(ppk), Some(draft)) = (&self.ppk, self.draft(ward, free)) else { return Ok(before) };
        let mut is_registered = before.is_registered;
        if is_registered {
            let answer = self.ask(self.sender.update(ppk, &draft, self.world.now())).await?;
            is_registered = answer.message != MESSAGE_NO_ROOM;
        }
        if !is_registered {
            is_registered = self.ask(self.sender.create(ppk, &draft, self.world.now())).await?.is_ok();
        }
        Ok(Sent { is_registered, free: Some(free) })
    }

    fn draft(&self, ward: usize, free: u32) -> Option<RoomDraft> {
        let plan = self.place.plan.wards.get(ward)?;
        let is_wrong = self.place.plan.reporting == Reporting::Wrong && is_wrong(ward);
        let told = if is_wrong { i64::from(plan.capacity) + WRONG_BY } else { i64::from(free) };
        Some(rooms::draft(plan, told))
    }

    async fn ask(&self, request: Request) -> anyhow::Result<Answer> {
        let method: Method = request.method.parse()?;
        let reply = self.caller.call(method, &request.path, &request.headers, request.body).await?;
        let answer = Answer::read(&reply.body)?;
        if reply.status.is_server_error() || reply.status.as_u16() == 429 {
            bail!("not now: {}", answer.message);
        }
        if !answer.is_ok() {
            tracing::debug!(ppk = %self.place.plan.ppk, answer = answer.message, "a simulated system was told no");
        }
        Ok(answer)
    }

    async fn complain(&self, error: &anyhow::Error) {
        tracing::debug!(ppk = %self.place.plan.ppk, "a simulated system could not report and tries again: {error:#}");
        sleep(self.seconds(TRIES_AGAIN_AFTER_S)).await;
    }

    fn seconds(&self, (low, high): (i64, i64)) -> Duration {
        Duration::from_secs(self.dice.between(low, high).unsigned_abs())
    }
}
