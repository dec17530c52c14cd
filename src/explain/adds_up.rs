//! Whether a tree shows what it says.

use super::chain;
use crate::number::ExactSum;
use crate::number::compare::same;
use crate::result::{After, Step};

/// Whether, here and everywhere below, a figure that is said to be the sum of its children is
/// their exact decimal sum after the stages stated, and the figures as they are printed lead to it
/// just so.
pub fn adds_up(step: &Step) -> bool {
    sums(step) && prints(step) && step.children.iter().all(adds_up)
}

/// Whether the numbers give the number. A sum of which a part is a nothing has none.
fn sums(step: &Step) -> bool {
    let (Some(stages), Some(number)) = (&step.sum, step.number) else { return true };
    same(through(stages, chain::sum(&step.children)), number)
}

/// Whether what is printed of the children gives what is printed here.
pub fn prints(step: &Step) -> bool {
    let (Some(stages), Some(number)) = (&step.sum, step.number) else { return true };
    let parts: Option<Vec<f64>> = step.children.iter().filter(|part| part.number.is_some()).map(printed).collect();
    let (Some(parts), Some(shown)) = (parts, printed(step)) else { return false };
    let made = through(stages, parts.into_iter().collect::<ExactSum>().value());
    // Figures that were not rounded have twelve digits in print.
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0);
    near(shown, number) && near(made, shown)
}

fn through(stages: &[After], sum: f64) -> f64 {
    stages.iter().fold(sum, |value, after| chain::apply(*after, value))
}

/// The number that the printed figure begins with, if it is the same in both languages.
fn printed(step: &Step) -> Option<f64> {
    let [zh, en] = [&step.figure.zh, &step.figure.en].map(|figure| {
        let end = figure.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(figure.len());
        figure.get(..end).and_then(|digits| digits.parse::<f64>().ok())
    });
    zh.filter(|zh| Some(*zh) == en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    fn leaf(figure: &str, number: f64) -> Step {
        Step { figure: Words::same(figure), number: Some(number), ..Step::default() }
    }

    #[test]
    fn sums_that_do_not_come_out_are_found() {
        let sum = |total: f64, stages: Vec<After>| Step {
            children: vec![leaf("16.20 / 18", 16.2), leaf("0.1", 0.1), Step::default()],
            sum: Some(stages),
            ..leaf(&total.to_string(), total)
        };
        assert!(adds_up(&sum(16.3, vec![])));
        assert!(adds_up(&sum(16.0, vec![After::Round(0)])));
        assert!(!adds_up(&sum(16.4, vec![])));
        assert!(!adds_up(&Step { children: vec![sum(16.4, vec![])], ..leaf("1", 1.0) }));
        let mut wrong = sum(16.3, vec![]);
        wrong.children[0].figure = Words::same("16.21 / 18");
        assert!(!adds_up(&wrong));
    }
}
