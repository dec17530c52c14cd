//! Somebody twice where one row each is expected, with different figures.

use super::super::codes;
use super::super::pipeline::Evaluated;
use super::periods::Judged;
use crate::diagnostic::{Bag, Cell, Diagnostic, Place};
use crate::eval::collect;
use crate::rubric::ElementSource;
use crate::table::figure::short;
use crate::table::{Lane, Nothing, Table};
use crate::text::Words;
use crate::text::words::{list, plural};
use crate::words;

/// How many subjects are named and shown with their cells.
const NAMED: usize = 4;

/// One finding an element.
pub fn tell(evaluated: &Evaluated, judged: &[Judged], findings: &mut Bag) {
    let Evaluated { rubric, program, bound, lanes, .. } = evaluated;
    for (index, element) in rubric.elements.iter().enumerate() {
        let ElementSource::Rows { data, .. } = &element.source else { continue };
        // The roster tells of its own rows.
        if *data == rubric.subject.roster {
            continue;
        }
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for judged in judged {
            let Some(lane) = judged.results.elements.get(index) else { continue };
            for (row, subject) in bound.assessed_in(judged.period).into_iter().enumerate() {
                if row < lane.len()
                    && lane.nothing(row) == Some(Nothing::Conflict)
                    && let Some(info) = bound.subjects.get(subject)
                {
                    found.push((subject, judged.period, &info.label));
                }
            }
        }
        if found.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = found.iter().map(|(_, _, label)| *label).collect();
        names.dedup();
        let (count, id) = (found.len(), &element.id);
        let table = rubric.data.get(*data).map_or("", |source| &source.id);
        let shown = names.get(..NAMED.min(names.len())).unwrap_or_default();
        let mut who = list(shown, words!("和", "and"));
        if names.len() > NAMED {
            who.zh.push_str(&format!(" 等 {} 个", names.len()));
            who.en.push_str(&format!(" and {}", plural(names.len() - NAMED, "other")));
        }
        let times = plural(count, "case");
        let mut finding = Diagnostic::warning(
            codes::SEVERAL_FIGURES,
            Words {
                zh: format!("`{table}` 中 {} 有几行不同的 `{id}`（{count} 处），无法取一个，按缺失计", who.zh),
                en: format!("{} in `{table}`: rows with different `{id}` ({times}), none of which is taken", who.en),
            },
        )
        .help(words!(
            "删去多余的行；如果本来就有多行，用 `value` 写明怎样合成，例如 `sum({id})`、`last({id}, 日期)`",
            "remove the rows that are too many; if there are several by right, say in `value` how they come together, such as `sum({id})`"
        ));
        for (subject, period, _) in found.iter().take(NAMED) {
            finding = collect::label_element((rubric, program), (bound, lanes), (*subject, *period, index), finding);
        }
        // The element has no figure; each of its cells has.
        if let Some(table) = bound.tables.get(*data) {
            for label in &mut finding.labels {
                if let Place::Cell(cell) = &label.place
                    && let Some(value) = stands_in(table, cell)
                {
                    label.words = Words::same(format!("`{id}` {value}"));
                }
            }
        }
        findings.push(finding);
    }
}

/// What stands in a cell of a table.
fn stands_in(table: &Table, cell: &Cell) -> Option<String> {
    let files = &table.origins.files;
    let file = files.iter().position(|origin| origin.file == cell.file && origin.sheet == cell.sheet)?;
    let here = |row: &usize| {
        table.origins.number.get(*row) == Some(&cell.row)
            && table.origins.file.get(*row).map(|at| usize::from(*at)) == Some(file)
    };
    let row = (0..table.rows).find(here)?;
    let column = table.columns.iter().find(|column| column.at.get(file) == Some(&cell.column))?;
    match &column.lane {
        Lane::Numbers(numbers) => numbers.get(row).ok().map(short),
        Lane::Texts(texts) => texts.get(row).ok().map(str::to_string),
    }
}
