//! The gateways by which messages leave the house, as the operator set them up: mail, and a webhook for WhatsApp or SMS.

mod mail;
#[cfg(test)]
mod tests;
mod webhook;

use std::sync::Arc;

use sigap_kernel::Masked;
use sigap_reminders::{Gateway, Gateways};

use crate::config::Config;

/// The gateways of this installation.
#[must_use]
pub(crate) fn gateways(config: &Config) -> Gateways {
    let mail = config.reminders.mail.as_ref();
    let webhook = config.reminders.webhook.as_ref();
    Gateways {
        office_mail: mail.and_then(|mail| mail.office.as_ref()).map(|office| Masked::new(office.to_string())),
        mail: mail.and_then(|mail| match mail::MailGateway::new(mail) {
            Ok(gateway) => Some(Arc::new(gateway) as Arc<dyn Gateway>),
            Err(error) => {
                tracing::error!(%error, "mail cannot be sent: this system trusts no authority, or the server's name is none");
                None
            }
        }),
        webhook: webhook.map(|webhook| Arc::new(webhook::WebhookGateway::new(webhook)) as Arc<dyn Gateway>),
        public_url: config.server.public_url.clone(),
    }
}
