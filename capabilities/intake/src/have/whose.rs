//! Whose hospital a HAVE message speaks of. A key belongs to one facility, so a message about any other is refused as a whole; whose it is
//! instead hears of it.

use bytes::Bytes;
use sigap_exchange::have::{Hospital, Message, Outcome};
use sigap_kernel::FieldErrors;
use sigap_registry::{Facility, name_key};
use sigap_store::StoreError;

use super::{Have, reply};
use crate::call::{Call, Refusal, Sender};
use crate::problem::{Problem, ProblemKind};

/// Facilities that hear of one message in which their code stands; a sender that speaks for a whole city is told itself.
const OWNERS_TOLD_MAX: usize = 10;

/// The hospital of the sender's facility: the only one of the message.
pub(super) async fn own_hospital<'m>(
    call: &Call<'_>,
    sender: &Sender,
    message: &'m Message,
    body: &Bytes,
) -> Result<&'m Hospital, Refusal> {
    let db = call.intake.0.floor.db();
    let failed = |error: StoreError| call.failed::<Have>(sender, &error);
    let own = sigap_registry::facility(db, sender.facility).await.map_err(failed)?;
    let is_own = |hospital: &Hospital| own.as_ref().is_some_and(|own| speaks_of(own, hospital, message.hospitals.len()));
    if let Some((place, stranger)) = message.hospitals.iter().enumerate().find(|(_, hospital)| !is_own(hospital)) {
        if call.came_at.is_none() {
            tell_owners(call, sender, message.hospitals.iter().filter(|hospital| !is_own(hospital))).await.map_err(failed)?;
        }
        return Err(not_yours(place + 1, stranger, body));
    }
    match message.hospitals.as_slice() {
        [only] => Ok(only),
        _ => Err(one_twice(body)),
    }
}

/// By its code; by its name only where it has no code and nothing else is spoken of.
fn speaks_of(own: &Facility, hospital: &Hospital, hospitals: usize) -> bool {
    match &hospital.id {
        Some(id) => {
            let id = id.trim();
            [&own.kemenkes_code, &own.ppk, &own.satusehat_id].into_iter().flatten().any(|code| code.eq_ignore_ascii_case(id))
        }
        None => hospitals == 1 && hospital.name.as_ref().is_some_and(|name| name_key(name) == name_key(&own.name)),
    }
}

fn not_yours(number: usize, hospital: &Hospital, body: &Bytes) -> Refusal {
    let message = match &hospital.id {
        Some(id) => format!("have-not-yours?number={number}&sent={}", argument(id)),
        None => format!("have-without-code?number={number}"),
    };
    let mut reason = FieldErrors::new();
    reason.add("OrganisationID", message);
    let same = Some(hospital.id.clone().unwrap_or_default());
    let problem = Problem { kind: ProblemKind::Facility, reason, same, body: body.clone() };
    Refusal::kept(reply(&Outcome::NotYourHospital { number }), problem)
}

/// Two codes of one facility in one message: which of the two is meant cannot be known.
fn one_twice(body: &Bytes) -> Refusal {
    let sentence = "Pesan memuat rumah sakit yang sama lebih dari sekali. Kirim satu Hospital saja. Tidak ada data yang disimpan.";
    let mut reason = FieldErrors::new();
    reason.add("OrganisationID", "have-same-hospital");
    let problem = Problem { kind: ProblemKind::Fields, reason, same: None, body: body.clone() };
    Refusal::kept(reply(&Outcome::Refused { status: 422, sentence: sentence.into() }), problem)
}

async fn tell_owners(call: &Call<'_>, sender: &Sender, strangers: impl Iterator<Item = &Hospital> + Send) -> Result<(), StoreError> {
    let codes: Vec<&str> = strangers.filter_map(|hospital| hospital.id.as_deref()).take(OWNERS_TOLD_MAX).collect();
    for code in codes {
        for owner in sigap_registry::facilities_by_code(call.intake.0.floor.db(), code).await? {
            let told = Problem::named(
                ProblemKind::Facility,
                "OrganisationID",
                format!("have-used-by-other?sent={}", argument(code)),
                &format!("owner:{code}"),
            );
            call.keep_for(sender, owner.id, told).await;
        }
    }
    Ok(())
}

/// A sender's word as argument of a message.
fn argument(text: &str) -> String {
    text.replace(['&', '=', '?'], " ")
}

#[cfg(test)]
mod tests {
    use sigap_kernel::Zone;
    use sigap_registry::FacilityKind;

    use super::*;

    fn hospital(id: Option<&str>, name: Option<&str>) -> Hospital {
        let (id, name) = (id.map(str::to_owned), name.map(str::to_owned));
        Hospital { id, name, geo: None, last_update: None, beds: Vec::new(), emergency: None, facility: None, clinical: None }
    }

    #[test]
    fn a_code_decides_and_a_name_only_where_there_is_none() {
        let own = Facility {
            kemenkes_code: Some("3374999".into()),
            ppk: Some("0301R001".into()),
            satusehat_id: Some("100026555".into()),
            ..Facility::named("RSUD Samudra Raya (rekaan)", FacilityKind::Hospital, Zone::Wib)
        };
        for (id, name, hospitals, is_own) in [
            (Some("3374999"), None, 1, true),
            (Some("0301r001"), Some("Nama lain"), 1, true),
            (Some(" 100026555 "), None, 3, true),
            (Some("3374998"), Some("RSUD Samudra Raya (rekaan)"), 1, false),
            (None, Some("rsud  SAMUDRA raya, rekaan"), 1, true),
            (None, Some("RSUD Samudra Raya (rekaan)"), 2, false),
            (None, Some("RSUD Lain"), 1, false),
        ] {
            assert_eq!(speaks_of(&own, &hospital(id, name), hospitals), is_own, "{id:?} {name:?}");
        }
        let bare = Facility::named("RS", FacilityKind::Hospital, Zone::Wib);
        assert!(!speaks_of(&bare, &hospital(Some(""), None), 1), "no code is nobody's code");
    }
}
