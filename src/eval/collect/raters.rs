//! Who took part in rating, and who had an interest of his own in it.

use std::collections::HashMap;

use super::checks::NAMED;
use super::{View, group_name};
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::bind::place;
use crate::eval::codes;
use crate::number::compare::compare;
use crate::number::{ExactSum, round_half_away};
use crate::plan::RatedRows;
use crate::result::{Participation, Results};
use crate::rubric::{Rated, Rater, Rubric};
use crate::table::figure::short;
use crate::table::{Lane, Table};
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

pub fn tell(view: &View<'_>, results: &Results) -> Bag {
    let mut bag = Bag::default();
    for rows in &view.program.outputs.rated_rows {
        let Some(rated) = view.rubric.indicators.get(rows.indicator).and_then(|i| i.rated.as_ref()) else { continue };
        for rater in rated.raters.iter().filter_map(|rater| view.rubric.raters.get(*rater)) {
            if let Some(group) = &rater.conflict {
                bag.all.extend(conflict(view, rows, rated, rater, group));
            }
        }
    }
    for part in &results.participation {
        bag.all.extend(view.rubric.raters.get(part.rater).and_then(|rater| too_few(view, rater, part)));
    }
    bag
}

/// All ratings that came, whether they count or not, against those expected.
pub fn participation(rubric: &Rubric, results: &Results) -> Vec<Participation> {
    let mut all = Vec::new();
    for rater in (0..rubric.raters.len()).filter(|rater| rubric.raters[*rater].expected.is_some()) {
        let (mut came, mut expected) = (ExactSum::new(), ExactSum::new());
        for result in &results.indicators {
            for given in result.ratings.iter().filter(|given| given.rater == rater) {
                let Some(should) = &given.expected else { continue };
                for subject in 0..results.subjects.len() {
                    let figures = (should.get(subject), given.count.get(subject), given.left_out.get(subject));
                    if let (Ok(should), Ok(count), Ok(left_out)) = figures {
                        expected.add(should);
                        came.add(count);
                        came.add(left_out);
                    }
                }
            }
        }
        all.push(Participation { rater, came: came.value(), expected: expected.value() });
    }
    all
}

fn too_few(view: &View<'_>, rater: &Rater, part: &Participation) -> Option<Diagnostic> {
    let least = rater.min_participation?.to_f64();
    if part.expected <= 0.0 || !compare(part.came / part.expected, least).is_lt() {
        return None;
    }
    let [came, expected] = [part.came, part.expected].map(short);
    let [share, least] = [part.came / part.expected, least].map(|share| short(round_half_away(share * 100.0, 2)));
    let message = Words {
        zh: format!("`{}` 应评 {expected} 份，来了 {came} 份，{share}%，不到规定的 {least}%", rater.name.zh),
        en: format!("`{}`: {came} of {expected} ratings came, {share} %, of the {least} % asked for", rater.name.en),
    };
    Some(Diagnostic::warning(codes::FEW_TOOK_PART, message).at((view.rubric.source, rater.span), Words::default()))
}

fn conflict(view: &View<'_>, rows: &RatedRows, rated: &Rated, rater: &Rater, group: &str) -> Option<Diagnostic> {
    let table = usize::from(rows.table.0);
    let (data, link) = (view.bound.tables.get(table)?, view.bound.links.get(table)?);
    let (about, by) = (view.slice.rows(rows.about, data.rows), view.slice.rows(rows.by, data.rows));
    // How raters are written: as keys, or as the rated are in the same table.
    let mut known: HashMap<&str, usize> = HashMap::new();
    if rated.rater_key_column.is_some() {
        let written = view.rubric.data[table].key.as_ref().map(|(column, _)| column.as_str());
        for row in 0..data.rows {
            if let (Some(name), Some(subject)) = (written.and_then(|column| word(data, column, row)), link.subject(row))
            {
                known.insert(name, subject);
            }
        }
        known.extend(view.bound.subjects.iter().enumerate().map(|(at, subject)| (subject.key.as_str(), at)));
    }
    let (mut all, mut found, mut who) = (0, Vec::new(), Vec::new());
    for row in (0..data.rows).filter(|row| link.holds_in(*row, view.period)) {
        let Some(subject) = link.subject(row).filter(|subject| view.bound.is_assessed(*subject, view.period)) else {
            continue;
        };
        let role = word(data, &rated.rater_column, row).unwrap_or_default();
        if !(about.is_true(row) && by.is_true(row) && rater.aliases.iter().any(|alias| alias == role)) {
            continue;
        }
        let name = rated.rater_key_column.as_ref().and_then(|column| word(data, column, row));
        let at = name.and_then(|name| known.get(name).copied());
        if at == Some(subject) {
            continue;
        }
        all += 1;
        let own = group_name(view, group, subject);
        let theirs = match rated.rater_group_column.as_ref().and_then(|column| word(data, column, row)) {
            Some(said) => said.to_string(),
            None => at.map(|at| group_name(view, group, at)).unwrap_or_default(),
        };
        if !own.is_empty() && own == theirs {
            found.push(row);
            who.extend(name);
        }
    }
    if found.is_empty() {
        return None;
    }
    who.sort_unstable();
    who.dedup();
    place::sort(data, &mut found);
    let (count, raters) = (found.len(), who.len());
    let indicator = view.rubric.indicators.get(rows.indicator)?;
    let (zh_who, en_who) = match raters {
        0 => (String::new(), String::new()),
        _ => (format!("，{raters} 人"), format!(", from {}", plural(raters, "rater"))),
    };
    let message = Words {
        zh: format!(
            "`{}` 由 `{}` 评的 {all} 个分中 {count} 个来自与被评人同一 `{group}` 的评分人{zh_who}，照计",
            indicator.name.zh, rater.name.zh
        ),
        en: format!(
            "`{}`: {count} of {} by `{}` from raters of the same `{group}` as the rated{en_who}; counted",
            indicator.name.en,
            plural(all, "rating"),
            rater.name.en
        ),
    };
    let mut finding = Diagnostic::warning(codes::CONFLICT_OF_INTEREST, message);
    for row in found.iter().take(NAMED) {
        let column = rated.rater_key_column.as_deref().or(rated.rater_group_column.as_deref());
        if let Some(cell) = view.bound.cell(rows.table, column, *row) {
            finding = finding.at(cell, words!("同组", "same group"));
        }
    }
    Some(finding.at((view.rubric.source, indicator.span), Words::default()))
}

fn word<'a>(data: &'a Table, column: &str, row: usize) -> Option<&'a str> {
    match data.column(column).map(|column| &column.lane) {
        Some(Lane::Texts(texts)) if row < texts.len() => texts.get(row).ok(),
        _ => None,
    }
}
