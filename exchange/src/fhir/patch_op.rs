//! One operation of a JSON Patch (RFC 6902), bounded in what it copies and how deep it nests.

use std::borrow::Cow;

use super::document::json;
use super::issue::{Fault, IssueCode};
use crate::lenient::Tree;

/// Longest pointer that is read.
const POINTER_BYTES_MAX: usize = 1_024;

/// Where in the tree: a JSON Pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer(String);

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operation {
    Add { path: Pointer, value: Tree<'static> },
    Remove { path: Pointer },
    Replace { path: Pointer, value: Tree<'static> },
    Move { from: Pointer, path: Pointer },
    Copy { from: Pointer, path: Pointer },
    Test { path: Pointer, value: Tree<'static> },
}

/// Why an operation cannot be read or applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrongOperation {
    NotObject,
    UnknownOp,
    BadPointer(&'static str),
    NoValue,
    NoSuchPath,
    IntoItself,
    TestFailed,
    TooDeep,
    TooMuchCopied,
}

impl WrongOperation {
    /// The fault, of the operation at `place` counted from 0.
    pub(super) fn fault(self, place: usize) -> Fault {
        let (status, code, what) = match self {
            Self::NotObject => (400, IssueCode::Structure, "harus berupa objek."),
            Self::UnknownOp => (400, IssueCode::Value, "kolom op harus berisi add, remove, replace, move, copy, atau test."),
            Self::BadPointer("from") => (400, IssueCode::Value, "kolom from harus berupa JSON Pointer yang diawali garis miring."),
            Self::BadPointer(_) => (400, IssueCode::Value, "kolom path harus berupa JSON Pointer yang diawali garis miring."),
            Self::NoValue => (400, IssueCode::Required, "kolom value wajib diisi."),
            Self::NoSuchPath => (422, IssueCode::Invalid, "path tidak ada pada data yang tersimpan."),
            Self::IntoItself => (422, IssueCode::Invalid, "data tidak dapat dipindahkan ke dalam dirinya sendiri."),
            Self::TestFailed => (422, IssueCode::Conflict, "syarat test tidak terpenuhi. Baca ulang data, lalu kirim lagi."),
            Self::TooDeep => (422, IssueCode::TooLong, "hasilnya bersarang terlalu dalam."),
            Self::TooMuchCopied => (422, IssueCode::TooLong, "menyalin terlalu banyak data."),
        };
        Fault::new(status, code, format!("Operasi JSON Patch ke-{}: {what}", place + 1))
    }
}

type Done<T = ()> = Result<T, WrongOperation>;

impl Operation {
    pub(super) fn of(item: Tree<'static>) -> Done<Self> {
        let Tree::Object(mut item) = item else { return Err(WrongOperation::NotObject) };
        let op = item.text("op").unwrap_or_default().to_owned();
        if !["add", "remove", "replace", "move", "copy", "test"].contains(&op.as_str()) {
            return Err(WrongOperation::UnknownOp);
        }
        let path = Pointer::of(item.text("path"), "path")?;
        let from = if matches!(op.as_str(), "move" | "copy") { Some(Pointer::of(item.text("from"), "from")?) } else { None };
        let mut value = || item.take("value").ok_or(WrongOperation::NoValue);
        Ok(match (op.as_str(), from) {
            ("move", Some(from)) => Self::Move { from, path },
            ("copy", Some(from)) => Self::Copy { from, path },
            ("add", _) => Self::Add { path, value: value()? },
            ("replace", _) => Self::Replace { path, value: value()? },
            ("test", _) => Self::Test { path, value: value()? },
            _ => Self::Remove { path },
        })
    }

    /// Applies it. No tree becomes deeper than `depth_max`; what is copied is taken off `copy_bytes_left`, so that repeated doubling ends.
    pub(super) fn apply(&self, tree: &mut Tree<'_>, depth_max: usize, copy_bytes_left: &mut usize) -> Done {
        match self {
            Self::Add { path, value } => add(tree, path, value.clone(), depth_max),
            Self::Remove { path } => remove(tree, path).map(drop),
            Self::Replace { path, value } => {
                path.check_depth(value, depth_max)?;
                *path.find_mut(tree).ok_or(WrongOperation::NoSuchPath)? = value.clone();
                Ok(())
            }
            Self::Move { from, path } if from == path => from.find(tree).map(drop).ok_or(WrongOperation::NoSuchPath),
            Self::Move { from, path } if path.is_below(from) => Err(WrongOperation::IntoItself),
            Self::Move { from, path } => {
                let value = remove(tree, from)?;
                add(tree, path, value, depth_max)
            }
            Self::Copy { from, path } => {
                let value = from.find(tree).ok_or(WrongOperation::NoSuchPath)?;
                *copy_bytes_left = copy_bytes_left.checked_sub(json(value).len()).ok_or(WrongOperation::TooMuchCopied)?;
                let value = value.clone();
                add(tree, path, value, depth_max)
            }
            Self::Test { path, value } => {
                let found = path.find(tree).ok_or(WrongOperation::TestFailed)?;
                if is_same(found, value) { Ok(()) } else { Err(WrongOperation::TestFailed) }
            }
        }
    }
}

fn add<'a>(tree: &mut Tree<'a>, path: &Pointer, value: Tree<'a>, depth_max: usize) -> Done {
    path.check_depth(&value, depth_max)?;
    let Some((parent, last)) = path.0.rsplit_once('/') else {
        *tree = value;
        return Ok(());
    };
    match find_mut(tree, parent) {
        Some(Tree::Object(object)) => {
            object.set(unescape(last).into_owned(), value);
            Ok(())
        }
        Some(Tree::List(items)) => {
            let place = if last == "-" { items.len() } else { index(last).ok_or(WrongOperation::NoSuchPath)? };
            if place > items.len() {
                return Err(WrongOperation::NoSuchPath);
            }
            items.insert(place, value);
            Ok(())
        }
        _ => Err(WrongOperation::NoSuchPath),
    }
}

fn remove<'a>(tree: &mut Tree<'a>, path: &Pointer) -> Done<Tree<'a>> {
    let (parent, last) = path.0.rsplit_once('/').ok_or(WrongOperation::NoSuchPath)?;
    match find_mut(tree, parent) {
        Some(Tree::Object(object)) => object.take(&unescape(last)).ok_or(WrongOperation::NoSuchPath),
        Some(Tree::List(items)) => {
            let place = index(last).filter(|place| *place < items.len()).ok_or(WrongOperation::NoSuchPath)?;
            Ok(items.remove(place))
        }
        _ => Err(WrongOperation::NoSuchPath),
    }
}

