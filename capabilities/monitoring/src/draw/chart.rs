//! The Barber–Johnson chart: TOI to the right, stay upward, lines of BOR through the origin, lines of BTO from axis to axis, the region in
//! which beds are used well, and hospitals as numbered points.

use std::fmt::Write as _;

use sigap_availability::indicators::{
    BARBER_JOHNSON_BOR_PCT, BARBER_JOHNSON_BTO_YEAR, BarberJohnson, EFFICIENT_STAY_DAYS, EFFICIENT_TOI_DAYS, YEAR_DAYS, bor_line_stay_days,
    bto_intercept_days,
};
use sigap_kernel::Lang;
use sigap_web::Words;

/// The drawing, in its own units.
const SIDE: f64 = 400.0;
const LEFT: f64 = 46.0;
const TOP: f64 = 14.0;
const FOOT: f64 = 44.0;
const RIGHT: f64 = 58.0;
/// Days at the end of the axes; more where a hospital lies further out.
const ACROSS_DAYS: f64 = 8.0;
const UPWARD_DAYS: f64 = 13.0;
/// A hospital further out than this stands at the edge.
const FURTHEST_DAYS: f64 = 30.0;
/// BOR lines, per cent.
const BOR_LINES: [f64; 4] = [50.0, 60.0, BARBER_JOHNSON_BOR_PCT, 85.0];
/// BTO lines, at the pace of a year.
const BTO_LINES: [f64; 3] = [BARBER_JOHNSON_BTO_YEAR, 40.0, 50.0];
/// A number needs so much room.
const NEAR: f64 = 11.0;
/// From the middle of a point to the middle of the number beside it.
const BESIDE: f64 = 11.0;
/// From the middle of a number down to the line it stands on.
const BASELINE: f64 = 4.0;
/// Where a number may stand: in so many directions, on so many rings that lie so far apart.
const DIRECTIONS: u32 = 16;
const RINGS: u32 = 24;
const RING: f64 = 8.0;

/// A hospital on the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dot {
    /// Its number in the table beside the chart.
    pub(crate) number: usize,
    pub(crate) point: BarberJohnson,
    /// Whether its figures are told by the hospital and not counted from hours.
    pub(crate) is_told: bool,
}

/// A name with where it stands.
pub(crate) struct Label {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) text: String,
}

/// A line from one point to another.
pub(crate) struct Stroke {
    pub(crate) from: (String, String),
    pub(crate) to: (String, String),
    /// Whether it is an edge of the region.
    pub(crate) is_limit: bool,
    pub(crate) label: Label,
}

/// A hospital, drawn.
pub(crate) struct Placed {
    pub(crate) label: Label,
    pub(crate) is_told: bool,
    pub(crate) at: (String, String),
    /// Where its number stands when there was no room beside it.
    pub(crate) leads_to: Option<(String, String)>,
}

/// The chart, drawn.
pub(crate) struct Chart {
    pub(crate) frame: (String, String, String, String),
    pub(crate) region: String,
    pub(crate) bor: Vec<Stroke>,
    pub(crate) bto: Vec<Stroke>,
    pub(crate) across: Vec<Label>,
    pub(crate) upward: Vec<Label>,
    pub(crate) dots: Vec<Placed>,
}

struct Scale {
    across_days: f64,
    upward_days: f64,
}

fn unit(value: f64) -> String {
    format!("{value:.1}")
}

impl Scale {
    fn for_dots(dots: &[Dot]) -> Self {
        let most = |least: f64, of: fn(&BarberJohnson) -> f64| {
            dots.iter().map(|dot| of(&dot.point).min(FURTHEST_DAYS)).fold(least, f64::max).ceil()
        };
        Self { across_days: most(ACROSS_DAYS, |point| point.toi_days), upward_days: most(UPWARD_DAYS, |point| point.stay_days) }
    }

