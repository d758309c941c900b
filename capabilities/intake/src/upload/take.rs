//! Taking a file: its rows are written like the calls of any system, by the person who uploaded it; what its headers mean is remembered.

use std::collections::{BTreeSet, HashMap, HashSet};

use futures::future::join_all;
use serde_json::json;
use sigap_exchange::sheet::{BedRow, Mapping};
use sigap_kernel::{Ctx, FacilityId, Masked, UtcMs};
use sigap_store::{Entry, StoreError, Subject};

use super::Waiting;
use super::room::{room_of, stated_of};
use crate::model::{Act, Deed, Done, Joined, RoomId, RoomRow, Stated};
use crate::store::{rooms, uploads as store};
use crate::turns::AT_ONCE_PER_KEY;
use crate::{Intake, Protocol, ROOMS_PER_FACILITY_MAX};

/// Rows handed in at once: as many as one key has before the writer, so that no other sender is crowded out.
const ROWS_AT_ONCE: usize = AT_ONCE_PER_KEY;

/// What came of the rows of a file, each counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// They count.
    pub(crate) counted: usize,
    /// Kept, but they stand for no ward: a person has to join them.
    pub(crate) waiting: usize,
    /// Kept, but a person decided not to use such a row.
    pub(crate) left_out: usize,
    /// A later number stands there already.
    pub(crate) older: usize,
    /// Row numbers for which the facility has too many rooms.
    pub(crate) too_many: Vec<u32>,
    /// Row numbers that could not be stored now.
    pub(crate) not_stored: Vec<u32>,
}

/// What the headers of a facility's files mean, as a person last confirmed it.
pub(crate) async fn remembered(intake: &Intake, facility: FacilityId) -> Result<Option<Mapping>, StoreError> {
    store::mapping(intake.0.floor.db(), facility).await?.map(|text| read_mapping(&text)).transpose()
}

fn read_mapping(text: &str) -> Result<Mapping, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable { column: "mapping".to_owned(), why: error.to_string() })
}

/// Whether two mappings mean the same, however their headers are written.
fn mean_the_same(one: &Mapping, other: &Mapping) -> bool {
    one.iter().count() == other.iter().count() && one.iter().all(|(header, column)| other.get(header) == Some(column))
}

/// Writes the rows. As long as some could not be stored the file waits on, and taking it again does no harm.
pub(crate) async fn take(
    intake: &Intake,
    ctx: &Ctx,
    facility: FacilityId,
    waiting: &Waiting,
    mapping: &Mapping,
    good: &[BedRow],
    bad: usize,
) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    let mut written = Vec::with_capacity(good.len());
    for rows in good.chunks(ROWS_AT_ONCE) {
        let outcomes = join_all(rows.iter().map(|row| write(intake, ctx, facility, row))).await;
        for (row, outcome) in rows.iter().zip(outcomes) {
            match outcome {
                Ok(Done::TooManyRooms | Done::TooManyRemoved) => taken.too_many.push(row.row_no),
                Ok(_) => written.push(row),
                Err(error) => {
                    tracing::warn!(trace = %ctx.trace(), row = row.row_no, %error, "a row of an uploaded file could not be stored");
                    taken.not_stored.push(row.row_no);
                }
            }
        }
    }
    let there = rooms::page(intake.0.floor.db(), facility, Protocol::Upload, 0, ROOMS_PER_FACILITY_MAX).await?;
    withdraw(intake, ctx, facility, &there, good, &mut taken).await;
    let there: HashMap<&RoomId, &RoomRow> = there.iter().map(|row| (&row.id, row)).collect();
    written.iter().for_each(|row| taken.count(there.get(&room_of(facility, row)).copied(), row, ctx));
    note(intake, ctx, facility, waiting, mapping, written.len(), bad).await?;
    if taken.not_stored.is_empty() {
        store::drop_taken(intake.0.floor.db(), ctx, &waiting.id).await?;
    }
    Ok(taken)
}

