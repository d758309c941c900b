//! `codecs`: how fast the messages of others are read and written, each codec beside a plain JSON reader on the same machine.
//!
//! A codec keeps its promise when it takes 100,000 small messages a second (of a table: rows) or 200 MB/s of a large one, on one processor. Processor time is
//! judged, not the time on the clock: nothing here waits, so all that the clock adds is what other programs took.

mod json;
mod pace;
mod positions;
mod tables;
mod workbook;
mod xml;

use anyhow::Result;

use crate::row::{Row, Sheet, say};
use crate::size::Size;
use pace::{Paces, paces};

const BENCH: &str = "codecs";
/// Small messages a second that are promised.
const MESSAGES_PER_S: f64 = 100_000.0;
/// Megabytes a second of a large message that are promised instead.
const MB_PER_S: f64 = 200.0;

/// One codec with what it is measured on.
struct Codec {
    name: &'static str,
    small: Load,
    /// Absent where the protocol knows small messages only.
    large: Option<Load>,
}

impl Codec {
    fn loads(&self) -> impl Iterator<Item = &Load> {
        [Some(&self.small), self.large.as_ref()].into_iter().flatten()
    }
}

/// Work that is done again and again.
struct Load {
    /// Bytes of the message.
    bytes: usize,
    /// Rows of a table, each of which counts as a message; else 1.
    parts: usize,
    /// Reads or writes it once; gives something that cannot be left out.
    work: Box<dyn Fn() -> usize>,
    /// A plain JSON reader on the same message, or on JSON as long as a message that is no JSON.
    reference: Box<dyn Fn() -> usize>,
}

impl Load {
    /// A JSON message that is read.
    fn json(body: Vec<u8>, read: impl Fn(&[u8]) -> usize + 'static) -> Self {
        let same = body.clone();
        Self { bytes: body.len(), parts: 1, work: Box::new(move || read(&body)), reference: Box::new(move || values(&same)) }
    }

    /// Another message that is read.
    fn other(body: Vec<u8>, read: impl Fn(&[u8]) -> usize + 'static) -> Self {
        let reference = as_long(body.len());
        Self { bytes: body.len(), parts: 1, work: Box::new(move || read(&body)), reference }
    }

    /// Work that makes a message, or more than reads one, of so many bytes.
    fn of(bytes: usize, work: impl Fn() -> usize + 'static) -> Self {
        Self { bytes, parts: 1, work: Box::new(work), reference: as_long(bytes) }
    }
}

/// A plain JSON reader on so many bytes.
fn as_long(bytes: usize) -> Box<dyn Fn() -> usize> {
    let item = br#"{"kode":"MLT","nama":"Melati","kapasitas":24,"tersedia":"7"}"#;
    let mut body = b"[".to_vec();
    while body.len() + item.len() + 3 < bytes {
        body.extend_from_slice(item);
        body.push(b',');
    }
    body.extend_from_slice(b"0");
    body.resize(bytes.saturating_sub(1).max(body.len()), b' ');
    body.push(b']');
    Box::new(move || values(&body))
}

/// How many values lie outermost, when it is JSON.
fn values(body: &[u8]) -> usize {
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(serde_json::Value::Object(fields)) => fields.len(),
        Ok(serde_json::Value::Array(items)) => items.len(),
        _ => 0,
    }
}

/// Measures every codec.
///
/// # Errors
/// A message of the measurement is not what its codec takes.
pub(crate) fn run(size: &Size, sheet: &mut Sheet) -> Result<()> {
    say("codecs: each on one processor");
    let codecs = all()?;
    let loads: Vec<&Load> = codecs.iter().flat_map(Codec::loads).collect();
    let mut paces = paces(size, &loads).into_iter();
    for codec in &codecs {
        let figures: Vec<Figure> =
            codec.loads().zip(paces.by_ref()).zip(Unit::BOTH).map(|((load, paces), unit)| Figure { load, paces, unit }).collect();
        // Either of the two promises will do: the one that is kept better is judged.
        let judged = figures.iter().map(Figure::share).fold(0.0, f64::max);
        for figure in &figures {
            sheet.add(figure.row(codec.name, figure.share() >= judged))?;
        }
    }
    Ok(())
}

fn all() -> Result<Vec<Codec>> {
    Ok([json::codecs()?, xml::codecs()?, tables::codecs()?, positions::codecs()?].into_iter().flatten().collect())
}

/// In what a promise is counted.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Messages,
    Megabytes,
}

impl Unit {
    /// Of the small message, and of the large one.
    const BOTH: [Unit; 2] = [Unit::Messages, Unit::Megabytes];

    const fn promised(self) -> f64 {
        match self {
            Self::Messages => MESSAGES_PER_S,
            Self::Megabytes => MB_PER_S,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Messages => "/s",
            Self::Megabytes => "MB/s",
        }
    }
}

/// How a load went.
struct Figure<'a> {
    load: &'a Load,
    paces: Paces,
    unit: Unit,
}

impl Figure<'_> {
    #[allow(clippy::cast_precision_loss)] // bytes and rows of one message
    fn of(&self, per_s: f64) -> f64 {
        match self.unit {
            Unit::Messages => per_s * self.load.parts as f64,
            Unit::Megabytes => per_s * self.load.bytes as f64 / 1e6,
        }
    }

    /// How much of the promise is kept.
    fn share(&self) -> f64 {
        self.of(self.paces.work.cpu_per_s) / self.unit.promised()
    }

    fn row(&self, name: &str, is_judged: bool) -> Row {
        let parts = if self.load.parts > 1 { format!("{} rows, ", self.load.parts) } else { String::new() };
        let row =
            Row::new(BENCH, format!("{name}, {parts}{} bytes", self.load.bytes), self.of(self.paces.work.cpu_per_s), self.unit.name())
                .beside("by the clock", self.of(self.paces.work.clock_per_s))
                .beside("plain JSON reader", self.of(self.paces.reference.cpu_per_s));
        if is_judged { row.at_least(self.unit.promised()) } else { row }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_has_work_that_it_does() {
        for codec in all().unwrap() {
            for load in codec.loads() {
                assert!((load.work)() > 0 && (load.reference)() > 0 && load.bytes > 0, "{}", codec.name);
            }
        }
    }
}
