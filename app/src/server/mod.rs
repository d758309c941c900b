//! The server: opens a deployment, mounts the rooms, listens, watches, and stops in peace.

mod admin;
mod drain;
mod limits;
mod listen;
mod lost;
mod ready;
mod site;
mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use sigap_kernel::{Actor, World};
use sigap_store::{DataFolder, run_checkpointer, run_lookout, run_sealer};
use sigap_web::{Floor, Mode, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;

use crate::command::Failure;
use crate::config::Config;
use crate::deployment::{App, Secrets, take_folder};
use crate::wiring;

pub use drain::{DRAIN_WITHIN, Drain, Stopper, drain};
pub use site::{Site, site};

use listen::Door;
use ready::Ready;
use watch::MachineWatch;

/// Connections to the admin address at once.
const ADMIN_CONNECTIONS_MAX: usize = 64;
/// Sealing the last entries may hold up the end this long.
const SEAL_WITHIN: Duration = Duration::from_secs(5);
/// How often the uses of machine keys are written down.
const KEY_USES_EVERY: Duration = Duration::from_secs(10);

/// What to start.
#[derive(Debug, Clone)]
pub struct Start {
    /// The configuration.
    pub config: Config,
    /// Clock and chance.
    pub world: World,
    /// What the deployment has to be for. In what is invented pages say so, and the second factor is not asked for.
    pub mode: Mode,
}

/// A server at work. [`Running::stop`] ends it in peace; dropping it ends it at once.
pub struct Running {
    /// The deployment.
    pub app: App,
    /// The floor under its pages.
    pub floor: Floor,
    /// The address of its pages.
    pub address: SocketAddr,
    /// The address for the operator.
    pub admin: Option<SocketAddr>,
    asked: Mutex<Asked>,
    stopper: Stopper,
    places: Arc<Semaphore>,
    connections_max: u32,
    jobs: sigap_jobs::Running,
    node: String,
    /// What has to run as long as the server does.
    tasks: Mutex<JoinSet<()>>,
    /// What only helps: a server without it still serves.
    helpers: JoinSet<()>,
    _folder: DataFolder,
}

/// Starts a server: takes the folder, opens the deployment, listens.
///
/// # Errors
/// When the folder is in use, the database cannot be used, or an address is taken; the sentence says what to do.
pub async fn start(start: Start) -> Result<Running, Failure> {
    let Start { config, world, mode } = start;
    // From here on a signal is kept: whoever sees the address may ask the program to stop at once.
    let asked = Asked::hear().map_err(|error| Failure::new(format!("the system gives no signals: {error}"), ""))?;
    limits::raise_open_files();
    let folder = take_folder(&config.data.folder, owner(mode))?;
    let app = App::open(Arc::new(config), world.clone(), Secrets::Opened, Some(mode)).await?;
    let floor = Floor::in_mode(app.db.clone(), app.access()?.clone(), world.clone(), settings(&app.config, mode), app.mode);
    let rooms = wiring::rooms(&app, &floor).await?;
    let (stopper, drain) = drain();
    let site = site(&floor, rooms.mounted, wiring::api(), drain.clone());
    let places = Arc::new(Semaphore::new(app.config.server.connections_max as usize));
    let watch = MachineWatch::new(app.config.watch.clone());
    let ready = Ready { floor: floor.clone(), watch: watch.clone(), gauges: rooms.gauges.into(), drain: drain.clone() };

    let mut tasks = JoinSet::new();
    let node = node_name(&world);
    tasks.spawn(run_sealer(app.db.clone(), world.clone(), node.clone()));
    tasks.spawn(run_lookout(app.db.clone()));
    tasks.spawn(run_checkpointer(app.db.clone()));
    let mut helpers = JoinSet::new();
    helpers.spawn(watch.run(world.clone(), app.folder.clone()));
    helpers.spawn(note_key_uses(app.clone()));
    tasks.spawn(crate::admin::listen(app.clone()).context("the admin socket cannot be made").map_err(Failure::from)?);
    let door = public_door(&app.config, site.router, places.clone(), drain.clone())?;
    let (address, accepting) = open(app.config.server.listen, door).await?;
    tasks.spawn(accepting);
    let admin = match app.config.admin.listen {
        Some(listen) => {
            let (address, accepting) = open(listen, admin_door(ready, drain)).await?;
            tasks.spawn(accepting);
            Some(address)
        }
        None => None,
    };
    let jobs = sigap_jobs::Runner::new(app.db.clone(), world, node.clone()).with_all(rooms.jobs).start();
    let connections_max = app.config.server.connections_max;
    let (asked, tasks) = (Mutex::new(asked), Mutex::new(tasks));
    Ok(Running { app, floor, address, admin, asked, stopper, places, connections_max, jobs, node, tasks, helpers, _folder: folder })
}

/// The first part that breaks; parts that end because nothing is left for them to do are no matter.
async fn broken(tasks: &Mutex<JoinSet<()>>) -> Failure {
    let mut tasks = tasks.lock().await;
    while let Some(ended) = tasks.join_next().await {
        if let Err(broken) = ended {
            tracing::error!(%broken, "a part of the server broke");
            return Failure::new(format!("a part of the server broke: {broken}"), "start it again; the log says where it broke");
        }
    }
    std::future::pending().await
}

impl Running {
    /// The address of the pages, as a browser takes it.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.app.config.tls.files.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Waits until the system asks the program to stop (SIGTERM or Ctrl-C), or has done so since the start.
    ///
    /// # Errors
    /// When the system gives no more signals, or a part of the server broke that has to run as long as it does: better it is
    /// started again as a whole than that it goes on without.
    pub async fn until_asked(&self) -> Result<(), Failure> {
        let mut asked = self.asked.lock().await;
        tokio::select! {
            asked = asked.next() => asked.map_err(|error| Failure::new(format!("the system gives no signals: {error}"), "")),
            broken = broken(&self.tasks) => Err(broken),
        }
    }

    /// Stops in peace: accepts nothing new, tells live streams, lets open requests finish for at most [`DRAIN_WITHIN`],
    /// ends the jobs, gives the folder back. Whoever asks a second time cuts the waiting short.
    pub async fn stop(mut self) {
        tracing::info!("stopping");
        self.stopper.stop();
        let (asked, tasks) = (self.asked.get_mut(), self.tasks.get_mut());
        tokio::select! {
            all_gone = tokio::time::timeout(DRAIN_WITHIN, self.places.acquire_many(self.connections_max)) => if all_gone.is_err() {
                tracing::warn!("some requests did not finish in time and are cut off");
            },
            _ = asked.next() => tracing::warn!("asked to stop again: requests under way are cut off"),
        }
        self.jobs.stop().await;
        tasks.shutdown().await;
        self.helpers.shutdown().await;
        flush_key_uses(&self.app).await;
        seal_rest(&self.app, &self.node).await;
        tracing::info!("stopped");
    }
}

/// The signals by which the system asks the program to stop.
struct Asked {
    terminate: Signal,
    interrupt: Signal,
}

impl Asked {
    fn hear() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> std::io::Result<()> {
        let heard = tokio::select! {
            heard = self.terminate.recv() => heard,
            heard = self.interrupt.recv() => heard,
        };
        heard.ok_or_else(|| std::io::Error::other("no more signals"))
    }
}

/// Who has the folder, for others who want it.
const fn owner(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "sigap serve",
        Mode::Demo => "sigap demo",
        Mode::Training => "sigap train",
    }
}

