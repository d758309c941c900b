//! A browser and a hospital's system in one: HTTPS to a node, trusting nothing but the local authority.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// Longer than a node lets any request wait.
const ANSWER_WITHIN: Duration = Duration::from_secs(40);

/// What a node answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    head: String,
}

impl Answer {
    /// What it says under a name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &'_ str| line.split_once(':').is_some_and(|(said, _)| said.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| named(line))?.split_once(':').map(|(_, value)| value.trim())
    }
}

/// Trust in one authority. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Web(Arc<ClientConfig>);

pub(crate) type Line = StreamOwned<ClientConnection, TcpStream>;

impl Web {
    pub(crate) fn trusting(ca: &Path) -> Self {
        let mut roots = RootCertStore::empty();
        for cert in rustls_pemfile::certs(&mut std::fs::read(ca).unwrap().as_slice()) {
            roots.add(cert.unwrap()).unwrap();
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Self(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    }

    /// Opens a line; `None` when nobody answers.
    pub(crate) fn open(&self, address: SocketAddr) -> Option<Line> {
        let socket = TcpStream::connect(address).ok()?;
        socket.set_read_timeout(Some(ANSWER_WITHIN)).unwrap();
        let tls = ClientConnection::new(self.0.clone(), ServerName::try_from("localhost").unwrap()).unwrap();
        Some(StreamOwned::new(tls, socket))
    }

    /// Asks for a page; `None` when there is no answer.
    pub(crate) fn get(&self, address: SocketAddr, path: &str) -> Option<Answer> {
        self.ask(address, "GET", path, &[("accept-language", "id")], b"")
    }

    /// Sends a request; `None` when there is no whole answer.
    pub(crate) fn ask(&self, address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        let mut line = self.open(address)?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
        line.write_all(request.as_bytes()).and_then(|()| line.write_all(b"\r\n")).and_then(|()| line.write_all(body)).ok()?;
        let mut answer = Vec::new();
        // How the line ends says nothing: an answer names its length.
        let _ = line.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some(Answer { status: head.split(' ').nth(1)?.parse().ok()?, body: body.to_owned(), head: head.to_owned() })
    }
}

/// Asks without TLS: the address for the operator.
pub(crate) fn plain(address: SocketAddr, path: &str) -> String {
    let mut line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(ANSWER_WITHIN)).unwrap();
    write!(line, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    let _ = line.read_to_string(&mut answer);
    answer
}
