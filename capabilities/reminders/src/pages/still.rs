//! `POST /hitung/masih-benar/{facility}`: one tap of a hospital's staff: all numbers that people keep are still true.

use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use sigap_access::Action;
use sigap_kernel::{FacilityId, WardId};
use sigap_web::{CheckedForm, PageError, PageResult, Visitor, see_other};

use super::{Fields, id_of};
use crate::service::facility_for;
use crate::{Reminders, StillTrue};

/// Wards of one tap.
const WARDS_MAX: usize = 500;

/// Confirms them.
pub(crate) async fn confirm(
    State(room): State<Reminders>,
    visitor: Visitor,
    Path(id): Path<String>,
    CheckedForm(fields): CheckedForm<Fields>,
) -> PageResult {
    let id: FacilityId = id_of(&id)?;
    facility_for(room.floor().db(), &visitor.ctx, Action::ReportWard, id).await?;
    let seen: Vec<(WardId, i64)> = fields.get("seen").split(',').take(WARDS_MAX).filter_map(pair).collect();
    match room.hospitals().confirm(&visitor.ctx, id, &seen).await? {
        StillTrue::Confirmed(_) => Ok(see_other(&format!("/papan/{id}")).into_response()),
        StillTrue::Changed => Err(PageError::Conflict("changed-in-between")),
    }
}

fn pair(text: &str) -> Option<(WardId, i64)> {
    let (ward, version) = text.split_once(':')?;
    Some((ward.parse().ok()?, version.parse().ok()?))
}
