//! `mixed`: reports of hospitals that speak different protocols, at once, on each engine. Of ten reports four come by Aplicares, three by RS
//! Online, two by FHIR (one bed each) and one by EDXL-HAVE (four kinds of beds in a message).

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
use sigap_exchange::wire::Request;
use sigap_intake::Protocol;
use sigap_kernel::World;

use crate::http::Conn;
use crate::load::{Caller, End, as_fast_as_answered, at_pace};
use crate::place::Place;
use crate::row::{Row, Sheet, say};
use crate::rows::alone;
use crate::seed::{Plan, Tongues, lay};
use crate::server::Server;
use crate::size::Size;
use crate::system::{System, tongue};

const BENCH: &str = "mixed";
/// Acknowledged reports a second that are promised.
const REPORTS_PER_S: f64 = 2_000.0;
/// Milliseconds within which 99 of 100 are promised to be acknowledged.
const REPORT_P99_MS: f64 = 100.0;

/// Measures every engine at hand.
///
/// # Errors
/// When a process does not start, or a report does not count.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    for (place, spare) in Place::both().await?.iter().zip(&Place::both().await?) {
        one(place, spare, size, sheet).await?;
    }
    Ok(())
}

async fn one(place: &Place, spare: &Place, size: &Size, sheet: &mut Sheet) -> Result<()> {
    let engine = place.engine();
    say(&format!("mixed: {} hospitals with {} rooms each, {engine}", size.senders, size.rooms));
    let store = alone(spare, size).await?;
    lay(place, &Plan { hospitals: size.senders + 1, reporters: size.senders, tongues: Tongues::Many, ..Plan::default() })?;
    let server = Server::measured(place).await?;
    let systems = Systems::introduced(size, server.pages).await?;
    for protocol in [Protocol::Aplicares, Protocol::Siranap, Protocol::Fhir, Protocol::Have] {
        let mut alone = systems.speaking(Some(protocol)).senders(server.pages).await?;
        let most = as_fast_as_answered(&mut alone, size.lasting / 4).await.sound()?;
        let one = format!("{} alone, as many as it takes, {engine}", protocol.code());
        sheet.add(Row::new(BENCH, one, most.per_s(), "/s"))?;
    }
    let mut senders = systems.speaking(None).senders(server.pages).await?;
    let most = as_fast_as_answered(&mut senders, size.lasting / 2).await.sound()?;
    let reports = at_pace(&mut senders, size.reports_per_s, End::After(size.lasting)).await.sound()?;
    let offered = format!("reports of four protocols, {:.0} a second sent, {engine}", size.reports_per_s);
    let row = Row::new(BENCH, offered, reports.per_s(), "/s").at_least(REPORTS_PER_S);
    sheet.add(row.beside("as many as it takes", most.per_s()).beside("the store alone", store.grouped_per_s))?;
    let row = Row::new(BENCH, format!("99 of 100 of them acknowledged within, {engine}"), reports.latencies.ms_at(0.99), "ms")
        .at_most(REPORT_P99_MS);
    sheet.add(row.beside("half of them", reports.latencies.ms_at(0.5)).beside("one row alone", store.single.ms_at(0.99)))
}

/// The systems of all hospitals.
struct Systems {
    all: Vec<System>,
    world: World,
}

/// Some of them, which report in turn.
struct Chorus {
    systems: Rc<Systems>,
    which: Vec<usize>,
    next: Cell<usize>,
}

impl Systems {
    /// All, ready to report.
    async fn introduced(size: &Size, address: SocketAddr) -> Result<Rc<Self>> {
        let world = World::real();
        let all: Result<Vec<System>> = (0..size.senders).map(|number| System::of(number, size.rooms)).collect();
        let waiting = RefCell::new(all?.into_iter().enumerate());
        let next = || waiting.borrow_mut().next();
        let (next, now) = (&next, || world.now());
        let now = &now;
        let introduced = (0..size.senders).map(|_| async move {
            let (mut conn, mut done) = (Conn::open(address).await?, Vec::new());
            while let Some((number, mut system)) = next() {
                system.introduce(&mut conn, size.rooms, now()).await?;
                done.push((number, system));
            }
            anyhow::Ok(done)
        });
        let mut all: Vec<(usize, System)> = try_join_all(introduced).await?.into_iter().flatten().collect();
        all.sort_by_key(|(number, _)| *number);
        Ok(Rc::new(Self { all: all.into_iter().map(|(_, system)| system).collect(), world }))
    }

    /// Those that speak one protocol, or all.
    fn speaking(self: &Rc<Self>, protocol: Option<Protocol>) -> Rc<Chorus> {
        let speaks = |number: &usize| protocol.is_none_or(|protocol| tongue(*number) == protocol);
        Rc::new(Chorus { systems: self.clone(), which: (0..self.all.len()).filter(speaks).collect(), next: Cell::new(0) })
    }
}

impl Chorus {
    /// One report of each hospital, then the next of each.
    fn next(&self) -> Option<(&System, Request)> {
        let turn = self.next.replace(self.next.get() + 1);
        let system = self.systems.all.get(*self.which.get(turn % self.which.len().max(1))?)?;
        Some((system, system.next(turn / self.which.len(), self.systems.world.now())?))
    }

    /// A connection for each hospital, as in a city: systems do not share one.
    async fn senders(self: &Rc<Self>, address: SocketAddr) -> Result<Vec<Sender>> {
        let opened = (0..self.which.len())
            .map(|_| async { Ok(Sender { chorus: self.clone(), conn: Conn::open(address).await?, buffer: Vec::new() }) });
        try_join_all(opened).await
    }
}

/// One connection that sends whatever report is next.
struct Sender {
    chorus: Rc<Chorus>,
    conn: Conn,
    buffer: Vec<u8>,
}

impl Caller for Sender {
    async fn call(&mut self) -> Result<()> {
        let (system, request) = self.chorus.next().context("no hospital reports")?;
        system.send(&mut self.conn, &mut self.buffer, &request).await
    }
}
