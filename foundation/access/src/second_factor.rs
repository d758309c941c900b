//! Who has a second factor: setting it up, using a code, using up a recovery code, taking it away.

use sigap_kernel::{Ctx, Masked, UserId, coded_enum};
use sigap_store::Tx;

use crate::login::person;
use crate::seal::Place;
use crate::session::{NewSession, Session, Stage};
use crate::store::{session, user as store};
use crate::totp::{self, SECRET_BYTES};
use crate::{Access, AccessError, entries};

coded_enum! {
    /// What proved the second factor.
    pub enum Factor {
        /// A code of the authenticator app.
        Totp = "totp",
        /// A recovery code, now used up.
        Recovery = "recovery",
    }
}

/// A secret for an authenticator app, shown once.
#[derive(Debug, Clone)]
pub struct SecondFactorOffer {
    /// The secret in base 32, to be typed in.
    pub secret: Masked<String>,
    /// The same as an address, to be shown as a square of dots.
    pub uri: Masked<String>,
}

/// The second factor works.
#[derive(Debug, Clone)]
pub struct SecondFactorOn {
    /// The full log-in, with a new token.
    pub session: NewSession,
    /// Recovery codes, shown once: each opens the door one time when the phone is lost.
    pub recovery: Vec<Masked<String>>,
}

impl Access {
    /// Makes a secret for the person of this log-in. It counts once [`Access::confirm_second_factor`] has seen a code.
    ///
    /// # Errors
    /// A field error when there is a second factor already; [`AccessError::SessionGone`] while its code is awaited.
    pub async fn offer_second_factor(&self, ctx: &Ctx, session: &Session) -> Result<SecondFactorOffer, AccessError> {
        if session.stage == Stage::Code {
            return Err(AccessError::SessionGone);
        }
        let secret = &ctx.random::<SECRET_BYTES>();
        let ctx = ctx.clone().as_actor(person(session.user));
        let profile = self.profile_of(self.db(), session.user).await?;
        let offered: Result<(), AccessError> = self
            .db()
            .write(&ctx, |tx| async move {
                let (key, id) = self.key_of_user(&tx, session.user).await?;
                let sealed = key.seal_bytes(tx.ctx(), place(&id), secret)?;
                if !store::offer_totp(&tx, session.user, &sealed).await? {
                    return Err(AccessError::field("code", "second-factor-on"));
                }
                tx.record(entries::second_factor_offered(session.user));
                Ok(())
            })
            .await;
        offered?;
        Ok(SecondFactorOffer { secret: Masked::new(totp::base32(secret)), uri: totp::uri(&profile.email, secret) })
    }

    /// Turns the second factor on with a first code; the log-in becomes full, and every other one of the person ends.
    ///
    /// # Errors
    /// [`AccessError::CodeWrong`]; a field error when it was on already; [`AccessError::SessionGone`].
    pub async fn confirm_second_factor(&self, ctx: &Ctx, session: &Session, code: &Masked<String>) -> Result<SecondFactorOn, AccessError> {
        let begun = self.starting(ctx, session.user, Stage::Full);
        let starting = &begun;
        let recovery = totp::recovery_codes(ctx);
        let recovery_digests: Vec<String> = recovery.iter().map(|code| self.recovery_digest(session.user, code)).collect();
        let digests = recovery_digests.as_slice();
        let ctx = ctx.clone().as_actor(person(session.user));
        let on: Result<(), AccessError> = self
            .db()
            .write(&ctx, |tx| async move {
                match store::totp(&tx, session.user).await? {
                    Some(totp) if !totp.confirmed => {}
                    Some(_) => return Err(AccessError::field("code", "second-factor-on")),
                    None => return Err(AccessError::CodeWrong),
                }
                if !self.use_totp(&tx, session.user, code).await? {
                    return Err(AccessError::CodeWrong);
                }
                store::set_recovery(&tx, session.user, digests).await?;
                session::end_all(&tx, session.user).await?;
                starting.insert(&tx, session.lang).await?;
                tx.record(entries::second_factor_on(session.user, starting.session));
                Ok(())
            })
            .await;
        on?;
        self.forget_sessions_of(session.user);
        Ok(SecondFactorOn { session: begun.started(), recovery })
    }

    /// Takes the second factor away from a user who lost phone and codes, and ends their log-ins.
    ///
    /// # Errors
    /// Not permitted at one of the places where the user has a role; no such user.
    pub async fn reset_second_factor(&self, ctx: &Ctx, user: UserId) -> Result<(), AccessError> {
        self.manage(ctx, user, None, |tx| async move {
            store::drop_totp(&tx, user).await?;
            session::end_all(&tx, user).await?;
            tx.record(entries::second_factor_off(user));
            Ok(())
        })
        .await
    }

    /// Uses up what was typed, inside the write that opens the log-in; `None` when it is neither code nor recovery code.
    pub(crate) async fn use_code(&self, tx: &Tx, user: UserId, code: &Masked<String>) -> Result<Option<Factor>, AccessError> {
        if self.use_totp(tx, user, code).await? {
            return Ok(Some(Factor::Totp));
        }
        let used = store::use_recovery(tx, user, &self.recovery_digest(user, code)).await?;
        Ok(used.then_some(Factor::Recovery))
    }

    async fn use_totp(&self, tx: &Tx, user: UserId, code: &Masked<String>) -> Result<bool, AccessError> {
        let Some(row) = store::totp(tx, user).await? else { return Ok(false) };
        let (key, id) = self.key_of_user(tx, user).await?;
        let secret = key.open_bytes(place(&id), &row.secret_sealed)?;
        match totp::matching_step(&secret, code.reveal(), tx.now(), row.last_step) {
            Some(step) => Ok(store::use_step(tx, user, step).await?),
            None => Ok(false),
        }
    }

    fn recovery_digest(&self, user: UserId, code: &Masked<String>) -> String {
        self.ring().purpose("recovery").digest(&[&user.to_string(), &totp::plain_recovery(code.reveal())])
    }
}

const fn place(user: &str) -> Place<'_> {
    Place { table: "user_totp", row: user, field: "secret_sealed" }
}
