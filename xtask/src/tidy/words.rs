//! Words that have no place in the repository: unfinished work, tests switched off, paths of one machine, addresses of registries.

use super::Finding;
use crate::tree::Tree;

const RULE: &str = "words";

/// Texts made by a tool, and this file, which has to name what it looks for.
const NOT_READ: &[&str] = &["Cargo.lock", "package-lock.json", "xtask/src/tidy/words.rs", "LICENSE"];

/// Marks of unfinished work, as whole words.
const UNFINISHED: &[&str] = &["TODO", "FIXME", "XXX"];

/// Left-overs and switched-off tests: extension, text, what to do.
const LEFT_OVER: &[(&str, &str, &str)] = &[
    ("rs", "dbg!(", "take the print out"),
    ("rs", "todo!(", "finish it"),
    ("rs", "unimplemented!(", "finish it"),
    ("rs", "#[ignore", "a test runs or is deleted"),
    ("ts", "debugger;", "take the stop out"),
    ("ts", "test.only(", "every test runs"),
    ("ts", "test.skip(", "a test runs or is deleted"),
    ("ts", "test.fixme(", "a test runs or is deleted"),
    ("ts", "describe.only(", "every test runs"),
    ("ts", "describe.skip(", "a test runs or is deleted"),
    ("ts", "it.only(", "every test runs"),
    ("ts", "it.skip(", "a test runs or is deleted"),
];

/// Folders that exist on one person's machine.
const MACHINE_PATHS: &[&str] = &["/work/", "/root/", "/home/", "/tmp/"];

/// Part of the host name of a package registry.
const REGISTRIES: &[&str] = &["crates.io", "npmjs", "pypi", "pythonhosted", "debian.org"];

/// Finds the words above.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let read = tree.files().filter(|(path, _)| !NOT_READ.iter().any(|name| path == name || path.ends_with(&format!("/{name}"))));
    read.flat_map(|(path, text)| text.lines().zip(1..).flat_map(move |(line, number)| one(path, line, number))).collect()
}

fn one(path: &str, line: &str, number: usize) -> Vec<Finding> {
    let wall = |what: String| Finding::wall(RULE, path, Some(number), what);
    let mut found = Vec::new();
    found.extend(
        UNFINISHED.iter().filter(|word| has_word(line, word)).map(|word| wall(format!("{word}: finish it, or write it down as an issue"))),
    );
    let left_over = LEFT_OVER.iter().filter(|(extension, text, _)| path.ends_with(&format!(".{extension}")) && line.contains(text));
    found.extend(left_over.map(|(_, text, say)| wall(format!("`{text}`: {say}"))));
    found.extend(
        MACHINE_PATHS.iter().filter(|folder| has_path(line, folder)).map(|folder| wall(format!("{folder}… is a path of one machine"))),
    );
    if has_registry_address(line) {
        found.push(wall("the address of a package registry; name the package instead".to_owned()));
    }
    if has_issue_number(line) {
        found.push(wall("the number of an issue: say the reason itself".to_owned()));
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line.get(..at).unwrap_or_default(), line.get(at + word.len()..).unwrap_or_default());
        outside(before.chars().next_back()) && outside(after.chars().next())
    })
}

/// The folder at the start of a path; `example.org/home/` is an address and no path of a machine.
fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || "\"'`=([{:,;<>".contains(c))
    })
}

fn has_registry_address(line: &str) -> bool {
    line.split("://").skip(1).any(|rest| {
        let host: String = rest.chars().take_while(|c| c.is_alphanumeric() || "-.@:".contains(*c)).collect();
        REGISTRIES.iter().any(|name| host.contains(name))
    })
}

fn has_issue_number(line: &str) -> bool {
    let line = line.to_lowercase();
    let after = |mark: &'static str| line.split(mark).skip(1).map(str::to_owned).collect::<Vec<_>>();
    after("issue #").iter().any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn each_word_is_found_where_it_stands() {
        let cases = [
            ("a.rs", "// TODO later", "// the todo list of a nurse"),
            ("README.md", "FIXME", "FIXMEUP"),
            ("a.html", "XXX", "XXXL"),
            ("a.rs", "    dbg!(free)", "    debug!(free)"),
            ("a.rs", "    todo!()", "    todo()"),
            ("a.rs", "#[ignore]", "#[must_use]"),
            ("a.ts", "test.only('x')", "test('x')"),
            ("a.sh", "cd /work/main", "cd network/main"),
            ("a.md", "see `/home/ana/x`", "see example.org/home/x"),
            ("a.rs", "let p = \"/tmp/x\";", "let p = dir.join(\"x\");"),
            ("a.toml", "url = \"https://static.crates.io/x\"", "url = \"https://example.org/crates.io\""),
            ("a.md", "https://registry.npmjs.org", "npm"),
            ("a.md", "as issue #12 says", "as the issue says"),
        ];
        for (path, bad, good) in cases {
            assert_eq!(found(path, bad), 1, "{bad}");
            assert_eq!(found(path, good), 0, "{good}");
        }
    }

    #[test]
    fn lock_files_are_the_tools_own() {
        assert_eq!(found("frontend/package-lock.json", "\"resolved\": \"https://registry.npmjs.org/x\""), 0);
    }
}
