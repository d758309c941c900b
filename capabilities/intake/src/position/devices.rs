//! The phones of vehicles: how each is called and set up. Held in memory, a moment behind the table; what is not in memory yet is read there.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::json;
use sigap_access::MachineKey;
use sigap_kernel::{Ctx, FacilityId, KeyId};
use sigap_store::{Db, Entry, FeedItem, LivePicture, Painter, StoreError, Subject};

use super::{PhoneApp, Unit};
use crate::store::devices as store;

/// What a device is to the feed.
const SUBJECT: &str = "device";

/// A phone as its calls see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) key: KeyId,
    /// Whose vehicle it is in.
    pub(crate) facility: FacilityId,
    /// What it calls itself, and what people call it.
    pub(crate) name: String,
    pub(crate) app: PhoneApp,
    pub(crate) speed_unit: Unit,
}

type Picture = HashMap<KeyId, Device>;

/// All devices. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Devices {
    db: Db,
    picture: Arc<LivePicture<Picture>>,
}

impl Devices {
    pub(crate) async fn start(db: &Db) -> Result<Self, StoreError> {
        Ok(Self { db: db.clone(), picture: LivePicture::start(db.clone(), DevicePainter).await? })
    }

    /// The device of a key that proved itself. One that was made without a page is set up as its protocol usually is.
    pub(crate) async fn of(&self, ctx: &Ctx, key: &MachineKey, protocol: &str) -> Result<Device, StoreError> {
        if let Some(device) = self.picture.now().get(&key.key) {
            return Ok(device.clone());
        }
        if let Some(device) = store::by_keys(&self.db, &[key.key]).await?.into_iter().next() {
            return Ok(device);
        }
        let app = PhoneApp::usual(protocol);
        let device = Device { key: key.key, facility: key.facility, name: key.name.clone(), app, speed_unit: app.usual_unit() };
        self.add(ctx, &device).await?;
        Ok(device)
    }

    /// Writes a device down.
    pub(crate) async fn add(&self, ctx: &Ctx, device: &Device) -> Result<(), StoreError> {
        self.db
            .write(ctx, |tx| async move {
                let subject = Subject::new(SUBJECT, device.key);
                if store::insert(&tx, device).await? {
                    tx.record(Entry::new(subject, "intake.device_added", 1, entry(device)));
                } else {
                    tx.confirm(subject);
                }
                Ok(())
            })
            .await
    }
}

fn entry(device: &Device) -> serde_json::Value {
    json!({ "facility": device.facility, "name": device.name, "app": device.app, "speed_unit": device.speed_unit })
}

struct DevicePainter;

impl Painter for DevicePainter {
    type Picture = Picture;

    async fn paint(&self, db: &Db) -> Result<Picture, StoreError> {
        Ok(store::all(db).await?.into_iter().map(|device| (device.key, device)).collect())
    }

    async fn renew(&self, db: &Db, old: &Picture, subjects: &BTreeSet<Subject>) -> Result<Picture, StoreError> {
        let keys: Vec<KeyId> = subjects.iter().filter_map(|subject| subject.id().parse().ok()).collect();
        let mut new = old.clone();
        new.extend(store::by_keys(db, &keys).await?.into_iter().map(|device| (device.key, device)));
        Ok(new)
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == SUBJECT
    }
}
