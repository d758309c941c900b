//! Files into the registry and out of it: CSV and GeoJSON. A plan says what a file would do, row by row; only
//! [`apply`] does it. Reading and planning touch no database.

mod apply;
mod export;
mod geo;
mod place_rows;
mod plan;
mod report;
mod sheet;
mod words;

use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, Zone, coded_enum};
use sigap_store::{Query, StoreError};

pub use apply::apply;
pub use export::{csv, geojson};
pub use plan::plan;
pub use report::report;

use crate::{Column, Facility, NewFacility, Place, service, store};

/// Bytes of a file.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Rows of a file.
pub const ROWS_MAX: usize = 20_000;

coded_enum! {
    /// The form of a file: rows of values between commas, semicolons or tabs; or features with a geometry.
    #[allow(missing_docs)] // said above
    pub enum Format {
        Csv = "csv", GeoJson = "geojson",
    }
}

impl Format {
    /// The form of these bytes: GeoJSON begins with a brace.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
        if first == Some(&b'{') { Format::GeoJson } else { Format::Csv }
    }
}

/// What a plan is made against.
#[derive(Debug, Clone)]
pub struct Existing {
    /// All facilities.
    pub facilities: Vec<Facility>,
    /// All places.
    pub places: Vec<Place>,
    /// The zone of facilities whose row names none.
    pub zone: Zone,
    /// Whether new facilities may come with an agreement: the office decides those.
    pub decides: bool,
}

impl Existing {
    /// Everything in the tables, as seen by the actor of `ctx`; fails as the database does.
    pub async fn load(q: &impl Query, ctx: &Ctx, zone: Zone) -> Result<Self, StoreError> {
        let decides = ctx.may(Action::DecideAgreement, &Where::City).is_ok();
        Ok(Self { facilities: service::facilities(q).await?, places: store::place::all(q).await?, zone, decides })
    }
}

coded_enum! {
    /// How much a finding weighs: worth knowing; worth a look, because something was guessed or left out; the row is refused.
    #[allow(missing_docs)] // said above
    pub enum Severity {
        Info = "info", Warn = "warn", Error = "error",
    }
}

/// Something noticed in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line of a CSV file or the number of a feature; 0 for the file as a whole.
    pub row: u32,
    /// The column, as the file names it.
    pub column: Option<String>,
    /// How much it weighs.
    pub severity: Severity,
    /// What was noticed: a message id, perhaps with arguments, for [`sigap_web::Words::mistake`].
    pub message: String,
}

/// What a row would do: add what is new, change what is known, nothing because everything in it is known, or nothing because it
/// cannot be used, as the findings say.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // said above
pub enum Outcome {
    AddFacility(Box<NewFacility>),
    ChangeFacility { to: Box<Facility>, columns: Vec<Column> },
    AddPlace(Place),
    ChangePlace(Place),
    Same,
    Refused,
}

/// A row and what it would do.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRow {
    /// The line of a CSV file or the number of a feature.
    pub row: u32,
    /// The name in it.
    pub name: String,
    /// What it would do.
    pub outcome: Outcome,
}

/// What a file would do: every row and everything noticed, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)] // said above
pub struct ImportPlan {
    pub rows: Vec<PlannedRow>,
    pub findings: Vec<Finding>,
}

/// How many rows add something, change something known, say what is known, cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)] // said above
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
}

impl ImportPlan {
    /// How many rows do what.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.outcome {
                Outcome::AddFacility(_) | Outcome::AddPlace(_) => counts.added += 1,
                Outcome::ChangeFacility { .. } | Outcome::ChangePlace(_) => counts.changed += 1,
                Outcome::Same => counts.same += 1,
                Outcome::Refused => counts.refused += 1,
            }
        }
        counts
    }

    /// Whether the file would do anything at all.
    #[must_use]
    pub fn does_something(&self) -> bool {
        let counts = self.counts();
        counts.added + counts.changed > 0
    }

    /// Notes a row that cannot be read at all.
    fn refuse(&mut self, row: u32, name: &str, message: impl Into<String>) {
        self.find(row, None, Severity::Error, message);
        self.rows.push(PlannedRow { row, name: quoted(name), outcome: Outcome::Refused });
    }

    fn find(&mut self, row: u32, column: Option<&str>, severity: Severity, message: impl Into<String>) {
        self.findings.push(Finding { row, column: column.map(str::to_owned), severity, message: message.into() });
    }
}

/// A value of a file inside a message: short, and without the sign that divides arguments.
fn quoted(value: &str) -> String {
    value.chars().map(|c| if c == '&' || c.is_control() { ' ' } else { c }).take(60).collect()
}
