//! Rubric → plan. Everything a rubric says becomes operators, in the order of evaluation.
//!
//! A checked rubric compiles: there are no findings here. The compiler knows the library (methods
//! and functions lower themselves) and nothing of engines or SQL.

mod after;
mod combine;
mod formula;
mod full;
mod indicator;
mod inflation;
mod money;
mod outcome;
mod points;
mod prepare;
mod present;
mod quota;
mod rating;
mod record;
mod skewed;
mod tables;
mod weigh;

use crate::plan::{
    AfterNodes, BallotNodes, Builder, CheckNode, ClauseNode, Corrected, Grain, NodeId, Outputs, PeersId, Plan, Program,
    RatingFault, Roster, RowsNodes, SkewedNodes, TableId,
};
use crate::rubric::{ElementSource, Expr, Rubric};
use crate::table::Cycle;
use crate::text::Span;

use formula::Scope;

/// Compiles a rubric.
pub fn compile(rubric: &Rubric) -> Program {
    compiler(rubric).program()
}

/// Compiles a rubric and says of its formulas, and of every part of them, which node each became.
pub fn compile_with_places(rubric: &Rubric) -> (Program, Vec<(NodeId, Span)>) {
    let mut compiler = compiler(rubric);
    compiler.places = Some(Vec::new());
    let program = compiler.program();
    (program, compiler.places.unwrap_or_default())
}

fn compiler(rubric: &Rubric) -> Compiler<'_> {
    Compiler {
        rubric,
        b: Builder::new(),
        ballots: Vec::new(),
        ballot_keys: Vec::new(),
        rating_faults: Vec::new(),
        rated_rows: Vec::new(),
        elements: vec![None; rubric.elements.len()],
        skewed: Vec::new(),
        element_rows: vec![None; rubric.elements.len()],
        corrected_elements: vec![None; rubric.elements.len()],
        corrected_indicators: vec![None; rubric.indicators.len()],
        indicators: vec![None; rubric.indicators.len()],
        categories: Vec::new(),
        points: Vec::new(),
        scores: None,
        category_scores: Vec::new(),
        groups: Vec::new(),
        dropped: vec![None; rubric.data.len()],
        outcome: None,
        variant: None,
        measured: vec![None; rubric.indicators.len()],
        weights: vec![None; rubric.data_weights.len()],
        running_total: None,
        within: None,
        key: None,
        places: None,
    }
}

struct Compiler<'a> {
    rubric: &'a Rubric,
    b: Builder,
    ballots: Vec<BallotNodes>,
    /// What tells the ballots of each rule apart, at their rows.
    ballot_keys: Vec<Vec<NodeId>>,
    rating_faults: Vec<RatingFault>,
    rated_rows: Vec<crate::plan::RatedRows>,
    elements: Vec<Option<NodeId>>,
    skewed: Vec<SkewedNodes>,
    element_rows: Vec<Option<RowsNodes>>,
    corrected_elements: Vec<Option<Corrected>>,
    corrected_indicators: Vec<Option<Corrected>>,
    indicators: Vec<Option<indicator::Scored>>,
    /// Points of each indicator and category, as far as they are known at this stage.
    points: Vec<NodeId>,
    categories: Vec<NodeId>,
    /// Scores of the indicators after vetoes, while parts are combined.
    scores: Option<Vec<NodeId>>,
    category_scores: Vec<Option<NodeId>>,
    groups: Vec<NodeId>,
    /// For each table whether a row is dropped, once that is compiled.
    dropped: Vec<Option<NodeId>>,
    outcome: Option<outcome::Outcome>,
    variant: Option<NodeId>,
    /// Indicators up to their scores.
    measured: Vec<Option<indicator::Measured>>,
    /// Shares and full marks of the items of weights from the data.
    weights: Vec<Option<(Vec<NodeId>, Vec<NodeId>)>>,
    /// What `total` means in the steps that lead to it.
    running_total: Option<NodeId>,
    /// Among whom comparisons with peers are for now, where not in the first group.
    within: Option<PeersId>,
    /// The subject's key, once something depends on it.
    key: Option<NodeId>,
    /// What parts of formulas became, where somebody wants to know.
    places: Option<Vec<(NodeId, Span)>>,
}

