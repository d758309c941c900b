//! A failing of the power: the program is stopped, and of each file only what it had made durable is left. Stopping the program
//! alone proves less, as the system still writes out what the program had only handed over.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Stands between the program and the system and keeps what was made durable.
const SOURCE: &str = include_str!("power_cut.c");
/// Behind the name of a file: its content that is durable.
const DURABLE: &str = "durable";
/// A file that holds no data: who owns the folder.
const LOCK: &str = "sigap.lock";

/// A disk whose power can be cut.
pub(super) struct Disk {
    folder: PathBuf,
    library: PathBuf,
}

impl Disk {
    /// The disk of a data folder; what lies there now is durable.
    ///
    /// # Errors
    /// When there is no C compiler: whoever builds Rust has one.
    pub(super) fn of(folder: &Path) -> Result<Self> {
        let beside = folder.parent().context("the data folder lies nowhere")?;
        let (source, library) = (beside.join("power_cut.c"), beside.join("power_cut.so"));
        fs::write(&source, SOURCE)?;
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(&source).arg("-ldl").status();
        ensure!(built.context("cc could not be started")?.success(), "power_cut.c could not be compiled");
        let disk = Self { folder: fs::canonicalize(folder)?, library };
        for one in fs::read_dir(&disk.folder)? {
            let one = one?;
            if one.file_name().to_string_lossy().contains(DURABLE) {
                fs::remove_file(one.path())?;
            }
        }
        for file in disk.files()? {
            fs::copy(&file, durable(&file))?;
        }
        Ok(disk)
    }

    /// The variables for the program that works on this disk.
    pub(super) fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![("LD_PRELOAD", self.library.clone()), ("SIGAP_POWER_CUT_FOLDER", self.folder.clone())]
    }

    /// Cuts the power, after the program was stopped.
    ///
    /// # Errors
    /// When a file cannot be put back.
    pub(super) fn cut(self) -> Result<()> {
        for file in self.files()? {
            let kept = durable(&file);
            if kept.exists() {
                fs::rename(&kept, &file)?;
            } else if !file.ends_with(LOCK) {
                fs::remove_file(&file)?;
            }
        }
        Ok(())
    }

    /// The files of the folder, without the copies.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        for one in fs::read_dir(&self.folder)? {
            let one = one?;
            if one.file_type()?.is_file() && !one.file_name().to_string_lossy().contains(DURABLE) {
                all.push(one.path());
            }
        }
        Ok(all)
    }
}

fn durable(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(DURABLE);
    name.into()
}
