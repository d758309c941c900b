//! What workbooks say.

use super::told;
use crate::sheet::{SheetFault, Table, TableNote};
use crate::tests::workbook::{Part, STYLES, Workbook, packed, texts};

const HEADER: [&str; 5] = ["Ruang", "Kelas", "Kapasitas", "Kosong", "Waktu"];

/// One row of cells under the header.
fn row(cells: &str) -> Vec<u8> {
    Workbook::of(&format!("{}<row r=\"2\"><c r=\"A2\" t=\"str\"><v>Melati</v></c><c r=\"B2\"><v>2</v></c>{cells}</row>", texts(1, &HEADER)))
        .bytes()
}

fn check(cells: &str, expected: &str) {
    assert_eq!(told(&row(cells)), expected, "{cells}");
}

#[test]
fn a_number_is_read_in_every_form_a_cell_can_have() {
    for cell in [
        "<v>24</v>",
        "<v>24.0</v>",
        "<v>2.4E1</v>",
        "<v>23.999999999999996</v>",
        "<f>A1+B1</f><v>24</v>",
        "<f t=\"shared\" si=\"0\"/><v>24</v>",
    ] {
        check(&format!("<c r=\"D2\">{cell}</c>"), "ok 2 Melati/\"Melati\" general.2.any.any.no 24/? occ ? [?,?,?,?]");
        check(&format!("<c r=\"D2\" s=\"4\">{cell}</c>"), "ok 2 Melati/\"Melati\" general.2.any.any.no 24/? occ ? [?,?,?,?]");
    }
    check("<c r=\"D2\" t=\"str\"><f>TEXT(1)</f><v>24</v></c>", "ok 2 Melati/\"Melati\" general.2.any.any.no 24/? occ ? [?,?,?,?]");
    check("<c r=\"D2\" t=\"inlineStr\"><is><t> 24 </t></is></c>", "ok 2 Melati/\"Melati\" general.2.any.any.no 24/? occ ? [?,?,?,?]");
    check("<c/><c><v>24</v></c>", "ok 2 Melati/\"Melati\" general.2.any.any.no 24/? occ ? [?,?,?,?]");
}

