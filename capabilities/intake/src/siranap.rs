//! The RS Online (SIRANAP) door: rows of beds by type and room, staff and equipment, and the XML of the first generation.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use sigap_exchange::lenient::{BODY_BYTES_MAX, ReadFault};
use sigap_exchange::siranap::{
    self as codec, Caller, Command, Counts, Deed, NeedCounts, NeedItem, NeedKind, Outcome, Place, Resource, Route, RowChange, RowId,
    RowKey, RowView, bed_type_of, encode, v1,
};
use sigap_kernel::Zone;
use sigap_store::StoreError;

use crate::call::{self, Asked, Call, Door, Refusal, Reply, Sender, Turned};
use crate::door::passed;
use crate::model::{Act, Done, RoomId, RoomRow, Stated};
use crate::needs::{self, NEEDS_PER_FACILITY_MAX, NeedDone};
use crate::problem::{Problem, ProblemKind, about_room};
use crate::store::needs as needs_store;
use crate::store::rooms;
use crate::{Deductions, Intake, Protocol, ROOMS_PER_FACILITY_MAX};

/// Answers one call, whatever it is.
pub(crate) async fn call(State(intake): State<Intake>, request: Request) -> Response {
    call::answer::<Siranap>(intake, request).await
}

/// Kemenkes RS Online.
pub(crate) struct Siranap;

fn reply(outcome: &Outcome<'_>) -> Reply {
    let sigap_exchange::wire::Reply { status, content_type, body } = encode(outcome);
    Reply::new(status, content_type, body)
}

fn place(asked: &Asked) -> Place {
    Place::of(asked.method.as_str(), &asked.path)
}

impl Door for Siranap {
    const PROTOCOL: Protocol = Protocol::Siranap;
    const BYTES_MAX: usize = if v1::BYTES_MAX > BODY_BYTES_MAX { v1::BYTES_MAX } else { BODY_BYTES_MAX };

    fn deed(asked: &Asked) -> &'static str {
        let Place { resource, deed } = place(asked);
        match (resource, deed) {
            (Resource::Rows, Deed::Read) => "GET Fasyankes",
            (Resource::Rows, Deed::Create) => "POST Fasyankes",
            (Resource::Rows, Deed::Update) => "PUT Fasyankes",
            (Resource::Rows, Deed::Delete) => "DELETE Fasyankes",
            (Resource::Needs(NeedKind::Staff), _) => "Fasyankes/sdm",
            (Resource::Needs(NeedKind::Supplies), _) => "Fasyankes/apd",
            (Resource::Ranap, _) => "sirsservice/ranap",
            (Resource::BedTypes | Resource::NeedTable(_) | Resource::OtherTable(_), _) => "Referensi",
            (Resource::Queue | Resource::Patients, _) => "-",
        }
    }

    fn refused(call: &Call<'_>, status: StatusCode, sentence: &str) -> Reply {
        let (http, place) = (status.as_u16(), place(&call.asked));
        let status = if status == StatusCode::OK { StatusCode::BAD_REQUEST.as_u16() } else { http };
        reply(&Outcome::Refused { place, http, status, sentence: sentence.into() })
    }

    fn unreadable(call: &Call<'_>, fault: &ReadFault) -> Reply {
        reply(&Outcome::of_call(place(&call.asked), &codec::CallFault::Read(fault.clone())))
    }

    async fn admit(call: &Call<'_>) -> Result<Sender, Turned> {
        let asked = &call.asked;
        // An address that leads nowhere says so to everyone: whoever sets up a system tries it by hand first.
        let lost = || {
            Route::parse(asked.method.as_str(), &asked.path).err().map(|fault| Turned::Away(reply(&Outcome::of_route(place(asked), fault))))
        };
        let caller = match Caller::from_headers(|name| asked.header(name)) {
            Ok(caller) => caller,
            Err(fault) => return Err(lost().unwrap_or_else(|| Turned::Away(reply(&Outcome::of_caller(place(asked), fault))))),
        };
        passed(call, Self::PROTOCOL, &caller, || reply(&Outcome::WrongCredentials(place(asked))))
            .await
            .map_err(|turned| lost().unwrap_or(turned))
    }

    async fn check(call: &Call<'_>, _: &Sender) -> Result<bool, Refusal> {
        let route = route(call)?;
        Ok(!matches!(route.place().deed, Deed::Read) && !matches!(route, Route::Needs(_, Deed::Delete)))
    }

    async fn serve(call: &Call<'_>, sender: &Sender, body: Bytes) -> Result<Reply, Refusal> {
        let route = route(call)?;
        let here = route.place();
        let command = route.command(|name| call.asked.header(name), &body).map_err(|fault| unreadable(here, &fault, body))?;
        let served = Served { call, sender, place: here };
        match command {
            Command::BedTypes => Ok(reply(&Outcome::BedTypes)),
            Command::NeedTable(kind) => served.need_table(kind).await,
            Command::Rows => served.rows().await,
            Command::Create(row) => served.state_key(row.key, |_| row.counts).await,
            Command::Put { key, change } => served.state_key(key, |there| there.unwrap_or_default().merge(&change)).await,
            Command::Update { id, change } => served.update(id, &change).await,
            Command::Delete(id) => served.delete(id).await,
            Command::Needs(kind) => served.needs(kind).await,
            Command::CreateNeed(kind, need) => served.state_need(kind, &need.id, |_| Some(need.counts)).await,
            Command::UpdateNeed(kind, change) => served.state_need(kind, &change.id, |there| Some(there?.merge(&change))).await,
            Command::DeleteNeed(kind, id) => served.delete_need(kind, &id).await,
            Command::Ranap(report) => served.ranap(report).await,
        }
    }
}

