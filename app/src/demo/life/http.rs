//! A small HTTP client: what a hospital's system or a nurse's browser needs to speak to Sigap over the network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// An answer has to be there by then.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Bytes of an answer: the ward board of a large hospital is far below.
const ANSWER_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Idle connections kept open, all callers together.
const IDLE_MAX: usize = 32;

/// Calls one address. Cheap to clone; connections are shared and kept alive.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    client: Client<HttpConnector, Full<Bytes>>,
    address: SocketAddr,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Caller {
    /// A caller of the server that listens at `address`.
    pub(super) fn new(address: SocketAddr) -> Self {
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(IDLE_MAX).build_http();
        Self { client, address: reachable(address) }
    }

    /// Sends one request and reads the whole answer.
    ///
    /// # Errors
    /// When there is no answer in time, or it is too large.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Reply> {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body.into())).context("the request cannot be written")?;
        match tokio::time::timeout(ANSWER_WITHIN, self.answered(request)).await {
            Ok(reply) => reply,
            Err(_) => bail!("no answer within {} s", ANSWER_WITHIN.as_secs()),
        }
    }

    async fn answered(&self, request: Request<Full<Bytes>>) -> anyhow::Result<Reply> {
        let (parts, body) = self.client.request(request).await.context("the server cannot be reached")?.into_parts();
        match Limited::new(body, ANSWER_BYTES_MAX).collect().await {
            Ok(body) => Ok(Reply { status: parts.status, headers: parts.headers, body: body.to_bytes() }),
            Err(error) => bail!("the answer cannot be read: {error}"),
        }
    }
}

/// The address under which this machine reaches its own server.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_reached_at_home() {
        for (listens, reached) in [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.7:80", "10.0.0.7:80")] {
            assert_eq!(reachable(listens.parse().unwrap()), reached.parse().unwrap());
        }
    }

    #[tokio::test]
    async fn a_call_carries_its_headers_and_brings_the_answer_back() {
        let echo = |headers: HeaderMap, body: String| async move { format!("{:?} {body}", headers.get("x-cons-id")) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let caller = Caller::new(listener.local_addr().unwrap());
        let router = axum::Router::new().route("/rest", axum::routing::post(echo));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        for _ in 0..2 {
            let reply = caller.call(Method::POST, "/rest", &[("X-cons-id", "9999001".to_owned())], "{}").await.unwrap();
            assert_eq!((reply.status, &reply.body[..]), (StatusCode::OK, &b"Some(\"9999001\") {}"[..]));
        }
        server.abort();
        let _ = server.await;
        let gone = Caller::new("127.0.0.1:1".parse().unwrap());
        assert!(gone.call(Method::GET, "/", &[], "").await.is_err());
    }
}
