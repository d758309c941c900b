//! What goes wrong below and inside: a full disk, a server that goes away, a write in the way, a fault of our own. Each is caused.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::{Barrier, Notify};

use super::writing::{Notes, put, text_of};
use super::{NOTES, TestDb, both_engines, open, postgres_config, shown, sqlite_config};
use crate::feed::Feed;
use crate::group::{GROUP_MAX, QUEUE_MAX};
use crate::picture::{LivePicture, Painter};
use crate::{Db, Engine, FeedItem, GroupWriter, Migration, MigrationSet, Query as _, StoreConfig, StoreError, Subject, args, verify};

async fn write(test: &TestDb, id: &str, text: &str) -> Result<(), StoreError> {
    test.db.write(&test.ctx(), |tx| async move { put(&tx, id, text).await }).await
}

/// A database of its own on PostgreSQL, where one is at hand.
async fn postgres() -> Option<TestDb> {
    Some(open((postgres_config().await?, tempfile::tempdir().unwrap())).await)
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_acknowledged_and_once_there_is_room_it_goes_on() {
    for test in both_engines().await {
        write(&test, "before", "kept").await.unwrap();
        fill(&test).await;
        let refused = write(&test, "full", &"x".repeat(200_000)).await;
        assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
        assert_eq!(text_of(&test.db, "full").await, None);
        assert_eq!(text_of(&test.db, "before").await.as_deref(), Some("kept"), "what is there can be read");
        make_room(&test).await;
        let refused: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                put(&tx, "refused", "by its own rule").await?;
                Err(StoreError::File("refused".into()))
            })
            .await;
        assert!(refused.is_err());
        write(&test, "after", "kept").await.unwrap();
        assert_eq!(text_of(&test.db, "after").await.as_deref(), Some("kept"), "committed: another connection sees it");
        assert_eq!(text_of(&test.db, "refused").await, None);
        crate::seal_now(&test.db, &test.world, "node").await.unwrap();
        let journal = verify(&test.db, test.db.realm(), |_| ()).await.unwrap();
        assert_eq!((journal.sealed, journal.broken_at), (2, None), "the chain goes on where it was");
    }
}

#[tokio::test]
async fn what_a_full_disk_undid_in_the_middle_is_undone_as_a_whole() {
    for test in both_engines().await {
        write(&test, "before", "kept").await.unwrap();
        fill(&test).await;
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.execute("UPDATE note SET text = 'changed' WHERE id = 'before'", args![]).await?;
                tx.record(super::writing::noted("before"));
                let big = "x".repeat(200_000);
                let refused: Result<(), StoreError> = tx.savepoint(|tx| async move { put(&tx, "full", &big).await }).await;
                assert!(matches!(refused, Err(StoreError::DiskFull(_))), "{refused:?}");
                // Whoever goes on, as a group does after one deed that failed, writes nothing that stands alone.
                let _ = tx.execute("UPDATE note SET size = 7 WHERE id = 'before'", args![]).await;
                Ok(())
            })
            .await;
        let row = test.db.row("SELECT text, size FROM note WHERE id = 'before'", args![]).await.unwrap().unwrap();
        let (text, size): (String, f64) = (row.get("text").unwrap(), row.get("size").unwrap());
        // PostgreSQL undoes the savepoint alone and goes on; SQLite has undone everything, and says so.
        let expected = match test.db.engine() {
            Engine::Sqlite => ("kept", 1.5),
            Engine::Postgres => ("changed", 7.0),
        };
        assert_eq!((text.as_str(), size), expected, "{outcome:?}");
        assert_eq!(outcome.is_ok(), test.db.engine() == Engine::Postgres, "{outcome:?}");
        let entries = crate::entries_of(&test.db, &Subject::new("note", "before"), 10).await.unwrap();
        assert_eq!(entries.len(), if outcome.is_ok() { 2 } else { 1 }, "rows and entries go together");
    }
}

