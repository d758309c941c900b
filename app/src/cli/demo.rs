//! `sigap demo`: an invented city that lives. What happens in it stands in `crate::demo`.

use std::path::PathBuf;

use sigap_web::Mode;

use crate::command::Failure;
use crate::config::{Listen, Log};
use crate::demo::DemoOptions;
use crate::observe;

const AFTER_HELP: &str = "\
Examples:
  sigap demo
  sigap demo --data demo-city --listen 127.0.0.1:8080 --seed 7

Everything in it is invented, and every page says so. A second start goes on where the first one stopped.";

/// Start an invented city and keep it alive: hospitals admit, discharge and report
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// The folder of the demo city
    #[arg(long, value_name = "DIR", default_value = "sigap-demo")]
    data: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: Listen,
    /// Which city: the same number gives the same city
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(args: Args) -> Result<u8, Failure> {
    // A second start in one process (a test) keeps the first log. Below the welcome stands what needs a look, and nothing else.
    let filter = std::env::var("SIGAP_LOG_FILTER").unwrap_or_else(|_| "warn".to_owned());
    let _ = observe::start(&Log { filter, ..Log::default() });
    crate::demo::run(DemoOptions { data: args.data, listen: args.listen.0, seed: args.seed, mode: Mode::Demo }).await?;
    Ok(crate::command::exit::WELL)
}
