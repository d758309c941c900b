//! Files made to cost more than they weigh: each is refused with little work and little memory.

use crate::sheet::{BYTES_MAX, ROWS_LOOKED_AT_MAX, SheetFault, Table, UNPACKED_BYTES_MAX};
use crate::tests::workbook::{Part, Workbook, packed, texts};

const TOO_LARGE: SheetFault = SheetFault::TooLargeInside { max: UNPACKED_BYTES_MAX };
/// What reading may add to the memory of the test program, beside what the other tests take meanwhile: a bomb unpacks to more than seven times as much.
const MEMORY_MAX_KB: u64 = 200 * 1024;

fn with_part(name: &str, part: Part) -> Vec<u8> {
    let mut parts = Workbook::of(&(texts(1, &["Ruang", "Kosong"]) + &texts(2, &["A", "3"]))).parts();
    parts.retain(|one| one.name != name);
    parts.push(part);
    packed(&parts)
}

fn fault(bytes: &[u8]) -> SheetFault {
    assert!(bytes.len() <= BYTES_MAX, "the bomb is too large to be tried: {}", bytes.len());
    Table::read(bytes, None).unwrap_err()
}

/// The most memory this program ever had, in KB; 0 where the system does not say.
fn memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

#[test]
fn a_part_that_grows_beyond_the_limit_is_refused_with_bounded_memory() {
    let (before, bomb) = (memory_kb(), Part::bomb("", 1_500));
    for name in ["xl/worksheets/sheet0.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"] {
        let bomb = Part { name: name.to_owned(), ..bomb.clone() };
        let lying = Part { unpacked: 1_000, ..bomb.clone() };
        assert_eq!(fault(&with_part(name, bomb)), TOO_LARGE, "{name} says its size");
        assert_eq!(fault(&with_part(name, lying)), SheetFault::Damaged, "{name} says 1,000 bytes");
    }
    let name = "xl/worksheets/sheet0.xml";
    let lying = Part { name: name.to_owned(), unpacked: UNPACKED_BYTES_MAX as u64 - 100_000, ..bomb };
    assert_eq!(fault(&with_part(name, lying)), SheetFault::Damaged, "just less than the limit is said");
    assert!(memory_kb() - before < MEMORY_MAX_KB, "{} KB more", memory_kb() - before);
}

#[test]
fn all_parts_together_stay_below_the_limit() {
    let spaces = |name: &str, bytes: usize| Part::new(name, format!("<x>{}</x>", " ".repeat(bytes)).as_bytes());
    let half = UNPACKED_BYTES_MAX / 2;
    let bytes = with_part("xl/sharedStrings.xml", spaces("xl/sharedStrings.xml", half));
    assert!(Table::read(&bytes, None).is_ok(), "one half is within the limit");
    let mut parts = Workbook::of("").parts();
    parts.retain(|one| !one.name.contains("sharedStrings") && !one.name.contains("styles"));
    parts.extend([spaces("xl/sharedStrings.xml", half), spaces("xl/styles.xml", half)]);
    assert_eq!(fault(&packed(&parts)), TOO_LARGE);
}

#[test]
fn a_part_that_nobody_reads_is_not_unpacked() {
    let name = "xl/media/image1.png";
    assert!(Table::read(&with_part(name, Part::bomb(name, 1_500)), None).is_ok());
}

#[test]
fn a_long_text_pointed_at_from_every_cell_is_refused() {
    let row = |row: u32| format!("<row r=\"{row}\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(64));
    let rows: String = (1..=2_000).map(row).collect();
    let book = Workbook { texts: format!("<si><t>{}</t></si>", "a".repeat(1_000)), ..Workbook::of(&rows) };
    assert!(matches!(fault(&book.bytes()), SheetFault::TooMuchText { .. }));
}

#[test]
fn references_and_document_types_are_not_followed() {
    let sheet = "xl/worksheets/sheet0.xml";
    for text in [
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t=\"str\"><v>&#0;</v></c></row></sheetData></worksheet>",
    ] {
        assert_eq!(fault(&with_part(sheet, Part::new(sheet, text.as_bytes()))), SheetFault::Damaged, "{text}");
    }
}

/// What stands behind the last row that is looked at is damaged: whoever came so far would say so.
#[test]
fn empty_rows_are_looked_at_up_to_a_limit_and_no_further() {
    let table = texts(1, &["Ruang", "Kosong"]) + &texts(2, &["A", "3"]);
    let with_empty = |rows: usize, behind: &str| Workbook::of(&format!("{table}{}{behind}", "<row/>".repeat(rows))).bytes();
    assert!(Table::read(&with_empty(ROWS_LOOKED_AT_MAX - 2, ""), None).is_ok(), "as many as are looked at");
    let too_many = SheetFault::TooManyEmptyRows { max: ROWS_LOOKED_AT_MAX };
    assert_eq!(fault(&with_empty(ROWS_LOOKED_AT_MAX - 1, "<row r=\"x\"/>")), too_many);
    assert_eq!(
        too_many.to_string(),
        "Lembar ini memuat lebih dari 65.536 baris, termasuk yang kosong. Salin tabelnya saja ke berkas baru, lalu kirim berkas itu."
    );
    let csv = format!("Ruang;Kosong\nA;3\n{}\"", "\n".repeat(ROWS_LOOKED_AT_MAX));
    assert_eq!(fault(csv.as_bytes()), too_many);
    let cells = format!("{table}<row>{}</row><row r=\"x\"/>", "<c/>".repeat(500_000));
    assert_eq!(fault(&Workbook::of(&cells).bytes()), TOO_LARGE, "cells without end");
}

#[test]
fn deep_nesting_and_far_addresses_cost_nothing() {
    let sheet = "xl/worksheets/sheet0.xml";
    let deep = format!("<worksheet><sheetData>{}", "<a>".repeat(500_000));
    assert_eq!(fault(&with_part(sheet, Part::new(sheet, deep.as_bytes()))), SheetFault::Damaged);
    let far = "<row r=\"1\"><c r=\"XFD1\"/></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert!(matches!(fault(&Workbook::of(far).bytes()), SheetFault::TooManyColumns { row: 1_048_576, .. }));
    let address = "<row r=\"4294967295\"><c r=\"ZZZZZZZZZZZZ1\"/></row><row/>";
    assert_eq!(fault(&Workbook::of(address).bytes()), SheetFault::Damaged);
    let last = "<row r=\"1048576\"><c r=\"ZZZZZZZZZZZZ1\"/></row>";
    assert_eq!(fault(&Workbook::of(last).bytes()), SheetFault::Empty);
    assert_eq!(fault(&Workbook::of(&format!("{last}<row/>")).bytes()), SheetFault::Damaged);
}
