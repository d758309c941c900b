//! `positions`: phones in ambulances that say where they are, by the protocol of Traccar Client, each answered after the commit.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;

use anyhow::{Result, ensure};
use futures::future::try_join_all;
use sigap_exchange::osmand::{SpeedUnit, client};
use sigap_exchange::position::{DeviceName, Fix, Place as PlaceSaid, Report};
use sigap_kernel::{GeoPoint, World};

use crate::http::{Conn, HOST};
use crate::load::{Caller, End, as_fast_as_answered, at_pace};
use crate::place::Place;
use crate::row::{Row, Sheet, say};
use crate::seed::{Plan, lay, phone_name, secret};
use crate::server::Server;
use crate::size::Size;

const BENCH: &str = "positions";
/// Kept positions a second that are promised.
const POSITIONS_PER_S: f64 = 5_000.0;
/// Connections the phones share.
const CONNECTIONS: usize = 256;
/// Metres a second, about: a vehicle in a city.
const SPEED_CM_S: u32 = 1_100;
/// Degrees a vehicle goes on between two words.
const STEP_DEGREES: f64 = 0.000_1;

/// Measures every engine at hand.
///
/// # Errors
/// When a process does not start, or a position is not kept.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    for place in &Place::both().await? {
        one(place, size, sheet).await?;
    }
    Ok(())
}

async fn one(place: &Place, size: &Size, sheet: &mut Sheet) -> Result<()> {
    let engine = place.engine();
    say(&format!("positions: {} phones, {engine}", size.phones));
    lay(place, &Plan { hospitals: 1, phones: size.phones, ..Plan::default() })?;
    let server = Server::measured(place).await?;
    let phones = Rc::new(Phones { count: size.phones, next: Cell::new(0), world: World::real() });
    let mut senders = phones.senders(server.pages).await?;
    // Each phone is met once before anything counts: the first word of a phone writes down how it is set up.
    as_fast_as_answered(&mut senders, size.lasting / 5).await.sound()?;
    let most = as_fast_as_answered(&mut senders, size.lasting / 2).await.sound()?;
    let kept = at_pace(&mut senders, size.positions_per_s, End::After(size.lasting)).await.sound()?;
    let offered = format!("positions kept, {:.0} a second sent, {engine}", size.positions_per_s);
    sheet.add(Row::new(BENCH, offered, kept.per_s(), "/s").at_least(POSITIONS_PER_S).beside("as many as it takes", most.per_s()))?;
    let row = Row::new(BENCH, format!("99 of 100 of them kept within, {engine}"), kept.latencies.ms_at(0.99), "ms");
    sheet.add(row.beside("half of them", kept.latencies.ms_at(0.5)))
}

/// All phones, which speak in turn.
struct Phones {
    count: usize,
    next: Cell<usize>,
    world: World,
}

impl Phones {
    /// The next word: of one phone, then of the next.
    fn write_next(&self, into: &mut Vec<u8>) -> Result<()> {
        let turn = self.next.replace(self.next.get() + 1);
        let phone = turn % self.count.max(1);
        let gone = ((turn / self.count.max(1)) % 1_000) as f64 * STEP_DEGREES;
        let point = GeoPoint::new(-7.0 + gone, 110.4 + phone as f64 * STEP_DEGREES)?;
        let fix = Fix { speed_cm_s: Some(SPEED_CM_S), heading_deg: Some(15), accuracy_m: Some(6), ..Fix::new(self.world.now(), point) };
        let name = DeviceName::parse(&phone_name(phone)).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        let report = Report { place: PlaceSaid::Known(fix), battery_pct: Some(80), ..Report::new(name) };
        let (secret, query) = (secret(phone), client::query(&report, SpeedUnit::Knots));
        into.clear();
        let head = ["POST /posisi/", secret.reveal(), "?", &query, " HTTP/1.1\r\nhost: ", HOST, "\r\ncontent-length: 0\r\n\r\n"];
        head.iter().for_each(|part| into.extend_from_slice(part.as_bytes()));
        Ok(())
    }

    async fn senders(self: &Rc<Self>, address: SocketAddr) -> Result<Vec<Phone>> {
        let opened =
            (0..CONNECTIONS).map(|_| async { Ok(Phone { phones: self.clone(), conn: Conn::open(address).await?, buffer: Vec::new() }) });
        try_join_all(opened).await
    }
}

/// One connection over which the next phone speaks.
struct Phone {
    phones: Rc<Phones>,
    conn: Conn,
    buffer: Vec<u8>,
}

impl Caller for Phone {
    async fn call(&mut self) -> Result<()> {
        self.phones.write_next(&mut self.buffer)?;
        let answer = self.conn.ask(&self.buffer).await?;
        ensure!(answer.status == 200, "a position was answered with {} {}", answer.status, String::from_utf8_lossy(answer.body));
        Ok(())
    }
}
