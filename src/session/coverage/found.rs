//! The branches that a plan has.

use super::probe::Probe;
use super::{Branch, Section};
use crate::plan::Nary;
use crate::plan::{Closed, NodeId, Op, Program};
use crate::rubric::Rubric;
use crate::table::NothingKind;
use crate::table::figure::digits;
use crate::text::{Span, Words};
use crate::words;

struct Finder<'a> {
    rubric: &'a Rubric,
    program: &'a Program,
    places: &'a [(NodeId, Span)],
    /// Nodes where one thing of the rubric ends and another begins.
    borders: Vec<bool>,
    all: Vec<Branch>,
}

pub fn branches(rubric: &Rubric, program: &Program, places: &[(NodeId, Span)]) -> Vec<Branch> {
    let mut finder =
        Finder { rubric, program, places, borders: vec![false; program.plan.nodes.len()], all: Vec::new() };
    let outputs = &program.outputs;
    let ends = outputs.elements.iter().copied();
    let ends =
        ends.chain(outputs.indicators.iter().flat_map(|nodes| [nodes.value, nodes.scored, nodes.score, nodes.points]));
    for node in ends.chain(outputs.vetoes.iter().copied()).chain(outputs.adjusts.iter().copied()) {
        if let Some(border) = finder.borders.get_mut(node.0 as usize) {
            *border = true;
        }
    }
    finder.formulas();
    for index in 0..rubric.indicators.len() {
        finder.scoring(index);
        finder.policies(index);
    }
    finder.rules();
    finder.grades();
    finder.all
}

