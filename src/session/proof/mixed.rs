//! New rows put together from rows that were tried.

use super::behind::Behind;
use super::rows::{Figure, Row, Variable};
use super::tried::{Ground, Tried};
use crate::plan::{NodeId, Program};

/// Rows from all of the best to almost all of the worst.
const MIXTURES: usize = 16;
/// Steps from one row to another.
const STEPS: usize = 64;

/// Items that are raised, one after the other.
const RISES: usize = 24;
/// Rows tried for each.
const TOPS: usize = 4;
/// How often a fall is borne for a rise.
const KICKS: usize = 6;

/// What rows are put together from.
pub struct Mixed<'a> {
    pub program: &'a Program,
    pub behind: &'a Behind,
    /// How many variables there are.
    pub variables: usize,
    pub rows: &'a [Row],
    pub tried: &'a Tried,
}

/// The greatest figure of a node in a row without a failed check, and the first such row.
fn highest(tried: &Tried, node: NodeId) -> Option<(f64, usize)> {
    let figures = tried.sound.iter().filter_map(|row| Some((tried.number(node, *row)?, *row)));
    figures.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
}

impl Mixed<'_> {
    /// The row with the greatest total.
    fn best(&self, total: NodeId) -> Option<&Row> {
        highest(self.tried, total).and_then(|(_, row)| self.rows.get(row))
    }
}

/// Rows made of the best rows of the items: figures that several items share are taken from the
/// first of them that needs them.
pub fn combined(mixed: &Mixed<'_>) -> Vec<Row> {
    let Mixed { program, behind, rows, tried, .. } = mixed;
    let outputs = &program.outputs;
    let mut made = Vec::new();
    // From the front and from the back, as what is shared goes to whoever comes first.
    for backwards in [false, true] {
        let mut row: Vec<Option<Figure>> = vec![None; mixed.variables];
        let mut items: Vec<(NodeId, f64)> = outputs.vetoes.iter().map(|veto| (*veto, -1.0)).collect();
        let mut scored: Vec<(NodeId, f64)> = outputs.indicators.iter().map(|nodes| (nodes.scored, 1.0)).collect();
        if backwards {
            scored.reverse();
        }
        items.extend(scored);
        items.extend(outputs.adjusts.iter().map(|adjust| (*adjust, 1.0)));
        for (node, sign) in items {
            let needed = behind.of(node);
            let fits = |candidate: &Row| {
                needed.iter().all(|variable| match (row.get(*variable), candidate.get(*variable)) {
                    (Some(Some(taken)), Some(figure)) => taken == figure,
                    _ => true,
                })
            };
            let mut best: Option<(f64, &Row)> = None;
            for at in &tried.sound {
                let (Some(candidate), Some(figure)) = (rows.get(*at), tried.number(node, *at)) else { continue };
                let worth = (sign * figure).min(100.0);
                if best.is_none_or(|(most, _)| worth > most) && fits(candidate) {
                    best = Some((worth, candidate));
                }
            }
            let Some((_, candidate)) = best else { continue };
            for variable in needed {
                if let (Some(slot), Some(figure)) = (row.get_mut(variable), candidate.get(variable)) {
                    *slot = Some(figure.clone());
                }
            }
        }
        let plain = rows.first();
        let filled = row.into_iter().enumerate().map(|(variable, figure)| {
            figure.or_else(|| plain.and_then(|row| row.get(variable).cloned())).unwrap_or(Figure::None)
        });
        made.push(filled.collect());
    }
    made
}

/// For each variable the least of those that belong together with it, because a check or an item
/// reads them.
fn pieces(mixed: &Mixed<'_>, checks: &[NodeId]) -> Vec<usize> {
    fn root(above: &[usize], mut at: usize) -> usize {
        while let Some(next) = above.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }
    let outputs = &mixed.program.outputs;
    let items = outputs.indicators.iter().map(|nodes| &nodes.scored);
    let mut above: Vec<usize> = (0..mixed.variables).collect();
    for reader in items.chain(&outputs.vetoes).chain(&outputs.adjusts).chain(checks) {
        for pair in mixed.behind.of(*reader).windows(2) {
            let [a, b] = pair else { continue };
            let (a, b) = (root(&above, *a), root(&above, *b));
            if let Some(slot) = above.get_mut(a.max(b)) {
                *slot = a.min(b);
            }
        }
    }
    (0..mixed.variables).map(|at| root(&above, at)).collect()
}

