//! Adding somebody to the staff: a form, and the first password, shown once.

use askama::Template;
use axum::extract::State;
use sigap_access::{AccessError, NewUser, random_password};
use sigap_kernel::{FieldErrors, Lang, Masked, UserId};
use sigap_web::{CheckedForm, Floor, Page, PageError, PageResult, Visitor, Words};

use super::{Done, answer, page, password_page, words};
use crate::grants::{self, Fields, GrantFields};

#[derive(Template)]
#[template(path = "newcomer.html")]
struct NewcomerPage {
    page: Page,
    w: Words,
    fields: Fields,
    grants: GrantFields,
    errors: FieldErrors,
}

/// The empty form.
pub(crate) async fn form(State(floor): State<Floor>, visitor: Visitor) -> PageResult {
    show(&floor, &visitor, Fields::default(), FieldErrors::new()).await
}

/// Adds somebody, and shows the first password.
pub(crate) async fn add(State(floor): State<Floor>, visitor: Visitor, CheckedForm(fields): CheckedForm<Fields>) -> PageResult {
    let password = random_password(&visitor.ctx);
    let new = match checked(&floor, &visitor, &fields, password.clone()).await {
        Ok(new) => new,
        Err(PageError::Invalid(errors)) => return show(&floor, &visitor, fields, errors).await,
        Err(other) => return Err(other),
    };
    let user: UserId = match floor.access().add_user(&visitor.ctx, &new).await {
        Ok(user) => user,
        Err(AccessError::Fields(errors)) => return show(&floor, &visitor, fields, errors).await,
        Err(other) => return Err(other.into()),
    };
    let w = words(&visitor);
    let page = page(&floor, &visitor, &w, "newcomer-added", &Done::default());
    Ok(password_page(page, w, user.to_string(), [&new.name, &new.email], password))
}

/// What was typed, made strong. The rest of its mistakes are found by `access`; they are told together with the roles'.
async fn checked(floor: &Floor, visitor: &Visitor, fields: &Fields, password: Masked<String>) -> Result<NewUser, PageError> {
    let w = words(visitor);
    let places = grants::places(floor, &visitor.ctx, &w).await?;
    let masked = |name: &str| Masked::new(fields.get(name).to_owned());
    let lang = fields.get("lang").parse().unwrap_or(Lang::Id);
    let mut new = NewUser { email: masked("email"), name: masked("name"), lang, grants: Vec::new(), password: Some(password) };
    match grants::read(fields, &places) {
        Ok(grants) => new.grants = grants,
        Err(mut errors) => {
            if let Err(others) = new.check() {
                others.iter().for_each(|(field, message)| errors.add(field, message));
            }
            return Err(errors.into());
        }
    }
    Ok(new)
}

async fn show(floor: &Floor, visitor: &Visitor, fields: Fields, errors: FieldErrors) -> PageResult {
    let w = words(visitor);
    let places = grants::places(floor, &visitor.ctx, &w).await?;
    let grants = GrantFields::new(places, &fields, &errors, &w);
    let page = page(floor, visitor, &w, "newcomer-title", &Done::default());
    let told = errors.clone();
    Ok(answer(NewcomerPage { page, w, fields, grants, errors }, &told, false))
}
