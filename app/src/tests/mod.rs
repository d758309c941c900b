//! Tests of the whole program, in one process: every route uninvited, the network, the socket, the description of the API.

mod browser;
mod dead_ends;
mod heads;
mod network;
mod openapi;
mod passing;
mod quality;
mod refusals;
mod secure;
mod shadow;
mod timers;
mod training;
mod upgrade;
mod words;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use sigap_kernel::{Masked, World};
use sigap_store::StoreConfig;
use sigap_web::Mode;

use crate::config::Config;
use crate::deployment::{App, Secrets};
use crate::server::{Running, Start, start};

/// A configuration for a folder of its own, at a free port.
pub(crate) fn config(folder: &tempfile::TempDir) -> Config {
    let mut config = Config::default();
    config.data.folder = folder.path().to_owned();
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config
}

/// A server at work in a folder of its own; nobody is asked for a second factor.
async fn server(folder: &tempfile::TempDir) -> Running {
    start(Start { config: config(folder), world: World::real(), mode: Mode::Demo }).await.unwrap()
}

/// One opened deployment on each engine at hand.
async fn deployments() -> Vec<(App, tempfile::TempDir)> {
    deployments_in(&World::real()).await
}

/// The same, made for something of this kind.
async fn deployments_of(mode: Mode) -> Vec<(App, tempfile::TempDir)> {
    opened(&World::real(), Some(mode)).await
}

/// The same in a world of their own.
async fn deployments_in(world: &World) -> Vec<(App, tempfile::TempDir)> {
    opened(world, Some(Mode::Demo)).await
}

async fn opened(world: &World, asked: Option<Mode>) -> Vec<(App, tempfile::TempDir)> {
    let mut all = Vec::new();
    for database in [None, postgres().await].into_iter().enumerate().filter(|(place, url)| *place == 0 || url.is_some()).map(|(_, url)| url)
    {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(&folder);
        config.data.database_url = database.map(Masked::new);
        all.push((App::open(Arc::new(config), world.clone(), Secrets::Opened, asked).await.unwrap(), folder));
    }
    all
}

/// The address of a new, empty PostgreSQL database, when a server is at hand.
async fn postgres() -> Option<String> {
    match sigap_testkit::new_postgres().await {
        Some(StoreConfig::Postgres(url)) => Some(url),
        _ => None,
    }
}
