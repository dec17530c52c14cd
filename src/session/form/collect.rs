//! Workbooks that came back: who has not delivered, what is empty, what cannot be right, what two of them say
//! differently; each finding also as a comment in the cell, in a copy.

use std::collections::BTreeMap;
use std::path::Path;

use super::ask::{self, Ask};
use crate::diagnostic::{Bag, Cell, Diagnostic, Place};
use crate::host::Host;
use crate::input::form::{self, Filled};
use crate::report::form::{Allowed, Asked, Remark, allowed, annotate};
use crate::rubric::Rubric;
use crate::rubric::form::OWN;
use crate::session::codes::{CELLS_EMPTY, NO_COMMENTS, NOT_ALLOWED, NOT_DELIVERED, OTHER_PERIOD, TWO_VALUES};
use crate::session::pipeline::{Request, Stopped};
use crate::session::script::sound;
use crate::table::RawCell;
use crate::table::figure::digits;
use crate::text::words::plural;
use crate::text::{Lang, Sources, Words, fold};
use crate::words;

/// What came back.
#[derive(Debug)]
pub struct Collected {
    pub findings: Bag,
    pub deliveries: Vec<Delivery>,
    /// Copies with comments, by the names of the files.
    pub marked: Vec<(String, Vec<u8>)>,
}

/// What one owner or kind of rater has delivered.
#[derive(Debug)]
pub struct Delivery {
    pub whose: String,
    /// Each workbook with the cells that are filled in, and all.
    pub files: Vec<(String, usize, usize)>,
}

/// Looks at the workbooks in a folder.
///
/// # Errors
/// Findings of the rubric.
pub fn collect(
    host: &dyn Host,
    request: &Request,
    dir: &Path,
    lang: Lang,
    sources: &mut Sources,
) -> Result<Collected, Stopped> {
    let (rubric, mut findings) = sound(host, request, sources)?;
    findings.all.clear();
    let forms = form::find(host, dir);
    form::tell(&forms, &rubric.data, &mut findings);
    let filled: Vec<&Filled> = forms
        .values()
        .filter_map(|read| read.as_ref().ok())
        .filter(|filled| filled.form.rubric == rubric.header.id)
        .collect();
    let period = period(&rubric, request, &filled);
    let (of_period, others): (Vec<&Filled>, Vec<&Filled>) =
        filled.into_iter().partition(|filled| filled.form.period == period);
    for other in others {
        findings.push(other_period(other, period.as_deref().unwrap_or_default()));
    }
    let (asks, _) = ask::all(&rubric, lang);
    let mut deliveries = Vec::new();
    let mut seen: BTreeMap<(String, String, String), (String, Cell)> = BTreeMap::new();
    for ask in &asks {
        let rater = ask.rater.and_then(|rater| rubric.raters.get(rater));
        let whose = match rater {
            Some(rater) => rater.name.in_lang(lang).to_string(),
            None => ask.owner.clone().unwrap_or_else(|| lang.pick("未定责任部门", "nobody named").to_string()),
        };
        let own = |filled: &&&Filled| {
            let form = &filled.form;
            form.owner == ask.owner && form.rater.as_deref() == rater.map(|rater| rater.id.as_str())
        };
        let mut files = Vec::new();
        for filled in of_period.iter().filter(own) {
            let (done, all) = look(filled, ask, lang, &mut findings);
            if ask.rater.is_none() {
                compare(filled, &mut seen, &mut findings);
            }
            files.push((filled.file.to_string(), done, all));
        }
        if files.is_empty() {
            findings.push(not_delivered(&whose, dir));
        }
        deliveries.push(Delivery { whose, files });
    }
    let marked = mark(host, dir, &of_period, lang, &mut findings);
    Ok(Collected { findings, deliveries, marked })
}

/// The period that is asked for, else the one that most workbooks are of, the later of two.
fn period(rubric: &Rubric, request: &Request, filled: &[&Filled]) -> Option<String> {
    let cycle = rubric.header.cycle;
    if let Some(said) = request.period.as_ref().and_then(|said| cycle.parse(said)) {
        return Some(cycle.name(said)).filter(|name| !name.is_empty());
    }
    let mut counts: BTreeMap<&Option<String>, usize> = BTreeMap::new();
    for filled in filled {
        *counts.entry(&filled.form.period).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).and_then(|(period, _)| period.clone())
}

