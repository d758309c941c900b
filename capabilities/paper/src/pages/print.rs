//! Sheets as they are printed.

use std::collections::BTreeMap;

use axum::response::Response;
use sigap_documents::{Block, Document, Field, Footer, FormColumn, Lang, pdf_of};
use sigap_kernel::{UtcMs, WardId};
use sigap_registry::{Facility, Ward, say_pool};
use sigap_web::{Mode, PageError, Visitor, Words};

use super::{pdf, stamp, words};
use crate::model::LINES_A_SHEET;
use crate::store::Sheet;
use crate::{PaperError, PaperRoom};

/// The file with these sheets of a hospital.
pub(super) async fn file(
    room: &PaperRoom,
    visitor: &Visitor,
    facility: &Facility,
    sheets: &[Sheet],
    is_copy: bool,
) -> Result<Response, PageError> {
    let w = words(visitor);
    let ids: Vec<WardId> = sheets.iter().map(|sheet| sheet.ward).collect();
    let wards = sigap_registry::wards_by_ids(room.floor().db(), &ids).await?;
    let wards: BTreeMap<WardId, Ward> = wards.into_iter().map(|ward| (ward.id, ward)).collect();
    let pad = Pad { w: &w, city: &room.floor().settings().city, facility, now: visitor.ctx.now(), is_copy, mode: room.floor().mode() };
    let pages: Vec<Document> = sheets.iter().map(|sheet| pad.document(wards.get(&sheet.ward), sheet)).collect();
    let name = sheets.first().map_or_else(String::new, |sheet| format!("sigap-{}", sheet.number));
    let made = tokio::task::spawn_blocking(move || pdf_of(&pages)).await.map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(pdf(&name, made.map_err(PaperError::from)?))
}

/// What the sheets of one print have in common.
struct Pad<'a> {
    w: &'a Words,
    city: &'a str,
    facility: &'a Facility,
    now: UtcMs,
    is_copy: bool,
    mode: Mode,
}

impl Pad<'_> {
    fn document(&self, ward: Option<&Ward>, sheet: &Sheet) -> Document {
        let (w, zone) = (self.w, self.facility.zone);
        let about =
            ward.map_or_else(String::new, |ward| format!("{}\n{}", ward.name, say_pool(&ward.pool, &sigap_registry::words(w.lang()))));
        let printed = if self.is_copy {
            w.a2("print-copied-at", "at", stamp(w, sheet.printed_at, zone), "again", stamp(w, self.now, zone))
        } else {
            w.with("print-at", &[("at", &stamp(w, sheet.printed_at, zone))])
        };
        Document {
            title: w.s("print-title"),
            subtitle: format!("{}\n{about}", self.facility.name),
            number: Some(sheet.number.to_string()),
            lang: match w.lang() {
                sigap_kernel::Lang::Id => Lang::Id,
                sigap_kernel::Lang::En => Lang::En,
            },
            blocks: vec![
                Block::Text(w.with("print-lead", &[("zone", zone.code())])),
                Block::Form { columns: columns(w, zone.code()), lines: LINES_A_SHEET },
                Block::Fields(vec![
                    Field { label: w.s("print-typed-by"), boxes: Vec::new(), width_mm: 70 },
                    Field { label: w.s("print-typed-on"), boxes: vec![2, 2, 4], width_mm: 0 },
                ]),
                Block::Text(w.s("print-after")),
            ],
            footer: Footer { source: w.with("print-source", &[("city", self.city)]), at_text: printed, mark: self.mark() },
            ..Document::default()
        }
    }

    /// What stands across each sheet: that nothing of it is real, that it is a copy.
    fn mark(&self) -> Option<String> {
        let copy = self.is_copy.then(|| self.w.s("print-copy"));
        let all: Vec<String> = self.mode.mark().map(str::to_owned).into_iter().chain(copy).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

fn columns(w: &Words, zone: &str) -> Vec<FormColumn> {
    let column = |title: String, boxes: Vec<u8>, between: &str| FormColumn { title, boxes, between: between.to_owned() };
    vec![
        column(w.s("print-date"), vec![2, 2], "/"),
        column(w.with("print-hour", &[("zone", zone)]), vec![2, 2], "."),
        column(w.s("f-beds"), vec![3], ""),
        column(w.s("f-free"), vec![3], ""),
        column(w.s("print-initials"), vec![3], ""),
        column(w.s("print-note"), Vec::new(), ""),
    ]
}
