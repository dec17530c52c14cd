//! From elements to scores, for one subject and period at a time. Places and outcomes build on it.

use std::cell::RefCell;
use std::collections::HashMap;

use evalexpr::Node;

use super::File;
use super::aggregate::{aggregate, at_extreme};
use super::formula::{Formula, Place, eval};
use super::method::Scoring;
use super::number::{near, round};
use super::outcome::{Outcome, Stage};
use super::scheme::{Policy, Scheme};
use super::tables::Tables;
use super::value::{MISSING, No, V, choose, div, mul, or, sub};

/// Everything that comes of a rubric, by subject.
pub struct Appraisal {
    pub subjects: Vec<String>,
    pub periods: usize,
    /// Whether a subject is on the roster, by period and subject.
    pub here: Vec<Vec<bool>>,
    /// `what.id` → by period and subject.
    pub figures: Vec<(String, Vec<Vec<V>>)>,
}

/// Appraises the files by the rubric.
pub fn appraise(rubric: &str, files: &[File]) -> Appraisal {
    let scheme = Scheme::read(rubric);
    let tables = Tables::bind(&scheme, files);
    let world = World { scheme: &scheme, tables: &tables, deciding: false.into(), known: RefCell::default() };
    let outcome = Outcome::of(&world);
    let mut figures: Vec<(String, Vec<Vec<V>>)> = Vec::new();
    let mut note = |what: String, figure: &dyn Fn(usize, usize) -> V| {
        let periods = (0..tables.periods.len())
            .map(|period| (0..tables.subjects.len()).map(|subject| figure(subject, period)).collect::<Vec<V>>());
        figures.push((what, periods.collect()));
    };
    for (index, element) in scheme.elements.iter().enumerate() {
        note(format!("element {}", element.id), &|subject, period| world.element(index, subject, period));
    }
    note("variant".into(), &|subject, period| world.variant(subject, period));
    for (index, indicator) in scheme.indicators.iter().enumerate() {
        let id = &indicator.id;
        note(format!("value {id}"), &|subject, period| world.value(index, subject, period));
        note(format!("score {id}"), &|subject, period| world.score(index, subject, period));
        note(format!("points {id}"), &|subject, period| outcome.settled.points[index][period][subject].clone());
        for (rater, _) in scheme.raters.iter().enumerate().filter(|_| indicator.rated.is_some()) {
            let of = |subject, period| world.ratings(indicator, subject, period).into_iter().find(|r| r.rater == rater);
            let name = &scheme.raters[rater].id;
            note(format!("rating {id} {name}"), &|s, p| of(s, p).map_or(MISSING, |rating| rating.given));
            note(format!("ballots {id} {name}"), &|s, p| of(s, p).map_or(MISSING, |rating| rating.count));
            note(format!("left out {id} {name}"), &|s, p| of(s, p).map_or(MISSING, |rating| rating.left_out));
        }
    }
    for (index, category) in scheme.categories.iter().enumerate() {
        note(format!("category {}", category.id), &|s, p| outcome.settled.categories[index][p][s].clone());
        note(format!("present {}", category.id), &|s, p| outcome.present[index][p][s].clone());
    }
    for (index, column) in outcome.vetoes.iter().enumerate() {
        note(format!("veto {index}"), &|s, p| column[p][s].clone());
    }
    for (index, column) in outcome.adjusts.iter().enumerate() {
        note(format!("adjust {index}"), &|s, p| column[p][s].clone());
    }
    note("total".into(), &|s, p| outcome.total[p][s].clone());
    note("rank".into(), &|s, p| outcome.rank[p][s].clone());
    note("rank_from_last".into(), &|s, p| outcome.rank_from_last[p][s].clone());
    note("group_size".into(), &|s, p| outcome.group_size[p][s].clone());
    note("grade".into(), &|s, p| outcome.grade[p][s].clone());
    for index in 0..scheme.consequences.len() {
        note(format!("consequence {index}"), &|s, p| outcome.consequence(&world, index, s, p));
        note(format!("money {index}"), &|s, p| outcome.money(&world, index, s, p));
    }
    let (subjects, periods) = (tables.subjects.clone(), tables.periods.len());
    let here = (0..periods).map(|p| (0..subjects.len()).map(|s| tables.here(s, p)).collect()).collect();
    Appraisal { subjects, periods, here, figures }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Known {
    Element(usize),
    Value(usize),
    Scored(usize),
    Score(usize),
}

pub struct World<'a> {
    pub scheme: &'a Scheme,
    pub tables: &'a Tables<'a>,
    /// Whether it is being decided which variant a subject belongs to.
    deciding: std::cell::Cell<bool>,
    /// What has been computed already, by subject and period.
    known: RefCell<HashMap<(Known, usize, usize), V>>,
}

