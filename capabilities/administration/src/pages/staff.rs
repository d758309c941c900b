//! The list of those who work with Sigap, as far as the visitor's reach goes. Each look at a name is in the reading log before it is shown.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::IntoResponse as _;
use serde::Deserialize;
use sigap_access::{Action, USERS_PAGE, USERS_SEARCHED_MAX, User};
use sigap_kernel::UtcMs;
use sigap_store::{Query as Asks, StoreError, Subject, last_entries};
use sigap_web::{Floor, Html, Page, PageResult, Visitor, Words};

use super::{Done, When, page, words};
use crate::names::PlaceNames;

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    after: String,
}

/// Somebody as the list shows them.
pub(crate) struct Line {
    pub(crate) user: User,
    /// Role and place.
    pub(crate) roles: Vec<(String, String)>,
    pub(crate) last: Option<When>,
}

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage {
    page: Page,
    w: Words,
    lines: Vec<Line>,
    asked: Asked,
    next: Option<String>,
    may_manage: bool,
    searched_max: i64,
}

/// The people.
pub(crate) async fn list(State(floor): State<Floor>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let (w, access) = (words(&visitor), floor.access());
    let is_search = !asked.q.trim().is_empty();
    let users = match is_search {
        true => access.find_users(&visitor.ctx, &asked.q).await?,
        false => access.users(&visitor.ctx, asked.after.parse().ok()).await?,
    };
    let is_full = i64::try_from(users.len()).is_ok_and(|len| len >= USERS_PAGE);
    let next = users.last().filter(|_| is_full && !is_search).map(|last| format!("/petugas?after={}", last.id));
    let lines = lines(&floor, &visitor, &w, users).await?;
    let page = page(&floor, &visitor, &w, "staff-title", &Done::default());
    let may_manage = visitor.may_somewhere(Action::ManageStaff);
    Ok(Html(StaffPage { page, w, lines, asked, next, may_manage, searched_max: USERS_SEARCHED_MAX }).into_response())
}

/// People with their roles in words and their last log-in.
pub(crate) async fn lines(floor: &Floor, visitor: &Visitor, w: &Words, users: Vec<User>) -> Result<Vec<Line>, StoreError> {
    let scopes = users.iter().flat_map(|user| &user.grants).map(|grant| grant.scope.clone()).collect();
    let places = PlaceNames::of(floor, scopes).await?;
    let seen = last_log_ins(floor.db(), &users).await?;
    let line = |user: User| Line {
        roles: user.grants.iter().map(|grant| (w.s(&format!("role-{}", grant.role)), places.say(&grant.scope, w))).collect(),
        last: seen.get(&user.id.to_string()).map(|at| When::of(floor, visitor, w, *at)),
        user,
    };
    Ok(users.into_iter().map(line).collect())
}

/// When each of them last logged in, by the journal.
async fn last_log_ins(q: &impl Asks, users: &[User]) -> Result<BTreeMap<String, UtcMs>, StoreError> {
    let subjects: Vec<Subject> = users.iter().map(|user| Subject::new("user", user.id)).collect();
    let rows = last_entries(q, &subjects, &["user.logged_in"]).await?;
    Ok(rows.into_iter().map(|row| (row.subject.id().to_owned(), row.at)).collect())
}
