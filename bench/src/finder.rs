//! `finder`: how fast the nearest twenty are found in a whole country while its hospitals report, and what that costs compared
//! with a city.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;

use crate::asker::{Ask, LIMIT, askers, shadows, usual_bytes};
use crate::country::Country;
use crate::load::{Caller, End, Measured, as_fast_as_answered, at_pace};
use crate::nation::Nation;
use crate::place::Place;
use crate::reporter::Reporter;
use crate::row::{Row, Sheet, say};
use crate::seed::{Plan, lay};
use crate::server::Server;
use crate::size::Size;

const BENCH: &str = "finder";
/// Answers a second that are promised.
const ANSWERS_PER_S: f64 = 8_000.0;
/// The promised part of what the reference reaches.
const PART_OF_REFERENCE: f64 = 0.5;
/// Milliseconds within which 99 of 100 answers are promised at a steady pace.
const P99_MS: f64 = 10.0;
/// Megabytes the process is promised to stay below.
const MEMORY_MB: f64 = 400.0;
/// "Flat": an answer from the country costs at most so many times what one from the city costs, although the city has so few
/// hospitals that a search looks at all of them, and in the country at up to three times as many as it shows.
const COST_RATIO: f64 = 1.5;
/// Connections that ask as fast as they are answered.
const ASKERS: usize = 32;
/// Connections at a steady pace: enough that a slow answer holds up nobody else.
const PACED: usize = 64;
/// How often the finder and the reference take turns, so that a busy moment of the machine meets both.
const TURNS: u32 = 3;

/// Measures the city, then the country.
///
/// # Errors
/// When a process does not start, or a question is not answered as it should be.
pub(crate) async fn run(size: &Size, nation: &mut Option<Nation>, sheet: &mut Sheet) -> Result<()> {
    let city = city(size).await?;
    let nation = Nation::of(nation, size)?;
    say(&format!("finder: {} hospitals, {} wards", size.hospitals, size.wards));
    let server = Server::measured(&nation.place).await?;
    let view = View { server: &server, country: nation.country.clone(), lasting: size.lasting };
    let bytes = usual_bytes(server.pages, &view.country, Ask::Need).await?;
    let alone = view.cost(Ask::Need).await?;
    sheet.add(
        Row::new(
            BENCH,
            format!("cost of an answer, {} hospitals ÷ {}", size.hospitals, size.city_hospitals),
            ratio(alone.micros, city.micros),
            "×",
        )
        .at_most(COST_RATIO),
    )?;
    sheet.add(
        Row::new(BENCH, format!("processor time of an answer, {} hospitals", size.hospitals), alone.micros, "µs")
            .beside(format!("{} hospitals", size.city_hospitals), city.micros),
    )?;

    let hospitals = nation.reporters(size, server.pages).await?;
    let mut reporters = hospitals.reporters(server.pages, ASKERS).await?;
    let done = Cell::new(false);
    let asked = async {
        let seen = view.asked(size, bytes, sheet).await;
        done.set(true);
        seen
    };
    let (reports, asked) = futures::join!(at_pace::<Reporter>(&mut reporters, size.reports_meanwhile_per_s, End::When(&done)), asked);
    asked?;
    let reports = reports.sound()?;
    let arrived = Row::new(BENCH, "reports that arrived meanwhile", reports.per_s(), "/s").at_least(size.reports_meanwhile_per_s * 0.99);
    sheet.add(arrived)?;
    let memory = server.memory()?;
    sheet.add(
        Row::new(BENCH, "memory of the process at its highest", memory.peak_mb, "MB")
            .at_most(MEMORY_MB)
            .beside("at the end", memory.now_mb),
    )
}

/// What an answer costs in a city, with nothing else going on.
async fn city(size: &Size) -> Result<Cost> {
    let wards = size.wards * size.city_hospitals / size.hospitals;
    let plan = Plan { hospitals: size.city_hospitals, wards, chances: true, ..Plan::default() };
    say(&format!("finder: {} hospitals, {} wards", plan.hospitals, plan.wards));
    let place = Place::sqlite()?;
    lay(&place, &plan)?;
    let server = Server::measured(&place).await?;
    View { server: &server, country: Rc::new(Country::of(plan.hospitals)), lasting: size.lasting }.cost(Ask::Need).await
}

/// What an answer costs the server.
struct Cost {
    /// Microseconds of processor time an answer.
    micros: f64,
}