/// Looks at every cell of a workbook; gives how many are filled in, and of how many.
fn look(filled: &Filled, ask: &Ask, lang: Lang, findings: &mut Bag) -> (usize, usize) {
    let (mut done, mut all) = (0, 0);
    let mut empty: Vec<Cell> = Vec::new();
    for (field, at) in filled.form.fields.iter().zip(&filled.at) {
        let (Some(at), false) = (at, field.id.starts_with(OWN)) else { continue };
        let asked = ask.fields.iter().find(|(own, _)| own == field).map(|(_, asked)| asked);
        for (row, key) in &filled.rows {
            all += 1;
            let cell = filled.cell(*row, *at);
            if *cell == RawCell::Empty {
                empty.push(filled.place(*row, *at));
                continue;
            }
            done += 1;
            let Some(asked) = asked else { continue };
            if !fits(cell, &asked.allowed) {
                findings.push(not_allowed(filled.place(*row, *at), cell, key, asked, lang));
            }
        }
    }
    if !empty.is_empty() {
        findings.push(cells_empty(filled, &empty));
    }
    (done, all)
}

/// Whether a cell is what was asked for; words for nothing always are.
fn fits(cell: &RawCell, allowed: &Allowed) -> bool {
    let nothing = |text: &str| {
        let folded = fold(text);
        ["不适用", "notapplicable", "not applicable", "n/a", "-", "—", "/", "无", "暂无数据", "延迟统计"]
            .contains(&folded.as_str())
    };
    if let RawCell::Text(text) = cell
        && nothing(text)
    {
        return true;
    }
    match (allowed, cell) {
        (_, RawCell::Error(_)) => false,
        (Allowed::Text, _) => true,
        (Allowed::Date, RawCell::Date(_)) => true,
        (Allowed::Date, RawCell::Text(text)) => crate::table::time::parse_date(text).is_some(),
        (Allowed::Date, RawCell::Number { .. } | RawCell::Bool(_) | RawCell::Empty) => false,
        (Allowed::Words(words), RawCell::Text(text)) => words.iter().any(|word| fold(word) == fold(text)),
        (Allowed::Words(words), RawCell::Bool(_)) => words.iter().any(|word| ["是", "yes"].contains(&word.as_str())),
        (Allowed::Words(words), RawCell::Number { value, .. }) => words.contains(&digits(*value)),
        (Allowed::Words(_), RawCell::Date(_) | RawCell::Empty) => false,
        (Allowed::Number { ranges, step }, cell) => {
            let value = match cell {
                RawCell::Number { value, .. } => Some(*value),
                RawCell::Text(text) => crate::input::figure_of(text),
                RawCell::Date(_) | RawCell::Bool(_) | RawCell::Empty | RawCell::Error(_) => None,
            };
            value.is_some_and(|value| {
                let inside = |(low, high): &(f64, f64)| {
                    crate::number::compare(*low, value).is_le() && crate::number::compare(value, *high).is_le()
                };
                let steps =
                    step.is_none_or(|step| step <= 0.0 || ((value / step).round() * step - value).abs() <= 1e-9);
                (ranges.is_empty() || ranges.iter().any(inside)) && steps
            })
        }
    }
}

/// Two workbooks that give one cell of a table different values.
fn compare(filled: &Filled, seen: &mut BTreeMap<(String, String, String), (String, Cell)>, findings: &mut Bag) {
    for (field, at) in filled.form.fields.iter().zip(&filled.at) {
        let (Some(at), false) = (at, field.id.starts_with(OWN)) else { continue };
        for (row, key) in &filled.rows {
            let cell = filled.cell(*row, *at);
            if *cell == RawCell::Empty {
                continue;
            }
            let (value, here) = (shown(cell), filled.place(*row, *at));
            let name = (field.table.clone(), field.column.clone(), key.clone());
            match seen.get(&name) {
                Some((before, there)) if *before != value => {
                    findings.push(two_values(&field.id, key, (before, there), (&value, here)));
                }
                Some(_) => {}
                None => {
                    seen.insert(name, (value, here));
                }
            }
        }
    }
}

fn shown(cell: &RawCell) -> String {
    match cell {
        RawCell::Text(text) => text.parse::<f64>().map_or_else(|_| text.to_string(), digits),
        RawCell::Number { value, .. } => digits(*value),
        RawCell::Date(value) => crate::table::time::show_date(*value),
        RawCell::Bool(value) => value.to_string(),
        RawCell::Error(error) => error.to_string(),
        RawCell::Empty => String::new(),
    }
}

