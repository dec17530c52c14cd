//! Who answers for what, units that share in points, stages, in words and figures that all reports
//! share.

use crate::number::ExactSum;
use crate::rubric::{Moment, Stage};
use crate::table::Nothing;
use crate::table::time::show_date;
use crate::text::{Words, inert};

use super::View;
use super::outcome::figure;

/// Points of each contributing unit, in the order in which the rubric names them first; `None`
/// where no indicator has contributors.
pub fn contributions(view: &View, subject: usize) -> Option<Vec<(String, Result<f64, Nothing>)>> {
    let mut all: Vec<(String, Result<ExactSum, Nothing>)> = Vec::new();
    let indicators = view.rubric.indicators.iter().zip(&view.results.indicators);
    for (indicator, result) in indicators.filter(|(indicator, _)| !indicator.answers.contributors.is_empty()) {
        let points = figure(&result.points, subject);
        for (unit, share) in &indicator.answers.contributors {
            let at = match all.iter().position(|(known, _)| known == unit) {
                Some(at) => at,
                None => {
                    all.push((unit.clone(), Ok(ExactSum::new())));
                    all.len() - 1
                }
            };
            let Some((_, sum)) = all.get_mut(at) else { continue };
            match points {
                Ok(points) => {
                    if let Ok(sum) = sum {
                        sum.add(points * share.to_f64());
                    }
                }
                // What was left out gives nobody anything.
                Err(why) if *indicator.policy(why.kind()) == crate::rubric::Missing::Skip => {}
                Err(why) => *sum = Err(why),
            }
        }
    }
    (!all.is_empty()).then(|| all.into_iter().map(|(unit, sum)| (unit, sum.map(|sum| sum.value()))).collect())
}

/// From when until when a stage lasts, as far as the days are known.
pub fn stage_days(view: &View, stage: &Stage) -> (Option<f64>, Option<f64>) {
    let header = &view.rubric.header;
    let day = |moment: Option<Moment>| moment.and_then(|moment| moment.day(header, view.results.period.ordinal));
    (day(stage.from), day(stage.until))
}

/// `2024-07-01 至 2024-07-05  办公室`
pub fn stage(view: &View, stage: &Stage) -> Words {
    let (from, until) = stage_days(view, stage);
    let said = |moment: Option<Moment>, day: Option<f64>| match (moment, day) {
        (_, Some(day)) => Words::same(show_date(day)),
        (Some(Moment::After(due)), None) => super::due::span(due),
        (_, None) => Words::default(),
    };
    let (from, until) = (said(stage.from, from), said(stage.until, until));
    let join = |from: &str, until: &str, to: &str| match (from.is_empty(), until.is_empty()) {
        (false, false) => format!("{from} {to} {until}"),
        (false, true) => from.to_string(),
        (true, _) => until.to_string(),
    };
    let owner = stage.owner.as_deref().map(|owner| format!("  {}", inert(owner))).unwrap_or_default();
    Words {
        zh: format!("{}{owner}", join(&from.zh, &until.zh, "至")),
        en: format!("{}{owner}", join(&from.en, &until.en, "to")),
    }
}
