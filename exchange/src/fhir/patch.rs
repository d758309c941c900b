//! `Patch`: a partial change. A list is a JSON Patch (RFC 6902), an object is merged (RFC 7396); Content-Type is not asked, because clients do not agree on it.

use super::document::{Stored, tree_of};
use super::issue::{Fault, IssueCode};
use super::location::{DEPTH_MAX, Entries, LOCATION_BYTES_MAX, LOCATION_LIMITS, Location};
use super::patch_op::Operation;
use crate::lenient::{BodyFault, Branch, Tree, TreeLimits, check_tree, read_tree};

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
    Merge(Branch<'static>),
}

impl Patch {
    /// Reads a change.
    ///
    /// # Errors
    /// The body cannot be read, an operation is not one, or it is a FHIRPath Patch, which is not served.
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        match read_tree(body, LOCATION_LIMITS)?.into_owned() {
            Tree::Object(parts) if parts.text("resourceType") == Some("Parameters") => {
                Err(Fault::new(415, IssueCode::NotSupported, "FHIRPath Patch belum dilayani. Kirim JSON Patch atau potongan JSON."))
            }
            Tree::Object(parts) => Ok(Self(Change::Merge(parts))),
            Tree::List(items) => Self::of_operations(items),
            _ => Err(BodyFault::NotJson.into()),
        }
    }

    fn of_operations(items: Vec<Tree<'static>>) -> Result<Self, Fault> {
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
        let text = stored.text();
        let mut tree = tree_of(&text);
        let fixed = fixed(&tree);
        match &self.0 {
            Change::Merge(parts) => merge(&mut tree, parts),
            Change::Operations(operations) => {
                let mut copy_bytes_left = LOCATION_BYTES_MAX;
                for (place, operation) in operations.iter().enumerate() {
                    operation.apply(&mut tree, DEPTH_MAX, &mut copy_bytes_left).map_err(|wrong| wrong.fault(place))?;
                }
            }
        }
        if self::fixed(&tree) != fixed {
            return Err(Fault::new(400, IssueCode::Value, "Kolom id dan resourceType tidak boleh diubah."));
        }
        check_tree(&tree, RESULT_LIMITS)?;
        Location::of_tree(tree, Some(stored.id), Entries::Refused)
    }
}

/// Objects are merged into objects, `null` takes out, anything else replaces. Goes no deeper than the change was nested.
fn merge<'a>(into: &mut Tree<'a>, parts: &'a Branch<'static>) {
    if !matches!(into, Tree::Object(_)) {
        *into = Tree::Object(Branch::default());
    }
    let Tree::Object(into) = into else { return };
    for (name, part) in parts.iter() {
        match part {
            Tree::Null => drop(into.take(name)),
            Tree::Object(inner) => match into.get_mut(name) {
                Some(slot) => merge(slot, inner),
                None => {
                    let mut slot = Tree::Null;
                    merge(&mut slot, inner);
                    into.set(name, slot);
                }
            },
            other => into.set(name, other.clone()),
        }
    }
}

fn fixed<'a>(tree: &Tree<'a>) -> [Option<Tree<'a>>; 2] {
    let Tree::Object(resource) = tree else { return [None, None] };
    FIXED.map(|name| resource.get(name).cloned())
}
