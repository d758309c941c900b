//! The sender's side of FHIR: requests as a hospital system makes them, and what the answers say. Sending is left to the caller.

use std::fmt;

use serde_json::{Value, json};
use sigap_kernel::{CareClass, GeoPoint, Masked};
use thiserror::Error;

use super::codes::{
    EXTENSION_CLASS, Operational, PhysicalType, SYSTEM_CLASS_INPATIENT, SYSTEM_OPERATIONAL, SYSTEM_PHYSICAL_TYPE, Status, class_code,
};
use super::document::json as text_of;
use super::id::{Identifier, LogicalId};
use super::organization::identifier;
use crate::lenient::{TreeLimits, read_tree};

/// The limits of an answer that is read: a page of the largest size.
const ANSWER_LIMITS: TreeLimits = TreeLimits { bytes: 4 * 1024 * 1024, depth: 64, values: 200_000 };

/// A request, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Path and query with a leading slash.
    pub target: String,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
    /// A form, JSON, or nothing.
    pub body: Vec<u8>,
}

/// Method and path only: headers and the body of the token call hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.target.split('?').next().unwrap_or_default();
        write!(f, "{} {path} ({} bytes)", self.method, self.body.len())
    }
}

/// A Location as a sender states it; nothing is checked, so that a simulated hospital can also be wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocationDraft {
    /// The sender's own names of it.
    pub identifiers: Vec<Identifier>,
    /// Its name for people.
    pub name: String,
    /// Whether it is in use.
    pub status: Option<Status>,
    /// Ward, room, bed …
    pub physical_type: Option<PhysicalType>,
    /// What a bed is doing now.
    pub operational: Option<Operational>,
    /// Id of the Location it is part of, or the `fullUrl` of another entry.
    pub part_of: Option<String>,
    /// Id of the organization that runs it.
    pub organization: Option<String>,
    /// Its care class.
    pub class: Option<CareClass>,
    /// Where it lies.
    pub position: Option<GeoPoint>,
}

impl LocationDraft {
    /// The resource, as SATUSEHAT clients write it; with its id for an update.
    #[must_use]
    pub fn to_tree(&self, id: Option<&LogicalId>) -> Value {
        let mut fields = serde_json::Map::new();
        let mut set = |name: &str, value: Option<Value>| fields.extend(value.map(|value| (name.to_owned(), value)));
        set("resourceType", Some("Location".into()));
        set("id", id.map(|id| id.as_str().into()));
        set("identifier", Some(self.identifiers.iter().map(identifier).collect()).filter(|_| !self.identifiers.is_empty()));
        set("status", self.status.map(|status| status.code().into()));
        set("operationalStatus", self.operational.map(operational_coding));
        set("name", Some(self.name.as_str().into()));
        set("mode", Some("instance".into()));
        set("physicalType", self.physical_type.map(|kind| json!({ "coding": [{ "system": SYSTEM_PHYSICAL_TYPE, "code": kind.code() }] })));
        set("position", self.position.map(|at| json!({ "longitude": at.lon(), "latitude": at.lat() })));
        set("managingOrganization", self.organization.as_ref().map(|id| json!({ "reference": format!("Organization/{id}") })));
        set("partOf", self.part_of.as_ref().map(|id| json!({ "reference": reference(id) })));
        set("extension", self.class.and_then(class_extension));
        Value::Object(fields)
    }
}

fn reference(id: &str) -> String {
    if id.starts_with("urn:") { id.to_owned() } else { format!("Location/{id}") }
}

fn operational_coding(operational: Operational) -> Value {
    json!({ "system": SYSTEM_OPERATIONAL, "code": operational.code() })
}

fn class_extension(class: CareClass) -> Option<Value> {
    let (code, display) = class_code(class)?;
    let coding = json!({ "system": SYSTEM_CLASS_INPATIENT, "code": code, "display": display });
    Some(json!([{ "url": EXTENSION_CLASS, "valueCodeableConcept": { "coding": [coding] } }]))
}

/// Asks for a token at `base_path`, for example `/oauth2/v1`.
#[must_use]
pub fn token(base_path: &str, client_id: &str, client_secret: &Masked<String>) -> Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", client_id).append_pair("client_secret", client_secret.reveal());
    Request {
        method: "POST",
        target: format!("{}/accesstoken?grant_type=client_credentials", base_path.trim_end_matches('/')),
        headers: vec![("Content-Type", "application/x-www-form-urlencoded".to_owned())],
        body: form.finish().into_bytes(),
    }
}

/// Makes the requests of one sender that has a token.
#[derive(Debug, Clone)]
pub struct Sender {
    base_path: String,
    token: Masked<String>,
}

impl Sender {
    /// A sender to the service below `base_path`, for example `/fhir-r4/v1`.
    #[must_use]
    pub fn new(base_path: &str, token: Masked<String>) -> Self {
        Self { base_path: base_path.trim_end_matches('/').to_owned(), token }
    }

    /// Asks for what a query finds, for example `status=active&physical-type=bd`.
    #[must_use]
    pub fn search(&self, query: &str) -> Request {
        self.request("GET", &format!("Location?{query}"), None)
    }

