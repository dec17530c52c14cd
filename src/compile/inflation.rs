//! How far people rate themselves above what others give them.

use super::Compiler;
use crate::plan::{Binary, InflationNodes, Is, Nary, NodeId, RatingNodes};
use crate::table::{Kind, Nothing};

impl Compiler<'_> {
    /// The rating of oneself, the mean of the other kinds that rated by their weights, and the
    /// difference; `None` where nobody rates himself or nobody else rates.
    ///
    /// A kind that has not rated is left out here whatever its absence does to the score: what is
    /// compared is what people gave.
    pub(super) fn inflation(&mut self, ratings: &[RatingNodes], outside: Option<NodeId>) -> Option<InflationNodes> {
        let rubric = self.rubric;
        let (own, others): (Vec<&RatingNodes>, Vec<&RatingNodes>) =
            ratings.iter().partition(|nodes| rubric.raters[nodes.rater].own);
        let own = own.first()?.rating;
        if others.is_empty() {
            return None;
        }
        let zero = self.b.number(0.0);
        let (mut parts, mut weights) = (Vec::new(), Vec::new());
        for nodes in others {
            let none = self.b.is(Is::Nothing, nodes.rating);
            let part = self.b.binary(Binary::Mul, nodes.rating, nodes.weight);
            parts.push(self.b.select(none, zero, part));
            weights.push(self.b.select(none, zero, nodes.weight));
        }
        let others = self.mean_by_weight(parts, weights);
        let [own, others] = [own, others].map(|node| {
            let node = self.b.at_subject(node);
            let Some(outside) = outside else { return node };
            let out = self.b.nothing(Nothing::NotInVariant, Kind::Number);
            self.b.select(outside, out, node)
        });
        let gap = self.b.binary(Binary::Sub, own, others);
        Some(InflationNodes { own, others, gap })
    }

    fn mean_by_weight(&mut self, parts: Vec<NodeId>, weights: Vec<NodeId>) -> NodeId {
        let zero = self.b.number(0.0);
        let sum = self.b.nary(Nary::Sum, parts);
        let weight = self.b.nary(Nary::Sum, weights);
        let mean = self.b.binary(Binary::Div, sum, weight);
        let nobody = self.b.binary(Binary::Eq, weight, zero);
        let unrated = self.b.nothing(Nothing::NoRating, Kind::Number);
        self.b.select(nobody, unrated, mean)
    }
}
