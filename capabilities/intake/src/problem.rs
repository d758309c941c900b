//! What a known sender said and Sigap could not use: kept sealed, repeats merged, so many a key, for a limited time.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use bytes::Bytes;
use serde_json::json;
use sigap_access::Place;
use sigap_kernel::{Ctx, FacilityId, FieldErrors, KeyId, Masked, UtcMs, coded_enum, typed_id};
use sigap_store::{Entry, GroupWriter, Lane, StoreError, Subject};
use sigap_web::Floor;

use crate::Protocol;
use crate::pace::Pace;
use crate::store::problems as store;

/// Bytes of a body that are kept, from its beginning.
pub const BODY_KEPT_BYTES_MAX: usize = 64 * 1024;
/// Problems kept of one key on the page of one facility; the oldest make room. What the owner of a misused code was told is counted on its own
/// page, where whoever misused it cannot push it out.
pub const PROBLEMS_PER_KEY_MAX: u32 = 100;
/// Days a problem is kept after it was last met.
pub const PROBLEM_KEPT_DAYS: i64 = 30;
/// Different problems of one key and one page that are written down at once and then in each second; what is beyond is only counted. A system that breaks
/// every call anew fills neither the disk nor the journal.
const WRITTEN_AT_ONCE: u32 = 1_000;
const WRITTEN_PER_S: u32 = 1;
/// A repeat is written down at most this often; in between it is only counted.
const REPEAT_EVERY_S: i64 = 60;
/// Problems whose repeats are counted in memory.
const REMEMBERED_MAX: usize = 10_000;

typed_id!(/// A problem (*masalah kiriman*).
    ProblemId);

coded_enum! {
    /// What is wrong with a call. The first and the last are only counted: nobody proved to have sent it, or it is our own fault.
    pub enum ProblemKind {
        /// The signature is wrong.
        Signature = "signature",
        /// The sender's clock is off.
        Clock = "clock",
        /// Too many calls in a short time.
        Pace = "pace",
        /// Something else than beds, which Sigap does not take: neither kept nor counted, for there is nothing to be done about it.
        NotServed = "not_served",
        /// The address leads nowhere.
        Address = "address",
        /// The facility code in the address is not the sender's.
        Facility = "facility",
        /// The body cannot be read.
        Body = "body",
        /// Fields are wrong.
        Fields = "fields",
        /// The room is not registered.
        Room = "room",
        /// The facility has too many rooms.
        Rooms = "rooms",
        /// Sigap could not store it.
        Busy = "busy",
        /// The system has not called for long.
        Silent = "silent",
    }
}

impl ProblemKind {
    /// Whether the body that was brought is kept with it, though it was not looked at or is not to blame: the call may be good once something
    /// is put right. Of a sender that calls too often bodies are not even read, which is what keeps it in bounds; and what was signed by a
    /// clock that is off may be another's copy of an old call, which nobody is to have read again.
    pub(crate) const fn wants_body(self) -> bool {
        match self {
            Self::Address | Self::Facility | Self::Body | Self::Fields | Self::Room | Self::Rooms => true,
            Self::Pace | Self::Clock => false,
            // Never kept with a call.
            Self::Signature | Self::NotServed | Self::Busy | Self::Silent => false,
        }
    }
}

/// What is wrong, before it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) kind: ProblemKind,
    /// Message ids by field.
    pub(crate) reason: FieldErrors,
    /// What makes it the same problem when it comes again; `None`: the same body.
    pub(crate) same: Option<String>,
    /// The body as far as it was read.
    pub(crate) body: Bytes,
}

impl Problem {
    /// A problem that is the same whenever `same` is the same.
    pub(crate) fn named(kind: ProblemKind, field: &str, message: impl Into<String>, same: &str) -> Self {
        let mut reason = FieldErrors::new();
        reason.add(field, message);
        Self { kind, reason, same: Some(same.to_owned()), body: Bytes::new() }
    }
}

/// Who said it, and asking for what.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) ctx: Ctx,
    pub(crate) key: KeyId,
    pub(crate) facility: FacilityId,
    pub(crate) protocol: Protocol,
    /// What was asked for, for example `bed/update`.
    pub(crate) deed: &'static str,
    /// How it was asked, to be able to read it again.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) content_type: String,
    /// Whether the body was read to its end.
    pub(crate) is_whole: bool,
}

