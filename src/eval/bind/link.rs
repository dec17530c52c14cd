//! To whom each row of a table belongs, and in which period.

use super::Buckets;

#[derive(Debug, Clone)]
pub struct Link {
    /// [`Buckets::NONE`] for a row of nobody; the first of several.
    subject: Vec<u32>,
    /// Rows and their subjects, where a row may have several: row, subject, index of the period.
    shared: Option<Vec<Share>>,
    /// Whether the buckets are those of the subjects alone.
    always: bool,
    periods: RowPeriods,
    dropped: Vec<bool>,
    buckets: Buckets,
    /// For each period whether the table has a row for it, whoever it belongs to.
    has_rows: Vec<bool>,
    /// By the same slots as the buckets: whether rows were there and all of them are void.
    all_void: Vec<bool>,
}

/// One of the subjects of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    pub row: u32,
    pub subject: u32,
    /// `None`: in every period.
    pub period: Option<u32>,
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
        let always = matches!(periods, RowPeriods::Always);
        Link { subject, shared: None, always, periods, dropped, buckets, has_rows, all_void: Vec::new() }
    }

    /// A table whose rows may each belong to several subjects.
    pub(super) fn of_shares(
        mut shares: Vec<Share>,
        periods: RowPeriods,
        dropped: Vec<bool>,
        subjects: usize,
        period_count: usize,
    ) -> Link {
        shares.sort_unstable();
        shares.dedup();
        let mut subject = vec![Buckets::NONE; dropped.len()];
        for share in shares.iter().rev() {
            if let Some(first) = subject.get_mut(share.row as usize) {
                *first = share.subject;
            }
        }
        // The roster may put somebody into another group each period, though the row holds always.
        let always = shares.iter().all(|share| share.period.is_none()) && matches!(periods, RowPeriods::Always);
        let mut pairs = Vec::new();
        for share in &shares {
            match share.period {
                _ if always => pairs.push((share.subject, share.row)),
                Some(period) => pairs.push((period * subjects as u32 + share.subject, share.row)),
                None => pairs.extend((0..period_count).map(|p| ((p * subjects) as u32 + share.subject, share.row))),
            }
        }
        let buckets = Buckets::of_pairs(if always { subjects } else { subjects * period_count }, pairs);
        let plain = Link::new(subject, periods, dropped, subjects, period_count);
        Link { shared: Some(shares), always, buckets, ..plain }
    }

    /// Remembers whose rows are all void, by the link in which they are still there.
    pub(super) fn with_void(self, whole: &Link) -> Link {
        let slots = whole.buckets.iter().zip(self.buckets.iter());
        let all_void: Vec<bool> = slots.map(|(all, left)| !all.is_empty() && left.is_empty()).collect();
        // Where nobody's rows are left they may seem to hold always.
        let all_void = if self.always == whole.always { all_void } else { Vec::new() };
        Link { all_void, ..self }
    }

    /// Whether rows of a slot were there, and all of them are void.
    pub fn is_all_void(&self, slot: usize) -> bool {
        self.all_void.get(slot) == Some(&true)
    }

    /// The bucket of a row, where no row is in several.
    pub fn bucket(&self, row: usize, subjects: usize) -> Option<usize> {
        let subject = self.subject(row)?;
        match &self.periods {
            RowPeriods::Always => Some(subject),
            RowPeriods::Each(_) => Some(self.period(row)? * subjects + subject),
        }
    }

    pub fn is_shared(&self) -> bool {
        self.shared.is_some()
    }

    /// Whether anybody's rows are all void.
    pub fn has_void(&self) -> bool {
        !self.all_void.is_empty()
    }

    /// Of a table whose rows have passed by: none of them is there, but of some periods it has spoken.
    pub(super) fn of_passed(always: bool, has_rows: Vec<bool>) -> Link {
        let periods = if always { RowPeriods::Always } else { RowPeriods::Each(Vec::new()) };
        Link { has_rows, ..Link::new(Vec::new(), periods, Vec::new(), 0, 0) }
    }

    pub(super) fn of_nobody(rows: usize) -> Link {
        Link::new(vec![Buckets::NONE; rows], RowPeriods::Always, Vec::new(), 0, 1)
    }

    /// The subjects a row belongs to.
    pub fn subjects(&self, row: usize) -> Vec<usize> {
        match &self.shared {
            None => self.subject(row).into_iter().collect(),
            Some(shares) => {
                let from = shares.partition_point(|share| (share.row as usize) < row);
                let of_row = shares[from..].iter().take_while(|share| share.row as usize == row);
                of_row.map(|share| share.subject as usize).collect()
            }
        }
    }

    /// The subject of a row, if it has one, where no row has several.
    pub fn only_subject(&self, row: usize) -> Option<Option<usize>> {
        self.shared.is_none().then(|| self.subject(row))
    }

    /// The subject a row belongs to; the first of several.
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

    /// Whether the buckets are the same in every period.
    pub fn is_always(&self) -> bool {
        self.always
    }

    /// Whether a row says something of a period, for anybody or nobody.
    pub fn holds_in(&self, row: usize, period: usize) -> bool {
        let always = matches!(self.periods, RowPeriods::Always);
        !self.is_dropped(row) && (always || self.period(row) == Some(period))
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
