//! The listener and the operator's address, over real connections.

use std::net::{Ipv4Addr, SocketAddr};

use sigap_kernel::World;
use sigap_web::Mode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Start, start};

/// Everything a plain HTTP/1 request is answered with, until the connection is closed.
async fn asked(address: SocketAddr, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: sigap.example\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_running_server_answers_and_gives_its_folder_back() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let running = super::server(&folder).await;
        let answer = asked(running.address, "/healthz", "").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"status\":\"ok\""), "{answer}");
        let described = asked(running.address, "/openapi.json", "").await;
        assert!(described.contains("\"openapi\""), "{described}");
        running.stop().await;
    }
}

#[tokio::test]
async fn the_folder_of_a_running_server_is_not_taken_twice() {
    let folder = tempfile::tempdir().unwrap();
    let running = super::server(&folder).await;
    let second = start(Start { config: super::config(&folder), world: World::real(), mode: Mode::Demo }).await;
    let failure = second.err().expect("the second start is refused");
    assert_eq!(failure.exit, crate::command::exit::BUSY);
    assert!(failure.what.contains("in use"), "{failure}");
    running.stop().await;
}

#[tokio::test]
async fn a_header_that_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let running = super::server(&folder).await;
    let answer = asked(running.address, "/healthz", &format!("x-large: {}\r\n", "a".repeat(64 * 1024))).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    running.stop().await;
}

#[tokio::test]
async fn an_open_page_is_told_when_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    let running = super::server(&folder).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET /live?topics=beds HTTP/1.1\r\nhost: sigap.example\r\n\r\n").await.unwrap();
    let mut seen = String::new();
    let mut piece = [0; 1024];
    while !seen.contains("event: beat") {
        let read = stream.read(&mut piece).await.unwrap();
        seen.push_str(&String::from_utf8_lossy(&piece[..read]));
    }
    let began = std::time::Instant::now();
    running.stop().await;
    assert!(began.elapsed() < crate::server::DRAIN_WITHIN, "an open page holds nobody up");
    stream.read_to_string(&mut seen).await.unwrap();
    assert!(seen.contains("event: closing"), "{seen}");
}

#[tokio::test]
async fn the_operator_sees_figures_and_findings_at_an_address_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = super::config(&folder);
    config.admin.listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let running = start(Start { config, world: World::real(), mode: Mode::Demo }).await.unwrap();
    asked(running.address, "/healthz", "").await;
    let admin = running.admin.unwrap();
    let metrics = asked(admin, "/metrics", "").await;
    for line in ["sigap_ready 1", "sigap_open_streams 0", "sigap_jobs_waiting 0", "route=\"/healthz\",status=\"200\""] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    for gauge in ["sigap_jobs_waiting", "sigap_jobs_running", "sigap_jobs_given_up", "sigap_jobs_due_age_s"] {
        for line in [format!("# HELP {gauge} "), format!("# TYPE {gauge} gauge\n{gauge} ")] {
            assert!(metrics.contains(&line), "{line} is not in\n{metrics}");
        }
    }
    for line in metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let name = line.split(' ').next().unwrap();
        assert!(metrics.contains(&format!("# HELP {name} ")), "{name} is not explained");
    }
    let ready = asked(admin, "/readyz", "").await;
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("\"ready\":true"), "{ready}");
    let public = asked(running.address, "/metrics", "").await;
    assert!(public.starts_with("HTTP/1.1 404"), "metrics are not public: {public}");
    running.stop().await;
}
