//! Arrows: which crate may lean on which, and which outside crates stay in one place. ARCHITECTURE.md draws the same map for people.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::Finding;
use crate::tree::{Package, Tree};

const RULE: &str = "arrows";

/// Folder of the house, and the folders it may lean on. `x/*` is any folder in x. No line means no.
const ARROWS: &[(&str, &[&str])] = &[
    ("foundation/kernel", &[]),
    ("foundation/store", &["foundation/kernel"]),
    ("foundation/access", &["foundation/kernel", "foundation/store"]),
    ("foundation/web", &["foundation/kernel", "foundation/store", "foundation/access"]),
    ("foundation/jobs", &["foundation/kernel", "foundation/store"]),
    ("foundation/registry", &["foundation/kernel", "foundation/store", "foundation/access", "foundation/web", "foundation/jobs"]),
    ("foundation/documents", &[]),
    ("engines/availability", &["foundation/kernel"]),
    ("engines/roads", &["foundation/kernel"]),
    ("engines/dispatch", &["foundation/kernel", "engines/roads", "engines/availability"]),
    ("engines/twin", &["foundation/kernel", "engines/dispatch", "engines/roads", "engines/availability"]),
    ("exchange", &["foundation/kernel"]),
    ("capabilities/*", &["foundation/*", "engines/*", "exchange"]),
    ("app", &["foundation/*", "capabilities/*", "engines/*", "exchange"]),
    // Those below serve tests and measurements; nothing that is shipped leans on them.
    ("testkit", &["foundation/*"]),
    ("testkit/town", &["foundation/*", "testkit"]),
    ("xtask", &["foundation/*", "capabilities/*", "engines/*", "exchange", "testkit"]),
    ("bench", &["foundation/*", "capabilities/*", "engines/*", "exchange", "app", "testkit"]),
];

/// Anyone's tests may use these.
const FOR_TESTS: &[&str] = &["testkit", "testkit/town"];

/// Outside crates that have one home, and where that is.
const HOMES: &[(&[&str], &[&str], &str)] = &[
    (&["sea-orm", "sqlx"], &["foundation/store", "testkit", "xtask", "bench"], "the database is reached through foundation/store"),
    (
        &["tokio", "axum", "hyper", "tower", "tower-http", "reqwest", "futures"],
        &[
            "foundation/store",
            "foundation/access",
            "foundation/web",
            "foundation/jobs",
            "foundation/registry",
            "capabilities/*",
            "app",
            "testkit",
            "testkit/town",
            "xtask",
            "bench",
        ],
        "kernel, engines and exchange are pure: no input, no output, no async",
    ),
    (
        &["typst", "typst-layout", "typst-pdf", "rust_xlsxwriter"],
        &["foundation/documents"],
        "pages on paper and workbooks are made in foundation/documents",
    ),
    (
        &["axum", "tower-http"],
        &["foundation/web", "foundation/registry", "capabilities/*", "app", "testkit/town", "xtask", "bench"],
        "pages begin in foundation/web",
    ),
];

/// Holds every manifest against the tables above.
pub(super) fn check(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    let dirs: BTreeMap<&str, &str> = packages.iter().map(|package| (package.name.as_str(), package.dir.as_str())).collect();
    let mut found = members(tree, packages);
    for package in packages {
        found.extend(one(package, &dirs));
    }
    found
}

fn one(package: &Package, dirs: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let path = format!("{}/Cargo.toml", package.dir);
    let wall = |what: String| Finding::wall(RULE, &path, None, what);
    let mut found = Vec::new();
    let Some((_, allowed)) = ARROWS.iter().find(|(folder, _)| covers(folder, &package.dir)) else {
        return vec![wall("this folder has no line in the table of arrows (xtask/src/tidy/arrows.rs)".to_owned())];
    };
    for (name, for_tests) in dependencies(&package.manifest) {
        match dirs.get(name.as_str()) {
            Some(dir) if allowed.iter().any(|folder| covers(folder, dir)) => {}
            Some(dir) if for_tests && FOR_TESTS.contains(dir) => {}
            Some(dir) => found.push(wall(format!("may not lean on {name} ({dir}); declare a port and let app wire it"))),
            None if for_tests => {}
            None => found.extend(misplaced(&package.dir, &name).map(&wall)),
        }
    }
    if !shares_lints(&package.manifest) {
        found.push(wall("add [lints] workspace = true".to_owned()));
    }
    found
}

fn misplaced(dir: &str, name: &str) -> impl Iterator<Item = String> {
    let homeless = HOMES.iter().filter(move |(names, homes, _)| names.contains(&name) && !homes.iter().any(|home| covers(home, dir)));
    homeless.map(move |(_, _, why)| format!("may not use {name}: {why}"))
}

/// Every crate that is leaned on, and whether only by tests.
fn dependencies(manifest: &Table) -> BTreeSet<(String, bool)> {
    let platforms = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let tables = std::iter::once(manifest).chain(platforms);
    tables.flat_map(|table| ["dependencies", "build-dependencies", "dev-dependencies"].map(|key| (table, key))).flat_map(named).collect()
}

