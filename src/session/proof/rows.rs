//! Rows of figures to try, each within the declared ranges.
//!
//! The same rows every time: whatever looks random comes from a fixed sequence.

use std::collections::{BTreeSet, HashMap};

use crate::plan::{Binary, Nary, NodeId, Op, Program};
use crate::rubric::{ElementSource, Given, GivenFor, Rubric};
use crate::table::{Kind, Lane, Nothing, Numbers, Texts};

/// How many rows are tried together.
pub const COUNT: usize = 192;
/// How many rows of the rubric's own tests are tried.
const MOST_OWN: usize = 512;

/// A figure that data supply.
#[derive(Debug, Clone)]
pub struct Variable {
    pub node: NodeId,
    /// What a test calls it; a column that no test can give has no name.
    pub what: Option<GivenFor>,
    pub choices: Choices,
}

impl Variable {
    /// As near to this figure as it can be; of a text its first word.
    pub fn at(&self, level: f64) -> Figure {
        match &self.choices {
            Choices::Numbers(low, high, _) => Figure::Number(level.clamp(*low, *high)),
            Choices::Texts(words) => words.first().map_or(Figure::None, |word| Figure::Text(word.clone())),
        }
    }

    /// All figures that are worth trying.
    pub fn choices(&self) -> Vec<Figure> {
        match &self.choices {
            Choices::Numbers(_, _, tried) => tried.iter().copied().map(Figure::Number).collect(),
            Choices::Texts(words) => words.iter().map(|word| Figure::Text(word.clone())).collect(),
        }
    }

    /// The figures at the ends of what it can be.
    pub fn ends(&self) -> Vec<Figure> {
        match &self.choices {
            Choices::Numbers(low, high, _) => vec![Figure::Number(*low), Figure::Number(*high)],
            Choices::Texts(words) => words.iter().map(|word| Figure::Text(word.clone())).collect(),
        }
    }
}

#[derive(Debug, Clone)]
pub enum Choices {
    /// Lowest, highest, and figures worth trying.
    Numbers(f64, f64, Vec<f64>),
    Texts(Vec<String>),
}

/// What one row has for one variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    Number(f64),
    Text(String),
    None,
}

/// One entry for each variable.
pub type Row = Vec<Figure>;

/// The figures that the data supply: elements from rows, ratings.
pub fn variables(rubric: &Rubric, program: &Program) -> Vec<Variable> {
    let mut found: Vec<Variable> = Vec::new();
    let texts = compared_texts(program);
    for (index, (element, node)) in rubric.elements.iter().zip(&program.outputs.elements).enumerate() {
        if matches!(element.source, ElementSource::Formula(_)) || found.iter().any(|known| known.node == *node) {
            continue;
        }
        let choices = match element.kind {
            Kind::Number => {
                let mut given = given(rubric, GivenFor::Element(index));
                let (low, high) = element.range.map_or_else(
                    || (0.0, given.iter().copied().fold(1000.0, f64::max)),
                    |(low, high)| (low.to_f64(), high.to_f64()),
                );
                given.extend([low, high, (low + high) / 2.0, 0.0, 1.0]);
                numbers(low, high, given)
            }
            Kind::Text => Choices::Texts(texts.get(node).cloned().unwrap_or_default().into_iter().collect()),
            Kind::Bool | Kind::Date => continue,
        };
        found.push(Variable { node: *node, what: Some(GivenFor::Element(index)), choices });
    }
    // The groups and the columns on which parameters and variants depend.
    let groups = program.plan.peers.iter().skip(1).enumerate();
    let groups = groups.filter_map(|(group, node)| Some(((*node)?, GivenFor::Group(group))));
    let columns = program.outputs.variant.iter().flat_map(|nodes| nodes.columns.iter().enumerate());
    let columns = columns.map(|(column, node)| (*node, GivenFor::VariantColumn(column)));
    for (node, what) in groups.chain(columns) {
        let words = texts.get(&node).filter(|_| found.iter().all(|known| known.node != node));
        found.extend(words.map(|words| {
            let choices = Choices::Texts(words.iter().cloned().collect());
            Variable { node, what: Some(what), choices }
        }));
    }
    for (index, nodes) in program.outputs.indicators.iter().enumerate() {
        for rating in &nodes.ratings {
            let mut tried = given(rubric, GivenFor::Rating(index, rating.rater));
            tried.extend([0.0, 60.0, 100.0]);
            let what = Some(GivenFor::Rating(index, rating.rater));
            found.push(Variable { node: rating.rating, what, choices: numbers(0.0, 100.0, tried) });
        }
    }
    found
}

fn numbers(low: f64, high: f64, mut tried: Vec<f64>) -> Choices {
    tried.retain(|figure| low <= *figure && *figure <= high);
    tried.sort_by(f64::total_cmp);
    tried.dedup();
    Choices::Numbers(low, high, tried)
}

