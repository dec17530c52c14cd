//! How a value becomes a score, and scores become points.

use super::{Expr, Name, Rated};
use crate::number::{Decimal, Rational};
use crate::table::NothingKind;
use crate::text::Span;

/// Names a scoring method; the library's `METHODS` has the entry of this index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MethodId(pub u16);

/// How marks are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking {
    /// Children's points add up to the parent's.
    Points,
    /// Relative weights; every level is scored 0–100.
    Weights,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundStage {
    Indicator,
    Category,
    Total,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    Target,
}

/// What a nothing does to a score.
#[derive(Debug, Clone, PartialEq)]
pub enum Missing {
    /// No total until it is reported.
    Fail,
    Zero,
    /// Left out; the marks of its siblings are scaled up.
    Skip,
    Full,
    /// The score of the period before.
    Previous,
    /// The mean score of the peers.
    GroupMean,
    /// Scored as this value.
    Value(Decimal),
}

#[derive(Debug, Clone)]
pub struct Category {
    pub id: String,
    pub name: Name,
    pub code: Option<String>,
    pub parent: Option<usize>,
    /// Marks (points marking) or relative weight.
    pub weight: Rational,
    /// Full marks out of the rubric's total; equals `weight` in points marking.
    pub full: f64,
    /// How its parts come together.
    pub combine: Combine,
    /// How much must be there for it to be scored.
    pub needs: Option<Needs>,
    pub span: Span,
    /// Where its points or its weight are written; its id where they are not.
    pub marks: Span,
}

/// How much of a category must be reported: a share of the marks that apply, a number of parts, or
/// both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    pub share: Option<Decimal>,
    pub items: Option<i32>,
    pub otherwise: TooLittle,
}

/// What a category does of which too little is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLittle {
    /// No total.
    Fail,
    /// Left out as a whole.
    Skip,
}

/// Weights that come from the data of the peers: they divide the marks of a category, or of the total.
#[derive(Debug, Clone)]
pub struct DataWeights {
    pub id: String,
    pub method: WeighBy,
    pub matrix: Matrix,
    /// What is divided; `None` for the total.
    pub parent: Parent,
    /// The indicators (indices) among which.
    pub items: Vec<usize>,
    /// To how many decimals full marks are rounded; what is left over goes to the greatest.
    pub decimals: i32,
}

/// How much an indicator tells its subjects apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeighBy {
    /// One less its entropy (Shannon).
    Entropy,
    /// Its deviation, times how little it agrees with the others (Diakoulaki et al. 1995).
    Critic,
    /// Its standard deviation.
    Deviation,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    /// The values, brought to 0–1 between the least and the greatest, 1 being the best.
    MinMax,
    /// The scores, as they are.
    Scores,
}

/// Who makes up for what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipWithin {
    /// The others of the same category.
    Category,
    /// All that is there.
    Total,
}

/// How the parts of a category, or of the total, come together.
///
/// All but `Sum` take the parts' scores (0–100), or the values of its indicators, to one score
/// (0–100), of which the points are the share of full marks. Parts that are left out count for
/// nothing and give their weight to the others.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Combine {
    /// Points add up.
    #[default]
    Sum,
    /// The generalised mean (Σ w·sᵖ / Σ w)^(1/p): 1 is the arithmetic mean, 0 the geometric, −1
    /// the harmonic.
    Power(Decimal),
    /// The least score; weights do not matter.
    Min,
    /// A formula over the parts' scores.
    Formula(Expr),
    /// Nearness to the ideal solution, from the indicators' values.
    Topsis,
    /// The weighted rank-sum ratio, from the indicators' values.
    RankSumRatio,
    /// The weighted mean place, from the indicators' values: the first of all has 100, the last 0.
    RankSum,
}

impl Combine {
    /// Whether the indicators' values enter, not their scores.
    pub fn of_values(&self) -> bool {
        match self {
            Combine::Topsis | Combine::RankSumRatio | Combine::RankSum => true,
            Combine::Sum | Combine::Power(_) | Combine::Min | Combine::Formula(_) => false,
        }
    }
}

/// What is done to a value before it is scored, in this order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preparation {
    Impute(Impute),
    Outliers(Outliers),
    Transform(Transform),
}

/// What stands in for a missing value. What cannot be filled in either stays missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impute {
    GroupMean,
    GroupMedian,
    /// The value of the period before.
    Previous,
    /// The straight line through the values of the two periods before.
    Linear,
}

/// What is done to values far out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outliers {
    /// Nothing lies below the first or above the second quantile of the peers.
    Quantiles(Decimal, Decimal),
    /// So many of the least values are set to the next, and of the greatest likewise.
    Count(u32),
    /// One after another is set to the next while the distribution is skewed.
    WhileSkewed(WhileSkewed),
}

/// Bounds of a distribution: it is within them where either holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WhileSkewed {
    /// Of the absolute skewness.
    pub skew: Decimal,
    /// Of the excess kurtosis.
    pub kurtosis: Decimal,
    /// At most so many values are set.
    pub max: u32,
    /// Where that does not bring it within the bounds, the logarithm is taken instead.
    pub or_log: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    Log,
    Log10,
    Sqrt,
}

