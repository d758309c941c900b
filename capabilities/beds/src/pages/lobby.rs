//! `GET /lobi/{facility}`: a wall in the lobby, read from six metres. Few words, no interaction, its own age always in sight.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use sigap_availability::{PoolSum, public_total};
use sigap_kernel::UtcMs;
use sigap_web::{Html, Page, PageResult, Visitor, Words};

use super::named;
use crate::eyes::Eyes;
use crate::find::{Found, seen};
use crate::model::Need;
use crate::words::{Age, Said, Shown};
use crate::{Beds, facility_topic};

/// The board.
pub(crate) async fn lobby(State(beds): State<Beds>, visitor: Visitor, id: Path<String>) -> PageResult {
    let one = named(&beds, &id)?;
    let (said, now) = (Said::new(visitor.ctx.lang()), visitor.ctx.now());
    let found = seen(&one, beds.rules(), &Need::ANY, None, Eyes::public(beds.floor()), now);
    let w = said.words();
    let page = Page::public(beds.floor(), &visitor, format!("{}: {}", w.s("lobby-title"), one.facility.name)).hearing();
    let lobby = LobbyPage {
        page,
        w,
        name: one.facility.name.clone(),
        topic: facility_topic(one.facility.id),
        href: format!("/lobi/{}", one.facility.id),
        age: found.sum.oldest_counted_at.filter(|_| found.sight.is_seeing()).map(|at| said.age(at, now)),
        lines: if found.sight.is_seeing() { lines(&found, said, now) } else { Vec::new() },
    };
    Ok(Html(lobby).into_response())
}

#[derive(Template)]
#[template(path = "lobby.html")]
struct LobbyPage {
    page: Page,
    w: Words,
    name: String,
    topic: String,
    href: String,
    age: Option<Age>,
    lines: Vec<Line>,
}

/// One kind of room: its pools for men, women and ages together.
struct Line {
    name: String,
    shown: Shown,
}

/// From afar a visitor looks for "class 3", not for a restriction: pools of one kind are told together.
fn lines(found: &Found, said: Said, now: UtcMs) -> Vec<Line> {
    let mut kinds: Vec<(String, Vec<PoolSum>)> = Vec::new();
    for one in &found.pools {
        let name = said.kind_of(&one.pool);
        match kinds.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sums)) => sums.push(one.sum),
            None => kinds.push((name, vec![one.sum])),
        }
    }
    let line = |(name, sums): (String, Vec<PoolSum>)| {
        let sum = sums.iter().fold(PoolSum::default(), |all, one| all.and(one));
        Line { name, shown: said.shown(&public_total(&sums), &sum, found.beds.facility.zone, now) }
    };
    kinds.into_iter().map(line).collect()
}
