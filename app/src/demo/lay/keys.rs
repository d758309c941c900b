//! The keys of the simulated hospital systems. Their secrets come from the seed, so that a second start still knows them: a
//! secret of an invented hospital guards nothing.

use sha2::{Digest as _, Sha256};
use sigap_access::{NewKey, SecretKind};
use sigap_exchange::aplicares::client::Credentials;
use sigap_kernel::Masked;

use super::layer;
use crate::command::Failure;
use crate::demo::city::{City, Hospital};
use crate::deployment::App;

const PROTOCOL: &str = "aplicares";

/// What the system of a hospital signs with.
pub(in crate::demo) fn credentials(hospital: &Hospital, seed: u64) -> Credentials {
    let digest = Sha256::digest(format!("sigap demo {seed} {}", hospital.ppk));
    let secret: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let number = hospital.ppk.chars().filter(char::is_ascii_digit).collect::<String>();
    Credentials { cons_id: number, secret: Masked::new(secret), user_key: None }
}

/// Adds the keys that are missing.
pub(super) async fn lay(app: &App, city: &City, seed: u64) -> Result<(), Failure> {
    let (ctx, access) = (layer(app), app.access()?);
    let laid = super::find(&app.db, city).await?;
    for (hospital, laid) in city.hospitals.iter().zip(laid).filter(|(hospital, _)| hospital.reporting.has_system()) {
        let Some(laid) = laid else { continue };
        let Credentials { cons_id, secret, .. } = credentials(hospital, seed);
        if access.keys_of(&ctx, laid.facility).await?.iter().any(|key| key.protocol == PROTOCOL && key.name == cons_id) {
            continue;
        }
        let new = NewKey {
            protocol: PROTOCOL.to_owned(),
            name: cons_id,
            facility: laid.facility,
            kind: SecretKind::Hmac,
            secret: Some(secret),
            note: "SIMRS rekaan".to_owned(),
        };
        access.add_key(&ctx, &new).await?;
    }
    Ok(())
}
