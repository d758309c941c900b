//! The curve as a drawing and as a table: made by the server, with its labels beside the line. Colours come from the style sheet.

use sigap_availability::{Curve, Hour, Tonight};
use sigap_kernel::{UtcMs, Zone};

use crate::words::{Said, short_time};

/// Width of every drawing, in its own units: as wide as a phone, so that its letters keep their size there.
const WIDTH: i64 = 340;
/// Beside the plot: letters of the last label.
const RIGHT: i64 = 14;
/// Hours between two labels below, and between two columns of the table.
const EVERY_H: usize = 3;

/// A mark with its words.
pub(crate) struct Mark {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) words: String,
    /// Where the words stand: `start`, `middle`, `end`.
    pub(crate) anchor: &'static str,
    /// Whether beds are missing there.
    pub(crate) is_short: bool,
}

/// A drawing.
pub(crate) struct Drawing {
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// The line, as an SVG path.
    pub(crate) path: String,
    /// The line with the coming and going that is usual; may be empty.
    pub(crate) usual: String,
    /// The surface between line and zero.
    pub(crate) area: String,
    /// The line of zero.
    pub(crate) zero_y: i64,
    pub(crate) marks: Vec<Mark>,
    pub(crate) ticks: Vec<Mark>,
    /// What it shows, in words, for those who do not see it.
    pub(crate) words: String,
}

/// One kind of bed tonight.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) drawing: Drawing,
    /// A cell a column of the table; whether beds are missing.
    pub(crate) cells: Vec<(String, bool)>,
    /// Whether it changes, or beds are missing: what stays as it is needs no drawing.
    pub(crate) is_drawn: bool,
}

/// Tonight, ready to be shown.
pub(crate) struct Shown {
    /// Now, the lowest, tomorrow morning: words and figure, and whether beds are missing.
    pub(crate) figures: Vec<(String, String, bool)>,
    pub(crate) total: Line,
    pub(crate) pools: Vec<Line>,
    /// Kinds of which nothing is planned, each with its number.
    pub(crate) still: String,
    /// Hours above the columns of the table.
    pub(crate) columns: Vec<String>,
    /// Kinds nobody can count.
    pub(crate) unknown: String,
    pub(crate) has_numbers: bool,
    /// What is left with the coming and going that is usual; empty where nothing was learned yet.
    pub(crate) usual: String,
}

/// How tonight is said.
pub(crate) struct Pen {
    pub(crate) said: Said,
    pub(crate) zone: Zone,
    pub(crate) now: UtcMs,
}

impl Pen {
    /// Everything of tonight.
    pub(crate) fn show(&self, tonight: &Tonight, usual: Option<&Tonight>) -> Shown {
        let w = self.said.words();
        let name = |curve: &Curve| curve.pool.map_or_else(|| w.s("list-total"), |pool| self.name(&pool));
        let unknown = tonight.unknown.iter().map(|pool| self.name(pool)).collect::<Vec<_>>().join(", ");
        let moves = |curve: &&Curve| is_drawn(curve);
        let still = tonight.pools.iter().filter(|curve| !moves(curve)).filter_map(|curve| {
            let hour = *curve.hours.first()?;
            Some(format!("{}: {}", name(curve), self.balance(hour)))
        });
        Shown {
            still: still.collect::<Vec<_>>().join("; "),
            figures: self.figures(&tonight.total),
            total: self.line(w.s("list-total"), &tonight.total, usual.map(|usual| &usual.total), 132),
            pools: tonight.pools.iter().map(|curve| self.line(name(curve), curve, None, 64)).collect(),
            usual: usual.map_or_else(String::new, |usual| self.usual_words(&usual.total)),
            columns: columns(&tonight.total).map(|hour| self.hour(hour.at)).collect(),
            has_numbers: !tonight.pools.is_empty(),
            unknown,
        }
    }

    fn name(&self, pool: &sigap_kernel::Pool) -> String {
        let (kind, restricts) = self.said.pool(pool);
        if restricts.is_empty() { kind } else { format!("{kind} · {restricts}") }
    }

    fn hour(&self, at: UtcMs) -> String {
        short_time(self.said.words(), at, self.zone)
    }

    /// The balance as a word: `4`, or `kurang 2`.
    fn balance(&self, hour: Hour) -> String {
        let w = self.said.words();
        if hour.short() > 0 { w.with("list-short", &[("n", &w.figure(hour.short()))]) } else { w.figure(hour.free()) }
    }

