//! An invented hospital that has been reminded for some time, and a drill that is over: so that a visitor of the demo sees the ladder and a census.

use sigap_kernel::Pool;
use sigap_reminders::{Counted, ReminderError};

use super::layer;
use crate::command::Failure;
use crate::demo::city::{City, Hospital, Reporting};
use crate::deployment::App;

/// Hours ago the drill began.
const DRILL_H: i64 = 26;
/// Of so many beds one was free.
const FREE_ONE_IN: u32 = 6;

/// Lays what is missing.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let ctx = layer(app);
    let laid = super::find(&app.db, city).await?;
    let pairs = || city.hospitals.iter().zip(&laid).filter_map(|(hospital, laid)| Some((hospital, laid.as_ref()?.facility)));
    let longest = |hospital: &Hospital| match hospital.reporting {
        Reporting::Silent { for_h } => for_h,
        _ => 0,
    };
    if let Some((hospital, facility)) = pairs().max_by_key(|(hospital, _)| longest(hospital)) {
        let since = ctx.now().plus_min(-60 * i64::from(longest(hospital)));
        sigap_reminders::lay_reminded(&app.db, &ctx, facility, since).await.map_err(failed)?;
    }
    let told: Vec<Counted> = pairs()
        .map(|(hospital, facility)| {
            let counted: Vec<(Pool, u32, u32)> =
                hospital.wards.iter().map(|ward| (ward.pool, ward.capacity / FREE_ONE_IN, ward.capacity)).collect();
            let is_silent = matches!(hospital.reporting, Reporting::Silent { .. } | Reporting::Never);
            let wards = u32::try_from(counted.len()).unwrap_or(u32::MAX);
            (facility, wards, if is_silent { Vec::new() } else { counted })
        })
        .collect();
    let began = ctx.now().plus_min(-60 * DRILL_H);
    sigap_reminders::lay_census(&app.db, &ctx, began, "Latihan kecelakaan massal (rekaan)", &told).await.map_err(failed)
}

fn failed(error: ReminderError) -> Failure {
    Failure::new(format!("the invented reminders cannot be laid: {error}"), "")
}
