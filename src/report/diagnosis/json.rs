//! For programs: figures with all their digits, words in both languages.

use serde_json::{Value, json};

use crate::report::json::number;
use crate::result::{FigureCell, FigureTable, Verdict, Weight};
use crate::text::Words;

use super::Written;

pub fn document(written: Written) -> String {
    let Written { rubric, diagnosis, .. } = written;
    let sections: Vec<Value> = diagnosis
        .sections
        .iter()
        .map(|section| {
            json!({
                "id": section.id,
                "title": words(&section.title),
                "verdicts": section.verdicts.iter().map(verdict).collect::<Vec<_>>(),
                "tables": section.tables.iter().map(table).collect::<Vec<_>>(),
                "reading": section.reading.iter().map(words).collect::<Vec<_>>(),
            })
        })
        .collect();
    let value = json!({
        "rubric": rubric.header.id,
        "title": words(&rubric.header.title),
        "period": diagnosis.period,
        "subjects": diagnosis.subjects,
        "sections": sections,
    });
    format!("{value:#}\n")
}

fn words(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn verdict(verdict: &Verdict) -> Value {
    let weight = match verdict.weight {
        Weight::Fault => "fault",
        Weight::Doubt => "doubt",
        Weight::Open => "open",
        Weight::Sound => "sound",
    };
    json!({
        "weight": weight,
        "id": verdict.id,
        "about": verdict.about,
        "text": words(&verdict.text),
        "figure": verdict.figure.map(number),
        "sample": verdict.sample,
    })
}

fn table(table: &FigureTable) -> Value {
    let cell = |cell: &FigureCell| match cell {
        FigureCell::Text(text) => words(text),
        FigureCell::Number(figure, _) | FigureCell::Share(figure) => number(*figure),
        FigureCell::None => Value::Null,
    };
    json!({
        "id": table.id,
        "title": words(&table.title),
        "columns": table.columns.iter().map(words).collect::<Vec<_>>(),
        "rows": table.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>()).collect::<Vec<_>>(),
    })
}