impl Compiler<'_> {
    fn program(&mut self) -> Program {
        let rubric = self.rubric;
        let roster = TableId(rubric.subject.roster as u16);
        self.groups = rubric
            .subject
            .groups
            .iter()
            .map(|column| {
                let column = self.b.column(roster, column, crate::table::Kind::Text);
                self.b.gather(crate::plan::Agg::Only, column, None, Grain::Subject)
            })
            .collect();
        let tables = self.tables();
        let filter = rubric.subject.filter.as_ref().map(|filter| self.formula(filter, &Scope::Rows(roster)));
        self.ballots();
        let elements: Vec<NodeId> = (0..rubric.elements.len()).map(|index| self.element(index)).collect();
        let checks = self.checks();
        let voids = (0..rubric.voids.len()).map(|index| self.void_value(index)).collect();
        let scored: Vec<indicator::Scored> = (0..rubric.indicators.len()).map(|index| self.indicator(index)).collect();
        let settled = self.settle(&scored, &checks);
        let consequences = self.consequences();
        let outcome = self.outcome.clone();
        let variant = self.variant_nodes();
        let weights = (0..rubric.data_weights.len()).map(|index| self.weighed(index).0).collect();
        let mut peers = vec![None];
        peers.extend(self.groups.iter().copied().map(Some));
        let plan = Plan {
            tables,
            nodes: std::mem::take(&mut self.b).finish(),
            roster: Roster {
                table: roster,
                key: rubric.subject.key.as_str().into(),
                label: rubric.subject.label.as_str().into(),
                filter,
            },
            cycle: rubric.header.cycle,
            peers,
        };
        let ranks = outcome.unwrap_or(settled.outcome);
        let outputs = Outputs {
            elements,
            ballots: std::mem::take(&mut self.ballots),
            rating_faults: std::mem::take(&mut self.rating_faults),
            rated_rows: std::mem::take(&mut self.rated_rows),
            voids,
            skewed: std::mem::take(&mut self.skewed),
            element_rows: std::mem::take(&mut self.element_rows),
            corrected_elements: std::mem::take(&mut self.corrected_elements),
            corrected_indicators: std::mem::take(&mut self.corrected_indicators),
            checks,
            indicators: settled.indicators,
            categories: settled.categories,
            vetoes: settled.vetoes,
            adjusts: settled.adjusts,
            variant,
            weights,
            score: settled.score,
            unscaled: settled.unscaled,
            total_raw: settled.total_raw,
            total: ranks.total,
            total_at_median: settled.total_at_median,
            ranked: ranks.ranked,
            rank: ranks.rank,
            rank_from_last: ranks.rank_from_last,
            group_size: ranks.group_size,
            grade: ranks.grade,
            consequences,
            afterwards: AfterNodes {
                before: (!ranks.steps.is_empty()).then_some(ranks.before),
                steps: ranks.steps,
                quotas: ranks.quotas,
                key: self.key,
            },
        };
        Program { plan, outputs }
    }

    /// The group within which subjects are compared: the first declared, or everybody.
    fn peers(&self) -> PeersId {
        self.within.unwrap_or(PeersId(u16::from(!self.groups.is_empty())))
    }

    fn periods_a_year(&self) -> u32 {
        match self.rubric.header.cycle {
            Cycle::Month => 12,
            Cycle::Quarter => 4,
            Cycle::HalfYear | Cycle::Semester => 2,
            Cycle::Year | Cycle::Once => 1,
        }
    }

    fn element(&mut self, index: usize) -> NodeId {
        if let Some(node) = self.elements[index] {
            return node;
        }
        let rubric = self.rubric;
        let node = match &rubric.elements[index].source {
            ElementSource::Formula(expr) => self.formula(expr, &Scope::Subject(None)),
            ElementSource::Rows { data, value, filter } => {
                let table = TableId(*data as u16);
                let filter = filter.as_ref().map(|filter| self.formula(filter, &Scope::Rows(table)));
                self.element_rows[index] = Some(RowsNodes { table, filter });
                let filter = self.on_valid_ballots(table, filter);
                self.formula(value, &Scope::Value(table, filter))
            }
        };
        let node = self.b.at_subject(node);
        let node = self.without_void(index, node);
        let node = self.corrected_element(index, node);
        self.elements[index] = Some(node);
        node
    }

    fn checks(&mut self) -> Vec<CheckNode> {
        let rubric = self.rubric;
        rubric
            .checks
            .iter()
            .map(|check| {
                let names = check.message.as_deref().map(crate::rubric::quoted).unwrap_or_default();
                let scope = match check.data {
                    Some(data) => Scope::Rows(TableId(data as u16)),
                    None => Scope::Subject(None),
                };
                let holds = self.check_condition(&check.expr, &scope);
                let quoted = names
                    .into_iter()
                    .filter_map(|name| {
                        let node = match check.data {
                            Some(data) => {
                                let column = rubric.data[data].columns.iter().find(|column| column.id == name)?;
                                self.b.column(TableId(data as u16), &name, column.kind)
                            }
                            None => self.element(rubric.elements.iter().position(|element| element.id == name)?),
                        };
                        Some((name, node))
                    })
                    .collect();
                let clauses = check
                    .clauses
                    .iter()
                    .map(|clause| ClauseNode {
                        holds: self.check_condition(&clause.holds, &scope),
                        figures: clause.figures.iter().map(|figure| self.formula(figure, &scope)).collect(),
                        twins: clause.twins.iter().map(|twin| self.formula(twin, &scope)).collect(),
                    })
                    .collect();
                CheckNode { holds, quoted, clauses }
            })
            .collect()
    }

    /// A condition at the grain of its scope, though it may be a constant.
    fn check_condition(&mut self, expr: &Expr, scope: &Scope) -> NodeId {
        let node = self.formula(expr, scope);
        if let Scope::Subject(_) = scope { self.b.at_subject(node) } else { node }
    }
}
