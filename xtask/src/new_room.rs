//! `new-room NAME`: lays the skeleton of a room, so that all rooms are alike inside. What the room does is for its author.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

/// The word that stands for the room's name in the skeleton.
const NAME: &str = "ROOM";

/// The files of a room, in the order a person would read them.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../skeleton/manifest.toml")),
    ("README.md", include_str!("../skeleton/README.md")),
    ("migrations/CHECKSUMS", ""),
    ("templates/.gitkeep", ""),
    ("locales/id.ftl", include_str!("../skeleton/id.ftl")),
    ("locales/en.ftl", include_str!("../skeleton/en.ftl")),
    ("src/lib.rs", include_str!("../skeleton/src/lib.rs")),
    ("src/model.rs", include_str!("../skeleton/src/model.rs")),
    ("src/service.rs", include_str!("../skeleton/src/service.rs")),
    ("src/store.rs", include_str!("../skeleton/src/store.rs")),
    ("src/pages.rs", include_str!("../skeleton/src/pages.rs")),
    ("src/tests/mod.rs", include_str!("../skeleton/src/tests/mod.rs")),
];

/// The task: writes `capabilities/NAME` and names the room in the manifests.
///
/// # Errors
/// When the name is no plain word, the room is there already, or a manifest has not the expected lines.
pub(crate) fn command(root: &Path, name: &str) -> Result<ExitCode> {
    let plain = name.chars().all(|c| c.is_ascii_lowercase()) && !name.is_empty();
    ensure!(plain, "a room is called by one plain English word of small letters, like `referral`");
    let dir = root.join("capabilities").join(name);
    if dir.exists() {
        bail!("capabilities/{name} is there already");
    }
    let manifests = manifests(root, name)?;
    for (path, text) in files(name) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&dir))?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for (path, text) in manifests {
        fs::write(root.join(path), text).with_context(|| format!("cannot write {path}"))?;
    }
    println!("capabilities/{name} is laid. What is left:");
    println!("  1. say in its README and in its description what it is for, and give it its line in ARCHITECTURE.md");
    println!("  2. write its first rule in src/model.rs, with a test in src/tests/");
    println!("  3. mount its routes in app, and wire its ports in app/src/wiring/");
    Ok(ExitCode::SUCCESS)
}

fn files(name: &str) -> impl Iterator<Item = (&'static str, String)> {
    FILES.iter().map(move |(path, text)| (*path, text.replace(NAME, name)))
}

/// The manifests that name every room, with the new one added.
fn manifests(root: &Path, name: &str) -> Result<Vec<(&'static str, String)>> {
    let read = |path: &str| fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"));
    let workspace = add_after(&read("Cargo.toml")?, "    \"capabilities/", &format!("    \"capabilities/{name}\","))?;
    let path = |text: &str| text.starts_with("sigap-") && text.contains("path = \"capabilities/");
    let workspace = add_after_line(&workspace, path, &format!("sigap-{name} = {{ path = \"capabilities/{name}\" }}"))?;
    let app = read("app/Cargo.toml")?;
    // What tests alone need stands below, and names crates of the house as well.
    let (shipped, for_tests) = app.split_at(app.find("[dev-dependencies]").unwrap_or(app.len()));
    let app = add_after(shipped, "sigap-", &format!("sigap-{name}.workspace = true"))? + for_tests;
    Ok(vec![("Cargo.toml", workspace), ("app/Cargo.toml", app)])
}

fn add_after(text: &str, start: &str, line: &str) -> Result<String> {
    add_after_line(text, |found| found.starts_with(start), line)
}

/// Puts a line below the last one that fits.
fn add_after_line(text: &str, fits: impl Fn(&str) -> bool, line: &str) -> Result<String> {
    let last = text.lines().zip(0_usize..).filter(|(found, _)| fits(found)).last();
    let (_, last) = last.with_context(|| format!("no place found for the line `{line}`"))?;
    let lines = text.lines().zip(0..).flat_map(|(found, at)| std::iter::once(found).chain((at == last).then_some(line)));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy;
    use crate::tree::Tree;

    const WORKSPACE: &str = "\
[workspace]
members = [
    \"app\",
    \"capabilities/beds\",
    \"foundation/kernel\",
]

[workspace.dependencies]
sigap-kernel = { path = \"foundation/kernel\" }
sigap-beds = { path = \"capabilities/beds\" }
";

    fn house() -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        fs::create_dir_all(top.path().join("app")).unwrap();
        fs::write(top.path().join("Cargo.toml"), WORKSPACE).unwrap();
        fs::write(
            top.path().join("app/Cargo.toml"),
            "[package]\nname = \"sigap\"\n\n[dependencies]\nsigap-beds.workspace = true\naxum = \"1\"\n\n\
             [dev-dependencies]\nsigap-testkit.workspace = true\n",
        )
        .unwrap();
        top
    }

    #[test]
    fn a_new_room_stands_in_every_manifest() {
        let top = house();
        command(top.path(), "referral").unwrap();
        let workspace = fs::read_to_string(top.path().join("Cargo.toml")).unwrap();
        assert!(workspace.contains("    \"capabilities/beds\",\n    \"capabilities/referral\",\n    \"foundation/kernel\","));
        assert!(workspace.contains("sigap-referral = { path = \"capabilities/referral\" }"));
        let app = fs::read_to_string(top.path().join("app/Cargo.toml")).unwrap();
        assert!(app.contains("sigap-beds.workspace = true\nsigap-referral.workspace = true\naxum"));
        assert!(app.ends_with("[dev-dependencies]\nsigap-testkit.workspace = true\n"), "{app}");
    }

    #[test]
    fn a_new_room_is_tidy_from_the_first_day() {
        let top = house();
        command(top.path(), "referral").unwrap();
        let found = tidy::findings(&Tree::read(top.path()).unwrap()).unwrap();
        let about_it: Vec<_> =
            found.iter().map(ToString::to_string).filter(|finding| finding.starts_with("capabilities/referral")).collect();
        assert_eq!(about_it, Vec::<String>::new());
        for (path, text) in files("referral") {
            assert!(!text.contains(NAME), "{path} still says {NAME}");
        }
    }

    #[test]
    fn a_room_has_a_plain_name_and_is_laid_once() {
        let top = house();
        for name in ["", "Referral", "two words", "a/b", "../x"] {
            assert!(command(top.path(), name).is_err(), "{name}");
        }
        command(top.path(), "referral").unwrap();
        assert!(command(top.path(), "referral").unwrap_err().to_string().contains("already"));
    }
}
