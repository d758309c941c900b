//! Whether documents keep to the limits, before anybody waits for them.

use crate::error::at_most;
use crate::limits::{MAX_BOXES, MAX_COLUMNS, MAX_DOCUMENTS, MAX_FORM_LINES, MAX_ROWS, MAX_SVG_BYTES, MAX_TEXT_CHARS};
use crate::{Block, Document, DocumentError};

/// Refuses what is beyond the limits.
pub(super) fn all(documents: &[Document]) -> Result<(), DocumentError> {
    at_most("documents", documents.len(), MAX_DOCUMENTS)?;
    let blocks = || documents.iter().flat_map(|document| &document.blocks);
    at_most("rows", blocks().map(rows).sum(), MAX_ROWS)?;
    blocks().try_for_each(block)?;
    documents.iter().try_for_each(|document| {
        text(&document.title)?;
        text(&document.subtitle)?;
        text(&document.footer.source)
    })
}

fn rows(block: &Block) -> usize {
    match block {
        Block::Table(table) => table.rows.len(),
        Block::Facts(facts) => facts.len(),
        _ => 0,
    }
}

fn block(block: &Block) -> Result<(), DocumentError> {
    match block {
        Block::Heading(words) | Block::Text(words) => text(words),
        Block::Facts(facts) => facts.iter().try_for_each(|(label, value)| text(label).and_then(|()| text(value))),
        Block::Table(table) => {
            at_most("columns", table.columns.len(), MAX_COLUMNS)?;
            table.rows.iter().flat_map(|row| &row.cells).try_for_each(|cell| text(cell))
        }
        Block::Chart(chart) => at_most("bytes of a chart", chart.svg.len(), MAX_SVG_BYTES),
        Block::Fields(fields) => fields.iter().try_for_each(|field| boxes(&field.boxes)),
        Block::Form { columns, lines } => {
            at_most("columns", columns.len(), MAX_COLUMNS)?;
            at_most("lines of a form", *lines, MAX_FORM_LINES)?;
            columns.iter().try_for_each(|column| boxes(&column.boxes))
        }
        Block::Signatures(people) => at_most("signatures", people.len(), MAX_COLUMNS),
        Block::PageBreak => Ok(()),
    }
}

fn boxes(groups: &[u8]) -> Result<(), DocumentError> {
    at_most("boxes", groups.iter().map(|group| usize::from(*group)).sum(), MAX_BOXES)
}

fn text(words: &str) -> Result<(), DocumentError> {
    at_most("characters of a text", words.chars().count(), MAX_TEXT_CHARS)
}
