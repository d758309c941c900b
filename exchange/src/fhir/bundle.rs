//! Many changes in one call: a Bundle of type `transaction` (all or nothing) or `batch` (each for itself).

use std::collections::HashSet;

use super::element::{code, object};
use super::id::LogicalId;
use super::issue::{Fault, Issue, IssueCode, Issues, Path, Wrong};
use super::location::{DEPTH_MAX, Entries, Location};
use super::route::{Route, version_of_etag};
use super::search::{Kind, Query};
use crate::lenient::{BodyFault, Branch, FieldFault, Tree, TreeLimits, read_tree};

/// Most bytes of a Bundle.
pub const BUNDLE_BYTES_MAX: usize = 1024 * 1024;
/// Most entries of a Bundle.
pub const BUNDLE_ENTRIES_MAX: usize = 500;
/// Most values in a Bundle, lists and objects counted too.
const BUNDLE_VALUES_MAX: usize = 60_000;
/// Longest address of an entry.
const URL_CHARS_MAX: usize = 512;

/// An entry lies three levels below the Bundle.
const BUNDLE_LIMITS: TreeLimits = TreeLimits { bytes: BUNDLE_BYTES_MAX, depth: DEPTH_MAX + 3, values: BUNDLE_VALUES_MAX };

const ROOT: Path<'static> = Path::Root("Bundle");

/// Many changes in one call. References between entries are put right with [`Location::resolve`] once ids are given.
#[derive(Debug, Clone, PartialEq)]
pub enum Bundle {
    /// All or nothing; every entry was read.
    Transaction(Vec<Entry>),
    /// Each for itself; an entry that could not be read has its fault in its place.
    Batch(Vec<Result<Entry, Fault>>),
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The name by which other entries point at this one (`urn:uuid:…`).
    pub full_url: Option<String>,
    /// What to do.
    pub deed: Deed,
}

/// What an entry asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Create a Location.
    Create {
        /// The Location.
        location: Box<Location>,
        /// Create it only when nothing fits this.
        if_none_exist: Option<Box<Query>>,
    },
    /// Create or replace the Location of this id.
    Update {
        /// Its id.
        id: LogicalId,
        /// The Location.
        location: Box<Location>,
        /// Replace only this version.
        if_match: Option<u64>,
    },
}

impl Deed {
    /// The Location it brings.
    pub fn location_mut(&mut self) -> &mut Location {
        match self {
            Self::Create { location, .. } | Self::Update { location, .. } => location,
        }
    }
}

impl Bundle {
    /// Reads a Bundle.
    ///
    /// # Errors
    /// The body cannot be read, it is no transaction or batch, or it has too many entries; of a transaction also every mistake of every entry.
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        let Tree::Object(mut bundle) = read_tree(body, BUNDLE_LIMITS)? else { return Err(BodyFault::List.into()) };
        let is_transaction = check_kind(&bundle)?;
        let items = match bundle.take("entry") {
            None | Some(Tree::Null) => Vec::new(),
            Some(Tree::List(items)) => items,
            Some(_) => return Err(wrong(&ROOT.field("entry"), Wrong::NotList)),
        };
        if items.len() > BUNDLE_ENTRIES_MAX {
            let sentence = format!("Bundle paling banyak berisi {BUNDLE_ENTRIES_MAX} entri.");
            return Err(Fault::new(413, IssueCode::TooLong, sentence));
        }
        let entries: Vec<_> = items.into_iter().enumerate().map(|(place, item)| entry(item).map_err(|fault| fault.below(place))).collect();
        if is_transaction { transaction(entries) } else { Ok(Self::Batch(entries)) }
    }
}

fn check_kind(bundle: &Branch<'_>) -> Result<bool, Fault> {
    let mut issues = Issues::default();
    if bundle.text("resourceType") != Some("Bundle") {
        issues.add(&ROOT.field("resourceType"), Wrong::NotType("Bundle"));
    }
    let kind = bundle.text("type").unwrap_or_default();
    if !matches!(kind, "transaction" | "batch") {
        issues.add(&ROOT.field("type"), Wrong::NotOneOf("transaction, batch"));
    }
    issues.finish(kind == "transaction")
}

