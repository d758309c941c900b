//! The Location of FHIR: a ward, a room or a bed. What is read of it (`LocationFacts`), and its text to be stored (`Document`).

use sigap_kernel::{CareClass, GeoPoint};

use super::codes::{Coded, Mode, Operational, PhysicalType, SYSTEM_OPERATIONAL, SYSTEM_PHYSICAL_TYPE, Status, class_of};
use super::document::Document;
use super::element::{CODE_CHARS_MAX, Coding, ITEMS_MAX, code, codings, identifiers, label, number, object, objects, reference};
use super::id::{ID_CHARS_MAX, Identifier, LogicalId, Reference};
use super::issue::{Fault, Issues, Path, Wrong};
use super::tidy::tidy;
use crate::lenient::{BodyFault, Branch, FieldFault, Tree, TreeLimits, read_tree};

/// Most bytes of one Location; a real one has about 1,000.
pub const LOCATION_BYTES_MAX: usize = 64 * 1024;
/// Deepest nesting of a Location; a real one has 7 levels.
pub const DEPTH_MAX: usize = 24;
/// Most values in a Location, lists and objects counted too.
pub const LOCATION_VALUES_MAX: usize = 4_000;
/// Longest name.
pub const NAME_CHARS_MAX: usize = 200;

/// The limits of one Location.
pub(super) const LOCATION_LIMITS: TreeLimits = TreeLimits { bytes: LOCATION_BYTES_MAX, depth: DEPTH_MAX, values: LOCATION_VALUES_MAX };

const ROOT: Path<'static> = Path::Root("Location");

/// What is known of a Location. `None` is *not said*.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LocationFacts {
    /// The sender's own names of it.
    pub identifiers: Vec<Identifier>,
    /// Its name for people, cleaned.
    pub name: Option<String>,
    /// Whether it is in use.
    pub status: Option<Coded<Status>>,
    /// A real place, or a category.
    pub mode: Option<Coded<Mode>>,
    /// Ward, room, bed …
    pub physical_type: Option<Coded<PhysicalType>>,
    /// What a bed is doing now.
    pub operational: Option<Coded<Operational>>,
    /// The place it is part of.
    pub part_of: Option<Reference>,
    /// The organization that runs it.
    pub organization: Option<Reference>,
    /// Its care class.
    pub class: Option<Coded<CareClass>>,
    /// Its kinds of service (`type`), for example `RT0016`.
    pub types: Vec<Coding>,
    /// Where it lies.
    pub position: Option<GeoPoint>,
}

/// A Location that was checked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Location {
    /// What is known of it.
    pub facts: LocationFacts,
    /// Its text to be stored.
    pub document: Document<'static>,
}

impl Location {
    /// Reads a Location. `id` is the one in the address; the body may leave its own out, but may not name another.
    ///
    /// # Errors
    /// The body cannot be read, or elements are wrong: all of them are named.
    pub fn read(body: &[u8], id: Option<&LogicalId>) -> Result<Self, Fault> {
        Self::of_tree(read_tree(body, LOCATION_LIMITS)?, id, Entries::Refused)
    }

    /// Checks a tree that was read.
    pub(super) fn of_tree(tree: Tree<'_>, id: Option<&LogicalId>, entries: Entries) -> Result<Self, Fault> {
        let Tree::Object(mut resource) = tree else { return Err(BodyFault::List.into()) };
        tidy(&mut resource);
        check_type(&resource)?;
        let mut issues = Issues::default();
        check_id(&resource, id, &mut issues);
        let facts = facts(&resource, &mut issues);
        check_references(&facts, id, entries, &mut issues);
        issues.finish(())?;
        let document = Document::write(resource);
        if document.as_str().len() > LOCATION_BYTES_MAX {
            return Err(BodyFault::TooLarge { max: LOCATION_BYTES_MAX }.into());
        }
        Ok(Self { facts, document })
    }

