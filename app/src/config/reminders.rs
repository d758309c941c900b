//! `[reminders]`: when silent hospitals are reminded, and by which gateways messages leave the house. Off unless they are set.

use std::collections::BTreeMap;

use axum::http::Uri;
use lettre::message::Mailbox;
use sigap_kernel::{Masked, coded_enum};
use sigap_reminders::LadderRules;

use super::reader::Reader;

/// Bytes of a file with a secret.
const SECRET_BYTES_MAX: u64 = 4_096;
/// Bytes a secret for signatures has at least.
const SECRET_BYTES_MIN: usize = 16;
/// Placeholders of the fields of a webhook.
pub(crate) const PLACEHOLDERS: [&str; 7] = ["id", "kind", "to", "text", "subject", "hospital", "link"];
/// Fields of a webhook, at most.
const FIELDS_MAX: usize = 32;

coded_enum! {
    /// How a mail server is spoken to.
    pub enum MailSecurity {
        /// TLS from the first byte.
        Tls = "tls",
        /// TLS after a greeting; without it nothing is sent.
        Starttls = "starttls",
        /// In clear: inside one machine or one house.
        None = "none",
    }
}

/// The operator's mail server. `[reminders.mail]`
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its name. `reminders.mail.server`, `SIGAP_REMINDERS_MAIL_SERVER`, with the port after a colon.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `reminders.mail.security`: `tls`, `starttls` or `none`; default `tls`.
    pub security: MailSecurity,
    /// Name and password, when it wants a log-in. `reminders.mail.user` and `reminders.mail.password_file`.
    pub log_in: Option<(String, Masked<String>)>,
    /// Who writes. `reminders.mail.from`.
    pub from: Mailbox,
    /// The mailbox of the office; without it the office is told by its list alone. `reminders.mail.office`.
    pub office: Option<Mailbox>,
}

/// The operator's gateway for messages. `[reminders.webhook]`
#[derive(Debug, Clone)]
pub struct Webhook {
    /// `reminders.webhook.address`, `SIGAP_REMINDERS_WEBHOOK_ADDRESS`.
    pub address: Uri,
    /// What its messages are signed with. `reminders.webhook.secret_file`.
    pub secret: Masked<String>,
    /// What the JSON is made of; empty: the usual fields. `reminders.webhook.fields`.
    pub fields: BTreeMap<String, String>,
}

/// How hospitals are reminded.
#[derive(Debug, Clone, Default)]
pub struct Reminders {
    /// When each rung comes. `[reminders.rules]`
    pub rules: LadderRules,
    /// Mail, when it is set up.
    pub mail: Option<Mail>,
    /// The gateway, when it is set up.
    pub webhook: Option<Webhook>,
}

impl Reminders {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let rules: LadderRules = from.branch("reminders.rules").unwrap_or_default();
        for bad in rules.problems() {
            from.blame(&format!("reminders.rules.{}", bad.place), bad.problem);
        }
        Self { rules, mail: Mail::read(from), webhook: Webhook::read(from) }
    }

    /// Whether messages leave the house.
    pub(super) const fn sends(&self) -> bool {
        self.mail.is_some() || self.webhook.is_some()
    }
}

impl Mail {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let server = from.text("reminders.mail.server");
        let security = from.parsed("reminders.mail.security", "tls, starttls or none").unwrap_or(MailSecurity::Tls);
        let user = from.text("reminders.mail.user");
        let (is_password_named, password) = secret(from, "reminders.mail.password_file", 1);
        let mailbox = "a mailbox, for example Sigap <sigap@example.go.id>";
        let (writer, office) = (from.parsed("reminders.mail.from", mailbox), from.parsed("reminders.mail.office", mailbox));
        let Some(server) = server else {
            if writer.is_some() || office.is_some() || user.is_some() {
                from.blame("reminders.mail", "reminders.mail.server is missing");
            }
            return None;
        };
        let parts = server.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse::<u16>().ok()?)));
        let Some((host, port)) = parts.filter(|(host, port)| !host.is_empty() && *port > 0) else {
            from.blame("reminders.mail.server", "wants a name and a port, for example mail.example.go.id:465");
            return None;
        };
        if writer.is_none() {
            from.blame("reminders.mail", "reminders.mail.from is missing: who writes?");
        }
        if user.is_some() != is_password_named {
            from.blame("reminders.mail.user", "user and password_file belong together: give both or none");
        }
        if user.is_some() && security == MailSecurity::None {
            from.blame("reminders.mail.security", "none would send the password in clear");
        }
        Some(Self { host, port, security, log_in: user.zip(password), from: writer?, office })
    }
}

impl Webhook {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let address = from.text("reminders.webhook.address");
        let (is_secret_named, secret) = secret(from, "reminders.webhook.secret_file", SECRET_BYTES_MIN);
        let fields: BTreeMap<String, String> = from.branch("reminders.webhook.fields").unwrap_or_default();
        check_fields(from, &fields);
        let address = address?;
        let is_web = address.starts_with("https://") || address.starts_with("http://");
        let Some(address) = address.parse::<Uri>().ok().filter(|uri| is_web && uri.host().is_some()) else {
            from.blame("reminders.webhook.address", "wants an address that begins with https:// or http://");
            return None;
        };
        if !is_secret_named {
            from.blame("reminders.webhook", "reminders.webhook.secret_file is missing: messages are signed with it");
        }
        Some(Self { address, secret: secret?, fields })
    }
}

fn check_fields(from: &mut Reader<'_>, fields: &BTreeMap<String, String>) {
    if fields.len() > FIELDS_MAX {
        from.blame("reminders.webhook.fields", format!("has more than {FIELDS_MAX} fields"));
    }
    for value in fields.values() {
        let named = value.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        for name in named.filter(|name| !PLACEHOLDERS.contains(name)) {
            from.blame("reminders.webhook.fields", format!("knows no {{{name}}}; there are {}", PLACEHOLDERS.join(", ")));
        }
    }
}

/// Whether a setting names a file with a secret, and the secret.
fn secret(from: &mut Reader<'_>, path: &'static str, bytes_min: usize) -> (bool, Option<Masked<String>>) {
    let Some(file) = from.text(path) else { return (false, None) };
    let text = match std::fs::metadata(&file) {
        Ok(found) if found.len() > SECRET_BYTES_MAX => {
            Err(format!("the file {file} is larger than {SECRET_BYTES_MAX} bytes: this is no secret"))
        }
        Ok(_) => std::fs::read_to_string(&file).map_err(|error| format!("the file {file} cannot be read: {error}")),
        Err(error) => Err(format!("the file {file} cannot be read: {error}")),
    };
    let secret = text.map(|text| text.trim().to_owned()).and_then(|secret| {
        let is_long = secret.len() >= bytes_min;
        if is_long { Ok(secret) } else { Err(format!("the file {file} has to hold at least {bytes_min} bytes")) }
    });
    match secret {
        Ok(secret) => (true, Some(Masked::new(secret))),
        Err(why) => {
            from.blame(path, why);
            (true, None)
        }
    }
}
