//! Whether quotas can be met together, and whether each of them limits anything: for every size of
//! a group up to a bound, what each comes to in heads.

use super::analysis::Analysis;
use super::claim::{About, Claim, Verdict, What};
use super::order::plain;
use crate::number::{Near, round_half_away};
use crate::plan::{Binary, Closed, Nary, NodeId, Op, Program, QuotaNodes, Real, Unary};
use crate::rubric::{Among, Bound, Quota, Rubric};

/// Groups of up to so many are looked at. Whatever holds from here to twice as many is no effect
/// of rounding heads.
const LARGE: u32 = 100;

pub fn judge(rubric: &Rubric, program: &Program, analysis: &Analysis<'_>, claims: &mut Vec<Claim>) {
    let quotas = &rubric.afterwards.quotas;
    let all: Vec<(&Quota, &QuotaNodes)> =
        program.outputs.afterwards.quotas.iter().filter_map(|nodes| Some((quotas.get(nodes.quota)?, nodes))).collect();
    let cases = all.iter().map(|(_, nodes)| cases(analysis, nodes.limit, nodes.size)).max().unwrap_or(1);
    // The limit of each quota in each case, by the size of the group.
    let limits = |nodes: &QuotaNodes, case: usize| -> Vec<Option<f64>> {
        let limit = |size: u32| Heads { analysis, size: nodes.size, heads: f64::from(size), case }.of(nodes.limit);
        (0..=LARGE * 2).map(limit).collect()
    };
    let table: Vec<Vec<Vec<Option<f64>>>> =
        (0..cases).map(|case| all.iter().map(|(_, nodes)| limits(nodes, case)).collect()).collect();
    for (at, (quota, nodes)) in all.iter().enumerate() {
        let about = About::Quota(nodes.quota);
        let mut add = |what: What, fault: Option<(u32, f64)>| {
            let verdict = fault.map_or(Verdict::Proved, |(size, heads)| Verdict::AtSize { size, heads });
            claims.push(Claim { about, what, verdict });
        };
        let known = |limits: &Vec<Vec<Option<f64>>>| limits.get(at).is_some_and(|own| own.iter().all(Option::is_some));
        if !table.iter().all(known) {
            // What differs from subject to subject has no figure by the size alone.
            claims.push(Claim { about, what: What::Fits, verdict: Verdict::Unknown });
            continue;
        }
        add(What::Fits, table.iter().find_map(|limits| crowded(&all, limits, at)));
        let idle = table.iter().all(|limits| idle(&all, limits, at));
        add(What::Limits, idle.then_some((1, f64::NAN)));
        if let crate::rubric::Size::CountBySize { at_most, otherwise } = &quota.size {
            let heads: Vec<f64> = at_most.iter().map(|(_, heads)| heads.to_f64()).collect();
            let after = heads.iter().skip(1).copied().chain(otherwise.map(crate::number::Decimal::to_f64));
            let falls =
                at_most.iter().zip(heads.iter().copied().zip(after)).find(|(_, (before, after))| after < before);
            add(What::Rises, falls.map(|((size, _), (_, after))| (size.to_f64() as u32 + 1, after)));
        }
    }
}

fn same_group(a: Among, b: Among) -> bool {
    a == b
}

/// The smallest size at which this quota and those of other grades want more than there are; only
/// if they do for all large groups too.
fn crowded(all: &[(&Quota, &QuotaNodes)], limits: &[Vec<Option<f64>>], at: usize) -> Option<(u32, f64)> {
    let (own, _) = all.get(at)?;
    let limit = |quota: usize, size: usize| limits.get(quota)?.get(size).copied().flatten();
    let heads = |size: usize| -> Option<f64> {
        let (mut sum, mut taken) = (0.0, Vec::new());
        let own_limit = limit(at, size)?;
        if own.bound == Bound::Least {
            sum += size as f64 - own_limit;
        } else {
            sum += own_limit;
            taken.push(own.grades);
        }
        for (index, (quota, _)) in all.iter().enumerate() {
            // What stands above, once; the last of them tells of all.
            let apart = taken.iter().all(|(first, last)| quota.grades.1 < *first || quota.grades.0 > *last);
            let above = quota.bound == Bound::Most
                && (own.bound == Bound::Most && quota.grades.1 < own.grades.0
                    || own.bound == Bound::Least && quota.grades.1 <= own.grades.1);
            if index != at && same_group(own.among, quota.among) && above && apart {
                sum += limit(index, size)?;
                taken.push(quota.grades);
            }
        }
        (taken.len() > usize::from(own.bound == Bound::Most)).then_some(sum)
    };
    let over = |size: &usize| heads(*size).is_some_and(|heads| (*size as f64).near_lt(heads));
    let (large, most) = (LARGE as usize, LARGE as usize * 2);
    if !(large..=most).all(|size| over(&size)) {
        return None;
    }
    let size = (1..=most).find(over)?;
    Some((size as u32, heads(size)?))
}

