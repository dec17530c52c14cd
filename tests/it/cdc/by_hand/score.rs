//! How the scheme turns a value into a score of 0–100.

use super::files::Figure;

#[derive(Clone, Copy)]
pub enum Rule {
    /// Value over target, at most full marks.
    Share(f64),
    /// Likewise, with one target for towns and one for the country.
    ByKind(f64, f64),
    /// Full marks up to the target, then target over value.
    Inverse(f64),
    /// Nothing below one half, value over target up to it.
    Half(f64),
    /// Nothing at the first value, full marks at the second.
    Line(f64, f64),
    /// Lower edges and their scores.
    Bands(&'static [(f64, f64)]),
    Pass(f64),
    /// The target and what a whole unit below it costs.
    Short(f64, f64),
    Own(fn(f64, &Scale<'_>) -> Figure),
}

/// What a rule may look at besides the value.
pub struct Scale<'a> {
    pub figure: &'a dyn Fn(&str) -> Figure,
    /// The value of the year before.
    pub before: &'a dyn Fn() -> Figure,
    /// The mean of the city.
    pub neighbours: &'a dyn Fn() -> f64,
    pub urban: bool,
    pub year: i64,
}

const HAIR: f64 = 1e-9;

pub fn at_least(value: f64, edge: f64) -> bool {
    value >= edge - HAIR
}

pub fn score(rule: &Rule, x: f64, scale: &Scale<'_>) -> Figure {
    let share = |target: f64| (x / target * 100.0).min(100.0);
    Figure::Known(match *rule {
        Rule::Share(target) => share(target),
        Rule::ByKind(town, country) => share(if scale.urban { town } else { country }),
        Rule::Inverse(target) => {
            if x <= target + HAIR {
                100.0
            } else {
                target / x * 100.0
            }
        }
        Rule::Half(target) => {
            if at_least(x, 50.0) {
                share(target)
            } else {
                0.0
            }
        }
        Rule::Line(zero, full) => ((x - zero) / (full - zero) * 100.0).clamp(0.0, 100.0),
        Rule::Bands(bands) => bands.iter().find(|(edge, _)| at_least(x, *edge)).map_or(0.0, |(_, score)| *score),
        Rule::Pass(line) => {
            if at_least(x, line) {
                100.0
            } else {
                0.0
            }
        }
        Rule::Short(target, each) => (100.0 - (target - x).max(0.0) * each).max(0.0),
        Rule::Own(own) => return own(x, scale),
    })
}

/// Half the marks against a yardstick, half against the year before.
pub fn halves(good: bool, no_worse: impl Fn(f64) -> bool, scale: &Scale<'_>) -> Figure {
    match (scale.before)() {
        Figure::Known(before) => {
            Figure::Known(if good { 50.0 } else { 0.0 } + if no_worse(before) { 50.0 } else { 0.0 })
        }
        nothing => nothing,
    }
}
