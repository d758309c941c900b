//! `sigap serve` as a process: it says where it listens, commands go through it, it stops in peace.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

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
        self.ask_to_stop();
        self.child.wait().unwrap().code()
    }

    fn ask_to_stop(&self) {
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
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
fn the_address_of_the_database_alone_says_which_deployment_is_meant() {
    for city in City::on_both() {
        // Before any server has run here: no key ring is needed to add a hospital, and none is made in passing.
        let add = |ppk| city.run_by_url(&["facility", "add", "--code", ppk, "--name", ppk, "--lat", "-6.99", "--lon", "110.42"]);
        let Some(added) = add("0301R001") else { continue };
        assert_eq!(added.code, 0, "{}", added.err);
        let by_url = |words: &[&str]| city.run_by_url(words).unwrap();
        let key = ["key", "add", "--facility", "0301R001", "--protocol", "aplicares", "--id", "1000"];
        if !std::path::Path::new("/var/lib/sigap").exists() {
            let said = by_url(&key);
            assert!(said.code == 2 && said.err.contains("--data DIR"), "{}: {}", said.code, said.err);
        }
        // A running server is found by the database it works on, and afterwards its folder.
        let server = Server::of(&city, &[]);
        assert_eq!(by_url(&key).code, 0, "through the server");
        let backup = city.file("by-url.sigap");
        assert_eq!(by_url(&["backup", word(&backup)]).code, 0);
        assert!(backup.exists() && by_url(&["journal", "verify"]).out.starts_with("The journal holds"));
        // A copy of the database brings its notes along, and is another database all the same.
        let other = City::on_both().into_iter().nth(1).unwrap();
        assert_eq!(other.run_by_url(&["restore", word(&backup)]).unwrap().code, 0, "into an empty database");
        let more = ["facility", "add", "--code", "0301R002", "--name", "RS Salinan", "--lat", "-6.9", "--lon", "110.4"];
        assert_eq!(other.run_by_url(&more).unwrap().code, 0);
        assert!(other.run_by_url(&more).unwrap().err.contains("there already"), "it was added to the copy");
        assert_eq!(by_url(&more).code, 0, "and not to the first");
        assert_eq!(server.stop(), Some(0));
        assert!(by_url(&["key", "list", "--facility", "0301R001"]).out.contains("1000"), "with the server's own ring");
    }
}

/// Reads until a text has come, or the connection has ended; gives everything read.
fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let (mut seen, mut piece) = (String::new(), [0; 1024]);
    stream.set_read_timeout(Some(sigap::server::DRAIN_WITHIN)).unwrap();
    while !seen.contains(text) {
        match stream.read(&mut piece).unwrap() {
            0 => break,
            read => seen.push_str(&String::from_utf8_lossy(&piece[..read])),
        }
    }
    seen
}

#[test]
fn a_restart_loses_no_request_and_sends_open_pages_back_later() {
    for city in City::on_both() {
        let mut server = Server::of(&city, &[]);
        let mut page = TcpStream::connect(&server.address).unwrap();
        write!(page, "GET /live?topics=beds HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        assert!(read_until(&mut page, "event: beat").contains("text/event-stream"));
        // A request that is half sent: the server says "go on" when it has begun to read it.
        let (mut form, body) = (TcpStream::connect(&server.address).unwrap(), "email=a%40rs.example&password=salah");
        let head = "content-type: application/x-www-form-urlencoded\r\nexpect: 100-continue";
        write!(form, "POST /masuk HTTP/1.1\r\nhost: x\r\n{head}\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
        assert!(read_until(&mut form, "\r\n\r\n").starts_with("HTTP/1.1 100"));

        let asked = Instant::now();
        server.ask_to_stop();
        let last = read_until(&mut page, "no such word: to its end");
        assert!(last.contains("event: closing") && last.contains("retry: "), "an open page is told when to come back: {last}");
        assert!(server.child.try_wait().unwrap().is_none(), "the half-sent request is waited for");
        // The page was told by its own task: the listener closes at the same word, and not a moment before or after it.
        while TcpStream::connect(&server.address).is_ok() {
            assert!(asked.elapsed() < sigap::server::DRAIN_WITHIN, "nothing new is taken");
            std::thread::yield_now();
        }
        form.write_all(body.as_bytes()).unwrap();
        let answer = read_until(&mut form, "no such word: to its end");
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("</html>"), "answered whole: {answer}");
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "it stops in peace");
        assert!(asked.elapsed() < sigap::server::DRAIN_WITHIN, "nobody is waited for who has gone");
        assert!(city.well(&["journal", "verify"]).contains("none waits for the seal"));
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
