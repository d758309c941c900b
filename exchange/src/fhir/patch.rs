//! `Patch`: a partial change. A list is a JSON Patch (RFC 6902), an object is merged (RFC 7396); Content-Type is not asked, because clients do not agree on it.

use serde_json::{Map, Value};

use super::document::{Stored, json};
use super::issue::{Fault, IssueCode};
use super::location::{DEPTH_MAX, Entries, LOCATION_BYTES_MAX, LOCATION_LIMITS, Location};
use super::patch_op::Operation;
use crate::lenient::{BodyFault, TreeLimits, read_tree};

/// Most operations of one JSON Patch.
pub const PATCH_OPERATIONS_MAX: usize = 100;

/// The limits of what comes of a change, before what the server owns is taken off again.
const RESULT_LIMITS: TreeLimits = TreeLimits { bytes: 2 * LOCATION_BYTES_MAX, ..LOCATION_LIMITS };

/// Elements that name the resource and cannot be changed.
const FIXED: [&str; 2] = ["resourceType", "id"];

/// A partial change, read and not applied yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch(Change);

#[derive(Debug, Clone, PartialEq)]
enum Change {
    Operations(Vec<Operation>),
    Merge(Map<String, Value>),
}

impl Patch {
    /// Reads a change.
    ///
    /// # Errors
    /// The body cannot be read, an operation is not one, or it is a FHIRPath Patch, which is not served.
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        match Value::from(read_tree(body, LOCATION_LIMITS)?) {
            Value::Object(parts) if parts.get("resourceType").and_then(Value::as_str) == Some("Parameters") => {
                Err(Fault::new(415, IssueCode::NotSupported, "FHIRPath Patch belum dilayani. Kirim JSON Patch atau potongan JSON."))
            }
            Value::Object(parts) => Ok(Self(Change::Merge(parts))),
            Value::Array(items) => Self::of_operations(items),
            _ => Err(BodyFault::NotJson.into()),
        }
    }

    fn of_operations(items: Vec<Value>) -> Result<Self, Fault> {
        if items.len() > PATCH_OPERATIONS_MAX {
            let sentence = format!("JSON Patch paling banyak berisi {PATCH_OPERATIONS_MAX} operasi.");
            return Err(Fault::new(413, IssueCode::TooLong, sentence));
        }
        let operations = items.into_iter().enumerate().map(|(place, item)| Operation::of(item).map_err(|wrong| wrong.fault(place)));
        operations.collect::<Result<_, _>>().map(|operations| Self(Change::Operations(operations)))
    }

    /// The Location that comes of it; all or nothing, and checked like one that was sent whole.
    ///
    /// # Errors
    /// An operation does not fit, a `test` fails (422), the id or type would change, or what comes of it is wrong.
    pub fn apply(&self, stored: Stored<'_>) -> Result<Location, Fault> {
        let mut tree = stored.to_tree();
        let fixed = FIXED.map(|name| tree.get(name).cloned());
        match &self.0 {
            Change::Merge(parts) => merge(&mut tree, parts),
            Change::Operations(operations) => {
                let mut copy_bytes_left = LOCATION_BYTES_MAX;
                for (place, operation) in operations.iter().enumerate() {
                    operation.apply(&mut tree, DEPTH_MAX, &mut copy_bytes_left).map_err(|wrong| wrong.fault(place))?;
                }
            }
        }
        if FIXED.map(|name| tree.get(name).cloned()) != fixed {
            return Err(Fault::new(400, IssueCode::Value, "Kolom id dan resourceType tidak boleh diubah."));
        }
        let text = json(&tree);
        Location::of_tree(read_tree(text.as_bytes(), RESULT_LIMITS)?, Some(stored.id), Entries::Refused)
    }
}

/// Objects are merged into objects, `null` takes out, anything else replaces. Goes no deeper than the change was nested.
fn merge(into: &mut Value, parts: &Map<String, Value>) {
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(into) = into else { return };
    for (name, part) in parts {
        match part {
            Value::Null => {
                into.remove(name);
            }
            Value::Object(inner) => merge(into.entry(name.as_str()).or_insert(Value::Null), inner),
            other => {
                into.insert(name.clone(), other.clone());
            }
        }
    }
}
