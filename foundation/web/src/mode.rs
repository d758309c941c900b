//! `Mode`: whether this deployment is the city itself, a place to practise, or an invented city to look at. One mechanism marks all that is
//! not real: pages, answers to programs, and files that leave.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sigap_kernel::coded_enum;

use crate::Floor;

coded_enum! {
    /// What a deployment is for. It is decided when its database is made, and never changes.
    pub enum Mode {
        /// The city itself.
        Live = "live",
        /// An invented city that lives, to look at.
        Demo = "demo",
        /// An invented city in which people practise.
        Training = "training",
    }
}

impl Mode {
    /// Whether nothing in it is real: every answer says so, and none of it leaves the house by itself.
    #[must_use]
    pub const fn is_invented(self) -> bool {
        matches!(self, Mode::Demo | Mode::Training)
    }

    /// What stands across a page on paper, and before the name of a file that is taken out; nothing in the city itself.
    #[must_use]
    pub const fn mark(self) -> Option<&'static str> {
        match self {
            Mode::Live => None,
            Mode::Demo => Some("REKAAN"),
            Mode::Training => Some("LATIHAN"),
        }
    }
}

/// In which every answer of what is invented says so, and every answer of a city on trial.
pub const MODE_HEADER: HeaderName = HeaderName::from_static("sigap-mode");
/// What it says while the whole city is on trial.
const SHADOW: &str = "shadow";
/// Says to robots what the page says too.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// Marks every answer of what is invented: a header for programs, one for robots, and the name of a file.
pub(crate) fn mark(floor: &Floor, headers: &mut HeaderMap) {
    put_mark(floor.mode(), headers);
    if floor.is_in_shadow() && !floor.mode().is_invented() {
        headers.insert(MODE_HEADER, HeaderValue::from_static(SHADOW));
    }
}

fn put_mark(mode: Mode, headers: &mut HeaderMap) {
    if !mode.is_invented() {
        return;
    }
    headers.insert(MODE_HEADER, HeaderValue::from_static(mode.code()));
    headers.insert(ROBOTS, HeaderValue::from_static("noindex, nofollow"));
    let named = headers.get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()).and_then(|said| named(mode, said));
    if let Some(named) = named.and_then(|named| HeaderValue::from_str(&named).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
}

/// The same disposition with a marked file name; `None` where no name is said.
fn named(mode: Mode, said: &str) -> Option<String> {
    let (before, name) = said.split_once("filename=")?;
    let (quote, name) = name.strip_prefix('"').map_or(("", name), |name| ("\"", name));
    let mark = mode.mark().filter(|mark| !name.starts_with(mark))?;
    Some(format!("{before}filename={quote}{mark}-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_taken_out_is_marked_by_its_name() {
        let cases = [
            (Mode::Live, "attachment; filename=\"a.csv\"", "attachment; filename=\"a.csv\""),
            (Mode::Training, "attachment; filename=\"a.csv\"", "attachment; filename=\"LATIHAN-a.csv\""),
            (Mode::Training, "attachment; filename=a.pdf", "attachment; filename=LATIHAN-a.pdf"),
            (Mode::Training, "attachment; filename=LATIHAN-a.pdf", "attachment; filename=LATIHAN-a.pdf"),
            (Mode::Demo, "attachment; filename=\"a.xlsx\"", "attachment; filename=\"REKAAN-a.xlsx\""),
            (Mode::Training, "inline", "inline"),
        ];
        for (mode, said, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(said));
            put_mark(mode, &mut headers);
            assert_eq!(headers[header::CONTENT_DISPOSITION], expected, "{mode} {said}");
            assert_eq!(headers.contains_key("sigap-mode"), mode.is_invented(), "{mode}");
            assert_eq!(headers.contains_key("x-robots-tag"), mode.is_invented(), "{mode}");
        }
    }
}
