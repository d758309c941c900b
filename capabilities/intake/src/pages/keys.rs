//! The keys of a facility: which there are and how they beat, a new one with what to type into the hospital's system, a new secret for one,
//! turning one off.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{Action, AddedKey, KeyView, NewKey};
use sigap_kernel::{Ctx, FieldErrors, KeyId, Masked};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::{Ago, day, facility_for, words};
use crate::pulse::{Beat, hour_of};
use crate::store::pulse;
use crate::system::{Setting, System, drawn_secret};
use crate::{Intake, Protocol, key_system};

/// How often another number is drawn when a drawn cons-id is taken.
const DRAWS_MAX: u32 = 5;

/// A new key as typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct KeyForm {
    /// The system that is to use it.
    #[serde(default)]
    system: String,
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
    systems: Vec<(&'static str, String)>,
    form: KeyForm,
    errors: FieldErrors,
}

impl KeysPage {
    fn is_chosen(&self, system: &str) -> bool {
        let usual = System::OtherAplicares.code();
        self.form.system == system || self.form.system.is_empty() && system == usual
    }
}

/// A key as the page shows it.
struct KeyLine {
    key: KeyView,
    /// In which way it reports.
    channel: String,
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
    key: KeyId,
    name: String,
    how: String,
    settings: Vec<Setting>,
    missing: Option<String>,
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
    let made = made(&intake, &visitor.ctx, &facility, &form).await;
    let (system, name, added) = match made {
        Ok(made) => made,
        Err(PageError::Invalid(errors)) => return show(&intake, &visitor, facility, form, errors).await,
        Err(other) => return Err(other),
    };
    if let Err(error) = key_system::keep(intake.0.floor.db(), &visitor.ctx, added.key, system).await {
        // The secret is there and has to be shown; a new one comes with the settings that are usual.
        tracing::warn!(%error, key = %added.key, "which system a key was made for could not be kept");
    }
    Ok(shown_once(&intake, &visitor, facility, system, name, added, &address(&uri, &headers, intake.0.floor.settings().tls)))
}

/// Gives a key a new secret and shows it, once. The old one stops at once.
pub(crate) async fn replace_secret(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let view = own_key(&intake, &visitor, &facility, &key).await?;
    let protocol: Protocol = view.protocol.parse().map_err(|_| PageError::NotFound)?;
    let secret = drawn_secret(&visitor.ctx);
    let kept = protocol.kept_secret(&secret);
    let added = intake.0.floor.access().replace_key_secret(&visitor.ctx, view.key, Some(kept)).await?;
    let added = AddedKey { secret, ..added };
    let address = address(&uri, &headers, intake.0.floor.settings().tls);
    let system = key_system::of(intake.0.floor.db(), view.key, protocol).await?;
    Ok(shown_once(&intake, &visitor, facility, system, view.name, added, &address))
}