    fn x(&self, toi_days: f64) -> f64 {
        LEFT + (SIDE - LEFT - RIGHT) * toi_days.clamp(0.0, self.across_days) / self.across_days
    }

    fn y(&self, stay_days: f64) -> f64 {
        TOP + (SIDE - TOP - FOOT) * (1.0 - stay_days.clamp(0.0, self.upward_days) / self.upward_days)
    }

    fn at(&self, toi_days: f64, stay_days: f64) -> (String, String) {
        (unit(self.x(toi_days)), unit(self.y(stay_days)))
    }

    /// Where a line through the origin leaves the chart.
    fn bor_end(&self, bor_pct: f64) -> Option<(f64, f64)> {
        let at_edge = bor_line_stay_days(bor_pct, self.across_days)?;
        if at_edge <= self.upward_days {
            return Some((self.across_days, at_edge));
        }
        Some((self.across_days * self.upward_days / at_edge, self.upward_days))
    }

    fn bor(&self, bor_pct: f64, lang: Lang) -> Option<Stroke> {
        let (toi, stay) = self.bor_end(bor_pct)?;
        let (x, y) = (self.x(toi), self.y(stay));
        let above = stay >= self.upward_days;
        let label = Label {
            x: unit(if above { x - 8.0 } else { x + 4.0 }),
            y: unit(if above { y - 4.0 } else { y + 4.0 }),
            text: percent(bor_pct, lang),
        };
        Some(Stroke { from: self.at(0.0, 0.0), to: (unit(x), unit(y)), is_limit: bor_pct == BARBER_JOHNSON_BOR_PCT, label })
    }

    fn bto(&self, times: f64) -> Option<Stroke> {
        let both = bto_intercept_days(YEAR_DAYS, times)?;
        // From where it enters at the left or above to where it leaves to the right or below.
        let begin = if both <= self.upward_days { (0.0, both) } else { (both - self.upward_days, self.upward_days) };
        let end = if both <= self.across_days { (both, 0.0) } else { (self.across_days, both - self.across_days) };
        let label = Label { x: unit(self.x(end.0) + 4.0), y: unit(self.y(end.1) - 3.0), text: format!("{times:.0}×") };
        Some(Stroke { from: self.at(begin.0, begin.1), to: self.at(end.0, end.1), is_limit: times == BARBER_JOHNSON_BTO_YEAR, label })
    }

    /// The region: TOI, stay, BOR and BTO all within.
    fn region(&self) -> String {
        let ((toi_low, toi_high), (stay_low, stay_high)) = (EFFICIENT_TOI_DAYS, EFFICIENT_STAY_DAYS);
        let both = YEAR_DAYS / BARBER_JOHNSON_BTO_YEAR;
        let low = |toi: f64| bor_line_stay_days(BARBER_JOHNSON_BOR_PCT, toi).unwrap_or(stay_low).max(stay_low);
        let high = |toi: f64| (both - toi).min(stay_high);
        let mut points = String::new();
        for (toi, stay) in [(toi_low, low(toi_low)), (toi_low, high(toi_low)), (toi_high, high(toi_high)), (toi_high, low(toi_high))] {
            let (x, y) = self.at(toi, stay);
            // Writing into a text cannot fail.
            let _ = write!(points, "{x},{y} ");
        }
        points.trim_end().to_owned()
    }
}

fn percent(value: f64, lang: Lang) -> String {
    match lang {
        Lang::Id => format!("{value:.0} %"),
        Lang::En => format!("{value:.0}%"),
    }
}

