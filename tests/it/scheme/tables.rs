//! Tables are the same in every format, read back by other means than they were written.

use std::io::{Cursor, Read};

use kaohe::report::doc::{Block, Document, Format, write};
use kaohe::text::Lang;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Made, shipped};

/// Rows of cells, the head first.
type Rows = Vec<Vec<String>>;

/// Without what the formats have marks for.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\\' | '*' | '`') && !c.is_whitespace()).collect()
}

fn unescaped(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(text.to_string(), |text, (entity, c)| text.replace(entity, c))
}

fn of_document(document: &Document) -> Vec<Rows> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables
        .map(|table| {
            let head = table.columns.iter().map(|column| bare(&column.head)).collect();
            let rows = table.rows.iter().map(|row| row.iter().map(|cell| bare(&cell.plain())).collect());
            std::iter::once(head).chain(rows).collect()
        })
        .collect()
}

fn of_markdown(text: &str) -> Vec<Rows> {
    let mut tables: Vec<Rows> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let Some(line) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else {
            inside = false;
            continue;
        };
        if !inside {
            tables.push(Vec::new());
        }
        inside = true;
        // A bar inside a cell has a backslash before it.
        let cells: Vec<String> = line.split(" | ").map(|cell| bare(&unescaped(&cell.replace("<br>", " ")))).collect();
        if !cells.iter().all(|cell| matches!(cell.as_str(), "---" | "---:")) {
            tables.last_mut().unwrap().push(cells);
        }
    }
    tables
}

fn of_html(text: &str) -> Vec<Rows> {
    let tables = text.split("<table").skip(1).map(|table| table.split("</table>").next().unwrap());
    tables
        .map(|table| {
            let rows = table.split("<tr>").skip(1).map(|row| row.split("</tr>").next().unwrap());
            let cells = rows.map(|row| row.replace("<th ", "<td ").replace("</th>", "</td>"));
            cells
                .map(|row| row.split("<td").skip(1).map(|cell| stripped(cell.split("</td>").next().unwrap())).collect())
                .collect()
        })
        .collect()
}

/// What stands behind the rest of the opening tag, without tags.
fn stripped(cell: &str) -> String {
    let (_, mut rest) = cell.split_once('>').unwrap();
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once('<') {
        out.push_str(before);
        rest = behind.split_once('>').unwrap().1;
    }
    out.push_str(rest);
    bare(&unescaped(&out))
}

fn of_docx(bytes: Vec<u8>) -> Vec<Rows> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    let mut reader = Reader::from_str(&text);
    let mut tables: Vec<Rows> = Vec::new();
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => match tag.name().as_ref() {
                "w:tbl" => {
                    tables.push(Vec::new());
                    inside = true;
                }
                "w:tr" => tables.last_mut().unwrap().push(Vec::new()),
                "w:tc" => tables.last_mut().unwrap().last_mut().unwrap().push(String::new()),
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "w:tbl" => inside = false,
            Event::Text(text) if inside => {
                let cell = tables.last_mut().unwrap().last_mut().unwrap().last_mut().unwrap();
                cell.push_str(&bare(&text));
            }
            Event::GeneralRef(entity) if inside => {
                let cell = tables.last_mut().unwrap().last_mut().unwrap().last_mut().unwrap();
                cell.push_str(&bare(&unescaped(&format!("&{};", &*entity).replace("apos", "#39"))));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    tables
}

#[test]
fn every_format_has_the_same_tables() {
    for path in shipped() {
        let made = Made::of(&path);
        for lang in [Lang::Zh, Lang::En] {
            let document = made.document(lang);
            let wanted = of_document(&document);
            assert!(wanted.len() > 5);
            let text = |format| String::from_utf8(write(&document, format).unwrap()).unwrap();
            let name = path.display();
            for (format, found) in [
                ("markdown", of_markdown(&text(Format::Markdown))),
                ("html", of_html(&text(Format::Html))),
                ("docx", of_docx(write(&document, Format::Docx).unwrap())),
            ] {
                assert_eq!(wanted.len(), found.len(), "{name}: tables of {format}");
                for (wanted, found) in wanted.iter().zip(&found) {
                    for (wanted, found) in wanted.iter().zip(found) {
                        assert_eq!(wanted, found, "{name}: {format}");
                    }
                    assert_eq!(wanted.len(), found.len(), "{name}: rows of {format}");
                }
            }
        }
    }
}

#[test]
fn names_that_want_to_be_markup_stay_names() {
    let made = Made::of("tests/pages/hostile.toml".as_ref());
    for lang in [Lang::Zh, Lang::En] {
        let document = made.document(lang);
        let html = String::from_utf8(write(&document, Format::Html).unwrap()).unwrap();
        let markdown = String::from_utf8(write(&document, Format::Markdown).unwrap()).unwrap();
        for evil in ["<img", "<svg", "<script>类", "<b>优", "<a href"] {
            assert!(!html.contains(evil) && !markdown.contains(evil), "{evil}");
        }
        assert!(html.contains("Content-Security-Policy") && html.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert_eq!(of_docx(write(&document, Format::Docx).unwrap()), of_document(&document));
    }
}
