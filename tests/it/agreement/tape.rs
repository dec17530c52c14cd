//! Decisions of a generator, read from a list of numbers: a shorter list and smaller numbers give
//! a simpler rubric, which is how proptest finds the simplest one that still shows a fault. Each
//! part of the rubric has a list of its own, so that one part gets simpler without changing others.

/// The parts that decide for themselves.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    Head,
    Sources,
    Elements,
    Checks,
    Indicators,
    Outcomes,
    Roster,
    Rows,
    Ratings,
}

/// One list of decisions for each [`Part`].
pub type Decisions = [Vec<u32>; 9];

#[derive(Debug)]
pub struct Tape<'a> {
    all: &'a Decisions,
    part: Part,
    at: usize,
}

impl Tape<'_> {
    pub fn new(all: &Decisions) -> Tape<'_> {
        Tape { all, part: Part::Head, at: 0 }
    }

    pub fn turn_to(&mut self, part: Part) {
        self.part = part;
        self.at = 0;
    }

    /// Below `count`; 0 when the list has come to its end.
    pub fn below(&mut self, count: usize) -> usize {
        let decision = self.all[self.part as usize].get(self.at).copied().unwrap_or(0);
        self.at += 1;
        decision as usize % count.max(1)
    }

    pub fn pick<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }

    /// So many times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// Some of the items, in their order.
    pub fn some<T: Clone>(&mut self, all: &[T], percent: usize) -> Vec<T> {
        all.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// Cuts a whole into so many parts of at least 1.
    pub fn parts(&mut self, whole: usize, count: usize) -> Vec<usize> {
        let mut parts = vec![whole / count; count];
        parts[0] += whole % count;
        for index in 1..count {
            let moved = self.below(parts[index]);
            parts[index] -= moved;
            parts[index - 1] += moved;
        }
        parts
    }
}
