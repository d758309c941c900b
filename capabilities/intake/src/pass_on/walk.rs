//! One walk over the rows of a target: what stands here is held against what was kept, what is in doubt is looked up, and what is left is said.
//!
//! A call goes only after `sending` is committed, and its outcome is committed before the next. So whatever is lost, an answer or the node, the
//! row says so, and nothing is said a second time before somebody has looked.

use std::collections::HashMap;

use sigap_exchange::wire::Request;
use sigap_kernel::{Actor, Ctx, UtcMs};
use sigap_registry::{Facility, Stage};
use sigap_store::{Db, Lane, StoreError};
use sigap_web::{Floor, Mode};

use super::address::PeerAddress;
use super::courier::{Carried, Courier, CourierFault};
use super::echo::Secrets;
use super::numbers::BedNumbers;
use super::outcome::{End, Outcome, Tally, act_of, taken, with_listed};
use super::peer::{NoListing, Peer, Verdict};
use super::plan::{Changes, Here, own_of, plan};
use super::row::{PassAct, PassRow, RowEvent, RowState, Why};
use super::target::{Target, TargetState};
use super::tell;
use crate::Intake;
use crate::store::{pass_on as store, rooms};

/// Seconds after which a walk makes room for others; what is left is the next one's.
pub(super) const WALK_S_MAX: u32 = 120;

/// What a walk could not do.
#[derive(Debug)]
pub(crate) enum Fault {
    Store(StoreError),
    /// Somebody else changed a row: the walk begins anew.
    Changed,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Whether numbers of a facility are passed on: only those that everybody may see. Who practises passes on nothing, nor does a city on trial.
pub(crate) fn passes_on(facility: &Facility, floor: &Floor, now: UtcMs) -> bool {
    let agreement = &facility.agreement;
    floor.mode() != Mode::Training
        && !floor.is_in_shadow()
        && facility.active
        && agreement.shows_beds
        && agreement.stage == Stage::Public
        && agreement.public_at(now)
}

/// One walk.
pub(crate) struct Walk<'w> {
    pub(crate) intake: &'w Intake,
    pub(crate) numbers: &'w dyn BedNumbers,
    pub(crate) courier: &'w dyn Courier,
    pub(crate) address: &'w PeerAddress,
    pub(crate) peer: &'w Peer,
    pub(crate) target: &'w Target,
    pub(crate) rows: Vec<PassRow>,
    pub(crate) tally: Tally,
    pub(crate) unanswered: u32,
}

