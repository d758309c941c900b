//! Has a command run: by this process when the folder is free, otherwise by the server that owns it. The same code either
//! way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sigap_kernel::World;
use sigap_store::DataFolder;

use super::place::Place;
use super::show::{self, Bar};
use crate::admin::Client;
use crate::command::{Answer, Command, Failure, Progress, Secrets, execute, exit};
use crate::config::{Config, Log};
use crate::deployment::{App, folder_here, take_folder};
use crate::observe;

/// A deployment within reach.
pub(super) enum Reached {
    /// Opened by this process, with its folder when it needs one.
    Here(Box<App>, Option<DataFolder>),
    /// Owned by a running server, which has this folder.
    There(Client, PathBuf),
}

/// Runs a command and shows its answer; gives the exit code.
pub(super) async fn run(place: &Place, command: Command) -> Result<u8, Failure> {
    let bar = Bar::new();
    let reached = reach(place, command.secrets(), command.name()).await?;
    let answer = reached.run(command, &bar.progress()).await;
    drop(bar);
    Ok(show::answer(&answer?))
}

/// Opens the deployment, or connects to the server that has it open.
pub(super) async fn reach(place: &Place, secrets: Secrets, name: &str) -> Result<Reached, Failure> {
    let mut config = place.config_of_existing()?;
    quiet_log(&config.log);
    if let Some(url) = Place::url_alone(&config) {
        let is_ring_known = secrets == Secrets::LeftAlone || config.keyring.path.is_some();
        match folder_here(url).await? {
            Some(folder) => config.data.folder = folder,
            None if config.data.folder.exists() => {}
            None if is_ring_known => return here(config, secrets, None).await,
            None => return Err(no_ring()),
        }
    }
    let folder = config.data.folder.clone();
    match take_folder(&folder, name) {
        Ok(held) => here(config, secrets, Some(held)).await,
        Err(busy) if busy.exit == exit::BUSY => Ok(Reached::There(Client::connect(&folder, busy).await?, folder)),
        Err(other) => Err(other),
    }
}

async fn here(config: Config, secrets: Secrets, held: Option<DataFolder>) -> Result<Reached, Failure> {
    Ok(Reached::Here(Box::new(App::open(Arc::new(config), World::real(), secrets, None).await?), held))
}

fn no_ring() -> Failure {
    let next = "name the data folder of its server with --data DIR, or the ring with SIGAP_KEYRING_PATH";
    Failure::new("no server of this database has run on this machine, so its key ring is not here", next).with_exit(exit::USAGE)
}

impl Reached {
    /// The folder into which a running server writes what this command asked for; `None` when this process writes by itself.
    pub(super) fn folder_of_server(&self) -> Option<&Path> {
        match self {
            Reached::Here(..) => None,
            Reached::There(_, folder) => Some(folder),
        }
    }

    /// Runs a command.
    pub(super) async fn run(self, command: Command, progress: &Progress) -> Result<Answer, Failure> {
        match self {
            Reached::Here(app, _held) => {
                let answer = execute(&app, command, progress).await;
                seal(&app).await;
                answer
            }
            Reached::There(client, _) => client.run(command, progress).await,
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
