//! Entries of the journal against one committed sample of each: whoever reads the journal later relies on their shape.

use std::collections::BTreeMap;

use serde_json::Value;
use sigap_store::{Db, Query as _};

/// A sample: kind, version, and a body as it was written.
pub type Sample<'a> = (&'a str, u32, &'a str);

/// The form of a JSON value: its fields and what kind of thing each holds, without the values themselves.
fn form(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), form(value))).collect(),
        Value::Array(list) => list.iter().map(form).collect(),
        Value::String(_) => "text".into(),
        Value::Number(_) => "number".into(),
        Value::Bool(_) => "yes or no".into(),
        Value::Null => Value::Null,
    }
}

/// Asserts that every entry whose kind begins with one of `starts` has the form of its sample, and that each sample was written.
pub async fn written_as_samples(db: &Db, starts: &[&str], samples: &[Sample<'_>]) {
    let known: BTreeMap<(String, u32), Value> =
        samples.iter().map(|(kind, v, body)| (((*kind).to_owned(), *v), form(&serde_json::from_str(body).unwrap()))).collect();
    let mut unseen = known.clone();
    for row in db.rows("SELECT kind, v, body FROM journal_entry", Vec::new()).await.unwrap() {
        let (kind, v, body): (String, u32, String) = (row.get("kind").unwrap(), row.get("v").unwrap(), row.get("body").unwrap());
        if !starts.iter().any(|start| kind.starts_with(start)) {
            continue;
        }
        let version = (kind, v);
        assert_eq!(Some(&form(&serde_json::from_str(&body).unwrap())), known.get(&version), "{version:?}: {body}");
        unseen.remove(&version);
    }
    assert!(unseen.is_empty(), "nothing writes {:?}", unseen.keys());
}
