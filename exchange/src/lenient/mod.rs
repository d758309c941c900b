//! Reading what hospital systems really send: JSON (and XML, in [`xml`]) under any Content-Type, numbers as text, empty text for zero.
//!
//! It refuses only what cannot be understood, and then with an Indonesian sentence that names the field.
//! Which fields a message has, and what they mean, is left to each protocol.

mod fault;
mod label;
mod measure;
mod number;
mod object;
mod reader;
mod scalar;
mod tree;
pub mod xml;

pub use fault::{BodyFault, FieldFault, FieldFaults, ReadFault};
pub use object::{Fields, json_text};
pub use reader::Reader;
pub use scalar::Scalar;
pub use tree::{Branch, Tree, TreeLimits, read_tree};

pub(crate) use label::{clean, has_invisible, is_invisible, is_longer, shown};
pub(crate) use measure::check_tree;
pub(crate) use number::count;
pub(crate) use object::{KeySeed, body_fault};

/// Most bytes one message about one thing may have; a real one has about 200.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Deepest nesting that is read, the outermost object counted as 1.
pub const DEPTH_MAX: usize = 16;
/// Most fields one object may have beside those its protocol knows.
pub const FIELDS_MAX: usize = 64;
