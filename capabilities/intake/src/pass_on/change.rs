//! What people decide about passing on: on with authority and keys, off, other codes for a row, and now.

use sigap_exchange::bpjs::Ppk;
use sigap_exchange::siranap::{BED_TYPE_CODE_CHARS_MAX, ROOM_CHARS_MAX, RsId};
use sigap_exchange::{aplicares, siranap};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked, UtcMs};
use sigap_registry::Facility;
use sigap_store::StoreError;

use super::address::{PeerAddress, Service};
use super::job::ask_now_in;
use super::plan::take_over;
use super::row::{Codes, CodesFrom, PassRow, PassRowId, RowEvent, RowState, Why};
use super::target::{Target, TargetId, TargetState, seal};
use super::tell;
use crate::Intake;
use crate::store::pass_on as store;

/// Letters of an id, a secret, a letter's number.
const TEXT_LETTERS_MAX: usize = 200;

/// What a person entered to have numbers passed on.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) service: Service,
    pub(crate) address: String,
    pub(crate) sender: String,
    /// Empty: as it is.
    pub(crate) secret: Masked<String>,
    pub(crate) user_key: Masked<String>,
    pub(crate) facility_code: String,
    pub(crate) letter_no: String,
    pub(crate) letter_date: String,
    /// The hospital's director has agreed in writing.
    pub(crate) is_agreed: bool,
}

/// Why a change was not made.
#[derive(Debug)]
pub(crate) enum NotChanged {
    Fields(FieldErrors),
    /// Somebody else changed it, or it is being sent right now.
    Meanwhile,
    Sealed,
    Store(StoreError),
}

