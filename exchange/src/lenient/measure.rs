//! `check_tree`: whether a tree that was changed keeps the limits of one that is read.

use super::{BodyFault, Tree, TreeLimits};

/// Holds a tree that was changed against the limits, as if it were written and read again.
///
/// # Errors
/// Beyond a limit.
pub(crate) fn check_tree(tree: &Tree<'_>, limits: TreeLimits) -> Result<(), BodyFault> {
    let mut measure = Measure { limits, left: limits.values, bytes_at_most: 0, fault: None };
    measure.add(tree, 1);
    // Written out only where the text could be too long.
    let is_too_large = measure.bytes_at_most > limits.bytes && serde_json::to_vec(tree).is_ok_and(|text| text.len() > limits.bytes);
    if is_too_large {
        return Err(BodyFault::TooLarge { max: limits.bytes });
    }
    measure.fault.map_or(Ok(()), Err)
}

/// What a tree takes.
struct Measure {
    limits: TreeLimits,
    left: usize,
    /// More than the bytes of its text.
    bytes_at_most: usize,
    fault: Option<BodyFault>,
}

impl Measure {
    /// The longest that a character of one byte becomes (`\u0001`), and that a number becomes.
    const ESCAPE_BYTES: usize = 6;
    const NUMBER_BYTES: usize = 32;
    /// Quotes, a colon and a comma.
    const MARK_BYTES: usize = 8;

    fn add(&mut self, tree: &Tree<'_>, depth: usize) {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.stop(BodyFault::TooManyFields { max: self.limits.values }),
        }
        if matches!(tree, Tree::List(_) | Tree::Object(_)) && depth > self.limits.depth {
            self.stop(BodyFault::TooDeep { max: self.limits.depth });
        }
        self.bytes_at_most += Self::MARK_BYTES;
        match tree {
            Tree::Null | Tree::Bool(_) => {}
            Tree::Number(_) => self.bytes_at_most += Self::NUMBER_BYTES,
            Tree::Text(text) => self.bytes_at_most += text.len() * Self::ESCAPE_BYTES,
            Tree::List(items) => items.iter().for_each(|item| self.add(item, depth + 1)),
            Tree::Object(fields) => fields.iter().for_each(|(name, value)| {
                self.bytes_at_most += name.len() * Self::ESCAPE_BYTES;
                self.add(value, depth + 1);
            }),
        }
    }

    /// The first thing that is wrong is the one that is told.
    fn stop(&mut self, fault: BodyFault) {
        self.fault.get_or_insert(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient::read_tree;

    const LIMITS: TreeLimits = TreeLimits { bytes: 10_000, depth: 4, values: 20 };

    #[test]
    fn a_tree_that_was_changed_keeps_the_same_limits() {
        const WIDE: TreeLimits = TreeLimits { bytes: usize::MAX, depth: 127, values: usize::MAX };
        let controls = "\\u0001".repeat(2_000);
        for text in [
            "[[[[]]]]".to_owned(),
            "[[[[[]]]]]".to_owned(),
            format!("[{}1]", "1,".repeat(18)),
            format!("[{}1]", "1,".repeat(19)),
            format!("[{}[[[[[]]]]]]", "1,".repeat(15)),
            format!("[{}[[[[[]]]]]]", "1,".repeat(13)),
            format!("[\"{}\"]", "x".repeat(9_996)),
            format!("[\"{}\"]", "x".repeat(9_997)),
            format!("[\"{controls}\"]"),
            format!("{{\"{}\":0.25}}", "é".repeat(2_000)),
        ] {
            let tree = read_tree(text.as_bytes(), WIDE).unwrap();
            assert_eq!(check_tree(&tree, LIMITS), read_tree(text.as_bytes(), LIMITS).map(drop), "{text:.60}");
        }
    }
}
