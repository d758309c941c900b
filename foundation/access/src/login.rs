//! Logging in: the password first, then the code of the second factor where there is one.

use serde_json::json;
use sigap_kernel::{Actor, Ctx, Masked, UserId};
use sigap_store::{Ephemeral, Query, Tx};

use crate::attempts::Aim;
use crate::entries::of_user;
use crate::rules::needs_second_factor;
use crate::session::{NewSession, Session, Stage};
use crate::store::user::UserRow;
use crate::store::{session, user as store};
use crate::{Access, AccessError};

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
    /// Errors: [`AccessError::LoginWrong`], [`AccessError::LoginWait`].
    pub async fn log_in(&self, ctx: &Ctx, typed: &LogIn) -> Result<NewSession, AccessError> {
        let waiting = self.inner.queue.enter(&typed.address)?;
        let lookup = self.email_lookup(&typed.email);
        self.count_try(ctx, Aim::Password(&lookup), &typed.address).await?;
        let account = store::by_email(self.db(), &lookup).await?;
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        let right = self.inner.hasher.verify(&typed.password, hash, waiting).await?;
        let Some(account) = account.filter(|account| right && !account.disabled) else {
            tracing::info!(trace = %ctx.trace(), "a log-in failed");
            return Err(AccessError::LoginWrong);
        };
        self.forgive(ctx, Aim::Password(&lookup), &typed.address).await?;
        let stage = self.stage_after_password(self.db(), account.user_id).await?;
        let new = self.starting(ctx, account.user_id, stage, account.lang).await?;
        self.begin(ctx, &new, &account).await?;
        Ok(new)
    }

    /// Checks the code of the second factor, or a recovery code, and gives a full log-in with a new token.
    /// Errors: [`AccessError::CodeWrong`], [`AccessError::LoginWait`], [`AccessError::SessionGone`].
    pub async fn give_code(&self, ctx: &Ctx, half: &Session, code: &Masked<String>, address: &str) -> Result<NewSession, AccessError> {
        if half.stage != Stage::Code {
            return Err(AccessError::SessionGone);
        }
        self.count_try(ctx, Aim::Code(half.user), address).await?;
        let new = self.starting(ctx, half.user, Stage::Full, half.lang).await?;
        let (ctx, begun) = (ctx.clone().as_actor(person(half.user)), &new);
        self.change(&ctx, half.user, |tx| async move {
            let factor = self.use_code(&tx, half.user, code).await?.ok_or(AccessError::CodeWrong)?;
            if !session::end(&tx, &half.digest).await? {
                return Err(AccessError::SessionGone);
            }
            begun.insert(&tx).await?;
            tx.record(of_user(half.user, "user.logged_in", json!({ "session": begun.session.id, "factor": factor })));
            Ok(())
        })
        .await?;
        self.forgive(&ctx, Aim::Code(half.user), address).await?;
        Ok(new)
    }

    /// Only a full log-in is an event for the journal; a half one may vanish. Between the look at the password and this the
    /// password may have been changed, the account locked or a role given: `verified` has to be what stands.
    pub(crate) async fn begin(&self, ctx: &Ctx, new: &NewSession, verified: &UserRow) -> Result<(), AccessError> {
        let Session { id, user, stage, .. } = new.session;
        if stage != Stage::Full {
            return self
                .write_short_lived(ctx, Ephemeral::Session, |tx| async move {
                    still_stands(&tx, verified).await?;
                    Ok(new.insert(&tx).await?)
                })
                .await;
        }
        self.write(&ctx.clone().as_actor(person(user)), |tx| async move {
            store::hold(&tx, user).await?;
            still_stands(&tx, verified).await?;
            if self.stage_after_password(&tx, user).await? != Stage::Full {
                return Err(AccessError::LoginWrong);
            }
            new.insert(&tx).await?;
            tx.record(of_user(user, "user.logged_in", json!({ "session": id, "factor": "password" })));
            Ok(())
        })
        .await
    }

    async fn stage_after_password(&self, q: &impl Query, user: UserId) -> Result<Stage, AccessError> {
        if store::totp(q, user).await?.is_some_and(|totp| totp.confirmed) {
            return Ok(Stage::Code);
        }
        let grants = store::grants(q, user).await?;
        let needed = self.inner.config.second_factor_required && grants.iter().any(|grant| needs_second_factor(grant.role));
        Ok(if needed { Stage::Enrol } else { Stage::Full })
    }
}

/// The person as the journal names them, before their grants are known.
pub(crate) fn person(user: UserId) -> Actor {
    Actor::Person { user, grants: [].into() }
}

/// Whether an account is as it was when its password was looked at.
async fn still_stands(tx: &Tx, verified: &UserRow) -> Result<(), AccessError> {
    let there = store::by_id(tx, verified.user_id).await?;
    let same = there.is_some_and(|there| there.password_hash == verified.password_hash && !there.disabled);
    if same { Ok(()) } else { Err(AccessError::LoginWrong) }
}
