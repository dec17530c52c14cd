//! Which values of an indicator are worth trying: what others reached, and the figures of its scoring.

use crate::number::Decimal;
use crate::rubric::{Better, Indicator, Setting, Settings};

/// No more than so many are tried where the better direction is not known.
const MOST: usize = 48;

/// Values to try from `now` on, the nearest first. Where the direction is known only the farthest is among
/// them: what is enough is found between.
pub fn candidates(indicator: &Indicator, now: Option<f64>, others: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> = others.to_vec();
    figures(&indicator.scoring.settings, &mut all);
    all.retain(|value| value.is_finite());
    if indicator.unit.as_deref() == Some("%") && others.iter().all(|value| (0.0..=100.0).contains(value)) {
        // A share of the whole stays one.
        all.retain(|value| (0.0..=100.0).contains(value));
    }
    if others.iter().all(|value| *value >= 0.0) {
        all.retain(|value| *value >= 0.0);
        if indicator.better == Some(Better::Lower) {
            all.push(0.0);
        }
    }
    let farthest = match indicator.better {
        Some(Better::Higher) => all.iter().copied().max_by(f64::total_cmp),
        Some(Better::Lower) => all.iter().copied().min_by(f64::total_cmp),
        Some(Better::Target) | None => {
            let distance = |value: &f64| (value - now.unwrap_or(0.0)).abs();
            all.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.total_cmp(b)));
            all.dedup();
            let every = all.len().div_ceil(MOST).max(1);
            return all.into_iter().step_by(every).filter(|value| Some(*value) != now).collect();
        }
    };
    let is_better = |value: &f64| match (now, indicator.better) {
        (Some(now), Some(Better::Lower)) => *value < now,
        (Some(now), _) => *value > now,
        (None, _) => true,
    };
    farthest.into_iter().filter(is_better).collect()
}

/// Every number that a method is set with.
fn figures(settings: &Settings, all: &mut Vec<f64>) {
    for (_, setting) in &settings.all {
        match setting {
            Setting::Number(number) => all.push(number.to_f64()),
            Setting::Pairs(pairs) => all.extend(pairs.iter().map(|(edge, _)| edge.to_f64())),
            Setting::Numbers(numbers) => all.extend(numbers.iter().copied().map(Decimal::to_f64)),
            Setting::Levels(levels) => all.extend(levels.iter().map(|(_, value)| value.to_f64())),
            Setting::Table(table) => figures(table, all),
            Setting::Tables(tables) => tables.iter().for_each(|table| figures(table, all)),
            Setting::Text(_) | Setting::Flag(_) | Setting::Formula(_) => {}
        }
    }
}
