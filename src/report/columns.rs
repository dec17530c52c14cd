//! Columns of text and numbers as a terminal shows them, by the cells that Chinese takes.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, LineStyle, Table};

use crate::text::width::width;
use crate::text::wrap;
use crate::text::wrap::longest_word;

/// A column before it is laid out.
#[derive(Debug, Clone)]
pub(in crate::report) struct Column {
    pub header: String,
    /// A second line of the header that is never wrapped into the first: `/ 52`.
    pub full: Option<String>,
    pub cells: Vec<String>,
    /// Numbers stand on the right and are never wrapped.
    pub number: bool,
    /// The width that text is wrapped at.
    pub most: usize,
}

impl Column {
    pub fn number(header: String, cells: Vec<String>) -> Column {
        Column { header, full: None, cells, number: true, most: 10 }
    }

    pub fn text(header: String, cells: Vec<String>, most: usize) -> Column {
        Column { header, full: None, cells, number: false, most }
    }

    /// The text wrapped, and so the width of the column.
    fn laid_out(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let widest = self.cells.iter().map(|cell| width(cell)).max().unwrap_or(0);
        let most = if self.number { widest.max(self.most) } else { self.most };
        // Words are not cut for the sake of a narrow column, unless they are monsters.
        let word = longest_word(&self.header).min(14);
        let mut header = wrap(&self.header, most.max(word));
        header.extend(self.full.clone());
        let cells = self.cells.iter().map(|cell| if self.number { vec![cell.clone()] } else { wrap(cell, most) });
        (header, cells.collect())
    }

    /// Cells of the terminal that it takes, with the gap to the next.
    pub fn cost(&self) -> usize {
        let (header, cells) = self.laid_out();
        header.iter().chain(cells.iter().flatten()).map(|line| width(line)).max().unwrap_or(0) + 2
    }
}

/// The columns beside each other, with a rule under the headers and one at the end.
pub(in crate::report) fn table(columns: &[&[Column]]) -> String {
    let columns: Vec<&Column> = columns.iter().copied().flatten().collect();
    let laid_out: Vec<_> = columns.iter().map(|column| column.laid_out()).collect();
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let tall = laid_out.iter().map(|(header, _)| header.len()).max().unwrap_or(0);
    let mut table = Table::new();
    let line = LineStyle::none().fill('─');
    table.load_style(NOTHING.header_separator(line));
    let cell = |lines: &[String], column: &Column| {
        let alignment = if column.number { CellAlignment::Right } else { CellAlignment::Left };
        Cell::new(lines.join("\n")).set_alignment(alignment)
    };
    // Headers stand on the line, whatever their height.
    table.set_header(columns.iter().zip(&laid_out).map(|(column, (header, _))| {
        let air = std::iter::repeat_n(String::new(), tall - header.len());
        cell(&air.chain(header.iter().cloned()).collect::<Vec<_>>(), column)
    }));
    for row in 0..rows {
        table.add_row(
            columns
                .iter()
                .zip(&laid_out)
                .map(|(column, (_, cells))| cell(cells.get(row).map_or(&[], Vec::as_slice), column)),
        );
    }
    let lines: Vec<String> = table.lines().collect();
    let rule = "─".repeat(lines.iter().map(|line| width(line)).max().unwrap_or(0));
    lines.iter().map(|line| line.trim_end()).chain([rule.as_str()]).map(|line| format!("{line}\n")).collect()
}
