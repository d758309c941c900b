//! Log-ins that last: tokens, stages, expiry, and the word that protects forms (CSRF). How one begins stands in `login`.

use std::sync::Arc;

use sigap_kernel::{Actor, Ctx, Grant, Lang, Masked, SessionId, UserId, UtcMs, coded_enum};
use sigap_store::{Ephemeral, StoreError, Tx};

use crate::seal;
use crate::store::session::SessionRow;
use crate::store::{session as store, user};
use crate::{Access, AccessError, entries};

/// Bytes of a token: nobody guesses 256 bits.
const TOKEN_BYTES: usize = 32;
/// Letters of anything that is looked up as a token.
const TOKEN_LETTERS_MAX: usize = 64;
/// A log-in's last use is written down at most this often.
const SEEN_EVERY_S: i64 = 60;
/// A log-in that is not full yet ends after this.
const HALF_S: i64 = 15 * 60;
/// Log-ins one user may have at once; beyond, the least used ends.
const SESSIONS_EACH: i64 = 20;

coded_enum! {
    /// How far a log-in has come.
    pub enum Stage {
        /// The password was right; the code of the second factor is awaited.
        Code = "code",
        /// The password was right; the second factor has to be set up first.
        Enrol = "enrol",
        /// Logged in.
        Full = "full",
    }
}

/// A log-in, found by its token.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id, as the journal names it.
    pub id: SessionId,
    /// Who logged in.
    pub user: UserId,
    /// How far.
    pub stage: Stage,
    /// The language the user chose.
    pub lang: Lang,
    /// When it ends in any case.
    pub until: UtcMs,
    pub(crate) digest: String,
    grants: Arc<[Grant]>,
}

impl Session {
    /// Who acts: the person with their grants once the log-in is full, before that nobody in particular.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self.stage {
            Stage::Full => Actor::Person { user: self.user, grants: self.grants.clone() },
            Stage::Code | Stage::Enrol => Actor::Anyone,
        }
    }
}

/// A log-in that has just begun.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The token for the cookie. It is shown once; the database keeps its digest.
    pub token: Masked<String>,
    /// How far the log-in has come.
    pub stage: Stage,
    /// Who.
    pub user: UserId,
    /// When it ends in any case.
    pub until: UtcMs,
}

/// A new log-in, decided before the write that keeps it.
pub(crate) struct Starting {
    pub(crate) session: SessionId,
    stage: Stage,
    pub(crate) user: UserId,
    token: Masked<String>,
    until: UtcMs,
}

impl Starting {
    pub(crate) async fn insert(&self, tx: &Tx, lang: Lang) -> Result<(), StoreError> {
        let (digest, stage) = (seal::plain_digest(self.token.reveal()), self.stage.code().to_owned());
        let (session, user, until, seen) = (self.session, self.user, self.until, tx.now());
        store::insert(tx, &SessionRow { digest, session, user, stage, seen, until, lang }, SESSIONS_EACH).await
    }

    pub(crate) fn started(self) -> NewSession {
        NewSession { token: self.token, stage: self.stage, user: self.user, until: self.until }
    }
}