/// Every entry must be good, and no two may name one Location: which of them came last would be chance.
fn transaction(entries: Vec<Result<Entry, Fault>>) -> Result<Bundle, Fault> {
    let mut good = Vec::with_capacity(entries.len());
    let mut issues: Vec<Issue> = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => good.push(entry),
            Err(fault) => issues.extend(fault.issues),
        }
    }
    let mut seen = HashSet::new();
    for (place, entry) in good.iter().enumerate() {
        let id = if let Deed::Update { id, .. } = &entry.deed { Some(id.as_str()) } else { None };
        let is_new = [id, entry.full_url.as_deref()].into_iter().flatten().all(|name| seen.insert(name));
        if !is_new && issues.is_empty() {
            let sentence = "Dua entri menunjuk ke data yang sama. Kirim setiap data satu kali saja.";
            issues.extend(Fault::new(400, IssueCode::Duplicate, sentence).below(place).issues);
        }
    }
    issues.truncate(super::issue::ISSUES_MAX);
    if issues.is_empty() { Ok(Bundle::Transaction(good)) } else { Err(Fault::of(400, issues)) }
}

fn wrong(at: &Path<'_>, wrong: Wrong) -> Fault {
    let mut issues = Issues::default();
    issues.add(at, wrong);
    issues.into_fault()
}

fn entry(item: Tree<'_>) -> Result<Entry, Fault> {
    const AT: Path<'static> = Path::Root("entry");
    let Tree::Object(mut item) = item else { return Err(Fault::new(400, IssueCode::Structure, Wrong::NotObject.sentence("entry"))) };
    let resource = item.take("resource");
    let mut issues = Issues::default();
    let full_url = code(&item, "fullUrl", URL_CHARS_MAX, &AT, &mut issues).map(|url| url.into_owned());
    let request = object(&item, "request", &AT, &mut issues).cloned().unwrap_or_default();
    let text = |name, issues: &mut Issues| code(&request, name, URL_CHARS_MAX, &AT.field("request"), issues).map(|text| text.into_owned());
    let (method, url) = (text("method", &mut issues), text("url", &mut issues));
    let (if_match, if_none_exist) = (text("ifMatch", &mut issues), text("ifNoneExist", &mut issues));
    issues.finish(())?;
    let missing = |name| Fault::new(400, IssueCode::Required, Wrong::Field(FieldFault::Missing).sentence(name));
    let (method, url) = (method.ok_or_else(|| missing("request.method"))?, url.ok_or_else(|| missing("request.url"))?);
    let route = Route::parse(&method, &url)?;
    let resource = resource.ok_or_else(|| missing("resource"))?;
    let location = |id| Location::of_tree(resource, id, Entries::Taken).map(Box::new);
    let deed = match route {
        Route::Create => {
            Deed::Create { location: location(None)?, if_none_exist: if_none_exist.as_deref().map(condition).transpose()?.map(Box::new) }
        }
        Route::Update(id) => {
            let if_match = if_match.as_deref().map(version_of_etag).transpose()?;
            Deed::Update { location: location(Some(&id))?, id, if_match }
        }
        _ => return Err(Fault::new(400, IssueCode::NotSupported, "Bundle hanya melayani POST Location dan PUT Location/id.")),
    };
    Ok(Entry { full_url, deed })
}

/// The condition of `If-None-Exist`. It is read strictly: a part that is ignored would fit too much.
pub(super) fn condition(query: &str) -> Result<Query, Fault> {
    let query = query.split_once('?').map_or(query, |(_, query)| query);
    let query = Query::parse(Kind::Location, query, true)?;
    if query.is_narrowed() { Ok(query) } else { Err(Fault::new(400, IssueCode::Value, "Syarat If-None-Exist kosong.")) }
}
