//! How much may go into one document: each limit with its name, so that a page can say it before somebody waits in vain.

/// Documents bound into one PDF: the sheets of a pad.
pub const MAX_DOCUMENTS: usize = 200;
/// Pages of one PDF.
pub const MAX_PAGES: usize = 400;
/// Rows of all tables of one PDF together.
pub const MAX_ROWS: usize = 5_000;
/// Columns of one table or form.
pub const MAX_COLUMNS: usize = 24;
/// Characters of one text on a page.
pub const MAX_TEXT_CHARS: usize = 20_000;
/// Bytes of one chart.
pub const MAX_SVG_BYTES: usize = 512 * 1024;
/// Lines of one form for handwriting.
pub const MAX_FORM_LINES: usize = 60;
/// Boxes for single characters beside each other in one field.
pub const MAX_BOXES: usize = 24;
/// Sheets of one workbook.
pub const MAX_SHEETS: usize = 32;
/// Rows of one sheet.
pub const MAX_SHEET_ROWS: usize = 50_000;
/// Characters of one cell: what the format can hold.
pub const MAX_CELL_CHARS: usize = 32_767;
