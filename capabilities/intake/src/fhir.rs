//! The SATUSEHAT door (FHIR R4): wards, rooms and beds as Locations, the sender's facility as an Organization.

mod count;
pub(crate) mod facts;
mod known;
mod pass;
pub(crate) mod places;
mod said;
mod search;
pub(crate) mod token;
pub(crate) mod write;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use sigap_exchange::fhir::{
    self as codec, BUNDLE_BYTES_MAX, Batch, Bundle, CallHeaders, Command, Deed, Entry, EntryOutcome, Fault, IssueCode, Kind, LogicalId,
    Outcome, Query, Route, Software, Stored, bearer, encode,
};
use sigap_exchange::lenient::ReadFault;
use sigap_kernel::{Masked, UtcMs};
use sigap_store::StoreError;

use crate::call::{self, Asked, Call, Door, Refusal, Reply, Sender, Turned};
use crate::model::Done;
use crate::problem::{Problem, ProblemKind};
use crate::store::locations;
use crate::{Intake, Protocol};
use places::{Cause, Change, Changes, Part, Refused, Settled};
use said::{kept, kind_of, reason};
use write::{Answered, Ask};

/// What a problem about Locations that are not there is merged by; it is settled once one is created.
pub(crate) const UNKNOWN_LOCATION: &str = "location";

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, mut request: Request) -> Response {
    // HTTP/2 says the host in the request line: links lead to where the call came in.
    let named = request.uri().authority().and_then(|named| HeaderValue::from_str(named.as_str()).ok());
    if let Some(named) = named.filter(|_| !request.headers().contains_key(header::HOST)) {
        request.headers_mut().insert(header::HOST, named);
    }
    call::answer::<Fhir>(intake, request).await
}

/// SATUSEHAT.
pub(crate) struct Fhir;

/// Seconds after which a sender may try again.
const RETRY_AFTER_S: u32 = 5;
/// Letters of a host that links are made of.
const HOST_CHARS_MAX: usize = 255;

/// An answer of the codec on its way out.
pub(crate) fn sent(reply: codec::Reply) -> Reply {
    const FHIR: &str = "application/fhir+json; charset=utf-8";
    let codec::Reply { status, headers, body } = reply;
    let is_fhir = headers.iter().any(|(name, value)| *name == "Content-Type" && value == FHIR);
    let named = |(name, value): (&'static str, String)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value));
    let headers = headers.into_iter().filter(|(name, _)| *name != "Content-Type").filter_map(named).collect();
    Reply { headers, ..Reply::new(status, if is_fhir { FHIR } else { "application/json" }, body) }
}

/// The address of the service as this caller knows it.
fn base_url(call: &Call<'_>) -> String {
    let is_plain = |host: &&str| host.len() <= HOST_CHARS_MAX && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]_".contains(&b));
    let scheme = if call.intake.0.floor.settings().tls { "https" } else { "http" };
    call.asked.header("host").filter(is_plain).map_or_else(|| "/fhir-r4/v1".to_owned(), |host| format!("{scheme}://{host}/fhir-r4/v1"))
}

fn reply(call: &Call<'_>, outcome: &Outcome<'_>) -> Reply {
    sent(encode(outcome, &base_url(call)))
}

fn refused(fault: &Fault) -> Reply {
    sent(encode(&Outcome::Refused(fault), ""))
}

/// Path and query, as the codec reads them.
fn target(asked: &Asked) -> String {
    if asked.query.is_empty() { asked.path.clone() } else { format!("{}?{}", asked.path, asked.query) }
}

impl Door for Fhir {
    const PROTOCOL: Protocol = Protocol::Fhir;
    const BYTES_MAX: usize = BUNDLE_BYTES_MAX;

