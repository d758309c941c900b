//! What counts at a facility, from the live picture of the beds: what intake passes on is the number that everybody sees.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_beds::{Beds, WardBeds};
use sigap_intake::{BedNumbers, WardNumber};
use sigap_kernel::{FacilityId, UtcMs};
use sigap_store::StoreError;

/// Answers intake's port with the picture of `beds`.
pub(crate) struct Passing {
    pub(crate) beds: Beds,
}

impl BedNumbers for Passing {
    fn of(&self, facility: FacilityId) -> BoxFuture<'_, Result<Vec<WardNumber>, StoreError>> {
        let (picture, now) = (self.beds.picture(), self.beds.floor().world().now());
        let wards = picture.facility(facility).map(|one| one.wards.iter().map(|ward| self.number(ward, now)).collect());
        std::future::ready(Ok(wards.unwrap_or_default())).boxed()
    }
}

impl Passing {
    /// The ward's one number, with promises taken off; what other sources say beside it is passed on by nobody.
    fn number(&self, ward: &WardBeds, now: UtcMs) -> WardNumber {
        let standing = ward.standing(self.beds.rules(), now);
        WardNumber {
            ward: ward.ward.id,
            beds: standing.capacity,
            free: standing.free_to_promise,
            by_sex: ward.by_sex.as_ref().map(|told| (told.men, told.women, told.either)),
            taken_at: standing.taken_at,
            is_valid: standing.freshness.counts(),
        }
    }
}
