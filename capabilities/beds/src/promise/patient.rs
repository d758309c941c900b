//! What is personal of a promise: sealed with a data key of the person, opened for those whom it concerns, and each look is written down.

use serde::{Deserialize, Serialize};
use sigap_access::{Access, AccessError, Action, DataKey, May as _, Place, Reading, Where};
use sigap_kernel::{Ctx, FieldErrors, Masked, Sex};
use sigap_registry::Facility;
use sigap_store::{Db, Tx};

use super::{Promise, PromiseId};
use crate::BedsError;
use crate::board::place_of;

/// Letters of what is the matter: a few words, no history.
pub const TEXT_MAX: usize = 120;
/// Years of age at most.
const AGE_MAX: u16 = 130;
/// Digits of a phone number, at least and at most.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

/// Who a bed is for: as little as a bed manager needs to decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patient {
    /// Whether a man or a woman; [`Sex::Any`]: not known.
    pub sex: Masked<Option<Sex>>,
    /// Age in whole years; 0 is below one year.
    pub age_years: Masked<Option<u16>>,
    /// What is the matter, in a few words.
    pub what: Masked<String>,
    /// The number to call back.
    pub phone: Masked<String>,
}

/// The same as it is sealed.
#[derive(Serialize, Deserialize)]
struct Plain {
    sex: Option<Sex>,
    age: Option<u16>,
    what: String,
    phone: String,
}

impl Patient {
    /// Reads what was typed; every mistake at its field.
    ///
    /// # Errors
    /// The mistakes.
    pub fn read(sex: &str, age: &str, what: &str, phone: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let sex = sex.parse::<Sex>().ok().filter(|sex| *sex != Sex::Any);
        let (age, what, phone) = (age.trim(), what.trim(), phone.trim());
        let years = age.parse::<u16>().ok().filter(|years| *years <= AGE_MAX);
        if !age.is_empty() && years.is_none() {
            errors.add("age", format!("promise-age?max={AGE_MAX}"));
        }
        if what.is_empty() {
            errors.add("what", "promise-what");
        } else if what.chars().count() > TEXT_MAX {
            errors.add("what", format!("promise-what-long?max={TEXT_MAX}"));
        }
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let is_phone = PHONE_DIGITS.contains(&digits) && phone.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
        if !is_phone {
            errors.add("phone", "promise-phone");
        }
        errors.into_result(Some(Self {
            sex: Masked::new(sex),
            age_years: Masked::new(years),
            what: Masked::new(what.to_owned()),
            phone: Masked::new(phone.to_owned()),
        }))
    }
}

fn place(row: &str) -> Place<'_> {
    Place { table: "bed_promise", row, field: "patient_sealed" }
}

/// Seals a patient with a key of their own, inside the write that keeps it.
pub(super) async fn seal(access: &Access, tx: &Tx, id: PromiseId, of: &Patient) -> Result<(DataKey, String), BedsError> {
    let plain =
        Plain { sex: *of.sex.reveal(), age: *of.age_years.reveal(), what: of.what.reveal().clone(), phone: of.phone.reveal().clone() };
    let text = Masked::new(serde_json::to_string(&plain).map_err(|_| AccessError::Unknown("patient"))?);
    let key = access.new_person(tx).await?;
    let sealed = key.seal(tx.ctx(), place(&id.to_string()), &text).map_err(AccessError::from)?;
    Ok((key, sealed))
}

/// Whether this person stands on the side of whoever asked: themselves, a colleague of their hospital, or dispatch.
#[must_use]
pub(crate) fn is_asker(ctx: &Ctx, promise: &Promise, facility: &Facility) -> bool {
    if promise.asked_by == ctx.actor().to_string() {
        return true;
    }
    match promise.asked_from {
        Some(from) => ctx.may(Action::DecidePromise, &Where::facility(from)).is_ok(),
        None => {
            // Dispatch works in shifts: who may claim beds there without deciding there is a colleague.
            let place = place_of(facility);
            ctx.may(Action::ClaimBed, &place).is_ok() && ctx.may(Action::DecidePromise, &place).is_err()
        }
    }
}

/// Whether this person may see who a promise is for.
#[must_use]
pub(crate) fn may_see(ctx: &Ctx, promise: &Promise, facility: &Facility) -> bool {
    let place = place_of(facility);
    let there = ctx.may(Action::ReadPromises, &place).is_ok() && ctx.may(Action::ReadPerson, &place).is_ok();
    there || (is_asker(ctx, promise, facility) && ctx.may_somewhere(Action::ReadPerson))
}

/// Who a promise is for, after the look was written down; `None` when that was erased.
///
/// # Errors
/// [`BedsError::Refused`] for whoever it does not concern; when the look cannot be written down: show nothing.
pub async fn patient_of(access: &Access, db: &Db, ctx: &Ctx, promise: &Promise, facility: &Facility) -> Result<Option<Patient>, BedsError> {
    if !may_see(ctx, promise, facility) {
        ctx.may(Action::ReadPerson, &place_of(facility))?;
        ctx.may(Action::ReadPromises, &place_of(facility))?;
    }
    let Some((person, sealed)) = promise.person.zip(promise.sealed.as_deref()) else { return Ok(None) };
    let Some(key) = access.person_key(db, person).await? else { return Ok(None) };
    let text = key.open(place(&promise.id.to_string()), sealed).map_err(AccessError::from)?;
    access.record_reads(ctx, vec![Reading::of("promise", promise.id, &["patient"], "promise")]).await?;
    let plain: Plain = serde_json::from_str(text.reveal()).map_err(|_| AccessError::Unknown("patient"))?;
    Ok(Some(Patient {
        sex: Masked::new(plain.sex),
        age_years: Masked::new(plain.age),
        what: Masked::new(plain.what),
        phone: Masked::new(plain.phone),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_said_at_its_field() {
        let bad =
            |sex, age, what, phone| Patient::read(sex, age, what, phone).unwrap_err().iter().map(|(f, _)| f.to_owned()).collect::<Vec<_>>();
        let long = "x".repeat(TEXT_MAX + 1);
        assert_eq!(bad("", "131", "", ""), ["age", "phone", "what"]);
        assert_eq!(bad("male", "-1", &long, "12"), ["age", "phone", "what"]);
        assert_eq!(bad("male", "30", "sesak", "call me 123456"), ["phone"]);
        let known = Patient::read("female", " 0 ", " sesak napas ", "+62 812-0000-0014").unwrap();
        assert_eq!((*known.sex.reveal(), *known.age_years.reveal()), (Some(Sex::Female), Some(0)));
        assert_eq!(known.what.reveal(), "sesak napas");
        let unknown = Patient::read("", "", "tidak sadar", "119").unwrap();
        assert_eq!((*unknown.sex.reveal(), *unknown.age_years.reveal()), (None, None), "not known is not a mistake");
        assert!(!format!("{known:?}").contains("sesak"), "nothing slips into a log");
    }
}
