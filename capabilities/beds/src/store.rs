//! All SQL of the room: counters and claims.

use std::collections::HashMap;

use sigap_availability::chance::Moves;
use sigap_availability::{Claim, ClaimKind, Observation, SourceKind, Term, Terms};
use sigap_kernel::{CLOCKS_APART_MAX_S, FacilityId, UtcMs, WardId};
use sigap_store::{Arg as _, Engine, Query, Row, StoreError, Tx, Value, args, as_text};

use crate::model::{BySex, ClaimId};
use crate::said::SaidBeside;

as_text!(ClaimId);

/// Wards asked for in one statement.
const ASK_ROWS: usize = 500;
/// Wards written in one statement: 22 columns each stay below both engines' limit of arguments.
const WRITE_ROWS: usize = 200;
/// What a term column holds when the source already included it.
const INCLUDED: i64 = -1;
/// A row received later than this after what is written was received by a clock that ran ahead, in milliseconds.
const CLOCKS_APART_MAX_MS: i64 = CLOCKS_APART_MAX_S * 1_000;

const COLUMNS: &str = "ward_id, facility_id, version, source, capacity, free, cleaning, blocked, reserved, waiting_in_igd, \
                       free_men, free_women, free_either, observed_at_ms, received_at_ms, changed_at_ms, actor, \
                       admitted, discharged, reopened, full_s, reopened_at_ms";

/// The counters of one ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) ward: WardId,
    pub(crate) facility: FacilityId,
    pub(crate) version: i64,
    pub(crate) observation: Observation,
    pub(crate) by_sex: Option<BySex>,
    pub(crate) changed_at: UtcMs,
    pub(crate) actor: String,
    pub(crate) moves: Moves,
}

fn read_term(row: &Row, column: &str) -> Result<Term, StoreError> {
    Ok(match row.get::<Option<i64>>(column)? {
        None => Term::Unknown,
        Some(INCLUDED) => Term::Included,
        Some(beds) => Term::Known(u32::try_from(beds).unwrap_or(0)),
    })
}

fn term_value(term: Term) -> Option<i64> {
    match term {
        Term::Unknown => None,
        Term::Included => Some(INCLUDED),
        Term::Known(beds) => Some(i64::from(beds)),
    }
}

fn read_observation(row: &Row) -> Result<Observation, StoreError> {
    let source: String = row.get("source")?;
    Ok(Observation {
        capacity: row.get("capacity")?,
        free: row.get("free")?,
        terms: Terms {
            cleaning: read_term(row, "cleaning")?,
            blocked: read_term(row, "blocked")?,
            reserved: read_term(row, "reserved")?,
            waiting_in_igd: read_term(row, "waiting_in_igd")?,
        },
        source: row.parsed::<SourceKind>("source", &source)?,
        observed_at: row.get("observed_at_ms")?,
        received_at: row.get("received_at_ms")?,
    })
}

fn read_by_sex(row: &Row) -> Result<Option<BySex>, StoreError> {
    Ok(match (row.get("free_men")?, row.get("free_women")?, row.get("free_either")?) {
        (Some(men), Some(women), Some(either)) => Some(BySex { men, women, either }),
        _ => None,
    })
}

fn read_count(row: &Row) -> Result<Count, StoreError> {
    Ok(Count {
        ward: row.get("ward_id")?,
        facility: row.get("facility_id")?,
        version: row.get("version")?,
        observation: read_observation(row)?,
        by_sex: read_by_sex(row)?,
        changed_at: row.get("changed_at_ms")?,
        actor: row.get("actor")?,
        moves: Moves {
            admitted: row.get("admitted")?,
            discharged: row.get("discharged")?,
            reopened: row.get("reopened")?,
            full_s: row.get("full_s")?,
            reopened_at: row.get("reopened_at_ms")?,
        },
    })
}

