//! All SQL of the room, in statements that both engines understand. Decides nothing.

use sigap_kernel::{FacilityId, UtcMs, WardId};
use sigap_store::{Engine, Query, Row, StoreError, Tx, args, as_text};

use crate::PaperLine;
use crate::model::{Became, PadId, SheetNumber, SheetState};

as_text!(PadId, SheetState, Became);

/// Sheets written in one statement.
const WRITE_ROWS: usize = 100;

/// A pad as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pad {
    pub(crate) id: PadId,
    pub(crate) facility: FacilityId,
    pub(crate) first: SheetNumber,
    pub(crate) sheets: i64,
    pub(crate) printed_at: UtcMs,
    pub(crate) printed_by: String,
    pub(crate) handed_out: i64,
}

/// A sheet as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) number: SheetNumber,
    pub(crate) pad: PadId,
    pub(crate) facility: FacilityId,
    pub(crate) ward: WardId,
    pub(crate) state: SheetState,
    /// How often it was typed in; 0 before the first time.
    pub(crate) version: i64,
    pub(crate) printed_at: UtcMs,
    pub(crate) changed_at: Option<UtcMs>,
    pub(crate) changed_by: Option<String>,
    pub(crate) reason: Option<String>,
}

const PAD: &str = "pad_id, facility_id, first_number, sheets, printed_at_ms, printed_by, handed_out";
const SHEET: &str = "number, pad_id, facility_id, ward_id, state, version, printed_at_ms, changed_at_ms, changed_by, reason";

fn number(row: &Row, column: &str) -> Result<SheetNumber, StoreError> {
    let code: i64 = row.get(column)?;
    let written = SheetNumber::of_code(code).map(|number| number.to_string()).unwrap_or_default();
    row.parsed(column, &written)
}

fn read_pad(row: &Row) -> Result<Pad, StoreError> {
    Ok(Pad {
        id: row.get("pad_id")?,
        facility: row.get("facility_id")?,
        first: number(row, "first_number")?,
        sheets: row.get("sheets")?,
        printed_at: row.get("printed_at_ms")?,
        printed_by: row.get("printed_by")?,
        handed_out: row.get("handed_out")?,
    })
}

fn read_sheet(row: &Row) -> Result<Sheet, StoreError> {
    Ok(Sheet {
        number: number(row, "number")?,
        pad: row.get("pad_id")?,
        facility: row.get("facility_id")?,
        ward: row.get("ward_id")?,
        state: row.get("state")?,
        version: row.get("version")?,
        printed_at: row.get("printed_at_ms")?,
        changed_at: row.get("changed_at_ms")?,
        changed_by: row.get("changed_by")?,
        reason: row.get("reason")?,
    })
}

/// Gives a hospital a series, unless it has one; `false` when another hospital took the same one at this moment.
pub(crate) async fn begin_series(tx: &Tx, facility: FacilityId) -> Result<bool, StoreError> {
    let sql = "INSERT INTO paper_series (facility_id, series, next_running)
         SELECT $1, COALESCE(MAX(series), 0) + 1, 1 FROM paper_series WHERE true ON CONFLICT DO NOTHING";
    tx.execute(sql, args![facility]).await?;
    Ok(tx.row("SELECT series FROM paper_series WHERE facility_id = $1", args![facility]).await?.is_some())
}

/// Takes so many running numbers of a hospital's series: the series and the first of them.
pub(crate) async fn take_numbers(tx: &Tx, facility: FacilityId, count: i64) -> Result<Option<(i64, i64)>, StoreError> {
    let sql = "UPDATE paper_series SET next_running = next_running + $2 WHERE facility_id = $1 RETURNING series, next_running";
    let rows = tx.returning(sql, args![facility, count]).await?;
    rows.first().map(|row| Ok((row.get("series")?, row.get::<i64>("next_running")? - count))).transpose()
}

