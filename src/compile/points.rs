//! Points up the tree: vetoes on items, categories, adjustments, vetoes on the total.

use super::Compiler;
use super::formula::Scope;
use super::indicator::Scored;
use super::outcome::Outcome;
use crate::diagnostic::Severity;
use crate::plan::{Agg, Binary, CategoryNodes, CheckNode, Grain, IndicatorNodes, Is, Nary, NodeId, TableId, Unary};
use crate::rubric::{Combine, Effect, Item, Missing, RoundStage, SkipWithin, TooLittle, ZeroTarget};
use crate::table::{Kind, Nothing};

/// Everything that the points of the items lead to.
pub(super) struct Settled {
    pub indicators: Vec<IndicatorNodes>,
    pub categories: Vec<CategoryNodes>,
    pub vetoes: Vec<NodeId>,
    pub adjusts: Vec<NodeId>,
    pub score: NodeId,
    pub unscaled: Option<(NodeId, NodeId)>,
    pub total_raw: NodeId,
    pub total_at_median: Option<NodeId>,
    pub outcome: Outcome,
}

/// An item or category as its parent sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub points: NodeId,
    /// 0–100.
    pub score: NodeId,
    /// By what subjects are compared where values are, and whether more is better.
    pub value: NodeId,
    pub higher: bool,
    pub left_out: NodeId,
    /// Where a veto made it zero.
    pub struck: Option<NodeId>,
    pub full: NodeId,
    /// Marks that count for it where it is there; less than full where what is left out inside is
    /// made up for by the total.
    pub there: NodeId,
    /// Whether its own figure was reported, and whether one had to be.
    pub reported: NodeId,
    pub due: NodeId,
    /// Where it is no part of the subject's variant.
    pub outside: Option<NodeId>,
}

/// What parts come to.
#[derive(Debug, Clone, Copy)]
struct Joined {
    points: NodeId,
    score: NodeId,
    present: NodeId,
    /// What was earned, before it is scaled.
    earned: NodeId,
    /// Whether nothing at all is there.
    left_out: NodeId,
}

