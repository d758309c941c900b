//! A deployment of its own for one test, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sigap_store::StoreConfig;

/// A folder, and a database in it or on PostgreSQL.
pub(crate) struct City {
    pub(crate) folder: tempfile::TempDir,
    database_url: Option<String>,
}

/// What the program said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl City {
    /// A deployment on SQLite.
    pub(crate) fn on_sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database_url: None }
    }

    /// One deployment on each engine at hand.
    pub(crate) fn on_both() -> Vec<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut all = vec![Self::on_sqlite()];
        match runtime.block_on(sigap_testkit::new_postgres()) {
            Some(StoreConfig::Postgres(url)) => all.push(Self { folder: tempfile::tempdir().unwrap(), database_url: Some(url) }),
            _ => eprintln!("PostgreSQL is not at hand (SIGAP_TEST_POSTGRES is not set): tested on SQLite alone"),
        }
        all
    }

    /// A file beside the deployment.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the deployment.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.file(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program with these words, on this deployment.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = sigap();
        command.args(words).arg("--data").arg(self.data());
        if let Some(url) = &self.database_url {
            command.arg("--database-url").arg(url);
        }
        command
    }

    /// Runs the program with nothing but the address of this deployment's database; `None` on SQLite.
    pub(crate) fn run_by_url(&self, words: &[&str]) -> Option<Said> {
        let url = self.database_url.as_ref()?;
        Some(said(sigap().args(words).arg("--database-url").arg(url).stdin(Stdio::null()).output().unwrap()))
    }

    /// Runs the program with nothing but the folder of this deployment, whose database is elsewhere; `None` on SQLite.
    pub(crate) fn run_by_folder(&self, words: &[&str]) -> Option<Said> {
        self.database_url.as_ref()?;
        Some(said(sigap().args(words).arg("--data").arg(self.data()).stdin(Stdio::null()).output().unwrap()))
    }

    /// Runs the program on this deployment to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Said {
        said(self.command(words).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs the program, which has to succeed.
    pub(crate) fn well(&self, words: &[&str]) -> String {
        let said = self.run(words);
        assert_eq!(said.code, 0, "sigap {}: {}{}", words.join(" "), said.out, said.err);
        said.out
    }

    /// Adds an invented hospital.
    pub(crate) fn add_hospital(&self, ppk: &str) {
        self.well(&["facility", "add", "--code", ppk, "--name", "RS Rekaan", "--lat", "-6.99", "--lon", "110.42", "--stage", "public"]);
    }
}

/// The program, with nothing of this machine's settings around it.
pub(crate) fn sigap() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sigap"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIGAP_")) {
        command.env_remove(name);
    }
    command
}

/// Runs the program with these words alone.
pub(crate) fn run(words: &[&str]) -> Said {
    said(sigap().args(words).stdin(Stdio::null()).output().unwrap())
}

pub(crate) fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// A path as a word of the command line.
pub(crate) fn word(path: &Path) -> &str {
    path.to_str().unwrap()
}
