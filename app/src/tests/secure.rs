//! TLS: the authority of a local network, a server with its certificate, a client that trusts the root alone.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use sigap_kernel::{Actor, World};
use sigap_web::Mode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::config::TlsFiles;
use crate::server::{Start, start};
use crate::tls::{LocalCa, Made, make_local_ca};

fn made(folder: &Path, hosts: &[&str]) -> anyhow::Result<Made> {
    let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
    make_local_ca(&World::real().ctx(Actor::System("test")), &LocalCa { folder: folder.to_owned(), hosts })
}

fn trusting(root: &Path, protocols: &[&[u8]]) -> TlsConnector {
    let pem = std::fs::read(root).unwrap();
    let mut roots = RootCertStore::empty();
    for cert in rustls_pemfile::certs(&mut pem.as_slice()) {
        roots.add(cert.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn a_phone_that_trusts_the_root_opens_the_page_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let made = made(&folder.path().join("tls"), &["sigap.lan", "127.0.0.1"]).unwrap();
    let mut config = super::config(&folder);
    config.tls.files = Some(TlsFiles { cert: made.server_cert.clone(), key: made.server_key.clone() });
    let running = start(Start { config, world: World::real(), mode: Mode::Demo }).await.unwrap();
    assert!(running.url().starts_with("https://"));

    for name in ["sigap.lan", "127.0.0.1"] {
        let stream = TcpStream::connect(running.address).await.unwrap();
        let host = ServerName::try_from(name.to_owned()).unwrap();
        let mut stream = trusting(&made.root_cert, &[b"http/1.1"]).connect(host, stream).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: sigap.lan\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"), "{answer}");
    }

    let stream = TcpStream::connect(running.address).await.unwrap();
    let host = ServerName::try_from("sigap.lan").unwrap();
    let stream = trusting(&made.root_cert, &[b"h2", b"http/1.1"]).connect(host, stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    drop(stream);

    let stream = TcpStream::connect(running.address).await.unwrap();
    let other = ServerName::try_from("sigap.example").unwrap();
    assert!(trusting(&made.root_cert, &[]).connect(other, stream).await.is_err(), "another name is not vouched for");
    running.stop().await;
}

#[test]
fn the_root_stays_when_the_server_gets_a_new_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let first = made(folder.path(), &["sigap.lan"]).unwrap();
    let (root, server) = (std::fs::read(&first.root_cert).unwrap(), std::fs::read(&first.server_cert).unwrap());
    let second = made(folder.path(), &["sigap.lan", "192.168.1.10"]).unwrap();
    assert!(!first.root_kept && second.root_kept);
    assert_eq!(std::fs::read(&second.root_cert).unwrap(), root);
    assert_ne!(std::fs::read(&second.server_cert).unwrap(), server);
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_root_vouches_for_local_names_and_its_own_hosts_alone() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), &["sigap.kota.example"]).unwrap();
    assert!(made(folder.path(), &["sigap.kota.example"]).is_ok());
    assert!(made(folder.path(), &["other.lan", "10.1.2.3"]).is_ok());
    let refused = made(folder.path(), &["bank.example"]).unwrap_err().to_string();
    assert!(refused.contains("cannot vouch for bank.example"), "{refused}");
    for wrong in ["", "a b", "-\u{e9}-", "x..y"] {
        assert!(made(tempfile::tempdir().unwrap().path(), &[wrong]).is_err(), "{wrong:?}");
    }
}

#[test]
fn files_that_do_not_belong_together_are_named() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, other) = (made(one.path(), &["a.lan"]).unwrap(), made(other.path(), &["a.lan"]).unwrap());
    let mixed = crate::tls::acceptor(&TlsFiles { cert: one.server_cert.clone(), key: other.server_key });
    assert!(mixed.err().unwrap().to_string().contains("do not belong together"));
    let swapped = crate::tls::acceptor(&TlsFiles { cert: one.server_key, key: one.server_cert });
    assert!(swapped.err().unwrap().to_string().contains("holds no certificate"));
}
