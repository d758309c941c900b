//! All SQL of the jobs. Every change of state names the state it starts from; every end of a run names its fence.

use serde_json::json;
use sigap_kernel::{JobId, UtcMs};
use sigap_store::{Entry, Query, Row, StoreError, Subject, Tx, Value, args, value_list, value_rows};

use crate::model::{Change, Ending, JobEvent, JobState};
use crate::set::{Kind, TIMER};
use crate::{Figures, GivenUp, Timer};

/// Rows of one multi-row INSERT.
const INSERT_ROWS: usize = 200;
/// Jobs of dead nodes looked at in one go.
const EXPIRED_ROWS_MAX: i64 = 100;
/// How long a node keeps a job beyond its longest run, in seconds: room for clocks that differ and for a slow commit.
const HOLD_MARGIN_S: i64 = 15;
/// The key of the one row of a timer.
const TIMER_KEY: &str = "timer";

/// A row to be inserted.
pub(crate) struct NewRow {
    pub(crate) id: JobId,
    pub(crate) kind: String,
    pub(crate) payload: String,
    pub(crate) dedupe: Option<String>,
    pub(crate) due_at: UtcMs,
}

/// Asked again while it waits: newer payload, fresh tries, the earlier instant; but a wait after a failed try stands, or
/// a busy sender would hammer a peer that is down. Asked again while it runs: once more afterwards.
const ON_SAME_KEY: &str = "ON CONFLICT (kind, dedupe) WHERE done_at_ms IS NULL DO UPDATE SET
    payload = excluded.payload,
    due_at_ms = CASE
        WHEN job.state = 'running' THEN excluded.due_at_ms
        WHEN job.last_error IS NOT NULL OR job.due_at_ms < excluded.due_at_ms THEN job.due_at_ms
        ELSE excluded.due_at_ms END,
    attempts = CASE WHEN job.state = 'running' THEN job.attempts ELSE 0 END,
    asked_again = CASE WHEN job.state = 'running' THEN 1 ELSE 0 END";

pub(crate) async fn insert(tx: &Tx, row: &NewRow) -> Result<JobId, StoreError> {
    let sql = format!("{} {ON_SAME_KEY} RETURNING id", insert_sql(1));
    let rows = tx.returning(&sql, row_args(tx, row)).await?;
    rows.first().map_or(Ok(row.id), |row| row.get("id"))
}

pub(crate) async fn insert_all(tx: &Tx, rows: &[NewRow]) -> Result<(), StoreError> {
    for chunk in rows.chunks(INSERT_ROWS) {
        let sql = format!("{} {ON_SAME_KEY}", insert_sql(chunk.len()));
        tx.execute(&sql, chunk.iter().flat_map(|row| row_args(tx, row)).collect()).await?;
    }
    Ok(())
}

pub(crate) async fn bring_forward(tx: &Tx, kind: &str, key: &str) -> Result<bool, StoreError> {
    let sql =
        "UPDATE job SET due_at_ms = $3 WHERE kind = $1 AND dedupe = $2 AND state = 'waiting' AND done_at_ms IS NULL AND due_at_ms > $3";
    Ok(tx.execute(sql, args![kind, key, tx.now()]).await? > 0)
}

/// Lays the row of a timer. One that is due later than its rhythm says (a new period, a clock that was set back) is
/// brought forward; one that is due or under way is left alone.
pub(crate) async fn lay_timer(tx: &Tx, kind: &Kind, due_at: UtcMs) -> Result<(), StoreError> {
    let sql = format!(
        "{} ON CONFLICT (kind, dedupe) WHERE done_at_ms IS NULL DO UPDATE SET due_at_ms = excluded.due_at_ms
         WHERE job.state = 'waiting' AND job.due_at_ms > excluded.due_at_ms",
        insert_sql(1)
    );
    let (id, kind) = (JobId::new(tx.ctx()), kind.code.clone());
    let row = NewRow { id, kind, payload: "null".to_owned(), dedupe: Some(TIMER_KEY.to_owned()), due_at };
    tx.execute(&sql, row_args(tx, &row)).await.map(|_| ())
}

fn insert_sql(rows: usize) -> String {
    format!(
        "INSERT INTO job (id, kind, payload, dedupe, state, due_at_ms, attempts, fence, asked_again, created_at_ms) VALUES {}",
        value_rows(rows, 10)
    )
}

fn row_args(tx: &Tx, row: &NewRow) -> Vec<Value> {
    let state = JobState::Waiting.code();
    args![row.id, &row.kind, &row.payload, row.dedupe.clone(), state, row.due_at, 0i64, 0i64, 0i64, tx.now()]
}