impl Finder<'_> {
    fn put(&mut self, section: Section, owner: &str, what: Words, span: Span, probe: Probe) {
        self.all.push(Branch { section, owner: owner.to_string(), what, span, tests: 0, value: None, probe });
    }

    /// The nodes between a root and what stands below it by another name, the root first.
    fn inside(&self, root: NodeId) -> Vec<NodeId> {
        let (mut open, mut all) = (vec![root], Vec::new());
        while let Some(node) = open.pop() {
            let border = node != root && self.borders.get(node.0 as usize).copied().unwrap_or(true);
            if border || all.contains(&node) {
                continue;
            }
            all.push(node);
            open.extend(self.program.plan.node(node).op.inputs());
        }
        all
    }

    /// `if` and its like in the formulas of elements and indicators.
    fn formulas(&mut self) {
        let outputs = &self.program.outputs;
        let elements =
            self.rubric.elements.iter().map(|element| element.id.clone()).zip(outputs.elements.iter().copied());
        let values = outputs.indicators.iter().map(|nodes| nodes.value);
        let indicators = self.rubric.indicators.iter().map(|indicator| indicator.id.clone()).zip(values);
        let roots: Vec<(String, NodeId)> = elements.chain(indicators).collect();
        for (owner, root) in roots {
            for node in self.inside(root) {
                let Op::Select { condition, .. } = self.program.plan.node(node).op else { continue };
                let Some((_, span)) = self.places.iter().find(|(known, _)| *known == condition) else { continue };
                for is in [true, false] {
                    let what = if is {
                        words!("条件成立", "the condition holds")
                    } else {
                        words!("条件不成立", "it does not hold")
                    };
                    self.put(Section::Formulas, &owner, what, *span, Probe::Truth { node: condition, is });
                }
            }
        }
    }

    fn scoring(&mut self, index: usize) {
        let (Some(indicator), Some(nodes)) =
            (self.rubric.indicators.get(index), self.program.outputs.indicators.get(index))
        else {
            return;
        };
        let (owner, span, scored) = (indicator.id.clone(), indicator.scoring.span, nodes.scored);
        if indicator.rated.is_some() {
            let levels = indicator.scoring.settings.levels("").unwrap_or_default();
            let mut ratings = nodes.ratings.iter().map(|rating| rating.rating);
            let first = ratings.next().unwrap_or(nodes.value);
            let others: Vec<NodeId> = ratings.collect();
            for (word, score) in levels {
                let what = words!("评为“{word}”", "rated \"{word}\"");
                let probe = Probe::AnyEqual { node: first, others: others.clone(), to: score.to_f64() };
                self.put(Section::Scoring, &owner, what, span, probe);
            }
        }
        // What lies below a rating is how it was given.
        if indicator.rated.is_some() && scored == nodes.value {
            return;
        }
        for node in self.inside(scored) {
            if node == nodes.value {
                continue;
            }
            match &self.program.plan.node(node).op {
                Op::Steps { input, edges, closed, .. } => {
                    let edges: Vec<f64> = edges.iter().map(|edge| edge.0).collect();
                    self.intervals(&owner, index, *input, &edges, *closed);
                }
                Op::Piecewise { input, points, .. } => {
                    let mut edges: Vec<f64> = points.iter().map(|(x, _)| x.0).collect();
                    edges.dedup();
                    self.intervals(&owner, index, *input, &edges, Closed::Lower);
                }
                Op::Match { input, entries } => {
                    for (text, _) in entries {
                        let what = words!("级别“{text}”", "level \"{text}\"");
                        self.put(
                            Section::Scoring,
                            &owner,
                            what,
                            span,
                            Probe::Level { node: *input, text: text.to_string() },
                        );
                    }
                }
                Op::Nary(which @ (Nary::Min | Nary::Max), operands) => {
                    let limit = operands.iter().find_map(|operand| match self.program.plan.node(*operand).op {
                        Op::Number(limit) => Some(limit.0),
                        _ => None,
                    });
                    if let Some(limit) = limit {
                        let figure = digits(limit);
                        let what = match which {
                            Nary::Min => words!("达到上限 {figure}", "the limit of {figure} is reached"),
                            Nary::Max | Nary::Sum => words!("降到下限 {figure}", "the floor of {figure} is reached"),
                        };
                        self.put(Section::Scoring, &owner, what, span, Probe::Equal { node, to: limit });
                    }
                }
                _ => {}
            }
        }
    }

    fn intervals(&mut self, owner: &str, index: usize, input: NodeId, edges: &[f64], closed: Closed) {
        let Some(indicator) = self.rubric.indicators.get(index) else { return };
        let own = self.program.outputs.indicators.get(index).is_some_and(|nodes| nodes.value == input);
        let (over, under) = if closed == Closed::Lower { ("≥", "<") } else { (">", "≤") };
        for place in 0..=edges.len() {
            let below = place.checked_sub(1).and_then(|before| edges.get(before)).copied();
            let above = edges.get(place).copied();
            let what = match (below, above) {
                (Some(low), Some(high)) => format!("{over} {} {under} {}", digits(low), digits(high)),
                (Some(low), None) => format!("{over} {}", digits(low)),
                (None, Some(high)) => format!("{under} {}", digits(high)),
                (None, None) => continue,
            };
            let value = match closed {
                Closed::Lower => below.or(above.map(|high| high - 1.0)),
                Closed::Upper => above.or(below.map(|low| low + 1.0)),
            };
            let edge = if closed == Closed::Lower { below } else { above };
            let rung = indicator.scoring.rungs.iter().find(|(at, _)| Some(at.to_f64()) == edge);
            let span = rung.map_or(indicator.scoring.span, |(_, span)| *span);
            let probe = Probe::Interval { node: input, edges: edges.to_vec(), closed, index: place };
            self.put(Section::Scoring, owner, Words::same(what), span, probe);
            if let (true, Some(branch)) = (own, self.all.last_mut()) {
                branch.value = value;
            }
        }
    }

    /// What is said of values that are not there.
    fn policies(&mut self, index: usize) {
        let (Some(indicator), Some(nodes)) =
            (self.rubric.indicators.get(index), self.program.outputs.indicators.get(index))
        else {
            return;
        };
        let (owner, node) = (indicator.id.clone(), nodes.value);
        let divides = indicator.formula.is_some()
            && self.inside(node).into_iter().any(|node| {
                matches!(
                    self.program.plan.node(node).op,
                    Op::Binary(crate::plan::Binary::Div | crate::plan::Binary::Rem, ..)
                )
            });
        let kinds = [
            (NothingKind::Missing, true, words!("没有报", "missing")),
            (NothingKind::Undefined, divides, words!("无意义（如分母为 0）", "undefined (a division by 0)")),
            (NothingKind::NotApplicable, indicator.applies.is_some(), words!("不适用", "not applicable")),
        ];
        for (kind, can, what) in kinds {
            if can {
                self.put(Section::Policies, &owner, what, indicator.places.policy(kind), Probe::Kind { node, kind });
            }
        }
    }

    /// A condition that holds, and does not.
    fn condition(&mut self, section: Section, owner: &str, span: Span, node: NodeId, [yes, no]: [Words; 2]) {
        self.put(section, owner, yes, span, Probe::Truth { node, is: true });
        self.put(section, owner, no, span, Probe::Truth { node, is: false });
    }

    fn rules(&mut self) {
        let (rubric, outputs) = (self.rubric, &self.program.outputs);
        for (veto, node) in rubric.vetoes.iter().zip(&outputs.vetoes) {
            let words = [words!("成立", "strikes"), words!("不成立", "does not strike")];
            self.condition(Section::Vetoes, &veto.id, veto.when.span, *node, words);
        }
        for (check, nodes) in rubric.checks.iter().zip(&outputs.checks) {
            let words = [words!("通过", "holds"), words!("不通过", "fails")];
            self.condition(Section::Checks, &check.id, check.expr.span, nodes.holds, words);
        }
        for (consequence, nodes) in rubric.consequences.iter().zip(&outputs.consequences) {
            let words = [words!("触发", "drawn"), words!("不触发", "not drawn")];
            self.condition(Section::Consequences, &consequence.id, consequence.when.span, nodes.when, words);
        }
        for (adjust, node) in rubric.adjusts.iter().zip(&outputs.adjusts) {
            let (id, span, node) = (adjust.id.as_str(), adjust.points.span, *node);
            self.put(Section::Adjusts, id, words!("加减了分", "changes the total"), span, Probe::NotZero { node });
            self.put(Section::Adjusts, id, words!("没有加减", "changes nothing"), span, Probe::Equal { node, to: 0.0 });
            for (limit, what) in [
                (adjust.max, words!("达到上限", "its maximum is reached")),
                (adjust.min, words!("达到下限", "its minimum is reached")),
            ] {
                if let Some(limit) = limit.map(crate::number::Decimal::to_f64).filter(|limit| *limit != 0.0) {
                    self.put(Section::Adjusts, id, what, span, Probe::Equal { node, to: limit });
                }
            }
        }
        if let Some(nodes) = &outputs.variant {
            for (index, variant) in rubric.variants.iter().enumerate() {
                let probe = Probe::Equal { node: nodes.index, to: index as f64 };
                self.put(Section::Variants, &variant.id, words!("属于此类", "judged by it"), variant.span, probe);
            }
        }
    }

    fn grades(&mut self) {
        let (rubric, outputs) = (self.rubric, &self.program.outputs);
        let Some(node) = outputs.grade else { return };
        for (index, grade) in rubric.grades.iter().enumerate() {
            let probe = Probe::Equal { node, to: index as f64 };
            self.put(Section::Grades, &grade.name.zh, words!("得此等级", "given"), grade.span, probe);
        }
        let base = self.inside(node).into_iter().find(
            |inner| matches!(self.program.plan.node(*inner).op, Op::Steps { input, .. } if input == outputs.total),
        );
        if let (Some(before), false, Some(first)) = (base, outputs.afterwards.quotas.is_empty(), rubric.grades.first())
        {
            let what = words!("名额使等级降低", "a quota lowers somebody");
            self.put(Section::Grades, &first.name.zh, what, first.span, Probe::Changed { node, before });
        }
    }
}
