//! `live`: how long it takes from a hospital's report to the pages that show it, with thousands of pages open, and what happens to
//! pages that were away or fell behind.

mod page;
mod probe;
mod sleeper;
mod stream;

use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures::future::{join_all, try_join_all};
use tokio::time::Instant;

use crate::http::{Conn, get};
use crate::load::{Caller, End, Measured, at_pace};
use crate::nation::Nation;
use crate::reporter::Reporter;
use crate::row::{Row, Sheet, say};
use crate::server::Server;
use crate::size::Size;
use page::Page;
use probe::Probes;
use sleeper::Sleeper;

const BENCH: &str = "live";
/// Milliseconds from a report to the pages, for 95 of 100.
const P95_MS: f64 = 500.0;
/// Changes a second one page hears at most.
const CHANGES_PER_S: f64 = 4.0;
/// Seconds in which all pages are back.
const BACK_WITHIN_S: f64 = 10.0;
/// Connections of the hospitals that report beside those that are followed.
const REPORTERS: usize = 32;
/// Seconds between two reports of a followed hospital: by then its pages have been told and have asked.
const PROBED_EVERY_S: f64 = 3.0;
/// The last followed report is given this long to be heard.
const SETTLE: Duration = Duration::from_secs(2);
/// Questions a second to the simplest page there is, as a reference.
const SIMPLE_PER_S: f64 = 20.0;
/// Pages are opened in crowds of this size, as a listener's queue has them at least.
const CROWD: usize = 100;
/// A page that fell behind is woken after at most this long.
const LAG_WITHIN: Duration = Duration::from_secs(120);

/// Opens the pages, reports, takes the pages away and brings them back.
///
/// # Errors
/// When a process does not start or something is not answered as it should be.
pub(crate) async fn run(size: &Size, nation: &mut Option<Nation>, sheet: &mut Sheet) -> Result<()> {
    let nation = Nation::of(nation, size)?;
    let server = Server::measured(&nation.place).await?;
    let hospitals = nation.reporters(size, server.pages).await?;
    let probes = Probes::open(server.pages, &nation.laid, size).await?;
    say(&format!("live: {} pages, {} reports a second", size.pages, size.reports_meanwhile_per_s));
    let pages = pages(server.pages, nation, &probes, size.pages).await?;
    let mut reporters = hospitals.reporters(server.pages, REPORTERS).await?;
    let scene = Scene { server: &server, address: server.pages, pages: &pages, probes: &probes, size };
    let done = Cell::new(false);
    let played = async {
        let played = scene.play(sheet).await;
        done.set(true);
        played
    };
    let (reports, played) = futures::join!(at_pace::<Reporter>(&mut reporters, size.reports_meanwhile_per_s, End::When(&done)), played);
    played?;
    let reports = reports.sound()?;
    sheet.add(Row::new(BENCH, "reports that arrived meanwhile", reports.per_s(), "/s").at_least(size.reports_meanwhile_per_s * 0.99))
}

/// Pages, each with the answer to a question of its own.
async fn pages(address: SocketAddr, nation: &Nation, probes: &Probes, count: usize) -> Result<Vec<Page>> {
    let mut pages = Vec::with_capacity(count);
    for from in (0..count).step_by(CROWD) {
        let crowd = (from..count.min(from + CROWD)).map(|number| Page::ask(address, &nation.country, number, probes));
        pages.extend(try_join_all(crowd).await?);
    }
    Ok(pages)
}

struct Scene<'a> {
    server: &'a Server,
    address: SocketAddr,
    pages: &'a [Page],
    probes: &'a Probes,
    size: &'a Size,
}

