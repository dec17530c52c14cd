//! The figures that a test supplies, as lanes that stand in for nodes.

use std::collections::HashMap;

use crate::eval::{self, Bound, Lanes};
use crate::plan::{NodeId, Op, Program};
use crate::rubric::{Given, GivenFor, Rubric, TestCase};
use crate::table::time::parse_date;
use crate::table::{Kind, Lane, Nothing, Numbers, Texts};

/// A lane for every node of which anybody is given a figure. Those who are not given one keep what
/// the plan makes of no data, or of the other figures.
pub fn overrides(rubric: &Rubric, program: &Program, bound: &Bound, case: &TestCase) -> HashMap<NodeId, Lane> {
    let mut given: Vec<(NodeId, Kind, Vec<Option<Value>>)> = Vec::new();
    let width = bound.subjects.len();
    let count = width * bound.periods.len();
    let mut give = |node: NodeId, kind: Kind, row: usize, value: Value| {
        let at = given.iter().position(|(known, _, _)| *known == node).unwrap_or_else(|| {
            given.push((node, kind, vec![None; count]));
            given.len() - 1
        });
        if let Some(slot) = given.get_mut(at).and_then(|(_, _, values)| values.get_mut(row)) {
            *slot = Some(value);
        }
    };
    let now = case.given.iter().enumerate().map(|(subject, (_, figures))| (case.period, subject, figures));
    let earlier = case.earlier.iter().map(|(ordinal, subject, figures)| (*ordinal, *subject, figures));
    for (ordinal, subject, figures) in now.chain(earlier) {
        let at = bound.periods.iter().position(|period| period.ordinal == ordinal);
        let (Some(period), Some(subject)) = (at, super::place_of(bound, case, subject)) else { continue };
        let row = period * width + subject;
        for (what, figure) in figures {
            match *what {
                GivenFor::Element(element) => {
                    if let (Some(node), Some(spec)) =
                        (program.outputs.elements.get(element), rubric.elements.get(element))
                    {
                        give(*node, spec.kind, row, value(figure, spec.kind));
                    }
                }
                GivenFor::Rating(indicator, rater) => {
                    let nodes = program.outputs.indicators.get(indicator).map(|nodes| nodes.ratings.as_slice());
                    if let Some(nodes) = nodes.unwrap_or_default().iter().find(|nodes| nodes.rater == rater) {
                        if let Given::Ratings(all) = figure {
                            // Few or many, they are put together as those of the data would be.
                            let all: Vec<f64> = all.iter().map(|rating| rating.to_f64()).collect();
                            let gathered = match program.plan.nodes.get(nodes.gathered.0 as usize).map(|node| &node.op)
                            {
                                Some(Op::Gather { agg, .. }) => eval::statistic_of(*agg, &all),
                                _ => Err(Nothing::NoRating),
                            };
                            let gathered = gathered.map_or_else(Value::Nothing, Value::Number);
                            give(nodes.gathered, Kind::Number, row, gathered);
                            give(nodes.count, Kind::Number, row, Value::Number(all.len() as f64));
                            continue;
                        }
                        let rating = value(figure, Kind::Number);
                        let ballots = if matches!(rating, Value::Nothing(_)) { 0.0 } else { 1.0 };
                        give(nodes.rating, Kind::Number, row, rating);
                        give(nodes.count, Kind::Number, row, Value::Number(ballots));
                    }
                }
                GivenFor::Variant => {
                    if let Some(nodes) = &program.outputs.variant {
                        give(nodes.index, Kind::Number, subject, value(figure, Kind::Number));
                    }
                }
                GivenFor::VariantColumn(column) => {
                    let node = program.outputs.variant.as_ref().and_then(|nodes| nodes.columns.get(column));
                    if let (Some(node), Some((_, kind))) = (node, rubric.variant_columns.get(column)) {
                        give(*node, *kind, subject, value(figure, *kind));
                    }
                }
                GivenFor::Group(group) => {
                    let Some(Some(node)) = program.plan.peers.get(1 + group) else { continue };
                    // Who is in a group has been there before, unless an earlier period says otherwise.
                    let since = if ordinal == case.period { 0..=period } else { period..=period };
                    for period in since {
                        give(*node, Kind::Text, period * width + subject, value(figure, Kind::Text));
                    }
                }
            }
        }
    }
    // Cents that depend on the key depend on what the subjects are called.
    if let Some(key) = program.outputs.afterwards.key {
        for (subject, (name, _)) in case.given.iter().enumerate() {
            give(key, Kind::Text, subject, Value::Text(name.clone()));
        }
    }
    // In the order of the plan, so that what is computed from given figures sees them.
    given.sort_by_key(|(node, _, _)| *node);
    let mut overrides = HashMap::new();
    let mut before: Option<Lanes> = None;
    for (node, kind, values) in given {
        let complete = values.iter().all(Option::is_some);
        if !complete && before.is_none() {
            before = Some(eval::run(&program.plan, bound, &overrides));
        }
        let lane = lane(kind, &values, before.as_ref().map(|lanes| lanes.get(node)));
        overrides.insert(node, lane);
        before = None;
    }
    overrides
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f64),
    Text(String),
    Nothing(Nothing),
}

