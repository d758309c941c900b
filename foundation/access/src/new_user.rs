//! What is typed about a user, checked: all mistakes together, each at its field.

use sigap_kernel::{FieldErrors, Grant, Lang, Masked};

use crate::error::check;
use crate::password::password_mistake;
use crate::rules::can_be_granted;

/// Letters of an address for e-mail (RFC 5321).
const EMAIL_LETTERS_MAX: usize = 254;
/// Letters of a name.
const NAME_LETTERS_MAX: usize = 100;
/// Grants one user may have.
const GRANTS_MAX: usize = 64;

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

impl NewUser {
    /// The mistakes in what was typed, all together.
    pub fn check(&self) -> Result<(), FieldErrors> {
        check(|errors| {
            if !is_email(self.email.reveal()) {
                errors.add("email", "email-wrong");
            }
            check_name(&self.name, errors);
            check_grants(&self.grants, errors);
            if let Some(mistake) = self.password.as_ref().and_then(password_mistake) {
                errors.add("password", mistake);
            }
        })
    }
}

/// Only what every mail server agrees on; whether it exists shows when a message is sent.
fn is_email(text: &str) -> bool {
    let text = text.trim();
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    parts.is_some() && text.chars().count() <= EMAIL_LETTERS_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

pub(crate) fn check_name(name: &Masked<String>, errors: &mut FieldErrors) {
    match name.reveal().trim().chars().count() {
        0 => errors.add("name", "name-missing"),
        letters if letters > NAME_LETTERS_MAX => errors.add("name", format!("field-too-long?max={NAME_LETTERS_MAX}")),
        _ => {}
    }
}

pub(crate) fn check_grants(grants: &[Grant], errors: &mut FieldErrors) {
    if grants.len() > GRANTS_MAX {
        errors.add("grants", format!("grants-too-many?max={GRANTS_MAX}"));
    }
    if grants.iter().any(|grant| !can_be_granted(grant.role, &grant.scope)) {
        errors.add("grants", "grant-scope-wrong");
    }
}
