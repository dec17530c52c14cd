//! The smallest set of figures that, if they were others, would let all checks hold (the error
//! localisation of Fellegi and Holt).
//!
//! A set must touch every failed check. Whether it suffices is tried: each figure takes the values at
//! which two sides of a comparison are equal, the ends of its range, and those of its neighbours.
//! What is said to suffice was seen to by the engine.

use super::problem::Problem;

/// Sets of more figures are not tried.
const LARGEST: usize = 3;
/// Rows tried for one problem, in all.
const MOST: usize = 20_000;
/// Values tried for one figure.
const VALUES: usize = 24;
/// How often a comparison that is no straight line is followed to where its sides meet.
const STEPS: usize = 4;

/// What was found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Smallest {
    /// Sets of one size, each in the order of the variables; empty where none was seen to suffice.
    pub sets: Vec<Vec<usize>>,
    /// No set of fewer figures touches every failed check.
    pub least: usize,
}

/// Looks for the smallest sets.
pub fn smallest(problem: &Problem<'_>) -> Smallest {
    let count = problem.variables.len();
    let all: Vec<Vec<usize>> = (1..=LARGEST.min(count)).flat_map(|size| subsets(count, size)).collect();
    let touching: Vec<&Vec<usize>> = all.iter().filter(|set| touches(problem, set)).collect();
    let least = touching.first().map_or(LARGEST + 1, |set| set.len());
    let lines = Lines::of(problem);
    let mut left = MOST;
    for size in least..=LARGEST {
        let mut sets = Vec::new();
        for set in touching.iter().filter(|set| set.len() == size) {
            let rows = lines.rows(problem, set);
            let rows: Vec<Vec<f64>> = rows.into_iter().take(left).collect();
            left -= rows.len();
            if rows.is_empty() {
                continue;
            }
            let outcome = problem.run(&rows);
            if (0..rows.len()).any(|row| outcome.all_hold(problem, row)) {
                sets.push((*set).clone());
            }
        }
        if !sets.is_empty() {
            return Smallest { sets, least };
        }
    }
    Smallest { sets: Vec::new(), least }
}

/// Whether every failed check reads one of the figures.
fn touches(problem: &Problem<'_>, set: &[usize]) -> bool {
    let mut failed = problem.checks.iter().filter(|check| check.failed);
    failed.all(|check| check.reads.iter().any(|variable| set.contains(variable)))
}

/// The subsets of one size of the first numbers, in order.
fn subsets(count: usize, size: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..size {
        all = all
            .iter()
            .flat_map(|set| {
                let from = set.last().map_or(0, |last| last + 1);
                (from..count).map(|next| set.iter().copied().chain([next]).collect())
            })
            .collect();
    }
    all
}

/// The differences of all comparisons, as straight lines through the figures as they are.
struct Lines {
    /// For each comparison its difference now; `None` where there is none.
    now: Vec<Option<f64>>,
    /// For each comparison and figure, by how much it grows with the figure.
    slope: Vec<Vec<f64>>,
    /// Values to try for each figure alone.
    values: Vec<Vec<f64>>,
}

impl Lines {
    fn of(problem: &Problem<'_>) -> Lines {
        let base = problem.now();
        let step = |value: f64| (value.abs() * 0.01).max(0.01);
        let mut rows = vec![base.clone()];
        rows.extend((0..base.len()).map(|at| {
            with(&base, &[(at, base.get(at).copied().unwrap_or(0.0) + step(base.get(at).copied().unwrap_or(0.0)))])
        }));
        let outcome = problem.run(&rows);
        let now: Vec<Option<f64>> = problem.sides.iter().map(|side| outcome.difference(*side, 0)).collect();
        let slope: Vec<Vec<f64>> = problem
            .sides
            .iter()
            .zip(&now)
            .map(|(side, now)| {
                let grown = |at: usize| Some((outcome.difference(*side, at + 1)? - (*now)?) / step(*base.get(at)?));
                (0..base.len()).map(|at| grown(at).filter(|slope| slope.is_finite()).unwrap_or(0.0)).collect()
            })
            .collect();
        let mut lines = Lines { now, slope, values: vec![Vec::new(); base.len()] };
        lines.meet(problem, &base);
        for (at, variable) in problem.variables.iter().enumerate() {
            let Some(values) = lines.values.get_mut(at) else { continue };
            if variable.declared {
                values.extend([variable.low, variable.high, (variable.low + variable.high) / 2.0]);
            }
            values.push(0.0);
            values.extend(base.iter().copied());
            *values = tidy(std::mem::take(values), problem, at);
        }
        lines
    }

