//! Which styles of a workbook show a number as a date or a time of day.

use std::collections::HashMap;

use super::xml::{Event, Xml};
use crate::sheet::SheetFault;

/// Style of a cell → whether it shows a date.
#[derive(Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    pub(super) fn read(part: &[u8]) -> Result<Self, SheetFault> {
        let (mut xml, mut own, mut styles, mut in_cells) = (Xml::new(part)?, HashMap::new(), Vec::new(), false);
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(tag) if tag.name() == "numFmt" => {
                    if let (Some(id), Some(code)) = (tag.get("numFmtId")?, tag.get("formatCode")?) {
                        own.insert(id, shows_date(&code));
                    }
                }
                Event::Open(tag) if tag.name() == "cellXfs" => in_cells = true,
                Event::Close(tag) if tag.name() == "cellXfs" => in_cells = false,
                Event::Open(tag) if in_cells && tag.name() == "xf" => {
                    let id = tag.get("numFmtId")?.unwrap_or_default();
                    styles.push(own.get(&id).copied().unwrap_or_else(|| is_built_in_date(&id)));
                }
                _ => {}
            }
        }
        Ok(Self(styles))
    }

    pub(super) fn is_date(&self, style: usize) -> bool {
        self.0.get(style).copied().unwrap_or(false)
    }
}

/// The numbers that ECMA-376 (18.8.30) gives to formats of dates and times, those of East Asian languages included.
fn is_built_in_date(id: &str) -> bool {
    matches!(id.parse(), Ok(14..=22 | 27..=36 | 45..=47 | 50..=58))
}

/// Whether a format has a letter of a date outside quoted text, escaped letters and brackets (but `[h]` counts hours).
fn shows_date(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => _ = letters.by_ref().find(|c| *c == '"'),
            '\\' | '_' | '*' => _ = letters.next(),
            '[' => {
                let inner: String = letters.by_ref().take_while(|c| *c != ']').collect();
                if !inner.is_empty() && inner.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return true;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            // What follows is for negative numbers, zero and text.
            ';' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_with_a_letter_of_a_date_shows_a_date() {
        for code in ["dd/mm/yyyy hh:mm", "[$-421]dd mmmm yyyy;@", "h.mm", "[h]:mm", "yyyy\\-mm\\-dd"] {
            assert!(shows_date(code), "{code}");
        }
        for code in ["General", "0", "0.00", "#,##0", "0 \"tempat tidur\"", "@", "_-* #,##0_-;[Red]\\-#,##0", "0\\d", "[Red]0", "0;dd"] {
            assert!(!shows_date(code), "{code}");
        }
    }
}
