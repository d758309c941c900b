//! The door to the network: accepts connections within limits, speaks HTTP/1 and HTTP/2 with or without TLS, and says to
//! every request which address it came from.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::HOST;
use axum::http::{HeaderName, HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::drain::Drain;

/// A new connection that has not asked for anything by then is closed.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_secs(15);
/// The handshake of TLS has to be over by then.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The header of a request has to be there by then; an idle connection is closed after as long.
const HEADER_WITHIN: Duration = Duration::from_secs(30);
/// Bytes of a request's header.
const HEADER_BYTES_MAX: usize = 32 * 1024;
/// Lines of a request's header.
const HEADER_LINES_MAX: usize = 100;
/// Requests under way at once on one HTTP/2 connection: a browser has one live stream and a handful of pages.
const STREAMS_PER_CONNECTION_MAX: u32 = 100;
/// How often a silent HTTP/2 connection is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(20);
/// When it does not answer by then it is closed.
const PING_ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Waiting after the system had no room for another connection.
const RETRY_ACCEPT_AFTER: Duration = Duration::from_millis(100);

/// The address a request came from, as the rooms read it. Whatever a caller sends under this name is thrown away.
const PEER_ADDRESS: HeaderName = HeaderName::from_static("x-peer-address");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What stands behind an address: the routes, and who may come how.
pub(crate) struct Door {
    /// The routes.
    pub(crate) router: Router,
    /// TLS, when it is spoken.
    pub(crate) tls: Option<TlsAcceptor>,
    /// Proxies whose word about the address is believed.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Places for connections.
    pub(crate) places: Arc<Semaphore>,
    /// Hears when to stop.
    pub(crate) drain: Drain,
}

/// Accepts connections until the program stops.
pub(crate) async fn accept(listener: TcpListener, door: Arc<Door>) {
    loop {
        let place = tokio::select! {
            place = door.places.clone().acquire_owned() => place,
            () = door.drain.clone().begun() => return,
        };
        let Ok(place) = place else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = door.drain.clone().begun() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                tokio::spawn(serve(door.clone(), stream, peer, place));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(RETRY_ACCEPT_AFTER).await;
            }
        }
    }
}

async fn serve(door: Arc<Door>, stream: TcpStream, peer: SocketAddr, _place: OwnedSemaphorePermit) {
    // Answers are small and people wait for them: never hold one back to fill a packet.
    let _ = stream.set_nodelay(true);
    let Some(tls) = &door.tls else { return converse(&door, stream, peer.ip()).await };
    match tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream)).await {
        Ok(Ok(stream)) => converse(&door, stream, peer.ip()).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS handshake"),
        Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
    }
}

/// Serves one connection to its end.
async fn converse<S>(door: &Arc<Door>, stream: S, peer: IpAddr)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let asked = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request| {
        asked.store(true, Ordering::Relaxed);
        answer(door.clone(), request, peer)
    });
    let speaker = speaker();
    let conversation = speaker.serve_connection(TokioIo::new(stream), service);
    let first_request = tokio::time::sleep(FIRST_REQUEST_WITHIN);
    tokio::pin!(conversation, first_request);
    let (mut waiting, mut stopping) = (true, false);
    loop {
        tokio::select! {
            ended = conversation.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%peer, %error, "a connection broke off");
                }
                return;
            }
            () = first_request.as_mut(), if waiting => {
                waiting = false;
                if !asked.load(Ordering::Relaxed) {
                    return;
                }
            }
            () = door.drain.clone().begun(), if !stopping => {
                stopping = true;
                conversation.as_mut().graceful_shutdown();
            }
        }
    }
}

fn speaker() -> auto::Builder<TokioExecutor> {
    let mut speaker = auto::Builder::new(TokioExecutor::new());
    speaker
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_WITHIN)
        .max_buf_size(HEADER_BYTES_MAX)
        .max_headers(HEADER_LINES_MAX)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_PER_CONNECTION_MAX)
        .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).unwrap_or(u32::MAX))
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_ANSWER_WITHIN);
    speaker
}

async fn answer(door: Arc<Door>, mut request: Request<Incoming>, peer: IpAddr) -> Result<Response<Body>, Infallible> {
    let from = address(&request, peer, &door.trusted_proxies);
    // HTTP/2 names the host in the address: whoever compares it with where a form came from finds it in one place.
    let named = request.uri().authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok());
    let headers = request.headers_mut();
    if let (Some(host), false) = (named, headers.contains_key(HOST)) {
        headers.insert(HOST, host);
    }
    headers.remove(&PEER_ADDRESS);
    if let Ok(value) = HeaderValue::from_str(&from.to_string()) {
        headers.insert(PEER_ADDRESS, value);
    }
    door.router.clone().oneshot(request.map(Body::new)).await
}

/// The address a request came from: the caller's, or what a trusted proxy says of it. Of several the last one counts: it is
/// the one the proxy itself has seen, those before it may be invented.
fn address<B>(request: &Request<B>, peer: IpAddr, trusted_proxies: &[IpAddr]) -> IpAddr {
    if !trusted_proxies.contains(&peer.to_canonical()) {
        return peer.to_canonical();
    }
    let told = request.headers().get_all(&FORWARDED_FOR).iter().next_back();
    let last = told.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next());
    last.and_then(|text| text.trim().parse::<IpAddr>().ok()).unwrap_or(peer).to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut request = Request::new(());
        for value in forwarded {
            request.headers_mut().append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|one| one.parse().unwrap()).collect();
        address(&request, peer.parse().unwrap(), &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_may_say_where_a_request_came_from() {
        assert_eq!(from("203.0.113.9", &["10.1.1.1"], &[]), "203.0.113.9");
        assert_eq!(from("127.0.0.1", &["198.51.100.7"], &["127.0.0.1"]), "198.51.100.7");
        assert_eq!(from("::ffff:127.0.0.1", &["6.6.6.6, 198.51.100.7"], &["127.0.0.1"]), "198.51.100.7");
        assert_eq!(from("127.0.0.1", &["1.1.1.1", "198.51.100.7"], &["127.0.0.1"]), "198.51.100.7");
        assert_eq!(from("127.0.0.1", &["unknown"], &["127.0.0.1"]), "127.0.0.1");
        assert_eq!(from("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
    }
}
