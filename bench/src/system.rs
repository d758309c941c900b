//! `System`: the system of one invented hospital, in the protocol it speaks, and what it has to be told before it reports. Each report differs
//! from the one before it.

use anyhow::{Context as _, Result, bail, ensure};
use sigap_exchange::aplicares::client as aplicares;
use sigap_exchange::fhir::client::{Answer, LocationDraft, Sender as FhirSender, TokenAnswer, token};
use sigap_exchange::fhir::{LogicalId, Operational, PhysicalType, Status};
use sigap_exchange::have::{BedLine, BedTypeCode, HaveBedType, HospitalOut, client as have};
use sigap_exchange::siranap::client as siranap;
use sigap_exchange::siranap::{Counts, NewRow, RowChange, RowId, RowKey};
use sigap_exchange::wire::Request;
use sigap_intake::Protocol;
use sigap_kernel::{CareClass, UtcMs};

use crate::country::{beds, hospital_name, kemenkes_code, room_name};
use crate::http::Conn;
use crate::reporter::{Hospital, wire};
use crate::seed::{cons_id, secret};

/// Of ten hospitals in a row: who speaks what.
const TONGUES: [Protocol; 10] = [
    Protocol::Aplicares,
    Protocol::Siranap,
    Protocol::Fhir,
    Protocol::Aplicares,
    Protocol::Siranap,
    Protocol::Have,
    Protocol::Aplicares,
    Protocol::Fhir,
    Protocol::Siranap,
    Protocol::Aplicares,
];
/// Wards whose beds a hospital keeps one by one.
const FHIR_WARDS: usize = 4;
/// Kinds of beds in one message.
const HAVE_TYPES: [HaveBedType; 4] =
    [HaveBedType::AdultIcu, HaveBedType::PediatricIcu, HaveBedType::MedicalSurgical, HaveBedType::AdultPsychiatric];
/// Bed types of the ministry whose rows are all different.
const SIRANAP_TYPES: [&str; 4] = ["2", "3", "4", "5"];
/// A row's beds, and how many can be in use, so that each report of a room differs from the last.
const SIRANAP_BEDS: u32 = 400;

/// What the hospital with this number speaks when the hospitals of a city speak differently.
pub(crate) fn tongue(number: usize) -> Protocol {
    TONGUES.get(number % TONGUES.len()).copied().unwrap_or(Protocol::Aplicares)
}

/// The system of one hospital.
pub(crate) enum System {
    Aplicares(Box<Hospital>),
    Siranap { sender: siranap::Sender, rows: Vec<RowId> },
    Fhir { number: usize, sender: Option<FhirSender>, beds: Vec<LogicalId> },
    Have { number: usize, sender: have::Sender },
}

impl System {
    /// The system of the hospital with this number, which reports so many rooms.
    ///
    /// # Errors
    /// Never, for the numbers of a country.
    pub(crate) fn of(number: usize, rooms: usize) -> Result<Self> {
        Ok(match tongue(number) {
            Protocol::Aplicares => Self::Aplicares(Box::new(Hospital::of(number, rooms)?)),
            Protocol::Siranap => {
                let credentials = siranap::Credentials { rs_id: kemenkes_code(number).parse()?, pass: secret(number) };
                Self::Siranap { sender: siranap::Sender::new(credentials, "/fo/index.php"), rows: Vec::new() }
            }
            Protocol::Fhir => {
                let beds: Result<Vec<LogicalId>, _> = (0..rooms).map(|place| format!("bed-{place}").parse()).collect();
                Self::Fhir { number, sender: None, beds: beds? }
            }
            Protocol::Have => Self::Have { number, sender: have::Sender::new(secret(number)) },
            Protocol::Upload => bail!("no system uploads files"),
        })
    }

