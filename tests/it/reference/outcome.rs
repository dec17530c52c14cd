//! Points up the tree, vetoes, totals, places, grades and what follows.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::appraise::{At, World, any};
use super::formula::Formula;
use super::number::{floor, near, sum};
use super::scheme::{Effect, Grade};
use super::value::{MISSING, NOT_APPLICABLE, No, V, and, choose, clamp, compare, div, greatest, max, min, mul};

/// By period and subject.
type Column = Vec<Vec<V>>;

/// What formulas can know at some point of the evaluation.
#[derive(Debug, Default)]
pub struct Stage {
    pub points: Vec<Column>,
    pub categories: Vec<Column>,
    /// `total` and the others.
    pub outcome: HashMap<&'static str, Column>,
}

pub struct Outcome {
    pub settled: Stage,
    pub present: Vec<Column>,
    pub vetoes: Vec<Column>,
    pub adjusts: Vec<Column>,
    pub total: Column,
    pub ranked: Column,
    pub rank: Column,
    pub rank_from_last: Column,
    pub group_size: Column,
    pub grade: Column,
}

/// An item or category as its parent sees it.
#[derive(Clone)]
struct Part {
    points: V,
    left_out: bool,
    full: f64,
    /// Marks that count for it.
    there: f64,
    reported: bool,
    due: bool,
}

struct Tree {
    /// Points and marks present of each category.
    categories: Vec<(V, V)>,
    total: V,
}

