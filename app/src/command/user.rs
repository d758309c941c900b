//! `user add`: a person who may log in, with one role at one place.

use serde::{Deserialize, Serialize};
use sigap_access::{NewUser, can_be_granted, needs_second_factor, random_password};
use sigap_kernel::{Grant, Lang, Masked, Role, Scope};

use super::{Answer, Failure, Secret, facility};
use crate::deployment::App;

/// Where the role holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantScope {
    /// Everywhere.
    City,
    /// In a district, by its code.
    District(String),
    /// In a facility, by its PPK code.
    Facility(String),
}

/// Adds a user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddUser {
    /// The address they log in with.
    pub email: Secret,
    /// Their name; the first part of the address when there is none.
    pub name: Option<Secret>,
    /// The role, by its code.
    pub role: String,
    /// Where it holds.
    pub scope: GrantScope,
    /// The first password; drawn when there is none.
    pub password: Option<Secret>,
}

pub(super) async fn add(app: &App, asked: AddUser) -> Result<Answer, Failure> {
    let ctx = app.operator();
    let grant = Grant { role: role(&asked.role)?, scope: scope(app, &asked.scope).await? };
    check_scope(&grant, &asked)?;
    let drawn = asked.password.is_none();
    let password = asked.password.map_or_else(|| random_password(&ctx), |password| password.masked().clone());
    let email = asked.email.masked().clone();
    let first_part = || Masked::new(email.reveal().split('@').next().unwrap_or_default().to_owned());
    let name = asked.name.map_or_else(first_part, |name| name.masked().clone());
    let role = grant.role;
    let new = NewUser { email: email.clone(), name, lang: Lang::Id, grants: vec![grant], password: Some(password.clone()) };
    app.access()?.add_user(&ctx, &new).await?;
    // The operator has typed the address: it is told back to the operator alone.
    let said = format!("User {} added as {role}.\n", email.reveal());
    let factor = if needs_second_factor(role) { " This role sets up a second factor at the first log-in." } else { "" };
    if drawn {
        let note = format!("The password was drawn by chance and is shown this once; the person should change it.{factor}");
        Ok(Answer::well(format!("{said}Password: {}\n", password.reveal())).noting(note))
    } else {
        Ok(Answer::well(said).noting(factor.trim()))
    }
}

fn role(code: &str) -> Result<Role, Failure> {
    code.parse().map_err(|_| Failure::new(format!("there is no role {code:?}"), format!("use one of: {}", role_codes())))
}

/// The roles a person may be given.
pub(crate) fn role_codes() -> String {
    let persons = Role::ALL.iter().filter(|role| !matches!(role, Role::Public | Role::Machine | Role::System));
    persons.map(|role| role.code()).collect::<Vec<_>>().join(", ")
}

async fn scope(app: &App, asked: &GrantScope) -> Result<Scope, Failure> {
    Ok(match asked {
        GrantScope::City => Scope::City,
        GrantScope::District(code) => Scope::District(code.clone()),
        GrantScope::Facility(ppk) => Scope::Facility(facility::by_code(app, ppk).await?),
    })
}

fn check_scope(grant: &Grant, asked: &AddUser) -> Result<(), Failure> {
    if can_be_granted(grant.role, &grant.scope) {
        return Ok(());
    }
    let next = match grant.role {
        Role::WardNurse | Role::BedManager | Role::FacilityAdmin => "name the facility: --facility PPK",
        _ => "leave out --facility: this role holds for the city or a district",
    };
    Err(Failure::new(format!("the role {} cannot be given there", asked.role), next))
}
