//! Peer groups: which subjects stand together, in each period.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bind::Buckets;
use super::kernel::view::TextView;
use crate::table::Nothing;

/// A division of the subjects. Groups are numbered in the order of their names, and have the same
/// numbers in every period.
#[derive(Debug, Clone)]
pub struct Groups {
    pub names: Vec<Arc<str>>,
    /// For each row of the subject grain its group, or why it has none.
    of: Vec<Result<u32, Nothing>>,
    /// Rows of the subject grain, by period × groups + group.
    members: Buckets,
}

impl Groups {
    /// Everybody together. Who is not assessed in a period is in no group then.
    pub fn everybody(subjects: usize, periods: usize, assessed: impl Fn(usize) -> bool) -> Groups {
        let of = (0..subjects * periods).map(|row| if assessed(row) { Ok(0) } else { Err(Nothing::NotApplicable) });
        Groups::build(vec!["".into()], of.collect(), subjects, periods)
    }

    /// Divides by the group's name. A subject whose name is a nothing is in no group, and nobody is
    /// who is not assessed in the period.
    pub fn by_name(names: TextView<'_>, subjects: usize, periods: usize, assessed: impl Fn(usize) -> bool) -> Groups {
        let rows = subjects * periods;
        let name = |row: usize| if assessed(row) { names.get(row) } else { Err(Nothing::NotApplicable) };
        let found: BTreeSet<&str> = (0..rows).filter_map(|row| name(row).ok()).collect();
        let sorted: Vec<&str> = found.into_iter().collect();
        let of = (0..rows)
            .map(|row| {
                let name = name(row)?;
                sorted.binary_search(&name).map(|group| group as u32).map_err(|_| Nothing::NoRows)
            })
            .collect();
        Groups::build(sorted.into_iter().map(Arc::from).collect(), of, subjects, periods)
    }

    fn build(names: Vec<Arc<str>>, of: Vec<Result<u32, Nothing>>, subjects: usize, periods: usize) -> Groups {
        let slots: Vec<u32> = of
            .iter()
            .enumerate()
            .map(|(row, group)| match group {
                Ok(group) => (row / subjects.max(1) * names.len()) as u32 + group,
                Err(_) => Buckets::NONE,
            })
            .collect();
        let members = Buckets::new(names.len() * periods, &slots);
        Groups { names, of, members }
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The group of a row of the subject grain.
    ///
    /// # Errors
    /// The nothing that stands where the group's name should.
    pub fn of(&self, row: usize) -> Result<usize, Nothing> {
        self.of.get(row).copied().unwrap_or(Err(Nothing::NoRows)).map(|group| group as usize)
    }

    pub(super) fn members(&self) -> &Buckets {
        &self.members
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Texts;

    #[test]
    fn groups_are_numbered_by_name() {
        let names: Texts =
            [Ok("乙"), Ok("甲"), Err(Nothing::Blank), Ok("乙"), Ok("乙"), Ok("甲")].into_iter().collect();
        let groups = Groups::by_name(TextView::Many(&names), 3, 2, |_| true);
        assert_eq!(groups.names.iter().map(|name| &**name).collect::<Vec<_>>(), ["乙", "甲"]);
        assert_eq!(groups.of(1), Ok(1));
        assert_eq!(groups.of(2), Err(Nothing::Blank));
        assert_eq!(groups.members().get(0), [0]);
        assert_eq!(groups.members().get(2), [3, 4]);
        assert_eq!(groups.members().get(3), [5]);
    }

    #[test]
    fn everybody_together() {
        let groups = Groups::everybody(2, 2, |_| true);
        assert_eq!(groups.members().get(1), [2, 3]);
        assert!(Groups::everybody(0, 1, |_| true).members().get(0).is_empty());
        let one_left = Groups::everybody(2, 2, |row| row != 3);
        assert_eq!(one_left.members().get(1), [2]);
        assert_eq!(one_left.of(3), Err(Nothing::NotApplicable));
    }
}
