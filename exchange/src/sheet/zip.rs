//! The packing of a workbook (ZIP): its parts by name, unpacked within limits that hold whatever the file says of itself.
//!
//! Only what workbooks need: stored and deflated parts, sizes from the central directory (with their 64-bit form, which some
//! writers use for small files too), checksums. Nothing is unpacked before it is asked for.

use std::io::Read;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::SheetFault;

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// Bytes of the end record without its comment, of a directory entry and of a local header without their names.
const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;
/// The longest comment after the end record.
const COMMENT_BYTES_MAX: usize = 65_535;
/// A size that stands in the 64-bit field instead.
const ELSEWHERE: u64 = 0xffff_ffff;
const FIELD_64_BIT: u64 = 1;
const STORED: u64 = 0;
const DEFLATED: u64 = 8;
const ENCRYPTED: u64 = 1;

/// Where one part lies in the file.
struct Entry<'a> {
    name: &'a [u8],
    flags: u64,
    method: u64,
    crc: u64,
    packed: u64,
    unpacked: u64,
    local_at: u64,
}

/// A packed file, and how many bytes may still be unpacked from it.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    directory: &'a [u8],
    limit: usize,
    left: usize,
}

impl<'a> Package<'a> {
    /// Opens a packed file whose parts may have `limit` bytes together.
    pub(super) fn open(bytes: &'a [u8], limit: usize) -> Result<Self, SheetFault> {
        let from = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
        let tail = bytes.get(from..).unwrap_or_default();
        let end = tail.windows(END_OF_DIRECTORY.len()).rposition(|four| four == END_OF_DIRECTORY).ok_or(SheetFault::Damaged)?;
        let end = tail.get(end..).unwrap_or_default();
        let directory = number(end, 16, 4).and_then(|at| bytes.get(usize::try_from(at).ok()?..)).ok_or(SheetFault::Damaged)?;
        Ok(Self { bytes, directory, limit, left: limit })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A part, unpacked; `None` when there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, SheetFault> {
        let Some(entry) = self.find(name) else { return Ok(None) };
        if entry.flags & ENCRYPTED != 0 {
            return Err(SheetFault::OldExcel);
        }
        let too_large = SheetFault::TooLargeInside { max: self.limit };
        let declared = usize::try_from(entry.unpacked).ok().filter(|bytes| *bytes <= self.left).ok_or(too_large)?;
        let packed = self.packed(&entry).ok_or(SheetFault::Damaged)?;
        // One byte more than declared is enough to see that the declaration was false.
        let (mut out, most) = (Vec::new(), u64::try_from(declared).unwrap_or(u64::MAX).saturating_add(1));
        let read = match entry.method {
            STORED => packed.take(most).read_to_end(&mut out),
            DEFLATED => DeflateDecoder::new(packed).take(most).read_to_end(&mut out),
            _ => return Err(SheetFault::Damaged),
        };
        let mut crc = Crc::new();
        crc.update(&out);
        if read.is_err() || out.len() != declared || u64::from(crc.sum()) != entry.crc {
            return Err(SheetFault::Damaged);
        }
        self.left -= declared;
        Ok(Some(out))
    }

    fn find(&self, name: &str) -> Option<Entry<'a>> {
        entries(self.directory).find(|entry| is_named(entry.name, name))
    }

    fn packed(&self, entry: &Entry<'_>) -> Option<&'a [u8]> {
        let local = self.bytes.get(usize::try_from(entry.local_at).ok()?..).filter(|local| local.starts_with(LOCAL))?;
        let names = number(local, 26, 2)? + number(local, 28, 2)?;
        let begin = LOCAL_BYTES + usize::try_from(names).ok()?;
        local.get(begin..begin.checked_add(usize::try_from(entry.packed).ok()?)?)
    }
}

/// The entries of the directory, up to the first that is none. As many as fit into the file, and it is small.
fn entries(mut directory: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    std::iter::from_fn(move || {
        if !directory.starts_with(ENTRY) {
            return None;
        }
        let at = |place, bytes| number(directory, place, bytes);
        let (name, extra, comment) = (at(28, 2)?, at(30, 2)?, at(32, 2)?);
        let [name, extra, comment] = [name, extra, comment].map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let mut entry = Entry {
            name: directory.get(ENTRY_BYTES..ENTRY_BYTES + name)?,
            flags: at(8, 2)?,
            method: at(10, 2)?,
            crc: at(16, 4)?,
            packed: at(20, 4)?,
            unpacked: at(24, 4)?,
            local_at: at(42, 4)?,
        };
        let extra_at = ENTRY_BYTES + name;
        entry.read_64_bit(directory.get(extra_at..extra_at + extra)?);
        directory = directory.get(extra_at + extra + comment..)?;
        Some(entry)
    })
}

impl Entry<'_> {
    /// Takes the sizes that stand in the 64-bit field, in their fixed order.
    fn read_64_bit(&mut self, mut extra: &[u8]) {
        while let Some((id, bytes)) = number(extra, 0, 2).zip(number(extra, 2, 2)) {
            let end = 4 + usize::try_from(bytes).unwrap_or(usize::MAX - 4);
            if id == FIELD_64_BIT {
                let mut place = 4;
                for size in [&mut self.unpacked, &mut self.packed, &mut self.local_at] {
                    if *size == ELSEWHERE {
                        *size = number(extra, place, 8).filter(|_| place + 8 <= end).unwrap_or(u64::MAX);
                        place += 8;
                    }
                }
                return;
            }
            extra = extra.get(end..).unwrap_or_default();
        }
    }
}

/// Names are compared as Windows does; some writers use its slash.
fn is_named(found: &[u8], name: &str) -> bool {
    let found = found.strip_prefix(b"/").unwrap_or(found);
    let same = |(a, b): (&u8, &u8)| a.eq_ignore_ascii_case(b) || (*a == b'\\' && *b == b'/');
    found.len() == name.len() && found.iter().zip(name.as_bytes()).all(same)
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(len)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
