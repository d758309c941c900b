//! The CapabilityStatement: what is served here, as FHIR clients ask for it before anything else.

use serde_json::{Value, json};
use sigap_kernel::UtcMs;

use super::document::instant;
use super::search::Kind;

/// The program that answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Software<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// When this version was released.
    pub released: UtcMs,
}

const MEDIA_TYPE: &str = "application/fhir+json";

pub(super) fn capability(software: &Software<'_>, base_url: &str) -> Value {
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": instant(software.released),
        "kind": "instance",
        "software": { "name": software.name, "version": software.version },
        "implementation": { "description": "Tempat tidur, ruang, dan fasilitas kesehatan", "url": base_url },
        "fhirVersion": "4.0.1",
        "format": [MEDIA_TYPE, "json"],
        "patchFormat": ["application/json-patch+json", "application/merge-patch+json"],
        "rest": [{
            "mode": "server",
            "security": { "description": "OAuth 2.0 client credentials: POST /oauth2/v1/accesstoken" },
            "resource": [
                {
                    "type": "Location",
                    "documentation": "Elemen text dan contained tidak disimpan dan tidak dikembalikan.",
                    "interaction": interactions(&["read", "search-type", "create", "update", "patch"]),
                    "versioning": "versioned-update",
                    "readHistory": false,
                    "updateCreate": true,
                    "conditionalCreate": true,
                    "conditionalUpdate": false,
                    "searchParam": parameters(Kind::Location),
                },
                {
                    "type": "Organization",
                    "interaction": interactions(&["read", "search-type"]),
                    "searchParam": parameters(Kind::Organization),
                },
            ],
            "interaction": interactions(&["transaction", "batch"]),
        }],
    })
}

fn interactions(codes: &[&str]) -> Value {
    codes.iter().map(|code| json!({ "code": code })).collect()
}

fn parameters(kind: Kind) -> Value {
    kind.parameters().iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect()
}
