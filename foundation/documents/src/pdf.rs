//! A document as PDF, set by typst. The program that sets it is `page.typ`; the words go in as data and are never read as markup.

mod check;
mod world;

use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::error::at_most;
use crate::limits::MAX_PAGES;
use crate::{Block, Document, DocumentError};
use world::Desk;

/// How many makings old something remembered of earlier documents may grow before it is forgotten.
const REMEMBERED_MAKINGS: usize = 2;

/// What the page program reads.
#[derive(Serialize)]
struct Data<'a> {
    documents: &'a [Document],
}

/// One document as PDF.
///
/// # Errors
/// When it holds more than a document may, or a chart is no SVG.
pub fn pdf(document: &Document) -> Result<Vec<u8>, DocumentError> {
    pdf_of(std::slice::from_ref(document))
}

/// Several documents bound into one PDF, each beginning on a page of its own and counting its own pages.
///
/// # Errors
/// As [`pdf`].
pub fn pdf_of(documents: &[Document]) -> Result<Vec<u8>, DocumentError> {
    check::all(documents)?;
    let data = serde_json::to_string(&Data { documents }).map_err(|error| DocumentError::Setting(error.to_string()))?;
    let data = printable(&data).into_bytes();
    let made = set(&Desk::new(data, charts(documents)));
    typst::comemo::evict(REMEMBERED_MAKINGS);
    made
}

fn set(desk: &Desk) -> Result<Vec<u8>, DocumentError> {
    let pages: PagedDocument = typst::compile(desk).output.map_err(|errors| said(&errors))?;
    at_most("pages", pages.pages().len(), MAX_PAGES)?;
    typst_pdf::pdf(&pages, &PdfOptions { creator: typst::foundations::Smart::Custom(Some("Sigap".to_owned())), ..PdfOptions::default() })
        .map_err(|errors| said(&errors))
}

fn said(errors: &[SourceDiagnostic]) -> DocumentError {
    let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    DocumentError::Setting(said.join("; "))
}

/// Signs that the fonts do not have, and what is printed in their place. None of them means anything in JSON or in a drawing.
const ABSENT: [(char, &str); 5] = [('\u{2011}', "-"), ('≈', "~"), ('≥', "min."), ('≤', "maks."), ('→', "›")];

fn printable(text: &str) -> String {
    ABSENT.iter().fold(text.to_owned(), |text, (sign, instead)| text.replace(*sign, instead))
}

