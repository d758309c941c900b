//! XLSX into rows of texts. Formulas are not calculated: a cell has the result that the office program stored with it.
//!
//! Read part by part from the bounded [`Package`], never as a tree: what a workbook can cost is known before it is opened.

mod cells;
mod styles;
mod texts;
mod xml;

use super::rows::{Merge, Rows};
use super::zip::Package;
use super::{SheetFault, UNPACKED_BYTES_MAX};
use cells::Cells;
use styles::Styles;
use texts::Texts;
use xml::{Event, Xml};

const RELATIONS: &str = "_rels/.rels";
const WORKBOOK: &str = "xl/workbook.xml";
/// Most sheets of a workbook that are looked at.
const SHEETS_MAX: usize = 256;

/// One sheet of a workbook.
pub(super) struct Book {
    pub(super) rows: Rows,
    pub(super) epoch_1904: bool,
    /// How many of the rows are hidden.
    pub(super) hidden_rows: usize,
    pub(super) merges: Vec<Merge>,
    /// The names of the visible sheets.
    pub(super) sheets: Vec<String>,
}

/// What a cell needs to know of the rest of the workbook.
struct Shared {
    texts: Texts,
    styles: Styles,
    epoch_1904: bool,
}

/// Reads the sheet called `sheet`, or the first visible one.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>, rows_max: usize) -> Result<Book, SheetFault> {
    let mut package = Package::open(bytes, UNPACKED_BYTES_MAX)?;
    let workbook = workbook_part(&mut package)?;
    let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
    let index = Index::read(&package.part(&workbook)?.ok_or(SheetFault::NotXlsx)?)?;
    let chosen = match sheet {
        Some(name) => index.sheets.iter().find(|one| one.name == name).ok_or(SheetFault::NoSuchSheet)?,
        None => index.sheets.iter().find(|one| one.visible).ok_or(SheetFault::NoSheet)?,
    };
    let (relations, names) = (format!("{folder}/_rels/{}.rels", workbook.rsplit('/').next().unwrap_or_default()), &chosen.relation);
    let relations = relation_targets(&package.part(relations.trim_start_matches('/'))?.ok_or(SheetFault::Damaged)?)?;
    let target = |what: &dyn Fn(&Relation) -> bool| relations.iter().find(|one| what(one)).map(|one| absolute(folder, &one.target));
    let texts = part(&mut package, target(&|one| one.kind.ends_with("/sharedStrings")))?;
    let styles = part(&mut package, target(&|one| one.kind.ends_with("/styles")))?;
    let shared = Shared { texts: Texts::read(&texts)?, styles: Styles::read(&styles)?, epoch_1904: index.epoch_1904 };
    drop((texts, styles));
    let cells = target(&|one| one.id == *names && one.kind.ends_with("/worksheet")).ok_or(SheetFault::NotXlsx)?;
    let cells = package.part(&cells)?.ok_or(SheetFault::Damaged)?;
    let Cells { rows, hidden_rows, merges } = cells::read(&cells, &shared, rows_max)?;
    let sheets = index.sheets.into_iter().filter(|one| one.visible).map(|one| one.name).collect();
    Ok(Book { rows, epoch_1904: shared.epoch_1904, hidden_rows, merges, sheets })
}

/// The name of the part that lists the sheets.
fn workbook_part(package: &mut Package<'_>) -> Result<String, SheetFault> {
    if package.has(WORKBOOK) {
        return Ok(WORKBOOK.to_owned());
    }
    let relations = package.part(RELATIONS)?.ok_or(SheetFault::NotXlsx)?;
    let office = relation_targets(&relations)?.into_iter().find(|one| one.kind.ends_with("/officeDocument"));
    office.map(|one| absolute("", &one.target)).filter(|name| name.ends_with(".xml") && package.has(name)).ok_or(SheetFault::NotXlsx)
}

/// A part that a workbook may do without.
fn part(package: &mut Package<'_>, name: Option<String>) -> Result<Vec<u8>, SheetFault> {
    Ok(name.map(|name| package.part(&name)).transpose()?.flatten().unwrap_or_default())
}

/// The name of a part that is given from within `folder`.
fn absolute(folder: &str, target: &str) -> String {
    match (target.strip_prefix('/'), folder) {
        (Some(absolute), _) => absolute.to_owned(),
        (None, "") => target.to_owned(),
        (None, folder) => format!("{folder}/{}", target.strip_prefix("./").unwrap_or(target)),
    }
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn relation_targets(part: &[u8]) -> Result<Vec<Relation>, SheetFault> {
    let (mut xml, mut relations) = (Xml::new(part)?, Vec::new());
    while let Some(event) = xml.next()? {
        if let Event::Open(tag) = event
            && tag.name() == "Relationship"
        {
            let get = |name| tag.get(name).map(Option::unwrap_or_default);
            relations.push(Relation { id: get("Id")?, kind: get("Type")?, target: get("Target")? });
        }
    }
    Ok(relations)
}

struct SheetEntry {
    name: String,
    relation: String,
    visible: bool,
}

/// The list of sheets.
struct Index {
    sheets: Vec<SheetEntry>,
    epoch_1904: bool,
}

impl Index {
    fn read(part: &[u8]) -> Result<Self, SheetFault> {
        let (mut xml, mut index) = (Xml::new(part)?, Self { sheets: Vec::new(), epoch_1904: false });
        while let Some(event) = xml.next()? {
            let Event::Open(tag) = event else { continue };
            match tag.name() {
                "workbookPr" => index.epoch_1904 = tag.get("date1904")?.is_some_and(|yes| xml::is_true(&yes)),
                "sheet" if index.sheets.len() < SHEETS_MAX => index.sheets.push(SheetEntry {
                    name: tag.get("name")?.unwrap_or_default(),
                    relation: tag.get("id")?.unwrap_or_default(),
                    visible: tag.get("state")?.is_none_or(|state| state == "visible"),
                }),
                _ => {}
            }
        }
        Ok(index)
    }
}
