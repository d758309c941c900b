//! `Ctx`: who is acting, when, and with what chance. It goes first into every use case.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng, TryRngCore};
use uuid::Uuid;

use crate::{Clock, FacilityId, KeyId, Lang, SystemClock, UserId, UtcMs, coded_enum};

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Chance of the operating system: fit for secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsChance;

impl Chance for OsChance {
    fn fill(&self, bytes: &mut [u8]) {
        // A machine without a source of chance must not make keys: stopping is the only safe answer.
        #[allow(clippy::expect_used)]
        rand::rngs::OsRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    }
}

/// Chance from a seed: the same again each time. For tests, the demo city and the twin; never for secrets.
pub struct SeededChance(Mutex<StdRng>);

impl SeededChance {
    /// Chance that repeats for this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// The clock and the chance of a running program.
#[derive(Clone)]
pub struct World {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The chance.
    pub chance: Arc<dyn Chance>,
}

impl World {
    /// The real world: the machine's clock and the operating system's chance.
    #[must_use]
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), chance: Arc::new(OsChance) }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> UtcMs {
        self.clock.now()
    }

    /// A context for `actor`, now.
    #[must_use]
    pub fn ctx(&self, actor: Actor) -> Ctx {
        let mut trace = [0; 8];
        self.chance.fill(&mut trace);
        Ctx { actor, now: self.now(), chance: self.chance.clone(), trace: TraceId(u64::from_be_bytes(trace)), lang: Lang::Id }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "World({})", self.now())
    }
}

coded_enum! {
    /// What someone is to Sigap. What a role may do stands in the permissions table of `access`.
    pub enum Role {
        /// Anyone, without an account.
        Public = "public",
        /// Keeps the numbers of wards true (*perawat ruang*).
        WardNurse = "ward_nurse",
        /// Answers for all beds of a hospital (*manajer tempat tidur*).
        BedManager = "bed_manager",
        /// Administers one facility: its wards, staff and keys.
        FacilityAdmin = "facility_admin",
        /// Health office (*Dinkes*): sees everything, decides stages and agreements.
        Office = "office",
        /// 112 operator or dispatcher.
        Dispatcher = "dispatcher",
        /// Stands by families when the page and a hospital disagree (*petugas bantuan kamar*).
        HelpDesk = "help_desk",
        /// Administers the installation and its people.
        Admin = "admin",
        /// A hospital's system, by its key.
        Machine = "machine",
        /// Sigap itself: timers and jobs.
        System = "system",
    }
}

/// Where a role holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere in this deployment.
    City,
    /// In one district (*kecamatan*), by its Kemendagri code.
    District(String),
    /// In one facility.
    Facility(FacilityId),
}

/// A role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
}

/// Who is acting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Someone without an account.
    Anyone,
    /// A person who logged in.
    Person {
        /// Who.
        user: UserId,
        /// What they may be where.
        grants: Arc<[Grant]>,
    },
    /// A machine with a key of one facility.
    Machine {
        /// Its key.
        key: KeyId,
        /// The facility the key belongs to.
        facility: FacilityId,
    },
    /// Sigap itself; the word names the part that acts, for example `sealer`.
    System(&'static str),
}

impl Actor {
    /// The roles and scopes of this actor.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        match self {
            Actor::Anyone => vec![Grant { role: Role::Public, scope: Scope::City }],
            Actor::Person { grants, .. } => grants.to_vec(),
            Actor::Machine { facility, .. } => vec![Grant { role: Role::Machine, scope: Scope::Facility(*facility) }],
            Actor::System(_) => vec![Grant { role: Role::System, scope: Scope::City }],
        }
    }

    /// The user, when a person acts.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Actor::Person { user, .. } => Some(*user),
            _ => None,
        }
    }
}

/// `anyone`, `user:…`, `key:…` or `system:…`, as the journal writes it.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Anyone => f.write_str("anyone"),
            Actor::Person { user, .. } => write!(f, "user:{user}"),
            Actor::Machine { key, .. } => write!(f, "key:{key}"),
            Actor::System(part) => write!(f, "system:{part}"),
        }
    }
}

/// The number under which one request can be found again in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId(u64);

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Who is acting, when, and with what chance: one per request or job, passed first.
///
/// The time stands still within a context, so that a write that is run again decides the same.
#[derive(Clone)]
pub struct Ctx {
    actor: Actor,
    now: UtcMs,
    chance: Arc<dyn Chance>,
    trace: TraceId,
    lang: Lang,
}

impl Ctx {
    /// Who is acting.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When: the instant at which the request or job began.
    #[must_use]
    pub const fn now(&self) -> UtcMs {
        self.now
    }

    /// The number under which the log can be searched.
    #[must_use]
    pub const fn trace(&self) -> TraceId {
        self.trace
    }

    /// The language of the person.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The same context in another language.
    #[must_use]
    pub fn in_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// The same request, now known to come from `actor`.
    #[must_use]
    pub fn as_actor(mut self, actor: Actor) -> Self {
        self.actor = actor;
        self
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }

    /// A new UUID v7: sorts by the time of this context.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_unix_timestamp_millis(self.now.0.max(0).unsigned_abs(), &self.random()).into_uuid()
    }
}

impl fmt::Debug for Ctx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ctx({} at {}, trace {})", self.actor, self.now, self.trace)
    }
}
