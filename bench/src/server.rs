//! `Server`: the program as a process of its own, started from this same file: watched, asked for its memory and its time, killed.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::http::{Conn, get};
use crate::place::Place;

/// The server has to be ready by then, also after a kill.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// Waiting between two looks at something that is not there yet.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// Lines of the log that are shown when something went wrong.
const LOG_LINES_SHOWN: usize = 12;
/// What the program says once it listens.
const LISTENS: &str = "Sigap listens at http://";

/// Which server is started.
#[derive(Debug, Clone)]
pub(crate) enum How {
    /// The production server and, beside it in the same process, the reference.
    Measured,
    /// `sigap serve` with nothing added, to be stopped at this place of the store (`place:count`), if at any.
    Program(Option<String>),
    /// `sigap serve` over something that these variables put between it and the system.
    Over(Vec<(&'static str, PathBuf)>),
}

/// What a measured server says once it listens.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Listening {
    /// The pages.
    pub(crate) pages: SocketAddr,
    /// The reference.
    pub(crate) reference: SocketAddr,
}

/// A server at work; dropping it kills it.
pub(crate) struct Server {
    child: Child,
    /// Where its pages are.
    pub(crate) pages: SocketAddr,
    /// Where the reference is; the pages again where there is none.
    pub(crate) reference: SocketAddr,
    /// A measured server ends when this is closed, also when this process is gone.
    _stdin: Option<ChildStdin>,
}

impl Server {
    /// Starts one and waits until it is ready. `None` when it ended before that, as one that is to be stopped may.
    ///
    /// # Errors
    /// When it does not become ready in time.
    pub(crate) async fn start(place: &Place, how: &How) -> Result<Option<Self>> {
        let mut child = spawn(place, how)?;
        let Some((pages, reference)) = heard(&mut child)? else {
            child.wait()?;
            return Ok(None);
        };
        let stdin = child.stdin.take();
        let mut server = Self { child, pages, reference, _stdin: stdin };
        Ok(server.is_ready().await.with_context(|| log_tail(place))?.then_some(server))
    }

    /// A measured server.
    ///
    /// # Errors
    /// When it does not start; the end of its log says why.
    pub(crate) async fn measured(place: &Place) -> Result<Self> {
        Self::start(place, &How::Measured).await?.with_context(|| format!("the server ended at its start: {}", log_tail(place)))
    }

    /// `sigap serve` with nothing added.
    ///
    /// # Errors
    /// When it does not start; the end of its log says why.
    pub(crate) async fn program(place: &Place) -> Result<Self> {
        Self::start(place, &How::Program(None)).await?.with_context(|| format!("the program ended at its start: {}", log_tail(place)))
    }

    async fn is_ready(&mut self) -> Result<bool> {
        let deadline = Instant::now() + READY_WITHIN;
        while Instant::now() < deadline {
            if let Ok(mut conn) = Conn::open(self.pages).await
                && conn.ask(get("/readyz", "").as_bytes()).await.is_ok_and(|answer| answer.status == 200)
            {
                return Ok(true);
            }
            if self.ended()?.is_some() {
                return Ok(false);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        bail!("the server was not ready within {} s", READY_WITHIN.as_secs())
    }

    /// How it ended, if it did.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it is still there after `within`.
    pub(crate) async fn end_by_itself(&mut self, within: Duration) -> Result<()> {
        let deadline = Instant::now() + within;
        while self.ended()?.is_none() {
            ensure!(Instant::now() < deadline, "it was not stopped within {} s", within.as_secs());
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Kills it as a power cut would: without a word (SIGKILL).
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Its memory.
    pub(crate) fn memory(&self) -> Result<Memory> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        Memory::read(&text).context("the system does not tell the memory of a process")
    }

    /// The processor time it has used so far.
    pub(crate) fn processor(&self) -> Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        processor(&text).context("the system does not tell the time of a process")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Resident memory in megabytes of 1,000,000 bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) now_mb: f64,
    /// At its highest.
    pub(crate) peak_mb: f64,
}

impl Memory {
    fn read(status: &str) -> Option<Self> {
        let mb = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
            Some(kib * 1_024.0 / 1e6)
        };
        Some(Self { now_mb: mb("VmRSS:")?, peak_mb: mb("VmHWM:")? })
    }
}

/// Ticks of the processor clock a second, as Linux tells them to programs.
const TICKS_PER_S: u64 = 100;

/// User and system time from a line of `/proc/…/stat`: the 14th and 15th value. The second one is a name in brackets.
fn processor(stat: &str) -> Option<Duration> {
    let mut values = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = values.next()?.parse::<u64>().ok()? + values.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 1_000 / TICKS_PER_S))
}

