//! The weeks before the first start, hour by hour, as hospitals of each habit would have told of them: what the chance on arrival is learned
//! from, so that a visitor need not wait a week for it.

use sigap_availability::Rules;
use sigap_beds::PastHours;
use sigap_kernel::{UtcMs, Zone};
use sigap_registry::Ward;

use crate::command::Failure;
use crate::demo::city::{City, Hospital, Reporting};
use crate::demo::dice::Dice;
use crate::demo::life;
use crate::deployment::App;

/// Weeks that are laid.
const WEEKS: usize = 9;
const HOURS: usize = WEEKS * 7 * 24;
/// A nurse who keeps the board reports once a shift, as far as she keeps it.
const SHIFT_H: usize = 8;

/// Lays the weeks.
pub(super) async fn lay(app: &App, city: &City, seed: u64) -> Result<(), Failure> {
    let ctx = super::layer(app);
    let failed = |error: sigap_store::StoreError| Failure::new(format!("the weeks before cannot be laid: {error}"), "");
    let wards = sigap_registry::wards(&app.db).await.map_err(failed)?;
    let laid = super::find(&app.db, city).await?;
    let ids = laid.iter().map(|one| one.as_ref().map(|one| one.wards.clone()).unwrap_or_default());
    let hours = life::hours_before(city, seed, local_s(ctx.now(), city.zone), HOURS);
    let dice = Dice::new(seed, "weeks");
    let mut past = Vec::new();
    for ((number, hospital), ids) in city.hospitals.iter().enumerate().zip(ids) {
        for (place, (planned, id)) in hospital.wards.iter().zip(ids).enumerate() {
            let Some(ward) = wards.iter().find(|ward| Some(ward.id) == id) else { continue };
            let free = hours.iter().map(|hour| hour.get(number)?.get(place).copied());
            past.push(of_ward(&dice, hospital, ward, planned.capacity, city.zone, free));
        }
    }
    sigap_beds::lay_past(&app.db, &ctx, &Rules::default(), &past).await.map_err(failed)
}

fn of_ward(dice: &Dice, of: &Hospital, ward: &Ward, capacity: u32, zone: Zone, free: impl Iterator<Item = Option<u32>>) -> PastHours {
    let offset = usize::try_from(dice.between(0, 100)).unwrap_or(0);
    let free = free.enumerate().map(|(hour, free)| free.filter(|_| is_heard(dice, of.reporting, hour + offset, HOURS - hour)));
    PastHours { ward: ward.clone(), zone, capacity, free: free.collect() }
}

/// Whether a hospital of this habit was heard in an hour, so many hours before now.
fn is_heard(dice: &Dice, habit: Reporting, hour: usize, before_h: usize) -> bool {
    match habit {
        Reporting::Never => false,
        Reporting::Prompt | Reporting::Wrong => true,
        Reporting::Late { every_min } => hour.is_multiple_of(usize::try_from(every_min.div_ceil(60)).unwrap_or(1).max(1)),
        Reporting::Silent { for_h } => before_h > usize::try_from(for_h).unwrap_or(0),
        Reporting::Board { keeps_pct } => hour.is_multiple_of(SHIFT_H) && dice.happens(f64::from(keeps_pct) / 100.0),
    }
}

fn local_s(at: UtcMs, zone: Zone) -> i64 {
    at.0.div_euclid(1_000) + i64::from(zone.offset_h()) * 3_600
}
