//! `key add`, `key list`, `key enable`, `key disable`: which hospital system may speak for which facility.

use serde::{Deserialize, Serialize};
use sigap_access::{KeyView, NewKey};
use sigap_intake::Protocol;
use sigap_kernel::FacilityId;

use super::{Answer, Failure, Secret, facility};
use crate::deployment::App;

/// The protocols whose machines have keys.
const PROTOCOLS: [Protocol; 4] = [Protocol::Aplicares, Protocol::Siranap, Protocol::Fhir, Protocol::Have];

/// Adds a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddKey {
    /// The facility, by its PPK code.
    pub facility: String,
    /// The protocol.
    pub protocol: String,
    /// What the machine calls itself.
    pub id: String,
    /// Its secret; drawn when there is none.
    pub secret: Option<Secret>,
    /// Who asked for it.
    pub note: String,
}

/// Turns a key off or on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetKey {
    /// The facility, by its PPK code.
    pub facility: String,
    /// The protocol.
    pub protocol: String,
    /// What the machine calls itself.
    pub id: String,
    /// Whether it is to open the door.
    pub enabled: bool,
}

/// Lists the keys of a facility.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListKeys {
    /// The facility, by its PPK code.
    pub facility: String,
}

pub(super) async fn add(app: &App, asked: AddKey) -> Result<Answer, Failure> {
    let Some(protocol) = PROTOCOLS.into_iter().find(|protocol| protocol.code() == asked.protocol) else {
        let known: Vec<&str> = PROTOCOLS.iter().map(|protocol| protocol.code()).collect();
        return Err(Failure::new(
            format!("there is no protocol {:?}", asked.protocol),
            format!("use one of: {} (phones of vehicles are added on the facility's page Perangkat)", known.join(", ")),
        ));
    };
    let is_drawn = asked.secret.is_none();
    let ctx = app.operator();
    let secret = asked.secret.map_or_else(|| sigap_intake::drawn_secret(&ctx), |secret| secret.masked().clone());
    let new = NewKey {
        protocol: asked.protocol.clone(),
        name: asked.id.clone(),
        facility: facility::by_code(app, &asked.facility).await?,
        kind: protocol.secret_kind(),
        secret: Some(protocol.kept_secret(&secret)),
        note: asked.note,
    };
    app.access()?.add_key(&ctx, &new).await?;
    let said = format!("Key {} ({}) added for facility {}.\n", asked.id, asked.protocol, asked.facility);
    if is_drawn {
        let shown = format!("{said}Secret: {}\n", secret.reveal());
        Ok(Answer::well(shown).noting("The secret was drawn by chance and is shown this once: hand it to the hospital by a safe way."))
    } else {
        Ok(Answer::well(said))
    }
}

pub(super) async fn set(app: &App, asked: SetKey) -> Result<Answer, Failure> {
    let place = facility::by_code(app, &asked.facility).await?;
    let keys = app.access()?.keys_of(&app.operator(), place).await?;
    let Some(key) = keys.iter().find(|key| key.protocol == asked.protocol && key.name == asked.id) else {
        let what = format!("facility {} has no key {:?} for {}", asked.facility, asked.id, asked.protocol);
        return Err(Failure::new(what, format!("see which there are: sigap key list --facility {}", asked.facility)));
    };
    app.access()?.set_key_enabled(&app.operator(), key.key, asked.enabled).await?;
    let state = if asked.enabled { "opens the door again" } else { "no longer opens the door" };
    Ok(Answer::well(format!("Key {} ({}) of facility {} {state}.\n", asked.id, asked.protocol, asked.facility)))
}

pub(super) async fn list(app: &App, asked: ListKeys) -> Result<Answer, Failure> {
    let place: FacilityId = facility::by_code(app, &asked.facility).await?;
    let keys = app.access()?.keys_of(&app.operator(), place).await?;
    if keys.is_empty() {
        return Ok(Answer::well(format!("Facility {} has no keys.\n", asked.facility)));
    }
    Ok(Answer::well(keys.iter().map(line).collect::<String>()))
}

/// One key: protocol, name, state, last use, note, between tabs.
fn line(key: &KeyView) -> String {
    let state = if key.enabled { "on" } else { "off" };
    let used = key.last_used.map_or_else(|| "never used".to_owned(), |at| format!("used {}", at.rfc3339()));
    format!("{}\t{}\t{state}\t{used}\t{}\n", key.protocol, key.name, key.note)
}
