//! The server's end of the admin socket.

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};

use super::path::ShortPath;
use super::{LINE_BYTES_MAX, Reply, Request, SOCKET_FILE, VERSION};
use crate::command::{Command, Failure, Progress, execute};
use crate::deployment::App;

/// The folder in which the socket is made before it is put in its place.
const CRADLE: &str = ".admin";
/// Commands at work at once.
const AT_ONCE: usize = 4;
/// A command has to be there, whole, by then.
const COMMAND_WITHIN: Duration = Duration::from_secs(30);
/// Waiting after the system had no room for another connection.
const RETRY_ACCEPT_AFTER: Duration = Duration::from_millis(100);

/// Opens the socket, in the place of one a stopped server left behind, and answers until the program ends. The folder has to
/// be taken before.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn listen(app: App) -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let listener = bind(&app.folder)?;
    Ok(async move {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Ok(place) = places.clone().acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, _)) => {
                    let app = app.clone();
                    tokio::spawn(async move {
                        let _place = place;
                        if let Err(error) = converse(&app, stream).await {
                            tracing::debug!(%error, "the command line went away");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "the admin socket could not accept");
                    tokio::time::sleep(RETRY_ACCEPT_AFTER).await;
                }
            }
        }
    })
}

/// Makes the socket in a folder that only its owner can enter, closes it to others, and then puts it where it belongs: there
/// is no moment in which others can open it.
fn bind(folder: &Path) -> io::Result<UnixListener> {
    let cradle = folder.join(CRADLE);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&cradle)?;
    let made = cradle.join("sock");
    match std::fs::remove_file(&made) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(ShortPath::of(&cradle, "sock")?.path())?;
    std::fs::set_permissions(&made, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&made, folder.join(SOCKET_FILE))?;
    Ok(listener)
}

/// One command and its answer. The command goes on when the command line goes away.
async fn converse(app: &App, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = Vec::new();
    let mut lines = BufReader::new(read.take(LINE_BYTES_MAX));
    let whole = tokio::time::timeout(COMMAND_WITHIN, lines.read_until(b'\n', &mut line)).await;
    whole.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let (tell, mut told) = mpsc::unbounded_channel();
    match understood(&line) {
        Ok(command) => {
            let app = app.clone();
            tokio::spawn(async move { run(&app, command, tell).await });
        }
        Err(failure) => {
            let _ = tell.send(Reply::Failed(failure));
            drop(tell);
        }
    }
    while let Some(reply) = told.recv().await {
        let mut line = serde_json::to_vec(&reply)?;
        line.push(b'\n');
        write.write_all(&line).await?;
    }
    write.shutdown().await
}

async fn run(app: &App, command: Command, tell: mpsc::UnboundedSender<Reply>) {
    let steps = tell.clone();
    let progress = Progress::telling(move |step| {
        // Nobody waits any more: the work goes on all the same.
        let _ = steps.send(Reply::Progress(step));
    });
    let reply = match execute(app, command, &progress).await {
        Ok(answer) => Reply::Done(answer),
        Err(failure) => Reply::Failed(failure),
    };
    let _ = tell.send(reply);
}

fn understood(line: &[u8]) -> Result<Command, Failure> {
    let next = "use the sigap of the same version as the server";
    let request: Request = serde_json::from_slice(line)
        .map_err(|error| Failure::new(format!("the server does not understand this command: {error}"), next))?;
    if request.sigap_admin != VERSION {
        return Err(Failure::new(format!("the server speaks version {VERSION} of the admin socket, not {}", request.sigap_admin), next));
    }
    if matches!(request.command, Command::Restore(_)) {
        return Err(Failure::new("a running server's database is not empty", "stop the server and restore into a new folder or database"));
    }
    Ok(request.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn no_line_breaks_the_socket(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200), word in "[a-z-]{1,20}", inside in "\\PC{0,40}") {
            let near = serde_json::json!({ "sigap_admin": VERSION, word: { "file": inside } }).to_string();
            for line in [bytes.as_slice(), near.as_bytes(), near.get(..near.len() / 2).unwrap_or_default().as_bytes()] {
                if let Err(failure) = understood(line) {
                    proptest::prop_assert!(!failure.to_string().is_empty());
                }
            }
        }
    }
}
