//! Days of hospitals and groups: `monitoring_day`. Sums are made by the database: a city has too many days to carry them around.

use std::collections::BTreeMap;

use sigap_kernel::FacilityId;
use sigap_store::{Query, Row, StoreError, Tx, Value, args};

use crate::model::{Counted, DAY_KNOWN_PCT, Group};

/// Rows written in one statement.
const WRITE_ROWS: usize = 200;
/// Days swept in one transaction.
const SWEEP_ROWS: i64 = 5_000;

const COLUMNS: &str = "facility_id, bed_group, day, beds_milli, occupied_milli, known_h, of_h, midnight_beds, midnight_occupied, midnight_wards, \
    admitted, discharged";

/// A day of a hospital's beds of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DayRow {
    pub(crate) facility: FacilityId,
    pub(crate) group: Group,
    pub(crate) day: i64,
    pub(crate) beds_milli: i64,
    pub(crate) occupied_milli: i64,
    pub(crate) known_h: i64,
    pub(crate) of_h: i64,
    /// Beds, occupied ones and wards as the day ended, of wards of which that is known.
    pub(crate) midnight: (i64, i64, i64),
    pub(crate) admitted: i64,
    pub(crate) discharged: i64,
}

fn values(row: &DayRow) -> Vec<Value> {
    let (beds, occupied, wards) = row.midnight;
    args![
        row.facility,
        row.group,
        row.day,
        row.beds_milli,
        row.occupied_milli,
        row.known_h,
        row.of_h,
        beds,
        occupied,
        wards,
        row.admitted,
        row.discharged
    ]
}

/// Writes days; one that is there becomes what it is now.
pub(crate) async fn put(tx: &Tx, rows: &[DayRow]) -> Result<(), StoreError> {
    for piece in tx.pieces(rows, WRITE_ROWS) {
        let (table, args) = tx.table(piece.iter().map(values).collect());
        let sql = format!(
            "INSERT INTO monitoring_day ({COLUMNS}) {table} ON CONFLICT (facility_id, bed_group, day) DO UPDATE SET
                beds_milli = excluded.beds_milli, occupied_milli = excluded.occupied_milli, known_h = excluded.known_h, of_h = excluded.of_h,
                midnight_beds = excluded.midnight_beds, midnight_occupied = excluded.midnight_occupied,
                midnight_wards = excluded.midnight_wards, admitted = excluded.admitted, discharged = excluded.discharged"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

/// The last day that lies there.
pub(crate) async fn last_day(q: &impl Query) -> Result<Option<i64>, StoreError> {
    let row = q.row("SELECT MAX(day) AS day FROM monitoring_day", Vec::new()).await?;
    row.map_or(Ok(None), |row| row.get("day"))
}

/// The first day that lies there.
pub(crate) async fn first_day(q: &impl Query) -> Result<Option<i64>, StoreError> {
    let row = q.row("SELECT MIN(day) AS day FROM monitoring_day", Vec::new()).await?;
    row.map_or(Ok(None), |row| row.get("day"))
}

/// Which days, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: i64,
    /// Before this day.
    pub(crate) until: i64,
    pub(crate) group: Option<Group>,
    pub(crate) facility: Option<FacilityId>,
}

impl Span {
    /// The condition and its arguments. Without a group: those that count as inpatient beds.
    fn condition(&self) -> (String, Vec<Value>) {
        let mut args = args![self.from, self.until];
        let groups: Vec<Group> =
            Group::ALL.iter().copied().filter(|group| self.group.map_or(group.is_inpatient(), |one| one == *group)).collect();
        let places: Vec<String> = (3..).take(groups.len()).map(|place| format!("${place}")).collect();
        let mut sql = format!("day >= $1 AND day < $2 AND bed_group IN ({})", places.join(", "));
        args.extend(groups.iter().flat_map(|group| args![*group]));
        if let Some(facility) = self.facility {
            sql.push_str(&format!(" AND facility_id = ${}", args.len() + 1));
            args.extend(args![facility]);
        }
        (sql, args)
    }
}

/// The sums of rows; a day that is known too little adds only to what is known of it.
fn sums() -> String {
    let counts = format!("known_h * 100 >= of_h * {DAY_KNOWN_PCT} AND known_h > 0");
    let sum = |column: &str| format!("CAST(SUM(CASE WHEN {counts} THEN {column} ELSE 0 END) AS BIGINT) AS {column}");
    format!(
        "COUNT(DISTINCT CASE WHEN {counts} THEN day END) AS days, {}, {}, {}, {}, CAST(SUM(known_h) AS BIGINT) AS known_h,
         CAST(SUM(of_h) AS BIGINT) AS of_h",
        sum("beds_milli"),
        sum("occupied_milli"),
        sum("admitted"),
        sum("discharged")
    )
}

fn read(row: &Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        days: row.get("days")?,
        bed_days_milli: row.get("beds_milli")?,
        occupied_days_milli: row.get("occupied_milli")?,
        known_h: row.get("known_h")?,
        of_h: row.get("of_h")?,
        admitted: row.get("admitted")?,
        discharged: row.get("discharged")?,
    })
}

