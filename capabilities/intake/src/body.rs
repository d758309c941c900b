//! Reading a body of a stranger: never more in memory than a message may have, never longer than it takes a slow line.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;

/// How long a sender that proved nothing is listened to before it is answered.
const LISTEN_MAX: Duration = Duration::from_secs(2);
/// Bytes of a known sender that are read and thrown away, so that it gets to reading the answer.
const DISCARD_BYTES_MAX: usize = 128 * 1024 * 1024;

/// A body as far as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Brought {
    /// All of it.
    Whole(Bytes),
    /// More than the limit; its beginning.
    TooLarge(Bytes),
    /// The line broke or was too slow; its beginning.
    Broken(Bytes),
}

impl Brought {
    /// What there is of it.
    pub(crate) const fn bytes(&self) -> &Bytes {
        match self {
            Self::Whole(bytes) | Self::TooLarge(bytes) | Self::Broken(bytes) => bytes,
        }
    }
}

/// Reads a body of at most `bytes_max` bytes, for as long as a known sender is waited for. What is beyond is read and thrown away.
pub(crate) async fn bring(body: Body, bytes_max: usize, within: Duration) -> Brought {
    let mut reading = Reading { kept: BytesMut::new(), seen: 0, bytes_max };
    let ended = tokio::time::timeout(within, reading.read(body, DISCARD_BYTES_MAX)).await;
    let kept = reading.kept.freeze();
    match ended {
        _ if reading.seen > bytes_max => Brought::TooLarge(kept),
        Ok(true) => Brought::Whole(kept),
        _ => Brought::Broken(kept),
    }
}

/// Reads over a small body, so that its sender gets to reading the answer; a large one is left unread.
pub(crate) async fn pass_over(headers: &HeaderMap, body: Body, bytes_max: usize) {
    if is_announced_large(headers, bytes_max) {
        return;
    }
    let mut reading = Reading { kept: BytesMut::new(), seen: 0, bytes_max: 0 };
    let _ = tokio::time::timeout(LISTEN_MAX, reading.read(body, bytes_max)).await;
}

/// The beginning of a body nobody relies on: so much of a small one that its form can be told. A large one is left unread.
pub(crate) async fn glance(headers: &HeaderMap, body: Body, bytes_max: usize) -> Bytes {
    if is_announced_large(headers, bytes_max) {
        return Bytes::new();
    }
    let mut reading = Reading { kept: BytesMut::new(), seen: 0, bytes_max };
    let _ = tokio::time::timeout(LISTEN_MAX, reading.read(body, bytes_max)).await;
    reading.kept.freeze()
}

fn is_announced_large(headers: &HeaderMap, bytes_max: usize) -> bool {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<usize>().ok());
    announced.is_some_and(|bytes| bytes > bytes_max) || headers.contains_key(header::EXPECT)
}

struct Reading {
    kept: BytesMut,
    seen: usize,
    bytes_max: usize,
}

impl Reading {
    /// Reads to the end, or until `discard_max` bytes were seen; whether the end was met.
    async fn read(&mut self, mut body: Body, discard_max: usize) -> bool {
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return false };
            let Ok(data) = frame.into_data() else { continue };
            self.seen = self.seen.saturating_add(data.len());
            let free = self.bytes_max.saturating_sub(self.kept.len()).min(data.len());
            self.kept.extend_from_slice(data.get(..free).unwrap_or_default());
            if self.seen > discard_max {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit_and_not_kept_beyond() {
        assert_eq!(bring(Body::from("12345"), 5, LISTEN_MAX).await, Brought::Whole(Bytes::from("12345")));
        assert_eq!(bring(Body::from("123456"), 5, LISTEN_MAX).await, Brought::TooLarge(Bytes::from("12345")));
        assert_eq!(bring(Body::empty(), 5, LISTEN_MAX).await, Brought::Whole(Bytes::new()));
    }

    /// A body that never ends and never brings anything.
    fn silent() -> Body {
        Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>())
    }

    #[tokio::test(start_paused = true)]
    async fn a_sender_that_never_ends_is_not_waited_for() {
        assert_eq!(bring(silent(), 5, LISTEN_MAX).await, Brought::Broken(Bytes::new()));
        pass_over(&HeaderMap::new(), silent(), 5).await;
    }

    #[tokio::test]
    async fn the_large_body_of_a_stranger_is_left_unread() {
        let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, axum::http::HeaderValue::from_static("100000000"))]);
        pass_over(&headers, silent(), 5).await;
    }
}