impl Outcome {
    pub fn of(world: &World<'_>) -> Outcome {
        let scheme = world.scheme;
        let column = |figure: &dyn Fn(usize, usize) -> V| -> Column {
            let subjects = world.tables.subjects.len();
            (0..world.tables.periods.len()).map(|p| (0..subjects).map(|s| figure(s, p)).collect()).collect()
        };
        let items = 0..scheme.indicators.len();
        let categories = 0..scheme.categories.len();

        // Conditions of vetoes see the points as they are before any veto.
        let plain = |subject: usize, period: usize| -> Vec<Part> {
            let part = |index: usize| Part {
                there: marks(world, &scheme.indicators[index].id, subject, period),
                reported: !world.value(index, subject, period).is_nothing(),
                due: world.value(index, subject, period) != NOT_APPLICABLE,
                points: world.points(index, subject, period),
                left_out: world.left_out(index, subject, period),
                full: marks(world, &scheme.indicators[index].id, subject, period),
            };
            items.clone().map(part).collect()
        };
        let before = Stage {
            points: items.clone().map(|index| column(&|s, p| world.points(index, s, p))).collect(),
            categories: categories
                .clone()
                .map(|index| column(&|s, p| tree(world, (s, p), &plain(s, p), &|_| false).categories[index].0.clone()))
                .collect(),
            outcome: HashMap::new(),
        };
        let vetoes: Vec<Column> =
            scheme.vetoes.iter().map(|veto| column(&|s, p| at(world, &before, s, p, &veto.when))).collect();
        let struck = |target: &str, s: usize, p: usize| {
            let here = |effect: &Effect| matches!(effect, Effect::Zero(id) if id == target);
            scheme.vetoes.iter().zip(&vetoes).any(|(veto, when)| here(&veto.effect) && when[p][s].is_true())
        };
        let settled = |s: usize, p: usize| -> Tree {
            let mut parts = plain(s, p);
            for (part, indicator) in parts.iter_mut().zip(&scheme.indicators) {
                if struck(&indicator.id, s, p) && world.full(&indicator.id, s, p).is_some() {
                    *part = Part { points: V::Num(0.0), left_out: false, ..part.clone() };
                }
            }
            tree(world, (s, p), &parts, &|category| struck(category, s, p) && world.full(category, s, p).is_some())
        };
        let trees: Vec<Vec<Tree>> = (0..world.tables.periods.len())
            .map(|p| (0..world.tables.subjects.len()).map(|s| settled(s, p)).collect())
            .collect();
        let points = |index: usize, s: usize, p: usize| {
            let id = &scheme.indicators[index].id;
            if struck(id, s, p) && world.full(id, s, p).is_some() { V::Num(0.0) } else { world.points(index, s, p) }
        };
        let mut settled = Stage {
            points: items.clone().map(|index| column(&|s, p| points(index, s, p))).collect(),
            categories: categories.clone().map(|i| column(&|s, p| trees[p][s].categories[i].0.clone())).collect(),
            outcome: HashMap::new(),
        };
        let present = categories.map(|i| column(&|s, p| trees[p][s].categories[i].1.clone())).collect();
        let adjusts: Vec<Column> =
            (0..scheme.adjusts.len()).map(|index| column(&|s, p| adjust(world, &settled, index, s, p))).collect();
        let total = column(&|s, p| {
            let mut parts = vec![trees[p][s].total.clone()];
            parts.extend(adjusts.iter().map(|adjust| adjust[p][s].clone()));
            total(world, exact(&parts), &|veto| vetoes[veto][p][s].is_true(), s, p)
        });
        let ranked = column(&|s, p| {
            let struck = |effect: &Effect| matches!(effect, Effect::Unranked);
            let out: Vec<V> = scheme
                .vetoes
                .iter()
                .zip(&vetoes)
                .filter(|(veto, _)| struck(&veto.effect))
                .map(|(_, w)| w[p][s].clone())
                .collect();
            V::Flag(!total[p][s].is_nothing() && !any(&out).is_true())
        });
        let places = Places { world, ranked: &ranked, total: &total, points: &settled.points };
        let rank = column(&|s, p| places.place(s, p, Ordering::Greater));
        let rank_from_last = column(&|s, p| places.place(s, p, Ordering::Less));
        let group_size = column(&|s, p| {
            let placed = |peer: usize| if ranked[p][peer].is_true() { V::Num(1.0) } else { NOT_APPLICABLE };
            world.over_peers("count", s, p, &placed, &|_| true)
        });
        let ceilings = |s: usize, p: usize| -> Vec<usize> {
            let ceiling = |(effect, when): (&Effect, &Column)| match effect {
                Effect::GradeAtMost(grade) if when[p][s].is_true() => Some(*grade),
                _ => None,
            };
            scheme.vetoes.iter().map(|veto| &veto.effect).zip(&vetoes).filter_map(ceiling).collect()
        };
        let grade: Column =
            (0..world.tables.periods.len()).map(|p| grades(&places, &group_size[p], p, &|s| ceilings(s, p))).collect();
        let names = column(&|s, p| match &grade[p][s] {
            V::Num(index) => V::Text(scheme.grades[*index as usize].name.clone()),
            nothing => nothing.clone(),
        });
        let known = [
            ("total", &total),
            ("rank", &rank),
            ("rank_from_last", &rank_from_last),
            ("group_size", &group_size),
            ("grade", &names),
        ];
        settled.outcome = known.into_iter().map(|(name, column)| (name, column.clone())).collect();
        Outcome { settled, present, vetoes, adjusts, total, ranked, rank, rank_from_last, group_size, grade }
    }

    pub fn consequence(&self, world: &World<'_>, index: usize, s: usize, p: usize) -> V {
        let when = &world.scheme.consequences[index].when;
        let places = ["rank", "rank_from_last"];
        if !when.mentions(&places) {
            return at(world, &self.settled, s, p, when);
        }
        // No first or last among those without a place, nor in too small a group.
        let enough = compare(">=", &self.group_size[p][s], &V::Num(world.scheme.min_group));
        let known = and(&self.ranked[p][s], &enough);
        let place = At { world, subject: s, period: p, value: None, stage: Some(&self.settled) };
        when.eval_where(&place, &places, &known)
    }

    pub fn money(&self, world: &World<'_>, index: usize, s: usize, p: usize) -> V {
        match &world.scheme.consequences[index].money {
            None => NOT_APPLICABLE,
            Some(money) => match at(world, &self.settled, s, p, money) {
                V::Num(money) => V::Num(super::number::round(money, 2)),
                nothing => nothing,
            },
        }
    }
}