    /// Registers its rooms, learns their ids, gets its token: whatever comes before the first report.
    ///
    /// # Errors
    /// When it is not granted.
    pub(crate) async fn introduce(&mut self, conn: &mut Conn, rooms: usize, now: UtcMs) -> Result<()> {
        match self {
            Self::Aplicares(hospital) => {
                for place in 0..rooms {
                    let request = hospital.create(place, hospital.next(place), now);
                    self_taken(Protocol::Aplicares, conn, &request).await?;
                }
            }
            Self::Siranap { sender, rows } => {
                for place in 0..rooms {
                    self_taken(Protocol::Siranap, conn, &sender.create(&new_row(place), now)).await?;
                }
                let (status, body) = ask(conn, &sender.list(now)).await?;
                let listed = siranap::Answer::read_list(status, &body).map_err(|answer| anyhow::anyhow!("no list: {answer:?}"))?;
                *rows = listed.into_iter().filter_map(Result::ok).map(|row| row.id).collect();
                ensure!(rows.len() == rooms, "{} of {rooms} rows are listed", rows.len());
            }
            Self::Fhir { number, sender, beds } => {
                let request = token("/oauth2/v1", &cons_id(*number), &secret(*number));
                let (_, body) = ask(conn, &request_of(request)).await?;
                let by = FhirSender::new("/fhir-r4/v1", TokenAnswer::read(&body)?.access_token);
                for ward in 0..FHIR_WARDS.min(rooms) {
                    self_taken(Protocol::Fhir, conn, &request_of(by.update(&ward_id(ward)?, &ward_draft(ward), None))).await?;
                }
                for (place, bed) in beds.iter().enumerate() {
                    self_taken(Protocol::Fhir, conn, &request_of(by.update(bed, &bed_draft(place), None))).await?;
                }
                *sender = Some(by);
            }
            Self::Have { .. } => {}
        }
        Ok(())
    }

    /// The next report; `turn` counts the reports of this system.
    pub(crate) fn next(&self, turn: usize, now: UtcMs) -> Option<Request> {
        match self {
            Self::Aplicares(hospital) => {
                let place = turn % hospital.rooms().max(1);
                Some(hospital.update(place, hospital.next(place), now))
            }
            Self::Siranap { sender, rows } => {
                let row = rows.get(turn % rows.len().max(1))?;
                let change = RowChange { occupied: Some(changing(turn / rows.len().max(1))), ..RowChange::default() };
                Some(sender.update(*row, &change, now))
            }
            Self::Fhir { sender, beds, .. } => {
                let bed = beds.get(turn % beds.len().max(1))?;
                let is_free = (turn / beds.len().max(1)).is_multiple_of(2);
                let operational = if is_free { Operational::Occupied } else { Operational::Unoccupied };
                Some(request_of(sender.as_ref()?.set_operational(bed, operational)))
            }
            Self::Have { number, sender } => Some(have_report(sender, *number, turn, now)),
        }
    }

    fn protocol(&self) -> Protocol {
        match self {
            Self::Aplicares(_) => Protocol::Aplicares,
            Self::Siranap { .. } => Protocol::Siranap,
            Self::Fhir { .. } => Protocol::Fhir,
            Self::Have { .. } => Protocol::Have,
        }
    }

    /// Sends a report.
    ///
    /// # Errors
    /// When it is not taken.
    pub(crate) async fn send(&self, conn: &mut Conn, buffer: &mut Vec<u8>, request: &Request) -> Result<()> {
        buffer.clear();
        wire(request, buffer);
        let answer = conn.ask(buffer).await?;
        let status = answer.status;
        is_taken(self.protocol(), status, answer.body).with_context(|| format!("{request:?} was answered with {status}"))
    }
}

async fn self_taken(protocol: Protocol, conn: &mut Conn, request: &Request) -> Result<()> {
    let (status, body) = ask(conn, request).await?;
    is_taken(protocol, status, &body).with_context(|| format!("{request:?} was answered with {status}"))
}

async fn ask(conn: &mut Conn, request: &Request) -> Result<(u16, Vec<u8>)> {
    let mut buffer = Vec::new();
    wire(request, &mut buffer);
    let answer = conn.ask(&buffer).await?;
    Ok((answer.status, answer.body.to_vec()))
}

/// Whether an answer of a protocol says that a report was taken.
fn is_taken(protocol: Protocol, status: u16, body: &[u8]) -> Result<()> {
    let says = || String::from_utf8_lossy(body).into_owned();
    let is_taken = match protocol {
        Protocol::Aplicares => aplicares::Answer::read(body).is_ok_and(|answer| answer.is_ok()),
        Protocol::Siranap => siranap::Answer::read(status, body) == siranap::Answer::Ok,
        Protocol::Fhir => Answer::read(status, body).is_ok_and(|answer| answer.is_ok()),
        Protocol::Have | Protocol::Upload => have::Answer::read(status, body).is_ok,
    };
    ensure!(is_taken, "not taken: {}", says());
    Ok(())
}

