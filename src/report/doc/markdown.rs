//! A document as Markdown of GitHub's kind.

use super::{Block, Document, Run, Table, Text};
use crate::report::markdown::plain;

/// A line of a table goes on behind it.
const BREAK: &str = "<br>";

pub(super) fn write(document: &Document) -> String {
    let mut out = format!("# {}\n", plain(&document.title));
    for block in &document.blocks {
        out.push('\n');
        match block {
            Block::Heading { level, text } => {
                out.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level) + 1), plain(text)));
            }
            Block::Paragraph { text } => out.push_str(&format!("{}\n", said(text, "  \n"))),
            Block::List { ordered, items } => {
                for (at, item) in items.iter().enumerate() {
                    let mark = if *ordered { format!("{}.", at + 1) } else { "-".into() };
                    let text = said(item, &format!("  \n{}", " ".repeat(mark.len() + 1)));
                    out.push_str(&format!("{mark} {text}\n"));
                }
            }
            Block::Table(table) => of_table(table, &mut out),
        }
    }
    out
}

fn of_table(table: &Table, out: &mut String) {
    if !table.caption.is_empty() {
        out.push_str(&format!("**{}**\n\n", plain(&table.caption)));
    }
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        out.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    };
    line(&mut table.columns.iter().map(|column| plain(&column.head)));
    line(&mut table.columns.iter().map(|column| if column.number { "---:" } else { "---" }.to_string()));
    for row in &table.rows {
        line(&mut row.iter().map(|cell| said(cell, BREAK)));
    }
}

fn said(text: &Text, line: &str) -> String {
    let in_table = line == BREAK;
    let mut out = String::new();
    for run in &text.0 {
        match run {
            Run::Plain(text) | Run::Soft(text) => out.push_str(&leading(&plain(text), &out, in_table)),
            Run::Strong(text) => out.push_str(&format!("**{}**", plain(text).trim())),
            Run::Code(text) => out.push_str(&code(text)),
            Run::Break => out.push_str(line),
        }
    }
    out
}

/// At the beginning of a line a sign may begin a list, a number with a dot too.
fn leading(text: &str, before: &str, in_table: bool) -> String {
    if in_table || !before.is_empty() && !before.ends_with(['\n', ' ']) {
        return text.to_string();
    }
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.split_at_checked(digits) {
        Some((number, rest)) if digits > 0 && rest.starts_with(['.', ')']) => format!("{number}\\{rest}"),
        Some((_, rest)) if digits == 0 && rest.starts_with(['-', '+', '=']) => format!("\\{rest}"),
        Some(_) | None => text.to_string(),
    }
}

/// Between as many ticks as it takes; a bar ends a cell even there.
fn code(text: &str) -> String {
    let mut longest = 0;
    let mut here = 0;
    for c in text.chars() {
        here = if c == '`' { here + 1 } else { 0 };
        longest = longest.max(here);
    }
    let ticks = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{ticks}{space}{}{space}{ticks}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::doc::Column;
    use crate::text::Lang;

    #[test]
    fn what_texts_hold_is_no_markup() {
        let mut document = Document::new("# <b>题", Lang::Zh);
        document.paragraph("1. 不是列表");
        document.paragraph("- 也不是 | a *b* [c](d)");
        document.list(vec![Text::from("甲").and("乙")]);
        let cells = vec![Text::from("a|b").line(Run::Code("c|`d".into())), Text::from("-1.5")];
        document.table("", vec![Column::text("名|字", 1), Column::number("数", 1)], vec![cells]);
        assert_eq!(
            write(&document),
            "# \\# &lt;b&gt;题\n\n1\\. 不是列表\n\n\\- 也不是 \\| a \\*b\\* \\[c\\](d)\n\n- 甲  \n  乙\n\n\
             | 名\\|字 | 数 |\n| --- | ---: |\n| a\\|b<br>`` c\\|`d `` | -1.5 |\n"
        );
    }
}
