//! The report as a workbook: a sheet of the city's hospitals with plain figures, and one of what hospitals told.

use sigap_availability::indicators::{Indicator, Indicators};
use sigap_documents::{Align, Cell, Sheet, SheetColumn, Workbook};

use super::Paper;
use crate::model::{HospitalMonth, MILLI, fraction};
use crate::pages::say;

/// The figures of the first sheet, in its order.
const FIGURES: [Indicator; 6] = [Indicator::Bor, Indicator::AvLos, Indicator::Toi, Indicator::BtoYear, Indicator::Gdr, Indicator::Ndr];
/// Letters of a column of names.
const NAME_WIDTH: u16 = 36;

/// The workbook.
pub(crate) fn workbook(paper: &Paper<'_>) -> Workbook {
    let w = paper.w;
    let title = format!("{} {} {}", w.s("paper-title"), paper.body.city, say::month(w, paper.month));
    let notes = vec![title.clone(), paper.state(), w.s("paper-source"), w.a1("paper-at", "when", paper.stamp()), w.s("case-mix-hint")];
    let first =
        Sheet { name: w.s("sheet-indicators"), columns: indicator_columns(paper), rows: indicator_rows(paper), notes: notes.clone() };
    let second = Sheet { name: w.s("sheet-told"), columns: told_columns(paper), rows: told_rows(paper), notes };
    Workbook { title, sheets: vec![first, second] }
}

fn words(title: String, width: u16) -> SheetColumn {
    SheetColumn { title, align: Align::Left, width }
}

fn figures(title: String) -> SheetColumn {
    SheetColumn { title, align: Align::Right, width: 0 }
}

fn indicator_columns(paper: &Paper<'_>) -> Vec<SheetColumn> {
    let w = paper.w;
    let mut all = vec![words(w.s("f-hospital"), NAME_WIDTH), words(w.s("c-source"), 20)];
    all.extend(FIGURES.iter().map(|of| figures(w.s(&format!("csv-{}", of.code())))));
    all.extend([figures(w.s("csv-days")), figures(w.s("csv-known-pct"))]);
    all
}

fn decimal(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Decimal(value, 2))
}

fn share(value: Option<f64>, whole: f64) -> Cell {
    value.map_or(Cell::Empty, |value| Cell::Percent(value / whole, 1))
}

fn figure(of: Indicator, found: &Indicators) -> Cell {
    match of {
        Indicator::Bor => share(found.bor_pct, 100.0),
        other => decimal(found.get(other)),
    }
}

fn indicator_rows(paper: &Paper<'_>) -> Vec<Vec<Cell>> {
    let w = paper.w;
    let mut rows = Vec::new();
    for one in &paper.body.hospitals {
        let told = one.told_indicators(paper.month).map(|found| ("source-told", found, paper.month.days()));
        let counted = one.counted_indicators(paper.body.days_over).map(|found| ("source-counted", found, one.counted.days));
        let none = told.is_none() && counted.is_none();
        for (source, found, days) in told.into_iter().chain(counted) {
            let mut row = vec![Cell::Text(one.name.clone()), Cell::Text(w.s(source))];
            row.extend(FIGURES.iter().map(|of| figure(*of, &found)));
            row.extend([Cell::Whole(days), known(one)]);
            rows.push(row);
        }
        if none {
            let mut row = vec![Cell::Text(one.name.clone()), Cell::Text(w.s("source-none"))];
            row.extend(FIGURES.iter().map(|_| Cell::Empty));
            row.extend([Cell::Empty, known(one)]);
            rows.push(row);
        }
    }
    rows
}

fn known(one: &HospitalMonth) -> Cell {
    one.counted.known_pct().map_or(Cell::Empty, |pct| Cell::Percent(fraction(pct) / 100.0, 0))
}

fn told_columns(paper: &Paper<'_>) -> Vec<SheetColumn> {
    let w = paper.w;
    let names = ["beds", "patient-days", "alive", "died-early", "died-late", "stay-days", "bor", "avlos", "toi", "bto"];
    let mut all = vec![words(w.s("f-hospital"), NAME_WIDTH)];
    all.extend(names.map(|name| figures(w.s(&format!("f-{name}")))));
    all.push(words(w.s("report-odd"), 60));
    all
}

fn told_rows(paper: &Paper<'_>) -> Vec<Vec<Cell>> {
    let row = |one: &HospitalMonth| {
        let told = one.told?;
        let milli = |value: Option<i64>| decimal(value.map(|value| fraction(value) / fraction(MILLI)));
        let odd: Vec<String> = one.oddities(paper.month).iter().map(|odd| say::oddity(paper.w, odd)).collect();
        Some(vec![
            Cell::Text(one.name.clone()),
            Cell::Whole(told.beds),
            Cell::Whole(told.patient_days),
            Cell::Whole(told.alive),
            Cell::Whole(told.died_early),
            Cell::Whole(told.died_late),
            told.stay_days.map_or(Cell::Empty, Cell::Whole),
            milli(told.bor_milli),
            milli(told.avlos_milli),
            milli(told.toi_milli),
            milli(told.bto_milli),
            Cell::Text(odd.join(" ")),
        ])
    };
    paper.body.hospitals.iter().filter_map(row).collect()
}
