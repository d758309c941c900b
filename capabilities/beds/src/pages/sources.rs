//! `GET /sumber-angka`: what the free beds of each source have left out already, and what Sigap takes off them. The table is the one the numbers
//! are made by.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse as _;
use sigap_availability::{Inclusion, SourceKind, SourceRule, TermKind, Told};
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use crate::Beds;
use crate::words::Said;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    page: Page,
    w: Words,
    sources: Vec<SourceLine>,
    hand_min: String,
}

/// One source as the page shows it.
struct SourceLine {
    name: String,
    /// Why its rule is as it is.
    why: String,
    /// What becomes of each deduction, in the order of the columns.
    told: Vec<(String, String)>,
    arrival: String,
}

/// The table of sources.
pub(crate) async fn sources(State(beds): State<Beds>, visitor: Visitor) -> PageResult {
    let w = Said::new(visitor.ctx.lang()).words();
    let rules = beds.rules();
    let page = SourcesPage {
        page: Page::public(beds.floor(), &visitor, w.s("sources-title")),
        sources: SourceKind::ALL.iter().map(|source| SourceLine::of(&w, *source, rules.sources.of(*source))).collect(),
        hand_min: w.figure(rules.hand_counts_min),
        w,
    };
    Ok(Html(page).into_response())
}

fn term(w: &Words, kind: TermKind) -> String {
    w.s(&format!("why-{}", kind.code().replace('_', "-")))
}

impl SourceLine {
    fn of(w: &Words, source: SourceKind, rule: &SourceRule) -> Self {
        let code = source.code().replace('_', "-");
        let told = |kind: &TermKind| {
            let told = match kind {
                TermKind::Cleaning => rule.cleaning,
                TermKind::Blocked => rule.blocked,
                TermKind::Reserved => rule.reserved,
                TermKind::WaitingInIgd => rule.waiting_in_igd,
            };
            let word = match told {
                Told::Included => "sources-included",
                Told::AsReported => "sources-subtracted",
            };
            (term(w, *kind), w.s(word))
        };
        Self {
            name: w.s(&format!("channel-{code}")),
            why: w.s(&format!("sources-{code}")),
            told: TermKind::ALL.iter().map(told).collect(),
            arrival: arrival(w, rule.arrival),
        }
    }
}

fn arrival(w: &Words, inclusion: Inclusion) -> String {
    match inclusion {
        Inclusion::WhenNoted => w.s("sources-when-noted"),
        Inclusion::WhenTold => w.s("sources-when-told"),
        Inclusion::AfterMin(minutes) => w.with("sources-after", &[("n", &w.figure(minutes))]),
        Inclusion::WhenToldOrAfterMin(minutes) => w.with("sources-when-told-or-after", &[("n", &w.figure(minutes))]),
    }
}
