//! SQL only in stores: a statement in any other file is out of place. Tests and the test world may look into tables; the tools are no product.

use super::Finding;
use super::budgets::is_test_file;
use super::source::Source;
use crate::tree::Tree;

const RULE: &str = "sql";

/// Folders whose work is not the product's.
const TOOLS: &[&str] = &["testkit/", "xtask/"];

/// The storage itself.
const STORE: &str = "foundation/store/";

/// How a statement begins, and what must follow somewhere in it, both in small letters.
const STATEMENTS: &[(&str, &str)] = &[
    ("select ", " from "),
    ("select ", "("),
    ("with ", " as ("),
    ("insert into ", ""),
    ("insert or ", " into "),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table", ""),
    ("create index", ""),
    ("create unique index", ""),
    ("alter table ", ""),
    ("drop table ", ""),
    ("truncate table ", ""),
    ("pragma ", ""),
    ("lock table ", ""),
];

/// Finds statements outside the stores.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let product = tree.with_extension("rs").filter(|(path, _)| !is_store(path) && !is_test_file(path));
    product.filter(|(path, _)| !TOOLS.iter().any(|tool| path.starts_with(tool))).flat_map(|(path, text)| one(path, text)).collect()
}

fn is_store(path: &str) -> bool {
    path.starts_with(STORE) || path.ends_with("/store.rs") || path.contains("/store/") || path.contains("/migrations/")
}

fn one(path: &str, text: &str) -> Vec<Finding> {
    let source = Source::read(text);
    let statements = source.literals().filter(|literal| is_statement(&literal.text));
    statements.map(|literal| Finding::wall(RULE, path, Some(literal.line), "a statement outside a store: move it to store.rs")).collect()
}

fn is_statement(text: &str) -> bool {
    let plain: String = text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ").trim_start_matches("\\ ").to_lowercase();
    STATEMENTS.iter().any(|(start, then)| plain.strip_prefix(start).is_some_and(|rest| rest.contains(then.trim_start())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn statements_are_known_by_their_shape() {
        let statements = [
            "SELECT id, name FROM ward",
            "select count(*)",
            "\\n    SELECT id\\n FROM ward",
            "WITH old AS (SELECT 1) SELECT 2",
            "INSERT INTO ward (id) VALUES ($1)",
            "UPDATE ward SET free = $1",
            "DELETE FROM ward WHERE id = $1",
            "CREATE TABLE ward (id TEXT)",
            "PRAGMA journal_mode = WAL",
        ];
        for text in statements {
            assert!(is_statement(text), "{text}");
        }
        let sentences = ["DELETE", "Update the ward", "select a ward", "with care", "Data berhasil diupdate.", "insert", "Pilih bangsal"];
        for text in sentences {
            assert!(!is_statement(text), "{text}");
        }
    }

    #[test]
    fn a_statement_is_at_home_in_a_store_only() {
        let text = "fn f() { g(\"DELETE FROM ward\") }";
        for path in ["capabilities/beds/src/service.rs", "app/src/wiring/beds.rs", "foundation/access/src/session.rs"] {
            assert_eq!(found(path, text), 1, "{path}");
        }
        for path in [
            "capabilities/beds/src/store.rs",
            "capabilities/beds/src/store/ward.rs",
            "foundation/store/src/sql.rs",
            "capabilities/beds/src/tests/rows.rs",
        ] {
            assert_eq!(found(path, text), 0, "{path}");
        }
    }

    #[test]
    fn a_test_may_look_into_a_table() {
        assert_eq!(found("app/src/a.rs", "#[cfg(test)]\nmod tests {\n    fn f() { g(\"DELETE FROM ward\") }\n}"), 0);
    }
}
