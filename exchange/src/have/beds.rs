//! `BedLine`: how many beds of one type there are, and how many are free.

use sigap_kernel::{Pool, coded_enum};

use super::codes::{BedTypeCode, HaveBedType, pool_of};
use super::fault::ElementFault;
use super::reader::{Reader, word_of};
use crate::lenient::FieldFault;
use crate::lenient::xml::Element;

/// Most bed lines of one hospital; the standard has 14 types.
pub const BED_LINES_MAX: usize = 100;
/// Longest sub-category, in characters.
pub const SUB_CATEGORY_CHARS_MAX: usize = 100;
/// Longest bed type that is kept, in characters.
const BED_TYPE_CHARS_MAX: usize = 50;
/// Most beds one line may have.
const BEDS_MAX: u32 = 100_000;

const AVAILABLE: &str = "AvailableCount";
const BASELINE: &str = "BaselineCount";
const STATUS: &str = "CapacityStatus";

coded_enum! {
    /// Whether beds of a type can be had.
    pub enum CapacityStatus {
        /// Some are free; how many, only the count says.
        Available = "Vacant/Available",
        /// None is free.
        NotAvailable = "NotAvailable",
    }
}

/// Beds of one type. `None` is unknown, never 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BedLine {
    /// Which beds.
    pub bed_type: BedTypeCode,
    /// The sender's own word for a part of them.
    pub sub_category: Option<String>,
    /// Whether any can be had; a word that nobody knows is unknown.
    pub status: Option<CapacityStatus>,
    /// Free now. [`CapacityStatus::NotAvailable`] without a count is 0; [`CapacityStatus::Available`] without one is unknown.
    pub available: Option<u32>,
    /// Beds there are; never below `available`.
    pub baseline: Option<u32>,
    /// Beds that could be made free within 24 hours, beside those free now.
    pub additional_24h: Option<u32>,
}

impl BedLine {
    /// The kernel's word for these beds; unmapped when nobody knows.
    #[must_use]
    pub fn pool(&self) -> Pool {
        pool_of(&self.bed_type, self.sub_category.as_deref())
    }
}

/// The lines of a hospital; in them no type with the same sub-category twice.
pub(super) fn take(reader: &mut Reader, hospital: Element<'_>) -> Vec<BedLine> {
    let capacity = reader.child(hospital, "HospitalBedCapacityStatus").unwrap_or(hospital);
    let found: Vec<_> = capacity.all("BedCapacity").collect();
    let mut lines: Vec<BedLine> = Vec::new();
    for (number, bed) in (1..).zip(found) {
        reader.at_bed(number);
        for part in parts(reader, bed) {
            let Some(line) = part.line(reader) else { continue };
            if lines.len() >= BED_LINES_MAX {
                reader.at_bed(0);
                reader.wrong("BedCapacity", ElementFault::TooMany { max: BED_LINES_MAX });
                return lines;
            }
            check_beside(reader, &lines, &line);
            lines.push(line);
        }
    }
    reader.at_bed(0);
    lines
}

/// The same beds told twice are one number too many. A part with free beds in a type that has none could mean two things.
fn check_beside(reader: &mut Reader, lines: &[BedLine], line: &BedLine) {
    let mut family = lines.iter().filter(|other| other.bed_type == line.bed_type);
    if family.clone().any(|other| other.sub_category == line.sub_category) {
        reader.wrong("BedType", ElementFault::SameBeds);
    }
    let is_none_free = |whole: &BedLine| whole.sub_category.is_none() && whole.status == Some(CapacityStatus::NotAvailable);
    if line.available > Some(0) && line.sub_category.is_some() && family.any(is_none_free) {
        reader.wrong(AVAILABLE, ElementFault::FreeThoughNone);
    }
}

/// A bed type, its sub-categories and the one element that holds its counts.
struct Part<'a> {
    bed_type: Element<'a>,
    sub_categories: Vec<Element<'a>>,
    counts: Option<Element<'a>>,
}

