//! The phones in a facility's vehicles: where each was last, what is wrong with what it sends, a new one with what to type into its app, a new
//! secret for one, turning one off and on.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use sigap_access::{Action, KeyView, NewKey, SecretKind};
use sigap_kernel::{Ctx, FieldErrors, KeyId, Masked};
use sigap_registry::Facility;
use sigap_web::{CheckedForm, Html, Page, PageError, PageResult, Visitor, Words, see_other};

use super::device_lines::{DeviceLine, app_name};
use super::keys::{Nothing, address, invalid, own_key};
use super::{facility_for, words};
use crate::Intake;
use crate::position::devices::Device;
use crate::position::{LastPosition, OSMAND, OWNTRACKS, PhoneApp, Unit};
use crate::store::devices as store;
use crate::store::positions;
use crate::system::{Setting, drawn_secret};

/// Letters of a device's name.
const NAME_LETTERS_MAX: usize = 32;

/// A new device as typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct DeviceForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    app: String,
    /// Empty: as the app usually sends.
    #[serde(default)]
    speed_unit: String,
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(path = "devices.html")]
struct DevicesPage {
    page: Page,
    w: Words,
    facility: Facility,
    devices: Vec<DeviceLine>,
    apps: Vec<(&'static str, String)>,
    units: Vec<(&'static str, String)>,
    form: DeviceForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "device-added.html")]
struct AddedPage {
    page: Page,
    w: Words,
    facility: Facility,
    name: String,
    how: String,
    settings: Vec<Setting>,
}

/// The devices of a facility.
pub(crate) async fn list(State(intake): State<Intake>, visitor: Visitor, Path(facility): Path<String>) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    show(&intake, &visitor, facility, DeviceForm::default(), FieldErrors::new()).await
}

/// Adds a device and shows what to type into its app, once.
pub(crate) async fn add(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path(facility): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    CheckedForm(form): CheckedForm<DeviceForm>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    match added(&intake, &visitor.ctx, &facility, &form).await {
        Ok((app, name, secret)) => {
            let base = address(&uri, &headers, intake.0.floor.settings().tls);
            Ok(shown_once(&intake, &visitor, facility, name, app, &base, &secret))
        }
        Err(PageError::Invalid(errors)) => show(&intake, &visitor, facility, form, errors).await,
        Err(other) => Err(other),
    }
}

/// Gives a device a new secret and shows it, once: another phone takes the place of a lost one. The old secret stops at once.
pub(crate) async fn replace_secret(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    let facility = facility_for(&intake, &visitor, &facility, Action::ManageKeys).await?;
    let key = own_device(&intake, &visitor, &facility, &key).await?;
    let known = store::by_keys(intake.0.floor.db(), &[key.key]).await?.into_iter().next();
    let app = known.map_or_else(|| PhoneApp::usual(&key.protocol), |device| device.app);
    let secret = drawn_secret(&visitor.ctx);
    intake.0.floor.access().replace_key_secret(&visitor.ctx, key.key, Some(secret.clone())).await?;
    let base = address(&uri, &headers, intake.0.floor.settings().tls);
    Ok(shown_once(&intake, &visitor, facility, key.name, app, &base, &secret))
}

/// Turns a device off: from now on nothing of it is taken.
pub(crate) async fn turn_off(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    set_enabled(&intake, &visitor, &facility, &key, false).await
}

/// Turns a device on again.
pub(crate) async fn turn_on(
    State(intake): State<Intake>,
    visitor: Visitor,
    Path((facility, key)): Path<(String, String)>,
    CheckedForm(Nothing {}): CheckedForm<Nothing>,
) -> PageResult {
    set_enabled(&intake, &visitor, &facility, &key, true).await
}

async fn set_enabled(intake: &Intake, visitor: &Visitor, facility: &str, key: &str, enabled: bool) -> PageResult {
    let facility = facility_for(intake, visitor, facility, Action::ManageKeys).await?;
    // A device is turned off and on on the page of its own facility only.
    let key = own_device(intake, visitor, &facility, key).await?.key;
    intake.0.floor.access().set_key_enabled(&visitor.ctx, key, enabled).await?;
    Ok(see_other(&format!("/fasilitas/{}/perangkat", facility.id)))
}

fn is_phone(key: &KeyView) -> bool {
    key.protocol == OSMAND || key.protocol == OWNTRACKS
}

/// The device of an address, if it is one of the facility's own.
async fn own_device(intake: &Intake, visitor: &Visitor, facility: &Facility, key: &str) -> Result<KeyView, PageError> {
    let key = own_key(intake, visitor, facility, key).await?;
    if is_phone(&key) { Ok(key) } else { Err(PageError::NotFound) }
}

