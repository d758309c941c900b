//! Limits of service (*pemberitahuan keterbatasan layanan*): a hospital says what is short, why and until when. It is advice to those who
//! send patients, ends by itself, and is never a refusal of an emergency (UU 17/2023 Pasal 174).

mod model;
pub(crate) mod pages;
mod picture;
pub(crate) mod service;
mod store;

use std::sync::Arc;

use sigap_access::{Action, May as _};
use sigap_jobs::JobSet;
use sigap_kernel::{Ctx, FacilityId, UtcMs};

#[cfg(test)]
pub(crate) use model::{Change, NewLimit};
pub use model::{LONGEST_H, Limit, LimitId, LimitKind, LimitState};
pub(crate) use picture::{LimitPainter, LimitPicture};

use crate::Beds;
use crate::board::place_of;
use crate::words::Said;

/// Days a limit is kept after it ended; that there was one stays in the journal.
pub const LIMIT_KEPT_DAYS: i64 = 365;
/// How often limits are looked through whose time is over. One is no longer shown from its own minute on, whenever this comes.
const LIMITS_EVERY_S: u32 = 60;
/// The topic of everything about limits.
pub(crate) const TOPIC: &str = "limits";

/// The recurring work of limits.
pub(crate) fn jobs(beds: &Beds) -> JobSet {
    let db = beds.floor().db().clone();
    JobSet::new().every("beds.limits", LIMITS_EVERY_S, move |ctx| {
        let db = db.clone();
        async move {
            service::close_overdue(&db, &ctx).await?;
            Ok(service::sweep(&db, &ctx).await.map(drop)?)
        }
    })
}

impl Beds {
    /// What a hospital has limited at this moment, what ends first on top: from memory, for every room that sends patients.
    #[must_use]
    pub fn limits_of(&self, facility: FacilityId, now: UtcMs) -> Vec<Arc<Limit>> {
        self.limits().now().of(facility, now)
    }

    /// The same in one sentence, for those who may read it; nothing for anybody else.
    pub(crate) fn limit_line(&self, ctx: &Ctx, facility: &sigap_registry::Facility) -> Option<String> {
        let limits = self.limits_of(facility.id, ctx.now());
        let may_read = !limits.is_empty() && ctx.may(Action::ReadLimits, &place_of(facility)).is_ok();
        may_read.then(|| Said::new(ctx.lang()).limit_line(&limits, facility.zone, ctx.now()))
    }
}
