//! A bar on the terminal for work that takes long: how much is done, and how much longer it takes.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::text::{Lang, Words};

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two drawings, in milliseconds.
const PAUSE: u64 = 100;
const CELLS: usize = 30;

/// Drawn where somebody looks, and wiped out when it is dropped.
#[derive(Debug)]
pub struct Bar {
    begun: Instant,
    shown: bool,
    /// When it was drawn last, in milliseconds; 0 for never.
    drawn: AtomicU64,
    lang: Lang,
    what: Words,
}

impl Bar {
    /// For so many of these.
    pub fn new(what: Words, lang: Lang) -> Bar {
        Bar { begun: Instant::now(), shown: io::stderr().is_terminal(), drawn: AtomicU64::new(0), lang, what }
    }

    pub fn tell(&self, done: usize, of: usize) {
        let elapsed = self.begun.elapsed();
        if !self.shown || elapsed < PATIENCE {
            return;
        }
        let now = elapsed.as_millis() as u64;
        let last = self.drawn.load(Ordering::Relaxed);
        if (now < last + PAUSE && done < of)
            || self.drawn.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        let _ = write!(io::stderr(), "\r{}\u{1b}[K", self.line(done, of, elapsed));
    }

    fn line(&self, done: usize, of: usize, elapsed: Duration) -> String {
        let filled = done.min(of) * CELLS / of.max(1);
        let bar: String = (0..CELLS).map(|at| if at < filled { '█' } else { '░' }).collect();
        let what = self.what.in_lang(self.lang);
        let seconds = elapsed.as_secs_f64();
        let rate = done as f64 / seconds.max(1e-9);
        let left = (of.saturating_sub(done) as f64 / rate.max(1e-9)).ceil();
        match self.lang {
            Lang::Zh => format!("{bar} {done}/{of} {what}，每秒 {rate:.0}，还要 {left:.0} 秒"),
            Lang::En => format!("{bar} {done}/{of} {what}, {rate:.0} a second, {left:.0} s left"),
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn.load(Ordering::Relaxed) > 0 {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_long() {
        let bar = Bar::new(Words::new("行", "rows"), Lang::En);
        let line = bar.line(1500, 6000, Duration::from_secs(3));
        assert!(line.ends_with("░ 1500/6000 rows, 500 a second, 9 s left"), "{line}");
        assert_eq!(line.matches('█').count(), 7);
        let zh = Bar::new(Words::new("行", "rows"), Lang::Zh).line(0, 0, Duration::from_secs(1));
        assert!(zh.contains("0/0 行，每秒 0，还要 0 秒"), "{zh}");
    }
}
