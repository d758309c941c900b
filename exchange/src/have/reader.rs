//! `Reader`: takes typed values out of elements and collects every mistake with its place.

use std::borrow::Cow;

use sigap_kernel::{GeoPoint, UtcMs, Zone};

use super::fault::{ElementFault, Mistake, Mistakes, Place};
use crate::lenient::xml::Element;
use crate::lenient::{FieldFault, Scalar, clean, count, has_invisible, is_longer};

/// Longest text that can be a time.
const TIME_BYTES_MAX: usize = 40;
/// A date, `2026-11-22`.
const DATE_BYTES: usize = 10;

/// Takes elements one by one. One that is wrong gives nothing and is remembered.
#[derive(Debug)]
pub(super) struct Reader {
    zone: Zone,
    place: Place,
    mistakes: Mistakes,
}

impl Reader {
    /// Reads times without a zone as those of `zone`.
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, place: Place::default(), mistakes: Mistakes::default() }
    }

    /// Mistakes from here on are at this hospital and this bed line.
    pub(super) fn at(&mut self, hospital: u32, bed: u32) {
        self.place = Place { hospital, bed };
    }

    /// The bed line among those of the hospital being read.
    pub(super) fn at_bed(&mut self, bed: u32) {
        self.place.bed = bed;
    }

    /// Remembers a mistake.
    pub(super) fn wrong(&mut self, element: &'static str, fault: ElementFault) {
        self.mistakes.add(Mistake { place: self.place, element, fault });
    }

    /// All mistakes so far.
    pub(super) fn finish(self) -> Mistakes {
        self.mistakes
    }

    /// The element called `name` in `parent`; `None` when there is none, or when there are two.
    pub(super) fn child<'a>(&mut self, parent: Element<'a>, name: &'static str) -> Option<Element<'a>> {
        parent.child(name).unwrap_or_else(|_| {
            self.wrong(name, ElementFault::Twice);
            None
        })
    }

    /// The trimmed text of the element called `name`; `None` when there is none.
    pub(super) fn text<'a>(&mut self, parent: Element<'a>, name: &'static str) -> Option<Cow<'a, str>> {
        let child = self.child(parent, name)?;
        self.own_text(child, name)
    }

    /// The trimmed text of an element called `name`; `None` when it is blank.
    pub(super) fn own_text<'a>(&mut self, element: Element<'a>, name: &'static str) -> Option<Cow<'a, str>> {
        let text = self.right(name, element.text())?;
        let trimmed = text.trim();
        match (trimmed.is_empty(), trimmed.len() == text.len()) {
            (true, _) => None,
            (false, true) => Some(text),
            (false, false) => Some(Cow::Owned(trimmed.to_owned())),
        }
    }

    /// A count, 0 to `max`; `None` is unknown, which is never 0.
    pub(super) fn count(&mut self, parent: Element<'_>, name: &'static str, max: u32) -> Option<u32> {
        let text = self.text(parent, name)?;
        self.right(name, count(&Scalar::Text(text), max)).flatten()
    }

    /// A code, kept as sent: it names a thing in the sender's system.
    pub(super) fn code(&mut self, text: &str, name: &'static str, chars_max: usize) -> Option<String> {
        let text = text.trim();
        let fits = match text {
            _ if has_invisible(text) => Err(FieldFault::Invisible),
            _ if is_longer(text, chars_max) => Err(FieldFault::TooLong { max: chars_max }),
            _ => Ok(text.to_owned()),
        };
        self.right(name, fits).filter(|code| !code.is_empty())
    }

    /// A text for people: invisible characters are dropped, blanks made single.
    pub(super) fn label(&mut self, text: &str, name: &'static str, chars_max: usize) -> Option<String> {
        let label = clean(text);
        let fits = if is_longer(&label, chars_max) { Err(FieldFault::TooLong { max: chars_max }) } else { Ok(label) };
        self.right(name, fits).filter(|label| !label.is_empty())
    }

    /// A word of a closed list; `None` when nothing is said, or in a word nobody knows.
    pub(super) fn word<T: Copy>(&mut self, parent: Element<'_>, name: &'static str, list: &[T], code: fn(T) -> &'static str) -> Option<T> {
        let text = self.text(parent, name)?;
        word_of(&text, list, code)
    }

    /// A time.
    pub(super) fn time(&mut self, parent: Element<'_>, name: &'static str) -> Option<UtcMs> {
        let text = self.text(parent, name)?;
        let time = time_of(&text, self.zone);
        if time.is_none() {
            self.wrong(name, ElementFault::NotTime);
        }
        time
    }

    /// A latitude and a longitude in degrees.
    pub(super) fn point(&mut self, element: Element<'_>, name: &'static str) -> Option<GeoPoint> {
        let text = self.own_text(element, name)?;
        let point = point_of(&text);
        if point.is_none() {
            self.wrong(name, ElementFault::NotPoint);
        }
        point
    }

    fn right<T>(&mut self, name: &'static str, taken: Result<T, FieldFault>) -> Option<T> {
        taken.map_err(|fault| self.wrong(name, ElementFault::Field(fault))).ok()
    }
}

