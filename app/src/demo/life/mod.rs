//! The life of the invented city: a simulation of its hospitals, driven faster than the clock, and around it the systems and
//! nurses who report it to Sigap over HTTP as real ones would. Reports carry the real time.

mod board;
mod browser;
mod clock;
mod http;
mod nurse;
mod promises;
mod rhythm;
mod scenario;
mod second;
mod system;
#[cfg(test)]
mod tests;
mod town;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use sigap_kernel::World;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::city::{City, Hospital, Reporting};
use super::dice::Dice;
use super::lay::{LaidHospital, VISITORS_PPK, managed, simulated_manager, simulated_operator};
use clock::CityClock;
use http::Caller;
use nurse::Nurse;
use promises::{Manager, Operator};
use rhythm::{Flow, HOUR_S};
pub use scenario::Scenario;
pub(super) use scenario::Script;
use second::SecondSystem;
use system::HospitalSystem;
use town::{Opening, Town};

/// Hours of the city pass in as many minutes: an hour a minute, a day in 24 minutes.
pub(super) const SPEED: f64 = 60.0;
/// How often the simulation is brought up to the clock.
const TICK: Duration = Duration::from_millis(250);
/// Hospitals begin to speak one after the other within this time.
const ALL_SPEAK_WITHIN: Duration = Duration::from_millis(3_500);
/// The first hospitals speak so long after the start.
const FIRST_SPEAKS_AFTER: Duration = Duration::from_millis(300);
/// Counts that wait for the simulation.
const COUNTS_WAITING_MAX: usize = 64;
/// How far the wards of the opening may be from their usual fullness.
const OPENING_DIFFERS_BY: f64 = 0.12;
/// Of the wards whose system is wrong, every so many is.
const WRONG_EVERY: usize = 3;

/// Somebody counted the wards of a hospital; `None` was not counted.
#[derive(Debug)]
struct Counted {
    hospital: usize,
    free: Vec<Option<u32>>,
}

/// A hospital as the simulated people and systems in it know it.
#[derive(Debug, Clone)]
struct Place {
    /// Its number in the city.
    number: usize,
    plan: Hospital,
    laid: LaidHospital,
}

/// How somebody in a hospital hears of its free beds and tells what was counted.
#[derive(Debug)]
struct Ear {
    /// Free beds of its wards, as they change.
    free: watch::Receiver<Vec<u32>>,
    counted: mpsc::Sender<Counted>,
}

/// The life of the city. [`Life::stop`] ends it; dropping it too.
pub(super) struct Life {
    tasks: JoinSet<()>,
    first_rounds: mpsc::Receiver<usize>,
}

/// Which wards of a hospital with a wrong system it is wrong about.
pub(super) const fn is_wrong(ward: usize) -> bool {
    ward.is_multiple_of(WRONG_EVERY)
}