/// Where an indicator or category hangs: in a category, or directly under the total.
pub type Parent = Option<usize>;

#[derive(Debug, Clone)]
pub struct Indicator {
    pub id: String,
    pub name: Name,
    pub code: Option<String>,
    pub parent: Parent,
    pub weight: Rational,
    pub full: f64,
    pub unit: Option<String>,
    pub better: Option<Better>,
    /// `None` for a rated indicator.
    pub formula: Option<Expr>,
    /// Where it does not hold the indicator does not apply to the subject.
    pub applies: Option<Expr>,
    pub rated: Option<Rated>,
    /// Steps between the value and the score.
    pub preparation: Vec<Preparation>,
    pub scoring: Scoring,
    pub missing: Missing,
    pub undefined: Missing,
    pub not_applicable: Missing,
    /// Whether the rubric itself says what a value that is not there does, rather than the default.
    pub policy_said: bool,
    pub owner: Option<String>,
    pub answers: super::Answers,
    pub definition: Option<String>,
    /// On what it rests: a rule, a standard.
    pub basis: Option<String>,
    /// How hard a mark is to gain, beside other indicators; `None` where it is not said that the subject can
    /// move it.
    pub effort: Option<Decimal>,
    pub decimals: Option<i32>,
    pub span: Span,
    pub places: IndicatorPlaces,
}

/// Where some of what an indicator says is written; its id where it is not said.
#[derive(Debug, Clone, Copy, Default)]
pub struct IndicatorPlaces {
    /// Points or weight.
    pub marks: Span,
    pub better: Span,
    pub missing: Span,
    pub undefined: Span,
    pub not_applicable: Span,
}

impl IndicatorPlaces {
    /// Where it is said what a nothing of that kind does.
    pub fn policy(&self, kind: NothingKind) -> Span {
        match kind {
            NothingKind::Missing => self.missing,
            NothingKind::Undefined => self.undefined,
            NothingKind::NotApplicable => self.not_applicable,
        }
    }
}

impl Indicator {
    /// What a nothing of that kind does to it.
    pub fn policy(&self, kind: NothingKind) -> &Missing {
        match kind {
            NothingKind::Missing => &self.missing,
            NothingKind::Undefined => &self.undefined,
            NothingKind::NotApplicable => &self.not_applicable,
        }
    }
}

/// A method and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    pub method: MethodId,
    pub settings: Settings,
    /// The rule in words, for whoever is judged by it.
    pub said: Name,
    pub span: Span,
    /// Where each pair of a ladder is written, by its edge.
    pub rungs: Vec<(Decimal, Span)>,
}

/// The settings of a method, checked against the shape the method declares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    pub all: Vec<(String, Setting)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    Number(Decimal),
    Text(String),
    Flag(bool),
    /// `[[60, 100], [55, 90]]`
    Pairs(Vec<(Decimal, Decimal)>),
    /// `[100, 90, 80]`
    Numbers(Vec<Decimal>),
    /// `{ "优" = 100, "良" = 85 }`
    Levels(Vec<(String, Decimal)>),
    Formula(Expr),
    /// A table inside the method's.
    Table(Settings),
    /// A list of such tables.
    Tables(Vec<Settings>),
}

impl Settings {
    /// Every formula in it, in the order in which they are written.
    pub fn formulas<'a>(&'a self, look: &mut impl FnMut(&'a Expr)) {
        for (_, setting) in &self.all {
            match setting {
                Setting::Formula(expr) => look(expr),
                Setting::Table(inner) => inner.formulas(look),
                Setting::Tables(all) => all.iter().for_each(|inner| inner.formulas(look)),
                Setting::Number(_)
                | Setting::Text(_)
                | Setting::Flag(_)
                | Setting::Pairs(_)
                | Setting::Numbers(_)
                | Setting::Levels(_) => {}
            }
        }
    }

    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.all.iter().find(|(name, _)| name == key).map(|(_, setting)| setting)
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Setting::Number(value) => Some(value.to_f64()),
            _ => None,
        }
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Setting::Flag(value) => Some(*value),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Setting::Text(value) => Some(value),
            _ => None,
        }
    }

    pub fn pairs(&self, key: &str) -> Option<Vec<(f64, f64)>> {
        match self.get(key)? {
            Setting::Pairs(all) => Some(all.iter().map(|(a, b)| (a.to_f64(), b.to_f64())).collect()),
            _ => None,
        }
    }

    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        match self.get(key)? {
            Setting::Numbers(all) => Some(all.iter().map(|value| value.to_f64()).collect()),
            _ => None,
        }
    }

    pub fn levels(&self, key: &str) -> Option<&[(String, Decimal)]> {
        match self.get(key)? {
            Setting::Levels(all) => Some(all),
            _ => None,
        }
    }

    pub fn formula(&self, key: &str) -> Option<&Expr> {
        match self.get(key)? {
            Setting::Formula(expr) => Some(expr),
            _ => None,
        }
    }

    pub fn table(&self, key: &str) -> Option<&Settings> {
        match self.get(key)? {
            Setting::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn tables(&self, key: &str) -> Option<&[Settings]> {
        match self.get(key)? {
            Setting::Tables(tables) => Some(tables),
            _ => None,
        }
    }
}
