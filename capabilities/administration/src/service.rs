//! The one deed of this room that no crate below it has: having a job tried again that was given up, with its entry.

use serde_json::json;
use sigap_access::{Action, May as _, Where};
use sigap_kernel::{Ctx, JobId};
use sigap_store::{Db, Entry, Subject};
use sigap_web::PageError;

/// Has a job that was given up tried again, with all its tries, and records who wanted it.
/// Errors: not permitted; [`PageError::Conflict`] when it is not given up any more, or a newer one with its key is under way.
pub(crate) async fn try_again(db: &Db, ctx: &Ctx, job: JobId) -> Result<(), PageError> {
    ctx.may(Action::Administer, &Where::City)?;
    db.write(ctx, |tx| async move {
        if !sigap_jobs::try_again(&tx, job).await? {
            return Err(PageError::Conflict("job-not-given-up"));
        }
        tx.record(Entry::new(Subject::new("job", job), "job.tried_again", 1, json!({})));
        Ok(())
    })
    .await
}
