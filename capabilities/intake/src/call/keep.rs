//! What is kept of a call that Sigap cannot use, and on whose page.

use std::sync::PoisonError;

use sigap_kernel::FacilityId;

use super::{Call, Sender};
use crate::body::Brought;
use crate::problem::{Origin, Problem};

/// Letters of a Content-Type that are kept.
const CONTENT_TYPE_KEPT_CHARS: usize = 80;

impl Call<'_> {
    /// Keeps what a known sender said and Sigap cannot use. A call that is read again is kept already.
    pub(crate) async fn keep(&self, sender: &Sender, problem: Problem) {
        if self.came_at.is_none() {
            self.keep_for(sender, sender.facility, problem).await;
        } else {
            self.left.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
        }
    }

    /// The same on the page of another facility: without the body, which is not about that one.
    pub(crate) async fn keep_for(&self, sender: &Sender, facility: FacilityId, mut problem: Problem) {
        let brought = self.brought.get().filter(|_| facility == sender.facility);
        if let Some(brought) = brought.filter(|_| problem.kind.wants_body() && problem.body.is_empty()) {
            problem.body = brought.bytes().clone();
        }
        if facility != sender.facility {
            // A sender's own words have no line breaks: nothing it says can be taken for what somebody else was told.
            problem.same = problem.same.map(|same| format!("told\n{facility}\n{same}"));
        }
        let content_type = self.asked.header("content-type").unwrap_or_default();
        let origin = Origin {
            ctx: sender.ctx.clone(),
            key: sender.key,
            facility,
            protocol: self.protocol,
            deed: self.deed,
            method: self.asked.method.as_str().to_owned(),
            path: self.asked.path.clone(),
            content_type: content_type.chars().take(CONTENT_TYPE_KEPT_CHARS).collect(),
            is_whole: brought.is_some_and(|brought| matches!(brought, Brought::Whole(_))),
        };
        self.intake.0.problems.keep(&origin, problem).await;
    }
}
