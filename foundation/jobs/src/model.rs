//! The life of a job, and when it runs next: pure rules, no storage, no waiting.

use sigap_kernel::{Ctx, UtcMs, coded_enum};

use crate::JobError;

/// Shortest and longest wait a peer may ask for, in seconds.
const PEER_WAIT_S: (i64, i64) = (1, 86_400);
/// Shortest and longest time a ring of a timer may take, in seconds.
const RING_S: (u32, u32) = (5, 600);
/// Characters of an error that are kept.
const ERROR_CHARS_MAX: usize = 500;

coded_enum! {
    /// Where a job stands.
    pub enum JobState {
        /// Until it is due, and until a node takes it.
        Waiting = "waiting",
        /// A node has it.
        Running = "running",
        /// Succeeded.
        Done = "done",
        /// Given up: no try is left, or no try would help.
        Failed = "failed",
    }
}

impl JobState {
    /// Whether nothing more happens by itself.
    #[must_use]
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobEvent {
    /// A node took it.
    Taken,
    /// The run succeeded.
    Succeeded,
    /// The run ended, and meanwhile the same key was asked for again.
    AskedAgain,
    /// A timer rang and waits for its next period.
    Rang,
    /// The run did not succeed; another try follows.
    TriedAgain,
    /// The run did not succeed and no other follows.
    GivenUp,
    /// A person wants a job that was given up tried again.
    AskedByHand,
}

impl JobEvent {
    /// From which state into which: the only place where a job changes state. Statements take both from here, so that
    /// a job that stands elsewhere by now is left alone.
    #[must_use]
    pub const fn moves(self) -> (JobState, JobState) {
        use JobState as S;
        match self {
            Self::Taken => (S::Waiting, S::Running),
            Self::Succeeded => (S::Running, S::Done),
            Self::AskedAgain | Self::Rang | Self::TriedAgain => (S::Running, S::Waiting),
            Self::GivenUp => (S::Running, S::Failed),
            Self::AskedByHand => (S::Failed, S::Waiting),
        }
    }
}

/// How a kind of job is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Tries before it is given up.
    pub tries_max: u32,
    /// Wait after the first failed try, in seconds; doubled after each further one.
    pub backoff_first_s: u32,
    /// The longest wait between two tries, in seconds.
    pub backoff_cap_s: u32,
    /// Runs at once on one node.
    pub at_once_max: usize,
    /// How long one run may take, in seconds. A run that takes longer is stopped and counts as a failed try; the job of
    /// a node that died is taken over a little after this time.
    pub run_s_max: u32,
}

/// Ten tries over about half an hour, four at once, a minute each.
impl Default for Policy {
    fn default() -> Self {
        Self { tries_max: 10, backoff_first_s: 5, backoff_cap_s: 900, at_once_max: 4, run_s_max: 60 }
    }
}

impl Policy {
    /// When to try again after `tries` tries; `None` when it is given up.
    fn again_at(&self, ctx: &Ctx, tries: u32, error: &JobError) -> Option<UtcMs> {
        let (now, (shortest_s, longest_s)) = (ctx.now(), PEER_WAIT_S);
        match error {
            JobError::Never(_) => None,
            _ if tries >= self.tries_max => None,
            JobError::AgainAt { at, .. } => Some((*at).clamp(now.plus_s(shortest_s), now.plus_s(longest_s))),
            JobError::Again(_) => Some(UtcMs(now.0.saturating_add(self.backoff_ms(ctx, tries)))),
        }
    }

    /// Doubles from the first wait to the cap. Between half and the whole of it, by chance: what failed together does
    /// not come back together.
    pub(crate) fn backoff_ms(&self, ctx: &Ctx, tries: u32) -> i64 {
        let doubled = i64::from(self.backoff_first_s) << tries.saturating_sub(1).min(20);
        let half_ms = doubled.min(i64::from(self.backoff_cap_s)) * 500;
        let chance = i64::from(u32::from_be_bytes(ctx.random()));
        half_ms + chance % (half_ms + 1)
    }
}