fn values(count: &Count) -> Vec<Value> {
    let seen = &count.observation;
    let mut all = args![count.ward, count.facility, count.version, seen.source.code()];
    all.extend(number_values(seen, count.by_sex));
    all.extend(args![seen.observed_at, seen.received_at, count.changed_at, count.actor.as_str()]);
    let moves = &count.moves;
    all.extend(args![moves.admitted, moves.discharged, moves.reopened, moves.full_s, moves.reopened_at]);
    all
}

/// The nine columns from `capacity` to `free_either`.
fn number_values(seen: &Observation, by_sex: Option<BySex>) -> Vec<Value> {
    let terms = &seen.terms;
    args![
        seen.capacity,
        seen.free,
        term_value(terms.cleaning),
        term_value(terms.blocked),
        term_value(terms.reserved),
        term_value(terms.waiting_in_igd),
        by_sex.map(|sex| sex.men),
        by_sex.map(|sex| sex.women),
        by_sex.map(|sex| sex.either),
    ]
}

/// The counters of all wards.
pub(crate) async fn all_counts(q: &impl Query) -> Result<Vec<Count>, StoreError> {
    q.walk(&format!("SELECT {COLUMNS} FROM bed_count WHERE ward_id > $1 ORDER BY ward_id LIMIT $2"), "ward_id", read_count).await
}

/// The counters of these wards, by ward; wards that never reported are missing.
pub(crate) async fn counts(q: &impl Query, wards: &[WardId]) -> Result<HashMap<WardId, Count>, StoreError> {
    read_counts(q, wards, "").await
}

/// The same, held until the end of the transaction: what a person counts meanwhile on another connection comes after it, and is not overwritten
/// by a report that never heard of it. The wards are named in their order, so that two who hold many do not lock each other up.
pub(crate) async fn held_counts(tx: &Tx, wards: &[WardId]) -> Result<HashMap<WardId, Count>, StoreError> {
    let held = match tx.engine() {
        Engine::Postgres => "ORDER BY ward_id FOR UPDATE",
        // Whoever writes is alone.
        Engine::Sqlite => "",
    };
    read_counts(tx, wards, held).await
}

async fn read_counts(q: &impl Query, wards: &[WardId], how: &str) -> Result<HashMap<WardId, Count>, StoreError> {
    let mut found = HashMap::with_capacity(wards.len());
    for piece in q.pieces(wards, ASK_ROWS) {
        let (among, args) = q.among("ward_id", 1, piece.iter().map(|ward| ward.arg()).collect());
        for row in q.rows(&format!("SELECT {COLUMNS} FROM bed_count WHERE {among} {how}"), args).await? {
            let count = read_count(&row)?;
            found.insert(count.ward, count);
        }
    }
    Ok(found)
}

/// Holds the counters of a ward until the end of the transaction: what is read of them now still stands when they are written,
/// also when a colleague taps at the same instant on another connection.
pub(crate) async fn hold(tx: &Tx, ward: WardId) -> Result<(), StoreError> {
    tx.execute("UPDATE bed_count SET version = version WHERE ward_id = $1", args![ward]).await.map(|_| ())
}

/// When a row's count was taken, as [`sigap_availability::Observation::taken_at`] has it; both engines know `CASE`.
fn taken_at(row: &str) -> String {
    format!("CASE WHEN {row}.observed_at_ms < {row}.received_at_ms THEN {row}.observed_at_ms ELSE {row}.received_at_ms END")
}

/// When the number of each ward of a hospital last moved.
pub(crate) async fn last_moved(q: &impl Query, facility: FacilityId) -> Result<HashMap<WardId, UtcMs>, StoreError> {
    let rows = q.rows("SELECT ward_id, changed_at_ms FROM bed_count WHERE facility_id = $1", args![facility]).await?;
    rows.iter().map(|row| Ok((row.get("ward_id")?, row.get("changed_at_ms")?))).collect()
}

