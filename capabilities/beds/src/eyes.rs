//! With whose eyes hospitals are looked at: what everyone may see, and what a role adds to it.

use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, UtcMs};
use sigap_registry::Stage;

use crate::board::place_of;
use crate::picture::FacilityBeds;

/// Who looks.
#[derive(Debug, Clone, Copy)]
pub enum Eyes<'a> {
    /// Anybody.
    Anyone,
    /// Somebody who may see beds of some facilities before the public does.
    Staff(&'a Ctx),
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
    /// The eyes of whoever asks.
    #[must_use]
    pub fn of(ctx: &'a Ctx) -> Self {
        if ctx.may_somewhere(Action::ReadBeds) { Eyes::Staff(ctx) } else { Eyes::Anyone }
    }

    pub(crate) fn see(self, beds: &FacilityBeds, now: UtcMs) -> Sight {
        // In training a hospital practises on its own board; what it agreed not to show stays unshown; what is agreed for a day
        // to come is used inside until then.
        let agreement = &beds.facility.agreement;
        let is_in_use = || agreement.shows_beds && (agreement.stage == Stage::Shadow || agreement.public_from().is_some());
        match self {
            _ if beds.is_public(now) => Sight::Public,
            Eyes::Staff(ctx) if is_in_use() && ctx.may(Action::ReadBeds, &place_of(&beds.facility)).is_ok() => Sight::Inside,
            Eyes::Staff(_) | Eyes::Anyone => Sight::Hidden,
        }
    }
}
