//! With whose eyes hospitals are looked at: what everyone may see, and what a role adds to it.

use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, UtcMs};
use sigap_registry::{Facility, Stage};
use sigap_web::Floor;

use crate::board::place_of;
use crate::picture::FacilityBeds;

/// Who looks.
#[derive(Debug, Clone, Copy)]
pub enum Eyes<'a> {
    /// Anybody.
    Anyone,
    /// Anybody, while the whole city is on trial: no figures.
    Nobody,
    /// Somebody who may see beds of some facilities before the public does.
    Staff {
        /// Who.
        ctx: &'a Ctx,
        /// Whether the whole city is on trial.
        in_shadow: bool,
    },
}

/// How much may be seen of a hospital's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everyone sees them.
    Public,
    /// Used inside, not public: this looker sees them.
    Inside,
    /// To this looker the hospital has not reported.
    Hidden,
}

impl Sight {
    /// Whether this looker sees numbers.
    #[must_use]
    pub const fn is_seeing(self) -> bool {
        matches!(self, Sight::Public | Sight::Inside)
    }
}

impl<'a> Eyes<'a> {
    /// The eyes of the public.
    #[must_use]
    pub fn public(floor: &Floor) -> Self {
        if floor.is_in_shadow() { Eyes::Nobody } else { Eyes::Anyone }
    }

    /// The eyes of whoever asks.
    #[must_use]
    pub fn of(ctx: &'a Ctx, floor: &Floor) -> Self {
        if ctx.may_somewhere(Action::ReadBeds) { Eyes::Staff { ctx, in_shadow: floor.is_in_shadow() } } else { Eyes::public(floor) }
    }

    pub(crate) fn see(self, beds: &FacilityBeds, now: UtcMs) -> Sight {
        match self {
            Eyes::Nobody => Sight::Hidden,
            Eyes::Anyone => {
                if beds.is_public(now) {
                    Sight::Public
                } else {
                    Sight::Hidden
                }
            }
            Eyes::Staff { in_shadow: false, .. } if beds.is_public(now) => Sight::Public,
            Eyes::Staff { ctx, .. } if is_for(ctx, beds) => Sight::Inside,
            Eyes::Staff { .. } => Sight::Hidden,
        }
    }
}

/// The sentence beside numbers that are not for everyone.
pub(crate) fn inside_key(facility: &Facility) -> &'static str {
    if facility.agreement.stage == Stage::Shadow { "note-shadow" } else { "note-inside" }
}

/// Whether somebody sees inside what is not open. In training a hospital practises on its own board; in shadow it and the office compare,
/// and nobody sends a patient by it; what it agreed not to show stays unshown; what is agreed for a day to come is used inside until then.
fn is_for(ctx: &Ctx, beds: &FacilityBeds) -> bool {
    let agreement = &beds.facility.agreement;
    let deed = match agreement.stage {
        Stage::Shadow => Action::ReadShadow,
        Stage::Public => Action::ReadBeds,
        Stage::None | Stage::Training => return false,
    };
    agreement.shows_beds && ctx.may(deed, &place_of(&beds.facility)).is_ok()
}
