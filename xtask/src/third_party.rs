//! THIRD-PARTY.md: whose work is in the program, in its pages and in its tests, and under which licence. Read from the lock files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::licences::Allowed;

const PAGE: &str = "THIRD-PARTY.md";

/// The program that is shipped; what it leans on is built into it.
const PROGRAM: &str = "sigap";

/// Crates for other systems are left out, so that the page is the same wherever it is written.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

const OPENING: &str = "\
# Work of others

Sigap stands on the work below, each part under its own licence; Sigap itself is under the EUPL-1.2 (LICENSE).
It comes from the package registries at build time. Copied into this repository is one thing only: the typeface of the pages in two weights for
printing, Plus Jakarta Sans under the OFL-1.1 (foundation/documents/fonts).
This page is written by `cargo run -p xtask -- third-party`; `deny.toml` says which licences may come in.
";

/// What the task shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Write,
    Check,
}

/// Where a part ends up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Program,
    Pages,
    Workshop,
}

/// One part: its place, its name, its version, its licence.
type Part = (Place, String, String, String);

/// The task: writes the page, or says whether it is still true. A licence that is not allowed fails either way.
///
/// # Errors
/// When a lock file cannot be read, or a licence is not in `deny.toml`.
pub(crate) fn command(root: &Path, wish: Wish) -> Result<ExitCode> {
    let parts = parts(root)?;
    refuse_unknown_licences(root, &parts)?;
    let page = page(&parts);
    let path = root.join(PAGE);
    if wish == Wish::Write {
        fs::write(&path, page).with_context(|| format!("cannot write {PAGE}"))?;
        println!("{PAGE}: {} parts", parts.len());
    } else if fs::read_to_string(&path).unwrap_or_default() != page {
        bail!("{PAGE} is out of date; run: cargo run -p xtask -- third-party");
    }
    Ok(ExitCode::SUCCESS)
}

fn parts(root: &Path) -> Result<BTreeSet<Part>> {
    let mut parts = crates(&cargo_metadata(root)?)?;
    for (folder, place) in [("frontend", Place::Pages), ("e2e", Place::Workshop)] {
        parts.extend(npm(&read_json(&root.join(folder).join("package-lock.json"))?, place));
    }
    let requirements = root.join("e2e/requirements.txt");
    parts.extend(python(&fs::read_to_string(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?));
    Ok(parts)
}

fn refuse_unknown_licences(root: &Path, parts: &BTreeSet<Part>) -> Result<()> {
    let allowed = Allowed::read(&fs::read_to_string(root.join("deny.toml")).context("cannot read deny.toml")?)?;
    let refused: Vec<String> = parts
        .iter()
        .filter(|(_, _, _, licence)| !allowed.permits(licence))
        .map(|(_, name, version, licence)| format!("{name} {version}: {licence}"))
        .collect();
    if !refused.is_empty() {
        bail!("not allowed by deny.toml:\n  {}", refused.join("\n  "));
    }
    Ok(())
}

fn cargo_metadata(root: &Path) -> Result<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")
}

fn read_json(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The crates of other people that are resolved for the platform.
fn crates(metadata: &Value) -> Result<BTreeSet<Part>> {
    let built_in = built_in(metadata)?;
    let resolved: BTreeSet<&str> = nodes(metadata).map(|node| text(node, "id")).collect();
    let theirs = list(metadata, "packages").filter(|package| package.get("source").is_some_and(|source| !source.is_null()));
    let theirs = theirs.filter(|package| resolved.contains(text(package, "id")));
    Ok(theirs
        .map(|package| {
            let place = if built_in.contains(text(package, "id")) { Place::Program } else { Place::Workshop };
            (place, text(package, "name").to_owned(), text(package, "version").to_owned(), licence(package))
        })
        .collect())
}

fn licence(package: &Value) -> String {
    let named = text(package, "license");
    if named.is_empty() { "unknown".to_owned() } else { named.to_owned() }
}

fn nodes(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata.get("resolve").into_iter().flat_map(|resolve| list(resolve, "nodes"))
}

/// The ids of everything the program leans on when it runs.
fn built_in(metadata: &Value) -> Result<BTreeSet<&str>> {
    let needs: BTreeMap<&str, &Value> = nodes(metadata).map(|node| (text(node, "id"), node)).collect();
    let program =
        list(metadata, "packages").find(|package| text(package, "name") == PROGRAM).context("the workspace has no package sigap")?;
    let mut waiting = vec![text(program, "id")];
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            let deps = needs.get(id).into_iter().flat_map(|node| list(node, "deps"));
            let normal = deps.filter(|dep| list(dep, "dep_kinds").any(|kind| kind.get("kind").is_none_or(Value::is_null)));
            waiting.extend(normal.map(|dep| text(dep, "pkg")));
        }
    }
    Ok(seen)
}

