//! Whom a hospital wants to be reminded, sealed: `reminder_contact`.

use std::collections::BTreeMap;

use sigap_kernel::{FacilityId, PersonId, UtcMs};
use sigap_store::{Query, Row, StoreError, Tx, args};

/// A contact as it lies in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contact {
    pub(crate) facility: FacilityId,
    pub(crate) version: i64,
    /// Whose data key sealed it; `None`: there is no contact any more.
    pub(crate) person: Option<PersonId>,
    pub(crate) mail: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) set_at: UtcMs,
}

fn read(row: &Row) -> Result<Contact, StoreError> {
    Ok(Contact {
        facility: row.get("facility_id")?,
        version: row.get("version")?,
        person: row.get("person_id")?,
        mail: row.get("mail_sealed")?,
        phone: row.get("phone_sealed")?,
        set_at: row.get("set_at_ms")?,
    })
}

/// The contact of a hospital.
pub(crate) async fn find(q: &impl Query, facility: FacilityId) -> Result<Option<Contact>, StoreError> {
    let sql = "SELECT facility_id, version, person_id, mail_sealed, phone_sealed, set_at_ms FROM reminder_contact WHERE facility_id = $1";
    q.row(sql, args![facility]).await?.as_ref().map(read).transpose()
}

/// Which hospitals have a contact: whether by mail, whether by phone.
pub(crate) async fn known(q: &impl Query) -> Result<BTreeMap<FacilityId, (bool, bool)>, StoreError> {
    let sql = "SELECT facility_id, CAST(CASE WHEN mail_sealed IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_mail,
            CAST(CASE WHEN phone_sealed IS NULL THEN 0 ELSE 1 END AS BIGINT) AS by_phone FROM reminder_contact WHERE person_id IS NOT NULL";
    let rows = q.rows(sql, Vec::new()).await?;
    let read = |row: &Row| {
        let (by_mail, by_phone): (i64, i64) = (row.get("by_mail")?, row.get("by_phone")?);
        Ok((row.get("facility_id")?, (by_mail != 0, by_phone != 0)))
    };
    rows.iter().map(read).collect()
}

/// Keeps a contact in the place of the one of the version before; false when another stands there.
pub(crate) async fn put(tx: &Tx, one: &Contact) -> Result<bool, StoreError> {
    let sql = "INSERT INTO reminder_contact (facility_id, version, person_id, mail_sealed, phone_sealed, set_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (facility_id) DO UPDATE SET version = excluded.version, person_id = excluded.person_id,
            mail_sealed = excluded.mail_sealed, phone_sealed = excluded.phone_sealed, set_at_ms = excluded.set_at_ms
         WHERE reminder_contact.version = excluded.version - 1";
    let args = args![one.facility, one.version, one.person, one.mail.as_deref(), one.phone.as_deref(), one.set_at];
    Ok(tx.execute(sql, args).await? > 0)
}

/// Contacts of whom nothing is sealed any more, with the person whose key is still there.
pub(crate) async fn gone(q: &impl Query) -> Result<Vec<(FacilityId, PersonId)>, StoreError> {
    let sql = "SELECT facility_id, person_id FROM reminder_contact
         WHERE person_id IS NOT NULL AND mail_sealed IS NULL AND phone_sealed IS NULL LIMIT 200";
    q.rows(sql, Vec::new()).await?.iter().map(|row| Ok((row.get("facility_id")?, row.get("person_id")?))).collect()
}

/// Forgets whose key it was, unless something was sealed with it again.
pub(crate) async fn forget_person(tx: &Tx, facility: FacilityId, person: PersonId) -> Result<(), StoreError> {
    let sql = "UPDATE reminder_contact SET person_id = NULL
         WHERE facility_id = $1 AND person_id = $2 AND mail_sealed IS NULL AND phone_sealed IS NULL";
    tx.execute(sql, args![facility, person]).await.map(drop)
}