/// Which of these kinds have a due job. Asked on a reading connection: looking costs the writer nothing.
pub(crate) async fn due_kinds(q: &impl Query, kinds: &[&str], now: UtcMs) -> Result<Vec<String>, StoreError> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT known.column1 AS kind FROM (VALUES {}) AS known
         WHERE EXISTS (SELECT 1 FROM job WHERE job.kind = known.column1 AND job.state = 'waiting' AND job.due_at_ms <= ${})",
        value_rows(kinds.len(), 1),
        kinds.len() + 1
    );
    let mut values: Vec<Value> = kinds.iter().flat_map(|kind| args![*kind]).collect();
    values.extend(args![now]);
    q.rows(&sql, values).await?.iter().map(|row| row.get("kind")).collect()
}

/// A job as a node holds it.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) id: JobId,
    pub(crate) kind: String,
    /// Tries with this one.
    pub(crate) tries: u32,
    pub(crate) fence: i64,
}

impl Held {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { id: row.get("id")?, kind: row.get("kind")?, tries: row.get("attempts")?, fence: row.get("fence")? })
    }
}

/// Takes at most `room` due jobs of a kind, the longest due first. Of two nodes that want the same one, the second finds
/// it no longer waiting, or due later: both conditions stand outside of the inner question too, because PostgreSQL asks
/// only those again after it has waited for a row, and meanwhile the first may have run the job and set it waiting anew.
pub(crate) async fn take(tx: &Tx, kind: &Kind, room: usize, node: &str) -> Result<Vec<(Held, String)>, StoreError> {
    let (from, to) = JobEvent::Taken.moves();
    let until = tx.now().plus_s(i64::from(kind.plan.policy.run_s_max) + HOLD_MARGIN_S);
    let room = i64::try_from(room).unwrap_or(i64::MAX);
    let rows = tx
        .returning(
            "UPDATE job SET state = $1, fence = fence + 1, attempts = attempts + 1, taken_by = $2, taken_until_ms = $3, asked_again = 0
             WHERE state = $4 AND due_at_ms <= $6 AND id IN (
                SELECT id FROM job WHERE kind = $5 AND state = 'waiting' AND due_at_ms <= $6 ORDER BY due_at_ms, id LIMIT $7)
             RETURNING id, kind, attempts, fence, payload",
            args![to.code(), node, until, from.code(), &kind.code, tx.now(), room],
        )
        .await?;
    rows.iter().map(|row| Ok((Held::read(row)?, row.get("payload")?))).collect()
}

/// Jobs of these kinds whose node did not come back in time.
pub(crate) async fn expired(q: &impl Query, kinds: &[&str], now: UtcMs) -> Result<Vec<Held>, StoreError> {
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT id, kind, attempts, fence FROM job
         WHERE state = 'running' AND taken_until_ms < $1 AND kind IN ({}) ORDER BY taken_until_ms LIMIT $2",
        value_list(3, kinds.len())
    );
    let mut values = args![now, EXPIRED_ROWS_MAX];
    values.extend(kinds.iter().flat_map(|kind| args![*kind]));
    q.rows(&sql, values).await?.iter().map(Held::read).collect()
}

/// Ends a run; gives what became of the job, `None` when somebody else has it by now.
pub(crate) async fn end(tx: &Tx, held: &Held, ending: &Ending) -> Result<Option<JobEvent>, StoreError> {
    for (asked_again, change) in [(false, &ending.plain), (true, &ending.asked_again)] {
        if apply(tx, held, change, asked_again).await? {
            if change.event == JobEvent::GivenUp {
                tx.record(given_up_entry(held));
            }
            return Ok(Some(change.event));
        }
    }
    Ok(None)
}

async fn apply(tx: &Tx, held: &Held, change: &Change, asked_again: bool) -> Result<bool, StoreError> {
    let (from, to) = change.event.moves();
    let done_at = to.is_finished().then_some(tx.now());
    let rang_at = (change.event == JobEvent::Rang).then_some(tx.now());
    let touched = tx
        .execute(
            "UPDATE job SET state = $1, due_at_ms = COALESCE($2, due_at_ms), attempts = $3, last_error = $4, done_at_ms = $5,
                rang_at_ms = COALESCE($10, rang_at_ms), asked_again = 0, taken_by = NULL, taken_until_ms = NULL
             WHERE id = $6 AND fence = $7 AND state = $8 AND asked_again = $9",
            args![
                to.code(),
                change.due_at,
                change.attempts,
                change.error.clone(),
                done_at,
                held.id,
                held.fence,
                from.code(),
                asked_again,
                rang_at
            ],
        )
        .await?;
    Ok(touched > 0)
}

/// Why it was given up stays with the row: such a text is not made for the journal.
pub(crate) fn given_up_entry(held: &Held) -> Entry {
    Entry::new(Subject::new("job", held.id), "job.given_up", 1, json!({ "kind": held.kind, "tries": held.tries }))
}

