//! Places: by one key, and where it is equal by the next.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::view::{Operand, View};
use crate::number::compare::same;
use crate::plan::Ties;
use crate::table::{Nothing, Numbers};

/// A key and whether its greatest value comes first.
pub type Key<'a> = (View<'a>, bool);

/// Texts as numbers that are equal and ordered as they are; nothing for what holds numbers.
pub fn text_key(key: Operand<'_>, rows: usize) -> Option<Numbers> {
    let Operand::Texts(texts) = key else { return None };
    let sorted: BTreeSet<&str> = (0..rows).filter_map(|row| texts.get(row).ok()).collect();
    let place: BTreeMap<&str, f64> = sorted.into_iter().zip(0_u32..).map(|(text, at)| (text, f64::from(at))).collect();
    Some((0..rows).map(|row| texts.get(row).map(|text| place.get(text).copied().unwrap_or(f64::NAN))).collect())
}

/// Places within each bucket of rows. A row in no bucket gets what `outside` says; a row whose
/// first key is a nothing gets that nothing.
pub fn rank<'b>(
    keys: &[Key<'_>],
    ties: Ties,
    rows: usize,
    buckets: impl Iterator<Item = &'b [u32]>,
    outside: impl Fn(usize) -> Nothing,
) -> Numbers {
    let mut places = vec![0.0; rows];
    for bucket in buckets {
        let mut ranked: Vec<u32> = bucket.to_vec();
        if let Some((first, _)) = keys.first() {
            ranked.retain(|row| !first.value(*row as usize).is_nan());
        }
        let mut runs = Vec::new();
        part(&mut ranked, keys, &mut runs);
        let mut before = 0;
        for (index, run) in runs.iter().enumerate() {
            let place = match ties {
                Ties::Min => before + 1,
                Ties::Max => before + run,
                Ties::Dense => index + 1,
            };
            for row in &ranked[before..before + run] {
                places[*row as usize] = place as f64;
            }
            before += run;
        }
    }
    (0..rows)
        .map(|row| {
            if places[row] > 0.0 {
                return Ok(places[row]);
            }
            let unranked = keys.first().and_then(|(first, _)| first.nothing(row));
            Err(unranked.unwrap_or_else(|| outside(row)))
        })
        .collect()
}

/// Sorts the rows by the first key, cuts them into runs of equal values, and does the same inside
/// each run with the next key. Lengths of the runs that are equal in every key go to `runs`.
///
/// Twelve-digit equality is not transitive, so a run is what agrees with its first value.
fn part(rows: &mut [u32], keys: &[Key<'_>], runs: &mut Vec<usize>) {
    let Some(((view, descending), rest)) = keys.split_first() else {
        if !rows.is_empty() {
            runs.push(rows.len());
        }
        return;
    };
    let value = |row: u32| view.value(row as usize);
    rows.sort_unstable_by(|a, b| order(value(*a), value(*b), *descending));
    let mut start = 0;
    while start < rows.len() {
        let leader = value(rows[start]);
        let equal = |row: &u32| leader.is_nan() && value(*row).is_nan() || same(leader, value(*row));
        let length = rows[start..].iter().take_while(|row| equal(row)).count().max(1);
        part(&mut rows[start..start + length], rest, runs);
        start += length;
    }
}

/// Nothings are last in either direction.
fn order(a: f64, b: f64, descending: bool) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let up = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
            if descending { up.reverse() } else { up }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;

    fn places(keys: &[Key<'_>], ties: Ties, rows: usize) -> Vec<Result<f64, Nothing>> {
        let all: Vec<u32> = (0..rows as u32).collect();
        list(&rank(keys, ties, rows, [all.as_slice()].into_iter(), |_| Nothing::NoRows))
    }

    #[test]
    fn three_rules_for_ties() {
        let scores = numbers(&[Ok(90.0), Ok(80.0), Ok(0.9 * 100.0 + 1e-12), Ok(70.0)]);
        let keys = [(View::many(&scores), true)];
        assert_eq!(places(&keys, Ties::Min, 4), [Ok(1.0), Ok(3.0), Ok(1.0), Ok(4.0)]);
        assert_eq!(places(&keys, Ties::Max, 4), [Ok(2.0), Ok(3.0), Ok(2.0), Ok(4.0)]);
        assert_eq!(places(&keys, Ties::Dense, 4), [Ok(1.0), Ok(2.0), Ok(1.0), Ok(3.0)]);
        let up = [(View::many(&scores), false)];
        assert_eq!(places(&up, Ties::Min, 4), [Ok(3.0), Ok(2.0), Ok(3.0), Ok(1.0)]);
    }

    #[test]
    fn a_second_key_decides_what_the_first_leaves_equal() {
        let scores = numbers(&[Ok(90.0), Ok(90.0), Ok(90.0), Ok(95.0), Err(Nothing::Blank)]);
        let second = numbers(&[Ok(3.0), Err(Nothing::Blank), Ok(1.0), Ok(9.0), Ok(9.0)]);
        let keys = [(View::many(&scores), true), (View::many(&second), false)];
        let blank = Err(Nothing::Blank);
        assert_eq!(places(&keys, Ties::Min, 5), [Ok(3.0), Ok(4.0), Ok(2.0), Ok(1.0), blank]);
        let down = [(View::many(&scores), true), (View::many(&second), true)];
        assert_eq!(places(&down, Ties::Min, 5), [Ok(2.0), Ok(4.0), Ok(3.0), Ok(1.0), blank]);
    }

    #[test]
    fn groups_are_ranked_apart() {
        let scores = numbers(&[Ok(1.0), Ok(2.0), Ok(3.0), Ok(4.0)]);
        let buckets: [&[u32]; 3] = [&[0, 1], &[], &[2]];
        let keys = [(View::many(&scores), true)];
        let result = rank(&keys, Ties::Min, 4, buckets.into_iter(), |_| Nothing::Conflict);
        assert_eq!(list(&result), [Ok(2.0), Ok(1.0), Ok(1.0), Err(Nothing::Conflict)]);
        assert!(places(&[], Ties::Min, 0).is_empty());
    }
}