/// Rows in which figures that belong together come from one row without a failed check: the one in
/// which their items score most; or least, for more and more of the pieces, so that totals come
/// out at every height.
pub fn pieced(mixed: &Mixed<'_>, checks: &[NodeId]) -> Vec<Row> {
    let Mixed { program, behind, rows, tried, .. } = mixed;
    let Some(plain) = tried.sound.first().and_then(|row| rows.get(*row)) else { return Vec::new() };
    let outputs = &program.outputs;
    let piece = pieces(mixed, checks);
    let of = |node: &NodeId| behind.of(*node).first().and_then(|at| piece.get(*at)).copied();
    let items: Vec<(Option<usize>, NodeId)> =
        outputs.indicators.iter().map(|nodes| (of(&nodes.scored), nodes.scored)).collect();
    let vetoes: Vec<(Option<usize>, NodeId)> = outputs.vetoes.iter().map(|node| (of(node), *node)).collect();
    let mut made: Vec<Row> = vec![plain.clone(); MIXTURES];
    let mut all = piece.clone();
    all.sort_unstable();
    all.dedup();
    for (number, of) in all.into_iter().enumerate() {
        let inside = |all: &[(Option<usize>, NodeId)], row: usize| -> f64 {
            let here = all.iter().filter(|(piece, _)| *piece == Some(of));
            here.filter_map(|(_, node)| tried.number(*node, row)).map(|figure| figure.min(100.0)).sum()
        };
        let worth =
            tried.sound.iter().filter(|row| inside(&vetoes, **row) == 0.0).map(|row| (inside(&items, *row), *row));
        let worth: Vec<(f64, usize)> = worth.collect();
        let order = |a: &&(f64, usize), b: &&(f64, usize)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
        let (Some(best), Some(worst)) = (worth.iter().max_by(order), worth.iter().min_by(order)) else { continue };
        for (mixture, row) in made.iter_mut().enumerate() {
            let (_, from) = if number % MIXTURES < mixture { worst } else { best };
            for (at, slot) in row.iter_mut().enumerate().filter(|(at, _)| piece.get(*at) == Some(&of)) {
                if let Some(figure) = rows.get(*from).and_then(|row| row.get(at)) {
                    *slot = figure.clone();
                }
            }
        }
    }
    made
}

/// The row with another figure for one variable.
fn changed(row: &Row, (at, figure): &(usize, Figure)) -> Row {
    let mut row = row.clone();
    row.iter_mut().skip(*at).take(1).for_each(|slot| *slot = figure.clone());
    row
}

/// Rows on the way from the best total upwards: each time the figures behind an item that is not
/// full are taken from a row in which it scores more, or one of them alone is changed, if the total rises.
pub fn raised(mixed: &Mixed<'_>, ground: &Ground<'_>) -> Vec<Row> {
    let total = mixed.program.outputs.total;
    let Some(best) = mixed.best(total) else { return Vec::new() };
    let mut made = climbed(mixed, ground, best.clone());
    // Where nothing rises any more, what would raise one item is taken all the same, and those that
    // fall by it are raised again.
    let top = made.last().unwrap_or(best).clone();
    let kicks: Vec<Row> = steps(mixed, ground, &top).into_iter().step_by(2).collect();
    let tried = ground.run(&kicks, &[total]);
    let mut sound: Vec<(f64, usize)> =
        tried.sound.iter().filter_map(|row| Some((tried.number(total, *row)?, *row))).collect();
    sound.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, row) in sound.into_iter().take(KICKS) {
        if let Some(kick) = kicks.get(row) {
            made.extend(climbed(mixed, ground, kick.clone()));
        }
    }
    made
}

/// The rows through which the total rises from here.
fn climbed(mixed: &Mixed<'_>, ground: &Ground<'_>, mut now: Row) -> Vec<Row> {
    let total = mixed.program.outputs.total;
    let mut made = Vec::new();
    let mut had = f64::NEG_INFINITY;
    for _ in 0..RISES {
        let steps = steps(mixed, ground, &now);
        let tried = ground.run(&steps, &[total]);
        let Some((most, row)) = highest(&tried, total) else { break };
        if most <= had {
            break;
        }
        let Some(step) = steps.into_iter().nth(row) else { break };
        (now, had) = (step, most);
        made.push(now.clone());
    }
    made
}

