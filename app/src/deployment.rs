//! `App`: one deployment, opened: its folder, its database, and what stands on it. The server and the commands work on the
//! same one.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use sigap_access::{Access, AccessConfig};
use sigap_kernel::{Actor, Ctx, Masked, World};
use sigap_registry::ModeError;
use sigap_store::{DataFolder, Db, Engine, FolderBusy, FolderNote, SQLITE_FILE, StoreConfig};
use sigap_web::Mode;

use crate::command::{Failure, exit};
use crate::config::Config;
use crate::wiring;

/// Whether the secrets of the deployment are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// The key ring is opened, or made when there is none.
    Opened,
    /// It is left alone: a backup comes back without its ring.
    LeftAlone,
}

/// One deployment, opened. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The data folder.
    pub folder: PathBuf,
    /// The configuration.
    pub config: Arc<Config>,
    /// Clock and chance.
    pub world: World,
    /// The database.
    pub db: Db,
    /// What it is for: decided when its database was made.
    pub mode: Mode,
    access: Option<Access>,
}

impl App {
    /// Opens the database, brings its schema up to date, and opens the key ring when it is wanted. The folder has to be
    /// taken before. `asked` is what it has to be for; without it, whatever it is.
    ///
    /// # Errors
    /// When it is for something else, or the database or the key ring cannot be used; the sentence says what to do.
    pub async fn open(config: Arc<Config>, world: World, secrets: Secrets, asked: Option<Mode>) -> Result<Self, Failure> {
        let folder = config.data.folder.clone();
        let store = match &config.data.database_url {
            Some(url) => StoreConfig::Postgres(url.reveal().clone()),
            None if folder.join(DATABASE_FILE).exists() && !folder.join(SQLITE_FILE).exists() => return Err(is_of_postgres(&folder)),
            None => StoreConfig::Folder(folder.clone()),
        };
        let db = Db::open(&store, wiring::MIGRATIONS).await?;
        let operator = world.ctx(Actor::System("command-line"));
        let mode = sigap_registry::open_as(&db, &operator, asked).await.map_err(|error| is_for_another(error, &folder))?;
        let access = match secrets {
            Secrets::LeftAlone => None,
            Secrets::Opened => {
                let mut access = AccessConfig::new(config.key_ring_path());
                access.second_factor_required = !mode.is_invented();
                let access = Access::open(db.clone(), access, world.clone()).await?;
                note_folder(&db, &world, &folder).await?;
                Some(access)
            }
        };
        Ok(Self { folder, config, world, db, mode, access })
    }

    /// Log-in, keys and permissions.
    ///
    /// # Errors
    /// When the deployment was opened without its secrets: a mistake of the program.
    pub fn access(&self) -> Result<&Access, Failure> {
        self.access.as_ref().ok_or_else(|| Failure::new("the deployment was opened without its key ring", ""))
    }

    /// A context for the operator at the command line.
    #[must_use]
    pub fn operator(&self) -> Ctx {
        self.world.ctx(Actor::System("command-line"))
    }
}

/// In the data folder: which PostgreSQL database it belongs to.
const DATABASE_FILE: &str = "database.txt";

/// Without this a command that is told the folder alone would open a new, empty database beside the real one.
fn is_of_postgres(folder: &Path) -> Failure {
    let what = format!("the database of {} is not in the folder but on a PostgreSQL server", folder.display());
    Failure::new(what, "name it: --config FILE with the server's settings, or --database-url URL").with_exit(exit::USAGE)
}

/// What is real never becomes practice, and practice never becomes real: nobody could tell the numbers apart afterwards.
fn is_for_another(error: ModeError, folder: &Path) -> Failure {
    let ModeError::Other { is, asked } = error else { return Failure::new(error, "") };
    let next = match (is, asked) {
        (Mode::Training, _) => "start it with: sigap train --data DIR",
        (Mode::Demo, _) => "start it with: sigap demo --data DIR",
        (Mode::Live, _) => "name an empty folder: --data DIR",
    };
    Failure::new(format!("{} was made as {is}, and {asked} was asked for: one never becomes the other", folder.display()), next)
        .with_exit(exit::USAGE)
}

/// Writes down in a PostgreSQL database which folder of this machine belongs to it, for commands that are given its address alone.
async fn note_folder(db: &Db, world: &World, folder: &Path) -> Result<(), Failure> {
    let path = std::path::absolute(folder).ok().and_then(|path| path.to_str().map(str::to_owned));
    let (Engine::Postgres, Some(path), Some(name), true) = (db.engine(), path, folder_lease(), folder.is_dir()) else { return Ok(()) };
    let identity = sigap_store::identity(db).await?.unwrap_or_default();
    std::fs::write(folder.join(DATABASE_FILE), identity).context("the folder cannot be written to")?;
    // Held for no time at all: whoever comes next is written down instead.
    sigap_store::try_lease(db, &world.ctx(Actor::System("command-line")), &name, &path, 0).await?;
    Ok(())
}

/// The folder that belongs to a PostgreSQL database on this machine, when one was ever opened here with its key ring.
///
/// # Errors
/// When the database cannot be reached.
pub async fn folder_here(url: &Masked<String>) -> Result<Option<PathBuf>, Failure> {
    let Some(name) = folder_lease() else { return Ok(None) };
    let note = sigap_store::folder_note(url.reveal(), &name).await?;
    let belongs =
        |note: &FolderNote| std::fs::read_to_string(Path::new(&note.folder).join(DATABASE_FILE)).is_ok_and(|of| of == note.identity);
    Ok(note.filter(belongs).map(|note| PathBuf::from(note.folder)))
}

/// The lease that names the folder on this machine.
fn folder_lease() -> Option<String> {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(format!("folder at {}", machine.trim()))
}

/// Takes the folder for this process; a new one is for its owner's eyes alone.
///
/// # Errors
/// When somebody else has it ([`exit::BUSY`]), or when it cannot be made.
pub fn take_folder(path: &Path, owner: &str) -> Result<DataFolder, Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("the folder {} cannot be made", path.display()))
        .map_err(|error| Failure::new(format!("{error:#}"), "name a folder you may write to: --data DIR"))?;
    let owner = format!("{owner}, process {}", std::process::id());
    DataFolder::take(path, &owner).map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref::<FolderBusy>()) {
        Some(busy) => Failure::new(busy, "wait until it has ended, or use another folder").with_exit(exit::BUSY),
        None => {
            Failure::new(format!("the folder {} cannot be used: {error}", path.display()), "check who owns it and whether the disk is full")
        }
    })
}
