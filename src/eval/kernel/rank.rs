//! Places: by one key, and where it is equal by the next.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::view::{Operand, TextView, View};
use crate::eval::bind::Buckets;
use crate::number::compare::same;
use crate::plan::Ties;
use crate::table::{Nothing, Numbers, Texts};

/// A key and whether its greatest value comes first.
pub type Key<'a> = (View<'a>, bool);

/// Fewer rows are not worth another thread.
const MANY: usize = 1 << 14;

/// Texts as numbers that are equal and ordered as they are; nothing for what holds numbers.
pub fn text_key(key: Operand<'_>, rows: usize) -> Option<Numbers> {
    let Operand::Texts(texts) = key else { return None };
    Some(match texts {
        TextView::One(text) => (0..rows).map(|_| text.map(|_| 0.0)).collect(),
        TextView::Many(texts) => {
            let places = places(texts);
            let place = |row: usize| {
                let code = texts.codes.get(row).map_or(usize::MAX, |code| *code as usize);
                places.get(code).map(|place| f64::from(*place)).ok_or(Nothing::NoRows)
            };
            (0..rows).map(|row| key.nothing(row).map_or_else(|| place(row), Err)).collect()
        }
    })
}

/// The place of each text of a dictionary among them all.
fn places(texts: &Texts) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..texts.dictionary.len() as u32).collect();
    let text = |code: &u32| texts.dictionary.get(*code as usize);
    if sorted.len() < MANY {
        sorted.sort_unstable_by_key(text);
    } else {
        sorted.par_sort_unstable_by_key(text);
    }
    let mut places = vec![0; sorted.len()];
    for (place, code) in sorted.into_iter().enumerate() {
        places[code as usize] = place as u32;
    }
    places
}

/// Places within each bucket of rows. A row in no bucket gets what `outside` says; a row whose
/// first key is a nothing gets that nothing.
pub fn rank(
    keys: &[Key<'_>],
    ties: Ties,
    rows: usize,
    buckets: &Buckets,
    outside: impl Fn(usize) -> Nothing,
) -> Numbers {
    let mut places = vec![f64::NAN; rows];
    let mut take = |ranked: Vec<(u32, u32)>| {
        for (row, place) in ranked {
            if let Some(at) = places.get_mut(row as usize) {
                *at = f64::from(place);
            }
        }
    };
    if rows < MANY {
        (0..buckets.len()).for_each(|bucket| take(in_bucket(keys, ties, buckets.get(bucket))));
    } else {
        let ranked = (0..buckets.len()).into_par_iter().map(|bucket| in_bucket(keys, ties, buckets.get(bucket)));
        ranked.collect::<Vec<_>>().into_iter().for_each(take);
    }
    if !places.iter().fold(false, |any, place| any | place.is_nan()) {
        return Numbers::from_values(places);
    }
    let why = |(row, place): (usize, &f64)| {
        let unranked = || keys.first().and_then(|(first, _)| first.nothing(row)).unwrap_or_else(|| outside(row));
        place.is_nan().then(unranked)
    };
    let nothings = places.iter().enumerate().map(why).collect();
    Numbers { values: places, nothings }
}

/// Those in a bucket who have a place, and which.
fn in_bucket(keys: &[Key<'_>], ties: Ties, bucket: &[u32]) -> Vec<(u32, u32)> {
    let mut ranked: Vec<u32> = match keys.first() {
        Some((first, descending)) => sorted(*first, *descending, bucket),
        None => bucket.to_vec(),
    };
    let mut runs = Vec::new();
    match keys.split_first() {
        Some(((first, _), rest)) => cut(&mut ranked, *first, rest, &mut runs),
        None => part(&mut ranked, keys, &mut runs),
    }
    let (mut before, mut places) = (0, Vec::with_capacity(ranked.len()));
    for (index, run) in runs.iter().enumerate() {
        let place = match ties {
            Ties::Min => before + 1,
            Ties::Max => before + run,
            Ties::Dense => index + 1,
        };
        places.extend(ranked.iter().skip(before).take(*run).map(|row| (*row, place as u32)));
        before += run;
    }
    places
}

/// The rows that have a value, by it.
fn sorted(key: View<'_>, descending: bool, bucket: &[u32]) -> Vec<u32> {
    const SIGN: u64 = 1 << 63;
    let mut all: Vec<(u64, u32)> = Vec::with_capacity(bucket.len());
    for row in bucket {
        let value = key.value(*row as usize);
        if !value.is_nan() {
            let bits = value.to_bits();
            // As whole numbers these are ordered as the values are.
            let up = if bits & SIGN == 0 { bits | SIGN } else { !bits };
            all.push((if descending { !up } else { up }, *row));
        }
    }
    if all.len() < MANY {
        all.sort_unstable();
    } else {
        all.par_sort_unstable();
    }
    all.into_iter().map(|(_, row)| row).collect()
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
    cut(rows, *view, rest, runs);
}

/// The same with rows that are sorted by the first key.
fn cut(rows: &mut [u32], view: View<'_>, rest: &[Key<'_>], runs: &mut Vec<usize>) {
    let value = |row: u32| view.value(row as usize);
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
        list(&rank(keys, ties, rows, &Buckets::of(&[&all]), |_| Nothing::NoRows))
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
        let buckets = Buckets::of(&[&[0, 1], &[], &[2]]);
        let keys = [(View::many(&scores), true)];
        let result = rank(&keys, Ties::Min, 4, &buckets, |_| Nothing::Conflict);
        assert_eq!(list(&result), [Ok(2.0), Ok(1.0), Ok(1.0), Err(Nothing::Conflict)]);
        assert!(places(&[], Ties::Min, 0).is_empty());
    }
}
