//! The file a hospital may begin with: every header Sigap knows, and one example line that is skipped when it comes back.

use super::Column;

/// The code of the example line. A row with it is never a room.
pub(super) const EXAMPLE_CODE: &str = "CONTOH-REKAAN";

/// Semicolons, because Excel with Indonesian settings reads them into columns; ASCII only, so that no encoding can spoil it.
#[must_use]
pub fn template_csv() -> String {
    let columns = Column::ALL.iter().filter(|column| **column != Column::CountedOn);
    let (headers, example): (Vec<&str>, Vec<&str>) = columns.map(|column| (column.label(), example(*column))).unzip();
    format!("{}\r\n{}\r\n", headers.join(";"), example.join(";"))
}

const fn example(column: Column) -> &'static str {
    match column {
        Column::Code => EXAMPLE_CODE,
        Column::Name => "Ruang Melati (contoh rekaan)",
        Column::Class => "Kelas 3",
        Column::BedType => "Rawat inap",
        Column::Sex => "Campur",
        Column::Capacity => "24",
        Column::Occupied => "15",
        Column::Free => "7",
        Column::Cleaning | Column::Blocked => "1",
        Column::Reserved | Column::WaitingInIgd => "0",
        Column::CountedAt => "22/11/2026 10.15",
        Column::CountedOn => "",
    }
}
