//! `sigap demo` as a process: a city that moves by itself from its first seconds, and goes on where it stopped.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::city::{City, sigap, word};

/// How long a slow machine may take. That a page moves within five seconds is looked at in a browser, where nothing else runs.
const PATIENCE: Duration = Duration::from_secs(60);

/// An invented city that is ended with its test.
struct Demo {
    child: Child,
    address: String,
}

impl Demo {
    fn start(folder: &Path) -> Self {
        let mut command = sigap();
        command.args(["demo", "--seed", "7", "--listen", "127.0.0.1:0", "--data", word(folder)]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let api = lines.map(|line| line.trim().to_owned()).find(|line| line.starts_with("API ")).unwrap();
        let address = api.split_once("://").unwrap().1.split('/').next().unwrap().to_owned();
        Self { child, address }
    }

    /// The free beds of every pool of the hospitals that are near.
    fn free(&self) -> BTreeMap<String, serde_json::Value> {
        let mut stream = self.ask("/api/v1/beds?limit=50");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        let items = body["items"].as_array().unwrap().iter();
        items
            .map(|item| (item["name"].to_string(), item["pools"].as_array().unwrap().iter().map(|pool| pool["free"].clone()).collect()))
            .collect()
    }

    /// Waits until any number is another: open pages are told.
    fn until_it_moves(&self) {
        let (begun, before) = (Instant::now(), self.free());
        let mut stream = self.ask("/live?topics=beds");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // Each change is told, and every ten seconds that the stream is alive.
        let moved = BufReader::new(&mut stream).lines().map(Result::unwrap).any(|_| {
            assert!(begun.elapsed() < PATIENCE, "nothing moves");
            self.free() != before
        });
        assert!(moved, "the stream ended");
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nhost: x\r\n\r\n").unwrap();
        stream
    }

    /// Ends it as a terminal does.
    fn stop(mut self) -> Option<i32> {
        Command::new("kill").arg("-INT").arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_invented_city_moves_and_goes_on_where_it_stopped() {
    let city = City::on_sqlite();
    let demo = Demo::start(&city.data());
    let first = demo.free();
    assert!(first.len() >= 20, "{} hospitals", first.len());
    demo.until_it_moves();
    assert_eq!(demo.stop(), Some(0), "it stops in peace");
    let hospitals = |free: &BTreeMap<String, serde_json::Value>| free.keys().cloned().collect::<Vec<_>>();
    let count = |said: &str| said.split_once("holds: ").unwrap().1.split(' ').next().unwrap().parse::<u64>().unwrap();
    let before = count(&city.well(&["journal", "verify"]));

    let again = Demo::start(&city.data());
    assert_eq!(hospitals(&again.free()), hospitals(&first), "the same city");
    again.until_it_moves();
    assert_eq!(again.stop(), Some(0));
    assert!(count(&city.well(&["journal", "verify"])) > before, "its journal goes on");
}