    fn deed(asked: &Asked) -> &'static str {
        match Route::parse(asked.method.as_str(), &asked.path) {
            Ok(Route::Metadata) => "GET metadata",
            Ok(Route::Search { kind: Kind::Location, .. }) => "GET Location?",
            Ok(Route::Search { kind: Kind::Organization, .. }) => "GET Organization?",
            Ok(Route::Read(Kind::Location, _)) => "GET Location",
            Ok(Route::Read(Kind::Organization, _)) => "GET Organization",
            Ok(Route::Create) => "POST Location",
            Ok(Route::Update(_)) => "PUT Location",
            Ok(Route::Patch(_)) => "PATCH Location",
            Ok(Route::Bundle) => "POST Bundle",
            Err(_) => "-",
        }
    }

    fn refused(_: &Call<'_>, status: StatusCode, sentence: &str) -> Reply {
        refused(&match status {
            StatusCode::TOO_MANY_REQUESTS => Fault::throttled(1),
            StatusCode::SERVICE_UNAVAILABLE => {
                Fault { retry_after_s: Some(RETRY_AFTER_S), ..Fault::new(503, IssueCode::Transient, sentence) }
            }
            other => Fault::new(other.as_u16().max(400), IssueCode::Invalid, sentence),
        })
    }

    fn unreadable(_: &Call<'_>, fault: &ReadFault) -> Reply {
        refused(&match fault {
            ReadFault::Body(fault) => fault.clone().into(),
            ReadFault::Fields(_) => Fault::new(400, IssueCode::Invalid, fault.to_string()),
        })
    }

    async fn admit(call: &Call<'_>) -> Result<Sender, Turned> {
        let asked = &call.asked;
        match Route::parse(asked.method.as_str(), &asked.path) {
            Ok(Route::Metadata) => return Err(Turned::Away(metadata(call))),
            // An address that leads nowhere says so to everyone: whoever sets up a system tries it by hand first.
            Err(fault) if asked.header("authorization").is_none() => return Err(Turned::Away(refused(&fault))),
            _ => {}
        }
        let access = call.intake.0.floor.access();
        let token = asked.header("authorization").and_then(bearer).map(|token| Masked::new(token.to_owned()));
        let found = match token {
            Some(token) => pass::find(access, &token, call.ctx.now()).await?,
            None => None,
        };
        let Some(key) = found else { return Err(Turned::Away(refused(&Fault::login()))) };
        access.note_key_use(key.key, call.ctx.now());
        let ctx = call.ctx.clone().as_actor(key.actor());
        Ok(Sender { ctx, key: key.key, facility: key.facility, sent: None })
    }

    async fn check(call: &Call<'_>, _: &Sender) -> Result<bool, Refusal> {
        let target = target(&call.asked);
        let route = Route::parse(call.asked.method.as_str(), &target).map_err(|fault| address_refused(call, &fault))?;
        Ok(!matches!(route, Route::Metadata | Route::Read(..) | Route::Search { has_form: false, .. }))
    }

    async fn serve(call: &Call<'_>, sender: &Sender, body: Bytes) -> Result<Reply, Refusal> {
        let target = target(&call.asked);
        let route = Route::parse(call.asked.method.as_str(), &target).map_err(|fault| address_refused(call, &fault))?;
        let mut headers = CallHeaders::read(|name| call.asked.header(name)).map_err(|fault| not_done(&fault, Bytes::new()))?;
        if matches!(route, Route::Create) && is_condition(&call.asked.query) {
            headers.if_none_exist.get_or_insert(&call.asked.query);
        }
        let command = route.command(&headers, &body).map_err(|fault| not_done(&fault, body))?;
        let served = Served { call, sender, headers };
        match command {
            Command::Metadata => Ok(metadata(call)),
            Command::Search(query) if query.kind == Kind::Location => served.search(&query).await,
            Command::Search(query) => served.search_organizations(&query).await,
            Command::Read(Kind::Location, id) => served.read(&id).await,
            Command::Read(Kind::Organization, id) => served.read_organization(&id).await,
            Command::Create { location, if_none_exist } => {
                served.one(Change::Create { id: served.new_id()?, location, if_none_exist }).await
            }
            Command::Update { id, location, if_match } => served.one(Change::Update { id, location, if_match }).await,
            Command::Patch { id, patch, if_match } => served.one(Change::Patch { id, patch, if_match }).await,
            Command::Bundle(bundle) => served.bundle(bundle).await,
        }
    }
}