    /// Reads one.
    #[must_use]
    pub fn read(&self, id: &LogicalId) -> Request {
        self.request("GET", &format!("Location/{id}"), None)
    }

    /// Creates a Location.
    #[must_use]
    pub fn create(&self, draft: &LocationDraft) -> Request {
        self.request("POST", "Location", Some(("application/fhir+json", draft.to_tree(None))))
    }

    /// Creates or replaces the Location of this id; with a version only that one is replaced.
    #[must_use]
    pub fn update(&self, id: &LogicalId, draft: &LocationDraft, version: Option<u64>) -> Request {
        let mut request = self.request("PUT", &format!("Location/{id}"), Some(("application/fhir+json", draft.to_tree(Some(id)))));
        request.headers.extend(version.map(|version| ("If-Match", format!("W/\"{version}\""))));
        request
    }

    /// Says what a bed is doing now: the call a hospital makes most often.
    #[must_use]
    pub fn set_operational(&self, id: &LogicalId, operational: Operational) -> Request {
        let patch = json!([{ "op": "add", "path": "/operationalStatus", "value": operational_coding(operational) }]);
        self.request("PATCH", &format!("Location/{id}"), Some(("application/json-patch+json", patch)))
    }

    /// Changes a part by merging, as one widespread client does.
    #[must_use]
    pub fn merge(&self, id: &LogicalId, parts: &Value) -> Request {
        self.request("PATCH", &format!("Location/{id}"), Some(("application/json", parts.clone())))
    }

    /// Creates many at once, all or nothing; each with the name by which others point at it.
    #[must_use]
    pub fn transaction(&self, drafts: &[(String, LocationDraft)]) -> Request {
        let entries: Value = drafts
            .iter()
            .map(|(url, draft)| json!({ "fullUrl": url, "resource": draft.to_tree(None), "request": { "method": "POST", "url": "Location" } }))
            .collect();
        let bundle = json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
        self.request("POST", "", Some(("application/fhir+json", bundle)))
    }

    fn request(&self, method: &'static str, tail: &str, body: Option<(&str, Value)>) -> Request {
        let mut headers =
            vec![("Authorization", format!("Bearer {}", self.token.reveal())), ("Accept", "application/fhir+json".to_owned())];
        headers.extend(body.as_ref().map(|(kind, _)| ("Content-Type", (*kind).to_owned())));
        let body = body.map(|(_, tree)| text_of(&tree).into_bytes()).unwrap_or_default();
        Request { method, target: format!("{}/{tail}", self.base_path), headers, body }
    }
}

/// A token that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenAnswer {
    /// The token.
    pub access_token: Masked<String>,
    /// How long it is good, in seconds.
    pub expires_in_s: u32,
}

/// Why an answer could not be read; for our own log, the other side never sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AnswerFault {
    /// Not JSON: an error page of a proxy, or cut off.
    #[error("the answer is not JSON ({bytes} bytes)")]
    NotJson {
        /// Its length.
        bytes: usize,
    },
    /// JSON, but no token in it.
    #[error("the answer holds no access_token")]
    NoToken,
}

fn tree_of(body: &[u8]) -> Result<Value, AnswerFault> {
    read_tree(body, ANSWER_LIMITS).map(Value::from).map_err(|_| AnswerFault::NotJson { bytes: body.len() })
}

impl TokenAnswer {
    /// Reads the answer of a token call; the seconds may be a text or a number.
    ///
    /// # Errors
    /// It is not JSON, or holds no token.
    pub fn read(body: &[u8]) -> Result<Self, AnswerFault> {
        let tree = tree_of(body)?;
        let token = tree.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty()).ok_or(AnswerFault::NoToken)?;
        let seconds = tree.get("expires_in").and_then(|value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()));
        let expires_in_s = seconds.and_then(|seconds| seconds.try_into().ok()).unwrap_or(0);
        Ok(Self { access_token: Masked::new(token.to_owned()), expires_in_s })
    }
}

/// What a FHIR answer says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body: a resource, a Bundle or an OperationOutcome. `Null` when there was none.
    pub tree: Value,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// There is a body that is not JSON.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, AnswerFault> {
        let tree = match body.trim_ascii() {
            [] => Value::Null,
            _ => tree_of(body)?,
        };
        Ok(Self { status, tree })
    }

    /// Whether the call was done.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// The id of the resource answered.
    #[must_use]
    pub fn id(&self) -> Option<LogicalId> {
        self.tree.get("id")?.as_str()?.parse().ok()
    }

    /// The version of the resource answered.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        self.tree.pointer("/meta/versionId")?.as_str()?.parse().ok()
    }

    /// Resources on all pages of a search together.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.tree.get("total")?.as_u64()
    }

    /// The resources of a Bundle.
    pub fn resources(&self) -> impl Iterator<Item = &Value> {
        let entries = self.tree.get("entry").and_then(Value::as_array);
        entries.into_iter().flatten().filter_map(|entry| entry.get("resource"))
    }

    /// The sentences of an OperationOutcome.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        let issues = self.tree.get("issue").and_then(Value::as_array);
        issues.into_iter().flatten().filter_map(|issue| issue.get("diagnostics")?.as_str())
    }
}
