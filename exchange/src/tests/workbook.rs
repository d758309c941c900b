//! Workbooks made by hand for the tests, also such as no office program would write.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// One part of a packed file, with what its directory says of it.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) packed: Vec<u8>,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) crc: u32,
    pub(super) unpacked: u64,
    /// Whether the sizes stand in the 64-bit field.
    pub(super) is_64_bit: bool,
}

impl Part {
    pub(super) fn new(name: &str, content: &[u8]) -> Self {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
        deflate.write_all(content).unwrap();
        let packed = deflate.finish().unwrap();
        Self { name: name.to_owned(), packed, method: 8, flags: 0, crc: crc(content), unpacked: content.len() as u64, is_64_bit: false }
    }

    pub(super) fn stored(name: &str, content: &[u8]) -> Self {
        Self { packed: content.to_vec(), method: 0, ..Self::new(name, content) }
    }

    /// `mebibytes` times a mebibyte of blanks in few bytes. The checksum is not that of the content: nobody should come so far.
    pub(super) fn bomb(name: &str, mebibytes: u64) -> Self {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(&vec![b' '; 1024 * 1024]).unwrap();
        deflate.flush().unwrap();
        let piece = deflate.get_ref().clone();
        let mut packed: Vec<u8> = (0..mebibytes).flat_map(|_| piece.iter().copied()).collect();
        packed.extend([3, 0]);
        Self { name: name.to_owned(), packed, method: 8, flags: 0, crc: 0, unpacked: mebibytes * 1024 * 1024, is_64_bit: false }
    }
}

pub(super) fn crc(content: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    crc.sum()
}

/// A packed file of these parts.
pub(super) fn packed(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let long = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    for part in parts {
        let (at, size) = (out.len() as u64, part.packed.len() as u64);
        let (mut told, mut extra) = ([part.unpacked, size], Vec::new());
        if part.is_64_bit {
            told = [u64::MAX; 2];
            extra = [[1, 0, 16, 0].as_slice(), &part.unpacked.to_le_bytes(), &size.to_le_bytes()].concat();
        }
        let shared = [
            [20, 0].as_slice(),
            &part.flags.to_le_bytes(),
            &part.method.to_le_bytes(),
            &[0; 4],
            &part.crc.to_le_bytes(),
            &long(told[1]),
            &long(told[0]),
            &short(part.name.len()),
        ]
        .concat();
        out.extend([b"PK\x03\x04", shared.as_slice(), &[0, 0], part.name.as_bytes(), &part.packed].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0", shared.as_slice(), &short(extra.len()), &[0; 10], &long(at), part.name.as_bytes(), &extra].concat(),
        );
    }
    let (at, size, count) = (out.len() as u64, directory.len() as u64, short(parts.len()));
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &long(size), &long(at), &[0, 0]].concat());
    out
}

/// A workbook: what its parts hold, in the words of its format.
pub(super) struct Workbook {
    pub(super) properties: &'static str,
    /// Name, state and rows of each sheet.
    pub(super) sheets: Vec<(&'static str, &'static str, String)>,
    pub(super) texts: String,
    pub(super) styles: &'static str,
}

/// Style 1 shows a date with a time, style 2 a day, style 3 a time of day, style 4 a number with a unit.
pub(super) const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\ hh.mm"/><numFmt numFmtId="165" formatCode="0 &quot;hari&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

impl Workbook {
    /// One visible sheet with these rows.
    pub(super) fn of(rows: &str) -> Self {
        Self { properties: "", sheets: vec![("Tempat tidur", "", rows.to_owned())], texts: String::new(), styles: STYLES }
    }

    pub(super) fn parts(&self) -> Vec<Part> {
        let (mut sheets, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
        for (place, (name, state, rows)) in self.sheets.iter().enumerate() {
            let state = if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
            sheets += &format!("<sheet name=\"{name}\" sheetId=\"{place}\"{state} r:id=\"rId{place}\"/>");
            relations += &format!("<Relationship Id=\"rId{place}\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet{place}.xml\"/>");
            parts.push((format!("xl/worksheets/sheet{place}.xml"), format!("<worksheet>{}</worksheet>", with_data(rows))));
        }
        let relations = format!(
            "<Relationships>{relations}<Relationship Id=\"t\" Type=\"http://x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>\
             <Relationship Id=\"s\" Type=\"http://x/styles\" Target=\"styles.xml\"/></Relationships>"
        );
        parts.extend([
            ("xl/workbook.xml".to_owned(), format!("<workbook xmlns:r=\"r\">{}<sheets>{sheets}</sheets></workbook>", self.properties)),
            ("xl/_rels/workbook.xml.rels".to_owned(), relations),
            ("xl/sharedStrings.xml".to_owned(), format!("<sst>{}</sst>", self.texts)),
            ("xl/styles.xml".to_owned(), self.styles.to_owned()),
        ]);
        let declared = |text: &str| format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n{text}");
        parts.iter().map(|(name, text)| Part::new(name, declared(text).as_bytes())).collect()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        packed(&self.parts())
    }
}

/// Rows, and after a line of their own what stands behind them in the sheet.
fn with_data(rows: &str) -> String {
    let (rows, behind) = rows.split_once("\n---\n").unwrap_or((rows, ""));
    format!("<dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData>{behind}")
}

/// A row of texts written into the cells.
pub(super) fn texts(row: u32, cells: &[&str]) -> String {
    let cells = cells.iter().zip('A'..).filter(|(text, _)| !text.is_empty());
    let cells: String = cells.map(|(text, column)| format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}
