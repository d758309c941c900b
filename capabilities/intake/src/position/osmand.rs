//! OsmAnd, GPSLogger and Traccar Client: the secret stands in the address, the device is named by the message and has to be the secret's.

use axum::extract::{Request, State};
use axum::response::Response;
use sigap_exchange::lenient::BODY_BYTES_MAX;
use sigap_exchange::osmand::{self as codec, Outcome, Settings};
use sigap_exchange::position::Reply;
use sigap_kernel::Zone;

use super::OSMAND;
use super::call::{self, Answer, Language, Message, NotTaken, PhoneCall, Shown, is_own};
use super::devices::Device;
use crate::Intake;

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    call::answer::<Osmand>(intake, request).await
}

/// The OsmAnd protocol.
struct Osmand;

fn as_sent<'a>(call: &'a PhoneCall<'_>, body: &'a [u8]) -> codec::Call<'a> {
    codec::Call { content_type: call.header("content-type"), query: call.query.as_deref(), body }
}

impl Language for Osmand {
    const PROTOCOL: &'static str = OSMAND;
    const BYTES_MAX: usize = BODY_BYTES_MAX;

    fn shown(call: &PhoneCall<'_>) -> Option<Shown> {
        call.secret.clone().map(|secret| Shown { name: None, secret })
    }

    fn read(call: &PhoneCall<'_>, body: &[u8], device: &Device, zone: Zone) -> Result<Message, NotTaken> {
        let settings = Settings { zone, speed_unit: device.speed_unit.as_sent() };
        let report = codec::read(&as_sent(call, body), call.now(), |_| settings)?;
        if is_own(device, report.device.as_str()) { Ok(Message::Report(Box::new(report))) } else { Err(NotTaken::OtherDevice) }
    }

    fn encode(call: &PhoneCall<'_>, body: &[u8], answer: &Answer) -> Reply {
        codec::encode(&match answer {
            Answer::Taken => Outcome::Taken,
            Answer::Stranger | Answer::OtherDevice => Outcome::UnknownDevice(as_sent(call, body).form()),
            Answer::Refused(fault) => Outcome::Refused(fault),
            Answer::TooMany => Outcome::TooMany,
            Answer::Unavailable => Outcome::Unavailable,
        })
    }
}
