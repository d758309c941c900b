//! Parameters as each engine takes many of them quickly. The rooms write `$1`, `$2` … for both.

use sea_orm::Value;

/// Arguments up to which numbered parameters cost SQLite nothing worth speaking of.
const NUMBERED_MAX: usize = 16;

/// The statement with a `?` for each parameter, and the arguments in the order of the text.
///
/// SQLite keeps the names of numbered parameters in a list that the driver goes through once for each argument: with the
/// 2,000 arguments of a group that is half of all the work of a write. A `?` has no name. Parameters inside quotes are text.
pub(crate) fn anonymous(sql: &str, args: Vec<Value>) -> (String, Vec<Value>) {
    if args.len() <= NUMBERED_MAX {
        return (sql.to_owned(), args);
    }
    let (text, order) = without_numbers(sql);
    let is_in_order = order.len() == args.len() && order.iter().enumerate().all(|(place, number)| *number == place + 1);
    if is_in_order {
        return (text, args);
    }
    let sorted: Option<Vec<Value>> = order.iter().map(|number| args.get(number.checked_sub(1)?).cloned()).collect();
    // A number without an argument is left for the database to complain of.
    sorted.map_or_else(|| (sql.to_owned(), args), |sorted| (text, sorted))
}

/// The text with `?`, and the numbers that stood there.
fn without_numbers(sql: &str) -> (String, Vec<usize>) {
    let (mut text, mut order) = (String::with_capacity(sql.len()), Vec::new());
    let mut parts = sql.split('$');
    let mut quotes = 0;
    if let Some(first) = parts.next() {
        text.push_str(first);
        quotes += first.matches('\'').count();
    }
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match number.parse() {
            Ok(number) if quotes % 2 == 0 => {
                text.push('?');
                order.push(number);
                text.push_str(rest);
            }
            _ => {
                text.push('$');
                text.push_str(part);
            }
        }
        quotes += part.matches('\'').count();
    }
    (text, order)
}

/// Rows in pieces of at most `max`, whose sizes are few: powers of two, and `max` itself. A statement is prepared once for
/// each size, and a connection keeps only so many statements.
pub(crate) fn few_sizes<T>(rows: &[T], max: usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size = if rest.len() >= max { max } else { 1 << rest.len().checked_ilog2()? };
        let (piece, more) = rest.split_at_checked(size).filter(|(piece, _)| !piece.is_empty())?;
        rest = more;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn many(count: usize) -> Vec<Value> {
        (0..count).flat_map(|number| args![number as i64]).collect()
    }

    #[test]
    fn few_arguments_stay_as_they_are() {
        let (text, args) = anonymous("SELECT $2, $1", args![1_i64, 2_i64]);
        assert_eq!((text.as_str(), args), ("SELECT $2, $1", args![1_i64, 2_i64]));
    }

    #[test]
    fn many_arguments_follow_the_text() {
        let numbered = crate::value_rows(10, 2);
        let (text, args) = anonymous(&format!("VALUES {numbered}"), many(20));
        assert_eq!(text, format!("VALUES {}", ["(?,?)"; 10].join(",")));
        assert_eq!(args, many(20));
        let (text, args) = anonymous("SELECT $3, '$1 isn''t $2', $.x, $1, $3", many(20));
        assert_eq!(text, "SELECT ?, '$1 isn''t $2', $.x, ?, ?");
        assert_eq!(args, args![2_i64, 0_i64, 2_i64]);
        assert_eq!(anonymous("SELECT $21, $0", many(20)), ("SELECT $21, $0".to_owned(), many(20)));
    }

    #[test]
    fn any_number_of_rows_goes_in_pieces_of_few_sizes() {
        let rows: Vec<usize> = (0..1_000).collect();
        let mut sizes = std::collections::BTreeSet::new();
        for count in 0..=rows.len() {
            let pieces: Vec<&[usize]> = few_sizes(&rows[..count], 200).collect();
            assert_eq!(pieces.concat(), rows[..count]);
            sizes.extend(pieces.iter().map(|piece| piece.len()));
        }
        assert_eq!(sizes.into_iter().collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64, 128, 200]);
        assert_eq!(few_sizes(&rows, 0).count(), 0);
    }
}
