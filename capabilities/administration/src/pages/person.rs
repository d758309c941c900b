//! One of the staff: what they may do where, their password, their second factor, their log-ins; and locking them out.

use askama::Template;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use sigap_access::{Access, AccessError, User, may_manage, random_password};
use sigap_kernel::{Ctx, FieldErrors, Lang, Masked, UserId};
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

/// Who asks, and about whom.
pub(crate) struct Asked {
    floor: Floor,
    visitor: Visitor,
    user: UserId,
}

impl FromRequestParts<Floor> for Asked {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, floor: &Floor) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, floor).await?;
        let Path(user) = Path::<String>::from_request_parts(parts, floor).await.map_err(|_| PageError::NotFound)?;
        Ok(Self { floor: floor.clone(), visitor, user: user.parse().map_err(|_| PageError::NotFound)? })
    }
}

/// The page of somebody.
pub(crate) async fn show(asked: Asked, Query(done): Query<Done>) -> PageResult {
    asked.shown(Tried::default(), &done).await
}

/// Corrects the name and the language.
pub(crate) async fn profile(asked: Asked, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let name = Masked::new(fields.get("name").to_owned());
    let lang = fields.get("lang").parse().unwrap_or(Lang::Id);
    let done = asked.access().set_profile(asked.ctx(), asked.user, &name, lang, fields.chosen("version")).await;
    asked.after(fields, done, "profile").await
}

/// Sets the roles.
pub(crate) async fn grants(asked: Asked, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let places = grants::places(&asked.floor, asked.ctx(), &words(&asked.visitor)).await?;
    let done = match grants::read(&fields, &places) {
        Ok(grants) => asked.access().set_grants(asked.ctx(), asked.user, &grants, fields.chosen("version")).await,
        Err(errors) => Err(errors.into()),
    };
    asked.after(fields, done, "grants").await
}

/// Gives a new password and shows it, once.
pub(crate) async fn password(asked: Asked, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    let password = random_password(asked.ctx());
    if let Err(error) = asked.access().set_password(asked.ctx(), asked.user, &password).await {
        return asked.after(Fields::default(), Err(error), "password").await;
    }
    let who = asked.access().user(asked.ctx(), asked.user).await?;
    let w = words(&asked.visitor);
    let page = page(&asked.floor, &asked.visitor, &w, "password-title", &Done::default());
    Ok(password_page(page, w, asked.user.to_string(), [&who.name, &who.email], password))
}

/// Takes the second factor away.
pub(crate) async fn second_factor(asked: Asked, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    let done = asked.access().reset_second_factor(asked.ctx(), asked.user).await;
    asked.after(Fields::default(), done, "code").await
}

/// Ends every log-in.
pub(crate) async fn log_out(asked: Asked, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    let done = asked.access().end_log_ins(asked.ctx(), asked.user).await;
    asked.after(Fields::default(), done, "log-outs").await
}

/// Locks out, or lets in again.
pub(crate) async fn disabled(asked: Asked, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let disabled = fields.get("disabled") == "yes";
    let done = asked.access().set_disabled(asked.ctx(), asked.user, disabled, fields.chosen("version")).await;
    asked.after(Fields::default(), done, if disabled { "disabled" } else { "enabled" }).await
}

impl Asked {
    fn access(&self) -> &Access {
        self.floor.access()
    }

    fn ctx(&self) -> &Ctx {
        &self.visitor.ctx
    }

    /// Back to the page, saying what was done; or the page with what stands in the way, and nothing typed is lost.
    async fn after(&self, fields: Fields, done: Result<(), AccessError>, deed: &'static str) -> PageResult {
        let tried = match done {
            Ok(()) => return Ok(see_other(&format!("/petugas/{}?ok={deed}", self.user))),
            Err(AccessError::Fields(errors)) => Tried { fields, errors, is_old: false },
            Err(AccessError::Changed) => Tried { fields, errors: FieldErrors::new(), is_old: true },
            Err(other) => return Err(other.into()),
        };
        self.shown(tried, &Done::default()).await
    }

    async fn shown(&self, tried: Tried, done: &Done) -> PageResult {
        let (floor, visitor, ctx, w) = (&self.floor, &self.visitor, self.ctx(), words(&self.visitor));
        let is_self = ctx.actor().user() == Some(self.user);
        let user = self.access().user(ctx, self.user).await?;
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
}

/// What was typed, and what is known where nothing was.
fn filled(typed: Fields, user: &User) -> Fields {
    let mut fields: Vec<(String, String)> = typed.into_iter().collect();
    let has = |fields: &[(String, String)], start: &str| fields.iter().any(|(name, _)| name.starts_with(start));
    if !has(&fields, "role_") {
        fields.extend(grants::to_fields(&user.grants));
    }
    if !has(&fields, "name") {
        fields.push(("name".to_owned(), user.name.reveal().clone()));
        fields.push(("lang".to_owned(), user.lang.code().to_owned()));
    }
    fields.into_iter().collect()
}
