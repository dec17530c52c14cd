//! How a value became a score, read from the operators.

use super::origin;
use super::phrase::{Reader, equation, is_exact};
use super::prepared;
use super::scope::{Named, Scope, both, step as figure_step};
use crate::number::Near;
use crate::number::compare::same;
use crate::plan::{Closed, Nary, NodeId, Op, RankKey, Real};
use crate::result::Step;
use crate::rubric::{Indicator, Missing};
use crate::table::{Nothing, figure};
use crate::text::Words;
use crate::words;

/// The score of an indicator, 0–100, with the value under it.
pub fn step(scope: Scope<'_>, index: usize) -> Option<Step> {
    let indicator = scope.rubric.indicators.get(index)?;
    let nodes = scope.program.outputs.indicators.get(index)?;
    let mut step = figure_step(scope, words!("得分", "score"), nodes.score, None);
    let mut way = Way::default();
    match scope.number(nodes.scored) {
        Err(nothing) => {
            step.how = policy(indicator, nothing, step.number);
            // The figure has said it already.
            step.how.retain(|how| *how != step.figure);
            // The group's mean or the earlier score that stands in.
            if nodes.score != nodes.scored {
                let mut reader = Reader::with_stop(scope, nodes.scored, words!("得分", "score"));
                reader.whole(nodes.score);
                way.leaves = reader.leaves;
            }
        }
        Ok(scored) => {
            let ready = nodes.prepared.last().copied().unwrap_or(nodes.value);
            way = self::way(scope, nodes.scored, Some((ready, indicator.unit.as_deref())));
            step.how.append(&mut way.how);
            match scope.number(nodes.score) {
                Ok(score) if same(score, scored) => {}
                Ok(_) => {
                    let phrase = Reader::with_stop(scope, nodes.scored, words!("得分", "score")).whole(nodes.score);
                    step.how.push(equation(scope, &phrase.names, &phrase, nodes.score));
                }
                Err(nothing) => step.how.push(nothing.words()),
            }
        }
    }
    let value = origin::value(scope, index, words!("值", "value"));
    step.children.extend(value);
    step.children.extend(prepared::steps(scope, index));
    // Data that the scoring uses; what the value is made from stands there.
    let known: Vec<Words> =
        step.children.iter().flat_map(|value| &value.children).map(|step| step.name.clone()).collect();
    let more = origin::leaves(scope, &way.leaves);
    step.children.extend(more.into_iter().filter(|step| !known.contains(&step.name)));
    Some(step)
}

/// What the rubric does where there is nothing to score.
fn policy(indicator: &Indicator, nothing: Nothing, score: Option<f64>) -> Vec<Words> {
    let why = figure::nothing(nothing);
    let (score_zh, score_en) = match score.map(figure::short) {
        Some(score) => (format!("：{score}"), format!(": {score}")),
        None => ("，但没有".to_string(), ", of which there is none".to_string()),
    };
    let done = match indicator.policy(nothing.kind()) {
        Missing::Fail => words!("按规定不出总分", "by the rubric's rule there is no total"),
        Missing::Zero => words!("按规定得 0 分", "by the rubric's rule it scores 0"),
        Missing::Skip => words!(
            "按规定本项不计，分值归同级其余各项",
            "by the rubric's rule it is left out, its marks go to the others"
        ),
        Missing::Full => words!("按规定得满分", "by the rubric's rule it scores full marks"),
        Missing::Previous => {
            words!("按规定取上期得分{score_zh}", "by the rubric's rule the score of the period before{score_en}")
        }
        Missing::GroupMean => {
            words!("按规定取同组平均得分{score_zh}", "by the rubric's rule the mean score of the group{score_en}")
        }
        Missing::Value(value) => words!("按规定当作 {value}", "by the rubric's rule taken as {value}"),
    };
    vec![why, done]
}

/// The way from a value to a figure.
#[derive(Debug, Default)]
pub struct Way {
    pub how: Vec<Words>,
    /// Figures on the way that have steps of their own.
    pub leaves: Vec<NodeId>,
}

/// Reads the way to a node, up to the value (and its unit) if there is one.
pub fn way<'a>(scope: Scope<'a>, node: NodeId, value: Option<(NodeId, Option<&'a str>)>) -> Way {
    let mut tracer = Tracer { scope, value, way: Way::default() };
    tracer.trace(node);
    if tracer.way.how.is_empty()
        && value.is_some_and(|(value, _)| node == value || origin::settle(scope, node) == value)
    {
        tracer.way.how.push(words!("值即得分", "the value is the score"));
    }
    let value = value.map(|(value, _)| value);
    tracer.way.leaves.retain(|leaf| Some(*leaf) != value);
    tracer.way
}