/// How many beds of each ward are occupied as the city opens, hospital by hospital.
pub(super) fn opening(city: &City, seed: u64) -> Vec<Vec<u32>> {
    let dice = Dice::new(seed, "opening");
    let ward = |ward: &super::city::PlannedWard| {
        let fullness = (Flow::of(&ward.pool).fullness + dice.around(OPENING_DIFFERS_BY)).clamp(0.0, 1.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a part of the beds of a ward
        let occupied = (f64::from(ward.capacity) * fullness).round() as u32;
        occupied.min(ward.capacity)
    };
    city.hospitals.iter().map(|hospital| hospital.wards.iter().map(ward).collect()).collect()
}

/// Free beds of every ward at the end of each of these hours, hour by hour and hospital by hospital; the last one ends at an instant of
/// local time. A past of the same rhythm as the life that follows it.
pub(super) fn hours_before(city: &City, seed: u64, until_s: i64, hours: usize) -> Vec<Vec<Vec<u32>>> {
    let back = |place: usize| i64::try_from(hours - place).unwrap_or(0) * HOUR_S;
    let mut town = Town::open(&openings(city, seed), until_s - back(0), seed);
    let hour = |place: usize| {
        town.run_until(until_s - back(place + 1));
        (0..city.hospitals.len()).map(|hospital| town.free(hospital)).collect()
    };
    (0..hours).map(hour).collect()
}

impl Life {
    /// Begins: everybody who reports speaks within a few seconds.
    pub(super) fn begin(
        city: &City,
        laid: Vec<Option<LaidHospital>>,
        seed: u64,
        address: SocketAddr,
        (world, folder): (&World, &Path),
    ) -> Self {
        let clock = CityClock::start(world.now(), city.zone, SPEED);
        let town = Town::open(&openings(city, seed), clock.now_s(), seed);
        let caller = Caller::new(address);
        let (counted, counts) = mpsc::channel(COUNTS_WAITING_MAX);
        let (first_round, first_rounds) = mpsc::channel(city.hospitals.len().max(1));
        let mut tasks = JoinSet::new();
        let mut boards = Vec::with_capacity(city.hospitals.len());
        promise(&mut tasks, city, &laid, seed, &caller);
        for (number, (plan, laid)) in city.hospitals.iter().zip(laid).enumerate() {
            let (board, free) = watch::channel(town.free(number));
            boards.push(board);
            let Some(laid) = laid else { continue };
            let place = Place { number, plan: plan.clone(), laid };
            let ear = Ear { free: free.clone(), counted: counted.clone() };
            let after = speaks_after(number, city.hospitals.len());
            if city.two_voices() == Some(number)
                && let Some(second) = SecondSystem::new(place.clone(), seed, caller.clone(), world.clone())
            {
                tasks.spawn(second.run(Ear { free, counted: counted.clone() }, after));
            }
            match plan.reporting {
                Reporting::Prompt | Reporting::Late { .. } | Reporting::Wrong => {
                    let system = HospitalSystem::new(place, seed, caller.clone(), world.clone());
                    tasks.spawn(system.run(ear, after, first_round.clone()));
                }
                Reporting::Board { keeps_pct } => {
                    tasks.spawn(Nurse::new(place, keeps_pct, seed, caller.clone(), world.clone()).run(ear, after));
                }
                Reporting::Silent { .. } | Reporting::Never => {}
            }
        }
        tasks.spawn(drive(town, (clock, Script::of(folder)), boards, counts));
        Self { tasks, first_rounds }
    }

    /// The number of the next hospital whose system has reported everything once; `None` when no more will.
    pub(super) async fn next_first_round(&mut self) -> Option<usize> {
        self.first_rounds.recv().await
    }

    /// Ends it.
    pub(super) async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

/// An operator asks the hospitals that have a bed manager; of one of them a visitor can be that manager.
fn promise(tasks: &mut JoinSet<()>, city: &City, laid: &[Option<LaidHospital>], seed: u64, caller: &Caller) {
    let at = |number: usize| laid.get(number).and_then(Option::as_ref).map(|laid| laid.facility);
    for number in managed(city) {
        if let (Some(plan), Some(facility)) = (city.hospitals.get(number), at(number)) {
            tasks.spawn(Manager::new(caller.clone(), simulated_manager(plan), facility, seed).run());
        }
    }
    let visitors = city.hospitals.iter().position(|hospital| hospital.ppk == VISITORS_PPK);
    let hospitals = managed(city).chain(visitors).filter_map(at).collect();
    tasks.spawn(Operator::new(caller.clone(), simulated_operator(), hospitals, seed).run());
}

fn openings(city: &City, seed: u64) -> Vec<Opening> {
    let hospital = |(number, (hospital, occupied)): (usize, (&Hospital, Vec<u32>))| {
        let ward = |(ward, occupied): (&super::city::PlannedWard, u32)| Opening {
            hospital: number,
            pool: ward.pool,
            capacity: ward.capacity,
            occupied,
        };
        hospital.wards.iter().zip(occupied).map(ward).collect::<Vec<_>>()
    };
    city.hospitals.iter().zip(opening(city, seed)).enumerate().flat_map(hospital).collect()
}

/// When a hospital begins to speak: one after the other, so that the first moments are no stampede.
fn speaks_after(number: usize, hospitals: usize) -> Duration {
    let place = u32::try_from(number).unwrap_or(0);
    let all = u32::try_from(hospitals).unwrap_or(1).max(1);
    FIRST_SPEAKS_AFTER + ALL_SPEAK_WITHIN * place / all
}

/// Brings the simulation up to the clock and tells every hospital what changed in it.
async fn drive(
    mut town: Town,
    (clock, script): (CityClock, Script),
    boards: Vec<watch::Sender<Vec<u32>>>,
    mut counts: mpsc::Receiver<Counted>,
) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut stood_still_s = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {
                let scenario = script.now();
                if scenario == Scenario::Pause {
                    stood_still_s = clock.now_s() - town.now_s();
                    continue;
                }
                town.force_surge(scenario == Scenario::Surge);
                // A machine that slept for a night does not make up for it all at once.
                let until_s = (clock.now_s() - stood_still_s).min(town.now_s() + rhythm::DAY_S);
                for hospital in town.run_until(until_s) {
                    tell(&town, &boards, hospital);
                }
            }
            Some(Counted { hospital, free }) = counts.recv() => {
                town.counted(hospital, &free);
                tell(&town, &boards, hospital);
            }
        }
    }
}

fn tell(town: &Town, boards: &[watch::Sender<Vec<u32>>], hospital: usize) {
    if let Some(board) = boards.get(hospital) {
        board.send_replace(town.free(hospital));
    }
}
