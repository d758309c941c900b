//! Pages about one hospital, for everyone: all it has, the board in its lobby; the help page, which needs nothing but itself; and
//! what each source's number leaves out.

pub(crate) mod chances;
mod hospital;
mod lobby;
pub(crate) mod promises;
mod sources;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use sigap_web::{Html, Page, PageError, PageResult, Visitor, Words};

pub(crate) use hospital::hospital;
pub(crate) use lobby::lobby;
pub(crate) use sources::sources;

use crate::Beds;
use crate::picture::FacilityBeds;
use crate::words::Said;

/// The hospital an address names.
fn named(beds: &Beds, Path(id): &Path<String>) -> Result<std::sync::Arc<FacilityBeds>, PageError> {
    id.parse().ok().and_then(|id| beds.picture().facility(id).cloned()).ok_or(PageError::NotFound)
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    page: Page,
    w: Words,
    /// Days one class up without extra cost.
    days: u8,
    /// The bed help line: as it is read, and as it is dialled.
    help_line: Option<(String, String)>,
}

/// What to do in an emergency, how to read the number, what one has a right to.
pub(crate) async fn help(State(beds): State<Beds>, visitor: Visitor) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    let page = Page::public(beds.floor(), &visitor, w.s("help-title"));
    let help_line = beds.floor().settings().help_line();
    Ok(Html(HelpPage { page, w, days: beds.rules().rights.one_up_max_days, help_line }).into_response())
}
