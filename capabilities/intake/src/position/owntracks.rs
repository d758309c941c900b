//! OwnTracks: name and password prove the device; whatever else the message says of its user has to be the same.

use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sigap_exchange::lenient::BODY_BYTES_MAX;
use sigap_exchange::owntracks::{self as codec, Address, Ignored, Outcome, Source};
use sigap_exchange::position::{Reply, ReportFault};
use sigap_kernel::{Masked, Zone};

use super::OWNTRACKS;
use super::call::{self, Answer, Language, Message, NotTaken, PhoneCall, Shown, is_own};
use super::devices::Device;
use crate::Intake;

/// Base64 as HTTP clients write it, with or without its end marks.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    call::answer::<OwnTracks>(intake, request).await
}

/// OwnTracks over HTTP.
struct OwnTracks;

/// User and password of HTTP Basic.
fn basic(header: &str) -> Option<Shown> {
    let (scheme, text) = header.trim().split_once(' ')?;
    let text = scheme.eq_ignore_ascii_case("basic").then(|| BASE64.decode(text.trim()).ok())??;
    let text = Masked::new(String::from_utf8(text).ok()?);
    let (user, password) = text.reveal().split_once(':')?;
    Some(Shown { name: Some(user.trim().to_owned()), secret: Masked::new(password.trim().to_owned()) })
}

impl Language for OwnTracks {
    const PROTOCOL: &'static str = OWNTRACKS;
    const BYTES_MAX: usize = BODY_BYTES_MAX;

    fn shown(call: &PhoneCall<'_>) -> Option<Shown> {
        call.header("authorization").and_then(basic)
    }

    fn read(call: &PhoneCall<'_>, body: &[u8], device: &Device, _: Zone) -> Result<Message, NotTaken> {
        let address = Address::new(call.query.as_deref(), |name| call.header(name), Some(&device.name));
        let users = [address.query_user.as_deref(), address.header_user];
        if users.into_iter().flatten().any(|user| !user.trim().is_empty() && !is_own(device, user)) {
            return Err(NotTaken::OtherDevice);
        }
        let read = match codec::read(body, &address, call.now()) {
            // The password said who it is: a message without a name is no hindrance.
            Err(ReportFault::Nameless) => codec::read(body, &named(device), call.now()),
            read => read,
        };
        match read? {
            codec::Message::Report { report, source } if is_own_user(device, report.device.as_str(), source) => Ok(Message::Report(report)),
            codec::Message::Report { .. } => Err(NotTaken::OtherDevice),
            codec::Message::Ignored(Ignored::Encrypted) => Ok(Message::Encrypted),
            codec::Message::Ignored(Ignored::Empty | Ignored::OtherType) => Ok(Message::Nothing),
        }
    }

    fn encode(_: &PhoneCall<'_>, _: &[u8], answer: &Answer) -> Reply {
        codec::encode(&match answer {
            Answer::Taken => Outcome::Taken,
            Answer::Stranger => Outcome::BadCredentials,
            Answer::OtherDevice => Outcome::UnknownDevice,
            Answer::Refused(fault) => Outcome::Refused(fault),
            Answer::TooMany => Outcome::TooMany,
            Answer::Unavailable => Outcome::Unavailable,
        })
    }
}

/// An address that names the device as a whole.
fn named(device: &Device) -> Address<'_> {
    Address { query_user: Some(device.name.as_str().into()), query_device: Some(device.name.as_str().into()), ..Address::default() }
}

/// Whether a message names this device's user. The second half of a name is the phone's own (`AMB07/redmi`), and a tracker id is two letters
/// that may be anybody's: beside the password they say nothing.
fn is_own_user(device: &Device, name: &str, source: Source) -> bool {
    let user = name.split('/').next().unwrap_or_default();
    matches!(source, Source::BasicUser | Source::TrackerId) || is_own(device, user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_password_are_read_as_clients_write_them() {
        for header in ["Basic QU1CMDc6cmFoYXNpYQ==", "basic QU1CMDc6cmFoYXNpYQ", " BASIC  IEFNQjA3IDpyYWhhc2lhIA=="] {
            let shown = basic(header).unwrap();
            assert_eq!((shown.name.as_deref(), shown.secret.reveal().as_str()), (Some("AMB07"), "rahasia"), "{header}");
        }
        for header in ["", "Basic", "Basic !!", "Bearer QU1CMDc6cmFoYXNpYQ==", "Basic QU1CMDc=", "Basic /////w=="] {
            assert!(basic(header).is_none(), "{header}");
        }
    }
}
