//! The checkout as the checks see it: every text file by its path, and the crates among them. Reads once, judges nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml::Table;

/// Folders that hold what was built, fetched or left by a run; the same names stand in `.gitignore`.
const NOT_OURS: &[&str] =
    &[".git", ".cache", ".venv", "__pycache__", "demo-data", "dist", "node_modules", "playwright-report", "target", "test-results"];

/// Larger files are data, not something a person reads line by line.
const TEXT_BYTES_MAX: u64 = 2_000_000;

/// Every text file of a checkout, by its path from the top with `/` between folders.
pub(crate) struct Tree {
    files: BTreeMap<String, String>,
}

/// One crate: its folder, its name and its manifest.
pub(crate) struct Package {
    pub(crate) dir: String,
    pub(crate) name: String,
    pub(crate) manifest: Table,
}

impl Tree {
    /// Reads the checkout at `root`; files that are not text, or very large, are left out.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        walk(root, "", &mut files)?;
        Ok(Self { files })
    }

    /// The text at `path`, if there is such a file.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files, in the order of their paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose name ends in `.EXTENSION`.
    pub(crate) fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files().filter(move |(path, _)| Path::new(path).extension().is_some_and(|found| found == extension))
    }

    /// The files under `dir`, their paths told from there.
    pub(crate) fn under<'a>(&'a self, dir: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files().filter_map(move |(path, text)| Some((path.strip_prefix(dir)?.strip_prefix('/')?, text)))
    }

    /// Every crate of the workspace, by its manifest.
    ///
    /// # Errors
    /// When a manifest is no TOML.
    pub(crate) fn packages(&self) -> Result<Vec<Package>> {
        let manifests = self.files().filter_map(|(path, text)| Some((path.strip_suffix("/Cargo.toml")?, text)));
        manifests.map(|(dir, text)| Package::parse(dir, text)).collect()
    }
}

#[cfg(test)]
impl Tree {
    /// A made-up checkout.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }
}

impl Package {
    fn parse(dir: &str, text: &str) -> Result<Self> {
        let manifest: Table = text.parse().with_context(|| format!("{dir}/Cargo.toml is no TOML"))?;
        let package = manifest.get("package").and_then(toml::Value::as_table);
        let name = package.and_then(|package| package.get("name")).and_then(toml::Value::as_str);
        let name = name.with_context(|| format!("{dir}/Cargo.toml gives no package name"))?.to_owned();
        Ok(Self { dir: dir.to_owned(), name, manifest })
    }
}

fn walk(dir: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) {
            walk(&entry.path(), &path, files)?;
        } else if kind.is_file() && entry.metadata()?.len() <= TEXT_BYTES_MAX {
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.insert(path, text);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_build_or_a_run_left_behind_is_not_read() {
        let top = tempfile::tempdir().unwrap();
        for path in ["app/src/main.rs", "target/debug/a.rs", "frontend/node_modules/x/index.js", "demo-data/rows.csv"] {
            let path = top.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        fs::write(top.path().join("picture.png"), [0xff, 0xfe, 0x00]).unwrap();
        let tree = Tree::read(top.path()).unwrap();
        assert_eq!(tree.files().map(|(path, _)| path).collect::<Vec<_>>(), ["app/src/main.rs"]);
    }

    #[test]
    fn a_crate_is_known_by_its_folder_and_its_name() {
        let tree = Tree::of(&[("Cargo.toml", "[workspace]"), ("app/Cargo.toml", "[package]\nname = \"sigap\"")]);
        let packages = tree.packages().unwrap();
        assert_eq!(packages.iter().map(|p| (p.dir.as_str(), p.name.as_str())).collect::<Vec<_>>(), [("app", "sigap")]);
    }

    #[test]
    fn a_folder_is_told_from_its_own_top() {
        let tree = Tree::of(&[("a/migrations/0001_x.sql", "one"), ("a/migrations-old/0001_x.sql", "two")]);
        assert_eq!(tree.under("a/migrations").collect::<Vec<_>>(), [("0001_x.sql", "one")]);
    }
}
