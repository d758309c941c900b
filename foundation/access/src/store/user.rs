//! SQL about users: accounts, grants, the second factor.

use sigap_kernel::{Grant, Lang, PersonId, Role, Scope, UserId, UtcMs};
use sigap_store::{Query, StoreError, Tx, args, value_list, value_rows};

use super::{read_scope, scope_text};
use crate::ScopeFilter;

stored! {
    /// An account: what tells who the person is stays sealed.
    UserRow {
        user_id: UserId,
        person_id: PersonId,
        email_lookup: String,
        email_sealed: String,
        name_sealed: String,
        lang: Lang,
        password_hash: String,
        disabled: bool,
        made_ms: UtcMs,
        version: i64,
    }
}

/// Inserts an account; `false` when its address is taken.
pub(crate) async fn insert(tx: &Tx, new: &UserRow) -> Result<bool, StoreError> {
    let (columns, values) = (UserRow::COLUMNS, value_rows(1, 10));
    let sql = format!("INSERT INTO user_account ({columns}) VALUES {values} ON CONFLICT (email_lookup) DO NOTHING");
    Ok(tx.execute(&sql, new.args()).await? == 1)
}

pub(crate) async fn by_email(q: &impl Query, lookup: &str) -> Result<Option<UserRow>, StoreError> {
    let sql = format!("SELECT {} FROM user_account WHERE email_lookup = $1", UserRow::COLUMNS);
    q.row(&sql, args![lookup]).await?.as_ref().map(UserRow::read).transpose()
}

pub(crate) async fn by_id(q: &impl Query, user: UserId) -> Result<Option<UserRow>, StoreError> {
    let sql = format!("SELECT {} FROM user_account WHERE user_id = $1", UserRow::COLUMNS);
    q.row(&sql, args![user]).await?.as_ref().map(UserRow::read).transpose()
}

/// Users with a grant inside the filter, in the order of their making, after one of them.
pub(crate) async fn list(q: &impl Query, filter: &ScopeFilter, after: Option<UserId>, limit: i64) -> Result<Vec<UserRow>, StoreError> {
    let mut args = args![after.map_or_else(String::new, |user| user.to_string()), limit];
    let within = match filter {
        ScopeFilter::Everything => "1 = 1".to_owned(),
        ScopeFilter::Only { facilities, .. } if !facilities.is_empty() => {
            args.extend(facilities.iter().flat_map(|id| args![scope_text(&Scope::Facility(*id))]));
            format!("user_id IN (SELECT user_id FROM user_grant WHERE scope IN ({}))", value_list(3, facilities.len()))
        }
        _ => "1 = 0".to_owned(),
    };
    let sql = format!("SELECT {} FROM user_account WHERE user_id > $1 AND {within} ORDER BY user_id LIMIT $2", UserRow::COLUMNS);
    q.rows(&sql, args).await?.iter().map(UserRow::read).collect()
}

pub(crate) async fn grants(q: &impl Query, user: UserId) -> Result<Vec<Grant>, StoreError> {
    let rows = q.rows("SELECT role, scope FROM user_grant WHERE user_id = $1 ORDER BY role, scope", args![user]).await?;
    rows.iter().map(|row| Ok(Grant { role: row.get::<Role>("role")?, scope: read_scope(row)? })).collect()
}

pub(crate) async fn set_grants(tx: &Tx, user: UserId, grants: &[Grant]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM user_grant WHERE user_id = $1", args![user]).await?;
    for grant in grants {
        let sql = "INSERT INTO user_grant (user_id, role, scope) VALUES ($1, $2, $3) ON CONFLICT (user_id, role, scope) DO NOTHING";
        tx.execute(sql, args![user, grant.role, scope_text(&grant.scope)]).await?;
    }
    Ok(())
}

