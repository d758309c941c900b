//! Mail: hands a message to the operator's mail server and tells what it said of it.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use lettre::message::header::ContentType;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use sigap_reminders::{Fault, Gateway, Parcel, Why};

use crate::config::{Mail, MailSecurity};

/// Each word of the talk with the server has to come by then.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// Sends mail.
pub(super) struct MailGateway {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: lettre::message::Mailbox,
}

impl MailGateway {
    /// A gateway to this server.
    ///
    /// # Errors
    /// When TLS cannot be prepared.
    pub(super) fn new(mail: &Mail) -> Result<Self, Error> {
        let tls = match mail.security {
            MailSecurity::Tls => Tls::Wrapper(TlsParameters::new(mail.host.clone())?),
            MailSecurity::Starttls => Tls::Required(TlsParameters::new(mail.host.clone())?),
            MailSecurity::None => Tls::None,
        };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host);
        let mut builder = builder.port(mail.port).tls(tls).timeout(Some(ANSWER_WITHIN));
        if let Some((user, password)) = &mail.log_in {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().clone()));
        }
        Ok(Self { transport: builder.build(), from: mail.from.clone() })
    }

    /// Hands over a message and tells the server's own words when it does not take it: for the eyes of the operator alone.
    ///
    /// # Errors
    /// What the server said, or why it was not reached; `None` when the address is none.
    pub(super) async fn deliver(&self, parcel: &Parcel) -> Result<(), Option<Error>> {
        let message = self.written(parcel).ok_or(None)?;
        self.transport.send(message).await.map(drop).map_err(Some)
    }

    fn written(&self, parcel: &Parcel) -> Option<Message> {
        let host = self.from.email.domain();
        Message::builder()
            // The same at every try: a mailbox that had it already shows it once.
            .message_id(Some(format!("<{}@{host}>", parcel.id)))
            .from(self.from.clone())
            .to(parcel.to.reveal().parse().ok()?)
            .subject(parcel.subject.clone())
            .date(std::time::UNIX_EPOCH + Duration::from_millis(u64::try_from(parcel.at.0).ok()?))
            .header(ContentType::TEXT_PLAIN)
            .body(parcel.text.clone())
            .ok()
    }
}

impl Gateway for MailGateway {
    fn carry<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<(), Fault>> {
        async move { self.deliver(parcel).await.map_err(|error| error.map_or(Fault::Never(Why::BadAddress), |error| fault(&error))) }
            .boxed()
    }
}

/// A refusal for good is one; anything else may pass.
fn fault(error: &Error) -> Fault {
    match error {
        error if error.is_permanent() => Fault::Never(Why::Refused),
        error if error.is_transient() => Fault::Again(Why::Busy),
        _ => Fault::Again(Why::Unreachable),
    }
}