impl Scene<'_> {
    async fn play(&self, sheet: &mut Sheet) -> Result<()> {
        let sleeper = match self.size.waits_for_lag {
            true => Some(Sleeper::open(self.address, self.busy_page()?.path()).await?),
            false => None,
        };
        self.watch(sheet).await?;
        self.come_back(sheet).await?;
        let lagging = match sleeper {
            Some(sleeper) => self.wake(sleeper).await?,
            None => true,
        };
        let resyncs = f64::from(u8::from(self.comes_from_long_ago().await?)) + f64::from(u8::from(lagging));
        sheet.add(Row::new(BENCH, "pages too far behind that asked for everything, of 2", resyncs, "").at_least(2.0))
    }

    /// All pages listen while hospitals report.
    async fn watch(&self, sheet: &mut Sheet) -> Result<()> {
        let opened = Instant::now();
        // A report counts as unheard only by pages that were there before it.
        let open = try_join_all(self.pages.iter().map(|page| page.open(self.address))).await?;
        let end = Instant::now() + self.size.lasting * 2;
        let mut simple = [Simple(Conn::open(self.address).await?)];
        let (listened, probed, simple) = futures::join!(
            join_all(self.pages.iter().zip(open).map(|(page, stream)| page.listen(stream, self.address, self.probes, end))),
            self.probe_until(end - SETTLE.min(self.size.lasting / 2)),
            at_pace(&mut simple, SIMPLE_PER_S, End::After(self.size.lasting * 2))
        );
        listened.into_iter().collect::<Result<Vec<()>>>()?;
        probed?;
        let simple: Measured = simple.sound()?;
        let seconds = opened.elapsed().as_secs_f64();
        let heard = self.probes.close();
        let name = format!("report to open page, {} pages, 95 of 100", self.pages.len());
        let row = Row::new(BENCH, name, heard.told.ms_at(0.95), "ms").at_most(P95_MS).beside("half of them", heard.told.ms_at(0.5));
        sheet.add(row.beside("/healthz meanwhile", simple.latencies.ms_at(0.95)))?;
        sheet.add(Row::new(BENCH, "report to the number on the page, 95 of 100", heard.shown.ms_at(0.95), "ms").at_most(P95_MS))?;
        sheet.add(
            Row::new(BENCH, format!("of {} reports heard, those that were not", heard.expected), count(heard.missed), "").at_most(0.0),
        )?;
        let busiest = self.pages.iter().map(|page| page.changes().saturating_sub(1)).max().unwrap_or_default();
        sheet.add(Row::new(BENCH, "changes a second of the busiest page", count(busiest) / seconds, "/s").at_most(CHANGES_PER_S))?;
        sheet.add(Row::new(
            BENCH,
            format!("memory of the process with {} pages open", self.pages.len()),
            self.server.memory()?.peak_mb,
            "MB",
        ))
    }

    async fn probe_until(&self, end: Instant) -> Result<()> {
        #[allow(clippy::cast_precision_loss)] // a few hospitals
        let per_s = self.size.probes as f64 / PROBED_EVERY_S;
        let pace = crate::load::Pace::new(per_s, End::After(end - Instant::now()));
        while pace.next().await.is_some() {
            self.probes.report_next().await?;
        }
        Ok(())
    }

    /// All pages were away, something happened meanwhile, and all come back at once.
    async fn come_back(&self, sheet: &mut Sheet) -> Result<()> {
        self.probes.report_all().await?;
        let begun = Instant::now();
        join_all(self.pages.iter().map(|page| page.come_back(self.address, self.probes))).await.into_iter().collect::<Result<Vec<()>>>()?;
        let name = format!("until {} pages were back with Last-Event-ID", self.pages.len());
        sheet.add(Row::new(BENCH, name, begun.elapsed().as_secs_f64(), "s").at_most(BACK_WITHIN_S))
    }

    /// Waits until more has happened than the server keeps for one page, then lets the page read on.
    async fn wake(&self, sleeper: Sleeper) -> Result<bool> {
        say("live: waiting until a page that does not read has fallen behind");
        let behind = sleeper::falls_behind(self.address, self.busy_page()?.path(), sleeper.began_at());
        tokio::time::timeout(LAG_WITHIN, behind).await.context("too little happened for a page to fall behind")??;
        sleeper.wake().await
    }

    /// A page on which something changes all the time.
    fn busy_page(&self) -> Result<&Page> {
        self.pages.iter().find(|page| page.is_busy()).context("no page shows a hospital that reports")
    }

    /// A page from before anything that is remembered is told to ask for everything.
    async fn comes_from_long_ago(&self) -> Result<bool> {
        let page = self.pages.first().context("no page is open")?;
        let mut stream = stream::Stream::open(self.address, page.path(), Some(1)).await?;
        loop {
            match stream.next().await?.kind.as_str() {
                "resync" => return Ok(true),
                "beat" => {}
                _ => return Ok(false),
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)] // counts of one run
fn count(value: u64) -> f64 {
    value as f64
}

/// Asks whether the server is alive.
struct Simple(Conn);

impl Caller for Simple {
    async fn call(&mut self) -> Result<()> {
        let answer = self.0.ask(get("/healthz", "").as_bytes()).await?;
        anyhow::ensure!(answer.status == 200, "/healthz answered {}", answer.status);
        Ok(())
    }
}
