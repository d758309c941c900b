//! A pad of numbered paper in the hospital of the demo's nurse: its sheets wait to be typed in.

use sigap_kernel::{Role, WardId};
use sigap_paper::{NewPad, PadId};

use super::{layer, people};
use crate::command::Failure;
use crate::demo::city::City;
use crate::deployment::App;

/// Sheets for each ward, and wards that have some.
const EACH: u32 = 1;
const WARDS: usize = 2;

/// Prints the pad, unless one was printed.
pub(super) async fn lay(app: &App, city: &City) -> Result<(), Failure> {
    let Some(ppk) = people::log_ins().iter().find(|one| one.role() == Role::WardNurse).and_then(|one| one.ppk) else { return Ok(()) };
    let laid = super::find(&app.db, city).await?;
    let mut hospitals = city.hospitals.iter().zip(&laid);
    let Some(facility) = hospitals.find_map(|(one, laid)| (one.ppk == ppk).then(|| laid.as_ref().map(|laid| laid.facility))?) else {
        return Ok(());
    };
    if sigap_paper::has_pads(&app.db, facility).await? {
        return Ok(());
    }
    let all = sigap_registry::wards_of(&app.db, facility).await?;
    let wards: Vec<WardId> = all.iter().filter(|ward| ward.active).take(WARDS).map(|ward| ward.id).collect();
    if wards.is_empty() {
        return Ok(());
    }
    let ctx = &layer(app);
    let pad = NewPad { id: PadId::new(ctx), facility, wards, each: EACH };
    sigap_paper::print(&app.db, ctx, &pad).await.map_err(|error| Failure::new(format!("the paper cannot be laid: {error}"), ""))
}
