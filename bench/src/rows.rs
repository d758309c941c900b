//! `store`: ward rows that are durable, set by set, one by one, and all at once.

use std::time::Instant;

use anyhow::{Context as _, Result};
use sigap::wiring;
use sigap_beds::{Counter, Report};
use sigap_kernel::{Actor, FacilityId, WardId, World};
use sigap_store::{Db, Lane, StoreError, run_sealer};

use crate::disk::page_syncs;
use crate::latency::Latencies;
use crate::place::Place;
use crate::row::{Row, Sheet, say};
use crate::seed::numbered_report;
use crate::size::Size;

const BENCH: &str = "store";
/// Ward rows a second that are promised on SQLite.
const ROWS_PER_S: f64 = 10_000.0;
/// Reports of one group, as the group writer has them at most.
const GROUP: usize = 200;
/// Wards that report; each row of the measurement is a report of one of them with another number than the last.
const WARDS: usize = 5_000;
/// Wards of one hospital.
const WARDS_PER_HOSPITAL: usize = 20;

/// Measures every engine at hand.
///
/// # Errors
/// What the database says.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    for place in Place::both().await? {
        say(&format!("store: {} rows on {}", size.store_rows, place.engine()));
        let store = Store::open(&place).await?;
        let rows = store.rows(size).await?;
        let row = Row::new(BENCH, format!("ward rows durable in groups of {GROUP}, {}", place.engine()), rows.grouped_per_s, "/s");
        let row = if place.engine() == "SQLite" { row.at_least(ROWS_PER_S) } else { row };
        let row = row.beside("one row a commit", rows.single_per_s).beside("one transaction for all", rows.whole_per_s);
        sheet.add(row.beside("page syncs of the disk", syncs_per_s(&place)?))?;
    }
    Ok(())
}

fn syncs_per_s(place: &Place) -> Result<f64> {
    Ok(1_000.0 / page_syncs(&place.folder())?.ms_at(0.5).max(1e-6))
}

/// What the store does by itself, for those who measure what is built on it.
pub(crate) struct Alone {
    /// Rows a second in groups.
    pub(crate) grouped_per_s: f64,
    /// How long a write of one row takes when nobody else writes.
    pub(crate) single: Latencies,
}

/// Measures an engine for the rows of others, in a deployment of its own.
///
/// # Errors
/// What the database says.
pub(crate) async fn alone(place: &Place, size: &Size) -> Result<Alone> {
    let store = Store::open(place).await?;
    let numbers = store.wards.len().max(1);
    store.in_groups(&store.reports(numbers, 1)).await?;
    let (grouped_per_s, _) = store.in_groups(&store.reports(size.store_rows / 4, 2)).await?;
    let (_, single) = store.one_by_one(&store.reports(size.store_single_rows / 4, 9)).await?;
    Ok(Alone { grouped_per_s, single })
}

struct Rows {
    grouped_per_s: f64,
    single_per_s: f64,
    whole_per_s: f64,
}

struct Store {
    db: Db,
    world: World,
    counter: Counter,
    wards: Vec<(FacilityId, WardId)>,
}

impl Store {
    async fn open(place: &Place) -> Result<Self> {
        std::fs::create_dir_all(place.folder())?;
        let (db, world) = (Db::open(&place.store(), wiring::MIGRATIONS).await?, World::real());
        // Where the chain is made beside the writes, that work is part of what is measured.
        tokio::spawn(run_sealer(db.clone(), world.clone(), "bench".to_owned()));
        let ctx = world.ctx(Actor::System("bench"));
        let hospitals: Vec<FacilityId> = (0..WARDS.div_ceil(WARDS_PER_HOSPITAL)).map(|_| FacilityId::new(&ctx)).collect();
        let wards = hospitals.iter().flat_map(|hospital| (0..WARDS_PER_HOSPITAL).map(|_| (*hospital, WardId::new(&ctx)))).collect();
        Ok(Self { db, world, counter: Counter::default(), wards })
    }

    /// So many reports in the order of the wards; the numbers begin at `first` and differ from round to round.
    fn reports(&self, count: usize, first: usize) -> Vec<Report> {
        let ctx = self.world.ctx(Actor::System("bench"));
        let wards = self.wards.iter().cycle().take(count).zip(0..);
        wards.map(|((facility, ward), place)| numbered_report(&ctx, *facility, *ward, (first + place / WARDS) as u64)).collect()
    }

    /// The same rows each way, in a table in which every ward has a row already.
    async fn rows(&self, size: &Size) -> Result<Rows> {
        self.in_groups(&self.reports(self.wards.len(), 1)).await?;
        let (grouped_per_s, _) = self.in_groups(&self.reports(size.store_rows, 100)).await?;
        let (single_per_s, _) = self.one_by_one(&self.reports(size.store_single_rows, 300)).await?;
        let whole_per_s = self.all_at_once(&self.reports(size.store_rows, 500)).await?;
        Ok(Rows { grouped_per_s, single_per_s, whole_per_s })
    }

    /// The same statements as in groups, with a single commit at the end.
    #[allow(clippy::cast_precision_loss)] // rows of one run
    async fn all_at_once(&self, reports: &[Report]) -> Result<f64> {
        let (begun, ctx, counter) = (Instant::now(), self.world.ctx(Actor::System("bench")), &self.counter);
        let written = self.db.write_in(&ctx, Lane::Bulk, |tx| async move {
            for some in reports.chunks(GROUP) {
                sigap_beds::observe(&tx, counter, some).await?;
            }
            Ok::<_, StoreError>(())
        });
        written.await?;
        Ok(reports.len() as f64 / begun.elapsed().as_secs_f64().max(1e-9))
    }

    async fn in_groups(&self, reports: &[Report]) -> Result<(f64, Latencies)> {
        self.written(reports, GROUP).await
    }

    async fn one_by_one(&self, reports: &[Report]) -> Result<(f64, Latencies)> {
        self.written(reports, 1).await
    }

    /// Writes reports in groups of at most `group`; gives rows a second, and how long each commit took.
    #[allow(clippy::cast_precision_loss)] // rows of one run
    async fn written(&self, reports: &[Report], group: usize) -> Result<(f64, Latencies)> {
        let (begun, mut latencies) = (Instant::now(), Latencies::with_room(reports.len() / group.max(1) + 1));
        for some in reports.chunks(group.max(1)) {
            let due = Instant::now();
            self.write(some).await.context("the store did not take a group")?;
            latencies.note(due.elapsed());
        }
        Ok((reports.len() as f64 / begun.elapsed().as_secs_f64().max(1e-9), latencies))
    }

    async fn write(&self, reports: &[Report]) -> Result<(), StoreError> {
        let ctx = self.world.ctx(Actor::System("bench"));
        let counter = &self.counter;
        self.db
            .write_in(&ctx, Lane::Bulk, |tx| async move {
                sigap_beds::observe(&tx, counter, reports).await?;
                Ok(())
            })
            .await
    }
}
