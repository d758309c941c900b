//! A phone number as people read it. It is kept, and dialled, as one dials it from abroad.

/// Area codes of two digits; all others have three.
const SHORT_AREAS: [&str; 5] = ["21", "22", "24", "31", "61"];

/// A phone number as it is written in Indonesia, `(024) 841 3476`; others as they are.
#[must_use]
pub fn written_phone(number: &str) -> String {
    let Some(national) = number.strip_prefix("+62") else { return number.to_owned() };
    if national.starts_with('8') {
        return groups(&format!("0{national}"), "-");
    }
    let area = if SHORT_AREAS.iter().any(|area| national.starts_with(area)) { 2 } else { 3 };
    match (national.get(..area), national.get(area..)) {
        (Some(area), Some(rest)) if !rest.is_empty() => format!("(0{area}) {}", local(rest)),
        _ => number.to_owned(),
    }
}

/// Digits in fours.
fn groups(digits: &str, between: &str) -> String {
    let bytes: Vec<char> = digits.chars().collect();
    bytes.chunks(4).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

/// A local number: the last four digits apart.
fn local(digits: &str) -> String {
    match digits.len().checked_sub(4).map(|at| digits.split_at(at)) {
        Some((first, last)) if !first.is_empty() => format!("{first} {last}"),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_it_is_dialled_here() {
        let cases = [
            ("+62248413476", "(024) 841 3476"),
            ("+622747654321", "(0274) 765 4321"),
            ("+6281234567890", "0812-3456-7890"),
            ("+6561234567", "+6561234567"),
            ("119", "119"),
            ("+6224", "+6224"),
            ("+62241", "(024) 1"),
        ];
        for (number, shown) in cases {
            assert_eq!(written_phone(number), shown);
        }
    }
}
