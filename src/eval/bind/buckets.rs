//! Rows sorted into buckets, once for each table.

use std::ops::Range;

/// For each bucket the rows in it, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buckets {
    /// One more than there are buckets.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Buckets {
    /// The bucket of a row that is in none.
    pub const NONE: u32 = u32::MAX;

    /// `bucket_of` has the bucket of each row.
    pub fn new(buckets: usize, bucket_of: &[u32]) -> Buckets {
        let mut starts = vec![0_u32; buckets + 1];
        for bucket in bucket_of {
            if let Some(count) = starts.get_mut((*bucket as usize).saturating_add(1)) {
                *count += 1;
            }
        }
        for bucket in 0..buckets {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[buckets] as usize];
        for (row, bucket) in bucket_of.iter().enumerate() {
            if (*bucket as usize) < buckets {
                let at = &mut next[*bucket as usize];
                rows[*at as usize] = row as u32;
                *at += 1;
            }
        }
        Buckets { starts, rows }
    }

    /// Of the rows in each.
    #[cfg(test)]
    pub fn of(buckets: &[&[u32]]) -> Buckets {
        let rows = |(bucket, rows): (usize, &&[u32])| rows.iter().map(|row| (bucket as u32, *row)).collect::<Vec<_>>();
        Buckets::of_pairs(buckets.len(), buckets.iter().enumerate().flat_map(rows).collect())
    }

    /// Of pairs of bucket and row; a row may be in several buckets.
    pub fn of_pairs(buckets: usize, mut pairs: Vec<(u32, u32)>) -> Buckets {
        pairs.retain(|(bucket, _)| (*bucket as usize) < buckets);
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; buckets + 1];
        for (bucket, _) in &pairs {
            starts[*bucket as usize + 1] += 1;
        }
        for bucket in 0..buckets {
            starts[bucket + 1] += starts[bucket];
        }
        Buckets { starts, rows: pairs.into_iter().map(|(_, row)| row).collect() }
    }

    /// No rows for a bucket that does not exist.
    pub fn get(&self, bucket: usize) -> &[u32] {
        match (self.starts.get(bucket), self.starts.get(bucket + 1)) {
            (Some(start), Some(end)) => self.rows.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// How many rows are in a range of buckets.
    pub fn rows_in(&self, buckets: Range<usize>) -> usize {
        let at = |bucket: usize| self.starts.get(bucket).map_or(0, |start| *start as usize);
        at(buckets.end).saturating_sub(at(buckets.start))
    }

    /// The rows of a range of buckets, if each has exactly one.
    pub fn singles(&self, buckets: Range<usize>) -> Option<&[u32]> {
        let starts = self.starts.get(buckets.start..=buckets.end)?;
        let all_one = starts.windows(2).fold(true, |all, pair| all & (pair[1] == pair[0] + 1));
        let (first, last) = (*starts.first()?, *starts.last()?);
        if all_one { self.rows.get(first as usize..last as usize) } else { None }
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|bucket| self.get(bucket))
    }

    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_its_bucket() {
        let buckets = Buckets::new(3, &[2, 0, Buckets::NONE, 2, 7]);
        assert_eq!(buckets.iter().collect::<Vec<_>>(), [&[1][..], &[], &[0, 3]]);
        assert!(buckets.get(9).is_empty());
        assert!(Buckets::default().get(0).is_empty());
        let shared = Buckets::of_pairs(2, vec![(1, 0), (0, 0), (1, 2), (0, 0), (9, 1)]);
        assert_eq!(shared.iter().collect::<Vec<_>>(), [&[0][..], &[0, 2]]);
    }
}
