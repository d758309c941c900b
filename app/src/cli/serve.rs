//! `sigap serve`: the program at work.

use std::path::PathBuf;

use sigap_kernel::World;
use sigap_web::Mode;

use super::place::Place;
use super::show;
use crate::command::{Failure, exit};
use crate::config::{Config, Listen, TlsFiles};
use crate::observe;
use crate::server::{Running, Start, start};

const AFTER_HELP: &str = "\
Examples:
  sigap serve --data /var/lib/sigap --listen 127.0.0.1:8080
  sigap serve --config /etc/sigap/sigap.toml
  sigap serve --data /var/lib/sigap --database-url postgres://sigap@db.example/sigap --listen 0.0.0.0:443 \\
      --tls-cert server.pem --tls-key server.key --admin 127.0.0.1:9180

It stops in peace at Ctrl-C or SIGTERM: open requests are finished, live pages are told.";

/// Serve the pages, the interfaces and the jobs of a deployment
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// Where to listen
    #[arg(long, value_name = "ADDR")]
    listen: Option<Listen>,
    /// The certificate for TLS (PEM), with those between it and its authority
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Where metrics and readiness are told, without log-in: an address only the operator reaches
    #[arg(long, value_name = "ADDR")]
    admin: Option<Listen>,
}

impl Args {
    fn config(self) -> Result<Config, Failure> {
        let mut config = self.place.config()?;
        if let Some(listen) = self.listen {
            config.server.listen = listen.0;
        }
        if let Some(admin) = self.admin {
            config.admin.listen = Some(admin.0);
        }
        if let (Some(cert), Some(key)) = (self.tls_cert, self.tls_key) {
            config.tls.files = Some(TlsFiles { cert, key });
        }
        Ok(config)
    }
}

pub(super) async fn run(args: Args) -> Result<u8, Failure> {
    let config = args.config()?;
    // A second start in one process (a test) keeps the first log.
    let _ = observe::start(&config.log);
    let running = start(Start { config, world: World::real(), mode: Mode::Live }).await?;
    greet(&running);
    let ended = running.until_asked().await;
    running.stop().await;
    ended.map(|()| exit::WELL)
}

fn greet(running: &Running) {
    show::out(&format!("Sigap listens at {}\n", running.url()));
    if let Some(admin) = running.admin {
        show::out(&format!("Metrics at http://{admin}/metrics\n"));
    }
}
