//! What a family tells on the public page or on the phone: one case for one family, hospital and kind of bed within a few hours, however often it
//! is told.

use serde_json::json;
use sigap_access::{Action, May as _};
use sigap_kernel::{Ctx, FacilityId, FieldErrors, Masked, Pool, UtcMs};
use sigap_store::{Entry, Tx};

use super::{case_subject, check_text, insert_numbered, key_of, own_name, phone, place_of, put, seal};
use crate::model::{CaseId, CaseNumber, CaseState, Channel, Happened, HelpEvent, HelpState, Snapshot, What};
use crate::store::{cases, drafts};
use crate::{QualityError, QualityRoom};

/// Hours within which the same family, telling again of the same hospital and kind of bed, tells of the same case.
pub const MERGE_WITHIN_H: i64 = 12;
/// Texts kept of one case; what a family tells beyond is counted.
const TEXTS_MAX: i64 = 10;
/// Cases that families may open on the page in an hour: about one hospital, and in the whole city. A flood from anywhere fills one hospital's share
/// and not the city's; nobody is told apart by their address, which thousands share.
const AN_HOUR_HERE_MAX: i64 = 60;
const AN_HOUR_MAX: i64 = 600;
/// Seconds after which a family may try again while there is a flood.
const TRY_AGAIN_S: u32 = 600;

/// What a family tells, as typed.
#[derive(Debug, Clone)]
pub struct Telling {
    /// The id its form was made with: sent twice, it is one.
    pub id: CaseId,
    /// The hospital.
    pub facility: FacilityId,
    /// The kind of bed, where the family knows.
    pub pool: Option<Pool>,
    /// What the hospital said.
    pub what: Option<What>,
    /// When.
    pub happened: Option<Happened>,
    /// In the family's words.
    pub text: Masked<String>,
    /// To be called back.
    pub phone: Masked<String>,
    /// How it came.
    pub channel: Channel,
    /// The token of the family's browser.
    pub browser: Option<Masked<String>>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Whether the family told of it before.
    pub is_again: bool,
}

/// The same, checked.
struct Checked {
    what: What,
    happened: Happened,
    phone: Option<Masked<String>>,
}

fn check(telling: &Telling) -> Result<Checked, FieldErrors> {
    let mut errors = FieldErrors::new();
    if telling.what.is_none() {
        errors.add("what", "field-choose");
    }
    if telling.happened.is_none() {
        errors.add("happened", "field-choose");
    }
    check_text(&mut errors, "text", &telling.text);
    let phone = phone(&telling.phone).unwrap_or_else(|wrong| {
        errors.add("phone", wrong);
        None
    });
    let checked = telling.what.zip(telling.happened).map(|(what, happened)| Checked { what, happened, phone });
    errors.into_result(checked)
}

/// Opens a case, or counts it with the one it belongs to.
///
/// # Errors
/// Mistakes by field; no such hospital; a flood ([`QualityError::TooMany`]); not permitted, for the help desk.
pub async fn tell(room: &QualityRoom, ctx: &Ctx, telling: &Telling) -> Result<Told, QualityError> {
    let db = room.floor().db();
    let facility = sigap_registry::facility(db, telling.facility).await?.filter(|one| one.active).ok_or(QualityError::Unknown)?;
    if telling.channel == Channel::Desk {
        ctx.may(Action::HandleCase, &place_of(&facility))?;
    }
    let checked = &check(telling)?;
    let shown = Snapshot::of(&room.shown().shown(telling.facility).await, telling.pool);
    let name = &own_name(room.floor().access(), ctx).await?;
    let keys = &keys(room, telling, checked);
    db.write(ctx, |tx| async move {
        if let Some(told) = again(room, &tx, telling, checked, keys).await? {
            return Ok(told);
        }
        if telling.channel == Channel::Web {
            refuse_flood(&tx, telling.facility).await?;
        }
        open(room, &tx, telling, checked, shown, name).await
    })
    .await
}

/// By what this family is known, in the order in which they are held: two tellings at once do not lock each other up.
fn keys(room: &QualityRoom, telling: &Telling, checked: &Checked) -> Vec<String> {
    let bed = telling.pool.map_or_else(String::new, |pool| pool.to_string());
    let of = |kind: &str, who: &Masked<String>| {
        let text = Masked::new(format!("{}/{bed}/{}", telling.facility, who.reveal()));
        room.floor().access().lookup(&format!("family_seen.{kind}"), &text)
    };
    let browser = telling.browser.as_ref().filter(|_| telling.channel == Channel::Web).map(|token| of("browser", token));
    let mut keys: Vec<String> = browser.into_iter().chain(checked.phone.as_ref().map(|phone| of("phone", phone))).collect();
    keys.sort_unstable();
    keys
}