/// Whether the address of a creation holds a condition: one widespread client writes it there instead of `If-None-Exist`.
fn is_condition(query: &str) -> bool {
    !query.is_empty() && Query::parse(Kind::Location, query, false).is_ok_and(|query| query.is_narrowed())
}

/// When what is served here last changed: 23 November 2026.
const SERVED_SINCE: UtcMs = UtcMs(1_795_392_000_000);

fn metadata(call: &Call<'_>) -> Reply {
    let software = Software { name: "Sigap", version: env!("CARGO_PKG_VERSION"), released: SERVED_SINCE };
    reply(call, &Outcome::Metadata(&software))
}

fn address_refused(call: &Call<'_>, fault: &Fault) -> Refusal {
    if fault.status == 404 && fault.issues.iter().any(|issue| issue.code == IssueCode::NotSupported) {
        return Refusal { reply: refused(fault), kind: ProblemKind::NotServed, problem: None };
    }
    let message = if fault.status == 405 { "address-method" } else { "address-unknown" };
    let deed = format!("{} {message}", call.asked.method);
    Refusal::kept(refused(fault), Problem::named(ProblemKind::Address, "-", message, &deed))
}

/// A call that is not done. What the sender can put right is kept for its administrator, with the body. The same mistake in many Locations is one
/// problem: a template is wrong, and not each bed.
fn not_done(fault: &Fault, body: Bytes) -> Refusal {
    let kind = kind_of(fault);
    let problem = kept(fault).then(|| Box::new(Problem { kind, reason: reason(fault), same: Some(fault.to_string()), body }));
    Refusal { reply: refused(fault), kind, problem }
}

/// A call that would take a row more than the facility may have.
fn too_many_rows(fault: &Fault, done: Done) -> Refusal {
    match call::too_many(done) {
        Some((_, problem)) => Refusal::kept(refused(fault), problem),
        None => not_done(fault, Bytes::new()),
    }
}

/// A call whose body is read.
struct Served<'s> {
    call: &'s Call<'s>,
    sender: &'s Sender,
    headers: CallHeaders<'s>,
}

