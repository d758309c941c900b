//! Which system a key was made for, so that a new secret comes with the settings of that very system.

use serde_json::json;
use sigap_kernel::{Ctx, KeyId};
use sigap_store::{Db, Entry, StoreError, Subject};

use crate::Protocol;
use crate::store::key_systems as store;
use crate::system::System;

/// Keeps which system a key was made for.
pub(crate) async fn keep(db: &Db, ctx: &Ctx, key: KeyId, system: System) -> Result<(), StoreError> {
    db.write(ctx, |tx| async move {
        let subject = Subject::new("key", key);
        if store::put(&tx, key, system).await? {
            tx.record(Entry::new(subject, "intake.key_system", 1, json!({ "system": system })));
        } else {
            tx.confirm(subject);
        }
        Ok(())
    })
    .await
}

/// The system of a key. What was kept under another protocol than the key's, or not at all, gives way to what is usual.
pub(crate) async fn of(db: &Db, key: KeyId, protocol: Protocol) -> Result<System, StoreError> {
    let kept = store::of_key(db, key).await?.filter(|system| system.protocol() == protocol);
    Ok(kept.unwrap_or(usual(protocol)))
}

/// The system whose settings stand for a protocol when nobody says which system it is.
const fn usual(protocol: Protocol) -> System {
    match protocol {
        Protocol::Aplicares | Protocol::Upload => System::OtherAplicares,
        Protocol::Siranap => System::OtherSiranap,
        Protocol::Fhir => System::OtherFhir,
        Protocol::Have => System::OtherHave,
    }
}
