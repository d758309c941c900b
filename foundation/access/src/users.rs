//! Users: adding them, their rights, passwords and names; who may manage whom.

use sigap_kernel::{Ctx, FieldErrors, Grant, Lang, Masked, UserId, UtcMs};
use sigap_store::{Query, Tx};

use crate::access_log::Reading;
use crate::password::password_mistake;
use crate::person::DataKey;
use crate::rules::can_be_granted;
use crate::seal::Place;
use crate::store::user::UserRow;
use crate::store::{session, user as store};
use crate::{Access, AccessError, Action, May as _, Where, entries};

/// Letters of an address for e-mail (RFC 5321).
const EMAIL_LETTERS_MAX: usize = 254;
/// Letters of a name.
const NAME_LETTERS_MAX: usize = 100;
/// Grants one user may have.
const GRANTS_MAX: usize = 64;
/// Users on one page.
pub const USERS_PAGE: i64 = 100;

/// Somebody to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The address they log in with.
    pub email: Masked<String>,
    /// Their name.
    pub name: Masked<String>,
    /// The language of their screen.
    pub lang: Lang,
    /// What they may be, where.
    pub grants: Vec<Grant>,
    /// Their first password; without one they cannot log in yet.
    pub password: Option<Masked<String>>,
}

/// A user as those who manage them see them.
#[derive(Debug, Clone)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The address.
    pub email: Masked<String>,
    /// The name.
    pub name: Masked<String>,
    /// The language of the screen.
    pub lang: Lang,
    /// What they may be, where.
    pub grants: Vec<Grant>,
    /// Whether they can no longer log in.
    pub disabled: bool,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Recovery codes they have left.
    pub recovery_left: i64,
    /// When they were added.
    pub made: UtcMs,
    /// Counts every change; an edit names the one it saw.
    pub version: i64,
}

/// What a person sees of themselves.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The address.
    pub email: Masked<String>,
    /// The name.
    pub name: Masked<String>,
    /// The language of the screen.
    pub lang: Lang,
}

impl NewUser {
    /// All mistakes of the form, together.
    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if !is_email(self.email.reveal()) {
            errors.add("email", "email-wrong");
        }
        check_name(&self.name, &mut errors);
        check_grants(&self.grants, &mut errors);
        if let Some(mistake) = self.password.as_ref().and_then(password_mistake) {
            errors.add("password", mistake);
        }
        errors.into_result(Some(()))
    }
}