fn route(call: &Call<'_>) -> Result<Route, Refusal> {
    use codec::RouteFault as F;
    let asked = &call.asked;
    Route::parse(asked.method.as_str(), &asked.path).map_err(|fault| {
        let message = match fault {
            F::UnknownPath => "address-unknown",
            F::WrongMethod(_) => "address-method",
            F::TableNotServed | F::QueueNotServed | F::PatientsNotServed => {
                return Refusal { reply: reply(&Outcome::of_route(place(asked), fault)), kind: ProblemKind::NotServed, problem: None };
            }
        };
        let deed = Siranap::deed(asked);
        let problem = Problem::named(ProblemKind::Address, deed, message, &format!("{deed}/{message}"));
        Refusal::kept(reply(&Outcome::of_route(place(asked), fault)), problem)
    })
}

fn unreadable(place: Place, fault: &codec::CallFault, body: Bytes) -> Refusal {
    let kind = match fault {
        codec::CallFault::Read(ReadFault::Fields(_)) => ProblemKind::Fields,
        codec::CallFault::Read(ReadFault::Body(_)) | codec::CallFault::Report(_) => ProblemKind::Body,
    };
    let problem = Problem { kind, reason: fault.field_errors(), same: None, body };
    Refusal::kept(reply(&Outcome::of_call(place, fault)), problem)
}

/// A call whose body is read.
struct Served<'s> {
    call: &'s Call<'s>,
    sender: &'s Sender,
    place: Place,
}

