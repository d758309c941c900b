//! One message by hand, over the gateways as they are set up: so that the operator knows before the first night that they carry.

use sigap_kernel::{Actor, Masked, World};
use sigap_reminders::{Fault, Gateway as _, MessageId, Parcel, Why};

use super::mail::MailGateway;
use super::webhook::WebhookGateway;
use crate::command::Failure;
use crate::config::Config;

/// By which way, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trial {
    /// Mail to this mailbox.
    Mail(Masked<String>),
    /// The webhook, to this number.
    Webhook(Masked<String>),
}

fn parcel(to: &Masked<String>, city: &str) -> Parcel {
    let ctx = World::real().ctx(Actor::System("command-line"));
    Parcel {
        id: MessageId::new(&ctx),
        kind: "trial",
        to: to.clone(),
        at: ctx.now(),
        subject: format!("Sigap {city}: pesan percobaan / test message"),
        text: "Pesan percobaan dari Sigap. Tidak perlu dibalas.\nA test message from Sigap. No answer is needed.".to_owned(),
        hospital: String::new(),
        link: String::new(),
    }
}

fn by_mail(what: &str, next: &str) -> Failure {
    Failure::new(format!("the message was not sent: {what}"), next)
}

/// Sends one message.
///
/// # Errors
/// When the way is not set up, or the message was not taken; the sentence says why and what to do.
pub(crate) async fn send(config: &Config, trial: &Trial) -> Result<(), Failure> {
    match trial {
        Trial::Mail(to) => {
            let mail = config.reminders.mail.as_ref();
            let mail = mail.ok_or_else(|| Failure::new("mail is not set up", "fill in [reminders.mail] in the configuration file"))?;
            let certificates = "look at the certificates this system trusts";
            let gateway = MailGateway::new(mail).map_err(|error| by_mail(&error.to_string(), certificates))?;
            gateway.deliver(&parcel(to, &config.city.name)).await.map_err(|error| match error {
                None => by_mail("the address to write to is none", "give it as name@example.go.id"),
                Some(error) if error.status().is_some() => {
                    by_mail(&error.to_string(), "the server answered: look at user, password and from")
                }
                // The words of TLS stand below the words of the connection.
                Some(error) => {
                    let below = std::error::Error::source(&error).map_or_else(String::new, |below| format!(" ({below})"));
                    by_mail(&format!("{error}{below}"), "look at server, port and security in [reminders.mail]")
                }
            })
        }
        Trial::Webhook(to) => {
            let webhook = config.reminders.webhook.as_ref();
            let webhook = webhook
                .ok_or_else(|| Failure::new("the webhook is not set up", "fill in [reminders.webhook] in the configuration file"))?;
            WebhookGateway::new(webhook).carry(&parcel(to, &config.city.name)).await.map_err(|fault| match fault {
                Fault::Again(Why::Unreachable) => by_mail("the gateway was not reached", "look at url in [reminders.webhook]"),
                Fault::Again(_) => by_mail("the gateway is busy or broken (429 or 5xx)", "try again, or look at its own log"),
                Fault::Never(_) => by_mail("the gateway refused it (4xx)", "look at secret and fields in [reminders.webhook]"),
            })
        }
    }
}
