//! Reporters: hospital systems that report their rooms by signed Aplicares calls, each report another number.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Context as _, Result, ensure};
use futures::future::try_join_all;
use sigap_exchange::aplicares::client::{Answer, Credentials, Request, Sender};
use sigap_exchange::bpjs::Ppk;
use sigap_kernel::{UtcMs, World};

use crate::country::{ppk, room};
use crate::http::{Conn, HOST};
use crate::load::Caller;
use crate::seed::{cons_id, secret};

/// The system of one hospital.
pub(crate) struct Hospital {
    ppk: Ppk,
    sender: Sender,
    /// The last number each room said.
    said: Vec<Cell<u64>>,
}

impl Hospital {
    /// The system of the hospital with this number, with so many rooms that have said nothing yet.
    ///
    /// # Errors
    /// Never, for the numbers of a country.
    pub(crate) fn of(number: usize, rooms: usize) -> Result<Self> {
        let credentials = Credentials { cons_id: cons_id(number), secret: secret(number), user_key: None };
        Ok(Self { ppk: ppk(number).parse()?, sender: Sender::new(credentials, "/aplicaresws"), said: vec![Cell::new(0); rooms] })
    }

    pub(crate) fn rooms(&self) -> usize {
        self.said.len()
    }

    /// The next number of a room.
    pub(crate) fn next(&self, place: usize) -> u64 {
        let Some(cell) = self.said.get(place) else { return 0 };
        cell.set(cell.get() + 1);
        cell.get()
    }

    /// The call that registers a room and says a number.
    pub(crate) fn create(&self, place: usize, said: u64, now: UtcMs) -> Request {
        self.sender.create(&self.ppk, &room(place, said), now)
    }

    /// The call that says a number of a registered room.
    pub(crate) fn update(&self, place: usize, said: u64, now: UtcMs) -> Request {
        self.sender.update(&self.ppk, &room(place, said), now)
    }
}

/// Writes a request as it goes over the line.
pub(crate) fn wire(request: &Request, into: &mut Vec<u8>) {
    let mut put = |parts: &[&str]| parts.iter().for_each(|part| into.extend_from_slice(part.as_bytes()));
    put(&[
        request.method,
        " ",
        &request.path,
        " HTTP/1.1\r\nhost: ",
        HOST,
        "\r\ncontent-length: ",
        &request.body.len().to_string(),
        "\r\n",
    ]);
    request.headers.iter().for_each(|(name, value)| put(&[name, ": ", value, "\r\n"]));
    put(&["\r\n"]);
    into.extend_from_slice(&request.body);
}

/// Sends a call; a call that is not granted is an error.
pub(crate) async fn send(conn: &mut Conn, buffer: &mut Vec<u8>, request: &Request) -> Result<()> {
    buffer.clear();
    wire(request, buffer);
    let answer = conn.ask(buffer).await?;
    let said = Answer::read(answer.body).with_context(|| format!("{request:?} was answered with {}", answer.status))?;
    ensure!(said.is_ok(), "{request:?} was answered with {} {}", said.code, said.message);
    Ok(())
}

/// Hospitals whose rooms report in turn, shared by the connections that send for them.
pub(crate) struct Hospitals {
    all: Vec<Hospital>,
    next: Cell<usize>,
    world: World,
}

impl Hospitals {
    /// The hospitals with these numbers.
    pub(crate) fn of(numbers: std::ops::Range<usize>, rooms: usize) -> Result<Rc<Self>> {
        let all: Result<Vec<Hospital>> = numbers.map(|number| Hospital::of(number, rooms)).collect();
        Ok(Rc::new(Self { all: all?, next: Cell::new(0), world: World::real() }))
    }

    pub(crate) fn now(&self) -> UtcMs {
        self.world.now()
    }

    pub(crate) fn get(&self, number: usize) -> Option<&Hospital> {
        self.all.get(number)
    }

    /// The next report: a room of each hospital, then the next room of each.
    fn next(&self) -> Option<Request> {
        let turn = self.next.replace(self.next.get() + 1);
        let hospital = self.all.get(turn % self.all.len().max(1))?;
        let place = turn / self.all.len() % hospital.rooms().max(1);
        Some(hospital.update(place, hospital.next(place), self.now()))
    }

    /// Registers every room, over so many connections.
    ///
    /// # Errors
    /// When one is not granted.
    pub(crate) async fn register(&self, address: SocketAddr, connections: usize) -> Result<()> {
        let waiting = RefCell::new(self.all.iter().flat_map(|hospital| (0..hospital.rooms()).map(move |place| (hospital, place))));
        let next = || waiting.borrow_mut().next();
        let next = &next;
        try_join_all((0..connections).map(|_| async move {
            let (mut conn, mut buffer) = (Conn::open(address).await?, Vec::new());
            while let Some((hospital, place)) = next() {
                send(&mut conn, &mut buffer, &hospital.create(place, hospital.next(place), self.now())).await?;
            }
            anyhow::Ok(())
        }))
        .await?;
        Ok(())
    }

    /// Connections that send their reports.
    pub(crate) async fn reporters(self: &Rc<Self>, address: SocketAddr, connections: usize) -> Result<Vec<Reporter>> {
        let opened = (0..connections)
            .map(|_| async { Ok(Reporter { hospitals: self.clone(), conn: Conn::open(address).await?, buffer: Vec::new() }) });
        try_join_all(opened).await
    }
}

/// One connection that sends whatever report is next.
pub(crate) struct Reporter {
    hospitals: Rc<Hospitals>,
    conn: Conn,
    buffer: Vec<u8>,
}

impl Caller for Reporter {
    async fn call(&mut self) -> Result<()> {
        let request = self.hospitals.next().context("no hospital reports")?;
        send(&mut self.conn, &mut self.buffer, &request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_of_a_room_says_another_number() {
        let hospitals = Hospitals::of(0..2, 2).unwrap();
        let mut bodies: Vec<Vec<u8>> = (0..8).map(|_| hospitals.next().unwrap().body).collect();
        bodies.sort();
        bodies.dedup();
        // Two rooms of two hospitals: the hospitals say the same, the rooms and their numbers differ.
        assert_eq!(bodies.len(), 4);
    }

    #[test]
    fn a_call_goes_over_the_line_whole() {
        let hospital = Hospital::of(3, 1).unwrap();
        let mut bytes = Vec::new();
        wire(&hospital.update(0, 7, UtcMs(1_795_331_400_000)), &mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /aplicaresws/rest/bed/update/10000003 HTTP/1.1\r\nhost: "), "{head}");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())) && head.contains("X-signature: "), "{head}");
        assert!(body.contains("\"kapasitas\":2000,\"tersedia\":10"), "{body}");
    }
}
