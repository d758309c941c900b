//! Words for people: both languages have the same messages with the same variables, and every message that is asked for exists.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::budgets::is_test_file;
use super::source::Source;
use crate::tree::{Package, Tree};

const RULE: &str = "locales";

/// The languages, the first one first.
const LANGUAGES: [&str; 2] = ["id", "en"];

/// How a message is asked for in code and templates: what stands just before its quoted name, without white space and without
/// the insides of other strings. The first ones are the methods of `Words`, the last two are `FieldErrors`.
const CALLS: &[&str] = &[".s(", ".a1(", ".a2(", ".with(", ".mistake(", ".add(\"\",", ".add(\"\",format!("];

/// The crate whose messages every page may use.
const SHARED: &str = "foundation/web";

/// The messages of one language of one crate: name → the variables it uses, and where it stands.
type Messages = BTreeMap<String, Message>;

#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    path: String,
    line: usize,
    variables: BTreeSet<String>,
    empty: bool,
}

/// Compares the languages of each crate and looks up each name that is asked for.
pub(super) fn check(tree: &Tree, packages: &[Package]) -> Vec<Finding> {
    let mut found = Vec::new();
    let shared = load(tree, SHARED, LANGUAGES[0], &mut Vec::new());
    for package in packages {
        let [first, second] = LANGUAGES.map(|language| load(tree, &package.dir, language, &mut found));
        if first.is_empty() && second.is_empty() {
            continue;
        }
        found.extend(missing(&package.dir, &first, &second, LANGUAGES[1]));
        found.extend(missing(&package.dir, &second, &first, LANGUAGES[0]));
        found.extend(different_variables(&first, &second));
        found.extend(
            asked(tree, &package.dir).filter(|ask| !first.contains_key(&ask.name) && !shared.contains_key(&ask.name)).map(Ask::unknown),
        );
    }
    found
}

/// All messages of `dir/locales/LANGUAGE.ftl` and `dir/locales/LANGUAGE/*.ftl`; a name given twice is a finding.
fn load(tree: &Tree, dir: &str, language: &str, found: &mut Vec<Finding>) -> Messages {
    let locales = format!("{dir}/locales");
    let mut messages = Messages::new();
    for (name, text) in tree.under(&locales) {
        if name != format!("{language}.ftl") && !(name.starts_with(&format!("{language}/")) && name.ends_with(".ftl")) {
            continue;
        }
        let path = format!("{locales}/{name}");
        for (id, message) in parse(&path, text) {
            if message.empty {
                found.push(Finding::wall(RULE, &path, Some(message.line), format!("`{id}` says nothing")));
            }
            if let Some(earlier) = messages.insert(id.clone(), message) {
                found.push(Finding::wall(RULE, &path, Some(earlier.line), format!("`{id}` is given twice")));
            }
        }
    }
    messages
}

/// The messages of one file. An attribute is a message of its own, named `message.attribute`.
fn parse(path: &str, text: &str) -> Vec<(String, Message)> {
    let mut messages: Vec<(String, Message)> = Vec::new();
    let mut parent = String::new();
    for (line, number) in text.lines().zip(1..) {
        let (id, value) = match entry(line) {
            Some((Some(attribute), value)) if line.starts_with([' ', '\t']) => (format!("{parent}.{attribute}"), value),
            Some((None, value)) => {
                parent = name_at(line).to_owned();
                (parent.clone(), value)
            }
            _ => {
                if let Some((_, message)) = messages.last_mut().filter(|_| line.starts_with([' ', '\t', '}'])) {
                    message.empty &= line.trim().is_empty();
                    message.variables.extend(variables(line));
                }
                continue;
            }
        };
        let message =
            Message { path: path.to_owned(), line: number, variables: variables(value).collect(), empty: value.trim().is_empty() };
        messages.push((id, message));
    }
    // A message may consist of its attributes only.
    let with_attributes: BTreeSet<String> = messages.iter().filter_map(|(id, _)| Some(id.split_once('.')?.0.to_owned())).collect();
    for (id, message) in &mut messages {
        message.empty &= !with_attributes.contains(id);
    }
    messages
}

