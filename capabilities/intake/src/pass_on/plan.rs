//! What is to be done with the rows of a target: pure, from what stands here, what counts now, and what was kept. Says which rows change.

use std::collections::{HashMap, HashSet};

use sigap_exchange::siranap::Counts;
use sigap_exchange::{aplicares, siranap};
use sigap_kernel::{Ctx, Pool, UtcMs, WardId};
use sigap_registry::Ward;

use super::address::Service;
use super::numbers::{WardNumber, said};
use super::row::{Codes, CodesFrom, PassAct, PassRow, PassRowId, RowEvent, RowState, Said, Why};
use super::target::TargetId;
use crate::model::RoomRow;

/// Minutes after which a number that was confirmed is passed on again though it is the same.
pub const CONFIRM_EVERY_MIN: i64 = 60;
/// Minutes after which no node's picture lags behind any more.
const LAG_MIN: i64 = 10;
/// Letters of a room code that is proposed: some clients know no longer ones.
const ROOM_CODE_LETTERS: usize = 10;

/// What stands here now.
pub(crate) struct Here<'h> {
    pub(crate) target: TargetId,
    pub(crate) service: Service,
    /// The wards of the registry, those out of use too.
    pub(crate) wards: &'h [Ward],
    pub(crate) numbers: &'h HashMap<WardId, WardNumber>,
    /// What the hospital's own system says by this service: codes and more.
    pub(crate) own: &'h HashMap<WardId, Own>,
}

/// The row of the hospital's own system that stands for a ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) codes: Codes,
    pub(crate) counts: Option<Counts>,
}

/// The rows of a feed by their wards. Wards of the first generation of RS Online have no codes that could be said again.
pub(crate) fn own_of(service: Service, rows: &[RoomRow]) -> HashMap<WardId, Own> {
    let of_service = rows.iter().filter(|row| row.id.protocol == service.protocol() && !row.id.class_code.starts_with("v1:"));
    of_service
        .filter_map(|row| {
            let codes = Codes { class: row.id.class_code.clone(), room: row.id.room_code.clone() };
            let counts = match service {
                // What counts is the ward's number, and nothing that it leaves out already.
                Service::Siranap => serde_json::from_str(&row.stated.own_words).ok().map(|own| Counts {
                    beds: 0,
                    occupied: 0,
                    waiting: 0,
                    prepared: 0,
                    ..own
                }),
                Service::Aplicares => None,
            };
            Some((row.ward?, Own { codes, counts }))
        })
        .collect()
}

/// What changes: rows as they are from now on, and rows that are no more.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) put: Vec<PassRow>,
    pub(crate) drop: Vec<PassRow>,
}

impl Changes {
    pub(crate) const fn is_empty(&self) -> bool {
        self.put.is_empty() && self.drop.is_empty()
    }
}

/// Holds the rows against what stands here now.
pub(crate) fn plan(ctx: &Ctx, here: &Here<'_>, before: &[PassRow]) -> Changes {
    let mut rows = before.to_vec();
    let is_in_use = |id: WardId| here.wards.iter().any(|ward| ward.id == id && ward.active);
    rows.iter_mut().filter(|row| !is_in_use(row.ward)).for_each(|row| row.is_gone = true);
    for ward in here.wards.iter().filter(|ward| ward.active) {
        let at = row_of(ctx, here, ward, &mut rows);
        let has_same_codes = rows.get(at).is_some_and(|row| has_same_codes(&rows, at, row));
        if let Some(row) = rows.get_mut(at) {
            say(ctx.now(), here, ward, row, has_same_codes);
        }
    }
    hand_over(&mut rows);
    let mut changes = Changes::default();
    for mut row in rows {
        if row.is_gone && is_over(&mut row, ctx.now()) {
            changes.drop.push(row);
        } else if before.iter().all(|old| *old != row) {
            changes.put.push(row);
        }
    }
    // A ward has one row that is not gone: the old one goes before the new one comes.
    changes.put.sort_by_key(|row| !row.is_gone);
    changes
}

/// The place of the row of a ward: the one it has, with the codes it should have, or another.
fn row_of(ctx: &Ctx, here: &Here<'_>, ward: &Ward, rows: &mut Vec<PassRow>) -> usize {
    let current = rows.iter().position(|row| row.ward == ward.id && !row.is_gone);
    let (codes, from) = codes_for(here, ward, current.and_then(|at| rows.get(at)), rows);
    // A row with these codes that nobody stands behind any more: it is this ward's then.
    let left = rows.iter().position(|row| row.is_gone && row.codes == codes);
    if let Some(at) = current {
        let Some(row) = rows.get_mut(at) else { return at };
        if row.codes == codes {
            row.codes_from = from;
            return at;
        }
        if left.is_none() && !row.may_stand_there() && row.state.is_settled() {
            (row.codes, row.codes_from, row.is_there) = (codes, from, None);
            if row.why == Why::ConfirmCodes {
                row.settle();
            }
            return at;
        }
        row.is_gone = true;
    }
    if let Some((at, row)) = left.and_then(|at| Some((at, rows.get_mut(at)?))) {
        take_over(row, ward.id, from);
        return at;
    }
    rows.push(PassRow { codes_from: from, ..PassRow::new(PassRowId::new(ctx), here.target, ward.id, codes) });
    rows.len() - 1
}

