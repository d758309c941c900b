//! `Row` and `Sheet`: one figure with its target and its reference, and the table they stand in, for people and as JSON lines.

use std::fs::File;
use std::io::Write as _;

use anyhow::Result;
use serde::Serialize;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn is_met(self, figure: f64) -> bool {
        match self {
            Target::AtLeast(floor) => figure >= floor,
            Target::AtMost(ceiling) => figure <= ceiling,
        }
    }

    fn words(self) -> String {
        match self {
            Target::AtLeast(floor) => format!("≥ {}", number(floor)),
            Target::AtMost(ceiling) => format!("≤ {}", number(ceiling)),
        }
    }
}

/// Something else that was measured in the same run, to tell a slow machine from a slow program.
#[derive(Debug, Clone, Serialize)]
struct Reference {
    name: String,
    figure: f64,
    unit: &'static str,
}

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    bench: &'static str,
    name: String,
    figure: f64,
    unit: &'static str,
    target: Option<Target>,
    references: Vec<Reference>,
    /// Absent where nothing is promised, or where the sizes are too small to judge.
    met: Option<bool>,
}

impl Row {
    pub(crate) fn new(bench: &'static str, name: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self { bench, name: name.into(), figure, unit, target: None, references: Vec::new(), met: None }
    }

    pub(crate) fn at_least(self, floor: f64) -> Self {
        self.judged(Target::AtLeast(floor))
    }

    pub(crate) fn at_most(self, ceiling: f64) -> Self {
        self.judged(Target::AtMost(ceiling))
    }

    /// Puts a reference beside the figure, in the same unit.
    pub(crate) fn beside(mut self, name: impl Into<String>, figure: f64) -> Self {
        self.references.push(Reference { name: name.into(), figure, unit: self.unit });
        self
    }

    fn judged(self, target: Target) -> Self {
        Self { met: Some(target.is_met(self.figure)), target: Some(target), ..self }
    }

    fn words(&self) -> String {
        let target = self.target.map(Target::words).unwrap_or_default();
        let met = match (self.met, self.target) {
            (Some(true), _) => "met",
            (Some(false), _) => "NOT MET",
            (None, Some(_)) => "not judged",
            (None, None) => "",
        };
        let figure = format!("{} {}", number(self.figure), self.unit);
        let beside: Vec<String> = self.references.iter().map(|one| format!("{}: {} {}", one.name, number(one.figure), one.unit)).collect();
        let line = format!("{:<8} {:<58} {figure:>16}  {target:<10} {met:<10} {}", self.bench, self.name, beside.join(" · "));
        line.trim_end().to_owned()
    }
}

/// `12,345`, `123.4` or `1.23`: as many digits as one can mean.
fn number(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => grouped(&format!("{value:.0}")),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The table: each row is shown as soon as it is known.
pub(crate) struct Sheet {
    rows: Vec<Row>,
    json: Option<File>,
    /// Whether the sizes allow a judgement.
    judges: bool,
}

impl Sheet {
    /// An empty table; rows also go to `json`, one line each.
    pub(crate) fn new(json: Option<File>, judges: bool) -> Self {
        Self { rows: Vec::new(), json, judges }
    }

    pub(crate) fn add(&mut self, mut row: Row) -> Result<()> {
        if !self.judges {
            row.met = None;
        }
        show(&row.words());
        if let Some(file) = &mut self.json {
            writeln!(file, "{}", serde_json::to_string(&row)?)?;
        }
        self.rows.push(row);
        Ok(())
    }

    /// Rows so far.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Figures that were judged and are not met.
    pub(crate) fn not_met(&self) -> usize {
        self.rows.iter().filter(|row| row.met == Some(false)).count()
    }

    /// Figures that were judged and are met.
    pub(crate) fn met(&self) -> usize {
        self.rows.iter().filter(|row| row.met == Some(true)).count()
    }
}

/// Shows a line. Whoever reads it may have gone away: that stops no measurement.
pub(crate) fn show(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Says what is going on, beside the table.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "    {line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_met_on_the_right_side_of_its_target() {
        let rate = Row::new("store", "rows", 10_000.0, "/s").at_least(10_000.0);
        let slow = Row::new("store", "p99", 10.1, "ms").at_most(10.0);
        assert_eq!((rate.met, slow.met), (Some(true), Some(false)));
        assert!(rate.words().contains("10,000 /s  ≥ 10,000   met"), "{}", rate.words());
        assert!(slow.beside("static", 1.234).words().ends_with("NOT MET    static: 1.23 ms"));
    }

    #[test]
    fn small_sizes_are_shown_and_not_judged() {
        let mut sheet = Sheet::new(None, false);
        sheet.add(Row::new("store", "rows", 1.0, "/s").at_least(10_000.0)).unwrap();
        assert_eq!((sheet.len(), sheet.met(), sheet.not_met()), (1, 0, 0));
    }

    #[test]
    fn numbers_have_as_many_digits_as_one_can_mean() {
        assert_eq!([1_234_567.0, 999.6, 12.34, 0.126, -4_321.0].map(number), ["1,234,567", "1000", "12.3", "0.13", "-4,321"]);
    }
}
