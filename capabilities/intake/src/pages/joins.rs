//! Which ward each row of a facility's feeds stands for, and who speaks for each ward: proposed by Sigap, decided by a person.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Pool, WardId};
use sigap_registry::{Facility, RegistryError, ReportedBy, Ward, say_pool};
use sigap_store::Subject;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{Ago, facility_for, words};
use crate::join::{Claim, Stand, can_speak, claim, proposal, ward_out_of_use};
use crate::model::{Act, Choice, Deed, Done, Feed, Joined, RoomRow};
use crate::store::rooms;
use crate::{Intake, Protocol};

/// A decision about one row.
#[derive(Debug, Deserialize)]
pub(crate) struct JoinForm {
    /// The row: `siranap:12345678`.
    #[serde(default)]
    row: String,
    /// A ward's id, `open` or `leave`.
    #[serde(default)]
    to: String,
}

/// Decisions about many rows: `siranap:12345678=ward-id`, separated by commas.
#[derive(Debug, Deserialize)]
pub(crate) struct AcceptForm {
    #[serde(default)]
    pairs: String,
}

/// Who speaks for a ward.
#[derive(Debug, Deserialize)]
pub(crate) struct SpeakForm {
    #[serde(default)]
    ward: String,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    voice: String,
}

#[derive(Template)]
#[template(path = "joins.html")]
struct JoinsPage {
    page: Page,
    w: Words,
    facility: Facility,
    waiting: Vec<RowLine>,
    left_out: Vec<RowLine>,
    wards: Vec<WardLine>,
    /// All wards in use, to choose from.
    choices: Vec<(String, String)>,
    /// What accepting every proposal would decide; empty when there is none.
    pairs: String,
    has_proposals: bool,
    proposals: String,
    problem: Option<String>,
    may_read_problems: bool,
}

/// A row of a feed as the page shows it.
struct RowLine {
    key: String,
    channel: String,
    name: String,
    code: String,
    kind: String,
    numbers: String,
    last: Ago,
    /// The ward that is proposed, or the one it stands for.
    ward: Option<(String, String)>,
    by_person: bool,
    /// Whether the row that stands for the proposed ward is of the generation that this one follows.
    takes_over: bool,
    /// The ward it stands for, which a person took out of use.
    retired: Option<String>,
}

impl RowLine {
    /// Whether this is the ward that is proposed, or the one it stands for.
    fn is(&self, ward: &str) -> bool {
        self.ward.as_ref().is_some_and(|(id, _)| id == ward)
    }
}

/// A ward with the rows that stand for it.
struct WardLine {
    id: WardId,
    version: i64,
    name: String,
    kind: String,
    voice: ReportedBy,
    voice_said: String,
    voices: Vec<(&'static str, String)>,
    rows: Vec<RowLine>,
}

impl WardLine {
    /// Whether there is anything to decide.
    fn can_change(&self) -> bool {
        !self.rows.is_empty() || self.voices.len() > 1
    }
}

/// The page.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    show(&intake, &visitor, facility, None).await
}

/// Joins one row.
pub(crate) async fn join(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    CheckedForm(form): CheckedForm<JoinForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    let choice = choice(&form.to).ok_or(PageError::NotFound)?;
    let done = decide(&intake, &visitor, &facility, &form.row, choice).await?;
    answer(&intake, &visitor, facility, done).await
}

/// Joins every row to the ward that was proposed for it when the page was shown.
pub(crate) async fn accept(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    CheckedForm(form): CheckedForm<AcceptForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    for pair in form.pairs.split(',').filter(|pair| !pair.is_empty()) {
        let decided = pair.split_once('=').and_then(|(row, ward)| Some((row, Choice::Ward(ward.parse().ok()?))));
        let (row, choice) = decided.ok_or(PageError::NotFound)?;
        match decide(&intake, &visitor, &facility, row, choice).await? {
            Done::Joined => {}
            other => return answer(&intake, &visitor, facility, other).await,
        }
    }
    answer(&intake, &visitor, facility, Done::Joined).await
}