#[tokio::test]
async fn a_commit_that_fails_leaves_nothing_and_the_chain_goes_on() {
    for test in both_engines().await {
        write(&test, "before", "kept").await.unwrap();
        // Looked at only when the transaction is committed.
        plain(&test, "CREATE TABLE leaf (id TEXT NOT NULL REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)").await;
        let refused: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                put(&tx, "lost", "x").await?;
                tx.execute("INSERT INTO leaf (id) VALUES ('nobody')", args![]).await.map(|_| ())
            })
            .await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
        write(&test, "after", "kept").await.unwrap();
        assert_eq!(text_of(&test.db, "lost").await, None);
        assert_eq!(text_of(&test.db, "after").await.as_deref(), Some("kept"), "committed: another connection sees it");
        crate::seal_now(&test.db, &test.world, "node").await.unwrap();
        let journal = verify(&test.db, test.db.realm(), |_| ()).await.unwrap();
        assert_eq!((journal.sealed, journal.broken_at), (2, None));
    }
}

/// Lets the database be no larger than it is; PostgreSQL cannot be filled for one database, so that it says what it would say.
async fn fill(test: &TestDb) {
    match test.db.engine() {
        Engine::Sqlite => limit_pages(test, 40).await,
        Engine::Postgres => {
            plain(
                test,
                "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql",
            )
            .await;
            plain(test, "CREATE TRIGGER full_disk BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION full_disk()").await;
        }
    }
}

async fn make_room(test: &TestDb) {
    match test.db.engine() {
        Engine::Sqlite => limit_pages(test, 100_000).await,
        Engine::Postgres => plain(test, "DROP TRIGGER full_disk ON note").await,
    }
}

async fn limit_pages(test: &TestDb, pages: u32) {
    plain(test, &format!("PRAGMA max_page_count = {pages}")).await;
}

async fn plain(test: &TestDb, sql: &str) {
    let tx = test.db.begin_plain().await.unwrap();
    tx.plain(sql).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_server_that_goes_away_and_comes_back_loses_nothing_that_was_acknowledged() {
    let Some(test) = postgres().await else { return eprintln!("PostgreSQL is not at hand: not tested") };
    let picture = LivePicture::start(test.db.clone(), Notes).await.unwrap();
    tokio::spawn(crate::run_sealer(test.db.clone(), sigap_kernel::World::real(), "node".to_owned()));
    write(&test, "before", "kept").await.unwrap();
    shown(&picture, |notes| notes.contains_key("before")).await;

    let StoreConfig::Postgres(url) = &test.config else { unreachable!("this is PostgreSQL") };
    let (server, name) = url.rsplit_once('/').unwrap();
    let mut admin = PgConnection::connect(&format!("{server}/postgres")).await.unwrap();
    for sql in [
        format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
    ] {
        admin.execute(AssertSqlSafe(sql)).await.unwrap();
    }
    let refused = write(&test, "meanwhile", "not acknowledged").await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    assert!(test.db.ping().await.is_err(), "whoever asks whether Sigap is ready hears that it is not");
    assert!(picture.now().contains_key("before"), "what was known is still shown");

    admin.execute(AssertSqlSafe(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))).await.unwrap();
    test.db.ping().await.unwrap();
    write(&test, "after", "kept").await.unwrap();
    shown(&picture, |notes| notes.contains_key("after")).await;
    super::chain::wait_sealed(&test.db).await;
    let (before, meanwhile) = (text_of(&test.db, "before").await, text_of(&test.db, "meanwhile").await);
    assert_eq!((before.as_deref(), meanwhile), (Some("kept"), None));
    assert_eq!(verify(&test.db, test.db.realm(), |_| ()).await.unwrap().broken_at, None);
}