/// Whether at every size another quota lets no more through, or everybody fits.
fn idle(all: &[(&Quota, &QuotaNodes)], limits: &[Vec<Option<f64>>], at: usize) -> bool {
    let (Some((own, _)), Some(own_limits)) = (all.get(at), limits.get(at)) else { return false };
    let sizes = 1..own_limits.len();
    let least = |other: &Vec<Option<f64>>, also_equal: bool| {
        sizes.clone().all(|size| match (other.get(size), own_limits.get(size)) {
            (Some(Some(other)), Some(Some(own))) => other.near_lt(*own) || also_equal && other.near_eq(*own),
            _ => false,
        })
    };
    let everybody: Vec<Option<f64>> = (0..own_limits.len()).map(|size| Some(size as f64)).collect();
    let by_another = all.iter().enumerate().any(|(index, (quota, _))| {
        let wider = quota.grades.0 <= own.grades.0 && own.grades.1 <= quota.grades.1;
        // Of two that say the same the later is the one too many.
        let also_equal = quota.grades != own.grades || index < at;
        index != at
            && wider
            && same_group(own.among, quota.among)
            && limits.get(index).is_some_and(|other| least(other, also_equal))
    });
    by_another || least(&everybody, true)
}

/// In how many ways a limit depends on something other than the size: the rows of a table.
fn cases(analysis: &Analysis<'_>, limit: NodeId, size: NodeId) -> usize {
    let (mut open, mut most) = (vec![limit], 1);
    while let Some(id) = open.pop() {
        if plain(analysis.plan, id) == plain(analysis.plan, size) {
            continue;
        }
        let of_size = |input: NodeId| plain(analysis.plan, input) == plain(analysis.plan, size);
        match &analysis.plan.node(id).op {
            Op::Steps { input, values, .. } if !of_size(*input) => most = most.max(values.len()),
            Op::Match { entries, .. } => most = most.max(entries.len()),
            op => open.extend(op.inputs()),
        }
    }
    most
}

/// What a node comes to in a group of so many.
struct Heads<'a> {
    analysis: &'a Analysis<'a>,
    size: NodeId,
    heads: f64,
    /// The row of a table that is not one of sizes.
    case: usize,
}

impl Heads<'_> {
    fn of(&self, id: NodeId) -> Option<f64> {
        let id = plain(self.analysis.plan, id);
        if id == plain(self.analysis.plan, self.size) {
            return Some(self.heads);
        }
        let whole = |value: f64, other: fn(f64) -> f64| {
            let nearest = value.round();
            if nearest.near_eq(value) { nearest } else { other(value) }
        };
        match &self.analysis.plan.node(id).op {
            Op::Number(value) => Some(value.0),
            Op::Unary(Unary::Floor, a) => Some(whole(self.of(*a)?, f64::floor)),
            Op::Unary(Unary::Ceil, a) => Some(whole(self.of(*a)?, f64::ceil)),
            Op::Round { input, decimals } => Some(round_half_away(self.of(*input)?, *decimals)),
            Op::Binary(Binary::Mul, a, b) => Some(self.of(*a)? * self.of(*b)?),
            Op::Binary(Binary::Sub, a, b) => Some(self.of(*a)? - self.of(*b)?),
            Op::Nary(Nary::Max, all) => all.iter().map(|id| self.of(*id)).try_fold(f64::MIN, |a, b| Some(a.max(b?))),
            Op::Steps { input, edges, closed, values } => match self.of(*input) {
                Some(size) => step(size, edges, *closed, values),
                None => values.get(self.case).map(|value| value.0),
            },
            Op::Match { entries, .. } => entries.get(self.case).map(|(_, value)| value.0),
            // Beside a row of the table there is only a nothing.
            Op::Select { then, .. } => self.of(*then),
            Op::Gather { input, .. } => self.of(*input),
            _ => self.analysis.range(id).is_exactly(),
        }
    }
}

fn step(size: f64, edges: &[Real], closed: Closed, values: &[Real]) -> Option<f64> {
    let beyond = |edge: &&Real| if closed == Closed::Lower { edge.0.near_le(size) } else { edge.0.near_lt(size) };
    values.get(edges.iter().take_while(beyond).count()).map(|value| value.0)
}
