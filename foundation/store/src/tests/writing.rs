//! Writing: what commits, what does not, who goes first, who is told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use super::{TestDb, both_engines, open, shown, sqlite_config};
use crate::picture::{LivePicture, Painter};
use crate::{Changed, Db, Engine, Entry, Ephemeral, FeedItem, GroupWriter, Lane, Query, StoreError, Subject, Tx, args, try_lease};

pub(super) fn noted(id: &str) -> Entry {
    Entry::new(Subject::new("note", id), "note.written", 1, json!({ "id": id }))
}

pub(super) async fn put(tx: &Tx, id: &str, text: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO note (id, text, size, version) VALUES ($1, $2, $3, 1)
         ON CONFLICT (id) DO UPDATE SET text = $2, version = note.version + 1",
        args![id, text, 1.5],
    )
    .await?;
    tx.record(noted(id));
    Ok(())
}

pub(super) async fn text_of(db: &Db, id: &str) -> Option<String> {
    db.row("SELECT text FROM note WHERE id = $1", args![id]).await.unwrap().map(|row| row.get("text").unwrap())
}

#[tokio::test]
async fn what_is_written_and_recorded_commits_together() {
    for TestDb { db, world, .. } in both_engines().await {
        let ctx = world.ctx(sigap_kernel::Actor::Anyone);
        let written: Result<(), StoreError> = db.write(&ctx, |tx| async move { put(&tx, "a", "one").await }).await;
        written.unwrap();
        assert_eq!(text_of(&db, "a").await.as_deref(), Some("one"));
        let entries = crate::entries_of(&db, &Subject::new("note", "a"), 10).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].actor.as_str(), entries[0].body.as_str()), ("anyone", r#"{"id":"a"}"#));
    }
}

#[tokio::test]
async fn a_write_without_a_record_is_refused_and_undone() {
    for test in both_engines().await {
        let outcome: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                tx.execute("INSERT INTO note (id, text, version) VALUES ('x', 'y', 1)", args![]).await?;
                Ok(())
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::NothingRecorded)));
        assert_eq!(text_of(&test.db, "x").await, None);
    }
}

