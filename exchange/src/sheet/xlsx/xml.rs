//! XML as workbooks use it: names without their prefix, texts with their references resolved, no document type.

use std::borrow::Cow;

use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event as Raw};
use quick_xml::{Reader, XmlVersion};

use crate::lenient::xml::each_ordinary;
use crate::sheet::{STEPS_MAX, SheetFault, UNPACKED_BYTES_MAX};

/// One step through a part.
pub(super) enum Event<'a> {
    /// An element begins; one without content is also told to end.
    Open(Open<'a>),
    /// An element ends.
    Close(Close<'a>),
    /// A piece of text; one text may come in several.
    Text(Cow<'a, str>),
    /// A letter that was written as a reference.
    Letter(char),
}

/// The beginning of an element, and where its name begins behind a prefix.
pub(super) struct Open<'a>(BytesStart<'a>, usize);

/// The end of an element, likewise.
pub(super) struct Close<'a>(BytesEnd<'a>, usize);

impl Open<'_> {
    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner().get(self.1..).unwrap_or_default()
    }

    /// The value of an attribute, whatever its prefix.
    pub(super) fn get(&self, name: &str) -> Result<Option<String>, SheetFault> {
        let mut found = None;
        self.each(|key, value| {
            if key == name {
                found = Some(value.to_owned());
            }
        })?;
        Ok(found)
    }

    /// All attributes; some may be told twice where the tag is not ordinary.
    pub(super) fn each(&self, mut take: impl FnMut(&str, &str)) -> Result<(), SheetFault> {
        if each_ordinary(self.0.attributes_raw(), &mut take) {
            return Ok(());
        }
        for attribute in self.0.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| SheetFault::Damaged)?;
            let key = attribute.key.into_inner();
            let key = key.get(behind_prefix(key)..).unwrap_or_default();
            take(key, &attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| SheetFault::Damaged)?);
        }
        Ok(())
    }
}

impl Close<'_> {
    pub(super) fn name(&self) -> &str {
        self.0.name().into_inner().get(self.1..).unwrap_or_default()
    }
}

/// The steps through a part.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    steps_left: usize,
}

impl<'a> Xml<'a> {
    pub(super) fn new(part: &'a [u8]) -> Result<Self, SheetFault> {
        let text = std::str::from_utf8(part).map_err(|_| SheetFault::Damaged)?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, steps_left: STEPS_MAX })
    }

    /// The next step; `None` at the end of the part.
    ///
    /// # Errors
    /// Not well-formed, more than [`STEPS_MAX`] steps, or with a document type, which no workbook has and which could name other files.
    pub(super) fn next(&mut self) -> Result<Option<Event<'a>>, SheetFault> {
        loop {
            self.steps_left = self.steps_left.checked_sub(1).ok_or(SheetFault::TooLargeInside { max: UNPACKED_BYTES_MAX })?;
            return Ok(Some(match self.reader.read_event().map_err(|_| SheetFault::Damaged)? {
                Raw::Start(start) | Raw::Empty(start) => {
                    let from = behind_prefix(start.name().into_inner());
                    Event::Open(Open(start, from))
                }
                Raw::End(end) => {
                    let from = behind_prefix(end.name().into_inner());
                    Event::Close(Close(end, from))
                }
                Raw::Text(text) => Event::Text(text.into_inner()),
                Raw::CData(text) => Event::Text(text.into_inner()),
                Raw::GeneralRef(reference) => Event::Letter(letter(&reference)?),
                Raw::Eof => return Ok(None),
                Raw::DocType(_) => return Err(SheetFault::Damaged),
                Raw::Decl(_) | Raw::PI(_) | Raw::Comment(_) => continue,
            }));
        }
    }
}

/// Where a name begins behind its prefix. Names are too short for a search of many bytes at once.
fn behind_prefix(name: &str) -> usize {
    name.bytes().position(|b| b == b':').map_or(0, |colon| colon + 1)
}

fn letter(reference: &BytesRef<'_>) -> Result<char, SheetFault> {
    match reference.as_ref() {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => reference.resolve_char_ref().ok().flatten().ok_or(SheetFault::Damaged),
    }
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}
