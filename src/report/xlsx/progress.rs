//! How far a report is, told while it is written.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::report::Progress as Told;

/// Counts rows on all sheets.
pub struct Progress<'a> {
    told: Option<Told<'a>>,
    done: AtomicUsize,
    of: usize,
}

impl<'a> Progress<'a> {
    pub fn new(told: Option<Told<'a>>, of: usize) -> Progress<'a> {
        Progress { told, done: AtomicUsize::new(0), of }
    }

    /// So many more are done.
    pub fn step(&self, more: usize) {
        let done = self.done.fetch_add(more, Ordering::Relaxed) + more;
        if let (Some(told), true) = (self.told, more > 0) {
            told.0(done.min(self.of), self.of);
        }
    }
}

impl std::fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Progress").field("done", &self.done).field("of", &self.of).finish_non_exhaustive()
    }
}
