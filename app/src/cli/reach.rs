//! Has a command run: by this process when the folder is free, otherwise by the server that owns it. The same code either
//! way.

use std::path::PathBuf;
use std::sync::Arc;

use sigap_kernel::World;
use sigap_store::DataFolder;

use super::place::Place;
use super::show::{self, Bar};
use crate::admin::Client;
use crate::command::{Answer, Command, Failure, Progress, Secrets, execute, exit};
use crate::config::{Config, Log};
use crate::deployment::{App, take_folder};
use crate::observe;

/// A deployment within reach.
pub(super) enum Reached {
    /// Opened by this process.
    Here(Box<App>, DataFolder),
    /// Owned by a running server.
    There(Client),
}

/// Runs a command and shows its answer; gives the exit code.
pub(super) async fn run(place: &Place, command: Command) -> Result<u8, Failure> {
    let config = place.config_of_existing()?;
    let bar = Bar::new();
    let reached = reach(config, command.secrets(), command.name()).await?;
    let answer = reached.run(command, &bar.progress()).await;
    drop(bar);
    Ok(show::answer(&answer?))
}

/// Opens the deployment, or connects to the server that has it open.
pub(super) async fn reach(config: Config, secrets: Secrets, name: &str) -> Result<Reached, Failure> {
    quiet_log(&config.log);
    let folder: PathBuf = config.data.folder.clone();
    match take_folder(&folder, name) {
        Ok(held) => Ok(Reached::Here(Box::new(App::open(Arc::new(config), World::real(), secrets, false).await?), held)),
        Err(busy) if busy.exit == exit::BUSY => Ok(Reached::There(Client::connect(&folder, busy).await?)),
        Err(other) => Err(other),
    }
}

impl Reached {
    /// Runs a command.
    pub(super) async fn run(self, command: Command, progress: &Progress) -> Result<Answer, Failure> {
        match self {
            Reached::Here(app, _held) => {
                let answer = execute(&app, command, progress).await;
                seal(&app).await;
                answer
            }
            Reached::There(client) => client.run(command, progress).await,
        }
    }
}

/// Seals what the command wrote: on PostgreSQL nobody else may come for long. What cannot be sealed now is sealed by the server.
async fn seal(app: &App) {
    let node = format!("command-line-{}", std::process::id());
    if let Err(error) = sigap_store::seal_now(&app.db, &app.world, &node).await {
        tracing::warn!(%error, "what was written waits for its seal until the server runs");
    }
}

/// A command's own output is what counts: the log speaks up only when something is wrong, unless it was asked to say more.
pub(super) fn quiet_log(log: &Log) {
    let usual = Log::default();
    let filter = if log.filter == usual.filter { "warn".to_owned() } else { log.filter.clone() };
    // A second start in one process (a test) keeps the first log.
    let _ = observe::start(&Log { filter, json: log.json });
}
