//! Where every hospital is, and in which a ward lies; made anew only when the registry changes.

use std::collections::HashMap;
use std::sync::Arc;

use sigap_kernel::{FacilityId, GeoPoint, WardId};
use sigap_registry::Facility;

use super::FacilityBeds;

/// A point on the globe ([`GeoPoint::on_globe_m`]): nearness needs no map.
type OnGlobe = [f64; 3];

/// Places in the list of hospitals.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) by_id: HashMap<FacilityId, usize>,
    pub(super) by_ward: HashMap<WardId, usize>,
    /// Where each is, in the order of the list, which is that of the first of the three numbers: nobody is nearer than that number
    /// alone is off, so a search goes outward from its own and meets a small part of a country. Those whose place nobody knows
    /// stand behind these in the list.
    points: Vec<OnGlobe>,
}

impl Index {
    /// Puts a list into the order of its places, and says where everything in it is.
    pub(super) fn new(list: &mut [Arc<FacilityBeds>]) -> Self {
        list.sort_by_cached_key(|one| (x_of(&one.facility), one.facility.id));
        Self {
            by_id: list.iter().enumerate().map(|(at, one)| (one.facility.id, at)).collect(),
            by_ward: list.iter().enumerate().flat_map(|(at, one)| one.wards.iter().map(move |ward| (ward.ward.id, at))).collect(),
            points: list.iter().map_while(|one| Some(one.facility.place?.on_globe_m())).collect(),
        }
    }

    /// From which place in the list on nobody knows where the hospitals are.
    pub(super) const fn nowhere_from(&self) -> usize {
        self.points.len()
    }

    /// Hospitals with a place that are wanted.
    pub(super) fn nearest<W: Fn(usize) -> bool>(&self, from: GeoPoint, is_wanted: W) -> Nearest<'_, W> {
        Nearest { points: &self.points, from: from.on_globe_m(), is_wanted, batch: Vec::new().into_iter(), last: None, size: FIRST_BATCH }
    }
}

/// The first of the three numbers of a place, as a key that sorts; unknown places come last. Neighbours in it are neighbours in
/// memory when they are made in this order.
pub(super) fn x_of(facility: &Facility) -> (bool, i64) {
    // The bits of a float, with those below nothing turned round, stand in the order of the floats.
    let key = |place: GeoPoint| {
        let bits = place.on_globe_m()[0].to_bits().cast_signed();
        if bits < 0 { bits ^ i64::MAX } else { bits }
    };
    (facility.place.is_none(), facility.place.map_or(0, key))
}

/// A place in the list of hospitals, in the order of nearness: the square of the way through the globe as bits, as numbers that
/// are not negative stand in the order of their bits.
type Near = (u64, usize);

/// As many as a usual search looks at.
const FIRST_BATCH: usize = 48;
/// As many more each time, for who looks on.
const NEXT_BATCH: usize = 512;

/// Places in the list of hospitals, the nearest first, with the metres to them as the crow flies. Each look over the points gives
/// the next batch.
pub(super) struct Nearest<'i, W> {
    points: &'i [OnGlobe],
    from: OnGlobe,
    is_wanted: W,
    batch: std::vec::IntoIter<Near>,
    last: Option<Near>,
    size: usize,
}

impl<W: Fn(usize) -> bool> Nearest<'_, W> {
    /// The nearest of those behind the last one, in order.
    fn look(&self) -> Vec<Near> {
        // Twice as many as are wanted are gathered before the farther half is thrown away: cheaper than keeping them in order.
        let mut batch: Vec<Near> = Vec::with_capacity(2 * self.size);
        let mut farthest = u64::MAX;
        for (point, at) in self.outward() {
            let off = point[0] - self.from[0];
            if (off * off).to_bits() > farthest {
                break;
            }
            let near = (squared_m(&self.from, point).to_bits(), at);
            if near.0 <= farthest && self.last.is_none_or(|last| last < near) && (self.is_wanted)(at) {
                batch.push(near);
                if batch.len() == 2 * self.size {
                    farthest = keep_nearest(&mut batch, self.size);
                }
            }
        }
        keep_nearest(&mut batch, self.size);
        batch.sort_unstable();
        batch
    }

    /// All points, those first whose first number is nearest to one's own.
    fn outward(&self) -> impl Iterator<Item = (&OnGlobe, usize)> {
        let here = self.from[0];
        let middle = self.points.partition_point(|point| point[0] < here);
        let (below, above) = self.points.split_at(middle);
        let (mut below, mut above) = (below.iter().zip(0..middle).rev().peekable(), above.iter().zip(middle..).peekable());
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

/// Keeps so many of the nearest, in no order; gives how far the last of them is.
fn keep_nearest(batch: &mut Vec<Near>, size: usize) -> u64 {
    if batch.len() <= size || size == 0 {
        return u64::MAX;
    }
    let (_, last, _) = batch.select_nth_unstable(size - 1);
    let farthest = last.0;
    batch.truncate(size);
    farthest
}

fn squared_m(one: &OnGlobe, other: &OnGlobe) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}
