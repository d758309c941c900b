//! Logging in: the password first, then the code of the second factor where there is one.

use sigap_kernel::{Actor, Ctx, Lang, Masked, UserId};
use sigap_store::{Ephemeral, Query, Tx};

use crate::attempts::Aim;
use crate::rules::needs_second_factor;
use crate::session::{NewSession, Session, Stage, Starting};
use crate::store::{session, user as store};
use crate::{Access, AccessError, entries};

/// What somebody typed into the log-in form.
#[derive(Debug, Clone)]
pub struct LogIn {
    /// The address of the account.
    pub email: Masked<String>,
    /// The password.
    pub password: Masked<String>,
    /// Where the request came from, as the server sees it. Used only together with the account, and kept as a keyed digest.
    pub address: String,
}

impl Access {
    /// Checks the password and begins a log-in. Its [`Stage`] says what comes next.
    ///
    /// # Errors
    /// [`AccessError::LoginWrong`], [`AccessError::LoginWait`], or what the database says.
    pub async fn log_in(&self, ctx: &Ctx, typed: &LogIn) -> Result<NewSession, AccessError> {
        let lookup = self.email_lookup(&typed.email);
        self.count_try(ctx, Aim::Password(&lookup), &typed.address).await?;
        let account = store::by_email(self.db(), &lookup).await?;
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        let right = self.inner.hasher.verify(&typed.password, hash).await?;
        let Some(account) = account.filter(|account| right && !account.disabled) else {
            tracing::info!(trace = %ctx.trace(), "a log-in failed");
            return Err(AccessError::LoginWrong);
        };
        self.forgive(ctx, Aim::Password(&lookup), &typed.address).await?;
        let stage = self.stage_after_password(self.db(), account.user).await?;
        let starting = self.starting(ctx, account.user, stage);
        self.begin(ctx, &starting, stage, account.lang).await?;
        Ok(starting.started())
    }

    /// Only a full log-in is an event for the journal; a half one may vanish.
    async fn begin(&self, ctx: &Ctx, starting: &Starting, stage: Stage, lang: Lang) -> Result<(), AccessError> {
        if stage != Stage::Full {
            let insert = |tx: Tx| async move { Ok(starting.insert(&tx, lang).await?) };
            return self.db().write_ephemeral(ctx, Ephemeral::Session, insert).await;
        }
        let ctx = ctx.clone().as_actor(person(starting.user));
        self.db()
            .write(&ctx, |tx| async move {
                starting.insert(&tx, lang).await?;
                tx.record(entries::logged_in(starting.user, starting.session, "password"));
                Ok(())
            })
            .await
    }

    /// Checks the code of the second factor, or a recovery code, and gives a full log-in with a new token.
    ///
    /// # Errors
    /// [`AccessError::CodeWrong`], [`AccessError::LoginWait`], [`AccessError::SessionGone`], or what the database says.
    pub async fn give_code(&self, ctx: &Ctx, half: &Session, code: &Masked<String>, address: &str) -> Result<NewSession, AccessError> {
        if half.stage != Stage::Code {
            return Err(AccessError::SessionGone);
        }
        self.count_try(ctx, Aim::Code(half.user), address).await?;
        let begun = self.starting(ctx, half.user, Stage::Full);
        let starting = &begun;
        let ctx = ctx.clone().as_actor(person(half.user));
        let given: Result<(), AccessError> = self
            .db()
            .write(&ctx, |tx| async move {
                let factor = self.use_code(&tx, half.user, code).await?.ok_or(AccessError::CodeWrong)?;
                if !session::end(&tx, &half.digest).await? {
                    return Err(AccessError::SessionGone);
                }
                starting.insert(&tx, half.lang).await?;
                tx.record(entries::logged_in(half.user, starting.session, factor.code()));
                Ok(())
            })
            .await;
        given?;
        self.forgive(&ctx, Aim::Code(half.user), address).await?;
        self.forget_sessions_of(half.user);
        Ok(begun.started())
    }

    async fn stage_after_password(&self, q: &impl Query, user: UserId) -> Result<Stage, AccessError> {
        if store::totp(q, user).await?.is_some_and(|totp| totp.confirmed) {
            return Ok(Stage::Code);
        }
        let needed =
            self.inner.config.second_factor_required && store::grants(q, user).await?.iter().any(|grant| needs_second_factor(grant.role));
        Ok(if needed { Stage::Enrol } else { Stage::Full })
    }
}

/// The person as the journal names them, before their grants are known.
pub(crate) fn person(user: UserId) -> Actor {
    Actor::Person { user, grants: [].into() }
}
