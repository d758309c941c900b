//! A node: `sigap serve` as a process, with the settings of `deploy/postgres/node.toml`.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::pair::Pair;

/// One node, ended with its test.
pub(crate) struct Node {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) admin: SocketAddr,
    config: PathBuf,
    log: PathBuf,
    pass: PathBuf,
}

/// The program, with nothing of this machine's settings around it.
pub(crate) fn sigap() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigap"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIGAP_") || name.starts_with("PG")) {
        command.env_remove(name);
    }
    command
}

impl Node {
    /// Starts one with a folder of its own.
    pub(crate) fn start(pair: &Pair, name: &str) -> Self {
        let config = pair.path(&format!("{name}.toml"));
        std::fs::write(&config, pair.node_settings(&pair.path(name))).unwrap();
        let (log, pass) = (pair.path(&format!("{name}.log")), pair.path("pgpass"));
        let mut serve = sigap();
        serve.arg("serve").arg("--config").arg(&config).env("PGPASSFILE", &pass);
        let errors = std::fs::File::options().create(true).append(true).open(&log).unwrap();
        let mut child = serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = || {
            let line = lines.next().transpose().unwrap().unwrap_or_default();
            assert!(!line.is_empty(), "{name} did not start: {}", tail(&log));
            line.rsplit("://").next().unwrap().trim_end_matches("/metrics").parse().unwrap()
        };
        let (address, admin) = (address(), address());
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, admin, config, log, pass }
    }

    /// Runs a command on the deployment of this node; it has to succeed.
    pub(crate) fn well(&self, words: &[&str]) -> String {
        let done = sigap().args(words).arg("--config").arg(&self.config).env("PGPASSFILE", &self.pass).output().unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "sigap {}: {text}{}", words.join(" "), String::from_utf8_lossy(&done.stderr));
        text
    }

    pub(crate) fn signal(&self, signal: &str) {
        assert!(Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Waits until it has ended; gives the exit code, when it ended by itself.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}: {}", self.log.display(), tail(&self.log));
        }
    }
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(25).collect();
    lines.into_iter().rev().fold("\n".to_owned(), |all, line| all + line + "\n")
}
