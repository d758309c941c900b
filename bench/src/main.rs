#![doc = include_str!("../README.md")]

mod asker;
mod backtest;
mod census;
mod chances;
mod codecs;
mod country;
mod disk;
mod finder;
mod http;
mod kill;
mod latency;
mod list;
mod live;
mod load;
mod mixed;
mod nation;
mod nurse;
mod place;
mod positions;
mod reporter;
mod reports;
mod row;
mod rows;
mod seed;
mod serve;
mod server;
mod size;
mod system;

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand, ValueEnum};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use row::{Sheet, say, show};
use size::Size;

/// Random kills of a full run on each engine.
const RANDOM_KILLS: usize = 50;

/// Measures what Sigap promises, each figure beside a reference of the same run.
#[derive(Debug, Parser)]
#[command(name = "sigap-bench", version, about, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Measure; all figures, or those that are named
    ///
    /// SIGAP_BENCH_QUICK=1 makes everything small: then each measurement is seen to work and no figure is judged.
    Run {
        /// Which
        only: Vec<Name>,
        /// Also write each row as a line of JSON, appended to this file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// Stop the program dead under load, start it again and look whether anything is missing
    Kill {
        /// Random kills on each engine, beside those at every named place of the store
        #[arg(long, value_name = "N", default_value_t = RANDOM_KILLS)]
        rounds: usize,
        /// The seed of the random moments
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: usize,
        /// Also write each row as a line of JSON, appended to this file
        #[arg(long, value_name = "FILE")]
        json: Option<PathBuf>,
    },
    /// The process that is measured
    #[command(hide = true)]
    Serve,
    /// The process that lays a country
    #[command(hide = true)]
    Seed {
        /// What to lay, as JSON
        plan: String,
    },
    /// The process that looks what a kill left behind
    #[command(hide = true)]
    Look,
    /// The program itself, with its own words
    #[command(hide = true)]
    Program {
        /// Its words
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
}

/// A measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    Chance,
    Codecs,
    Store,
    Finder,
    Reports,
    Mixed,
    Positions,
    Live,
    List,
    Census,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Deed::Program { words } = cli.deed {
        return sigap::cli::run(std::iter::once(OsString::from("sigap")).chain(words));
    }
    match done(cli.deed) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("sigap-bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked; says whether it went as it should.
fn done(deed: Deed) -> Result<bool> {
    let many = || tokio::runtime::Builder::new_multi_thread().enable_all().build();
    // The asking side stays on one thread: what it takes from the machine is then the same from run to run.
    let one = || tokio::runtime::Builder::new_current_thread().enable_all().build();
    match deed {
        Deed::Serve => many()?.block_on(serve::run()).map(|()| true),
        Deed::Seed { plan } => many()?.block_on(seed::run(&plan)).map(|()| true),
        Deed::Look => many()?.block_on(kill::look()).map(|()| true),
        Deed::Run { only, json } => {
            raise_open_files()?;
            measure(&only, sheet(json)?, &many()?, &one()?)
        }
        Deed::Kill { rounds, seed, json } => {
            let mut sheet = sheet(json)?;
            let (passed, failed) = one()?.block_on(kill::run(rounds, seed, &mut sheet))?;
            show(&format!("kill: {passed} passed, {failed} failed"));
            Ok(failed == 0)
        }
        Deed::Program { .. } => Ok(false),
    }
}

fn sheet(json: Option<PathBuf>) -> Result<Sheet> {
    let open = |path: PathBuf| OpenOptions::new().create(true).append(true).open(&path).with_context(|| path.display().to_string());
    Ok(Sheet::new(json.map(open).transpose()?, Size::of_environment().judges))
}

fn measure(only: &[Name], mut sheet: Sheet, many: &tokio::runtime::Runtime, one: &tokio::runtime::Runtime) -> Result<bool> {
    let size = Size::of_environment();
    let mut nation = None;
    for name in Name::value_variants().iter().filter(|name| only.is_empty() || only.contains(name)) {
        match name {
            Name::Chance => backtest::run(&size, &mut sheet)?,
            Name::Codecs => codecs::run(&size, &mut sheet)?,
            Name::Store => many.block_on(rows::run(&size, &mut sheet))?,
            Name::Finder => one.block_on(finder::run(&size, &mut nation, &mut sheet))?,
            Name::Reports => one.block_on(reports::run(&size, &mut sheet))?,
            Name::Mixed => one.block_on(mixed::run(&size, &mut sheet))?,
            Name::Positions => one.block_on(positions::run(&size, &mut sheet))?,
            Name::Live => one.block_on(live::run(&size, &mut nation, &mut sheet))?,
            Name::List => one.block_on(list::run(&size, &mut sheet))?,
            Name::Census => one.block_on(census::run(&size, &mut sheet))?,
        }
    }
    if size.judges {
        show(&format!("{} figures met, {} not met", sheet.met(), sheet.not_met()));
    } else {
        show("sizes too small to judge: every measurement was made");
        show(&format!("bench: {} passed, 0 failed", sheet.len()));
    }
    Ok(sheet.not_met() == 0)
}

/// Every open page is an open file: the limit goes up as far as the system lets it.
fn raise_open_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })
        .context("the limit of open files could not be raised")
}
