//! Ballots that are void as a whole: whose, why, and how many ratings were on them.

use std::collections::BTreeMap;

use super::View;
use super::checks::{NAMED, some_names};
use crate::diagnostic::Diagnostic;
use crate::eval::bind::place;
use crate::eval::codes;
use crate::plan::BallotNodes;
use crate::result::{BallotResult, Results, VoidBallot};
use crate::rubric::Ballot;
use crate::table::Lane;
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

/// How many ballots are shown by their first cell.
const CELLS: usize = 5;

pub fn tell(view: &View<'_>, results: &mut Results) {
    for (rule, nodes) in view.rubric.ballots.iter().zip(&view.program.outputs.ballots) {
        let result = ballots(view, rule, nodes);
        if !result.void.is_empty() {
            results.findings.push(void(view, rule, &result));
        }
        if result.undecided > 0 {
            let rows = result.undecided;
            let (en_rows, name) = (plural(rows, "row"), &view.rubric.data[rule.data].id);
            let message = words!(
                "`{name}` 有 {rows} 行无法判断所在的票是否作废，仍计入",
                "for {en_rows} of `{name}` it cannot be decided whether the ballot is void; they count"
            );
            let finding = Diagnostic::warning(codes::BALLOT_UNDECIDED, message);
            results.findings.push(finding.at((view.rubric.source, rule.span), Words::default()));
        }
        results.ballots.push(result);
    }
}

fn ballots(view: &View<'_>, rule: &Ballot, nodes: &BallotNodes) -> BallotResult {
    let table = usize::from(nodes.table.0);
    let mut result = BallotResult { ballots: 0, void: Vec::new(), undecided: 0 };
    let (Some(data), Some(link)) = (view.bound.tables.get(table), view.bound.links.get(table)) else { return result };
    let (void, counts) = (view.slice.rows(nodes.void, data.rows), view.slice.rows(nodes.counts, data.rows));
    let on = nodes.on.map(|on| view.slice.rows(on, data.rows));
    let mut found: BTreeMap<Vec<&str>, (bool, Vec<usize>)> = BTreeMap::new();
    for row in (0..data.rows).filter(|row| link.holds_in(*row, view.period)) {
        if on.is_some_and(|on| !on.is_true(row)) {
            continue;
        }
        result.undecided += usize::from(void.value(row).is_nan());
        let rater: Option<Vec<&str>> = nodes.by.iter().take(rule.by.len()).map(|by| text(view, *by, row)).collect();
        // A row without a rater is on nobody's ballot.
        let Some(rater) = rater else { continue };
        let ballot = found.entry(rater).or_default();
        ballot.0 |= !counts.is_true(row);
        ballot.1.push(row);
    }
    result.ballots = found.len();
    for (rater, (_, mut rows)) in found.into_iter().filter(|(_, (void, _))| *void) {
        place::sort(data, &mut rows);
        let column = rule.by.first().map(String::as_str);
        result.void.push(VoidBallot {
            rater: rater.into_iter().map(String::from).collect(),
            ratings: rows.len(),
            cell: rows.first().and_then(|row| view.bound.cell(nodes.table, column, *row)),
        });
    }
    result
}

fn text<'a>(view: &View<'a>, node: crate::plan::NodeId, row: usize) -> Option<&'a str> {
    match view.lanes.get(node) {
        Lane::Texts(texts) if row < texts.len() => texts.get(row).ok(),
        Lane::Texts(_) | Lane::Numbers(_) => None,
    }
}

/// `` `ratings` 的 12 张票有 2 张作废（9 个评分）：甲、乙 ``
fn void(view: &View<'_>, rule: &Ballot, result: &BallotResult) -> Diagnostic {
    let (all, count) = (result.ballots, result.void.len());
    let ratings: usize = result.void.iter().map(|ballot| ballot.ratings).sum();
    let name = &view.rubric.data[rule.data].id;
    let raters: Vec<String> = result.void.iter().take(NAMED + 1).map(|ballot| ballot.rater.join(" ")).collect();
    let mut names: Vec<&str> = raters.iter().map(String::as_str).collect();
    names.resize(count.max(names.len()), "");
    let who = some_names(&names);
    let en_ratings = plural(ratings, "rating");
    let is = if count == 1 { "is" } else { "are" };
    let reason = rule.reason.as_ref().map(|reason| (format!("，{reason}"), format!(" (`{reason}`)")));
    let (zh_reason, en_reason) = reason.unwrap_or_default();
    let message = Words {
        zh: format!("`{name}` 的 {all} 张票有 {count} 张作废（{ratings} 个评分）{zh_reason}：{}", who.zh),
        en: format!("{count} of {all} ballots in `{name}` {is} void ({en_ratings}){en_reason}: {}", who.en),
    };
    let mut finding = Diagnostic::note(codes::BALLOT_VOID, message)
        .at((view.rubric.source, rule.span), words!("作废的条件", "when it is void"));
    for ballot in result.void.iter().take(CELLS) {
        if let Some(cell) = &ballot.cell {
            let ratings = ballot.ratings;
            let en_ratings = plural(ratings, "rating");
            finding = finding.at(cell.clone(), words!("这张票有 {ratings} 个评分", "a ballot with {en_ratings}"));
        }
    }
    finding
}
