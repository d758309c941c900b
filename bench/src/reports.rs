//! `reports`: signed Aplicares calls of many hospitals at once, on each engine, while a nurse keeps her ward.

use std::cell::Cell;

use anyhow::Result;

use crate::load::{End, as_fast_as_answered, at_pace};
use crate::nurse::Nurse;
use crate::place::Place;
use crate::reporter::Hospitals;
use crate::row::{Row, Sheet, say};
use crate::rows::alone;
use crate::seed::{Plan, lay};
use crate::server::Server;
use crate::size::Size;

const BENCH: &str = "reports";
/// Acknowledged reports a second that are promised.
const REPORTS_PER_S: f64 = 2_000.0;
/// Milliseconds within which 99 of 100 reports are promised to be acknowledged.
const REPORT_P99_MS: f64 = 100.0;
/// The same for a person's tap.
const TAP_P99_MS: f64 = 50.0;
/// Taps a second: one every 50 ms.
const TAPS_PER_S: f64 = 20.0;
/// Connections of the hospital systems.
const CONNECTIONS: usize = 64;
/// Wards the nurse keeps.
const BOARD_WARDS: usize = 6;

/// Measures every engine at hand.
///
/// # Errors
/// When a process does not start, or a report or a tap does not count.
pub(crate) async fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    for (place, spare) in Place::both().await?.iter().zip(&Place::both().await?) {
        one(place, spare, size, sheet).await?;
    }
    Ok(())
}

async fn one(place: &Place, spare: &Place, size: &Size, sheet: &mut Sheet) -> Result<()> {
    let engine = place.engine();
    say(&format!("reports: {} hospitals with {} rooms each, {engine}", size.senders, size.rooms));
    let store = alone(spare, size).await?;
    let laid = lay(place, &Plan { hospitals: size.senders + 1, reporters: size.senders, board_wards: BOARD_WARDS, ..Plan::default() })?;
    let server = Server::measured(place).await?;
    let hospitals = Hospitals::of(0..size.senders, size.rooms)?;
    hospitals.register(server.pages, CONNECTIONS).await?;
    let mut senders = hospitals.reporters(server.pages, CONNECTIONS).await?;
    let mut nurses = [Nurse::log_in(server.pages, &laid).await?];

    let most = as_fast_as_answered(&mut senders, size.lasting / 2).await.sound()?;
    let done = Cell::new(false);
    let (reports, taps) = futures::join!(
        async {
            let reports = at_pace(&mut senders, size.reports_per_s, End::After(size.lasting)).await;
            done.set(true);
            reports
        },
        at_pace(&mut nurses, TAPS_PER_S, End::When(&done))
    );
    let (reports, taps) = (reports.sound()?, taps.sound()?);
    let offered = format!("reports acknowledged, {:.0} a second sent, {engine}", size.reports_per_s);
    let row = Row::new(BENCH, offered, reports.per_s(), "/s").at_least(REPORTS_PER_S);
    sheet.add(row.beside("as many as it takes", most.per_s()).beside("the store alone", store.grouped_per_s))?;
    let row = Row::new(BENCH, format!("99 of 100 reports acknowledged within, {engine}"), reports.latencies.ms_at(0.99), "ms")
        .at_most(REPORT_P99_MS);
    sheet.add(row.beside("half of them", reports.latencies.ms_at(0.5)).beside("one row alone", store.single.ms_at(0.99)))?;
    let row =
        Row::new(BENCH, format!("99 of 100 taps of a nurse meanwhile, {engine}"), taps.latencies.ms_at(0.99), "ms").at_most(TAP_P99_MS);
    sheet.add(row.beside("half of them", taps.latencies.ms_at(0.5)).beside("one row alone", store.single.ms_at(0.99)))
}