/// Says who speaks for a ward from now on.
pub(crate) async fn speak(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    CheckedForm(form): CheckedForm<SpeakForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::EditWard).await?;
    let (ward, voice): (WardId, ReportedBy) = form.ward.parse().ok().zip(form.voice.parse().ok()).ok_or(PageError::NotFound)?;
    let (id, version) = (facility.id, form.version);
    let changed: Result<bool, RegistryError> = intake
        .0
        .floor
        .db()
        .write(&visitor.ctx, |tx| async move {
            let there = sigap_registry::ward(&tx, ward).await?.filter(|ward| ward.facility == id);
            let there = there.ok_or(RegistryError::Unknown("ward"))?;
            // The page may be older than what stands there: a row may have left the ward since, here or on another node.
            rooms::hold(&tx, &BTreeSet::from([id])).await?;
            let joins = rooms::joins(&tx, id).await?;
            let protocols = joins.iter().filter(|(_, joined)| *joined == ward).map(|(feed, _)| feed.protocol);
            if !can_speak(voice, there.reported_by, protocols) {
                tx.confirm(Subject::new("ward", ward));
                return Ok(false);
            }
            sigap_registry::change_ward(&tx, Ward { reported_by: voice, version, ..there }).await.map(|_| true)
        })
        .await;
    match changed {
        Ok(true) => Ok(see_other(&address(&facility))),
        Ok(false) => {
            let w = words(&visitor);
            show(&intake, &visitor, facility, Some(w.s("joins-voice-has-no-row"))).await
        }
        Err(RegistryError::Changed) => {
            let w = words(&visitor);
            show(&intake, &visitor, facility, Some(w.s("joins-changed"))).await
        }
        Err(other) => Err(other.into()),
    }
}

fn address(facility: &Facility) -> String {
    format!("/fasilitas/{}/sambungan", facility.id)
}

fn choice(to: &str) -> Option<Choice> {
    match to {
        "open" => Some(Choice::Open),
        "leave" => Some(Choice::LeaveOut),
        ward => ward.parse().ok().map(Choice::Ward),
    }
}

/// `siranap:12345678`.
fn row_key(row: &RoomRow) -> String {
    format!("{}:{}", row.id.protocol, row.row_no)
}

/// Carries out a decision, in the name of the visitor, in one order with the reports.
async fn decide(intake: &Intake, visitor: &Visitor, facility: &Facility, row: &str, choice: Choice) -> Result<Done, PageError> {
    let (protocol, row_no) = row.split_once(':').ok_or(PageError::NotFound)?;
    let (protocol, row_no): (Protocol, i64) = protocol.parse().ok().zip(row_no.parse().ok()).ok_or(PageError::NotFound)?;
    let row = rooms::by_no(intake.0.floor.db(), facility.id, protocol, row_no).await?.ok_or(PageError::NotFound)?;
    let deed = Deed { ctx: visitor.ctx.clone(), room: row.id, act: Act::Join(choice) };
    match intake.0.writer.write(deed).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) | Err(error) => Err(PageError::Unavailable(error.to_string())),
    }
}

async fn answer(intake: &Intake, visitor: &Visitor, facility: Facility, done: Done) -> PageResult {
    let w = words(visitor);
    match done {
        Done::NoSuchWard => show(intake, visitor, facility, Some(w.s("joins-no-such-ward"))).await,
        Done::WardHasRow => show(intake, visitor, facility, Some(w.s("joins-ward-has-row"))).await,
        Done::NoSuchRoom => show(intake, visitor, facility, Some(w.s("joins-no-such-row"))).await,
        _ => Ok(see_other(&address(&facility))),
    }
}

async fn show(intake: &Intake, visitor: &Visitor, facility: Facility, problem: Option<String>) -> PageResult {
    let floor = &intake.0.floor;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let rows = rooms::of_facility(floor.db(), facility.id).await?;
    let wards = sigap_registry::wards_of(floor.db(), facility.id).await?;
    let shown = Shown { w: words(visitor), names: sigap_registry::words(visitor.ctx.lang()), visitor, rows: &rows, wards: &wards };
    let waiting = shown.waiting();
    let proposed: Vec<String> =
        waiting.iter().filter_map(|line| line.ward.as_ref().map(|(ward, _)| format!("{}={ward}", line.key))).collect();
    let page = JoinsPage {
        page: Page::staff(floor, visitor, shown.w.s("joins-title")),
        left_out: shown.rows_that(|row| row.joined == Joined::LeftOut),
        wards: shown.ward_lines(),
        choices: shown
            .in_use()
            .map(|ward| (ward.id.to_string(), format!("{} · {}", ward.name, say_pool(&ward.pool, &shown.names))))
            .collect(),
        has_proposals: proposed.len() > 1,
        proposals: shown.w.figure(proposed.len()),
        pairs: proposed.join(","),
        waiting,
        problem,
        may_read_problems: visitor.ctx.may(Action::ReadProblems, &Where::facility(facility.id)).is_ok(),
        w: shown.w,
        facility,
    };
    Ok((status, Html(page)).into_response())
}