/// Where a file speaks of a room, it speaks of all of it: rows of the same code that it no longer has lose their numbers. Otherwise a class that
/// was corrected would count beside the wrong one.
async fn withdraw(intake: &Intake, ctx: &Ctx, facility: FacilityId, there: &[RoomRow], good: &[BedRow], taken: &mut Taken) {
    let rooms: Vec<RoomId> = good.iter().map(|row| room_of(facility, row)).collect();
    let said: HashSet<&RoomId> = rooms.iter().collect();
    let mut counted_at: HashMap<&str, UtcMs> = HashMap::new();
    for (room, row) in rooms.iter().zip(good) {
        let at = row.counted_at.unwrap_or(ctx.now()).min(ctx.now());
        counted_at.entry(room.room_code.as_str()).and_modify(|last| *last = at.max(*last)).or_insert(at);
    }
    let has_numbers = |row: &&RoomRow| row.stated.free.is_some() || row.stated.capacity.is_some();
    for row in there.iter().filter(|row| !said.contains(&row.id)).filter(has_numbers) {
        let Some(at) = counted_at.get(row.id.room_code.as_str()) else { continue };
        let stated = Stated { name: row.stated.name.clone(), counted_at: Some(*at), ..Stated::default() };
        if let Err(error) = deed(intake, ctx, row.id.clone(), Act::Update(stated)).await {
            tracing::warn!(trace = %ctx.trace(), %error, "a row that an uploaded file no longer has could not be withdrawn");
            taken.not_stored.extend(good.iter().find(|good| good.code.to_lowercase() == row.id.room_code).map(|good| good.row_no));
        }
    }
}

async fn write(intake: &Intake, ctx: &Ctx, facility: FacilityId, row: &BedRow) -> Result<Done, String> {
    deed(intake, ctx, room_of(facility, row), Act::Create(stated_of(row, ctx.now()), row.pool)).await
}

async fn deed(intake: &Intake, ctx: &Ctx, room: RoomId, act: Act) -> Result<Done, String> {
    let deed = Deed { ctx: ctx.clone(), room, act };
    let outcome = intake.0.writer.write(deed).await.map_err(|error| error.to_string())?;
    outcome.map_err(|error| error.to_string())
}

impl Taken {
    /// Where a row that was written came to stand.
    fn count(&mut self, there: Option<&RoomRow>, row: &BedRow, ctx: &Ctx) {
        let said_at = stated_of(row, ctx.now()).counted_at;
        let is_older = |there: &RoomRow| said_at.zip(there.stated.counted_at).is_some_and(|(said, stands)| said < stands);
        let place = match there {
            Some(there) if is_older(there) => &mut self.older,
            Some(RoomRow { joined: Joined::Waiting, .. }) => &mut self.waiting,
            Some(RoomRow { joined: Joined::LeftOut, .. }) => &mut self.left_out,
            _ => &mut self.counted,
        };
        *place += 1;
    }
}

/// One entry for the file, one more where its headers mean something new. What stands in the file is in neither.
async fn note(
    intake: &Intake,
    ctx: &Ctx,
    facility: FacilityId,
    waiting: &Waiting,
    mapping: &Mapping,
    rows: usize,
    bad: usize,
) -> Result<(), StoreError> {
    let floor = &intake.0.floor;
    // Tells whether two uploads were the same file, and nothing to those who do not have it.
    let file = floor.access().lookup("draft_upload.name", &Masked::new(waiting.name.clone()));
    let body = &json!({ "facility": facility, "rows": rows, "bad": bad, "file": file });
    // A mapping of plain words always becomes JSON.
    let text = &serde_json::to_string(mapping).unwrap_or_default();
    let columns: BTreeSet<&str> = mapping.iter().map(|(_, column)| column.code()).collect();
    let columns = &json!({ "facility": facility, "columns": columns });
    let subject = Subject::new("feed", facility);
    let subject = &subject;
    floor
        .db()
        .write(ctx, |tx| async move {
            tx.record(Entry::new(subject.clone(), "intake.file_taken", 1, body.clone()));
            let before = store::mapping(&tx, facility).await?.map(|before| read_mapping(&before)).transpose()?;
            if !before.is_some_and(|before| mean_the_same(&before, mapping)) {
                store::put_mapping(&tx, ctx, facility, text).await?;
                tx.record(Entry::new(subject.clone(), "intake.mapping_kept", 1, columns.clone()));
            }
            Ok(())
        })
        .await
}
