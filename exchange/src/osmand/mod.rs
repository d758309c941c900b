//! OsmAnd protocol: positions from OsmAnd, GPSLogger and Traccar Client, as query parameters, a form, or (Traccar Client 9 and later) JSON.
//!
//! Any path, GET or POST, no credentials but the device id. The order of a call: [`read`] the [`Call`]; look the device up; keep the
//! report; [`encode`] the [`Outcome`]. [`client`] is the other side of the same wire.

mod answer;
pub mod client;
mod json;
mod params;
mod query;

use sigap_kernel::{UtcMs, Zone};

use crate::position::{DeviceName, Report, ReportFault};

pub use answer::{Outcome, encode};
pub use json::read_json;
pub use params::PARAMS_BYTES_MAX;
pub use query::{read_form, read_query};

/// What some libraries write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The unit in which a device sends its speed. The protocol says knots; apps with templates send what their template has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpeedUnit {
    /// Knots: Traccar Client.
    #[default]
    Knots,
    /// Metres a second: OsmAnd (`{5}`), GPSLogger (`%SPD`).
    MetresPerSecond,
    /// Kilometres an hour.
    KilometresPerHour,
}

impl SpeedUnit {
    /// Centimetres a second in one unit.
    #[must_use]
    pub const fn cm_s(self) -> f64 {
        match self {
            Self::Knots => 185_200.0 / 3_600.0,
            Self::MetresPerSecond => 100.0,
            Self::KilometresPerHour => 100_000.0 / 3_600.0,
        }
    }
}

/// How the parameters of one device are to be understood. JSON needs neither: it has metres a second, and a zone in its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The zone of times that name none.
    pub zone: Zone,
    /// The unit of speeds.
    pub speed_unit: SpeedUnit,
}

/// Which of the two forms a message had; they are answered differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Query parameters or a form.
    Parameters,
    /// JSON.
    Json,
}

/// What came over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Call<'a> {
    /// The Content-Type, if there was one.
    pub content_type: Option<&'a str>,
    /// The query string without its question mark, if there was one.
    pub query: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl Call<'_> {
    /// Which form the call has. A body that begins like JSON is JSON, and one that names a device as a form does is a form, whatever
    /// the Content-Type says, for that cannot be trusted.
    #[must_use]
    pub fn form(&self) -> Form {
        let body = self.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(self.body).trim_ascii_start();
        let is_form = || std::str::from_utf8(body).is_ok_and(params::name_a_device);
        let is_called_json = || self.content_type.is_some_and(is_json_type);
        match body.first() {
            Some(b'{' | b'[') => Form::Json,
            Some(_) if is_called_json() && !is_form() => Form::Json,
            _ => Form::Parameters,
        }
    }
}

fn is_json_type(content_type: &str) -> bool {
    const JSON: &str = "application/json";
    content_type.trim_start().get(..JSON.len()).is_some_and(|start| start.eq_ignore_ascii_case(JSON))
}

/// Reads a call in whichever form it has. `settings` is asked once the device is known.
///
/// # Errors
/// Nothing can be understood, or it does not say which device it is from. Everything else that is wrong stands in the report.
pub fn read(call: &Call<'_>, now: UtcMs, settings: impl FnOnce(&DeviceName) -> Settings) -> Result<Report, ReportFault> {
    if call.form() == Form::Json {
        return read_json(call.body, now);
    }
    let query = call.query.unwrap_or_default();
    if params::name_a_device(query) || call.body.is_empty() {
        read_query(query, now, settings)
    } else {
        // A query without an id may hold no more than the secret of the address.
        read_form(call.body, now, settings)
    }
}
