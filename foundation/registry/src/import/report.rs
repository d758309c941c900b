//! A plan in words: for the command line as text; the pages say the same sentences.

use std::fmt::Write as _;

use sigap_web::Words;

use super::ImportPlan;

/// Findings in a report; more are counted.
const FINDINGS_SHOWN: usize = 200;

/// The whole plan as text, row by row and column by column.
#[must_use]
pub fn report(plan: &ImportPlan, w: &Words) -> String {
    let counts = plan.counts();
    let figures = [("added", counts.added), ("changed", counts.changed), ("same", counts.same), ("refused", counts.refused)];
    let figures = figures.map(|(name, count)| (name, w.figure(count)));
    let mut text = w.with("report-counts", &figures.each_ref().map(|(name, count)| (*name, count.as_str())));
    text.push('\n');
    for finding in plan.findings.iter().take(FINDINGS_SHOWN) {
        let row = if finding.row == 0 { w.s("report-file") } else { w.a1("report-row", "row", finding.row.to_string()) };
        let column =
            finding.column.as_ref().map(|column| format!(", {}", w.a1("report-column", "column", column.as_str()))).unwrap_or_default();
        let weight = w.s(&format!("severity-{}", finding.severity));
        // Writing into memory does not fail.
        let _ = writeln!(text, "  {weight}: {row}{column}: {}", w.mistake(&finding.message));
    }
    let more = plan.findings.len().saturating_sub(FINDINGS_SHOWN);
    if more > 0 {
        let _ = writeln!(text, "  {}", w.a1("report-more", "n", w.figure(more)));
    }
    text
}
