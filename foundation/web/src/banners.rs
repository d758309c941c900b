//! Banners: what a room has to say on top of every page of a person, until it is over. The floor knows nothing of its matter: it asks whoever the
//! program names, from memory, and shows the words with the way to their page.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_kernel::Ctx;

use crate::page::Html;
use crate::{Floor, Page, PageResult, Visitor};

/// Something that wants a person's attention on every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// How pressing: `info`, `warn`.
    pub kind: &'static str,
    /// A short sentence.
    pub words: String,
    /// The page on which more is told, and what it is called.
    pub link: (String, String),
    /// What can be done about it at once.
    pub deed: Option<BannerDeed>,
}

/// A deed of one tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BannerDeed {
    /// Where its form goes.
    pub action: String,
    /// The word on its button.
    pub label: String,
    /// What its form carries: names and values.
    pub fields: Vec<(&'static str, String)>,
}

/// Who has something to say on top of pages.
pub trait Banners: Send + Sync + 'static {
    /// What this person has to know now.
    fn of(&self, ctx: &Ctx) -> Vec<Banner>;

    /// The topics at which it may be something else, between spaces.
    fn topics(&self, ctx: &Ctx) -> String;
}

#[derive(Template)]
#[template(path = "banners.html")]
struct BannersPart {
    page: Page,
}

/// `GET /pemberitahuan`: the banners alone, for a page that renews them.
pub(crate) async fn part(State(floor): State<Floor>, visitor: Visitor) -> PageResult {
    Ok(Html(BannersPart { page: Page::staff(&floor, &visitor, String::new()) }).into_response())
}