/// When a timer rings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rhythm {
    pub(crate) name: &'static str,
    pub(crate) period_s: u32,
}

impl Rhythm {
    /// The start of the next period. Periods are counted from a phase that follows from the name: every node finds the
    /// same instants, and timers of one period do not all ring together.
    pub(crate) fn next(self, now: UtcMs) -> UtcMs {
        let period_ms = i64::from(self.period_s.max(1)) * 1_000;
        let phase_ms = self.name.bytes().fold(0i64, |sum, byte| (sum * 31 + i64::from(byte)) % period_ms);
        let into_period_ms = now.0.saturating_sub(phase_ms).rem_euclid(period_ms);
        UtcMs(now.0.saturating_add(period_ms - into_period_ms))
    }

    fn policy(self) -> Policy {
        let (shortest_s, longest_s) = RING_S;
        Policy {
            tries_max: u32::MAX,
            backoff_first_s: 1,
            backoff_cap_s: self.period_s,
            at_once_max: 1,
            run_s_max: self.period_s.clamp(shortest_s, longest_s),
        }
    }
}

/// What becomes of a job: the event, and what is written with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) event: JobEvent,
    /// When it is due next; `None` leaves what stands there.
    pub(crate) due_at: Option<UtcMs>,
    pub(crate) attempts: u32,
    pub(crate) error: Option<String>,
}

/// How a run ends: one of two changes, for whether the same key was asked for while it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) plain: Change,
    pub(crate) asked_again: Change,
}

impl Ending {
    fn alike(change: Change) -> Self {
        Self { plain: change.clone(), asked_again: change }
    }
}

/// How a kind is run: the policy of a job, or the rhythm of a timer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) policy: Policy,
    pub(crate) rhythm: Option<Rhythm>,
}

impl Plan {
    pub(crate) const fn job(policy: Policy) -> Self {
        Self { policy, rhythm: None }
    }

    pub(crate) fn timer(rhythm: Rhythm) -> Self {
        Self { policy: rhythm.policy(), rhythm: Some(rhythm) }
    }

    /// What becomes of a job after its try number `tries`.
    pub(crate) fn ending(&self, ctx: &Ctx, tries: u32, outcome: Result<(), JobError>) -> Ending {
        match (self.rhythm, outcome) {
            (None, Ok(())) => succeeded(tries),
            (None, Err(error)) => self.not_succeeded(ctx, tries, &error),
            (Some(rhythm), Ok(())) => {
                Ending::alike(Change { event: JobEvent::Rang, due_at: Some(rhythm.next(ctx.now())), attempts: 0, error: None })
            }
            (Some(rhythm), Err(error)) => {
                let next = rhythm.next(ctx.now());
                let due_at = self.policy.again_at(ctx, tries, &error).map_or(next, |at| at.min(next));
                Ending::alike(Change { event: JobEvent::TriedAgain, due_at: Some(due_at), attempts: tries, error: Some(kept(&error)) })
            }
        }
    }

    fn not_succeeded(&self, ctx: &Ctx, tries: u32, error: &JobError) -> Ending {
        let change = |event, due_at, attempts| Change { event, due_at, attempts, error: Some(kept(error)) };
        match self.policy.again_at(ctx, tries, error) {
            Some(at) => Ending {
                plain: change(JobEvent::TriedAgain, Some(at), tries),
                // What was asked for meanwhile has all its tries before it.
                asked_again: change(JobEvent::TriedAgain, Some(at), 0),
            },
            None => Ending {
                plain: change(JobEvent::GivenUp, None, tries),
                asked_again: change(JobEvent::AskedAgain, Some(ctx.now().plus_s(i64::from(self.policy.backoff_cap_s))), 0),
            },
        }
    }
}

fn succeeded(tries: u32) -> Ending {
    let change = |event, attempts| Change { event, due_at: None, attempts, error: None };
    Ending { plain: change(JobEvent::Succeeded, tries), asked_again: change(JobEvent::AskedAgain, 0) }
}

fn kept(error: &JobError) -> String {
    error.to_string().chars().take(ERROR_CHARS_MAX).collect()
}
