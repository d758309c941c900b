//! Reads Rust text just far enough for the checks: where its strings, comments, functions and tests are. Leaves the meaning to the compiler.

use std::ops::RangeInclusive;

/// Written above a function that may be longer than the wall because it is one table, with the reason after it.
const FLAT_TABLE: &str = "tidy: flat table";

/// How many characters of code before a string are kept with it, white space left out.
const BEFORE_CHARS: usize = 32;

/// A string in the code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// What stands between the quotes, escapes untouched.
    pub(super) text: String,
    /// The code just before it, without white space.
    pub(super) before: String,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) lines: usize,
    /// Marked as one flat table, which may be long.
    pub(super) flat_table: bool,
}

/// One Rust file, read.
pub(super) struct Source<'a> {
    text: &'a str,
    /// The text with comments and the insides of strings blanked, line for line.
    code: String,
    literals: Vec<Literal>,
    tests: Vec<RangeInclusive<usize>>,
}

impl<'a> Source<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut reader = Reader { rest: text, line: 1, code: String::with_capacity(text.len()), literals: Vec::new() };
        while reader.step() {}
        let tests = test_lines(&reader.code);
        Self { text, code: reader.code, literals: reader.literals, tests }
    }

    /// Whether the line (from 1) lies in something that is built for tests only.
    pub(super) fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|lines| lines.contains(&line))
    }

    /// The strings of the product code.
    pub(super) fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals.iter().filter(|literal| !self.is_test(literal.line))
    }

    /// Lines of product code and comments; blank lines and tests do not count.
    pub(super) fn product_lines(&self) -> usize {
        self.text.lines().zip(1..).filter(|(text, line)| !text.trim().is_empty() && !self.is_test(*line)).count()
    }

    /// The functions of the product code.
    pub(super) fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = self.code.get(from..).and_then(|rest| rest.find("fn ")).map(|at| at + from) {
            from = at + 3;
            let starts_a_word = self.code.get(..at).and_then(|before| before.chars().next_back()).is_none_or(|c| !is_name(c));
            if starts_a_word && let Some(function) = self.function(at) {
                found.push(function);
            }
        }
        found
    }

    fn function(&self, at: usize) -> Option<Function> {
        let line = line_of(&self.code, at);
        let rest = self.code.get(at + 3..)?;
        let name: String = rest.trim_start().chars().take_while(|c| is_name(*c)).collect();
        let body = item_end(rest).filter(|_| !name.is_empty() && !self.is_test(line))?;
        let lines = rest.get(..body)?.matches('\n').count() + 1;
        let has_body = rest.get(..body)?.ends_with('}');
        has_body.then(|| Function { name, line, lines, flat_table: self.marked_flat(line) })
    }

    fn marked_flat(&self, line: usize) -> bool {
        let above: Vec<&str> = self.text.lines().take(line.saturating_sub(1)).collect();
        let belongs = |text: &&&str| text.trim_start().starts_with("//") || text.trim_start().starts_with("#[");
        above.iter().rev().take_while(belongs).any(|text| text.contains(FLAT_TABLE))
    }
}

/// Goes through the text once, keeping the code and blanking the rest.
struct Reader<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    literals: Vec<Literal>,
}

impl Reader<'_> {
    /// Takes the next piece; false at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else { return false };
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if let Some(hashes) = self.raw_string() {
            self.string(self.rest.find('"').unwrap_or(0), &format!("\"{}", "#".repeat(hashes)), false);
        } else if next == '"' {
            self.string(0, "\"", true);
        } else if next == '\'' {
            self.blank_char_or_keep_lifetime();
        } else {
            self.keep(next.len_utf8());
        }
        true
    }

    /// The number of `#` when a raw string begins here.
    fn raw_string(&self) -> Option<usize> {
        if self.code.chars().next_back().is_some_and(is_name) {
            return None;
        }
        let rest = self.rest.strip_prefix(['b', 'c']).unwrap_or(self.rest).strip_prefix('r')?;
        let hashes = rest.chars().take_while(|c| *c == '#').count();
        rest.get(hashes..)?.starts_with('"').then_some(hashes)
    }

    fn string(&mut self, open: usize, close: &str, escapes: bool) {
        self.keep(open + 1);
        let (line, before) = (self.line, self.before());
        let inside = inside_length(self.rest, close, escapes);
        let text = self.rest.get(..inside).unwrap_or_default().to_owned();
        self.literals.push(Literal { line, text, before });
        self.blank(inside);
        self.keep(close.len().min(self.rest.len()));
    }

    fn before(&self) -> String {
        let kept = self.code.chars().rev().skip(1).filter(|c| !c.is_whitespace()).take(BEFORE_CHARS);
        kept.collect::<Vec<_>>().into_iter().rev().collect()
    }

    fn blank_char_or_keep_lifetime(&mut self) {
        let mut chars = self.rest.char_indices().skip(1);
        let length = match (chars.next(), chars.next()) {
            (Some((_, '\\')), _) => inside_length(self.rest.get(1..).unwrap_or_default(), "'", true) + 2,
            (Some(_), Some((at, '\''))) => at + 1,
            _ => return self.keep(1),
        };
        self.blank(length.min(self.rest.len()));
    }

    fn keep(&mut self, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.line += piece.matches('\n').count();
        self.code.push_str(piece);
        self.rest = rest;
    }

    fn blank(&mut self, length: usize) {
        let (piece, rest) = self.rest.split_at(length);
        self.line += piece.matches('\n').count();
        self.code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        self.rest = rest;
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// The length of the comment, with the comments inside it.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// How far it is to the end of a string; the end of the text when it is never closed.
fn inside_length(text: &str, close: &str, escapes: bool) -> usize {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(close) {
            return at;
        }
        let mut chars = rest.chars();
        let first = chars.next().map_or(1, char::len_utf8);
        let escaped = if escapes && rest.starts_with('\\') { chars.next().map_or(0, char::len_utf8) } else { 0 };
        at += first + escaped;
    }
    text.len()
}