fn new_row(place: usize) -> NewRow {
    let bed_type_code = SIRANAP_TYPES.get(place % SIRANAP_TYPES.len()).copied().unwrap_or("4").to_owned();
    let counts = Counts { rooms: 1, beds: SIRANAP_BEDS, occupied: 1, ..Counts::default() };
    NewRow { key: RowKey { bed_type_code, room: room_name(place) }, counts }
}

/// A number that differs from the one before it.
fn changing(turn: usize) -> u32 {
    u32::try_from(turn % SIRANAP_BEDS as usize).unwrap_or(0)
}

fn ward_id(ward: usize) -> Result<LogicalId> {
    format!("ward-{ward}").parse().context("no id")
}

fn ward_draft(ward: usize) -> LocationDraft {
    let class = [CareClass::One, CareClass::Two, CareClass::Three, CareClass::Vip].get(ward).copied();
    LocationDraft {
        name: room_name(ward),
        status: Some(Status::Active),
        physical_type: Some(PhysicalType::Ward),
        class,
        ..LocationDraft::default()
    }
}

fn bed_draft(place: usize) -> LocationDraft {
    LocationDraft {
        name: format!("Tempat tidur {place:02}"),
        status: Some(Status::Active),
        physical_type: Some(PhysicalType::Bed),
        operational: Some(Operational::Unoccupied),
        part_of: Some(format!("ward-{}", place % FHIR_WARDS)),
        ..LocationDraft::default()
    }
}

fn request_of(request: sigap_exchange::fhir::client::Request) -> Request {
    let sigap_exchange::fhir::client::Request { method, target, headers, body } = request;
    Request { method, path: target, headers, body }
}

fn have_report(sender: &have::Sender, number: usize, turn: usize, now: UtcMs) -> Request {
    let (capacity, free) = beds(turn as u64);
    let line = |bed_type| BedLine {
        bed_type: BedTypeCode::Known(bed_type),
        sub_category: None,
        status: None,
        available: Some(free),
        baseline: Some(capacity),
        additional_24h: None,
    };
    let (lines, code, name) = (HAVE_TYPES.map(line), kemenkes_code(number), hospital_name(number));
    let hospital = HospitalOut {
        id: Some(&code),
        name: &name,
        geo: None,
        last_update: now,
        beds: &lines,
        emergency: None,
        facility: None,
        clinical: None,
    };
    let have::Request { headers, body } = sender.report(&[hospital]);
    Request { method: "POST", path: "/have/1.0".to_owned(), headers: headers.into(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ten_hospitals_four_speak_aplicares_three_rs_online_two_fhir_and_one_have() {
        let speaking = |protocol| (0..20).filter(|number| tongue(*number) == protocol).count();
        let counts = [Protocol::Aplicares, Protocol::Siranap, Protocol::Fhir, Protocol::Have].map(speaking);
        assert_eq!(counts, [8, 6, 4, 2]);
    }

    #[test]
    fn a_report_that_was_refused_is_no_fast_one() {
        assert!(
            is_taken(Protocol::Siranap, 200, br#"{"fasyankes":[{"status":"200","message":"Data tempat tidur gagal diupdate"}]}"#).is_err()
        );
        assert!(is_taken(Protocol::Fhir, 422, b"{}").is_err() && is_taken(Protocol::Have, 401, b"").is_err());
        assert!(is_taken(Protocol::Aplicares, 200, br#"{"metadata":{"code":0,"message":"gagal"}}"#).is_err());
    }

    #[test]
    fn each_message_of_a_hospital_differs_from_the_last() {
        let System::Have { number, sender } = System::of(5, 4).unwrap() else { panic!("hospital 5 speaks HAVE") };
        let [one, other] = [0, 1].map(|turn| have_report(&sender, number, turn, UtcMs(1_795_331_400_000)).body);
        assert_ne!(one, other);
    }
}
