//! Users as they are shown: to themselves, and, after an entry in the reading log, to those who may see the staff.

use sigap_kernel::{Ctx, Grant, Lang, Masked, UserId, UtcMs};

use crate::entries::USER;
use crate::store::user::{self as store, UserRow};
use crate::users::{email_place, name_place};
use crate::{Access, AccessError, Action, May as _, Reading, ScopeFilter, Where};

/// Users on one page.
pub const USERS_PAGE: i64 = 100;

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
        let filter = ctx.scope(Action::ReadStaff);
        if filter == ScopeFilter::Nothing {
            ctx.may(Action::ReadStaff, &Where::City)?;
        }
        let rows = store::list(self.db(), &filter, after, USERS_PAGE).await?;
        let look = rows.iter().map(|row| Reading::of(USER, row.user_id, &["email", "name"], "staff-list"));
        self.record_reads(ctx, look.collect()).await?;
        let mut users = Vec::with_capacity(rows.len());
        for row in rows {
            users.push(self.open_user(row).await?);
        }
        Ok(users)
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

    async fn open_user(&self, row: UserRow) -> Result<User, AccessError> {
        let (id, text) = (row.user_id, row.user_id.to_string());
        let (email, name) = match self.person_key(self.db(), row.person_id).await? {
            Some(key) => (key.open(email_place(&text), &row.email_sealed)?, key.open(name_place(&text), &row.name_sealed)?),
            None => Default::default(),
        };
        let second_factor = store::totp(self.db(), id).await?.is_some_and(|totp| totp.confirmed);
        let (grants, recovery_left) = (store::grants(self.db(), id).await?, store::recovery_left(self.db(), id).await?);
        let UserRow { lang, disabled, made_ms: made, version, .. } = row;
        Ok(User { id, email, name, lang, grants, disabled, second_factor, recovery_left, made, version })
    }
}
