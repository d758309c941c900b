//! What a call has to know of its facility: the code in its address and the zone of its clock. Held in memory, in step with the registry.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sigap_exchange::bpjs::Ppk;
use sigap_kernel::{FacilityId, Zone};
use sigap_registry::Facility;
use sigap_store::{Db, FeedItem, LivePicture, Painter, StoreError, Subject};

/// The facility of a key, as its calls see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// Its BPJS code; `None` while nobody has written it down.
    pub(crate) ppk: Option<Ppk>,
    pub(crate) zone: Zone,
}

impl Card {
    fn of(facility: &Facility) -> Self {
        Self { ppk: facility.ppk.as_deref().and_then(|code| code.parse().ok()), zone: facility.zone }
    }
}

type Picture = HashMap<FacilityId, Card>;

/// The cards of all facilities. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cards(Arc<LivePicture<Picture>>);

impl Cards {
    pub(crate) async fn start(db: &Db) -> Result<Self, StoreError> {
        LivePicture::start(db.clone(), CardPainter).await.map(Self)
    }

    /// The card of a facility; `None` when there is no such facility.
    pub(crate) fn find(&self, facility: FacilityId) -> Option<Card> {
        self.0.now().get(&facility).cloned()
    }

    /// Waits until the code of a facility is this one; for tests.
    #[cfg(test)]
    pub(crate) async fn settled(&self, facility: FacilityId, ppk: &str) -> bool {
        let holds = |picture: &Picture| picture.get(&facility).and_then(|card| card.ppk.as_ref()).is_some_and(|own| own.as_str() == ppk);
        self.0.once(holds).await.1
    }
}

struct CardPainter;

impl Painter for CardPainter {
    type Picture = Picture;

    async fn paint(&self, db: &Db) -> Result<Picture, StoreError> {
        let all = sigap_registry::facilities(&db.snapshot().await?).await?;
        Ok(all.iter().map(|facility| (facility.id, Card::of(facility))).collect())
    }

    async fn renew(&self, db: &Db, old: &Picture, subjects: &BTreeSet<Subject>) -> Result<Picture, StoreError> {
        let ids: Vec<FacilityId> = subjects.iter().filter_map(|subject| subject.id().parse().ok()).collect();
        let changed = sigap_registry::facilities_by_ids(db, &ids).await?;
        let mut new = old.clone();
        ids.iter().for_each(|id| drop(new.remove(id)));
        new.extend(changed.iter().map(|facility| (facility.id, Card::of(facility))));
        Ok(new)
    }

    /// What stands about a facility; its heartbeats and the like change no card.
    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == "facility" && item.kind.starts_with("facility.")
    }
}