#[test]
fn a_cell_that_holds_no_number_says_so() {
    for (cell, sentence) in [
        ("><v>24.5</v>", "bad 2 Kolom Kosong harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        ("><v>-1</v>", "bad 2 Kolom Kosong tidak boleh negatif."),
        ("><v>1e300</v>", "bad 2 Kolom Kosong paling besar 100.000."),
        ("><f>C2-B2</f>", "bad 2 Kolom Kosong berisi rumus tanpa hasil. Simpan ulang berkas dari Excel, atau tulis nilainya."),
        (" t=\"e\"><f>A1/0</f><v>#DIV/0!</v>", "bad 2 Kolom Kosong berisi galat rumus Excel."),
        (" t=\"b\"><v>1</v>", "bad 2 Kolom Kosong harus berupa bilangan bulat."),
        (" t=\"str\"><v>1.000</v>", "bad 2 Kolom Kosong harus berupa bilangan bulat tanpa pecahan dan tanpa pemisah ribuan."),
        (" s=\"2\"><v>24</v>", "bad 2 Kolom Kosong harus berupa bilangan bulat."),
        (">", "bad 2 Isi Kosong, atau Kapasitas dan Terisi."),
    ] {
        check(&format!("<c r=\"D2\"{cell}</c>"), sentence);
    }
}

#[test]
fn a_date_is_read_with_the_look_of_a_date_and_without() {
    let ok = "ok 2 Melati/\"Melati\" general.2.any.any.no 3/? occ ? [?,?,?,?] @2026-11-22 10:15:00";
    for cell in [
        "s=\"1\"><v>46348.427083333336</v>",
        "><v>46348.427083333336</v>",
        "t=\"d\"><v>2026-11-22T10:15:00</v>",
        "t=\"str\"><v>22/11/2026 10.15</v>",
    ] {
        check(&format!("<c r=\"D2\"><v>3</v></c><c r=\"E2\" {cell}</c>"), ok);
    }
    check("<c r=\"D2\"><v>3</v></c><c r=\"E2\" s=\"2\"><v>46348</v></c>", &ok.replace("10:15", "00:00"));
    check(
        "<c r=\"D2\"><v>3</v></c><c r=\"E2\" s=\"3\"><v>0.427083333333333</v></c>",
        "bad 2 Kolom Waktu hanya memuat jam. Tulis juga tanggalnya, misalnya 22/11/2026 10.15.",
    );
    for (style, serial) in [(1, "44886.427083333336"), (0, "44886.427083333336")] {
        let row = format!("<row r=\"2\"><c><v>1</v></c><c><v>2</v></c><c/><c><v>3</v></c><c s=\"{style}\"><v>{serial}</v></c></row>");
        let book = Workbook { properties: "<workbookPr date1904=\"1\"/>", ..Workbook::of(&(texts(1, &HEADER) + &row)) };
        assert_eq!(told(&book.bytes()), ok.replace("Melati", "1"), "{style}");
    }
}

#[test]
fn shared_texts_are_put_together_without_their_readings() {
    let rows = format!("{}<row r=\"2\"><c t=\"s\"><v>1</v></c><c><v>2</v></c><c/><c><v>3</v></c></row>", texts(1, &HEADER));
    let texts = "<si><t>lain</t></si><si><r><rPr/><t>Me</t></r><r><t xml:space=\"preserve\">lati &amp; Ma</t></r><r><t>&#119;ar_x000D_\n2</t></r><rPh sb=\"0\" eb=\"1\"><t>baca</t></rPh></si><si/>";
    let book = Workbook { texts: texts.to_owned(), ..Workbook::of(&rows) };
    assert_eq!(
        told(&book.bytes()),
        "bad 2 Kolom Nama ruang wajib diisi.".replace(
            "bad 2 Kolom Nama ruang wajib diisi.",
            "ok 2 Melati & Mawar 2/\"Melati & Mawar 2\" general.2.any.any.no 3/? occ ? [?,?,?,?]"
        )
    );
    let missing = Workbook { texts: "<si><t>lain</t></si>".to_owned(), ..Workbook::of(&rows) };
    assert_eq!(Table::read(&missing.bytes(), None).unwrap_err(), SheetFault::Damaged);
}

#[test]
fn the_first_visible_sheet_is_read_or_the_one_chosen() {
    let sheet = |room: &str| texts(1, &["Ruang", "Kosong"]) + &texts(2, &[room, "3"]);
    let sheets = vec![
        ("Lama", "hidden", sheet("A")),
        ("Rahasia", "veryHidden", sheet("B")),
        ("Kini", "", sheet("C")),
        ("Besok", "visible", sheet("D")),
    ];
    let book = Workbook { sheets, ..Workbook::of("") }.bytes();
    let first = |table: &Table| table.rows().next().map(|row| row.cell(0).to_owned());
    let table = Table::read(&book, None).unwrap();
    assert_eq!((first(&table).as_deref(), table.sheets()), (Some("C"), ["Kini".to_owned(), "Besok".to_owned()].as_slice()));
    assert_eq!(table.notes(), [TableNote::OtherSheets(1)]);
    assert_eq!(first(&Table::read_sheet(&book, None, "Besok").unwrap()).as_deref(), Some("D"));
    assert_eq!(Table::read_sheet(&book, None, "Tidak ada").unwrap_err(), SheetFault::NoSuchSheet);
    let hidden = Workbook { sheets: vec![("Lama", "hidden", sheet("A"))], ..Workbook::of("") };
    assert_eq!(Table::read(&hidden.bytes(), None).unwrap_err(), SheetFault::NoSheet);
}

#[test]
fn rows_keep_the_numbers_the_spreadsheet_shows_and_hidden_ones_are_counted() {
    let rows = texts(3, &["Data rekaan"])
        + &texts(5, &["Ruang", "Kosong"])
        + "<row r=\"6\"/>"
        + &texts(9, &["A", "3"]).replace("r=\"9\"", "r=\"9\" hidden=\"1\"");
    let table = Table::read(&Workbook::of(&rows).bytes(), None).unwrap();
    assert_eq!((table.header_row(), table.rows().map(|row| row.number()).collect::<Vec<_>>()), (5, vec![9]));
    assert_eq!(table.notes(), [TableNote::TitleRows(1), TableNote::HiddenRows(1)]);
}

#[test]
fn other_packings_of_a_workbook_are_read_too() {
    let rows = texts(1, &["Ruang", "Kelas", "Kosong"]) + &texts(2, &["A", "1", "3"]);
    let ok = "ok 2 A/\"A\" general.1.any.any.no 3/? occ ? [?,?,?,?]";
    let parts = || Workbook::of(&rows).parts();
    let wide = |part: Part| Part { is_64_bit: true, ..part };
    assert_eq!(told(&packed(&parts().into_iter().map(wide).collect::<Vec<_>>())), ok);
    let windows = |part: Part| Part { name: part.name.replace('/', "\\").to_uppercase(), ..part };
    assert_eq!(told(&packed(&parts().into_iter().map(windows).collect::<Vec<_>>())), ok);
    let mut commented = packed(&parts());
    let end = commented.len();
    commented[end - 2] = 3;
    commented.extend(b"abc");
    assert_eq!(told(&commented), ok);
    let prefixed = |part: Part| match part.name.contains("sheet0") {
        true => Part::stored(
            &part.name,
            format!(
                "<x:worksheet><x:sheetData>{}</x:sheetData></x:worksheet>",
                rows.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:")
            )
            .as_bytes(),
        ),
        false => part,
    };
    assert_eq!(told(&packed(&parts().into_iter().map(prefixed).collect::<Vec<_>>())), ok);
    assert!(STYLES.contains("cellXfs"));
}

#[test]
fn what_is_no_workbook_says_what_to_do() {
    let parts = || Workbook::of(&texts(1, &["Ruang", "Kosong"])).parts();
    let without = |name: &str| packed(&parts().into_iter().filter(|part| !part.name.contains(name)).collect::<Vec<_>>());
    let with = |name: &str, change: &dyn Fn(Part) -> Part| {
        packed(&parts().into_iter().map(|part| if part.name.contains(name) { change(part) } else { part }).collect::<Vec<_>>())
    };
    let xml = |text: &'static str| move |part: Part| Part::new(&part.name, text.as_bytes());
    for (bytes, fault) in [
        (packed(&[Part::stored("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), SheetFault::NotXlsx),
        (packed(&[Part::new("xl/workbook.bin", b"")]), SheetFault::NotXlsx),
        (without("workbook.xml.rels"), SheetFault::Damaged),
        (without("sheet0"), SheetFault::Damaged),
        (without("nothing"), SheetFault::Empty),
        (with("sheet0", &|part| Part { flags: 1, ..part }), SheetFault::OldExcel),
        (with("sheet0", &|part| Part { method: 12, ..part }), SheetFault::Damaged),
        (with("sheet0", &|part| Part { crc: part.crc ^ 1, ..part }), SheetFault::Damaged),
        (with("sheet0", &|part| Part { unpacked: part.unpacked - 1, ..part }), SheetFault::Damaged),
        (with("sheet0", &|part| Part { unpacked: part.unpacked + 1, ..part }), SheetFault::Damaged),
        (with("sheet0", &xml("<worksheet><sheetData><row r=\"1\">")), SheetFault::Damaged),
        (with("sheet0", &xml("<worksheet><sheetData></row></sheetData>")), SheetFault::Damaged),
        (with("sheet0", &xml("<worksheet><sheetData><row r=\"2\"/><row r=\"2\"/></sheetData></worksheet>")), SheetFault::Damaged),
        (with("sheet0", &xml("<worksheet><sheetData><row><c r=\"B1\"/><c r=\"A1\"/></row></sheetData></worksheet>")), SheetFault::Damaged),
        (with("sheet0", &xml("<worksheet><sheetData><row><c><v>x</v></c></row></sheetData></worksheet>")), SheetFault::Damaged),
        (b"PK\x03\x04".to_vec(), SheetFault::Damaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest".to_vec(), SheetFault::OldExcel),
    ] {
        assert_eq!(Table::read(&bytes, None).unwrap_err(), fault);
    }
}

#[test]
fn a_name_merged_downwards_is_that_of_every_row_and_a_number_is_not() {
    let rows = texts(1, &["Ruang", "Kelas", "Kapasitas", "Kosong"])
        + &texts(2, &["Melati", "1", "10", "4"])
        + &texts(3, &["", "2", "10", "5"])
        + &texts(4, &["", "3", "", "6"])
        + &texts(5, &["", "3", "10", "7"])
        + "\n---\n<mergeCells><mergeCell ref=\"A2:A4\"/><mergeCell ref=\"C3:C4\"/><mergeCell ref=\"A1:A9\"/></mergeCells>";
    assert_eq!(
        told(&Workbook::of(&rows).bytes()),
        "ok 2 Melati/\"Melati\" general.1.any.any.no 4/10 occ ? [?,?,?,?] | ok 3 Melati/\"Melati\" general.2.any.any.no 5/10 occ ? [?,?,?,?] \
         | ok 4 Melati/\"Melati\" general.3.any.any.no 6/? occ ? [?,?,?,?] | bad 5 Kolom Nama ruang wajib diisi."
    );
}
