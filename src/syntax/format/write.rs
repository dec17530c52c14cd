//! Puts a text together from what was read of it.

use super::{Group, Item, Row, Value};
use crate::text::width::width;

/// Lists that would be wider than this, in terminal cells, go over lines.
const WIDTH: usize = 110;

/// What an inner line of a group is set in by.
const STEP: &str = "    ";

/// Trailing comments stand in line unless that would put one so far away from what it is about.
const FAR: usize = 16;

pub(super) fn written(items: &[Item<'_>]) -> String {
    // A rubric without any empty line is short, and stays so.
    let compact = !items.iter().any(|item| matches!(item, Item::Blank));
    let mut page = Page { compact, ..Page::default() };
    for (index, item) in items.iter().enumerate() {
        match item {
            Item::Blank => {
                // Nothing stands between a head and its first key.
                let before = items.iter().take(index).rev().find(|item| !matches!(item, Item::Blank));
                let behind_head = matches!(before, Some(Item::Head { .. }));
                let next = items.iter().skip(index).find(|item| !matches!(item, Item::Blank));
                if !(behind_head && matches!(next, Some(Item::Entry { .. }))) {
                    page.blank();
                }
            }
            Item::Comment(text) => {
                // The comment right above a head belongs to it.
                let behind = items.iter().skip(index).find(|item| !matches!(item, Item::Comment(_)));
                let first = !matches!(index.checked_sub(1).and_then(|at| items.get(at)), Some(Item::Comment(_)));
                if first && matches!(behind, Some(Item::Head { .. })) {
                    page.blank();
                }
                page.put(text);
                page.end(None);
            }
            Item::Head { text, comment } => {
                if !matches!(index.checked_sub(1).and_then(|at| items.get(at)), Some(Item::Comment(_))) {
                    page.blank();
                }
                page.put(text);
                page.end(*comment);
            }
            Item::Entry { key, value, comment } => {
                page.put(key);
                page.put(" = ");
                page.value(value, "");
                page.end(*comment);
            }
        }
    }
    page.finish()
}

#[derive(Default)]
struct Page<'t> {
    /// No empty lines.
    compact: bool,
    lines: Vec<(String, Option<&'t str>)>,
    line: String,
}

impl<'t> Page<'t> {
    fn put(&mut self, text: &str) {
        self.line.push_str(text);
    }

    fn end(&mut self, comment: Option<&'t str>) {
        self.lines.push((std::mem::take(&mut self.line), comment));
    }

    fn blank(&mut self) {
        let last = self.lines.last().is_some_and(|(line, comment)| line.is_empty() && comment.is_none());
        if !last && !self.compact && !self.lines.is_empty() {
            self.end(None);
        }
    }

    fn value(&mut self, value: &Value<'t>, indent: &str) {
        match value {
            Value::Plain(text) => self.put(text),
            Value::Group(group) if group.lines => self.over_lines(group, indent),
            Value::Group(group) => {
                let flat = flat(value);
                let here = width(self.line.rsplit('\n').next().unwrap_or_default());
                let many = group.rows.iter().map(|row| row.members.len()).sum::<usize>() > 1;
                // Only a key's own list: what stands in another group stays with it.
                if !group.table && many && indent.is_empty() && here + width(&flat) > WIDTH {
                    self.broken(group);
                } else {
                    self.put(&flat);
                }
            }
        }
    }

    /// A list that has grown too wide: lists and tables one a line, others as many as fit.
    fn broken(&mut self, group: &Group<'t>) {
        let members = group.rows.iter().flat_map(|row| &row.members);
        let texts: Vec<String> = members.map(|member| flat(&member.value)).collect();
        let nested = group.rows.iter().flat_map(|row| &row.members).any(|m| matches!(m.value, Value::Group(_)));
        let rows: Vec<String> = if nested {
            aligned(&rows_of(group)).unwrap_or(texts)
        } else {
            let mut rows: Vec<String> = Vec::new();
            for text in texts {
                match rows.last_mut() {
                    Some(row) if STEP.len() + width(row) + width(&text) + 3 <= WIDTH => {
                        row.push_str(", ");
                        row.push_str(&text);
                    }
                    _ => rows.push(text),
                }
            }
            rows
        };
        self.put("[");
        self.end(None);
        for row in rows {
            self.put(STEP);
            self.put(&row);
            self.put(",");
            self.end(None);
        }
        self.put("]");
    }

    fn over_lines(&mut self, group: &Group<'t>, indent: &str) {
        let inner = format!("{indent}{STEP}");
        self.put(if group.table { "{" } else { "[" });
        self.end(None);
        let single = group.rows.iter().all(|row| row.members.len() <= 1);
        let mut columns =
            if single && !group.table { aligned(&rows_of(group)) } else { None }.unwrap_or_default().into_iter();
        for row in &group.rows {
            self.put(&inner);
            if row.members.is_empty() {
                self.put(row.comment.unwrap_or_default());
                self.end(None);
                continue;
            }
            match columns.next() {
                Some(text) => self.put(&text),
                None => self.row(row, &inner),
            }
            self.put(",");
            self.end(row.comment);
        }
        self.put(indent);
        self.put(if group.table { "}" } else { "]" });
    }

    fn row(&mut self, row: &Row<'t>, indent: &str) {
        for (index, member) in row.members.iter().enumerate() {
            if index > 0 {
                self.put(", ");
            }
            if !member.key.is_empty() {
                self.put(&member.key);
                self.put(" = ");
            }
            self.value(&member.value, indent);
        }
    }

    /// The lines with their comments, those of neighbours in one column.
    fn finish(mut self) -> String {
        while matches!(self.lines.last(), Some((line, None)) if line.is_empty()) {
            self.lines.pop();
        }
        let mut out = String::new();
        let mut rest = self.lines.as_slice();
        while let Some(((line, comment), behind)) = rest.split_first() {
            if comment.is_none() {
                out.push_str(line);
                out.push('\n');
                rest = behind;
                continue;
            }
            // A head's comment is about what follows, not about its neighbours.
            let in_run = |(line, comment): &&(String, Option<&str>)| comment.is_some() && !line.starts_with('[');
            let run = rest.iter().take_while(in_run).count().max(1);
            let (run, behind) = rest.split_at(run);
            let widths: Vec<usize> =
                run.iter().map(|(line, _)| width(line.rsplit('\n').next().unwrap_or_default())).collect();
            let (least, most) = (widths.iter().min().copied().unwrap_or(0), widths.iter().max().copied().unwrap_or(0));
            let column = if most - least <= FAR { most } else { 0 };
            for ((line, comment), width) in run.iter().zip(widths) {
                out.push_str(line);
                out.push_str(&" ".repeat(column.saturating_sub(width) + 1));
                out.push_str(comment.unwrap_or_default());
                out.push('\n');
            }
            rest = behind;
        }
        out
    }
}

/// The value on one line.
fn flat(value: &Value<'_>) -> String {
    match value {
        Value::Plain(text) => text.clone(),
        Value::Group(group) => {
            let members = group.rows.iter().flat_map(|row| &row.members);
            let texts: Vec<String> = members.map(|member| cell(&member.key, &flat(&member.value))).collect();
            match (group.table, texts.is_empty()) {
                (true, true) => "{}".to_string(),
                (true, false) => format!("{{ {} }}", texts.join(", ")),
                (false, _) => format!("[{}]", texts.join(", ")),
            }
        }
    }
}

fn cell(key: &str, value: &str) -> String {
    if key.is_empty() { value.to_string() } else { format!("{key} = {value}") }
}

/// The members of a list that has one a row.
fn rows_of<'g, 't>(group: &'g Group<'t>) -> Vec<&'g Value<'t>> {
    group.rows.iter().flat_map(|row| &row.members).map(|member| &member.value).collect()
}

/// Lists of as many items, or tables of the same keys, with what belongs together in columns; none
/// if they are not alike or would be too wide.
fn aligned(rows: &[&Value<'_>]) -> Option<Vec<String>> {
    let mut cells: Vec<Vec<(String, String)>> = Vec::new();
    let mut table = false;
    for row in rows {
        let Value::Group(group) = row else { return None };
        if group.lines {
            return None;
        }
        table = group.table;
        let members = group.rows.iter().flat_map(|row| &row.members);
        cells.push(members.map(|member| (member.key.clone(), flat(&member.value))).collect());
    }
    let first = cells.first().filter(|first| cells.len() > 1 && !first.is_empty())?;
    let alike =
        |row: &Vec<(String, String)>| row.len() == first.len() && row.iter().zip(first).all(|(a, b)| a.0 == b.0);
    if !cells.iter().all(alike) {
        return None;
    }
    let column = |at: usize| cells.iter().filter_map(move |row| row.get(at)).map(|(_, value)| value);
    let widths: Vec<usize> =
        (0..first.len()).map(|at| column(at).map(|value| width(value)).max().unwrap_or(0)).collect();
    let figures: Vec<bool> = (0..first.len()).map(|at| column(at).all(|value| is_figure(value))).collect();
    let mut lines = Vec::new();
    for row in &cells {
        let mut line = String::from(if table { "{ " } else { "[" });
        for (at, (key, value)) in row.iter().enumerate() {
            let gap = " ".repeat(widths.get(at).copied().unwrap_or(0).saturating_sub(width(value)));
            let right = !table && figures.get(at).copied().unwrap_or(false);
            let last = at + 1 == row.len();
            if right {
                line.push_str(&gap);
            }
            line.push_str(&cell(key, value));
            if !last {
                line.push(',');
            }
            if !right && !last {
                line.push_str(&gap);
            }
            if !last {
                line.push(' ');
            }
        }
        line.push_str(if table { " }" } else { "]" });
        lines.push(line);
    }
    lines.iter().all(|line| STEP.len() + width(line) < WIDTH).then_some(lines)
}

fn is_figure(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
}
