//! The reliability diagram of forecasts: what was said across, how often it came upward. Made by the server; colours come from the style sheet.

use sigap_availability::chance::Reliability;
use sigap_web::Words;

/// The side of the square, in the drawing's own units.
const SIDE: f64 = 240.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 12.0;
/// Fewer forecasts than this say nothing of their row.
const FEW: f64 = 5.0;

/// A point of the diagram.
pub(crate) struct Dot {
    pub(crate) x: String,
    pub(crate) y: String,
    /// The ends of the line of what chance alone does.
    pub(crate) low: String,
    pub(crate) high: String,
}

/// A row of its table: what was said, how often it came, of how many.
pub(crate) struct Line {
    pub(crate) said: String,
    pub(crate) came: String,
    pub(crate) of: String,
}

/// The diagram and its table.
pub(crate) struct Diagram {
    pub(crate) dots: Vec<Dot>,
    pub(crate) path: String,
    pub(crate) rows: Vec<Line>,
}

impl Diagram {
    /// The diagram of these forecasts.
    pub(crate) fn of(scored: &Reliability, w: &Words) -> Self {
        let bins = || scored.bins().iter().filter(|bin| bin.forecasts >= FEW);
        let dots: Vec<Dot> = bins()
            .map(|bin| {
                let (said, came) = (bin.said / bin.forecasts, bin.came / bin.forecasts);
                let by_chance = 1.96 * (came * (1.0 - came) / bin.forecasts).max(0.0).sqrt();
                let upward = |part: f64| format!("{:.1}", TOP + SIDE - part.clamp(0.0, 1.0) * SIDE);
                Dot {
                    x: format!("{:.1}", LEFT + said * SIDE),
                    y: upward(came),
                    low: upward(came - by_chance),
                    high: upward(came + by_chance),
                }
            })
            .collect();
        let path = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect::<Vec<_>>().join(" ");
        let pct = |part: f64| format!("{}%", w.figure((part * 100.0).round().clamp(0.0, 100.0) as u32));
        let rows = bins().map(|bin| Line {
            said: pct(bin.said / bin.forecasts),
            came: pct(bin.came / bin.forecasts),
            of: w.figure(bin.forecasts.round() as u32),
        });
        Self { rows: rows.collect(), dots, path }
    }
}