    /// Follows each comparison along each figure to where its sides are equal.
    fn meet(&mut self, problem: &Problem<'_>, base: &[f64]) {
        // Comparison, figure, the last two places and the difference at the first.
        let mut open: Vec<(usize, usize, f64, f64, f64)> = Vec::new();
        for (side, (now, slopes)) in self.now.iter().zip(&self.slope).enumerate() {
            let Some(now) = now else { continue };
            for (at, slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
                if let Some(from) = base.get(at) {
                    open.push((side, at, *from, from - now / slope, *now));
                }
            }
        }
        for _ in 0..STEPS {
            if open.is_empty() {
                return;
            }
            let rows: Vec<Vec<f64>> = open.iter().map(|(_, at, _, to, _)| with(base, &[(*at, *to)])).collect();
            let outcome = problem.run(&rows);
            let mut next = Vec::new();
            for (row, (side, at, from, to, before)) in open.into_iter().enumerate() {
                if let Some(values) = self.values.get_mut(at) {
                    values.extend([to, to.floor(), to.ceil(), to.floor() - 1.0, to.ceil() + 1.0]);
                }
                let after = problem.sides.get(side).and_then(|side| outcome.difference(*side, row));
                let Some(after) = after.filter(|after| after.abs() > 1e-9 * to.abs().max(1.0)) else { continue };
                let there = to - after * (to - from) / (after - before);
                if there.is_finite() {
                    next.push((side, at, to, there, after));
                }
            }
            open = next;
        }
    }

    /// Rows in which only the figures of a set are others.
    fn rows(&self, problem: &Problem<'_>, set: &[usize]) -> Vec<Vec<f64>> {
        let base = problem.now();
        let values = |at: usize| self.values.get(at).map(Vec::as_slice).unwrap_or_default();
        let mut rows = Vec::new();
        match set {
            [only] => rows.extend(values(*only).iter().map(|value| with(&base, &[(*only, *value)]))),
            _ => {
                for last in set {
                    let others: Vec<usize> = set.iter().copied().filter(|other| other != last).collect();
                    for row in self.product(&base, &others, set.len()) {
                        let own = values(*last).iter().copied().chain(self.meeting(&base, &row, *last));
                        let own = tidy(own.collect(), problem, *last);
                        rows.extend(own.into_iter().map(|value| with(&row, &[(*last, value)])));
                    }
                }
                if let [first, second] = set {
                    rows.extend(self.crossings(problem, &base, *first, *second));
                }
            }
        }
        rows
    }

    /// Every combination of values of some figures; of many fewer values each.
    fn product(&self, base: &[f64], of: &[usize], size: usize) -> Vec<Vec<f64>> {
        let most = if size > 2 { VALUES / 3 } else { VALUES };
        let mut rows = vec![base.to_vec()];
        for at in of {
            let values: Vec<f64> = self.values.get(*at).into_iter().flatten().take(most).copied().collect();
            rows = rows.iter().flat_map(|row| values.iter().map(|value| with(row, &[(*at, *value)]))).collect();
        }
        rows
    }

    /// Where comparisons would be even along one figure, the others being what they are in a row.
    fn meeting<'b>(&'b self, base: &'b [f64], row: &'b [f64], last: usize) -> impl Iterator<Item = f64> + 'b {
        self.now.iter().zip(&self.slope).filter_map(move |(now, slope)| {
            let moved: f64 =
                slope.iter().zip(row.iter().zip(base)).map(|(slope, (to, from))| slope * (to - from)).sum();
            let own = slope.get(last).filter(|own| **own != 0.0)?;
            Some(base.get(last)? - ((*now)? + moved) / own)
        })
    }

    /// Where two comparisons are even at once.
    fn crossings(&self, problem: &Problem<'_>, base: &[f64], first: usize, second: usize) -> Vec<Vec<f64>> {
        let mut rows = Vec::new();
        let all: Vec<(f64, f64, f64)> = self
            .now
            .iter()
            .zip(&self.slope)
            .filter_map(|(now, slope)| Some(((*now)?, *slope.get(first)?, *slope.get(second)?)))
            .collect();
        for (index, (d, a, b)) in all.iter().enumerate() {
            for (e, f, g) in all.iter().skip(index + 1) {
                let by = a * g - b * f;
                let (u, v) = ((b * e - d * g) / by, (d * f - a * e) / by);
                if let (true, Some(x), Some(y)) = (u.is_finite() && v.is_finite(), base.get(first), base.get(second)) {
                    let (x, y) = (x + u, y + v);
                    if allowed(problem, first, x) && allowed(problem, second, y) {
                        rows.push(with(base, &[(first, x), (second, y)]));
                    }
                }
            }
        }
        rows
    }
}

fn allowed(problem: &Problem<'_>, at: usize, value: f64) -> bool {
    problem.variables.get(at).is_some_and(|variable| variable.low <= value && value <= variable.high)
}

/// Values that a figure may have, each once, the nearest to what it is first.
fn tidy(mut values: Vec<f64>, problem: &Problem<'_>, at: usize) -> Vec<f64> {
    let now = problem.variables.get(at).map_or(0.0, |variable| variable.now);
    values.retain(|value| value.is_finite() && allowed(problem, at, *value) && *value != now);
    values.sort_by(|a, b| (a - now).abs().total_cmp(&(b - now).abs()).then(a.total_cmp(b)));
    values.dedup();
    values.truncate(VALUES);
    values
}

fn with(row: &[f64], changes: &[(usize, f64)]) -> Vec<f64> {
    let mut row = row.to_vec();
    for (at, value) in changes {
        if let Some(slot) = row.get_mut(*at) {
            *slot = *value;
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_in_order() {
        assert_eq!(subsets(3, 1), [[0], [1], [2]]);
        assert_eq!(subsets(3, 2), [[0, 1], [0, 2], [1, 2]]);
        assert_eq!(subsets(2, 3), Vec::<Vec<usize>>::new());
    }
}
