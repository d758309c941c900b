//! The gateways by which messages leave the house, as the operator set them up: mail, and a webhook for WhatsApp or SMS.

mod mail;
#[cfg(test)]
mod tests;
pub(crate) mod trial;
mod webhook;

use std::sync::Arc;

use sigap_kernel::Masked;
use sigap_reminders::{Gateway, Gateways};
use sigap_web::Mode;

use crate::config::Config;

/// The gateways of this installation. Where everything is invented there are none: nobody is written to about hospitals that do not exist.
#[must_use]
pub(crate) fn gateways(config: &Config, mode: Mode) -> Gateways {
    let mail = config.reminders.mail.as_ref().filter(|_| !mode.is_invented());
    let webhook = config.reminders.webhook.as_ref().filter(|_| !mode.is_invented());
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
