//! Where a piece of text stands in its source, in bytes.

/// A half-open byte range of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// So many bytes later.
    pub fn moved(self, by: usize) -> Span {
        Span::new(self.start + by, self.end + by)
    }

    /// The smallest span that holds both.
    pub fn hull(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The smallest span around this one that lies in the text and begins and ends between
    /// characters.
    pub fn on_characters(self, text: &str) -> Span {
        let mut start = self.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = self.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(start, end)
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.end == self.start
    }
}

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_inside_a_character_takes_it_in() {
        assert_eq!(Span::new(2, 4).on_characters("甲乙"), Span::new(0, 6));
        assert_eq!(Span::new(3, 6).on_characters("甲乙"), Span::new(3, 6));
        assert_eq!(Span::new(7, 90).on_characters("甲乙"), Span::new(6, 6));
        assert_eq!(Span::new(4, 1).on_characters("甲乙"), Span::new(3, 3));
    }
}