/// What Sigap registered is removed by its codes, so no row is removed whose codes another row has by now: that one has it.
fn hand_over(rows: &mut [PassRow]) {
    let is_heir = |row: &PassRow, codes: &Codes| !row.is_gone && row.state.is_settled() && row.codes == *codes;
    for at in 0..rows.len() {
        let Some(left) = rows.get(at).filter(|row| row.is_gone && row.state.is_settled()).cloned() else { continue };
        let Some(heir) = rows.iter_mut().find(|row| is_heir(row, &left.codes)) else { continue };
        heir.is_ours |= left.is_ours;
        if heir.is_there != Some(true) {
            (heir.is_there, heir.peer_row, heir.peer_counts) = (Some(left.may_stand_there()), left.peer_row, left.peer_counts);
        }
        if let Some(left) = rows.get_mut(at) {
            (left.is_there, left.kept) = (Some(false), None);
        }
    }
}

/// Another ward stands behind a row from now on. A removal that was still to come is called off.
pub(crate) fn take_over(row: &mut PassRow, ward: WardId, from: CodesFrom) {
    if row.ward != ward {
        // When the other ward was counted says nothing of this one.
        row.said.iter_mut().chain(&mut row.kept).for_each(|said| said.taken_at = UtcMs(0));
    }
    (row.is_gone, row.ward, row.codes_from) = (false, ward, from);
    if row.state == RowState::Left || row.state.is_settled() && row.act == PassAct::Delete {
        row.happens(RowEvent::Wanted);
        row.settle();
        (row.act, row.said) = (PassAct::Update, None);
    }
}

/// What a person entered, else what the hospital's own system says, else what the table says of the kind of beds.
fn codes_for(here: &Here<'_>, ward: &Ward, row: Option<&PassRow>, rows: &[PassRow]) -> (Codes, CodesFrom) {
    if let Some(row) = row.filter(|row| row.codes_from == CodesFrom::Person) {
        return (row.codes.clone(), CodesFrom::Person);
    }
    if let Some(own) = here.own.get(&ward.id) {
        return (own.codes.clone(), CodesFrom::Feed);
    }
    let class = class_for(here.service, &ward.pool);
    if let Some(row) = row.filter(|row| !row.codes.class.is_empty() && !row.codes.room.is_empty()) {
        // Codes stay as long as they mean no other beds: other codes are another row there.
        let meant = match here.service {
            Service::Aplicares => aplicares::class_of(&row.codes.class).pool(),
            Service::Siranap => siranap::bed_type_of(&row.codes.class).pool(false),
        };
        let meant = class_for(here.service, &meant);
        let room = row.codes.room.clone();
        let stays = meant.is_none() || meant == class;
        return if stays {
            (row.codes.clone(), row.codes_from)
        } else {
            (Codes { class: class.unwrap_or_default(), room }, CodesFrom::Proposal)
        };
    }
    let class = class.unwrap_or_default();
    let room = proposed_room(here, &class, ward, rows);
    (Codes { class, room }, CodesFrom::Proposal)
}

fn class_for(service: Service, pool: &Pool) -> Option<String> {
    match service {
        Service::Aplicares => aplicares::class_for(pool).map(|row| row.code.to_owned()),
        Service::Siranap => siranap::bed_type_for(pool).map(|row| row.id.to_string()),
    }
}

/// A code nobody else has in this class. RS Online knows rooms by their names, Aplicares by short codes.
fn proposed_room(here: &Here<'_>, class: &str, ward: &Ward, rows: &[PassRow]) -> String {
    let own = here.own.values().map(|own| &own.codes);
    let taken: HashSet<&str> = rows
        .iter()
        .filter(|row| !row.is_gone)
        .map(|row| &row.codes)
        .chain(own)
        .filter(|codes| codes.class == class)
        .map(|codes| codes.room.as_str())
        .collect();
    let (wish, longest) = match here.service {
        Service::Siranap => (ward.name.clone(), siranap::ROOM_CHARS_MAX),
        Service::Aplicares => (ward.name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase(), ROOM_CODE_LETTERS),
    };
    let numbered = |number: usize| {
        let end = if number == 1 { String::new() } else { number.to_string() };
        wish.chars().take(longest - end.len()).chain(end.chars()).collect::<String>()
    };
    let free = |code: &String| !code.trim().is_empty() && !taken.contains(code.as_str());
    (1..=taken.len() + 2).map(numbered).find(free).unwrap_or_default()
}

