//! The keys of a facility: which there are and how they beat, a new one with what to type into the hospital's system, turning one off.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{Action, AddedKey, KeyView, NewKey, SecretKind};
use sigap_kernel::{Ctx, FieldErrors, KeyId};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{Ago, day, facility_for, words};
use crate::path::APLICARES;
use crate::pulse::{Beat, hour_of};
use crate::store::pulse;
use crate::{Intake, Protocol};

/// How often another number is drawn when a drawn cons-id is taken.
const DRAWS_MAX: u32 = 5;

/// A new key as typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct KeyForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    note: String,
}

/// A form with a button and no fields of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    page: Page,
    w: Words,
    facility: Facility,
    keys: Vec<KeyLine>,
    hour: String,
    form: KeyForm,
    errors: FieldErrors,
}

/// A key as the page shows it.
struct KeyLine {
    key: KeyView,
    made: String,
    last: Option<Ago>,
    hour_calls: String,
    hour_refused: i64,
    refused: String,
    last_refusal: Option<(Ago, String)>,
}

#[derive(Template)]
#[template(path = "key-added.html")]
struct AddedPage {
    page: Page,
    w: Words,
    facility: Facility,
    address: String,
    cons_id: String,
    secret: String,
}

/// The keys of a facility.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    show(&intake, &visitor, facility, KeyForm::default(), FieldErrors::new()).await
}

/// Makes a key and shows its secret, once.
pub(crate) async fn add(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<KeyForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let (cons_id, added) = match made(&intake, &visitor.ctx, &facility, &form).await {
        Ok(made) => made,
        Err(PageError::Invalid(errors)) => return show(&intake, &visitor, facility, form, errors).await,
        Err(other) => return Err(other),
    };
    let (w, floor) = (words(&visitor), &intake.0.floor);
    let address = address(&uri, &headers, floor.settings().tls);
    let page = Page::staff(floor, &visitor, w.s("key-added-title"));
    // The one place where a secret is shown: to whoever made it, once.
    let secret = added.secret.into_revealed();
    let mut response = Html(AddedPage { page, w, facility, address, cons_id, secret }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Turns a key off: from now on nobody comes in with it.
pub(crate) async fn turn_off(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let key: KeyId = key.parse().map_err(|_| PageError::NotFound)?;
    let access = intake.0.floor.access();
    // A key is turned off on the page of its own facility only.
    if !access.keys_of(&visitor.ctx, facility.id).await?.iter().any(|own| own.key == key) {
        return Err(PageError::NotFound);
    }
    access.set_key_enabled(&visitor.ctx, key, false).await?;
    Ok(see_other(&format!("/fasilitas/{}/kunci", facility.id)))
}

/// Adds a key under the id that was typed, or under a number that is drawn.
async fn made(intake: &Intake, ctx: &Ctx, facility: &Facility, form: &KeyForm) -> Result<(String, AddedKey), PageError> {
    let typed = form.name.trim();
    let mut draws = 0;
    loop {
        let name = if typed.is_empty() { drawn_cons_id(ctx) } else { typed.to_owned() };
        let protocol = Protocol::Aplicares.code().to_owned();
        let note = form.note.trim().to_owned();
        let new = NewKey { protocol, name, facility: facility.id, kind: SecretKind::Hmac, secret: None, note };
        draws += 1;
        match intake.0.floor.access().add_key(ctx, &new).await.map_err(PageError::from) {
            Ok(added) => return Ok((new.name, added)),
            Err(PageError::Invalid(errors)) if typed.is_empty() && draws < DRAWS_MAX && errors.first("name") == Some("key-taken") => {}
            Err(other) => return Err(other),
        }
    }
}

/// Eight digits: hospital systems expect a number, and some keep it as one.
fn drawn_cons_id(ctx: &Ctx) -> String {
    (10_000_000 + u32::from_be_bytes(ctx.random()) % 90_000_000).to_string()
}

/// The address to be typed into the hospital's system: where this page was asked for. HTTP/2 says it in the request line.
fn address(uri: &Uri, headers: &HeaderMap, tls: bool) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{host}{APLICARES}")
}

async fn show(intake: &Intake, visitor: &Visitor, facility: Facility, form: KeyForm, errors: FieldErrors) -> PageResult {
    let floor = &intake.0.floor;
    let (w, now) = (words(visitor), visitor.ctx.now());
    intake.flush().await;
    let keys = floor.access().keys_of(&visitor.ctx, facility.id).await?;
    let beats = pulse::of_keys(floor.db(), &keys.iter().map(|key| key.key).collect::<Vec<_>>()).await?;
    let line = |key: KeyView| {
        let beat = beats.get(&key.key);
        KeyLine::of(&w, visitor, &facility, key, beat)
    };
    let keys = keys.into_iter().map(line).collect();
    let hour = format!("{} {}", hour_of(now).hour_minute(facility.zone, w.lang()), facility.zone);
    let page = Page::staff(floor, visitor, w.s("keys-title"));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut response: Response = Html(KeysPage { page, w, facility, keys, hour, form, errors }).into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    Ok(response)
}

impl KeyLine {
    fn of(w: &Words, visitor: &Visitor, facility: &Facility, key: KeyView, beat: Option<&Beat>) -> Self {
        let now = visitor.ctx.now();
        let (hour_calls, hour_refused) = beat.map_or((0, 0), |beat| beat.this_hour(now));
        let said = |kind: crate::ProblemKind| w.s(&format!("problem-{}", kind.code()));
        Self {
            made: day(key.made, facility.zone),
            last: beat.map(|beat| Ago::of(w, now, beat.last)),
            hour_calls: w.figure(hour_calls),
            hour_refused,
            refused: w.figure(hour_refused),
            last_refusal: beat.and_then(|beat| beat.last_refusal).map(|(at, kind)| (Ago::of(w, now, at), said(kind))),
            key,
        }
    }
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn the_address_is_where_the_page_was_asked_for() {
        let host = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("sigap.contoh.invalid:8443"))]);
        let page = Uri::from_static("/fasilitas/x/kunci");
        assert_eq!(address(&page, &host, true), "https://sigap.contoh.invalid:8443/aplicaresws");
        let whole = Uri::from_static("http://10.0.0.7:8080/fasilitas/x/kunci");
        assert_eq!(address(&whole, &HeaderMap::new(), false), "http://10.0.0.7:8080/aplicaresws");
    }

    #[test]
    fn a_drawn_id_is_a_number_of_eight_digits() {
        let ctx = World::real().ctx(Actor::System("test"));
        for _ in 0..200 {
            let id = drawn_cons_id(&ctx);
            assert!(id.len() == 8 && id.bytes().all(|b| b.is_ascii_digit()) && !id.starts_with('0'), "{id}");
        }
    }
}
