//! The public face of `access`; its front page follows.
#![doc = include_str!("../README.md")]

mod access;
mod access_log;
mod attempts;
mod cache;
mod entries;
mod error;
mod keyring;
mod keyring_export;
mod login;
mod machine;
mod machine_lookup;
mod new_user;
mod password;
mod permission;
mod person;
mod queue;
mod rules;
mod seal;
mod second_factor;
mod session;
mod staff;
mod store;
mod totp;
mod users;

pub use access::{Access, AccessConfig, IDLE_S, SESSION_S};
pub use access_log::{PastReading, READINGS_PAGE, Reading, verify_readings};
pub use attempts::{FORGOTTEN_AFTER_S, KNOWN_FOR_S};
pub use error::AccessError;
pub use keyring::{KeyRing, KeyRingError};
pub use login::LogIn;
pub use machine::{AddedKey, KeyView, NewKey, SecretKind};
pub use machine_lookup::MachineKey;
pub use new_user::NewUser;
pub use password::{PASSWORD_LETTERS_MAX, PASSWORD_LETTERS_MIN, password_mistake, random_password};
pub use permission::{Action, May, Reach, Refused, ScopeFilter, Where, permissions_markdown};
pub use person::DataKey;
pub use rules::{can_be_granted, needs_second_factor};
pub use seal::{Place, SealError};
pub use second_factor::{SecondFactorOffer, SecondFactorOn};
pub use session::{NewSession, Session, Stage};
pub use staff::{USERS_PAGE, USERS_SEARCHED_MAX, User};
pub use users::may_manage;

/// The tables of this crate.
pub const MIGRATIONS: sigap_store::MigrationSet = sigap_store::migrations!("access", ["0001_access", "0002_key_turns"]);

#[cfg(test)]
mod tests;
