//! One call of a phone, whatever its protocol: who calls → how often → body → report → kept → answer. Phones send again whatever is not
//! answered 200, the oldest first, so that only what may be good the next time is refused.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sigap_access::{AccessError, MachineKey};
use sigap_exchange::lenient::BodyFault;
use sigap_exchange::position::{Reply, Report, ReportFault};
use sigap_kernel::{Ctx, FieldErrors, Masked, UtcMs, Zone};
use sigap_store::StoreError;
use sigap_web::count;

use super::address::AddressSecret;
use super::devices::Device;
use super::faults::FaultKind;
use super::group::Heard;
use crate::Intake;
use crate::body::{Brought, bring, glance};
use crate::call::ctx_of;

/// What a caller shows to prove who it is.
pub(crate) struct Shown {
    /// Its name, in a protocol that has one.
    pub(crate) name: Option<String>,
    pub(crate) secret: Masked<String>,
}

/// What a message says.
pub(crate) enum Message {
    /// Where the vehicle is, or something besides.
    Report(Box<Report>),
    /// Nothing for us.
    Nothing,
    /// Encrypted with a key nobody gave us: its places are lost.
    Encrypted,
}

/// Why a message of a known device is not taken.
pub(crate) enum NotTaken {
    /// It cannot be read.
    Unreadable(ReportFault),
    /// It names another device: a phone that was swapped must not drive another ambulance.
    OtherDevice,
}

impl From<ReportFault> for NotTaken {
    fn from(fault: ReportFault) -> Self {
        Self::Unreadable(fault)
    }
}

/// What came of a call.
pub(crate) enum Answer {
    Taken,
    /// Nobody has this secret, or none was shown.
    Stranger,
    OtherDevice,
    Refused(ReportFault),
    TooMany,
    Unavailable,
}

/// How one protocol reads and answers.
pub(crate) trait Language {
    /// Under which name its keys are kept.
    const PROTOCOL: &'static str;
    /// Most bytes of a body that are read.
    const BYTES_MAX: usize;

    /// What the caller shows; `None` when nothing.
    fn shown(call: &PhoneCall<'_>) -> Option<Shown>;

    /// What it says. Everything that is wrong beside the device stands in the report.
    fn read(call: &PhoneCall<'_>, body: &[u8], device: &Device, zone: Zone) -> Result<Message, NotTaken>;

    /// The answer in its words; the body tells which of its forms the call had.
    fn encode(call: &PhoneCall<'_>, body: &[u8], answer: &Answer) -> Reply;
}

/// A call on its way.
pub(crate) struct PhoneCall<'c> {
    intake: &'c Intake,
    pub(crate) ctx: Ctx,
    pub(crate) query: Option<String>,
    headers: HeaderMap,
    pub(crate) secret: Option<Masked<String>>,
}

/// Answers one call, whatever it is.
pub(crate) async fn answer<L: Language>(intake: Intake, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = ctx_of(&intake, &parts);
    let secret = parts.extensions.get::<AddressSecret>().map(|secret| secret.0.clone());
    let call = PhoneCall { intake: &intake, ctx, query: parts.uri.query().map(str::to_owned), headers: parts.headers, secret };
    let answered = tokio::time::timeout(intake.0.config.answer_within(), call.run::<L>(body)).await;
    into_response(answered.unwrap_or_else(|_| {
        count(intake.0.floor.metrics(), "sigap_position_late_total");
        L::encode(&call, &[], &Answer::Unavailable)
    }))
}

fn into_response(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    let mut response = (status, reply.body).into_response();
    let headers = response.headers_mut();
    match reply.content_type {
        Some(kind) => drop(headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind))),
        None => drop(headers.remove(header::CONTENT_TYPE)),
    }
    match status {
        StatusCode::UNAUTHORIZED => drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Sigap\""))),
        StatusCode::TOO_MANY_REQUESTS => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"))),
        _ => {}
    }
    response
}

