//! All that the page program can see: itself, the data, the charts, two fonts. No disk, no packages, no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The page program.
const PROGRAM: &str = include_str!("page.typ");

/// What does not change between documents: the fonts, what typst itself knows, and the names of the two files.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] =
        [include_bytes!("../../fonts/PlusJakartaSans-Regular.ttf"), include_bytes!("../../fonts/PlusJakartaSans-Bold.ttf")];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Shelf { library: LazyHash::new(Library::default()), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// One making of one PDF.
pub(super) struct Desk {
    program: Source,
    data: Bytes,
    charts: Vec<Bytes>,
}

impl Desk {
    /// Lays out what the program will ask for.
    pub(super) fn new(data: Vec<u8>, charts: Vec<Vec<u8>>) -> Self {
        let program = VirtualPath::new("page.typ").map(|path| RootedPath::new(VirtualRoot::Project, path).intern());
        // The name is a constant; the other arm cannot be reached and gives an empty page instead of a stop.
        let program = program.map_or_else(|_| Source::detached(PROGRAM), |id| Source::new(id, PROGRAM.to_owned()));
        Self { program, data: Bytes::new(data), charts: charts.into_iter().map(Bytes::new).collect() }
    }

    fn chart(&self, name: &str) -> Option<Bytes> {
        let number: usize = name.strip_prefix("chart-")?.strip_suffix(".svg")?.parse().ok()?;
        self.charts.get(number).cloned()
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.program.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.program.id() { Ok(self.program.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_without_slash();
        if *id.get().root() != VirtualRoot::Project {
            return Err(FileError::AccessDenied);
        }
        let file = if path == "data.json" { Some(self.data.clone()) } else { self.chart(path) };
        file.ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