impl Chart {
    /// The chart of these hospitals.
    pub(crate) fn of(dots: &[Dot], lang: Lang) -> Self {
        let scale = Scale::for_dots(dots);
        let steps = |most: f64, every: f64| (0_u32..).map(f64::from).map(move |step| step * every).take_while(move |days| *days <= most);
        Self {
            frame: (unit(LEFT), unit(TOP), unit(SIDE - LEFT - RIGHT), unit(SIDE - TOP - FOOT)),
            region: scale.region(),
            bor: BOR_LINES.iter().filter_map(|bor| scale.bor(*bor, lang)).collect(),
            bto: BTO_LINES.iter().filter_map(|times| scale.bto(*times)).collect(),
            across: steps(scale.across_days, if scale.across_days > 12.0 { 5.0 } else { 1.0 })
                .map(|days| Label { x: unit(scale.x(days)), y: unit(SIDE - FOOT + 16.0), text: format!("{days:.0}") })
                .collect(),
            upward: steps(scale.upward_days, if scale.upward_days > 16.0 { 5.0 } else { 1.0 })
                .map(|days| Label { x: unit(LEFT - 6.0), y: unit(scale.y(days) + 4.0), text: format!("{days:.0}") })
                .collect(),
            dots: placed(dots, &scale),
        }
    }
}

