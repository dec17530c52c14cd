//! A document as a page that needs nothing else.

use std::io;

use serde::Serialize;

use super::{Block, Document};
use crate::report::html::Frame;

#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    blocks: &'a [Block],
    /// Of the columns of each block that is a table, in hundredths.
    widths: Vec<Vec<u32>>,
}

pub(super) fn write(document: &Document) -> io::Result<Vec<u8>> {
    let widths = document.blocks.iter().map(|block| match block {
        Block::Table(table) => {
            let all: u32 = table.columns.iter().map(|column| column.share).sum();
            table.columns.iter().map(|column| column.share * 100 / all.max(1)).collect()
        }
        Block::Heading { .. } | Block::Paragraph { .. } | Block::List { .. } => Vec::new(),
    });
    let page = Page { title: &document.title, blocks: &document.blocks, widths: widths.collect() };
    let mut out = Vec::new();
    Frame::new(document.lang)?.render("document.html", &page, &mut out)?;
    Ok(out)
}
