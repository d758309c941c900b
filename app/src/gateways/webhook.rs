//! The webhook: one POST of JSON a message, signed, with a key by which the gateway knows a message it had already.

use std::collections::BTreeMap;

use axum::http::Uri;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use sigap_intake::CourierFault;
use sigap_kernel::Masked;
use sigap_reminders::{Fault, Gateway, Parcel, Why};

use crate::config::Webhook;
use crate::courier::NetCourier;

/// Posts messages.
pub(super) struct WebhookGateway {
    courier: NetCourier,
    address: Uri,
    secret: Masked<String>,
    fields: BTreeMap<String, String>,
}

impl WebhookGateway {
    /// A gateway at this address.
    #[must_use]
    pub(super) fn new(webhook: &Webhook) -> Self {
        Self {
            courier: NetCourier::new(),
            address: webhook.address.clone(),
            secret: webhook.secret.clone(),
            fields: webhook.fields.clone(),
        }
    }

    fn headers(&self, parcel: &Parcel, body: &[u8]) -> Vec<(&'static str, String)> {
        let seconds = parcel.at.0.div_euclid(1_000).to_string();
        vec![
            ("content-type", "application/json".to_owned()),
            ("user-agent", concat!("sigap/", env!("CARGO_PKG_VERSION")).to_owned()),
            ("idempotency-key", parcel.id.to_string()),
            ("x-sigap-signature", format!("sha256={}", signature(&self.secret, &seconds, body))),
            ("x-sigap-timestamp", seconds),
        ]
    }
}

impl Gateway for WebhookGateway {
    fn carry<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<(), Fault>> {
        async move {
            let body = body(&self.fields, parcel);
            let headers = self.headers(parcel, &body);
            match self.courier.post(&self.address, &headers, body).await {
                Ok(200..=299) => Ok(()),
                // It had it already: the same key was there before.
                Ok(409) => Ok(()),
                Ok(408 | 425 | 429 | 500..=599) => Err(Fault::Again(Why::Busy)),
                Ok(_) => Err(Fault::Never(Why::Refused)),
                Err(CourierFault::NotSent | CourierFault::Lost) => Err(Fault::Again(Why::Unreachable)),
            }
        }
        .boxed()
    }
}

/// The JSON of a message: the usual fields, or those the operator wrote down.
fn body(fields: &BTreeMap<String, String>, parcel: &Parcel) -> Vec<u8> {
    let id = parcel.id.to_string();
    let values: [(&str, &str); 7] = [
        ("id", &id),
        ("kind", parcel.kind),
        ("to", parcel.to.reveal()),
        ("text", &parcel.text),
        ("subject", &parcel.subject),
        ("hospital", &parcel.hospital),
        ("link", &parcel.link),
    ];
    let mut json = serde_json::Map::new();
    for (name, value) in values.iter().filter(|_| fields.is_empty()) {
        json.insert((*name).to_owned(), (*value).into());
    }
    for (name, template) in fields {
        json.insert(name.clone(), filled(template, &values).into());
    }
    serde_json::Value::Object(json).to_string().into_bytes()
}

/// The template with its placeholders filled in, each once: what is filled in is not read again.
fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| {
            let value = values.iter().find(|(known, _)| *known == name)?.1;
            Some((value, rest))
        });
        match known {
            Some((value, rest)) => {
                text.push_str(value);
                text.push_str(rest);
            }
            None => {
                text.push('{');
                text.push_str(part);
            }
        }
    }
    text
}

/// HMAC-SHA256 over `seconds.body`, in hexadecimal.
fn signature(secret: &Masked<String>, seconds: &str, body: &[u8]) -> String {
    // A key of any length is one to HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else { return String::new() };
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