impl Compiler<'_> {
    pub(super) fn settle(&mut self, scored: &[Scored], checks: &[CheckNode]) -> Settled {
        let rubric = self.rubric;
        // Conditions of vetoes see the points as they are before any veto.
        let plain: Vec<Part> = scored
            .iter()
            .map(|nodes| {
                let (reported, due) = self.reported(nodes.value);
                Part {
                    there: nodes.full,
                    reported,
                    due,
                    points: nodes.points,
                    score: nodes.score,
                    value: nodes.compared.0,
                    higher: nodes.compared.1,
                    left_out: nodes.left_out,
                    struck: None,
                    full: nodes.full,
                    outside: nodes.outside,
                }
            })
            .collect();
        self.points = plain.iter().map(|part| part.points).collect();
        let (before, _) = self.tree(&plain, &[]);
        self.categories = before.iter().map(|nodes| nodes.points).collect();
        let vetoes: Vec<NodeId> = rubric
            .vetoes
            .iter()
            .map(|veto| {
                let when = self.formula(&veto.when, &Scope::Subject(None));
                self.b.at_subject(when)
            })
            .collect();

        let parts = self.veto_items(&plain, &vetoes);
        self.points = parts.iter().map(|part| part.points).collect();
        let (categories, whole) = self.tree(&parts, &vetoes);
        let marks = whole.points;
        self.categories = categories.iter().map(|nodes| nodes.points).collect();
        let adjusts = self.adjusts();
        let total_raw = self.with_adjusts(marks, &adjusts);
        let unscaled = self.before_scaling(whole.earned, whole.present, &adjusts);
        let total = self.final_total(total_raw, &vetoes, checks);
        let total_at_median = self.total_at_median(scored, &parts, &vetoes, &adjusts, checks);
        self.category_scores = categories.iter().map(|nodes| Some(nodes.score)).collect();
        let outcome = self.outcome(total, &vetoes);
        self.outcome = Some(outcome.clone());
        let indicators = scored
            .iter()
            .zip(&parts)
            .map(|(nodes, part)| IndicatorNodes {
                value: nodes.value,
                prepared: nodes.prepared.clone(),
                ratings: nodes.ratings.clone(),
                inflation: nodes.inflation,
                score: nodes.score,
                scored: nodes.scored,
                points: part.points,
                full: part.full,
            })
            .collect();
        let score = self.b.at_subject(whole.score);
        Settled { indicators, categories, vetoes, adjusts, score, unscaled, total_raw, total_at_median, outcome }
    }

    /// A condition that could not be decided does not strike; the report says that it is open.
    pub(super) fn strikes(&mut self, condition: NodeId) -> NodeId {
        let no = self.b.boolean(false);
        self.b.coalesce(vec![condition, no])
    }

    /// What is no part of a subject's variant is not struck there either.
    fn strikes_inside(&mut self, condition: NodeId, outside: Option<NodeId>) -> NodeId {
        let strikes = self.strikes(condition);
        let Some(outside) = outside else { return strikes };
        let inside = self.b.unary(Unary::Not, outside);
        self.b.binary(Binary::And, strikes, inside)
    }

    fn veto_items(&mut self, plain: &[Part], vetoes: &[NodeId]) -> Vec<Part> {
        let rubric = self.rubric;
        let mut parts = plain.to_vec();
        for (veto, when) in rubric.vetoes.iter().zip(vetoes) {
            if let Effect::Zero(ZeroTarget::Indicator(index)) = veto.effect {
                let part = parts[index];
                let strikes = self.strikes_inside(*when, part.outside);
                let zero = self.b.number(0.0);
                let stands = self.b.unary(Unary::Not, strikes);
                parts[index].points = self.b.select(strikes, zero, part.points);
                parts[index].score = self.b.select(strikes, zero, part.score);
                parts[index].struck = Some(match part.struck {
                    Some(before) => self.b.binary(Binary::Or, before, strikes),
                    None => strikes,
                });
                // A vetoed item counts as zero even where it would have been left out.
                parts[index].left_out = self.b.binary(Binary::And, part.left_out, stands);
            }
        }
        parts
    }

    /// Categories from the bottom up, and the marks of the total.
    fn tree(&mut self, items: &[Part], vetoes: &[NodeId]) -> (Vec<CategoryNodes>, Joined) {
        let rubric = self.rubric;
        let count = rubric.categories.len();
        self.scores = Some(items.iter().map(|part| part.score).collect());
        self.category_scores = vec![None; count];
        let mut done: Vec<Option<(CategoryNodes, Part)>> = vec![None; count];
        // A child may be declared before or after its parent.
        while done.iter().any(Option::is_none) {
            for index in 0..count {
                let below = self.categories_in(Some(index));
                if done[index].is_none() && below.iter().all(|child| done[*child].is_some()) {
                    let category = self.category(index, &below, items, &done, vetoes);
                    self.category_scores[index] = Some(category.0.score);
                    done[index] = Some(category);
                }
            }
        }
        let top = self.categories_in(None);
        let parts = self.parts_of(None, &top, items, &done);
        let full = self.b.number(rubric.header.points.to_f64());
        let whole = self.join(&rubric.header.combine, &parts, full, true);
        self.scores = None;
        (done.into_iter().flatten().map(|(nodes, _)| nodes).collect(), whole)
    }

    fn categories_in(&self, parent: Option<usize>) -> Vec<usize> {
        let all = self.rubric.categories.iter().enumerate();
        all.filter(|(_, category)| category.parent == parent).map(|(index, _)| index).collect()
    }

    fn parts_of(
        &self,
        parent: Option<usize>,
        below: &[usize],
        items: &[Part],
        done: &[Option<(CategoryNodes, Part)>],
    ) -> Vec<Part> {
        let categories = below.iter().filter_map(|index| done[*index].as_ref().map(|(_, part)| *part));
        let indicators =
            self.rubric.indicators.iter().zip(items).filter(|(i, _)| i.parent == parent).map(|(_, part)| *part);
        categories.chain(indicators).collect()
    }

    fn category(
        &mut self,
        index: usize,
        below: &[usize],
        items: &[Part],
        done: &[Option<(CategoryNodes, Part)>],
        vetoes: &[NodeId],
    ) -> (CategoryNodes, Part) {
        let rubric = self.rubric;
        let full = self.full(Item::Category(index));
        let outside = self.outside(Item::Category(index));
        let parts = self.parts_of(Some(index), below, items, done);
        let category = &rubric.categories[index];
        let as_a_whole = rubric.header.skip_within == SkipWithin::Total;
        let Joined { mut points, mut score, present, mut left_out, .. } =
            self.join(&category.combine, &parts, full, !as_a_whole);
        let (reported, due) = self.reported_parts(&parts);
        let needed = category.needs.map(|needs| self.needed(&needs, &parts));
        if let (Some(needs), Some(nodes)) = (category.needs, needed) {
            let none = self.b.nothing(Nothing::TooLittle, Kind::Number);
            points = self.b.select(nodes.short, none, points);
            score = self.b.select(nodes.short, none, score);
            left_out = match needs.otherwise {
                TooLittle::Skip => self.b.binary(Binary::Or, left_out, nodes.short),
                TooLittle::Fail => {
                    let enough = self.b.unary(Unary::Not, nodes.short);
                    self.b.binary(Binary::And, left_out, enough)
                }
            };
        }
        let mut struck = None;
        for (veto, when) in rubric.vetoes.iter().zip(vetoes) {
            if veto.effect == Effect::Zero(ZeroTarget::Category(index)) {
                let strikes = self.strikes_inside(*when, outside);
                let zero = self.b.number(0.0);
                points = self.b.select(strikes, zero, points);
                score = self.b.select(strikes, zero, score);
                let stands = self.b.unary(Unary::Not, strikes);
                left_out = self.b.binary(Binary::And, left_out, stands);
                struck = Some(match struck {
                    Some(before) => self.b.binary(Binary::Or, before, strikes),
                    None => strikes,
                });
            }
        }
        if let Some(outside) = outside {
            let out = self.b.nothing(Nothing::NotInVariant, Kind::Number);
            points = self.b.select(outside, out, points);
            score = self.b.select(outside, out, score);
        }
        if self.rounds_at(RoundStage::Category) {
            points = self.b.round(points, rubric.header.decimals);
        }
        let [points, score, present] = [points, score, present].map(|node| self.b.at_subject(node));
        let there = if as_a_whole && category.combine == Combine::Sum { present } else { full };
        let part =
            Part { points, score, value: score, higher: true, left_out, struck, full, there, reported, due, outside };
        (CategoryNodes { points, score, present, full, reported: needed }, part)
    }

    /// Brings parts together. Added up, those that are there are scaled up to the full marks where
    /// some are left out, unless that is left to the total.
    fn join(&mut self, combine: &Combine, parts: &[Part], marks: NodeId, scales: bool) -> Joined {
        let (zero, hundred) = (self.b.number(0.0), self.b.number(100.0));
        if parts.is_empty() {
            return Joined { points: zero, score: zero, present: zero, earned: zero, left_out: self.b.boolean(true) };
        }
        let (mut points, mut score, present, raw);
        if *combine == Combine::Sum {
            let earned = parts.iter().map(|part| self.b.select(part.left_out, zero, part.points)).collect();
            let there = parts.iter().map(|part| self.b.select(part.left_out, zero, part.there)).collect();
            let earned = self.b.nary(Nary::Sum, earned);
            present = self.b.nary(Nary::Sum, there);
            let scaled = self.b.binary(Binary::Mul, earned, marks);
            let scaled = self.b.binary(Binary::Div, scaled, present);
            let whole = self.b.binary(Binary::Eq, present, marks);
            let filled = self.b.select(whole, earned, scaled);
            let product = self.b.binary(Binary::Mul, filled, hundred);
            score = self.b.binary(Binary::Div, product, marks);
            points = if scales { filled } else { earned };
            raw = earned;
        } else {
            present = self.present(parts);
            score = self.combined(combine, parts, present);
            let product = self.b.binary(Binary::Mul, score, marks);
            points = self.b.binary(Binary::Div, product, hundred);
            raw = points;
        }
        let nothing_there = self.b.binary(Binary::Eq, present, zero);
        if *combine == Combine::Sum || !parts.iter().any(|part| self.never_left_out(part)) {
            let none = self.b.nothing(Nothing::NotApplicable, Kind::Number);
            points = self.b.select(nothing_there, none, points);
            score = self.b.select(nothing_there, none, score);
        }
        let left_out =
            if parts.iter().any(|part| self.never_left_out(part)) { self.b.boolean(false) } else { nothing_there };
        Joined { points, score, present, earned: raw, left_out }
    }

    fn adjusts(&mut self) -> Vec<NodeId> {
        let rubric = self.rubric;
        let zero = self.b.number(0.0);
        rubric
            .adjusts
            .iter()
            .map(|adjust| {
                let mut points = self.formula(&adjust.points, &Scope::Subject(None));
                if let Some(min) = adjust.min {
                    let min = self.b.number(min.to_f64());
                    points = self.b.nary(Nary::Max, vec![points, min]);
                }
                if let Some(max) = adjust.max {
                    let max = self.b.number(max.to_f64());
                    points = self.b.nary(Nary::Min, vec![points, max]);
                }
                if let Some(when) = &adjust.when {
                    let when = self.formula(when, &Scope::Subject(None));
                    let when = self.strikes(when);
                    points = self.b.select(when, points, zero);
                }
                if self.rounds_at(RoundStage::Indicator) {
                    points = self.b.round(points, rubric.header.decimals);
                }
                self.b.at_subject(points)
            })
            .collect()
    }

    pub(super) fn with_adjusts(&mut self, marks: NodeId, adjusts: &[NodeId]) -> NodeId {
        let mut all = vec![marks];
        all.extend_from_slice(adjusts);
        let total = self.b.nary(Nary::Sum, all);
        self.b.at_subject(total)
    }

    /// Vetoes on the total, bounds, rounding; no total where a check of severity error failed.
    fn final_total(&mut self, raw: NodeId, vetoes: &[NodeId], checks: &[CheckNode]) -> NodeId {
        let rubric = self.rubric;
        let mut total = raw;
        for (veto, when) in rubric.vetoes.iter().zip(vetoes) {
            let Some(limit) = veto.effect.limit() else { continue };
            let strikes = self.strikes(*when);
            let limit = self.b.number(limit);
            // Zero is zero even where the total could not be told; no cap makes a total known.
            let known = match veto.effect {
                Effect::Zero(_) => self.b.coalesce(vec![total, limit]),
                Effect::Cap(_) | Effect::GradeAtMost(_) | Effect::Unranked => total,
            };
            let capped = self.b.nary(Nary::Min, vec![known, limit]);
            total = self.b.select(strikes, capped, total);
        }
        let (low, high) = rubric.header.total_range;
        total = self.b.clamp(total, low.to_f64(), high.to_f64());
        if self.rounds_at(RoundStage::Total) {
            total = self.b.round(total, rubric.header.decimals);
        }
        for (check, nodes) in rubric.checks.iter().zip(checks) {
            if check.severity != Severity::Error {
                continue;
            }
            let failed = match check.data {
                Some(data) => self.failing_rows(data, nodes.holds),
                None => {
                    let yes = self.b.boolean(true);
                    let holds = self.b.coalesce(vec![nodes.holds, yes]);
                    self.b.unary(Unary::Not, holds)
                }
            };
            let none = self.b.nothing(Nothing::CheckFailed, Kind::Number);
            total = self.b.select(failed, none, total);
        }
        if let Some(variant) = self.variant() {
            // By which marks somebody of no variant is judged nobody knows.
            let unknown = self.b.is(Is::Nothing, variant);
            total = self.b.select(unknown, variant, total);
        }
        self.b.at_subject(total)
    }

    /// Whether any row of the subject breaks a row check.
    fn failing_rows(&mut self, data: usize, holds: NodeId) -> NodeId {
        let table = Grain::Table(TableId(data as u16));
        let broken = self.b.unary(Unary::Not, holds);
        let one = self.b.number(1.0);
        let ones = self.b.push(crate::plan::Op::Spread { input: one, to: table }, table, Kind::Number);
        let count = self.b.gather(Agg::Count, ones, Some(broken), Grain::Subject);
        let zero = self.b.number(0.0);
        let count = self.b.coalesce(vec![count, zero]);
        self.b.binary(Binary::Gt, count, zero)
    }

    /// The total if what `skip` leaves out had the group's median score.
    fn total_at_median(
        &mut self,
        scored: &[Scored],
        parts: &[Part],
        vetoes: &[NodeId],
        adjusts: &[NodeId],
        checks: &[CheckNode],
    ) -> Option<NodeId> {
        let rubric = self.rubric;
        let mut filled = parts.to_vec();
        let mut any = false;
        for (index, indicator) in rubric.indicators.iter().enumerate() {
            if indicator.missing != Missing::Skip && indicator.undefined != Missing::Skip {
                continue;
            }
            any = true;
            let median = self.b.over_peers(Agg::Median, scored[index].score, None, self.peers());
            let share = match self.b.constant(scored[index].full) {
                Some(full) => self.b.number(full / 100.0),
                None => {
                    let hundred = self.b.number(100.0);
                    self.b.binary(Binary::Div, scored[index].full, hundred)
                }
            };
            let points = self.b.binary(Binary::Mul, median, share);
            let known = self.b.is(Is::Nothing, median);
            let part = parts[index];
            filled[index].points = self.b.select(part.left_out, points, part.points);
            filled[index].score = self.b.select(part.left_out, median, part.score);
            let value = self.b.over_peers(Agg::Median, part.value, None, self.peers());
            filled[index].value = self.b.select(part.left_out, value, part.value);
            let mut left_out = self.b.binary(Binary::And, parts[index].left_out, known);
            if let Some(outside) = part.outside {
                left_out = self.b.binary(Binary::Or, left_out, outside);
            }
            filled[index].left_out = left_out;
        }
        if !any {
            return None;
        }
        let (_, whole) = self.tree(&filled, vetoes);
        let raw = self.with_adjusts(whole.points, adjusts);
        Some(self.final_total(raw, vetoes, checks))
    }
}