fn at(world: &World<'_>, stage: &Stage, subject: usize, period: usize, formula: &Formula) -> V {
    formula.eval(&At { world, subject, period, value: None, stage: Some(stage) })
}

/// Full marks; 0 for what is no part of the subject's variant, or where that is open.
fn marks(world: &World<'_>, id: &str, subject: usize, period: usize) -> f64 {
    match world.full(id, subject, period) {
        Some(V::Num(full)) => full,
        _ => 0.0,
    }
}

fn exact(parts: &[V]) -> V {
    greatest(parts).unwrap_or_else(|| V::computed(sum(&parts.iter().map(V::number).collect::<Vec<_>>())))
}

/// Categories from the bottom up, and the marks of the total.
fn tree(world: &World<'_>, at: (usize, usize), items: &[Part], struck: &dyn Fn(&str) -> bool) -> Tree {
    fn part(
        world: &World<'_>,
        at: (usize, usize),
        id: &str,
        items: &[Part],
        struck: &dyn Fn(&str) -> bool,
    ) -> (Part, V) {
        let full = marks(world, id, at.0, at.1);
        let parts = below(world, at, Some(id), items, struck);
        let (mut part, present) = join(&parts, full, !world.scheme.rescaled);
        let needs = world.scheme.categories.iter().find(|category| category.id == id).expect("a category").needs;
        if let Some((share, least, skips)) = needs {
            let of = |flag: &dyn Fn(&Part) -> bool| {
                let those: Vec<f64> = parts.iter().filter(|part| flag(part)).map(|part| part.full).collect();
                (sum(&those), those.len() as f64)
            };
            let ((reported, count), (due, _)) = (of(&|part| part.reported), of(&|part| part.due));
            let enough = (reported > share * due || near(reported, share * due)) && count >= least;
            if !near(due, 0.0) && !enough {
                part = Part { points: MISSING, left_out: skips, ..part };
            }
        }
        if struck(id) {
            part = Part { points: V::Num(0.0), left_out: false, ..part };
        }
        part.points = world.rounded("category", part.points);
        (part, present)
    }
    fn below(
        world: &World<'_>,
        at: (usize, usize),
        id: Option<&str>,
        items: &[Part],
        struck: &dyn Fn(&str) -> bool,
    ) -> Vec<Part> {
        let scheme = world.scheme;
        let categories = scheme.categories.iter().filter(|category| category.parent.as_deref() == id);
        let own = scheme.indicators.iter().zip(items).filter(|(indicator, _)| indicator.parent.as_deref() == id);
        categories.map(|c| part(world, at, &c.id, items, struck).0).chain(own.map(|(_, part)| part.clone())).collect()
    }
    Tree {
        categories: world
            .scheme
            .categories
            .iter()
            .map(|category| {
                let (part, present) = part(world, at, &category.id, items, struck);
                (part.points, present)
            })
            .collect(),
        total: join(&below(world, at, None, items, struck), world.scheme.full, true).0.points,
    }
}

/// What is left out gives its marks to its siblings. Also gives the marks present.
fn join(parts: &[Part], full: f64, scales: bool) -> (Part, V) {
    let there: Vec<&Part> = parts.iter().filter(|part| !part.left_out).collect();
    let present = sum(&there.iter().map(|part| part.there).collect::<Vec<_>>());
    let earned = exact(&there.iter().map(|part| part.points.clone()).collect::<Vec<_>>());
    let points = if near(present, 0.0) {
        NOT_APPLICABLE
    } else if near(present, full) || !scales {
        earned
    } else {
        div(&mul(&earned, &V::Num(full)), &V::Num(present))
    };
    let (reported, due) = (parts.iter().any(|part| part.reported), parts.iter().any(|part| part.due));
    let left_out = near(present, 0.0);
    (Part { points, left_out, full, there: if scales { full } else { present }, reported, due }, V::Num(present))
}

