//! What was, hour by hour, and what is learned from it: each ward's days, the flow of each ward, and how the forecasts came true.

mod cell;
mod counted;
mod days;
pub(crate) mod forecast;
pub(crate) mod late;
mod lay;
pub(crate) mod learn;
pub(crate) mod sample;
mod stood;
pub(crate) mod store;

pub(crate) use cell::{DayRow, HourCell, cells_of};
pub use counted::{HoursCounted, hours_counted};
pub use days::{WardDay, first_day, ward_days};
pub(crate) use forecast::Told;
pub use forecast::chances_to_show;
pub use lay::{PastHours, lay_past};
pub(crate) use learn::FIRST_DAYS;
pub use stood::{Stood, stood_at};

use std::sync::Arc;

use sigap_availability::Rules;
use sigap_availability::chance::Calendar;
use sigap_jobs::JobSet;
use sigap_kernel::Zone;

use crate::Beds;

/// Days a ward's hours are kept: a year to compare with, and a month to look back on it.
pub const DAYS_KEPT: i64 = 400;
/// How often it is looked whether an hour has passed.
const HOURS_EVERY_S: u32 = 300;
/// How often it is looked whether a day has passed.
const LEARN_EVERY_S: u32 = 1_800;

/// The calendars of the zones, with the holidays of the rules.
#[derive(Debug, Clone)]
pub(crate) struct Calendars(Vec<(Zone, Arc<Calendar>)>);

impl Calendars {
    pub(crate) fn new(rules: &Rules) -> Self {
        let holidays = || rules.chance.holidays.iter().map(String::as_str);
        Self(Zone::ALL.iter().map(|zone| (*zone, Arc::new(Calendar::new(*zone, holidays())))).collect())
    }

    /// The calendar of a zone.
    pub(crate) fn of(&self, zone: Zone) -> Arc<Calendar> {
        let found = self.0.iter().find(|(one, _)| *one == zone).map(|(_, calendar)| calendar.clone());
        found.unwrap_or_else(|| Arc::new(Calendar::new(zone, [])))
    }
}

/// The recurring work of what was: an hour is written down when it is over, a day is learned from when it is over, what is too old
/// is thrown away.
pub(crate) fn jobs(beds: &Beds) -> JobSet {
    let (hours, days, old) = (beds.clone(), beds.clone(), beds.clone());
    JobSet::new()
        .every("beds.hours", HOURS_EVERY_S, move |ctx| {
            let beds = hours.clone();
            async move {
                if sample::sample(&beds, &ctx).await? {
                    forecast::score(&beds, &ctx).await?;
                }
                Ok(())
            }
        })
        .every("beds.learn", LEARN_EVERY_S, move |ctx| {
            let beds = days.clone();
            async move {
                let zone = beds.floor().settings().zone;
                Ok(learn::learn(beds.floor().db(), &ctx, beds.rules(), zone).await.map(drop)?)
            }
        })
        .every("beds.days", LEARN_EVERY_S, move |ctx| {
            let beds = old.clone();
            async move { Ok(sample::sweep(&beds, &ctx).await.map(drop)?) }
        })
}
