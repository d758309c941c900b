//! Log-ins that last: tokens, stages, expiry, and the word that protects forms (CSRF). How one begins stands in `login`.

use std::sync::Arc;

use serde_json::json;
use sigap_kernel::{Actor, Ctx, Grant, Lang, Masked, SessionId, UserId, UtcMs, coded_enum};
use sigap_store::{Ephemeral, Lane, StoreError, Tx};

use crate::entries::of_user;
use crate::seal;
use crate::store::session::SessionRow;
use crate::store::{session as store, user};
use crate::{Access, AccessError};

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
    /// What the forms of this log-in are bound to: see [`Access::csrf`].
    #[must_use]
    pub fn form_key(&self) -> &str {
        &self.digest
    }

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
    /// The log-in itself.
    pub session: Session,
}

impl NewSession {
    pub(crate) async fn insert(&self, tx: &Tx) -> Result<(), StoreError> {
        let Session { id: session_id, user: user_id, until: until_ms, lang, .. } = self.session;
        let (digest, stage) = (self.session.digest.clone(), self.session.stage.code().to_owned());
        store::insert(tx, &SessionRow { digest, session_id, user_id, stage, seen_ms: tx.now(), until_ms, lang }, SESSIONS_EACH).await
    }
}

impl Access {
    /// The log-in with this token; `None` when there is none, or not any more. Answered from memory for up to 5 s.
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
        if now >= row.until_ms || now.age_s(row.seen_ms) >= self.inner.config.idle_s {
            return Ok(None);
        }
        self.note_seen(&row, now).await?;
        let (stage, grants) = (row.stage.parse(), user::grants(self.db(), row.user_id).await?);
        let stage = stage.map_err(|_| AccessError::SessionGone)?;
        let (id, user, lang, until) = (row.session_id, row.user_id, row.lang, row.until_ms);
        let session = Session { id, user, stage, lang, until, digest: row.digest, grants: grants.into() };
        sessions.put(asked, digest, session.clone(), now);
        Ok(Some(session))
    }

    /// Ends a log-in.
    pub async fn log_out(&self, ctx: &Ctx, session: &Session) -> Result<(), AccessError> {
        self.write_short_lived(ctx, Ephemeral::Session, |tx| async move { Ok(store::end(&tx, &session.digest).await?) }).await?;
        self.inner.remembered.sessions.forget(|digest, _| *digest == session.digest);
        Ok(())
    }

    /// Ends every log-in of the acting person, this one too.
    /// Errors: [`AccessError::SessionGone`] when nobody is logged in.
    pub async fn log_out_everywhere(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        self.change(ctx, user, |tx| async move {
            store::end_all(&tx, user).await?;
            tx.record(of_user(user, "user.logged_out_everywhere", json!({})));
            Ok(())
        })
        .await
    }

    /// The word that forms carry, bound to [`Session::form_key`] or, for somebody who is not logged in, to a cookie of
    /// theirs: a page of another site cannot know it (CSRF).
    #[must_use]
    pub fn csrf(&self, bound_to: &str) -> String {
        self.ring().purpose("csrf").digest(&[bound_to])
    }

    /// Whether a form carried the word bound to this.
    #[must_use]
    pub fn csrf_holds(&self, bound_to: &str, given: &str) -> bool {
        self.ring().purpose("csrf").is_digest(&[bound_to], given)
    }

    /// Removes log-ins and counted failures that are over; a job calls it now and then.
    pub async fn sweep(&self, ctx: &Ctx) -> Result<(), AccessError> {
        let (now, idle_since) = (ctx.now(), ctx.now().plus_s(-self.inner.config.idle_s));
        let forgotten = now.plus_s(-crate::attempts::FORGOTTEN_AFTER_S);
        let session = |tx: Tx| async move { store::sweep(&tx, now, idle_since).await };
        let attempt = |tx: Tx| async move { store::sweep_attempts(&tx, forgotten, now).await };
        let sessions: u64 = self.db().write_ephemeral_in(ctx, Ephemeral::Session, Lane::Bulk, session).await?;
        let attempts: u64 = self.db().write_ephemeral_in(ctx, Ephemeral::LoginAttempt, Lane::Bulk, attempt).await?;
        tracing::debug!(sessions, attempts, "swept");
        Ok(())
    }

    /// A log-in to be inserted by the write that decides about it.
    pub(crate) async fn starting(&self, ctx: &Ctx, user: UserId, stage: Stage, lang: Lang) -> Result<NewSession, AccessError> {
        let lasts_s = self.inner.config.session_s;
        let until = ctx.now().plus_s(if stage == Stage::Full { lasts_s } else { lasts_s.min(HALF_S) });
        let token = Masked::new(seal::random_text::<TOKEN_BYTES>(ctx));
        let (digest, grants) = (seal::plain_digest(token.reveal()), user::grants(self.db(), user).await?.into());
        Ok(NewSession { token, session: Session { id: SessionId::new(ctx), user, stage, lang, until, digest, grants } })
    }

    async fn note_seen(&self, row: &SessionRow, now: UtcMs) -> Result<(), AccessError> {
        if now.age_s(row.seen_ms) < SEEN_EVERY_S {
            return Ok(());
        }
        let ctx = self.inner.world.ctx(Actor::System("access"));
        self.write_short_lived(&ctx, Ephemeral::Session, |tx| async move { Ok(store::seen(&tx, &row.digest, now).await?) }).await
    }
}
