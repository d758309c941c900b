//! The RS Online (SIRANAP) door: rows of beds by type and room, staff and equipment, and the XML of the first generation.

mod amend;
mod needs;
mod ranap;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use sigap_exchange::lenient::{BODY_BYTES_MAX, ReadFault};
use sigap_exchange::siranap::{
    self as codec, Caller, Command, Counts, Deed, NeedKind, NewRow, Outcome, Place, Resource, Route, RowChange, RowId, RowKey, RowView,
    bed_type_of, encode, v1,
};
use sigap_kernel::Zone;
use sigap_store::StoreError;

use crate::call::{self, Asked, Call, Door, Refusal, Reply, Sender, Turned};
use crate::door::passed;
use crate::model::{Act, Done, RoomId, RoomRow, Stated};
use crate::problem::{Problem, ProblemKind, about_room};
use crate::store::rooms;
use crate::{Deductions, Intake, Protocol, ROOMS_PER_FACILITY_MAX};

pub(crate) use self::amend::Amend;
pub(crate) use self::ranap::V1;

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
            Command::Create(row) => served.create(row).await,
            Command::Put { key, change } => served.put(key, None, change).await,
            Command::Update { id, change } => served.update(id, change).await,
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

    /// A row with all its counts, whether it is registered or not: clients register again and again.
    async fn create(&self, row: NewRow) -> Result<Reply, Refusal> {
        let NewRow { key, counts } = row;
        let act = Act::Create(stated(key.room_label(), &counts), bed_type_of(&key.bed_type_code).pool(counts.covid));
        self.call.write::<Siranap>(self.sender, self.room(key), act).await?;
        Ok(reply(&Outcome::Done(self.place)))
    }

    /// A row named by its type and room, whether it is registered or not; what the call leaves out stays. `number` is the one its sender
    /// calls it by.
    async fn put(&self, key: RowKey, number: Option<RowId>, change: RowChange) -> Result<Reply, Refusal> {
        let sender_no = number.and_then(|number| i64::try_from(number.0).ok());
        let act = Act::Amend(Amend { change, registers: true, sender_no, counted_at: None });
        self.call.write::<Siranap>(self.sender, self.room(key), act).await?;
        Ok(reply(&Outcome::Done(self.place)))
    }

    fn room(&self, key: RowKey) -> RoomId {
        self.call.room(self.sender, key.bed_type_code, key.room)
    }

    /// A row named by its number. What the call leaves out stays.
    async fn update(&self, id: RowId, change: RowChange) -> Result<Reply, Refusal> {
        let Some(row) = self.row(id).await? else { return self.update_unknown(id, change).await };
        let act = Act::Amend(Amend { change, registers: false, sender_no: None, counted_at: None });
        match self.call.write::<Siranap>(self.sender, row.id, act).await? {
            Done::NoSuchRoom => Err(self.no_such_row(id)),
            Done::CodeTaken => Err(self.room_taken()),
            _ => Ok(reply(&Outcome::Done(self.place))),
        }
    }

    /// A row named by a number that is the ministry's: the system learned it there and never asks anew. Where the call says everything that a
    /// registration does, it is taken as one, and the number is remembered; most systems register by themselves when they are told that the row
    /// is not there.
    async fn update_unknown(&self, id: RowId, change: RowChange) -> Result<Reply, Refusal> {
        let (Some(room), Some(_), Some(_)) = (&change.room, change.beds, change.occupied) else { return Err(self.no_such_row(id)) };
        let bed_type_code = match &change.bed_type_code {
            Some(code) => code.clone(),
            None => self.type_of_room(id, room).await?,
        };
        let key = RowKey { bed_type_code, room: room.clone() };
        self.put(key, Some(id), change).await
    }

    /// The type of the row of this room, for a call that does not say it: that of the only one, and none where no row is called so and its
    /// sender never registers. Of several rows nobody knows which is meant, and one more would count their beds twice.
    async fn type_of_room(&self, id: RowId, room: &str) -> Result<String, Refusal> {
        let mut rows =
            rooms::called(self.db(), self.sender.facility, Protocol::Siranap, room).await.map_err(|error| self.failed(&error))?;
        rows.retain(|row| !row.id.class_code.starts_with(V1));
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row.id.class_code),
            (Some(_), others) => Err(self.several_rows(room, others + 1)),
            (None, _) if self.never_registers(room).await? => Ok(String::new()),
            (None, _) => Err(self.no_such_row_called(id, room)),
        }
    }

    async fn never_registers(&self, room: &str) -> Result<bool, Refusal> {
        self.call.never_registers(self.sender, &about_room("", room)).await.map_err(|error| self.failed(&error))
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
        let Ok(number) = i64::try_from(id.0) else { return Ok(None) };
        self.call.intake.0.lookups.numbered(self.sender.facility, number).await.map_err(|error| self.failed(&error))
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

    /// Clients that hear these words register the row, and then say its type.
    fn several_rows(&self, room: &str, rows: usize) -> Refusal {
        let sentence = format!(
            "Baris ini belum ada di database, dan nama ruang ini dipakai {rows} baris. Sertakan id_tt, atau id_t_tt dari daftar (GET)."
        );
        let refused = Outcome::Refused { place: self.place, http: 200, status: 404, sentence: sentence.into() };
        let problem = Problem::named(ProblemKind::Room, "id_tt", format!("row-name-shared?n={rows}"), &format!("/{room}"));
        Refusal::kept(reply(&refused), problem)
    }

    fn room_taken(&self) -> Refusal {
        let sentence = "Nama ruang ini sudah dipakai baris lain dengan jenis yang sama.";
        let refused = Outcome::Refused { place: self.place, http: 200, status: 409, sentence: sentence.into() };
        Refusal::kept(reply(&refused), Problem::named(ProblemKind::Room, "ruang", "room-name-taken", "taken"))
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
