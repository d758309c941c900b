//! Backup and restore: one compressed file of plain rows, the same for both engines, so that a city can also move from
//! one engine to the other. The key ring is never in it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Db, Engine, Query, Row, StoreError, args, journal, value_rows};

/// The version of the file's own form.
const FORMAT: u32 = 1;
/// Rows read and written at once.
const PAGE_ROWS: i64 = 2_000;
/// Arguments of one statement; both engines allow at least 32,000.
const ARGS_MAX: usize = 10_000;

/// The first line of a backup.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    sigap_backup: u32,
    realm: String,
    journal_seq: i64,
    journal_hash: String,
}

/// Where the rows of a table begin.
#[derive(Debug, Serialize, Deserialize)]
struct TableHead {
    table: String,
    columns: Vec<String>,
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// Rows of every table.
    pub rows: BTreeMap<String, u64>,
    /// The last sealed journal entry in it.
    pub journal_seq: i64,
}

/// What a restore brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    /// Rows of every table.
    pub rows: BTreeMap<String, u64>,
    /// Whether the journal's chain holds, and where it ends.
    pub journal: journal::SealReport,
}

pub(crate) fn file_error(path: &Path, error: impl std::fmt::Display) -> StoreError {
    StoreError::File(format!("{}: {error}", path.display()))
}

/// A new file that its owner alone may read, from its first byte; one that was left half-written is thrown away.
pub(crate) fn create_private(path: &Path) -> Result<File, StoreError> {
    let _ = std::fs::remove_file(path);
    File::options().write(true).create_new(true).mode(0o600).open(path).map_err(|error| file_error(path, error))
}

/// Gives a finished file its name, and returns when a power cut can no longer take the name away.
pub(crate) fn put_in_place(part: &Path, path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::rename(part, path).map_err(|error| file_error(path, error))?;
    // Some network disks and drop folders cannot be asked for it: the file is there all the same.
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::warn!(%error, folder = %folder.display(), "the folder could not be written through; a power cut may take the name of the new file");
    }
    Ok(())
}

/// Writes everything into `path`, from one unmoving state of the database. `progress` hears table and rows so far.
///
/// # Errors
/// When the database cannot be read or the file cannot be written; a half-written file is left beside as `….part`.
pub async fn backup(db: &Db, path: &Path, mut progress: impl FnMut(&str, u64)) -> Result<BackupReport, StoreError> {
    let part = path.with_extension("part");
    let snapshot = db.snapshot().await?;
    let head = journal::head(&snapshot, db.realm()).await?;
    let file = create_private(&part)?;
    let mut out = GzEncoder::new(BufWriter::new(file), Compression::fast());
    let header = Header { sigap_backup: FORMAT, realm: db.realm().to_owned(), journal_seq: head.seq, journal_hash: head.hash };
    write_line(&mut out, &header, &part)?;
    let mut rows = BTreeMap::new();
    for table in tables(&snapshot, db.engine()).await? {
        let count = backup_table(&snapshot, db.engine(), &table, &mut out, &part, &mut progress).await?;
        rows.insert(table, count);
    }
    let file = out
        .finish()
        .and_then(|file| file.into_inner().map_err(std::io::IntoInnerError::into_error))
        .map_err(|error| file_error(&part, error))?;
    file.sync_all().map_err(|error| file_error(&part, error))?;
    put_in_place(&part, path)?;
    Ok(BackupReport { rows, journal_seq: header.journal_seq })
}

pub(crate) fn write_line(out: &mut impl std::io::Write, value: &impl Serialize, path: &Path) -> Result<(), StoreError> {
    serde_json::to_writer(&mut *out, value).map_err(|error| file_error(path, error))?;
    out.write_all(b"\n").map_err(|error| file_error(path, error))
}

/// The tables of the schema, by name.
async fn tables(q: &impl Query, engine: Engine) -> Result<Vec<String>, StoreError> {
    let sql = match engine {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Engine::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
        }
    };
    q.rows(sql, Vec::new()).await?.iter().map(|row| row.get("name")).collect()
}

