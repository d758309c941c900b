//! Rows under a fitted mapping: each becomes the beds of one room, or all of its mistakes.

use std::collections::HashMap;

use sigap_kernel::{BedType, Pool, UtcMs, Zone};

use super::date::{self, Moment};
use super::skipped::{COUNTS, RowNote, passed_over, says_nothing};
use super::table::Row;
use super::words::{fold, is_named_otherwise, pool_of};
use super::{BEDS_MAX, CellFault, Column, Fitted, RowFaults, Table};
use crate::aplicares::{NAME_CHARS_MAX, ROOM_CODE_CHARS_MAX};
use crate::lenient::{FieldFault, Scalar, clean, count, has_invisible, is_longer};

/// Longest word for a class, a kind of bed or a sex.
const WORD_CHARS_MAX: usize = 60;
/// The errors that formulas of office programs give.
const FORMULA_ERRORS: [&str; 10] =
    ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

/// What the hospital says of the beds that are not simply free or occupied; `None`: not said, which is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BedTerms {
    /// Being cleaned.
    pub cleaning: Option<u32>,
    /// Cannot be used.
    pub blocked: Option<u32>,
    /// Promised to somebody.
    pub reserved: Option<u32>,
    /// Patients waiting in the emergency room.
    pub waiting_in_igd: Option<u32>,
}

/// The beds of one room.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BedRow {
    /// The row, as the spreadsheet shows it.
    pub row_no: u32,
    /// The hospital's own code; the name where the file has no codes.
    pub code: String,
    /// The name for people; the code where none is given.
    pub name: String,
    /// The class, as written.
    pub class: Option<String>,
    /// The kind of bed, as written.
    pub bed_type: Option<String>,
    /// Men, women or both, as written.
    pub sex: Option<String>,
    /// The beds meant by the three words above; unmapped when nobody knows.
    pub pool: Pool,
    /// Beds in the room.
    pub capacity: Option<u32>,
    /// Beds in use. May be above the capacity: wards are sometimes overfull.
    pub occupied: Option<u32>,
    /// Free beds, as given. Where they are not given: capacity less occupied, 0 when the ward is overfull; the terms are not
    /// subtracted, because whoever reads them does that.
    pub free: u32,
    /// Whether `free` was reckoned.
    pub free_is_derived: bool,
    /// Beds that are not simply free or occupied.
    pub terms: BedTerms,
    /// When the beds were counted.
    pub counted_at: Option<UtcMs>,
}

impl BedRow {
    /// Whether the words for class, kind and sex were understood.
    #[must_use]
    pub fn is_mapped(&self) -> bool {
        self.pool.bed_type != BedType::Unmapped
    }
}

/// All rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Rows that can be used.
    pub good: Vec<BedRow>,
    /// Rows that cannot, with all their mistakes.
    pub bad: Vec<(u32, RowFaults)>,
    /// Rows that were passed over.
    pub notes: Vec<(u32, RowNote)>,
}

/// Reads the rows of a table. Times without a zone are those of `zone`.
#[must_use]
pub fn read_rows(table: &Table, fitted: &Fitted, zone: Zone) -> Rows {
    let (mut rows, mut seen) = (Rows::default(), HashMap::new());
    for row in table.rows() {
        if let Some(note) = passed_over(table, &row, fitted) {
            rows.notes.push((row.number(), note));
            continue;
        }
        let (beds, mut faults) = RowReader::read(table, row, fitted, zone);
        let earlier = (!beds.code.is_empty()).then(|| *seen.entry(key(&beds)).or_insert(beds.row_no)).filter(|row| *row != beds.row_no);
        if let Some(row) = earlier {
            faults.add(None, CellFault::Twice { row });
        }
        if faults.is_empty() { rows.good.push(beds) } else { rows.bad.push((row.number(), faults)) }
    }
    rows
}

/// What names a room within a file: hospitals list one room once for each class, kind and sex. `I` and `Kelas 1` are one class.
fn key(beds: &BedRow) -> (String, Pool, [String; 3]) {
    let word = |word: &Option<String>| word.as_deref().filter(|_| !beds.is_mapped()).map(fold).unwrap_or_default();
    (beds.code.to_lowercase(), beds.pool, [word(&beds.class), word(&beds.bed_type), word(&beds.sex)])
}

/// Takes the cells of one row, and remembers what is wrong with them.
struct RowReader<'a> {
    row: Row<'a>,
    fitted: &'a Fitted,
    faults: RowFaults,
}

impl<'a> RowReader<'a> {
    fn read(table: &Table, row: Row<'a>, fitted: &'a Fitted, zone: Zone) -> (BedRow, RowFaults) {
        let mut reader = Self { row, fitted, faults: RowFaults::default() };
        if let Some((have, want)) = row.wrong_length() {
            // The cells may stand under the wrong headers: nothing else that could be said of them is certain.
            reader.faults.add(None, CellFault::Length { have, want });
            return (blank(row.number()), reader.faults);
        }
        let (code, name) = reader.names();
        let [class, bed_type, sex] = [Column::Class, Column::BedType, Column::Sex].map(|column| reader.label(column, WORD_CHARS_MAX));
        let pool = Some(pool_of(class.as_deref(), bed_type.as_deref(), sex.as_deref()))
            .filter(|pool| !is_named_otherwise(&name, *pool))
            .unwrap_or(Pool::of_type(BedType::Unmapped));
        let [capacity, occupied, given] = [Column::Capacity, Column::Occupied, Column::Free].map(|column| reader.count(column));
        let [cleaning, blocked, reserved, waiting_in_igd] =
            [Column::Cleaning, Column::Blocked, Column::Reserved, Column::WaitingInIgd].map(|column| reader.count(column));
        let free = given.or_else(|| Some(capacity?.saturating_sub(occupied?)));
        reader.check_free(capacity, given, free);
        let beds = BedRow {
            row_no: row.number(),
            pool,
            code,
            name,
            class,
            bed_type,
            sex,
            capacity,
            occupied,
            free: free.unwrap_or_default(),
            free_is_derived: given.is_none(),
            terms: BedTerms { cleaning, blocked, reserved, waiting_in_igd },
            counted_at: reader.counted_at(zone, table.epoch_1904()),
        };
        (beds, reader.faults)
    }