impl PhoneCall<'_> {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn now(&self) -> UtcMs {
        self.ctx.now()
    }

    fn count(&self, name: &'static str) {
        count(self.intake.0.floor.metrics(), name);
    }

    async fn run<L: Language>(&self, body: Body) -> Reply {
        self.count("sigap_position_calls_total");
        let (answer, body) = match self.admitted::<L>().await {
            Ok(Some(device)) => self.granted::<L>(&device, body).await,
            Ok(None) => {
                self.count("sigap_position_turned_away_total");
                // Of a stranger no more is looked at than which form its call has.
                (Answer::Stranger, glance(&self.headers, body, L::BYTES_MAX).await)
            }
            Err(error) => {
                tracing::warn!(trace = %self.ctx.trace(), %error, "the keys of phones cannot be read");
                (Answer::Unavailable, Bytes::new())
            }
        };
        L::encode(self, &body, &answer)
    }

    /// The device that proved itself. An unknown secret costs what a known one does: one digest and one look into memory.
    async fn admitted<L: Language>(&self) -> Result<Option<Device>, AccessError> {
        let Some(shown) = L::shown(self) else { return Ok(None) };
        let access = self.intake.0.floor.access();
        let mut found = access.find_sent(L::PROTOCOL, shown.name.as_deref(), &shown.secret).await?;
        if let (None, Some(name)) = (&found, &shown.name) {
            // A keyboard writes names as it likes; devices are called in capitals.
            found = access.find_sent(L::PROTOCOL, Some(&name.to_ascii_uppercase()), &shown.secret).await?;
        }
        let Some(key) = found else { return Ok(None) };
        access.note_key_use(key.key, self.now());
        Ok(Some(self.device(&key, L::PROTOCOL).await?))
    }

    async fn device(&self, key: &MachineKey, protocol: &str) -> Result<Device, StoreError> {
        let ctx = self.ctx.clone().as_actor(key.actor());
        self.intake.0.positions.devices.of(&ctx, key, protocol).await
    }

    /// From here on the device is known: what is wrong is noted with it.
    async fn granted<L: Language>(&self, device: &Device, body: Body) -> (Answer, Bytes) {
        let positions = &self.intake.0.positions;
        if !positions.pace.take(device.key, self.now()) {
            self.count("sigap_position_refused_total");
            positions.faults.note(device.key, FaultKind::TooMany, FieldErrors::new(), self.now());
            return (Answer::TooMany, glance(&self.headers, body, L::BYTES_MAX).await);
        }
        let (fault, body) = match bring(body, L::BYTES_MAX, self.intake.0.config.bring_within()).await {
            Brought::Whole(body) => (None, body),
            Brought::TooLarge(body) => (Some(BodyFault::TooLarge { max: L::BYTES_MAX }), body),
            Brought::Broken(body) => (Some(BodyFault::Truncated { near: None }), body),
        };
        let answer = match fault {
            Some(fault) => self.not_taken(device, NotTaken::Unreadable(fault.into())),
            None => self.heard::<L>(device, &body).await,
        };
        (answer, body)
    }

    async fn heard<L: Language>(&self, device: &Device, body: &[u8]) -> Answer {
        let zone = match self.zone(device).await {
            Ok(zone) => zone,
            Err(error) => return self.failed(device, &error),
        };
        match L::read(self, body, device, zone) {
            Ok(Message::Report(report)) => self.keep(device, &report).await,
            Ok(Message::Nothing) => Answer::Taken,
            Ok(Message::Encrypted) => {
                self.intake.0.positions.faults.note(device.key, FaultKind::Encrypted, FieldErrors::new(), self.now());
                Answer::Taken
            }
            Err(not_taken) => self.not_taken(device, not_taken),
        }
    }

    /// Kept before it is answered: the phone forgets what was answered 200.
    async fn keep(&self, device: &Device, report: &Report) -> Answer {
        let positions = &self.intake.0.positions;
        match positions.writer.write(Heard::of(device.key, self.now(), report)).await {
            Ok(Ok(())) => {
                positions.faults.note_report(device.key, report, self.now());
                Answer::Taken
            }
            Ok(Err(error)) | Err(error) => self.failed(device, &error),
        }
    }

    fn not_taken(&self, device: &Device, not_taken: NotTaken) -> Answer {
        self.count("sigap_position_refused_total");
        let (kind, reason, answer) = match not_taken {
            NotTaken::Unreadable(fault) => (FaultKind::Unreadable, fault.field_errors(), Answer::Refused(fault)),
            NotTaken::OtherDevice => (FaultKind::OtherDevice, FieldErrors::new(), Answer::OtherDevice),
        };
        self.intake.0.positions.faults.note(device.key, kind, reason, self.now());
        answer
    }

    fn failed(&self, device: &Device, error: &StoreError) -> Answer {
        tracing::warn!(trace = %self.ctx.trace(), key = %device.key, %error, "a position could not be kept now");
        Answer::Unavailable
    }

    async fn zone(&self, device: &Device) -> Result<Zone, StoreError> {
        let inner = &self.intake.0;
        Ok(inner.cards.zone(device.facility).await?.unwrap_or(inner.floor.settings().zone))
    }
}

/// Whether a name a phone gives is that of its device, in any case of letters: keyboards begin with a capital by themselves.
pub(crate) fn is_own(device: &Device, name: &str) -> bool {
    name.trim().eq_ignore_ascii_case(&device.name)
}