    /// Puts ids where the Location points at other entries of its Bundle; `find` gives the id of a `fullUrl`.
    ///
    /// # Errors
    /// A reference to an entry that is not there.
    pub fn resolve(&mut self, find: impl Fn(&str) -> Option<LogicalId>) -> Result<(), Fault> {
        let slots =
            [("partOf", "Location", &mut self.facts.part_of), ("managingOrganization", "Organization", &mut self.facts.organization)];
        let mut issues = Issues::default();
        for (name, kind, slot) in slots {
            let Some(Reference::Entry(url)) = slot else { continue };
            let Some(id) = find(url) else {
                issues.add(&ROOT.field(name).field("reference"), Wrong::NotReference(kind));
                continue;
            };
            self.document = self.document.pointing(name, format!("{kind}/{id}"));
            *slot = Some(Reference::Id(id));
        }
        issues.finish(())
    }
}

/// Whether references to entries of a Bundle (`urn:uuid:…`) make sense here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entries {
    /// The resource came alone.
    Refused,
    /// It came in a Bundle.
    Taken,
}

/// Another resource is not looked at further: its other mistakes would only confuse.
fn check_type(resource: &Branch<'_>) -> Result<(), Fault> {
    let wrong = match resource.text("resourceType") {
        Some("Location") => return Ok(()),
        None => Wrong::Field(FieldFault::Missing),
        Some(_) => Wrong::NotType("Location"),
    };
    let mut issues = Issues::default();
    issues.add(&ROOT.field("resourceType"), wrong);
    issues.finish(())
}

fn check_id(resource: &Branch<'_>, id: Option<&LogicalId>, issues: &mut Issues) {
    let sent = code(resource, "id", ID_CHARS_MAX, &ROOT, issues);
    if let (Some(sent), Some(id)) = (sent, id)
        && sent != id.as_str()
    {
        issues.add(&ROOT.field("id"), Wrong::OtherId);
    }
}

fn facts(resource: &Branch<'_>, issues: &mut Issues) -> LocationFacts {
    LocationFacts {
        identifiers: identifiers(resource, &ROOT, issues),
        name: label(resource, "name", NAME_CHARS_MAX, &ROOT, issues),
        status: word(resource, "status", issues),
        mode: word(resource, "mode", issues),
        physical_type: concept(resource, "physicalType", SYSTEM_PHYSICAL_TYPE, issues),
        operational: concept(resource, "operationalStatus", SYSTEM_OPERATIONAL, issues),
        part_of: reference(resource, "partOf", "Location", &ROOT, issues),
        organization: reference(resource, "managingOrganization", "Organization", &ROOT, issues),
        class: class(resource, issues),
        types: types(resource, issues),
        position: position(resource, issues),
    }
}

fn check_references(facts: &LocationFacts, id: Option<&LogicalId>, entries: Entries, issues: &mut Issues) {
    for (name, kind, reference) in [("partOf", "Location", &facts.part_of), ("managingOrganization", "Organization", &facts.organization)] {
        if entries == Entries::Refused && matches!(reference, Some(Reference::Entry(_))) {
            issues.add(&ROOT.field(name).field("reference"), Wrong::NotReference(kind));
        }
    }
    if id.is_some() && facts.part_of.as_ref().and_then(Reference::id) == id {
        issues.add(&ROOT.field("partOf").field("reference"), Wrong::OwnParent);
    }
}

fn word<T: std::str::FromStr>(resource: &Branch<'_>, name: &'static str, issues: &mut Issues) -> Option<Coded<T>> {
    code(resource, name, CODE_CHARS_MAX, &ROOT, issues).map(|code| Coded::of(&code))
}

