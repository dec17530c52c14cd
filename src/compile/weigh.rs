//! Weights from the data of the peers: how much each indicator tells them apart.

use super::Compiler;
use crate::plan::{Agg, Binary, Is, Nary, NodeId, Unary};
use crate::rubric::{Item, Matrix, WeighBy};
use crate::table::{Kind, Nothing};

/// A column of the matrix over those of whom every item is known.
struct Column {
    x: NodeId,
    /// Whether all peers are alike in it: it tells nobody from another.
    flat: NodeId,
}

impl Compiler<'_> {
    /// The weights that an indicator takes its marks from, and its place among their items.
    pub(super) fn weighed_by(&self, indicator: usize) -> Option<(usize, usize)> {
        let all = self.rubric.data_weights.iter().enumerate();
        all.into_iter()
            .find_map(|(index, weights)| Some((index, weights.items.iter().position(|item| *item == indicator)?)))
    }

    /// The share and the full marks of each item.
    pub(super) fn weighed(&mut self, index: usize) -> (Vec<NodeId>, Vec<NodeId>) {
        if let Some(known) = self.weights.get(index).cloned().flatten() {
            return known;
        }
        let weights = &self.rubric.data_weights[index];
        let shares = self.shares(weights.method, weights.matrix, &weights.items);
        let whole = match weights.parent {
            Some(category) => self.full(Item::Category(category)),
            None => self.b.number(self.rubric.header.points.to_f64()),
        };
        let marks = self.divided(whole, &shares, weights.decimals);
        self.weights[index] = Some((shares.clone(), marks.clone()));
        (shares, marks)
    }

    /// Marks in proportion, rounded; what is left over goes to the greatest, the first if several
    /// are, so that they add up to the whole.
    fn divided(&mut self, whole: NodeId, shares: &[NodeId], decimals: i32) -> Vec<NodeId> {
        let greatest = self.b.nary(Nary::Max, shares.to_vec());
        let rounded: Vec<NodeId> = shares
            .iter()
            .map(|share| {
                let marks = self.b.binary(Binary::Mul, whole, *share);
                self.b.round(marks, decimals)
            })
            .collect();
        let mut rest = vec![whole];
        rest.extend(rounded.iter().map(|marks| self.b.unary(Unary::Neg, *marks)));
        let rest = self.b.nary(Nary::Sum, rest);
        let mut given = self.b.boolean(false);
        let mut all = Vec::new();
        for (share, marks) in shares.iter().zip(rounded) {
            let is = self.b.binary(Binary::Eq, *share, greatest);
            let open = self.b.unary(Unary::Not, given);
            let here = self.b.binary(Binary::And, is, open);
            let more = self.b.nary(Nary::Sum, vec![marks, rest]);
            let marks = self.b.select(here, more, marks);
            all.push(self.b.at_subject(marks));
            given = self.b.binary(Binary::Or, given, is);
        }
        all
    }

    fn shares(&mut self, method: WeighBy, matrix: Matrix, items: &[usize]) -> Vec<NodeId> {
        let peers = self.peers();
        let (zero, two) = (self.b.number(0.0), self.b.number(2.0));
        let columns = self.columns(matrix, items);
        let first = columns.first().map_or(zero, |column| column.x);
        let first = self.b.at_subject(first);
        let count = self.b.over_peers(Agg::Count, first, None, peers);
        let amounts: Vec<NodeId> = match method {
            WeighBy::Entropy => columns.iter().map(|column| self.divergence(column, count)).collect(),
            WeighBy::Deviation => columns.iter().map(|column| self.deviation(column)).collect(),
            WeighBy::Critic => self.information(&columns),
        };
        let sum = self.b.nary(Nary::Sum, amounts.clone());
        // One alone, or peers alike in everything, tell nothing: the items weigh the same.
        let few = self.b.binary(Binary::Lt, count, two);
        let none = self.b.binary(Binary::Eq, sum, zero);
        let silent = self.b.binary(Binary::Or, few, none);
        let equal = self.b.number(1.0 / items.len().max(1) as f64);
        amounts
            .into_iter()
            .map(|amount| {
                let share = self.b.binary(Binary::Div, amount, sum);
                let share = self.b.select(silent, equal, share);
                self.b.at_subject(share)
            })
            .collect()
    }

    fn columns(&mut self, matrix: Matrix, items: &[usize]) -> Vec<Column> {
        let peers = self.peers();
        let zero = self.b.number(0.0);
        let figures: Vec<(NodeId, bool)> = items
            .iter()
            .map(|item| {
                let measured = self.measured(*item);
                match matrix {
                    Matrix::MinMax => measured.compared,
                    Matrix::Scores => (measured.score, true),
                }
            })
            .collect();
        let mut complete = self.b.boolean(true);
        for (figure, _) in &figures {
            let nothing = self.b.is(Is::Nothing, *figure);
            let here = self.b.unary(Unary::Not, nothing);
            complete = self.b.binary(Binary::And, complete, here);
        }
        let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
        let column = |compiler: &mut Self, figure: NodeId, higher: bool| {
            let x = compiler.b.select(complete, figure, out);
            let x = compiler.b.at_subject(x);
            let least = compiler.b.over_peers(Agg::Min, x, None, peers);
            let most = compiler.b.over_peers(Agg::Max, x, None, peers);
            let flat = compiler.b.binary(Binary::Eq, least, most);
            if matrix == Matrix::Scores {
                return Column { x, flat };
            }
            let range = compiler.b.binary(Binary::Sub, most, least);
            let (top, bottom) = if higher { (x, least) } else { (most, x) };
            let above = compiler.b.binary(Binary::Sub, top, bottom);
            let share = compiler.b.binary(Binary::Div, above, range);
            // Whoever is left out stays so where the column is flat.
            let nought = compiler.b.select(complete, zero, out);
            Column { x: compiler.b.select(flat, nought, share), flat }
        };
        figures.into_iter().map(|(figure, higher)| column(self, figure, higher)).collect()
    }

    /// 1 − e with e = −Σ p·ln p / ln n and p = x / Σ x; 0·ln 0 is 0.
    fn divergence(&mut self, column: &Column, count: NodeId) -> NodeId {
        let peers = self.peers();
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let sum = self.b.over_peers(Agg::Sum, column.x, None, peers);
        let p = self.b.binary(Binary::Div, column.x, sum);
        let log = self.b.unary(Unary::Ln, p);
        let term = self.b.binary(Binary::Mul, p, log);
        let none = self.b.binary(Binary::Eq, column.x, zero);
        let term = self.b.select(none, zero, term);
        let terms = self.b.over_peers(Agg::Sum, term, None, peers);
        let most = self.b.unary(Unary::Ln, count);
        let entropy = self.b.binary(Binary::Div, terms, most);
        let left = self.b.binary(Binary::Add, one, entropy);
        self.b.select(column.flat, zero, left)
    }

    fn deviation(&mut self, column: &Column) -> NodeId {
        let peers = self.peers();
        let zero = self.b.number(0.0);
        let deviation = self.b.over_peers(Agg::Std, column.x, None, peers);
        self.b.select(column.flat, zero, deviation)
    }

    /// σ · Σ (1 − r) over the other columns; those in which all are alike are none of them.
    fn information(&mut self, columns: &[Column]) -> Vec<NodeId> {
        let peers = self.peers();
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let apart: Vec<NodeId> = columns
            .iter()
            .map(|column| {
                let mean = self.b.over_peers(Agg::Mean, column.x, None, peers);
                self.b.binary(Binary::Sub, column.x, mean)
            })
            .collect();
        let product = |compiler: &mut Self, a: NodeId, b: NodeId| {
            let product = compiler.b.binary(Binary::Mul, a, b);
            compiler.b.over_peers(Agg::Sum, product, None, peers)
        };
        let mut all = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let mut conflict = Vec::new();
            for (other, against) in columns.iter().enumerate().filter(|(other, _)| *other != at) {
                // The same node for both directions.
                let (a, b) = (apart[at.min(other)], apart[at.max(other)]);
                let both = product(self, a, b);
                let (own, theirs) = (product(self, a, a), product(self, b, b));
                let squares = self.b.binary(Binary::Mul, own, theirs);
                let root = self.b.unary(Unary::Sqrt, squares);
                let agreement = self.b.binary(Binary::Div, both, root);
                let apart = self.b.binary(Binary::Sub, one, agreement);
                let flat = self.b.binary(Binary::Or, column.flat, against.flat);
                conflict.push(self.b.select(flat, zero, apart));
            }
            let deviation = self.deviation(column);
            all.push(if conflict.is_empty() {
                deviation
            } else {
                let conflict = self.b.nary(Nary::Sum, conflict);
                self.b.binary(Binary::Mul, deviation, conflict)
            });
        }
        all
    }
}
