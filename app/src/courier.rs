//! Carries calls to national services: once, to the operator's addresses alone, with a limit on time and on size. Follows no redirect and asks no
//! proxy of the environment.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, Request, Uri};
use bytes::Bytes;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring::default_provider;
use rustls::{ClientConfig, RootCertStore};
use sigap_exchange::wire;
use sigap_intake::{CARRIED_BYTES_MAX, CARRY_WITHIN_S, Carried, Courier, CourierFault, PeerAddress};
use sigap_web::Mode;

/// A connection has to stand by then: beyond it the call was surely not heard.
const CONNECT_WITHIN: Duration = Duration::from_secs(8);
/// A connection that is not used is closed after this: rounds of reports come closer together.
const IDLE_FOR: Duration = Duration::from_secs(15);

/// Carries calls over the network.
pub(crate) struct NetCourier {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    within: Duration,
}

impl NetCourier {
    /// A courier that trusts whom the system trusts.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::trusts(trusting(), Duration::from_secs(CARRY_WITHIN_S))
    }

    fn trusts(tls: ClientConfig, within: Duration) -> Self {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_WITHIN));
        let tls = HttpsConnectorBuilder::new().with_tls_config(tls);
        let connector = tls.https_or_http().enable_http1().wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(IDLE_FOR).build(connector);
        Self { client, within }
    }

    /// Carries a body to an address the operator wrote down: the status of the answer.
    pub(crate) async fn post(&self, to: &Uri, headers: &[(&'static str, String)], body: Vec<u8>) -> Result<u16, CourierFault> {
        let mut request = Request::post(to.clone());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(body.into())).map_err(|_| CourierFault::NotSent)?;
        let answer = tokio::time::timeout(self.within, self.answered(request)).await;
        answer.unwrap_or(Err(CourierFault::Lost)).map(|answer| answer.status)
    }

    async fn answered(&self, request: Request<Full<Bytes>>) -> Result<Carried, CourierFault> {
        let answer = self.client.request(request).await;
        let answer = answer.map_err(|error| if error.is_connect() { CourierFault::NotSent } else { CourierFault::Lost })?;
        let (parts, body) = answer.into_parts();
        match Limited::new(body, CARRIED_BYTES_MAX).collect().await {
            Ok(body) => Ok(Carried { status: parts.status.as_u16(), body: body.to_bytes().to_vec() }),
            Err(_) => Err(CourierFault::Lost),
        }
    }
}

/// Carries nothing: what is practised stays in the house.
pub(crate) struct StaysHome;

impl Courier for StaysHome {
    fn carry<'c>(&'c self, to: &'c PeerAddress, _: wire::Request) -> BoxFuture<'c, Result<Carried, CourierFault>> {
        tracing::warn!(%to, "training: a call to a national service was not sent");
        std::future::ready(Err(CourierFault::NotSent)).boxed()
    }
}

/// The courier of a deployment of this kind.
#[must_use]
pub(crate) fn courier(mode: Mode) -> Arc<dyn Courier> {
    if mode == Mode::Training { Arc::new(StaysHome) } else { Arc::new(NetCourier::new()) }
}

impl Default for NetCourier {
    fn default() -> Self {
        Self::new()
    }
}

impl Courier for NetCourier {
    fn carry<'c>(&'c self, to: &'c PeerAddress, request: wire::Request) -> BoxFuture<'c, Result<Carried, CourierFault>> {
        async move {
            let Some(request) = written(to, request) else { return Err(CourierFault::NotSent) };
            // Whoever gives up waiting does not know whether it was heard.
            tokio::time::timeout(self.within, self.answered(request)).await.unwrap_or(Err(CourierFault::Lost))
        }
        .boxed()
    }
}

