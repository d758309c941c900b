//! `Sleeper`: a page that stops reading. It speaks HTTP/2 with a window of a few bytes, so that the server cannot hand its words to
//! the network and has to notice that the page lags.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::Request;
use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::stream::{Event, Stream};
use crate::http::HOST;

/// Bytes the server may send before the page reads on.
const WINDOW_BYTES: u32 = 16;
/// Rounds of changes after which a page that does not read has surely fallen behind: more than the server keeps for it.
const ROUNDS_BEHIND: u64 = 512 + 100;
/// Waiting between two looks at how much has happened.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Once it reads again it is told by then.
const TOLD_WITHIN: Duration = Duration::from_secs(10);

/// A page that does not read.
pub(crate) struct Sleeper {
    body: Incoming,
    /// The connection lives as long as this does.
    _send: SendRequest<Empty<Bytes>>,
    began_at: u64,
}

impl Sleeper {
    /// Opens the stream at `path` and reads no further than the answer's head.
    ///
    /// # Errors
    /// When it is not granted.
    pub(crate) async fn open(address: SocketAddr, path: &str) -> Result<Self> {
        let began_at = number_now(address, path).await?;
        let stream = TcpStream::connect(address).await?;
        let mut builder = Builder::new(TokioExecutor::new());
        let (mut send, conn) = builder.initial_stream_window_size(WINDOW_BYTES).handshake(TokioIo::new(stream)).await?;
        tokio::spawn(conn);
        let request = Request::get(format!("http://{HOST}{path}")).body(Empty::<Bytes>::new())?;
        let answer = send.send_request(request).await?;
        ensure!(answer.status() == 200, "the live stream was answered with {}", answer.status());
        Ok(Self { body: answer.into_body(), _send: send, began_at })
    }

    /// The number of the round at which it fell asleep.
    pub(crate) const fn began_at(&self) -> u64 {
        self.began_at
    }

    /// Reads on; says whether it was told to ask for everything.
    ///
    /// # Errors
    /// When the stream broke.
    pub(crate) async fn wake(mut self) -> Result<bool> {
        let reading = async {
            let (mut event, mut rest) = (Event::default(), String::new());
            while let Some(frame) = self.body.frame().await {
                let bytes = frame.context("the sleeping page's stream broke")?.into_data().unwrap_or_default();
                rest.push_str(&String::from_utf8_lossy(&bytes));
                while let Some((line, after)) = rest.split_once('\n') {
                    if event.take(line) && std::mem::take(&mut event).kind == "resync" {
                        return Ok(true);
                    }
                    rest = after.to_owned();
                }
            }
            Ok(false)
        };
        tokio::time::timeout(TOLD_WITHIN, reading).await.unwrap_or(Ok(false))
    }
}

/// The number of the last round, as a page that opens now is told.
async fn number_now(address: SocketAddr, path: &str) -> Result<u64> {
    let mut stream = Stream::open(address, path, None).await?;
    loop {
        if let Some(number) = stream.next().await?.id {
            return Ok(number);
        }
    }
}

/// Waits until so much has happened that a page which does not read must have fallen behind.
pub(crate) async fn falls_behind(address: SocketAddr, path: &str, began_at: u64) -> Result<()> {
    while number_now(address, path).await? < began_at + ROUNDS_BEHIND {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}
