//! One's own account: another password, and ending every log-in.

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use sigap_access::{AccessError, PASSWORD_LETTERS_MIN};
use sigap_kernel::{FieldErrors, Masked};
use sigap_web::{CheckedForm, Floor, Page, PageResult, Visitor, Words, see_other};

use super::{Done, Nothing, answer, page, words};

/// The passwords as typed.
#[derive(Debug, Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    present: Masked<String>,
    #[serde(default)]
    password: Masked<String>,
    #[serde(default)]
    again: Masked<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    page: Page,
    w: Words,
    name: String,
    email: String,
    letters_min: usize,
    errors: FieldErrors,
}

/// The page.
pub(crate) async fn show(State(floor): State<Floor>, visitor: Visitor) -> PageResult {
    shown(&floor, &visitor, FieldErrors::new()).await
}

/// Changes the password; every log-in ends, so that the next one uses it.
pub(crate) async fn password(State(floor): State<Floor>, visitor: Visitor, CheckedForm(form): CheckedForm<PasswordForm>) -> PageResult {
    if form.password != form.again {
        let mut errors = FieldErrors::new();
        errors.add("again", "password-differs");
        return shown(&floor, &visitor, errors).await;
    }
    match floor.access().change_own_password(&visitor.ctx, &form.present, &form.password).await {
        Ok(()) => Ok(see_other("/masuk")),
        Err(AccessError::Fields(errors)) => shown(&floor, &visitor, errors).await,
        Err(other) => Err(other.into()),
    }
}

/// Ends every log-in, this one too.
pub(crate) async fn log_out(State(floor): State<Floor>, visitor: Visitor, CheckedForm(Nothing {}): CheckedForm<Nothing>) -> PageResult {
    floor.access().log_out_everywhere(&visitor.ctx).await?;
    Ok(see_other("/masuk"))
}

async fn shown(floor: &Floor, visitor: &Visitor, errors: FieldErrors) -> PageResult {
    let w = words(visitor);
    let myself = floor.access().myself(&visitor.ctx).await?;
    let page = page(floor, visitor, &w, "account-title", &Done::default());
    let (name, email, told) = (myself.name.into_revealed(), myself.email.into_revealed(), errors.clone());
    Ok(answer(AccountPage { page, w, name, email, letters_min: PASSWORD_LETTERS_MIN, errors }, &told, false))
}
