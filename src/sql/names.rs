//! Names of columns and blocks: those of the rubric, as far as they are free and short enough.

use std::collections::HashSet;

/// PostgreSQL cuts longer names off without a word.
const LONGEST: usize = 58;

/// Names given so far. Databases do not tell `Total` from `total`, so neither do we.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    pub fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_lowercase());
    }

    /// The name itself, shortened, with a number if it is taken.
    pub fn give(&mut self, wanted: &str) -> String {
        let mut short: String = String::new();
        for c in wanted.chars().filter(|c| !c.is_control()) {
            if short.len() + c.len_utf8() > LONGEST - 6 {
                break;
            }
            short.push(c);
        }
        let short = if short.trim().is_empty() { "x".to_string() } else { short };
        let mut name = short.clone();
        let mut number = 1;
        while !self.taken.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{short}_{number}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_short() {
        let mut names = Names::default();
        assert_eq!(names.give("Total"), "Total");
        assert_eq!(names.give("total"), "total_2");
        let long = "平".repeat(40);
        assert!(names.give(&long).len() < 63);
        assert_ne!(names.give(&long), names.give(&long));
    }
}
