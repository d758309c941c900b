//! The Organization of FHIR: a facility, as others may read it. It is only written; facilities are kept elsewhere.

use serde_json::{Value, json};
use sigap_kernel::UtcMs;

use super::document::instant;
use super::id::{Identifier, LogicalId};

/// A facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id here.
    pub id: LogicalId,
    /// When it was last changed.
    pub last_updated: UtcMs,
    /// Its names in systems of names, for example the code of the ministry.
    pub identifiers: Vec<Identifier>,
    /// Whether it is in use.
    pub active: bool,
    /// Its name for people.
    pub name: String,
    /// Its address in one line.
    pub address: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
}

impl Organization {
    /// The whole resource.
    pub(super) fn to_tree(&self) -> Value {
        let mut tree = json!({
            "resourceType": "Organization",
            "id": self.id.as_str(),
            "meta": { "lastUpdated": instant(self.last_updated) },
            "active": self.active,
            "type": [{ "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/organization-type", "code": "prov", "display": "Healthcare Provider"
            }] }],
            "name": self.name,
        });
        if !self.identifiers.is_empty() {
            set(&mut tree, "identifier", self.identifiers.iter().map(identifier).collect());
        }
        if let Some(phone) = &self.phone {
            set(&mut tree, "telecom", json!([{ "system": "phone", "value": phone }]));
        }
        if let Some(address) = &self.address {
            set(&mut tree, "address", json!([{ "text": address, "country": "ID" }]));
        }
        tree
    }
}

fn set(tree: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = tree {
        fields.insert(name.to_owned(), value);
    }
}

pub(super) fn identifier(identifier: &Identifier) -> Value {
    match &identifier.system {
        Some(system) => json!({ "system": system, "value": identifier.value }),
        None => json!({ "value": identifier.value }),
    }
}
