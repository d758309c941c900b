//! Files of bed numbers that a hospital uploads by hand: CSV and XLSX.
//!
//! The order of work: [`Table::read`] the bytes, [`Mapping::propose`] what its columns mean (or take the mapping remembered for this
//! facility), [`Mapping::fit`] it onto the table, [`read_rows`]. [`template_csv`] is the file a hospital may begin with.

mod beds;
mod column;
mod csv;
mod date;
mod fault;
mod header;
mod mapping;
mod rows;
mod skipped;
mod table;
mod template;
mod words;
mod xlsx;
mod zip;

pub use beds::{BedRow, BedTerms, Rows, read_rows};
pub use column::Column;
pub use fault::{CellFault, MappingFault, RowFaults, SheetFault};
pub use mapping::{Fitted, Mapping};
pub use skipped::RowNote;
pub use table::{Row, Table, TableNote};
pub use template::template_csv;
pub use words::pool_of;

/// Most bytes of an uploaded file. A bed list of a large hospital has about 30 KB.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most rows that hold something, title and header rows included.
pub const ROWS_MAX: usize = 2_000;
/// Most rows that are looked at, empty ones too: as many as a sheet of the older Excel had. A table with formats drawn down to the last row has more.
pub const ROWS_LOOKED_AT_MAX: usize = 65_536;
/// Most columns that hold something.
pub const COLUMNS_MAX: usize = 64;
/// Most characters of one cell.
pub const CELL_CHARS_MAX: usize = 1_000;
/// Most bytes of all cells together: a workbook says a long text once and may point at it from every cell.
pub const TEXT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most bytes that the parts of a workbook may have together when unpacked. Unpacking stops there, whatever the file says of itself.
pub const UNPACKED_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most steps (beginnings, ends and texts of elements) through one part of a workbook: about what the longest and widest table takes.
pub const STEPS_MAX: usize = 1_000_000;
/// The header is looked for in so many rows that hold something.
pub const HEADER_ROWS_MAX: usize = 20;
/// Most beds one row may state; above it the number is a slip of the finger.
pub const BEDS_MAX: u32 = crate::aplicares::BEDS_MAX;
