//! The measured process: the production server, and beside it, behind the same stack of layers, a route that answers with bytes
//! it has lying ready. What the finder costs beyond that route is the finder's own.

use std::io::Read as _;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Result;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::serve::ListenerExt as _;
use bytes::Bytes;
use sigap::server::{Running, Start, Stopper, drain, site, start};
use sigap::{observe, wiring};
use sigap_kernel::World;
use sigap_web::{Guard, Mode, Routes};
use tokio::net::TcpListener;

use crate::place::told;
use crate::server::Listening;

/// The largest body the reference answers with.
const REFERENCE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Serves until standard input is closed.
///
/// # Errors
/// When the server cannot start.
pub(crate) async fn run() -> Result<()> {
    let mut config = told()?;
    config.server.listen = local();
    // The log is started once a process.
    let _ = observe::start(&config.log);
    let running = start(Start { config, world: World::real(), mode: Mode::Demo }).await?;
    let (reference, _stopper) = open_reference(&running).await?;
    crate::row::show(&serde_json::to_string(&Listening { pages: running.address, reference })?);
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    running.stop().await;
    Ok(())
}

fn local() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Opens the reference. It spares itself what the production listener does for each connection (its limits of time and number),
/// so that it is a little faster than what it is a reference for, never slower.
async fn open_reference(running: &Running) -> Result<(SocketAddr, Stopper)> {
    let (stopper, drain) = drain();
    let ready = Bytes::from(vec![b'1'; REFERENCE_BYTES_MAX]);
    let mounted = Routes::new().get("/reference/{bytes}", Guard::Public, reference).mount(ready);
    let site = site(&running.floor, mounted, wiring::api(), drain);
    let listener = TcpListener::bind(local()).await?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        // As the production listener does.
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(axum::serve(listener, site.router).into_future());
    Ok((address, stopper))
}

async fn reference(State(ready): State<Bytes>, Path(bytes): Path<usize>) -> Response {
    let body = ready.slice(..bytes.min(ready.len()));
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "public, max-age=1"),
    ];
    (headers, body).into_response()
}
