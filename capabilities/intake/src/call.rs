//! One call of a hospital system, whatever its protocol: who calls → how often → may they ask this → body → the deed → the answer.
//! A protocol is a [`Door`]: it says how its senders prove themselves and puts every answer in its own words.

mod keep;
mod limits;
mod message;

use std::sync::{Mutex, OnceLock, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use bytes::Bytes;
use sigap_access::AccessError;
use sigap_exchange::lenient::{BodyFault, ReadFault};
use sigap_kernel::{Actor, Ctx, FacilityId, FieldErrors, KeyId, UtcMs};
use sigap_store::StoreError;
use sigap_web::{Visitor, count};

use crate::body::{Brought, bring, pass_over};
use crate::late::{self, Sent};
use crate::model::{Act, Deed, Done, RoomId};
use crate::problem::{Problem, ProblemKind};
use crate::pulse::Proved;
use crate::unknown::{self, Met};
use crate::{Intake, Protocol};
pub(crate) use limits::too_many;
pub(crate) use message::{Asked, Reply};

/// A sender that proved who it is.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// Who acts, now: the machine; when a kept call is read again, the person who asked for it.
    pub(crate) ctx: Ctx,
    pub(crate) key: KeyId,
    pub(crate) facility: FacilityId,
    /// When it says it sent this.
    pub(crate) sent: Option<Sent>,
}

/// Why a caller did not come in.
#[derive(Debug)]
pub(crate) enum Turned {
    /// It did not prove who it is; how the protocol says so.
    Away(Reply),
    /// The keys cannot be read now.
    Busy(AccessError),
}

impl From<AccessError> for Turned {
    fn from(error: AccessError) -> Self {
        Self::Busy(error)
    }
}

/// A call that is not granted: the answer, and what is kept of it.
pub(crate) struct Refusal {
    pub(crate) reply: Reply,
    pub(crate) kind: ProblemKind,
    pub(crate) problem: Option<Box<Problem>>,
}

impl Refusal {
    pub(crate) fn kept(reply: Reply, problem: Problem) -> Self {
        Self { reply, kind: problem.kind, problem: Some(Box::new(problem)) }
    }
}

/// How one protocol lets in and answers.
pub(crate) trait Door {
    /// The protocol.
    const PROTOCOL: Protocol;
    /// Most bytes of a body that are read.
    const BYTES_MAX: usize;

    /// What was asked for, in words of our own: the path is the sender's text.
    fn deed(asked: &Asked) -> &'static str;