/// What a row becomes if an item that is not full takes its figures from a row in which it scores
/// most, with or without those that checks hold against them; or if one of them is changed.
fn steps(mixed: &Mixed<'_>, ground: &Ground<'_>, now: &Row) -> Vec<Row> {
    let items: Vec<NodeId> = mixed.program.outputs.indicators.iter().map(|nodes| nodes.scored).collect();
    let here = ground.run(std::slice::from_ref(now), &items);
    let mut steps = Vec::new();
    for item in items {
        let has = here.number(item, 0).unwrap_or(f64::NEG_INFINITY);
        if has >= 100.0 {
            continue;
        }
        let own = mixed.behind.of(item);
        let reads = |check: &&NodeId| mixed.behind.of(**check).iter().any(|at| own.contains(at));
        let held: Vec<usize> = ground.checks.iter().filter(reads).flat_map(|check| mixed.behind.of(*check)).collect();
        let sound = mixed.tried.sound.iter();
        let mut tops: Vec<(f64, usize)> =
            sound.filter_map(|row| Some((mixed.tried.number(item, *row).filter(|most| *most > has)?, *row))).collect();
        tops.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, row) in tops.into_iter().take(TOPS) {
            let Some(from) = mixed.rows.get(row) else { continue };
            for taken in [&[][..], &held] {
                let mut next = now.clone();
                for at in taken.iter().chain(&own) {
                    if let (Some(slot), Some(figure)) = (next.get_mut(*at), from.get(*at)) {
                        *slot = figure.clone();
                    }
                }
                // In one of two neighbours the earlier periods had the same figures.
                steps.extend([next.clone(), next]);
            }
        }
        for at in own {
            let figures = ground.variables.get(at).map(Variable::choices).unwrap_or_default();
            let next = figures.into_iter().map(|figure| changed(now, &(at, figure)));
            steps.extend(next.flat_map(|row| [row.clone(), row]));
        }
    }
    steps
}

/// Rows on the way from the best total to the worst: one figure after the other is changed, unless
/// a check or the total does not bear it. What a figure does by itself is tried first.
pub fn heights(mixed: &Mixed<'_>, ground: &Ground<'_>) -> Vec<Row> {
    let total = mixed.program.outputs.total;
    let Some(best) = mixed.best(total) else { return Vec::new() };
    let (mut now, mut made) = (best.clone(), Vec::new());
    for _ in 0..4 {
        let mut steps: Vec<(usize, Figure)> = Vec::new();
        for (at, variable) in ground.variables.iter().enumerate() {
            steps.extend(variable.ends().into_iter().filter(|figure| now.get(at) != Some(figure)).map(|end| (at, end)));
        }
        let alone: Vec<Row> =
            std::iter::once(now.clone()).chain(steps.iter().map(|step| changed(&now, step))).collect();
        let tried = ground.run(&alone, &[total]);
        let Some(before) = tried.number(total, 0) else { break };
        let sound = |row: &usize| tried.sound.binary_search(row).is_ok();
        let falls = |row: usize| tried.number(total, row).map(|after| before - after).filter(|fall| *fall > 0.0);
        let lower: Vec<&(usize, Figure)> = steps
            .iter()
            .enumerate()
            .filter(|(at, _)| sound(&(at + 1)) && falls(at + 1).is_some())
            .map(|(_, step)| step)
            .collect();
        if lower.is_empty() {
            break;
        }
        let every = lower.len().div_ceil(STEPS);
        for (number, step) in lower.iter().enumerate() {
            now = changed(&now, step);
            if number % every == 0 {
                made.push(now.clone());
            }
        }
        made.push(now.clone());
        let tried = ground.run(&made, &[total]);
        let last = tried.sound.iter().rev().find(|row| tried.number(total, **row).is_some());
        match last.and_then(|row| made.get(*row)) {
            Some(row) => now = row.clone(),
            None => break,
        }
    }
    made
}
