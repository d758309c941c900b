//! The journal, newest first: when, who, what, about what, and whether it is sealed; and the check of its last entries.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{FieldErrors, UtcMs, Zone};
use sigap_store::{JournalRow, LOOKED_THROUGH_MAX, Look, SealReport, Subject, look_back, verify_last};
use sigap_web::{CheckedForm, Floor, Page, PageResult, Visitor, Words};

use super::{Done, Nothing, When, answer, page, words};
use crate::names::{Named, Names, People};
use crate::sight::{Sight, sight};
use crate::telling;

/// Entries on one page.
const ENTRIES_SHOWN: usize = 50;
/// Sealed entries the button checks: a second's work. The whole chain is checked by `sigap journal verify`.
const CHECKED_MAX: i64 = 10_000;
/// Letters of a hash that are shown.
const HASH_LETTERS: usize = 8;
const DAY_S: i64 = 86_400;

/// Kinds of subjects one can ask for.
pub(crate) const SUBJECTS: &[&str] =
    &["facility", "ward", "user", "key", "problem", "job", "registry", "keyring", "person", "case", "reminder", "census"];
/// Kinds of actors one can ask for.
pub(crate) const ACTORS: &[&str] = &["user", "key", "system", "anyone"];

/// What the journal is narrowed to, as it stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    kind: String,
    id: String,
    actor: String,
    day: String,
    before: String,
}

/// An entry as the page shows it.
struct Line {
    when: When,
    who: Named,
    what: String,
    code: String,
    about: Named,
    seal: Option<(String, String)>,
    body: String,
    trace: String,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    page: Page,
    w: Words,
    lines: Vec<Line>,
    asked: Asked,
    errors: FieldErrors,
    older: Option<String>,
    gave_out: bool,
    /// Whether the reader sees only some subjects.
    is_narrow: bool,
    is_filtered: bool,
    checked_max: String,
    looked_max: String,
}

impl JournalPage {
    fn subjects(&self) -> Vec<(&'static str, String)> {
        SUBJECTS.iter().map(|kind| (*kind, self.w.s(&format!("subject-{kind}")))).collect()
    }

    fn actors(&self) -> Vec<(&'static str, String)> {
        ACTORS.iter().map(|kind| (*kind, self.w.s(&format!("actor-{kind}")))).collect()
    }
}

/// The entries.
pub(crate) async fn list(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let page = page(&floor, &visitor, &words(&visitor), "journal-title", &Done::default());
    show(&floor, &visitor, asked, page).await
}

/// Checks the last entries of the chain and says what was found.
pub(crate) async fn verify(State(floor): State<Floor>, visitor: Visitor, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    visitor.ctx.may(Action::ReadJournal, &Where::City)?;
    let report = verify_last(floor.db(), floor.db().realm(), CHECKED_MAX).await?;
    let w = words(&visitor);
    let (kind, said) = verdict(&report, &w);
    let page = page(&floor, &visitor, &w, "journal-title", &Done::default()).noticing(kind, said);
    show(&floor, &visitor, Asked::default(), page).await
}

/// What a check found, as a sentence.
fn verdict(report: &SealReport, w: &Words) -> (&'static str, String) {
    if let Some((at, _)) = &report.broken_at {
        return ("bad", w.a1("chain-broken", "at", w.figure(*at)));
    }
    let first = (report.sealed - CHECKED_MAX).max(0) + 1;
    let [first, last, waiting] = [first.min(report.sealed), report.sealed, report.unsealed].map(|number| w.figure(number));
    let hash = head(&report.head_hash);
    ("good", w.with("chain-holds", &[("first", &first), ("last", &last), ("hash", &hash), ("waiting", &waiting)]))
}

async fn show(floor: &Floor, visitor: &Visitor, asked: Asked, page: Page) -> PageResult<Response> {
    let (w, sight) = (words(visitor), sight(floor, &visitor.ctx).await?);
    let (mut errors, is_narrow) = (FieldErrors::new(), sight != Sight::Everything);
    let look = asked.look(floor.settings().zone, sight, &mut errors);
    let looked = look_back(floor.db(), &look, ENTRIES_SHOWN).await?;
    let texts = looked.rows.iter().flat_map(|row| [row.actor.clone(), row.subject.as_str().to_owned()]).collect();
    let names = Names::of(floor, visitor, w, People::ByName, texts).await?;
    let lines = looked.rows.iter().map(|row| Line::of(floor, visitor, &w, &names, row)).collect();
    let journal = JournalPage {
        page,
        w,
        lines,
        older: looked.older.map(|before| asked.address(&before.to_string())),
        gave_out: looked.gave_out,
        is_narrow,
        is_filtered: [&asked.kind, &asked.id, &asked.actor, &asked.day].iter().any(|text| !text.is_empty()),
        asked,
        errors,
        checked_max: w.figure(CHECKED_MAX),
        looked_max: w.figure(LOOKED_THROUGH_MAX),
    };
    Ok(answer(journal, &FieldErrors::new(), false))
}