/// The case this family told of before, with this telling counted; `None` when there is none.
async fn again(room: &QualityRoom, tx: &Tx, telling: &Telling, checked: &Checked, keys: &[String]) -> Result<Option<Told>, QualityError> {
    let since = tx.now().plus_min(-MERGE_WITHIN_H * 60);
    let mut known = None;
    for key in keys {
        let case = cases::seen(tx, key, telling.id, since).await?;
        known = known.or(Some(case).filter(|case| *case != telling.id));
    }
    let known = known.unwrap_or(telling.id);
    let Some(mut case) = cases::held(tx, known).await? else { return Ok(None) };
    for key in keys {
        cases::set_seen(tx, key, case.id).await?;
    }
    if case.id == telling.id {
        // The same form, sent twice.
        tx.confirm(case_subject(case.id));
        return Ok(Some(Told { case: case.id, number: case.number, is_again: false }));
    }
    (case.times, case.told_at) = (case.times + 1, tx.now());
    if case.person.is_some() {
        keep_texts(room, tx, &mut case, telling, checked).await?;
    }
    if checked.phone.is_some() {
        case.help = case.help.after(HelpEvent::Ask)?;
    }
    tx.record(Entry::new(case_subject(case.id), "case.told_again", 1, json!({ "facility": case.facility, "times": case.times })));
    put(tx, &case).await?;
    Ok(Some(Told { case: case.id, number: case.number, is_again: true }))
}

async fn keep_texts(room: &QualityRoom, tx: &Tx, case: &mut cases::Case, telling: &Telling, checked: &Checked) -> Result<(), QualityError> {
    let key = key_of(room.floor().access(), tx, case).await?;
    if let Some(phone) = &checked.phone {
        case.phone = seal(tx.ctx(), &key, &case.id.to_string(), "phone_sealed", phone)?;
    }
    add_text(tx, &key, case.id, &telling.text).await
}

/// Keeps one text, as long as there is room.
async fn add_text(tx: &Tx, key: &sigap_access::DataKey, case: CaseId, text: &Masked<String>) -> Result<(), QualityError> {
    let id = tx.ctx().uuid().to_string();
    let Some(sealed) = seal(tx.ctx(), key, &id, "text_sealed", text)? else { return Ok(()) };
    if cases::told(tx, case, TEXTS_MAX).await?.len() < usize::try_from(TEXTS_MAX).unwrap_or(0) {
        cases::add_told(tx, &id, case, &sealed).await?;
    }
    Ok(())
}

async fn refuse_flood(tx: &Tx, facility: FacilityId) -> Result<(), QualityError> {
    let (here, all) = cases::opened_since(tx, facility, tx.now().plus_min(-60)).await?;
    if here >= AN_HOUR_HERE_MAX || all >= AN_HOUR_MAX { Err(QualityError::TooMany(TRY_AGAIN_S)) } else { Ok(()) }
}

async fn open(
    room: &QualityRoom,
    tx: &Tx,
    telling: &Telling,
    checked: &Checked,
    shown: Snapshot,
    name: &Masked<String>,
) -> Result<Told, QualityError> {
    let key = room.floor().access().new_person(tx).await?;
    let case = new_case(tx, &key, telling, checked, shown, name)?;
    let Some(number) = insert_numbered(tx, case).await? else { return Err(QualityError::Changed) };
    add_text(tx, &key, telling.id, &telling.text).await?;
    if telling.channel == Channel::Desk {
        drafts::drop_sent(tx, "new").await?;
    }
    tx.record(opened_entry(telling, checked, shown));
    Ok(Told { case: telling.id, number, is_again: false })
}

fn new_case(
    tx: &Tx,
    key: &sigap_access::DataKey,
    telling: &Telling,
    checked: &Checked,
    shown: Snapshot,
    name: &Masked<String>,
) -> Result<cases::Case, QualityError> {
    let (row, now, is_desk): (String, UtcMs, bool) = (telling.id.to_string(), tx.now(), telling.channel == Channel::Desk);
    let help = match (is_desk, checked.phone.is_some()) {
        (true, _) => HelpState::Held,
        (false, true) => HelpState::Waiting,
        (false, false) => HelpState::NotAsked,
    };
    let phone = checked.phone.as_ref().map(|phone| seal(tx.ctx(), key, &row, "phone_sealed", phone)).transpose()?.flatten();
    Ok(cases::Case {
        id: telling.id,
        number: CaseNumber::draw(tx.ctx()),
        version: 1,
        facility: telling.facility,
        pool: telling.pool,
        what: checked.what,
        channel: telling.channel,
        happened: checked.happened,
        state: CaseState::Open,
        opened_at: now,
        told_at: now,
        times: 1,
        shown,
        person: Some(key.person()),
        phone,
        reply: None,
        reply_text: None,
        replied_at: None,
        reason: None,
        verified_at: None,
        help,
        holder: tx.ctx().actor().user().filter(|_| is_desk),
        holder_name: if is_desk { seal(tx.ctx(), key, &row, "holder_sealed", name)? } else { None },
        note: None,
        callback_at: None,
    })
}

fn opened_entry(telling: &Telling, checked: &Checked, shown: Snapshot) -> Entry {
    let pool = telling.pool.map_or_else(String::new, |pool| pool.to_string());
    let body = json!({
        "facility": telling.facility, "pool": pool, "what": checked.what, "happened": checked.happened, "channel": telling.channel,
        "shown": shown.state,
    });
    Entry::new(case_subject(telling.id), "case.opened", 1, body)
}
