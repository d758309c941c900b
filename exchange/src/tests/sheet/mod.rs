//! Uploaded bed lists: good and bad files, workbooks, mappings, limits, properties.

mod bad_input;
mod bombs;
mod excel;
mod mapping;
mod properties;
mod reading;

use sigap_kernel::Zone;

use crate::sheet::{BedRow, Mapping, Rows, Table, read_rows};

/// The rows of a file under the mapping that is proposed for it, or the sentences about the whole file.
fn rows(bytes: &[u8]) -> Result<Rows, String> {
    let table = Table::read(bytes, None).map_err(|fault| fault.to_string())?;
    let fitted = Mapping::propose(&table).fit(&table);
    let fitted = fitted.map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))?;
    Ok(read_rows(&table, &fitted, Zone::Wib))
}

fn line(beds: &BedRow) -> String {
    let number = |count: Option<u32>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let terms = [beds.terms.cleaning, beds.terms.blocked, beds.terms.reserved, beds.terms.waiting_in_igd].map(number).join(",");
    let at = beds.counted_at.map_or_else(String::new, |at| format!(" @{}", at.local_stamp(Zone::Wib)));
    let derived = if beds.free_is_derived { "~" } else { "" };
    let (capacity, occupied) = (number(beds.capacity), number(beds.occupied));
    format!("{} {}/{:?} {} {derived}{}/{capacity} occ {occupied} [{terms}]{at}", beds.row_no, beds.code, beds.name, beds.pool, beds.free)
}

/// What comes out of a file, in one line.
pub(super) fn told(bytes: &[u8]) -> String {
    let rows = match rows(bytes) {
        Ok(rows) => rows,
        Err(sentence) => return sentence,
    };
    let good = rows.good.iter().map(|beds| format!("ok {}", line(beds)));
    let bad = rows.bad.iter().map(|(row, faults)| format!("bad {row} {faults}"));
    let notes = rows.notes.iter().map(|(row, note)| format!("note {row} {note:?}"));
    good.chain(bad).chain(notes).collect::<Vec<_>>().join(" | ")
}