/// How many may administer the installation. Holds their rows first: of two who take each other's right away the second
/// waits, and then counts anew.
pub(crate) async fn hold_admins(tx: &Tx) -> Result<i64, StoreError> {
    let admins = "user_id IN (SELECT user_id FROM user_grant WHERE role = $1)";
    tx.execute(&format!("UPDATE user_account SET version = version WHERE {admins}"), args![Role::Admin]).await?;
    let sql = format!("SELECT COUNT(*) AS n FROM user_account WHERE disabled = 0 AND {admins}");
    tx.row(&sql, args![Role::Admin]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// Counts the version up; `false` when the user is gone or was changed since `expected`.
pub(crate) async fn next_version(tx: &Tx, user: UserId, expected: Option<i64>) -> Result<bool, StoreError> {
    let sql = "UPDATE user_account SET version = version + 1 WHERE user_id = $1 AND version = COALESCE($2, version)";
    Ok(tx.execute(sql, args![user, expected]).await? == 1)
}

/// Holds an account until the end of the transaction: what is read of it now still stands at the commit.
pub(crate) async fn hold(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    tx.execute("UPDATE user_account SET version = version WHERE user_id = $1", args![user]).await.map(drop)
}

pub(crate) async fn set_password(tx: &Tx, user: UserId, hash: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE user_account SET password_hash = $2 WHERE user_id = $1", args![user, hash]).await.map(drop)
}

pub(crate) async fn set_disabled(tx: &Tx, user: UserId, disabled: bool) -> Result<(), StoreError> {
    tx.execute("UPDATE user_account SET disabled = $2 WHERE user_id = $1", args![user, disabled]).await.map(drop)
}

pub(crate) async fn set_profile(tx: &Tx, user: UserId, name_sealed: &str, lang: Lang) -> Result<(), StoreError> {
    tx.execute("UPDATE user_account SET name_sealed = $2, lang = $3 WHERE user_id = $1", args![user, name_sealed, lang]).await.map(drop)
}

/// Leaves of an account only its id, so that the journal still points somewhere.
pub(crate) async fn blank(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    let sql = "UPDATE user_account SET email_lookup = $2, email_sealed = '', name_sealed = '', password_hash = '', disabled = 1
         WHERE user_id = $1";
    tx.execute(sql, args![user, format!("erased:{user}")]).await?;
    set_grants(tx, user, &[]).await?;
    drop_totp(tx, user).await
}

stored! {
    /// The second factor.
    TotpRow { secret_sealed: String, confirmed: bool, last_step: i64 }
}

pub(crate) async fn totp(q: &impl Query, user: UserId) -> Result<Option<TotpRow>, StoreError> {
    let sql = format!("SELECT {} FROM user_totp WHERE user_id = $1", TotpRow::COLUMNS);
    q.row(&sql, args![user]).await?.as_ref().map(TotpRow::read).transpose()
}

/// Keeps a new secret until it is confirmed; `false` when there is a confirmed one.
pub(crate) async fn offer_totp(tx: &Tx, user: UserId, secret_sealed: &str) -> Result<bool, StoreError> {
    let sql = "INSERT INTO user_totp (user_id, secret_sealed, confirmed, last_step) VALUES ($1, $2, 0, 0)
         ON CONFLICT (user_id) DO UPDATE SET secret_sealed = $2, last_step = 0 WHERE user_totp.confirmed = 0";
    Ok(tx.execute(sql, args![user, secret_sealed]).await? == 1)
}

/// Marks a step as used and the secret as confirmed; `false` when the step or a later one was used before.
pub(crate) async fn use_step(tx: &Tx, user: UserId, step: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE user_totp SET last_step = $2, confirmed = 1 WHERE user_id = $1 AND last_step < $2";
    Ok(tx.execute(sql, args![user, step]).await? == 1)
}

pub(crate) async fn drop_totp(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM user_totp WHERE user_id = $1", args![user]).await?;
    tx.execute("DELETE FROM user_recovery WHERE user_id = $1", args![user]).await.map(drop)
}

pub(crate) async fn set_recovery(tx: &Tx, user: UserId, digests: &[String]) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO user_recovery (user_id, digest) VALUES {}", value_rows(digests.len(), 2));
    tx.execute(&sql, digests.iter().flat_map(|digest| args![user, digest]).collect()).await.map(drop)
}

/// Uses up a recovery code; `false` when it is not one, or not any more.
pub(crate) async fn use_recovery(tx: &Tx, user: UserId, digest: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM user_recovery WHERE user_id = $1 AND digest = $2", args![user, digest]).await? == 1)
}

pub(crate) async fn recovery_left(q: &impl Query, user: UserId) -> Result<i64, StoreError> {
    let row = q.row("SELECT COUNT(*) AS n FROM user_recovery WHERE user_id = $1", args![user]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}
