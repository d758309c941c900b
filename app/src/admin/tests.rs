//! The socket of a running server.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex};

use sigap_kernel::World;
use sigap_web::Mode;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

use super::*;
use crate::command::{AddFacility, BackUp, Progress, Restore, VerifyJournal};
use crate::config::Config;
use crate::server::{Running, Start, start};

async fn server(folder: &std::path::Path) -> Running {
    let mut config = Config::default();
    config.data.folder = folder.to_owned();
    config.server.listen = ([127, 0, 0, 1], 0).into();
    start(Start { config, world: World::real(), mode: Mode::Demo }).await.unwrap()
}

fn busy() -> Failure {
    Failure::new("busy", "")
}

fn add(code: &str) -> Command {
    let (code, name) = (code.to_owned(), "RS Rekaan".to_owned());
    Command::FacilityAdd(AddFacility { code, name, lat: -6.99, lon: 110.42, kind: "hospital".to_owned(), stage: "public".to_owned() })
}

#[tokio::test]
async fn a_command_goes_through_the_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let running = server(folder.path()).await;
    let client = Client::connect(folder.path(), busy()).await.unwrap();
    let answer = client.run(add("0301R001"), &Progress::silent()).await.unwrap();
    assert!(answer.out.contains("0301R001"), "{answer:?}");
    let found = sigap_registry::facility_by_ppk(&running.app.db, "0301R001").await.unwrap();
    assert!(found.is_some(), "the server has the facility at once");

    let again = Client::connect(folder.path(), busy()).await.unwrap().run(add("0301R001"), &Progress::silent()).await;
    assert!(again.unwrap_err().next.contains("there already"));
    running.stop().await;
}

#[tokio::test]
async fn long_work_in_the_server_tells_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let running = server(folder.path()).await;
    Client::connect(folder.path(), busy()).await.unwrap().run(add("0301R001"), &Progress::silent()).await.unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hears = heard.clone();
    let progress = Progress::telling(move |step| hears.lock().unwrap().push(step.what));
    let file = folder.path().join("b.sigap");
    Client::connect(folder.path(), busy()).await.unwrap().run(Command::Backup(BackUp { file: file.clone() }), &progress).await.unwrap();
    assert!(heard.lock().unwrap().iter().any(|table| table == "journal_entry"), "{heard:?}");
    assert!(file.exists());
    let verified = Client::connect(folder.path(), busy()).await.unwrap();
    let answer = verified.run(Command::JournalVerify(VerifyJournal {}), &Progress::silent()).await.unwrap();
    assert!(answer.out.starts_with("The journal holds"), "{answer:?}");
    running.stop().await;
}

#[tokio::test]
async fn the_socket_is_its_owners_alone_even_in_a_deep_folder() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("d".repeat(60)).join("e".repeat(60));
    let running = server(&deep).await;
    let mode = std::fs::metadata(deep.join(SOCKET_FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let client = Client::connect(&deep, busy()).await.unwrap();
    assert!(client.run(add("0301R001"), &Progress::silent()).await.is_ok());
    running.stop().await;
}

#[tokio::test]
async fn what_the_server_does_not_understand_or_may_not_do_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let running = server(folder.path()).await;
    let restore =
        serde_json::to_string(&Request { sigap_admin: VERSION, command: Command::Restore(Restore { file: "x".into() }) }).unwrap();
    let newer = serde_json::to_string(&Request { sigap_admin: 99, command: Command::JournalVerify(VerifyJournal {}) }).unwrap();
    for (line, expected) in [("hello", "does not understand"), ("{}", "does not understand"), (&newer, "version"), (&restore, "not empty")]
    {
        let mut stream = UnixStream::connect(folder.path().join(SOCKET_FILE)).await.unwrap();
        stream.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("{\"failed\"") && answer.contains(expected), "{line}: {answer}");
    }
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn when_no_server_answers_the_owner_of_the_lock_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let failure = Client::connect(folder.path(), Failure::new("in use by sigap backup", "")).await.unwrap_err();
    assert_eq!(failure.what, "in use by sigap backup");
}