impl Served<'_> {
    async fn rows(&self) -> Result<Reply, Refusal> {
        let read = async {
            let zone = self.zone().await?;
            let rows = rooms::page(self.db(), self.sender.facility, Protocol::Siranap, 0, ROOMS_PER_FACILITY_MAX).await?;
            Ok::<_, StoreError>((zone, rows))
        };
        let (zone, rows) = read.await.map_err(|error| self.failed(&error))?;
        // Wards of the first generation have no bed type and no name: the list of the second cannot hold them.
        let listed: Vec<RowView<'_>> = rows.iter().filter(|row| !row.id.class_code.starts_with(V1)).map(view).collect();
        Ok(reply(&Outcome::Rows(&listed, zone)))
    }

    /// A row named by its type and room, whether it is registered or not: clients register again and again.
    async fn state_key(&self, key: RowKey, counts: impl Fn(Option<Counts>) -> Counts + Send) -> Result<Reply, Refusal> {
        let room = self.call.room(self.sender, key.bed_type_code.clone(), key.room.clone());
        let there = rooms::by_id(self.db(), &room).await.map_err(|error| self.failed(&error))?;
        let counts = counts(there.as_ref().map(own_words));
        let pool = bed_type_of(&key.bed_type_code).pool(counts.covid);
        self.call.write::<Siranap>(self.sender, room, Act::Create(stated(key.room_label(), &counts), pool)).await?;
        Ok(reply(&Outcome::Done(self.place)))
    }

    /// A row named by its number. What the call leaves out stays as it stands there; two calls about one row at the same instant come
    /// from one system, and its second is the later one.
    async fn update(&self, id: RowId, change: &RowChange) -> Result<Reply, Refusal> {
        let Some(row) = self.row(id).await? else { return self.update_unknown(id, change).await };
        let counts = own_words(&row).merge(change);
        let named = change.room.clone().filter(|room| *room != row.id.room_code);
        let label = match &named {
            Some(room) => RowKey { bed_type_code: row.id.class_code.clone(), room: room.clone() }.room_label(),
            None => row.stated.name.clone(),
        };
        let stated = stated(label, &counts);
        let act = match named {
            Some(room) => Act::Recode(stated, room),
            None => Act::Update(stated),
        };
        match self.call.write::<Siranap>(self.sender, row.id, act).await? {
            Done::NoSuchRoom => Err(self.no_such_row(id)),
            Done::CodeTaken => Err(self.room_taken()),
            _ => Ok(reply(&Outcome::Done(self.place))),
        }
    }

    /// A row named by a number that is the ministry's: the system learned it there and never asks anew. Where the call says everything that a
    /// registration does, it is taken as one; most systems register by themselves when they are told that the row is not there.
    async fn update_unknown(&self, id: RowId, change: &RowChange) -> Result<Reply, Refusal> {
        let (Some(room), Some(_), Some(_)) = (&change.room, change.beds, change.occupied) else { return Err(self.no_such_row(id)) };
        let known = self.only_row_called(room).await?;
        let key = match (&change.bed_type_code, known) {
            (Some(code), _) => RowKey { bed_type_code: code.clone(), room: room.clone() },
            (None, Some(row)) => RowKey { bed_type_code: row.id.class_code, room: room.clone() },
            (None, None) if self.never_registers(room).await? => RowKey { bed_type_code: String::new(), room: room.clone() },
            (None, None) => return Err(self.no_such_row_called(id, room)),
        };
        self.state_key(key, |there| there.unwrap_or_default().merge(change)).await
    }

    async fn never_registers(&self, room: &str) -> Result<bool, Refusal> {
        self.call.never_registers(self.sender, &about_room("", room)).await.map_err(|error| self.failed(&error))
    }

    /// The row of this room, when exactly one has it.
    async fn only_row_called(&self, room: &str) -> Result<Option<RoomRow>, Refusal> {
        let mut rows =
            rooms::called(self.db(), self.sender.facility, Protocol::Siranap, room).await.map_err(|error| self.failed(&error))?;
        Ok(if rows.len() == 1 { rows.pop() } else { None })
    }

    async fn delete(&self, id: RowId) -> Result<Reply, Refusal> {
        // What is to go is not there: nothing is left to be done about it.
        let gone = || Refusal { reply: reply(&Outcome::NoSuchRow(self.place)), kind: ProblemKind::Room, problem: None };
        let Some(row) = self.row(id).await? else { return Err(gone()) };
        match self.call.write::<Siranap>(self.sender, row.id, Act::Delete).await? {
            Done::NoSuchRoom => Err(gone()),
            _ => Ok(reply(&Outcome::Done(self.place))),
        }
    }

    async fn row(&self, id: RowId) -> Result<Option<RoomRow>, Refusal> {
        let Ok(row_no) = i64::try_from(id.0) else { return Ok(None) };
        rooms::by_no(self.db(), self.sender.facility, Protocol::Siranap, row_no).await.map_err(|error| self.failed(&error))
    }

    fn no_such_row(&self, id: RowId) -> Refusal {
        let problem = Problem::named(ProblemKind::Room, "id_t_tt", format!("row-not-registered?row={id}"), &id.to_string());
        Refusal::kept(reply(&Outcome::NoSuchRow(self.place)), problem)
    }

    /// The same of a row that says its room: it is settled when that room is registered.
    fn no_such_row_called(&self, id: RowId, room: &str) -> Refusal {
        let problem = Problem::named(ProblemKind::Room, "id_t_tt", format!("row-not-registered?row={id}"), &format!("/{room}"));
        Refusal::kept(reply(&Outcome::NoSuchRow(self.place)), problem)
    }

    fn room_taken(&self) -> Refusal {
        let sentence = "Nama ruang ini sudah dipakai baris lain dengan jenis yang sama.";
        let refused = Outcome::Refused { place: self.place, http: 200, status: 409, sentence: sentence.into() };
        Refusal::kept(reply(&refused), Problem::named(ProblemKind::Room, "ruang", "room-name-taken", "taken"))
    }

    async fn need_table(&self, kind: NeedKind) -> Result<Reply, Refusal> {
        let known = needs_store::of_facility(self.db(), self.sender.facility, kind).await.map_err(|error| self.failed(&error))?;
        let codes: Vec<String> = (1..=NEED_CODES).map(|code| code.to_string()).collect();
        let others = known.iter().map(|row| row.item.as_str()).filter(|item| !codes.iter().any(|code| code == item));
        let ids: Vec<&str> = codes.iter().map(String::as_str).chain(others).collect();
        let names: Vec<String> = ids.iter().map(|id| need_name(kind, id)).collect();
        let items: Vec<NeedItem<'_>> = ids.iter().zip(&names).map(|(id, name)| NeedItem { id, name }).collect();
        Ok(reply(&Outcome::NeedTable(kind, &items)))
    }

    async fn needs(&self, kind: NeedKind) -> Result<Reply, Refusal> {
        let read =
            async { Ok::<_, StoreError>((self.zone().await?, needs_store::of_facility(self.db(), self.sender.facility, kind).await?)) };
        let (zone, rows) = read.await.map_err(|error| self.failed(&error))?;
        let names: Vec<String> = rows.iter().map(|row| need_name(kind, &row.item)).collect();
        let rows: Vec<codec::NeedRow<'_>> = rows
            .iter()
            .zip(&names)
            .map(|(row, name)| codec::NeedRow {
                item: NeedItem { id: &row.item, name },
                counts: Some(row.counts),
                last_update: Some(row.last_update),
            })
            .collect();
        Ok(reply(&Outcome::Needs(kind, &rows, zone)))
    }

    async fn state_need(
        &self,
        kind: NeedKind,
        item: &str,
        counts: impl Fn(Option<NeedCounts>) -> Option<NeedCounts> + Send + Sync,
    ) -> Result<Reply, Refusal> {
        let done = needs::state(self.db(), &self.sender.ctx, self.sender.facility, kind, item, self.call.came_at, counts).await;
        self.need_done(item, done)
    }

    async fn delete_need(&self, kind: NeedKind, item: &str) -> Result<Reply, Refusal> {
        let done = needs::remove(self.db(), &self.sender.ctx, self.sender.facility, kind, item).await;
        self.need_done(item, done)
    }

    fn need_done(&self, item: &str, done: Result<NeedDone, StoreError>) -> Result<Reply, Refusal> {
        match done.map_err(|error| self.failed(&error))? {
            NeedDone::Stored => Ok(reply(&Outcome::Done(self.place))),
            NeedDone::NoSuchItem => {
                let problem = Problem::named(ProblemKind::Room, "id_kebutuhan", "need-not-registered", item);
                Err(Refusal::kept(reply(&Outcome::NoSuchRow(self.place)), problem))
            }
            NeedDone::TooMany => {
                let sentence =
                    format!("Sudah {NEEDS_PER_FACILITY_MAX} jenis, paling banyak {NEEDS_PER_FACILITY_MAX}. Hapus yang tidak dipakai.");
                let refused = Outcome::Refused { place: self.place, http: 200, status: 400, sentence: sentence.into() };
                let message = format!("needs-too-many?max={NEEDS_PER_FACILITY_MAX}");
                Err(Refusal::kept(reply(&refused), Problem::named(ProblemKind::Rooms, "id_kebutuhan", message, "")))
            }
        }
    }

    /// Every ward of a report of the first generation, as far as it can be used. The time it carries is not relied on.
    async fn ranap(&self, report: v1::Report) -> Result<Reply, Refusal> {
        let total = report.wards.len() + report.faults.len();
        for ward in report.wards {
            let pool = v1::pool_of(&ward.room_code, &ward.patient_code);
            let room = self.call.room(self.sender, format!("{V1}{}", ward.room_code), ward.patient_code.clone());
            let stated = Stated {
                name: format!("Ruang {}/{}", ward.room_code, ward.patient_code),
                capacity: Some(ward.beds),
                free: Some(ward.free()),
                deductions: Deductions { waiting_in_igd: Some(ward.waiting), ..Deductions::default() },
                ..Stated::default()
            };
            self.call.write::<Siranap>(self.sender, room, Act::Create(stated, pool)).await?;
        }
        for fault in &report.faults {
            let problem = Problem {
                kind: ProblemKind::Fields,
                reason: fault.fault.field_errors(),
                same: Some(fault.number.to_string()),
                body: Bytes::new(),
            };
            self.call.keep(self.sender, problem).await;
        }
        Ok(reply(&Outcome::RanapTaken { total, faults: &report.faults }))
    }

    async fn zone(&self) -> Result<Zone, StoreError> {
        let inner = &self.call.intake.0;
        Ok(inner.cards.zone(self.sender.facility).await?.unwrap_or(inner.floor.settings().zone))
    }

    fn db(&self) -> &sigap_store::Db {
        self.call.intake.0.floor.db()
    }

    fn failed(&self, error: &StoreError) -> Refusal {
        self.call.failed::<Siranap>(self.sender, error)
    }
}