fn spawn(place: &Place, how: &How) -> Result<Child> {
    let log = OpenOptions::new().create(true).append(true).open(place.log())?;
    let mut command = this_file(place)?;
    match how {
        How::Measured => command.arg("serve").stdin(Stdio::piped()),
        How::Program(_) | How::Over(_) => command.args(["program", "serve", "--listen", "127.0.0.1:0"]).stdin(Stdio::null()),
    };
    if let How::Program(Some(stop_at)) = how {
        command.env("SIGAP_FAILPOINT", stop_at);
    }
    if let How::Over(variables) = how {
        command.envs(variables.iter().map(|(name, value)| (name, value)));
    }
    command.stdout(Stdio::piped()).stderr(log).spawn().context("the server could not be started")
}

/// What the server says of itself; `None` when it ended without a word.
fn heard(child: &mut Child) -> Result<Option<(SocketAddr, SocketAddr)>> {
    let mut lines = BufReader::new(child.stdout.take().context("no output to read")?);
    let mut line = String::new();
    lines.read_line(&mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if let Some(address) = line.trim().strip_prefix(LISTENS) {
        let pages = address.parse()?;
        return Ok(Some((pages, pages)));
    }
    let Listening { pages, reference } = serde_json::from_str(&line).with_context(|| format!("the server said {line:?}"))?;
    Ok(Some((pages, reference)))
}

fn this_file(place: &Place) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.envs(place.environment());
    Ok(command)
}

/// Runs a process of this file to its end; gives what it said.
///
/// # Errors
/// When it did not end well.
pub(crate) fn run_aside(place: &Place, words: &[&str]) -> Result<String> {
    let done = this_file(place)?.args(words).output()?;
    let complaint = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(done.status.success(), "{} ended with {}: {complaint}", words.first().unwrap_or(&""), done.status);
    Ok(String::from_utf8(done.stdout)?)
}

/// The program `sigap` with these words, run to its end.
///
/// # Errors
/// When it ended with anything but 0; its words are told.
pub(crate) fn run_program(place: &Place, words: &[&str]) -> Result<()> {
    let done = this_file(place)?.arg("program").args(words).output()?;
    let said = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    ensure!(done.status.success(), "sigap {} ended with {}: {said}", words.join(" "), done.status);
    Ok(())
}

fn log_tail(place: &Place) -> String {
    let log: PathBuf = place.log();
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.get(lines.len().saturating_sub(LOG_LINES_SHOWN)..).unwrap_or_default();
    if last.is_empty() { "its log is empty".to_owned() } else { format!("the end of its log:\n{}", last.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_read_as_the_system_writes_them() {
        let status = "Name:\tsigap\nVmHWM:\t  400000 kB\nVmRSS:\t  250000 kB\n";
        let memory = Memory::read(status).unwrap();
        assert_eq!((memory.peak_mb, memory.now_mb), (409.6, 256.0));
        assert!(Memory::read("Name: x").is_none());
        let stat = "42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 75 0 0 20";
        assert_eq!(processor(stat), Some(Duration::from_millis(2_250)));
        assert!(processor("nothing").is_none());
    }

    #[test]
    fn this_process_has_memory_and_time() {
        assert!(Memory::read(&std::fs::read_to_string("/proc/self/status").unwrap()).unwrap().now_mb > 1.0);
        assert!(processor(&std::fs::read_to_string("/proc/self/stat").unwrap()).is_some());
    }
}
