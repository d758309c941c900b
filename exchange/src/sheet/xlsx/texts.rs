//! The texts that the cells of a workbook share: each is stored once, and cells point at it.

use super::xml::{Event, Xml};
use crate::sheet::SheetFault;

/// All shared texts, one after the other in one text.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(super) fn read(part: &[u8]) -> Result<Self, SheetFault> {
        let (mut texts, mut xml, mut rich) = (Self::default(), Xml::new(part)?, Rich::default());
        while let Some(event) = xml.next()? {
            if let Event::Close(tag) = &event
                && tag.name() == "si"
            {
                texts.ends.push(u32::try_from(texts.text.len()).map_err(|_| SheetFault::Damaged)?);
            }
            rich.take(&event, &mut texts.text);
        }
        Ok(texts)
    }

    pub(super) fn get(&self, place: usize) -> Option<&str> {
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start as usize..*self.ends.get(place)? as usize)
    }
}

/// Collects the visible pieces of a text that may have pieces of different looks. Readings written above a text (*phonetic*) are left out.
#[derive(Default)]
pub(super) struct Rich {
    in_text: bool,
    in_reading: bool,
}

impl Rich {
    pub(super) fn take(&mut self, event: &Event<'_>, text: &mut String) {
        match event {
            Event::Open(tag) if tag.name() == "t" => self.in_text = true,
            Event::Open(tag) if tag.name() == "rPh" => self.in_reading = true,
            Event::Close(tag) if tag.name() == "t" => self.in_text = false,
            Event::Close(tag) if tag.name() == "rPh" => self.in_reading = false,
            Event::Text(piece) if self.in_text && !self.in_reading => text.push_str(piece),
            Event::Letter(letter) if self.in_text && !self.in_reading => text.push(*letter),
            _ => {}
        }
    }
}
