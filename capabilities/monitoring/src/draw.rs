//! Drawings made by the server; their colours come from the style sheet.

pub(crate) mod chart;
pub(crate) mod curve;
