//! One card of the ward board: the number as the ward reported it, how old it is, who said so, and what the buttons may do.

use sigap_access::{Action, May as _};
use sigap_availability::{Freshness, Rules, SourceKind, Standing, hand_counts_until};
use sigap_kernel::{UtcMs, WardId};
use sigap_registry::{Facility, ReportedBy};
use sigap_web::{Page, Visitor};

use super::place_of;
use crate::picture::WardBeds;
use crate::said::voice_of;
use crate::words::{Age, Said, short_time};
use crate::{Beds, ward_topic};

/// From this many beds the figure is set smaller.
const LONG_FROM: u32 = 1_000;

/// A card.
pub(crate) struct Card {
    pub(crate) ward: WardId,
    /// Its place on the page.
    pub(crate) anchor: String,
    pub(crate) topic: String,
    pub(crate) name: String,
    /// `Kelas 3 · Dewasa · Perempuan`.
    pub(crate) kind: String,
    /// `ok`, `due`, `old` or `off`.
    pub(crate) look: &'static str,
    /// Shape and words of what is wrong with its age.
    pub(crate) state: Option<(&'static str, String)>,
    pub(crate) age: Option<Age>,
    pub(crate) by: String,
    /// Free beds as reported; `None` before the first report.
    pub(crate) free: Option<u32>,
    pub(crate) shown: String,
    pub(crate) of: String,
    pub(crate) is_long: bool,
    pub(crate) capacity: Option<u32>,
    pub(crate) version: i64,
    pub(crate) may_report: bool,
    pub(crate) hints: Vec<String>,
    pub(crate) expires: Option<String>,
    pub(crate) csrf: String,
}

/// Where a card stands on the page.
pub(crate) fn anchor(ward: WardId) -> String {
    format!("ward-{ward}")
}

/// Whether a ward that is in use wants a report.
pub(crate) fn is_due(ward: &WardBeds, rules: &Rules, now: UtcMs) -> bool {
    ward.ward.active && ward.standing(rules, now).freshness != Freshness::Fresh
}

/// The order of the cards: overdue ones first and the longest overdue before others, closed ones last, otherwise by name.
pub(crate) fn order(ward: &WardBeds, rules: &Rules, now: UtcMs) -> (bool, bool, i64, String) {
    let due = is_due(ward, rules, now);
    let since = if due { ward.observation.map_or(i64::MIN, |seen| seen.taken_at().0) } else { 0 };
    (!ward.ward.active, !due, since, ward.ward.name.clone())
}

impl Card {
    /// The card of a ward, as this visitor may use it.
    pub(crate) fn of(ward: &WardBeds, facility: &Facility, beds: &Beds, visitor: &Visitor) -> Self {
        let said = Said::new(visitor.ctx.lang());
        let (w, now) = (said.words(), visitor.ctx.now());
        let standing = ward.standing(beds.rules(), now);
        let (kind, restricts) = said.pool(&ward.ward.pool);
        let free = ward.observation.and_then(|seen| seen.free);
        let (look, state) = look(ward, standing.freshness, said);
        let of = standing.capacity.map_or_else(|| w.s("board-of-unknown"), |of| w.with("board-of", &[("of", &w.figure(of))]));
        Self {
            ward: ward.ward.id,
            anchor: anchor(ward.ward.id),
            topic: ward_topic(ward.ward.facility, ward.ward.id),
            name: ward.ward.name.clone(),
            kind: if restricts.is_empty() { kind } else { format!("{kind} · {restricts}") },
            look,
            state,
            age: standing.taken_at.map(|at| said.age(at, now)),
            by: by(ward, said, &visitor.ctx.actor().to_string()),
            shown: free.map_or_else(|| "?".to_owned(), |free| w.figure(free)),
            free,
            of,
            is_long: free.max(standing.capacity).is_some_and(|beds| beds >= LONG_FROM),
            capacity: standing.capacity,
            version: ward.version,
            may_report: visitor.ctx.may(Action::ReportWard, &place_of(facility)).is_ok(),
            hints: hints(ward, &standing, facility, said).into_iter().chain(beside(ward, beds.rules(), facility, said, now)).collect(),
            expires: standing.valid_until.filter(|until| *until > now && ward.ward.active).map(UtcMs::rfc3339),
            csrf: Page::staff(beds.floor(), visitor, String::new()).csrf,
        }
    }

