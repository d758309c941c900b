//! Wards, rooms and beds as hospitals state them by FHIR: `fhir_location`, `fhir_facility`.

use std::collections::{BTreeMap, HashMap};

use sigap_exchange::fhir::{Document, LogicalId};
use sigap_kernel::FacilityId;
use sigap_store::{Query, Row, StoreError, Tx, Value, args};

use crate::fhir::facts;
use crate::fhir::places::{LOCATIONS_PER_FACILITY_MAX, Place};

/// Locations read or written by one statement: 7 arguments each stay far below both engines' limit.
const ROWS: usize = 200;

/// Holds up whoever else changes Locations of these facilities until the commit, so that what is counted is what is stored. Every node names
/// them in the same order. Gives how often each was written, with this time.
pub(crate) async fn hold(tx: &Tx, facilities: &[FacilityId]) -> Result<HashMap<FacilityId, i64>, StoreError> {
    let (table, args) = tx.table(facilities.iter().map(|facility| args![*facility]).collect());
    // What follows WHERE keeps SQLite from reading ON as part of the table before it.
    let sql = format!(
        "WITH sent (facility) AS ({table})
         INSERT INTO fhir_facility (facility_id, writes) SELECT facility, 1 FROM sent WHERE 1 = 1
         ON CONFLICT (facility_id) DO UPDATE SET writes = fhir_facility.writes + 1
         RETURNING facility_id, writes"
    );
    tx.returning(&sql, args).await?.iter().map(|row| Ok((row.get("facility_id")?, row.get("writes")?))).collect()
}

/// All Locations of these facilities, without their texts.
pub(crate) async fn of_facilities(
    q: &impl Query,
    facilities: &[FacilityId],
) -> Result<HashMap<FacilityId, BTreeMap<LogicalId, Place>>, StoreError> {
    let (condition, args) = q.among("facility_id", 1, facilities.iter().map(|facility| Value::from(facility.to_string())).collect());
    let sql = format!("SELECT facility_id, location_id, version, last_updated_ms, bytes, facts FROM fhir_location WHERE {condition}");
    let mut found: HashMap<FacilityId, BTreeMap<LogicalId, Place>> = HashMap::with_capacity(facilities.len());
    for row in q.rows(&sql, args).await? {
        found.entry(row.get("facility_id")?).or_default().insert(id(&row)?, head(&row)?);
    }
    Ok(found)
}

/// The texts of some Locations of several facilities.
pub(crate) async fn texts(
    q: &impl Query,
    asked: &[(FacilityId, LogicalId)],
) -> Result<Vec<(FacilityId, LogicalId, Document<'static>)>, StoreError> {
    let mut found = Vec::with_capacity(asked.len());
    for piece in q.pieces(asked, ROWS) {
        let (table, args) = q.table(piece.iter().map(|(facility, id)| args![*facility, id.as_str()]).collect());
        let sql = format!(
            "WITH asked (facility, location) AS ({table})
             SELECT facility_id, location_id, document FROM asked
             JOIN fhir_location ON facility_id = asked.facility AND location_id = asked.location"
        );
        for row in q.rows(&sql, args).await? {
            found.push((row.get("facility_id")?, id(&row)?, document(&row)?));
        }
    }
    Ok(found)
}

/// All Locations of a facility, without their texts.
pub(crate) async fn of_facility(q: &impl Query, facility: FacilityId) -> Result<BTreeMap<LogicalId, Place>, StoreError> {
    let sql = "SELECT location_id, version, last_updated_ms, bytes, facts FROM fhir_location WHERE facility_id = $1 LIMIT $2";
    let limit = u32::try_from(LOCATIONS_PER_FACILITY_MAX).unwrap_or(u32::MAX);
    q.rows(sql, args![facility, limit]).await?.iter().map(|row| Ok((id(row)?, head(row)?))).collect()
}

/// Some Locations of a facility, with their texts.
pub(crate) async fn some(q: &impl Query, facility: FacilityId, ids: &[&LogicalId]) -> Result<BTreeMap<LogicalId, Place>, StoreError> {
    let mut found = BTreeMap::new();
    for piece in q.pieces(ids, ROWS) {
        let (condition, mut values) = q.among("location_id", 2, piece.iter().map(|id| Value::from(id.as_str())).collect());
        let sql = format!(
            "SELECT location_id, version, last_updated_ms, bytes, facts, document FROM fhir_location WHERE facility_id = $1 AND {condition}"
        );
        let mut args = args![facility];
        args.append(&mut values);
        for row in q.rows(&sql, args).await? {
            found.insert(id(&row)?, Place { document: Some(document(&row)?), ..head(&row)? });
        }
    }
    Ok(found)
}

/// Writes these Locations, whether they were there or not.
pub(crate) async fn put(tx: &Tx, places: &[(FacilityId, &LogicalId, &Place)]) -> Result<(), StoreError> {
    for piece in tx.pieces(places, ROWS) {
        let (table, args) = tx.table(piece.iter().map(|(facility, id, place)| values(*facility, id, place)).collect());
        let sql = format!(
            "WITH sent (facility, location, version, at, bytes, facts, document) AS ({table})
             INSERT INTO fhir_location (facility_id, location_id, version, last_updated_ms, bytes, facts, document)
             SELECT facility, location, version, at, bytes, facts, document FROM sent WHERE 1 = 1
             ON CONFLICT (facility_id, location_id) DO UPDATE SET version = excluded.version, last_updated_ms = excluded.last_updated_ms,
                bytes = excluded.bytes, facts = excluded.facts, document = excluded.document"
        );
        tx.execute(&sql, args).await?;
    }
    Ok(())
}

fn values(facility: FacilityId, id: &LogicalId, place: &Place) -> Vec<Value> {
    let document = place.document.as_ref().map_or("", |document| document.as_str());
    let (version, bytes) = (i64::try_from(place.version).unwrap_or(i64::MAX), i64::try_from(place.bytes).unwrap_or(i64::MAX));
    args![facility, id.as_str(), version, place.last_updated, bytes, facts::write(&place.facts), document]
}

fn id(row: &Row) -> Result<LogicalId, StoreError> {
    row.get::<String>("location_id")?.parse().map_err(|why| unreadable("location_id", &why))
}

fn document(row: &Row) -> Result<Document<'static>, StoreError> {
    Document::from_stored(row.get::<String>("document")?).map_err(|why| unreadable("document", &why))
}

fn head(row: &Row) -> Result<Place, StoreError> {
    let facts: String = row.get("facts")?;
    Ok(Place {
        version: row.get::<i64>("version")?.unsigned_abs(),
        last_updated: row.get("last_updated_ms")?,
        bytes: row.get::<i64>("bytes")?.unsigned_abs(),
        facts: facts::read(&facts).ok_or_else(|| unreadable("facts", &"not written here"))?,
        document: None,
    })
}

fn unreadable(column: &str, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unreadable { column: column.to_owned(), why: why.to_string() }
}