#[tokio::test]
async fn what_a_server_that_took_over_does_not_hold_is_not_waited_for() {
    let Some(test) = postgres().await else { return eprintln!("PostgreSQL is not at hand: not tested") };
    write(&test, "before", "kept").await.unwrap();
    crate::seal_now(&test.db, &test.world, "node").await.unwrap();
    // As after a standby took over that was not waited for: entries were told that it never had.
    let mut tail = crate::sealer::Tail { seen: 7 };
    tail.start_over(&test.db).await.unwrap();
    write(&test, "after", "kept").await.unwrap();
    crate::seal_now(&test.db, &test.world, "node").await.unwrap();
    let mut listener = test.db.listen();
    assert_eq!(tail.follow(&test.db).await.unwrap(), 1);
    let Some(crate::Changed::Items(items)) = listener.next().await else { unreachable!("something was told") };
    assert_eq!(items[0].subject, Subject::new("note", "after"));
}

#[tokio::test]
async fn what_waits_for_a_server_that_is_left_waits_no_longer_and_is_said_to_the_next() {
    let Some(test) = postgres().await else { return eprintln!("PostgreSQL is not at hand: not tested") };
    let StoreConfig::Postgres(url) = &test.config else { unreachable!("this is PostgreSQL") };
    let asked = test.db.row("SELECT 1 AS one FROM pg_sleep(600)", args![]);
    let mut heard = test.db.listen();
    let leave = async {
        let (_, pools) = crate::lookout::find(url).await.unwrap();
        crate::lookout::go_to(&test.db, pools);
    };
    let (answer, ()) = tokio::join!(asked, leave);
    assert!(matches!(answer, Err(StoreError::Moved)), "{answer:?}");
    assert!(matches!(heard.next().await, Some(crate::Changed::Everything)), "pictures are read anew");
    write(&test, "after", "kept").await.unwrap();
    assert_eq!(text_of(&test.db, "after").await.as_deref(), Some("kept"));
    assert_eq!(test.db.findings(), Vec::<String>::new());
    let Err(nobody) = Db::open(&StoreConfig::Postgres("postgres://sigap@127.0.0.1:1,127.0.0.1:2/none".into()), &[]).await else {
        unreachable!("nobody listens there")
    };
    let said = nobody.to_string();
    assert!(said.contains("127.0.0.1:1:") && said.contains("127.0.0.1:2:") && said.contains("takes writes"), "{said}");
}

#[tokio::test]
async fn of_two_writes_in_each_others_way_one_is_run_again() {
    let Some(test) = postgres().await else { return eprintln!("PostgreSQL is not at hand: not tested") };
    for id in ["a", "b"] {
        write(&test, id, "there").await.unwrap();
    }
    let (met, tries) = (Barrier::new(2), AtomicU32::new(0));
    let crossing = |first: &'static str, second: &'static str| {
        let (test, met, tries) = (&test, &met, &tries);
        let is_first_try = AtomicBool::new(true);
        async move {
            let is_first_try = &is_first_try;
            let outcome: Result<(), StoreError> = test
                .db
                .write(&test.ctx(), |tx| async move {
                    tries.fetch_add(1, Ordering::SeqCst);
                    put(&tx, first, "crossed").await?;
                    // Both hold one and want the other's.
                    if is_first_try.swap(false, Ordering::SeqCst) {
                        met.wait().await;
                    }
                    put(&tx, second, "crossed").await
                })
                .await;
            outcome
        }
    };
    let (one, two) = tokio::join!(crossing("a", "b"), crossing("b", "a"));
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(tries.load(Ordering::SeqCst), 3, "the one that was refused was run once more");
    let row = test.db.row("SELECT CAST(SUM(version) AS BIGINT) AS n FROM note", args![]).await.unwrap().unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 6, "each counts once");
}

#[tokio::test]
async fn a_group_that_breaks_takes_no_other_with_it() {
    let writer = GroupWriter::start(|items: Vec<u32>| async move {
        assert!(!items.contains(&13), "a fault of the program");
        Ok(items)
    });
    assert_eq!(writer.write(1).await.unwrap(), 1);
    let broken = writer.write(13).await.unwrap_err();
    assert!(matches!(&*broken, StoreError::Broken), "{broken:?}");
    assert_eq!(writer.write(2).await.unwrap(), 2);
}