/// What stands there, and for whom it is put into words.
struct Shown<'s> {
    w: Words,
    names: Words,
    visitor: &'s Visitor,
    rows: &'s [RoomRow],
    wards: &'s [Ward],
}

impl Shown<'_> {
    fn in_use(&self) -> impl Iterator<Item = &Ward> {
        self.wards.iter().filter(|ward| ward.active)
    }

    /// Rows without a ward in use, each with the ward that is proposed. No ward is proposed to two rows of one feed.
    fn waiting(&self) -> Vec<RowLine> {
        let mut joins: Vec<(Feed, WardId)> = self.rows.iter().filter_map(|row| Some((row.id.feed(), row.ward?))).collect();
        let waiting = self.rows.iter().filter(|row| Stand::of(row, self.wards) == Stand::Waits);
        waiting
            .map(|row| {
                let proposed = proposal(row, self.wards, &joins);
                let takes_over = proposed.is_some_and(|ward| claim(row.id.feed(), ward.id, &joins) == Claim::TakesOver);
                joins.extend(proposed.map(|ward| (row.id.feed(), ward.id)));
                RowLine { takes_over, retired: ward_out_of_use(row, self.wards).map(|ward| ward.name.clone()), ..self.line(row, proposed) }
            })
            .collect()
    }

    fn rows_that(&self, holds: impl Fn(&RoomRow) -> bool) -> Vec<RowLine> {
        self.rows.iter().filter(|row| holds(row)).map(|row| self.line(row, None)).collect()
    }

    fn ward_lines(&self) -> Vec<WardLine> {
        let line = |ward: &Ward| {
            let rows: Vec<&RoomRow> = self.rows.iter().filter(|row| row.ward == Some(ward.id)).collect();
            let voices = self.voices(ward, &rows);
            WardLine {
                id: ward.id,
                version: ward.version,
                name: ward.name.clone(),
                kind: say_pool(&ward.pool, &self.names),
                voice: ward.reported_by,
                voice_said: self.names.s(&format!("reported-by-{}", ward.reported_by.code())),
                voices,
                rows: rows.into_iter().map(|row| self.line(row, Some(ward))).collect(),
            }
        };
        self.in_use().map(line).collect()
    }

    /// Who can speak for a ward.
    fn voices(&self, ward: &Ward, rows: &[&RoomRow]) -> Vec<(&'static str, String)> {
        let can = |voice: &ReportedBy| can_speak(*voice, ward.reported_by, rows.iter().map(|row| row.id.protocol));
        let say = |voice: &ReportedBy| (voice.code(), self.names.s(&format!("reported-by-{}", voice.code())));
        ReportedBy::ALL.iter().filter(|voice| can(voice)).map(say).collect()
    }

    fn line(&self, row: &RoomRow, ward: Option<&Ward>) -> RowLine {
        let figure = |beds: Option<u32>| beds.map_or_else(|| "?".to_owned(), |beds| self.w.figure(beds));
        let numbers = [("free", figure(row.stated.free)), ("of", figure(row.stated.capacity))];
        RowLine {
            key: row_key(row),
            channel: self.w.s(&format!("channel-{}", row.id.protocol.code())),
            name: row.stated.name.clone(),
            code: [row.id.class_code.as_str(), row.id.room_code.as_str()].join(" / "),
            kind: row.pool.as_ref().map_or_else(String::new, |pool: &Pool| say_pool(pool, &self.names)),
            numbers: self.w.with("joins-numbers", &numbers.each_ref().map(|(name, value)| (*name, value.as_str()))),
            last: Ago::of(&self.w, self.visitor.ctx.now(), row.last_update),
            ward: ward.map(|ward| (ward.id.to_string(), ward.name.clone())),
            by_person: row.joined == Joined::Person,
            takes_over: false,
            retired: None,
        }
    }
}