fn value(given: &Given, kind: Kind) -> Value {
    match (given, kind) {
        (Given::Missing, _) => Value::Nothing(Nothing::Given),
        (Given::NotApplicable, _) => Value::Nothing(Nothing::NotApplicable),
        (Given::Number(number), Kind::Text) => Value::Text(number.to_string()),
        (Given::Number(number), _) => Value::Number(number.to_f64()),
        (Given::Text(text), Kind::Text) => Value::Text(text.clone()),
        (Given::Text(text), Kind::Date) => parse_date(text).map_or(Value::Nothing(Nothing::Unreadable), Value::Number),
        (Given::Text(_), Kind::Number | Kind::Bool) | (Given::Ratings(_), _) => Value::Nothing(Nothing::Unreadable),
    }
}

fn lane(kind: Kind, values: &[Option<Value>], otherwise: Option<&Lane>) -> Lane {
    let own_nothing = |row: usize| otherwise.and_then(|lane| lane.nothing(row)).unwrap_or(Nothing::NoRows);
    if kind == Kind::Text {
        let texts = values.iter().enumerate().map(|(row, value)| match (value, otherwise) {
            (Some(Value::Text(text)), _) => Ok(text.as_str()),
            (Some(Value::Nothing(nothing)), _) => Err(*nothing),
            (None, Some(Lane::Texts(texts))) if row < texts.len() => texts.get(row),
            (Some(Value::Number(_)) | None, _) => Err(own_nothing(row)),
        });
        return Lane::Texts(texts.collect::<Texts>());
    }
    let numbers = values.iter().enumerate().map(|(row, value)| match (value, otherwise) {
        (Some(Value::Number(number)), _) => Ok(*number),
        (Some(Value::Nothing(nothing)), _) => Err(*nothing),
        (None, Some(Lane::Numbers(numbers))) if row < numbers.len() => numbers.get(row),
        (Some(Value::Text(_)) | None, _) => Err(own_nothing(row)),
    });
    Lane::Numbers(numbers.collect::<Numbers>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_not_given_a_figure_keep_their_own() {
        let own = Lane::Numbers([Ok(1.0), Err(Nothing::NoRows), Ok(3.0)].into_iter().collect());
        let values = [Some(Value::Number(7.0)), None, None];
        let got = lane(Kind::Number, &values, Some(&own));
        let got: Vec<_> = (0..3).map(|row| got.numbers().get(row)).collect();
        assert_eq!(got, [Ok(7.0), Err(Nothing::NoRows), Ok(3.0)]);
    }
}
