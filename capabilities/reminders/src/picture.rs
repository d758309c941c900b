//! Who is reminded and asked at this moment, in memory: what stands on top of hospitals' pages without a question to the database.

use std::collections::{BTreeMap, BTreeSet};

use sigap_kernel::FacilityId;
use sigap_store::{Db, FeedItem, Painter, StoreError, Subject};

use crate::store::censuses::Census;
use crate::store::spells::SpellRow;
use crate::store::{answers, censuses, spells};

/// Kinds of subject the picture is made of.
pub(crate) const REMINDER: &str = "reminder";
pub(crate) const CENSUS: &str = "census";

/// Who is reminded and asked.
#[derive(Debug, Default)]
pub(crate) struct ReminderPicture {
    /// Hospitals on a rung.
    pub(crate) spells: BTreeMap<FacilityId, SpellRow>,
    /// Open censuses, each with whom it asks.
    pub(crate) open: Vec<(Census, BTreeSet<FacilityId>)>,
}

impl ReminderPicture {
    /// The open censuses that ask a hospital.
    pub(crate) fn asking(&self, facility: FacilityId) -> impl Iterator<Item = &Census> {
        self.open.iter().filter(move |(_, asked)| asked.contains(&facility)).map(|(census, _)| census)
    }
}

/// Paints it: a few rows, read whole each time one changes.
pub(crate) struct ReminderPainter;

impl Painter for ReminderPainter {
    type Picture = ReminderPicture;

    async fn paint(&self, db: &Db) -> Result<ReminderPicture, StoreError> {
        let snapshot = db.snapshot().await?;
        let mut open = Vec::new();
        for census in censuses::open(&snapshot).await? {
            let asked = answers::of(&snapshot, census.number).await?.into_keys().collect();
            open.push((census, asked));
        }
        Ok(ReminderPicture { spells: spells::open(&snapshot).await?, open })
    }

    async fn renew(&self, db: &Db, _: &ReminderPicture, _: &BTreeSet<Subject>) -> Result<ReminderPicture, StoreError> {
        self.paint(db).await
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        matches!(item.subject.kind(), REMINDER | CENSUS)
    }
}
