//! Text that people will read: what is too long, what is shown of an unknown key. What nobody sees in it is known to the kernel.

pub(crate) use sigap_kernel::{clean_label as clean, has_invisible, is_invisible};

/// Most characters of a sender's own key that a sentence repeats.
const SHOWN_CHARS_MAX: usize = 40;

/// Whether a text has more characters than `max`.
pub(crate) fn is_longer(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().nth(max).is_some()
}

/// A sender's own key, short and visible, to stand in a sentence.
pub(crate) fn shown(key: &str) -> String {
    let visible: String = key.chars().filter(|c| !is_invisible(*c)).take(SHOWN_CHARS_MAX).collect();
    if visible.trim().is_empty() { "tanpa nama".to_owned() } else { visible }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_senders_own_key_is_shown_short_and_visible() {
        assert_eq!(shown("catatan"), "catatan");
        assert_eq!(shown(&"x".repeat(500)).len(), SHOWN_CHARS_MAX);
        assert_eq!(shown("\u{0}\u{1}"), "tanpa nama");
    }
}
