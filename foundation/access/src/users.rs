//! Users: adding them, their rights, passwords and names; who may manage whom. How they are shown stands in `staff`.

use serde_json::json;
use sigap_kernel::{Ctx, Grant, Lang, Masked, Role, UserId};
use sigap_store::{Query, Tx};

use crate::attempts::Aim;
use crate::entries::{grants_json, of_user};
use crate::error::check;
use crate::new_user::{NewUser, check_grants, check_name};
use crate::password::password_mistake;
use crate::person::DataKey;
use crate::seal::Place;
use crate::store::user::UserRow;
use crate::store::{session, user as store};
use crate::{Access, AccessError, Action, May as _, Where};

/// Whoever manages a user must be allowed to at every place where the user has a role: the administrator of one
/// hospital cannot take over somebody who is also more than that.
/// Errors: not permitted at one of the places.
pub fn may_manage(ctx: &Ctx, grants: &[Grant]) -> Result<(), AccessError> {
    if grants.is_empty() {
        ctx.may(Action::ManageStaff, &Where::City)?;
    }
    for grant in grants {
        ctx.may(Action::ManageStaff, &Where::of(&grant.scope))?;
    }
    Ok(())
}

/// Somebody who administers the installation is left, after a write that took something from one with these grants.
async fn leaves_an_admin(tx: &Tx, before: &[Grant]) -> Result<(), AccessError> {
    let was_admin = before.iter().any(|grant| grant.role == Role::Admin);
    if was_admin && store::hold_admins(tx).await? == 0 { Err(AccessError::field("user", "last-admin")) } else { Ok(()) }
}

impl Access {
    /// Adds a user.
    /// Errors: not permitted at one of the places; field errors (`email-taken` among them).
    pub async fn add_user(&self, ctx: &Ctx, new: &NewUser) -> Result<UserId, AccessError> {
        may_manage(ctx, &new.grants)?;
        new.check()?;
        let hash = match &new.password {
            Some(password) => &self.inner.hasher.hash(ctx, password).await?,
            None => "",
        };
        self.write(ctx, |tx| async move { self.insert_user(&tx, new, hash).await }).await
    }

    async fn insert_user(&self, tx: &Tx, new: &NewUser, password_hash: &str) -> Result<UserId, AccessError> {
        let (ctx, user_id) = (tx.ctx(), UserId::new(tx.ctx()));
        let (key, id) = (self.new_person(tx).await?, user_id.to_string());
        let row = UserRow {
            user_id,
            person_id: key.person(),
            email_lookup: self.email_lookup(&new.email),
            email_sealed: key.seal(ctx, email_place(&id), &trimmed(&new.email))?,
            name_sealed: key.seal(ctx, name_place(&id), &trimmed(&new.name))?,
            lang: new.lang,
            password_hash: password_hash.to_owned(),
            disabled: false,
            made_ms: ctx.now(),
            version: 1,
        };
        if !store::insert(tx, &row).await? {
            return Err(AccessError::field("email", "email-taken"));
        }
        store::set_grants(tx, user_id, &new.grants).await?;
        tx.record(of_user(user_id, "user.added", json!({ "grants": grants_json(&new.grants), "lang": new.lang })));
        Ok(user_id)
    }

    /// Sets what a user may be; their log-ins end, so that the new rights hold from the next one.
    /// Errors: not permitted at one of the places before or after; field errors (`not-yourself`, `last-admin` among them);
    /// [`AccessError::Changed`] when `version` is old.
    pub async fn set_grants(&self, ctx: &Ctx, user: UserId, grants: &[Grant], version: Option<i64>) -> Result<(), AccessError> {
        may_manage(ctx, grants)?;
        check(|errors| check_grants(grants, errors))?;
        self.change(ctx, user, |tx| async move {
            self.manage_other(&tx, user, version).await?;
            let before = store::grants(&tx, user).await?;
            store::set_grants(&tx, user, grants).await?;
            leaves_an_admin(&tx, &before).await?;
            tx.record(of_user(user, "user.grants_set", json!({ "before": grants_json(&before), "after": grants_json(grants) })));
            Ok(())
        })
        .await
    }

    /// Gives another user a new password and ends their log-ins.
    /// Errors: not permitted; a field error; no such user.
    pub async fn set_password(&self, ctx: &Ctx, user: UserId, password: &Masked<String>) -> Result<(), AccessError> {
        let hash = &self.checked_hash(ctx, password).await?;
        self.change(ctx, user, |tx| async move {
            self.manage_other(&tx, user, None).await?;
            replace_password(&tx, user, hash).await
        })
        .await
    }

