//! Positions of vehicles: phones in ambulances say where they are, by one of two protocols; kept is the last word of each and the way it came.
//! Here: what other rooms are told, and the constants.

pub(crate) mod address;
mod app;
pub(crate) mod call;
pub(crate) mod devices;
pub(crate) mod faults;
pub(crate) mod group;
pub(crate) mod osmand;
pub(crate) mod owntracks;
pub(crate) mod sweep;

use sigap_kernel::{FacilityId, GeoPoint, KeyId, UtcMs};
use sigap_store::{GroupWriter, StoreError};
use sigap_web::Floor;

pub use app::PhoneApp;
pub(crate) use app::Unit;

use crate::pace::Pace;
use crate::store::positions as store;
use crate::{Intake, IntakeConfig};

/// Days a place a vehicle was at is kept, and the last word of a device that is silent.
pub const POSITION_KEPT_DAYS: i64 = 30;
/// Messages a second one phone may send on average. A phone that moves sends a few.
pub const POSITIONS_PER_S: u32 = 20;
/// Messages one phone may send at once: what it gathered in hours without a signal comes one by one, as fast as the line bears.
pub const POSITIONS_AT_ONCE: u32 = 2_000;
/// Points of a trace that are told at once.
pub const TRACE_POINTS_MAX: u32 = 10_000;

/// The protocol of OsmAnd, GPSLogger and Traccar Client: the secret stands in the address.
pub(crate) const OSMAND: &str = "osmand";
/// The protocol of OwnTracks: name and password.
pub(crate) const OWNTRACKS: &str = "owntracks";

/// Where a vehicle was at one instant. What was not sent, or cannot be true, is `None`: unknown is never 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TracePoint {
    /// When it was there. In a trace by the device's own clock, which may run up to ten minutes ahead of ours; of a last position never later
    /// than it came.
    pub at: UtcMs,
    /// When it came. Phones keep what they could not send: this may be hours later.
    pub received_at: UtcMs,
    /// Where.
    pub point: GeoPoint,
    /// Speed over ground in centimetres a second.
    pub speed_cm_s: Option<u32>,
    /// Direction of travel in degrees clockwise from north, 0 to 359.
    pub heading_deg: Option<u32>,
    /// Radius of the circle of doubt in metres, at least 1.
    pub accuracy_m: Option<u32>,
    /// Height in metres above the sea; below it negative.
    pub altitude_m: Option<i64>,
    /// Whether the phone says that an app invented the place. Such a place is not to be relied on.
    pub is_mock: bool,
}

/// The last word of one device, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct LastPosition {
    /// The device, by its key.
    pub key: KeyId,
    /// Whose vehicle it is.
    pub facility: FacilityId,
    /// What the device is called: the vehicle, as a rule (`AMB07`).
    pub name: String,
    /// The newest place; `None` while no usable one came.
    pub place: Option<TracePoint>,
    /// Charge of the phone in percent, 0 to 100.
    pub battery_pct: Option<u32>,
    /// Whether it hangs on a charger.
    pub is_charging: Option<bool>,
    /// When the SOS button was last pressed. Stays until it is pressed again: whoever answers such a call remembers which one it was.
    pub sos_at: Option<UtcMs>,
    /// Another alarm in the device's own word (`lowBattery`), and when.
    pub alarm: Option<(String, UtcMs)>,
    /// When it last said anything at all, by our clock.
    pub last_seen: UtcMs,
}

/// What the room works with for positions.
pub(crate) struct Positions {
    pub(crate) writer: GroupWriter<group::Heard, group::Kept>,
    pub(crate) devices: devices::Devices,
    pub(crate) faults: faults::Faults,
    pub(crate) pace: Pace,
}

impl Positions {
    pub(crate) async fn start(floor: &Floor, config: &IntakeConfig) -> Result<Self, StoreError> {
        Ok(Self {
            writer: group::start(floor),
            devices: devices::Devices::start(floor.db()).await?,
            faults: faults::Faults::default(),
            pace: Pace::new(config.positions_per_s, config.positions_at_once),
        })
    }
}

impl Intake {
    /// The last word of every device that spoke within [`POSITION_KEPT_DAYS`], by name; also of one whose key is turned off by now.
    /// Read from the table, so that every node tells the same.
    ///
    /// # Errors
    /// What the database says.
    pub async fn last_positions(&self) -> Result<Vec<LastPosition>, StoreError> {
        store::all_last(self.0.floor.db()).await
    }

    /// Where a device was from `from` on and before `to` by its own clock, the oldest first; at most `limit` points, and at most
    /// [`TRACE_POINTS_MAX`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn trace_of(&self, key: KeyId, from: UtcMs, to: UtcMs, limit: u32) -> Result<Vec<TracePoint>, StoreError> {
        store::trace(self.0.floor.db(), key, from, to, limit.min(TRACE_POINTS_MAX)).await
    }

    /// Throws away positions that are kept longer than [`POSITION_KEPT_DAYS`], piece by piece; gives how many.
    ///
    /// # Errors
    /// What the database says; what was thrown away until then is gone.
    pub async fn sweep_positions(&self, ctx: &sigap_kernel::Ctx) -> Result<u64, StoreError> {
        sweep::sweep(self.0.floor.db(), ctx).await
    }
}
