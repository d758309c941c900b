//! What the room shadow asks: what Sigap had of a hospital at an instant, and what a second source and calls say of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_beds::{Beds, WardBeds};
use sigap_kernel::{FacilityId, Pool, UtcMs, Zone};
use sigap_shadow::{Book, Figure, Had, OtherBooks, OwnBook, ShadowRoom, ShadowRules, kind_of};
use sigap_store::StoreError;

/// Answers the ports of the room shadow with the live picture, the hours that were written down, and the calls.
pub(crate) struct OfBeds {
    beds: Beds,
}

/// The room shadow, asking beds and quality.
pub(super) fn shadow(beds: &Beds, rules: ShadowRules) -> ShadowRoom {
    let asks = Arc::new(OfBeds { beds: beds.clone() });
    ShadowRoom::new(beds.floor().clone(), rules, asks.clone(), asks)
}

impl OfBeds {
    /// The wards in use of a hospital, by kind of bed.
    fn by_kind(&self, facility: FacilityId) -> BTreeMap<String, (Pool, Vec<WardBeds>)> {
        let picture = self.beds.picture();
        let mut kinds: BTreeMap<String, (Pool, Vec<WardBeds>)> = BTreeMap::new();
        for ward in picture.facility(facility).into_iter().flat_map(|one| &one.wards).filter(|ward| ward.ward.active) {
            let kind = kind_of(ward.ward.pool);
            kinds.entry(kind.to_string()).or_insert_with(|| (kind, Vec::new())).1.push(ward.clone());
        }
        kinds
    }
}

impl OwnBook for OfBeds {
    fn kinds(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<Pool>, StoreError>> {
        let kinds = self.by_kind(facility).into_values().map(|(kind, _)| kind).collect();
        std::future::ready(Ok(kinds)).boxed()
    }

    /// What was reported last before the instant: from memory when that is the last report, otherwise from the hours written down.
    fn had(&self, facility: FacilityId, kind: Pool, at: UtcMs) -> BoxFuture<'_, Result<Option<Had>, StoreError>> {
        async move {
            let Some((_, wards)) = self.by_kind(facility).remove(&kind.to_string()) else { return Ok(None) };
            if let Some(had) = wards.iter().map(|ward| last_report(ward, at)).collect::<Option<Vec<Had>>>() {
                return Ok(together(&had));
            }
            let picture = self.beds.picture();
            let zone = picture.facility(facility).map_or(Zone::Wib, |one| one.facility.zone);
            let stood = sigap_beds::stood_at(self.beds.floor().db(), facility, zone, at).await?;
            let of = |ward: &WardBeds| {
                let one = stood.get(&ward.ward.id)?;
                Some(Had { free: one.free?, beds: one.beds, age_s: one.age_s })
            };
            Ok(wards.iter().map(of).collect::<Option<Vec<Had>>>().and_then(|had| together(&had)))
        }
        .boxed()
    }

    fn on_time(&self, facility: FacilityId, zone: Zone, from: UtcMs, to: UtcMs) -> BoxFuture<'_, Result<Option<(u32, u32)>, StoreError>> {
        async move {
            let hours = sigap_beds::hours_counted(self.beds.floor().db(), facility, zone, from, to).await?;
            let all = hours.values().fold((0, 0), |(looked, counted), ward| (looked + ward.looked_at, counted + ward.counted));
            Ok(Some(all).filter(|(looked, _)| *looked > 0))
        }
        .boxed()
    }
}

/// The last report of a ward, when it was taken before the instant.
fn last_report(ward: &WardBeds, at: UtcMs) -> Option<Had> {
    let seen = ward.observation.as_ref().filter(|seen| seen.observed_at <= at)?;
    Some(Had { free: seen.free?, beds: seen.capacity, age_s: at.age_s(seen.observed_at) })
}

/// Wards of one kind together: as old as the oldest; of how many is known where all told it.
fn together(wards: &[Had]) -> Option<Had> {
    wards.iter().copied().reduce(|all, one| Had {
        free: all.free.saturating_add(one.free),
        beds: all.beds.zip(one.beds).map(|(all, one)| all.saturating_add(one)),
        age_s: all.age_s.max(one.age_s),
    })
}

impl OtherBooks for OfBeds {
    fn said(&self, facility: FacilityId, since: UtcMs) -> BoxFuture<'_, Result<Vec<Figure>, StoreError>> {
        async move {
            let beside = self.by_kind(facility).into_values().filter_map(|(kind, wards)| beside(kind, &wards));
            let mut all: Vec<Figure> = beside.filter(|figure| figure.at >= since).collect();
            let mut calls: BTreeMap<(UtcMs, String), Figure> = BTreeMap::new();
            for (pool, free, at) in sigap_quality::said_since(self.beds.floor().db(), facility, since).await? {
                let kind = kind_of(pool);
                let one = calls.entry((at, kind.to_string())).or_insert(Figure { book: Book::Phone, kind, at, free: 0, beds: None });
                one.free = one.free.saturating_add(free);
            }
            all.extend(calls.into_values());
            Ok(all)
        }
        .boxed()
    }
}

/// What a second source says of a kind of bed, when it speaks of all its wards.
fn beside(kind: Pool, wards: &[WardBeds]) -> Option<Figure> {
    let said = |ward: &WardBeds| {
        let own = ward.observation.as_ref().map(|seen| seen.source);
        let other = ward.said.iter().find(|said| Some(said.observation.source) != own)?;
        Some((other.observation.free?, other.observation.capacity, other.observation.observed_at))
    };
    let all = wards.iter().map(said).collect::<Option<Vec<_>>>()?;
    let (free, beds, at) = all.into_iter().reduce(|(free, beds, at), (one_free, one_beds, one_at)| {
        (free + one_free, beds.zip(one_beds).map(|(all, one)| all + one), at.min(one_at))
    })?;
    Some(Figure { book: Book::Official, kind, at, free, beds })
}
