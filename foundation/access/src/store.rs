//! All SQL of this crate, split by what it is about. Here: what several of the parts share.

/// Declares a stored row: its fields are named as its columns, so that each column is spelled once.
macro_rules! stored {
    ($(#[$meta:meta])* $name:ident { $first:ident: $first_type:ty, $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub(crate) struct $name { pub(crate) $first: $first_type, $(pub(crate) $field: $type),* }

        #[allow(dead_code)] // some rows are only read, some only written
        impl $name {
            const COLUMNS: &'static str = concat!(stringify!($first), $(", ", stringify!($field)),*);

            fn read(row: &sigap_store::Row) -> Result<Self, sigap_store::StoreError> {
                Ok(Self { $first: row.get(stringify!($first))?, $($field: row.get(stringify!($field))?),* })
            }

            fn args(&self) -> Vec<sigap_store::Value> {
                sigap_store::args![self.$first.clone(), $(self.$field.clone()),*]
            }
        }
    };
}

pub(crate) mod machine;
pub(crate) mod person;
pub(crate) mod reading;
pub(crate) mod session;
pub(crate) mod user;

use sigap_kernel::Scope;
use sigap_store::{Row, StoreError, Value, args, value_list};

use crate::ScopeFilter;

/// A scope as stored: `city`, `district:CODE`, `facility:ID`.
pub(crate) fn scope_text(scope: &Scope) -> String {
    match scope {
        Scope::City => "city".to_owned(),
        Scope::District(code) => format!("district:{code}"),
        Scope::Facility(id) => format!("facility:{id}"),
    }
}

fn read_scope(row: &Row) -> Result<Scope, StoreError> {
    let text: String = row.get("scope")?;
    match text.split_once(':') {
        Some(("district", code)) => Ok(Scope::District(code.to_owned())),
        Some(("facility", id)) => row.parsed("scope", id).map(Scope::Facility),
        _ if text == "city" => Ok(Scope::City),
        _ => Err(StoreError::Unreadable { column: "scope".to_owned(), why: text }),
    }
}

impl ScopeFilter {
    /// A condition for a WHERE clause over the columns that hold a facility and, where there is one, its district;
    /// its arguments are numbered from `from`.
    #[must_use]
    pub fn sql(&self, facility_column: &str, district_column: Option<&str>, from: usize) -> (String, Vec<Value>) {
        let (districts, facilities) = match self {
            ScopeFilter::Everything => return ("1 = 1".to_owned(), Vec::new()),
            ScopeFilter::Nothing => return ("1 = 0".to_owned(), Vec::new()),
            ScopeFilter::Only { districts, facilities } => (districts, facilities),
        };
        let mut args: Vec<Value> = facilities.iter().flat_map(|id| args![*id]).collect();
        let mut either = Vec::new();
        if !facilities.is_empty() {
            either.push(format!("{facility_column} IN ({})", value_list(from, facilities.len())));
        }
        if let Some(column) = district_column.filter(|_| !districts.is_empty()) {
            either.push(format!("{column} IN ({})", value_list(from + facilities.len(), districts.len())));
            args.extend(districts.iter().flat_map(|code| args![code]));
        }
        let condition = if either.is_empty() { "1 = 0".to_owned() } else { format!("({})", either.join(" OR ")) };
        (condition, args)
    }
}
