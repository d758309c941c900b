//! The list of facilities: which ids a filter lets through, page by page.

use serde::Deserialize;
use sigap_access::ScopeFilter;
use sigap_kernel::FacilityId;
use sigap_store::{Arg as _, Query, StoreError, Value, value_list};

use crate::{CoordQuality, checks};

/// What the list is narrowed to, as it stands in the address; nothing chosen lets everything through.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    /// Letters of the name, the district or a code.
    pub(crate) q: String,
    /// The codes of a kind and of a stage.
    pub(crate) kind: String,
    pub(crate) stage: String,
    /// Whether only those whose place is not exact; anything means yes.
    pub(crate) rough: String,
    /// From which row on.
    pub(crate) from: String,
}

/// A condition with its arguments.
fn condition(filter: &Filter, scope: &ScopeFilter) -> (String, Vec<Value>) {
    let (mut sql, mut args) = ("1 = 1".to_owned(), Vec::new());
    if let ScopeFilter::Only { districts, facilities } = scope {
        // A list may be empty; an id nobody has keeps the statement whole.
        let own: Vec<Value> = facilities.iter().map(|id| id.arg()).chain([Value::from("")]).collect();
        let near: Vec<Value> = districts.iter().map(|code| code.arg()).chain([Value::from("-")]).collect();
        let (ids, codes) = (value_list(1, own.len()), value_list(own.len() + 1, near.len()));
        sql = format!("(facility_id IN ({ids}) OR district_code IN ({codes}))");
        args = [own, near].concat();
    }
    let mut and = |condition: &str, arg: Value| {
        args.push(arg);
        sql = format!("{sql} AND {}", condition.replace("$$", &format!("${}", args.len())));
    };
    if *scope == ScopeFilter::Nothing {
        and("1 = $$", 0_i64.arg());
    }
    let key = checks::key(&filter.q);
    if !key.is_empty() {
        // The key of a name holds letters, figures and spaces alone: nothing that LIKE would take for a sign.
        let searched = "name_key || '|' || REPLACE(REPLACE(REPLACE(LOWER(district), '.', ' '), '-', ' '), '  ', ' ') || '|' || COALESCE(LOWER(ppk), '') || '|' || COALESCE(LOWER(kemenkes_code), '') LIKE $$";
        and(searched, format!("%{key}%").arg());
    }
    for (column, code) in [("kind = $$", &filter.kind), ("stage = $$", &filter.stage)] {
        if !code.is_empty() {
            and(column, code.arg());
        }
    }
    if !filter.rough.is_empty() {
        and("coord_quality <> $$", CoordQuality::Surveyed.arg());
    }
    (sql, args)
}

/// How many facilities the filter lets through.
pub(crate) async fn count(q: &impl Query, filter: &Filter, scope: &ScopeFilter) -> Result<usize, StoreError> {
    let (condition, args) = condition(filter, scope);
    let row = q.row(&format!("SELECT COUNT(*) AS n FROM facility WHERE {condition}"), args).await?;
    Ok(row.map_or(Ok(0), |row| row.get::<u32>("n"))? as usize)
}

/// Their ids by name, from one place in the list.
pub(crate) async fn ids(
    q: &impl Query,
    filter: &Filter,
    scope: &ScopeFilter,
    limit: usize,
    from: usize,
) -> Result<Vec<FacilityId>, StoreError> {
    let (condition, args) = condition(filter, scope);
    let sql = format!("SELECT facility_id FROM facility WHERE {condition} ORDER BY name_key, facility_id LIMIT {limit} OFFSET {from}");
    q.rows(&sql, args).await?.iter().map(|row| row.get("facility_id")).collect()
}