impl World<'_> {
    fn once(&self, what: Known, subject: usize, period: usize, compute: impl FnOnce() -> V) -> V {
        if let Some(known) = self.known.borrow().get(&(what, subject, period)) {
            return known.clone();
        }
        let value = compute();
        self.known.borrow_mut().insert((what, subject, period), value.clone());
        value
    }

    /// The group of a subject by the n-th of the rubric's groups.
    pub fn group(&self, group: usize, subject: usize, period: usize) -> V {
        let (roster, column) = (self.scheme.roster, &self.scheme.groups[group]);
        let rows = self.tables.rows(roster, subject, period);
        let cells: Vec<V> = rows.iter().map(|row| self.tables.row_of(roster, *row, MISSING).name(column)).collect();
        aggregate("only", &cells, 0.0)
    }

    pub fn first_group(&self, subject: usize, period: usize) -> V {
        if self.scheme.groups.is_empty() { MISSING } else { self.group(0, subject, period) }
    }

    /// Who a subject is compared with, itself among them; or why it has no group.
    pub fn peers(&self, subject: usize, period: usize) -> Result<Vec<usize>, No> {
        if !self.tables.here(subject, period) {
            return Err(No::NotApplicable);
        }
        let everybody = (0..self.tables.subjects.len()).filter(|peer| self.tables.here(*peer, period));
        if self.scheme.groups.is_empty() {
            return Ok(everybody.collect());
        }
        let group = self.group(0, subject, period);
        match group.nothing() {
            Some(nothing) => Err(nothing),
            None => Ok(everybody.filter(|peer| self.group(0, *peer, period) == group).collect()),
        }
    }

    /// A figure of the peers' values, the condition being true.
    pub fn over_peers(
        &self,
        function: &str,
        subject: usize,
        period: usize,
        value: &dyn Fn(usize) -> V,
        condition: &dyn Fn(usize) -> bool,
    ) -> V {
        match self.peers(subject, period) {
            Err(nothing) => V::Nothing(nothing),
            Ok(peers) => {
                let values: Vec<V> = peers.into_iter().filter(|peer| condition(*peer)).map(value).collect();
                aggregate(function, &values, 0.0)
            }
        }
    }

    /// One more than the number of peers who are better (greater if `descending`).
    pub fn place(&self, subject: usize, period: usize, value: &dyn Fn(usize) -> V, descending: bool) -> V {
        let own = value(subject);
        if own.is_nothing() {
            return own;
        }
        let better = |peer: &usize| {
            let theirs = value(*peer);
            let (mine, theirs) = if theirs.is_nothing() { return false } else { (own.number(), theirs.number()) };
            !near(mine, theirs) && (theirs > mine) == descending
        };
        match self.peers(subject, period) {
            Err(nothing) => V::Nothing(nothing),
            Ok(peers) => V::Num((1 + peers.iter().filter(|peer| better(peer)).count()) as f64),
        }
    }

    pub fn element(&self, index: usize, subject: usize, period: usize) -> V {
        self.once(Known::Element(index), subject, period, || {
            let element = &self.scheme.elements[index];
            match element.from {
                None => self.formula(&element.value, subject, period),
                Some(table) => {
                    let filter = element.filter.as_ref();
                    element.value.eval(&Rows { world: self, table, filter, subject, period, ballot: None })
                }
            }
        })
    }

    /// The index of the subject's variant; 0 where there are none.
    pub fn variant(&self, subject: usize, period: usize) -> V {
        if self.scheme.variants.is_empty() {
            return V::Num(0.0);
        }
        let roster = self.scheme.roster;
        let (mut holding, mut otherwise) = (Vec::new(), None);
        for (index, variant) in self.scheme.variants.iter().enumerate() {
            let Some(when) = &variant.when else {
                otherwise = Some(index);
                continue;
            };
            self.deciding.set(true);
            let holds = when.eval(&Rows { world: self, table: roster, filter: None, ballot: None, subject, period });
            self.deciding.set(false);
            match holds {
                V::Flag(true) => holding.push(index),
                V::Flag(false) => {}
                _ => return MISSING,
            }
        }
        match (holding.as_slice(), otherwise) {
            ([only], _) => V::Num(*only as f64),
            ([], Some(otherwise)) => V::Num(otherwise as f64),
            _ => MISSING,
        }
    }

    /// Whether an item is no part of the subject's variant.
    pub fn outside(&self, id: &str, subject: usize, period: usize) -> V {
        if self.scheme.variants.iter().all(|variant| variant.fulls[id].is_some()) {
            return V::Flag(false);
        }
        match self.variant(subject, period) {
            V::Num(index) => V::Flag(self.scheme.variants[index as usize].fulls[id].is_none()),
            nothing => nothing,
        }
    }

    /// Full marks; `None` for what is no part of the subject's variant.
    pub fn full(&self, id: &str, subject: usize, period: usize) -> Option<V> {
        if self.scheme.variants.is_empty() {
            let category = self.scheme.categories.iter().find(|category| category.id == id).map(|c| c.full);
            let indicator = self.scheme.indicators.iter().find(|indicator| indicator.id == id).map(|i| i.full);
            return category.or(indicator).map(V::Num);
        }
        match self.variant(subject, period) {
            V::Num(index) => self.scheme.variants[index as usize].fulls[id].map(V::Num),
            nothing => Some(nothing),
        }
    }

    /// The index of the variant that may change parameters.
    pub fn changed_by(&self, subject: usize, period: usize) -> V {
        let changes = self.scheme.variants.iter().any(|variant| !variant.params.is_empty());
        // Whose conditions read no such parameter, and so must not ask for one.
        if changes && !self.deciding.get() { self.variant(subject, period) } else { super::value::NOT_APPLICABLE }
    }

    pub fn param(&self, name: &str, subject: usize, period: usize) -> Option<V> {
        self.scheme.params.get(name)?;
        self.scheme.param(name, &self.first_group(subject, period), &self.changed_by(subject, period))
    }

    fn formula(&self, formula: &Formula, subject: usize, period: usize) -> V {
        formula.eval(&At { world: self, subject, period, value: None, stage: None })
    }

    /// The raw value.
    pub fn value(&self, index: usize, subject: usize, period: usize) -> V {
        self.once(Known::Value(index), subject, period, || {
            let indicator = &self.scheme.indicators[index];
            let applies = indicator.applies.as_ref().map(|applies| self.formula(applies, subject, period));
            let outside = self.outside(&indicator.id, subject, period);
            let value = match &indicator.formula {
                _ if outside == V::Flag(true) => super::value::NOT_APPLICABLE,
                _ if outside.is_nothing() => outside,
                _ if applies == Some(V::Flag(false)) => super::value::NOT_APPLICABLE,
                _ if applies.as_ref().is_some_and(V::is_nothing) => applies.expect("a nothing"),
                Some(formula) => self.formula(formula, subject, period),
                None => self.rated(indicator, subject, period),
            };
            match (value, indicator.decimals) {
                (V::Num(value), Some(decimals)) => V::Num(round(value, decimals)),
                (value, _) => value,
            }
        })
    }

    /// The value that is scored: policies may put one in the place of a nothing.
    fn replaced(&self, index: usize, subject: usize, period: usize) -> V {
        let value = self.value(index, subject, period);
        match value.nothing().map(|nothing| self.policy(index, nothing)) {
            Some(Policy::Value(number)) => V::Num(*number),
            _ => value,
        }
    }

    fn policy(&self, index: usize, nothing: No) -> &Policy {
        let indicator = &self.scheme.indicators[index];
        match nothing {
            No::Missing => &indicator.missing,
            No::Undefined => &indicator.undefined,
            No::NotApplicable => &indicator.not_applicable,
        }
    }

    /// The score by the method alone.
    pub fn scored(&self, index: usize, subject: usize, period: usize) -> V {
        self.once(Known::Scored(index), subject, period, || {
            let indicator = &self.scheme.indicators[index];
            if indicator.method == "levels" && indicator.rated.is_some() {
                // Words have become scores before they were combined.
                return self.replaced(index, subject, period);
            }
            let value = |subject: usize, period: usize| self.replaced(index, subject, period);
            let scoring = Scoring { world: self, indicator, subject, period, value: &value };
            scoring.score()
        })
    }

    /// The score after the policies for nothings.
    pub fn score(&self, index: usize, subject: usize, period: usize) -> V {
        self.once(Known::Score(index), subject, period, || {
            match self.outside(&self.scheme.indicators[index].id, subject, period) {
                V::Flag(false) => {}
                V::Flag(_) => return super::value::NOT_APPLICABLE,
                open => return open,
            }
            let scored = self.scored(index, subject, period);
            let Some(nothing) = scored.nothing() else { return scored };
            match self.policy(index, nothing) {
                Policy::Fail | Policy::Skip | Policy::Value(_) => scored,
                Policy::Zero => V::Num(0.0),
                Policy::Full => V::Num(100.0),
                Policy::Previous => self.earlier(subject, period, 1, |period| self.scored(index, subject, period)),
                Policy::GroupMean => {
                    self.over_peers("mean", subject, period, &|peer| self.scored(index, peer, period), &|_| true)
                }
            }
        })
    }

    pub fn left_out(&self, index: usize, subject: usize, period: usize) -> bool {
        let scored = self.scored(index, subject, period);
        self.full(&self.scheme.indicators[index].id, subject, period).is_none()
            || scored.nothing().is_some_and(|nothing| *self.policy(index, nothing) == Policy::Skip)
    }

    /// The points before any veto.
    pub fn points(&self, index: usize, subject: usize, period: usize) -> V {
        let id = &self.scheme.indicators[index].id;
        let Some(full) = self.full(id, subject, period) else { return super::value::NOT_APPLICABLE };
        let points = div(&mul(&self.score(index, subject, period), &full), &V::Num(100.0));
        self.rounded("indicator", points)
    }

    pub fn rounded(&self, stage: &str, value: V) -> V {
        match value {
            V::Num(number) if self.scheme.round_at.contains(stage) => V::Num(round(number, self.scheme.decimals)),
            value => value,
        }
    }

    /// Of a period in which somebody was not on the roster nothing is known.
    fn earlier(&self, subject: usize, period: usize, back: i64, then: impl Fn(usize) -> V) -> V {
        let period = self.tables.earlier(period, back).filter(|period| self.tables.here(subject, *period));
        period.map_or(MISSING, then)
    }
}

