//! Drawings: where bars, lines and labels stand. How they look is the style's.

use serde::Serialize;

use crate::report::number::short;
use crate::report::standing::Bin;

/// A drawing of upright bars over a scale.
#[derive(Debug, Serialize, PartialEq)]
pub struct Histogram {
    pub width: f64,
    pub height: f64,
    /// Where the bars stand.
    pub base: f64,
    pub bars: Vec<Upright>,
    pub ticks: Vec<Tick>,
}

#[derive(Debug, Serialize, PartialEq)]
pub struct Upright {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// In the middle of the bar.
    pub middle: f64,
    pub count: usize,
    /// `80–85`
    pub range: String,
}

#[derive(Debug, Serialize, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub label: String,
}

impl Histogram {
    /// Bars of `bins` in a drawing of that size; labels at every edge, or at every other where they would meet.
    pub fn of(bins: &[Bin], width: f64, height: f64) -> Histogram {
        let (top, bottom, side) = (16.0, 18.0, 14.0);
        let base = height - bottom;
        let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
        let step = (width - 2.0 * side) / bins.len().max(1) as f64;
        let bars = bins.iter().enumerate().map(|(at, bin)| {
            let tall = (base - top) * bin.count as f64 / most;
            let x = side + step * at as f64;
            Upright {
                x: tenths(x + 1.0),
                y: tenths(base - tall),
                width: tenths((step - 2.0).max(1.0)),
                height: tenths(tall),
                middle: tenths(x + step / 2.0),
                count: bin.count,
                range: format!("{}–{}", short(bin.from), short(bin.to)),
            }
        });
        let edges = bins.iter().map(|bin| bin.from).chain(bins.last().map(|bin| bin.to));
        let labels: Vec<String> = edges.map(short).collect();
        let widest = labels.iter().map(String::len).max().unwrap_or(1) as f64 * 6.5 + 8.0;
        let every = (widest / step).ceil().max(1.0) as usize;
        let ticks = labels.into_iter().enumerate().filter(|(at, _)| at % every == 0);
        let ticks = ticks.map(|(at, label)| Tick { x: tenths(side + step * at as f64), label });
        Histogram { width, height, base: tenths(base), bars: bars.collect(), ticks: ticks.collect() }
    }
}

/// Bars that lie, a line each.
#[derive(Debug, Serialize, PartialEq)]
pub struct Lying {
    pub name: String,
    pub count: usize,
    /// Of the longest, in hundredths.
    pub share: f64,
    /// `12 (34.3%)`
    pub said: String,
}

/// Names and how many there are of each.
pub fn lying(all: Vec<(String, usize)>) -> Vec<Lying> {
    let most = all.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1) as f64;
    let sum = all.iter().map(|(_, count)| *count).sum::<usize>().max(1) as f64;
    let one = |(name, count): (String, usize)| Lying {
        name,
        count,
        share: tenths(count as f64 / most * 100.0),
        said: format!("{count} ({}%)", short(tenths(count as f64 / sum * 100.0))),
    };
    all.into_iter().map(one).collect()
}

/// Figures over periods: a band from the least to the greatest, and lines.
#[derive(Debug, Serialize, PartialEq)]
pub struct Lines {
    pub width: f64,
    pub height: f64,
    pub base: f64,
    pub left: f64,
    pub right: f64,
    pub periods: Vec<Tick>,
    pub levels: Vec<Level>,
    /// As SVG reads points: `x,y x,y`.
    pub band: String,
    pub median: String,
    pub mean: String,
    pub dots: Vec<Dot>,
}

#[derive(Debug, Serialize, PartialEq)]
pub struct Level {
    pub y: f64,
    pub label: String,
}

#[derive(Debug, Serialize, PartialEq)]
pub struct Dot {
    pub x: f64,
    pub median: f64,
    pub mean: f64,
    pub said: String,
}

/// A period: its name, least, median, mean, greatest, and what is said of it.
pub struct Point {
    pub name: String,
    pub figures: [f64; 4],
    pub said: String,
}

