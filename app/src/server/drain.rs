//! Stopping without hurting anyone: no new connections, open requests are finished, live streams are told, then the end.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::watch;

/// Open requests have this long to finish once the program was asked to stop.
pub const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// The last words of a live stream: the browser comes back by itself, after two seconds.
const LAST_WORDS: &[u8] = b"event: closing\nretry: 2000\ndata: {}\n\n";

/// Hears that the program is stopping. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Drain(watch::Receiver<bool>);

/// Says that the program is stopping.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// Both ends.
#[must_use]
pub fn drain() -> (Stopper, Drain) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Drain(receiver))
}

impl Stopper {
    /// Says it to everyone.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Drain {
    /// Ends when the program is stopping.
    pub async fn begun(mut self) {
        // A sender that is gone means the same as one that said stop.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }

    /// Whether the program is stopping.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }
}

/// Ends live streams when the program stops: they would otherwise never end by themselves.
pub(crate) fn end_streams(drain: &Drain, response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("text/event-stream")) { response.map(|body| ending(body, drain.clone())) } else { response }
}

fn ending(body: Body, drain: Drain) -> Body {
    let last = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(LAST_WORDS)) });
    let told = body.into_data_stream().take_until(Box::pin(drain.begun())).chain(last.map_err(|never| match never {}));
    Body::from_stream(told)
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    fn endless() -> Response {
        let words = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"data: 1\n\n"))]).chain(stream::pending());
        Response::builder().header(header::CONTENT_TYPE, "text/event-stream").body(Body::from_stream(words)).unwrap()
    }

    #[tokio::test]
    async fn a_page_that_listens_is_told_when_the_program_stops() {
        let (stopper, drain) = drain();
        let mut body = end_streams(&drain, endless()).into_body();
        let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(&first[..], b"data: 1\n\n");
        stopper.stop();
        let last = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(last.starts_with(b"event: closing"));
        assert!(body.frame().await.is_none());
    }
}
