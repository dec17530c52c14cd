//! The findings of every period: those of one period say so, those of all are told once.

use std::collections::HashMap;

use super::super::pipeline::Evaluated;
use super::period_name;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::{self, Reading};
use crate::result::Results;
use crate::table::Lane;
use crate::text::Words;

/// A period and its results.
pub struct Judged {
    pub period: usize,
    pub results: Results,
    /// Of this period alone.
    findings: Vec<Diagnostic>,
    /// Those that `[lint]` allows; of the period that is shown they are counted already.
    pub allowed: Vec<Diagnostic>,
}

/// The periods in which somebody has a total or a check has failed, oldest first, and the one that
/// was asked for in any case. Earlier months that are there only to be compared with say nothing.
pub fn judged(evaluated: &Evaluated, one_period: bool) -> Vec<Judged> {
    let Evaluated { rubric, program, bound, lanes, .. } = evaluated;
    let of_all = &bound.findings.all;
    let periods = (0..bound.periods.len()).filter(|period| !one_period || *period == evaluated.period);
    periods
        .filter_map(|period| {
            let mut results = eval::collect(rubric, program, bound, lanes, period, Reading::default());
            let mut bag = std::mem::take(&mut results.findings);
            bag.all.retain(|finding| !of_all.contains(finding));
            let allowed = rubric.lints.settle(&mut bag);
            let (findings, shown) = (bag.all, period == evaluated.period);
            let allowed = if shown { Vec::new() } else { allowed };
            let has_total = matches!(lanes.get(program.outputs.total), Lane::Numbers(_))
                && (0..results.total.len()).any(|row| results.total.nothing(row).is_none());
            let failed = findings.iter().any(|finding| finding.code == eval::codes::CHECK_FAILED);
            (has_total || failed || shown).then_some(Judged { period, results, findings, allowed })
        })
        .collect()
}

/// What the files gave cause to say, and then what the periods did.
pub fn findings(evaluated: &Evaluated, judged: &[Judged]) -> Bag {
    let mut shown: Vec<&Diagnostic> =
        judged.iter().filter(|judged| judged.period == evaluated.period).flat_map(|judged| &judged.findings).collect();
    let mut bag = Bag::default();
    for finding in &evaluated.results.findings.all {
        match shown.iter().position(|own| *own == finding) {
            Some(at) => {
                shown.swap_remove(at);
            }
            None => bag.push(finding.clone()),
        }
    }
    let looked_at = |period: &usize| judged.iter().any(|judged| judged.period == *period);
    let elsewhere = evaluated.elsewhere.iter().filter(|(_, periods)| periods.iter().any(looked_at));
    for (finding, periods) in elsewhere {
        let message = dated(evaluated, periods, finding.message.clone());
        bag.push(Diagnostic { message, ..finding.clone() });
    }
    for (mut finding, periods) in gathered(judged) {
        if periods.len() < judged.len() {
            finding.message = dated(evaluated, &periods, finding.message);
        }
        bag.push(finding);
    }
    bag
}

/// Every finding once, with the periods in which it was made.
fn gathered(judged: &[Judged]) -> Vec<(Diagnostic, Vec<usize>)> {
    let mut all: Vec<(Diagnostic, Vec<usize>)> = Vec::new();
    let mut known: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for Judged { period, findings, .. } in judged {
        for finding in findings {
            let alike = known.entry((finding.code.id, &finding.message.zh)).or_default();
            let same = |at: &&usize| all.get(**at).is_some_and(|(other, _)| other == finding);
            match alike.iter().find(same).and_then(|at| all.get_mut(*at)) {
                Some((_, periods)) => periods.push(*period),
                None => {
                    alike.push(all.len());
                    all.push((finding.clone(), vec![*period]));
                }
            }
        }
    }
    all
}

/// `` `2024-05`：… ``
pub fn dated(evaluated: &Evaluated, periods: &[usize], message: Words) -> Words {
    let names: Vec<String> = periods.iter().map(|period| format!("`{}`", period_name(evaluated, *period))).collect();
    Words { zh: format!("{}：{}", names.join("、"), message.zh), en: format!("{}: {}", names.join(", "), message.en) }
}
