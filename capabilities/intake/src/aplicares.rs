//! The Aplicares door: from a call on the wire to a deed, and back to the exact answer.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use sigap_exchange::aplicares::{self as codec, Action, Command, Outcome, Page, Reply, Room, RoomKey, Route, class_of, encode};
use sigap_exchange::bpjs::{ClockCheck, Ppk, check_clock};
use sigap_exchange::lenient::{BODY_BYTES_MAX, BodyFault, ReadFault};
use sigap_kernel::{Actor, Ctx, Lang, figure};
use sigap_store::StoreError;
use sigap_web::{Visitor, count};

use crate::body::{Brought, bring, pass_over};
use crate::door::{Sender, Turned, admit};
use crate::model::{Act, Deed, Done, ROOMS_PER_FACILITY_MAX, RoomId, Stated};
use crate::problem::{Origin, Problem, ProblemKind};
use crate::store::rooms;
use crate::{ClockRule, Intake, Protocol};

const PROTOCOL: Protocol = Protocol::Aplicares;

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let call = Call { intake: &intake, parts: &parts };
    let answered = tokio::time::timeout(intake.0.config.answer_within(), call.answer(body)).await;
    let reply = answered.unwrap_or_else(|_| {
        count(intake.0.floor.metrics(), "sigap_intake_late_total");
        tracing::warn!(deed = call.deed(), "a call of a hospital system was not served in time");
        too_slow()
    });
    let mut response = (StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK), reply.body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if reply.status == StatusCode::TOO_MANY_REQUESTS.as_u16() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

/// A call that is not granted: the answer, and what is kept of it.
struct Refusal {
    reply: Reply,
    kind: ProblemKind,
    problem: Option<Box<Problem>>,
}

impl Refusal {
    fn kept(outcome: &Outcome<'_>, problem: Problem) -> Self {
        Self { reply: encode(outcome), kind: problem.kind, problem: Some(Box::new(problem)) }
    }
}

/// Nothing was stored, by no fault of the sender.
impl From<&StoreError> for Refusal {
    fn from(_: &StoreError) -> Self {
        Self { reply: encode(&Outcome::Unavailable), kind: ProblemKind::Busy, problem: None }
    }
}

struct Call<'c> {
    intake: &'c Intake,
    parts: &'c Parts,
}

