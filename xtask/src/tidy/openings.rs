//! Openings: each source file begins by saying its duty. Whether the sentence is true, only a reader can tell.

use super::Finding;
use crate::tree::Tree;

const RULE: &str = "opening";

/// Extension, the ways such a file may open, and the sentence for one that does not.
const OPENINGS: &[(&str, &[&str], &str)] = &[
    // The front page of a crate may be its README.
    ("rs", &["//! ", "#![doc = include_str!(\"../README.md\")]"], "open with `//!` and the duty of the file"),
    ("ts", &["// ", "/**", "/* "], "open with a comment that says the duty of the file"),
    ("py", &["\"\"\"", "#!"], "open with a docstring that says the duty of the file"),
];

/// The first line of a script; its duty stands on the second.
const SCRIPT: &str = "#!/usr/bin/env bash\n# ";

/// Finds files that do not open with their duty.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (extension, openings, say) in OPENINGS {
        let silent = tree.with_extension(extension).filter(|(path, _)| !path.ends_with(".d.ts"));
        let silent = silent.filter(|(_, text)| !openings.iter().any(|opening| text.starts_with(opening)));
        found.extend(silent.map(|(path, _)| Finding::wall(RULE, path, Some(1), *say)));
    }
    let silent = tree.with_extension("sh").filter(|(_, text)| !text.starts_with(SCRIPT));
    found.extend(
        silent.map(|(path, _)| Finding::wall(RULE, path, Some(1), "open with `#!/usr/bin/env bash`, then a comment with the duty")),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_opens_with_its_duty() {
        let cases = [
            ("lib.rs", "#![doc = include_str!(\"../README.md\")]\n", "#![allow(x)]\n"),
            ("a.rs", "//! The duty.\n", "mod x;\n"),
            ("a.ts", "// The duty.\n", "import x;\n"),
            ("a.py", "\"\"\"The duty.\"\"\"\n", "import x\n"),
            ("a.sh", "#!/usr/bin/env bash\n# The duty.\n", "#!/bin/sh\necho\n"),
        ];
        for (path, speaks, silent) in cases {
            assert_eq!(check(&Tree::of(&[(path, speaks)])).len(), 0, "{path}");
            assert_eq!(check(&Tree::of(&[(path, silent)])).len(), 1, "{path}");
        }
    }
}
