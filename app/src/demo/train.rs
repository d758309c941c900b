//! Training: the invented city again, in a folder of its own that is practice for good. The trainer begins anew and says what the city does.

use std::path::Path;

use sigap_kernel::World;
use sigap_store::{SQLITE_FILE, StoreConfig};
use sigap_web::Mode;

use super::lay::Stamp;
use super::life::{Scenario, Script};
use crate::command::{Failure, exit};
use crate::deployment::take_folder;
use crate::wiring;

/// What a training folder holds beside its database, made anew at the next start.
const MADE_ANEW: [&str; 2] = ["keyring.json", "demo.json"];

/// Throws away what was practised: the next start lays the city again.
///
/// # Errors
/// When somebody works in the folder, or it is not one for training.
pub async fn reset(folder: &Path) -> Result<(), Failure> {
    if !folder.join(SQLITE_FILE).exists() {
        return Err(is_none(folder));
    }
    let _held = take_folder(folder, "sigap train reset")?;
    let db = sigap_store::Db::open(&StoreConfig::Folder(folder.to_owned()), wiring::MIGRATIONS).await?;
    let ctx = World::real().ctx(sigap_kernel::Actor::System("command-line"));
    sigap_registry::open_as(&db, &ctx, Some(Mode::Training)).await.map_err(|_| is_none(folder))?;
    drop(db);
    let beside = ["", "-wal", "-shm"].map(|end| format!("{SQLITE_FILE}{end}"));
    for file in beside.iter().map(String::as_str).chain(MADE_ANEW) {
        remove(&folder.join(file))?;
    }
    Script::of(folder).forget()
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::new(format!("{} cannot be removed: {error}", path.display()), "check who owns it"))
        }
        _ => Ok(()),
    }
}

/// Says what the city in a folder does from now on, also while it lives.
///
/// # Errors
/// When the folder holds no invented city.
pub fn play(folder: &Path, scenario: Scenario) -> Result<(), Failure> {
    if !Stamp::of(folder, 0)?.laid {
        return Err(is_none(folder));
    }
    Script::of(folder).put(scenario)
}

fn is_none(folder: &Path) -> Failure {
    Failure::new(format!("{} is no folder for training", folder.display()), "name one that sigap train made: --data DIR")
        .with_exit(exit::USAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{DemoOptions, begun};

    async fn trained(folder: &Path, mode: Mode) -> Result<i64, Failure> {
        let options = DemoOptions { data: folder.to_owned(), listen: "127.0.0.1:0".parse().unwrap(), seed: 1, mode };
        let (running, ..) = begun(&options, &World::real()).await?;
        let entries = sigap_store::verify(&running.app.db, running.app.db.realm(), |_| ()).await.unwrap();
        running.stop().await;
        Ok(entries.sealed + entries.unsealed)
    }

    #[tokio::test]
    async fn what_was_practised_is_thrown_away_by_one_command_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let empty = reset(folder.path()).await.unwrap_err();
        assert_eq!(empty.exit, exit::USAGE, "{empty}");
        assert!(play(folder.path(), Scenario::Surge).is_err());
        let first = trained(folder.path(), Mode::Training).await.unwrap();
        assert!(first > 1, "the city is laid");
        let refused = trained(folder.path(), Mode::Demo).await.unwrap_err();
        assert!(refused.to_string().contains("was made as training"), "{refused}");
        std::fs::write(folder.path().join("catatan.txt"), "milik pelatih").unwrap();
        play(folder.path(), Scenario::Surge).unwrap();
        reset(folder.path()).await.unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(SQLITE_FILE) && *name != "scenario.txt"), "{left:?}");
        assert!(left.iter().any(|name| *name == "catatan.txt"), "{left:?}");
        trained(folder.path(), Mode::Training).await.unwrap();
    }

    #[tokio::test]
    async fn a_demo_is_no_training_and_is_not_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        trained(folder.path(), Mode::Demo).await.unwrap();
        assert_eq!(reset(folder.path()).await.unwrap_err().exit, exit::USAGE);
        trained(folder.path(), Mode::Demo).await.unwrap();
    }
}
