//! Who has a second factor: setting it up, using a code, using up a recovery code, taking it away.

use serde_json::json;
use sigap_kernel::{Ctx, Masked, UserId};
use sigap_store::Tx;

use crate::entries::of_user;
use crate::login::person;
use crate::seal::{self, Place, SealError};
use crate::session::{NewSession, Session, Stage};
use crate::store::{session, user as store};
use crate::totp::{self, SECRET_BYTES};
use crate::{Access, AccessError};

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
    /// Errors: a field error when there is a second factor already; [`AccessError::SessionGone`] while its code is awaited.
    pub async fn offer_second_factor(&self, ctx: &Ctx, session: &Session) -> Result<SecondFactorOffer, AccessError> {
        if session.stage == Stage::Code {
            return Err(AccessError::SessionGone);
        }
        let text = Masked::new(seal::random_text::<SECRET_BYTES>(ctx));
        let (user, secret) = (session.user, &text);
        let ctx = ctx.clone().as_actor(person(user));
        let email = self.write(&ctx, |tx| async move {
            let (row, key) = self.user_and_key(&tx, user).await?;
            let sealed = key.seal(tx.ctx(), place(&user.to_string()), secret)?;
            if !store::offer_totp(&tx, user, &sealed).await? {
                return Err(AccessError::field("code", "second-factor-on"));
            }
            tx.record(of_user(user, "user.second_factor_offered", json!({})));
            Ok(key.open(crate::users::email_place(&user.to_string()), &row.email_sealed)?)
        });
        let (email, bytes) = (email.await?, seal::decoded(text.reveal()).ok_or(SealError::Wrong)?);
        Ok(SecondFactorOffer { secret: Masked::new(totp::base32(&bytes)), uri: totp::uri(&email, &bytes) })
    }

    /// Turns the second factor on with a first code; the log-in becomes full, and every other one of the person ends.
    /// Errors: [`AccessError::CodeWrong`]; a field error when it was on already.
    pub async fn confirm_second_factor(&self, ctx: &Ctx, session: &Session, code: &Masked<String>) -> Result<SecondFactorOn, AccessError> {
        let user = session.user;
        let new = self.starting(ctx, user, Stage::Full, session.lang).await?;
        let recovery = totp::recovery_codes(ctx);
        let digests: Vec<String> = recovery.iter().map(|code| self.recovery_digest(user, code)).collect();
        let (begun, digests) = (&new, digests.as_slice());
        self.change(&ctx.clone().as_actor(person(user)), user, |tx| async move {
            if store::totp(&tx, user).await?.is_some_and(|totp| totp.confirmed) {
                return Err(AccessError::field("code", "second-factor-on"));
            }
            // One that was ended in between, by a new password for instance, enrols nobody.
            if !session::end(&tx, &session.digest).await? {
                return Err(AccessError::SessionGone);
            }
            if !self.use_totp(&tx, user, code).await? {
                return Err(AccessError::CodeWrong);
            }
            store::set_recovery(&tx, user, digests).await?;
            session::end_all(&tx, user).await?;
            begun.insert(&tx).await?;
            tx.record(of_user(user, "user.second_factor_on", json!({ "session": begun.session.id })));
            Ok(())
        })
        .await?;
        Ok(SecondFactorOn { session: new, recovery })
    }

    /// Takes the second factor away from a user who lost phone and codes, and ends their log-ins.
    /// Errors: not permitted at one of the places where the user has a role; a field error (`not-yourself`); no such user.
    pub async fn reset_second_factor(&self, ctx: &Ctx, user: UserId) -> Result<(), AccessError> {
        self.change(ctx, user, |tx| async move {
            self.manage_other(&tx, user, None).await?;
            store::drop_totp(&tx, user).await?;
            tx.record(of_user(user, "user.second_factor_off", json!({})));
            Ok(())
        })
        .await
    }

    /// Uses up what was typed, inside the write that opens the log-in; `None` when it is neither code nor recovery code.
    pub(crate) async fn use_code(&self, tx: &Tx, user: UserId, code: &Masked<String>) -> Result<Option<&'static str>, AccessError> {
        if self.use_totp(tx, user, code).await? {
            return Ok(Some("totp"));
        }
        let used = store::use_recovery(tx, user, &self.recovery_digest(user, code)).await?;
        Ok(used.then_some("recovery"))
    }

    async fn use_totp(&self, tx: &Tx, user: UserId, code: &Masked<String>) -> Result<bool, AccessError> {
        let Some(row) = store::totp(tx, user).await? else { return Ok(false) };
        let (_, key) = self.user_and_key(tx, user).await?;
        let text = key.open(place(&user.to_string()), &row.secret_sealed)?;
        let secret = seal::decoded(text.reveal()).ok_or(SealError::Wrong)?;
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