/// Writes counters. A row that holds a later observation is left as it is: a report that came late on another node
/// changes nothing. What a clock of ours left that ran ahead gives way, as in the engine.
pub(crate) async fn put_counts(tx: &Tx, counts: &[Count]) -> Result<(), StoreError> {
    for piece in tx.pieces(counts, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        let sql = format!(
            "INSERT INTO bed_count ({COLUMNS}) {table}
             ON CONFLICT (ward_id) DO UPDATE SET
                facility_id = excluded.facility_id, version = bed_count.version + 1, source = excluded.source,
                capacity = excluded.capacity, free = excluded.free, cleaning = excluded.cleaning, blocked = excluded.blocked,
                reserved = excluded.reserved, waiting_in_igd = excluded.waiting_in_igd, free_men = excluded.free_men,
                free_women = excluded.free_women, free_either = excluded.free_either, observed_at_ms = excluded.observed_at_ms,
                received_at_ms = excluded.received_at_ms, changed_at_ms = excluded.changed_at_ms, actor = excluded.actor,
                admitted = excluded.admitted, discharged = excluded.discharged, reopened = excluded.reopened, full_s = excluded.full_s,
                reopened_at_ms = excluded.reopened_at_ms
             WHERE {there} <= {new} OR bed_count.received_at_ms > excluded.received_at_ms + {CLOCKS_APART_MAX_MS}",
            there = taken_at("bed_count"),
            new = taken_at("excluded"),
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// Forgets the counters of a ward if they are this source's; whether they were.
pub(crate) async fn remove_count(tx: &Tx, ward: WardId, source: SourceKind) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM bed_count WHERE ward_id = $1 AND source = $2", args![ward, source.code()]).await? > 0)
}

/// The counters that a person entered and that were taken by an instant.
pub(crate) async fn by_hand_before(q: &impl Query, until: UtcMs) -> Result<Vec<Count>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bed_count WHERE source = $1 AND observed_at_ms <= $2
            AND EXISTS (SELECT 1 FROM bed_said WHERE bed_said.ward_id = bed_count.ward_id AND bed_said.received_at_ms > bed_count.observed_at_ms)"
    );
    q.rows(&sql, args![SourceKind::WardBoard.code(), until]).await?.iter().map(read_count).collect()
}

const SAID_COLUMNS: &str = "ward_id, facility_id, source, capacity, free, cleaning, blocked, reserved, waiting_in_igd, \
                            free_men, free_women, free_either, observed_at_ms, received_at_ms, actor";

/// What is said of all wards beside their numbers.
pub(crate) async fn all_said(q: &impl Query) -> Result<HashMap<WardId, Vec<SaidBeside>>, StoreError> {
    let rows = q.rows(&format!("SELECT {SAID_COLUMNS} FROM bed_said ORDER BY ward_id, source"), Vec::new()).await?;
    by_ward(&rows)
}

/// What is said of these wards beside their numbers.
pub(crate) async fn said(q: &impl Query, wards: &[WardId]) -> Result<HashMap<WardId, Vec<SaidBeside>>, StoreError> {
    let mut found = HashMap::new();
    for piece in q.pieces(wards, ASK_ROWS) {
        let (among, args) = q.among("ward_id", 1, piece.iter().map(|ward| ward.arg()).collect());
        let rows = q.rows(&format!("SELECT {SAID_COLUMNS} FROM bed_said WHERE {among} ORDER BY ward_id, source"), args).await?;
        found.extend(by_ward(&rows)?);
    }
    Ok(found)
}

fn by_ward(rows: &[Row]) -> Result<HashMap<WardId, Vec<SaidBeside>>, StoreError> {
    let mut found: HashMap<WardId, Vec<SaidBeside>> = HashMap::new();
    for row in rows {
        let said = SaidBeside { observation: read_observation(row)?, by_sex: read_by_sex(row)?, actor: row.get("actor")? };
        found.entry(row.get("ward_id")?).or_default().push(said);
    }
    Ok(found)
}