/// The columns of a table with their kind.
async fn columns(q: &impl Query, engine: Engine, table: &str) -> Result<Vec<(String, Kind)>, StoreError> {
    let sql = match engine {
        Engine::Sqlite => "SELECT name, type AS kind FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT column_name::text AS name, data_type::text AS kind FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    let rows = q.rows(sql, args![table]).await?;
    rows.iter().map(|row| Ok((row.get("name")?, Kind::of(&row.get::<String>("kind")?)))).collect()
}

/// The three kinds of column there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Real,
}

impl Kind {
    fn of(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "bigint" | "integer" => Kind::Whole,
            "double precision" => Kind::Real,
            _ => Kind::Text,
        }
    }

    fn to_json(self, row: &Row, column: &str) -> Result<Json, StoreError> {
        Ok(match self {
            Kind::Text => row.get::<Option<String>>(column)?.into(),
            Kind::Whole => row.get::<Option<i64>>(column)?.into(),
            Kind::Real => row.get::<Option<f64>>(column)?.into(),
        })
    }

    fn to_value(self, json: Json) -> Value {
        match self {
            Kind::Text => Value::from(json.as_str().map(str::to_owned)),
            Kind::Whole => Value::from(json.as_i64()),
            Kind::Real => Value::from(json.as_f64()),
        }
    }
}

async fn backup_table(
    q: &impl Query,
    engine: Engine,
    table: &str,
    out: &mut impl std::io::Write,
    path: &Path,
    progress: &mut impl FnMut(&str, u64),
) -> Result<u64, StoreError> {
    let columns = columns(q, engine, table).await?;
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    write_line(out, &TableHead { table: table.to_owned(), columns: names.clone() }, path)?;
    // Every engine has a hidden row address that a page can start after.
    let (address, start) = match engine {
        Engine::Sqlite => ("rowid", "$1"),
        Engine::Postgres => ("ctid", "$1::text::tid"),
    };
    let cast = if engine == Engine::Postgres { "::text" } else { "" };
    let sql = format!(
        "SELECT {address}{cast} AS row_address, {} FROM {table} WHERE {address} > {start} ORDER BY {address} LIMIT $2",
        names.join(", ")
    );
    let mut after = if engine == Engine::Postgres { Value::from("(0,0)") } else { Value::from(i64::MIN) };
    let mut count = 0;
    loop {
        let rows = q.rows(&sql, vec![after.clone(), Value::from(PAGE_ROWS)]).await?;
        let Some(last) = rows.last() else { break };
        after = match engine {
            Engine::Sqlite => last.get::<i64>("row_address")?.into(),
            Engine::Postgres => last.get::<String>("row_address")?.into(),
        };
        for row in &rows {
            let cells = columns.iter().map(|(name, kind)| kind.to_json(row, name)).collect::<Result<Vec<Json>, _>>()?;
            write_line(out, &cells, path)?;
        }
        count += rows.len() as u64;
        progress(table, count);
    }
    Ok(count)
}

