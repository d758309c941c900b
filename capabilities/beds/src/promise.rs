//! Promises (*janji tempat tidur*): a bed is asked for, held, used or given back; who is promised none is announced to the emergency room.
//!
//! A promise that holds a bed is a claim on its ward and nothing else: there is no second count.

mod ask;
mod beds;
mod deed;
mod live;
mod model;
mod patient;
mod state;
mod store;
mod suspend;
mod timer;

use std::sync::Arc;

use sigap_access::Access;
use sigap_availability::{PromiseRules, Rules};

pub use ask::ask;
pub use deed::act;
pub(crate) use deed::open_to;
pub(crate) use live::keep_telling;
pub use live::{promises_topic, promises_topic_all};
pub(crate) use model::unpromised;
pub use model::{Act, AskPromise, Asked, Promise, PromiseId, Reason, Suspension, Unkept, Unpromised, Urgency};
pub use patient::{Patient, TEXT_MAX as PATIENT_TEXT_MAX, patient_of};
pub(crate) use patient::{is_asker, may_see};
pub use state::{NotNow, PromiseEvent, PromiseKind, PromiseState, Stand};
pub use store::{of_id, open_of};
pub(crate) use store::{open_all, recent_of, unkept};
pub use suspend::{resume, suspend, suspension};
pub use timer::{PATIENT_KEPT_DAYS, PROMISE_KEPT_DAYS};
pub(crate) use timer::{run_out, sweep};

/// What promises need beside a transaction: the keys of persons, and the rules. Cheap to clone.
#[derive(Clone)]
pub struct PromiseDesk {
    pub(crate) access: Access,
    pub(crate) rules: Arc<Rules>,
}

impl PromiseDesk {
    /// A desk with these keys and rules.
    #[must_use]
    pub const fn new(access: Access, rules: Arc<Rules>) -> Self {
        Self { access, rules }
    }

    /// The rules of promises.
    #[must_use]
    pub fn rules(&self) -> &PromiseRules {
        &self.rules.promises
    }
}

/// A value in an entry of the journal; nothing is an empty text, so that every entry has one shape.
pub(crate) fn told(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The subject of a promise in the journal and the feed.
#[must_use]
pub fn promise_subject(id: PromiseId) -> sigap_store::Subject {
    sigap_store::Subject::new("promise", id)
}