impl Call<'_> {
    async fn answer(&self, body: Body) -> Reply {
        let inner = &self.intake.0;
        count(inner.floor.metrics(), "sigap_intake_calls_total");
        let ctx = self.ctx();
        let route = Route::parse(self.parts.method.as_str(), self.parts.uri.path());
        let sender = match admit(&inner.floor, &inner.pulse, PROTOCOL, &ctx, &self.parts.headers).await {
            Ok(sender) => sender,
            Err(turned) => return self.turned_away(&ctx, &turned, route.as_ref().err(), body).await,
        };
        let outcome = self.granted(&sender, route, body).await;
        inner.pulse.note(sender.key, sender.ctx.now(), outcome.as_ref().err().map(|refusal| refusal.kind));
        match outcome {
            Ok(reply) => reply,
            Err(refusal) => {
                count(inner.floor.metrics(), "sigap_intake_refused_total");
                if let Some(problem) = refusal.problem {
                    self.keep(&sender, *problem).await;
                }
                refusal.reply
            }
        }
    }

    async fn turned_away(&self, ctx: &Ctx, turned: &Turned, fault: Option<&codec::RouteFault>, body: Body) -> Reply {
        if let Turned::Busy(error) = turned {
            tracing::warn!(trace = %ctx.trace(), %error, "the keys of machines cannot be read");
        }
        count(self.intake.0.floor.metrics(), "sigap_intake_turned_away_total");
        self.pass_over(body).await;
        // An address that leads nowhere says so to everyone: whoever sets up a system tries it by hand first.
        fault.map_or_else(|| encode(&turned.into()), |fault| encode(&fault.into()))
    }

    /// A body nobody needs is read over, so that its sender gets to reading the answer.
    async fn pass_over(&self, body: Body) {
        pass_over(&self.parts.headers, body, BODY_BYTES_MAX).await;
    }

    /// The context the program gave this request, or one of its own where nobody did.
    fn ctx(&self) -> Ctx {
        let visitor = self.parts.extensions.get::<Visitor>();
        visitor.map_or_else(|| self.intake.0.floor.world().ctx(Actor::Anyone), |visitor| visitor.ctx.clone())
    }

    /// From here on the sender is known: what cannot be used is kept.
    async fn granted(&self, sender: &Sender, route: Result<Route, codec::RouteFault>, body: Body) -> Result<Reply, Refusal> {
        let route = match self.checked(sender, route).await {
            Ok(route) => route,
            Err(refusal) => {
                self.pass_over(body).await;
                return Err(refusal);
            }
        };
        match &route {
            Route::Classes => {
                self.pass_over(body).await;
                Ok(encode(&Outcome::Classes))
            }
            Route::Rooms { action: Action::Read(page), .. } => {
                self.pass_over(body).await;
                self.list(sender, *page).await
            }
            Route::Rooms { .. } => {
                let body = self.body(body).await?;
                let command = route.command(&body).map_err(|fault| unreadable(&fault, body))?;
                self.carry_out(sender, command).await
            }
        }
    }

    /// Everything that can be said before the body is looked at.
    async fn checked(&self, sender: &Sender, route: Result<Route, codec::RouteFault>) -> Result<Route, Refusal> {
        self.check_pace(sender)?;
        let route = route.map_err(|fault| address_refused(self.deed(), &fault))?;
        self.check_clock(sender).await?;
        if let Route::Rooms { ppk, .. } = &route {
            self.check_facility(sender, ppk).await?;
        }
        Ok(route)
    }

    async fn carry_out(&self, sender: &Sender, command: Command) -> Result<Reply, Refusal> {
        match command {
            Command::Classes => Ok(encode(&Outcome::Classes)),
            Command::Read { page, .. } => self.list(sender, page).await,
            Command::Create { room, .. } => {
                let pool = class_of(&room.key.class_code).pool();
                let (key, stated) = stated(room);
                self.write(sender, key, Act::Create(stated, pool)).await
            }
            Command::Update { room, .. } => {
                let (key, stated) = stated(room);
                self.write(sender, key, Act::Update(stated)).await
            }
            Command::Delete { key, .. } => self.write(sender, key, Act::Delete).await,
        }
    }

    fn check_pace(&self, sender: &Sender) -> Result<(), Refusal> {
        if self.intake.0.pace.take(sender.key, sender.ctx.now()) {
            return Ok(());
        }
        let per_s = self.intake.0.config.calls_per_s;
        let sentence = format!(
            "Terlalu banyak permintaan dari cons-id ini, paling banyak {} per detik. Coba lagi sebentar lagi.",
            figure(per_s.into(), Lang::Id)
        );
        let problem = Problem::named(ProblemKind::Pace, "cons-id", format!("calls-too-many?max={per_s}"), "");
        Err(Refusal::kept(&Outcome::Refused { status: StatusCode::TOO_MANY_REQUESTS.as_u16(), sentence: sentence.into() }, problem))
    }

    /// A clock that is off is always noted; whether it is refused is decided by the operator. One that is off by more than a day
    /// is refused: the signature covers nothing but the time, and whoever saw one call could repeat it for ever.
    async fn check_clock(&self, sender: &Sender) -> Result<(), Refusal> {
        let config = &self.intake.0.config;
        let check = check_clock(sender.timestamp_s, sender.ctx.now(), config.clock_window_s);
        if check.within {
            return Ok(());
        }
        let problem = Problem::named(ProblemKind::Clock, "X-timestamp", clock_message(&check), "");
        match config.clock {
            _ if check.is_stale => Err(Refusal::kept(&(&check).into(), problem)),
            ClockRule::Refuse => Err(Refusal::kept(&(&check).into(), problem)),
            ClockRule::Warn => {
                self.keep(sender, problem).await;
                Ok(())
            }
        }
    }

    /// The facility code in the address has to be the sender's own.
    async fn check_facility(&self, sender: &Sender, ppk: &Ppk) -> Result<(), Refusal> {
        let own = self.intake.0.cards.ppk(sender.facility, ppk).await.map_err(|error| self.failed(sender, &error))?;
        let message = match own {
            Some(own) if own == *ppk => return Ok(()),
            Some(own) => format!("ppk-not-yours?sent={ppk}&own={own}"),
            None => format!("ppk-not-set?sent={ppk}"),
        };
        Err(Refusal::kept(&Outcome::NotYourFacility(ppk), Problem::named(ProblemKind::Facility, "kodeppk", message, ppk.as_str())))
    }

    async fn body(&self, body: Body) -> Result<Bytes, Refusal> {
        let (fault, kept) = match bring(body, BODY_BYTES_MAX, self.intake.0.config.bring_within()).await {
            Brought::Whole(body) => return Ok(body),
            Brought::TooLarge(kept) => (BodyFault::TooLarge { max: BODY_BYTES_MAX }, kept),
            Brought::Broken(kept) => (BodyFault::Truncated { near: None }, kept),
        };
        Err(unreadable(&ReadFault::Body(fault), kept))
    }

    async fn list(&self, sender: &Sender, page: Page) -> Result<Reply, Refusal> {
        let db = self.intake.0.floor.db();
        let read = async {
            let zone = self.intake.0.cards.zone(sender.facility).await?.unwrap_or(self.intake.0.floor.settings().zone);
            let total = rooms::count(db, sender.facility, PROTOCOL).await?;
            let rows = rooms::page(db, sender.facility, PROTOCOL, page.offset(), page.limit).await?;
            Ok::<_, StoreError>((zone, total, rows))
        };
        let (zone, total, rows) = read.await.map_err(|error| self.failed(sender, &error))?;
        let rows: Vec<codec::RoomRow<'_>> = rows
            .iter()
            .map(|row| codec::RoomRow {
                class_code: &row.class_code,
                room_code: &row.room_code,
                name: &row.stated.name,
                capacity: row.stated.capacity,
                free: row.stated.free,
                free_men: row.stated.free_men,
                free_women: row.stated.free_women,
                free_any: row.stated.free_either,
                last_update: row.last_update,
            })
            .collect();
        Ok(encode(&Outcome::Rooms { rows: &rows, start: page.start, total: total.into(), zone }))
    }

    async fn write(&self, sender: &Sender, key: RoomKey, act: Act) -> Result<Reply, Refusal> {
        let room = RoomId { facility: sender.facility, protocol: PROTOCOL, class_code: key.class_code, room_code: key.room_code };
        let named = format!("{}/{}", room.class_code, room.room_code);
        let deed = Deed { ctx: sender.ctx.clone(), room, act };
        let done = match self.intake.0.writer.write(deed).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) | Err(error) => return Err(self.failed(sender, &error)),
        };
        match done {
            Done::Created => Ok(encode(&Outcome::Created)),
            Done::Updated => Ok(encode(&Outcome::Updated)),
            Done::Deleted => Ok(encode(&Outcome::Deleted)),
            Done::NoSuchRoom => {
                let message = format!("room-not-registered?room={}", named.replace(['&', '=', '?'], " "));
                Err(Refusal::kept(&Outcome::NoSuchRoom, Problem::named(ProblemKind::Room, "koderuang", message, &named)))
            }
            Done::TooManyRooms => Err(too_many_rooms()),
        }
    }

    fn failed(&self, sender: &Sender, error: &StoreError) -> Refusal {
        tracing::warn!(trace = %sender.ctx.trace(), key = %sender.key, %error, "a call of a hospital system could not be served now");
        error.into()
    }

    async fn keep(&self, sender: &Sender, problem: Problem) {
        let Sender { ctx, key, facility, .. } = sender.clone();
        let origin = Origin { ctx, key, facility, protocol: PROTOCOL, deed: self.deed() };
        self.intake.0.problems.keep(&origin, problem).await;
    }

    /// What was asked for, in words of our own: the path is the sender's text.
    fn deed(&self) -> &'static str {
        const DEEDS: [&str; 4] = ["bed/create", "bed/update", "bed/delete", "bed/read"];
        let path = self.parts.uri.path().to_ascii_lowercase();
        DEEDS.into_iter().find(|deed| path.contains(deed)).unwrap_or("-")
    }
}

