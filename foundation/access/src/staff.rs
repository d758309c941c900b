//! Users as they are shown: to themselves, and, after an entry in the reading log, to those who may see the staff.

use sigap_kernel::{Ctx, Grant, Lang, Masked, UserId, UtcMs};

use crate::entries::USER;
use crate::store::user::{self as store, UserRow};
use crate::users::{email_place, may_manage, name_place};
use crate::{Access, AccessError, Action, May as _, Reading, ScopeFilter, Where};

/// Users on one page.
pub const USERS_PAGE: i64 = 100;
/// Users a search goes through: names are sealed, so each is opened.
pub const USERS_SEARCHED_MAX: i64 = 2_000;

/// A user as shown. Of an erased one only the id is left.
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

impl Access {
    /// A page of users inside the acting person's reach, after one of them. Each look goes to the reading log first.
    /// Errors: not permitted anywhere; the reading could not be logged.
    pub async fn users(&self, ctx: &Ctx, after: Option<UserId>) -> Result<Vec<User>, AccessError> {
        let rows = store::list(self.db(), &reach(ctx)?, after, USERS_PAGE).await?;
        self.shown(ctx, rows).await
    }

    /// Users inside the acting person's reach whose name or address holds these letters: of the first
    /// [`USERS_SEARCHED_MAX`] at most a page. Those that are given are in the reading log first.
    /// Errors: not permitted anywhere; the reading could not be logged.
    pub async fn find_users(&self, ctx: &Ctx, letters: &str) -> Result<Vec<User>, AccessError> {
        let (letters, mut found) = (letters.trim().to_lowercase(), Vec::new());
        for row in store::list(self.db(), &reach(ctx)?, None, USERS_SEARCHED_MAX).await? {
            let (email, name) = self.who(&row).await?;
            if [email, name].iter().any(|text| text.reveal().to_lowercase().contains(&letters)) {
                found.push(row);
            }
        }
        found.truncate(usize::try_from(USERS_PAGE).unwrap_or_default());
        self.shown(ctx, found).await
    }

    /// Whom the acting person may manage, wherever those have a role: ids alone. At most [`USERS_SEARCHED_MAX`].
    pub async fn managed_users(&self, ctx: &Ctx) -> Result<Vec<UserId>, AccessError> {
        let mut managed = Vec::new();
        for row in store::list(self.db(), &ctx.scope(Action::ManageStaff), None, USERS_SEARCHED_MAX).await? {
            if may_manage(ctx, &store::grants(self.db(), row.user_id).await?).is_ok() {
                managed.push(row.user_id);
            }
        }
        Ok(managed)
    }

    /// One user, for whoever may see the staff where the user has a role. Goes to the reading log first.
    /// Errors: not permitted; no such user; the reading could not be logged.
    pub async fn user(&self, ctx: &Ctx, user: UserId) -> Result<User, AccessError> {
        let grants = store::grants(self.db(), user).await?;
        if !grants.iter().any(|grant| ctx.may(Action::ReadStaff, &Where::of(&grant.scope)).is_ok()) {
            ctx.may(Action::ReadStaff, &Where::City)?;
        }
        let row = store::by_id(self.db(), user).await?.ok_or(AccessError::Unknown("user"))?;
        self.record_reads(ctx, vec![Reading::of(USER, user, &["email", "name"], "staff")]).await?;
        self.open_user(row).await
    }

    /// The acting person. Looking at oneself is not logged.
    /// Errors: nobody is logged in.
    pub async fn myself(&self, ctx: &Ctx) -> Result<User, AccessError> {
        let user = ctx.actor().user().ok_or(AccessError::SessionGone)?;
        self.open_user(store::by_id(self.db(), user).await?.ok_or(AccessError::SessionGone)?).await
    }

    /// Opens these users, once the look at each is in the reading log.
    async fn shown(&self, ctx: &Ctx, rows: Vec<UserRow>) -> Result<Vec<User>, AccessError> {
        let look = rows.iter().map(|row| Reading::of(USER, row.user_id, &["email", "name"], "staff-list"));
        self.record_reads(ctx, look.collect()).await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            users.push(self.open_user(row).await?);
        }
        Ok(users)
    }

    /// The address and the name; both empty once the person was erased.
    async fn who(&self, row: &UserRow) -> Result<(Masked<String>, Masked<String>), AccessError> {
        let id = row.user_id.to_string();
        match self.person_key(self.db(), row.person_id).await? {
            Some(key) => Ok((key.open(email_place(&id), &row.email_sealed)?, key.open(name_place(&id), &row.name_sealed)?)),
            None => Ok(Default::default()),
        }
    }

    async fn open_user(&self, row: UserRow) -> Result<User, AccessError> {
        let (id, (email, name)) = (row.user_id, self.who(&row).await?);
        let second_factor = store::totp(self.db(), id).await?.is_some_and(|totp| totp.confirmed);
        let (grants, recovery_left) = (store::grants(self.db(), id).await?, store::recovery_left(self.db(), id).await?);
        let UserRow { lang, disabled, made_ms: made, version, .. } = row;
        Ok(User { id, email, name, lang, grants, disabled, second_factor, recovery_left, made, version })
    }
}

/// Whose users the acting person may see.
fn reach(ctx: &Ctx) -> Result<ScopeFilter, AccessError> {
    let filter = ctx.scope(Action::ReadStaff);
    if filter == ScopeFilter::Nothing {
        ctx.may(Action::ReadStaff, &Where::City)?;
    }
    Ok(filter)
}
