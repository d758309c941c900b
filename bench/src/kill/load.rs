//! The load under which the program is stopped: hospital systems that report one number after the other, a nurse who taps, and a
//! record of what each was told is stored.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use futures::future::join_all;

use super::said::Line;
use crate::country::{room_name, ward};
use crate::http::Conn;
use crate::nurse::Nurse;
use crate::reporter::{Hospital, Hospitals, send};
use crate::seed::Laid;

/// Connections over which rooms are registered.
const CONNECTIONS: usize = 4;

/// What was said of one room or ward, and what of it was acknowledged.
#[derive(Default)]
struct Record {
    attempted: Cell<u64>,
    acknowledged: RefCell<Vec<u64>>,
}

impl Record {
    fn acknowledge(&self, said: u64) {
        self.acknowledged.borrow_mut().push(said);
    }
}

/// Everyone who reports.
pub(super) struct Loader {
    hospitals: Rc<Hospitals>,
    /// By hospital and room.
    rooms: Vec<Vec<Record>>,
    nurse: RefCell<Option<Nurse>>,
    board: Vec<(sigap_kernel::WardId, Record)>,
}

impl Loader {
    /// Registers all rooms and logs the nurse in.
    ///
    /// # Errors
    /// When a room is not taken or she is not let in.
    pub(super) async fn open(address: SocketAddr, laid: &Laid, count: usize, rooms: usize) -> Result<Self> {
        let hospitals = Hospitals::of(0..count, rooms)?;
        hospitals.register(address, CONNECTIONS).await?;
        let registered = || {
            // Registering a room says its first number.
            let record = Record::default();
            record.attempted.set(1);
            record.acknowledge(1);
            record
        };
        Ok(Self {
            hospitals,
            rooms: (0..count).map(|_| (0..rooms).map(|_| registered()).collect()).collect(),
            nurse: RefCell::new(Some(Nurse::log_in(address, laid).await?)),
            board: laid.board.iter().map(|ward| (*ward, Record::default())).collect(),
        })
    }

    /// Reports until the server is gone, or `over`.
    ///
    /// # Errors
    /// When a report is refused: a program that is there takes it.
    pub(super) async fn load(&self, address: SocketAddr, over: &Cell<bool>) -> Result<()> {
        let systems = self.rooms.iter().enumerate().map(|(number, rooms)| self.system(address, number, rooms, over));
        let (systems, nurse) = futures::join!(join_all(systems), self.tap(address, over));
        systems.into_iter().chain([nurse]).try_for_each(until_gone)
    }

    async fn system(&self, address: SocketAddr, number: usize, rooms: &[Record], over: &Cell<bool>) -> Result<()> {
        let hospital: &Hospital = self.hospitals.get(number).context("no such hospital")?;
        let (mut conn, mut buffer) = (Conn::open(address).await?, Vec::new());
        for (place, record) in rooms.iter().enumerate().cycle() {
            if over.get() {
                break;
            }
            let said = hospital.next(place);
            record.attempted.set(said);
            send(&mut conn, &mut buffer, &hospital.update(place, said, self.hospitals.now())).await?;
            record.acknowledge(said);
        }
        Ok(())
    }

    async fn tap(&self, address: SocketAddr, over: &Cell<bool>) -> Result<()> {
        let mut nurse = self.nurse.take().context("the nurse is busy")?;
        let tapped = async {
            nurse.reconnect(address).await?;
            for (ward, record) in self.board.iter().cycle() {
                if over.get() {
                    break;
                }
                record.attempted.set(record.attempted.get() + 1);
                nurse.tap(*ward, record.attempted.get()).await?;
                record.acknowledge(record.attempted.get());
            }
            Ok(())
        };
        let outcome = tapped.await;
        self.nurse.replace(Some(nurse));
        outcome
    }

    /// Everything acknowledged so far.
    pub(super) fn acknowledged(&self) -> usize {
        let rooms = self.rooms.iter().flatten().chain(self.board.iter().map(|(_, record)| record));
        rooms.map(|record| record.acknowledged.borrow().len()).sum()
    }

    /// What was said of each ward.
    ///
    /// # Errors
    /// When a hospital was never laid.
    pub(super) fn lines(&self, laid: &Laid) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for (number, rooms) in self.rooms.iter().enumerate() {
            let facility = *laid.hospitals.get(number).context("no such hospital")?;
            lines.extend(rooms.iter().enumerate().map(|(place, record)| line(facility, room_name(place), record)));
        }
        let facility = laid.board_hospital().context("there is no board")?;
        lines.extend(self.board.iter().enumerate().map(|(place, (_, record))| line(facility, ward(place).0.to_owned(), record)));
        Ok(lines)
    }
}

fn line(facility: sigap_kernel::FacilityId, ward: String, record: &Record) -> Line {
    Line { facility, ward, attempted: record.attempted.get(), acknowledged: record.acknowledged.borrow().clone() }
}

/// A connection that breaks off is what a stopped program looks like; a refusal is not.
fn until_gone(outcome: Result<()>) -> Result<()> {
    match outcome {
        Err(error) if error.downcast_ref::<std::io::Error>().is_some() => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_breaks_off_is_no_refusal() {
        let broken = anyhow::Error::from(std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
        assert!(until_gone(Err(broken)).is_ok());
        assert!(until_gone(Err(anyhow::anyhow!("a tap was answered with 500"))).is_err());
    }
}
