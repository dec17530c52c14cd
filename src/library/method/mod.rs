//! Scoring methods: how a value becomes a score of 0 to 100 (per cent of full marks).
//!
//! A method says how it is written (its [`Ty`]), what can be wrong with it, how it lowers, and
//! shows examples, which are run as tests. What the score does to a nothing is not its concern:
//! nothings flow through, and the indicator's policy decides.

mod bands;
mod deduct;
mod formula;
mod levels;
mod linear;
mod min_max;
mod pass;
mod percentile;
mod places;
mod ratio;
mod rule;
mod steps;
mod vector;
mod z_score;

pub use rule::Rule;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Builder, NodeId, PeersId};
use crate::rubric::{Better, Expr, Settings};
use crate::syntax::Node;
use crate::syntax::shape::Ty;
use crate::table::Kind;
use crate::text::{SourceId, Words};

pub const BAND_ORDER: Code = Code::new("K0501", "分段的次序或边界有误", "bands out of order");
pub const SETTING: Code = Code::new("K0502", "计分设置有误", "a scoring setting that makes no sense");
pub const SETTING_MISSING: Code = Code::new("K0503", "计分设置不完整", "a scoring setting is missing");
pub const DIRECTION: Code = Code::new("K0504", "计分方向与指标方向相反", "a score against the declared direction");

pub const CODES: &[Code] = &[BAND_ORDER, SETTING, SETTING_MISSING, DIRECTION];

/// What a method may ask of its surroundings when it lowers.
pub struct Scope<'a> {
    pub builder: &'a mut Builder,
    /// The group for methods that compare.
    pub peers: PeersId,
    /// Whether a higher value is better; `true` where the indicator does not say.
    pub higher: bool,
    /// Full marks of the indicator, for deductions counted in marks.
    pub full: NodeId,
    /// Lowers a formula of the settings; `value` in it is the value being scored.
    pub formula: &'a mut dyn FnMut(&mut Builder, &Expr) -> NodeId,
}

impl std::fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scope").field("peers", &self.peers).field("higher", &self.higher).finish_non_exhaustive()
    }
}

/// What a method is checked against.
#[derive(Debug)]
pub struct Checking<'a> {
    pub source: SourceId,
    /// The setting as written, for spans.
    pub node: &'a Node,
    pub settings: &'a Settings,
    pub better: Option<Better>,
}

/// `written` over the values of the peers gives the scores; `"undefined"` and its like are
/// nothings.
#[derive(Debug)]
pub struct MethodExample {
    /// The TOML behind `score.`: `bands.at_least = [[60, 100]]`.
    pub written: &'static str,
    pub better: Option<Better>,
    pub values: &'static [&'static str],
    pub scores: &'static [&'static str],
}

pub trait Method: Sync + std::fmt::Debug {
    /// The key under `score`.
    fn name(&self) -> &'static str;
    /// What it does, in Chinese and English.
    fn meaning(&self) -> (&'static str, &'static str);
    /// Which methods of the catalogue it covers, and where they are found in use.
    fn source(&self) -> &'static str;
    /// What is written behind the key.
    fn shape(&self) -> Ty;
    /// What kind of value it scores.
    fn scores(&self) -> Kind {
        Kind::Number
    }
    /// Whether other subjects' values enter the score.
    fn compares(&self) -> bool {
        false
    }
    /// Finds what the shape cannot.
    fn check(&self, checking: &Checking<'_>) -> Vec<Diagnostic>;
    /// What an indicator's settings say, in words: `≥95% 得 100，≥90% 得 80，否则 0`.
    fn said(&self, _: &Rule<'_>) -> Words {
        let (zh, en) = self.meaning();
        Words::new(zh, en)
    }
    /// The score of `value`.
    fn lower(&self, settings: &Settings, value: NodeId, scope: &mut Scope<'_>) -> NodeId;
    fn examples(&self) -> &'static [MethodExample];
}

/// Every method; a rubric names one by its index here.
pub const METHODS: &[&dyn Method] = &[
    &bands::Bands,
    &linear::Linear,
    &ratio::Ratio,
    &steps::Steps,
    &deduct::Deduct,
    &levels::Levels,
    &pass::Pass,
    &min_max::MinMax,
    &z_score::ZScore,
    &vector::Vector,
    &percentile::Percentile,
    &places::Places,
    &formula::Formula,
];

/// A finding at the place of a key inside the method's table, or at the whole.
fn finding(checking: &Checking<'_>, key: &str, code: Code, message: crate::text::Words) -> Diagnostic {
    let span = match checking.node.as_table() {
        Some(table) => table.get(key).map_or(checking.node.span, |node| node.span),
        None => checking.node.span,
    };
    Diagnostic::error(code, message).at((checking.source, span), crate::text::Words::default())
}
