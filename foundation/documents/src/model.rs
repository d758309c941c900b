//! What a page can be made of: few kinds of blocks, every word of them data.

use serde::Serialize;

/// The language of the words that the paper itself brings: "halaman 1 dari 3".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// English.
    En,
}

/// How the sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// A4, upright.
    #[default]
    Upright,
    /// A4, lying: for wide tables.
    Lying,
}

/// One document. Black on white, A4.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Document {
    /// What it is, in large letters.
    pub title: String,
    /// Of whom and of when.
    pub subtitle: String,
    /// Its own number, at the top right of every page.
    pub number: Option<String>,
    /// The language of "page n of N".
    pub lang: Lang,
    /// How the sheet lies.
    pub paper: Paper,
    /// What stands on it.
    pub blocks: Vec<Block>,
    /// What stands at the foot of every page.
    pub footer: Footer,
}

/// The foot of every page, and the mark across it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Footer {
    /// Where the data comes from.
    pub source: String,
    /// Of when the data is, in words.
    pub at_text: String,
    /// A plain word across every page, such as LATIHAN or SALINAN.
    pub mark: Option<String>,
}

/// One part of a document.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "lowercase")]
pub enum Block {
    /// A heading inside the document.
    Heading(String),
    /// A paragraph. A line break in the text is one on the page.
    Text(String),
    /// What belongs together in pairs: label and value.
    Facts(Vec<(String, String)>),
    /// Rows and columns; its head is repeated on every page.
    Table(Table),
    /// A drawing.
    Chart(Chart),
    /// Boxes to be filled in by hand, one below the other.
    Fields(Vec<Field>),
    /// Lines to be filled in by hand, with boxes in columns.
    Form {
        /// The columns.
        columns: Vec<FormColumn>,
        /// How many empty lines.
        lines: usize,
    },
    /// Who signs.
    Signatures(Vec<Signature>),
    /// The rest begins on a new page.
    PageBreak,
}

/// Where the words of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Figures.
    Right,
    /// Short signs.
    Center,
}

/// A column of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Where its words stand.
    pub align: Align,
    /// Its share of the width that is left; without one it is as wide as its words.
    pub share: Option<u8>,
}

impl Column {
    /// A column of words that takes a share of the width.
    #[must_use]
    pub fn words(title: impl Into<String>, share: u8) -> Self {
        Self { title: title.into(), align: Align::Left, share: Some(share) }
    }

    /// A column of figures, as wide as they are.
    #[must_use]
    pub fn figures(title: impl Into<String>) -> Self {
        Self { title: title.into(), align: Align::Right, share: None }
    }
}

/// A row of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// One text a column; what is missing stays empty.
    pub cells: Vec<String>,
    /// Whether it is a sum or the like: in strong letters, with a line above.
    pub strong: bool,
}

impl From<Vec<String>> for Row {
    fn from(cells: Vec<String>) -> Self {
        Self { cells, strong: false }
    }
}

/// Rows and columns.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it shows, above it; empty for none.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A drawing, as wide as the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Chart {
    /// An SVG of its own: nothing outside of it is read.
    #[serde(skip)]
    pub svg: String,
    /// What it shows, above it; empty for none.
    pub caption: String,
    /// What it says, in words, for those who listen.
    pub alt: String,
}

/// A label with room to write beside it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// What is to be written.
    pub label: String,
    /// Boxes for single characters, in groups; none gives a line to write on.
    pub boxes: Vec<u8>,
    /// The width of the line, in millimetres, where there are no boxes.
    pub width_mm: u8,
}

/// A column of a form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormColumn {
    /// Its head.
    pub title: String,
    /// Boxes for single characters, in groups; none gives an empty field.
    pub boxes: Vec<u8>,
    /// What stands between two groups: `/` of a date, `.` of an hour.
    pub between: String,
}

/// Somebody who signs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Signature {
    /// As what: "Diketahui, Direktur".
    pub role: String,
    /// Their name; empty gives dots to write on.
    pub name: String,
    /// What stands below: "NIP" and its number, or only the word.
    pub id_label: String,
}
