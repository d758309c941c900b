//! `sigap train`: an invented city to practise in. What happens in it stands in `crate::demo`.

use std::path::PathBuf;

use clap::Subcommand;
use sigap_web::Mode;

use super::show;
use crate::command::{Failure, exit};
use crate::config::{Listen, Log};
use crate::demo::{DemoOptions, Scenario, train};
use crate::observe;

const AFTER_HELP: &str = "\
Examples:
  sigap train --data latihan-november --listen 127.0.0.1:8081
  sigap train scenario surge --data latihan-november
  sigap train reset --data latihan-november

Every page, file and answer says LATIHAN / TRAINING; nothing leaves the house. A folder made for training stays that for good,
and no folder of a real city can be opened with this command.";

const RESET_HELP: &str = "\
Example:
  sigap train reset --data latihan-november";

const SCENARIO_HELP: &str = "\
Example:
  sigap train scenario surge --data latihan-november";

/// Start an invented city to practise in: marked everywhere, with its own data
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    deed: Option<Deed>,
    #[command(flatten)]
    folder: Folder,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: Listen,
    /// Which city, when the folder holds none yet: the same number gives the same city
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, clap::Args)]
struct Folder {
    /// The folder to practise in
    #[arg(long, value_name = "DIR", default_value = "sigap-training")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Deed {
    /// Throw away what was practised; the next start lays the city again
    #[command(after_help = RESET_HELP)]
    Reset(Folder),
    /// Say what the city does from now on: usual, surge (a bad night) or pause
    #[command(after_help = SCENARIO_HELP)]
    Scenario {
        /// usual, surge or pause
        #[arg(value_name = "WHAT")]
        scenario: Scenario,
        #[command(flatten)]
        folder: Folder,
    },
}

pub(super) async fn run(args: Args) -> Result<u8, Failure> {
    match args.deed {
        Some(Deed::Reset(folder)) => {
            train::reset(&folder.data).await?;
            show::out(&format!("{} is empty again\n", folder.data.display()));
        }
        Some(Deed::Scenario { scenario, folder }) => {
            train::play(&folder.data, scenario)?;
            show::out(&format!("from now on: {scenario}\n"));
        }
        None => {
            // A second start in one process (a test) keeps the first log.
            let filter = std::env::var("SIGAP_LOG_FILTER").unwrap_or_else(|_| "warn".to_owned());
            let _ = observe::start(&Log { filter, ..Log::default() });
            let options = DemoOptions { data: args.folder.data, listen: args.listen.0, seed: args.seed, mode: Mode::Training };
            crate::demo::run(options).await?;
        }
    }
    Ok(exit::WELL)
}
