//! One indicator: value, score, what a nothing does, points.

use super::Compiler;
use super::formula::Scope;
use crate::library::METHODS;
use crate::library::method::Scope as MethodScope;
use crate::plan::{Agg, Binary, InflationNodes, Is, NodeId, RatingNodes};
use crate::rubric::{Better, Expr, Indicator, Item, Missing, RoundStage};
use crate::table::{Kind, Nothing};

/// The nodes of an indicator before vetoes.
#[derive(Debug, Clone)]
pub(super) struct Scored {
    pub value: NodeId,
    pub prepared: Vec<NodeId>,
    /// By what subjects are compared where values are, and whether more is better.
    pub compared: (NodeId, bool),
    pub ratings: Vec<RatingNodes>,
    pub inflation: Option<InflationNodes>,
    pub scored: NodeId,
    pub score: NodeId,
    pub points: NodeId,
    /// Whether the item is left out and its marks given to its siblings.
    pub left_out: NodeId,
    pub full: NodeId,
    /// Where the item is no part of the subject's variant; `None` if it is part of all.
    pub outside: Option<NodeId>,
}

/// The nodes of an indicator before its marks.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub value: NodeId,
    pub prepared: Vec<NodeId>,
    pub compared: (NodeId, bool),
    pub ratings: Vec<RatingNodes>,
    pub inflation: Option<InflationNodes>,
    pub scored: NodeId,
    pub score: NodeId,
    pub left_out: NodeId,
    pub outside: Option<NodeId>,
}

