//! Whether the appraisal itself is sound, as data: what was looked at, what it says, and how to read it.

use crate::text::Words;

/// What was found out about one period of one rubric.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    pub period: String,
    pub subjects: usize,
    pub sections: Vec<DiagnosisSection>,
}

/// One question that is asked of the appraisal.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagnosisSection {
    /// For programs: `discrimination`.
    pub id: &'static str,
    pub title: Words,
    /// The gravest first.
    pub verdicts: Vec<Verdict>,
    pub tables: Vec<FigureTable>,
    /// The formulas, their sources, and what may and may not be concluded.
    pub reading: Vec<Words>,
}

/// How grave what was found is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// The appraisal does not do what it is for.
    Fault,
    /// Worth looking into.
    Doubt,
    /// There is nothing to judge by, or too little.
    Open,
    /// Looked at and found in order.
    Sound,
}

/// One sentence of judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub weight: Weight,
    /// For programs: `ceiling`.
    pub id: &'static str,
    /// What it is about: the id of an indicator, the key of a subject; empty for the whole.
    pub about: String,
    pub text: Words,
    /// The figure it rests on, where it is one.
    pub figure: Option<f64>,
    /// How many the figure is of.
    pub sample: usize,
}

/// Figures side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureTable {
    pub id: &'static str,
    pub title: Words,
    pub columns: Vec<Words>,
    pub rows: Vec<Vec<FigureCell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FigureCell {
    Text(Words),
    /// With so many decimals in print.
    Number(f64, i32),
    /// Times a hundred in print.
    Share(f64),
    /// Too few, or no spread.
    None,
}

impl FigureCell {
    pub fn or_none(figure: Option<f64>, decimals: i32) -> FigureCell {
        figure.map_or(FigureCell::None, |figure| FigureCell::Number(figure, decimals))
    }
}
