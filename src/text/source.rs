//! The texts a run has read, each with a small id so that a span can name its file.
//!
//! A rubric that extends another is one text made of several files, the nearest first: spans count
//! through all of them, so that whoever reads a span need not know of files, and only where a
//! finding is shown is the file looked up again.

use std::sync::Arc;

use super::Span;

/// Names one text of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// One text file: its name as the user gave it, and what stands in it.
#[derive(Debug, Clone)]
pub struct Source {
    pub name: Arc<str>,
    pub text: Arc<str>,
}

/// Line and column of a byte offset, both from 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

impl Source {
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let (line, before) = self.line_before(offset);
        LineColumn { line, column: before.chars().count() + 1 }
    }

    /// The same, but columns count the units of UTF-16, as editors and code hosts do.
    pub fn line_column_utf16(&self, offset: usize) -> LineColumn {
        let (line, before) = self.line_before(offset);
        LineColumn { line, column: before.encode_utf16().count() + 1 }
    }

    /// The line of an offset, from 1, and what stands before it there.
    fn line_before(&self, offset: usize) -> (usize, &str) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, &before[start..])
    }
}

/// Where a span of a text is: in which of its files, and where there.
#[derive(Debug, Clone, Copy)]
pub struct Located<'a> {
    /// Counts the files of the text from 0.
    pub file: usize,
    pub source: &'a Source,
    pub span: Span,
}

/// All texts of a run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Joined>,
}

/// One text.
#[derive(Debug, Clone)]
struct Joined {
    text: Arc<str>,
    first: Source,
    /// The other files, each with where it begins in the text.
    others: Vec<(usize, Source)>,
}

impl Sources {
    /// Whether others hold the same texts of the same files, as far as both go.
    pub fn same_texts(&self, others: &Sources) -> bool {
        let names = |joined: &Joined| {
            let others: Vec<_> = joined.others.iter().map(|(at, file)| (*at, file.name.clone())).collect();
            (joined.first.name.clone(), others)
        };
        self.all.iter().zip(&others.all).all(|(one, other)| one.text == other.text && names(one) == names(other))
    }

    /// A text of one file.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        let first = Source { name: name.into(), text: text.into() };
        self.all.push(Joined { text: first.text.clone(), first, others: Vec::new() });
        SourceId(self.all.len() as u32 - 1)
    }

    /// Another file of a text, behind those it has. Gives what spans of that file begin with.
    pub fn join(&mut self, id: SourceId, name: &str, text: &str) -> usize {
        let joined = &mut self.all[id.0 as usize];
        // The line between them keeps the end of one apart from the beginning of the next.
        let start = joined.text.len() + 1;
        joined.text = format!("{}\n{text}", joined.text).into();
        joined.others.push((start, Source { name: name.into(), text: text.into() }));
        start
    }

    /// The whole text, of all its files.
    pub fn text(&self, id: SourceId) -> &Arc<str> {
        &self.all[id.0 as usize].text
    }

    /// The file that a span begins in, and the span in it.
    pub fn locate(&self, id: SourceId, span: Span) -> Located<'_> {
        let joined = &self.all[id.0 as usize];
        let at = joined.others.partition_point(|(start, _)| *start <= span.start);
        let (start, source) = match at.checked_sub(1).and_then(|last| joined.others.get(last)) {
            Some((start, source)) => (*start, source),
            None => (0, &joined.first),
        };
        let inside = |offset: usize| offset.saturating_sub(start).min(source.text.len());
        Located { file: at, source, span: Span::new(inside(span.start), inside(span.end)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "一行\n𠮷询 = 1");
        let at = sources.text(id).find('=').unwrap();
        let found = sources.locate(id, Span::new(at, at + 1));
        assert_eq!(found.source.line_column(found.span.start), LineColumn { line: 2, column: 4 });
        assert_eq!(found.source.line_column_utf16(found.span.start), LineColumn { line: 2, column: 5 });
    }

    #[test]
    fn a_span_of_several_files_finds_its_own() {
        let mut sources = Sources::default();
        let id = sources.add("near.toml", "a = 1");
        let second = sources.join(id, "base.toml", "咨询 = 2\n");
        let third = sources.join(id, "root.toml", "c = 3");
        assert_eq!(&sources.text(id)[second..second + 6], "咨询");
        let at = |start: usize, end: usize| {
            let found = sources.locate(id, Span::new(start, end));
            (found.file, found.source.name.to_string(), found.span)
        };
        assert_eq!(at(0, 1), (0, "near.toml".into(), Span::new(0, 1)));
        // The end of a file is still in it.
        assert_eq!(at(5, 5), (0, "near.toml".into(), Span::new(5, 5)));
        assert_eq!(at(second, second + 6), (1, "base.toml".into(), Span::new(0, 6)));
        assert_eq!(at(third + 4, third + 5), (2, "root.toml".into(), Span::new(4, 5)));
        // What runs on into the next file ends with its own.
        assert_eq!(at(second + 9, third + 2), (1, "base.toml".into(), Span::new(9, 11)));
    }
}
