//! `kill`: the program is stopped dead under load, at the named places of its store and at random moments, and started again on the
//! same data; on SQLite also with its power cut, so that nothing is left but what it had made durable. Whatever was acknowledged has to be there: in the tables, in the journal, in the picture, and the chain has to hold.

mod load;
mod look;
mod picture;
mod power;
mod said;
mod store;

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use rand::Rng as _;
use rand::rngs::StdRng;
use tokio::time::Instant;

use crate::country::{DISTINCT_ROOMS, chance};
use crate::place::Place;
use crate::row::{Row, Sheet, say, show};
use crate::seed::{Laid, Plan, lay};
use crate::server::{How, Server, run_program};
use load::Loader;
pub(crate) use look::run as look;
use power::Disk;

const BENCH: &str = "kill";
/// Places every engine passes.
const PLACES: [&str; 6] = ["write.before", "write.after", "commit.before", "commit.after", "answer.before", "answer.after"];
/// Places of the sealer, which only PostgreSQL has: SQLite's writer seals on the way in.
const SEALER_PLACES: [&str; 2] = ["seal.before", "seal.after"];
/// How often a place is passed before the program is stopped there: at the start, soon, and under full load.
const PASSES: [u32; 3] = [1, 12, 60];
/// The same in a short run.
const PASSES_SHORT: [u32; 1] = [20];
/// Fewer random kills than this are a short run.
const SHORT_BELOW: usize = 20;
/// A place that is not passed by then is not passed at all.
const PASSED_WITHIN: Duration = Duration::from_secs(30);
/// For each so many random kills the power is cut once more, at least once.
const KILLS_PER_POWER_CUT: usize = 5;
/// For each so many random kills the load is let end once before the kill, at least once.
const KILLS_PER_QUIET: usize = 10;
/// A picture that has not followed the tables by then does not follow them.
const FOLLOWED_WITHIN: Duration = Duration::from_secs(2);
/// How often it is looked whether it has.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A random kill comes after so many milliseconds of load.
const RANDOM_MS: std::ops::Range<u64> = 30..1_500;
/// The power fails after so many: the disk that is watched is slow.
const POWER_CUT_MS: std::ops::Range<u64> = 400..1_500;
/// Faults of one round that are shown: they come in crowds.
const FAULTS_SHOWN: usize = 4;
/// Hospitals that report; each says one number after the other.
const HOSPITALS: usize = 12;
/// Their rooms, each a pool of its own, so that the public answer tells each room.
const ROOMS: usize = 8;
const _: () = assert!(ROOMS <= DISTINCT_ROOMS);
/// Wards of the nurse.
const BOARD_WARDS: usize = 2;

/// Stops the program at every place and at `random` random moments, on each engine at hand. Gives how often it was unharmed, and how
/// often not.
///
/// # Errors
/// When it cannot be started at all, or was built without the named places.
pub(crate) async fn run(random: usize, seed: usize, sheet: &mut Sheet) -> Result<(usize, usize)> {
    ensure!(cfg!(feature = "failpoints"), "build with --features failpoints: without it the program cannot be stopped at a named place");
    say(&format!("kill: {random} random kills from seed {seed}, and every named place"));
    let (mut passed, mut failed) = (0, 0);
    for place in Place::both().await? {
        let result = Ground::open(&place, chance(seed)).await?.all(random).await;
        let rounds = passed_of(&result, sheet, place.engine())?;
        passed += rounds.0;
        failed += rounds.1;
    }
    Ok((passed, failed))
}

#[allow(clippy::cast_precision_loss)] // rounds of one run
fn passed_of(rounds: &[Round], sheet: &mut Sheet, engine: &str) -> Result<(usize, usize)> {
    let passed = rounds.iter().filter(|round| round.faults.is_empty()).count();
    let acknowledged: usize = rounds.iter().map(|round| round.acknowledged).sum();
    let longest = rounds.iter().map(|round| round.back_after).max().unwrap_or_default();
    // A load that never began would lose nothing either.
    sheet.add(
        Row::new(BENCH, format!("reports acknowledged a kill, {engine}"), acknowledged as f64 / rounds.len() as f64, "").at_least(1.0),
    )?;
    let all = format!("of {} kills, those after which {acknowledged} reports were there, {engine}", rounds.len());
    sheet.add(Row::new(BENCH, all, passed as f64, "").at_least(rounds.len() as f64))?;
    sheet.add(Row::new(BENCH, format!("longest restart, {engine}"), longest.as_secs_f64(), "s"))?;
    Ok((passed, rounds.len() - passed))
}

/// When the program is stopped.
#[derive(Debug, Clone)]
enum When {
    /// After so many passes of a place.
    At(String),
    /// After so long.
    After(Duration),
    /// After so long, and the power fails with it.
    PowerCut(Duration),
    /// Once the load of so long has ended and the picture it left was held against the tables: one that drifted while it was kept in
    /// step would be painted anew, and be right again, at the next start.
    Quiet(Duration),
}

/// One kill and what was found after it.
struct Round {
    faults: Vec<String>,
    acknowledged: usize,
    back_after: Duration,
}

/// One deployment that is stopped again and again.
struct Ground<'a> {
    place: &'a Place,
    laid: Laid,
    loader: Loader,
    chance: StdRng,
}

impl<'a> Ground<'a> {
    async fn open(place: &'a Place, chance: StdRng) -> Result<Self> {
        let plan = Plan { hospitals: HOSPITALS + 1, reporters: HOSPITALS, board_wards: BOARD_WARDS, in_earnest: true, ..Plan::default() };
        let laid = lay(place, &plan)?;
        let server = Server::program(place).await?;
        let loader = Loader::open(server.pages, &laid, HOSPITALS, ROOMS).await?;
        Ok(Self { place, laid, loader, chance })
    }