    /// Changes the acting person's own password and ends their log-ins.
    /// Errors: a field error when the present password is wrong or the new one too weak; [`AccessError::LoginWait`].
    pub async fn change_own_password(&self, ctx: &Ctx, present: &Masked<String>, new: &Masked<String>) -> Result<(), AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        let row = store::by_id(self.db(), user).await?.ok_or(AccessError::Unknown("user"))?;
        let aim = Aim::Password(&row.email_lookup);
        self.count_try(ctx, aim, "own").await?;
        if !self.inner.hasher.verify(present, Some(&row.password_hash), ()).await? {
            return Err(AccessError::field("present", "password-wrong"));
        }
        self.forgive(ctx, aim, "own").await?;
        let hash = &self.checked_hash(ctx, new).await?;
        self.change(ctx, user, |tx| async move { replace_password(&tx, user, hash).await }).await
    }

    /// Corrects the name and the language of a user; their log-ins end, so that the next one knows it.
    /// Errors: not permitted; field errors; [`AccessError::Changed`] when `version` is old.
    pub async fn set_profile(
        &self,
        ctx: &Ctx,
        user: UserId,
        name: &Masked<String>,
        lang: Lang,
        version: Option<i64>,
    ) -> Result<(), AccessError> {
        let name = &trimmed(name);
        self.change(ctx, user, |tx| async move {
            self.manage(&tx, user, version).await?;
            check(|errors| check_name(name, errors))?;
            let (_, key) = self.user_and_key(&tx, user).await?;
            store::set_profile(&tx, user, &key.seal(tx.ctx(), name_place(&user.to_string()), name)?, lang).await?;
            tx.record(of_user(user, "user.profile_changed", json!({ "lang": lang })));
            Ok(())
        })
        .await
    }

    /// Locks a user out, or lets them in again.
    /// Errors: not permitted; field errors (`not-yourself`, `last-admin`); no such user; [`AccessError::Changed`] when `version` is old.
    pub async fn set_disabled(&self, ctx: &Ctx, user: UserId, disabled: bool, version: Option<i64>) -> Result<(), AccessError> {
        self.change(ctx, user, |tx| async move {
            self.manage_other(&tx, user, version).await?;
            store::set_disabled(&tx, user, disabled).await?;
            if disabled {
                leaves_an_admin(&tx, &store::grants(&tx, user).await?).await?;
            }
            tx.record(of_user(user, "user.disabled_set", json!({ "disabled": disabled })));
            Ok(())
        })
        .await
    }

    /// Erases a user for good: data key, address, name, password, rights and log-ins. The id stays in the journal.
    /// Errors: not permitted; a field error (`last-admin`); no such user.
    pub async fn erase_user(&self, ctx: &Ctx, user: UserId) -> Result<(), AccessError> {
        ctx.may(Action::ErasePerson, &Where::City)?;
        self.change(ctx, user, |tx| async move {
            let row = store::by_id(&tx, user).await?.ok_or(AccessError::Unknown("user"))?;
            let before = store::grants(&tx, user).await?;
            self.erase_person(&tx, row.person_id).await?;
            store::blank(&tx, user).await?;
            leaves_an_admin(&tx, &before).await?;
            session::end_all(&tx, user).await?;
            tx.record(of_user(user, "user.erased", json!({})));
            Ok(())
        })
        .await
    }

    /// Ends every log-in of a user: a device was lost, or lent.
    /// Errors: not permitted; no such user.
    pub async fn end_log_ins(&self, ctx: &Ctx, user: UserId) -> Result<(), AccessError> {
        self.change(ctx, user, |tx| async move {
            self.manage(&tx, user, None).await?;
            tx.record(of_user(user, "user.logged_out_everywhere", json!({})));
            Ok(())
        })
        .await
    }

    /// As [`Access::manage`], for what nobody does to themselves: a borrowed log-in would make itself at home.
    pub(crate) async fn manage_other(&self, tx: &Tx, user: UserId, version: Option<i64>) -> Result<(), AccessError> {
        self.manage(tx, user, version).await?;
        if tx.ctx().actor().user() == Some(user) { Err(AccessError::field("user", "not-yourself")) } else { Ok(()) }
    }

    /// Asks, inside a write about a user, whether the acting person may manage them, and ends the user's log-ins.
    pub(crate) async fn manage(&self, tx: &Tx, user: UserId, version: Option<i64>) -> Result<(), AccessError> {
        // First, because it holds the user's row: nobody else changes the grants that are asked about next.
        let fresh = store::next_version(tx, user, version).await?;
        may_manage(tx.ctx(), &store::grants(tx, user).await?)?;
        if !fresh {
            let known = store::by_id(tx, user).await?.is_some();
            return Err(if known { AccessError::Changed } else { AccessError::Unknown("user") });
        }
        Ok(session::end_all(tx, user).await?)
    }

    /// Writes about a user, and forgets what is remembered of their log-ins.
    pub(crate) async fn change<F, Fut>(&self, ctx: &Ctx, user: UserId, deed: F) -> Result<(), AccessError>
    where
        F: FnMut(Tx) -> Fut,
        Fut: Future<Output = Result<(), AccessError>> + Send,
    {
        let done = self.write(ctx, deed).await;
        self.inner.remembered.sessions.forget(|_, session| session.user == user);
        done
    }

    pub(crate) fn email_lookup(&self, email: &Masked<String>) -> String {
        self.lookup("user_account.email", &Masked::new(email.reveal().trim().to_lowercase()))
    }

    pub(crate) async fn user_and_key(&self, q: &impl Query, user: UserId) -> Result<(UserRow, DataKey), AccessError> {
        let row = store::by_id(q, user).await?.ok_or(AccessError::Unknown("user"))?;
        let key = self.person_key(q, row.person_id).await?.ok_or(AccessError::Unknown("user"))?;
        Ok((row, key))
    }

    async fn checked_hash(&self, ctx: &Ctx, password: &Masked<String>) -> Result<String, AccessError> {
        match password_mistake(password) {
            Some(mistake) => Err(AccessError::field("password", mistake)),
            None => self.inner.hasher.hash(ctx, password).await,
        }
    }
}

async fn replace_password(tx: &Tx, user: UserId, hash: &str) -> Result<(), AccessError> {
    store::set_password(tx, user, hash).await?;
    session::end_all(tx, user).await?;
    tx.record(of_user(user, "user.password_set", json!({})));
    Ok(())
}

fn trimmed(text: &Masked<String>) -> Masked<String> {
    Masked::new(text.reveal().trim().to_owned())
}

pub(crate) const fn email_place(user: &str) -> Place<'_> {
    Place { table: "user_account", row: user, field: "email_sealed" }
}

pub(crate) const fn name_place(user: &str) -> Place<'_> {
    Place { table: "user_account", row: user, field: "name_sealed" }
}
