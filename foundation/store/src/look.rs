//! Looking back through the journal: the newest entries first, narrowed to those that are asked for. However rare those are, a look
//! goes through no more entries than its limit says.

use sigap_kernel::{EntryId, UtcMs};

use crate::{Arg as _, JournalRow, Query, StoreError, Subject, Value, args, value_list};

/// Entries one look goes through while it searches for those that are asked for.
pub const LOOKED_THROUGH_MAX: i64 = 20_000;

/// What a look is narrowed to; nothing given lets every entry through.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Only entries older than this one: where the last look ended.
    pub before: Option<EntryId>,
    /// Only entries from the first of these instants on and before the second.
    pub between: Option<(UtcMs, UtcMs)>,
    /// Only entries about exactly these, found by their index.
    pub subjects: Option<Vec<Subject>>,
    /// Only entries about one of these: what whoever looks may see.
    pub within: Option<Vec<Subject>>,
    /// Only entries about subjects of this kind; empty is every kind.
    pub subject_kind: String,
    /// Only entries of actors of this kind: the word before the colon; empty is every kind.
    pub actor_kind: String,
}

/// What a look found.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The entries, newest first.
    pub rows: Vec<JournalRow>,
    /// Where to look on; `None` when nothing is older.
    pub older: Option<EntryId>,
    /// Whether the look ended because it had gone through [`LOOKED_THROUGH_MAX`] entries.
    pub gave_out: bool,
}

/// Looks back; gives at most `limit` entries.
///
/// # Errors
/// When the database cannot be read.
pub async fn look_back(q: &impl Query, look: &Look, limit: usize) -> Result<Looked, StoreError> {
    let (near, mut args) = near(look);
    let end = format!("SELECT entry_id FROM journal_entry WHERE {near} ORDER BY entry_id DESC LIMIT 1 OFFSET {}", LOOKED_THROUGH_MAX - 1);
    let end: Option<EntryId> = q.row(&end, args.clone()).await?.map(|row| row.get("entry_id")).transpose()?;
    let wanted = wanted(look, &mut args);
    let columns = JournalRow::COLUMNS;
    let sql = format!(
        "SELECT {columns} FROM (SELECT {columns} FROM journal_entry WHERE {near} ORDER BY entry_id DESC LIMIT {LOOKED_THROUGH_MAX}) AS near
         WHERE {wanted} ORDER BY entry_id DESC LIMIT {}",
        limit + 1
    );
    let rows: Result<Vec<JournalRow>, StoreError> = q.rows(&sql, args).await?.iter().map(JournalRow::read).collect();
    let mut rows = rows?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let older = if more { rows.last().map(|row| row.entry_id) } else { end };
    Ok(Looked { rows, older, gave_out: !more && end.is_some() })
}

/// The newest entry of one of these types about each of these subjects, where there is one.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_entries(q: &impl Query, subjects: &[Subject], kinds: &[&str]) -> Result<Vec<JournalRow>, StoreError> {
    if subjects.is_empty() || kinds.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {} FROM journal_entry WHERE entry_id IN
         (SELECT MAX(entry_id) FROM journal_entry WHERE subject IN ({}) AND kind IN ({}) GROUP BY subject)",
        JournalRow::COLUMNS,
        value_list(1, subjects.len()),
        value_list(subjects.len() + 1, kinds.len())
    );
    let args = subjects.iter().map(|subject| subject.as_str().arg()).chain(kinds.iter().map(|kind| kind.arg())).collect();
    q.rows(&sql, args).await?.iter().map(JournalRow::read).collect()
}

/// What an index finds: a stretch of time, and exact subjects. Ids sort by the time of their making.
fn near(look: &Look) -> (String, Vec<Value>) {
    let (mut conditions, mut args) = (vec!["1 = 1".to_owned()], Vec::new());
    let from = look.between.map(|(from, _)| ("entry_id >=", first_id(from)));
    let until = look.between.map(|(_, until)| ("entry_id <", first_id(until)));
    let before = look.before.map(|before| ("entry_id <", before.to_string()));
    for (condition, id) in [from, until, before].into_iter().flatten() {
        args.extend(args![&id]);
        conditions.push(format!("{condition} ${}", args.len()));
    }
    if let Some(subjects) = &look.subjects {
        conditions.push(among(subjects, &mut args));
    }
    (conditions.join(" AND "), args)
}

/// What is looked for among them, entry by entry.
fn wanted(look: &Look, args: &mut Vec<Value>) -> String {
    let mut conditions = vec!["1 = 1".to_owned()];
    for (column, kind) in [("subject", &look.subject_kind), ("actor", &look.actor_kind)] {
        if !kind.is_empty() {
            args.extend(args![&format!("{kind}:")]);
            conditions.push(format!("SUBSTR({column} || ':', 1, {}) = ${}", kind.chars().count() + 1, args.len()));
        }
    }
    if let Some(within) = &look.within {
        conditions.push(among(within, args));
    }
    conditions.join(" AND ")
}

fn among(subjects: &[Subject], args: &mut Vec<Value>) -> String {
    if subjects.is_empty() {
        return "1 = 0".to_owned();
    }
    let list = value_list(args.len() + 1, subjects.len());
    args.extend(subjects.iter().map(|subject| subject.as_str().arg()));
    format!("subject IN ({list})")
}

/// The smallest id an entry of this instant can have.
fn first_id(at: UtcMs) -> String {
    let ms = at.0.clamp(0, (1 << 48) - 1);
    format!("{:08x}-{:04x}-0000-0000-000000000000", ms >> 16, ms & 0xffff)
}
