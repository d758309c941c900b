//! What a call has to know of its facility: the code in its address and the zone of its clock. Held in memory, a moment behind the registry;
//! what is not in memory yet is read there, so that a system may call in the moment in which it was given its key.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sigap_exchange::bpjs::Ppk;
use sigap_exchange::fhir::Reference;
use sigap_kernel::{FacilityId, Zone};
use sigap_registry::Facility;
use sigap_store::{Db, FeedItem, LivePicture, Painter, StoreError, Subject};

/// The facility of a key, as its calls see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// Its BPJS code; `None` while nobody has written it down.
    pub(crate) ppk: Option<Ppk>,
    pub(crate) zone: Zone,
    /// Its organization id at SATUSEHAT.
    satusehat_id: Option<String>,
    /// Its code at the ministry.
    kemenkes_code: Option<String>,
}

impl Card {
    fn of(facility: &Facility) -> Self {
        let (satusehat_id, kemenkes_code) = (facility.satusehat_id.clone(), facility.kemenkes_code.clone());
        Self { ppk: facility.ppk.as_deref().and_then(|code| code.parse().ok()), zone: facility.zone, satusehat_id, kemenkes_code }
    }

    /// Whether this is one of its codes, whoever gave it.
    fn has_code(&self, code: &str) -> bool {
        let ppk = self.ppk.as_ref().map(Ppk::as_str);
        [ppk, self.satusehat_id.as_deref(), self.kemenkes_code.as_deref()].into_iter().flatten().any(|own| own.eq_ignore_ascii_case(code))
    }
}

type Picture = HashMap<FacilityId, Card>;

/// The cards of all facilities. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cards {
    db: Db,
    picture: Arc<LivePicture<Picture>>,
}

impl Cards {
    pub(crate) async fn start(db: &Db) -> Result<Self, StoreError> {
        Ok(Self { db: db.clone(), picture: LivePicture::start(db.clone(), CardPainter).await? })
    }

    /// The zone of a facility's clock; `None` when there is no such facility.
    pub(crate) async fn zone(&self, facility: FacilityId) -> Result<Option<Zone>, StoreError> {
        Ok(self.find(facility, |_| true).await?.map(|card| card.zone))
    }

    /// The code of a facility, sure to be its newest when it is not the expected one; `None` when none is written down.
    pub(crate) async fn ppk(&self, facility: FacilityId, expected: &Ppk) -> Result<Option<Ppk>, StoreError> {
        let as_expected = |card: &Card| card.ppk.as_ref() == Some(expected);
        Ok(self.find(facility, as_expected).await?.and_then(|card| card.ppk))
    }

    /// The facility an organization of FHIR stands for, by its id at SATUSEHAT or here; `None` when it is nobody's we know.
    pub(crate) fn owner_of(&self, organization: &str) -> Option<FacilityId> {
        let picture = self.picture.now();
        if let Some(id) = organization.parse().ok().filter(|id| picture.contains_key(id)) {
            return Some(id);
        }
        let is_theirs = |card: &Card| card.satusehat_id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(organization));
        picture.iter().find(|(_, card)| is_theirs(card)).map(|(id, _)| *id)
    }

    /// Whose organization is named, where it is somebody else's: by its id, or by any of its codes. A code that nobody has is nobody's, and what
    /// is also a code of one's own is one's own.
    pub(crate) fn other_owner(&self, organization: &Reference, own: FacilityId) -> Option<FacilityId> {
        let owner = match organization {
            Reference::Id(id) => self.owner_of(id.as_str()),
            Reference::Identifier(one) => {
                let picture = self.picture.now();
                let is_own = picture.get(&own).is_some_and(|card| card.has_code(&one.value));
                let by_code = || picture.iter().find(|(_, card)| card.has_code(&one.value)).map(|(id, _)| *id);
                if is_own { None } else { self.owner_of(&one.value).or_else(by_code) }
            }
            Reference::Entry(_) => None,
        };
        owner.filter(|owner| *owner != own)
    }

    async fn find(&self, facility: FacilityId, is_good: impl Fn(&Card) -> bool) -> Result<Option<Card>, StoreError> {
        match self.picture.now().get(&facility) {
            Some(card) if is_good(card) => Ok(Some(card.clone())),
            _ => Ok(sigap_registry::facility(&self.db, facility).await?.as_ref().map(Card::of)),
        }
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
