//! The demo: an invented city that lives. It is laid from a seed into a folder of its own, served like a real deployment, and
//! kept alive by simulated hospitals that report over HTTP. A second start goes on where the first one stopped.

mod city;
mod dice;
mod lay;
mod life;
mod rooms;
#[cfg(test)]
mod tests;
pub mod train;
mod welcome;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use sigap_kernel::World;
use sigap_web::Mode;

use crate::command::{Failure, Progress, Step};
use crate::config::Config;
use crate::deployment::App;
use crate::server::{Running, Start, start};
use city::City;
use lay::{LaidHospital, Stamp};
use life::Life;
pub use life::Scenario;

/// Which demo to start.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    /// The folder of the city.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Which city, when the folder holds none yet.
    pub seed: u64,
    /// To look at, or to practise in.
    pub mode: Mode,
}

/// Starts the demo and keeps it alive until the system asks the program to stop.
///
/// # Errors
/// When the folder is in use or holds something else, or the address is taken; the sentence says what to do.
pub async fn run(options: DemoOptions) -> Result<(), Failure> {
    let world = World::real();
    let (running, city, stamp) = begun(&options, &world).await?;
    let lived = live(&running, &city, stamp, &world).await;
    running.stop().await;
    lived
}

/// Starts the server of a city and lays the city, unless it is there.
async fn begun(options: &DemoOptions, world: &World) -> Result<(Running, City, Stamp), Failure> {
    let stamp = Stamp::of(&options.data, options.seed)?;
    if stamp.seed != options.seed {
        tell(&format!(
            "Folder ini berisi kota seed {0}: kota itu yang dilanjutkan. / This folder holds the city of seed {0}: it goes on.\n",
            stamp.seed
        ));
    }
    let city = City::from_seed(stamp.seed);
    let running = start(Start { config: config(options, &city), world: world.clone(), mode: options.mode }).await?;
    match lay_once(&running.app, &city, stamp).await {
        Ok(()) => Ok((running, city, stamp)),
        Err(failure) => {
            running.stop().await;
            Err(failure)
        }
    }
}

async fn lay_once(app: &App, city: &City, stamp: Stamp) -> Result<(), Failure> {
    if stamp.laid {
        return Ok(());
    }
    stamp.put(&app.folder)?;
    lay::lay(app, city, stamp.seed, &Progress::telling(|step| say(&step))).await?;
    Stamp { laid: true, ..stamp }.put(&app.folder)
}

/// A number nobody has.
const INVENTED_HELP_LINE: &str = "0800-0000-112";

/// The demo is served like any deployment, over plain HTTP, under the city's name.
fn config(options: &DemoOptions, city: &City) -> Config {
    let mut config = Config::default();
    config.data.folder.clone_from(&options.data);
    config.server.listen = options.listen;
    config.city.name = city.name.to_owned();
    config.city.centre = city.centre;
    config.city.zone = city.zone;
    config.city.help_phone = Some(INVENTED_HELP_LINE.to_owned());
    config
}

async fn live(running: &Running, city: &City, stamp: Stamp, world: &World) -> Result<(), Failure> {
    let app = &running.app;
    let laid = lay::find(&app.db, city).await?;
    let mut life = Life::begin(city, laid.clone(), stamp.seed, running.address, (world, &app.folder));
    tell(&welcome::welcome(city, stamp.seed, &running.url(), app.mode));
    let asked = tokio::select! {
        asked = running.until_asked() => asked,
        never = refine(app, city, &laid, &mut life) => match never {},
    };
    life.stop().await;
    asked
}

/// After the first report of each hospital's system, the registry is told what the system could not say.
async fn refine(app: &App, city: &City, laid: &[Option<LaidHospital>], life: &mut Life) -> std::convert::Infallible {
    while let Some(number) = life.next_first_round().await {
        let Some((hospital, Some(laid))) = city.hospitals.get(number).zip(laid.get(number)) else { continue };
        if let Err(error) = lay::refine(app, laid.facility, &hospital.wards).await {
            tracing::warn!(facility = %laid.facility, %error, "the wards of an invented hospital keep the kinds its system says");
        }
    }
    std::future::pending().await
}

fn say(step: &Step) {
    if let Some(of) = step.of {
        tell(&format!("  {}/{of} {}\n", step.done, step.what));
    }
}

/// Writes to the terminal. Whoever reads it may have gone away: that is no failure.
fn tell(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