    /// Whether the buttons can be used: a ward that never reported is counted first.
    pub(crate) fn has_buttons(&self) -> bool {
        self.free.is_some() && self.may_report
    }

    /// Whether the ward is closed.
    pub(crate) fn is_off(&self) -> bool {
        self.look == "off"
    }
}

/// Frame of the card, and what its age says.
fn look(ward: &WardBeds, freshness: Freshness, said: Said) -> (&'static str, Option<(&'static str, String)>) {
    let w = said.words();
    match (ward.ward.active, ward.observation.is_some(), freshness) {
        (false, _, _) => ("off", Some(("old", w.s("board-off")))),
        (true, false, _) => ("due", Some(("silent", w.s("board-never")))),
        (true, true, Freshness::Fresh) => ("ok", None),
        (true, true, Freshness::Due) => ("due", Some(("few", w.s("board-late")))),
        (true, true, Freshness::Old | Freshness::Silent) => ("due", Some(("old", w.s("board-old")))),
    }
}

/// Who reported last. Colleagues are not named: the board hangs where visitors can read it.
pub(crate) fn by(ward: &WardBeds, said: Said, me: &str) -> String {
    let w = said.words();
    match ward.observation.map(|seen| seen.source) {
        None => String::new(),
        Some(SourceKind::WardBoard) if ward.actor == me => w.s("board-by-you"),
        Some(SourceKind::WardBoard) => w.s("board-by-colleague"),
        Some(SourceKind::Upload) => w.s("board-by-file"),
        Some(_) => w.s("board-by-system"),
    }
}

fn hints(ward: &WardBeds, standing: &Standing, facility: &Facility, said: Said) -> Vec<String> {
    let w = said.words();
    if !ward.ward.active {
        return vec![w.s("board-off-hint")];
    }
    let mut hints = Vec::new();
    let promised = standing.explained.promised.saturating_add(standing.explained.arrived);
    if let (1.., Some(free)) = (promised, standing.free_to_promise) {
        hints.push(w.with("board-promised", &[("n", &w.figure(promised)), ("free", &w.figure(free))]));
    }
    if ward.ward.reported_by != ReportedBy::Board {
        hints.push(w.s("board-system-hint"));
    }
    if let (Freshness::Fresh, Some(due_at)) = (standing.freshness, standing.due_at) {
        hints.push(w.with("board-due-by", &[("time", &short_time(w, due_at, facility.zone))]));
    }
    hints
}

/// What other sources say that differs from the number, while it is not old; and until when a hand entry stands above them.
fn beside(ward: &WardBeds, rules: &Rules, facility: &Facility, said: Said, now: UtcMs) -> Vec<String> {
    let w = said.words();
    let Some(number) = ward.observation.filter(|_| ward.ward.active) else { return Vec::new() };
    let is_young =
        |seen| !matches!(Standing::of(rules, ward.ward.pool.bed_type, Some(seen), &[], now).freshness, Freshness::Old | Freshness::Silent);
    let others = ward.said.iter().filter(|other| other.observation.source != number.source && other.differs_from(&number));
    let words = others.filter(|other| is_young(&other.observation)).filter_map(|other| {
        let seen = &other.observation;
        let figure = |beds: Option<u32>| beds.map_or_else(|| "?".to_owned(), |beds| w.figure(beds));
        let source = w.s(&format!("channel-{}", seen.source.code().replace('_', "-")));
        let age = said.age(seen.taken_at(), now).words;
        seen.free.map(|free| {
            w.with("board-differs", &[("source", &source), ("free", &w.figure(free)), ("of", &figure(seen.capacity)), ("age", &age)])
        })
    });
    let until = hand_counts_until(voice_of(&ward.ward), &number, rules.hand_counts_min).filter(|until| *until > now);
    let held = until.map(|until| w.with("board-hand-until", &[("time", &short_time(w, until, facility.zone))]));
    held.into_iter().chain(words).collect()
}
