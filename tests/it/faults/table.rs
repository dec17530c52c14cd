//! What was found, counted by kind and by rubric.

use super::hold::Seen;

#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub planted: usize,
    pub found: usize,
    pub on_line: usize,
}

impl Count {
    pub fn add(&mut self, seen: Seen) {
        if seen != Seen::Same {
            self.planted += 1;
            self.found += usize::from(matches!(seen, Seen::OnLine | Seen::Elsewhere));
            self.on_line += usize::from(seen == Seen::OnLine);
        }
    }

    pub fn share(self) -> f64 {
        if self.planted == 0 { 100.0 } else { self.on_line as f64 * 100.0 / self.planted as f64 }
    }

    /// `| planted | found | on the line | not found |`
    pub fn row(self) -> String {
        let Count { planted, found, on_line } = self;
        let share = (self.share() * 10.0 + 1e-9).floor() / 10.0;
        format!("{planted} | {found} | {on_line} | {share:.1} % | {}", planted - found)
    }
}