/// The authorities this system trusts. Without any, no service can be reached over TLS, and the log says why.
fn trusting() -> ClientConfig {
    use hyper_rustls::ConfigBuilderExt as _;
    let builder = || ClientConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions();
    let native = builder().ok().and_then(|builder| match builder.with_native_roots() {
        Ok(builder) => Some(builder.with_no_client_auth()),
        Err(error) => {
            tracing::warn!(%error, "this system trusts no authority: numbers can be passed on over plain http alone");
            None
        }
    });
    native.unwrap_or_else(|| ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// The request as it goes over the line; `None` when it is none.
fn written(to: &PeerAddress, request: wire::Request) -> Option<Request<Full<Bytes>>> {
    let method = Method::from_bytes(request.method.as_bytes()).ok()?;
    let uri: Uri = format!("{}{}", to.origin(), request.path).parse().ok()?;
    let mut written = Request::builder().method(method).uri(uri);
    for (name, value) in &request.headers {
        written = written.header(*name, value);
    }
    written.body(Full::new(request.body.into())).ok()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::HeaderMap;
    use axum::response::Redirect;
    use axum::routing::{get, post};
    use hyper_util::rt::TokioIo;
    use rcgen::generate_simple_self_signed;
    use rustls::ServerConfig;
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
    use tokio_rustls::TlsAcceptor;

    use super::*;

    /// A service with a good answer, one that leads elsewhere, one that never comes, and one that never ends.
    async fn service() -> (PeerAddress, tokio::task::JoinHandle<()>) {
        let echo = |headers: HeaderMap, body: String| async move { format!("{:?} {body}", headers.get("x-cons-id")) };
        let router = Router::new()
            .route("/aplicaresws/echo", post(echo))
            .route("/aplicaresws/elsewhere", get(|| async { Redirect::temporary("/aplicaresws/secret") }))
            .route("/aplicaresws/secret", get(|| async { "never asked for" }))
            .route("/aplicaresws/never", get(std::future::pending::<()>))
            .route("/aplicaresws/large", get(|| async { vec![b' '; CARRIED_BYTES_MAX + 1] }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/aplicaresws", listener.local_addr().unwrap()).parse().unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (address, server)
    }

    fn asked(method: &'static str, path: &str) -> wire::Request {
        let headers = vec![("X-cons-id", "1234".to_owned())];
        wire::Request { method, path: format!("/aplicaresws/{path}"), headers, body: b"{}".to_vec() }
    }

    #[tokio::test]
    async fn a_call_is_carried_and_its_answer_brought_as_it_is() {
        let (address, server) = service().await;
        let courier = NetCourier::new();
        for _ in 0..2 {
            let carried = courier.carry(&address, asked("POST", "echo")).await.unwrap();
            assert_eq!((carried.status, carried.body), (200, b"Some(\"1234\") {}".to_vec()));
        }
        let led = courier.carry(&address, asked("GET", "elsewhere")).await.unwrap();
        assert_eq!((led.status, led.body.len()), (307, 0), "nobody follows");
        assert_eq!(courier.carry(&address, asked("GET", "gone")).await.unwrap().status, 404);
        server.abort();
    }

    #[tokio::test]
    async fn what_does_not_come_or_is_too_large_is_lost_and_what_cannot_be_reached_was_not_sent() {
        let (address, server) = service().await;
        let hasty = NetCourier::trusts(trusting(), Duration::from_millis(300));
        assert_eq!(hasty.carry(&address, asked("GET", "never")).await, Err(CourierFault::Lost));
        let courier = NetCourier::new();
        assert_eq!(courier.carry(&address, asked("GET", "large")).await, Err(CourierFault::Lost));
        server.abort();
        let nobody: PeerAddress = "http://127.0.0.1:1/aplicaresws".parse().unwrap();
        assert_eq!(courier.carry(&nobody, asked("GET", "echo")).await, Err(CourierFault::NotSent));
        // Nobody speaks TLS there.
        let (address, server) = service().await;
        let tls: PeerAddress = address.to_string().replace("http://", "https://").parse().unwrap();
        assert_eq!(courier.carry(&tls, asked("GET", "echo")).await, Err(CourierFault::NotSent));
        server.abort();
    }

    /// A service that answers `kept` over TLS, as who is called `name`, with what vouches for it.
    async fn service_over_tls(name: &str) -> (PeerAddress, CertificateDer<'static>, tokio::task::JoinHandle<()>) {
        let made = generate_simple_self_signed([name.to_owned()]).unwrap();
        let (card, key) = (made.cert.der().clone(), PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![card.clone()], key.into()).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("https://{}/aplicaresws", listener.local_addr().unwrap()).parse().unwrap();
        let server = tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(std::sync::Arc::new(config));
            let kept = hyper::service::service_fn(|_| async {
                Ok::<_, std::convert::Infallible>(axum::http::Response::new(Full::new(Bytes::from_static(b"kept"))))
            });
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                if let Ok(stream) = acceptor.accept(stream).await {
                    tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), kept));
                }
            }
        });
        (address, card, server)
    }

    fn who_trusts(authority: CertificateDer<'static>) -> NetCourier {
        let mut roots = RootCertStore::empty();
        roots.add(authority).unwrap();
        let config = ClientConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions().unwrap();
        NetCourier::trusts(config.with_root_certificates(roots).with_no_client_auth(), Duration::from_secs(CARRY_WITHIN_S))
    }

    #[tokio::test]
    async fn over_tls_only_whom_the_system_trusts_hears_anything() {
        let (address, card, server) = service_over_tls("127.0.0.1").await;
        let (elsewhere, other, impostor) = service_over_tls("rs-online.example").await;
        let courier = who_trusts(card);
        let carried = courier.carry(&address, asked("POST", "bed")).await.unwrap();
        assert_eq!((carried.status, carried.body), (200, b"kept".to_vec()));
        assert_eq!(courier.carry(&elsewhere, asked("POST", "bed")).await, Err(CourierFault::NotSent), "nobody vouches for it");
        assert_eq!(who_trusts(other).carry(&elsewhere, asked("POST", "bed")).await, Err(CourierFault::NotSent), "it is called otherwise");
        assert_eq!(NetCourier::new().carry(&address, asked("POST", "bed")).await, Err(CourierFault::NotSent), "the system trusts it not");
        server.abort();
        impostor.abort();
    }
}