impl Lines {
    /// `None` of fewer than two periods.
    pub fn of(points: &[Point], width: f64, height: f64) -> Option<Lines> {
        if points.len() < 2 {
            return None;
        }
        let (left, right, top, bottom) = (46.0, width - 24.0, 12.0, 22.0);
        let base = height - bottom;
        let all = || points.iter().flat_map(|point| point.figures);
        let (least, greatest) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let edges = crate::report::standing::bins(&[], least, greatest.max(least + 1e-6), 5);
        let (low, high) = (edges.first()?.from, edges.last()?.to);
        let y = |figure: f64| tenths(base - (base - top) * (figure - low) / (high - low));
        let x = |at: usize| tenths(left + (right - left) * at as f64 / (points.len() - 1) as f64);
        let path = |pick: usize| -> Vec<String> {
            let figure = |point: &Point| point.figures.get(pick).copied().unwrap_or(low);
            points.iter().enumerate().map(|(at, point)| format!("{},{}", x(at), y(figure(point)))).collect()
        };
        let (lower, upper) = (path(0), path(3));
        let band: Vec<String> = upper.into_iter().chain(lower.into_iter().rev()).collect();
        let levels = edges.iter().map(|bin| bin.from).chain([high]);
        let every = (points.len() as f64 * 56.0 / (right - left)).ceil().max(1.0) as usize;
        let named = points.iter().enumerate().filter(|(at, _)| at % every == 0 || *at + 1 == points.len());
        Some(Lines {
            width,
            height,
            base: tenths(base),
            left,
            right,
            periods: named.map(|(at, point)| Tick { x: x(at), label: point.name.clone() }).collect(),
            levels: levels.map(|level| Level { y: y(level), label: short(level) }).collect(),
            band: band.join(" "),
            median: path(1).join(" "),
            mean: path(2).join(" "),
            dots: points
                .iter()
                .enumerate()
                .map(|(at, point)| {
                    let [_, median, mean, _] = point.figures;
                    Dot { x: x(at), median: y(median), mean: y(mean), said: point.said.clone() }
                })
                .collect(),
        })
    }
}

/// A small line over periods, in a box of 80 by 16; gaps where there is no figure.
pub fn spark(figures: &[Option<f64>]) -> Vec<String> {
    let known = || figures.iter().flatten().copied();
    let (least, greatest) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    if known().count() < 2 {
        return Vec::new();
    }
    let range = (greatest - least).max(1e-9);
    let step = 76.0 / (figures.len() - 1).max(1) as f64;
    let place = |(at, figure): (usize, &Option<f64>)| {
        figure.map(|figure| {
            let y = if greatest > least { 14.0 - 12.0 * (figure - least) / range } else { 8.0 };
            format!("{},{}", tenths(2.0 + step * at as f64), tenths(y))
        })
    };
    let places: Vec<Option<String>> = figures.iter().enumerate().map(place).collect();
    let runs = places.split(Option::is_none).filter(|run| !run.is_empty());
    runs.map(|run| run.iter().flatten().cloned().collect::<Vec<_>>().join(" ")).collect()
}

/// Nobody sees a hundredth of a pixel.
fn tenths(value: f64) -> f64 {
    crate::number::round_half_away(value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::standing::bins;

    #[test]
    fn the_tallest_bar_reaches_the_top_and_labels_do_not_meet() {
        let drawing = Histogram::of(&bins(&[1.0, 1.0, 55.0], 0.0, 100.0, 10), 420.0, 160.0);
        assert_eq!(drawing.bars.iter().map(|bar| bar.count).sum::<usize>(), 3);
        assert_eq!(drawing.bars[0].y, 16.0);
        assert_eq!(drawing.bars[1].height, 0.0);
        assert_eq!(drawing.bars[0].range, "0–10");
        let gaps: Vec<f64> = drawing.ticks.windows(2).map(|pair| pair[1].x - pair[0].x).collect();
        assert!(gaps.iter().all(|gap| *gap > 24.0), "{gaps:?}");
    }

    #[test]
    fn lines_stay_inside() {
        let point = |name: &str, figures| Point { name: name.into(), figures, said: String::new() };
        let lines =
            Lines::of(&[point("a", [50.0, 70.0, 71.0, 90.0]), point("b", [55.0, 72.0, 75.0, 99.0])], 600.0, 200.0)
                .unwrap();
        assert_eq!(lines.levels.first().map(|level| level.label.as_str()), Some("50"));
        assert!(lines.dots.iter().all(|dot| dot.median > 0.0 && dot.median < lines.base));
        assert!(Lines::of(&[point("a", [0.0; 4])], 600.0, 200.0).is_none());
        // All alike: a level line, no division by zero.
        let level = Lines::of(&[point("a", [5.0; 4]), point("b", [5.0; 4])], 600.0, 200.0).unwrap();
        assert!(!level.median.contains("NaN"));
    }

    #[test]
    fn a_gap_breaks_the_small_line() {
        assert_eq!(spark(&[Some(1.0), None, Some(2.0), Some(3.0)]).len(), 2);
        assert!(spark(&[Some(1.0)]).is_empty());
        assert!(!spark(&[Some(1.0), Some(1.0)])[0].contains("NaN"));
    }

    #[test]
    fn shares_add_up() {
        let all = lying(vec![("A".into(), 1), ("B".into(), 3)]);
        assert_eq!((all[0].said.as_str(), all[1].share), ("1 (25%)", 100.0));
    }
}