impl Served<'_> {
    async fn read(&self, id: &LogicalId) -> Result<Reply, Refusal> {
        let found = locations::some(self.db(), self.sender.facility, &[id]).await.map_err(|error| self.failed(&error))?;
        let found = found.get(id).and_then(|place| Some((place, place.document.as_ref()?)));
        let (place, document) = found.ok_or_else(|| not_done(&Fault::not_found(), Bytes::new()))?;
        let stored = Stored { id, version: place.version, last_updated: place.last_updated, document };
        Ok(reply(self.call, &Outcome::Location(stored)))
    }

    async fn one(&self, change: Change) -> Result<Reply, Refusal> {
        let part = Part { full_url: None, change };
        let answered = self.write(Changes::All(vec![part])).await?;
        let Some(Ok(settled)) = answered.into_iter().next() else { return Err(self.failed(&StoreError::Closing)) };
        let stored = self.stored(&settled)?;
        Ok(reply(
            self.call,
            &match &settled {
                one if one.is_created => Outcome::Created(stored, self.headers.prefer),
                one if one.is_found => Outcome::Location(stored),
                _ => Outcome::Updated(stored, self.headers.prefer),
            },
        ))
    }

    async fn bundle(&self, bundle: Bundle) -> Result<Reply, Refusal> {
        let (batch, changes) = match bundle {
            Bundle::Transaction(entries) => {
                let parts = entries.into_iter().map(|entry| self.part(entry)).collect::<Result<Vec<_>, _>>()?;
                (Batch::Transaction, Changes::All(parts))
            }
            Bundle::Batch(entries) => {
                let part = |entry: Result<Entry, Fault>| {
                    entry.map(|entry| self.part(entry)).map_or_else(|fault| Ok(Err(fault)), |part| part.map(Ok))
                };
                (Batch::Batch, Changes::Each(entries.into_iter().map(part).collect::<Result<Vec<_>, _>>()?))
            }
        };
        let answered = self.write(changes).await?;
        for refused in answered.iter().filter_map(|one| one.as_ref().err()) {
            let Refusal { problem, .. } = self.refuse(refused).await;
            if let Some(problem) = problem {
                self.call.keep(self.sender, *problem).await;
            }
        }
        let mut entries = Vec::with_capacity(answered.len());
        for one in &answered {
            entries.push(match one {
                Ok(settled) if settled.is_created => EntryOutcome::Created(self.stored(settled)?),
                Ok(settled) => EntryOutcome::Stands(self.stored(settled)?),
                Err(refused) => EntryOutcome::Refused(&refused.fault),
            });
        }
        Ok(reply(self.call, &Outcome::Done(batch, &entries)))
    }

    fn part(&self, entry: Entry) -> Result<Part, Refusal> {
        let change = match entry.deed {
            Deed::Create { location, if_none_exist } => Change::Create { id: self.new_id()?, location, if_none_exist },
            Deed::Update { id, location, if_match } => Change::Update { id, location, if_match },
        };
        Ok(Part { full_url: entry.full_url, change })
    }

    /// An id for a Location that is created; drawn here, because a write may be run again.
    fn new_id(&self) -> Result<LogicalId, Refusal> {
        self.sender.ctx.uuid().to_string().parse().map_err(|_| self.failed(&StoreError::Closing))
    }

    /// Hands the changes to the writer; answers when they are committed with the counts that follow from them.
    async fn write(&self, changes: Changes) -> Result<Vec<Result<Settled, Refused>>, Refusal> {
        let ask = Ask { ctx: self.sender.ctx.clone(), facility: self.sender.facility, changes, as_of: self.call.came_at };
        let _turn = self.call.intake.0.turns.take(self.sender.key).await;
        match self.call.intake.0.locations.write(ask).await {
            Ok(Ok(Answered::Ok(settled))) => Ok(settled),
            Ok(Ok(Answered::Err(refused))) => Err(self.refuse(&refused).await),
            Ok(Err(error)) | Err(error) => Err(self.failed(&error)),
        }
    }

    /// A change that is not done. Whose organization was named hears of it too.
    async fn refuse(&self, refused: &Refused) -> Refusal {
        let (named, owner) = match &refused.cause {
            Cause::Said => {
                return self.unknown_location(&refused.fault).unwrap_or_else(|| not_done(&refused.fault, Bytes::new()));
            }
            Cause::Rows(done) => return too_many_rows(&refused.fault, *done),
            Cause::Organization { named, owner } => (named, owner),
        };
        if self.call.came_at.is_none() {
            let told =
                Problem::named(ProblemKind::Facility, "managingOrganization", "organization-used-by-other", &format!("owner:{owner}"));
            self.call.keep_for(self.sender, *owner, told).await;
        }
        let message = format!("organization-not-yours?sent={}", named.replace(['&', '=', '?'], " "));
        let problem = Problem::named(ProblemKind::Facility, "managingOrganization", message, named);
        Refusal::kept(self::refused(&refused.fault), problem)
    }

    /// A part of a Location was to be changed that is not there: its sender has to send it whole once. One problem, however many Locations.
    fn unknown_location(&self, fault: &Fault) -> Option<Refusal> {
        let Ok(Route::Patch(id)) = Route::parse(self.call.asked.method.as_str(), &target(&self.call.asked)) else { return None };
        let problem = || Problem::named(ProblemKind::Room, "id", format!("location-not-registered?id={id}"), UNKNOWN_LOCATION);
        (fault.status == 404).then(|| Refusal::kept(self::refused(fault), problem()))
    }

    fn stored<'o>(&self, settled: &'o Settled) -> Result<Stored<'o>, Refusal> {
        let Settled { id, version, last_updated, document, .. } = settled;
        let document = document.as_ref().ok_or_else(|| self.failed(&StoreError::Closing))?;
        Ok(Stored { id, version: *version, last_updated: *last_updated, document })
    }

    fn db(&self) -> &sigap_store::Db {
        self.call.intake.0.floor.db()
    }

    fn failed(&self, error: &StoreError) -> Refusal {
        self.call.failed::<Fhir>(self.sender, error)
    }
}