impl Asked {
    /// The question to the journal. What is not understood is a mistake at its field, and finds nothing.
    fn look(&self, zone: Zone, sight: Sight, errors: &mut FieldErrors) -> Look {
        let (id, known) = (self.id.trim(), SUBJECTS.contains(&self.kind.as_str()));
        let mut look = Look { before: self.before.parse().ok(), ..Look::default() };
        if !id.is_empty() {
            let kinds = SUBJECTS.iter().filter(|kind| !known || **kind == self.kind);
            look.subjects = Some(kinds.map(|kind| Subject::new(kind, id)).collect());
        } else if known {
            look.subject_kind.clone_from(&self.kind);
        }
        if ACTORS.contains(&self.actor.as_str()) {
            look.actor_kind.clone_from(&self.actor);
        }
        if !self.day.is_empty() {
            look.between = day(&self.day, zone);
            if look.between.is_none() {
                errors.add("day", "day-wrong");
                look.subjects = Some(Vec::new());
            }
        }
        if let Sight::Only(seen) = sight {
            match &mut look.subjects {
                Some(asked) => asked.retain(|subject| seen.contains(subject)),
                None => look.within = Some(seen),
            }
        }
        look
    }

    /// The address of what is older, with the same question.
    fn address(&self, before: &str) -> String {
        let pairs = [("kind", self.kind.as_str()), ("id", self.id.trim()), ("actor", &self.actor), ("day", &self.day), ("before", before)];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("/jurnal?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The first instant of a day of the city, and that of the next.
fn day(text: &str, zone: Zone) -> Option<(UtcMs, UtcMs)> {
    let from = UtcMs::parse_rfc3339(&format!("{}T00:00:00+{:02}:00", text.trim(), zone.offset_h()))?;
    Some((from, from.plus_s(DAY_S)))
}

fn head(hash: &str) -> String {
    hash.chars().take(HASH_LETTERS).collect()
}

impl Line {
    fn of(floor: &Floor, visitor: &Visitor, w: &Words, names: &Names, row: &JournalRow) -> Self {
        let seal = row.seq.zip(row.hash.as_deref()).map(|(seq, hash)| (w.figure(seq), head(hash)));
        Self {
            when: When::of(floor, visitor, w, row.at),
            who: names.say(&row.actor),
            what: telling::say(row, w),
            code: row.kind.clone(),
            about: names.say(row.subject.as_str()),
            seal,
            body: telling::body(row),
            trace: row.trace.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_the_city() {
        let at = |text: &str| UtcMs::parse_rfc3339(text).unwrap();
        assert_eq!(day("2026-11-22", Zone::Wib), Some((at("2026-11-21T17:00:00Z"), at("2026-11-22T17:00:00Z"))));
        assert_eq!(day("2026-11-22", Zone::Wit).unwrap().0, at("2026-11-21T15:00:00Z"));
        for wrong in ["", "kemarin", "2026-13-01", "22-11-2026"] {
            assert_eq!(day(wrong, Zone::Wib), None, "{wrong}");
        }
    }

    #[test]
    fn what_one_may_not_see_is_taken_out_of_what_one_asks_for() {
        let (own, other) = (Subject::new("ward", "own"), Subject::new("ward", "other"));
        let look = |kind: &str, id: &str| {
            let asked = Asked { kind: kind.into(), id: id.into(), ..Asked::default() };
            asked.look(Zone::Wib, Sight::Only(vec![own.clone()]), &mut FieldErrors::new())
        };
        assert_eq!(look("ward", "own").subjects, Some(vec![own.clone()]));
        assert_eq!(look("", "own").subjects, Some(vec![own.clone()]), "without a kind every kind is tried");
        assert_eq!(look("ward", "other").subjects, Some(vec![]));
        assert_eq!((look("ward", "").subjects, look("ward", "").within), (None, Some(vec![own.clone()])));
        let everything = Asked { id: "other".into(), kind: "ward".into(), ..Asked::default() };
        assert_eq!(everything.look(Zone::Wib, Sight::Everything, &mut FieldErrors::new()).subjects, Some(vec![other]));
    }
}