/// In an element's `value`: aggregates over the rows of a subject in a period.
pub struct Rows<'a> {
    world: &'a World<'a>,
    table: usize,
    filter: Option<&'a Formula>,
    subject: usize,
    period: usize,
    /// The rows of a ballot, whoever they belong to.
    ballot: Option<Vec<usize>>,
}

impl<'a> Rows<'a> {
    pub fn of_ballot(world: &'a World<'a>, table: usize, rows: Vec<usize>) -> Rows<'a> {
        Rows { world, table, filter: None, subject: 0, period: 0, ballot: Some(rows) }
    }
}

impl Rows<'_> {
    fn rows(&self) -> Vec<super::tables::Row<'_>> {
        let tables = self.world.tables;
        if let Some(rows) = &self.ballot {
            return rows.iter().map(|row| tables.row_of(self.table, *row, MISSING)).collect();
        }
        let mut rows = tables.rows(self.table, self.subject, self.period);
        rows.retain(|row| !self.world.on_void_ballot(self.table, *row));
        let group = self.world.first_group(self.subject, self.period);
        let variant = self.world.changed_by(self.subject, self.period);
        let rows =
            rows.into_iter().map(|row| tables.row_of(self.table, row, group.clone()).of_variant(variant.clone()));
        rows.filter(|row| self.filter.is_none_or(|filter| filter.eval(row).is_true())).collect()
    }

    fn count_or_missing(&self, value: V) -> V {
        if self.ballot.is_some() {
            return value;
        }
        let tables = self.world.tables;
        let speaks = match self.world.scheme.tables[self.table].no_rows.as_deref() {
            Some("none_happened") => true,
            Some(_) => !tables.rows(self.table, self.subject, self.period).is_empty(),
            None => tables.speaks_of(self.table, self.period),
        };
        if speaks { value } else { MISSING }
    }
}