#[tokio::test]
async fn a_sender_hears_at_once_that_too_many_wait() {
    let (room, begun) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wait, begin) = (room.clone(), begun.clone());
    let writer = GroupWriter::start(move |items: Vec<usize>| {
        let (wait, begin) = (wait.clone(), begin.clone());
        async move {
            begin.notify_one();
            wait.notified().await;
            wait.notify_one();
            assert!(items.len() <= GROUP_MAX);
            Ok(items)
        }
    });
    let mut first = Box::pin(writer.write(0));
    look(&mut first).await;
    begun.notified().await;
    let mut waiting: Vec<_> = (1..=QUEUE_MAX).map(|number| Box::pin(writer.write(number))).collect();
    for one in &mut waiting {
        look(one).await;
    }
    let refused = writer.write(usize::MAX).await.unwrap_err();
    assert!(matches!(&*refused, StoreError::Crowded), "{refused:?}");
    room.notify_one();
    assert_eq!(first.await.unwrap(), 0);
    for (number, one) in (1..).zip(waiting) {
        assert_eq!(one.await.unwrap(), number, "whoever had a place was served");
    }
}

/// Lets a future go as far as it can now.
async fn look<F: Future + Unpin>(future: &mut F) {
    std::future::poll_fn(|cx| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(cx).is_ready())).await;
}

#[tokio::test]
async fn a_confirmation_that_was_undone_is_no_record() {
    for test in both_engines().await {
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                let undone: Result<(), StoreError> = tx
                    .savepoint(|tx| async move {
                        tx.confirm(Subject::new("note", "n"));
                        Err(StoreError::File("refused".into()))
                    })
                    .await;
                assert!(undone.is_err());
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::NothingRecorded)), "{outcome:?}");
    }
}

