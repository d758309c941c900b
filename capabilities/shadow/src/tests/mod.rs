//! Tests of the room: rules, store on both engines, every page in both languages, every refusal, every entry of the journal.

mod books;
mod journal;
mod pages;
mod refusals;
mod rules;
mod town;

use sigap_testtown::{get, get_as, post, post_as};

/// A table in a form, as a browser sends it.
fn table(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric().then(|| c.to_string());
    let coded: String = text.chars().map(|c| plain(c).unwrap_or_else(|| format!("%{:02X}", c as u32))).collect();
    format!("table={coded}")
}