/// Writes what is said beside numbers; a later word of the same source stays.
pub(crate) async fn put_said(tx: &Tx, rows: &[(WardId, FacilityId, SaidBeside)]) -> Result<(), StoreError> {
    for piece in tx.pieces(rows, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(said_values).collect());
        let sql = format!(
            "INSERT INTO bed_said ({SAID_COLUMNS}) {table}
             ON CONFLICT (ward_id, source) DO UPDATE SET
                facility_id = excluded.facility_id, capacity = excluded.capacity, free = excluded.free, cleaning = excluded.cleaning,
                blocked = excluded.blocked, reserved = excluded.reserved, waiting_in_igd = excluded.waiting_in_igd,
                free_men = excluded.free_men, free_women = excluded.free_women, free_either = excluded.free_either,
                observed_at_ms = excluded.observed_at_ms, received_at_ms = excluded.received_at_ms, actor = excluded.actor
             WHERE {there} <= {new} OR bed_said.received_at_ms > excluded.received_at_ms + {CLOCKS_APART_MAX_MS}",
            there = taken_at("bed_said"),
            new = taken_at("excluded"),
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

fn said_values((ward, facility, said): &(WardId, FacilityId, SaidBeside)) -> Vec<Value> {
    let seen = &said.observation;
    let mut all = args![*ward, *facility, seen.source.code()];
    all.extend(number_values(seen, said.by_sex));
    all.extend(args![seen.observed_at, seen.received_at, said.actor.as_str()]);
    all
}

/// Forgets what a source said of a ward beside its number.
pub(crate) async fn remove_said(tx: &Tx, ward: WardId, source: SourceKind) -> Result<(), StoreError> {
    tx.execute("DELETE FROM bed_said WHERE ward_id = $1 AND source = $2", args![ward, source.code()]).await.map(|_| ())
}

/// A stored claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClaimRow {
    pub(crate) id: ClaimId,
    pub(crate) ward: WardId,
    pub(crate) claim: Claim,
}

fn read_claim(row: &Row) -> Result<ClaimRow, StoreError> {
    let kind: String = row.get("kind")?;
    let mut claim = Claim::new(row.parsed::<ClaimKind>("kind", &kind)?, row.get("beds")?, row.get("made_at_ms")?, row.get("until_ms")?);
    claim.noted_at = row.get("noted_at_ms")?;
    claim.closed_at = row.get("closed_at_ms")?;
    Ok(ClaimRow { id: row.get("claim_id")?, ward: row.get("ward_id")?, claim })
}

const CLAIM_COLUMNS: &str = "claim_id, ward_id, kind, beds, made_at_ms, until_ms, noted_at_ms, closed_at_ms";

/// All claims that are not closed.
pub(crate) async fn open_claims(q: &impl Query) -> Result<Vec<ClaimRow>, StoreError> {
    let sql = format!("SELECT {CLAIM_COLUMNS} FROM bed_claim WHERE closed_at_ms IS NULL");
    q.rows(&sql, Vec::new()).await?.iter().map(read_claim).collect()
}

/// The claims of these wards that are not closed.
pub(crate) async fn open_claims_of(q: &impl Query, wards: &[WardId]) -> Result<Vec<ClaimRow>, StoreError> {
    let mut found = Vec::new();
    for piece in q.pieces(wards, ASK_ROWS) {
        let (among, args) = q.among("ward_id", 1, piece.iter().map(|ward| ward.arg()).collect());
        let sql = format!("SELECT {CLAIM_COLUMNS} FROM bed_claim WHERE closed_at_ms IS NULL AND {among}");
        let rows = q.rows(&sql, args).await?;
        found.extend(rows.iter().map(read_claim).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(found)
}

/// Adds a claim.
pub(crate) async fn add_claim(tx: &Tx, id: ClaimId, facility: FacilityId, ward: WardId, claim: &Claim) -> Result<(), StoreError> {
    let sql = "INSERT INTO bed_claim (claim_id, ward_id, facility_id, version, kind, beds, made_at_ms, until_ms) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)";
    tx.execute(sql, args![id, ward, facility, claim.kind.code(), claim.beds, claim.made_at, claim.until]).await.map(|_| ())
}

/// Closes a claim of a hospital; gives its ward, or `None` when it was closed before or never was there.
pub(crate) async fn close_claim(tx: &Tx, id: ClaimId, facility: FacilityId, at: UtcMs) -> Result<Option<WardId>, StoreError> {
    let sql = "UPDATE bed_claim SET closed_at_ms = $2, version = version + 1
         WHERE claim_id = $1 AND facility_id = $3 AND closed_at_ms IS NULL RETURNING ward_id";
    tx.returning(sql, args![id, at, facility]).await?.first().map(|row| row.get("ward_id")).transpose()
}

/// Notes a claim that is not closed, and when it ends at the latest; gives its ward.
pub(crate) async fn note_claim(tx: &Tx, id: ClaimId, facility: FacilityId, at: UtcMs, until: UtcMs) -> Result<Option<WardId>, StoreError> {
    let sql = "UPDATE bed_claim SET noted_at_ms = $2, until_ms = $4, version = version + 1
         WHERE claim_id = $1 AND facility_id = $3 AND closed_at_ms IS NULL RETURNING ward_id";
    tx.returning(sql, args![id, at, facility, until]).await?.first().map(|row| row.get("ward_id")).transpose()
}

/// Moves the end of a claim that still counts; gives its ward.
pub(crate) async fn move_claim(tx: &Tx, id: ClaimId, facility: FacilityId, now: UtcMs, until: UtcMs) -> Result<Option<WardId>, StoreError> {
    let sql = "UPDATE bed_claim SET until_ms = $4, version = version + 1
         WHERE claim_id = $1 AND facility_id = $3 AND closed_at_ms IS NULL AND (until_ms IS NULL OR until_ms > $2) RETURNING ward_id";
    tx.returning(sql, args![id, now, facility, until]).await?.first().map(|row| row.get("ward_id")).transpose()
}

/// Whether a claim's time is over and nobody closed it yet.
pub(crate) async fn has_overdue(q: &impl Query, now: UtcMs) -> Result<bool, StoreError> {
    let sql = "SELECT claim_id FROM bed_claim WHERE closed_at_ms IS NULL AND until_ms <= $1 LIMIT 1";
    Ok(q.row(sql, args![now]).await?.is_some())
}

/// Closes at most `limit` claims at the instant their time was over; gives claim, ward and hospital.
pub(crate) async fn close_overdue(tx: &Tx, now: UtcMs, limit: i64) -> Result<Vec<(ClaimId, WardId, FacilityId)>, StoreError> {
    let sql = "UPDATE bed_claim SET closed_at_ms = until_ms, version = version + 1
         WHERE closed_at_ms IS NULL AND claim_id IN (
            SELECT claim_id FROM bed_claim WHERE closed_at_ms IS NULL AND until_ms <= $1 ORDER BY until_ms LIMIT $2)
         RETURNING claim_id, ward_id, facility_id";
    let rows = tx.returning(sql, args![now, limit]).await?;
    rows.iter().map(|row| Ok((row.get("claim_id")?, row.get("ward_id")?, row.get("facility_id")?))).collect()
}

/// Whether a claim ended before an instant.
pub(crate) async fn has_ended_before(q: &impl Query, before: UtcMs) -> Result<bool, StoreError> {
    Ok(q.row("SELECT claim_id FROM bed_claim WHERE closed_at_ms < $1 LIMIT 1", args![before]).await?.is_some())
}

/// Removes at most `limit` claims that ended before an instant; gives how many.
pub(crate) async fn remove_claims(tx: &Tx, before: UtcMs, limit: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM bed_claim WHERE claim_id IN (SELECT claim_id FROM bed_claim WHERE closed_at_ms < $1 LIMIT $2)";
    tx.execute(sql, args![before, limit]).await
}
