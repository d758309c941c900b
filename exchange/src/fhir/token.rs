//! The token call (`POST /oauth2/v1/accesstoken`): who asks, and the answers in the exact shape of SATUSEHAT.
//!
//! Making tokens, knowing clients and counting their calls is left to the caller.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sigap_kernel::{Masked, UtcMs};
use thiserror::Error;

use super::document::json;
use super::reply::Reply;
use crate::lenient::{BodyFault, Tree, TreeLimits, read_tree};

/// Most bytes of a token call.
pub const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// Longest client id.
pub const CLIENT_ID_CHARS_MAX: usize = 200;
/// Longest client secret.
pub const CLIENT_SECRET_CHARS_MAX: usize = 400;

const TOKEN_LIMITS: TreeLimits = TreeLimits { bytes: TOKEN_BYTES_MAX, depth: 4, values: 64 };
const PREFIX: [&str; 2] = ["oauth2", "v1"];
const GRANT: &str = "client_credentials";

/// Who asks for a token; nothing is checked against what is known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// Whose token.
    pub client_id: String,
    /// What proves it.
    pub client_secret: Masked<String>,
}

/// Why a token call cannot be read. `Display` is the sentence for the sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TokenFault {
    /// No such path.
    #[error("Alamat tidak dikenal. Alamat yang tersedia: oauth2/v1/accesstoken.")]
    UnknownPath,
    /// Only POST is served.
    #[error("Metode HTTP tidak sesuai. Gunakan POST.")]
    WrongMethod,
    /// The body cannot be read.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// A parameter is absent or empty.
    #[error("Parameter {0} wajib diisi.")]
    Missing(&'static str),
    /// A parameter is given twice.
    #[error("Parameter {0} ditulis lebih dari sekali. Kirim satu kali saja.")]
    Twice(&'static str),
    /// A parameter is longer than any real one.
    #[error("Parameter {0} terlalu panjang.")]
    TooLong(&'static str),
    /// Another grant type.
    #[error("Parameter grant_type harus berisi client_credentials.")]
    OtherGrant,
    /// The header `Authorization: Basic` cannot be read.
    #[error("Header Authorization Basic tidak dapat dibaca.")]
    BadBasic,
}

/// The parameters as found, from one source or another.
#[derive(Default)]
struct Found<'a> {
    id: Option<Cow<'a, str>>,
    secret: Option<Cow<'a, str>>,
    grant: Option<Cow<'a, str>>,
}

impl TokenRequest {
    /// Reads a call: `target` is the path with its query, `authorization` the header of that name. The credentials stand in the body, as a form
    /// or as JSON, or in a Basic header.
    ///
    /// # Errors
    /// Not the token call, or the credentials are absent, twice or unreadable.
    pub fn read(method: &str, target: &str, authorization: Option<&str>, body: &[u8]) -> Result<Self, TokenFault> {
        let query = check_target(method, target)?;
        let mut found = Found::default();
        if body.trim_ascii_start().starts_with(b"{") {
            found.add_json(body)?;
        } else if body.len() > TOKEN_BYTES_MAX {
            return Err(BodyFault::TooLarge { max: TOKEN_BYTES_MAX }.into());
        } else {
            found.add_form(body.trim_ascii())?;
        }
        let mut in_query = Found::default();
        in_query.add_form(query.as_bytes())?;
        found.grant = found.grant.or(in_query.grant);
        if let Some(encoded) = authorization.and_then(basic) {
            found.add_basic(encoded)?;
        }
        found.finish()
    }
}

fn check_target<'a>(method: &str, target: &'a str) -> Result<&'a str, TokenFault> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let is_prefix = |segment: &&str| PREFIX.iter().any(|part| part.eq_ignore_ascii_case(segment));
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).skip_while(is_prefix);
    match (segments.next(), segments.next()) {
        (Some(last), None) if last.eq_ignore_ascii_case("accesstoken") && target.len() <= TOKEN_BYTES_MAX => {}
        _ => return Err(TokenFault::UnknownPath),
    }
    if method.eq_ignore_ascii_case("POST") { Ok(query) } else { Err(TokenFault::WrongMethod) }
}

/// What follows `Basic `.
fn basic(authorization: &str) -> Option<&str> {
    let (scheme, rest) = authorization.trim().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("Basic") { Some(rest.trim()) } else { None }
}

/// The token of a header `Authorization: Bearer …`; `None` when it is another or none.
#[must_use]
pub fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty())
}

impl<'a> Found<'a> {
    fn add(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), TokenFault> {
        let (slot, name) = match name {
            "client_id" => (&mut self.id, "client_id"),
            "client_secret" => (&mut self.secret, "client_secret"),
            "grant_type" => (&mut self.grant, "grant_type"),
            _ => return Ok(()),
        };
        if slot.replace(value).is_some() { Err(TokenFault::Twice(name)) } else { Ok(()) }
    }

    fn add_form(&mut self, form: &'a [u8]) -> Result<(), TokenFault> {
        form_urlencoded::parse(form).try_for_each(|(name, value)| self.add(&name, value))
    }

    fn add_json(&mut self, body: &[u8]) -> Result<(), TokenFault> {
        let Tree::Object(fields) = read_tree(body, TOKEN_LIMITS)? else { return Err(BodyFault::List.into()) };
        fields.iter().filter_map(|(name, value)| Some((name, plain(value)?))).try_for_each(|(name, value)| self.add(name, value.into()))
    }