/// What the rubric's own tests give.
fn given(rubric: &Rubric, what: GivenFor) -> Vec<f64> {
    let figures = rubric.tests.iter().flat_map(|test| &test.given).flat_map(|(_, figures)| figures);
    let mut found: Vec<f64> = figures
        .filter_map(|(name, figure)| match figure {
            Given::Number(number) if *name == what => Some(number.to_f64()),
            _ => None,
        })
        .collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found.truncate(12);
    found
}

/// A row for everybody in the rubric's own tests: what is given there, the rest as in `base`.
pub fn own(rubric: &Rubric, variables: &[Variable], base: &Row) -> Vec<Row> {
    let mut made = Vec::new();
    for (_, given) in rubric.tests.iter().flat_map(|test| &test.given) {
        let mut row = base.clone();
        for (name, figure) in given {
            let figure = match figure {
                Given::Number(number) => Figure::Number(number.to_f64()),
                Given::Text(text) => Figure::Text(text.clone()),
                Given::Ratings(_) | Given::Missing | Given::NotApplicable => continue,
            };
            let at = variables.iter().position(|variable| variable.what.as_ref() == Some(name));
            if let Some(slot) = at.and_then(|at| row.get_mut(at)) {
                *slot = figure;
            }
        }
        if row != *base {
            made.push(row);
        }
    }
    made.truncate(MOST_OWN);
    made
}

/// The words that a text is compared with.
fn compared_texts(program: &Program) -> HashMap<NodeId, BTreeSet<String>> {
    let mut found: HashMap<NodeId, BTreeSet<String>> = HashMap::new();
    let text = |id: NodeId| match &program.plan.node(id).op {
        Op::Text(text) => Some(text.to_string()),
        _ => None,
    };
    for node in &program.plan.nodes {
        match &node.op {
            Op::Binary(Binary::Eq | Binary::Ne | Binary::Contains | Binary::StartsWith, a, b) => {
                for (own, other) in [(*a, *b), (*b, *a)] {
                    if let Some(word) = text(other) {
                        found.entry(own).or_default().insert(word);
                    }
                }
            }
            Op::Match { input, entries } => {
                found.entry(*input).or_default().extend(entries.iter().map(|(word, _)| word.to_string()));
            }
            _ => {}
        }
    }
    found
}

/// Rows of several sorts: all figures low, high or alike; each at its own; and mixtures.
pub fn rows(variables: &[Variable], relations: &Relations) -> Vec<Row> {
    let mut sequence = Sequence(0x9e37_79b9_7f4a_7c15);
    let levels = [0.0, 1.0, 5.0, 10.0, 60.0, 80.0, 90.0, 100.0, 1000.0, 10_000.0];
    (0..COUNT)
        .map(|row| {
            let alike = levels.get(row % levels.len()).copied().unwrap_or(0.0);
            let sort = row / levels.len() % 4;
            let mut row: Row = variables.iter().map(|variable| figure(variable, sort, alike, &mut sequence)).collect();
            relations.mend(variables, &mut row);
            row
        })
        .collect()
}

fn figure(variable: &Variable, sort: usize, alike: f64, sequence: &mut Sequence) -> Figure {
    match &variable.choices {
        Choices::Texts(words) => match words.get(sequence.below(words.len().max(1))) {
            Some(word) => Figure::Text(word.clone()),
            None => Figure::None,
        },
        Choices::Numbers(low, high, tried) => {
            let own = tried.get(sequence.below(tried.len().max(1))).copied().unwrap_or(*low);
            Figure::Number(match sort {
                0 => alike.clamp(*low, *high),
                1 if sequence.below(2) == 0 => alike.clamp(*low, *high),
                2 => *if sequence.below(2) == 0 { low } else { high },
                _ => own,
            })
        }
    }
}

/// Figures that look random and are always the same (Marsaglia's xorshift).
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }
}

/// What the rubric's own checks ask of the figures, as far as it is plain: one at most another,
/// parts that add up.
#[derive(Debug, Default)]
pub struct Relations {
    at_most: Vec<(usize, usize)>,
    sums: Vec<(Vec<usize>, usize)>,
}

