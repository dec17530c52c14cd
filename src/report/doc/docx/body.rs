//! The text of a document: paragraphs and tables, by the names of styles.

use std::fmt::Write;

use super::safe;
use crate::report::doc::{Block, Column, Document, Run, Table, Text};

/// What text takes of an A4 page, in twentieths of a point.
const WIDTH: u32 = 9638;

/// The document part, and how many lists with numbers there are.
pub(super) fn body(document: &Document) -> (String, usize) {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>",
    );
    paragraph("Title", "", &Text::from(&document.title), &mut out);
    let mut lists = 0;
    for block in &document.blocks {
        match block {
            Block::Heading { level, text } => {
                paragraph(&format!("Heading{level}"), "", &Text::from(text), &mut out);
            }
            Block::Paragraph { text } => paragraph("BodyText", "", text, &mut out),
            Block::List { ordered, items } => {
                lists += usize::from(*ordered);
                // The first list of the numbering part has bullets.
                let number = if *ordered { lists + 1 } else { 1 };
                let properties = format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{number}\"/></w:numPr>");
                items.iter().for_each(|item| paragraph("ListParagraph", &properties, item, &mut out));
            }
            Block::Table(of) => table(of, &mut out),
        }
    }
    out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1304\" w:right=\"1134\" w:bottom=\"1304\" w:left=\"1134\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>\n",
    );
    (out, lists)
}

fn paragraph(style: &str, properties: &str, text: &Text, out: &mut String) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{properties}</w:pPr>");
    runs(text, out);
    out.push_str("</w:p>");
}

fn runs(text: &Text, out: &mut String) {
    for run in &text.0 {
        let (properties, text) = match run {
            Run::Plain(text) => ("", text),
            Run::Strong(text) => ("<w:rPr><w:b/></w:rPr>", text),
            Run::Code(text) => ("<w:rPr><w:rStyle w:val=\"Code\"/></w:rPr>", text),
            Run::Soft(text) => ("<w:rPr><w:rStyle w:val=\"Soft\"/></w:rPr>", text),
            Run::Break => {
                out.push_str("<w:r><w:br/></w:r>");
                continue;
            }
        };
        let _ = write!(out, "<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", safe(text));
    }
}

fn table(table: &Table, out: &mut String) {
    if !table.caption.is_empty() {
        paragraph("Caption", "", &Text::from(&table.caption), out);
    }
    let widths = widths(&table.columns);
    out.push_str(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Ruled\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"1\"/></w:tblPr><w:tblGrid>",
    );
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (column, width) in table.columns.iter().zip(&widths) {
        cell(column, *width, &Text::strong(&column.head), true, out);
    }
    out.push_str("</w:tr>");
    for row in &table.rows {
        let height = if table.form { "<w:trHeight w:val=\"620\"/>" } else { "" };
        let _ = write!(out, "<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>");
        let empty = Text::default();
        for (at, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
            cell(column, *width, row.get(at).unwrap_or(&empty), false, out);
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    // Two tables without a paragraph between would become one.
    paragraph("AfterTable", "", &Text::default(), out);
}

fn cell(column: &Column, width: u32, text: &Text, head: bool, out: &mut String) {
    let shade = if head { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E8EDF2\"/>" } else { "" };
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>");
    let side = if column.number { "<w:jc w:val=\"right\"/>" } else { "" };
    paragraph("TableText", side, text, out);
    out.push_str("</w:tc>");
}

/// Their shares of the page; rounding goes to the last.
fn widths(columns: &[Column]) -> Vec<u32> {
    let all: u32 = columns.iter().map(|column| column.share.max(1)).sum();
    let mut widths: Vec<u32> = columns.iter().map(|column| WIDTH * column.share.max(1) / all.max(1)).collect();
    let sum: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += WIDTH.saturating_sub(sum);
    }
    widths
}
