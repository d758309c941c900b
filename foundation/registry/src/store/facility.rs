//! Facilities.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sigap_kernel::{FacilityId, GeoPoint, PersonId};
use sigap_store::{Arg as _, Query, Row, StoreError, Tx, Value, args, value_list, value_rows};

use super::{IDS_MAX, ROWS_MAX, renewed};
use crate::{Agreement, Facility, Phone, SealedContact, checks};

/// The columns of a facility in the order [`values`] gives them; the id stands first.
#[rustfmt::skip]
const COLUMNS: [&str; 31] = [
    "facility_id", "version", "name", "name_key", "kind", "owner", "class", "ppk", "kemenkes_code", "satusehat_id", "lat", "lon",
    "coord_quality", "coord_radius_m", "zone", "address", "district_code", "district", "village", "phones", "services", "accreditations",
    "stage", "shows_beds", "shows_phones", "accepts_promises_by_itself", "agreed_from_ms", "contact_person", "contact_sealed", "note", "active",
];

/// All facilities, by name; one statement.
pub(crate) async fn all(q: &impl Query) -> Result<Vec<Facility>, StoreError> {
    let sql = format!("SELECT {} FROM facility ORDER BY name_key, facility_id", COLUMNS.join(", "));
    q.rows(&sql, Vec::new()).await?.iter().map(facility).collect()
}

/// These facilities, by name; one statement for each thousand.
pub(crate) async fn by_ids(q: &impl Query, ids: &[FacilityId]) -> Result<Vec<Facility>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for piece in q.pieces(ids, IDS_MAX) {
        let (among, args) = q.among("facility_id", 1, piece.iter().map(|id| id.arg()).collect());
        for row in q.rows(&format!("SELECT {} FROM facility WHERE {among}", COLUMNS.join(", ")), args).await? {
            found.push(facility(&row)?);
        }
    }
    found.sort_by_cached_key(|one| (checks::key(&one.name), one.id));
    Ok(found)
}

fn facility(row: &Row) -> Result<Facility, StoreError> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.get("lat")?, row.get("lon")?);
    let contact: (Option<PersonId>, Option<String>) = (row.get("contact_person")?, row.get("contact_sealed")?);
    Ok(Facility {
        id: row.get("facility_id")?,
        version: row.get("version")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        owner: row.get("owner")?,
        class: row.get("class")?,
        ppk: row.get("ppk")?,
        kemenkes_code: row.get("kemenkes_code")?,
        satusehat_id: row.get("satusehat_id")?,
        place: lat.zip(lon).and_then(|(lat, lon)| GeoPoint::new(lat, lon).ok()),
        coord_quality: row.get("coord_quality")?,
        coord_radius_m: row.get("coord_radius_m")?,
        zone: row.get("zone")?,
        address: row.get("address")?,
        district_code: row.get("district_code")?,
        district: row.get("district")?,
        village: row.get("village")?,
        phones: list(row, "phones")?,
        services: list(row, "services")?,
        accreditations: list(row, "accreditations")?,
        agreement: Agreement {
            stage: row.get("stage")?,
            shows_beds: row.get("shows_beds")?,
            shows_phones: row.get("shows_phones")?,
            accepts_promises_by_itself: row.get("accepts_promises_by_itself")?,
            from: row.get("agreed_from_ms")?,
            contact: contact.0.zip(contact.1).map(|(person, sealed)| SealedContact { person, sealed }),
            note: row.get("note")?,
        },
        active: row.get("active")?,
    })
}

/// A list that lies as JSON in its column.
fn list<T: DeserializeOwned>(row: &Row, column: &str) -> Result<Vec<T>, StoreError> {
    let text: String = row.get(column)?;
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { column: column.to_owned(), why: error.to_string() };
    serde_json::from_str(&text).map_err(unreadable)
}

/// Plain values: they always become JSON.
fn json(list: &[impl Serialize]) -> Value {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned()).arg()
}

fn values(one: &Facility) -> Vec<Value> {
    let contact = one.agreement.contact.as_ref();
    #[rustfmt::skip]
    let mut values = args![
        one.id, one.version, &one.name, checks::key(&one.name), one.kind, one.owner, one.class, one.ppk.clone(),
        one.kemenkes_code.clone(), one.satusehat_id.clone(), one.place.map(GeoPoint::lat), one.place.map(GeoPoint::lon),
        one.coord_quality, one.coord_radius_m, one.zone, &one.address, &one.district_code, &one.district, &one.village,
    ];
    values.extend([json(&one.phones), json(&one.services), json(&one.accreditations)]);
    #[rustfmt::skip]
    values.extend(args![
        one.agreement.stage, one.agreement.shows_beds, one.agreement.shows_phones,
        one.agreement.accepts_promises_by_itself, one.agreement.from,
        contact.map(|contact| contact.person), contact.map(|contact| contact.sealed.clone()), &one.agreement.note, one.active,
    ]);
    values
}

/// Writes facilities: new ones as they are, known ones when the version before is still there. `false` when one was not: the
/// caller then gives up the transaction.
pub(crate) async fn put(tx: &Tx, facilities: &[Facility]) -> Result<bool, StoreError> {
    for group in facilities.chunks(ROWS_MAX) {
        let sql = format!(
            "INSERT INTO facility ({}) VALUES {} ON CONFLICT (facility_id) DO UPDATE SET {} WHERE facility.version = excluded.version - 1",
            COLUMNS.join(", "),
            value_rows(group.len(), COLUMNS.len()),
            renewed(COLUMNS.get(1..).unwrap_or_default()),
        );
        if tx.execute(&sql, group.iter().flat_map(values).collect()).await? != group.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes the phones alone, without a new version: a form somebody has open stays good. `false` when the facility is in
/// another version by now.
pub(crate) async fn put_phones(tx: &Tx, id: FacilityId, version: i64, phones: &[Phone]) -> Result<bool, StoreError> {
    let sql = "UPDATE facility SET phones = $3 WHERE facility_id = $1 AND version = $2";
    Ok(tx.execute(sql, vec![id.arg(), version.arg(), json(phones)]).await? == 1)
}

/// Which of these codes are in use: code and the facility that has it.
pub(crate) async fn codes_in_use(q: &impl Query, column: &'static str, codes: &[&str]) -> Result<Vec<(String, FacilityId)>, StoreError> {
    let mut used = Vec::new();
    for codes in codes.chunks(IDS_MAX) {
        let sql = format!("SELECT {column} AS code, facility_id FROM facility WHERE {column} IN ({})", value_list(1, codes.len()));
        for row in q.rows(&sql, codes.iter().map(|code| code.arg()).collect()).await? {
            used.push((row.get("code")?, row.get("facility_id")?));
        }
    }
    Ok(used)
}
