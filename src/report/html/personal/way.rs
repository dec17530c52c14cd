//! What the next grade takes, in words, and the target that follows from it.

use serde::Serialize;

use super::{Person, difference, name_of, points};
use crate::report::number::{short, with_unit};
use crate::report::outcome::{figure, say};
use crate::result::{Goal, Move};
use crate::text::Words;
use crate::words;

/// So many ways of one indicator are shown, where one is enough.
const WAYS: usize = 3;

#[derive(Debug, Serialize, Default)]
pub struct Next {
    pub said: String,
    /// Indicator, value now, value to reach, points that it brings, effort.
    pub steps: Vec<[String; 5]>,
    /// What it comes to.
    pub result: Option<String>,
    /// For the next period.
    pub target: Option<String>,
}

pub fn next(person: &Person) -> Next {
    let Person { view, subject, goal, .. } = *person;
    let (rubric, lang) = (view.rubric, view.lang);
    if rubric.grades.is_empty() {
        return Next::default();
    }
    let total = figure(&view.results.total, subject);
    let grade = figure(&view.results.grade, subject).ok().map(|grade| grade as usize);
    let only = |said: Words| Next { said: say(&said, lang), ..Next::default() };
    let mut next = match (total, grade, goal) {
        (Err(_), ..) => only(words!(
            "没有总分，补齐所缺的数以后才有等级。",
            "Without a total there is no grade: what is missing comes first."
        )),
        (Ok(_), Some(0), _) => only(words!("已是最高等级。", "This is the best grade.")),
        (Ok(_), _, None) => only(words!(
            "方案没有写明哪些指标可以靠努力改变（effort），没有推算。",
            "The rubric does not say which indicators can be improved (effort), so nothing was sought."
        )),
        (Ok(_), _, Some(goal)) => toward(person, goal),
    };
    // The least total of the grade above, where it has one.
    let above = grade.map_or_else(|| rubric.grades.len().checked_sub(1), |grade| grade.checked_sub(1));
    if let (Some(above), Ok(total)) = (above.and_then(|at| rubric.grades.get(at)), total)
        && let Some(least) = above.min.map(crate::number::Decimal::to_f64)
        && crate::number::compare(total, least).is_lt()
    {
        let (to, gap, name) = (points(rubric, least), points(rubric, least - total), say(&above.name, lang));
        let text = words!("总分达到 {to}（{name}），比本期高 {gap}", "a total of {to} ({name}), {gap} more than now");
        next.target = Some(say(&text, lang));
    }
    next
}

fn toward(person: &Person, goal: &Goal) -> Next {
    let Person { view, .. } = *person;
    let (rubric, lang) = (view.rubric, view.lang);
    let name = rubric.grades.get(goal.grade).map(|grade| say(&grade.name, lang)).unwrap_or_default();
    if !goal.can_be_reached() {
        let best = goal.best.total.map_or_else(|_| "—".to_string(), |total| points(rubric, total));
        let said = words!(
            "可以改变的指标都做到最好，总分 {best}，也到不了 {name}。",
            "Not even with all that can be improved at its best (total {best}) would it be {name}."
        );
        return Next { said: say(&said, lang), ..Next::default() };
    }
    let row = |step: &Move| {
        let of = rubric.indicators.get(step.indicator);
        let show = |value: f64| with_unit(value, of.and_then(|of| of.unit.as_deref()));
        let by = match step.points {
            [Ok(before), Ok(after)] => difference(rubric, after - before),
            _ => super::NONE.to_string(),
        };
        let effort = of.and_then(|of| of.effort).map_or(super::NONE.to_string(), |effort| short(effort.to_f64()));
        [name_of(view, step.indicator), step.from.map_or(super::NONE.into(), show), show(step.to), by, effort]
    };
    if !goal.alone.is_empty() {
        let said = if goal.alone.len() == 1 {
            words!("做到下面这一项，就是 {name}：", "This is enough for {name}:")
        } else {
            words!(
                "做到下面任何一项，就是 {name}（费力最少的在前）：",
                "Any one of these is enough for {name}, the least effort first:"
            )
        };
        let steps = goal.alone.iter().take(WAYS).map(row).collect();
        return Next { said: say(&said, lang), steps, ..Next::default() };
    }
    let total = goal.together.last().and_then(|last| last.then.total.ok()).map(|total| points(rubric, total));
    Next {
        said: say(&words!("下面几项都做到，就是 {name}：", "All of these together are enough for {name}:"), lang),
        steps: goal.together.iter().map(row).collect(),
        result: total.map(|total| say(&words!("总分将是 {total}", "the total would be {total}"), lang)),
        target: None,
    }
}
