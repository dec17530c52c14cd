//! The two streams, and what is known of the terminal behind them.

use std::io::{self, BufWriter, IsTerminal, Write};

use crate::diagnostic::render::{Format, render};
use crate::diagnostic::{Bag, Diagnostic};
use crate::text::{Lang, Sources, Words};

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
    /// Lines of the terminal; none where there is no terminal.
    pub height: Option<usize>,
    /// Lines written since [`Console::measure`].
    pub written: usize,
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
        let mut console = Console {
            lang,
            terminal,
            color: terminal && !plain,
            error_color: io::stderr().is_terminal() && !plain,
            width: WIDTH,
            height: None,
            written: 0,
            out: BufWriter::new(io::stdout()),
        };
        console.measure();
        console
    }

    /// Looks how wide the terminal is now.
    pub fn measure(&mut self) {
        self.written = 0;
        if let (true, Some((width, height))) = (self.terminal, terminal_size::terminal_size()) {
            self.width = usize::from(width.0).max(20);
            self.height = Some(usize::from(height.0));
        }
    }

    /// To standard output, as it stands.
    ///
    /// # Errors
    /// What the system says; a closed pipe among it.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.iter().filter(|byte| **byte == b'\n').count();
        self.out.write_all(bytes)
    }

    /// Standard output, for what is written piece by piece.
    pub fn stream(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    /// A line to standard output.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.write(format!("{text}\n").as_bytes())
    }

    pub fn say(&mut self, words: &Words) -> io::Result<()> {
        self.line(words.in_lang(self.lang))
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A line to standard error; what stands on standard output already is shown before it.
    pub fn note(&mut self, words: &Words) -> io::Result<()> {
        self.out.flush()?;
        // Not wrapped: a path that is broken over two lines cannot be copied.
        writeln!(io::stderr(), "{}", words.in_lang(self.lang))
    }

    /// `错误：…` to standard error.
    pub fn complain(&mut self, words: &Words) -> io::Result<()> {
        self.note(&Words { zh: format!("错误：{}", words.zh), en: format!("error: {}", words.en) })
    }

    /// `错误：…` where standard output cannot be written any more; if standard error cannot
    /// either, nobody is there to be told.
    pub fn give_up(&self, words: &Words) {
        let _ = writeln!(io::stderr(), "{}{}", self.lang.pick("错误：", "error: "), words.in_lang(self.lang));
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