fn settings(config: &Config, mode: Mode) -> Settings {
    Settings {
        city: config.city.name.clone(),
        centre: config.city.centre,
        zone: config.city.zone,
        demo: mode.is_invented(),
        tls: config.tls.files.is_some() || config.server.is_public_over_tls(),
        help_phone: config.city.help_phone.clone(),
    }
}

fn public_door(config: &Config, router: axum::Router, places: Arc<Semaphore>, drain: Drain) -> Result<Door, Failure> {
    let tls = config.tls.files.as_ref().map(crate::tls::acceptor).transpose()?;
    Ok(Door { router, tls, trusted_proxies: config.server.trusted_proxies.clone(), places, drain })
}

fn admin_door(ready: Ready, drain: Drain) -> Door {
    let places = Arc::new(Semaphore::new(ADMIN_CONNECTIONS_MAX));
    Door { router: admin::routes(ready), tls: None, trusted_proxies: Vec::new(), places, drain }
}

async fn open(listen: SocketAddr, door: Door) -> Result<(SocketAddr, impl Future<Output = ()> + Send + 'static), Failure> {
    let cannot = |error: std::io::Error| {
        Failure::new(format!("cannot listen at {listen}: {error}"), "stop what listens there, or choose another port (--listen)")
    };
    let listener = TcpListener::bind(listen).await.map_err(cannot)?;
    let address = listener.local_addr().map_err(cannot)?;
    Ok((address, listen::accept(listener, Arc::new(door))))
}

/// A name no other node on the same database has.
fn node_name(world: &World) -> String {
    let ctx = world.ctx(Actor::System("node"));
    format!("{}-{:08x}", std::process::id(), u32::from_be_bytes(ctx.random()))
}

async fn note_key_uses(app: App) {
    loop {
        tokio::time::sleep(KEY_USES_EVERY).await;
        flush_key_uses(&app).await;
    }
}

/// Seals what the last requests wrote, so that the journal has no open end while nobody is there.
async fn seal_rest(app: &App, node: &str) {
    let sealed = tokio::time::timeout(SEAL_WITHIN, sigap_store::seal_now(&app.db, &app.world, node)).await;
    if !matches!(sealed, Ok(Ok(()))) {
        tracing::warn!(?sealed, "the last entries of the journal wait for their seal until the next start");
    }
}

async fn flush_key_uses(app: &App) {
    let Ok(access) = app.access() else { return };
    if let Err(error) = access.flush_key_uses(&app.world.ctx(Actor::System("key-uses"))).await {
        tracing::warn!(%error, "when keys were last used could not be written down; it is kept for the next time");
    }
}
