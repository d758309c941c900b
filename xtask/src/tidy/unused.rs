//! Dependencies that nobody uses: each is something more to build, to trust and to keep up.

use toml::{Table, Value};

use super::Finding;
use crate::tree::{Package, Tree};

const RULE: &str = "unused";

/// Crates that only the code of a macro names.
const NAMED_BY_MACROS: &[&str] = &["fluent-templates", "unic-langid"];

/// Looks for the name of each dependency in the text of its crate.
pub(super) fn check(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    packages.iter().flat_map(|package| one(tree, package)).collect()
}

fn one(tree: &Tree, package: &Package) -> Vec<Finding> {
    let folder = format!("{}/", package.dir);
    let texts: Vec<&str> = tree.with_extension("rs").filter(|(path, _)| path.starts_with(&folder)).map(|(_, text)| text).collect();
    let is_used = |name: &str| {
        let name = name.replace('-', "_");
        texts.iter().any(|text| names(text, &name))
    };
    let unused = named(&package.manifest).filter(|name| !NAMED_BY_MACROS.contains(&name.as_str()) && !is_used(name));
    let manifest = format!("{folder}Cargo.toml");
    unused.map(|name| Finding::wall(RULE, &manifest, None, format!("nothing here uses {name}: take it out"))).collect()
}

fn named(manifest: &Table) -> impl Iterator<Item = String> {
    let tables = ["dependencies", "build-dependencies", "dev-dependencies"].into_iter();
    tables.filter_map(|key| manifest.get(key).and_then(Value::as_table)).flat_map(Table::keys).cloned()
}

/// Whether the text names it as a path: `name::…`, `use name`, `extern crate name`, or a derive of its macros.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default();
        let is_whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        is_whole && (after.starts_with("::") || before.ends_with("use ") || before.ends_with("crate "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(manifest: &str, text: &str) -> Vec<String> {
        let head = "[package]\nname = \"sigap-beds\"\n";
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace]\nmembers = [\"capabilities/beds\"]"),
            ("capabilities/beds/Cargo.toml", &format!("{head}{manifest}")),
            ("capabilities/beds/src/lib.rs", text),
        ]);
        check(&tree, &tree.packages().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_nobody_names_is_found() {
        let manifest = "[dependencies]\ntower.workspace = true\nserde-x = \"1\"\n[dev-dependencies]\nproptest.workspace = true";
        let said = found(manifest, "use tower_http::cors;\nfn a() { serde_x::to(my_proptest::a()) }");
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("uses tower") && said[1].contains("uses proptest"), "{said:?}");
    }

    #[test]
    fn a_path_a_use_and_a_macro_are_names() {
        let manifest = "[dependencies]\na.workspace = true\nb.workspace = true\nunic-langid.workspace = true";
        assert_eq!(found(manifest, "use b;\n#[derive(a::Thing)] struct S;"), Vec::<String>::new());
    }
}