/// The attribute name, if this line begins one, and the text after `=`.
fn entry(line: &str) -> Option<(Option<&str>, &str)> {
    let attribute = line.trim_start().strip_prefix('.');
    let rest = attribute.unwrap_or(line);
    let name = name_at(rest);
    let value = rest.get(name.len()..)?.trim_start().strip_prefix('=')?;
    (!name.is_empty()).then_some((attribute.map(|_| name), value))
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn variables(text: &str) -> impl Iterator<Item = String> {
    text.split('$').skip(1).map(|rest| name_at(rest).to_owned()).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn missing(dir: &str, have: &Messages, lack: &Messages, language: &str) -> Vec<Finding> {
    let names = have.iter().filter(|(name, _)| !lack.contains_key(*name));
    names
        .map(|(name, message)| {
            Finding::wall(RULE, &message.path, Some(message.line), format!("`{name}` is missing in {dir}/locales, language {language}"))
        })
        .collect()
}

fn different_variables(first: &Messages, second: &Messages) -> Vec<Finding> {
    let pairs = first.iter().filter_map(|(name, one)| Some((name, one, second.get(name)?)));
    let differing = pairs.filter(|(_, one, other)| one.variables != other.variables);
    differing
        .map(|(name, one, other)| {
            let what = format!("`{name}` uses {:?} here and {:?} in the other language", one.variables, other.variables);
            Finding::wall(RULE, &one.path, Some(one.line), what)
        })
        .collect()
}

/// A message that is asked for by its name.
struct Ask {
    path: String,
    line: usize,
    name: String,
}

impl Ask {
    fn unknown(self) -> Finding {
        Finding::wall(RULE, &self.path, Some(self.line), format!("no message is called `{}`", self.name))
    }
}

fn asked<'a>(tree: &'a Tree, dir: &'a str) -> impl Iterator<Item = Ask> + 'a {
    let files = tree.under(dir).filter(|(path, _)| !is_test_file(path));
    files.flat_map(move |(path, text)| {
        let names = match path.rsplit('.').next() {
            Some("rs") => asked_in_code(text),
            Some("html") => asked_in_template(text),
            _ => Vec::new(),
        };
        names.into_iter().map(move |(line, name)| Ask { path: format!("{dir}/{path}"), line, name })
    })
}

fn asked_in_code(text: &str) -> Vec<(usize, String)> {
    let source = Source::read(text);
    let asks = source.literals().filter(|literal| ends_in_call(&literal.before));
    asks.filter_map(|literal| Some((literal.line, asked_name(&literal.text)?.to_owned()))).collect()
}

fn asked_in_template(text: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        for (at, _) in line.match_indices('"') {
            let before: String = line.get(..at).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
            let quoted = line.get(at + 1..).and_then(|rest| rest.split_once('"')).map_or("", |(name, _)| name);
            if let Some(name) = asked_name(quoted).filter(|_| ends_in_call(&before)) {
                names.push((number, name.to_owned()));
            }
        }
    }
    names
}

fn ends_in_call(before: &str) -> bool {
    CALLS.iter().any(|call| before.ends_with(call))
}

/// The name in `name` or `name?argument=value`; none when the text is a sentence.
fn asked_name(text: &str) -> Option<&str> {
    let name = text.split('?').next().unwrap_or(text);
    (name.starts_with(|c: char| c.is_ascii_lowercase()) && name_at(name) == name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let mut all = vec![
            ("capabilities/beds/Cargo.toml", "[package]\nname = \"sigap-beds\""),
            ("foundation/web/Cargo.toml", "[package]\nname = \"sigap-web\""),
            ("foundation/web/locales/id.ftl", "save = Simpan\n"),
            ("foundation/web/locales/en.ftl", "save = Save\n"),
        ];
        all.extend(files);
        let tree = Tree::of(&all);
        check(&tree, &tree.packages().unwrap()).into_iter().map(|finding| finding.to_string()).collect()
    }

    fn pair(id: &str, en: &str) -> Vec<String> {
        found(&[("capabilities/beds/locales/id.ftl", id), ("capabilities/beds/locales/en.ftl", en)])
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let id = "# Judul\ntitle = Tempat tidur\nfree = { $n ->\n    [one] { $n } kosong\n   *[other] { $n } kosong di { $where }\n}\n    .label = Kosong\n";
        let en = "title = Beds\nfree = { $n ->\n   *[other] { $n } free at { $where }\n}\n    .label = Free\n";
        assert_eq!(pair(id, en), Vec::<String>::new());
    }

    #[test]
    fn what_one_language_lacks_is_found() {
        let cases = [
            ("title = Judul\n", "", "`title` is missing in capabilities/beds/locales, language en"),
            ("", "title = Title\n", "`title` is missing in capabilities/beds/locales, language id"),
            ("a = x\n    .label = y\n", "a = x\n", "`a.label` is missing"),
            ("a = { $n } x\n", "a = x\n", "`a` uses {\"n\"} here and {} in the other language"),
            ("a = { $n ->\n   *[other] { $m }\n}\n", "a = { $n }\n", "`a` uses {\"m\", \"n\"} here"),
            ("a = x\na = y\n", "a = x\n", "`a` is given twice"),
            ("a =\n", "a = x\n", "`a` says nothing"),
        ];
        for (id, en, expected) in cases {
            let found = pair(id, en);
            assert!(found.iter().any(|finding| finding.contains(expected)), "{expected}: {found:?}");
        }
    }

    #[test]
    fn a_folder_for_each_language_serves_as_well() {
        let files = [("capabilities/beds/locales/id/finder.ftl", "a = x\n"), ("capabilities/beds/locales/en/finder.ftl", "b = x\n")];
        assert_eq!(found(&files).len(), 2);
    }

    #[test]
    fn a_message_that_is_asked_for_exists_here_or_in_the_shared_words() {
        let words = [("capabilities/beds/locales/id.ftl", "title = T\n"), ("capabilities/beds/locales/en.ftl", "title = T\n")];
        let asks = |path: &str, text: &str| found(&[words[0], words[1], (path, text)]);
        for good in ["{{ w.s(\"title\") }}", "{{ w.s(\"save\") }}", "{{ get(\"nothing\") }}", "{{ w.a1( \"title\", \"n\", 3) }}"] {
            assert_eq!(asks("capabilities/beds/templates/a.html", good), Vec::<String>::new(), "{good}");
        }
        let found = asks("capabilities/beds/templates/a.html", "\n{{ w.s(\"nothing\") }}");
        assert!(found[0].contains("a.html:2: locales: no message is called `nothing`"));
        let asked = [
            "w.s(\"nothing\")",
            "w.mistake(\"nothing?a=b\")",
            "errors.add(\"free\", \"nothing\")",
            "e.add(\"free\",\n format!(\"nothing?max={max}\"))",
        ];
        for code in asked {
            let found = asks("capabilities/beds/src/pages.rs", &format!("fn f() {{ {code} }}"));
            assert!(found[0].contains("no message is called `nothing`"), "{code}: {found:?}");
        }
        assert_eq!(asks("capabilities/beds/src/pages.rs", "fn f() { insert(\"nothing\") }"), Vec::<String>::new());
    }
}
