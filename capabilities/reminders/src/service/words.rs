//! What a message says: the hospital, its wards, how long, and where to mend it. In Indonesian, and never about a person.

use sigap_kernel::{Lang, Masked, UtcMs};
use sigap_web::{Words, minutes_ago};

use crate::model::{Channel, HospitalNow};
use crate::pages::words_in;
use crate::store::censuses::Census;
use crate::store::messages::Message;
use crate::{Parcel, Reminders};

/// Wards that a message names; more are a number.
const WARDS_NAMED: usize = 8;

/// The message as its gateway carries it.
pub(crate) fn parcel(
    room: &Reminders,
    now: UtcMs,
    message: &Message,
    hospital: &HospitalNow,
    census: Option<&Census>,
    to: Masked<String>,
) -> Parcel {
    let w = words_in(Lang::Id);
    let name = hospital.facility.name.clone();
    let id = hospital.id();
    let (kind, path, subject, text) = match (census, message.channel) {
        (Some(census), _) => {
            let time = format!("{} {}", census.until.hour_minute(hospital.facility.zone, Lang::Id), hospital.facility.zone);
            let args: &[(&'static str, &str)] = &[("hospital", &name), ("time", &time)];
            ("census", format!("/papan/{id}"), w.with("mail-census-subject", args), w.with("mail-census-text", args))
        }
        (None, channel) => {
            let wards = wards(&w, hospital, now);
            let args: &[(&'static str, &str)] = &[("hospital", &name), ("wards", &wards)];
            match channel {
                Channel::OfficeMail => {
                    ("office", format!("/pengingat/{id}"), w.with("mail-office-subject", args), w.with("mail-office-text", args))
                }
                Channel::Mail | Channel::Webhook => {
                    ("reminder", format!("/papan/{id}"), w.with("mail-reminder-subject", args), w.with("mail-reminder-text", args))
                }
            }
        }
    };
    let link = room.gateways().public_url.as_ref().map_or_else(String::new, |url| format!("{}{path}", url.trim_end_matches('/')));
    let text = if link.is_empty() { text } else { format!("{text}\n{link}") };
    Parcel { id: message.id, kind, to, at: now, subject, text, hospital: name, link }
}

/// `Melati (5 jam lalu), ICU (belum pernah)`.
fn wards(w: &Words, hospital: &HospitalNow, now: UtcMs) -> String {
    let owed: Vec<_> = hospital.owed(now).collect();
    let one = |ward: &&crate::model::WardNow| {
        let age = ward.taken_at.map_or_else(|| w.s("never"), |at| minutes_ago(w, now, at));
        format!("{} ({age})", ward.name)
    };
    let mut named: Vec<String> = owed.iter().take(WARDS_NAMED).map(one).collect();
    if owed.len() > WARDS_NAMED {
        named.push(w.a1("wards-more", "n", owed.len() - WARDS_NAMED));
    }
    named.join(", ")
}
