//! A document of headings, paragraphs, lists and tables: what it says, not how it looks.
//!
//! Plain data, written as Markdown, as a page, or as a file for Word and WPS. A writer knows nothing of
//! rubrics, and who fills a document knows nothing of markup: whatever a text holds, it stays text.

mod docx;
mod html;
mod markdown;
pub mod scheme;

use serde::Serialize;

use crate::text::{Lang, inert};

/// A whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub title: String,
    pub lang: Lang,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// Level 1 stands under the title.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: Text,
    },
    List {
        ordered: bool,
        items: Vec<Text>,
    },
    Table(Table),
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Text>>,
    /// Whether it is to be filled in by hand: its rows are high.
    pub form: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    pub head: String,
    /// Stands on the right.
    pub number: bool,
    /// How wide it is beside the others.
    pub share: u32,
}

/// Texts one after the other, some of them marked.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Run>);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Run {
    Plain(String),
    Strong(String),
    /// As it is written in a rubric.
    Code(String),
    /// Less important than what stands beside it.
    Soft(String),
    /// A new line.
    Break,
}

impl Text {
    /// With a new line before it, where something stands there.
    pub fn line(mut self, run: Run) -> Text {
        if !self.0.is_empty() {
            self.0.push(Run::Break);
        }
        self.0.push(run);
        self
    }

    /// A line of plain text; none for an empty one.
    pub fn and(self, text: impl AsRef<str>) -> Text {
        let text = inert(text.as_ref()).into_owned();
        if text.trim().is_empty() { self } else { self.line(Run::Plain(text)) }
    }

    pub fn soft(self, text: impl AsRef<str>) -> Text {
        let text = inert(text.as_ref()).into_owned();
        if text.trim().is_empty() { self } else { self.line(Run::Soft(text)) }
    }

    pub fn strong(text: impl AsRef<str>) -> Text {
        Text(vec![Run::Strong(inert(text.as_ref()).into_owned())])
    }

    /// What stands in it, without marks.
    pub fn plain(&self) -> String {
        self.0
            .iter()
            .map(|run| match run {
                Run::Plain(text) | Run::Strong(text) | Run::Code(text) | Run::Soft(text) => text.as_str(),
                Run::Break => "\n",
            })
            .collect()
    }
}

impl<T: AsRef<str>> From<T> for Text {
    fn from(text: T) -> Text {
        Text::default().and(text)
    }
}

impl Column {
    pub fn text(head: impl AsRef<str>, share: u32) -> Column {
        Column { head: inert(head.as_ref()).into_owned(), number: false, share }
    }

    pub fn number(head: impl AsRef<str>, share: u32) -> Column {
        Column { number: true, ..Column::text(head, share) }
    }
}

impl Document {
    pub fn new(title: impl AsRef<str>, lang: Lang) -> Document {
        Document { title: inert(title.as_ref()).into_owned(), lang, blocks: Vec::new() }
    }

    pub fn heading(&mut self, level: u8, text: impl AsRef<str>) {
        self.blocks.push(Block::Heading { level, text: inert(text.as_ref()).into_owned() });
    }

    /// Nothing for an empty text.
    pub fn paragraph(&mut self, text: impl Into<Text>) {
        let text = text.into();
        if !text.0.is_empty() {
            self.blocks.push(Block::Paragraph { text });
        }
    }

    /// Nothing for an empty list.
    pub fn list(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { ordered: false, items });
        }
    }

    pub fn steps(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { ordered: true, items });
        }
    }

    /// Nothing for a table without rows.
    pub fn table(&mut self, caption: impl AsRef<str>, columns: Vec<Column>, rows: Vec<Vec<Text>>) {
        if !rows.is_empty() {
            let caption = inert(caption.as_ref()).into_owned();
            self.blocks.push(Block::Table(Table { caption, columns, rows, form: false }));
        }
    }

    pub fn form(&mut self, caption: impl AsRef<str>, columns: Vec<Column>, rows: Vec<Vec<Text>>) {
        let caption = inert(caption.as_ref()).into_owned();
        self.blocks.push(Block::Table(Table { caption, columns, rows, form: true }));
    }
}

/// A kind of file that a document can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Markdown,
    Html,
    Docx,
}

/// Names on the command line, with the endings of files that ask for them.
pub const FORMATS: &[(Format, &str, &[&str])] = &[
    (Format::Markdown, "markdown", &["md", "markdown"]),
    (Format::Html, "html", &["html", "htm"]),
    (Format::Docx, "docx", &["docx"]),
];

impl Format {
    pub fn named(name: &str) -> Option<Format> {
        FORMATS.iter().find(|(_, known, _)| *known == name).map(|(format, _, _)| *format)
    }

    /// What the ending of a file name asks for.
    pub fn for_file(file: &str) -> Option<Format> {
        let (_, ending) = file.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        FORMATS.iter().find(|(_, _, endings)| endings.contains(&ending.as_str())).map(|(format, _, _)| *format)
    }
}

/// The document as a file.
///
/// # Errors
/// What a writer cannot make of it.
pub fn write(document: &Document, format: Format) -> std::io::Result<Vec<u8>> {
    match format {
        Format::Markdown => Ok(markdown::write(document).into_bytes()),
        Format::Html => html::write(document),
        Format::Docx => docx::write(document),
    }
}