/// Numbers are the same by value (`1` and `1.0`), everything else by form.
fn is_same(one: &Tree<'_>, other: &Tree<'_>) -> bool {
    match (one, other) {
        (Tree::Number(one), Tree::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Tree::List(one), Tree::List(other)) => one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_same(a, b)),
        (Tree::Object(one), Tree::Object(other)) => {
            one.len() == other.len() && one.iter().all(|(name, a)| other.get(name).is_some_and(|b| is_same(a, b)))
        }
        _ => one == other,
    }
}

/// A place in a list: digits without a leading zero.
fn index(text: &str) -> Option<usize> {
    let is_plain = text == "0" || !text.starts_with(['0', '+']);
    if is_plain { text.parse().ok() } else { None }
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') { segment.replace("~1", "/").replace("~0", "~").into() } else { segment.into() }
}

/// What a pointer points at.
fn find_mut<'t, 'a>(tree: &'t mut Tree<'a>, pointer: &str) -> Option<&'t mut Tree<'a>> {
    pointer.split('/').skip(1).try_fold(tree, |at, segment| match at {
        Tree::Object(object) => object.get_mut(&unescape(segment)),
        Tree::List(items) => items.get_mut(index(segment)?),
        _ => None,
    })
}

/// Levels of nesting; trees here are never deeper than the limit they were read with.
fn depth(value: &Tree<'_>) -> usize {
    match value {
        Tree::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Tree::Object(object) => 1 + object.iter().map(|(_, value)| depth(value)).max().unwrap_or(0),
        _ => 0,
    }
}

impl Pointer {
    fn of(text: Option<&str>, name: &'static str) -> Done<Self> {
        let text = text.ok_or(WrongOperation::BadPointer(name))?;
        let fits = (text.is_empty() || text.starts_with('/')) && text.len() <= POINTER_BYTES_MAX;
        if fits { Ok(Self(text.to_owned())) } else { Err(WrongOperation::BadPointer(name)) }
    }