fn stated(room: Room) -> (RoomKey, Stated) {
    let Room { key, name, capacity, free, free_men, free_women, free_any, .. } = room;
    (key, Stated { name, capacity, free, free_men, free_women, free_either: free_any })
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
    Refusal::kept(&fault.into(), Problem::named(ProblemKind::Address, deed, message, &format!("{deed}/{message}")))
}

fn unreadable(fault: &ReadFault, body: Bytes) -> Refusal {
    let kind = match fault {
        ReadFault::Body(_) => ProblemKind::Body,
        ReadFault::Fields(_) => ProblemKind::Fields,
    };
    Refusal::kept(&fault.into(), Problem { kind, reason: fault.field_errors(), same: None, body })
}

/// Nobody knows how far it came: to say counts again does no harm, and what was registered or removed is said to be so.
fn too_slow() -> Reply {
    let sentence = "Sistem terlalu lama menjawab. Kirim lagi beberapa saat lagi.";
    encode(&Outcome::Refused { status: StatusCode::SERVICE_UNAVAILABLE.as_u16(), sentence: sentence.into() })
}

fn too_many_rooms() -> Refusal {
    let max = figure(ROOMS_PER_FACILITY_MAX.into(), Lang::Id);
    let sentence = format!("Ruang yang terdaftar sudah {max}, paling banyak {max}. Hapus ruang yang tidak dipakai, lalu coba lagi.");
    let problem = Problem::named(ProblemKind::Rooms, "koderuang", format!("rooms-too-many?max={ROOMS_PER_FACILITY_MAX}"), "");
    Refusal::kept(&Outcome::Refused { status: 200, sentence: sentence.into() }, problem)
}

fn clock_message(check: &ClockCheck) -> String {
    let word = if check.drift_s < 0 { "clock-behind" } else { "clock-ahead" };
    format!("{word}?minutes={}", check.drift_s.unsigned_abs() / 60)
}