/// Copies of the workbooks that something is said of, with comments in the cells.
fn mark(host: &dyn Host, dir: &Path, all: &[&Filled], lang: Lang, findings: &mut Bag) -> Vec<(String, Vec<u8>)> {
    let mut remarks: BTreeMap<&str, Vec<Remark>> = BTreeMap::new();
    let said: Vec<(Cell, String)> = findings
        .all
        .iter()
        .flat_map(|finding| {
            let (code, message) = (finding.code.id, finding.message.in_lang(lang));
            finding.labels.iter().filter_map(move |label| match &label.place {
                Place::Cell(cell) if cell.row > 0 => Some((cell.clone(), format!("[{code}] {message}"))),
                Place::Cell(_) | Place::File(_) | Place::Text { .. } => None,
            })
        })
        .collect();
    for filled in all {
        let own = said.iter().filter(|(cell, _)| cell.file == filled.file && cell.sheet == filled.sheet.sheet);
        let own = own.map(|(cell, text)| Remark { row: cell.row, column: cell.column, text: text.clone() });
        remarks.entry(&filled.file).or_default().extend(own);
    }
    let mut marked = Vec::new();
    for filled in all {
        let Some(own) = remarks.get(&*filled.file).filter(|own| !own.is_empty()) else { continue };
        let Ok(bytes) = host.read(&dir.join(&*filled.file)) else { continue };
        match annotate(&bytes, filled.sheet.sheet.as_deref().unwrap_or_default(), own) {
            Ok(bytes) => marked.push((filled.file.to_string(), bytes)),
            Err(why) => findings.push(no_comments(filled, &why)),
        }
    }
    marked
}

fn not_delivered(whose: &str, dir: &Path) -> Diagnostic {
    let place = Place::File(dir.to_string_lossy().into_owned().into());
    Diagnostic::warning(
        NOT_DELIVERED,
        words!("`{whose}` 的填报表没有交来", "the data-entry workbook of `{whose}` has not come back"),
    )
    .at(place, Words::default())
}

fn cells_empty(filled: &Filled, empty: &[Cell]) -> Diagnostic {
    let (file, count) = (&filled.file, empty.len());
    let cells = plural(count, "empty cell");
    let finding = Diagnostic::warning(CELLS_EMPTY, words!("`{file}` 有 {count} 格没有填", "`{file}` has {cells}"));
    empty.iter().take(20).fold(finding, |finding, cell| finding.at(cell.clone(), words!("空着", "empty")))
}

fn not_allowed(place: Cell, cell: &RawCell, key: &str, asked: &Asked, lang: Lang) -> Diagnostic {
    let (name, value) = (&asked.name, shown(cell));
    let wanted = |lang| match allowed(&asked.allowed, lang) {
        range if range.is_empty() => lang.pick("数", "a number").to_string(),
        range => range,
    };
    let _ = lang;
    Diagnostic::error(
        NOT_ALLOWED,
        Words {
            zh: format!("`{key}` 的 `{name}` 填了 `{value}`，应为：{}", wanted(Lang::Zh)),
            en: format!("`{name}` of `{key}` is `{value}`; expected: {}", wanted(Lang::En)),
        },
    )
    .at(place, words!("这一格", "this cell"))
}

fn two_values(id: &str, key: &str, (before, there): (&str, &Cell), (value, here): (&str, Cell)) -> Diagnostic {
    Diagnostic::error(
        TWO_VALUES,
        words!(
            "`{key}` 的 `{id}` 有两个数：{before} 和 {value}",
            "`{id}` of `{key}` has two values: {before} and {value}"
        ),
    )
    .at(here, Words::same(value.to_string()))
    .at(there.clone(), Words::same(before.to_string()))
    .help(words!("请两边核对，改成一样，或只留一份", "let both sides agree, or keep one of the workbooks"))
}

fn other_period(filled: &Filled, wanted: &str) -> Diagnostic {
    let (file, period) = (&filled.file, filled.form.period.as_deref().unwrap_or_default());
    Diagnostic::warning(
        OTHER_PERIOD,
        words!("`{file}` 是 {period} 的，不是 {wanted} 的", "`{file}` is for {period}, not for {wanted}"),
    )
    .at(Place::File(file.clone()), Words::default())
}

fn no_comments(filled: &Filled, why: &Words) -> Diagnostic {
    let (file, Words { zh, en }) = (&filled.file, why);
    Diagnostic::note(NO_COMMENTS, words!("`{file}` 没有加批注：{zh}", "no comments were put into `{file}`: {en}"))
        .at(Place::File(file.clone()), Words::default())
        .help(words!("请照上面列出的格子看", "see the cells that are listed"))
}