impl From<StoreError> for NotChanged {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Holds a wish against the rules. `here` is the name and port at which this server was asked.
pub(crate) fn checked(wish: &Wish, list: &[PeerAddress], here: &str, now: UtcMs, has_secret: bool) -> FieldErrors {
    let mut errors = FieldErrors::new();
    let mut check = |is_good: bool, field: &str, message: &str| {
        if !is_good && errors.first(field).is_none() {
            errors.add(field, message);
        }
    };
    let address = list.iter().find(|listed| listed.service() == wish.service && listed.to_string() == wish.address);
    check(address.is_some(), "address", "pass-address-wrong");
    check(address.is_none_or(|address| !address.is_at(here)), "address", "pass-address-own");
    if wish.service == Service::Aplicares {
        check(!wish.sender.is_empty() && is_plain(&wish.sender), "sender", "pass-sender-wrong");
        check(wish.facility_code.parse::<Ppk>().is_ok(), "facility_code", "pass-ppk-wrong");
        check(is_plain(wish.user_key.reveal()), "user_key", "pass-secret-wrong");
    } else {
        check(wish.facility_code.parse::<RsId>().is_ok(), "facility_code", "pass-rs-wrong");
    }
    check(has_secret || !wish.secret.reveal().is_empty(), "secret", "pass-secret-missing");
    check(is_plain(wish.secret.reveal()), "secret", "pass-secret-wrong");
    let letters = wish.letter_no.chars().count();
    check((1..=TEXT_LETTERS_MAX).contains(&letters) && !wish.letter_no.contains(char::is_control), "letter_no", "pass-letter-missing");
    let day = Some(&wish.letter_date).filter(|date| date.len() == 10).and_then(|date| UtcMs::parse_rfc3339(&format!("{date}T00:00:00Z")));
    check(day.is_some_and(|day| day <= now.plus_min(24 * 60)), "letter_date", "pass-date-wrong");
    check(wish.is_agreed, "agreed", "pass-agreed-missing");
    errors
}

/// A hospital passes on nothing in the name of another: where the registry knows its code, no other code will do.
fn check_code(errors: &mut FieldErrors, wish: &Wish, own: Option<&Facility>) {
    let (code, message) = match wish.service {
        Service::Aplicares => (own.and_then(|own| own.ppk.as_ref()), "pass-ppk-other"),
        Service::Siranap => (own.and_then(|own| own.kemenkes_code.as_ref()), "pass-rs-other"),
    };
    if let Some(code) = code.filter(|code| !code.eq_ignore_ascii_case(&wish.facility_code) && errors.first("facility_code").is_none()) {
        errors.add("facility_code", format!("{message}?code={code}"));
    }
}

/// Whether a text can stand in the header of a call.
fn is_plain(text: &str) -> bool {
    text.len() <= TEXT_LETTERS_MAX && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
}

/// Turns passing on on, or gives it another address, other keys, another letter. What was refused is tried again.
pub(crate) async fn turn_on(intake: &Intake, ctx: &Ctx, facility: FacilityId, wish: &Wish, here: &str) -> Result<(), NotChanged> {
    let floor = &intake.0.floor;
    let before = store::targets_of(floor.db(), facility).await?.into_iter().find(|target| target.service == wish.service);
    let own = sigap_registry::facility(floor.db(), facility).await?;
    let mut errors = checked(wish, &intake.pass_on_to(), here, ctx.now(), before.is_some());
    check_code(&mut errors, wish, own.as_ref());
    if !errors.is_empty() {
        return Err(NotChanged::Fields(errors));
    }
    let id = before.as_ref().map_or_else(|| TargetId::new(ctx), |before| before.id);
    let sealed = |field, text: &Masked<String>| seal(floor, ctx, id, field, text).map_err(|_| NotChanged::Sealed);
    let kept = |sealed: String, old: Option<&String>| if sealed.is_empty() { old.cloned().unwrap_or_default() } else { sealed };
    let target = &Target {
        id,
        facility,
        service: wish.service,
        address: wish.address.clone(),
        sender: if wish.service == Service::Siranap { wish.facility_code.clone() } else { wish.sender.clone() },
        secret: kept(sealed("secret", &wish.secret)?, before.as_ref().map(|before| &before.secret)),
        user_key: kept(sealed("user_key", &wish.user_key)?, before.as_ref().map(|before| &before.user_key)),
        facility_code: wish.facility_code.clone(),
        letter_no: wish.letter_no.clone(),
        letter_date: wish.letter_date.clone(),
        authorised_by: ctx.actor().to_string(),
        state: TargetState::On,
        answer: String::new(),
        version: before.as_ref().map_or(1, |before| before.version + 1),
    };
    let anew = &Anew::between(before.as_ref(), target);
    floor
        .db()
        .write(ctx, |tx| async move {
            if !store::put_target(&tx, target).await? {
                return Err(NotChanged::Meanwhile);
            }
            if anew.is_other_facility {
                store::drop_rows(&tx, target.id).await?;
            }
            for row in store::rows(&tx, target.id).await? {
                if let Some(row) = anew.of(&row)
                    && !store::put_row(&tx, &row).await?
                {
                    return Err(NotChanged::Meanwhile);
                }
            }
            ask_now_in(&tx, target).await?;
            tx.record(tell::turned_on(target));
            Ok(())
        })
        .await
}

/// Turns passing on off: from this commit on nothing is sent.
pub(crate) async fn turn_off(intake: &Intake, ctx: &Ctx, target: &Target) -> Result<(), NotChanged> {
    intake
        .0
        .floor
        .db()
        .write(ctx, |tx| async move {
            if !store::turn(&tx, target, TargetState::Off, "").await? {
                return Err(NotChanged::Meanwhile);
            }
            tx.record(tell::turned_off(target));
            Ok(())
        })
        .await
}

/// Has what waits for another try, was refused, or waits for its codes tried now. What is in doubt is still looked up first, in its time.
pub(crate) async fn send_now(intake: &Intake, ctx: &Ctx, target: &Target) -> Result<(), NotChanged> {
    intake
        .0
        .floor
        .db()
        .write(ctx, |tx| async move {
            for mut row in store::rows(&tx, target.id).await? {
                if try_again(&mut row) {
                    store::put_row(&tx, &row).await?;
                }
            }
            ask_now_in(&tx, target).await?;
            tx.confirm(target.subject());
            Ok(())
        })
        .await
}

/// Nothing is left of a wait or a refusal; whether there was any.
fn try_again(row: &mut PassRow) -> bool {
    let is_stuck = matches!(row.state, RowState::Waiting | RowState::Refused) || row.why == Why::ConfirmCodes;
    if is_stuck && row.happens(RowEvent::Wanted) {
        row.settle();
    }
    is_stuck
}

/// What turning on means for rows that are there already.
struct Anew {
    is_other_facility: bool,
    /// It speaks to another address of the same service: what stands there is not known, the codes and what Sigap registered are the same.
    is_elsewhere: bool,
    /// It was off: others may have written there meanwhile.
    was_off: bool,
}

impl Anew {
    fn between(before: Option<&Target>, after: &Target) -> Self {
        let is_other = |of: fn(&Target) -> &String| before.is_some_and(|before| of(before) != of(after));
        Self {
            is_other_facility: is_other(|target| &target.facility_code),
            is_elsewhere: is_other(|target| &target.address),
            was_off: before.is_some_and(|before| before.state != TargetState::On),
        }
    }

