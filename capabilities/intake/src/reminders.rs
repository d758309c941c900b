//! What this room has to say on the page of a facility: systems that fell silent, calls that could not be used, rows that no ward stands for yet.

use std::collections::BTreeSet;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, FacilityId, UtcMs};
use sigap_registry::{Facility, Reminder, Reminders};
use sigap_store::{Query, StoreError};

use crate::Intake;
use crate::join::Stand;
use crate::pages::words_in;
use crate::store::{reminders as store, rooms};

fn may(ctx: &Ctx, action: Action, facility: &Facility) -> bool {
    let district = Some(facility.district_code.clone()).filter(|code| !code.is_empty());
    ctx.may(action, &Where::Facility { id: facility.id, district }).is_ok()
}

impl Reminders for Intake {
    fn at<'a>(&'a self, ctx: &'a Ctx, facility: &'a Facility) -> BoxFuture<'a, Result<Vec<Reminder>, StoreError>> {
        self.reminders_at(ctx, facility).boxed()
    }

    fn among<'a>(&'a self, ctx: &'a Ctx, facilities: &'a [Facility]) -> BoxFuture<'a, Result<BTreeSet<FacilityId>, StoreError>> {
        self.reminders_among(ctx, facilities).boxed()
    }
}

impl Intake {
    async fn reminders_at(&self, ctx: &Ctx, facility: &Facility) -> Result<Vec<Reminder>, StoreError> {
        let (w, id, mut told) = (words_in(ctx.lang()), facility.id, Vec::new());
        let mut tell = |key: &str, n: u32, href: String| {
            if n > 0 {
                told.push(Reminder { words: w.a1(key, "n", w.figure(n)), href });
            }
        };
        if may(ctx, Action::ReadProblems, facility) {
            let (silent, open) = store::problems(self.0.floor.db(), id).await?;
            tell("remind-silent", silent, format!("/fasilitas/{id}/kiriman"));
            tell("remind-problems", open, format!("/masalah-kiriman/{id}"));
        }
        if may(ctx, Action::EditWard, facility) {
            tell("joins-waiting-notice", self.rows_waiting(id).await?, format!("/fasilitas/{id}/sambungan"));
        }
        Ok(told)
    }

    /// Rows about which a person decides, as the page on which they do counts them.
    async fn rows_waiting(&self, facility: FacilityId) -> Result<u32, StoreError> {
        let db = self.0.floor.db();
        let (rows, wards) = (rooms::of_facility(db, facility).await?, sigap_registry::wards_of(db, facility).await?);
        let waiting = rows.iter().filter(|row| Stand::of(row, &wards) == Stand::Waits).count();
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    /// Rows whose ward went out of use are seen on the page of the facility alone: here one question has to do for all.
    async fn reminders_among(&self, ctx: &Ctx, facilities: &[Facility]) -> Result<BTreeSet<FacilityId>, StoreError> {
        let those = |action: Action| facilities.iter().filter(move |one| may(ctx, action, one)).map(|one| one.id).collect::<Vec<_>>();
        let db = self.0.floor.db();
        let mut found = store::with_problems(db, &those(Action::ReadProblems)).await?;
        found.extend(store::with_rows_waiting(db, &those(Action::EditWard)).await?);
        Ok(found)
    }
}

/// Reports of hospital systems that nobody could understand, in the whole city: how many, and since when the oldest is met.
///
/// # Errors
/// What the database says.
pub async fn open_problems(q: &impl Query) -> Result<(u32, Option<UtcMs>), StoreError> {
    store::all_problems(q).await
}
