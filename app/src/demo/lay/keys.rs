//! The keys of the simulated hospital systems. Their secrets come from the seed, so that a second start still knows them: a
//! secret of an invented hospital guards nothing.

use sha2::{Digest as _, Sha256};
use sigap_access::NewKey;
use sigap_exchange::aplicares::client::Credentials;
use sigap_exchange::siranap::client as siranap;
use sigap_intake::Protocol;
use sigap_kernel::{FacilityId, Masked};

use super::layer;
use crate::command::Failure;
use crate::demo::city::{City, Hospital};
use crate::deployment::App;

fn secret(what: &str) -> Masked<String> {
    Masked::new(Sha256::digest(what).iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// What the desk of a hospital sends to RS Online; `None` when it has no code there.
pub(in crate::demo) fn second_credentials(hospital: &Hospital, seed: u64) -> Option<siranap::Credentials> {
    let rs_id = hospital.facility.kemenkes_code.as_deref()?.parse().ok()?;
    Some(siranap::Credentials { rs_id, pass: secret(&format!("sigap demo desk {seed} {}", hospital.ppk)) })
}

/// What the system of a hospital signs with.
pub(in crate::demo) fn credentials(hospital: &Hospital, seed: u64) -> Credentials {
    let secret = secret(&format!("sigap demo {seed} {}", hospital.ppk));
    let number = hospital.ppk.chars().filter(char::is_ascii_digit).collect::<String>();
    Credentials { cons_id: number, secret, user_key: None }
}

/// Adds the keys that are missing.
pub(super) async fn lay(app: &App, city: &City, seed: u64) -> Result<(), Failure> {
    let laid = super::find(&app.db, city).await?;
    for (number, (hospital, laid)) in city.hospitals.iter().zip(laid).enumerate() {
        let Some(laid) = laid else { continue };
        if hospital.reporting.has_system() {
            let Credentials { cons_id, secret, .. } = credentials(hospital, seed);
            add(app, laid.facility, Protocol::Aplicares, cons_id, secret, "SIMRS rekaan").await?;
        }
        if city.two_voices() == Some(number)
            && let Some(desk) = second_credentials(hospital, seed)
        {
            add(app, laid.facility, Protocol::Siranap, desk.rs_id.to_string(), desk.pass, "Bagian pelaporan, RS Online (rekaan)").await?;
        }
    }
    Ok(())
}

async fn add(app: &App, facility: FacilityId, protocol: Protocol, name: String, secret: Masked<String>, note: &str) -> Result<(), Failure> {
    let (ctx, access) = (layer(app), app.access()?);
    if access.keys_of(&ctx, facility).await?.iter().any(|key| key.protocol == protocol.code() && key.name == name) {
        return Ok(());
    }
    let (protocol, kind, secret) = (protocol.code().to_owned(), protocol.secret_kind(), Some(protocol.kept_secret(&secret)));
    access.add_key(&ctx, &NewKey { protocol, name, facility, kind, secret, note: note.to_owned() }).await?;
    Ok(())
}
