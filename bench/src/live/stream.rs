//! `Stream`: one open live stream, read event by event. It takes the chunks of HTTP/1.1 for what they are: lines that say nothing.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;

use crate::http::{Conn, get};

/// One event.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// `beat`, `change`, `resync` or `closing`.
    pub(crate) kind: String,
    /// Its number, where it has one.
    pub(crate) id: Option<u64>,
    /// What it says.
    pub(crate) data: String,
}

impl Event {
    /// Takes one line in; says whether the event is complete.
    pub(crate) fn take(&mut self, line: &str) -> bool {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim_start();
        match name {
            "event" => self.kind = value.to_owned(),
            "id" => self.id = value.parse().ok(),
            "data" => self.data = value.to_owned(),
            _ => return line.is_empty() && !self.kind.is_empty(),
        }
        false
    }
}

/// An open stream.
pub(crate) struct Stream {
    lines: BufReader<TcpStream>,
    line: String,
}

impl Stream {
    /// Opens the stream at `path`, saying which event was seen last.
    ///
    /// # Errors
    /// When it is not granted.
    pub(crate) async fn open(address: SocketAddr, path: &str, last: Option<u64>) -> Result<Self> {
        let last = last.map_or_else(String::new, |last| format!("last-event-id: {last}\r\n"));
        let stream = Conn::open(address).await?.into_stream(get(path, &last).as_bytes()).await?;
        let mut stream = Self { lines: BufReader::new(stream), line: String::new() };
        match stream.line().await?.split_whitespace().nth(1) {
            Some("200") => Ok(stream),
            _ => bail!("the live stream was answered with {}", stream.line),
        }
    }

    /// The next event.
    ///
    /// # Errors
    /// When the stream has ended.
    pub(crate) async fn next(&mut self) -> Result<Event> {
        let mut event = Event::default();
        while !event.take(self.line().await?) {}
        Ok(event)
    }

    async fn line(&mut self) -> Result<&str> {
        self.line.clear();
        match self.lines.read_line(&mut self.line).await.context("a live stream broke off")? {
            0 => bail!("a live stream ended"),
            _ => Ok(self.line.trim_end()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_between_the_lengths_of_chunks() {
        let text = "content-type: text/event-stream\r\n\r\n1f\r\nevent: beat\ndata: 17\nid: 4\n\n\r\n2a\r\nevent: change\nid: 5\ndata: {\"topics\":[\"beds:a\"]}\n\n\r\n";
        let (mut event, mut events) = (Event::default(), Vec::new());
        for line in text.lines() {
            if event.take(line) {
                events.push(std::mem::take(&mut event));
            }
        }
        let seen: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.id, event.data.as_str())).collect();
        assert_eq!(seen, [("beat", Some(4), "17"), ("change", Some(5), "{\"topics\":[\"beds:a\"]}")]);
    }
}
