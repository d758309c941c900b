//! The Aplicares door: from a call on the wire to a deed, and back to the exact answer.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use sigap_exchange::aplicares::{self as codec, Action, Command, Outcome, Page, Room, RoomKey, Route, class_of, encode};
use sigap_exchange::bpjs::{Ppk, check_clock};
use sigap_exchange::lenient::{BODY_BYTES_MAX, ReadFault};
use sigap_store::StoreError;

use crate::call::{self, Asked, Call, Door, Refusal, Reply, Sender, Turned};
use crate::clock;
use crate::door::signed;
use crate::model::{Act, Done, Stated};
use crate::problem::{Problem, ProblemKind, about_room};
use crate::store::rooms;
use crate::{ClockRule, Intake, Protocol};

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    call::answer::<Aplicares>(intake, request).await
}

/// BPJS Aplicares.
pub(crate) struct Aplicares;

fn reply(outcome: &Outcome<'_>) -> Reply {
    let codec::Reply { status, body } = encode(outcome);
    Reply::new(status, "application/json", body)
}

fn route(asked: &Asked) -> Result<Route, codec::RouteFault> {
    Route::parse(asked.method.as_str(), &asked.path)
}

impl Door for Aplicares {
    const PROTOCOL: Protocol = Protocol::Aplicares;
    const BYTES_MAX: usize = BODY_BYTES_MAX;

    fn deed(asked: &Asked) -> &'static str {
        const DEEDS: [&str; 4] = ["bed/create", "bed/update", "bed/delete", "bed/read"];
        let path = asked.path.to_ascii_lowercase();
        DEEDS.into_iter().find(|deed| path.contains(deed)).unwrap_or("-")
    }

    fn refused(_: &Call<'_>, status: StatusCode, sentence: &str) -> Reply {
        reply(&Outcome::Refused { status: status.as_u16(), sentence: sentence.into() })
    }

    fn unreadable(_: &Call<'_>, fault: &ReadFault) -> Reply {
        reply(&fault.into())
    }

    async fn admit(call: &Call<'_>) -> Result<Sender, Turned> {
        let admitted = signed(call, Self::PROTOCOL, |outcome| reply(&outcome)).await;
        match (admitted, route(&call.asked)) {
            // An address that leads nowhere says so to everyone: whoever sets up a system tries it by hand first.
            (Err(_), Err(fault)) => Err(Turned::Away(reply(&(&fault).into()))),
            (admitted, _) => admitted,
        }
    }

    async fn check(call: &Call<'_>, sender: &Sender) -> Result<bool, Refusal> {
        let deed = Self::deed(&call.asked);
        let route = route(&call.asked).map_err(|fault| address_refused(deed, &fault))?;
        check_clock_of(call, sender).await?;
        let Route::Rooms { ppk, action } = &route else { return Ok(false) };
        check_facility(call, sender, ppk).await?;
        Ok(!matches!(action, Action::Read(_)))
    }

    async fn serve(call: &Call<'_>, sender: &Sender, body: Bytes) -> Result<Reply, Refusal> {
        let route = route(&call.asked).map_err(|fault| address_refused(Self::deed(&call.asked), &fault))?;
        match route.command(&body).map_err(|fault| call.unreadable::<Self>(&fault, body))? {
            Command::Classes => Ok(reply(&Outcome::Classes)),
            Command::Read { page, .. } => list(call, sender, page).await,
            Command::Create { room, .. } => {
                let pool = class_of(&room.key.class_code).pool();
                let (key, stated) = stated(room);
                write(call, sender, key, Act::Create(stated, pool)).await
            }
            Command::Update { room, .. } => update(call, sender, room).await,
            Command::Delete { key, .. } => write(call, sender, key, Act::Delete).await,
        }
    }
}

/// A clock that is off is always noted; whether it is refused is decided by the operator. One that is off by more than a day
/// is refused: the signature covers nothing but the time, and whoever saw one call could repeat it for ever.
async fn check_clock_of(call: &Call<'_>, sender: &Sender) -> Result<(), Refusal> {
    let config = &call.intake.0.config;
    let Some(sent) = sender.sent else { return Ok(()) };
    let check = check_clock(sent.stamp, sender.ctx.now(), config.clock_window_s);
    if check.within {
        return Ok(());
    }
    let problem = clock::problem("X-timestamp", check.drift_s);
    match config.clock {
        _ if check.is_stale => Err(Refusal::kept(reply(&(&check).into()), problem)),
        ClockRule::Refuse => Err(Refusal::kept(reply(&(&check).into()), problem)),
        ClockRule::Warn => {
            call.keep(sender, problem).await;
            Ok(())
        }
    }
}