/// Brings a backup into an empty database of this version, then checks the journal. `progress` hears table and rows so far.
///
/// # Errors
/// When the file is not a backup, when the database already holds entries, or when it cannot be written.
pub async fn restore(db: &Db, path: &Path, mut progress: impl FnMut(&str, u64)) -> Result<RestoreReport, StoreError> {
    let file = File::open(path).map_err(|error| file_error(path, error))?;
    let mut lines = BufReader::new(GzDecoder::new(BufReader::new(file))).lines();
    let mut next = move || lines.next().transpose().map_err(|error| StoreError::File(format!("the backup is damaged: {error}")));
    let header: Header = next()
        .ok()
        .flatten()
        .and_then(|line| serde_json::from_str(&line).ok())
        .ok_or_else(|| StoreError::File(format!("{} is not a Sigap backup", path.display())))?;
    if header.sigap_backup > FORMAT {
        return Err(StoreError::File("this backup was made by a newer Sigap; restore it with that version".to_owned()));
    }
    // Any entry counts, also one that still waits for its seal.
    if db.row("SELECT entry_id FROM journal_entry LIMIT 1", Vec::new()).await?.is_some() {
        return Err(StoreError::File("the database is not empty: restore goes into a new folder or database".to_owned()));
    }
    let tx = db.begin_plain().await?;
    let known = tables(&tx, db.engine()).await?;
    let mut rows = BTreeMap::new();
    let mut open: Option<Filling> = None;
    while let Some(line) = next()? {
        if line.starts_with('{') {
            close(&tx, open.take(), &mut rows).await?;
            let head: TableHead = serde_json::from_str(&line).map_err(|error| file_error(path, error))?;
            open = Some(Filling::start(&tx, db.engine(), head, &known).await?);
        } else if let Some(filling) = open.as_mut() {
            let cells: Vec<Json> = serde_json::from_str(&line).map_err(|error| file_error(path, error))?;
            filling.add(&tx, cells).await?;
            if filling.count.is_multiple_of(PAGE_ROWS.unsigned_abs()) {
                progress(&filling.table, filling.count);
            }
        }
    }
    close(&tx, open.take(), &mut rows).await?;
    // Checked before anything of it stands: what does not hold leaves the database as empty as it was.
    let journal = journal::verify(&tx, db.realm(), |_| {}).await?;
    if (journal.sealed, &journal.head_hash) != (header.journal_seq, &header.journal_hash) {
        return Err(StoreError::File("the backup is damaged: its journal does not end where it should; nothing was restored".to_owned()));
    }
    tx.commit().await?;
    Ok(RestoreReport { rows, journal })
}

async fn close(tx: &crate::Tx, filling: Option<Filling>, rows: &mut BTreeMap<String, u64>) -> Result<(), StoreError> {
    if let Some(mut filling) = filling {
        filling.flush(tx).await?;
        rows.insert(filling.table, filling.count);
    }
    Ok(())
}

/// A table being filled.
struct Filling {
    table: String,
    columns: Vec<(String, Kind)>,
    waiting: Vec<Value>,
    count: u64,
}

impl Filling {
    async fn start(tx: &crate::Tx, engine: Engine, head: TableHead, known: &[String]) -> Result<Self, StoreError> {
        if !known.contains(&head.table) {
            return Err(StoreError::File(format!("the backup holds a table this version does not know: {}", head.table)));
        }
        let kinds: BTreeMap<String, Kind> = columns(tx, engine, &head.table).await?.into_iter().collect();
        let mut columns = Vec::with_capacity(head.columns.len());
        for name in head.columns {
            let kind = kinds
                .get(&name)
                .copied()
                .ok_or_else(|| StoreError::File(format!("the backup holds an unknown column: {}.{name}", head.table)))?;
            columns.push((name, kind));
        }
        // A new database has rows of its own (its realm, its migrations): the backup's take their place.
        tx.journal_execute(&format!("DELETE FROM {}", head.table), Vec::new()).await?;
        Ok(Self { table: head.table, columns, waiting: Vec::new(), count: 0 })
    }

    async fn add(&mut self, tx: &crate::Tx, cells: Vec<Json>) -> Result<(), StoreError> {
        if cells.len() != self.columns.len() {
            return Err(StoreError::File(format!("the backup is damaged: a row of {} has {} columns", self.table, cells.len())));
        }
        self.waiting.extend(self.columns.iter().zip(cells).map(|((_, kind), cell)| kind.to_value(cell)));
        self.count += 1;
        if self.waiting.len() + self.columns.len() > ARGS_MAX { self.flush(tx).await } else { Ok(()) }
    }

    async fn flush(&mut self, tx: &crate::Tx) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let rows = self.waiting.len() / self.columns.len();
        let sql = format!("INSERT INTO {} ({}) VALUES {}", self.table, names.join(", "), value_rows(rows, names.len()));
        tx.journal_execute(&sql, std::mem::take(&mut self.waiting)).await?;
        Ok(())
    }
}