impl Relations {
    pub fn new(program: &Program, checks: &[NodeId], variables: &[Variable]) -> Relations {
        let at: HashMap<NodeId, usize> = variables.iter().enumerate().map(|(index, v)| (v.node, index)).collect();
        let mut relations = Relations::default();
        let mut open: Vec<NodeId> = checks.to_vec();
        while let Some(id) = open.pop() {
            let (op, a, b) = match &program.plan.node(id).op {
                Op::Binary(Binary::And, a, b) => {
                    open.extend([*a, *b]);
                    continue;
                }
                Op::Spread { input, .. } => {
                    open.push(*input);
                    continue;
                }
                Op::Binary(Binary::Ge | Binary::Gt, a, b) => (Binary::Le, *b, *a),
                Op::Binary(op, a, b) => (*op, *a, *b),
                _ => continue,
            };
            let (left, right) = (parts(program, &at, a), parts(program, &at, b));
            match (op, left.as_deref(), right.as_deref()) {
                (Binary::Le | Binary::Lt, Some([a]), Some([b])) => relations.at_most.push((*a, *b)),
                (Binary::Le | Binary::Lt | Binary::Eq, Some(parts), Some([whole])) => {
                    relations.sums.push((parts.to_vec(), *whole));
                }
                (Binary::Eq, Some([whole]), Some(parts)) => relations.sums.push((parts.to_vec(), *whole)),
                _ => {}
            }
        }
        relations
    }

    /// Moves figures so that the relations hold, as far as the ranges let them.
    fn mend(&self, variables: &[Variable], row: &mut Row) {
        let number = |row: &Row, at: usize| match row.get(at) {
            Some(Figure::Number(number)) => Some(*number),
            _ => None,
        };
        let set = |row: &mut Row, at: usize, figure: f64| {
            if let (Some(slot), Some(Choices::Numbers(low, high, _))) =
                (row.get_mut(at), variables.get(at).map(|variable| &variable.choices))
            {
                *slot = Figure::Number(figure.clamp(*low, *high));
            }
        };
        for _ in 0..3 {
            for (parts, whole) in &self.sums {
                let sum: Option<f64> = parts.iter().map(|part| number(row, *part)).sum();
                if let Some(sum) = sum {
                    set(row, *whole, sum);
                }
            }
            for (a, b) in &self.at_most {
                if let (Some(low), Some(high)) = (number(row, *a), number(row, *b))
                    && low > high
                {
                    set(row, *a, high);
                    set(row, *b, number(row, *a).unwrap_or(high).max(high));
                }
            }
        }
    }
}

/// The variables that a sum is made of, or the one that the node is.
fn parts(program: &Program, at: &HashMap<NodeId, usize>, id: NodeId) -> Option<Vec<usize>> {
    if let Some(index) = at.get(&id) {
        return Some(vec![*index]);
    }
    match &program.plan.node(id).op {
        Op::Spread { input, .. } => parts(program, at, *input),
        Op::Binary(Binary::Add, a, b) => {
            let mut all = parts(program, at, *a)?;
            all.extend(parts(program, at, *b)?);
            Some(all)
        }
        Op::Nary(Nary::Sum, all) => {
            all.iter().map(|id| parts(program, at, *id)).collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        _ => None,
    }
}

/// A lane for each variable, to stand in for its node.
pub fn overrides(program: &Program, variables: &[Variable], rows: &[&Row]) -> HashMap<NodeId, Lane> {
    let mut lanes: HashMap<NodeId, Lane> = HashMap::new();
    for (index, variable) in variables.iter().enumerate() {
        let figures = rows.iter().map(|row| row.get(index).unwrap_or(&Figure::None));
        let lane = match &variable.choices {
            Choices::Numbers(..) => Lane::Numbers(
                figures
                    .map(|figure| match figure {
                        Figure::Number(number) => Ok(*number),
                        Figure::Text(_) | Figure::None => Err(Nothing::NoRows),
                    })
                    .collect::<Numbers>(),
            ),
            Choices::Texts(_) => Lane::Texts(
                figures
                    .map(|figure| match figure {
                        Figure::Text(text) => Ok(text.as_str()),
                        Figure::Number(_) | Figure::None => Err(Nothing::NoRows),
                    })
                    .collect::<Texts>(),
            ),
        };
        lanes.insert(variable.node, lane);
    }
    for nodes in program.outputs.indicators.iter().flat_map(|nodes| &nodes.ratings) {
        lanes.insert(nodes.count, Lane::Numbers(vec![Ok(1.0); rows.len()].into_iter().collect::<Numbers>()));
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_same_every_time_and_within_the_range() {
        let variables = [
            Variable { node: NodeId(0), what: None, choices: numbers(5.0, 50.0, vec![0.0, 7.0]) },
            Variable {
                node: NodeId(1), what: None, choices: Choices::Texts(vec!["是".to_string(), "否".to_string()])
            },
        ];
        let tried = rows(&variables, &Relations::default());
        assert_eq!(tried, rows(&variables, &Relations::default()));
        let inside = |row: &Row| matches!(row[0], Figure::Number(number) if (5.0..=50.0).contains(&number));
        assert!(tried.len() == COUNT && tried.iter().all(inside));
        assert!(
            tried.iter().any(|row| row[0] == Figure::Number(7.0))
                && tried.iter().any(|row| row[1] == Figure::Text("否".into()))
        );
    }
}