/// The charts in the order in which the page program meets them.
fn charts(documents: &[Document]) -> Vec<Vec<u8>> {
    let blocks = documents.iter().flat_map(|document| &document.blocks);
    blocks.filter_map(|block| if let Block::Chart(chart) = block { Some(printable(&chart.svg).into_bytes()) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};
    use typst_layout::PagedDocument;

    use super::{Data, Desk, charts, pdf, pdf_of};
    use crate::{Align, Block, Chart, Column, Document, DocumentError, Field, Footer, FormColumn, Lang, MAX_ROWS, Row, Signature, Table};

    fn read(frame: &Frame, said: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => read(&group.frame, said),
                FrameItem::Text(text) => said.push_str(&text.text),
                _ => said.push(' '),
            }
        }
    }

    /// What can be read on each page, without the spaces that setting takes apart.
    fn pages(documents: &[Document]) -> Vec<String> {
        let desk = Desk::new(serde_json::to_vec(&Data { documents }).unwrap(), charts(documents));
        let set: PagedDocument = typst::compile(&desk).output.unwrap();
        let page = |frame: &Frame| {
            let mut said = String::new();
            read(frame, &mut said);
            said.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        set.pages().iter().map(|one| page(&one.frame)).collect()
    }

    fn document(blocks: Vec<Block>) -> Document {
        let footer = Footer { source: "Sumber: Kota Contoh (rekaan)".into(), at_text: "Data 1 Juli 2026 08.00 WIB".into(), mark: None };
        Document { title: "Laporan".into(), subtitle: "RS Rekaan".into(), blocks, footer, ..Document::default() }
    }

    fn table(rows: usize) -> Block {
        let rows = (0..rows).map(|n| Row::from(vec![format!("Ruang {n}"), n.to_string()])).collect();
        Block::Table(Table { caption: "Ruang".into(), columns: vec![Column::words("Ruang", 1), Column::figures("Kosong")], rows })
    }

    #[test]
    fn words_of_people_never_become_markup() {
        let nasty = r##"#panic("x") *tebal* $x^2$ = judul <a> @b \\ #{1+1} [x] `c` //d"##;
        let page = |block| pages(&[document(vec![block])]).concat();
        let bare = |said: &str| said.chars().filter(|sign| !sign.is_whitespace()).collect::<String>();
        for block in [
            Block::Text(nasty.into()),
            Block::Heading(nasty.into()),
            Block::Facts(vec![("L".into(), nasty.into())]),
            Block::Table(Table { columns: vec![Column::words("A", 1)], rows: vec![vec![nasty.to_owned()].into()], ..Table::default() }),
            Block::Signatures(vec![Signature { name: nasty.into(), ..Signature::default() }]),
        ] {
            assert!(bare(&page(block.clone())).contains(&bare(nasty)), "{block:?}");
        }
    }

    #[test]
    fn every_page_says_which_of_how_many_and_where_from() {
        let read = pages(&[document(vec![table(120)])]);
        assert!(read.len() >= 3, "{}", read.len());
        for (number, page) in read.iter().enumerate() {
            assert!(page.contains(&format!("Halaman {} dari {}", number + 1, read.len())), "{page}");
            assert!(page.contains("Sumber: Kota Contoh (rekaan)") && page.contains("Kosong"), "{page}");
        }
    }

    #[test]
    fn sheets_of_a_pad_count_their_own_pages() {
        let sheet = |number: &str| Document { number: Some(number.into()), lang: Lang::En, ..document(vec![Block::Text("x".into())]) };
        let read = pages(&[sheet("A-1"), sheet("A-2")]);
        assert_eq!(read.len(), 2);
        assert!(read[0].contains("A-1 · Page 1 of 1") && read[1].contains("A-2 · Page 1 of 1"), "{read:?}");
    }

    #[test]
    fn the_mark_stands_on_every_page() {
        let mut marked = document(vec![table(120)]);
        marked.footer.mark = Some("LATIHAN".into());
        let read = pages(&[marked]);
        assert!(read.iter().all(|page| page.contains("LATIHAN")), "{read:?}");
    }

    #[test]
    fn the_same_input_is_the_same_file() {
        let form = Block::Form { columns: vec![FormColumn { title: "Jam".into(), boxes: vec![2, 2], between: ".".into() }], lines: 3 };
        let fields = Block::Fields(vec![Field { label: "Paraf".into(), boxes: vec![3], width_mm: 0 }]);
        let one = document(vec![table(3), form, fields, Block::PageBreak, Block::Text("akhir".into())]);
        let first = pdf(&one).unwrap();
        assert!(first.starts_with(b"%PDF-"));
        assert_eq!(first, pdf(&one).unwrap());
    }

    #[test]
    fn a_chart_that_is_none_is_an_error_and_no_stop() {
        let chart = |svg: &str| document(vec![Block::Chart(Chart { svg: svg.into(), caption: "Grafik".into(), alt: "naik".into() })]);
        let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><path d="M0 5L10 0" stroke="#000"/></svg>"##;
        assert!(pdf(&chart(drawing)).is_ok());
        assert!(matches!(pdf(&chart("bukan svg")), Err(DocumentError::Setting(_))));
    }

    #[test]
    fn what_is_beyond_a_limit_is_refused_by_its_name() {
        let refused = pdf(&document(vec![table(MAX_ROWS + 1)])).unwrap_err();
        assert!(matches!(refused, DocumentError::TooMuch { what: "rows", most: MAX_ROWS }), "{refused}");
        let breaks = std::iter::repeat_n([Block::PageBreak, Block::Text("x".into())], 401).flatten().collect();
        let refused = pdf(&document(breaks)).unwrap_err();
        assert!(matches!(refused, DocumentError::TooMuch { what: "pages", .. }), "{refused}");
    }

    #[test]
    fn an_empty_document_and_odd_signs_are_no_stop() {
        assert!(pdf_of(&[]).is_ok());
        let column = Column { title: String::new(), align: Align::Center, share: None };
        let odd = Table { columns: vec![column], rows: vec![Row::default()], ..Table::default() };
        let odd = vec![
            Block::Text("\u{0} \u{202e}abc \u{1F3E5} 医院\r\n\n".into()),
            Block::Table(odd),
            Block::Table(Table::default()),
            Block::Facts(Vec::new()),
            Block::Fields(Vec::new()),
            Block::Form { columns: Vec::new(), lines: 3 },
            Block::Signatures(Vec::new()),
        ];
        assert!(pdf(&document(odd)).is_ok());
    }
}