/// The days of the whole span together, each of all its hospitals.
pub(crate) async fn by_day(q: &impl Query, span: &Span) -> Result<BTreeMap<i64, Counted>, StoreError> {
    let (condition, args) = span.condition();
    let sql = format!("SELECT day, {} FROM monitoring_day WHERE {condition} GROUP BY day", sums());
    q.rows(&sql, args).await?.iter().map(|row| Ok((row.get("day")?, read(row)?))).collect()
}

/// The same, group by group; of every group, those that count in no sum too.
pub(crate) async fn by_group_and_day(q: &impl Query, span: &Span) -> Result<BTreeMap<(Group, i64), Counted>, StoreError> {
    let facility = span.facility.map_or("", |_| " AND facility_id = $3");
    let sql =
        format!("SELECT bed_group, day, {} FROM monitoring_day WHERE day >= $1 AND day < $2{facility} GROUP BY bed_group, day", sums());
    let mut args = args![span.from, span.until];
    args.extend(span.facility.map(|one| args![one]).into_iter().flatten());
    q.rows(&sql, args).await?.iter().map(|row| Ok(((row.get("bed_group")?, row.get("day")?), read(row)?))).collect()
}

/// The days of some hospitals.
pub(crate) async fn by_facility_and_day(
    q: &impl Query,
    span: &Span,
    some: &[FacilityId],
) -> Result<BTreeMap<(FacilityId, i64), Counted>, StoreError> {
    let mut found = BTreeMap::new();
    for one in some {
        let of_one = by_day(q, &Span { facility: Some(*one), ..*span }).await?;
        found.extend(of_one.into_iter().map(|(day, counted)| ((*one, day), counted)));
    }
    Ok(found)
}

/// Each hospital over all days together.
pub(crate) async fn by_facility(q: &impl Query, span: &Span) -> Result<BTreeMap<FacilityId, Counted>, StoreError> {
    let (condition, args) = span.condition();
    let sql = format!("SELECT facility_id, {} FROM monitoring_day WHERE {condition} GROUP BY facility_id", sums());
    q.rows(&sql, args).await?.iter().map(|row| Ok((row.get("facility_id")?, read(row)?))).collect()
}

/// Whether days lie there from before a day.
pub(crate) async fn has_before(q: &impl Query, day: i64) -> Result<bool, StoreError> {
    Ok(q.row("SELECT day FROM monitoring_day WHERE day < $1 LIMIT 1", args![day]).await?.is_some())
}

/// Throws away some rows of before a day; gives how many.
pub(crate) async fn remove_before(tx: &Tx, day: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM monitoring_day WHERE (facility_id, bed_group, day) IN (
            SELECT facility_id, bed_group, day FROM monitoring_day WHERE day < $1 LIMIT $2)";
    tx.execute(sql, args![day, SWEEP_ROWS]).await
}
