//! What can be wrong with an uploaded file, a remembered mapping or a row, each with its Indonesian sentence and its message id.
//!
//! Message ids are those of the registry's imports where both can go wrong in the same way.

use sigap_kernel::{FieldErrors, Lang, figure};
use thiserror::Error;

use super::Column;
use crate::lenient::FieldFault;

const MIB: usize = 1024 * 1024;

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SheetFault {
    /// No bytes, or no row under the header.
    #[error("Berkas ini tidak berisi baris.")]
    Empty,
    /// More bytes than the limit.
    #[error("Berkas terlalu besar. Paling besar {} MB; bagi menjadi beberapa berkas.", .max / MIB)]
    TooLarge {
        /// The limit, in bytes.
        max: usize,
    },
    /// A workbook that grows beyond the limit when unpacked, or has more elements than are looked at.
    #[error("Isi berkas Excel ini terlalu besar setelah dibuka. Salin tabelnya saja ke berkas baru, lalu kirim berkas itu.")]
    TooLargeInside {
        /// The limit, in bytes.
        max: usize,
    },
    /// A text in another encoding, for example Windows-1252 or UTF-16.
    #[error("Berkas ini bukan teks UTF-8. Simpan ulang sebagai \"CSV UTF-8\" atau .xlsx.")]
    NotUtf8,
    /// A text with NUL or other signs that no text has.
    #[error("Berkas ini bukan CSV dan bukan .xlsx. Simpan ulang dari Excel sebagai .xlsx atau \"CSV UTF-8\".")]
    NotATable,
    /// A web page, often called `.xls` by the system that made it.
    #[error("Berkas ini halaman web, bukan lembar kerja. Buka dengan Excel, lalu simpan sebagai .xlsx.")]
    Html,
    /// Excel before 2007, or a workbook with a password.
    #[error("Berkas ini berformat .xls lama atau terkunci kata sandi. Simpan ulang sebagai .xlsx tanpa kata sandi.")]
    OldExcel,
    /// Packed like a workbook, but something else: OpenDocument, `.xlsb`, a folder of files.
    #[error("Berkas ini bukan lembar kerja .xlsx. Simpan ulang sebagai .xlsx atau \"CSV UTF-8\".")]
    NotXlsx,
    /// A workbook that is cut off or does not keep to its own format.
    #[error("Berkas Excel ini rusak atau terpotong. Buka dengan Excel, simpan ulang, lalu kirim kembali.")]
    Damaged,
    /// No sheet of the workbook is visible.
    #[error("Berkas ini tidak memiliki lembar yang terlihat.")]
    NoSheet,
    /// No sheet has the name asked for.
    #[error("Lembar yang dipilih tidak ada di berkas ini.")]
    NoSuchSheet,
    /// More rows than the limit.
    #[error("Baris terlalu banyak. Paling banyak {} baris; bagi menjadi beberapa berkas.", figure_of(*.max))]
    TooManyRows {
        /// The limit.
        max: usize,
    },
    /// More rows than are looked at: most of them hold nothing.
    #[error("Lembar ini memuat lebih dari {} baris, termasuk yang kosong. Salin tabelnya saja ke berkas baru, lalu kirim berkas itu.", figure_of(*.max))]
    TooManyEmptyRows {
        /// The limit.
        max: usize,
    },
    /// More columns than the limit.
    #[error("Kolom terlalu banyak (baris {}). Paling banyak {} kolom.", .row, .max)]
    TooManyColumns {
        /// The row, as the spreadsheet counts it.
        row: u32,
        /// The limit.
        max: usize,
    },
    /// A cell longer than the limit.
    #[error("Isi sel terlalu panjang (baris {}). Paling panjang {} karakter.", .row, figure_of(*.max))]
    CellTooLong {
        /// The row, as the spreadsheet counts it.
        row: u32,
        /// The limit, in characters.
        max: usize,
    },
    /// All cells together are longer than the limit.
    #[error("Seluruh isi sel terlalu panjang. Hapus kolom keterangan yang panjang, lalu kirim kembali.")]
    TooMuchText {
        /// The limit, in bytes.
        max: usize,
    },
    /// A quotation mark that is opened and never closed: the rows after it would be swallowed.
    #[error("Tanda kutip di baris {} tidak ditutup. Periksa baris itu, lalu kirim kembali.", .row)]
    UnclosedQuote {
        /// The row where it is opened.
        row: u32,
    },
    /// No row has two texts beside each other.
    #[error("Baris judul kolom tidak ditemukan. Tulis nama kolom di baris pertama, misalnya Kode ruang, Nama ruang, Kapasitas, Kosong.")]
    NoHeader,
}

fn figure_of(count: usize) -> String {
    figure(u64::try_from(count).unwrap_or(u64::MAX), Lang::Id)
}

impl SheetFault {
    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(&self) -> String {
        match self {
            Self::Empty => "file-empty".into(),
            Self::TooLarge { max } => format!("file-too-large?max={}", max / MIB),
            Self::TooLargeInside { .. } => "file-too-large-inside".into(),
            Self::NotUtf8 => "file-not-utf8".into(),
            Self::NotATable => "file-unreadable".into(),
            Self::Html => "file-html".into(),
            Self::OldExcel => "file-old-excel".into(),
            Self::NotXlsx => "file-not-xlsx".into(),
            Self::Damaged => "file-damaged".into(),
            Self::NoSheet => "file-no-sheet".into(),
            Self::NoSuchSheet => "file-no-such-sheet".into(),
            Self::TooManyRows { max } => format!("file-too-many-rows?max={max}"),
            Self::TooManyEmptyRows { max } => format!("file-too-many-empty-rows?max={max}"),
            Self::TooManyColumns { row, max } => format!("file-too-many-columns?row={row}&max={max}"),
            Self::CellTooLong { row, max } => format!("file-cell-too-long?row={row}&max={max}"),
            Self::TooMuchText { .. } => "file-too-much-text".into(),
            Self::UnclosedQuote { row } => format!("file-unclosed-quote?row={row}"),
            Self::NoHeader => "file-no-header".into(),
        }
    }
}