fn adjust(world: &World<'_>, stage: &Stage, index: usize, s: usize, p: usize) -> V {
    let adjust = &world.scheme.adjusts[index];
    let applies = adjust.when.as_ref().is_none_or(|when| at(world, stage, s, p, when).is_true());
    if !applies {
        return V::Num(0.0);
    }
    let mut points = at(world, stage, s, p, &adjust.points);
    if let Some(least) = adjust.min {
        points = max(&[points, V::Num(least)]);
    }
    if let Some(most) = adjust.max {
        points = min(&[points, V::Num(most)]);
    }
    world.rounded("indicator", points)
}

/// Vetoes on the total, bounds, rounding; no total where a check of severity error fails.
fn total(world: &World<'_>, raw: V, strikes: &dyn Fn(usize) -> bool, s: usize, p: usize) -> V {
    let scheme = world.scheme;
    let mut total = raw;
    for (_, veto) in scheme.vetoes.iter().enumerate().filter(|(index, _)| strikes(*index)) {
        match &veto.effect {
            Effect::Zero(target) if target == "total" => {
                total = if total.is_nothing() { V::Num(0.0) } else { min(&[total, V::Num(0.0)]) };
            }
            Effect::Cap(cap) => total = min(&[total, V::Num(*cap)]),
            Effect::Zero(_) | Effect::GradeAtMost(_) | Effect::Unranked => {}
        }
    }
    let total = world.rounded("total", clamp(&total, scheme.range.0, scheme.range.1));
    let fails = |check: &super::scheme::Check| match check.from {
        None => {
            let place = At { world, subject: s, period: p, value: None, stage: None };
            check.expr.eval(&place) == V::Flag(false)
        }
        Some(table) => world.tables.rows(table, s, p).into_iter().any(|row| {
            let group = if scheme.groups.is_empty() { MISSING } else { world.group(0, s, p) };
            let row = world.tables.row_of(table, row, group).of_variant(world.changed_by(s, p));
            check.expr.eval(&row) == V::Flag(false)
        }),
    };
    let open = world.variant(s, p).is_nothing();
    if open || scheme.checks.iter().any(|check| check.error && fails(check)) { MISSING } else { total }
}

struct Places<'a> {
    world: &'a World<'a>,
    ranked: &'a Column,
    total: &'a Column,
    points: &'a [Column],
}

