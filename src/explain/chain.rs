//! From the sum of the parts to the figure: scaling, limits, vetoes, rounding, in turn.

use super::phrase::is_exact;
use super::scope::between;
use crate::number::compare::same;
use crate::number::{ExactSum, round_half_away};
use crate::result::{After, Step};
use crate::table::figure;
use crate::text::Words;
use crate::words;

/// One thing that may have been done to a sum, and why.
#[derive(Debug, Clone)]
pub struct Stage {
    pub after: After,
    pub why: Words,
}

/// A way that leads from the sum to the figure.
#[derive(Debug)]
pub struct Chain {
    pub how: Vec<Words>,
    pub after: Vec<After>,
}

/// The exact sum of the steps that have a number.
pub fn sum(steps: &[Step]) -> f64 {
    steps.iter().filter_map(|step| step.number).collect::<ExactSum>().value()
}

/// What a stage makes of a figure.
pub fn apply(after: After, value: f64) -> f64 {
    match after {
        After::Scale { from, to } => value * to / from,
        After::AtLeast(low) => value.max(low),
        After::AtMost(high) => value.min(high),
        After::Zero => 0.0,
        After::Round(decimals) => round_half_away(value, decimals),
    }
}

/// The first of several ways that leads from `start` to `figure`; stages that changed nothing are
/// left out of it.
pub fn find(start: f64, figure: f64, ways: &[Vec<Stage>], decimals: i32) -> Option<Chain> {
    ways.iter().find_map(|way| {
        let mut chain = Chain { how: Vec::new(), after: Vec::new() };
        let mut now = start;
        for stage in way {
            let next = apply(stage.after, now);
            if !same(now, next) {
                chain.how.push(say(stage, now, next, decimals));
                chain.after.push(stage.after);
            }
            now = next;
        }
        same(now, figure).then_some(chain)
    })
}

fn say(stage: &Stage, value: f64, to: f64, decimals: i32) -> Words {
    let (a, b) = (between(value, decimals), between(to, decimals));
    let done = match stage.after {
        After::Scale { from, to: full } => {
            let equals = if b.parse::<f64>().is_ok_and(|shown| same(shown, to)) { "=" } else { "≈" };
            let a = if is_exact(value) { figure::short(value) } else { a };
            format!("{a} × {} / {} {equals} {b}", figure::short(full), figure::short(from))
        }
        After::AtLeast(_) | After::AtMost(_) | After::Zero | After::Round(_) => format!("{a} → {b}"),
    };
    if stage.why == Words::default() {
        return Words::same(done);
    }
    Words { zh: format!("{}：{done}", stage.why.zh), en: format!("{}: {done}", stage.why.en) }
}

pub fn rounding(decimals: i32) -> Stage {
    let why = match decimals {
        0 => words!("取整", "rounded to a whole number"),
        d if d > 0 => words!("取 {d} 位小数", "rounded to {d} decimals"),
        _ => words!("取整", "rounded"),
    };
    Stage { after: After::Round(decimals), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_that_gives_the_figure_is_said() {
        let scale = Stage { after: After::Scale { from: 80.0, to: 100.0 }, why: words!("缺 2 项", "2 left out") };
        let ways = [vec![rounding(2)], vec![scale, rounding(2)]];
        let chain = find(62.7654, 78.46, &ways, 2).unwrap();
        assert_eq!(chain.after, [After::Scale { from: 80.0, to: 100.0 }, After::Round(2)]);
        assert_eq!(chain.how[0].zh, "缺 2 项：62.7654 × 100 / 80 ≈ 78.4568");
        assert_eq!(chain.how[1].en, "rounded to 2 decimals: 78.4568 → 78.46");
        assert!(find(62.0, 1.0, &ways, 2).is_none());
        assert!(find(62.5, 62.5, &ways, 2).unwrap().how.is_empty());
    }
}
