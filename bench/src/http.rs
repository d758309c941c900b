//! `Conn`: one kept-alive HTTP/1.1 connection, as lean as it gets, so that the measuring side takes as little as possible from
//! the machine it shares with the server. It reads answers that tell their length, and nothing else.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Bytes that are read at once; the buffer grows when an answer is larger.
const READ_BYTES: usize = 64 * 1024;
/// The name every request calls.
pub(crate) const HOST: &str = "sigap.example";

/// One connection with its buffer.
pub(crate) struct Conn {
    stream: TcpStream,
    bytes: Vec<u8>,
    filled: usize,
}

/// What came back. Borrowed from the connection: nothing is copied.
pub(crate) struct Answer<'c> {
    /// The status.
    pub(crate) status: u16,
    head: &'c [u8],
    /// The body.
    pub(crate) body: &'c [u8],
}

impl Answer<'_> {
    /// The value of a header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

impl Conn {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, bytes: vec![0; READ_BYTES], filled: 0 })
    }

    /// Sends a whole request and reads the whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        let head_ends = loop {
            if let Some(at) = head_end(self.bytes.get(..self.filled).unwrap_or_default()) {
                break at;
            }
            self.fill().await?;
        };
        let head = self.bytes.get(..head_ends).unwrap_or_default();
        let status = status(head).ok_or_else(|| unreadable("the answer has no status"))?;
        let length = length(head).ok_or_else(|| unreadable("the answer does not tell its length"))?;
        let end = head_ends + length;
        while self.filled < end {
            self.fill().await?;
        }
        let (head, rest) = self.bytes.split_at(head_ends);
        Ok(Answer { status, head, body: rest.get(..length).unwrap_or_default() })
    }

    /// Sends a request whose answer never ends, and gives the stream to whoever listens to it.
    pub(crate) async fn into_stream(mut self, request: &[u8]) -> Result<TcpStream> {
        self.stream.write_all(request).await?;
        Ok(self.stream)
    }

    async fn fill(&mut self) -> Result<()> {
        if self.filled == self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        let room = self.bytes.get_mut(self.filled..).unwrap_or_default();
        match self.stream.read(room).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

fn unreadable(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn status(head: &[u8]) -> Option<u16> {
    std::str::from_utf8(head.get(9..12)?).ok()?.parse().ok()
}

/// The length of the body; answers that never have one have none to tell.
fn length(head: &[u8]) -> Option<usize> {
    match header(head, "content-length") {
        Some(length) => length.parse().ok(),
        None => matches!(status(head), Some(204 | 304)).then_some(0),
    }
}

fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
    head.split(|byte| *byte == b'\n').find_map(|line| {
        let (found, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Everything before the body of a POST.
pub(crate) fn post_head(path: &str, content_type: &str, length: usize, more: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n{more}\r\n")
}

/// A whole GET.
pub(crate) fn get(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\n{more}\r\n")
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers every request with these bytes, piece by piece.
    async fn answering(pieces: &'static [&'static str]) -> Conn {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1024];
            while stream.read(&mut asked).await.is_ok_and(|read| read > 0) {
                for piece in pieces {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    stream.flush().await.unwrap();
                }
            }
        });
        Conn::open(address).await.unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_whole_however_it_comes_and_the_next_one_is_another() {
        let mut conn = answering(&["HTTP/1.1 200 OK\r\nContent-", "Length: 5\r\nx-trace-id: ab\r\n\r", "\nhel", "lo"]).await;
        for _ in 0..3 {
            let answer = conn.ask(get("/", "").as_bytes()).await.unwrap();
            assert_eq!((answer.status, answer.body, answer.header("x-trace-id")), (200, &b"hello"[..], Some("ab")));
        }
    }

    #[tokio::test]
    async fn an_answer_without_a_length_is_not_guessed() {
        let mut conn = answering(&["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"]).await;
        assert_eq!(conn.ask(b"GET / HTTP/1.1\r\n\r\n").await.err().unwrap().kind(), ErrorKind::InvalidData);
        let mut conn = answering(&["HTTP/1.1 204 No Content\r\n\r\n"]).await;
        assert_eq!(conn.ask(b"GET / HTTP/1.1\r\n\r\n").await.unwrap().status, 204);
    }
}
