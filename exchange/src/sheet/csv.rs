//! CSV into rows of texts: values between commas, semicolons or tabs, by the rules of the registry's imports.

use super::rows::Rows;
use super::{HEADER_ROWS_MAX, SheetFault, header};

/// What may stand between two values; of equal counts the last one here is meant.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];
/// The line with which Excel is told the separator; it shows no row for it.
const TOLD: &str = "sep=";

/// All rows of a text.
pub(super) fn read(text: &str, rows_max: usize) -> Result<Rows, SheetFault> {
    let (text, separator) = match told(text) {
        Some((separator, rest)) => (rest, separator),
        None => (text, separator(text)),
    };
    let mut rows = Rows::up_to(rows_max);
    split(text, separator, &mut rows)?;
    Ok(rows)
}

fn told(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let separator = *line.trim_end_matches('\r').strip_prefix(TOLD)?.as_bytes().first()?;
    SEPARATORS.contains(&separator).then_some((separator, rest))
}

/// The separator under which the best header is found; where no header word is known, the one that the first line with any has most of.
fn separator(text: &str) -> u8 {
    let known = |separator: u8| {
        let mut rows = Rows::up_to(HEADER_ROWS_MAX);
        // What is wrong, or too much for this look, is said when the whole text is read.
        let _ = split(text, separator, &mut rows);
        header::known_words(&rows)
    };
    let count = |line: &str, separator: u8| line.bytes().filter(|byte| *byte == separator).count();
    let first = text.lines().find(|line| SEPARATORS.iter().any(|separator| count(line, *separator) > 0)).unwrap_or_default();
    SEPARATORS.into_iter().max_by_key(|separator| (known(*separator), count(first, *separator))).unwrap_or(b',')
}

/// Splits a text into rows. A line end within quotation marks belongs to the cell, and a row is counted once, as spreadsheets do.
pub(super) fn split(text: &str, separator: u8, rows: &mut Rows) -> Result<(), SheetFault> {
    let (mut rest, mut row) = (text, 1);
    let mut quoted = String::new();
    while !rest.is_empty() {
        let (ended_by, after) = match rest.strip_prefix('"') {
            Some(inner) => {
                quoted.clear();
                let after = unquote(inner, &mut quoted).ok_or(SheetFault::UnclosedQuote { row })?;
                // What follows the closing mark belongs to the cell.
                let (tail, ended_by, after) = until_stop(after, separator);
                quoted.push_str(tail);
                rows.push(&quoted, row)?;
                (ended_by, after)
            }
            None => {
                let (cell, ended_by, after) = until_stop(rest, separator);
                rows.push(cell, row)?;
                (ended_by, after)
            }
        };
        rest = after;
        if ended_by == Some(separator) {
            if rest.is_empty() {
                rows.push("", row)?;
                rows.end_row(row)?;
            }
            continue;
        }
        rows.end_row(row)?;
        row = row.saturating_add(1);
        if ended_by == Some(b'\r') {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    Ok(())
}

/// The text up to the next separator or line end, that sign, and the text after it.
fn until_stop(text: &str, separator: u8) -> (&str, Option<u8>, &str) {
    let stop = text.bytes().position(|byte| byte == separator || byte == b'\n' || byte == b'\r').unwrap_or(text.len());
    // A stop is one ASCII sign, so it never lies within a letter.
    let (cell, rest) = text.split_at_checked(stop).unwrap_or((text, ""));
    (cell, rest.bytes().next(), rest.get(1..).unwrap_or_default())
}

/// Appends a quoted value to `cell`, doubled marks made single; gives the text after the closing mark, `None` when there is none.
fn unquote<'a>(mut text: &'a str, cell: &mut String) -> Option<&'a str> {
    loop {
        let (value, after) = text.split_once('"')?;
        cell.push_str(value);
        match after.strip_prefix('"') {
            Some(rest) => {
                cell.push('"');
                text = rest;
            }
            None => return Some(after),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let rows = read(text, 100).unwrap();
        let cells = |place: usize| (0..rows.width(place)).map(|column| rows.cell(place, column)).collect::<Vec<_>>().join("|");
        (0..rows.len()).map(|place| format!("{} {}", rows.number(place).unwrap(), cells(place))).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        for (text, expected) in [
            ("a;b\n1;2\n", vec!["1 a|b", "2 1|2"]),
            ("a;b\r\n\r\n1;2", vec!["1 a|b", "3 1|2"]),
            ("a,b\r1,2\r", vec!["1 a|b", "2 1|2"]),
            ("a\tb\n\"x\ny\"\t2\nz\t3", vec!["1 a|b", "2 x\ny|2", "3 z|3"]),
            ("a;b\n\"say \"\"hi\"\"\";\n", vec!["1 a|b", "2 say \"hi\"|"]),
            ("a;b\n\"x\"y;2", vec!["1 a|b", "2 xy|2"]),
            ("sep=,\r\na;b,c\n", vec!["1 a;b|c"]),
            ("a;b\n1;", vec!["1 a|b", "2 1|"]),
            ("", vec![]),
        ] {
            assert_eq!(lines(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_separator_is_the_one_under_which_the_header_is_known() {
        for (text, separator) in [
            ("Kode ruang;Nama, lengkap, ruang;Kosong\n", b';'),
            ("Data, per, 22 November, 2026\nKode ruang;Nama ruang;Kosong\n", b';'),
            ("Kode ruang,Nama ruang,Kosong\n\"a;b\",2,3\n", b','),
            ("x\ty\tz", b'\t'),
            ("a;b,c,d", b','),
            ("", b','),
        ] {
            assert_eq!(super::separator(text), separator, "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_that_never_closes_is_refused() {
        assert_eq!(read("a;b\n1;\"2\n3;4\n", 9).unwrap_err(), SheetFault::UnclosedQuote { row: 2 });
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_library_that_the_registry_uses(text in "([a-c ]|;|\"|\"\"|\n|\r\n|\r){0,60}") {
            let mut rows = Rows::up_to(1_000);
            if split(&text, b';', &mut rows).is_ok() {
                let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').flexible(true).has_headers(false).from_reader(text.as_bytes());
                let theirs: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(|cell| cell.trim().to_owned()).collect())
                    .filter(|record: &Vec<String>| record.iter().any(|cell| !cell.is_empty())).collect();
                let ours: Vec<Vec<String>> = (0..rows.len()).map(|place| (0..rows.width(place)).map(|column| rows.cell(place, column).to_owned()).collect()).collect();
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}
