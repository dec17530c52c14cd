//! A column of which only some rows are kept.

use super::Nothing;

/// Rows, in order, with what they hold: all others hold nothing worth keeping.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Few {
    rows: Vec<u32>,
    /// Empty where only nothings are kept.
    values: Vec<f64>,
    /// Parallel to the rows.
    nothings: Vec<Option<Nothing>>,
}

impl Few {
    /// A row with its value, NaN for a nothing.
    pub fn push(&mut self, row: usize, value: f64, nothing: Option<Nothing>) {
        self.rows.push(row as u32);
        self.values.push(value);
        self.nothings.push(nothing);
    }

    /// A row of a column of which only nothings are kept.
    pub fn push_nothing(&mut self, row: usize, nothing: Nothing) {
        self.rows.push(row as u32);
        self.nothings.push(Some(nothing));
    }

    /// Adds later rows behind these.
    pub fn append(&mut self, mut later: Few) {
        self.rows.append(&mut later.rows);
        self.values.append(&mut later.values);
        self.nothings.append(&mut later.nothings);
    }

    /// Makes room for so many rows and no more.
    pub fn reserve(&mut self, rows: usize, with_values: bool) {
        self.rows.reserve_exact(rows);
        self.nothings.reserve_exact(rows);
        if with_values {
            self.values.reserve_exact(rows);
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is kept of a row; a value that is not kept is NaN.
    pub fn get(&self, row: usize) -> Option<Result<f64, Nothing>> {
        let at = self.rows.binary_search(&(row as u32)).ok()?;
        Some(self.at(at))
    }

    pub fn nothing(&self, row: usize) -> Option<Nothing> {
        self.get(row)?.err()
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, Result<f64, Nothing>)> {
        self.rows.iter().enumerate().map(|(at, row)| (*row as usize, self.at(at)))
    }

    fn at(&self, at: usize) -> Result<f64, Nothing> {
        match self.nothings.get(at).copied().flatten() {
            Some(nothing) => Err(nothing),
            None => Ok(self.values.get(at).copied().unwrap_or(f64::NAN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_among_the_few() {
        let mut few = Few::default();
        few.push(3, 7.5, None);
        let mut later = Few::default();
        later.push(9, f64::NAN, Some(Nothing::Blank));
        few.append(later);
        assert_eq!([3, 4, 9].map(|row| few.get(row)), [Some(Ok(7.5)), None, Some(Err(Nothing::Blank))]);
        assert_eq!(few.nothing(9), Some(Nothing::Blank));
        assert_eq!(few.iter().map(|(row, _)| row).collect::<Vec<_>>(), [3, 9]);
    }
}
