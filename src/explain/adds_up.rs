//! Whether a tree shows what it says.

use super::chain;
use crate::number::compare::same;
use crate::result::Step;

/// Whether, here and everywhere below, a figure that is said to be the sum of its children is
/// their exact decimal sum after the stages stated, and each child prints the number that is
/// added.
pub fn adds_up(step: &Step) -> bool {
    let here = match (&step.sum, step.number) {
        (Some(stages), Some(number)) => {
            let made = stages.iter().fold(chain::sum(&step.children), |value, after| chain::apply(*after, value));
            same(made, number) && prints(step) && step.children.iter().all(prints)
        }
        // A sum of which a part is a nothing has no figure.
        _ => true,
    };
    here && step.children.iter().all(adds_up)
}

/// Whether the printed figure begins with the number itself; a step without a number adds
/// nothing.
fn prints(step: &Step) -> bool {
    let Some(number) = step.number else { return true };
    let [zh, en] = [&step.figure.zh, &step.figure.en].map(|figure| {
        let end = figure.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(figure.len());
        figure.get(..end).and_then(|digits| digits.parse::<f64>().ok())
    });
    [zh, en].into_iter().all(|printed| printed.is_some_and(|printed| same(printed, number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::After;
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
        wrong.children[0].figure = Words::same("16.3");
        assert!(!adds_up(&wrong));
    }
}