/// Counts how often everything was read; stops at the first change until it is let go, and breaks on one of them.
#[derive(Clone, Default)]
struct Slow {
    paints: Arc<AtomicU32>,
    reached: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Painter for Slow {
    type Picture = <Notes as Painter>::Picture;

    async fn paint(&self, db: &Db) -> Result<Self::Picture, StoreError> {
        self.paints.fetch_add(1, Ordering::SeqCst);
        Notes.paint(db).await
    }

    async fn renew(&self, db: &Db, old: &Self::Picture, subjects: &BTreeSet<Subject>) -> Result<Self::Picture, StoreError> {
        assert!(!subjects.contains(&Subject::new("note", "bad")), "a fault of the program");
        self.reached.notify_one();
        self.go_on.notified().await;
        Notes.renew(db, old, subjects).await
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == "note"
    }
}

#[tokio::test]
async fn a_picture_that_missed_too_much_is_read_anew() {
    let test = open(sqlite_config()).await;
    let slow = Slow::default();
    let picture = LivePicture::start(test.db.clone(), slow.clone()).await.unwrap();
    write(&test, "first", "x").await.unwrap();
    slow.reached.notified().await;
    write(&test, "missed", "x").await.unwrap();
    for _ in 0..=crate::feed::FEED_BACKLOG {
        test.db.inner.feed.tell(vec![FeedItem { subject: Subject::new("other", "x"), kind: "noise".into(), seq: None }]);
    }
    slow.go_on.notify_one();
    shown(&picture, |notes| notes.contains_key("missed")).await;
    assert_eq!(slow.paints.load(Ordering::SeqCst), 2, "once at the start, once because too much was missed");
}

#[tokio::test]
async fn a_picture_that_cannot_be_renewed_is_read_anew() {
    let test = open(sqlite_config()).await;
    let picture = LivePicture::start(test.db.clone(), Slow::default()).await.unwrap();
    write(&test, "bad", "x").await.unwrap();
    shown(&picture, |notes| notes.contains_key("bad")).await;
}

#[test]
fn a_listener_that_missed_too_much_is_told_so() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let feed = Feed::new();
    let mut listener = feed.listen();
    for _ in 0..=crate::feed::FEED_BACKLOG {
        feed.tell(vec![FeedItem { subject: Subject::new("note", "x"), kind: "note.written".into(), seq: None }]);
    }
    assert!(matches!(runtime.block_on(listener.next()), Some(crate::Changed::Everything)));
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    for test in both_engines().await {
        let asked = match test.db.engine() {
            Engine::Sqlite => [("PRAGMA synchronous", "2"), ("PRAGMA journal_mode", "wal"), ("PRAGMA foreign_keys", "1")],
            Engine::Postgres => [("SHOW synchronous_commit", "on"), ("SHOW fsync", "on"), ("SHOW full_page_writes", "on")],
        };
        for (sql, expected) in asked {
            let tx = test.db.begin_plain().await.unwrap();
            let row = tx.row(sql, args![]).await.unwrap().unwrap();
            let name = sql.rsplit(' ').next().unwrap();
            let found = row.get::<String>(name).or_else(|_| row.get::<i64>(name).map(|number| number.to_string())).unwrap();
            assert_eq!(found, expected, "{sql}");
            tx.rollback().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_connection_on_which_writes_could_be_lost_is_refused() {
    use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("x.db")).create_if_missing(true);
    for (mode, synchronous, is_well) in [
        (SqliteJournalMode::Wal, SqliteSynchronous::Full, true),
        (SqliteJournalMode::Wal, SqliteSynchronous::Normal, false),
        (SqliteJournalMode::Delete, SqliteSynchronous::Full, false),
    ] {
        let options = options.clone().journal_mode(mode).synchronous(synchronous);
        let mut conn = sea_orm::sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        assert_eq!(crate::connect::assert_sqlite_durable(&mut conn).await.is_ok(), is_well, "{mode:?} {synchronous:?}");
        conn.close().await.unwrap();
    }
    let Ok(server) = std::env::var("SIGAP_TEST_POSTGRES") else { return eprintln!("PostgreSQL is not at hand: not tested there") };
    let mut conn = PgConnection::connect(&server).await.unwrap();
    assert!(crate::connect::assert_postgres_durable(&mut conn).await.is_ok());
    conn.execute("SET synchronous_commit = off").await.unwrap();
    assert!(crate::connect::assert_postgres_durable(&mut conn).await.is_err());
}

#[tokio::test]
async fn nodes_that_start_together_lay_the_schema_once() {
    let Some(config) = postgres_config().await else { return eprintln!("PostgreSQL is not at hand: not tested") };
    let opened = opened_by(&config, 4).await;
    assert_eq!(
        opened.iter().filter(|one| one.is_ok()).count(),
        4,
        "{:?}",
        opened.iter().filter_map(|one| one.as_ref().err()).collect::<Vec<_>>()
    );
}

async fn opened_by(config: &StoreConfig, nodes: usize) -> Vec<Result<(), StoreError>> {
    let starts: Vec<_> = (0..nodes)
        .map(|_| {
            let config = config.clone();
            tokio::spawn(async move { Db::open(&config, &[NOTES]).await.map(drop) })
        })
        .collect();
    let mut all = Vec::new();
    for start in starts {
        all.push(start.await.unwrap());
    }
    all
}

const COLOUR: &str = "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'white'";
const NEXT: MigrationSet =
    MigrationSet { room: NOTES.room, steps: &[NOTES.steps[0], Migration { name: "0002_colour", sqlite: COLOUR, postgres: COLOUR }] };

#[tokio::test]
async fn a_next_version_lays_its_steps_on_what_is_there() {
    for test in both_engines().await {
        write(&test, "old", "kept").await.unwrap();
        let newer = Db::open(&test.config, &[NEXT]).await.unwrap();
        let row = newer.row("SELECT text, colour FROM note WHERE id = 'old'", args![]).await.unwrap().unwrap();
        assert_eq!((row.get::<String>("text").unwrap(), row.get::<String>("colour").unwrap()), ("kept".into(), "white".into()));
        Db::open(&test.config, &[NEXT]).await.unwrap();
        let older = Db::open(&test.config, &[NOTES]).await;
        assert!(matches!(older, Err(StoreError::Schema(why)) if why.contains("newer Sigap")));
    }
}