/// In the standard a capacity belongs to the type or the sub-category before it. Where several types stand in one `BedCapacity` and one
/// has no capacity of its own, which it shares cannot be known.
fn parts<'a>(reader: &mut Reader, bed: Element<'a>) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    for child in bed.children() {
        if child.is("BedType") {
            parts.push(Part { bed_type: child, sub_categories: Vec::new(), counts: None });
            continue;
        }
        let Some(last) = parts.last_mut() else { continue };
        if child.is("SubCategoryBedType") && last.counts.is_none() {
            last.sub_categories.push(child);
        } else if child.is("SubCategoryBedType") {
            let bed_type = last.bed_type;
            parts.push(Part { bed_type, sub_categories: vec![child], counts: None });
        } else if child.is("Capacity") && last.counts.replace(child.unwrapped("Capacity")).is_some() {
            reader.wrong("Capacity", ElementFault::Twice);
        }
    }
    check_parts(reader, bed, &mut parts);
    parts
}

/// Counts that stand directly in `BedCapacity`, as Sahana writes them, belong to its only type.
fn check_parts<'a>(reader: &mut Reader, bed: Element<'a>, parts: &mut [Part<'a>]) {
    let direct = bed.children().any(|child| [STATUS, AVAILABLE, BASELINE].iter().any(|name| child.is(name)));
    match parts {
        [] => reader.wrong("BedType", ElementFault::Field(FieldFault::Missing)),
        [only] if direct && only.counts.is_none() => only.counts = Some(bed),
        _ if direct => reader.wrong("Capacity", ElementFault::Twice),
        [_] => {}
        several if several.iter().any(|part| part.counts.is_none()) => reader.wrong("BedType", ElementFault::TypesShareCount),
        _ => {}
    }
}

impl Part<'_> {
    fn line(&self, reader: &mut Reader) -> Option<BedLine> {
        let bed_type = self.bed_type(reader)?;
        let sub_category = self.sub_category(reader);
        let mut line = BedLine { bed_type, sub_category, status: None, available: None, baseline: None, additional_24h: None };
        if let Some(counts) = self.counts {
            line.status = reader.word(counts, STATUS, CapacityStatus::ALL, CapacityStatus::code);
            line.available = reader.count(counts, AVAILABLE, BEDS_MAX);
            line.baseline = reader.count(counts, BASELINE, BEDS_MAX);
            line.additional_24h = reader.count(counts, "AdditionalCapacityCount24Hr", BEDS_MAX);
            check_free(reader, &mut line);
        }
        Some(line)
    }

    fn bed_type(&self, reader: &mut Reader) -> Option<BedTypeCode> {
        let Some(text) = reader.own_text(self.bed_type, "BedType") else {
            reader.wrong("BedType", ElementFault::Field(FieldFault::Missing));
            return None;
        };
        let known = word_of(&text, HaveBedType::ALL, HaveBedType::code).map(BedTypeCode::Known);
        known.or_else(|| reader.label(&text, "BedType", BED_TYPE_CHARS_MAX).map(BedTypeCode::Unknown))
    }

    fn sub_category(&self, reader: &mut Reader) -> Option<String> {
        const NAME: &str = "SubCategoryBedType";
        let words: Vec<_> = self.sub_categories.iter().filter_map(|word| reader.own_text(*word, NAME)).collect();
        reader.label(&words.join(", "), NAME, SUB_CATEGORY_CHARS_MAX)
    }
}

/// A status that says none is free means 0; against a count it could mean two things. So could more free beds than there are: the two
/// counts were exchanged, or the baseline is old.
fn check_free(reader: &mut Reader, line: &mut BedLine) {
    if line.status == Some(CapacityStatus::NotAvailable) {
        match line.available {
            None => line.available = Some(0),
            Some(0) => {}
            Some(_) => reader.wrong(AVAILABLE, ElementFault::FreeThoughNone),
        }
    }
    if let (Some(value), Some(limit)) = (line.available, line.baseline)
        && value > limit
    {
        reader.wrong(AVAILABLE, ElementFault::Field(FieldFault::Above { other: BASELINE, value, limit }));
    }
}
