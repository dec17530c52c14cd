//! The marks of a period as figures in rows: what most questions look at.

use crate::result::Results;
use crate::rubric::Rubric;
use crate::table::Numbers;

/// Points of every indicator, and totals, by subject.
#[derive(Debug, Clone)]
pub struct Marks {
    /// For each indicator the points of each subject; `None` where there are none.
    pub points: Vec<Vec<Option<f64>>>,
    /// Likewise full marks.
    pub full: Vec<Vec<Option<f64>>>,
    pub totals: Vec<Option<f64>>,
    pub ranks: Vec<Option<f64>>,
    pub grades: Vec<Option<usize>>,
}

impl Marks {
    pub fn of(rubric: &Rubric, results: &Results) -> Marks {
        let subjects = results.subjects.len();
        let column = |numbers: &Numbers| (0..subjects).map(|s| numbers.figure(s).ok()).collect::<Vec<_>>();
        Marks {
            points: results.indicators.iter().map(|it| column(&it.points)).collect(),
            full: results.indicators.iter().map(|it| column(&it.full)).collect(),
            totals: column(&results.total),
            ranks: column(&results.rank),
            grades: column(&results.grade)
                .into_iter()
                .map(|grade| grade.map(|index| index as usize).filter(|index| *index < rubric.grades.len()))
                .collect(),
        }
    }

    /// Points and totals of those who have both.
    pub fn with_totals(&self, indicator: usize) -> (Vec<f64>, Vec<f64>) {
        let points = self.points.get(indicator).into_iter().flatten();
        points.zip(&self.totals).filter_map(|(points, total)| Some(((*points)?, (*total)?))).unzip()
    }

    /// Points as shares (0–1) of full marks, of those who have them.
    pub fn shares(&self, indicator: usize) -> Vec<f64> {
        let points = self.points.get(indicator).into_iter().flatten();
        let full = self.full.get(indicator).into_iter().flatten();
        points.zip(full).filter_map(|(points, full)| Some((*points)? / (*full).filter(|full| *full > 0.0)?)).collect()
    }
}
