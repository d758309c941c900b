//! Files in and out: the dry run, the deed, the exports.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sigap_access::{Action, May as _};
use sigap_store::Lane;
use sigap_web::{CheckedForm, Csrf, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::form::Fields;
use super::shell;
use crate::import::{self, Counts, Existing, Format, ImportPlan, Outcome, PlannedRow, Severity};
use crate::store::draft::{self, Draft};
use crate::store::list::{self, Filter};
use crate::{Column, Facility, Registry, RegistryError, checks, service};

/// Rows and findings shown in a report; more are counted.
const SHOWN: usize = 500;
/// Facilities in one exported file: more than the country has hospitals and health centres.
const EXPORTED_MAX: usize = 100_000;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    page: Page,
    w: Words,
    mistake: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    page: Page,
    w: Words,
    file_name: String,
    plan: ImportPlan,
    counts: Counts,
    /// Whether it was done, or is a dry run.
    done: bool,
}

impl ReportPage {
    /// Rows that do something.
    fn doing(&self) -> impl Iterator<Item = &PlannedRow> {
        self.plan.rows.iter().filter(|row| !matches!(row.outcome, Outcome::Same | Outcome::Refused))
    }

    fn figures(&self) -> [(&'static str, String); 4] {
        let Counts { added, changed, same, refused } = self.counts;
        let figures = [("outcome-added", added), ("outcome-changed", changed), ("outcome-same", same), ("outcome-refused", refused)];
        figures.map(|(name, count)| (name, self.w.figure(count)))
    }
}

fn ask(registry: &Registry, visitor: &Visitor, mistake: String) -> Response {
    let (w, page) = shell(registry, visitor, |w| w.s("import"));
    let status = if mistake.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, Html(ImportPage { page, w, mistake })).into_response()
}

pub(super) async fn form(State(registry): State<Registry>, visitor: Visitor) -> Response {
    ask(&registry, &visitor, String::new())
}

/// Takes a file and leads to what it would do.
pub(super) async fn upload(State(registry): State<Registry>, visitor: Visitor, headers: HeaderMap, body: Multipart) -> PageResult {
    service::may_in_city(&visitor.ctx, Action::ImportRegistry)?;
    let (csrf, file_name, bytes) = read(body).await?;
    Csrf::check(&visitor, &headers, &csrf)?;
    let w = crate::words(visitor.ctx.lang());
    let mistake = match String::from_utf8(bytes) {
        Ok(text) if text.is_empty() => w.s("field-required"),
        Ok(text) if text.len() >= import::BYTES_MAX => w.a1("file-too-large", "max", import::BYTES_MAX / 1_048_576),
        Err(_) => w.s("file-not-utf8"),
        Ok(text) => {
            // What no text may hold, one engine refuses; no reader has a use for it.
            let draft = Draft { file_name: checks::text(&file_name, 120).unwrap_or_default(), body: text.replace('\0', " ") };
            let id = draft::keep(registry.floor.db(), &visitor.ctx, &draft).await?;
            return Ok(see_other(&format!("/impor/{id}")));
        }
    };
    Ok(ask(&registry, &visitor, mistake))
}

/// The secret, the name of the file and its bytes.
async fn read(mut body: Multipart) -> Result<(String, String, Vec<u8>), PageError> {
    let (mut csrf, mut file_name, mut bytes) = (String::new(), String::new(), Vec::new());
    while let Some(field) = body.next_field().await.map_err(|_| PageError::TooLarge)? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(|_| PageError::TooLarge)?,
            Some("file") => {
                file_name = field.file_name().unwrap_or_default().to_owned();
                bytes = field.bytes().await.map_err(|_| PageError::TooLarge)?.to_vec();
            }
            _ => {}
        }
    }
    Ok((csrf, file_name, bytes))
}

/// The waiting file and what it would do now.
async fn planned(registry: &Registry, visitor: &Visitor, id: &str) -> Result<(Draft, ImportPlan), PageError> {
    service::may_in_city(&visitor.ctx, Action::ImportRegistry)?;
    let draft = draft::find(registry.floor.db(), &visitor.ctx, id).await?.ok_or(PageError::NotFound)?;
    let existing = Existing::load(&registry.floor.db().snapshot().await?, &visitor.ctx, registry.floor.settings().zone).await?;
    let plan = import::plan(draft.body.as_bytes(), Format::of(draft.body.as_bytes()), &existing);
    Ok((draft, plan))
}

fn answer(registry: &Registry, visitor: &Visitor, file_name: String, plan: ImportPlan, done: bool) -> Response {
    let (w, page) = shell(registry, visitor, |w| w.s("import-report"));
    let counts = plan.counts();
    Html(ReportPage { page, w, file_name, plan, counts, done }).into_response()
}

pub(super) async fn report(State(registry): State<Registry>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    let (draft, plan) = planned(&registry, &visitor, &id).await?;
    Ok(answer(&registry, &visitor, draft.file_name, plan, false))
}

/// Does what the file says. When somebody changed something meanwhile, the report is shown anew and nothing is done.
pub(super) async fn apply(
    State(registry): State<Registry>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(_): CheckedForm<Fields>,
) -> PageResult {
    let (draft, plan) = planned(&registry, &visitor, &id).await?;
    let (db, whole, name) = (registry.floor.db(), &plan, &draft.file_name);
    let outcome = db.write_in(&visitor.ctx, Lane::Bulk, |tx| async move { import::apply(&tx, whole, name).await }).await;
    match outcome {
        Ok(_) => Ok(answer(&registry, &visitor, draft.file_name, plan, true)),
        Err(RegistryError::Changed) => Ok(see_other(&format!("/impor/{id}"))),
        Err(error) => Err(error.into()),
    }
}

async fn own(registry: &Registry, visitor: &Visitor) -> Result<Vec<Facility>, PageError> {
    let (db, scope) = (registry.floor.db(), visitor.ctx.scope(Action::ExportRegistry));
    let ids = list::ids(db, &Filter::default(), &scope, EXPORTED_MAX, 0).await?;
    let mut own = service::facilities_by_ids(db, &ids).await?;
    // The note is for those who decide agreements, in a file as on the page.
    for one in own.iter_mut().filter(|one| service::may_at(&visitor.ctx, Action::DecideAgreement, one).is_err()) {
        one.agreement.note.clear();
    }
    Ok(own)
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"sigap-fasilitas.{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text).into_response()
}

pub(super) async fn csv(State(registry): State<Registry>, visitor: Visitor) -> PageResult {
    Ok(file("text/csv; charset=utf-8", "csv", import::csv(&own(&registry, &visitor).await?)))
}

pub(super) async fn geojson(State(registry): State<Registry>, visitor: Visitor) -> PageResult {
    Ok(file("application/geo+json", "geojson", import::geojson(&own(&registry, &visitor).await?)))
}
