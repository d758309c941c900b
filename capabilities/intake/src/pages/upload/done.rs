//! What came of an uploaded file.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use sigap_exchange::sheet::Table;
use sigap_registry::Facility;
use sigap_web::{Html, Page, Words};

use super::{BAD_SHOWN, BadRows, Here};
use crate::ROOMS_PER_FACILITY_MAX;
use crate::upload::{Reading, Taken};

#[derive(Template)]
#[template(path = "upload-done.html")]
struct DonePage {
    page: Page,
    w: Words,
    facility: Facility,
    file: String,
    id: String,
    /// Rows under the header.
    rows: String,
    taken: Taken,
    too_many: String,
    bad: BadRows,
}

pub(super) fn show(here: &Here, table: &Table, taken: &Taken, reading: &Reading) -> Response {
    let w = here.w();
    let page = Page::staff(&here.intake.0.floor, &here.visitor, w.s("upload-done-title"));
    let done = DonePage {
        facility: here.facility.clone(),
        file: here.waiting.name.clone(),
        id: here.waiting.id.clone(),
        rows: w.figure(table.row_count()),
        too_many: w.mistake(&format!("rooms-too-many?max={ROOMS_PER_FACILITY_MAX}")),
        taken: taken.clone(),
        bad: BadRows::of(&w, reading),
        page,
        w,
    };
    Html(done).into_response()
}

impl DonePage {
    /// What became of the rows that are kept: message and figure.
    fn figures(&self) -> [(&'static str, String); 3] {
        let Taken { counted, waiting, .. } = self.taken;
        [("upload-counted", self.w.figure(counted)), ("upload-waiting", self.w.figure(waiting)), ("upload-bad", self.bad.all.clone())]
    }

    /// The same of what is told only where there is any.
    fn beside(&self) -> impl Iterator<Item = String> {
        let all = [("upload-older", self.taken.older), ("upload-left-out", self.taken.left_out)];
        all.into_iter().filter(|(_, rows)| *rows > 0).map(|(name, rows)| self.w.a1(name, "n", self.w.figure(rows)))
    }

    /// The numbers of rows, as a person reads them.
    fn numbers(&self, rows: &[u32]) -> String {
        rows.iter().take(BAD_SHOWN).map(u32::to_string).collect::<Vec<_>>().join(", ")
    }
}