/// The length of the item that begins here: to its `;`, or to the brace that closes its first one.
fn item_end(code: &str) -> Option<usize> {
    let (mut nested, mut braces) = (0_i32, 0_i32);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => nested += 1,
            ')' | ']' => nested -= 1,
            '{' => braces += 1,
            '}' if braces <= 1 => return Some(at + 1),
            '}' => braces -= 1,
            ';' if nested == 0 && braces == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The lines of every item that is built for tests only.
fn test_lines(code: &str) -> Vec<RangeInclusive<usize>> {
    let marks = ["#[cfg(test)]", "#[cfg(all(test"];
    let starts = marks.iter().flat_map(|mark| code.match_indices(mark).map(|(at, mark)| (at, at + mark.len())));
    let lines = |(start, after): (usize, usize)| {
        let end = after + item_end(code.get(after..)?)?;
        Some(line_of(code, start)..=line_of(code, end))
    };
    starts.filter_map(lines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Vec<String> {
        Source::read(text).literals().map(|literal| literal.text.clone()).collect()
    }

    #[test]
    fn strings_are_found_whatever_their_dress() {
        assert_eq!(strings(r#"f("a", "b\"c", b"d");"#), ["a", "b\\\"c", "d"]);
        assert_eq!(strings("f(r\"a\\\", r#\"b\"c\"#, br##\"d\"#e\"##);"), ["a\\", "b\"c", "d\"#e"]);
        assert_eq!(strings("let c = '\"'; let q = '\\''; let s: &'static str = \"x\";"), ["x"]);
        assert_eq!(strings("// \"no\"\n/* \"no\" /* \"no\" */ */ \"yes\""), ["yes"]);
        assert_eq!(strings("let r#type = attr(\"x\");"), ["x"]);
        assert_eq!(strings("\"never closed"), ["never closed"]);
    }

    #[test]
    fn a_string_knows_its_line_and_the_code_before_it() {
        let source = Source::read("// one\nlet a = page\n    .t(\n  \"beds-title\");");
        let literal = source.literals().next().unwrap();
        assert_eq!((literal.line, literal.text.as_str(), literal.before.as_str()), (4, "beds-title", "leta=page.t("));
    }

    #[test]
    fn tests_are_not_product() {
        let text = "fn a() {\n    b()\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn c() { \"}\"; }\n}\nfn d() {}\n";
        let source = Source::read(text);
        assert_eq!(source.product_lines(), 4);
        assert_eq!(source.functions().iter().map(|f| (f.name.as_str(), f.lines)).collect::<Vec<_>>(), [("a", 3), ("d", 1)]);
        assert!(source.literals().next().is_none());
    }

    #[test]
    fn a_test_item_without_a_body_ends_at_its_semicolon() {
        let source = Source::read("#[cfg(test)]\nmod tests;\n\n#[cfg(test)]\nuse x::{y};\nfn a(b: [u8; 3]) {}\n");
        assert_eq!(source.product_lines(), 1);
    }

    #[test]
    fn a_function_without_a_body_has_no_length() {
        let source = Source::read("trait Port {\n    fn ask(&self) -> [u8; 2];\n    fn tell(&self) {\n    }\n}\n");
        assert_eq!(source.functions().iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect::<Vec<_>>(), [("tell", 3, 2)]);
    }

    #[test]
    fn a_flat_table_says_so_above_the_function() {
        let text = "// tidy: flat table, one line a code\n#[must_use]\nfn a() {}\n\nfn b() {}\n";
        assert_eq!(Source::read(text).functions().iter().map(|f| f.flat_table).collect::<Vec<_>>(), [true, false]);
    }
}