    /// The text of a column, `None` where it says nothing; the result of a formula that went wrong is a mistake in every column.
    fn text(&mut self, column: Column) -> Option<&'a str> {
        let place = self.fitted.place(column)?;
        let text = if COUNTS.contains(&column) { self.row.cell(place) } else { self.row.word(place) };
        if FORMULA_ERRORS.contains(&text) {
            self.faults.add(column, CellFault::FormulaError);
            return None;
        }
        // A lone sign stands for a formula without a result; with more after it, in a name, it is only a text.
        if text == "=" {
            self.faults.add(column, CellFault::Formula);
            return None;
        }
        (!says_nothing(text)).then_some(text)
    }

    /// Code and name; each stands in for the other.
    fn names(&mut self) -> (String, String) {
        let code = self.code();
        let name = self.label(Column::Name, NAME_CHARS_MAX);
        let column = if self.fitted.place(Column::Code).is_some() { Column::Code } else { Column::Name };
        let code = if column == Column::Code { code } else { name.clone() };
        if code.is_none() && !self.faults.has(column) {
            self.faults.add(column, FieldFault::Missing);
        }
        let code = code.unwrap_or_default();
        (code.clone(), name.unwrap_or(code))
    }

    fn code(&mut self) -> Option<String> {
        let code = self.text(Column::Code)?;
        if has_invisible(code) || code.chars().any(|c| c != ' ' && c.is_whitespace()) {
            self.faults.add(Column::Code, FieldFault::Invisible);
            return None;
        }
        self.fitting(Column::Code, ROOM_CODE_CHARS_MAX, code.to_owned())
    }

    fn label(&mut self, column: Column, chars_max: usize) -> Option<String> {
        let label = clean(self.text(column)?);
        self.fitting(column, chars_max, label)
    }

    fn fitting(&mut self, column: Column, chars_max: usize, text: String) -> Option<String> {
        if is_longer(&text, chars_max) {
            self.faults.add(column, FieldFault::TooLong { max: chars_max });
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    fn count(&mut self, column: Column) -> Option<u32> {
        let text = self.row.cell(self.fitted.place(column)?);
        // In a column of counts these words could mean 0 or unknown; a dash means that nothing was written.
        if ["tidak ada", "belum ada"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
            self.faults.add(column, FieldFault::NotNumber);
            return None;
        }
        let text = self.text(column)?;
        if text.starts_with('=') {
            self.faults.add(column, CellFault::Formula);
            return None;
        }
        count(&Scalar::Text(text.into()), BEDS_MAX).unwrap_or_else(|fault| {
            self.faults.add(column, fault);
            None
        })
    }

    fn check_free(&mut self, capacity: Option<u32>, given: Option<u32>, free: Option<u32>) {
        let is_wrong = [Column::Capacity, Column::Occupied, Column::Free].iter().any(|column| self.faults.has(*column));
        match (capacity, given) {
            _ if is_wrong => {}
            (Some(limit), Some(value)) if value > limit => {
                self.faults.add(Column::Free, FieldFault::Above { other: Column::Capacity.label(), value, limit });
            }
            _ if free.is_none() => self.faults.add(None, CellFault::NoFree),
            _ => {}
        }
    }

    /// The day may stand in a column of its own. A day without a time is its beginning: the beds may have been counted no earlier.
    fn counted_at(&mut self, zone: Zone, epoch_1904: bool) -> Option<UtcMs> {
        let on = self.moment(Column::CountedOn, zone, epoch_1904);
        let at = self.moment(Column::CountedAt, zone, epoch_1904);
        match (on, at) {
            (_, Some(Moment::At(at))) | (Some(Moment::At(at)), None) => Some(at),
            (Some(Moment::Day(day)), Some(Moment::Time(second, said))) => day.at(second, said.unwrap_or(zone)),
            (_, Some(Moment::Day(day))) | (Some(Moment::Day(day)), None) => day.at(0, zone),
            (on, Some(Moment::Time(..))) if !self.faults.has(Column::CountedOn) => {
                let column = if on.is_some() { Column::CountedOn } else { Column::CountedAt };
                self.faults.add(column, CellFault::OnlyTime);
                None
            }
            (Some(Moment::Time(..)), None) if !self.faults.has(Column::CountedAt) => {
                self.faults.add(Column::CountedOn, CellFault::OnlyTime);
                None
            }
            _ => None,
        }
    }

    fn moment(&mut self, column: Column, zone: Zone, epoch_1904: bool) -> Option<Moment> {
        let text = self.text(column)?;
        date::read(text, zone, epoch_1904).map_err(|fault| self.faults.add(column, fault)).ok()
    }
}

/// A row of which nothing is known; never among the good ones.
fn blank(row_no: u32) -> BedRow {
    BedRow {
        row_no,
        code: String::new(),
        name: String::new(),
        class: None,
        bed_type: None,
        sex: None,
        pool: Pool::of_type(BedType::Unmapped),
        capacity: None,
        occupied: None,
        free: 0,
        free_is_derived: true,
        terms: BedTerms::default(),
        counted_at: None,
    }
}
