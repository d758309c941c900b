//! The use cases, each in the same order: may I, load, let the model decide, store, record. Here: what several of them need.

pub(crate) mod checks;
pub(crate) mod desk;
pub(crate) mod family;
pub(crate) mod reply;
pub(crate) mod sheets;

use sigap_access::{Access, Action, DataKey, May as _, Place, Where};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked};
use sigap_registry::Facility;
use sigap_store::{Query, Subject, Tx};

use crate::QualityError;
use crate::model::{CaseId, CaseNumber};
use crate::store::cases::Case;

/// Letters of a text that a family, a hospital or the help desk writes.
pub(crate) const TEXT_LETTERS_MAX: usize = 1_000;
/// Digits of a phone number, at least and at most (E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A facility as permissions see it.
pub(crate) fn place_of(facility: &Facility) -> Where {
    Where::Facility { id: facility.id, district: Some(facility.district_code.clone()).filter(|code| !code.is_empty()) }
}

/// A facility at which the actor may do this.
pub(crate) async fn facility_for(q: &impl Query, ctx: &Ctx, action: Action, id: FacilityId) -> Result<Facility, QualityError> {
    let facility = sigap_registry::facility(q, id).await?;
    let place = facility.as_ref().map_or(Where::facility(id), place_of);
    ctx.may(action, &place)?;
    facility.ok_or(QualityError::Unknown)
}

/// The subject of a case in the journal.
pub(crate) fn case_subject(id: CaseId) -> Subject {
    Subject::new("case", id)
}

/// Where a sealed text of a case stands.
pub(crate) const fn place<'a>(row: &'a str, field: &'static str) -> Place<'a> {
    Place { table: "family_case", row, field }
}

/// Seals a text of a case; an empty one is none.
pub(crate) fn seal(
    ctx: &Ctx,
    key: &DataKey,
    row: &str,
    field: &'static str,
    text: &Masked<String>,
) -> Result<Option<String>, QualityError> {
    if text.reveal().trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(key.seal(ctx, place(row, field), &Masked::new(text.reveal().trim().to_owned()))?))
}

/// The data key of a case; one whose personal data was destroyed has none, and takes no text any more.
pub(crate) async fn key_of(access: &Access, q: &impl Query, case: &Case) -> Result<DataKey, QualityError> {
    let person = case.person.ok_or(QualityError::Changed)?;
    access.person_key(q, person).await?.ok_or(QualityError::Changed)
}

/// The name of the person who acts, as it is kept with what they did.
pub(crate) async fn own_name(access: &Access, ctx: &Ctx) -> Result<Masked<String>, QualityError> {
    if ctx.actor().user().is_none() { Ok(Masked::default()) } else { Ok(access.myself(ctx).await?.name) }
}

/// A text within its limit, at its field.
pub(crate) fn check_text(errors: &mut FieldErrors, field: &str, text: &Masked<String>) {
    if text.reveal().chars().count() > TEXT_LETTERS_MAX {
        errors.add(field, format!("field-too-long?max={TEXT_LETTERS_MAX}"));
    }
}

/// A phone number as it is dialled; empty is none.
pub(crate) fn phone(text: &Masked<String>) -> Result<Option<Masked<String>>, &'static str> {
    let typed: String = text.reveal().chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    if typed.is_empty() {
        return Ok(None);
    }
    let (plus, digits) = typed.strip_prefix('+').map_or((false, typed.as_str()), |rest| (true, rest));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !PHONE_DIGITS.contains(&digits.len()) {
        return Err("field-phone");
    }
    let dialled = match digits.strip_prefix('0') {
        _ if plus => format!("+{digits}"),
        Some(national) => format!("+62{national}"),
        None => format!("+{digits}"),
    };
    Ok(Some(Masked::new(dialled)))
}

/// Writes a case that was read in this transaction in its next version.
pub(crate) async fn put(tx: &Tx, case: &Case) -> Result<(), QualityError> {
    if crate::store::cases::put(tx, case).await? { Ok(()) } else { Err(QualityError::Changed) }
}

/// A new number that no case has yet: drawn again when it is taken.
pub(crate) async fn insert_numbered(tx: &Tx, mut case: Case) -> Result<Option<CaseNumber>, QualityError> {
    /// Draws before somebody is told to try again; with ten thousand cases one in a thousand draws is taken.
    const DRAWS_MAX: usize = 8;
    for _ in 0..DRAWS_MAX {
        case.number = CaseNumber::draw(tx.ctx());
        if crate::store::cases::insert(tx, &case).await? {
            return Ok(Some(case.number));
        }
        if crate::store::cases::find(tx, case.id).await?.is_some() {
            return Ok(None);
        }
    }
    Err(QualityError::TooMany(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_read_as_people_write_it() {
        let cases = [
            ("", Ok(None)),
            ("  ", Ok(None)),
            ("0812-3456-7890", Ok(Some("+6281234567890"))),
            ("(024) 841 3476", Ok(Some("+62248413476"))),
            ("+62 812 3456 7890", Ok(Some("+6281234567890"))),
            ("6281234567890", Ok(Some("+6281234567890"))),
            ("112", Err("field-phone")),
            ("rumah", Err("field-phone")),
            ("08123456789012345", Err("field-phone")),
        ];
        for (typed, expected) in cases {
            let read = phone(&Masked::new(typed.to_owned()));
            assert_eq!(read.map(|one| one.map(Masked::into_revealed)), expected.map(|one| one.map(str::to_owned)), "{typed}");
        }
    }
}
