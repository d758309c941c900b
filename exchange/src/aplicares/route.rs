//! Which deed a method and a path ask for. Base addresses are typed by hand, so slashes may be doubled or trailing, letters
//! of any case, and the prefix present, repeated or cut off.

use thiserror::Error;

use crate::bpjs::{Ppk, PpkFault};

/// Most rows one page of `bed/read` gives.
pub const READ_ROWS_MAX: u32 = 1_000;
/// Rows given when the path does not say how many.
const READ_ROWS_DEFAULT: u32 = 100;
/// Longest path that is looked at.
const PATH_BYTES_MAX: usize = 512;
/// Segments of the base address, skipped however often they stand in front.
const PREFIX: [&str; 2] = ["aplicaresws", "rest"];

/// Where a call leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `GET ref/kelas`: the class table.
    Classes,
    /// `bed/…/{kodeppk}`: the rooms of one facility.
    Rooms {
        /// The facility the sender speaks for; still to be held against its cons-id.
        ppk: Ppk,
        /// What is asked.
        action: Action,
    },
}

/// What is asked about the rooms of a facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// List them.
    Read(Page),
    /// Register a room.
    Create,
    /// Replace the counts of a room.
    Update,
    /// Remove a room.
    Delete,
}

/// A part of a list. `start` counts rows, not pages: for the first page both readings agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// First row, counted from 1.
    pub start: u32,
    /// How many rows, 1 to [`READ_ROWS_MAX`].
    pub limit: u32,
}

impl Page {
    /// Rows to skip.
    #[must_use]
    pub const fn offset(self) -> u32 {
        self.start.saturating_sub(1)
    }
}

/// Why a call leads nowhere. `Display` is the sentence for the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RouteFault {
    /// No such path.
    #[error("Alamat tidak dikenal. Alamat yang tersedia: ref/kelas, bed/read, bed/create, bed/update, bed/delete.")]
    UnknownPath,
    /// The path is known, the method is not its own.
    #[error("Metode HTTP tidak sesuai. Gunakan {0}.")]
    WrongMethod(&'static str),
    /// No facility code in the path.
    #[error("Kode PPK belum ada pada alamat. Contoh: bed/update/0301R001.")]
    MissingPpk,
    /// The facility code cannot be one.
    #[error(transparent)]
    BadPpk(#[from] PpkFault),
    /// `start` or `limit` is not a whole number.
    #[error("Nilai start dan limit pada alamat harus berupa bilangan bulat. Contoh: bed/read/0301R001/1/100.")]
    BadPage,
}

#[derive(Clone, Copy)]
enum Verb {
    Read,
    Create,
    Update,
    Delete,
}

impl Verb {
    fn parse(segment: &str) -> Result<Self, RouteFault> {
        let verbs = [("read", Self::Read), ("create", Self::Create), ("update", Self::Update), ("delete", Self::Delete)];
        let found = verbs.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(segment));
        found.map(|(_, verb)| verb).ok_or(RouteFault::UnknownPath)
    }

    /// The accepted methods; the first is the official one, a second is what one widespread library uses.
    const fn methods(self) -> (&'static [&'static str], &'static str) {
        match self {
            Self::Read => (&["GET"], "GET"),
            Self::Create => (&["POST"], "POST"),
            Self::Update => (&["POST", "PUT"], "POST atau PUT"),
            Self::Delete => (&["POST", "DELETE"], "POST atau DELETE"),
        }
    }
}

impl Route {
    /// Reads method and path (a query string is ignored).
    ///
    /// # Errors
    /// The path is unknown, the method is wrong, or a part of the path cannot be read.
    pub fn parse(method: &str, path: &str) -> Result<Self, RouteFault> {
        if path.len() > PATH_BYTES_MAX {
            return Err(RouteFault::UnknownPath);
        }
        let path = path.split('?').next().unwrap_or_default();
        let is_prefix = |segment: &&str| PREFIX.iter().any(|part| part.eq_ignore_ascii_case(segment));
        let mut segments = path.split('/').filter(|segment| !segment.is_empty()).skip_while(is_prefix);
        match (segments.next(), segments.next()) {
            (Some(noun), Some(what)) if is(noun, "ref") && is(what, "kelas") => classes(method, segments),
            (Some(noun), Some(what)) if is(noun, "bed") => rooms(Verb::parse(what)?, method, segments),
            _ => Err(RouteFault::UnknownPath),
        }
    }
}

fn is(segment: &str, word: &str) -> bool {
    segment.eq_ignore_ascii_case(word)
}

fn classes<'a>(method: &str, mut rest: impl Iterator<Item = &'a str>) -> Result<Route, RouteFault> {
    match rest.next() {
        Some(_) => Err(RouteFault::UnknownPath),
        None if is(method, "GET") => Ok(Route::Classes),
        None => Err(RouteFault::WrongMethod("GET")),
    }
}

fn rooms<'a>(verb: Verb, method: &str, mut rest: impl Iterator<Item = &'a str>) -> Result<Route, RouteFault> {
    let (accepted, sentence) = verb.methods();
    if !accepted.iter().any(|word| is(method, word)) {
        return Err(RouteFault::WrongMethod(sentence));
    }
    let ppk = unescape(rest.next().ok_or(RouteFault::MissingPpk)?).parse()?;
    let action = match verb {
        Verb::Read => Action::Read(page(rest.next(), rest.next())?),
        Verb::Create => Action::Create,
        Verb::Update => Action::Update,
        Verb::Delete => Action::Delete,
    };
    if rest.next().is_some() { Err(RouteFault::UnknownPath) } else { Ok(Route::Rooms { ppk, action }) }
}