/// Of wards with the same codes one has them: whose number stands there, else the one that came first.
fn has_same_codes(rows: &[PassRow], at: usize, row: &PassRow) -> bool {
    let rank = |at: usize, row: &PassRow| (row.kept.is_none(), at);
    let is_before =
        |(other_at, other): (usize, &PassRow)| !other.is_gone && other.codes == row.codes && rank(other_at, other) < rank(at, row);
    rows.iter().enumerate().any(is_before)
}

/// What is to be said of a ward in use.
fn say(now: UtcMs, here: &Here<'_>, ward: &Ward, row: &mut PassRow, has_same_codes: bool) {
    let waits_for_codes = row.state == RowState::Held && row.why == Why::ConfirmCodes && row.is_proposal() && now < row.again_at;
    if !row.state.is_settled() || waits_for_codes {
        return;
    }
    let own = here.own.get(&ward.id).and_then(|own| own.counts);
    let news = match said(ward, here.numbers.get(&ward.id), own) {
        _ if row.codes.class.is_empty() || row.codes.room.is_empty() => Err(Why::NoClass),
        _ if has_same_codes => Err(Why::SameCodes),
        news => news,
    };
    match news {
        // The picture of a node that lags behind, and no news.
        Ok(news) if is_older(row, &news, now) => {}
        Ok(news) if is_wanted(row, &news, now) => {
            if row.state != RowState::Waiting && row.happens(RowEvent::Wanted) {
                row.settle();
            }
            row.said = Some(news);
        }
        // It was held back for a while, and nothing else is to be said now.
        Ok(_) if row.state == RowState::Held && row.happens(RowEvent::Found) => row.settle(),
        Ok(_) => {}
        Err(why) if row.state != RowState::Held || row.why != why => {
            if row.happens(RowEvent::Held) {
                row.settle();
                row.why = why;
            }
        }
        Err(_) => {}
    }
}

/// Whether this is worth a call.
fn is_wanted(row: &PassRow, news: &Said, now: UtcMs) -> bool {
    let is_other = |old: &Option<Said>| old.as_ref().is_none_or(|old| !old.says_as(news));
    match row.state {
        RowState::Left => true,
        RowState::Waiting => is_other(&row.said),
        // What was refused for something that has passed is tried again, slowly.
        RowState::Refused => is_other(&row.said) || row.again_at <= now,
        RowState::Kept | RowState::Held => is_other(&row.kept) || is_confirmed(row, news, now),
        RowState::Sending | RowState::Unsure => false,
    }
}

/// Whether something newer was said a short while ago. What is still older after that is no lagging picture: the newer number does not count
/// any more, and this one does.
fn is_older(row: &PassRow, news: &Said, now: UtcMs) -> bool {
    let is_newer = |said: &Said, at: UtcMs| news.taken_at < said.taken_at && now < at.max(said.taken_at).plus_min(LAG_MIN);
    row.said.as_ref().is_some_and(|said| is_newer(said, UtcMs(0)))
        || row.kept.as_ref().zip(row.kept_at).is_some_and(|(kept, at)| is_newer(kept, at))
}

/// Whether the same number was counted again, and long enough after it was last passed on.
fn is_confirmed(row: &PassRow, news: &Said, now: UtcMs) -> bool {
    let is_newer = row.kept.as_ref().is_some_and(|kept| kept.taken_at < news.taken_at);
    is_newer && row.kept_at.is_none_or(|at| at.plus_min(CONFIRM_EVERY_MIN) <= now)
}

/// A row behind which no ward stands: whether it is no more, because it never stood there. What Sigap registered there it removes; the rest
/// it leaves.
fn is_over(row: &mut PassRow, now: UtcMs) -> bool {
    if !row.state.is_settled() {
        return false;
    }
    if !row.may_stand_there() {
        return true;
    }
    let event = if row.is_ours { RowEvent::Wanted } else { RowEvent::Left };
    let is_so = match event {
        RowEvent::Wanted => {
            (row.state == RowState::Waiting || row.state == RowState::Refused && now < row.again_at) && row.act == PassAct::Delete
        }
        _ => row.state == RowState::Left,
    };
    if !is_so && (row.state == RowState::Waiting && event == RowEvent::Wanted || row.happens(event)) {
        row.settle();
        row.act = if row.is_ours { PassAct::Delete } else { PassAct::Update };
    }
    false
}
