//! `schema-dump`: keeps the database of this version for the upgrade test of all that follow. The test itself writes it; this task
//! sees that nothing kept is overwritten by mistake.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

const FOLDER: &str = "app/tests/upgrade";
/// The test that writes when it is told to.
const TEST: &str = "what_this_version_writes_is_kept";

/// Makes the dumps of the present version on both engines; `replace` those that are there, while it is not released.
///
/// # Errors
/// When they are there already, when no PostgreSQL server is named, or when cargo cannot be started.
pub(crate) fn command(root: &Path, replace: bool) -> Result<ExitCode> {
    let version = version(&std::fs::read_to_string(root.join("Cargo.toml"))?)?;
    let kept = root.join(FOLDER).join(format!("{version}.sqlite.sql"));
    if kept.exists() && !replace {
        bail!("{} is there. A released dump is history; before the release: schema-dump --replace", kept.display());
    }
    if std::env::var_os("SIGAP_TEST_POSTGRES").is_none() {
        bail!("name a PostgreSQL server for tests: SIGAP_TEST_POSTGRES=postgres://…");
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(["test", "-p", "sigap", "--lib", TEST]).current_dir(root).env("SIGAP_WRITE_DUMP", "1").status();
    Ok(if status.context("cargo cannot be started")?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn version(manifest: &str) -> Result<String> {
    let manifest: Table = manifest.parse().context("Cargo.toml is no TOML")?;
    let version = manifest.get("workspace").and_then(|one| one.get("package")).and_then(|one| one.get("version"));
    version.and_then(Value::as_str).map(str::to_owned).context("Cargo.toml names no version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_that_is_kept_is_not_overwritten() {
        let top = tempfile::tempdir().unwrap();
        std::fs::write(top.path().join("Cargo.toml"), "[workspace.package]\nversion = \"0.1.0\"\n").unwrap();
        std::fs::create_dir_all(top.path().join(FOLDER)).unwrap();
        std::fs::write(top.path().join(FOLDER).join("0.1.0.sqlite.sql"), "").unwrap();
        let refused = command(top.path(), false).unwrap_err().to_string();
        assert!(refused.contains("--replace"), "{refused}");
    }
}
