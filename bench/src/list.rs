//! `list`: how quickly the bed manager's list of a large hospital opens, with a full evening on it and a year of lines behind it, beside a static
//! body of the same size at the same pace.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use sigap::deployment::App;
use sigap_beds::{BedsError, Counter, NewPlan, PlanId, PlanKind, PlanState, Report};
use sigap_kernel::{Ctx, FacilityId, Masked, WardId};
use sigap_store::{Lane, StoreError, Subject};

use crate::asker::shadows;
use crate::http::{Conn, get};
use crate::load::{Caller, End, at_pace};
use crate::nurse::cookie;
use crate::place::Place;
use crate::row::{Row, Sheet, say};
use crate::seed::{Plan, lay as lay_country, report};
use crate::server::Server;
use crate::size::Size;

const BENCH: &str = "list";
/// Milliseconds within which 95 of 100 lists are promised.
const P95_MS: f64 = 100.0;
/// Wards of the hospital: with 20 beds each 2,000.
const WARDS: usize = 100;
/// Beds of each.
const BEDS: u32 = 20;
/// Rows laid in one write.
const ROWS_PER_WRITE: usize = 500;
/// Lines of a full evening.
const OPEN: usize = 150;
/// Lines of a year, one every quarter of an hour.
const PAST: usize = 35_000;
/// Connections that ask.
const READERS: usize = 8;
/// Lists a second: every ward and the manager look at it at the same time.
const LISTS_PER_S: f64 = 10.0;

/// Measures on each engine.
///
/// # Errors
/// When a process does not start, or a list is not answered as it should be.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    let past = if size.judges { PAST } else { 200 };
    for place in Place::both().await? {
        measured(&place, size, past, sheet).await?;
    }
    Ok(())
}

async fn measured(place: &Place, size: &Size, past: usize, sheet: &mut Sheet) -> Result<()> {
    say(&format!("list: {WARDS} wards, {OPEN} lines, {past} behind them, {}", place.engine()));
    let laid = lay_country(place, &Plan { hospitals: 2, board_wards: WARDS, plans: OPEN, past_plans: past, ..Plan::default() })?;
    let hospital = laid.board_hospital().context("there is no hospital")?;
    let server = Server::measured(place).await?;
    let mut readers = readers(server.pages, hospital).await?;
    let bytes = readers.first().map_or(0, |reader| reader.bytes);
    let lists = at_pace(&mut readers, LISTS_PER_S, End::After(size.lasting)).await.sound()?;
    let mut callers = shadows(server.reference, bytes, READERS).await?;
    let reference = at_pace(&mut callers, LISTS_PER_S, End::After(size.lasting)).await.sound()?;
    #[allow(clippy::cast_precision_loss)] // kilobytes of one page
    let name = format!("95 of 100 lists of 2,000 beds ({:.0} kB), {}", bytes as f64 / 1_000.0, place.engine());
    sheet.add(
        Row::new(BENCH, name, lists.latencies.ms_at(0.95), "ms")
            .at_most(P95_MS)
            .beside("static body of that size", reference.latencies.ms_at(0.95))
            .beside("half of the lists", lists.latencies.ms_at(0.5)),
    )
}

/// Lays the list of a hospital: numbers of its wards, lines of tonight, and those that are over.
///
/// # Errors
/// What the room says.
pub(crate) async fn lay(app: &App, ctx: &Ctx, plan: &Plan, hospital: FacilityId, wards: &[WardId]) -> Result<()> {
    if plan.plans == 0 {
        return Ok(());
    }
    let counter = &Counter::default();
    let reports: &Vec<Report> = &wards.iter().map(|ward| report(ctx, hospital, *ward, (BEDS, 2))).collect();
    app.db.write_in(ctx, Lane::Bulk, |tx| async move { sigap_beds::observe(&tx, counter, reports).await }).await?;
    let access = app.access()?;
    let open: &Vec<NewPlan> = &(0..plan.plans).filter_map(|number| line(ctx, hospital, wards, number)).collect();
    let laid: Result<(), BedsError> = app
        .db
        .write_in(ctx, Lane::Bulk, |tx| async move {
            for line in open {
                sigap_beds::plan(&tx, access, line).await?;
            }
            Ok(())
        })
        .await;
    laid?;
    let numbers: Vec<usize> = (0..plan.past_plans).collect();
    for some in numbers.chunks(ROWS_PER_WRITE) {
        let past: &Vec<_> = &some.iter().filter_map(|number| over(ctx, hospital, wards, *number)).collect();
        let laid: Result<(), StoreError> = app
            .db
            .write_in(ctx, Lane::Bulk, |tx| async move {
                for line in past {
                    sigap_beds::lay_plan(&tx, line).await?;
                }
                tx.confirm(Subject::new("bed_list", hospital));
                Ok(())
            })
            .await;
        laid?;
    }
    Ok(())
}

/// A line of tonight, one kind after the other.
fn line(ctx: &Ctx, facility: FacilityId, wards: &[WardId], number: usize) -> Option<NewPlan> {
    let kind = *[PlanKind::Home, PlanKind::Waiting, PlanKind::Cleaning, PlanKind::Elective, PlanKind::Transfer].get(number % 5)?;
    let ward = |number: usize| wards.get(number % wards.len().max(1)).copied();
    let at = ctx.now().plus_min(10 + i64::try_from(number).ok()? * 7);
    Some(NewPlan {
        facility,
        kind,
        ward: if kind.needs_ward() { ward(number) } else { None },
        to_ward: if kind.takes_a_bed() { ward(number + 1) } else { None },
        since: ctx.now(),
        at,
        label: Masked::new(format!("{number}A RK")),
    })
}

/// A line that is over.
fn over(ctx: &Ctx, facility: FacilityId, wards: &[WardId], number: usize) -> Option<sigap_beds::Plan> {
    let at = ctx.now().plus_min(-15 * (1 + i64::try_from(number).ok()?));
    Some(sigap_beds::Plan {
        id: PlanId::new(ctx),
        facility,
        version: 2,
        kind: PlanKind::Home,
        state: PlanState::Done,
        ward: wards.get(number % wards.len().max(1)).copied(),
        to_ward: None,
        since: at,
        at,
        label: None,
        came_from: None,
        was: None,
        actor: ctx.actor().to_string(),
        ended_at: Some(at),
    })
}

/// Somebody of the hospital who looks at the list.
struct Reader {
    conn: Conn,
    request: Vec<u8>,
    bytes: usize,
}

async fn readers(address: SocketAddr, hospital: FacilityId) -> Result<Vec<Reader>> {
    let mut conn = Conn::open(address).await?;
    let cookie = cookie(&mut conn).await?;
    let request = get(&format!("/manajer/{hospital}"), &format!("cookie: {cookie}\r\n")).into_bytes();
    let mut readers = Vec::with_capacity(READERS);
    for _ in 0..READERS {
        let mut reader = Reader { conn: Conn::open(address).await?, request: request.clone(), bytes: 0 };
        // The first look is written down for every line; from then on it is the page that is measured.
        reader.call().await?;
        readers.push(reader);
    }
    Ok(readers)
}

impl Caller for Reader {
    async fn call(&mut self) -> Result<()> {
        let answer = self.conn.ask(&self.request).await?;
        ensure!(answer.status == 200, "the list was answered with {}", answer.status);
        self.bytes = answer.body.len();
        Ok(())
    }
}
