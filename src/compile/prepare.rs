//! What is done to a value before it is scored: filling in, outliers, transformation.

use super::Compiler;
use crate::plan::{Agg, Binary, Grain, Is, Nary, NodeId, Op, RankKey, Real, Ties, Unary};
use crate::rubric::{Impute, Indicator, Outliers, Preparation, Transform};
use crate::table::Kind;

impl Compiler<'_> {
    /// The node after each step, in the rubric's order, and the value to be scored. A nothing that
    /// is to be scored as a value takes it once it could not be filled in otherwise.
    pub(super) fn prepared(&mut self, indicator: &Indicator, value: NodeId) -> (Vec<NodeId>, NodeId) {
        let mut steps = Vec::new();
        let mut node = value;
        let mut replaced = false;
        for step in &indicator.preparation {
            if !replaced && !matches!(step, Preparation::Impute(_)) {
                node = self.replaced(indicator, node);
                replaced = true;
            }
            node = match step {
                Preparation::Impute(way) => self.imputed(*way, node),
                Preparation::Outliers(way) => self.without_outliers(*way, node),
                Preparation::Transform(way) => self.transformed(*way, node),
            };
            steps.push(node);
        }
        if !replaced {
            node = self.replaced(indicator, node);
        }
        (steps, node)
    }

    /// A missing value becomes what it is filled in with; it keeps its reason where there is
    /// nothing to fill it in with.
    fn imputed(&mut self, way: Impute, value: NodeId) -> NodeId {
        let peers = self.peers();
        let instead = match way {
            Impute::GroupMean => self.b.over_peers(Agg::Mean, value, None, peers),
            Impute::GroupMedian => self.b.over_peers(Agg::Median, value, None, peers),
            Impute::Previous => self.b.shift(value, 1),
            Impute::Linear => {
                let (one, two) = (self.b.shift(value, 1), self.b.shift(value, 2));
                let change = self.b.binary(Binary::Sub, one, two);
                self.b.binary(Binary::Add, one, change)
            }
        };
        let missing = self.b.is(Is::Missing, value);
        let none = self.b.is(Is::Nothing, instead);
        let kept = self.b.select(none, value, instead);
        self.b.select(missing, kept, value)
    }

    fn without_outliers(&mut self, way: Outliers, value: NodeId) -> NodeId {
        let peers = self.peers();
        match way {
            Outliers::Quantiles(low, high) => {
                let low = self.b.over_peers(Agg::Quantile(Real(low.to_f64())), value, None, peers);
                let high = self.b.over_peers(Agg::Quantile(Real(high.to_f64())), value, None, peers);
                let floored = self.b.nary(Nary::Max, vec![value, low]);
                self.b.nary(Nary::Min, vec![floored, high])
            }
            Outliers::WhileSkewed(way) => self.while_skewed(way, value),
            Outliers::Count(count) => {
                let count = self.b.number(f64::from(count));
                // The least of those whose place is beyond the count; of those tied each has the
                // last place, so that places are counted as values are.
                let mut end = |descending: bool, agg: Agg| {
                    let keys = vec![RankKey { node: value, descending }];
                    let op = Op::Rank { keys, within: peers, ties: Ties::Max };
                    let place = self.b.push(op, Grain::Subject, Kind::Number);
                    let inside = self.b.binary(Binary::Gt, place, count);
                    self.b.over_peers(agg, value, Some(inside), peers)
                };
                let (low, high) = (end(false, Agg::Min), end(true, Agg::Max));
                let floored = self.b.nary(Nary::Max, vec![value, low]);
                let treated = self.b.nary(Nary::Min, vec![floored, high]);
                // Too few to have a middle: they stay as they are.
                let ordered = self.b.binary(Binary::Le, low, high);
                let no = self.b.boolean(false);
                let enough = self.b.coalesce(vec![ordered, no]);
                self.b.select(enough, treated, value)
            }
        }
    }

    fn transformed(&mut self, way: Transform, value: NodeId) -> NodeId {
        let op = match way {
            Transform::Log => Unary::Ln,
            Transform::Log10 => Unary::Log10,
            Transform::Sqrt => Unary::Sqrt,
        };
        self.b.unary(op, value)
    }
}
