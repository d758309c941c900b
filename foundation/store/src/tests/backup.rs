//! Backup and restore: on each engine, and from one to the other.

use serde_json::json;

use super::writing::put;
use super::{NOTES, both_engines, open, postgres_config, sqlite_config};
use crate::{Db, Entry, Migration, MigrationSet, Query, StoreError, Subject, args, backup, restore};

#[tokio::test]
async fn a_backup_comes_back_whole_on_either_engine() {
    for test in both_engines().await {
        for number in 0..30i64 {
            let outcome: Result<(), StoreError> = test
                .db
                .write(&test.ctx(), |tx| async move {
                    let id = format!("n{number}");
                    tx.execute(
                        "INSERT INTO note (id, text, size, version) VALUES ($1, $2, $3, $4)",
                        args![&id, "a \"b\"\n'c' é", number as f64 / 3.0, number],
                    )
                    .await?;
                    tx.record(Entry::new(Subject::new("note", &id), "note.written", 1, json!({})));
                    Ok(())
                })
                .await;
            outcome.unwrap();
        }
        if test.db.engine() == crate::Engine::Postgres {
            tokio::spawn(crate::run_sealer(test.db.clone(), sigap_kernel::World::real(), "n".into()));
            super::chain::wait_sealed(&test.db).await;
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("city.sigap");
        let report = backup(&test.db, &file, |_, _| {}).await.unwrap();
        assert_eq!((report.rows["note"], report.journal_seq), (30, 30));

        let mut targets = vec![sqlite_config()];
        if let Some(config) = postgres_config().await {
            targets.push((config, tempfile::tempdir().unwrap()));
        }
        for target in targets {
            let target = open(target).await;
            let restored = restore(&target.db, &file, |_, _| {}).await.unwrap();
            assert_eq!((restored.rows["note"], restored.journal.sealed, restored.journal.broken_at), (30, 30, None));
            let row = target.db.row("SELECT text, size, version FROM note WHERE id = 'n29'", args![]).await.unwrap().unwrap();
            assert_eq!(row.get::<String>("text").unwrap(), "a \"b\"\n'c' é");
            assert!((row.get::<f64>("size").unwrap() - 29.0 / 3.0).abs() < 1e-12);
            let again = restore(&target.db, &file, |_, _| {}).await;
            assert!(again.unwrap_err().to_string().contains("not empty"));
        }
    }
}

/// Each write adds a note and counts it; a backup that is one moment of the database holds as many notes as are counted.
#[tokio::test]
async fn a_backup_of_a_busy_database_is_one_moment_of_it() {
    for test in both_engines().await {
        let (db, world) = (test.db.clone(), test.world.clone());
        let busy = tokio::spawn(async move {
            for number in 0.. {
                let ctx = world.ctx(sigap_kernel::Actor::Anyone);
                let id = &format!("n{number}");
                let written: Result<(), StoreError> = db
                    .write(&ctx, |tx| async move {
                        put(&tx, id, "x").await?;
                        put(&tx, "counter", "x").await
                    })
                    .await;
                written.unwrap();
            }
        });
        let count = "SELECT version FROM note WHERE id = 'counter'";
        let folder = tempfile::tempdir().unwrap();
        for round in 0..3 {
            while test.db.row(count, args![]).await.unwrap().is_none_or(|row| row.get::<i64>("version").unwrap() < 20 * (round + 1)) {
                assert!(!busy.is_finished(), "a write failed");
                tokio::task::yield_now().await;
            }
            let file = folder.path().join(format!("{round}.sigap"));
            backup(&test.db, &file, |_, _| {}).await.unwrap();
            let target = open(sqlite_config()).await;
            assert_eq!(restore(&target.db, &file, |_, _| {}).await.unwrap().journal.broken_at, None);
            let counted: i64 = target.db.row(count, args![]).await.unwrap().unwrap().get("version").unwrap();
            let notes: i64 = target.db.row("SELECT COUNT(*) AS n FROM note", args![]).await.unwrap().unwrap().get("n").unwrap();
            let entries: i64 = target.db.row("SELECT COUNT(*) AS n FROM journal_entry", args![]).await.unwrap().unwrap().get("n").unwrap();
            assert_eq!((notes - 1, entries), (counted, 2 * counted));
        }
        busy.abort();
    }
}

#[tokio::test]
async fn what_is_not_a_backup_is_refused_with_a_sentence() {
    let test = open(sqlite_config()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x");
    std::fs::write(&file, b"hello").unwrap();
    assert!(restore(&test.db, &file, |_, _| {}).await.is_err());
}

/// The lines of a small backup, and a way to write others.
async fn lines_of_a_backup(folder: &std::path::Path) -> Vec<String> {
    let test = open(sqlite_config()).await;
    for number in 0..3i64 {
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.execute("INSERT INTO note (id, text, size, version) VALUES ($1, 'x', 1.5, 1)", args![number.to_string()]).await?;
                tx.record(Entry::new(Subject::new("note", number), "note.written", 1, json!({ "number": number })));
                Ok(())
            })
            .await;
        outcome.unwrap();
    }
    let file = folder.join("whole");
    backup(&test.db, &file, |_, _| {}).await.unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(std::fs::File::open(&file).unwrap()), &mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn write_lines(path: &std::path::Path, lines: &[String]) {
    let mut out = flate2::write::GzEncoder::new(std::fs::File::create(path).unwrap(), flate2::Compression::fast());
    for line in lines {
        std::io::Write::write_all(&mut out, format!("{line}\n").as_bytes()).unwrap();
    }
    out.finish().unwrap();
}

/// One fault in a backup: a line lost, doubled, cut, changed in one letter, in another place, or the file cut.
#[derive(Debug, Clone)]
enum Fault {
    Lost(usize),
    Twice(usize),
    Cut(usize, usize),
    Letter(usize, usize, char),
    Elsewhere(usize, usize),
    Shorter(usize),
}

fn fault() -> impl proptest::strategy::Strategy<Value = Fault> {
    use proptest::prelude::*;
    let (line, letter) = (0..64usize, 0..200usize);
    prop_oneof![
        line.clone().prop_map(Fault::Lost),
        line.clone().prop_map(Fault::Twice),
        (line.clone(), letter.clone()).prop_map(|(line, at)| Fault::Cut(line, at)),
        (line.clone(), letter, proptest::char::range(' ', '~')).prop_map(|(line, at, other)| Fault::Letter(line, at, other)),
        (line.clone(), line).prop_map(|(from, to)| Fault::Elsewhere(from, to)),
        (1..99usize).prop_map(Fault::Shorter),
    ]
}

fn with_fault(lines: &[String], fault: &Fault) -> Vec<String> {
    let mut lines = lines.to_vec();
    let count = lines.len();
    match *fault {
        Fault::Lost(at) => drop(lines.remove(at % count)),
        Fault::Twice(at) => lines.insert(at % count, lines[at % count].clone()),
        Fault::Cut(at, length) => {
            let line = &mut lines[at % count];
            *line = line.chars().take(length % line.chars().count()).collect();
        }
        Fault::Letter(at, letter, other) => {
            let line = &mut lines[at % count];
            let place = letter % line.chars().count();
            *line = line.chars().enumerate().map(|(number, there)| if number == place { other } else { there }).collect();
        }
        Fault::Elsewhere(from, to) => {
            let line = lines.remove(from % count);
            lines.insert(to % count, line);
        }
        Fault::Shorter(_) => {}
    }
    lines
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Whatever is wrong with a backup: it is refused with nothing taken from it, or all that the journal tells is there and holds.
    #[test]
    fn a_damaged_backup_is_refused_or_its_journal_holds(fault in fault()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let whole = lines_of_a_backup(folder.path()).await;
            let file = folder.path().join("damaged");
            write_lines(&file, &with_fault(&whole, &fault));
            if let Fault::Shorter(percent) = fault {
                let bytes = std::fs::read(&file).unwrap();
                std::fs::write(&file, &bytes[..bytes.len() * percent / 100]).unwrap();
            }
            let target = open(sqlite_config()).await;
            match restore(&target.db, &file, |_, _| {}).await {
                Ok(report) => assert_eq!((report.journal.sealed, report.journal.broken_at), (3, None), "{fault:?}"),
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    let left = target.db.row("SELECT (SELECT count(*) FROM note) + (SELECT count(*) FROM journal_entry) AS rows", args![]).await;
                    assert_eq!(left.unwrap().unwrap().get::<i64>("rows").unwrap(), 0, "{fault:?}: {error}");
                }
            }
        });
    }
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_schema_and_a_changed_migration() {
    for test in both_engines().await {
        let older = Db::open(&test.config, &[]).await;
        assert!(older.err().unwrap().to_string().contains("newer Sigap"));
        const CHANGED: MigrationSet =
            MigrationSet { room: "notes", steps: &[Migration { name: "0001_note", sqlite: "SELECT 2", postgres: "SELECT 2" }] };
        let changed = Db::open(&test.config, &[CHANGED]).await;
        assert!(changed.err().unwrap().to_string().contains("was changed"));
        assert!(Db::open(&test.config, &[NOTES]).await.is_ok());
    }
}