/// Adds a pad; `false` when it is there already.
pub(crate) async fn add_pad(tx: &Tx, pad: &Pad) -> Result<bool, StoreError> {
    let sql = format!("INSERT INTO paper_pad ({PAD}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (pad_id) DO NOTHING");
    let by = pad.printed_by.as_str();
    let args = args![pad.id, pad.facility, pad.first.code(), pad.sheets, pad.printed_at, by, pad.handed_out];
    Ok(tx.execute(&sql, args).await? > 0)
}

/// Whether a pad is there.
pub(crate) async fn pad(q: &impl Query, id: PadId) -> Result<Option<Pad>, StoreError> {
    q.row(&format!("SELECT {PAD} FROM paper_pad WHERE pad_id = $1"), args![id]).await?.as_ref().map(read_pad).transpose()
}

/// Adds sheets that were just printed.
pub(crate) async fn add_sheets(tx: &Tx, sheets: &[Sheet]) -> Result<(), StoreError> {
    let values = |sheet: &Sheet| {
        let none: Option<&str> = None;
        let at: Option<UtcMs> = None;
        let code = sheet.number.code();
        args![code, sheet.pad, sheet.facility, sheet.ward, sheet.state, sheet.version, sheet.printed_at, at, none, none]
    };
    for piece in tx.pieces(sheets, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        tx.execute(&format!("INSERT INTO paper_sheet ({SHEET}) {table}"), args).await?;
    }
    Ok(())
}

/// Counts that the pages of a pad are made once more; gives how often they were before.
pub(crate) async fn hand_out(tx: &Tx, id: PadId) -> Result<i64, StoreError> {
    let sql = "UPDATE paper_pad SET handed_out = handed_out + 1 WHERE pad_id = $1 RETURNING handed_out";
    let rows = tx.returning(sql, args![id]).await?;
    rows.first().map_or(Ok(0), |row| Ok(row.get::<i64>("handed_out")? - 1))
}

/// One sheet.
pub(crate) async fn sheet(q: &impl Query, number: SheetNumber) -> Result<Option<Sheet>, StoreError> {
    let sql = format!("SELECT {SHEET} FROM paper_sheet WHERE number = $1");
    q.row(&sql, args![number.code()]).await?.as_ref().map(read_sheet).transpose()
}

/// One sheet, held until the end of the transaction.
pub(crate) async fn held_sheet(tx: &Tx, number: SheetNumber) -> Result<Option<Sheet>, StoreError> {
    let held = match tx.engine() {
        Engine::Postgres => "FOR UPDATE",
        // Whoever writes is alone.
        Engine::Sqlite => "",
    };
    let sql = format!("SELECT {SHEET} FROM paper_sheet WHERE number = $1 {held}");
    tx.row(&sql, args![number.code()]).await?.as_ref().map(read_sheet).transpose()
}

/// The sheets of a pad, in order.
pub(crate) async fn sheets_of(q: &impl Query, id: PadId) -> Result<Vec<Sheet>, StoreError> {
    q.rows(&format!("SELECT {SHEET} FROM paper_sheet WHERE pad_id = $1 ORDER BY number"), args![id]).await?.iter().map(read_sheet).collect()
}

/// The newest pads of a hospital.
pub(crate) async fn pads(q: &impl Query, facility: FacilityId, limit: i64) -> Result<Vec<Pad>, StoreError> {
    let sql = format!("SELECT {PAD} FROM paper_pad WHERE facility_id = $1 ORDER BY printed_at_ms DESC, pad_id LIMIT $2");
    q.rows(&sql, args![facility, limit]).await?.iter().map(read_pad).collect()
}

/// Sheets of a hospital in a state, the newest numbers first.
pub(crate) async fn in_state(q: &impl Query, facility: FacilityId, state: SheetState, limit: i64) -> Result<Vec<Sheet>, StoreError> {
    let sql = format!("SELECT {SHEET} FROM paper_sheet WHERE facility_id = $1 AND state = $2 ORDER BY number DESC LIMIT $3");
    q.rows(&sql, args![facility, state, limit]).await?.iter().map(read_sheet).collect()
}

