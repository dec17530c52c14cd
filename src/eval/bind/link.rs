//! To whom each row of a table belongs, and in which period.

use super::Buckets;

#[derive(Debug, Clone)]
pub struct Link {
    /// [`Buckets::NONE`] for a row of nobody.
    subject: Vec<u32>,
    periods: RowPeriods,
    dropped: Vec<bool>,
    buckets: Buckets,
    /// For each period whether the table has a row for it, whoever it belongs to.
    has_rows: Vec<bool>,
}

/// The period of each row.
#[derive(Debug, Clone)]
pub enum RowPeriods {
    /// Every row holds in every period.
    Always,
    /// Index of the period; [`Buckets::NONE`] where it could not be read or nobody has it.
    Each(Vec<u32>),
}

impl Link {
    pub(super) fn new(
        subject: Vec<u32>,
        periods: RowPeriods,
        dropped: Vec<bool>,
        subjects: usize,
        period_count: usize,
    ) -> Link {
        let mut has_rows = vec![false; period_count];
        let is_dropped = |row: usize| dropped.get(row) == Some(&true);
        let buckets = match &periods {
            RowPeriods::Always => {
                let any = (0..subject.len()).any(|row| !is_dropped(row));
                has_rows.fill(any);
                Buckets::new(subjects, &subject)
            }
            RowPeriods::Each(each) => {
                for (row, period) in each.iter().enumerate() {
                    if let Some(has) = has_rows.get_mut(*period as usize).filter(|_| !is_dropped(row)) {
                        *has = true;
                    }
                }
                let slots: Vec<u32> = subject
                    .iter()
                    .zip(each)
                    .map(|(subject, period)| {
                        if *subject == Buckets::NONE || *period == Buckets::NONE {
                            Buckets::NONE
                        } else {
                            period * subjects as u32 + subject
                        }
                    })
                    .collect();
                Buckets::new(subjects * period_count, &slots)
            }
        };
        Link { subject, periods, dropped, buckets, has_rows }
    }

    pub(super) fn of_nobody(rows: usize) -> Link {
        Link::new(vec![Buckets::NONE; rows], RowPeriods::Always, Vec::new(), 0, 1)
    }

    /// The subject a row belongs to.
    pub fn subject(&self, row: usize) -> Option<usize> {
        self.subject.get(row).filter(|subject| **subject != Buckets::NONE).map(|subject| *subject as usize)
    }

    /// The one period of a row; `None` also where all rows hold always.
    pub fn period(&self, row: usize) -> Option<usize> {
        match &self.periods {
            RowPeriods::Always => None,
            RowPeriods::Each(each) => {
                each.get(row).filter(|period| **period != Buckets::NONE).map(|period| *period as usize)
            }
        }
    }

    /// Whether the rows hold in every period.
    pub fn is_always(&self) -> bool {
        matches!(self.periods, RowPeriods::Always)
    }

    /// Whether a row says something of a period, for anybody or nobody.
    pub fn holds_in(&self, row: usize, period: usize) -> bool {
        !self.is_dropped(row) && (self.is_always() || self.period(row) == Some(period))
    }

    pub fn is_dropped(&self, row: usize) -> bool {
        self.dropped.get(row) == Some(&true)
    }

    pub fn has_rows_in(&self, period: usize) -> bool {
        self.has_rows.get(period) == Some(&true)
    }

    /// Rows by period × subjects + subject, or by subject alone if they hold always.
    pub fn buckets(&self) -> &Buckets {
        &self.buckets
    }
}