/// Only what every mail server agrees on; whether it exists shows when a message is sent.
fn is_email(text: &str) -> bool {
    let text = text.trim();
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    parts.is_some() && text.chars().count() <= EMAIL_LETTERS_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

fn check_name(name: &Masked<String>, errors: &mut FieldErrors) {
    match name.reveal().trim().chars().count() {
        0 => errors.add("name", "name-missing"),
        letters if letters > NAME_LETTERS_MAX => errors.add("name", format!("field-too-long?max={NAME_LETTERS_MAX}")),
        _ => {}
    }
}

fn check_grants(grants: &[Grant], errors: &mut FieldErrors) {
    if grants.len() > GRANTS_MAX {
        errors.add("grants", format!("grants-too-many?max={GRANTS_MAX}"));
    }
    if grants.iter().any(|grant| !can_be_granted(grant.role, &grant.scope)) {
        errors.add("grants", "grant-scope-wrong");
    }
}

/// Whoever manages a user must be allowed to at every place where the user has a role: the administrator of one
/// hospital cannot take over somebody who is also more than that.
fn may_manage(ctx: &Ctx, grants: &[Grant]) -> Result<(), AccessError> {
    if grants.is_empty() {
        ctx.may(Action::ManageStaff, &Where::City)?;
    }
    for grant in grants {
        ctx.may(Action::ManageStaff, &Where::of(&grant.scope))?;
    }
    Ok(())
}

impl Access {
    /// Adds a user.
    ///
    /// # Errors
    /// Not permitted at one of the places; field errors (`email-taken` among them); what the database says.
    pub async fn add_user(&self, ctx: &Ctx, new: &NewUser) -> Result<UserId, AccessError> {
        may_manage(ctx, &new.grants)?;
        new.check()?;
        let password_hash = match &new.password {
            Some(password) => self.inner.hasher.hash(ctx, password).await?,
            None => String::new(),
        };
        let hash = password_hash.as_str();
        self.db().write(ctx, |tx| async move { self.insert_user(&tx, new, hash).await }).await
    }

    async fn insert_user(&self, tx: &Tx, new: &NewUser, password_hash: &str) -> Result<UserId, AccessError> {
        let (ctx, user) = (tx.ctx().clone(), UserId::new(tx.ctx()));
        let (key, id) = (self.new_person(tx).await?, user.to_string());
        let row = UserRow {
            user,
            person: key.person(),
            email_lookup: self.email_lookup(&new.email),
            email_sealed: key.seal(&ctx, email_place(&id), &trimmed(&new.email))?,
            name_sealed: key.seal(&ctx, name_place(&id), &trimmed(&new.name))?,
            lang: new.lang,
            password_hash: password_hash.to_owned(),
            disabled: false,
            made: ctx.now(),
            version: 1,
        };
        if !store::insert(tx, &row).await? {
            return Err(AccessError::field("email", "email-taken"));
        }
        store::set_grants(tx, user, &new.grants).await?;
        tx.record(entries::user_added(user, &new.grants, new.lang));
        Ok(user)
    }

    /// Sets what a user may be; their log-ins end, so that the new rights hold from the next one.
    ///
    /// # Errors
    /// Not permitted at one of the places before or after; field errors; [`AccessError::Changed`] when `version` is old.
    pub async fn set_grants(&self, ctx: &Ctx, user: UserId, grants: &[Grant], version: Option<i64>) -> Result<(), AccessError> {
        may_manage(ctx, grants)?;
        let mut errors = FieldErrors::new();
        check_grants(grants, &mut errors);
        errors.into_result(Some(()))?;
        self.manage(ctx, user, version, |tx| async move {
            let before = store::grants(&tx, user).await?;
            store::set_grants(&tx, user, grants).await?;
            session::end_all(&tx, user).await?;
            tx.record(entries::user_grants_set(user, &before, grants));
            Ok(())
        })
        .await
    }

    /// Gives a user a new password and ends their log-ins.
    ///
    /// # Errors
    /// Not permitted; a field error; no such user.
    pub async fn set_password(&self, ctx: &Ctx, user: UserId, password: &Masked<String>) -> Result<(), AccessError> {
        let hash = &self.checked_hash(ctx, password).await?;
        self.manage(ctx, user, None, |tx| async move { replace_password(&tx, user, hash).await }).await
    }

    /// Changes the acting person's own password and ends their log-ins.
    ///
    /// # Errors
    /// A field error when the present password is wrong or the new one too weak; [`AccessError::LoginWait`].
    pub async fn change_own_password(&self, ctx: &Ctx, present: &Masked<String>, new: &Masked<String>) -> Result<(), AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        let row = store::by_id(self.db(), user).await?.ok_or(AccessError::Unknown("user"))?;
        let aim = crate::attempts::Aim::Password(&row.email_lookup);
        self.count_try(ctx, aim, "own").await?;
        if !self.inner.hasher.verify(present, Some(&row.password_hash)).await? {
            return Err(AccessError::field("present", "password-wrong"));
        }
        self.forgive(ctx, aim, "own").await?;
        let hash = &self.checked_hash(ctx, new).await?;
        let done: Result<(), AccessError> = self.db().write(ctx, |tx| async move { replace_password(&tx, user, hash).await }).await;
        self.forget_sessions_of(user);
        done
    }

    /// Locks a user out, or lets them in again.
    ///
    /// # Errors
    /// Not permitted; no such user; [`AccessError::Changed`] when `version` is old.
    pub async fn set_disabled(&self, ctx: &Ctx, user: UserId, disabled: bool, version: Option<i64>) -> Result<(), AccessError> {
        self.manage(ctx, user, version, |tx| async move {
            store::set_disabled(&tx, user, disabled).await?;
            session::end_all(&tx, user).await?;
            tx.record(entries::user_disabled_set(user, disabled));
            Ok(())
        })
        .await
    }

    /// Changes the acting person's own name and language.
    ///
    /// # Errors
    /// Field errors; nobody is logged in.
    pub async fn change_own_profile(&self, ctx: &Ctx, name: &Masked<String>, lang: Lang) -> Result<(), AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        let mut errors = FieldErrors::new();
        check_name(name, &mut errors);
        errors.into_result(Some(()))?;
        let done: Result<(), AccessError> = self
            .db()
            .write(ctx, |tx| async move {
                let (key, id) = self.key_of_user(&tx, user).await?;
                let sealed = key.seal(tx.ctx(), name_place(&id), &trimmed(name))?;
                store::set_profile(&tx, user, &sealed, lang).await?;
                store::next_version(&tx, user, None).await?;
                tx.record(entries::user_profile_changed(user, lang));
                Ok(())
            })
            .await;
        self.forget_sessions_of(user);
        done
    }

    /// The acting person's own profile. Looking at oneself is not logged.
    ///
    /// # Errors
    /// Nobody is logged in; the profile cannot be opened.
    pub async fn own_profile(&self, ctx: &Ctx) -> Result<Profile, AccessError> {
        self.profile_of(self.db(), ctx.actor().user().ok_or(AccessError::SessionGone)?).await
    }

    /// Erases a user for good: data key, address, name, password, rights and log-ins. The id stays in the journal.
    ///
    /// # Errors
    /// Not permitted; no such user.
    pub async fn erase_user(&self, ctx: &Ctx, user: UserId) -> Result<(), AccessError> {
        ctx.may(Action::ErasePerson, &Where::City)?;
        let done: Result<(), AccessError> = self
            .db()
            .write(ctx, |tx| async move {
                let row = store::by_id(&tx, user).await?.ok_or(AccessError::Unknown("user"))?;
                self.erase_person(&tx, row.person).await?;
                store::blank(&tx, user).await?;
                session::end_all(&tx, user).await?;
                tx.record(entries::user_erased(user));
                Ok(())
            })
            .await;
        self.forget_sessions_of(user);
        done
    }

    /// A page of users inside the acting person's reach, after one of them. Each look goes to the reading log first.
    ///
    /// # Errors
    /// Not permitted anywhere; the reading could not be logged; what the database says.
    pub async fn users(&self, ctx: &Ctx, after: Option<UserId>) -> Result<Vec<User>, AccessError> {
        let filter = ctx.scope(Action::ReadStaff);
        if filter == crate::ScopeFilter::Nothing {
            ctx.may(Action::ReadStaff, &Where::City)?;
        }
        let rows = store::list(self.db(), &filter, after, USERS_PAGE).await?;
        let look = rows.iter().map(|row| Reading::of(entries::USER, row.user, &["email", "name"], "staff-list"));
        self.record_reads(ctx, look.collect()).await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            users.push(self.open_user(row).await?);
        }
        Ok(users)
    }

    /// One user, for whoever may manage them or see the staff where they have a role. Goes to the reading log first.
    ///
    /// # Errors
    /// Not permitted; no such user; the reading could not be logged.
    pub async fn user(&self, ctx: &Ctx, user: UserId) -> Result<User, AccessError> {
        let grants = store::grants(self.db(), user).await?;
        if !grants.iter().any(|grant| ctx.may(Action::ReadStaff, &Where::of(&grant.scope)).is_ok()) {
            ctx.may(Action::ReadStaff, &Where::City)?;
        }
        let row = store::by_id(self.db(), user).await?.ok_or(AccessError::Unknown("user"))?;
        self.record_reads(ctx, vec![Reading::of(entries::USER, user, &["email", "name"], "staff")]).await?;
        self.open_user(row).await
    }

    /// Runs a deed on a user after asking whether the acting person may manage them; ends what is remembered of their log-ins.
    pub(crate) async fn manage<F, Fut>(&self, ctx: &Ctx, user: UserId, version: Option<i64>, deed: F) -> Result<(), AccessError>
    where
        F: Fn(Tx) -> Fut + Sync,
        Fut: Future<Output = Result<(), AccessError>> + Send,
    {
        let deed = &deed;
        let done: Result<(), AccessError> = self
            .db()
            .write(ctx, |tx| async move {
                let grants = store::grants(&tx, user).await?;
                may_manage(tx.ctx(), &grants)?;
                if !store::next_version(&tx, user, version).await? {
                    let known = store::by_id(&tx, user).await?.is_some();
                    return Err(if known { AccessError::Changed } else { AccessError::Unknown("user") });
                }
                deed(tx.clone()).await
            })
            .await;
        self.forget_sessions_of(user);
        done
    }

    pub(crate) fn email_lookup(&self, email: &Masked<String>) -> String {
        self.lookup("user_account.email", &Masked::new(email.reveal().trim().to_lowercase()))
    }

    pub(crate) async fn key_of_user(&self, q: &impl Query, user: UserId) -> Result<(DataKey, String), AccessError> {
        let row = store::by_id(q, user).await?.ok_or(AccessError::Unknown("user"))?;
        let key = self.person_key(q, row.person).await?.ok_or(AccessError::Unknown("user"))?;
        Ok((key, user.to_string()))
    }

    pub(crate) async fn profile_of(&self, q: &impl Query, user: UserId) -> Result<Profile, AccessError> {
        let row = store::by_id(q, user).await?.ok_or(AccessError::Unknown("user"))?;
        self.open_profile(&row).await
    }

    async fn open_profile(&self, row: &UserRow) -> Result<Profile, AccessError> {
        let id = row.user.to_string();
        let (email, name) = match self.person_key(self.db(), row.person).await? {
            Some(key) => (key.open(email_place(&id), &row.email_sealed)?, key.open(name_place(&id), &row.name_sealed)?),
            None => Default::default(), // erased
        };
        Ok(Profile { email, name, lang: row.lang })
    }

    async fn open_user(&self, row: UserRow) -> Result<User, AccessError> {
        let profile = self.open_profile(&row).await?;
        let totp = store::totp(self.db(), row.user).await?;
        Ok(User {
            id: row.user,
            email: profile.email,
            name: profile.name,
            lang: row.lang,
            grants: store::grants(self.db(), row.user).await?,
            disabled: row.disabled,
            second_factor: totp.is_some_and(|totp| totp.confirmed),
            recovery_left: store::recovery_left(self.db(), row.user).await?,
            made: row.made,
            version: row.version,
        })
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
    tx.record(entries::user_password_set(user));
    Ok(())
}

fn trimmed(text: &Masked<String>) -> Masked<String> {
    Masked::new(text.reveal().trim().to_owned())
}

const fn email_place(user: &str) -> Place<'_> {
    Place { table: "user_account", row: user, field: "email_sealed" }
}

const fn name_place(user: &str) -> Place<'_> {
    Place { table: "user_account", row: user, field: "name_sealed" }
}