    /// The answer: now, the fewest, and at the end.
    fn figures(&self, total: &Curve) -> Vec<(String, String, bool)> {
        let w = self.said.words();
        let said = |hour: Hour, words: String| (words, self.balance(hour), hour.short() > 0);
        let (now, last) = (total.hours.first().copied(), total.hours.last().copied());
        let time = |hour: Hour| self.said.at(hour.at, self.zone, self.now);
        [
            now.map(|hour| said(hour, w.s("list-fig-now"))),
            total.lowest().map(|hour| said(hour, w.with("list-fig-lowest", &[("time", &time(hour))]))),
            last.map(|hour| said(hour, w.with("list-fig-last", &[("time", &time(hour))]))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn line(&self, name: String, curve: &Curve, usual: Option<&Curve>, height: i64) -> Line {
        let w = self.said.words();
        let lowest = curve.lowest();
        let note = lowest.map_or_else(String::new, |hour| {
            w.with("list-note-lowest", &[("n", &self.balance(hour)), ("time", &self.said.at(hour.at, self.zone, self.now))])
        });
        let cells = columns(curve).map(|hour| (self.balance(hour), hour.short() > 0)).collect();
        let drawing = self.draw(curve, usual, height, format!("{name}: {note}"));
        Line { name, drawing, cells, is_drawn: is_drawn(curve) }
    }

    /// With the usual coming and going: the fewest, and at the end.
    fn usual_words(&self, total: &Curve) -> String {
        let w = self.said.words();
        let (Some(lowest), Some(last)) = (total.lowest(), total.hours.last().copied()) else { return String::new() };
        let time = |hour: Hour| self.said.at(hour.at, self.zone, self.now);
        let (n, at, end, until) = (self.balance(lowest), time(lowest), self.balance(last), time(last));
        w.with("list-usual", &[("n", &n), ("time", &at), ("last", &end), ("until", &until)])
    }

    fn draw(&self, curve: &Curve, usual: Option<&Curve>, height: i64, words: String) -> Drawing {
        let scale = Scale::of(&[Some(curve), usual], height);
        let path = steps(curve, &scale);
        let zero_y = scale.y(0);
        let area = format!("{path}V{zero_y}H{}Z", curve.hours.first().map_or(0, |hour| scale.x(hour.at)));
        let ticks = curve.hours.iter().skip(1).step_by(EVERY_H);
        let tick = |hour: &Hour| Mark { x: scale.x(hour.at), y: height - 4, words: self.hour(hour.at), anchor: "middle", is_short: false };
        // A label that would be cut off at either edge is left out.
        let fits = |mark: &Mark| (16..WIDTH - 16).contains(&mark.x);
        Drawing {
            width: WIDTH,
            height,
            path,
            usual: usual.map_or_else(String::new, |usual| steps(usual, &scale)),
            area,
            zero_y,
            marks: self.marks(curve, &scale),
            ticks: ticks.map(tick).filter(fits).collect(),
            words,
        }
    }

    /// What is written beside the line: now, the lowest, the end.
    fn marks(&self, curve: &Curve, scale: &Scale) -> Vec<Mark> {
        let (Some(first), Some(last), Some(lowest)) = (curve.hours.first(), curve.hours.last(), curve.lowest()) else { return Vec::new() };
        let mark = |hour: &Hour, anchor| Mark {
            x: scale.x(hour.at),
            y: scale.y(hour.balance_millibeds) - 5,
            words: self.balance(*hour),
            anchor,
            is_short: hour.short() > 0,
        };
        let mut marks = vec![mark(first, "start")];
        // Two labels in one place are none.
        let is_clear = (scale.x(first.at) + 50..WIDTH - RIGHT - 60).contains(&scale.x(lowest.at));
        if is_clear && lowest.balance_millibeds != first.balance_millibeds {
            marks.push(mark(&lowest, "middle"));
        }
        marks.push(Mark { x: WIDTH - 2, ..mark(last, "end") });
        marks
    }
}

/// The line of a curve: what holds at an hour holds until the next, in steps and without slopes.
fn steps(curve: &Curve, scale: &Scale) -> String {
    let mut path = String::new();
    for (place, hour) in curve.hours.iter().enumerate() {
        let (x, y) = (scale.x(hour.at), scale.y(hour.balance_millibeds));
        path.push_str(&if place == 0 { format!("M{x} {y}") } else { format!("H{x}V{y}") });
    }
    path.push_str(&format!("H{}", WIDTH - RIGHT));
    path
}

/// Whether a curve says more than one number.
fn is_drawn(curve: &Curve) -> bool {
    let mut balances = curve.hours.iter().map(|hour| hour.balance_millibeds);
    let first = balances.next();
    first.is_some_and(|first| first < 0) || balances.any(|balance| Some(balance) != first)
}

/// Now and every third hour: the columns of the table.
fn columns(curve: &Curve) -> impl Iterator<Item = Hour> + '_ {
    curve.hours.first().copied().into_iter().chain(curve.hours.iter().copied().skip(1).step_by(EVERY_H))
}

/// From hours and beds to the drawing.
struct Scale {
    from: i64,
    span: i64,
    top: i64,
    range: i64,
    height: i64,
}

impl Scale {
    /// One scale for all lines of a drawing; the first says from when until when.
    fn of(curves: &[Option<&Curve>], height: i64) -> Self {
        let all = || curves.iter().flatten().flat_map(|curve| &curve.hours).map(|hour| hour.balance_millibeds);
        let (top, bottom) = (all().max().unwrap_or(0).max(1_000), all().min().unwrap_or(0).min(0));
        let hours = || curves.iter().flatten().take(1).flat_map(|curve| &curve.hours);
        let from = hours().next().map_or(0, |hour| hour.at.0);
        let span = hours().last().map_or(1, |hour| hour.at.0.saturating_sub(from)).max(1);
        Self { from, span, top, range: top.saturating_sub(bottom).max(1), height }
    }

    fn x(&self, at: UtcMs) -> i64 {
        2 + at.0.saturating_sub(self.from).saturating_mul(WIDTH - RIGHT - 2) / self.span
    }

    /// Above the line stand its words, below it the hours.
    fn y(&self, millibeds: i64) -> i64 {
        let (above, below) = (18, 20);
        let room = i128::from(self.height - above - below);
        let down = i128::from(self.top.saturating_sub(millibeds)) * room / i128::from(self.range);
        above + i64::try_from(down).unwrap_or(0)
    }
}
