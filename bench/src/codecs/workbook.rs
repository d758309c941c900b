//! A workbook with one sheet, as small as office programs still open it.

use std::io::Write as _;

use anyhow::Result;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The packed file of these rows; whole numbers are numbers, everything else is text in its cell.
pub(super) fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let rows: String = (1..).zip(rows).map(|(number, cells)| row(number, cells)).collect();
    let relations = |targets: &str| format!("<Relationships>{targets}</Relationships>");
    packed(&[
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Tempat tidur\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>".to_owned(),
        ),
        ("xl/_rels/workbook.xml.rels", relations("<Relationship Id=\"s\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn row(number: usize, cells: &[String]) -> String {
    let cell = |(column, text): (char, &String)| {
        if text.bytes().all(|b| b.is_ascii_digit()) {
            format!("<c r=\"{column}{number}\"><v>{text}</v></c>")
        } else {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        }
    };
    format!("<row r=\"{number}\">{}</row>", ('A'..).zip(cells).map(cell).collect::<String>())
}

fn packed(parts: &[(&str, String)]) -> Result<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(content.as_bytes())?;
        let body = deflate.finish()?;
        let mut crc = Crc::new();
        crc.update(content.as_bytes());
        let sizes = [u32::try_from(body.len())?, u32::try_from(content.len())?].map(u32::to_le_bytes).concat();
        let (at, name_bytes) = (u32::try_from(out.len())?, u16::try_from(name.len())?.to_le_bytes());
        let shared = [&[20, 0, 0, 0, 8, 0, 0, 0, 0, 0], crc.sum().to_le_bytes().as_slice(), &sizes, &name_bytes].concat();
        out.extend([b"PK\x03\x04", shared.as_slice(), &[0; 2], name.as_bytes(), &body].concat());
        directory.extend([b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 12], &at.to_le_bytes(), name.as_bytes()].concat());
    }
    let (count, size, at) = (u16::try_from(parts.len())?.to_le_bytes(), u32::try_from(directory.len())?, u32::try_from(out.len())?);
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size.to_le_bytes(), &at.to_le_bytes(), &[0; 2]].concat());
    Ok(out)
}