/// A problem ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewProblem {
    pub(crate) id: ProblemId,
    pub(crate) origin: Origin,
    pub(crate) kind: ProblemKind,
    pub(crate) about: String,
    pub(crate) reason: FieldErrors,
    /// Sealed; `None` when there was no body.
    pub(crate) body: Option<String>,
    pub(crate) body_bytes: u32,
    /// A digest of the body as far as it was read, which nobody can try bodies against without the key ring; empty when there was none.
    pub(crate) digest: String,
    /// How often it was met since it was last written down.
    pub(crate) repeats: u32,
}

/// What a problem about a room that is not registered is merged by.
pub(crate) fn about_room(class_code: &str, room_code: &str) -> String {
    format!("{}:{class_code}/{room_code}", ProblemKind::Room)
}

/// Keeps problems. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Problems {
    floor: Floor,
    writer: GroupWriter<NewProblem, ()>,
    repeats: Arc<Mutex<Repeats>>,
    written: Arc<Pace<(KeyId, FacilityId)>>,
}

impl Problems {
    pub(crate) fn start(floor: &Floor) -> Self {
        let hand = floor.clone();
        let writer = GroupWriter::start(move |all| write(hand.clone(), all));
        let written = Arc::new(Pace::new(WRITTEN_PER_S, WRITTEN_AT_ONCE));
        Self { floor: floor.clone(), writer, repeats: Arc::default(), written }
    }