/// What tells the wards of the first generation apart from the rows of the second.
pub(crate) const V1: &str = "v1:";
/// Items of the national tables of staff and equipment. Their names are not published where we could read them; hospitals know the numbers.
const NEED_CODES: u32 = 30;

fn need_name(kind: NeedKind, id: &str) -> String {
    match kind {
        NeedKind::Staff => format!("SDM nomor {id}"),
        NeedKind::Supplies => format!("APD/alkes nomor {id}"),
    }
}

/// `terpakai` counts who lies there; `prepare` is being made ready or allotted, `antrian` waits: both are told beside the free beds.
fn stated(name: String, counts: &Counts) -> Stated {
    Stated {
        name,
        capacity: Some(counts.beds),
        free: Some(counts.free()),
        deductions: Deductions { cleaning: Some(counts.prepared), waiting_in_igd: Some(counts.waiting), ..Deductions::default() },
        // Plain numbers always serialize, so there is no error to lose here.
        own_words: serde_json::to_string(counts).unwrap_or_default(),
        ..Stated::default()
    }
}

fn own_words(row: &RoomRow) -> Counts {
    serde_json::from_str(&row.stated.own_words).unwrap_or_default()
}

fn view(row: &RoomRow) -> RowView<'_> {
    let RoomId { class_code, room_code, .. } = &row.id;
    RowView {
        id: RowId(row.row_no.unsigned_abs()),
        bed_type_code: class_code,
        room: room_code,
        counts: own_words(row),
        last_update: row.last_update,
    }
}
