//! As a page that stands by itself.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::html::Frame;
use crate::report::outcome::say;
use crate::result::{FigureCell, Weight};

use super::{Written, cell, grave, head, sentence};

#[derive(Serialize)]
struct Page {
    title: String,
    facts: String,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: String,
    verdicts: Vec<Line>,
    tables: Vec<Table>,
    reading: Vec<String>,
}

#[derive(Serialize)]
struct Line {
    weight: &'static str,
    mark: String,
    text: String,
}

#[derive(Serialize)]
struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Serialize)]
struct Cell {
    text: String,
    number: bool,
}

pub fn write(written: Written, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let lang = written.lang;
    let (title, facts) = head(written);
    let sections = written.diagnosis.sections.iter().map(|section| Section {
        id: section.id,
        title: say(&section.title, lang),
        verdicts: section
            .verdicts
            .iter()
            .map(|verdict| Line {
                weight: class(verdict.weight),
                mark: say(&grave(verdict.weight), lang),
                text: sentence(verdict, lang),
            })
            .collect(),
        tables: section
            .tables
            .iter()
            .filter(|one| !one.rows.is_empty())
            .map(|one| Table {
                title: say(&one.title, lang),
                columns: one.columns.iter().map(|name| say(name, lang)).collect(),
                rows: one.rows.iter().map(|row| row.iter().map(|it| shown(it, written)).collect()).collect(),
            })
            .collect(),
        reading: section.reading.iter().map(|words| say(words, lang)).collect(),
    });
    Frame::new(lang)?.render("diagnosis.html", &Page { title, facts, sections: sections.collect() }, out)
}

fn shown(one: &FigureCell, written: Written) -> Cell {
    Cell { text: cell(one, written.lang), number: !matches!(one, FigureCell::Text(_)) }
}

fn class(weight: Weight) -> &'static str {
    match weight {
        Weight::Fault => "fault",
        Weight::Doubt => "doubt",
        Weight::Open => "open",
        Weight::Sound => "sound",
    }
}
