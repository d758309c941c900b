//! Workbooks made by hand: rows of texts, and one that is much larger inside than outside.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// A workbook with these sheets, each a name and its rows.
pub(super) fn workbook(sheets: &[(&str, &[Vec<&str>])]) -> Vec<u8> {
    let mut parts = head(&sheets.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    parts.extend((0..).zip(sheets).map(|(place, (_, rows))| sheet(place, &rows_xml(rows))));
    packed(&parts)
}

/// A workbook of a few kilobytes whose sheet unpacks to 64 MiB.
pub(super) fn bomb() -> Vec<u8> {
    let mut parts = head(&["Bom (rekaan)"]);
    parts.push(sheet(0, &" ".repeat(64 * 1024 * 1024)));
    packed(&parts)
}

type Part = (String, Vec<u8>);

fn head(names: &[&str]) -> Vec<Part> {
    let sheets: String =
        (0..).zip(names).map(|(place, name)| format!("<sheet name=\"{name}\" sheetId=\"{place}\" r:id=\"rId{place}\"/>")).collect();
    let relation =
        |place: usize| format!("<Relationship Id=\"rId{place}\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet{place}.xml\"/>");
    let relations: String = (0..names.len()).map(relation).collect();
    vec![
        ("xl/workbook.xml".into(), format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>").into_bytes()),
        ("xl/_rels/workbook.xml.rels".into(), format!("<Relationships>{relations}</Relationships>").into_bytes()),
    ]
}

fn sheet(place: usize, data: &str) -> Part {
    (format!("xl/worksheets/sheet{place}.xml"), format!("<worksheet><sheetData>{data}</sheetData></worksheet>").into_bytes())
}

fn rows_xml(rows: &[Vec<&str>]) -> String {
    let cell = |row: usize, (column, text): (char, &&str)| format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |(number, cells): (usize, &Vec<&str>)| {
        let cells: String = ('A'..).zip(cells).map(|one| cell(number, one)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    (1..).zip(rows).map(row).collect()
}

/// A packed file of these parts.
fn packed(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    for (name, content) in parts {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(content).unwrap();
        let body = deflate.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let at = out.len();
        let shared = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &long(body.len()),
            &long(content.len()),
            &short(name.len()),
            &[0, 0],
        ]
        .concat();
        out.extend([b"PK\x03\x04", shared.as_slice(), name.as_bytes(), &body].concat());
        directory.extend([b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 10], &long(at), name.as_bytes()].concat());
    }
    let (at, size) = (out.len(), directory.len());
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &short(parts.len()), &short(parts.len()), &long(size), &long(at), &[0, 0]].concat());
    out
}
