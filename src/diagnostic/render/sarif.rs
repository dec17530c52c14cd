//! Findings as SARIF 2.1.0, which code hosts and editors read.
//!
//! Lines and columns count from 1, columns in UTF-16 code units (`columnKind`). A rule's help is the
//! page of its code. A cell of a data file is a logical location, with file, sheet, row and column
//! among its properties.

use serde_json::{Map, Value, json};

use crate::diagnostic::page;
use crate::diagnostic::{Bag, Cell, Code, Diagnostic, Fix, Label, Place, Severity};
use crate::text::{Lang, Located, Sources, inert};

/// The log with a line end.
pub(super) fn log(bag: &Bag, sources: &Sources, lang: Lang) -> String {
    let mut codes: Vec<Code> = Vec::new();
    for finding in &bag.all {
        if !codes.contains(&finding.code) {
            codes.push(finding.code);
        }
    }
    codes.sort_by_key(|code| code.id);
    let results: Vec<Value> = bag.all.iter().map(|finding| result(finding, &codes, sources, lang)).collect();
    let language = lang.pick("zh-CN", "en-US");
    let value = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "kaohe",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "language": language,
                    "rules": codes.iter().map(|code| rule(*code, lang)).collect::<Vec<_>>(),
                },
            },
            "language": language,
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    format!("{value:#}\n")
}

fn rule(code: Code, lang: Lang) -> Value {
    let mut rule = json!({
        "id": code.id,
        "shortDescription": { "text": lang.pick(code.zh, code.en) },
    });
    if let (Some(page), Value::Object(fields)) = (page::find(code.id), &mut rule) {
        let plain = page.for_terminal(lang, 100, false);
        fields.insert("fullDescription".into(), json!({ "text": page.parts(lang).what }));
        fields.insert("help".into(), json!({ "text": plain, "markdown": page.markdown(lang) }));
    }
    rule
}

fn result(finding: &Diagnostic, codes: &[Code], sources: &Sources, lang: Lang) -> Value {
    let mut text = inert(finding.message.in_lang(lang)).into_owned();
    if let Some(help) = &finding.help {
        text.push_str(&format!("\n{}{}", lang.pick("帮助：", "help: "), inert(help.in_lang(lang))));
    }
    let mut labels = finding.labels.iter();
    let main: Vec<Value> = labels.next().map(|label| location(label, None, sources, lang)).into_iter().collect();
    let related: Vec<Value> =
        labels.enumerate().map(|(at, label)| location(label, Some(at + 1), sources, lang)).collect();
    let mut value = json!({
        "ruleId": finding.code.id,
        "ruleIndex": codes.iter().position(|code| *code == finding.code),
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": main,
    });
    let fixes: Vec<Value> = finding.fixes.iter().map(|found| fix(found, sources, lang)).collect();
    if let Value::Object(fields) = &mut value {
        for (name, list) in [("relatedLocations", related), ("fixes", fixes)] {
            if !list.is_empty() {
                fields.insert(name.into(), list.into());
            }
        }
    }
    value
}

/// The edits of a fix, those of one file together.
fn fix(fix: &Fix, sources: &Sources, lang: Lang) -> Value {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for edit in &fix.edits {
        let found = sources.locate(edit.source, edit.span);
        let replacement = json!({ "deletedRegion": region(&found), "insertedContent": { "text": edit.with } });
        let name: &str = &found.source.name;
        match changes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((name, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(name, replacements)| json!({ "artifactLocation": artifact(name), "replacements": replacements }))
        .collect();
    json!({ "description": { "text": fix.title.in_lang(lang) }, "artifactChanges": changes })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(label: &Label, id: Option<usize>, sources: &Sources, lang: Lang) -> Value {
    let mut fields = Map::new();
    if let Some(id) = id {
        fields.insert("id".into(), id.into());
    }
    match &label.place {
        Place::Text { source, span } => {
            let found = sources.locate(*source, *span);
            let artifact = artifact(&found.source.name);
            fields.insert("physicalLocation".into(), json!({ "artifactLocation": artifact, "region": region(&found) }));
        }
        Place::Cell(cell) => {
            fields.insert("physicalLocation".into(), json!({ "artifactLocation": artifact(&cell.file) }));
            fields.insert("logicalLocations".into(), json!([{ "fullyQualifiedName": cell.to_string() }]));
            fields.insert("properties".into(), cell_properties(cell));
        }
        Place::File(file) => {
            fields.insert("physicalLocation".into(), json!({ "artifactLocation": artifact(file) }));
        }
    }
    let words = inert(label.words.in_lang(lang));
    if !words.is_empty() {
        fields.insert("message".into(), json!({ "text": words }));
    }
    Value::Object(fields)
}

fn region(found: &Located<'_>) -> Value {
    let (start, end) =
        (found.source.line_column_utf16(found.span.start), found.source.line_column_utf16(found.span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn cell_properties(cell: &Cell) -> Value {
    let mut fields = Map::new();
    if let Some(sheet) = &cell.sheet {
        fields.insert("sheet".into(), (**sheet).into());
    }
    fields.insert("row".into(), cell.row.into());
    if cell.column > 0 {
        fields.insert("column".into(), cell.column.into());
    }
    Value::Object(fields)
}

fn artifact(file: &str) -> Value {
    json!({ "uri": uri(file) })
}

/// A path as a URI: relative stays relative, everything outside of ASCII is escaped.
fn uri(file: &str) -> String {
    let file = file.replace('\\', "/");
    let mut out = match file.as_bytes() {
        [b'/', ..] => "file://".to_string(),
        // `C:/` would read as a scheme.
        [drive, b':', ..] if drive.is_ascii_alphabetic() => "file:///".to_string(),
        _ => String::new(),
    };
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("rubrics/a.toml"), "rubrics/a.toml");
        assert_eq!(uri("考 核.toml"), "%E8%80%83%20%E6%A0%B8.toml");
        assert_eq!(uri("/tmp/a.toml"), "file:///tmp/a.toml");
        assert_eq!(uri("C:\\考核\\a.toml"), "file:///C%3A/%E8%80%83%E6%A0%B8/a.toml");
    }
}
