//! The command line's end of the admin socket.

use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;

use super::path::ShortPath;
use super::{LINE_BYTES_MAX, Reply, Request, SOCKET_FILE, VERSION};
use crate::command::{Answer, Command, Failure, Progress, exit};

/// A server that has just taken its folder opens its socket a moment later.
const CONNECT_TRIES: u32 = 25;
/// Waiting between two tries.
const CONNECT_EVERY: Duration = Duration::from_millis(200);

/// A connection to the server that owns a folder.
#[derive(Debug)]
pub struct Client {
    stream: UnixStream,
}

impl Client {
    /// Connects to the server that owns `folder`; `busy` is what the lock said, for when nobody answers.
    ///
    /// # Errors
    /// When no server answers there: another command is at work, or the server is another user's.
    pub async fn connect(folder: &Path, busy: Failure) -> Result<Self, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            match open(folder).await {
                Ok(stream) => return Ok(Self { stream }),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    let socket = folder.join(SOCKET_FILE);
                    let next = "run this as the same user as the server, for example: sudo -u sigap sigap …";
                    return Err(Failure::new(format!("{} may not be opened", socket.display()), next).with_exit(exit::BUSY));
                }
                Err(_) if tries < CONNECT_TRIES => tokio::time::sleep(CONNECT_EVERY).await,
                Err(_) => return Err(busy),
            }
        }
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Errors
    /// What the server says it could not do, or that the connection broke: the command may then have been done or not.
    pub async fn run(self, command: Command, progress: &Progress) -> Result<Answer, Failure> {
        let name = command.name();
        let broke = |error: io::Error| {
            let next = format!("look at the server's log, then see whether `{name}` was done before you run it again");
            Failure::new(format!("the connection to the server broke: {error}"), next).with_exit(exit::BUSY)
        };
        let (read, mut write) = self.stream.into_split();
        let mut line = serde_json::to_vec(&Request { sigap_admin: VERSION, command }).map_err(|error| broke(error.into()))?;
        if line.len() as u64 >= LINE_BYTES_MAX {
            return Err(Failure::new(format!("the file is larger than {} MB", LINE_BYTES_MAX / 1_000_000), "split it into several"));
        }
        line.push(b'\n');
        write.write_all(&line).await.map_err(broke)?;
        let mut lines = BufReader::new(read).lines();
        loop {
            match next(&mut lines).await.map_err(broke)? {
                Reply::Progress(step) => progress.step(&step.what, step.done, step.of),
                Reply::Done(answer) => return Ok(answer),
                Reply::Failed(failure) => return Err(failure),
            }
        }
    }
}

async fn open(folder: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(ShortPath::of(folder, SOCKET_FILE)?.path()).await
}

async fn next(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> io::Result<Reply> {
    let line = lines.next_line().await?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    Ok(serde_json::from_str(&line)?)
}
