//! Whom a hospital wants to be reminded: kept sealed with a data key of that person's own, opened to send and on the one page that changes it.

use serde_json::json;
use sigap_access::{Action, Place, Reading};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked};
use sigap_store::{Entry, Lane, Subject};

use super::{facility_for, reminder_subject};
use crate::model::Channel;
use crate::store::contacts::{self as store, Contact};
use crate::{ReminderError, Reminders};

/// Letters of a mail address, as the rules of mail have it.
const MAIL_LETTERS_MAX: usize = 254;
/// Digits of a phone number, at least and at most (E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A contact as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContact {
    /// The mailbox; may be empty.
    pub mail: Masked<String>,
    /// The number for messages; may be empty.
    pub phone: Masked<String>,
    /// The version the form was made from.
    pub version: i64,
}

const fn place<'a>(row: &'a str, field: &'static str) -> Place<'a> {
    Place { table: "reminder_contact", row, field }
}

/// The address of a hospital's contact for a way; `None` when there is none, or the person was erased.
pub(crate) async fn address(room: &Reminders, facility: FacilityId, channel: Channel) -> Result<Option<Masked<String>>, ReminderError> {
    let Some(there) = store::find(room.floor().db(), facility).await? else { return Ok(None) };
    open(room, &there, channel).await
}

async fn open(room: &Reminders, there: &Contact, channel: Channel) -> Result<Option<Masked<String>>, ReminderError> {
    let access = room.floor().access();
    let (sealed, field) = match channel {
        Channel::Mail => (&there.mail, "mail_sealed"),
        Channel::Webhook => (&there.phone, "phone_sealed"),
        Channel::OfficeMail => return Ok(None),
    };
    let Some((person, sealed)) = there.person.zip(sealed.as_ref()) else { return Ok(None) };
    let Some(key) = access.person_key(access.db(), person).await? else { return Ok(None) };
    Ok(Some(key.open(place(&there.facility.to_string(), field), sealed)?))
}

/// The contact for whoever may change it, after the look was written down.
pub(crate) async fn look(room: &Reminders, ctx: &Ctx, facility: FacilityId) -> Result<NewContact, ReminderError> {
    let access = room.floor().access();
    facility_for(access.db(), ctx, Action::SetReminderContact, facility).await?;
    let Some(there) = store::find(access.db(), facility).await? else { return Ok(NewContact::default()) };
    if there.person.is_some() {
        access.record_reads(ctx, vec![Reading::of("facility", facility, &["mail", "phone"], "reminders")]).await?;
    }
    let (mail, phone) = (open(room, &there, Channel::Mail).await?, open(room, &there, Channel::Webhook).await?);
    Ok(NewContact { mail: mail.unwrap_or_default(), phone: phone.unwrap_or_default(), version: there.version })
}

/// Keeps a contact in the place of the one that was there. The same again is no change.
///
/// # Errors
/// Not permitted; unknown; an address that is none; changed in between; what the database says.
pub async fn put(room: &Reminders, ctx: &Ctx, facility: FacilityId, new: &NewContact) -> Result<(), ReminderError> {
    let access = room.floor().access();
    facility_for(access.db(), ctx, Action::SetReminderContact, facility).await?;
    let (mail, phone) = checked(new)?;
    let there = store::find(access.db(), facility).await?;
    if let Some(there) = &there {
        let same = |open: Option<Masked<String>>, new: &Masked<String>| open.unwrap_or_default() == *new;
        if same(open(room, there, Channel::Mail).await?, &mail) && same(open(room, there, Channel::Webhook).await?, &phone) {
            return Ok(());
        }
    }
    let (mail, phone, row, before) = (&mail, &phone, &facility.to_string(), there.and_then(|there| there.person));
    access
        .db()
        .write(ctx, |tx| async move {
            let mut contact = Contact { facility, version: new.version + 1, person: before, mail: None, phone: None, set_at: tx.now() };
            if !mail.reveal().is_empty() || !phone.reveal().is_empty() {
                let kept = match before {
                    Some(person) => access.person_key(&tx, person).await?,
                    None => None,
                };
                let key = match kept {
                    Some(key) => key,
                    None => access.new_person(&tx).await?,
                };
                let seal = |field, text: &Masked<String>| {
                    (!text.reveal().is_empty()).then(|| key.seal(tx.ctx(), place(row, field), text)).transpose()
                };
                (contact.mail, contact.phone) = (seal("mail_sealed", mail)?, seal("phone_sealed", phone)?);
                contact.person = Some(key.person());
            }
            if !store::put(&tx, &contact).await? {
                return Err(ReminderError::Changed);
            }
            let body = json!({ "facility": facility, "by_mail": contact.mail.is_some(), "by_phone": contact.phone.is_some() });
            tx.record(Entry::new(reminder_subject(facility), "reminder.contact_set", 1, body));
            Ok(())
        })
        .await
}

/// Destroys the data keys of contacts that were taken away; gives how many.
pub(crate) async fn erase_gone(room: &Reminders, ctx: &Ctx) -> Result<usize, ReminderError> {
    let access = room.floor().access();
    let gone = &store::gone(access.db()).await?;
    if gone.is_empty() {
        return Ok(0);
    }
    access
        .db()
        .write_in(ctx, Lane::Bulk, |tx| async move {
            for (facility, person) in gone {
                // Somebody may have erased the person before.
                if access.person_key(&tx, *person).await?.is_some() {
                    access.erase_person(&tx, *person).await?;
                }
                store::forget_person(&tx, *facility, *person).await?;
            }
            tx.confirm(Subject::new(crate::picture::REMINDER, "all"));
            Ok(gone.len())
        })
        .await
}

fn checked(new: &NewContact) -> Result<(Masked<String>, Masked<String>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let mail = new.mail.reveal().trim();
    let is_mail = mail.len() <= MAIL_LETTERS_MAX
        && mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        && mail.chars().all(|c| c.is_ascii_graphic() && !"<>,;\"".contains(c));
    if !mail.is_empty() && !is_mail {
        errors.add("mail", "contact-mail-bad");
    }
    let phone: String = new.phone.reveal().chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    let phone = phone.strip_prefix('0').map_or(phone.clone(), |rest| format!("+62{rest}"));
    let digits = phone.strip_prefix('+').unwrap_or(&phone);
    let is_phone = phone.starts_with('+') && PHONE_DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !phone.is_empty() && !is_phone {
        errors.add("phone", "contact-phone-bad");
    }
    errors.into_result(Some((Masked::new(mail.to_owned()), Masked::new(phone))))
}