/// The one page on which a secret is shown: to whoever made it, once.
fn shown_once(
    intake: &Intake,
    visitor: &Visitor,
    facility: Facility,
    system: System,
    name: String,
    added: AddedKey,
    base: &str,
) -> Response {
    let w = words(visitor);
    let settings = system.settings(base, &facility, &name, &added.secret.into_revealed());
    let missing = settings.iter().find(|setting| setting.value.is_empty()).map(|setting| w.s(setting.label));
    let how = w.s(&format!("system-{}-how", system.code().replace('_', "-")));
    let page = Page::staff(&intake.0.floor, visitor, w.s("key-added-title"));
    let mut response = Html(AddedPage { page, w, facility, key: added.key, name, how, settings, missing }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The key of an address, if it is one of the facility's own.
pub(super) async fn own_key(intake: &Intake, visitor: &Visitor, facility: &Facility, key: &str) -> Result<KeyView, PageError> {
    let key: KeyId = key.parse().map_err(|_| PageError::NotFound)?;
    let keys = intake.0.floor.access().keys_of(&visitor.ctx, facility.id).await?;
    keys.into_iter().find(|own| own.key == key).ok_or(PageError::NotFound)
}

/// Turns a key off: from now on nobody comes in with it.
pub(crate) async fn turn_off(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    // A key is turned off on the page of its own facility only.
    let key = own_key(&intake, &visitor, &facility, &key).await?.key;
    intake.0.floor.access().set_key_enabled(&visitor.ctx, key, false).await?;
    Ok(see_other(&format!("/fasilitas/{}/kunci", facility.id)))
}

/// Adds a key under the name its protocol wants, the id that was typed, or a number that is drawn.
async fn made(intake: &Intake, ctx: &Ctx, facility: &Facility, form: &KeyForm) -> Result<(System, String, AddedKey), PageError> {
    let system = if form.system.is_empty() { Ok(System::OtherAplicares) } else { form.system.parse() };
    let system = system.map_err(|_| invalid("system", "key-system-wrong"))?;
    let protocol = system.protocol();
    let fixed = protocol.key_name(facility).map_err(|missing| invalid("system", missing))?;
    let typed = fixed.unwrap_or_else(|| form.name.trim().to_owned());
    let secret = drawn_secret(ctx);
    if let Some(key) = turned_on_again(intake, ctx, facility, protocol, &typed, &secret).await? {
        return Ok((system, typed, AddedKey { key, secret }));
    }
    let mut draws = 0;
    loop {
        let name = if typed.is_empty() { drawn_cons_id(ctx) } else { typed.clone() };
        let new = NewKey {
            protocol: protocol.code().to_owned(),
            name,
            facility: facility.id,
            kind: protocol.secret_kind(),
            secret: Some(protocol.kept_secret(&secret)),
            note: form.note.trim().to_owned(),
        };
        draws += 1;
        match intake.0.floor.access().add_key(ctx, &new).await.map_err(PageError::from) {
            Ok(added) => return Ok((system, new.name, AddedKey { secret, ..added })),
            Err(PageError::Invalid(errors)) if typed.is_empty() && draws < DRAWS_MAX && errors.first("name") == Some("key-taken") => {}
            Err(other) => return Err(other),
        }
    }
}

/// A key of this facility that was turned off and has the name: its system comes back under the same name, with a new secret.
async fn turned_on_again(
    intake: &Intake,
    ctx: &Ctx,
    facility: &Facility,
    protocol: Protocol,
    name: &str,
    secret: &Masked<String>,
) -> Result<Option<KeyId>, PageError> {
    let access = intake.0.floor.access();
    let keys = access.keys_of(ctx, facility.id).await?;
    let off = keys.into_iter().find(|key| key.protocol == protocol.code() && key.name == name && !key.enabled);
    let Some(off) = off else { return Ok(None) };
    access.replace_key_secret(ctx, off.key, Some(protocol.kept_secret(secret))).await?;
    access.set_key_enabled(ctx, off.key, true).await?;
    Ok(Some(off.key))
}

pub(super) fn invalid(field: &str, message: &str) -> PageError {
    let mut errors = FieldErrors::new();
    errors.add(field, message);
    PageError::Invalid(errors)
}

/// Every system with its name.
pub(super) fn systems(w: &Words) -> Vec<(&'static str, String)> {
    System::ALL.iter().map(|system| (system.code(), w.s(&format!("system-{}", system.code().replace('_', "-"))))).collect()
}

/// Eight digits: hospital systems expect a number, and some keep it as one.
fn drawn_cons_id(ctx: &Ctx) -> String {
    (10_000_000 + u32::from_be_bytes(ctx.random()) % 90_000_000).to_string()
}

/// The address to be typed into the hospital's system: where this page was asked for. HTTP/2 says it in the request line.
pub(super) fn address(uri: &Uri, headers: &HeaderMap, tls: bool) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or_default();
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{host}")
}

async fn show(intake: &Intake, visitor: &Visitor, facility: Facility, form: KeyForm, errors: FieldErrors) -> PageResult {
    let floor = &intake.0.floor;
    let (w, now) = (words(visitor), visitor.ctx.now());
    intake.flush().await;
    let mut keys = floor.access().keys_of(&visitor.ctx, facility.id).await?;
    // Phones of vehicles have a page of their own.
    keys.retain(|key| key.protocol.parse::<Protocol>().is_ok());
    let beats = pulse::of_keys(floor.db(), &keys.iter().map(|key| key.key).collect::<Vec<_>>()).await?;
    let line = |key: KeyView| {
        let beat = beats.get(&key.key);
        KeyLine::of(&w, visitor, &facility, key, beat)
    };
    let keys = keys.into_iter().map(line).collect();
    let hour = format!("{} {}", hour_of(now).hour_minute(facility.zone, w.lang()), facility.zone);
    let page = Page::staff(floor, visitor, w.s("keys-title"));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut response: Response = Html(KeysPage { page, systems: systems(&w), w, facility, keys, hour, form, errors }).into_response();
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
            channel: w.s(&format!("channel-{}", key.protocol)),
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
        assert_eq!(address(&page, &host, true), "https://sigap.contoh.invalid:8443");
        let whole = Uri::from_static("http://10.0.0.7:8080/fasilitas/x/kunci");
        assert_eq!(address(&whole, &HeaderMap::new(), false), "http://10.0.0.7:8080");
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