fn ratio(one: f64, other: f64) -> f64 {
    one / other.max(1e-9)
}

/// A server with a country to ask about.
struct View<'a> {
    server: &'a Server,
    country: Rc<Country>,
    lasting: Duration,
}

impl View<'_> {
    /// The processor time of an answer, when nothing else goes on.
    async fn cost(&self, ask: Ask) -> Result<Cost> {
        let mut callers = askers(self.server.pages, &self.country, ask, ASKERS).await?;
        // Warm: pages of the program are in memory, buffers have their size.
        as_fast_as_answered(&mut callers, self.lasting / 10).await.sound()?;
        let before = self.server.processor()?;
        let measured = as_fast_as_answered(&mut callers, self.lasting).await.sound()?;
        let used = self.server.processor()?.saturating_sub(before);
        #[allow(clippy::cast_precision_loss)] // answers of one run
        Ok(Cost { micros: used.as_secs_f64() * 1e6 / measured.latencies.count() as f64 })
    }

    /// Everything that is asked while reports arrive.
    async fn asked(&self, size: &Size, bytes: usize, sheet: &mut Sheet) -> Result<()> {
        let (answers, reference) = self.in_turns(Ask::Need, bytes).await?;
        let shown = format!("nearest {LIMIT} as JSON ({:.1} kB), reports arriving", kilobytes(bytes));
        let static_body = format!("static body of {:.1} kB", kilobytes(bytes));
        sheet.add(Row::new(BENCH, shown, answers.per_s(), "/s").at_least(ANSWERS_PER_S).beside(static_body.as_str(), reference.per_s()))?;
        sheet.add(
            Row::new(BENCH, "the same as a part of the static body", ratio(answers.per_s(), reference.per_s()), "×")
                .at_least(PART_OF_REFERENCE),
        )?;

        let mut callers = askers(self.server.pages, &self.country, Ask::Need, PACED).await?;
        let finder = at_pace(&mut callers, size.questions_per_s, End::After(size.lasting)).await.sound()?;
        let mut callers = shadows(self.server.reference, bytes, PACED).await?;
        let reference = at_pace(&mut callers, size.questions_per_s, End::After(size.lasting)).await.sound()?;
        let name = format!("99 of 100 answers at a steady {} a second", size.questions_per_s);
        let row = Row::new(BENCH, name, finder.latencies.ms_at(0.99), "ms").at_most(P99_MS);
        sheet.add(
            row.beside(static_body.as_str(), reference.latencies.ms_at(0.99)).beside("half of the answers", finder.latencies.ms_at(0.5)),
        )?;

        let bytes = usual_bytes(self.server.pages, &self.country, Ask::Everything).await?;
        let (answers, reference) = self.in_turns(Ask::Everything, bytes).await?;
        let name = format!("every kind of bed of the nearest {LIMIT} ({:.1} kB)", kilobytes(bytes));
        sheet.add(
            Row::new(BENCH, name, answers.per_s(), "/s").beside(format!("static body of {:.1} kB", kilobytes(bytes)), reference.per_s()),
        )
    }

    /// The finder and the reference in turns, each as fast as it answers.
    async fn in_turns(&self, ask: Ask, bytes: usize) -> Result<(Tally, Tally)> {
        let mut people = askers(self.server.pages, &self.country, ask, ASKERS).await?;
        let mut shadows = shadows(self.server.reference, bytes, ASKERS).await?;
        let (mut answers, mut reference) = (Tally::default(), Tally::default());
        for _ in 0..TURNS {
            reference.turn(&mut shadows, self.lasting / TURNS).await?;
            answers.turn(&mut people, self.lasting / TURNS).await?;
        }
        Ok((answers, reference))
    }
}

/// Answers of several turns.
#[derive(Default)]
struct Tally {
    answers: usize,
    took: Duration,
}

impl Tally {
    async fn turn<C: Caller>(&mut self, callers: &mut [C], lasting: Duration) -> Result<()> {
        let measured: Measured = as_fast_as_answered(callers, lasting).await.sound()?;
        self.answers += measured.latencies.count();
        self.took += measured.took;
        Ok(())
    }

    #[allow(clippy::cast_precision_loss)] // answers of one run
    fn per_s(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

#[allow(clippy::cast_precision_loss)] // bytes of one answer
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1e3
}
