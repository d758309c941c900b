//! Files of bed numbers that a person uploads: kept sealed while they are looked at, read, taken as one more feed of the facility.

mod draft;
mod room;
mod take;

use sigap_exchange::sheet::{CellFault, Column, Fitted, Mapping, MappingFault, Row, Rows, SheetFault, Table, read_rows};
use sigap_kernel::{CLOCKS_APART_MAX_S, UtcMs, Zone};

pub use draft::DRAFT_KEPT_H;
pub(crate) use draft::{Waiting, find, keep, sweep};
pub(crate) use take::{Taken, remembered, take};

/// Mistakes of one row: column (`None`: the whole row) and message id.
pub(crate) type RowMistakes = Vec<(Option<Column>, String)>;

/// A file read under a mapping.
pub(crate) struct Reading {
    /// Rows that can be taken.
    pub(crate) good: Vec<sigap_exchange::sheet::BedRow>,
    /// Row and mistakes of those that cannot.
    pub(crate) bad: Vec<(u32, RowMistakes)>,
    /// Rows that are no rooms.
    pub(crate) passed_over: usize,
}

/// Reads the table of a file; of a workbook the named sheet, or the first. What it costs is bounded, but it is work: it is done where it
/// holds up nobody.
pub(crate) async fn table_of(waiting: &Waiting, sheet: Option<String>) -> Result<Table, SheetFault> {
    let (bytes, name) = (waiting.bytes.clone(), waiting.name.clone());
    let read = move || match sheet {
        Some(sheet) => Table::read_sheet(&bytes, Some(&name), &sheet),
        None => Table::read(&bytes, Some(&name)),
    };
    // The reader does not break; if it ever does, the file is one that cannot be read.
    tokio::task::spawn_blocking(read).await.unwrap_or(Err(SheetFault::Damaged))
}

/// What the headers of a table mean: as remembered where that fits, otherwise as it is most likely. Beside it what no longer fits.
pub(crate) fn mapping_for(table: &Table, remembered: Option<Mapping>) -> (Mapping, Vec<MappingFault>) {
    match remembered.map(|mapping| mapping.fit(table).map(|_| mapping)) {
        Some(Ok(mapping)) => (mapping, Vec::new()),
        Some(Err(faults)) => (Mapping::propose(table), faults),
        None => (Mapping::propose(table), Vec::new()),
    }
}

/// The rows of a table. A time that is still to come is a slip: nobody has counted tomorrow.
pub(crate) fn read(table: &Table, fitted: &Fitted, zone: Zone, now: UtcMs) -> Reading {
    let Rows { good, bad, notes } = read_rows(table, fitted, zone);
    let latest = now.plus_s(CLOCKS_APART_MAX_S);
    let (good, early): (Vec<_>, Vec<_>) = good.into_iter().partition(|row| row.counted_at.is_none_or(|at| at <= latest));
    let mistakes = |faults: sigap_exchange::sheet::RowFaults| faults.iter().map(|(column, fault)| (column, message(fault))).collect();
    let mut bad: Vec<(u32, RowMistakes)> = bad.into_iter().map(|(row, faults)| (row, mistakes(faults))).collect();
    bad.extend(early.into_iter().map(|row| (row.row_no, vec![(Some(Column::CountedAt), "cell-future".to_owned())])));
    bad.sort_by_key(|(row, _)| *row);
    Reading { good, bad, passed_over: notes.len() }
}

fn message(fault: CellFault) -> String {
    fault.message_id()
}

/// What stands under a header in the first row that has something there: an example of what the column holds.
pub(crate) fn example(table: &Table, place: usize) -> &str {
    table.rows().map(|row: Row<'_>| row.cell(place)).find(|cell| !cell.is_empty()).unwrap_or_default()
}
