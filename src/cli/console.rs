//! The two streams, and what is known of the terminal behind them.

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::diagnostic::render::{Format, render};
use crate::diagnostic::{Bag, Diagnostic};
use crate::text::{Lang, Sources, Words, wrap};

/// Terminal cells of a line where there is no terminal to ask.
const WIDTH: usize = 100;

pub struct Console {
    pub lang: Lang,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// Whether standard output takes colour.
    pub color: bool,
    error_color: bool,
    pub width: usize,
    out: BufWriter<io::Stdout>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("lang", &self.lang).field("width", &self.width).finish_non_exhaustive()
    }
}

impl Console {
    pub fn new(lang: Lang) -> Console {
        // https://no-color.org: set to anything but the empty text.
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let terminal = io::stdout().is_terminal();
        let width = if terminal {
            terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0).max(20))
        } else {
            WIDTH
        };
        Console {
            lang,
            terminal,
            color: terminal && !plain,
            error_color: io::stderr().is_terminal() && !plain,
            width,
            out: BufWriter::new(io::stdout()),
        }
    }

    /// To standard output, as it stands.
    ///
    /// # Errors
    /// What the system says; a closed pipe among it.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// A line to standard output.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    pub fn say(&mut self, words: &Words) -> io::Result<()> {
        let text = words.in_lang(self.lang);
        writeln!(self.out, "{text}")
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A line to standard error; what stands on standard output already is shown before it.
    pub fn note(&mut self, words: &Words) -> io::Result<()> {
        self.out.flush()?;
        let lines = wrap(words.in_lang(self.lang), self.width);
        writeln!(io::stderr(), "{}", lines.join("\n"))
    }

    /// `错误：…` to standard error.
    pub fn complain(&mut self, words: &Words) -> io::Result<()> {
        self.note(&Words { zh: format!("错误：{}", words.zh), en: format!("error: {}", words.en) })
    }

    /// Findings to standard error.
    pub fn findings(&mut self, bag: &Bag, sources: &Sources) -> io::Result<()> {
        self.out.flush()?;
        let drawn = render(bag, sources, self.lang, Format::Text, self.error_color, self.width);
        io::stderr().write_all(drawn.as_bytes())
    }

    /// One finding to standard error.
    pub fn finding(&mut self, finding: Diagnostic, sources: &Sources) -> io::Result<()> {
        let mut bag = Bag::default();
        bag.push(finding);
        self.findings(&bag, sources)
    }

    /// Findings that were asked for, to standard output.
    pub fn show(&mut self, bag: &Bag, sources: &Sources, format: Format) -> io::Result<()> {
        let drawn = render(bag, sources, self.lang, format, self.color, self.width);
        self.write(drawn.as_bytes())
    }

    /// Bold on a terminal.
    pub fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
    }
}
