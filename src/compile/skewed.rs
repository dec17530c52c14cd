//! Winsorising while a distribution is skewed, as composite-indicator tools do it: one end value
//! after another is set to the next, until skewness and kurtosis are within bounds.

use super::Compiler;
use crate::plan::{Agg, Binary, NodeId, SkewedNodes, Unary};
use crate::rubric::WhileSkewed;

/// A distribution among the peers.
struct Shape {
    skewness: NodeId,
    kurtosis: NodeId,
    /// Whether it is within bounds; where it has too few values to say, it is.
    fine: NodeId,
}

impl Compiler<'_> {
    pub(super) fn while_skewed(&mut self, way: WhileSkewed, original: NodeId) -> NodeId {
        let peers = self.peers();
        let limit = self.b.number(f64::from(way.max));
        let zero = self.b.number(0.0);
        let mut value = original;
        // How many values the last step at each end has set.
        let (mut high, mut low) = (zero, zero);
        for _ in 0..way.max {
            let shape = self.shape(way, value);
            let treated = self.b.binary(Binary::Add, high, low);
            let more = self.b.binary(Binary::Lt, treated, limit);
            let skewed = self.b.unary(Unary::Not, shape.fine);
            let go = self.b.binary(Binary::And, skewed, more);
            let upward = self.b.binary(Binary::Ge, shape.skewness, zero);
            let down = self.b.unary(Unary::Not, upward);
            let (at_top, at_bottom) = (self.b.binary(Binary::And, go, upward), self.b.binary(Binary::And, go, down));
            let before = value;
            for (here, end, beyond) in [(at_top, Agg::Max, Binary::Ge), (at_bottom, Agg::Min, Binary::Le)] {
                let extreme = self.b.over_peers(end, before, None, peers);
                let outermost = self.b.binary(beyond, before, extreme);
                let others = self.b.unary(Unary::Not, outermost);
                let next = self.b.over_peers(end, before, Some(others), peers);
                let count = self.b.over_peers(Agg::Count, before, Some(outermost), peers);
                let set = self.b.binary(Binary::And, here, outermost);
                value = self.b.select(set, next, value);
                let counted = if end == Agg::Max { &mut high } else { &mut low };
                *counted = self.b.select(here, count, *counted);
            }
        }
        let (first, shape) = (self.shape(way, original), self.shape(way, value));
        let treated = self.b.binary(Binary::Add, high, low);
        let winsorised = value;
        if way.or_log {
            value = self.logarithm(original, shape.fine, winsorised);
        }
        self.skewed.push(SkewedNodes {
            value,
            before: [first.skewness, first.kurtosis],
            after: [shape.skewness, shape.kurtosis],
            treated,
            fine: shape.fine,
        });
        value
    }

    /// What winsorising does not mend becomes the logarithm of its distance from a point 1% of the
    /// range below the least.
    fn logarithm(&mut self, original: NodeId, fine: NodeId, winsorised: NodeId) -> NodeId {
        let peers = self.peers();
        let (least, most) =
            (self.b.over_peers(Agg::Min, original, None, peers), self.b.over_peers(Agg::Max, original, None, peers));
        let range = self.b.binary(Binary::Sub, most, least);
        let percent = self.b.number(0.01);
        let margin = self.b.binary(Binary::Mul, percent, range);
        let above = self.b.binary(Binary::Sub, original, least);
        let distance = self.b.binary(Binary::Add, above, margin);
        let log = self.b.unary(Unary::Ln, distance);
        self.b.select(fine, winsorised, log)
    }

    /// Skewness G1 and excess kurtosis G2 of a sample, as Excel's SKEW and KURT have them.
    fn shape(&mut self, way: WhileSkewed, value: NodeId) -> Shape {
        let peers = self.peers();
        let n = self.b.over_peers(Agg::Count, value, None, peers);
        let mean = self.b.over_peers(Agg::Mean, value, None, peers);
        let std = self.b.over_peers(Agg::Std, value, None, peers);
        let off = self.b.binary(Binary::Sub, value, mean);
        let z = self.b.binary(Binary::Div, off, std);
        let squared = self.b.binary(Binary::Mul, z, z);
        let cubed = self.b.binary(Binary::Mul, squared, z);
        let fourth = self.b.binary(Binary::Mul, squared, squared);
        let [less_1, less_2, less_3, plus_1] = [-1.0, -2.0, -3.0, 1.0].map(|by| {
            let by = self.b.number(by);
            self.b.binary(Binary::Add, n, by)
        });
        let cubes = self.b.over_peers(Agg::Sum, cubed, None, peers);
        let under = self.b.binary(Binary::Mul, less_1, less_2);
        let factor = self.b.binary(Binary::Div, n, under);
        let skewness = self.b.binary(Binary::Mul, factor, cubes);

        let fourths = self.b.over_peers(Agg::Sum, fourth, None, peers);
        let over = self.b.binary(Binary::Mul, n, plus_1);
        let under = self.b.binary(Binary::Mul, under, less_3);
        let factor = self.b.binary(Binary::Div, over, under);
        let first = self.b.binary(Binary::Mul, factor, fourths);
        let three = self.b.number(3.0);
        let over = self.b.binary(Binary::Mul, less_1, less_1);
        let over = self.b.binary(Binary::Mul, three, over);
        let under = self.b.binary(Binary::Mul, less_2, less_3);
        let normal = self.b.binary(Binary::Div, over, under);
        let kurtosis = self.b.binary(Binary::Sub, first, normal);

        let size = self.b.unary(Unary::Abs, skewness);
        let (skew, kurt) = (self.b.number(way.skew.to_f64()), self.b.number(way.kurtosis.to_f64()));
        let straight = self.b.binary(Binary::Lt, size, skew);
        let flat = self.b.binary(Binary::Lt, kurtosis, kurt);
        let within = self.b.binary(Binary::Or, straight, flat);
        let yes = self.b.boolean(true);
        Shape { skewness, kurtosis, fine: self.b.coalesce(vec![within, yes]) }
    }
}