impl Chart {
    /// The chart as a drawing of its own, black on white: for paper, which has no style sheet.
    pub(crate) fn svg(&self, w: &Words) -> String {
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" font-family="Plus Jakarta Sans" font-size="11">"#
        );
        let (x, y, width, height) = &self.frame;
        let mut add = |part: std::fmt::Arguments<'_>| {
            // Writing into a text cannot fail.
            let _ = svg.write_fmt(part);
        };
        add(format_args!(r##"<polygon points="{}" fill="#dddddd"/>"##, self.region));
        add(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="black"/>"#));
        for (line, dash) in self.bor.iter().map(|line| (line, "")).chain(self.bto.iter().map(|line| (line, r#" stroke-dasharray="4 3""#))) {
            let (ink, thick) = if line.is_limit { ("black", "1.2") } else { ("#777777", "0.7") };
            let ((x1, y1), (x2, y2)) = (&line.from, &line.to);
            add(format_args!(r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ink}" stroke-width="{thick}"{dash}/>"#));
            add(format_args!(r#"<text x="{}" y="{}">{}</text>"#, line.label.x, line.label.y, line.label.text));
        }
        for (label, anchor) in self.across.iter().map(|one| (one, "middle")).chain(self.upward.iter().map(|one| (one, "end"))) {
            add(format_args!(r#"<text x="{}" y="{}" text-anchor="{anchor}">{}</text>"#, label.x, label.y, label.text));
        }
        add(format_args!(r#"<text x="194" y="394" text-anchor="middle">{}</text>"#, w.s("chart-across")));
        add(format_args!(r#"<text x="52" y="28">{}</text>"#, w.s("chart-upward")));
        for Placed { at: (x, y), leads_to, .. } in &self.dots {
            if let Some((to_x, to_y)) = leads_to {
                add(format_args!(r##"<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="#777777" stroke-width="0.5"/>"##));
            }
        }
        for Placed { label, is_told, at: (x, y), leads_to } in &self.dots {
            let fill = if *is_told { "black" } else { "white" };
            add(format_args!(r#"<circle cx="{x}" cy="{y}" r="3" fill="{fill}" stroke="black"/>"#));
            if let Some((x, y)) = leads_to {
                add(format_args!(r#"<circle cx="{x}" cy="{y}" r="6.5" fill="white"/>"#));
            }
            let (x, y) = (&label.x, &label.y);
            add(format_args!(r#"<text x="{x}" y="{y}" text-anchor="middle" font-size="10" font-weight="bold">{}</text>"#, label.text));
        }
        svg.push_str("</svg>");
        svg
    }
}

/// Each point with its number on the nearest place that is free; a thin line leads to one that had to step aside.
fn placed(dots: &[Dot], scale: &Scale) -> Vec<Placed> {
    let points: Vec<(f64, f64)> = dots.iter().map(|dot| (scale.x(dot.point.toi_days), scale.y(dot.point.stay_days))).collect();
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let place = |(dot, (x, y)): (&Dot, &(f64, f64))| {
        let (across, down) = free_place((*x, *y), &points, &taken);
        taken.push((across, down));
        let is_aside = (across - x).hypot(down - y) > BESIDE + 1.0;
        Placed {
            label: Label { x: unit(across), y: unit(down + BASELINE), text: dot.number.to_string() },
            is_told: dot.is_told,
            at: (unit(*x), unit(*y)),
            leads_to: is_aside.then(|| (unit(across), unit(down))),
        }
    };
    dots.iter().zip(&points).map(place).collect()
}

/// The middle of the nearest place for a number in the drawing: on no other number and on no point.
fn free_place((x, y): (f64, f64), points: &[(f64, f64)], taken: &[(f64, f64)]) -> (f64, f64) {
    let inside = |(across, down): (f64, f64)| {
        (LEFT + NEAR..SIDE - RIGHT - NEAR).contains(&across) && (TOP + NEAR..SIDE - FOOT - NEAR).contains(&down)
    };
    let is_free = |place: (f64, f64)| {
        let apart = |other: &(f64, f64), wide: f64, high: f64| (other.0 - place.0).abs() >= wide || (other.1 - place.1).abs() >= high;
        inside(place)
            && taken.iter().all(|other| apart(other, NEAR + 3.0, NEAR))
            && points.iter().all(|point| apart(point, NEAR - 3.0, NEAR - 3.0))
    };
    let around = |ring: u32| {
        let far = BESIDE + f64::from(ring) * RING;
        (0..DIRECTIONS).map(move |turn| {
            let angle = f64::from(turn) * std::f64::consts::TAU / f64::from(DIRECTIONS);
            (x + far * angle.cos(), y - far * angle.sin())
        })
    };
    (0..RINGS).flat_map(around).find(|place| is_free(*place)).unwrap_or((x + BESIDE, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_and_the_region_lie_where_the_book_has_them() {
        let chart = Chart::of(&[], Lang::Id);
        let scale = Scale::for_dots(&[]);
        let at = |toi, stay| scale.at(toi, stay);
        let line = &chart.bor[2];
        assert!(line.is_limit && line.from == at(0.0, 0.0));
        assert_eq!(line.to, at(13.0 / 3.0, 13.0), "the line of 75 % rises three days a day");
        let corner = |(x, y): (String, String)| format!("{x},{y}");
        let region = [at(1.0, 3.0), at(1.0, YEAR_DAYS / 30.0 - 1.0), at(3.0, YEAR_DAYS / 30.0 - 3.0), at(3.0, 9.0)];
        assert_eq!(chart.region, region.map(corner).join(" "));
        assert!(chart.dots.is_empty());
    }

    #[test]
    fn points_on_one_place_keep_numbers_that_can_be_read() {
        let point = BarberJohnson { toi_days: 1.4, stay_days: 4.8 };
        let dots: Vec<Dot> = (1..=30).map(|number| Dot { number, point, is_told: true }).collect();
        let chart = Chart::of(&dots, Lang::En);
        let at = |label: &Label| (label.x.parse::<f64>().unwrap(), label.y.parse::<f64>().unwrap());
        let places: Vec<(f64, f64)> = chart.dots.iter().map(|dot| at(&dot.label)).collect();
        for (place, one) in places.iter().enumerate() {
            assert!((LEFT..SIDE - RIGHT).contains(&one.0) && (TOP..SIDE - FOOT).contains(&one.1), "{one:?} lies outside");
            for other in &places[..place] {
                assert!((one.0 - other.0).abs() >= NEAR || (one.1 - other.1).abs() >= NEAR - 1.0, "{one:?} lies on {other:?}");
            }
        }
        assert!(chart.dots[0].leads_to.is_none() && chart.dots[29].leads_to.is_some(), "who had to step aside is led to");
        let far = Chart::of(&[Dot { number: 1, point: BarberJohnson { toi_days: 400.0, stay_days: 2.0 }, is_told: false }], Lang::En);
        assert_eq!(far.dots.len(), 1, "one far out stands at the edge");
    }
}