impl Places<'_> {
    /// By the total, and by the declared chain of indicators; who has no points in one of these
    /// stands behind all who have.
    fn order(&self, a: usize, b: usize, p: usize) -> Ordering {
        let scheme = self.world.scheme;
        let chain = scheme.ties.iter().filter_map(|id| scheme.indicators.iter().position(|known| known.id == *id));
        let columns = std::iter::once(self.total).chain(chain.map(|index| &self.points[index]));
        for column in columns {
            let order = match (&column[p][a], &column[p][b]) {
                (V::Num(a), V::Num(b)) if near(*a, *b) => Ordering::Equal,
                (V::Num(a), V::Num(b)) => a.total_cmp(b),
                (a, b) => b.is_nothing().cmp(&a.is_nothing()),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    }

    /// One more than the number of those (or, for dense places, of their different places) before.
    fn place(&self, s: usize, p: usize, before: Ordering) -> V {
        if !self.ranked[p][s].is_true() {
            return NOT_APPLICABLE;
        }
        let peers = match self.world.peers(s, p) {
            Ok(peers) => peers,
            Err(nothing) => return V::Nothing(nothing),
        };
        let mut ahead: Vec<usize> = peers
            .into_iter()
            .filter(|peer| self.ranked[p][*peer].is_true() && self.order(*peer, s, p) == before)
            .collect();
        if self.world.scheme.ties == ["dense"] {
            ahead.sort_by(|a, b| self.order(*a, *b, p));
            ahead.dedup_by(|a, b| self.order(*a, *b, p) == Ordering::Equal);
        }
        V::Num((ahead.len() + 1) as f64)
    }
}

/// By the total, then quotas from the top down: whoever does not fit goes to the grade below.
fn grades(places: &Places<'_>, size: &[V], p: usize, ceilings: &dyn Fn(usize) -> Vec<usize>) -> Vec<V> {
    let (world, total, ranked) = (places.world, &places.total[p], &places.ranked[p]);
    let all: &[Grade] = &world.scheme.grades;
    if all.is_empty() {
        return vec![NOT_APPLICABLE; total.len()];
    }
    let by_total = |total: &V| {
        let V::Num(total) = total else { return total.clone() };
        let reaches = |grade: &Grade| grade.min.is_none_or(|min| *total > min || near(*total, min));
        all.iter().position(reaches).map_or(NOT_APPLICABLE, |index| V::Num(index as f64))
    };
    // Who is held down by a veto competes where they are held, not above.
    let lowered = |(s, grade): (usize, V)| match grade {
        V::Num(grade) => V::Num(ceilings(s).into_iter().map(|ceiling| ceiling as f64).fold(grade, f64::max)),
        nothing => nothing,
    };
    let mut grade: Vec<V> = total.iter().map(by_total).enumerate().map(lowered).collect();
    // Each as: up to which grade, from which, and how many of so many have a place in these.
    type Limit = Box<dyn Fn(f64) -> f64>;
    let mut quotas: Vec<(usize, usize, Limit)> = Vec::new();
    for (index, spec) in all.iter().enumerate() {
        let rounding = world.scheme.quota_rounding.clone();
        if let Some(share) = spec.max_share.filter(|_| index + 1 < all.len()) {
            let rounding = rounding.clone();
            quotas.push((
                index,
                index,
                Box::new(move |size| heads(size * share, rounding.as_deref().unwrap_or("down"))),
            ));
        }
        if let Some(count) = spec.max_count.filter(|_| index + 1 < all.len()) {
            quotas.push((index, index, Box::new(move |_| count)));
        }
        if let Some(share) = spec.min_share.filter(|_| index > 0) {
            let least = move |size| size - heads(size * share, rounding.as_deref().unwrap_or("up"));
            quotas.push((index - 1, 0, Box::new(move |size| least(size).max(0.0))));
        }
    }
    quotas.sort_by_key(|(last, first, _)| (*last, *first));
    for (last, first, limit) in quotas {
        let held = |s: usize| match grade[s] {
            V::Num(grade) if ranked[s].is_true() => Some(grade as usize).filter(|g| (first..=last).contains(g)),
            _ => None,
        };
        let ahead = |a: usize, b: usize| held(b).cmp(&held(a)).then_with(|| places.order(a, b, p));
        let over: Vec<usize> = (0..grade.len())
            .filter(|s| held(*s).is_some())
            .filter(|s| {
                let (Ok(peers), V::Num(size)) = (world.peers(*s, p), &size[*s]) else { return false };
                let there = peers.into_iter().filter(|peer| held(*peer).is_some());
                let place = if world.scheme.quota_ties.as_deref() == Some("up") {
                    1 + there.filter(|peer| ahead(*peer, *s) == Ordering::Greater).count()
                } else {
                    there.filter(|peer| ahead(*peer, *s) != Ordering::Less).count()
                };
                place as f64 > limit(*size)
            })
            .collect();
        over.into_iter().for_each(|s| grade[s] = V::Num((last + 1) as f64));
    }
    grade
}

fn heads(share: f64, rounding: &str) -> f64 {
    match rounding {
        "up" => super::number::ceil(share),
        "nearest" => super::number::round(share, 0),
        _ => floor(share),
    }
}

/// Kept here so that the kinds of nothing are named once.
#[test]
fn a_thing_that_does_not_apply_wins() {
    assert_eq!(exact(&[MISSING, V::Num(1.0), NOT_APPLICABLE]), V::Nothing(No::NotApplicable));
    assert_eq!(choose(&V::Flag(false), || MISSING, || V::Num(1.0)), V::Num(1.0));
}
