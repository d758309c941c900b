//! Why a document could not be made.

/// Why a document could not be made. The first kind a person can meet; the others are mistakes of the program and belong into its log.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// More than a document holds.
    #[error("a document holds at most {most} {what}")]
    TooMuch {
        /// What there is too much of: `rows`, `pages`, …
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// The pages could not be set: a chart that is no SVG, for example.
    #[error("the pages could not be set: {0}")]
    Setting(String),
    /// The workbook could not be written.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

/// Refuses more than the limit.
pub(crate) fn at_most(what: &'static str, count: usize, most: usize) -> Result<(), DocumentError> {
    if count > most { Err(DocumentError::TooMuch { what, most }) } else { Ok(()) }
}