fn named((table, key): (&Table, &'static str)) -> impl Iterator<Item = (String, bool)> {
    let entries = table.get(key).and_then(Value::as_table).into_iter().flatten();
    entries.map(move |(name, value)| {
        let renamed = value.get("package").and_then(Value::as_str);
        (renamed.unwrap_or(name).to_owned(), key == "dev-dependencies")
    })
}

fn shares_lints(manifest: &Table) -> bool {
    manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool) == Some(true)
}

/// A crate that the workspace does not name is built and checked by nobody.
fn members(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    let workspace: Table = tree.get("Cargo.toml").unwrap_or_default().parse().unwrap_or_default();
    let members = workspace.get("workspace").and_then(|workspace| workspace.get("members")).and_then(Value::as_array);
    let members: Vec<&str> = members.into_iter().flatten().filter_map(Value::as_str).collect();
    let missing = packages.iter().filter(|package| !members.contains(&package.dir.as_str()));
    missing.map(|package| Finding::wall(RULE, "Cargo.toml", None, format!("add {} to the members", package.dir))).collect()
}

fn covers(pattern: &str, dir: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(parent) => dir.strip_prefix(parent).and_then(|rest| rest.strip_prefix('/')).is_some_and(|rest| !rest.contains('/')),
        None => pattern == dir,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A house of kernel, store, two rooms, an engine, testkit and app, where `dir` has `lines` in its manifest.
    fn house(dir: &str, lines: &str) -> Vec<String> {
        let crates = [
            "foundation/kernel",
            "foundation/store",
            "foundation/web",
            "capabilities/beds",
            "capabilities/intake",
            "exchange",
            "testkit",
            "app",
        ];
        let mut files = vec![("Cargo.toml".to_owned(), format!("[workspace]\nmembers = {crates:?}"))];
        for folder in crates {
            let name = folder.rsplit('/').next().unwrap();
            let extra = if folder == dir { lines } else { "" };
            files.push((format!("{folder}/Cargo.toml"), format!("[package]\nname = \"sigap-{name}\"\n[lints]\nworkspace = true\n{extra}")));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let tree = Tree::of(&files);
        check(&tree, &tree.packages().unwrap()).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn arrows_point_down() {
        let allowed = [
            ("capabilities/beds", "[dependencies]\nsigap-kernel.workspace = true\nsigap-exchange.workspace = true\ntokio = \"1\""),
            ("app", "[dependencies]\nsigap-beds.workspace = true\nsigap-intake.workspace = true"),
            ("foundation/store", "[dependencies]\nsigap-kernel.workspace = true\nsea-orm = \"2\""),
            ("foundation/kernel", "[dev-dependencies]\nsigap-testkit.workspace = true\ntokio = \"1\""),
        ];
        for (dir, lines) in allowed {
            assert_eq!(house(dir, lines), Vec::<String>::new(), "{dir}: {lines}");
        }
    }

    #[test]
    fn every_arrow_that_points_elsewhere_is_found() {
        let refused = [
            ("capabilities/beds", "[dependencies]\nsigap-intake.workspace = true", "may not lean on sigap-intake"),
            ("capabilities/beds", "[dev-dependencies]\nsigap-intake.workspace = true", "may not lean on sigap-intake"),
            (
                "capabilities/beds",
                "[dependencies]\nother = { package = \"sigap-intake\", version = \"1\" }",
                "may not lean on sigap-intake",
            ),
            ("capabilities/beds", "[target.'cfg(unix)'.dependencies]\nsigap-app.workspace = true", "may not lean on sigap-app"),
            ("capabilities/beds", "[dependencies]\nsigap-testkit.workspace = true", "may not lean on sigap-testkit"),
            ("capabilities/beds", "[dependencies]\nsea-orm = \"2\"", "may not use sea-orm"),
            ("foundation/kernel", "[dependencies]\nsigap-store.workspace = true", "may not lean on sigap-store"),
            ("foundation/store", "[dependencies]\nsigap-web.workspace = true", "may not lean on sigap-web"),
            ("foundation/store", "[dependencies]\naxum = \"0.8\"", "may not use axum"),
            ("exchange", "[dependencies]\nsigap-store.workspace = true", "may not lean on sigap-store"),
            ("exchange", "[build-dependencies]\ntokio = \"1\"", "may not use tokio"),
        ];
        for (dir, lines, expected) in refused {
            let found = house(dir, lines);
            assert!(found.iter().any(|finding| finding.contains(expected)), "{dir}: {lines}: {found:?}");
        }
    }

    #[test]
    fn a_crate_without_a_place_or_without_the_lints_is_found() {
        let tree = Tree::of(&[("tools/odd/Cargo.toml", "[package]\nname = \"odd\""), ("app/Cargo.toml", "[package]\nname = \"sigap\"")]);
        let found: Vec<_> = check(&tree, &tree.packages().unwrap()).into_iter().map(|f| f.to_string()).collect();
        for expected in ["add tools/odd to the members", "no line in the table of arrows", "add [lints]"] {
            assert!(found.iter().any(|finding| finding.contains(expected)), "{expected}: {found:?}");
        }
    }
}
