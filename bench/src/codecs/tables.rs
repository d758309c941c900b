//! Files that people upload: CSV and XLSX, from the bytes to checked rows.

use anyhow::{Result, anyhow};
use sigap_exchange::sheet::{Mapping, Table, read_rows};
use sigap_kernel::Zone;

use super::workbook::workbook;
use super::{Codec, Load};

/// Rows of a file, each of which counts as a message.
const ROWS: usize = 1_900;
/// The first line.
const HEADERS: [&str; 12] =
    ["Kode", "Nama ruang", "Kelas", "L/P", "Kapasitas", "Terisi", "Kosong", "Dibersihkan", "Rusak", "Dipesan", "Antrean IGD", "Waktu"];

pub(super) fn codecs() -> Result<Vec<Codec>> {
    let csv = |count| load(cells(count).map(|row| row.join(";") + "\r\n").collect::<String>().into_bytes());
    let xlsx = |count| load(workbook(&cells(count).collect::<Vec<_>>())?);
    Ok(vec![
        Codec { name: "CSV read", small: csv(ROWS)?, large: None },
        Codec { name: "XLSX read (bytes are packed)", small: xlsx(ROWS)?, large: None },
    ])
}

fn cells(count: usize) -> impl Iterator<Item = Vec<String>> {
    let row = |row: usize| {
        let (code, name) = (format!("R{row}"), format!("Ruang Melati {row} (rekaan)"));
        [code.as_str(), &name, "Kelas III", "L/P", "24", "17", "7", "0", "0", "0", "2", "22/11/2026 10.15"].map(str::to_owned).to_vec()
    };
    std::iter::once(HEADERS.map(str::to_owned).to_vec()).chain((1..=count).map(row))
}

fn load(file: Vec<u8>) -> Result<Load> {
    let parts = rows(&file).ok_or_else(|| anyhow!("the file of the measurement is not read"))?;
    Ok(Load { parts, ..Load::other(file, |file| rows(file).unwrap_or(0)) })
}

fn rows(file: &[u8]) -> Option<usize> {
    let table = Table::read(file, None).ok()?;
    let fitted = Mapping::propose(&table).fit(&table).ok()?;
    Some(read_rows(&table, &fitted, Zone::Wib).good.len())
}
