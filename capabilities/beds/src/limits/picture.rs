//! The open limits of all hospitals in memory, so that showing them beside every hospital of a list costs nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::{Db, FeedItem, Painter, StoreError, Subject};

use super::model::{Limit, LimitId};
use super::store;

/// The open limits, by hospital.
#[derive(Debug, Default, Clone)]
pub(crate) struct LimitPicture(HashMap<FacilityId, Vec<Arc<Limit>>>);

impl LimitPicture {
    fn with(mut self, limits: Vec<Limit>) -> Self {
        for limit in limits {
            self.0.entry(limit.facility).or_default().push(Arc::new(limit));
        }
        self.0.values_mut().for_each(|all| all.sort_by_key(|one| (one.until, one.id)));
        self
    }

    /// Those of a hospital that hold now, what ends first on top.
    pub(crate) fn of(&self, facility: FacilityId, now: UtcMs) -> Vec<Arc<Limit>> {
        self.0.get(&facility).into_iter().flatten().filter(|one| one.holds(now)).cloned().collect()
    }

    /// The hospitals of which any may hold.
    pub(crate) fn facilities(&self) -> impl Iterator<Item = FacilityId> + '_ {
        self.0.keys().copied()
    }

    /// The version of one that is open.
    pub(crate) fn version(&self, id: LimitId) -> Option<i64> {
        self.0.values().flatten().find(|one| one.id == id).map(|one| one.version)
    }
}

/// Paints and renews it.
pub(crate) struct LimitPainter;

/// The kind of subject it is made of.
pub(super) const LIMIT: &str = "limit";

impl Painter for LimitPainter {
    type Picture = LimitPicture;

    async fn paint(&self, db: &Db) -> Result<LimitPicture, StoreError> {
        Ok(LimitPicture::default().with(store::open(db).await?))
    }

    async fn renew(&self, db: &Db, old: &LimitPicture, subjects: &BTreeSet<Subject>) -> Result<LimitPicture, StoreError> {
        let ids: BTreeSet<LimitId> = subjects.iter().filter_map(|subject| subject.id().parse().ok()).collect();
        let now_open = store::open_of(db, &ids.iter().copied().collect::<Vec<_>>()).await?;
        let mut next = old.clone();
        next.0.values_mut().for_each(|all| all.retain(|one| !ids.contains(&one.id)));
        next.0.retain(|_, all| !all.is_empty());
        Ok(next.with(now_open))
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == LIMIT
    }
}