impl Place for Rows<'_> {
    /// A bare column is its only value.
    fn name(&self, name: &str) -> V {
        match self.world.param(name, self.subject, self.period) {
            Some(param) => param,
            None => aggregate("only", &self.rows().iter().map(|row| row.name(name)).collect::<Vec<_>>(), 0.0),
        }
    }

    fn call(&self, function: &str, args: &[&Node]) -> Option<V> {
        let of = |arg: usize| -> Vec<V> { self.rows().iter().map(|row| eval(args[arg], row)).collect() };
        Some(match (function, args.len()) {
            ("count", 0) => self.count_or_missing(V::Num(self.rows().len() as f64)),
            ("count_if", _) => {
                let holding = of(0).iter().filter(|value| value.is_true()).count();
                self.count_or_missing(V::Num(holding as f64))
            }
            ("sum" | "count" | "count_distinct", _) => self.count_or_missing(aggregate(function, &of(0), 0.0)),
            ("quantile" | "trimmed_mean", _) => {
                let share = eval(args[1], self).number();
                aggregate(function, &of(0), share)
            }
            ("drop_ends", _) => {
                let (ends, above) = (eval(args[1], self).number(), eval(args[2], self).number());
                let values = of(0);
                let there = values.iter().filter(|value| !value.is_nothing()).count() as f64;
                // As a share of the values that is cut off exactly so many at each end.
                let share = if there > above { (ends + 0.5) / there } else { 0.0 };
                aggregate("trimmed_mean", &values, share)
            }
            ("first" | "last", _) => at_extreme(function, &of(0).into_iter().zip(of(1)).collect::<Vec<_>>()),
            ("mean" | "median" | "std" | "only", _) | ("min" | "max", 1) => aggregate(function, &of(0), 0.0),
            _ => return None,
        })
    }

    fn look_up(&self, table: &str, value: &V) -> V {
        self.world.scheme.look_up(table, value)
    }
}