/// Which word of a list a text is. Letters of any case, blanks and marks do not matter: `VacantAvailable` is `Vacant/Available`.
pub(super) fn word_of<T: Copy>(text: &str, list: &[T], code: fn(T) -> &'static str) -> Option<T> {
    let mut words = list.iter().copied();
    words.clone().find(|word| code(*word) == text).or_else(|| words.find(|word| letters(code(*word)).eq(letters(text))))
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|b| !b.is_ascii() || b.is_ascii_alphanumeric()).map(|b| b.to_ascii_lowercase())
}

/// `xs:dateTime`; without a zone it is a time in `zone`. A date alone is no time.
fn time_of(text: &str, zone: Zone) -> Option<UtcMs> {
    let (date, time) = text.split_at_checked(DATE_BYTES).filter(|_| text.len() <= TIME_BYTES_MAX)?;
    let time = time.strip_prefix(['T', 't', ' '])?.trim();
    if !time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z' | b'z')) {
        return None;
    }
    let has_zone = time.contains(['Z', 'z', '+', '-']);
    if has_zone && text.len() == date.len() + "T".len() + time.len() && !text.contains(' ') {
        return UtcMs::parse_rfc3339(text);
    }
    let zone = if has_zone { String::new() } else { format!("+{:02}:00", zone.offset_h()) };
    UtcMs::parse_rfc3339(&format!("{date}T{time}{zone}"))
}

/// `-6.9903 110.4229`, also with a comma between the two; a third number is a height and is read over.
fn point_of(text: &str) -> Option<GeoPoint> {
    let mut numbers = text.split([' ', '\t', '\r', '\n', ',']).filter(|part| !part.is_empty()).map(str::parse);
    let (lat, lon) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let rest = numbers.collect::<Result<Vec<f64>, _>>().ok()?;
    GeoPoint::new(lat, lon).ok().filter(|_| rest.len() <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_its_zone_or_in_that_of_the_facility() {
        for (text, utc) in [
            ("2026-11-22T10:15:00+07:00", "2026-11-22T03:15:00.000Z"),
            ("2026-11-22T10:15:00Z", "2026-11-22T10:15:00.000Z"),
            ("2026-11-22T10:15:00.250-05:00", "2026-11-22T15:15:00.250Z"),
            ("2026-11-22T10:15:00", "2026-11-22T01:15:00.000Z"),
            ("2026-11-22 10:15:00", "2026-11-22T01:15:00.000Z"),
            ("2026-11-22t10:15:00.5z", "2026-11-22T10:15:00.500Z"),
            ("2026-11-22T10:15:00+0700", "2026-11-22T03:15:00.000Z"),
        ] {
            assert_eq!(time_of(text, Zone::Wit).map(UtcMs::rfc3339).as_deref(), Some(utc), "{text}");
        }
        for text in [
            "",
            "2026-11-22",
            "2026-11-22+07:00",
            "22-11-2026 10:15:00",
            "2026-13-22T10:15:00Z",
            "kemarin",
            "2026-11-22T10:15:00[Asia/Jakarta]",
        ] {
            assert_eq!(time_of(text, Zone::Wib), None, "{text}");
        }
    }

    #[test]
    fn a_point_is_a_latitude_and_a_longitude() {
        let point = GeoPoint::new(-6.9903, 110.4229).ok();
        for text in ["-6.9903 110.4229", "-6.9903,110.4229", " -6.9903\n 110.4229 ", "-6.9903 110.4229 12.5"] {
            assert_eq!(point_of(text.trim()), point, "{text}");
        }
        for text in ["110.4229 -6.9903", "-6,9903 110,4229", "-6.9903", "a b", "NaN 1", "1 2 3 4"] {
            assert_eq!(point_of(text), None, "{text}");
        }
    }
}