    /// A Basic header beside the same credentials in the body does no harm; beside others it could mean two things.
    fn add_basic(&mut self, encoded: &str) -> Result<(), TokenFault> {
        if encoded.len() > TOKEN_BYTES_MAX {
            return Err(TokenFault::BadBasic);
        }
        let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(TokenFault::BadBasic)?;
        let (id, secret) = decoded.split_once(':').ok_or(TokenFault::BadBasic)?;
        for (slot, value, name) in [(&mut self.id, id, "client_id"), (&mut self.secret, secret, "client_secret")] {
            if slot.as_ref().is_some_and(|sent| sent.trim() != value.trim()) {
                return Err(TokenFault::Twice(name));
            }
            *slot = Some(value.to_owned().into());
        }
        Ok(())
    }

    fn finish(self) -> Result<TokenRequest, TokenFault> {
        if self.grant.is_some_and(|grant| !grant.trim().is_empty() && !grant.trim().eq_ignore_ascii_case(GRANT)) {
            return Err(TokenFault::OtherGrant);
        }
        let client_id = fitting(self.id, "client_id", CLIENT_ID_CHARS_MAX)?;
        let client_secret = fitting(self.secret, "client_secret", CLIENT_SECRET_CHARS_MAX)?;
        Ok(TokenRequest { client_id, client_secret: Masked::new(client_secret) })
    }
}

fn plain(value: &Tree<'_>) -> Option<String> {
    match value {
        Tree::Text(text) => Some(text.clone().into_owned()),
        Tree::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn fitting(value: Option<Cow<'_, str>>, name: &'static str, chars_max: usize) -> Result<String, TokenFault> {
    let value = value.unwrap_or_default();
    match value.trim() {
        "" => Err(TokenFault::Missing(name)),
        text if text.chars().nth(chars_max).is_some() => Err(TokenFault::TooLong(name)),
        text => Ok(text.to_owned()),
    }
}

/// A token that was made.
#[derive(Debug, Clone)]
pub struct Granted<'a> {
    /// The token itself.
    pub access_token: &'a Masked<String>,
    /// Whose it is.
    pub client_id: &'a str,
    /// Name of the application, for people.
    pub application_name: &'a str,
    /// When it was made.
    pub issued_at: UtcMs,
    /// How long it is good, in seconds.
    pub expires_in_s: u32,
}

/// What came of a token call.
#[derive(Debug, Clone)]
pub enum TokenOutcome<'a> {
    /// A token was made.
    Granted(Granted<'a>),
    /// The client is unknown or its secret wrong: one answer for both, so that ids cannot be probed.
    BadClient,
    /// The call could not be read.
    Unreadable(&'a TokenFault),
    /// More calls than allowed; try again after these seconds.
    Throttled(u32),
    /// No token could be made now; try again after these seconds.
    Unavailable(u32),
}

/// Every value is a text in the original, numbers too.
#[derive(Serialize)]
struct GrantedBody<'a> {
    refresh_token_expires_in: &'a str,
    token_type: &'a str,
    issued_at: String,
    client_id: &'a str,
    access_token: &'a str,
    application_name: &'a str,
    scope: &'a str,
    expires_in: String,
    refresh_count: &'a str,
    status: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RefusedBody<'a> {
    error_code: &'a str,
    error: &'a str,
}

/// Writes the answer of a token call.
#[must_use]
pub fn encode_token(outcome: &TokenOutcome<'_>) -> Reply {
    let sentence: String;
    let (status, error_code, error, retry_after_s) = match outcome {
        TokenOutcome::Granted(granted) => return Reply::json(200, granted_body(granted)).uncached(),
        TokenOutcome::BadClient => (401, "invalid_client", "ClientId is Invalid", None),
        TokenOutcome::Unreadable(fault) => {
            sentence = fault.to_string();
            let (status, code) = refusal(fault);
            (status, code, sentence.as_str(), None)
        }
        TokenOutcome::Throttled(s) => (429, "too_many_requests", "Terlalu banyak permintaan token. Coba lagi sebentar lagi.", Some(*s)),
        TokenOutcome::Unavailable(s) => (503, "temporarily_unavailable", "Sistem sedang sibuk. Coba lagi beberapa saat lagi.", Some(*s)),
    };
    Reply::json(status, json(&RefusedBody { error_code, error })).retry_after(retry_after_s)
}

fn refusal(fault: &TokenFault) -> (u16, &'static str) {
    match fault {
        TokenFault::UnknownPath => (404, "not_found"),
        TokenFault::WrongMethod => (405, "invalid_request"),
        TokenFault::Body(BodyFault::TooLarge { .. }) => (413, "invalid_request"),
        TokenFault::OtherGrant => (400, "unsupported_grant_type"),
        TokenFault::BadBasic => (401, "invalid_client"),
        _ => (400, "invalid_request"),
    }
}

fn granted_body(granted: &Granted<'_>) -> String {
    json(&GrantedBody {
        refresh_token_expires_in: "0",
        token_type: "BearerToken",
        issued_at: granted.issued_at.0.to_string(),
        client_id: granted.client_id,
        access_token: granted.access_token.reveal(),
        application_name: granted.application_name,
        scope: "",
        expires_in: granted.expires_in_s.to_string(),
        refresh_count: "0",
        status: "approved",
    })
}
