//! Findings for machines. Texts come in both languages; places in bytes and in characters.

use serde_json::{Value, json};

use crate::diagnostic::{Bag, Cell, Diagnostic, Fix, Label, Place, Severity};
use crate::text::{Located, Sources, Words};

/// `{ "diagnostics": […], "summary": { "errors": …, "warnings": …, "notes": … } }`, with a line end.
pub(super) fn bag(bag: &Bag, sources: &Sources) -> String {
    let all: Vec<Value> = bag.all.iter().map(|d| diagnostic(d, sources)).collect();
    let value = json!({
        "diagnostics": all,
        "summary": {
            "errors": bag.count(Severity::Error),
            "warnings": bag.count(Severity::Warning),
            "notes": bag.count(Severity::Note),
        },
    });
    format!("{value:#}\n")
}

/// One finding.
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    json!({
        "code": diagnostic.code.id,
        "severity": diagnostic.severity.name(),
        "title": { "zh": diagnostic.code.zh, "en": diagnostic.code.en },
        "message": words(&diagnostic.message),
        "labels": diagnostic.labels.iter().map(|l| label(l, sources)).collect::<Vec<_>>(),
        "help": diagnostic.help.as_ref().map(words),
        "fixes": diagnostic.fixes.iter().map(|f| fix(f, sources)).collect::<Vec<_>>(),
    })
}

/// `sure` is whether `--fix` does it.
fn fix(fix: &Fix, sources: &Sources) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        let mut value = place(&Place::Text { source: edit.source, span: edit.span }, sources);
        if let Value::Object(fields) = &mut value {
            fields.insert("replacement".into(), edit.with.as_str().into());
        }
        value
    });
    json!({ "title": words(&fix.title), "sure": fix.sure, "edits": edits.collect::<Vec<_>>() })
}

fn words(words: &Words) -> Value {
    json!({ "zh": words.zh, "en": words.en })
}

fn label(label: &Label, sources: &Sources) -> Value {
    let mut value = place(&label.place, sources);
    if let Value::Object(fields) = &mut value {
        fields.insert("text".into(), words(&label.words));
    }
    value
}

/// Bytes are half-open offsets from 0; lines and columns count from 1, columns in characters.
fn place(place: &Place, sources: &Sources) -> Value {
    match place {
        Place::Text { source, span } => {
            let Located { source, span, .. } = sources.locate(*source, *span);
            let (start, end) = (source.line_column(span.start), source.line_column(span.end));
            json!({
                "file": *source.name,
                "bytes": [span.start, span.end],
                "start": { "line": start.line, "column": start.column },
                "end": { "line": end.line, "column": end.column },
            })
        }
        Place::Cell(cell) => cell_value(cell),
        Place::File(file) => json!({ "file": **file }),
    }
}

/// `column` is null for a whole row, `sheet` for a text file.
fn cell_value(cell: &Cell) -> Value {
    let column = if cell.column == 0 { Value::Null } else { cell.column.into() };
    json!({ "file": *cell.file, "sheet": cell.sheet.as_deref(), "row": cell.row, "column": column, "cell": cell.to_string() })
}
