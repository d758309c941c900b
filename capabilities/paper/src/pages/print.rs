//! Sheets as they are printed.

use std::collections::BTreeMap;

use axum::response::Response;
use sigap_documents::{Block, Document, Field, Footer, FormColumn, Lang, pdf_of};
use sigap_kernel::WardId;
use sigap_registry::{Facility, Ward, say_pool};
use sigap_web::{PageError, Visitor, Words};

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
    let city = &room.floor().settings().city;
    let pages: Vec<Document> =
        sheets.iter().map(|sheet| document(&w, city, facility, wards.get(&sheet.ward), sheet, visitor, is_copy)).collect();
    let name = sheets.first().map_or_else(String::new, |sheet| format!("sigap-{}", sheet.number));
    let made = tokio::task::spawn_blocking(move || pdf_of(&pages)).await.map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(pdf(&name, made.map_err(PaperError::from)?))
}

fn document(w: &Words, city: &str, facility: &Facility, ward: Option<&Ward>, sheet: &Sheet, visitor: &Visitor, is_copy: bool) -> Document {
    let zone = facility.zone;
    let about = ward.map_or_else(String::new, |ward| format!("{}\n{}", ward.name, say_pool(&ward.pool, &sigap_registry::words(w.lang()))));
    let printed = if is_copy {
        w.a2("print-copied-at", "at", stamp(w, sheet.printed_at, zone), "again", stamp(w, visitor.ctx.now(), zone))
    } else {
        w.with("print-at", &[("at", &stamp(w, sheet.printed_at, zone))])
    };
    Document {
        title: w.s("print-title"),
        subtitle: format!("{}\n{about}", facility.name),
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
        footer: Footer { source: w.with("print-source", &[("city", city)]), at_text: printed, mark: is_copy.then(|| w.s("print-copy")) },
        ..Document::default()
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
