//! The feeds of a facility: which system calls, how it beats, what it said last, and how many of its rooms stand for a ward.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use sigap_access::{Action, KeyView, May as _, Where};
use sigap_kernel::{Actor, UtcMs};
use sigap_registry::{Facility, Ward};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::have_state::{StateLine, lines};
use super::{Ago, facility_for, words};
use crate::join::Stand;
use crate::model::RoomRow;
use crate::pulse::{Beat, hour_of};
use crate::silence::FeedState;
use crate::store::{have_state, pulse, rooms};
use crate::{Intake, Protocol};

#[derive(Template)]
#[template(path = "feeds.html")]
struct FeedsPage {
    page: Page,
    w: Words,
    facility: Facility,
    feeds: Vec<FeedLine>,
    may_manage_keys: bool,
    hour: String,
    /// What the hospital says by EDXL-HAVE beside its beds.
    state: Vec<StateLine>,
}

/// A feed as the page shows it.
struct FeedLine {
    key: KeyView,
    /// In which way it reports.
    channel: String,
    /// Its state as a code, in words, and the kind of badge it has.
    state: &'static str,
    state_word: String,
    badge: &'static str,
    last: Option<Ago>,
    hour_calls: String,
    refused: String,
    has_refused: bool,
    last_refusal: Option<(Ago, String)>,
    /// What was asked for last, and what was answered.
    words: Option<(String, String)>,
    /// How many rooms stand for a ward, wait or are left out, in words.
    rooms: Vec<String>,
}

/// Rooms of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct RoomCounts {
    joined: u32,
    waiting: u32,
    left_out: u32,
}

impl RoomCounts {
    fn of(rows: &[RoomRow], wards: &[Ward], protocol: &str) -> Self {
        let mut sum = Self::default();
        for row in rows.iter().filter(|row| row.id.protocol.code() == protocol) {
            match Stand::of(row, wards) {
                Stand::Joined => sum.joined += 1,
                Stand::Waits => sum.waiting += 1,
                Stand::LeftOut => sum.left_out += 1,
            }
        }
        sum
    }

    /// Rooms that stand for a ward are always told, the others when there are any.
    fn said(self, w: &Words) -> Vec<String> {
        let told = [("feed-joined", self.joined), ("feed-waiting", self.waiting), ("feed-left-out", self.left_out)];
        let told = told.into_iter().filter(|(key, rooms)| *rooms > 0 || *key == "feed-joined");
        told.map(|(key, rooms)| w.a1(key, "n", w.figure(rooms))).collect()
    }
}

/// The feeds of a facility.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ReadProblems).await?;
    let (floor, w) = (&intake.0.floor, words(&visitor));
    intake.flush().await;
    // Whether they may see the feeds was asked; the keys are read by Sigap, because not all of them may manage keys.
    let mut keys = floor.access().keys_of(&floor.world().ctx(Actor::System("intake")), facility.id).await?;
    // Phones of ambulances have a page of their own.
    keys.retain(|key| key.protocol.parse::<Protocol>().is_ok());
    let beats = pulse::of_keys(floor.db(), &keys.iter().map(|key| key.key).collect::<Vec<_>>()).await?;
    let rows = rooms::of_facility(floor.db(), facility.id).await?;
    let wards = sigap_registry::wards_of(floor.db(), facility.id).await?;
    let state = have_state::of_facility(floor.db(), facility.id).await?;
    let state = state.map_or_else(Vec::new, |kept| lines(&w, visitor.ctx.now(), &kept));
    let (now, after_min) = (visitor.ctx.now(), intake.0.config.silent_after_min);
    let line = |key: KeyView| {
        let (beat, rooms) = (beats.get(&key.key), RoomCounts::of(&rows, &wards, &key.protocol));
        FeedLine::of(&w, now, key, beat, rooms, after_min)
    };
    let feeds = keys.into_iter().map(line).collect();
    let may_manage_keys = visitor.ctx.may(Action::ManageKeys, &Where::facility(facility.id)).is_ok();
    let hour = format!("{} {}", hour_of(now).hour_minute(facility.zone, w.lang()), facility.zone);
    let page = Page::staff(floor, &visitor, w.s("feeds-title"));
    Ok(Html(FeedsPage { page, w, facility, feeds, may_manage_keys, hour, state }).into_response())
}

impl FeedLine {
    fn of(w: &Words, now: UtcMs, key: KeyView, beat: Option<&Beat>, rooms: RoomCounts, after_min: u32) -> Self {
        let (hour_calls, hour_refused) = beat.map_or((0, 0), |beat| beat.this_hour(now));
        let (state, badge) = match FeedState::of(beat.and_then(|beat| beat.proved), now, after_min) {
            _ if !key.enabled => ("off", "info"),
            state @ FeedState::Live => (state.code(), "good"),
            state @ FeedState::Late => (state.code(), "warn"),
            state @ FeedState::Silent => (state.code(), "bad"),
            state @ FeedState::Never => (state.code(), "info"),
        };
        let said = |kind: crate::ProblemKind| w.s(&format!("problem-{kind}"));
        let answered = |refusal: Option<crate::ProblemKind>| refusal.map_or_else(|| w.s("feed-taken"), said);
        Self {
            channel: w.s(&format!("channel-{}", key.protocol)),
            key,
            state,
            state_word: w.s(&format!("feed-{state}")),
            badge,
            last: beat.map(|beat| Ago::of(w, now, beat.last)),
            hour_calls: w.figure(hour_calls),
            refused: w.figure(hour_refused),
            has_refused: hour_refused > 0,
            last_refusal: beat.and_then(|beat| beat.last_refusal).map(|(at, kind)| (Ago::of(w, now, at), said(kind))),
            words: beat.and_then(|beat| beat.words.clone()).map(|(deed, refusal)| (deed, answered(refusal))),
            rooms: rooms.said(w),
        }
    }
}
