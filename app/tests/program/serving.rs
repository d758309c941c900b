//! `sigap serve` as a process: it says where it listens, commands go through it, it stops in peace.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use super::city::{City, run, word};

/// A server that is ended with its test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn of(city: &City, more: &[&str]) -> Self {
        let mut words = vec!["serve", "--listen", "127.0.0.1:0"];
        words.extend(more);
        let mut child = city.command(&words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("://").next().unwrap().to_owned();
        assert!(line.starts_with("Sigap listens at http"), "{line}");
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks it to stop, as systemd does, and waits; gives the exit code.
    fn stop(mut self) -> Option<i32> {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn commands_go_through_the_running_server() {
    for city in City::on_both() {
        let server = Server::of(&city, &[]);
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
        city.add_hospital("0301R001");
        city.well(&["key", "add", "--facility", "0301R001", "--protocol", "aplicares", "--id", "1000"]);
        assert!(city.well(&["key", "list", "--facility", "0301R001"]).contains("1000"));
        assert!(city.well(&["journal", "verify"]).starts_with("The journal holds"));
        let file = city.file("while-running.sigap");
        city.well(&["backup", word(&file)]);
        assert!(file.exists(), "the backup is where it was asked for");
        let restore = city.run(&["restore", word(&file)]);
        assert!(restore.code == 1 && restore.err.contains("stop the server"), "{}", restore.err);
        let second = city.run(&["serve", "--listen", "127.0.0.1:0"]);
        assert!(second.code == 4 && second.err.contains("in use"), "{}: {}", second.code, second.err);
        assert_eq!(server.stop(), Some(0), "it stops in peace");
        assert!(city.well(&["key", "list", "--facility", "0301R001"]).contains("1000"), "and the folder is free again");
    }
}

#[test]
fn a_taken_port_is_said() {
    let city = City::on_sqlite();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let said = city.run(&["serve", "--listen", &taken.local_addr().unwrap().to_string()]);
    assert!(said.code == 1 && said.err.contains("--listen"), "{}", said.err);
}

#[test]
fn a_local_authority_is_made_and_served_with() {
    let city = City::on_sqlite();
    let data = city.data();
    let made = run(&["tls", "local-ca", "--data", word(&data), "--host", "sigap.lan", "--host", "127.0.0.1"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.out.contains("sigap.lan") && made.out.contains("Trusted Root"), "{}", made.out);
    let (cert, key) = (data.join("tls/server.pem"), data.join("tls/server.key"));
    let server = Server::of(&city, &["--tls-cert", word(&cert), "--tls-key", word(&key)]);
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // A server that speaks TLS answers plain words with an alert, or hangs up.
    let _ = stream.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert_eq!(server.stop(), Some(0));
}
