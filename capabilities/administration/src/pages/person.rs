//! One of the staff: what they may do where, their password, their second factor, their log-ins; and locking them out.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use sigap_access::{AccessError, User, may_manage, random_password};
use sigap_kernel::{FieldErrors, Lang, Masked, UserId};
use sigap_web::{CheckedForm, Floor, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{Done, Nothing, When, answer, page, password_page, staff, words};
use crate::grants::{self, Fields, GrantFields};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Page,
    w: Words,
    line: staff::Line,
    name: String,
    email: String,
    made: When,
    is_self: bool,
    may_manage: bool,
    fields: Fields,
    grants: GrantFields,
    errors: FieldErrors,
    /// Whether somebody else changed this person since the form was made.
    is_old: bool,
}

/// What was tried and did not work out.
#[derive(Default)]
struct Tried {
    fields: Fields,
    errors: FieldErrors,
    is_old: bool,
}

/// The page of somebody.
pub(crate) async fn show(State(floor): State<Floor>, visitor: Visitor, Path(user): Path<String>, Query(done): Query<Done>) -> PageResult {
    shown(&floor, &visitor, id(&user)?, Tried::default(), &done).await
}

/// Corrects the name and the language.
pub(crate) async fn profile(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (user, name) = (id(&user)?, Masked::new(fields.get("name").to_owned()));
    let lang = fields.get("lang").parse().unwrap_or(Lang::Id);
    let done = floor.access().set_profile(&visitor.ctx, user, &name, lang, fields.version()).await;
    after(&floor, &visitor, user, fields, done, "profile").await
}

/// Sets the roles.
pub(crate) async fn grants(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let user = id(&user)?;
    let places = grants::places(&floor, &visitor.ctx, &words(&visitor)).await?;
    let done = match grants::read(&fields, &places) {
        Ok(grants) => floor.access().set_grants(&visitor.ctx, user, &grants, fields.version()).await,
        Err(errors) => Err(errors.into()),
    };
    after(&floor, &visitor, user, fields, done, "grants").await
}

/// Gives a new password and shows it, once.
pub(crate) async fn password(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let (user, password) = (id(&user)?, random_password(&visitor.ctx));
    if let Err(error) = floor.access().set_password(&visitor.ctx, user, &password).await {
        return after(&floor, &visitor, user, Fields::default(), Err(error), "password").await;
    }
    let who = floor.access().user(&visitor.ctx, user).await?;
    let w = words(&visitor);
    let page = page(&floor, &visitor, &w, "password-title", &Done::default());
    Ok(password_page(page, w, user.to_string(), [&who.name, &who.email], password))
}

/// Takes the second factor away.
pub(crate) async fn second_factor(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let user = id(&user)?;
    let done = floor.access().reset_second_factor(&visitor.ctx, user).await;
    after(&floor, &visitor, user, Fields::default(), done, "code").await
}

/// Ends every log-in.
pub(crate) async fn log_out(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let user = id(&user)?;
    let done = floor.access().end_log_ins(&visitor.ctx, user).await;
    after(&floor, &visitor, user, Fields::default(), done, "log-outs").await
}

/// Locks out, or lets in again.
pub(crate) async fn disabled(
    State(floor): State<Floor>,
    visitor: Visitor,
    Path(user): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let (user, disabled) = (id(&user)?, fields.get("disabled") == "yes");
    let done = floor.access().set_disabled(&visitor.ctx, user, disabled, fields.version()).await;
    after(&floor, &visitor, user, Fields::default(), done, if disabled { "disabled" } else { "enabled" }).await
}

fn id(text: &str) -> Result<UserId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// Back to the page, saying what was done; or the page with what stands in the way, and nothing typed is lost.
async fn after(
    floor: &Floor,
    visitor: &Visitor,
    user: UserId,
    fields: Fields,
    done: Result<(), AccessError>,
    deed: &'static str,
) -> PageResult {
    let tried = match done {
        Ok(()) => return Ok(see_other(&format!("/petugas/{user}?ok={deed}"))),
        Err(AccessError::Fields(errors)) => Tried { fields, errors, is_old: false },
        Err(AccessError::Changed) => Tried { fields, errors: FieldErrors::new(), is_old: true },
        Err(other) => return Err(other.into()),
    };
    shown(floor, visitor, user, tried, &Done::default()).await
}

async fn shown(floor: &Floor, visitor: &Visitor, user: UserId, tried: Tried, done: &Done) -> PageResult<Response> {
    let (w, ctx) = (words(visitor), &visitor.ctx);
    let is_self = ctx.actor().user() == Some(user);
    let user = floor.access().user(ctx, user).await?;
    let fields = filled(tried.fields, &user);
    let made = When::of(floor, visitor, &w, user.made);
    let may_manage = may_manage(ctx, &user.grants).is_ok();
    let [name, email] = [&user.name, &user.email].map(|text| text.reveal().clone());
    let places = if may_manage { grants::places(floor, ctx, &w).await? } else { Vec::new() };
    let grants = GrantFields::new(places, &fields, &tried.errors, &w);
    let line = staff::lines(floor, visitor, &w, vec![user]).await?.into_iter().next().ok_or(PageError::NotFound)?;
    let mut page = page(floor, visitor, &w, "person-title", done);
    if !name.is_empty() {
        page.title.clone_from(&name);
    }
    let (errors, is_old) = (tried.errors, tried.is_old);
    let told = errors.clone();
    Ok(answer(PersonPage { page, w, line, name, email, made, is_self, may_manage, fields, grants, errors, is_old }, &told, is_old))
}

/// What was typed, and what is known where nothing was.
fn filled(typed: Fields, user: &User) -> Fields {
    let mut fields = typed.0;
    let has = |fields: &[(String, String)], start: &str| fields.iter().any(|(name, _)| name.starts_with(start));
    if !has(&fields, "role_") {
        fields.extend(grants::to_fields(&user.grants));
    }
    if !has(&fields, "name") {
        fields.push(("name".to_owned(), user.name.reveal().clone()));
        fields.push(("lang".to_owned(), user.lang.code().to_owned()));
    }
    Fields(fields)
}
