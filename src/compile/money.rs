//! Money that is divided without remainder, and deductions that stop at what there is.

use super::Compiler;
use super::after::unit;
use super::formula::Scope;
use crate::plan::{Agg, Binary, Grain, Nary, NodeId, Op, PoolNodes, RankKey, Ties as PlanTies, Unary};
use crate::rubric::{Pool, Ref};
use crate::table::{Kind, Nothing};

impl Compiler<'_> {
    /// What each of those for whom `when` holds gets of a pool.
    ///
    /// Everybody first gets their part rounded down to the unit of payment. The units that are then
    /// left go, one each, to those whose parts were cut most; where cuts are equal to the greater
    /// share, and where shares are equal too in the order of keys. So the payments add up to the
    /// amount, and neither the order of rows nor that of declarations decides who gets a cent.
    ///
    /// Gives who takes part and what they get.
    pub(super) fn pool(&mut self, pool: &Pool, when: NodeId) -> (NodeId, NodeId, PoolNodes) {
        let within = self.among(pool.among);
        let (zero, one) = (self.b.number(0.0), self.b.number(1.0));
        let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
        let share = pool.share.as_ref().map(|share| self.formula(share, &Scope::Subject(None))).unwrap_or(one);
        let positive = self.b.binary(Binary::Gt, share, zero);
        let when = self.b.binary(Binary::And, when, positive);
        let when = self.b.at_subject(when);
        let takes = self.strikes(when);
        let share = self.b.select(takes, share, out);
        let share = self.b.at_subject(share);

        let amount = self.formula(&pool.amount, &Scope::Subject(None));
        let amount = self.b.round(amount, pool.decimals);
        let amount = match self.b.grain(amount) {
            Grain::One => amount,
            _ => self.b.over_peers(Agg::Only, amount, Some(takes), within),
        };
        let amount = self.b.at_subject(amount);
        let unit = self.b.number(unit(pool.decimals));
        let units = self.b.binary(Binary::Mul, amount, unit);
        let units = self.b.round(units, 0);

        let shares = self.b.over_peers(Agg::Sum, share, None, within);
        let part = self.b.binary(Binary::Mul, units, share);
        let part = self.b.binary(Binary::Div, part, shares);
        let whole = self.b.unary(Unary::Floor, part);
        let whole = self.b.at_subject(whole);
        let cut = self.b.binary(Binary::Sub, part, whole);
        // What differs by less than a millionth of a unit does so because of how fractions are kept.
        let cut = self.b.round(cut, 6);
        let given = self.b.over_peers(Agg::Sum, whole, None, within);
        let left = self.b.binary(Binary::Sub, units, given);
        let key = self.name_of_subject();
        self.key = Some(key);
        let keys = vec![
            RankKey { node: cut, descending: true },
            RankKey { node: share, descending: true },
            RankKey { node: key, descending: false },
        ];
        let place = self.b.push(Op::Rank { keys, within, ties: PlanTies::Min }, Grain::Subject, Kind::Number);
        let more = self.b.binary(Binary::Le, place, left);
        // Parts within twelve digits of a whole unit count as that unit, and of very many of them
        // together one too many can have been given: the last in line then give it back.
        let count = self.b.over_peers(Agg::Count, whole, None, within);
        let keep = self.b.binary(Binary::Add, count, left);
        let less = self.b.binary(Binary::Gt, place, keep);
        let minus = self.b.number(-1.0);
        let change = self.b.select(less, minus, zero);
        let change = self.b.select(more, one, change);
        let paid = self.b.binary(Binary::Add, whole, change);
        let paid = self.b.binary(Binary::Div, paid, unit);
        (when, self.b.at_subject(paid), PoolNodes { amount, share, shares, within })
    }

    fn name_of_subject(&mut self) -> NodeId {
        let expr = crate::rubric::Expr {
            kind: crate::rubric::ExprKind::Ref(Ref::Key),
            span: crate::text::Span::default(),
            ty: Kind::Text,
        };
        self.formula(&expr, &Scope::Subject(None))
    }

    /// A deduction takes no more than there is. What earlier consequences have done to the same sum
    /// is counted.
    pub(super) fn limited(
        &mut self,
        money: NodeId,
        when: NodeId,
        out_of: NodeId,
        purses: &mut Vec<(NodeId, NodeId)>,
    ) -> (NodeId, NodeId) {
        let zero = self.b.number(0.0);
        let purse = purses.iter().position(|(known, _)| *known == out_of).unwrap_or_else(|| {
            purses.push((out_of, out_of));
            purses.len() - 1
        });
        let Some((_, there)) = purses.get_mut(purse) else { return (money, out_of) };
        let left = self.b.nary(Nary::Max, vec![*there, zero]);
        let most = self.b.unary(Unary::Neg, left);
        let limited = self.b.nary(Nary::Max, vec![money, most]);
        let strikes = self.strikes(when);
        let done = self.b.select(strikes, limited, zero);
        let before = self.b.at_subject(*there);
        *there = self.b.nary(Nary::Sum, vec![*there, done]);
        (self.b.at_subject(limited), before)
    }
}