/// The packages of an npm lock file; what is for development only is for the workshop.
fn npm(lock: &Value, place: Place) -> BTreeSet<Part> {
    let packages = lock.get("packages").and_then(Value::as_object).into_iter().flatten();
    let theirs = packages.filter_map(|(path, package)| Some((path.rsplit_once("node_modules/")?.1, package)));
    theirs
        .map(|(name, package)| {
            let for_development = ["dev", "devOptional"].iter().any(|key| package.get(*key).and_then(Value::as_bool) == Some(true));
            let place = if for_development { Place::Workshop } else { place };
            (place, format!("{name} (npm)"), text(package, "version").to_owned(), licence(package))
        })
        .collect()
}

/// The lines `name==version  # LICENCE` of a requirements file.
fn python(requirements: &str) -> BTreeSet<Part> {
    let pinned = requirements.lines().filter_map(|line| {
        let (package, licence) = line.split_once('#').unwrap_or((line, "unknown"));
        let (name, version) = package.trim().split_once("==")?;
        Some((Place::Workshop, format!("{name} (PyPI)"), version.to_owned(), licence.trim().to_owned()))
    });
    pinned.collect()
}

fn page(parts: &BTreeSet<Part>) -> String {
    let mut page = OPENING.to_owned();
    let sections = [(Place::Program, "In the program"), (Place::Pages, "In the pages"), (Place::Workshop, "Only for building and testing")];
    for (place, title) in sections {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {title}\n\n| part | version | licence |\n|---|---|---|\n");
        for (_, name, version, licence) in parts.iter().filter(|(found, ..)| *found == place) {
            let _ = writeln!(page, "| {name} | {version} | {licence} |");
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_program_leans_on_is_told_from_what_only_the_workshop_uses() {
        let crates_io = "registry";
        let metadata = json!({
            "packages": [
                {"id": "1", "name": "sigap", "version": "0.1.0", "source": null},
                {"id": "2", "name": "serde", "version": "1.0.0", "source": crates_io, "license": "MIT OR Apache-2.0"},
                {"id": "3", "name": "proptest", "version": "1.0.0", "source": crates_io, "license": "MIT"},
                {"id": "4", "name": "windows", "version": "1.0.0", "source": crates_io, "license": "MIT"},
            ],
            "resolve": {"nodes": [
                {"id": "1", "deps": [{"pkg": "2", "dep_kinds": [{"kind": null}]}, {"pkg": "3", "dep_kinds": [{"kind": "dev"}]}]},
                {"id": "2", "deps": []},
                {"id": "3", "deps": []},
            ]},
        });
        let parts: Vec<_> = crates(&metadata).unwrap().into_iter().map(|(place, name, ..)| (place, name)).collect();
        assert_eq!(parts, [(Place::Program, "serde".to_owned()), (Place::Workshop, "proptest".to_owned())]);
    }

    #[test]
    fn npm_and_python_parts_are_read_from_their_locks() {
        let lock = json!({"packages": {
            "": {"name": "sigap-frontend"},
            "node_modules/htmx.org": {"version": "2.0.0", "license": "0BSD"},
            "node_modules/a/node_modules/@b/c": {"version": "1.0.0", "license": "MIT", "dev": true},
        }});
        let names: Vec<_> = npm(&lock, Place::Pages).into_iter().map(|(place, name, ..)| (place, name)).collect();
        assert_eq!(names, [(Place::Pages, "htmx.org (npm)".to_owned()), (Place::Workshop, "@b/c (npm)".to_owned())]);

        let parts: Vec<_> = python("# Tools\nrequests==2.0  # Apache-2.0\nodd==1\n")
            .into_iter()
            .map(|(_, name, version, licence)| (name, version, licence))
            .collect();
        let expected = [("odd (PyPI)", "1", "unknown"), ("requests (PyPI)", "2.0", "Apache-2.0")];
        assert_eq!(parts, expected.map(|(name, version, licence)| (name.to_owned(), version.to_owned(), licence.to_owned())));
    }

    #[test]
    fn the_page_lists_each_part_under_its_place() {
        let parts = BTreeSet::from([(Place::Pages, "htmx.org (npm)".to_owned(), "2.0.0".to_owned(), "0BSD".to_owned())]);
        let page = page(&parts);
        assert!(page.contains("## In the pages\n\n| part | version | licence |\n|---|---|---|\n| htmx.org (npm) | 2.0.0 | 0BSD |\n"));
    }
}
