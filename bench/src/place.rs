//! `Place`: where a deployment under measurement lies, and how every process of a run is told.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use sigap::config::{Config, process_environment};
use sigap_store::StoreConfig;
use tempfile::TempDir;

/// The variable that names the folder under which deployments are made: it should lie on a disk, not in memory.
const UNDER: &str = "SIGAP_BENCH_DIR";

/// One deployment: gone when it is dropped.
pub(crate) struct Place {
    folder: TempDir,
    database_url: Option<String>,
}

impl Place {
    /// A new deployment on SQLite.
    pub(crate) fn sqlite() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("sigap-bench.").tempdir_in(Self::under()?);
        Ok(Self { folder: folder.context("no folder to measure in")?, database_url: None })
    }

    /// The folder under which deployments are made, and where pictures of a run are left.
    pub(crate) fn under() -> Result<PathBuf> {
        let under = std::env::var_os(UNDER).map_or_else(std::env::temp_dir, PathBuf::from);
        std::fs::create_dir_all(&under)?;
        Ok(under)
    }

    /// A new deployment on the PostgreSQL server at hand, if there is one.
    pub(crate) async fn postgres() -> Result<Option<Self>> {
        let Some(StoreConfig::Postgres(url)) = sigap_testkit::new_postgres().await else { return Ok(None) };
        Ok(Some(Self { database_url: Some(url), ..Self::sqlite()? }))
    }

    /// One on each engine at hand.
    pub(crate) async fn both() -> Result<Vec<Self>> {
        Ok(std::iter::once(Self::sqlite()?).chain(Self::postgres().await?).collect())
    }

    /// The engine's name in rows.
    pub(crate) fn engine(&self) -> &'static str {
        if self.database_url.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// The data folder. It is below the one that is removed, which also holds the log.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where the server's log goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    /// The database.
    pub(crate) fn store(&self) -> StoreConfig {
        self.database_url.clone().map_or_else(|| StoreConfig::Folder(self.folder()), StoreConfig::Postgres)
    }

    /// The variables that tell another process.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut all = vec![("SIGAP_DATA_DIR", self.folder().into_os_string()), ("SIGAP_LOG_FILTER", "warn".into())];
        all.extend(self.database_url.as_ref().map(|url| ("SIGAP_DATA_DATABASE_URL", url.into())));
        all
    }
}

/// The configuration of a process that was told by [`Place::environment`].
pub(crate) fn told() -> Result<Config> {
    Config::load(None, &process_environment()).map_err(|problems| anyhow::anyhow!("{problems}"))
}