/// 0 counts as 1, and more than the maximum as the maximum.
fn page(start: Option<&str>, limit: Option<&str>) -> Result<Page, RouteFault> {
    let number = |segment: Option<&str>, default: u32| match segment {
        None => Ok(default),
        Some(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => Ok(text.parse().unwrap_or(u32::MAX)),
        Some(_) => Err(RouteFault::BadPage),
    };
    Ok(Page { start: number(start, 1)?.max(1), limit: number(limit, READ_ROWS_DEFAULT)?.clamp(1, READ_ROWS_MAX) })
}

/// A blank at the end of a hand-typed code arrives as `%20`; no other escape can be part of a code.
fn unescape(segment: &str) -> String {
    segment.replace("%20", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rooms_of(action: Action) -> Result<Route, RouteFault> {
        Ok(Route::Rooms { ppk: "0301R001".parse().unwrap(), action })
    }

    #[test]
    fn the_five_official_addresses_lead_to_their_deeds() {
        for (method, path, expected) in [
            ("GET", "/aplicaresws/rest/ref/kelas", Ok(Route::Classes)),
            ("GET", "/aplicaresws/rest/bed/read/0301R001/1/10", rooms_of(Action::Read(Page { start: 1, limit: 10 }))),
            ("POST", "/aplicaresws/rest/bed/create/0301R001", rooms_of(Action::Create)),
            ("POST", "/aplicaresws/rest/bed/update/0301R001", rooms_of(Action::Update)),
            ("POST", "/aplicaresws/rest/bed/delete/0301R001", rooms_of(Action::Delete)),
        ] {
            assert_eq!(Route::parse(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_base_address_typed_by_hand_still_arrives() {
        for path in [
            "//aplicaresws//rest//bed/update/0301R001/",
            "/aplicaresws/rest/rest/bed/update/0301R001",
            "/aplicaresws/bed/update/0301R001",
            "bed/update/0301R001",
            "/AplicaresWS/REST/Bed/Update/0301r001",
            "/aplicaresws/rest/bed/update/0301R001%20",
            "/aplicaresws/rest/bed/update/0301R001?cache=0",
        ] {
            assert_eq!(Route::parse("post", path), rooms_of(Action::Update), "{path}");
        }
        assert_eq!(Route::parse("GET", "//rest/ref/kelas"), Ok(Route::Classes));
    }

    #[test]
    fn the_verbs_of_the_other_library_are_taken_too() {
        assert_eq!(Route::parse("PUT", "/aplicaresws/rest/bed/update/0301R001"), rooms_of(Action::Update));
        assert_eq!(Route::parse("DELETE", "/aplicaresws/rest/bed/delete/0301R001"), rooms_of(Action::Delete));
    }

    #[test]
    fn a_page_is_kept_within_its_bounds() {
        for (tail, start, limit) in [
            ("", 1, 100),
            ("/5", 5, 100),
            ("/0/0", 1, 1),
            ("/1/1000", 1, 1_000),
            ("/1/1001", 1, 1_000),
            ("/99999999999/99999999999", u32::MAX, 1_000),
        ] {
            let path = format!("/aplicaresws/rest/bed/read/0301R001{tail}");
            assert_eq!(Route::parse("GET", &path), rooms_of(Action::Read(Page { start, limit })), "{path}");
        }
        assert_eq!((Page { start: 1, limit: 10 }).offset(), 0);
        assert_eq!((Page { start: 11, limit: 10 }).offset(), 10);
    }

    #[test]
    fn an_address_that_leads_nowhere_says_why() {
        let unknown = "Alamat tidak dikenal. Alamat yang tersedia: ref/kelas, bed/read, bed/create, bed/update, bed/delete.";
        let page = "Nilai start dan limit pada alamat harus berupa bilangan bulat. Contoh: bed/read/0301R001/1/100.";
        let code = "Kode PPK pada alamat tidak sah. Isi dengan kode faskes BPJS, contoh: 0301R001.";
        let long = format!("/bed/update/{}", "0".repeat(600));
        for (method, path, sentence) in [
            ("GET", "", unknown),
            ("GET", "/", unknown),
            ("GET", "/aplicaresws/rest", unknown),
            ("GET", "/ref", unknown),
            ("GET", "/ref/dokter", unknown),
            ("GET", "/ref/kelas/1", unknown),
            ("POST", "/bed/upsert/0301R001", unknown),
            ("POST", "/bed/update/0301R001/x", unknown),
            ("GET", "/bed/read/0301R001/1/10/2", unknown),
            ("POST", long.as_str(), unknown),
            ("POST", "/ref/kelas", "Metode HTTP tidak sesuai. Gunakan GET."),
            ("POST", "/bed/read/0301R001/1/10", "Metode HTTP tidak sesuai. Gunakan GET."),
            ("GET", "/bed/create/0301R001", "Metode HTTP tidak sesuai. Gunakan POST."),
            ("PATCH", "/bed/update/0301R001", "Metode HTTP tidak sesuai. Gunakan POST atau PUT."),
            ("GET", "/bed/delete/0301R001", "Metode HTTP tidak sesuai. Gunakan POST atau DELETE."),
            ("POST", "/bed/update/", "Kode PPK belum ada pada alamat. Contoh: bed/update/0301R001."),
            ("POST", "/bed/update/%2e%2e", code),
            ("POST", "/bed/update/0301R001'--", code),
            ("POST", "/bed/update/rumah-sakit", code),
            ("GET", "/bed/read/0301R001/satu/10", page),
            ("GET", "/bed/read/0301R001/1/-10", page),
            ("GET", "/bed/read/0301R001/1/1.5", page),
        ] {
            assert_eq!(Route::parse(method, path).unwrap_err().to_string(), sentence, "{method} {path}");
        }
    }
}
