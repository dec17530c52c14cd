//! The values of a lane: its own, or shared with others that hold the same.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A list that is written like a `Vec`; once shared, copies of it take no room.
#[derive(Clone)]
pub enum Values<T> {
    Own(Vec<T>),
    Shared(Arc<Vec<T>>),
}

impl<T: Clone> Values<T> {
    pub const fn new() -> Values<T> {
        Values::Own(Vec::new())
    }

    /// From now on copies are the same list.
    pub fn share(&mut self) {
        if let Values::Own(own) = self {
            *self = Values::Shared(Arc::new(std::mem::take(own)));
        }
    }

    /// The list itself, copied where others hold it too.
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Values::Own(own) => own,
            Values::Shared(shared) => Arc::unwrap_or_clone(shared),
        }
    }
}

/// As a list: whose it is does not matter.
impl<T: fmt::Debug> fmt::Debug for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().as_slice().fmt(f)
    }
}

impl<T> Deref for Values<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        match self {
            Values::Own(own) => own,
            Values::Shared(shared) => shared,
        }
    }
}

impl<T: Clone> DerefMut for Values<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        match self {
            Values::Own(own) => own,
            Values::Shared(shared) => Arc::make_mut(shared),
        }
    }
}

impl<T> Default for Values<T> {
    fn default() -> Values<T> {
        Values::Own(Vec::new())
    }
}

impl<T> From<Vec<T>> for Values<T> {
    fn from(own: Vec<T>) -> Values<T> {
        Values::Own(own)
    }
}

impl<T> FromIterator<T> for Values<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Values<T> {
        Values::Own(values.into_iter().collect())
    }
}

impl<'a, T> IntoIterator for &'a Values<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Values<T> {
    fn eq(&self, other: &Values<T>) -> bool {
        **self == **other
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Values<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        self.as_slice() == other
    }
}

impl<T: PartialEq> PartialEq<Vec<T>> for Values<T> {
    fn eq(&self, other: &Vec<T>) -> bool {
        **self == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_what_is_shared_are_the_same_list_until_one_is_written() {
        let mut one: Values<f64> = vec![1.0, 2.0].into();
        one.share();
        let mut other = one.clone();
        assert!(std::ptr::eq(&*one, &*other));
        other.push(3.0);
        assert_eq!(one, [1.0, 2.0]);
        assert_eq!(other.into_vec(), [1.0, 2.0, 3.0]);
    }
}