impl Access {
    /// The log-in with this token; `None` when there is none, or not any more. Answered from memory for up to 5 s.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session(&self, token: &str) -> Result<Option<Session>, AccessError> {
        if token.is_empty() || token.len() > TOKEN_LETTERS_MAX {
            return Ok(None);
        }
        let (digest, now) = (seal::plain_digest(token), self.now());
        let sessions = &self.inner.remembered.sessions;
        if let Some(session) = sessions.get(&digest, now) {
            return Ok(Some(session).filter(|session| now < session.until));
        }
        let asked = sessions.generation();
        let Some(row) = store::find(self.db(), &digest).await? else { return Ok(None) };
        if now >= row.until || now.age_s(row.seen) >= self.inner.config.idle_s {
            return Ok(None);
        }
        self.note_seen(&row, now).await?;
        let session = self.read_session(row).await?;
        sessions.put(asked, digest, session.clone(), now);
        Ok(Some(session))
    }

    /// Ends a log-in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn log_out(&self, ctx: &Ctx, session: &Session) -> Result<(), AccessError> {
        let ended = self.db().write_ephemeral(ctx, Ephemeral::Session, |tx| async move { store::end(&tx, &session.digest).await });
        let ended: Result<bool, StoreError> = ended.await;
        ended?;
        self.inner.remembered.sessions.forget(|digest, _| *digest == session.digest);
        Ok(())
    }

    /// Ends every log-in of the acting person, this one too.
    ///
    /// # Errors
    /// [`AccessError::SessionGone`] when nobody is logged in, or what the database says.
    pub async fn log_out_everywhere(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        let done: Result<(), StoreError> = self
            .db()
            .write(ctx, |tx| async move {
                store::end_all(&tx, user).await?;
                tx.record(entries::logged_out_everywhere(user));
                Ok(())
            })
            .await;
        done?;
        self.forget_sessions_of(user);
        Ok(())
    }

    /// The word that forms of this log-in carry: a page of another site cannot know it.
    #[must_use]
    pub fn csrf(&self, session: &Session) -> String {
        self.csrf_for(&session.digest)
    }

    /// Whether a form carried the word of this log-in.
    #[must_use]
    pub fn csrf_holds(&self, session: &Session, given: &str) -> bool {
        self.csrf_for_holds(&session.digest, given)
    }

    /// The word for forms of somebody who is not logged in, bound to any value of a cookie.
    #[must_use]
    pub fn csrf_for(&self, cookie: &str) -> String {
        self.ring().purpose("csrf").digest(&[cookie])
    }

    /// Whether a form carried the word bound to this value of a cookie.
    #[must_use]
    pub fn csrf_for_holds(&self, cookie: &str, given: &str) -> bool {
        self.ring().purpose("csrf").is_digest(&[cookie], given)
    }

    /// Removes log-ins and counted failures that are over; a job calls it now and then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let (now, idle_since) = (ctx.now(), ctx.now().plus_s(-self.inner.config.idle_s));
        let forgotten = ctx.now().plus_s(-crate::attempts::FORGOTTEN_AFTER_S);
        let sessions = self.db().write_ephemeral(ctx, Ephemeral::Session, |tx| async move { store::sweep(&tx, now, idle_since).await });
        let sessions: Result<u64, StoreError> = sessions.await;
        let attempts =
            self.db().write_ephemeral(ctx, Ephemeral::LoginAttempt, |tx| async move { store::sweep_attempts(&tx, forgotten).await });
        let attempts: Result<u64, StoreError> = attempts.await;
        tracing::debug!(sessions = sessions?, attempts = attempts?, "swept");
        Ok(())
    }

    pub(crate) fn starting(&self, ctx: &Ctx, user: UserId, stage: Stage) -> Starting {
        let lasts_s = self.inner.config.session_s;
        let until = ctx.now().plus_s(if stage == Stage::Full { lasts_s } else { lasts_s.min(HALF_S) });
        Starting { session: SessionId::new(ctx), stage, user, token: Masked::new(seal::random_text::<TOKEN_BYTES>(ctx)), until }
    }

    pub(crate) fn forget_sessions_of(&self, user: UserId) {
        self.inner.remembered.sessions.forget(|_, session| session.user == user);
    }

    async fn note_seen(&self, row: &SessionRow, now: UtcMs) -> Result<(), StoreError> {
        if now.age_s(row.seen) < SEEN_EVERY_S {
            return Ok(());
        }
        let ctx = self.inner.world.ctx(Actor::System("access"));
        self.db().write_ephemeral(&ctx, Ephemeral::Session, |tx| async move { store::seen(&tx, &row.digest, now).await }).await
    }

    async fn read_session(&self, row: SessionRow) -> Result<Session, AccessError> {
        let grants = user::grants(self.db(), row.user).await?.into();
        let stage = row.stage.parse().map_err(|_| AccessError::SessionGone)?;
        Ok(Session { id: row.session, user: row.user, stage, lang: row.lang, until: row.until, digest: row.digest, grants })
    }
}
