//! Ratings that no indicator uses: under a word that nobody knows, or by a kind of rater that does not
//! judge the item.

use std::collections::BTreeMap;

use super::View;
use super::checks::NAMED;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::bind::place;
use crate::eval::codes;
use crate::plan::{RatedRows, TableId};
use crate::rubric::{ElementSource, Rated};
use crate::table::{Lane, Table};
use crate::text::words::plural;
use crate::text::{Words, suggest};
use crate::words;

/// Why a rating is not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Item(String),
    Role(String),
    /// The item, and the role that does not judge it.
    NotTheirs(String, String),
}

pub fn tell(view: &View<'_>, findings: &mut Bag) {
    let mut tables: Vec<TableId> = view.program.outputs.rated_rows.iter().map(|rows| rows.table).collect();
    tables.sort_unstable();
    tables.dedup();
    for table in tables {
        of_table(view, table, findings);
    }
}

/// An indicator, how its ratings are found, and which rows it uses.
type Use<'a> = (&'a RatedRows, &'a Rated);

fn of_table(view: &View<'_>, table: TableId, findings: &mut Bag) {
    let at = usize::from(table.0);
    let (Some(data), Some(link)) = (view.bound.tables.get(at), view.bound.links.get(at)) else { return };
    let uses: Vec<Use<'_>> = view
        .program
        .outputs
        .rated_rows
        .iter()
        .filter(|rows| rows.table == table)
        .filter_map(|rows| Some((rows, view.rubric.indicators.get(rows.indicator)?.rated.as_ref()?)))
        .collect();
    let mut found: BTreeMap<Why, Vec<usize>> = BTreeMap::new();
    for row in (0..data.rows).filter(|row| link.holds_in(*row, view.period) && !link.is_dropped(*row)) {
        if link.subject(row).is_some_and(|subject| view.bound.is_assessed(subject, view.period))
            && let Some(why) = unused(view, data, &uses, row)
        {
            found.entry(why).or_default().push(row);
        }
    }
    // What elements read may be meant for them, unless it looks like a slip of the pen.
    let shared = view
        .rubric
        .elements
        .iter()
        .any(|element| matches!(&element.source, ElementSource::Rows { data, .. } if *data == at));
    found.retain(|why, _| !shared || matches!(why, Why::NotTheirs(..)) || nearest(view, &uses, why).is_some());
    let (theirs, unknown): (Vec<_>, Vec<_>) = found.into_iter().partition(|(why, _)| matches!(why, Why::NotTheirs(..)));
    for (rows, code) in [(unknown, codes::RATING_UNUSED), (theirs, codes::RATING_NOT_THEIRS)] {
        if !rows.is_empty() {
            findings.push(finding(view, table, data, &uses, rows, code));
        }
    }
}

fn unused(view: &View<'_>, data: &Table, uses: &[Use<'_>], row: usize) -> Option<Why> {
    let holds = |node| view.slice.rows(node, data.rows).is_true(row);
    if uses.iter().any(|(rows, _)| holds(rows.about) && holds(rows.by)) {
        return None;
    }
    let mut concerned: Vec<&Use<'_>> = uses.iter().filter(|(rows, _)| holds(rows.about)).collect();
    let known = !concerned.is_empty();
    if !known {
        concerned = uses.iter().collect();
    }
    // Rows that a condition shuts out are meant to be left alone.
    if concerned.iter().all(|(rows, _)| rows.chosen.is_some_and(|chosen| !holds(chosen))) {
        return None;
    }
    let (_, rated) = concerned.first()?;
    let item = rated.indicator_column.as_deref().map(|column| word(data, column, row)).unwrap_or_default();
    if !known {
        return Some(Why::Item(item));
    }
    let role = word(data, &rated.rater_column, row);
    let known = view.rubric.raters.iter().any(|rater| rater.aliases.contains(&role));
    Some(if known && !role.is_empty() { Why::NotTheirs(item, role) } else { Why::Role(role) })
}

/// Empty where there is nothing in the cell.
fn word(data: &Table, column: &str, row: usize) -> String {
    match data.column(column).map(|column| &column.lane) {
        Some(Lane::Texts(texts)) if row < texts.len() => texts.get(row).unwrap_or_default().to_string(),
        _ => String::new(),
    }
}

/// The word that may be meant.
fn nearest<'a>(view: &View<'a>, uses: &[Use<'a>], why: &Why) -> Option<&'a str> {
    match why {
        Why::Item(word) => {
            let names = uses.iter().flat_map(|(rows, rated)| {
                let indicator = view.rubric.indicators.get(rows.indicator);
                let own = indicator.map(|indicator| [indicator.id.as_str(), indicator.name.zh.as_str()]);
                own.into_iter().flatten().chain([rated.indicator.as_str()])
            });
            suggest::nearest(word, names.filter(|name| !name.is_empty()))
        }
        Why::Role(word) => {
            let names = view.rubric.raters.iter().flat_map(|rater| rater.aliases.iter().map(String::as_str));
            suggest::nearest(word, names.filter(|name| !name.is_empty()))
        }
        Why::NotTheirs(..) => None,
    }
}

fn finding<'a>(
    view: &View<'a>,
    table: TableId,
    data: &Table,
    uses: &[Use<'a>],
    found: Vec<(Why, Vec<usize>)>,
    code: crate::diagnostic::Code,
) -> Diagnostic {
    let count: usize = found.iter().map(|(_, rows)| rows.len()).sum();
    let (name, en_count) = (&view.rubric.data[usize::from(table.0)].id, plural(count, "rating"));
    let message = if code == codes::RATING_UNUSED {
        words!(
            "`{name}` 有 {count} 个评分没有用上：角色或指标不认识",
            "{en_count} in `{name}` not used: the role or the item is unknown"
        )
    } else {
        words!(
            "`{name}` 有 {count} 个评分没有用上：考核者不评这一项",
            "{en_count} in `{name}` not used: the item is not for this kind of rater to judge"
        )
    };
    let mut finding = Diagnostic::warning(code, message);
    for (why, mut rows) in found.into_iter().take(NAMED) {
        place::sort(data, &mut rows);
        let (count, en_count) = (rows.len(), plural(rows.len(), "rating"));
        let said = |word: &str| {
            if word.is_empty() { words!("空白", "blank") } else { Words::same(format!("`{word}`")) }
        };
        let (item, role) = uses
            .first()
            .map_or((None, ""), |(_, rated)| (rated.indicator_column.as_deref(), rated.rater_column.as_str()));
        let (column, what) = match &why {
            Why::Item(word) => (item, said(word)),
            Why::Role(word) => (Some(role), said(word)),
            Why::NotTheirs(item, by) if item.is_empty() => (Some(role), said(by)),
            Why::NotTheirs(item, by) => {
                (Some(role), Words { zh: format!("`{item}` 由 `{by}` 评"), en: format!("`{item}` rated by `{by}`") })
            }
        };
        let meant = nearest(view, uses, &why).map(|word| words!("，要写 `{word}` 吗？", "; is `{word}` meant?"));
        let meant = meant.unwrap_or_default();
        let text = Words {
            zh: format!("{}，{count} 个{}", what.zh, meant.zh),
            en: format!("{}: {en_count}{}", what.en, meant.en),
        };
        if let Some(cell) = rows.first().and_then(|row| view.bound.cell(table, column, *row)) {
            finding = finding.at(cell, text);
        }
    }
    finding
}
