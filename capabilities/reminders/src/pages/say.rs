//! What several pages say in the same words: instants, rungs, messages, phones.

use sigap_kernel::{Pool, UtcMs, Zone};
use sigap_registry::{Facility, PhonePurpose};
use sigap_web::{Words, minutes_ago};

use crate::model::{MessageState, Rung};
use crate::store::messages::Message;

/// An instant for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    /// For machines.
    pub(crate) at: String,
    /// `22‑11‑2026 14.10 WIB`, with hyphens at which no line breaks.
    pub(crate) stamp: String,
    /// `6 mnt lalu`.
    pub(crate) ago: String,
}

impl When {
    pub(crate) fn of(w: &Words, zone: Zone, now: UtcMs, at: UtcMs) -> Self {
        let local = at.local_stamp(zone);
        let day: Vec<&str> = local.split(' ').next().unwrap_or_default().split('-').rev().collect();
        let stamp = format!("{} {} {zone}", day.join("\u{2011}"), at.hour_minute(zone, w.lang()));
        Self { at: at.rfc3339(), stamp, ago: minutes_ago(w, now, at) }
    }
}

/// `14.30 WIB`.
pub(crate) fn time(w: &Words, zone: Zone, at: UtcMs) -> String {
    format!("{} {zone}", at.hour_minute(zone, w.lang()))
}

/// A word of one of the room's lists: `rung-due-soon`.
pub(crate) fn code(w: &Words, list: &str, code: &str) -> String {
    w.s(&format!("{list}-{}", code.replace('_', "-")))
}

/// A kind of bed, as a person reads it.
pub(crate) fn pool(w: &Words, pool: &Pool) -> String {
    sigap_registry::say_pool(pool, &sigap_registry::words(w.lang()))
}

/// The number to call about beds: an office's number, as the registry tells it.
pub(crate) fn number_of(facility: &Facility) -> Option<String> {
    facility.phone_for(PhonePurpose::Admission).or_else(|| facility.phones.first()).map(|phone| phone.number.clone())
}

/// The colour of a rung's badge.
pub(crate) const fn rung_kind(rung: Rung) -> &'static str {
    match rung {
        Rung::DueSoon | Rung::Screen => "info",
        Rung::Mail | Rung::Webhook => "warn",
        Rung::Office => "bad",
        Rung::Answered => "good",
    }
}

/// What became of a message: `Surel: terkirim`, `WhatsApp: belum terkirim – gerbang tidak dapat dihubungi (percobaan 2)`.
pub(crate) fn message(w: &Words, one: &Message) -> String {
    let (channel, state) = (code(w, "channel", one.channel.code()), code(w, "message", one.state.code()));
    let what = w.with("message-line", &[("channel", &channel), ("state", &state)]);
    let why = one.why.map(|why| code(w, "why", why.code()));
    match (why, one.state, one.tries) {
        (None, ..) => what,
        (Some(why), MessageState::Waiting, tries) => w.with("message-tried", &[("what", &what), ("why", &why), ("n", &w.figure(tries))]),
        (Some(why), ..) => w.with("message-why", &[("what", &what), ("why", &why)]),
    }
}

/// The colour of a message's badge.
pub(crate) const fn message_kind(state: MessageState) -> &'static str {
    match state {
        MessageState::Sent => "good",
        MessageState::Waiting => "info",
        MessageState::Failed => "bad",
        MessageState::Skipped => "warn",
        MessageState::Dropped => "info",
    }
}
