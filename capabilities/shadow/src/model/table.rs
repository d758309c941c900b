//! A table of another book, pasted by a person: kind of bed, free, beds, when. Every row is taken or comes back with its mistake.

use sigap_exchange::sheet::{SheetFault, Table, pool_of};
use sigap_kernel::{BedType, Pool, UtcMs, Zone};

use super::{Book, Figure, kind_of};

/// Rows of one paste: a hospital's month with a dozen kinds of bed.
const ROWS_MAX: usize = 600;
/// Beds of one kind in one hospital.
pub(crate) const BEDS_MAX: u32 = 2_000;

/// A row that could not be taken: its number, its text, and the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowMistake {
    pub(crate) row: u32,
    pub(crate) text: String,
    pub(crate) message: &'static str,
}

/// Where each column stands.
struct Columns {
    kind: usize,
    free: usize,
    beds: Option<usize>,
    at: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Option<Self> {
        let place = |words: &[&str]| {
            let says = |name: &String| words.iter().any(|word| name.trim().to_lowercase().contains(word));
            table.headers().iter().position(says)
        };
        Some(Self {
            kind: place(&["kelas", "class", "jenis", "kind"])?,
            free: place(&["kosong", "free", "tersedia", "available"])?,
            beds: place(&["kapasitas", "tempat tidur", "beds", "capacity", "jumlah"]),
            at: place(&["waktu", "jam", "tanggal", "time", "when"]),
        })
    }
}

/// Reads a pasted table. A row without an hour is of now.
///
/// # Errors
/// The message when it is no table at all.
pub(crate) fn read_table(text: &str, kinds: &[Pool], zone: Zone, now: UtcMs) -> Result<(Vec<Figure>, Vec<RowMistake>), String> {
    let table = Table::read(text.as_bytes(), Some("tabel.csv")).map_err(unreadable)?;
    let columns = Columns::of(&table).ok_or("table-columns")?;
    if table.row_count() > ROWS_MAX {
        return Err(format!("table-rows?max={ROWS_MAX}"));
    }
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for row in table.rows() {
        let cell = |place: usize| row.cell(place);
        let at = columns.at.map(cell).filter(|text| !text.is_empty());
        let read = || {
            let kind = read_kind(cell(columns.kind), kinds).ok_or("row-kind")?;
            let free = read_count(cell(columns.free)).ok_or("row-free")?;
            let beds = match columns.beds.map(cell).filter(|text| !text.is_empty()) {
                None => None,
                Some(text) => Some(read_count(text).filter(|beds| *beds >= free).ok_or("row-beds")?),
            };
            let at = at.map_or(Some(now), |text| read_when(text, zone)).filter(|at| *at <= now).ok_or("row-when")?;
            Ok(Figure { book: Book::Typed, kind, at, free, beds })
        };
        match read() {
            Ok(figure) => good.push(figure),
            Err(message) => bad.push(RowMistake { row: row.number(), text: row.cells().collect::<Vec<_>>().join(";"), message }),
        }
    }
    Ok((good, bad))
}

fn unreadable(fault: SheetFault) -> String {
    match fault {
        SheetFault::Empty => "file-empty".to_owned(),
        SheetFault::TooLarge { .. } | SheetFault::TooManyRows { .. } => format!("table-rows?max={ROWS_MAX}"),
        _ => "table-columns".to_owned(),
    }
}

fn read_count(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|count| *count <= BEDS_MAX)
}

/// A kind of bed that the hospital has, as code or as people write it.
fn read_kind(text: &str, kinds: &[Pool]) -> Option<Pool> {
    let text = text.trim();
    let meant = text.parse().ok().or_else(|| Some(pool_of(Some(text), None, None)).filter(|pool| pool.bed_type != BedType::Unmapped))?;
    let meant = kind_of(meant);
    kinds.contains(&meant).then_some(meant)
}

/// `2026-11-22 14:30`, `2026-11-22T14:30` or `22/11/2026 14.30` on the clock of the place.
pub(crate) fn read_when(text: &str, zone: Zone) -> Option<UtcMs> {
    let (day, time) = text.trim().split_once([' ', 'T'])?;
    let parts: Vec<&str> = day.split(['-', '/']).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let (hour, minute) = time.trim().get(..5).or(Some(time.trim()))?.split_once([':', '.'])?;
    let local = UtcMs::parse_rfc3339(&format!("{year:0>4}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:00Z"))?;
    Some(local.plus_min(-60 * i64::from(zone.offset_h())))
}