async fn added(
    intake: &Intake,
    ctx: &Ctx,
    facility: &Facility,
    form: &DeviceForm,
) -> Result<(PhoneApp, String, Masked<String>), PageError> {
    let (name, app, speed_unit) = checked(form)?;
    let secret = drawn_secret(ctx);
    let new = NewKey {
        protocol: app.protocol().to_owned(),
        name: name.clone(),
        facility: facility.id,
        kind: if app == PhoneApp::OwnTracks { SecretKind::Basic } else { SecretKind::Bearer },
        secret: Some(secret.clone()),
        note: form.note.trim().to_owned(),
    };
    let key = intake.0.floor.access().add_key(ctx, &new).await.map_err(|error| match PageError::from(error) {
        PageError::Invalid(errors) if errors.first("name") == Some("key-taken") => invalid("name", "device-taken"),
        other => other,
    })?;
    let device = Device { key: key.key, facility: facility.id, name: name.clone(), app, speed_unit };
    intake.0.positions.devices.add(ctx, &device).await?;
    Ok((app, name, secret))
}

/// Name, app and unit, or all mistakes. Names are in capitals, so that no two differ by that alone, and stand in addresses as they are.
fn checked(form: &DeviceForm) -> Result<(String, PhoneApp, Unit), FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = form.name.trim().to_ascii_uppercase();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > NAME_LETTERS_MAX || !name.chars().all(is_letter) {
        errors.add("name", format!("device-name-wrong?max={NAME_LETTERS_MAX}"));
    }
    let app: Option<PhoneApp> = form.app.parse().ok();
    if app.is_none() {
        errors.add("app", "device-app-wrong");
    }
    let unit = if form.speed_unit.is_empty() { app.map(PhoneApp::usual_unit) } else { form.speed_unit.parse().ok() };
    if unit.is_none() && app.is_some() {
        errors.add("speed_unit", "device-unit-wrong");
    }
    errors.into_result(app.zip(unit)).map(|(app, unit)| (name, app, unit))
}

/// The one page on which a secret is shown: to whoever made it, once.
fn shown_once(
    intake: &Intake,
    visitor: &Visitor,
    facility: Facility,
    name: String,
    app: PhoneApp,
    base: &str,
    secret: &Masked<String>,
) -> Response {
    let w = words(visitor);
    let settings = app.settings(base, &name, secret.reveal());
    let how = w.s(&format!("device-how-{}", app.code()));
    let page = Page::staff(&intake.0.floor, visitor, w.s("device-added-title"));
    let mut response = Html(AddedPage { page, w, facility, name, how, settings }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn show(intake: &Intake, visitor: &Visitor, facility: Facility, form: DeviceForm, errors: FieldErrors) -> PageResult {
    let floor = &intake.0.floor;
    intake.flush().await;
    let keys: Vec<KeyView> = floor.access().keys_of(&visitor.ctx, facility.id).await?.into_iter().filter(is_phone).collect();
    let known: HashMap<KeyId, Device> =
        store::of_facility(floor.db(), facility.id).await?.into_iter().map(|device| (device.key, device)).collect();
    let mut last: HashMap<KeyId, LastPosition> =
        positions::last_of(floor.db(), facility.id).await?.into_iter().map(|last| (last.key, last)).collect();
    let faults = store::faults_of(floor.db(), &keys.iter().map(|key| key.key).collect::<Vec<_>>()).await?;
    let w = words(visitor);
    let lines = keys.into_iter().map(|key| {
        let app = known.get(&key.key).map_or_else(|| PhoneApp::usual(&key.protocol), |device| device.app);
        let id = key.key;
        let faults = faults.iter().filter(move |fault| fault.key == id);
        let last = last.remove(&key.key);
        DeviceLine::of(&w, visitor.ctx.now(), key, app, last, faults)
    });
    let devices = lines.collect();
    let page = Page::staff(floor, visitor, w.s("devices-title"));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let apps = PhoneApp::ALL.iter().map(|app| (app.code(), app_name(&w, *app))).collect();
    let units = Unit::ALL.iter().map(|unit| (unit.code(), w.s(&format!("unit-{}", unit.code().replace('_', "-"))))).collect();
    let mut response = Html(DevicesPage { page, w, facility, devices, apps, units, form, errors }).into_response();
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, app: &str, speed_unit: &str) -> DeviceForm {
        DeviceForm { name: name.into(), app: app.into(), speed_unit: speed_unit.into(), note: String::new() }
    }

    #[test]
    fn a_device_has_a_name_that_can_stand_in_an_address_and_an_app() {
        let (name, app, unit) = checked(&form(" amb-07.b ", "osmand", "")).unwrap();
        assert_eq!((name.as_str(), app, unit), ("AMB-07.B", PhoneApp::Osmand, Unit::MetresPerSecond));
        assert_eq!(checked(&form("AMB07", "traccar", "km_h")).unwrap().2, Unit::KilometresPerHour);
        for (name, app, unit, field) in [
            ("", "traccar", "", "name"),
            ("AMB 07", "traccar", "", "name"),
            ("AMB/07", "traccar", "", "name"),
            ("A&lat=1", "traccar", "", "name"),
            ("AMB07", "", "", "app"),
            ("AMB07", "traccar", "mach", "speed_unit"),
        ] {
            assert!(checked(&form(name, app, unit)).unwrap_err().first(field).is_some(), "{name} {app} {unit}");
        }
        assert!(checked(&form(&"A".repeat(33), "traccar", "")).is_err());
    }
}
