//! Memory for the values of one batch, used again for the next.

use std::cell::RefCell;

use crate::table::Numbers;

/// Enough for what is alive at once in a batch.
const MOST: usize = 512;

thread_local! {
    static FREE: RefCell<Vec<Vec<f64>>> = const { RefCell::new(Vec::new()) };
}

/// Empty, with room for so many values.
pub fn values(rows: usize) -> Vec<f64> {
    let used = FREE.with_borrow_mut(|free| {
        let fits = free.last().is_some_and(|last| last.capacity() >= rows);
        if fits { free.pop() } else { None }
    });
    used.unwrap_or_else(|| Vec::with_capacity(rows))
}

/// What is no longer needed.
pub fn give_back(numbers: Numbers) {
    let mut values = numbers.values;
    values.clear();
    FREE.with_borrow_mut(|free| {
        if free.len() < MOST {
            free.push(values);
        }
    });
}
