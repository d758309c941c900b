//! Budgets: how long a crate of the floor, a file and a function may be. Counts product lines and comments; blank lines and tests are free.

use std::collections::BTreeMap;
use std::path::Path;

use super::Finding;
use super::source::Source;
use crate::tree::Tree;

const RULE: &str = "budget";

/// Lines a crate of the floor may have: what every room stands on stays small enough to be read in a day.
const CRATE_LINES_MAX: &[(&str, usize)] = &[
    ("foundation/kernel", 1_000),
    ("foundation/access", 3_250),
    ("foundation/store", 3_500),
    ("foundation/web", 2_500),
    ("foundation/jobs", 1_500),
    ("foundation/registry", 4_000),
    ("foundation/documents", 1_000),
];

/// Product lines a file may have before it must be split by noun.
const FILE_LINES_MAX: usize = 500;

/// Product lines above which a reader may ask whether the file still has one duty.
const FILE_LINES_LOOK: usize = 350;

/// Lines of a whole file, blank lines and tests with it.
const WHOLE_FILE_LINES_MAX: usize = 650;

/// Lines a function may have; one flat table may have more when it says so.
const FUNCTION_LINES_MAX: usize = 70;

/// Other texts that are read and changed by hand, and are held to the same length.
const OTHER_TEXTS: &[&str] = &["ts", "css", "html", "mjs", "py", "sh"];

/// Holds every file and every crate of the floor against its budget.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut crates: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, text) in tree.with_extension("rs") {
        let source = Source::read(text);
        let lines = if is_test_file(path) { 0 } else { source.product_lines() };
        found.extend(file(path, lines, text.lines().count()));
        if !is_test_file(path) {
            found.extend(functions(path, &source));
        }
        if let Some((dir, _)) = CRATE_LINES_MAX.iter().find(|(dir, _)| path.starts_with(&format!("{dir}/"))) {
            *crates.entry(dir).or_default() += lines;
        }
    }
    let others = OTHER_TEXTS.iter().flat_map(|extension| tree.with_extension(extension));
    found.extend(others.flat_map(|(path, text)| file(path, text.lines().filter(|line| !line.trim().is_empty()).count(), 0)));
    found.extend(floor(&crates));
    found
}

/// Whether the whole file is built for tests only.
pub(super) fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || Path::new(path).file_name().is_some_and(|name| name == "tests.rs")
}

fn file(path: &str, lines: usize, whole: usize) -> Option<Finding> {
    if lines > FILE_LINES_MAX {
        Some(Finding::wall(RULE, path, None, format!("{lines} lines, {FILE_LINES_MAX} at most: split it by noun")))
    } else if whole > WHOLE_FILE_LINES_MAX {
        Some(Finding::wall(
            RULE,
            path,
            None,
            format!("{whole} lines with its tests, {WHOLE_FILE_LINES_MAX} at most: split it, or move the tests beside it"),
        ))
    } else if lines > FILE_LINES_LOOK {
        Some(Finding::look(RULE, path, None, format!("{lines} lines: does it still say one duty?")))
    } else {
        None
    }
}

fn functions(path: &str, source: &Source<'_>) -> Vec<Finding> {
    let long = source.functions().into_iter().filter(|function| function.lines > FUNCTION_LINES_MAX && !function.flat_table);
    long.map(|f| {
        Finding::wall(RULE, path, Some(f.line), format!("{} has {} lines, {FUNCTION_LINES_MAX} at most: name its steps", f.name, f.lines))
    })
    .collect()
}

fn floor(crates: &BTreeMap<&str, usize>) -> Vec<Finding> {
    let over = CRATE_LINES_MAX.iter().filter_map(|(dir, max)| Some((dir, max, crates.get(dir).copied().filter(|lines| lines > max)?)));
    over.map(|(dir, max, lines)| {
        Finding::wall(RULE, dir, None, format!("{lines} lines, {max} at most: what does not belong on the floor?"))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn a_crate_of_the_floor_has_a_budget() {
        let half = "//! Half.\n".repeat(400);
        let two = Tree::of(&[("foundation/kernel/src/a.rs", &half), ("foundation/kernel/src/b.rs", &half)]);
        assert!(!check(&two).iter().any(|f| f.path == "foundation/kernel"));
        let three = Tree::of(&[
            ("foundation/kernel/src/a.rs", &half),
            ("foundation/kernel/src/b.rs", &half),
            ("foundation/kernel/src/c.rs", &half),
        ]);
        assert!(check(&three).iter().any(|f| f.what.starts_with("1200 lines, 1000 at most")));
    }

    #[test]
    fn blank_lines_and_tests_are_free() {
        let text = format!("//! Kept.\n{}#[cfg(test)]\nmod tests {{\n{}}}\n", "\n".repeat(400), "    // case\n".repeat(200));
        assert_eq!(found("app/src/a.rs", &text), Vec::<String>::new());
        assert_eq!(found("app/src/tests/beds.rs", &"// case\n".repeat(600)), Vec::<String>::new());
    }

    #[test]
    fn a_long_file_is_a_wall_and_a_longish_one_a_look() {
        assert!(found("app/src/a.rs", &"// line\n".repeat(501))[0].contains("501 lines, 500 at most"));
        assert!(found("frontend/src/a.ts", &"// line\n".repeat(501))[0].contains("501 lines, 500 at most"));
        assert!(found("app/src/a.rs", &"// line\n".repeat(351))[0].contains("does it still say one duty"));
        assert!(found("app/src/tests/a.rs", &"// line\n".repeat(651))[0].contains("651 lines with its tests"));
    }

    #[test]
    fn a_long_function_is_a_wall_unless_it_is_a_flat_table_or_a_test() {
        let body = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(69));
        assert!(found("app/src/a.rs", &body)[0].contains("long has 71 lines, 70 at most"));
        assert_eq!(found("app/src/a.rs", &format!("// tidy: flat table, one line a code\n{body}")), Vec::<String>::new());
        assert_eq!(found("app/src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{body}}}\n")), Vec::<String>::new());
    }
}