impl Compiler<'_> {
    pub(super) fn indicator(&mut self, index: usize) -> Scored {
        if let Some(scored) = &self.indicators[index] {
            return scored.clone();
        }
        let Measured { value, prepared, compared, ratings, inflation, scored, score, left_out, outside } =
            self.measured(index);
        let full = self.full(Item::Indicator(index));
        let hundred = self.b.number(100.0);
        let product = self.b.binary(Binary::Mul, score, full);
        let mut points = self.b.binary(Binary::Div, product, hundred);
        if self.rounds_at(RoundStage::Indicator) {
            points = self.b.round(points, self.rubric.header.decimals);
        }
        let nodes =
            Scored { value, prepared, compared, ratings, inflation, scored, score, points, left_out, full, outside };
        self.indicators[index] = Some(nodes.clone());
        nodes
    }

    /// An indicator up to its score, for which no marks need be known but where the method counts in
    /// marks.
    pub(super) fn measured(&mut self, index: usize) -> Measured {
        if let Some(measured) = &self.measured[index] {
            return measured.clone();
        }
        let indicator = &self.rubric.indicators[index];
        let method = METHODS[indicator.scoring.method.0 as usize];
        let (value, ratings) = match (&indicator.rated, &indicator.formula) {
            (Some(rated), _) => self.rated(index, indicator, rated),
            (None, Some(formula)) => (self.formula(formula, &Scope::Subject(None)), Vec::new()),
            (None, None) => (self.b.nothing(Nothing::Given, method.scores()), Vec::new()),
        };
        let value = self.b.at_subject(value);
        let mut value = self.corrected_indicator(index, value);
        if let Some(applies) = &indicator.applies {
            let applies = self.formula(applies, &Scope::Subject(None));
            let out = self.b.nothing(Nothing::NotApplicable, self.b.kind(value));
            value = self.b.select(applies, value, out);
        }
        let item = Item::Indicator(index);
        let outside = self.outside(item);
        let inflation = self.inflation(&ratings, outside);
        if let Some(outside) = outside {
            let out = self.b.nothing(Nothing::NotInVariant, self.b.kind(value));
            value = self.b.select(outside, out, value);
        }
        if let Some(decimals) = indicator.decimals.filter(|_| self.b.kind(value) == Kind::Number) {
            value = self.b.round(value, decimals);
        }
        // A word has no figure to stand in for it; the checker refuses one.
        let text = self.b.kind(value) == Kind::Text;
        let (prepared, ready) = if text { (Vec::new(), value) } else { self.prepared(indicator, value) };
        // Verbal ratings are on the score's scale already.
        let words = method.scores() == Kind::Text && indicator.rated.is_some();
        let full = if self.weighed_by(index).is_some() { self.b.number(indicator.full) } else { self.full(item) };
        let scored = if words { ready } else { self.scored(indicator, ready, full) };
        let (mut score, mut left_out) = self.policies(indicator, scored);
        if let Some(outside) = outside {
            // No policy makes up for what is not asked for.
            let out = self.b.nothing(Nothing::NotInVariant, Kind::Number);
            score = self.b.select(outside, out, score);
            left_out = self.b.binary(Binary::Or, left_out, outside);
        }
        let figures = self.b.kind(ready) == Kind::Number && !words;
        let compared = if figures { (ready, indicator.better != Some(Better::Lower)) } else { (score, true) };
        let nodes = Measured { value, prepared, compared, ratings, inflation, scored, score, left_out, outside };
        self.measured[index] = Some(nodes.clone());
        nodes
    }

    pub(super) fn rounds_at(&self, stage: RoundStage) -> bool {
        self.rubric.header.round_at.contains(&stage)
    }

    /// Lowers the method over a value.
    fn scored(&mut self, indicator: &Indicator, value: NodeId, full: NodeId) -> NodeId {
        let method = METHODS[indicator.scoring.method.0 as usize];
        let peers = self.peers();
        // The builder is lent to the method; a formula among its settings needs the whole compiler.
        let mut builder = std::mem::take(&mut self.b);
        let mut lower = |b: &mut crate::plan::Builder, expr: &Expr| -> NodeId {
            std::mem::swap(&mut self.b, b);
            let node = self.formula(expr, &Scope::Subject(Some(value)));
            std::mem::swap(&mut self.b, b);
            node
        };
        let mut scope = MethodScope {
            builder: &mut builder,
            peers,
            higher: indicator.better != Some(Better::Lower),
            full,
            formula: &mut lower,
        };
        let score = method.lower(&indicator.scoring.settings, value, &mut scope);
        self.b = builder;
        self.b.at_subject(score)
    }

    /// A nothing that is to be scored as a value takes it before it is scored.
    pub(super) fn replaced(&mut self, indicator: &Indicator, value: NodeId) -> NodeId {
        let mut node = value;
        let policies = [
            (Is::Missing, &indicator.missing),
            (Is::Undefined, &indicator.undefined),
            (Is::NotApplicable, &indicator.not_applicable),
        ];
        for (what, policy) in policies {
            if let Missing::Value(number) = policy {
                let here = self.b.is(what, value);
                let number = self.b.number(number.to_f64());
                node = self.b.select(here, number, node);
            }
        }
        node
    }

    /// The score after the policies for nothings, and whether the item is left out.
    fn policies(&mut self, indicator: &Indicator, scored: NodeId) -> (NodeId, NodeId) {
        let mut score = scored;
        let mut left_out = self.b.boolean(false);
        let policies = [
            (Is::NotApplicable, &indicator.not_applicable),
            (Is::Undefined, &indicator.undefined),
            (Is::Missing, &indicator.missing),
        ];
        for (what, policy) in policies {
            let instead = match policy {
                // A value was put in before scoring; what is a nothing still has to be reported.
                Missing::Fail | Missing::Value(_) => continue,
                Missing::Skip => {
                    let here = self.b.is(what, scored);
                    left_out = self.b.binary(Binary::Or, left_out, here);
                    continue;
                }
                Missing::Zero => self.b.number(0.0),
                Missing::Full => self.b.number(100.0),
                Missing::Previous => self.b.shift(scored, 1),
                Missing::GroupMean => self.b.over_peers(Agg::Mean, scored, None, self.peers()),
            };
            let here = self.b.is(what, scored);
            score = self.b.select(here, instead, score);
        }
        (score, self.b.at_subject(left_out))
    }
}