/// The facility code in the address has to be the sender's own. Whose it is instead hears of it too.
async fn check_facility(call: &Call<'_>, sender: &Sender, ppk: &Ppk) -> Result<(), Refusal> {
    let failed = |error: StoreError| call.failed::<Aplicares>(sender, &error);
    let own = call.intake.0.cards.ppk(sender.facility, ppk).await.map_err(failed)?;
    let message = match own {
        Some(own) if own == *ppk => return Ok(()),
        Some(own) => format!("ppk-not-yours?sent={ppk}&own={own}"),
        None => format!("ppk-not-set?sent={ppk}"),
    };
    let owner = sigap_registry::facility_by_ppk(call.intake.0.floor.db(), ppk.as_str()).await.map_err(failed)?;
    if let Some(owner) = owner.filter(|owner| owner.id != sender.facility && call.came_at.is_none()) {
        let told = Problem::named(ProblemKind::Facility, "kodeppk", format!("ppk-used-by-other?sent={ppk}"), &format!("owner:{ppk}"));
        call.keep_for(sender, owner.id, told).await;
    }
    Err(Refusal::kept(reply(&Outcome::NotYourFacility(ppk)), Problem::named(ProblemKind::Facility, "kodeppk", message, ppk.as_str())))
}

async fn list(call: &Call<'_>, sender: &Sender, page: Page) -> Result<Reply, Refusal> {
    let inner = &call.intake.0;
    let db = inner.floor.db();
    let read = async {
        let zone = inner.cards.zone(sender.facility).await?.unwrap_or(inner.floor.settings().zone);
        let total = rooms::count(db, sender.facility, Protocol::Aplicares).await?;
        let rows = rooms::page(db, sender.facility, Protocol::Aplicares, page.offset(), page.limit).await?;
        Ok::<_, StoreError>((zone, total, rows))
    };
    let (zone, total, rows) = read.await.map_err(|error| call.failed::<Aplicares>(sender, &error))?;
    let rows: Vec<codec::RoomRow<'_>> = rows
        .iter()
        .map(|row| {
            let (free_men, free_women, free_any) = row.stated.by_sex.unwrap_or_default();
            codec::RoomRow {
                class_code: &row.id.class_code,
                room_code: &row.id.room_code,
                name: &row.stated.name,
                capacity: row.stated.capacity.unwrap_or_default(),
                free: row.stated.free.unwrap_or_default(),
                free_men,
                free_women,
                free_any,
                last_update: row.last_update,
            }
        })
        .collect();
    Ok(reply(&Outcome::Rooms { rows: &rows, start: page.start, total: total.into(), zone }))
}

/// A report of a room. One that is not registered is said to be so, because most systems then register it; one that never does is taken at its
/// word: a report says everything that a registration does.
async fn update(call: &Call<'_>, sender: &Sender, room: Room) -> Result<Reply, Refusal> {
    let pool = class_of(&room.key.class_code).pool();
    let (key, stated) = stated(room);
    let about = about_room(&key.class_code, &key.room_code);
    let refusal = match write(call, sender, key.clone(), Act::Update(stated.clone())).await {
        Err(refusal) if refusal.kind == ProblemKind::Room => refusal,
        answered => return answered,
    };
    if !call.never_registers(sender, &about).await.map_err(|error| call.failed::<Aplicares>(sender, &error))? {
        return Err(refusal);
    }
    write(call, sender, key, Act::Create(stated, pool)).await.map(|_| reply(&Outcome::Updated))
}

async fn write(call: &Call<'_>, sender: &Sender, key: RoomKey, act: Act) -> Result<Reply, Refusal> {
    let room = call.room(sender, key.class_code, key.room_code);
    let named = format!("{}/{}", room.class_code, room.room_code);
    let is_removal = matches!(act, Act::Delete);
    match call.write::<Aplicares>(sender, room, act).await? {
        Done::Updated => Ok(reply(&Outcome::Updated)),
        Done::Deleted => Ok(reply(&Outcome::Deleted)),
        // Nothing is wrong with the feed: it has said something newer.
        Done::SpokenOfSince => Ok(Aplicares::refused(call, StatusCode::OK, SPOKEN_OF_SINCE)),
        // What is to go is not there: nothing is left to be done about it.
        Done::NoSuchRoom if is_removal => Err(Refusal { reply: reply(&Outcome::NoSuchRoom), kind: ProblemKind::Room, problem: None }),
        Done::NoSuchRoom => {
            let message = format!("room-not-registered?room={}", named.replace(['&', '=', '?'], " "));
            Err(Refusal::kept(reply(&Outcome::NoSuchRoom), Problem::named(ProblemKind::Room, "koderuang", message, &named)))
        }
        // The other outcomes are of deeds this protocol does not know.
        _ => Ok(reply(&Outcome::Created)),
    }
}

fn stated(room: Room) -> (RoomKey, Stated) {
    let Room { key, name, capacity, free, free_men, free_women, free_any, .. } = room;
    let by_sex = Some((free_men, free_women, free_any));
    (key, Stated { name, capacity: Some(capacity), free: Some(free), by_sex, ..Stated::default() })
}

fn address_refused(deed: &str, fault: &codec::RouteFault) -> Refusal {
    use codec::RouteFault as F;
    let message = match fault {
        F::UnknownPath => "address-unknown",
        F::WrongMethod(_) => "address-method",
        F::MissingPpk => "address-without-ppk",
        F::BadPpk(_) => "address-bad-ppk",
        F::BadPage => "address-bad-page",
    };
    Refusal::kept(reply(&fault.into()), Problem::named(ProblemKind::Address, deed, message, &format!("{deed}/{message}")))
}

/// What a removal hears that comes after a newer report of its room.
const SPOKEN_OF_SINCE: &str = "Ruang ini dilaporkan lagi sesudah perintah hapus ini dikirim, jadi tidak dihapus.";
