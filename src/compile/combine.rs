//! Parts of a category, or of the total, to one score.

use super::Compiler;
use super::formula::Scope;
use super::points::Part;
use crate::number::ExactSum;
use crate::plan::{Agg, Binary, Grain, Nary, NodeId, Op, RankKey, Ties, Unary};
use crate::rubric::Combine;
use crate::table::{Kind, Nothing};

/// Stands for a score that is not there where the least is sought.
const NO_LEAST: f64 = 1e300;

impl Compiler<'_> {
    /// Whether a part is always there.
    pub(super) fn never_left_out(&mut self, part: &Part) -> bool {
        let no = self.b.boolean(false);
        part.left_out == no || part.left_out == self.b.at_subject(no)
    }

    /// `instead` where the part is left out.
    fn unless_left_out(&mut self, part: &Part, instead: f64, node: NodeId) -> NodeId {
        if self.never_left_out(part) {
            return node;
        }
        let instead = self.b.number(instead);
        self.b.select(part.left_out, instead, node)
    }

    /// Marks of all parts, where they are the same for everybody.
    fn whole(&self, parts: &[Part]) -> Option<f64> {
        let all: Option<Vec<f64>> = parts.iter().map(|part| self.b.constant(part.full)).collect();
        all.map(|all| all.into_iter().collect::<ExactSum>().value())
    }

    /// Marks of the parts that are there.
    pub(super) fn present(&mut self, parts: &[Part]) -> NodeId {
        if let Some(whole) = self.whole(parts).filter(|_| parts.iter().all(|part| self.never_left_out(part))) {
            return self.b.number(whole);
        }
        let marks = parts.iter().map(|part| self.unless_left_out(part, 0.0, part.full)).collect();
        self.b.nary(Nary::Sum, marks)
    }

    /// The score of parts under any way but `Sum`; it means nothing where no part is there.
    pub(super) fn combined(&mut self, combine: &Combine, parts: &[Part], present: NodeId) -> NodeId {
        let hundred = self.b.number(100.0);
        match combine {
            Combine::Sum => self.mean(parts, present, |_, part| part.score),
            Combine::Power(power) => self.power_mean(power.to_f64(), parts, present),
            Combine::Min => {
                let all = parts.iter().map(|part| self.unless_left_out(part, NO_LEAST, part.score)).collect();
                self.b.nary(Nary::Min, all)
            }
            Combine::Formula(expr) => self.formula(expr, &Scope::Subject(None)),
            Combine::Topsis => {
                let nearness = self.topsis(parts);
                self.b.binary(Binary::Mul, nearness, hundred)
            }
            Combine::RankSumRatio => {
                let ratio = self.mean(parts, present, |compiler, part| {
                    let (place, size) = compiler.place_from_worst(part);
                    compiler.b.binary(Binary::Div, place, size)
                });
                self.b.binary(Binary::Mul, ratio, hundred)
            }
            Combine::RankSum => {
                let share = self.mean(parts, present, |compiler, part| {
                    let (place, size) = compiler.place_from_worst(part);
                    let one = compiler.b.number(1.0);
                    let beaten = compiler.b.binary(Binary::Sub, place, one);
                    let others = compiler.b.binary(Binary::Sub, size, one);
                    compiler.b.binary(Binary::Div, beaten, others)
                });
                self.b.binary(Binary::Mul, share, hundred)
            }
        }
    }

    /// Σ w·x / Σ w over the parts that are there.
    fn mean(&mut self, parts: &[Part], present: NodeId, x: impl Fn(&mut Self, &Part) -> NodeId) -> NodeId {
        let weighted = parts
            .iter()
            .map(|part| {
                let (x, weight) = (x(self, part), part.full);
                let product = self.b.binary(Binary::Mul, weight, x);
                self.unless_left_out(part, 0.0, product)
            })
            .collect();
        let sum = self.b.nary(Nary::Sum, weighted);
        self.b.binary(Binary::Div, sum, present)
    }

    fn power_mean(&mut self, power: f64, parts: &[Part], present: NodeId) -> NodeId {
        if power == 0.0 {
            return self.geometric_mean(parts, present);
        }
        if power == 1.0 {
            return self.mean(parts, present, |_, part| part.score);
        }
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let (exponent, root) = (self.b.number(power), self.b.number(1.0 / power));
        let harmonic = power == -1.0;
        let mean = self.mean(parts, present, |compiler, part| {
            if harmonic {
                compiler.b.binary(Binary::Div, one, part.score)
            } else {
                compiler.b.binary(Binary::Pow, part.score, exponent)
            }
        });
        let result =
            if harmonic { self.b.binary(Binary::Div, one, mean) } else { self.b.binary(Binary::Pow, mean, root) };
        if power > 0.0 {
            return result;
        }
        // A score of zero has no power below zero; as it falls to zero, so does the mean.
        let all = parts.iter().map(|part| self.unless_left_out(part, NO_LEAST, part.score)).collect();
        let least = self.b.nary(Nary::Min, all);
        let none = self.b.binary(Binary::Eq, least, zero);
        self.b.select(none, zero, result)
    }

    /// Π s^(w / Σ w)
    fn geometric_mean(&mut self, parts: &[Part], present: NodeId) -> NodeId {
        let mut product = None;
        for part in parts {
            let weight = part.full;
            let share = self.b.binary(Binary::Div, weight, present);
            let power = self.b.binary(Binary::Pow, part.score, share);
            let factor = self.unless_left_out(part, 1.0, power);
            product = Some(match product {
                Some(product) => self.b.binary(Binary::Mul, product, factor),
                None => factor,
            });
        }
        product.unwrap_or(present)
    }

    /// D⁻ / (D⁺ + D⁻) of the weighted, vector-normalised values (Hwang & Yoon 1981).
    fn topsis(&mut self, parts: &[Part]) -> NodeId {
        let peers = self.peers();
        let zero = self.b.number(0.0);
        let whole = self.whole(parts);
        let (mut to_best, mut to_worst) = (Vec::new(), Vec::new());
        for part in parts {
            let value = self.compared(part);
            let square = self.b.binary(Binary::Mul, value, value);
            let sum = self.b.over_peers(Agg::Sum, square, None, peers);
            let length = self.b.unary(Unary::Sqrt, sum);
            let share = self.b.binary(Binary::Div, value, length);
            let none = self.b.binary(Binary::Eq, length, zero);
            // Zeros all over tell nobody from another.
            let share = self.b.select(none, value, share);
            let (good, bad) = if part.higher { (Agg::Max, Agg::Min) } else { (Agg::Min, Agg::Max) };
            let (mut point, best, worst) = match (whole, self.b.constant(part.full)) {
                (Some(whole), Some(full)) => {
                    let weight = self.b.number(full / whole);
                    let point = self.b.binary(Binary::Mul, weight, share);
                    let best = self.b.over_peers(good, point, None, peers);
                    (point, best, self.b.over_peers(bad, point, None, peers))
                }
                // Each is measured by the weights of their own, against the same ideals.
                _ => {
                    let all = parts.iter().map(|part| part.full).collect();
                    let all = self.b.nary(Nary::Sum, all);
                    let weight = self.b.binary(Binary::Div, part.full, all);
                    let best = self.b.over_peers(good, share, None, peers);
                    let worst = self.b.over_peers(bad, share, None, peers);
                    let [point, best, worst] = [share, best, worst].map(|x| self.b.binary(Binary::Mul, weight, x));
                    (point, best, worst)
                }
            };
            if let Some(struck) = part.struck {
                point = self.b.select(struck, worst, point);
            }
            for (end, distances) in [(best, &mut to_best), (worst, &mut to_worst)] {
                let apart = self.b.binary(Binary::Sub, point, end);
                let square = self.b.binary(Binary::Mul, apart, apart);
                distances.push(self.unless_left_out(part, 0.0, square));
            }
        }
        let [to_best, to_worst] = [to_best, to_worst].map(|squares| {
            let sum = self.b.nary(Nary::Sum, squares);
            self.b.unary(Unary::Sqrt, sum)
        });
        let both = self.b.binary(Binary::Add, to_best, to_worst);
        self.b.binary(Binary::Div, to_worst, both)
    }

    /// The place counted from the worst, the mean place of those tied, and how many have one.
    fn place_from_worst(&mut self, part: &Part) -> (NodeId, NodeId) {
        let value = self.compared(part);
        let within = self.peers();
        let mut place = |ties: Ties| {
            let keys = vec![RankKey { node: value, descending: !part.higher }];
            self.b.push(Op::Rank { keys, within, ties }, Grain::Subject, Kind::Number)
        };
        let (least, most) = (place(Ties::Min), place(Ties::Max));
        let sum = self.b.binary(Binary::Add, least, most);
        let (one, two) = (self.b.number(1.0), self.b.number(2.0));
        let mut place = self.b.binary(Binary::Div, sum, two);
        if let Some(struck) = part.struck {
            place = self.b.select(struck, one, place);
        }
        (place, self.b.over_peers(Agg::Count, value, None, within))
    }

    /// The value by which subjects are compared; who leaves the part out is not among them.
    fn compared(&mut self, part: &Part) -> NodeId {
        let value = self.b.at_subject(part.value);
        if self.never_left_out(part) {
            return value;
        }
        let none = self.b.nothing(Nothing::NotApplicable, Kind::Number);
        self.b.select(part.left_out, none, value)
    }
}