    /// Keeps a problem; answers when it is committed. A failure is logged: the sender hears what is wrong all the same.
    pub(crate) async fn keep(&self, origin: &Origin, problem: Problem) {
        let kept = match self.sealed(origin, problem) {
            Ok(Some(new)) => self.writer.write(new).await.map_err(|error| error.to_string()),
            Ok(None) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(why) = kept {
            tracing::warn!(trace = %origin.ctx.trace(), key = %origin.key, why, "a problem of a sender could not be kept");
        }
    }

    /// The problem as it is written; `None` while a repeat is only counted.
    fn sealed(&self, origin: &Origin, problem: Problem) -> Result<Option<NewProblem>, sigap_access::SealError> {
        let digest = self.digest(&problem.body);
        let about = about(origin, &problem, &digest);
        let counted = self.remembered().count((origin.key, about.clone()), origin.ctx.now());
        let Some(repeats) = counted.filter(|_| self.written.take((origin.key, origin.facility), origin.ctx.now())) else { return Ok(None) };
        let id = ProblemId::new(&origin.ctx);
        let row = id.to_string();
        let kept = problem.body.get(..problem.body.len().min(BODY_KEPT_BYTES_MAX)).unwrap_or_default();
        let kept = (!kept.is_empty()).then(|| Masked::new(BASE64.encode(kept)));
        let body = kept.map(|kept| self.floor.access().ring().seal(&origin.ctx, body_place(&row), &kept)).transpose()?;
        let body_bytes = u32::try_from(problem.body.len()).unwrap_or(u32::MAX);
        let Problem { kind, reason, .. } = problem;
        Ok(Some(NewProblem { id, origin: origin.clone(), kind, about, reason, body, body_bytes, digest, repeats }))
    }

    fn digest(&self, body: &Bytes) -> String {
        if body.is_empty() {
            return String::new();
        }
        self.floor.access().lookup("intake_problem.body", &Masked::new(BASE64.encode(body)))
    }

    /// A problem was taken away: when it comes again it is a new one.
    pub(crate) fn forget(&self, key: KeyId, about: &str) {
        self.remembered().0.remove(&(key, about.to_owned()));
    }

    fn remembered(&self) -> MutexGuard<'_, Repeats> {
        self.repeats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a problem is merged by: its name, or what was asked for with which body.
fn about(origin: &Origin, problem: &Problem, digest: &str) -> String {
    match &problem.same {
        Some(same) => format!("{}:{same}", problem.kind),
        None => format!("{}:{}:{digest}", problem.kind, origin.deed),
    }
}

/// Where the body of a problem stands, by the id it was written under: a repeat that brings a newer one leaves the problem its own id.
pub(crate) const fn body_place(written_as: &str) -> Place<'_> {
    Place { table: "intake_problem", row: written_as, field: "body" }
}

/// Repeats since they were last written down.
#[derive(Default)]
struct Repeats(HashMap<(KeyId, String), (UtcMs, u32)>);

impl Repeats {
    /// Counts one more; how many are to be written down now, or `None` when it is too early.
    fn count(&mut self, which: (KeyId, String), now: UtcMs) -> Option<u32> {
        if self.0.len() >= REMEMBERED_MAX {
            self.0.clear();
        }
        match self.0.get_mut(&which) {
            Some((written, waiting)) if now >= *written && now.age_s(*written) < REPEAT_EVERY_S => {
                *waiting += 1;
                None
            }
            Some((written, waiting)) => {
                *written = now;
                Some(std::mem::take(waiting) + 1)
            }
            None => {
                self.0.insert(which, (now, 0));
                Some(1)
            }
        }
    }
}

async fn write(floor: Floor, all: Vec<NewProblem>) -> Result<Vec<()>, StoreError> {
    let ctx = floor.world().ctx(sigap_kernel::Actor::System("intake"));
    let all = &all;
    floor
        .db()
        .write_in(&ctx, Lane::Bulk, |tx| async move {
            let mut grown: BTreeMap<(KeyId, FacilityId), UtcMs> = BTreeMap::new();
            for problem in all {
                let known = store::put(&tx, problem).await?;
                if known == problem.id {
                    tx.record_for(&problem.origin.ctx, entry(problem));
                    grown.insert((problem.origin.key, problem.origin.facility), problem.origin.ctx.now());
                } else {
                    tx.confirm(Subject::new("problem", known));
                }
            }
            for ((key, facility), now) in grown {
                store::make_room(&tx, key, facility, PROBLEMS_PER_KEY_MAX, now.plus_min(-PROBLEM_KEPT_DAYS * 24 * 60)).await?;
            }
            Ok(all.iter().map(|_| ()).collect())
        })
        .await
}

fn entry(problem: &NewProblem) -> Entry {
    let body = json!({
        "facility": problem.origin.facility, "key": problem.origin.key, "protocol": problem.origin.protocol,
        "kind": problem.kind, "reason": problem.reason,
    });
    Entry::new(Subject::new("problem", problem.id), "intake.problem", 1, body)
}

/// Throws away what is kept too long; gives how much that was.
pub(crate) async fn sweep(floor: &Floor, ctx: &Ctx) -> Result<u64, StoreError> {
    floor
        .db()
        .write_in(ctx, Lane::Bulk, |tx| async move {
            let gone = store::sweep(&tx, tx.now().plus_min(-PROBLEM_KEPT_DAYS * 24 * 60)).await?;
            let all = Subject::new("problem", "all");
            if gone > 0 {
                tx.record(Entry::new(all, "intake.problems_swept", 1, json!({ "count": gone })));
            } else {
                tx.confirm(all);
            }
            Ok(gone)
        })
        .await
}

#[cfg(test)]
mod tests {
    use sigap_kernel::{Actor, World};

    use super::*;

    #[test]
    fn a_sender_that_repeats_itself_is_counted_and_written_once_a_minute() {
        let key = KeyId::new(&World::real().ctx(Actor::System("test")));
        let mut repeats = Repeats::default();
        let mut met = |name: &str, at_s: i64| repeats.count((key, name.to_owned()), UtcMs(at_s * 1_000));
        assert_eq!(met("a", 0), Some(1));
        assert_eq!([met("a", 1), met("a", 30), met("a", 59)], [None; 3]);
        assert_eq!(met("b", 59), Some(1), "another problem does not wait");
        assert_eq!(met("a", 60), Some(4));
        assert_eq!(met("a", 61), None);
    }

    #[test]
    fn what_is_remembered_of_repeats_has_a_limit() {
        let key = KeyId::new(&World::real().ctx(Actor::System("test")));
        let mut repeats = Repeats::default();
        for number in 0..(REMEMBERED_MAX + 10) {
            assert_eq!(repeats.count((key, number.to_string()), UtcMs(0)), Some(1));
        }
        assert!(repeats.0.len() <= REMEMBERED_MAX);
    }
}
