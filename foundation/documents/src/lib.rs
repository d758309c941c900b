//! Documents of what is known: pages as PDF, tables as workbooks. Pure: no file, no clock, no network, and the same input gives the same bytes.
//!
//! Whoever asks brings every word and every time with it. Words of people are data throughout: they never become markup of a page nor a formula
//! of a workbook. Making a document takes a second or so; call it from `spawn_blocking`, not from a task that answers others.

mod error;
mod limits;
mod model;
mod pdf;
mod workbook;

pub use error::DocumentError;
pub use limits::{
    MAX_BOXES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_DOCUMENTS, MAX_FORM_LINES, MAX_PAGES, MAX_ROWS, MAX_SHEET_ROWS, MAX_SHEETS, MAX_SVG_BYTES,
    MAX_TEXT_CHARS,
};
pub use model::{Align, Block, Chart, Column, Document, Field, Footer, FormColumn, Lang, Paper, Row, Signature, Table};
pub use pdf::{pdf, pdf_of};
pub use workbook::{Cell, Sheet, SheetColumn, Workbook, xlsx};