/// Where each subject has one value.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub world: &'a World<'a>,
    pub subject: usize,
    pub period: usize,
    /// The value being scored, by subject and period.
    pub value: Option<&'a dyn Fn(usize, usize) -> V>,
    pub stage: Option<&'a Stage>,
}

impl At<'_> {
    fn there(&self, subject: usize, period: usize) -> Self {
        At { subject, period, ..*self }
    }

    fn points(&self, id: &str) -> V {
        let world = self.world;
        let indicator = world.scheme.indicators.iter().position(|indicator| indicator.id == id);
        match (indicator, self.stage) {
            (Some(index), None) => world.points(index, self.subject, self.period),
            (Some(index), Some(stage)) => stage.points[index][self.period][self.subject].clone(),
            (None, stage) => {
                let category =
                    world.scheme.categories.iter().position(|category| category.id == id).expect("a category");
                stage.expect("categories are known").categories[category][self.period][self.subject].clone()
            }
        }
    }
}

impl Place for At<'_> {
    fn name(&self, name: &str) -> V {
        let (world, subject, period) = (self.world, self.subject, self.period);
        let scheme = world.scheme;
        if let Some(param) = world.param(name, subject, period) {
            return param;
        }
        if let Some(index) = scheme.elements.iter().position(|element| element.id == name) {
            return world.element(index, subject, period);
        }
        let indicator =
            |id: &str| scheme.indicators.iter().position(|indicator| indicator.id == id).expect("an indicator");
        match name.rsplit_once('.') {
            Some((id, "value")) => return world.value(indicator(id), subject, period),
            Some((id, "score")) => return world.score(indicator(id), subject, period),
            Some((id, _)) => return self.points(id),
            None => {}
        }
        if let Some(index) = scheme.indicators.iter().position(|indicator| indicator.id == name) {
            return world.value(index, subject, period);
        }
        if let Some(group) = scheme.groups.iter().position(|group| group == name) {
            return world.group(group, subject, period);
        }
        if name == "key" {
            return V::Text(world.tables.subjects[subject].clone());
        }
        if let ("value", Some(value)) = (name, self.value) {
            return value(subject, period);
        }
        if let Some(column) = self.stage.and_then(|stage| stage.outcome.get(name)) {
            return column[period][subject].clone();
        }
        assert!(scheme.short, "{name} means nothing");
        Rows { world, table: 0, filter: None, subject, period, ballot: None }.name(name)
    }

    fn call(&self, function: &str, args: &[&Node]) -> Option<V> {
        let (world, subject, period) = (self.world, self.subject, self.period);
        let at = |arg: usize, subject: usize, period: usize| eval(args[arg], &self.there(subject, period));
        let back = |arg: usize| if args.len() > arg { at(arg, subject, period).number() as i64 } else { 1 };
        let then = |back: i64| world.earlier(subject, period, back, |period| at(0, subject, period));
        if let Some(function) = function.strip_prefix("group_") {
            let value = |peer: usize| at(0, peer, period);
            let holds = |peer: usize| args.len() < 2 || at(1, peer, period).is_true();
            // Whom the condition leaves out has no place.
            let contender = |peer: usize| match args.len() {
                1 => value(peer),
                _ => choose(&at(1, peer, period), || value(peer), || super::value::NOT_APPLICABLE),
            };
            return Some(match function {
                "rank" => world.place(subject, period, &contender, true),
                "percentile" => {
                    let beaten = sub(&world.place(subject, period, &contender, false), &V::Num(1.0));
                    let count = world.over_peers("count", subject, period, &contender, &|_| true);
                    mul(&div(&beaten, &sub(&count, &V::Num(1.0))), &V::Num(100.0))
                }
                function => world.over_peers(function, subject, period, &value, &holds),
            });
        }
        Some(match function {
            "prev" => then(back(1)),
            "same_last_year" => then(match world.scheme.cycle.as_str() {
                "month" => 12,
                "quarter" => 4,
                _ => 1,
            }),
            "mean_prev" => {
                let all: Vec<V> = (1..=back(1)).map(then).filter(|value| !value.is_nothing()).collect();
                aggregate("mean", &all, 0.0)
            }
            _ => return None,
        })
    }

    fn look_up(&self, table: &str, value: &V) -> V {
        self.world.scheme.look_up(table, value)
    }
}

/// Whether any of some values is true.
pub fn any(all: &[V]) -> V {
    all.iter().fold(V::Flag(false), |a, b| or(&a, b))
}