    /// A sentence as the protocol says it.
    fn refused(call: &Call<'_>, status: StatusCode, sentence: &str) -> Reply;

    /// A body that cannot be read, or fields that are wrong.
    fn unreadable(call: &Call<'_>, fault: &ReadFault) -> Reply;

    /// Who calls. Nothing costly happens before, and an unknown name costs what a known one does.
    fn admit(call: &Call<'_>) -> impl Future<Output = Result<Sender, Turned>> + Send;

    /// Everything that can be said before the body is looked at. Whether there is a body to look at.
    fn check(call: &Call<'_>, sender: &Sender) -> impl Future<Output = Result<bool, Refusal>> + Send;

    /// Does it.
    fn serve(call: &Call<'_>, sender: &Sender, body: Bytes) -> impl Future<Output = Result<Reply, Refusal>> + Send;
}

/// A call on its way.
pub(crate) struct Call<'c> {
    pub(crate) intake: &'c Intake,
    pub(crate) asked: Asked,
    /// Before anybody proved anything: when it came.
    pub(crate) ctx: Ctx,
    protocol: Protocol,
    deed: &'static str,
    /// When a call that is read again came first: what it says was true then.
    pub(crate) came_at: Option<UtcMs>,
    /// The body once it was read, for the problems that are kept with it.
    brought: OnceLock<Brought>,
    /// What is still wrong with a call that is read again: it is kept already, and is told instead.
    left: Mutex<Vec<Problem>>,
}

/// What came of a call that was read again.
#[derive(Debug)]
pub(crate) enum Again {
    /// All of it was taken.
    Taken,
    /// This is still wrong, message ids by field; what could be used of it was taken.
    Still(FieldErrors),
    /// Sigap could not store it now.
    Busy,
}

/// Answers one call, whatever it is.
pub(crate) async fn answer<D: Door>(intake: Intake, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = ctx_of(&intake, &parts);
    let Parts { method, uri, headers, .. } = parts;
    let asked = Asked { method, path: uri.path().to_owned(), query: uri.query().unwrap_or_default().to_owned(), headers };
    let call = Call::new::<D>(&intake, asked, ctx, None);
    let answered = tokio::time::timeout(intake.0.config.answer_within(), call.run::<D>(body)).await;
    let reply = answered.unwrap_or_else(|_| {
        count(intake.0.floor.metrics(), "sigap_intake_late_total");
        tracing::warn!(protocol = %D::PROTOCOL, deed = call.deed, "a call of a hospital system was not served in time");
        // Nobody knows how far it came: to say counts again does no harm, and what was registered or removed is said to be so.
        D::refused(&call, StatusCode::SERVICE_UNAVAILABLE, "Sistem terlalu lama menjawab. Kirim lagi beberapa saat lagi.")
    });
    reply.into_response()
}

/// The context the program gave this request, or one of its own where nobody did.
pub(crate) fn ctx_of(intake: &Intake, parts: &Parts) -> Ctx {
    let visitor = parts.extensions.get::<Visitor>();
    visitor.map_or_else(|| intake.0.floor.world().ctx(Actor::Anyone), |visitor| visitor.ctx.clone())
}

impl<'c> Call<'c> {
    /// A call of this door. `came_at` is given when a kept one is read again.
    pub(crate) fn new<D: Door>(intake: &'c Intake, asked: Asked, ctx: Ctx, came_at: Option<UtcMs>) -> Self {
        let deed = D::deed(&asked);
        let (brought, left) = (OnceLock::new(), Mutex::default());
        Self { intake, asked, ctx, protocol: D::PROTOCOL, deed, came_at, brought, left }
    }

    async fn run<D: Door>(&self, body: Body) -> Reply {
        let inner = &self.intake.0;
        count(inner.floor.metrics(), "sigap_intake_calls_total");
        let sender = match D::admit(self).await {
            Ok(sender) => sender,
            Err(turned) => return self.turned_away::<D>(turned, body).await,
        };
        let outcome = self.granted::<D>(&sender, body).await;
        // Something that Sigap does not take, and need not, says nothing about the feed.
        let refusal = outcome.as_ref().err().map(|refusal| refusal.kind).filter(|kind| *kind != ProblemKind::NotServed);
        inner.pulse.heard(sender.key, Proved { at: sender.ctx.now(), facility: sender.facility, deed: self.deed, refusal });
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

    async fn turned_away<D: Door>(&self, turned: Turned, body: Body) -> Reply {
        count(self.intake.0.floor.metrics(), "sigap_intake_turned_away_total");
        pass_over(&self.asked.headers, body, D::BYTES_MAX).await;
        match turned {
            Turned::Away(reply) => reply,
            Turned::Busy(error) => {
                tracing::warn!(trace = %self.ctx.trace(), %error, "the keys of machines cannot be read");
                D::refused(self, StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE)
            }
        }
    }

    /// From here on the sender is known: what cannot be used is kept.
    async fn granted<D: Door>(&self, sender: &Sender, body: Body) -> Result<Reply, Refusal> {
        let checked = match self.check_pace::<D>(sender) {
            Ok(()) => D::check(self, sender).await,
            Err(refusal) => Err(refusal),
        };
        match checked {
            Ok(true) => D::serve(self, sender, self.body::<D>(body).await?).await,
            Ok(false) => {
                // A body nobody needs is read over, so that its sender gets to reading the answer.
                pass_over(&self.asked.headers, body, D::BYTES_MAX).await;
                D::serve(self, sender, Bytes::new()).await
            }
            Err(refusal) => {
                if refusal.problem.as_ref().is_some_and(|problem| problem.kind.wants_body()) {
                    self.bring::<D>(body).await;
                } else {
                    pass_over(&self.asked.headers, body, D::BYTES_MAX).await;
                }
                Err(refusal)
            }
        }
    }

    /// Reads a kept call again, through the same door, as of when it came. Its sender proved itself then; how often it calls and what its
    /// clock says does not matter now.
    pub(crate) async fn again<D: Door>(self, sender: &Sender, body: Bytes) -> Again {
        let outcome = match D::check(&self, sender).await {
            Ok(true) => D::serve(&self, sender, body).await,
            Ok(false) => D::serve(&self, sender, Bytes::new()).await,
            Err(refusal) => Err(refusal),
        };
        let mut left = self.left.into_inner().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(_) => {}
            Err(Refusal { problem: Some(problem), .. }) => left.push(*problem),
            Err(Refusal { problem: None, .. }) => return Again::Busy,
        }
        if left.is_empty() {
            return Again::Taken;
        }
        let mut errors = FieldErrors::new();
        left.iter().flat_map(|problem| problem.reason.iter()).for_each(|(field, message)| errors.add(field, message));
        Again::Still(errors)
    }

    async fn body<D: Door>(&self, body: Body) -> Result<Bytes, Refusal> {
        let (fault, kept) = match self.bring::<D>(body).await {
            Brought::Whole(body) => return Ok(body),
            Brought::TooLarge(kept) => (BodyFault::TooLarge { max: D::BYTES_MAX }, kept),
            Brought::Broken(kept) => (BodyFault::Truncated { near: None }, kept),
        };
        Err(self.unreadable::<D>(&ReadFault::Body(fault), kept))
    }

    async fn bring<D: Door>(&self, body: Body) -> Brought {
        let brought = bring(body, D::BYTES_MAX, self.intake.0.config.bring_within()).await;
        self.brought.get_or_init(|| brought).clone()
    }

    /// What cannot be read is kept with its reasons.
    pub(crate) fn unreadable<D: Door>(&self, fault: &ReadFault, body: Bytes) -> Refusal {
        let kind = match fault {
            ReadFault::Body(_) => ProblemKind::Body,
            ReadFault::Fields(_) => ProblemKind::Fields,
        };
        Refusal::kept(D::unreadable(self, fault), Problem { kind, reason: fault.field_errors(), same: None, body })
    }

    /// Nothing was stored, by no fault of the sender.
    pub(crate) fn failed<D: Door>(&self, sender: &Sender, error: &StoreError) -> Refusal {
        tracing::warn!(trace = %sender.ctx.trace(), key = %sender.key, %error, "a call of a hospital system could not be served now");
        Refusal { reply: D::refused(self, StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE), kind: ProblemKind::Busy, problem: None }
    }

    /// When it came; when it is read again, the first time.
    pub(crate) const fn now(&self) -> UtcMs {
        match self.came_at {
            Some(came_at) => came_at,
            None => self.ctx.now(),
        }
    }

    /// When what is said was true; `None`: now. What is read again was true when it came, and what was held up on its way when it was sent.
    pub(crate) async fn true_as_of(&self, sender: &Sender) -> Result<Option<UtcMs>, StoreError> {
        match (self.came_at, sender.sent) {
            (Some(came_at), _) => Ok(Some(came_at)),
            (None, Some(sent)) => late::true_as_of(self.intake, sender, sent).await,
            (None, None) => Ok(None),
        }
    }

    /// The room of a sender.
    pub(crate) fn room(&self, sender: &Sender, class_code: String, room_code: String) -> RoomId {
        RoomId { facility: sender.facility, protocol: self.protocol, class_code, room_code }
    }

    /// Hands a deed to the group writer, when it is the sender's turn; answers when it is committed.
    pub(crate) async fn write<D: Door>(&self, sender: &Sender, room: RoomId, act: Act) -> Result<Done, Refusal> {
        let act = match self.true_as_of(sender).await.map_err(|error| self.failed::<D>(sender, &error))? {
            Some(then) => act.dated(then),
            None => act,
        };
        let _turn = self.intake.0.turns.take(sender.key).await;
        match self.intake.0.writer.write(Deed { ctx: sender.ctx.clone(), room, act }).await {
            Ok(Ok(done)) => match too_many(done) {
                Some((sentence, problem)) => Err(Refusal::kept(D::refused(self, StatusCode::OK, &sentence), problem)),
                None => Ok(done),
            },
            Ok(Err(error)) | Err(error) => Err(self.failed::<D>(sender, &error)),
        }
    }

    /// Whether a report of a room that is not registered is to be taken as its registration: a person has it read again, or its sender has been
    /// told for [`REGISTERS_WITHIN_MIN`] and reports it still. Systems register a room when they are told to, or never.
    pub(crate) async fn never_registers(&self, sender: &Sender, about: &str) -> Result<bool, StoreError> {
        if self.came_at.is_some() {
            return Ok(true);
        }
        let met = Met { key: sender.key, facility: sender.facility, protocol: self.protocol, about };
        let db = self.intake.0.floor.db();
        if let Some(since) = unknown::since(db, &met).await? {
            return Ok(self.ctx.now() >= since.plus_min(REGISTERS_WITHIN_MIN));
        }
        let _turn = self.intake.0.turns.take_alone(sender.key).await;
        unknown::remember(db, &sender.ctx, &met).await.map(|()| false)
    }
}

/// A system that is told that a room is not registered, and registers rooms at all, does so within seconds.
const REGISTERS_WITHIN_MIN: i64 = 10;
/// What a sender hears when nothing could be stored.
const UNAVAILABLE: &str = "Sistem sedang sibuk. Data belum disimpan. Coba lagi beberapa saat lagi.";
