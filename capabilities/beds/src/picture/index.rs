//! Where every hospital is, and in which a ward lies; made anew only when the registry changes.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use sigap_kernel::{FacilityId, GeoPoint, WardId};

use super::FacilityBeds;

/// A point on the globe ([`GeoPoint::on_globe_m`]): nearness needs no map.
type OnGlobe = [f64; 3];

/// Places in the list of hospitals.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) by_id: HashMap<FacilityId, usize>,
    pub(super) by_ward: HashMap<WardId, usize>,
    /// Where each is, with its place in the list, ordered by the first of the three numbers: nobody is nearer than that number
    /// alone is off, so a search goes outward from its own and meets a small part of a country.
    points: Vec<(OnGlobe, usize)>,
    /// Hospitals whose place nobody knows.
    pub(super) nowhere: Vec<usize>,
}

impl Index {
    pub(super) fn new(list: &[Arc<FacilityBeds>]) -> Self {
        let mut points: Vec<_> = list.iter().enumerate().filter_map(|(at, one)| Some((one.facility.place?.on_globe_m(), at))).collect();
        points.sort_by(|(one, _), (other, _)| one[0].total_cmp(&other[0]));
        Self {
            by_id: list.iter().enumerate().map(|(at, one)| (one.facility.id, at)).collect(),
            by_ward: list.iter().enumerate().flat_map(|(at, one)| one.wards.iter().map(move |ward| (ward.ward.id, at))).collect(),
            points,
            nowhere: list.iter().enumerate().filter(|(_, one)| one.facility.place.is_none()).map(|(at, _)| at).collect(),
        }
    }

    /// Hospitals with a place that are wanted.
    pub(super) fn nearest<W: Fn(usize) -> bool>(&self, from: GeoPoint, is_wanted: W) -> Nearest<'_, W> {
        Nearest { points: &self.points, from: from.on_globe_m(), is_wanted, batch: Vec::new().into_iter(), last: None, size: FIRST_BATCH }
    }
}

/// A place in the list of hospitals, in the order of nearness: the square of the way through the globe as bits, as numbers that
/// are not negative stand in the order of their bits.
type Near = (u64, usize);

/// As many as a usual search looks at.
const FIRST_BATCH: usize = 64;
/// As many more each time, for who looks on.
const NEXT_BATCH: usize = 512;

/// Places in the list of hospitals, the nearest first, with the metres to them as the crow flies. Each look over the points gives
/// the next batch.
pub(super) struct Nearest<'i, W> {
    points: &'i [(OnGlobe, usize)],
    from: OnGlobe,
    is_wanted: W,
    batch: std::vec::IntoIter<Near>,
    last: Option<Near>,
    size: usize,
}

impl<W: Fn(usize) -> bool> Nearest<'_, W> {
    /// The nearest of those behind the last one, in order.
    fn look(&self) -> Vec<Near> {
        // The farthest of the batch on top.
        let mut batch: BinaryHeap<Near> = BinaryHeap::with_capacity(self.size + 1);
        let mut farthest = u64::MAX;
        for (point, at) in self.outward() {
            let off = point[0] - self.from[0];
            if (off * off).to_bits() > farthest {
                break;
            }
            let near = (squared_m(&self.from, point).to_bits(), *at);
            if near.0 <= farthest && self.last.is_none_or(|last| last < near) && (self.is_wanted)(*at) {
                batch.push(near);
                if batch.len() > self.size {
                    batch.pop();
                    farthest = batch.peek().map_or(u64::MAX, |(bits, _)| *bits);
                }
            }
        }
        batch.into_sorted_vec()
    }

    /// All points, those first whose first number is nearest to one's own.
    fn outward(&self) -> impl Iterator<Item = &(OnGlobe, usize)> {
        let here = self.from[0];
        let (below, above) = self.points.split_at(self.points.partition_point(|(point, _)| point[0] < here));
        let (mut below, mut above) = (below.iter().rev().peekable(), above.iter().peekable());
        std::iter::from_fn(move || match (below.peek(), above.peek()) {
            (Some((down, _)), Some((up, _))) if here - down[0] <= up[0] - here => below.next(),
            (Some(_), None) => below.next(),
            _ => above.next(),
        })
    }
}

impl<W: Fn(usize) -> bool> Iterator for Nearest<'_, W> {
    type Item = (usize, f64);

    fn next(&mut self) -> Option<(usize, f64)> {
        if self.batch.as_slice().is_empty() && self.size > 0 {
            let batch = self.look();
            // A batch that is not full was the last one.
            self.size = if batch.len() < self.size { 0 } else { NEXT_BATCH };
            self.batch = batch.into_iter();
        }
        let near = self.batch.next()?;
        self.last = Some(near);
        Some((near.1, GeoPoint::arc_m(f64::from_bits(near.0).sqrt())))
    }
}

fn squared_m(one: &OnGlobe, other: &OnGlobe) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}