impl Walk<'_> {
    /// Walks.
    pub(crate) async fn go(&mut self) -> Result<End, Fault> {
        let until = self.ctx().now().plus_s(WALK_S_MAX.into());
        self.hold_against(true).await?;
        let mut listing = None;
        if self.rows.iter().any(|row| self.wants_look(row)) {
            match self.look(until).await {
                Ok(found) => {
                    self.settle(&found).await?;
                    self.hold_against(false).await?;
                    self.hold_proposals(&found).await?;
                    listing = Some(found);
                }
                Err(NoListing::WrongKeys(words)) => return self.wrong_keys(&words).await,
                Err(NoListing::NoList(words)) => self.put_off(Why::NoList, &words).await?,
                Err(NoListing::NotNow) => {
                    self.unanswered += 1;
                    self.put_off(Why::NotReached, "").await?;
                }
            }
        }
        for at in 0..self.rows.len() {
            let now = self.ctx().now();
            if now > until {
                return Ok(End::TimeUp);
            }
            let Some(row) = self.rows.get(at).filter(|row| row.is_due(RowState::Waiting, now)) else { continue };
            // Its wait was over while others had their turn.
            if listing.is_none() && self.wants_look(row) {
                continue;
            }
            let row = with_listed(row.clone(), listing.as_ref());
            if let Some(end) = self.say(at, row).await? {
                return Ok(end);
            }
        }
        Ok(End::Walked)
    }

    /// When the next row wants its turn; `None` when none is left.
    pub(crate) fn next_at(&self) -> Option<UtcMs> {
        let left = self.rows.iter().filter(|row| matches!(row.state, RowState::Waiting | RowState::Unsure));
        left.map(|row| row.again_at).min()
    }

    /// One call and its answer, in which no key of the hospital stands.
    pub(super) async fn carried(&self, request: Request) -> Result<Carried, CourierFault> {
        let secrets = Secrets::of(&request);
        self.courier.carry(self.address, request).await.map(|carried| secrets.out_of(carried))
    }

    pub(super) fn ctx(&self) -> Ctx {
        self.intake.0.floor.world().ctx(Actor::System("intake"))
    }

    pub(super) fn db(&self) -> &Db {
        self.intake.0.floor.db()
    }

    /// Holds the rows against what stands here. At the beginning, whatever is still being sent is in doubt: who sent it is no more.
    async fn hold_against(&mut self, is_beginning: bool) -> Result<(), Fault> {
        let mut rows = store::rows(self.db(), self.target.id).await?;
        if is_beginning {
            let (lost, mut changes) = (mourned(&mut rows, self.ctx().now()), Changes::default());
            changes.put = lost;
            self.keep(&changes).await?;
            rows = store::rows(self.db(), self.target.id).await?;
        }
        let changes = planned(self.intake, self.numbers, self.target, &rows).await?;
        self.keep(&changes).await?;
        self.rows = if changes.is_empty() { rows } else { store::rows(self.db(), self.target.id).await? };
        Ok(())
    }

    pub(super) async fn keep(&self, changes: &Changes) -> Result<(), Fault> {
        if changes.is_empty() {
            return Ok(());
        }
        let subject = &self.target.subject();
        self.db()
            .write_in(&self.ctx(), Lane::Bulk, |tx| async move {
                let mut all_kept = true;
                // A ward has one row that is not gone: places become free before others take them.
                for row in &changes.drop {
                    all_kept &= store::drop_row(&tx, row).await?;
                }
                for row in changes.put.iter().filter(|row| !row.is_gone && row.version > 0) {
                    store::leave_ward(&tx, row).await?;
                }
                for row in &changes.put {
                    all_kept &= store::put_row(&tx, row).await?;
                }
                tx.confirm(subject.clone());
                if all_kept { Ok(()) } else { Err(Fault::Changed) }
            })
            .await
    }

    /// Says one row; a row that turns out not to be registered there is registered at once.
    async fn say(&mut self, at: usize, mut row: PassRow) -> Result<Option<End>, Fault> {
        loop {
            row.act = act_of(&row);
            if row.act == PassAct::Delete && self.rows.iter().any(|other| !other.is_gone && other.codes == row.codes) {
                // What has these codes now is not removed.
                return Ok(None);
            }
            if row.act == PassAct::Delete && row.is_there == Some(false) {
                self.keep(&Changes { put: Vec::new(), drop: vec![row] }).await?;
                self.tally.removed += 1;
                return Ok(None);
            }
            let Some(request) = self.peer.request(row.act, &row, self.ctx().now()) else { return Ok(None) };
            row.happens(RowEvent::Sent);
            if !self.let_go(&row).await? {
                return Ok(Some(End::TurnedOff));
            }
            row.version += 1;
            let answered = self.carried(request).await;
            let verdict = answered.map(|carried| self.peer.verdict(&carried));
            let now = self.ctx().now();
            let Outcome { is_over, end, is_again } = taken(&mut row, &verdict, &mut self.unanswered, &mut self.tally, now);
            let change = if is_over {
                Changes { put: Vec::new(), drop: vec![row.clone()] }
            } else {
                Changes { put: vec![row.clone()], drop: Vec::new() }
            };
            self.keep(&change).await?;
            row.version += 1;
            if let Some(place) = self.rows.get_mut(at) {
                *place = row.clone();
                if is_over {
                    // Nothing of it is left that could want a turn.
                    place.state = RowState::Left;
                }
            }
            match (&verdict, end) {
                (Ok(Verdict::WrongKeys(words)), _) => return self.wrong_keys(words).await.map(Some),
                (_, Some(end)) => return Ok(Some(end)),
                _ if is_again => {}
                _ => return Ok(None),
            }
        }
    }

    /// Commits that a row is being sent, if its target is still on and as it was.
    async fn let_go(&self, row: &PassRow) -> Result<bool, Fault> {
        let target = self.target;
        self.db()
            .write_in(&self.ctx(), Lane::Bulk, |tx| async move {
                tx.confirm(target.subject());
                if !store::may_send(&tx, target).await? {
                    return Ok(false);
                }
                if store::put_row(&tx, row).await? { Ok(true) } else { Err(Fault::Changed) }
            })
            .await
    }

    /// The target stops until a person enters other keys: a service that is asked again and again with wrong ones shuts the hospital out.
    async fn wrong_keys(&self, words: &str) -> Result<End, Fault> {
        let target = self.target;
        self.db()
            .write_in(&self.ctx(), Lane::Bulk, |tx| async move {
                if store::turn(&tx, target, TargetState::Stopped, words).await? {
                    tx.record(tell::stopped(target));
                } else {
                    tx.confirm(target.subject());
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(End::WrongKeys)
    }
}

/// Rows that were being sent when their sender was lost.
fn mourned(rows: &mut [PassRow], now: UtcMs) -> Vec<PassRow> {
    let lost = rows.iter_mut().filter(|row| row.state == RowState::Sending);
    lost.map(|row| {
        row.happens(RowEvent::Lost);
        row.later(Why::NoAnswer, now);
        row.clone()
    })
    .collect()
}

/// What has to change in the rows of a target.
pub(crate) async fn planned(intake: &Intake, numbers: &dyn BedNumbers, target: &Target, rows: &[PassRow]) -> Result<Changes, StoreError> {
    let floor = &intake.0.floor;
    let wards = sigap_registry::wards_of(floor.db(), target.facility).await?;
    let own = own_of(target.service, &rooms::of_facility(floor.db(), target.facility).await?);
    let numbers: HashMap<_, _> = numbers.of(target.facility).await?.into_iter().map(|number| (number.ward, number)).collect();
    let here = Here { target: target.id, service: target.service, wards: &wards, numbers: &numbers, own: &own };
    Ok(plan(&floor.world().ctx(Actor::System("intake")), &here, rows))
}