#[tokio::test]
async fn a_refused_deed_of_another_room_does_not_undo_the_whole() {
    for test in both_engines().await {
        let outcome: Result<bool, StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                put(&tx, "kept", "1").await?;
                let refused: Result<(), StoreError> = tx
                    .savepoint(|tx| async move {
                        put(&tx, "undone", "1").await?;
                        Err(StoreError::File("refused".into()))
                    })
                    .await;
                put(&tx, "kept too", "1").await?;
                Ok(refused.is_err())
            })
            .await;
        assert!(outcome.unwrap());
        assert_eq!(text_of(&test.db, "undone").await, None);
        assert_eq!(text_of(&test.db, "kept too").await.as_deref(), Some("1"));
        assert!(crate::entries_of(&test.db, &Subject::new("note", "undone"), 1).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_short_lived_write_may_not_touch_a_lasting_table() {
    for test in both_engines().await {
        let session: Result<u64, StoreError> = test
            .db
            .write_ephemeral(&test.ctx(), Ephemeral::Session, |tx| async move {
                tx.execute("INSERT INTO session (id) VALUES ('s')", args![]).await
            })
            .await;
        assert_eq!(session.unwrap(), 1);
        let note: Result<u64, StoreError> = test
            .db
            .write_ephemeral(&test.ctx(), Ephemeral::Session, |tx| async move { tx.execute("DELETE FROM note", args![]).await })
            .await;
        assert!(matches!(note, Err(StoreError::NotEphemeral(table)) if table == "note"));
    }
}

#[tokio::test]
async fn two_hundred_at_once_each_count_once() {
    for test in both_engines().await {
        let tries = Arc::new(AtomicU32::new(0));
        let all = (0..200).map(|number| {
            let (db, ctx, tries) = (test.db.clone(), test.ctx(), tries.clone());
            tokio::spawn(async move {
                let tries = &tries;
                let lane = if number % 3 == 0 { Lane::Bulk } else { Lane::Person };
                let outcome: Result<(), StoreError> = db
                    .write_in(&ctx, lane, |tx| async move {
                        tries.fetch_add(1, Ordering::SeqCst);
                        put(&tx, "counter", "x").await
                    })
                    .await;
                outcome.unwrap();
            })
        });
        for one in all.collect::<Vec<_>>() {
            one.await.unwrap();
        }
        let row = test.db.row("SELECT version FROM note WHERE id = 'counter'", args![]).await.unwrap().unwrap();
        assert_eq!(row.get::<i64>("version").unwrap(), 200);
        assert!(tries.load(Ordering::SeqCst) >= 200);
    }
}

#[tokio::test]
async fn a_group_commits_together_and_answers_each_sender() {
    for test in both_engines().await {
        let (db, ctx) = (test.db.clone(), test.ctx());
        let groups = Arc::new(AtomicU32::new(0));
        let counted = groups.clone();
        let writer = GroupWriter::start(move |items: Vec<u32>| {
            let (db, ctx) = (db.clone(), ctx.clone());
            counted.fetch_add(1, Ordering::SeqCst);
            async move {
                let items = &items;
                db.write_in(&ctx, Lane::Bulk, |tx| async move {
                    for item in items {
                        put(&tx, &item.to_string(), "grouped").await?;
                    }
                    Ok::<_, StoreError>(items.iter().map(|item| item * 2).collect())
                })
                .await
            }
        });
        let asked = (0..300u32).map(|number| {
            let writer = writer.clone();
            tokio::spawn(async move { (number, writer.write(number).await.unwrap()) })
        });
        for one in asked.collect::<Vec<_>>() {
            let (number, doubled) = one.await.unwrap();
            assert_eq!(doubled, number * 2);
        }
        assert!(groups.load(Ordering::SeqCst) < 300, "writes were gathered");
        assert_eq!(text_of(&test.db, "299").await.as_deref(), Some("grouped"));
    }
}

#[tokio::test]
async fn a_lease_has_one_holder_and_a_growing_fence() {
    for test in both_engines().await {
        let first = try_lease(&test.db, &test.ctx(), "ring", "node-a", 10).await.unwrap().unwrap();
        assert_eq!(try_lease(&test.db, &test.ctx(), "ring", "node-b", 10).await.unwrap(), None);
        assert_eq!(try_lease(&test.db, &test.ctx(), "ring", "node-a", 10).await.unwrap(), Some(first));
        test.clock.advance_s(11);
        let second = try_lease(&test.db, &test.ctx(), "ring", "node-b", 10).await.unwrap().unwrap();
        assert!(second.fence > first.fence);
        // Taken by a clock that ran hours ahead, whose node was then stopped: nobody waits for that time to come.
        test.clock.advance_s(7 * 3_600);
        let ahead = try_lease(&test.db, &test.ctx(), "ring", "node-b", 10).await.unwrap().unwrap();
        test.clock.advance_s(-7 * 3_600);
        let third = try_lease(&test.db, &test.ctx(), "ring", "node-c", 10).await.unwrap().unwrap();
        assert!(third.fence > ahead.fence);
        test.clock.advance_s(-100);
        assert_eq!(try_lease(&test.db, &test.ctx(), "ring", "node-d", 10).await.unwrap(), None, "clocks are never quite the same");
    }
}

/// A picture of all notes.
pub(super) struct Notes;

impl Painter for Notes {
    type Picture = std::collections::BTreeMap<String, (String, i64)>;

    async fn paint(&self, db: &Db) -> Result<Self::Picture, StoreError> {
        let rows = db.rows("SELECT id, text, version FROM note", args![]).await?;
        rows.iter().map(|row| Ok((row.get("id")?, (row.get("text")?, row.get("version")?)))).collect()
    }

    async fn renew(&self, db: &Db, old: &Self::Picture, subjects: &BTreeSet<Subject>) -> Result<Self::Picture, StoreError> {
        let mut new = old.clone();
        for subject in subjects {
            for row in db.rows("SELECT id, text, version FROM note WHERE id = $1", args![subject.id()]).await? {
                new.insert(row.get("id")?, (row.get("text")?, row.get("version")?));
            }
        }
        Ok(new)
    }

    fn concerns(&self, item: &FeedItem) -> bool {
        item.subject.kind() == "note"
    }
}

/// Between painting its pictures and following the others a starting node misses nothing.
#[tokio::test]
async fn what_another_node_wrote_while_this_one_started_is_told() {
    for test in both_engines().await {
        if test.db.engine() == Engine::Sqlite {
            continue;
        }
        let late = Db::open(&test.config, &[super::NOTES]).await.unwrap();
        let picture = LivePicture::start(late.clone(), Notes).await.unwrap();
        let outcome: Result<(), StoreError> = test.db.write(&test.ctx(), |tx| async move { put(&tx, "meanwhile", "here").await }).await;
        outcome.unwrap();
        crate::seal_now(&test.db, &sigap_kernel::World::real(), "early").await.unwrap();
        tokio::spawn(crate::run_sealer(late.clone(), sigap_kernel::World::real(), "late".to_owned()));
        shown(&picture, |notes| notes.contains_key("meanwhile")).await;
    }
}

/// A caller that goes away while its write is being committed leaves no number that the picture does not know.
#[tokio::test]
async fn what_is_committed_is_told_though_the_caller_is_gone() {
    for test in both_engines().await {
        let picture = LivePicture::start(test.db.clone(), Notes).await.unwrap();
        for number in 0..40 {
            let (db, ctx, id) = (test.db.clone(), test.ctx(), format!("n{number}"));
            let write = async {
                let outcome: Result<(), StoreError> = db
                    .write(&ctx, |tx| {
                        let id = id.clone();
                        async move { put(&tx, &id, "x").await }
                    })
                    .await;
                outcome
            };
            // Each is given up after one more look than the one before, so that every await is once the last.
            let (mut write, mut looks) = (Box::pin(write), 0);
            std::future::poll_fn(|cx| {
                looks += 1;
                if looks > number { std::task::Poll::Ready(()) } else { write.as_mut().poll(cx).map(drop) }
            })
            .await;
            drop(write);
        }
        let last: Result<(), StoreError> = test.db.write(&test.ctx(), |tx| async move { put(&tx, "last", "x").await }).await;
        last.unwrap();
        shown(&picture, |notes| notes.contains_key("last")).await;
        let rows = test.db.rows("SELECT id FROM note", args![]).await.unwrap();
        let stored: BTreeSet<String> = rows.iter().map(|row| row.get("id").unwrap()).collect();
        assert!(stored.len() > 1, "{stored:?}");
        shown(&picture, |notes| stored.iter().all(|id| notes.contains_key(id))).await;
    }
}

#[tokio::test]
async fn the_live_picture_shows_a_write_of_this_node_and_of_another() {
    for test in both_engines().await {
        let picture = LivePicture::start(test.db.clone(), Notes).await.unwrap();
        let outcome: Result<(), StoreError> = test.db.write(&test.ctx(), |tx| async move { put(&tx, "n", "new").await }).await;
        outcome.unwrap();
        assert_eq!(shown(&picture, |notes| notes.contains_key("n")).await["n"].0, "new");
        if test.db.engine() == Engine::Postgres {
            let other = Db::open(&test.config, &[super::NOTES]).await.unwrap();
            for (db, name) in [(test.db.clone(), "one"), (other.clone(), "two")] {
                tokio::spawn(crate::run_sealer(db, sigap_kernel::World::real(), name.to_owned()));
            }
            // The tail of each node starts at the present end of the chain.
            crate::tests::chain::wait_sealed(&test.db).await;
            let outcome: Result<(), StoreError> = other.write(&test.ctx(), |tx| async move { put(&tx, "far", "away").await }).await;
            outcome.unwrap();
            assert_eq!(shown(&picture, |notes| notes.contains_key("far")).await["far"].0, "away", "another node's write is seen");
        }
    }
}

#[tokio::test]
async fn the_feed_tells_the_number_of_a_sealed_entry() {
    let test = open(sqlite_config()).await;
    let mut listener = test.db.listen();
    let outcome: Result<(), StoreError> = test.db.write(&test.ctx(), |tx| async move { put(&tx, "n", "new").await }).await;
    outcome.unwrap();
    let Some(Changed::Items(items)) = listener.next().await else { panic!("a change was told") };
    assert_eq!((items[0].subject.as_str(), items[0].seq), ("note:n", Some(1)));
}

/// Texts that would break out of a carelessly written list, numbers of every sign and size, and nothing at all.
const ODD: [(&str, &str, Option<f64>, i64); 6] = [
    ("plain", "Mawar", Some(1.5), 1),
    ("quotes", r#"RS "Bunda", {a} 'b'"#, Some(-0.1), -1),
    ("backslashes", r"\\\ C:\beds\", None, i64::MAX),
    ("empty", "", Some(0.0), i64::MIN),
    ("null", "NULL", Some(1e300), 0),
    ("lines", "one\n\ttwo\r\n三 🛏", Some(f64::MIN_POSITIVE), 7),
];

#[tokio::test]
async fn many_rows_in_one_statement_are_stored_as_they_are() {
    for test in both_engines().await {
        let written: Result<(), StoreError> = test
            .db
            .write(&test.ctx(), |tx| async move {
                for piece in tx.pieces(&ODD, 4) {
                    let rows = piece.iter().map(|(id, text, size, version)| args![*id, *text, *size, *version]).collect();
                    let (table, args) = tx.table(rows);
                    tx.execute(&format!("INSERT INTO note (id, text, size, version) {table}"), args).await?;
                }
                tx.record(noted("odd"));
                Ok(())
            })
            .await;
        written.unwrap();
        let ids = ["quotes", "backslashes", "empty", "null", "lines", "plain", "nobody", "with \" and \\"];
        let (among, args) = test.db.among("id", 1, ids.iter().flat_map(|id| args![*id]).collect());
        let rows = test.db.rows(&format!("SELECT id, text, size, version FROM note WHERE {among}"), args).await.unwrap();
        assert_eq!(rows.len(), ODD.len());
        for row in rows {
            let id: String = row.get("id").unwrap();
            let (_, text, size, version) = ODD.iter().find(|(odd, ..)| *odd == id).unwrap();
            assert_eq!(row.get::<String>("text").unwrap(), *text, "{id}");
            assert_eq!((row.get::<Option<f64>>("size").unwrap(), row.get::<i64>("version").unwrap()), (*size, *version), "{id}");
        }
    }
}