pub(crate) async fn figures(q: &impl Query, now: UtcMs) -> Result<Figures, StoreError> {
    let row = q
        .row(
            "SELECT (SELECT COUNT(*) FROM job WHERE state = 'waiting' AND kind NOT LIKE $2) AS waiting,
                (SELECT COUNT(*) FROM job WHERE state = 'running') AS running,
                (SELECT COUNT(*) FROM job WHERE state = 'failed' AND done_at_ms IS NOT NULL) AS given_up,
                (SELECT MIN(due_at_ms) FROM job WHERE state = 'waiting' AND due_at_ms <= $1) AS oldest",
            args![now, format!("{TIMER}%")],
        )
        .await?
        .ok_or_else(|| StoreError::Schema("the table of jobs gives no figures".to_owned()))?;
    let oldest: Option<UtcMs> = row.get("oldest")?;
    Ok(Figures {
        waiting: row.get("waiting")?,
        running: row.get("running")?,
        given_up: row.get("given_up")?,
        due_age_s: oldest.map_or(0, |due_at| now.age_s(due_at)),
    })
}

pub(crate) async fn given_up(q: &impl Query, limit: u32) -> Result<Vec<GivenUp>, StoreError> {
    let sql = "SELECT id, kind, attempts, last_error, done_at_ms FROM job
         WHERE state = 'failed' AND done_at_ms IS NOT NULL ORDER BY done_at_ms DESC, id LIMIT $1";
    let read = |row: &Row| {
        Ok(GivenUp {
            id: row.get("id")?,
            kind: row.get("kind")?,
            tries: row.get("attempts")?,
            why: row.get::<Option<String>>("last_error")?.unwrap_or_default(),
            at: row.get("done_at_ms")?,
        })
    };
    q.rows(sql, args![limit]).await?.iter().map(read).collect()
}

/// Every timer that was ever laid and is not forgotten, by name.
pub(crate) async fn timers(q: &impl Query, limit: u32) -> Result<Vec<Timer>, StoreError> {
    let sql = "SELECT kind, state, due_at_ms, rang_at_ms, last_error FROM job
         WHERE dedupe = $1 AND kind LIKE $2 AND done_at_ms IS NULL ORDER BY kind LIMIT $3";
    let read = |row: &Row| {
        let kind: String = row.get("kind")?;
        Ok(Timer {
            name: kind.trim_start_matches(TIMER).to_owned(),
            is_ringing: row.get::<String>("state")? == JobState::Running.code(),
            rang_at: row.get("rang_at_ms")?,
            due_at: row.get("due_at_ms")?,
            why: row.get("last_error")?,
        })
    };
    q.rows(sql, args![TIMER_KEY, format!("{TIMER}%"), limit]).await?.iter().map(read).collect()
}

pub(crate) async fn try_again(tx: &Tx, id: JobId) -> Result<bool, StoreError> {
    let (from, to) = JobEvent::AskedByHand.moves();
    let touched = tx
        .execute(
            "UPDATE job SET state = $1, due_at_ms = $2, attempts = 0, done_at_ms = NULL
             WHERE id = $3 AND state = $4 AND NOT EXISTS (
                SELECT 1 FROM job AS other WHERE other.kind = job.kind AND other.dedupe = job.dedupe AND other.done_at_ms IS NULL)",
            args![to.code(), tx.now(), id, from.code()],
        )
        .await?;
    Ok(touched > 0)
}

/// Deletes at most `limit` jobs that finished in `state` before `before`; gives how many. What a person has had tried
/// again at this very moment stays, for the same reason as in [`take`].
pub(crate) async fn delete_finished(tx: &Tx, state: JobState, before: UtcMs, limit: i64) -> Result<u64, StoreError> {
    tx.execute(
        "DELETE FROM job WHERE state = $1 AND done_at_ms < $2 AND id IN (
            SELECT id FROM job WHERE state = $1 AND done_at_ms IS NOT NULL AND done_at_ms < $2 LIMIT $3)",
        args![state.code(), before, limit],
    )
    .await
}

/// Deletes timers that no program has rung since `before`: their name is gone.
pub(crate) async fn delete_forgotten_timers(tx: &Tx, before: UtcMs) -> Result<u64, StoreError> {
    let sql = "DELETE FROM job WHERE kind LIKE $1 AND dedupe = $2 AND state = 'waiting' AND due_at_ms < $3";
    tx.execute(sql, args![format!("{TIMER}%"), TIMER_KEY, before]).await
}

/// When the finished job after the newest `rows` of a state finished; `None` when there are not so many.
pub(crate) async fn finished_beyond(q: &impl Query, state: JobState, rows: i64) -> Result<Option<UtcMs>, StoreError> {
    let sql = "SELECT done_at_ms FROM job WHERE state = $1 AND done_at_ms IS NOT NULL ORDER BY done_at_ms DESC LIMIT 1 OFFSET $2";
    q.row(sql, args![state.code(), rows]).await?.map(|row| row.get("done_at_ms")).transpose()
}
