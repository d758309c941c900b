//! Looking at what stands at the service: rows in doubt come out of it, and rows of which nobody knows whether they stand there by other codes
//! are held until a person says so.

use sigap_kernel::UtcMs;

use super::outcome::with_listed;
use super::peer::{Listing, NoListing, PAGES_MAX, Peer};
use super::plan::Changes;
use super::row::{Codes, PassAct, PassRow, RowEvent, RowState, Why};
use super::walk::{Fault, Walk};
use crate::store::pass_on as store;

/// Codes a person is given to choose from.
const OFFERS_MAX: usize = 8;
/// Letters of their words that are kept.
const WORDS_KEPT_CHARS: usize = 300;

impl Walk<'_> {
    /// Rows in doubt have to be looked up; of RS Online also those whose number there is not known, and everywhere those whose codes are but a
    /// proposal.
    pub(super) fn wants_look(&self, row: &PassRow) -> bool {
        let now = self.ctx().now();
        let is_nameless = matches!(self.peer, Peer::Siranap(_)) && row.peer_row.is_none();
        row.is_due(RowState::Unsure, now) || (is_nameless || row.is_proposal()) && row.is_due(RowState::Waiting, now)
    }

    /// All that stands there: a part of it would make what is missing look as if it were not there.
    pub(super) async fn look(&self, until: UtcMs) -> Result<Listing, NoListing> {
        let (mut listing, mut start) = (Listing::new(), 1);
        for _ in 0..PAGES_MAX {
            let now = self.ctx().now();
            if now > until {
                return Err(NoListing::NotNow);
            }
            let carried = self.carried(self.peer.look(start, now)).await.map_err(|_| NoListing::NotNow)?;
            let part = self.peer.seen(start, &carried)?;
            // Of two rows with the same codes the first is ours to speak of.
            for (codes, listed) in part.rows {
                listing.entry(codes).or_insert(listed);
            }
            match part.next {
                Some(next) => start = next,
                None => return Ok(listing),
            }
        }
        Err(NoListing::NotNow)
    }

    /// Rows in doubt come out of it.
    pub(super) async fn settle(&mut self, listing: &Listing) -> Result<(), Fault> {
        let now = self.ctx().now();
        let mut changes = Changes::default();
        for row in self.rows.iter().filter(|row| row.is_due(RowState::Unsure, now)) {
            let row = with_listed(row.clone(), Some(listing));
            match settled(row, listing, now) {
                Settled::Kept(row) => {
                    self.tally.kept += 1;
                    changes.put.push(row);
                }
                Settled::Removed(row) => {
                    self.tally.removed += 1;
                    changes.drop.push(row);
                }
                Settled::NotFound(row) => changes.put.push(row),
            }
        }
        self.keep(&changes).await
    }

    /// A row with proposed codes that do not stand there is registered only where every row there has one here. Otherwise it may be one of them
    /// by other codes, and would stand there twice: a person picks or confirms its codes.
    pub(super) async fn hold_proposals(&mut self, listing: &Listing) -> Result<(), Fault> {
        let strangers = strangers(listing, &self.rows);
        if strangers.is_empty() {
            return Ok(());
        }
        let now = self.ctx().now();
        let mut changes = Changes::default();
        let is_meant = |row: &&PassRow| row.state == RowState::Waiting && row.is_proposal() && !listing.contains_key(&row.codes);
        for row in self.rows.iter().filter(is_meant) {
            let mut row = row.clone();
            row.hold_for_codes(&offers(&strangers, &row.codes.class), now);
            changes.put.push(row);
        }
        self.keep(&changes).await?;
        self.rows = store::rows(self.db(), self.target.id).await?;
        Ok(())
    }

    /// What could not be looked up waits.
    pub(super) async fn put_off(&mut self, why: Why, words: &str) -> Result<(), Fault> {
        let now = self.ctx().now();
        let mut changes = Changes::default();
        for row in self.rows.iter().filter(|row| self.wants_look(row)) {
            let mut row = row.clone();
            row.later(why, now);
            row.answer = words.chars().take(WORDS_KEPT_CHARS).collect();
            changes.put.push(row);
        }
        self.keep(&changes).await?;
        self.rows = store::rows(self.db(), self.target.id).await?;
        Ok(())
    }
}

/// What became of a row in doubt.
enum Settled {
    Kept(PassRow),
    Removed(PassRow),
    NotFound(PassRow),
}

fn settled(mut row: PassRow, listing: &Listing, now: UtcMs) -> Settled {
    let listed = listing.get(&row.codes);
    let stands = listed.zip(row.said.as_ref()).is_some_and(|(listed, said)| listed.stands_as(said));
    match row.act {
        // Another ward may have come to stand behind it meanwhile: then it is not over.
        PassAct::Delete if listed.is_none() && row.is_gone => return Settled::Removed(row),
        PassAct::Create | PassAct::Update if stands => {
            row.happens(RowEvent::Found);
            row.stands(now);
            return Settled::Kept(row);
        }
        _ => {}
    }
    row.happens(RowEvent::NotFound);
    row.again_at = now;
    if listed.is_none() {
        row.kept = None;
    }
    Settled::NotFound(row)
}

/// Rows there that no row here stands for, in the order of their codes.
fn strangers(listing: &Listing, rows: &[PassRow]) -> Vec<Codes> {
    let mut all: Vec<Codes> = listing.keys().filter(|codes| rows.iter().all(|row| row.codes != **codes)).cloned().collect();
    all.sort();
    all
}

/// A handful of them, those of the same class first.
fn offers(strangers: &[Codes], class: &str) -> Vec<Codes> {
    let (same, others): (Vec<&Codes>, Vec<&Codes>) = strangers.iter().partition(|codes| codes.class == class);
    same.into_iter().chain(others).take(OFFERS_MAX).cloned().collect()
}