struct Tracer<'a> {
    scope: Scope<'a>,
    value: Option<(NodeId, Option<&'a str>)>,
    way: Way,
}

impl Tracer<'_> {
    fn is_value(&self, node: NodeId) -> bool {
        self.value.is_some_and(|(value, _)| value == node)
    }

    fn say(&mut self, words: Words) {
        self.way.how.push(words);
    }

    fn reader(&self) -> Reader<'_> {
        match self.value {
            Some((value, _)) => {
                let name = match self.scope.names.of(value) {
                    Some(Named::Prepared(i, step)) => {
                        let steps = self.scope.rubric.indicators.get(i).map(|indicator| &indicator.preparation);
                        let step = steps.and_then(|steps| steps.get(step));
                        step.map(|step| prepared::name(*step)).unwrap_or_default()
                    }
                    _ => words!("值", "value"),
                };
                Reader::with_stop(self.scope, value, name)
            }
            None => Reader::new(self.scope),
        }
    }

    /// Says how a node's figure came about. Recursion goes to inputs, which stand before.
    fn trace(&mut self, node: NodeId) {
        if self.is_value(node) {
            return;
        }
        let scope = self.scope;
        let Some(op) = scope.op(node) else { return };
        let result = || scope.said(node, None);
        match op {
            Op::Number(value) => self.say(Words::same(format!("→ {}", figure::digits(value.0)))),
            Op::Steps { input, edges, closed, values } => {
                if let Some(place) = place(scope, *input) {
                    let result = result();
                    self.say(both(|lang| format!("{} → {}", place.in_lang(lang), result.in_lang(lang))));
                    self.origin(*input);
                } else {
                    self.input(*input);
                    self.interval(node, *input, edges, *closed, values);
                }
            }
            Op::Piecewise { input, points, .. } => {
                self.input(*input);
                self.line(node, *input, points);
            }
            Op::Match { input, .. } => {
                self.input(*input);
                let (level, score) = (scope.said(*input, None), result());
                self.say(both(|lang| format!("“{}” → {}", level.in_lang(lang), score.in_lang(lang))));
            }
            Op::Nary(kind @ (Nary::Min | Nary::Max), all) => match self.only_variable(all) {
                Some(inner) => self.limit(node, *kind, inner),
                None => self.arithmetic(node),
            },
            Op::Select { condition, then, otherwise } => self.choice(node, *condition, *then, *otherwise),
            Op::Coalesce(all) => match all.iter().find(|node| scope.nothing(**node).is_none()) {
                Some(chosen) => self.trace(*chosen),
                None => self.say(result()),
            },
            Op::Round { input, .. } => {
                self.input(*input);
                let (from, to) = (self.figure_of(*input), result());
                if from != to {
                    self.say(Words {
                        zh: format!("取整：{} → {}", from.zh, to.zh),
                        en: format!("rounded: {} → {}", from.en, to.en),
                    });
                }
            }
            Op::Rank { .. } => {
                self.say(place(scope, node).unwrap_or_else(result));
                self.origin(node);
            }
            Op::Spread { input, .. } if origin::settle(scope, node) != node => self.trace(*input),
            Op::Nary(Nary::Sum, _)
            | Op::Unary(..)
            | Op::Binary(..)
            | Op::Is(..)
            | Op::DatePart(..)
            | Op::Spread { .. }
            | Op::Shift { .. }
            | Op::Gather { .. }
            | Op::Text(_)
            | Op::Nothing(_)
            | Op::PeriodDay(_)
            | Op::Window { .. }
            | Op::Column(_) => self.arithmetic(node),
        }
    }

    /// Says how an operand came about, where it is not the value itself or a figure with a step.
    fn input(&mut self, node: NodeId) {
        if self.is_value(node) {
            return;
        }
        if self.scope.names.of(node).is_some() {
            self.origin(node);
        } else {
            self.trace(node);
        }
    }

    fn origin(&mut self, node: NodeId) {
        match self.scope.op(node) {
            // What was ranked is what matters; mostly it is the value.
            Some(Op::Rank { keys, .. }) => {
                for key in keys {
                    if !self.is_value(key.node) && self.scope.names.of(key.node).is_some() {
                        self.leaf(key.node);
                    }
                }
            }
            _ => self.leaf(node),
        }
    }

    fn leaf(&mut self, node: NodeId) {
        if !self.way.leaves.contains(&node) {
            self.way.leaves.push(node);
        }
    }

    fn arithmetic(&mut self, node: NodeId) {
        let mut reader = self.reader();
        let phrase = reader.whole(node);
        let leaves = std::mem::take(&mut reader.leaves);
        let said = equation(self.scope, &phrase.names, &phrase, node);
        leaves.into_iter().for_each(|leaf| self.leaf(leaf));
        self.say(said);
    }

    /// The one operand that is no constant.
    fn only_variable(&self, all: &[NodeId]) -> Option<NodeId> {
        let mut variable = all.iter().filter(|node| !matches!(self.scope.op(**node), Some(Op::Number(_))));
        let one = variable.next()?;
        variable.next().is_none().then_some(*one)
    }

    fn limit(&mut self, node: NodeId, kind: Nary, inner: NodeId) {
        self.input(inner);
        let (Ok(from), Ok(to)) = (self.scope.number(inner), self.scope.number(node)) else { return };
        if same(from, to) {
            return;
        }
        let (from, to) = (figure::digits(from), figure::digits(to));
        self.say(match kind {
            Nary::Max => words!("不低于 {to}：{from} → {to}", "at least {to}: {from} → {to}"),
            Nary::Min | Nary::Sum => words!("不超过 {to}：{from} → {to}", "at most {to}: {from} → {to}"),
        });
    }

    fn choice(&mut self, node: NodeId, condition: NodeId, then: NodeId, otherwise: NodeId) {
        let decided = self.scope.holds(condition);
        // A nothing for which the rubric has a value.
        let replaces = matches!(self.scope.op(condition), Some(Op::Is(_, input)) if self.is_value(*input));
        if replaces && decided == Some(true) {
            let (why, with) = (self.value.and_then(|(value, _)| self.scope.nothing(value)), self.figure_of(node));
            let why = why.map(figure::nothing).unwrap_or_default();
            return self.say(Words {
                zh: format!("{}，按规定当作 {}", why.zh, with.zh),
                en: format!("{}, by the rubric's rule taken as {}", why.en, with.en),
            });
        }
        let guard = replaces || origin::settle(self.scope, node) != node;
        if !guard {
            let mut reader = self.reader();
            let phrase = reader.whole(condition);
            let leaves = std::mem::take(&mut reader.leaves);
            let (zh, en) = match decided {
                Some(true) => ("成立", "holds"),
                Some(false) => ("不成立", "does not hold"),
                None => ("无法判定", "cannot be decided"),
            };
            let said = both(|lang| {
                let (names, figures) = (phrase.names.in_lang(lang), phrase.figures.in_lang(lang));
                let filled = if names == figures { names.to_string() } else { format!("{names} ({figures})") };
                format!("{filled} {}", lang.pick(zh, en))
            });
            leaves.into_iter().for_each(|leaf| self.leaf(leaf));
            self.say(said);
        }
        match decided {
            Some(true) => self.trace(then),
            Some(false) => self.trace(otherwise),
            None => {}
        }
    }

    /// `56.25% 在 [50, 60) 内 → 80`
    fn interval(&mut self, node: NodeId, input: NodeId, edges: &[Real], closed: Closed, values: &[Real]) {
        let Ok(value) = self.scope.number(input) else { return };
        let above = |edge: &&Real| match closed {
            Closed::Lower => edge.0.near_le(value),
            Closed::Upper => edge.0.near_lt(value),
        };
        let hit = edges.iter().filter(above).count();
        let low = hit.checked_sub(1).and_then(|at| edges.get(at)).map(|edge| edge.0);
        let high = edges.get(hit).map(|edge| edge.0);
        let near: Vec<f64> = low.into_iter().chain(high).collect();
        let value = self.value_beside(input, value, &near);
        let score = values.get(hit).map_or_else(|| self.scope.said(node, None).zh, |score| figure::digits(score.0));
        let edge = |value: Option<f64>| value.map_or(String::new(), figure::digits);
        let (a, b) = (edge(low), edge(high));
        self.say(match (low, high, closed) {
            (None, None, _) => Words::same(format!("{value} → {score}")),
            (None, Some(_), Closed::Lower) => Words::same(format!("{value} < {b} → {score}")),
            (None, Some(_), Closed::Upper) => Words::same(format!("{value} ≤ {b} → {score}")),
            (Some(_), None, Closed::Lower) => Words::same(format!("{value} ≥ {a} → {score}")),
            (Some(_), None, Closed::Upper) => Words::same(format!("{value} > {a} → {score}")),
            (Some(_), Some(_), Closed::Lower) => {
                words!("{value} 在 [{a}, {b}) 内 → {score}", "{value} is in [{a}, {b}) → {score}")
            }
            (Some(_), Some(_), Closed::Upper) => {
                words!("{value} 在 ({a}, {b}] 内 → {score}", "{value} is in ({a}, {b}] → {score}")
            }
        });
    }

    /// `80 在 60 与 100 之间：0 + (80 - 60) / (100 - 60) * (100 - 0) = 50`
    fn line(&mut self, node: NodeId, input: NodeId, points: &[(Real, Real)]) {
        let (Ok(value), Ok(score)) = (self.scope.number(input), self.scope.number(node)) else { return };
        let shown = figure::digits(score);
        let said = self.value_beside(input, value, &points.iter().map(|point| point.0.0).collect::<Vec<_>>());
        // At a point itself, jump or not, its figure is the score.
        if let Some((x, _)) = points.iter().find(|(x, y)| same(x.0, value) && same(y.0, score)) {
            let x = figure::digits(x.0);
            return self.say(words!("{said} 恰在 {x} → {shown}", "{said} is at {x} → {shown}"));
        }
        let after = points.iter().position(|(x, _)| value < x.0 && !same(value, x.0)).unwrap_or(points.len());
        let before = after.checked_sub(1).and_then(|at| points.get(at));
        match (before, points.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => {
                let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(|real| figure::digits(real.0));
                let plain = figure::digits(value);
                let sign = if is_exact(score) { "=" } else { "≈" };
                let score = figure::short(score);
                let line = format!("{y0} + ({plain} - {x0}) / ({x1} - {x0}) * ({y1} - {y0}) {sign} {score}");
                self.say(words!("{said} 在 {x0} 与 {x1} 之间：{line}", "{said} is between {x0} and {x1}: {line}"));
            }
            (None, Some((x, _))) => self.say(Words::same(format!("{said} < {} → {shown}", figure::digits(x.0)))),
            (Some((x, _)), None) => self.say(Words::same(format!("{said} > {} → {shown}", figure::digits(x.0)))),
            (None, None) => self.say(Words::same(format!("{said} → {shown}"))),
        }
    }

    /// A value as printed, with more digits where fewer would put it on the wrong side of an edge.
    fn value_beside(&self, node: NodeId, value: f64, edges: &[f64]) -> String {
        let unit = self.value.filter(|(id, _)| *id == node).and_then(|(_, unit)| unit);
        let short = figure::with_unit(value, unit);
        let printed = figure::short(value).parse::<f64>().unwrap_or(value);
        let side = |value: f64, edge: f64| crate::number::compare(value, edge);
        if edges.iter().all(|edge| side(printed, *edge) == side(value, *edge)) {
            short
        } else {
            short.replacen(&figure::short(value), &figure::digits(value), 1)
        }
    }

    fn figure_of(&self, node: NodeId) -> Words {
        self.scope.number(node).map_or_else(figure::nothing, |value| Words::same(figure::digits(value)))
    }
}

/// `第 2 名（从高到低，早班 共 5 人，有名次 4 人）`; `None` for what is no rank.
pub fn place(scope: Scope<'_>, node: NodeId) -> Option<Words> {
    let Op::Rank { keys, within, .. } = scope.op(node)? else { return None };
    let place = match scope.number(node) {
        Ok(place) => figure::short(place),
        Err(nothing) => {
            let why = figure::nothing(nothing);
            return Some(Words { zh: format!("没有名次：{}", why.zh), en: format!("no place: {}", why.en) });
        }
    };
    let RankKey { descending, .. } = keys.first()?;
    let members = scope.peers(*within);
    let ranked = members.iter().filter(|other| scope.of_subject(**other).nothing(node).is_none()).count();
    let (zh, en) = if *descending { ("从高到低", "highest first") } else { ("从低到高", "lowest first") };
    let group = scope.group(*within, members.len());
    let (more_zh, more_en) = if ranked == members.len() {
        (String::new(), String::new())
    } else {
        (format!("，有名次 {ranked} 人"), format!(", {ranked} with a place"))
    };
    Some(Words {
        zh: format!("第 {place} 名（{zh}，{}{more_zh}）", group.zh),
        en: format!("place {place} ({en}, {}{more_en})", group.en),
    })
}
