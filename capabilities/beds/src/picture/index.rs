//! Where every hospital is, and in which a ward lies; made anew only when the registry changes.

use std::collections::HashMap;
use std::sync::Arc;

use rstar::RTree;
use rstar::primitives::GeomWithData;
use sigap_kernel::{FacilityId, GeoPoint, WardId};

use super::FacilityBeds;

/// A point on the globe ([`GeoPoint::on_globe_m`]): the tree needs no map.
type GlobePoint = GeomWithData<[f64; 3], usize>;

/// Places in the list of hospitals.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) by_id: HashMap<FacilityId, usize>,
    pub(super) by_ward: HashMap<WardId, usize>,
    tree: RTree<GlobePoint>,
    /// Hospitals whose place nobody knows.
    pub(super) nowhere: Vec<usize>,
}

impl Index {
    pub(super) fn new(list: &[Arc<FacilityBeds>]) -> Self {
        let points =
            list.iter().enumerate().filter_map(|(at, one)| Some(GeomWithData::new(one.facility.place?.on_globe_m(), at))).collect();
        Self {
            by_id: list.iter().enumerate().map(|(at, one)| (one.facility.id, at)).collect(),
            by_ward: list.iter().enumerate().flat_map(|(at, one)| one.wards.iter().map(move |ward| (ward.ward.id, at))).collect(),
            tree: RTree::bulk_load(points),
            nowhere: list.iter().enumerate().filter(|(_, one)| one.facility.place.is_none()).map(|(at, _)| at).collect(),
        }
    }

    /// Hospitals with a place, nearest first, with the metres to them as the crow flies.
    pub(super) fn nearest(&self, from: GeoPoint) -> impl Iterator<Item = (usize, f64)> {
        let found = self.tree.nearest_neighbor_iter_with_distance_2(from.on_globe_m());
        found.map(|(point, squared)| (point.data, GeoPoint::arc_m(squared.sqrt())))
    }
}