    fn is_below(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// What it points at.
    fn find<'t, 'a>(&self, tree: &'t Tree<'a>) -> Option<&'t Tree<'a>> {
        self.0.split('/').skip(1).try_fold(tree, |at, segment| match at {
            Tree::Object(object) => object.get(&unescape(segment)),
            Tree::List(items) => items.get(index(segment)?),
            _ => None,
        })
    }

    fn find_mut<'t, 'a>(&self, tree: &'t mut Tree<'a>) -> Option<&'t mut Tree<'a>> {
        find_mut(tree, &self.0)
    }

    fn check_depth(&self, value: &Tree<'_>, depth_max: usize) -> Done {
        if self.0.matches('/').count() + depth(value) > depth_max { Err(WrongOperation::TooDeep) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::document::tree_of;
    use super::*;

    fn apply(value: &mut Value, operations: Value) -> Done {
        let mut left = 200;
        let (text, operations) = (value.to_string(), operations.to_string());
        let mut tree = tree_of(&text);
        let Tree::List(operations) = tree_of(&operations).into_owned() else { panic!("no list") };
        operations.into_iter().try_for_each(|item| Operation::of(item)?.apply(&mut tree, 6, &mut left))?;
        *value = tree.into();
        Ok(())
    }

    fn check(before: Value, operations: Value, after: Result<Value, WrongOperation>) {
        let mut tree = before;
        let done = apply(&mut tree, operations.clone());
        assert_eq!(done.map(|()| tree), after, "{operations}");
    }

    #[test]
    fn the_examples_of_the_standard_come_out_as_printed() {
        use WrongOperation as W;
        for (before, operation, after) in [
            (json!({"foo":"bar"}), json!({"op":"add","path":"/baz","value":"qux"}), Ok(json!({"baz":"qux","foo":"bar"}))),
            (json!({"foo":["bar","baz"]}), json!({"op":"add","path":"/foo/1","value":"qux"}), Ok(json!({"foo":["bar","qux","baz"]}))),
            (json!({"baz":"qux","foo":"bar"}), json!({"op":"remove","path":"/baz"}), Ok(json!({"foo":"bar"}))),
            (json!({"foo":["bar","qux","baz"]}), json!({"op":"remove","path":"/foo/1"}), Ok(json!({"foo":["bar","baz"]}))),
            (json!({"baz":"qux"}), json!({"op":"replace","path":"/baz","value":"boo"}), Ok(json!({"baz":"boo"}))),
            (
                json!({"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}),
                json!({"op":"move","from":"/foo/waldo","path":"/qux/thud"}),
                Ok(json!({"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}})),
            ),
            (json!({"foo":["all","grass"]}), json!({"op":"move","from":"/foo/0","path":"/foo/1"}), Ok(json!({"foo":["grass","all"]}))),
            (json!({"baz":"qux"}), json!({"op":"test","path":"/baz","value":"bar"}), Err(W::TestFailed)),
            (json!({"foo":1}), json!({"op":"test","path":"/foo","value":1.0}), Ok(json!({"foo":1}))),
            (json!({"foo":"bar"}), json!({"op":"add","path":"/baz/bat","value":"qux"}), Err(W::NoSuchPath)),
            (json!({"/":9,"~1":10}), json!({"op":"test","path":"/~01","value":10}), Ok(json!({"/":9,"~1":10}))),
            (json!({"foo":["bar"]}), json!({"op":"add","path":"/foo/-","value":["abc"]}), Ok(json!({"foo":["bar",["abc"]]}))),
            (json!({"foo":["bar"]}), json!({"op":"add","path":"/foo/2","value":1}), Err(W::NoSuchPath)),
            (json!({"foo":["bar"]}), json!({"op":"remove","path":"/foo/01"}), Err(W::NoSuchPath)),
            (json!({"foo":[]}), json!({"op":"remove","path":"/foo/-"}), Err(W::NoSuchPath)),
            (json!({"foo":{}}), json!({"op":"move","from":"/foo","path":"/foo/bar"}), Err(W::IntoItself)),
            (json!({"foo":1}), json!({"op":"remove","path":""}), Err(W::NoSuchPath)),
            (json!({"foo":1}), json!({"op":"add","path":"foo","value":1}), Err(W::BadPointer("path"))),
            (json!({"foo":1}), json!({"op":"copy","path":"/x"}), Err(W::BadPointer("from"))),
            (json!({"foo":1}), json!({"op":"add","path":"/foo"}), Err(W::NoValue)),
            (json!({"foo":1}), json!({"op":"add","path":"/foo","value":null}), Ok(json!({"foo":null}))),
            (json!({"foo":1}), json!({"op":"tambah","path":"/foo"}), Err(W::UnknownOp)),
        ] {
            check(before, json!([operation]), after);
        }
        check(json!({}), json!(["x"]), Err(W::NotObject));
    }

    #[test]
    fn copies_of_copies_come_to_an_end() {
        let double = json!({"op":"copy","from":"","path":"/a"});
        check(json!({"x":"0123456789"}), json!(vec![double; 10]), Err(WrongOperation::TooMuchCopied));
        let deeper = json!([{"op":"copy","from":"","path":"/a"},{"op":"copy","from":"/a","path":"/a/a"},{"op":"copy","from":"/a","path":"/a/a/a"},
            {"op":"copy","from":"/a","path":"/a/a/a/a"}]);
        check(json!({}), deeper, Err(WrongOperation::TooDeep));
    }
}
