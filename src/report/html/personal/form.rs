//! The form for a plan to improve: what is owed and by when, where points were lost, and blanks for cause, measures,
//! who answers, and signatures.

use serde::Serialize;

use super::{Head, Person, name_of, own_value, points};
use crate::report::html::board::NONE;
use crate::report::number::nothing;
use crate::report::outcome::{outcomes, say};
use crate::report::standing::lost;
use crate::text::inert;

/// So many of the greatest losses are on the form, and so many blank lines.
const LOSSES: usize = 8;

#[derive(Debug, Serialize)]
pub struct Form {
    head: Head,
    tasks: Vec<Task>,
    losses: Vec<Loss>,
}

#[derive(Debug, Serialize)]
struct Task {
    name: String,
    task: String,
    due: String,
}

#[derive(Debug, Serialize)]
struct Loss {
    name: String,
    value: String,
    points: String,
    lost: String,
    owner: String,
}

impl Form {
    pub fn of(person: &Person) -> Form {
        let Person { view, subject, .. } = *person;
        let (rubric, lang) = (view.rubric, view.lang);
        let tasks = outcomes(view, subject).into_iter().filter(|outcome| outcome.applies.is_ok());
        let tasks = tasks.filter_map(|outcome| {
            Some(Task {
                name: say(&outcome.rule.name, lang),
                task: inert(outcome.rule.task.as_deref()?).into_owned(),
                due: outcome.due(view).map_or(NONE.into(), |due| say(&due, lang)),
            })
        });
        let losses = lost(view, subject).into_iter().filter(|one| one.lost > 0.0 || one.points.is_err()).take(LOSSES);
        let losses = losses.map(|one| Loss {
            name: name_of(view, one.indicator),
            value: own_value(view, one.indicator, subject),
            points: match one.points {
                Ok(figure) => format!("{} / {}", points(rubric, figure), points(rubric, one.full)),
                Err(why) => say(&nothing(why), lang),
            },
            lost: if one.points.is_ok() { points(rubric, one.lost) } else { NONE.into() },
            owner: rubric
                .indicators
                .get(one.indicator)
                .and_then(|of| of.owner.as_deref())
                .map(|owner| inert(owner).into_owned())
                .unwrap_or_default(),
        });
        Form { head: Head::of(person), tasks: tasks.collect(), losses: losses.collect() }
    }
}