/// The meaning of a Coding or CodeableConcept: of the codings of its own system, or, when there are none, of all.
fn concept<T: std::str::FromStr + PartialEq>(
    resource: &Branch<'_>,
    name: &'static str,
    system: &str,
    issues: &mut Issues,
) -> Option<Coded<T>> {
    let at = ROOT.field(name);
    let all = codings(object(resource, name, &ROOT, issues)?, &at, issues);
    let is_own = |coding: &&Coding| coding.system.as_deref().is_none_or(|named| same_system(named, system));
    let own: Vec<_> = all.iter().filter(is_own).map(|coding| Coded::of(&coding.code)).collect();
    let meanings = if own.is_empty() { all.iter().map(|coding| Coded::of(&coding.code)).collect() } else { own };
    one_meaning(meanings, &at, issues)
}

/// Systems are typed by hand: `https` for `http` and a slash at the end do no harm.
fn same_system(named: &str, system: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches('/').split_once("://").map_or(String::new(), |(_, rest)| rest.to_ascii_lowercase());
    named == system || bare(named) == bare(system)
}

/// The one word that all known codes mean; the first code when none is known.
fn one_meaning<T: PartialEq>(meanings: Vec<Coded<T>>, at: &Path<'_>, issues: &mut Issues) -> Option<Coded<T>> {
    let mut found: Option<Coded<T>> = None;
    for meaning in meanings {
        match (&found, &meaning) {
            (Some(Coded::Known(one)), Coded::Known(other)) if one != other => {
                issues.add(at, Wrong::Ambiguous);
                return None;
            }
            (None, _) | (Some(Coded::Unmapped(_)), Coded::Known(_)) => found = Some(meaning),
            _ => {}
        }
    }
    found
}

/// The service class: in the extension itself, or in a part of it (`inpatientServiceClass`).
fn class(resource: &Branch<'_>, issues: &mut Issues) -> Option<Coded<CareClass>> {
    let list = ROOT.field("extension");
    let mut found = Vec::new();
    for (place, extension) in objects(resource, "extension", &ROOT, issues) {
        if is_class(extension) {
            let at = list.item(place);
            found.extend(class_codings(extension, &at, issues));
            let parts = at.field("extension");
            for (place, part) in objects(extension, "extension", &at, issues) {
                found.extend(class_codings(part, &parts.item(place), issues));
            }
        }
    }
    let meanings = found.iter().map(|coding| class_of(coding.system.as_deref(), &coding.code)).collect();
    one_meaning(meanings, &list, issues)
}

fn is_class(extension: &Branch<'_>) -> bool {
    let url = extension.text("url").unwrap_or_default().trim();
    ["LocationServiceClass", "inpatientServiceClass", "outpatientServiceClass"].iter().any(|name| {
        let (start, end) = (url.len().saturating_sub(name.len()), name);
        url.get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}

fn class_codings(extension: &Branch<'_>, at: &Path<'_>, issues: &mut Issues) -> Vec<Coding> {
    ["valueCodeableConcept", "valueCoding"]
        .iter()
        .filter_map(|name| object(extension, name, at, issues).map(|value| codings(value, &at.field(name), issues)))
        .flatten()
        .collect()
}

fn types(resource: &Branch<'_>, issues: &mut Issues) -> Vec<Coding> {
    let list = ROOT.field("type");
    let concepts = objects(resource, "type", &ROOT, issues);
    let mut found: Vec<_> = concepts.into_iter().flat_map(|(place, concept)| codings(concept, &list.item(place), issues)).collect();
    found.truncate(ITEMS_MAX);
    found
}

fn position(resource: &Branch<'_>, issues: &mut Issues) -> Option<GeoPoint> {
    let position = object(resource, "position", &ROOT, issues)?;
    let at = ROOT.field("position");
    let mut degrees = |name: &'static str, bound: i32| {
        if position.get(name).is_none_or(|value| *value == Tree::Null) {
            issues.add(&at.field(name), Wrong::Field(FieldFault::Missing));
        }
        number(position, name, -bound, bound, &at, issues)
    };
    let (lat, lon) = (degrees("latitude", 90), degrees("longitude", 180));
    GeoPoint::new(lat?, lon?).ok()
}