/// Why a mapping does not fit a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MappingFault {
    /// The header remembered for this column is not in the file.
    Missing(Column),
    /// The header remembered for this column stands in the file more than once.
    Doubled(Column),
    /// Two headers are said to be this column.
    Twice(Column),
    /// Nothing says which room a row is about.
    NoRoom,
    /// Neither the free beds nor what they follow from is there.
    NoFree,
}

impl MappingFault {
    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Missing(column) => format!("mapping-missing?column={column}"),
            Self::Doubled(column) => format!("mapping-doubled?column={column}"),
            Self::Twice(column) => format!("mapping-twice?column={column}"),
            Self::NoRoom => "mapping-no-room".into(),
            Self::NoFree => "mapping-no-free".into(),
        }
    }
}

/// The sentence.
impl std::fmt::Display for MappingFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(column) => {
                write!(f, "Kolom untuk {} tidak ada lagi di berkas ini. Pilih kolom penggantinya.", column.label())
            }
            Self::Doubled(column) => {
                write!(f, "Kolom untuk {} ada lebih dari sekali di berkas ini. Ubah salah satu nama kolomnya.", column.label())
            }
            Self::Twice(column) => write!(f, "{} dipilih untuk lebih dari satu kolom. Pilih satu saja.", column.label()),
            Self::NoRoom => f.write_str("Pilih kolom untuk Kode ruang atau Nama ruang."),
            Self::NoFree => f.write_str("Pilih kolom untuk Kosong, atau untuk Kapasitas dan Terisi."),
        }
    }
}

/// What is wrong with one cell, or with a row as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFault {
    /// As in every other protocol.
    Field(FieldFault),
    /// A formula without a result: a text in CSV, or never calculated by the program that wrote the workbook.
    Formula,
    /// The result of a formula is an error, like `#REF!`.
    FormulaError,
    /// Not a date with a time.
    NotTime,
    /// A time of day, but of which day?
    OnlyTime,
    /// A year of two digits: `10/11/12` has three readings.
    ShortYear,
    /// Neither the free beds nor both capacity and occupied beds.
    NoFree,
    /// The row has more or fewer cells than the header.
    Length {
        /// Cells of the row.
        have: usize,
        /// Cells of the header.
        want: usize,
    },
    /// The same room as in an earlier row.
    Twice {
        /// The earlier row.
        row: u32,
    },
}

impl CellFault {
    /// The Indonesian sentence; `column` is `None` for the row as a whole.
    #[must_use]
    pub fn sentence(self, column: Option<Column>) -> String {
        let field = column.map_or("ini", Column::label);
        match self {
            Self::Field(fault) => fault.sentence(field),
            Self::Formula => format!("Kolom {field} berisi rumus tanpa hasil. Simpan ulang berkas dari Excel, atau tulis nilainya."),
            Self::FormulaError => format!("Kolom {field} berisi galat rumus Excel."),
            Self::NotTime => format!("Kolom {field} harus berupa tanggal dan jam, misalnya 22/11/2026 10.15."),
            Self::OnlyTime => format!("Kolom {field} hanya memuat jam. Tulis juga tanggalnya, misalnya 22/11/2026 10.15."),
            Self::ShortYear => format!("Kolom {field} harus memuat tahun empat angka, misalnya 22/11/2026 10.15."),
            Self::NoFree => "Isi Kosong, atau Kapasitas dan Terisi.".into(),
            Self::Length { have, want } => format!("Baris ini punya {have} sel, seharusnya {want}."),
            Self::Twice { row } => format!("Ruang ini sama dengan baris {row} di berkas ini."),
        }
    }

    /// The message id for pages, with its arguments after `?`.
    #[must_use]
    pub fn message_id(self) -> String {
        match self {
            Self::Field(fault) => fault.message_id(),
            Self::Formula => "cell-formula".into(),
            Self::FormulaError => "cell-formula-error".into(),
            Self::NotTime => "cell-not-time".into(),
            Self::OnlyTime => "cell-only-time".into(),
            Self::ShortYear => "cell-short-year".into(),
            Self::NoFree => "row-no-free".into(),
            Self::Length { have, want } => format!("row-length?have={have}&want={want}"),
            Self::Twice { row } => format!("row-twice?row={row}"),
        }
    }
}

impl From<FieldFault> for CellFault {
    fn from(fault: FieldFault) -> Self {
        Self::Field(fault)
    }
}

/// All mistakes of one row, in the order of [`Column::ALL`], those of the whole row last. `Display` says them one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowFaults(Vec<(Option<Column>, CellFault)>);

impl RowFaults {
    pub(super) fn add(&mut self, column: impl Into<Option<Column>>, fault: impl Into<CellFault>) {
        self.0.push((column.into(), fault.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.0.iter().any(|(at, _)| *at == Some(column))
    }

    /// Column (`None`: the whole row) and mistake.
    pub fn iter(&self) -> impl Iterator<Item = (Option<Column>, CellFault)> {
        self.0.iter().copied()
    }

    /// The same mistakes as message ids, for pages; a mistake of the whole row stands at the field `row`.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        self.iter().for_each(|(column, fault)| errors.add(column.map_or("row", Column::code), fault.message_id()));
        errors
    }
}

impl std::fmt::Display for RowFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, (column, fault)) in self.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{}", fault.sentence(column))?;
        }
        Ok(())
    }
}