    async fn all(mut self, random: usize) -> Vec<Round> {
        let passes: &[u32] = if random < SHORT_BELOW { &PASSES_SHORT } else { &PASSES };
        let sealer: &[&str] = if self.place.engine() == "SQLite" { &[] } else { &SEALER_PLACES };
        let places = PLACES.iter().chain(sealer).flat_map(|place| passes.iter().map(move |count| When::At(format!("{place}:{count}"))));
        let mut moment = |range: std::ops::Range<u64>| Duration::from_millis(self.chance.random_range(range));
        let mut moments: Vec<When> = (0..random).map(|_| When::After(moment(RANDOM_MS))).collect();
        // PostgreSQL looks after its own disk.
        let cuts = if self.place.engine() == "SQLite" { random.div_ceil(KILLS_PER_POWER_CUT) } else { 0 };
        moments.extend((0..cuts).map(|_| When::PowerCut(moment(POWER_CUT_MS))));
        moments.extend((0..random.div_ceil(KILLS_PER_QUIET)).map(|_| When::Quiet(moment(RANDOM_MS))));
        let mut rounds = Vec::new();
        for when in places.chain(moments) {
            rounds.push(self.round(&when).await);
        }
        rounds
    }

    /// One kill; whatever goes wrong in it is a fault of it.
    async fn round(&mut self, when: &When) -> Round {
        let before = self.loader.acknowledged();
        let (mut faults, mut back_after) = (Vec::new(), Duration::ZERO);
        let went = async {
            let drifted = self.load_until_killed(when).await?;
            if !drifted.is_empty() {
                return Ok(drifted);
            }
            let begun = Instant::now();
            let server = Server::program(self.place).await?;
            back_after = begun.elapsed();
            self.faults_of(&server).await
        };
        match went.await {
            Ok(found) => faults.extend(found),
            Err(error) => faults.push(format!("{error:#}")),
        }
        let acknowledged = self.loader.acknowledged() - before;
        let words = match faults.len() {
            0 => "everything is there".to_owned(),
            all => format!("{all} faults: {}", faults.iter().take(FAULTS_SHOWN).cloned().collect::<Vec<_>>().join("; ")),
        };
        let moment = match when {
            When::At(place) => place.clone(),
            When::After(ms) => format!("after {} ms", ms.as_millis()),
            When::PowerCut(ms) => format!("power cut, {} ms", ms.as_millis()),
            When::Quiet(ms) => format!("quiet, {} ms", ms.as_millis()),
        };
        show(&format!(
            "kill     {:<11} {moment:<18} {acknowledged:>6} acknowledged, back in {:>5} ms: {words}",
            self.place.engine(),
            back_after.as_millis()
        ));
        Round { faults, acknowledged, back_after }
    }

    /// Starts the program and loads it until it is stopped. One that is to be stopped at a place may never come as far as the load.
    /// Gives what was wrong before it was, if anybody could look.
    async fn load_until_killed(&self, when: &When) -> Result<Vec<String>> {
        let stop_at = match when {
            When::At(place) => Some(place.clone()),
            When::After(_) | When::PowerCut(_) | When::Quiet(_) => None,
        };
        let disk = match when {
            When::PowerCut(_) => Some(Disk::of(&self.place.folder())?),
            When::At(_) | When::After(_) | When::Quiet(_) => None,
        };
        let how = disk.as_ref().map_or(How::Program(stop_at.clone()), |disk| How::Over(disk.environment()));
        let Some(mut server) = Server::start(self.place, &how).await? else {
            ensure!(stop_at.is_some(), "the program ended at its start");
            return Ok(Vec::new());
        };
        let (address, over) = (server.pages, Cell::new(false));
        let killing = async {
            let killed = match when {
                When::At(place) => server.end_by_itself(PASSED_WITHIN).await.with_context(|| format!("{place} was not passed")),
                When::After(moment) | When::PowerCut(moment) => {
                    tokio::time::sleep(*moment).await;
                    server.kill()
                }
                When::Quiet(moment) => {
                    tokio::time::sleep(*moment).await;
                    Ok(())
                }
            };
            over.set(true);
            killed
        };
        let (loaded, killed) = futures::join!(self.loader.load(address, &over), killing);
        loaded.and(killed)?;
        disk.map_or(Ok(()), Disk::cut)?;
        match when {
            When::Quiet(_) => {
                let drifted = self.once_followed(&server).await?;
                server.kill()?;
                Ok(drifted)
            }
            When::At(_) | When::After(_) | When::PowerCut(_) => Ok(Vec::new()),
        }
    }

    /// What is wrong once the picture had its time to follow the tables.
    async fn once_followed(&self, server: &Server) -> Result<Vec<String>> {
        let begun = Instant::now();
        loop {
            let faults = self.faults_of(server).await?;
            if faults.is_empty() || begun.elapsed() > FOLLOWED_WITHIN {
                return Ok(faults);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// What is missing, or there and should not be.
    async fn faults_of(&self, server: &Server) -> Result<Vec<String>> {
        run_program(self.place, &["journal", "verify"])?;
        let found = look::found(self.place)?;
        let mut faults = said::faults(&self.loader.lines(&self.laid)?, &found);
        faults.extend(picture::faults(server.pages, &self.laid, &found).await?);
        Ok(faults)
    }
}
