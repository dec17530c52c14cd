//! Scoring methods, from what their pages say.

use toml::{Table, Value};

use super::appraise::{At, World};
use super::formula::{Formula, Place};
use super::number::{ceil, floor, near};
use super::scheme::{Indicator, formula_at, number, number_at};
use super::value::{UNDEFINED, V, and, choose, clamp, compare, div, map, max, min, mul, sub};

pub struct Scoring<'a> {
    pub world: &'a World<'a>,
    pub indicator: &'a Indicator,
    pub subject: usize,
    pub period: usize,
    pub value: &'a dyn Fn(usize, usize) -> V,
}

fn num(value: f64) -> V {
    V::Num(value)
}

fn pairs(table: &Table, key: &str) -> Option<Vec<(f64, f64)>> {
    let pairs = table.get(key)?.as_array()?;
    Some(pairs.iter().map(|pair| (number(&pair[0]), number(&pair[1]))).collect())
}

impl Scoring<'_> {
    pub fn score(&self) -> V {
        let empty = Table::new();
        let settings = self.indicator.settings.as_table().unwrap_or(&empty);
        let value = (self.value)(self.subject, self.period);
        match self.indicator.method.as_str() {
            "bands" => map(&value, |x| bands(settings, x)),
            "linear" => map(&value, |x| self.linear(settings, x)),
            "ratio" => self.ratio(settings, &value),
            "steps" => self.steps(settings, &value),
            "deduct" => self.deduct(settings, &value),
            "levels" => match &value {
                V::Text(word) => settings.get(word).map_or(UNDEFINED, |score| num(number(score))),
                other => other.clone(),
            },
            "pass" => {
                let line = |key: &str, op: &str| {
                    let line = formula_at(settings, key)?;
                    Some(compare(op, &value, &self.formula(&line)))
                };
                let passes = [line("at_least", ">="), line("at_most", "<=")];
                let all = passes.into_iter().flatten().fold(V::Flag(true), |a, b| and(&a, &b));
                choose(&all, || num(100.0), || num(0.0))
            }
            "min_max" => self.min_max(settings, &value),
            "percentile" => self.percentile(settings, &value),
            "places" => self.places(settings, &value),
            "formula" => {
                let expr = formula_at(settings, "expr").unwrap_or_else(|| Formula::of(&self.indicator.settings));
                let (low, high) =
                    (number_at(settings, "min").unwrap_or(0.0), number_at(settings, "max").unwrap_or(100.0));
                // Whatever it is counted from, it is the score of this value.
                if value.is_nothing() && !expr.mentions(&["value"]) {
                    return value;
                }
                clamp(&self.formula(&expr), low, high)
            }
            other => panic!("there is no method {other}"),
        }
    }

    fn formula(&self, formula: &Formula) -> V {
        let place: &dyn Place =
            &At { world: self.world, subject: self.subject, period: self.period, value: Some(self.value), stage: None };
        formula.eval(place)
    }

    /// Straight lines, level outside; at a jump the edge belongs to the better side.
    fn linear(&self, settings: &Table, x: f64) -> f64 {
        let points = pairs(settings, "points").unwrap_or_else(|| {
            let (zero, full) = (number(&settings["zero"]), number(&settings["full"]));
            if zero < full { vec![(zero, 0.0), (full, 100.0)] } else { vec![(full, 100.0), (zero, 0.0)] }
        });
        let at: Vec<f64> = points.iter().filter(|point| near(point.0, x)).map(|point| point.1).collect();
        if let (Some(first), Some(last)) = (at.first(), at.last()) {
            return if self.indicator.higher { *last } else { *first };
        }
        let left = points.iter().rev().find(|point| point.0 < x);
        let right = points.iter().find(|point| point.0 > x);
        match (left, right) {
            (Some(left), Some(right)) => left.1 + (x - left.0) / (right.0 - left.0) * (right.1 - left.1),
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => panic!("no points"),
        }
    }

    /// Actual ÷ target × 100, or target ÷ actual where lower is better; nothing spent is the best.
    fn ratio(&self, settings: &Table, value: &V) -> V {
        let (floor, cap) = (number_at(settings, "floor").unwrap_or(0.0), number_at(settings, "cap").unwrap_or(100.0));
        let target = formula_at(settings, "target").map(|target| self.formula(&target)).expect("a target");
        let percent = |a: &V, b: &V| clamp(&mul(&div(a, b), &num(100.0)), floor, cap);
        if self.indicator.higher {
            return percent(value, &target);
        }
        choose(&compare("==", value, &num(0.0)), || num(cap), || percent(&target, value))
    }

    fn steps(&self, settings: &Table, value: &V) -> V {
        let target = formula_at(settings, "target").map(|target| self.formula(&target)).expect("a target");
        let flag = |key: &str| settings.get(key).and_then(Value::as_bool) == Some(true);
        let mut score = num(number_at(settings, "at_target").unwrap_or(100.0));
        for (key, away) in [("above", sub(value, &target)), ("below", sub(&target, value))] {
            let Some(side) = settings.get(key).and_then(Value::as_table) else { continue };
            let steps = div(&max(&[away, num(0.0)]), &num(number(&side["each"])));
            let steps = map(&steps, |steps| match (flag("whole"), flag("started")) {
                (true, _) => floor(steps),
                (_, true) => ceil(steps),
                _ => steps,
            });
            let change = mul(&steps, &num(number(&side["points"])));
            let change = number_at(side, "max").map_or(change.clone(), |most| clamp(&change, -most, most));
            score = super::value::add(&score, &change);
        }
        max(&[score, num(0.0)])
    }

    fn deduct(&self, settings: &Table, value: &V) -> V {
        let in_marks = settings.get("marks").and_then(Value::as_bool) == Some(true);
        let full = self.world.full(&self.indicator.id, self.subject, self.period).filter(|_| in_marks);
        let scale = match full {
            Some(V::Num(full)) => 100.0 / full,
            Some(nothing) => return nothing,
            None => 1.0,
        };
        let counted = max(&[sub(value, &num(number_at(settings, "free").unwrap_or(0.0))), num(0.0)]);
        let mut lost = mul(&counted, &num(number(&settings["each"]) * scale));
        if let Some(most) = number_at(settings, "max") {
            lost = min(&[lost, num(most * scale)]);
        }
        let left = max(&[sub(&num(100.0), &lost), num(0.0)]);
        match number_at(settings, "wipe_out") {
            Some(count) => choose(&compare(">=", value, &num(count)), || num(0.0), || left),
            None => left,
        }
    }

    fn min_max(&self, settings: &Table, value: &V) -> V {
        let peers = |function: &str| {
            let value = |peer: usize| (self.value)(peer, self.period);
            self.world.over_peers(function, self.subject, self.period, &value, &|_| true)
        };
        let (low, high) = (peers("min"), peers("max"));
        let above = if self.indicator.higher { sub(value, &low) } else { sub(&high, value) };
        let score = mul(&div(&above, &sub(&high, &low)), &num(100.0));
        match (number_at(settings, "all_equal"), compare("==", &low, &high)) {
            (Some(fixed), V::Flag(true)) if !value.is_nothing() => num(fixed),
            _ => score,
        }
    }

    fn place(&self, descending: bool) -> V {
        self.world.place(self.subject, self.period, &|peer| (self.value)(peer, self.period), descending)
    }

    fn percentile(&self, settings: &Table, value: &V) -> V {
        let peers = match self.world.peers(self.subject, self.period) {
            Ok(peers) => peers,
            Err(nothing) => return super::value::greatest(&[value.clone(), V::Nothing(nothing)]).expect("a nothing"),
        };
        let V::Num(worse) = self.place(!self.indicator.higher) else { return value.clone() };
        let size = peers.iter().filter(|peer| !(self.value)(**peer, self.period).is_nothing()).count() as f64;
        match number_at(settings, "alone") {
            Some(alone) if size == 1.0 => num(alone),
            _ => V::computed((worse - 1.0) / (size - 1.0) * 100.0),
        }
    }

    fn places(&self, settings: &Table, value: &V) -> V {
        let place = self.place(self.indicator.higher);
        let V::Num(place) = place else { return if value.is_nothing() { value.clone() } else { place } };
        let values: Vec<f64> = settings["values"].as_array().expect("scores").iter().map(number).collect();
        let from_last = self.place(!self.indicator.higher);
        match number_at(settings, "last") {
            // Where all are equal everybody is first and nobody is last.
            Some(last) if from_last == num(1.0) && place > 1.0 => num(last),
            _ => num(values.get(place as usize - 1).copied().or(number_at(settings, "rest")).unwrap_or(0.0)),
        }
    }
}

fn bands(settings: &Table, x: f64) -> f64 {
    let otherwise = number_at(settings, "otherwise").unwrap_or(0.0);
    let found = match (pairs(settings, "at_least"), pairs(settings, "at_most")) {
        (Some(bands), _) => bands.into_iter().find(|(edge, _)| x > *edge || near(x, *edge)),
        (None, bands) => bands.unwrap_or_default().into_iter().find(|(edge, _)| x < *edge || near(x, *edge)),
    };
    found.map_or(otherwise, |(_, score)| score)
}
