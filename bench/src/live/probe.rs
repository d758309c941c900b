//! `Probes`: reports that are followed to the pages. Their hospitals report rarely, one room each, so that a page that hears of one
//! can only have heard of the last report.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use sigap_kernel::FacilityId;
use tokio::time::Instant;

use crate::country::beds;
use crate::http::{Conn, get};
use crate::latency::Latencies;
use crate::reporter::{Hospitals, send};
use crate::seed::Laid;
use crate::size::Size;

/// The room a followed hospital reports.
const ROOM: usize = 0;
/// A registered room is shown by then.
const SHOWN_WITHIN: Duration = Duration::from_secs(10);
/// Waiting between two looks at something that is not there yet.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// One followed hospital.
pub(crate) struct Probe {
    /// The hospital.
    pub(crate) facility: FacilityId,
    /// The topic under which pages hear of it.
    pub(crate) topic: String,
    /// Its last report.
    said: Cell<u64>,
    sent: Cell<Option<Instant>>,
    listeners: Cell<u64>,
    heard: Cell<u64>,
}

/// All followed hospitals, and what became of their reports.
pub(crate) struct Probes {
    all: Vec<Probe>,
    hospitals: Rc<Hospitals>,
    line: RefCell<Option<(Conn, Vec<u8>)>>,
    next: Cell<usize>,
    tally: RefCell<Tally>,
}

/// What became of the reports.
#[derive(Default)]
pub(crate) struct Tally {
    /// From sending a report until a page was told.
    pub(crate) told: Latencies,
    /// From sending a report until a page had asked and been answered with its number.
    pub(crate) shown: Latencies,
    /// Reports times the pages that listened.
    pub(crate) expected: u64,
    /// Of these, those that never came.
    pub(crate) missed: u64,
}

impl Probes {
    /// The last hospitals among those with keys.
    ///
    /// # Errors
    /// When their rooms are not taken.
    pub(crate) async fn open(address: SocketAddr, laid: &Laid, size: &Size) -> Result<Self> {
        let numbers = size.reporters - size.probes..size.reporters;
        let hospitals = Hospitals::of(numbers.clone(), 1)?;
        hospitals.register(address, 1).await?;
        let probe = |facility: &FacilityId| Probe {
            facility: *facility,
            topic: format!("beds:{facility}"),
            said: Cell::new(0),
            sent: Cell::new(None),
            listeners: Cell::new(0),
            heard: Cell::new(0),
        };
        let all = laid.hospitals.get(numbers).context("fewer hospitals than keys")?.iter().map(probe).collect();
        let mut conn = Conn::open(address).await?;
        let probes = Self { all, hospitals, line: RefCell::default(), next: Cell::new(0), tally: RefCell::default() };
        probes.are_shown(&mut conn).await?;
        probes.line.replace(Some((conn, Vec::new())));
        Ok(probes)
    }

    /// Waits until every followed hospital is answered with the first number of its room.
    async fn are_shown(&self, conn: &mut Conn) -> Result<()> {
        let deadline = Instant::now() + SHOWN_WITHIN;
        for probe in &self.all {
            let request = get(&format!("/api/v1/beds/{}", probe.facility), "");
            while !String::from_utf8_lossy(conn.ask(request.as_bytes()).await?.body).contains(&as_written(1)) {
                ensure!(Instant::now() < deadline, "a hospital that was registered is not shown");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
        Ok(())
    }

    /// The place of a hospital among the followed ones, when a page shows it. The page counts as a listener from now on.
    pub(crate) fn listened_to(&self, facility: FacilityId) -> Option<usize> {
        let place = self.all.iter().position(|probe| probe.facility == facility)?;
        let listeners = &self.get(place)?.listeners;
        listeners.set(listeners.get() + 1);
        Some(place)
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Probe> {
        self.all.get(place)
    }

    /// The next hospital reports.
    ///
    /// # Errors
    /// When it is not granted.
    pub(crate) async fn report_next(&self) -> Result<()> {
        let place = self.next.replace(self.next.get() + 1) % self.all.len().max(1);
        self.report(place).await
    }

    /// Every hospital reports once, whoever listens.
    ///
    /// # Errors
    /// When one is not granted.
    pub(crate) async fn report_all(&self) -> Result<()> {
        for place in 0..self.all.len() {
            self.report(place).await?;
        }
        Ok(())
    }

    async fn report(&self, place: usize) -> Result<()> {
        let (probe, hospital) = self.get(place).zip(self.hospitals.get(place)).context("no such hospital")?;
        // One report is on its way at a time.
        let (mut conn, mut buffer) = self.line.take().context("a report is under way")?;
        let said = hospital.next(ROOM);
        self.settle(probe);
        probe.said.set(said);
        probe.sent.set(Some(Instant::now()));
        let sent = send(&mut conn, &mut buffer, &hospital.update(ROOM, said, self.hospitals.now())).await;
        self.line.replace(Some((conn, buffer)));
        sent
    }

    /// Counts who has not heard of the last report.
    fn settle(&self, probe: &Probe) {
        if probe.sent.take().is_some() {
            let mut tally = self.tally.borrow_mut();
            tally.expected += probe.listeners.get();
            tally.missed += probe.listeners.get().saturating_sub(probe.heard.replace(0));
        }
    }

    /// A page was told that this hospital changed: was it told of a report it had not heard of? `heard` is the last one it had.
    pub(crate) fn told(&self, place: usize, heard: &Cell<u64>) -> Option<Told> {
        let probe = self.get(place)?;
        let sent = probe.sent.get()?;
        if heard.replace(probe.said.get()) == probe.said.get() {
            return None;
        }
        probe.heard.set(probe.heard.get() + 1);
        self.tally.borrow_mut().told.note(sent.elapsed());
        Some(Told { said: probe.said.get(), sent })
    }

    /// A page has asked and was answered with the number.
    pub(crate) fn shown(&self, told: &Told) {
        self.tally.borrow_mut().shown.note(told.sent.elapsed());
    }

    /// Counts the last reports too, and gives what became of all.
    pub(crate) fn close(&self) -> Tally {
        self.all.iter().for_each(|probe| self.settle(probe));
        self.tally.take()
    }
}

/// A report a page was told of.
pub(crate) struct Told {
    said: u64,
    sent: Instant,
}

impl Told {
    /// The beds as they stand in an answer that shows this report.
    pub(crate) fn as_written(&self) -> String {
        as_written(self.said)
    }
}

fn as_written(said: u64) -> String {
    let (capacity, free) = beds(said);
    format!("\"free\":{free},\"of\":{capacity}")
}
