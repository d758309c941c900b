//! The use cases: may I, load, let the rule decide, store, record. Those that take a transaction are for other rooms too.

mod agreement;
mod facility;
mod ward;

pub use agreement::move_stage;
pub(crate) use agreement::{contact, save_terms};
pub use facility::{
    add_facilities, add_facility, change_facility, facilities, facilities_by_code, facilities_by_ids, facility, facility_by_ppk,
    phone_answered,
};
pub(crate) use facility::{put_changes, save_facility};
pub use ward::{add_ward, add_wards, change_ward, retire_ward, ward, wards, wards_by_ids, wards_of};

use sigap_access::{AccessError, Action, May as _, Where};
use sigap_kernel::Ctx;

use crate::{Facility, RegistryError};

/// May the actor do this in the city as a whole?
pub(crate) fn may_in_city(ctx: &Ctx, action: Action) -> Result<(), RegistryError> {
    Ok(ctx.may(action, &Where::City).map_err(AccessError::from)?)
}

/// May the actor do this in a facility?
pub(crate) fn may_at(ctx: &Ctx, action: Action, facility: &Facility) -> Result<(), RegistryError> {
    let district = Some(facility.district_code.clone()).filter(|code| !code.is_empty());
    Ok(ctx.may(action, &Where::Facility { id: facility.id, district }).map_err(AccessError::from)?)
}
