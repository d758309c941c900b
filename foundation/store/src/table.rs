//! Many values in one statement, as each engine takes them quickly.
//!
//! SQLite is asked for few sizes of a statement, as each is prepared once. PostgreSQL gets one list for each column, so that
//! one prepared statement serves any number of rows: naming each value by itself makes it parse and plan the statement anew
//! for every size, and read thousands of parameters.

use std::fmt::Write as _;

use sea_orm::Value;

use crate::sql::{value_list, value_rows};
use crate::{Engine, few_sizes};

/// `column` is one of these values: the condition with its parameters from `$from` on, and its arguments.
pub(crate) fn among(engine: Engine, column: &str, from: usize, values: Vec<Value>) -> (String, Vec<Value>) {
    match engine {
        Engine::Sqlite => (format!("{column} IN ({})", value_list(from, values.len())), values),
        Engine::Postgres => {
            let kind = values.first().map_or("text", kind_of);
            // Read once: inside `= ANY(…)` the list would be read anew for every row that is looked at.
            (format!("{column} IN (SELECT UNNEST(${from}::text::{kind}[]))"), vec![list(&values)])
        }
    }
}

/// These rows as a table: what stands after `INSERT INTO t (…)` or inside `WITH sent (…) AS (…)`, and its arguments. There is at
/// least one row, and all rows have the same kinds of values.
pub(crate) fn table(engine: Engine, rows: Vec<Vec<Value>>) -> (String, Vec<Value>) {
    let columns = rows.first().map_or(0, Vec::len);
    if engine == Engine::Sqlite {
        return (format!("VALUES {}", value_rows(rows.len(), columns)), rows.into_iter().flatten().collect());
    }
    let mut text = String::from("SELECT * FROM UNNEST(");
    let mut lists: Vec<Vec<Value>> =
        rows.first().map_or_else(Vec::new, |first| first.iter().map(|_| Vec::with_capacity(rows.len())).collect());
    for (place, value) in rows.first().into_iter().flatten().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        // Writing into memory does not fail.
        let _ = write!(text, "{comma}${}::text::{}[]", place + 1, kind_of(value));
    }
    text.push(')');
    for row in rows {
        for (list, value) in lists.iter_mut().zip(row) {
            list.push(value);
        }
    }
    (text, lists.iter().map(|values| list(values)).collect())
}

/// Rows in pieces of at most `max`, so that few statements have to be prepared.
pub(crate) fn pieces<T>(engine: Engine, rows: &[T], max: usize) -> impl Iterator<Item = &[T]> {
    let (few, any) = match engine {
        Engine::Sqlite => (Some(few_sizes(rows, max)), None),
        Engine::Postgres => (None, Some(rows.chunks(max.max(1)))),
    };
    few.into_iter().flatten().chain(any.into_iter().flatten())
}

/// The type of the column a value is for; there are three ([`crate::sql`]).
const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::BigInt(_) => "bigint",
        Value::Double(_) => "double precision",
        _ => "text",
    }
}

/// The values as PostgreSQL writes a list: `{1,NULL,"a \"b\""}`.
fn list(values: &[Value]) -> Value {
    let mut text = String::with_capacity(values.len() * 12 + 2);
    text.push('{');
    for (place, value) in values.iter().enumerate() {
        text.push_str(if place == 0 { "" } else { "," });
        // Writing into memory does not fail.
        let _ = match value {
            Value::BigInt(Some(number)) => write!(text, "{number}"),
            Value::Double(Some(number)) => write!(text, "{number}"),
            Value::String(Some(word)) => {
                quote(&mut text, word);
                Ok(())
            }
            _ => write!(text, "NULL"),
        };
    }
    text.push('}');
    text.into()
}

fn quote(text: &mut String, word: &str) {
    text.push('"');
    let mut rest = word;
    while let Some(at) = rest.find(['"', '\\']) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        text.push('\\');
        let (mark, after) = special.split_at(1);
        text.push_str(mark);
        rest = after;
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn each_engine_gets_its_own_text() {
        let rows = || vec![args!["a", 1_i64], args!["b", None::<i64>]];
        assert_eq!(table(Engine::Sqlite, rows()).0, "VALUES ($1,$2),($3,$4)");
        let (text, lists) = table(Engine::Postgres, rows());
        assert_eq!(text, "SELECT * FROM UNNEST($1::text::text[],$2::text::bigint[])");
        assert_eq!(lists, args!["{\"a\",\"b\"}", "{1,NULL}"]);
        assert_eq!(among(Engine::Sqlite, "ward_id", 2, args!["a", "b"]).0, "ward_id IN ($2,$3)");
        assert_eq!(among(Engine::Postgres, "ward_id", 2, args!["a", "b"]).0, "ward_id IN (SELECT UNNEST($2::text::text[]))");
    }
}
