//! The monthly report on paper and as a workbook, in the language of whoever asks. The same figures give the same bytes: every time on it is the
//! report's own.

mod sheets;

use sigap_availability::indicators::{Indicator, Indicators, Standard};
use sigap_documents::{Block, Chart as Drawing, Column, Document, Footer, Lang as PaperLang, Row, Signature, Table};
use sigap_kernel::{Lang, UtcMs, Zone};
use sigap_web::Words;

pub(crate) use sheets::workbook;

use crate::draw::chart::Chart;
use crate::model::{Month, ReportBody};
use crate::pages::indicators::{Line, SHOWN, lines};
use crate::pages::report::{number_of, odd, summary};
use crate::pages::say::{self, When};

/// A figure whose unit stands in the head of its column. HP ÷ D that stands for AvLOS says so.
fn plain_value(w: &Words, of: Indicator, found: &Indicators) -> Option<String> {
    match (of, found.avlos_days) {
        (Indicator::AvLos, None) => found.point.map(|point| format!("~{}", say::tenth(w, point.stay_days))),
        _ => found.get(of).map(|value| say::tenth(w, value)),
    }
}

/// A report, with everything its paper says.
pub(crate) struct Paper<'a> {
    pub(crate) w: &'a Words,
    pub(crate) month: Month,
    /// Its number; 0 is a draft.
    pub(crate) number: i64,
    pub(crate) remark: &'a str,
    /// When its figures were taken.
    pub(crate) at: UtcMs,
    pub(crate) zone: Zone,
    pub(crate) body: &'a ReportBody,
}

impl Paper<'_> {
    fn number(&self) -> String {
        if self.number > 0 { number_of(self.month, self.number) } else { self.w.s("paper-draft") }
    }

    fn is_over(&self) -> bool {
        self.body.days_over == self.month.days()
    }

    fn stamp(&self) -> String {
        When::of(self.w, self.zone, self.at, self.at).stamp
    }

    /// What marks every page: a draft, or a month that is not over.
    fn mark(&self) -> Option<String> {
        let key = if !self.is_over() { "paper-mark-not-over" } else { "paper-mark-draft" };
        (self.number == 0).then(|| self.w.s(key))
    }

    /// Lines above everything else: a month that is not over, a draft.
    fn state(&self) -> String {
        let (w, days) = (self.w, self.w.a2("office-of", "n", self.w.figure(self.body.days_over), "of", self.w.figure(self.month.days())));
        match (self.is_over(), self.number) {
            (false, _) => w.a1("report-not-over-lead", "days", days),
            (true, 0) => w.s("report-draft"),
            (true, _) => w.a2("report-closed-on", "number", self.number(), "when", self.stamp()),
        }
    }

    /// The pages.
    pub(crate) fn document(&self) -> Document {
        let w = self.w;
        let (rows, dots) = lines(w, self.month, self.body.days_over, &self.body.hospitals);
        let mut blocks = vec![Block::Text(self.state()), Block::Heading(w.s("report-city")), self.facts(), Block::Table(self.city())];
        blocks.extend([Block::Heading(w.s("paper-hospitals")), Block::Table(self.hospitals(&rows)), Block::Text(w.s("case-mix-hint"))]);
        blocks.push(Block::Table(self.references()));
        if !dots.is_empty() {
            let svg = Chart::of(&dots, w.lang()).svg(w);
            blocks.push(Block::Chart(Drawing { svg, caption: w.s("chart-title"), alt: w.s("chart-alt") }));
            blocks.push(Block::Text(w.s("paper-chart-key")));
        }
        let odd = odd(w, self.month, self.body);
        if !odd.is_empty() {
            blocks.push(Block::Heading(w.s("report-odd")));
            blocks.extend(odd.into_iter().map(|(name, all)| Block::Text(format!("{name}: {}", all.join(" ")))));
        }
        blocks.push(Block::Heading(w.s("f-remark")));
        blocks.push(Block::Text(if self.remark.is_empty() { w.s("paper-no-remark") } else { self.remark.to_owned() }));
        blocks.push(Block::Text(format!("{} {}", w.s("estimate-hint"), w.s("inpatient-hint"))));
        blocks.push(Block::Signatures(self.signatures()));
        Document {
            title: w.s("paper-title"),
            subtitle: format!("{} · {}", self.body.city, say::month(w, self.month)),
            number: Some(self.number()),
            lang: if w.lang() == Lang::Id { PaperLang::Id } else { PaperLang::En },
            blocks,
            footer: Footer { source: w.s("paper-source"), at_text: w.a1("paper-at", "when", self.stamp()), mark: self.mark() },
            ..Document::default()
        }
    }

    fn facts(&self) -> Block {
        let (w, told) = (self.w, self.body.told(self.month).1);
        let known = self.body.counted().known_pct().map_or_else(|| w.s("unknown"), |pct| say::percent(w, &pct.to_string()));
        Block::Facts(vec![
            (w.s("report-told-by"), w.a2("office-of", "n", w.figure(told), "of", w.figure(self.body.hospitals.len()))),
            (w.s("report-known"), known),
        ])
    }

    fn city(&self) -> Table {
        let w = self.w;
        let rows = summary(w, self.month, self.body).into_iter().map(|(name, told, counted)| Row::from(vec![name, told, counted]));
        Table {
            caption: String::new(),
            columns: vec![
                Column::words(w.s("c-indicator"), 1),
                Column::figures(w.s("source-told")),
                Column::figures(w.s("source-counted")),
            ],
            rows: rows.collect(),
        }
    }

    fn hospitals(&self, lines: &[Line]) -> Table {
        let w = self.w;
        let mut columns = vec![Column::figures(w.s("c-number")), Column::words(w.s("f-hospital"), 5)];
        let figures = |title: String| Column { share: Some(2), ..Column::figures(title) };
        columns.extend(SHOWN.iter().map(|of| figures(w.s(&format!("csv-{}", of.code())))));
        columns.extend([Column::words(w.s("c-source"), 3), figures(w.s("paper-known"))]);
        let row = |line: &Line| {
            let source = match (line.is_told, line.has_figures) {
                (true, _) => "source-told",
                (false, true) => "source-counted",
                (false, false) => "source-none",
            };
            let mut cells = vec![line.number.map_or_else(|| "–".to_owned(), |number| number.to_string()), line.name.clone()];
            // That nothing is known is said once, as the source: the columns of figures stay narrow.
            let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
            cells.extend(SHOWN.iter().map(|of| or_dash(plain_value(w, *of, &line.figures))));
            cells.extend([w.s(source), or_dash(line.known.clone())]);
            Row::from(cells)
        };
        Table { caption: String::new(), columns, rows: lines.iter().map(row).collect() }
    }

    fn references(&self) -> Table {
        let w = self.w;
        let row = |of: &Indicator| {
            let name = w.s(&format!("indicator-{}", of.code()));
            Row::from(vec![name, say::reference(w, Standard::Kemenkes, *of), say::reference(w, Standard::BarberJohnson, *of)])
        };
        let columns = [w.s("standard-kemenkes"), w.s("standard-barber-johnson")].map(Column::figures);
        Table {
            caption: w.s("references-cap"),
            columns: std::iter::once(Column::words(w.s("c-indicator"), 1)).chain(columns).collect(),
            rows: SHOWN.iter().map(row).collect(),
        }
    }

    fn signatures(&self) -> Vec<Signature> {
        let one = |key: &str| Signature { role: self.w.s(key), name: String::new(), id_label: self.w.s("paper-nip") };
        vec![one("paper-made-by"), one("paper-known-by")]
    }
}
