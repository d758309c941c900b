//! Front pages: every crate says what it is, in its README and in its manifest.

use super::Finding;
use crate::tree::{Package, Tree};

const RULE: &str = "readme";

/// A front page shorter than this says nothing yet.
const README_LINES_MIN: usize = 3;

/// Finds crates without a front page or without a description.
pub(super) fn check(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    packages.iter().flat_map(|package| [front_page(tree, package), description(package)]).flatten().collect()
}

fn front_page(tree: &Tree, package: &Package) -> Option<Finding> {
    let path = format!("{}/README.md", package.dir);
    let text = tree.get(&path).unwrap_or_default();
    let says_something = text.starts_with("# ") && text.lines().filter(|line| !line.trim().is_empty()).count() >= README_LINES_MIN;
    (!says_something).then(|| Finding::wall(RULE, &path, None, "write the front page: a title, what it is, for whom, the rules"))
}

fn description(package: &Package) -> Option<Finding> {
    let text = package.manifest.get("package").and_then(|table| table.get("description")).and_then(toml::Value::as_str);
    let path = format!("{}/Cargo.toml", package.dir);
    text.unwrap_or_default().trim().is_empty().then(|| Finding::wall(RULE, &path, None, "say in `description` what the crate is"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> usize {
        let tree = Tree::of(files);
        check(&tree, &tree.packages().unwrap()).len()
    }

    #[test]
    fn a_crate_has_a_front_page_and_a_description() {
        let named = ("app/Cargo.toml", "[package]\nname = \"sigap\"\ndescription = \"The program\"");
        let unnamed = ("app/Cargo.toml", "[package]\nname = \"sigap\"\ndescription = \"\"");
        let page = ("app/README.md", "# app\n\nThe program.\n\nIt mounts rooms.\n");
        assert_eq!(found(&[named, page]), 0);
        assert_eq!(found(&[named]), 1);
        assert_eq!(found(&[unnamed, ("app/README.md", "# app\n")]), 2);
    }
}