    /// The row as it is from now on, if it changes.
    fn of(&self, before: &PassRow) -> Option<PassRow> {
        let mut row = before.clone();
        if row.state == RowState::Left {
            return None;
        }
        if self.is_elsewhere {
            (row.is_there, row.peer_row, row.peer_counts) = (None, None, None);
        }
        if self.is_elsewhere || self.was_off {
            (row.kept, row.kept_at) = (None, None);
            if row.state == RowState::Kept && row.happens(RowEvent::Wanted) {
                row.settle();
            }
        }
        try_again(&mut row);
        (row != *before).then_some(row)
    }
}

/// Gives a row other codes. What stands there under the old ones is removed when Sigap registered it, and left otherwise.
pub(crate) async fn correct(intake: &Intake, ctx: &Ctx, target: &Target, id: PassRowId, codes: &Codes) -> Result<(), NotChanged> {
    let errors = &codes_checked(target.service, codes);
    if !errors.is_empty() {
        return Err(NotChanged::Fields(errors.clone()));
    }
    intake
        .0
        .floor
        .db()
        .write(ctx, |tx| async move {
            let rows = store::rows(&tx, target.id).await?;
            let row = rows.iter().find(|row| row.id == id && !row.is_gone && row.state.is_settled()).ok_or(NotChanged::Meanwhile)?;
            if rows.iter().any(|other| other.id != id && !other.is_gone && other.codes == *codes) {
                let mut errors = FieldErrors::new();
                errors.add("room_code", "pass-codes-taken");
                return Err(NotChanged::Fields(errors));
            }
            let after = recoded(ctx, row, &rows, codes);
            for row in after.iter().flatten() {
                if !store::put_row(&tx, row).await? {
                    return Err(NotChanged::Meanwhile);
                }
            }
            ask_now_in(&tx, target).await?;
            match after.iter().flatten().last() {
                Some(now) => tx.record(tell::coded(target, now, &row.codes)),
                None => tx.confirm(target.subject()),
            }
            Ok(())
        })
        .await
}

/// The rows that change, the one with the new codes last.
fn recoded(ctx: &Ctx, row: &PassRow, rows: &[PassRow], codes: &Codes) -> [Option<PassRow>; 2] {
    let mut now = row.clone();
    now.codes_from = CodesFrom::Person;
    let left = rows.iter().find(|other| other.is_gone && other.codes == *codes).cloned();
    if row.codes == *codes || left.is_none() && !row.may_stand_there() {
        now.codes = codes.clone();
        if row.codes != *codes {
            now.is_there = None;
        }
        try_again(&mut now);
        return [None, Some(now)];
    }
    let old = PassRow { is_gone: true, ..row.clone() };
    let mut new = left.unwrap_or_else(|| PassRow::new(PassRowId::new(ctx), row.target, row.ward, codes.clone()));
    if new.is_gone {
        take_over(&mut new, row.ward, CodesFrom::Person);
    }
    new.codes_from = CodesFrom::Person;
    [Some(old), Some(new)]
}

fn codes_checked(service: Service, codes: &Codes) -> FieldErrors {
    let (class_max, room_max) = match service {
        Service::Aplicares => (aplicares::CLASS_CODE_CHARS_MAX, aplicares::ROOM_CODE_CHARS_MAX),
        Service::Siranap => (BED_TYPE_CODE_CHARS_MAX, ROOM_CHARS_MAX),
    };
    let fits = |code: &str, max| !code.trim().is_empty() && code.chars().count() <= max && !code.contains(char::is_control);
    let is_known = match service {
        Service::Aplicares => true,
        Service::Siranap => matches!(siranap::bed_type_of(&codes.class), siranap::BedTypeMatch::Official(_)),
    };
    let mut errors = FieldErrors::new();
    if !fits(&codes.class, class_max) || !is_known {
        errors.add("class_code", format!("pass-class-wrong?max={class_max}"));
    }
    if !fits(&codes.room, room_max) {
        errors.add("room_code", format!("pass-room-wrong?max={room_max}"));
    }
    errors
}
