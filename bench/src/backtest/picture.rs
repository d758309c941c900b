//! The reliability diagram as a picture: what was said across, how often it came so upward; on the line is right. Below it, how often each
//! tenth was said.

use std::fmt::Write as _;

use sigap_availability::chance::{Bin, Reliability};

use super::score::Scores;

const LEFT: f64 = 70.0;
const TOP: f64 = 60.0;
const SIDE: f64 = 420.0;
const BARS_TOP: f64 = TOP + SIDE + 60.0;
const BARS: f64 = 90.0;

/// The picture, black on white.
pub(super) fn reliability(scores: &Scores) -> String {
    let model = &scores.all.model;
    let mut svg = String::from(concat!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 720" font-family="sans-serif" font-size="13">"##,
        r##"<rect width="540" height="720" fill="#fff"/>"##,
    ));
    let title = format!("{:.0} forecasts · Brier skill {:.2} · calibration error {:.3}", model.scored(), scores.all.skill(), error(model));
    text(&mut svg, LEFT, 28.0, "start", "Chance on arrival: said and came");
    text(&mut svg, LEFT, 46.0, "start", &title);
    frame(&mut svg);
    curve(&mut svg, model);
    bars(&mut svg, model);
    svg.push_str("</svg>\n");
    svg
}

fn error(of: &Reliability) -> f64 {
    of.calibration_error().unwrap_or(0.0)
}

fn frame(svg: &mut String) {
    let _ = write!(svg, r##"<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>"##);
    let _ =
        write!(svg, r##"<line x1="{LEFT}" y1="{}" x2="{}" y2="{TOP}" stroke="#888" stroke-dasharray="4 4"/>"##, TOP + SIDE, LEFT + SIDE);
    for tenth in (0..=10).step_by(2) {
        let part = f64::from(tenth) / 10.0;
        text(svg, across(part), TOP + SIDE + 18.0, "middle", &format!("{} %", tenth * 10));
        text(svg, LEFT - 8.0, upward(part) + 4.0, "end", &format!("{} %", tenth * 10));
    }
    text(svg, LEFT + SIDE / 2.0, TOP + SIDE + 38.0, "middle", "said (model) →");
    text(svg, LEFT + 8.0, TOP + 18.0, "start", "came ↑  (bars: what chance alone does, 95 %)");
}

fn across(part: f64) -> f64 {
    LEFT + part * SIDE
}

fn upward(part: f64) -> f64 {
    TOP + SIDE - part * SIDE
}

fn points(of: &Reliability) -> impl Iterator<Item = (f64, f64, &Bin)> {
    of.bins().iter().filter(|bin| bin.forecasts > 0.0).map(|bin| (bin.said / bin.forecasts, bin.came / bin.forecasts, bin))
}

fn curve(svg: &mut String, of: &Reliability) {
    let line: Vec<String> = points(of).map(|(said, came, _)| format!("{:.1},{:.1}", across(said), upward(came))).collect();
    let _ = write!(svg, r##"<polyline points="{}" fill="none" stroke="#0b6b5c" stroke-width="2"/>"##, line.join(" "));
    for (said, came, bin) in points(of) {
        let by_chance = 1.96 * (came * (1.0 - came) / bin.forecasts).max(0.0).sqrt();
        let (x, low, high) = (across(said), upward(came - by_chance), upward(came + by_chance));
        let _ = write!(svg, r##"<line x1="{x:.1}" y1="{low:.1}" x2="{x:.1}" y2="{high:.1}" stroke="#0b6b5c"/>"##);
        let _ = write!(svg, r##"<circle cx="{x:.1}" cy="{:.1}" r="4" fill="#0b6b5c"/>"##, upward(came));
    }
}

fn bars(svg: &mut String, of: &Reliability) {
    let most = of.bins().iter().map(|bin| bin.forecasts).fold(1.0, f64::max);
    for (bin, tenth) in of.bins().iter().zip(0..) {
        let (x, height) = (across(f64::from(tenth) / 10.0), BARS * bin.forecasts / most);
        let (y, width) = (BARS_TOP + BARS - height, SIDE / 10.0 - 4.0);
        let _ = write!(svg, r##"<rect x="{:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" fill="#4a5a54"/>"##, x + 2.0);
        let part = format!("{:.0} %", bin.forecasts / of.scored().max(1.0) * 100.0);
        text(svg, x + SIDE / 20.0, y - 4.0, "middle", &part);
    }
    text(svg, LEFT, BARS_TOP + BARS + 24.0, "start", "how often each tenth was said");
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, words: &str) {
    let _ = write!(svg, r##"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{words}</text>"##);
}
