//! How full beds were is added up from the weeks before, and a few invented hospitals have told the month that is over: two as it should be, one
//! with figures of which the lines do not meet.

use sigap_kernel::{Actor, Ctx};
use sigap_monitoring::{Figures, Group, MonitoringError, Month, NewFigures, gather_anew, tell};

use super::layer;
use crate::command::Failure;
use crate::demo::city::{City, Hospital};
use crate::deployment::App;
use crate::wiring::office::Past;

const DAY_S: i64 = 86_400;

/// A hospital that told: its PPK code, how full it was in thousandths, mean stay in tenths of a day, and by how much its stated BOR is off, in
/// thousandths of a per cent.
const TOLD: [(&str, i64, i64, i64); 3] = [("9999R002", 742, 43, 0), ("9999R004", 668, 38, 0), ("9999R006", 791, 51, 7_000)];

/// Lays what is missing.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let ctx = layer(app);
    let history = Past { db: app.db.clone() };
    gather_anew(&app.db, &ctx, city.zone, &history).await.map_err(|error| failed(&error.into()))?;
    let local_s = ctx.now().0.div_euclid(1_000) + i64::from(city.zone.offset_h()) * 3_600;
    let month = Month::of_day(local_s.div_euclid(DAY_S)).plus(-1);
    let laid = super::find(&app.db, city).await?;
    for (ppk, full, stay, off) in TOLD {
        let Some((hospital, laid)) = city.hospitals.iter().zip(&laid).find(|(hospital, _)| hospital.ppk == ppk) else { continue };
        let Some(laid) = laid else { continue };
        let new = NewFigures { facility: laid.facility, month, seen_version: 0, figures: figures(hospital, month, full, stay, off) };
        match tell(&app.db, &own(app), &new).await {
            Ok(_) | Err(MonitoringError::Changed) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(())
}

fn own(app: &App) -> Ctx {
    app.world.ctx(Actor::System("demo"))
}

/// Invented figures that belong together, but for what is off.
fn figures(hospital: &Hospital, month: Month, full: i64, stay: i64, off: i64) -> Figures {
    let inpatient = hospital.wards.iter().filter(|ward| Group::of(&ward.pool).is_inpatient());
    let beds = inpatient.map(|ward| i64::from(ward.capacity)).sum::<i64>().max(1);
    let bed_days = beds * month.days();
    let patient_days = bed_days * full / 1_000;
    let discharged = (patient_days * 10 / stay).max(20);
    let (died_early, died_late) = (discharged / 90, discharged / 60);
    let stay_days = patient_days * 97 / 100;
    let milli = |above: i64, below: i64| above.checked_div(below).map(|value| (value + 50) / 100 * 100);
    Figures {
        beds,
        patient_days,
        alive: discharged - died_early - died_late,
        died_early,
        died_late,
        stay_days: Some(stay_days),
        bor_milli: milli(patient_days * 100_000, bed_days).map(|bor| bor + off),
        avlos_milli: milli(stay_days * 1_000, discharged),
        toi_milli: milli((bed_days - patient_days) * 1_000, discharged),
        bto_milli: milli(discharged * 1_000, beds),
    }
}

fn failed(error: &MonitoringError) -> Failure {
    Failure::new(format!("the invented months cannot be laid: {error}"), "")
}