/// How many sheets of each pad of a hospital are in each state.
pub(crate) async fn counts(q: &impl Query, facility: FacilityId) -> Result<Vec<(PadId, SheetState, i64)>, StoreError> {
    let sql = "SELECT pad_id, state, COUNT(*) AS sheets FROM paper_sheet WHERE facility_id = $1 GROUP BY pad_id, state";
    let rows = q.rows(sql, args![facility]).await?;
    rows.iter().map(|row| Ok((row.get("pad_id")?, row.get("state")?, row.get("sheets")?))).collect()
}

/// How many sheets of each hospital still lie in its wards.
pub(crate) async fn still_out(q: &impl Query) -> Result<Vec<(FacilityId, i64)>, StoreError> {
    let sql = "SELECT facility_id, COUNT(*) AS sheets FROM paper_sheet WHERE state = $1 GROUP BY facility_id";
    let rows = q.rows(sql, args![SheetState::Out]).await?;
    rows.iter().map(|row| Ok((row.get("facility_id")?, row.get("sheets")?))).collect()
}

/// Writes where a sheet stands.
pub(crate) async fn change(tx: &Tx, sheet: &Sheet) -> Result<(), StoreError> {
    let sql = "UPDATE paper_sheet SET state = $2, version = $3, changed_at_ms = $4, changed_by = $5, reason = $6 WHERE number = $1";
    let (by, reason) = (sheet.changed_by.as_deref(), sheet.reason.as_deref());
    tx.execute(sql, args![sheet.number.code(), sheet.state, sheet.version, sheet.changed_at, by, reason]).await.map(|_| ())
}

/// The lines of one version of a sheet, with what became of each.
pub(crate) async fn lines(q: &impl Query, number: SheetNumber, version: i64) -> Result<Vec<(PaperLine, Became)>, StoreError> {
    let sql = "SELECT observed_at_ms, beds, free, became FROM paper_line WHERE number = $1 AND version = $2 ORDER BY line";
    let read = |row: &Row| {
        let line = PaperLine { observed_at: row.get("observed_at_ms")?, beds: row.get("beds")?, free: row.get("free")? };
        Ok((line, row.get("became")?))
    };
    q.rows(sql, args![number.code(), version]).await?.iter().map(read).collect()
}

/// Adds the lines of a new version.
pub(crate) async fn add_lines(tx: &Tx, number: SheetNumber, version: i64, lines: &[(PaperLine, Became)]) -> Result<(), StoreError> {
    let values = |(place, (line, became)): (i64, &(PaperLine, Became))| {
        args![number.code(), version, place, line.observed_at, line.beds, line.free, *became]
    };
    let (table, args) = tx.table((1..).zip(lines).map(values).collect());
    tx.execute(&format!("INSERT INTO paper_line (number, version, line, observed_at_ms, beds, free, became) {table}"), args)
        .await
        .map(|_| ())
}

/// Whether a pad was printed before an instant.
pub(crate) async fn has_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT pad_id FROM paper_pad WHERE printed_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Removes at most `limit` pads of before an instant with their sheets and lines; gives how many.
pub(crate) async fn remove_before(tx: &Tx, before: UtcMs, limit: i64) -> Result<u64, StoreError> {
    let old = "SELECT pad_id FROM paper_pad WHERE printed_at_ms < $1 ORDER BY printed_at_ms, pad_id LIMIT $2";
    let lines = format!("DELETE FROM paper_line WHERE number IN (SELECT number FROM paper_sheet WHERE pad_id IN ({old}))");
    tx.execute(&lines, args![before, limit]).await?;
    tx.execute(&format!("DELETE FROM paper_sheet WHERE pad_id IN ({old})"), args![before, limit]).await?;
    tx.execute(&format!("DELETE FROM paper_pad WHERE pad_id IN ({old})"), args![before, limit]).await
}
