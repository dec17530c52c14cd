//! Units as dimensions with a scale: what is added, compared and scored is of one unit, and what a
//! formula comes to is what its `unit` says.
//!
//! Reads the resolved rubric once, after names and types; knows formulas and functions, neither the
//! plan nor data. A figure without a unit may be anything and causes no finding; a unit that no list
//! knows is a dimension of its own. To add a unit: one line in `known.rs`. To add a function: its
//! line in `function.rs`.

mod declared;
mod edges;
mod function;
mod infer;
mod known;
mod measure;
mod name;
mod parse;
mod show;
mod tell;

use crate::diagnostic::Bag;
use crate::rubric::{ElementSource, Expr, Rubric, Setting, Settings};
use crate::syntax::Table;

use declared::Declared;
use infer::Unit;
use parse::Words;

/// What is known of the unit of an element or indicator.
#[derive(Clone, Copy)]
enum State {
    Untouched,
    /// Its formula is being read: it cannot be asked.
    Busy,
    Is(Unit),
}

struct Units<'a> {
    rubric: &'a Rubric,
    root: &'a Table,
    /// Of the rubric, as its spans count.
    text: &'a str,
    bag: &'a mut Bag,
    words: Words,
    declared: Declared,
    elements: Vec<State>,
    indicators: Vec<State>,
    /// The indicator that is scored: `value` is its.
    scored: Option<usize>,
    /// The table in whose rows the formula lives.
    data: Option<usize>,
}

/// Tells what does not go together in a rubric.
pub(super) fn check(rubric: &Rubric, root: &Table, text: &str, bag: &mut Bag) {
    let mut words = Words::default();
    let declared = Declared::collect(rubric, root, &mut words);
    let mut units = Units {
        rubric,
        root,
        text,
        bag,
        words,
        declared,
        elements: vec![State::Untouched; rubric.elements.len()],
        indicators: vec![State::Untouched; rubric.indicators.len()],
        scored: None,
        data: None,
    };
    for index in 0..rubric.elements.len() {
        units.element(index);
    }
    for index in 0..rubric.indicators.len() {
        units.indicator(index);
    }
    units.scoring();
    units.conditions();
    units.consequences();
    units.spelling();
}

impl<'a> Units<'a> {
    /// Reads the formula of an element, once.
    fn element(&mut self, index: usize) {
        let rubric = self.rubric;
        let Some(element) = rubric.elements.get(index) else { return };
        if !matches!(self.elements.get(index), Some(State::Untouched)) {
            return;
        }
        let said = self.unit_said(element.unit.as_deref());
        self.set_element(index, said.map_or(State::Busy, State::Is));
        let (found, whole) = match &element.source {
            ElementSource::Rows { data, value, filter } => {
                let before = self.data.replace(*data);
                let found = self.of(value);
                if let Some(filter) = filter {
                    self.of(filter);
                }
                self.data = before;
                (found, value)
            }
            ElementSource::Formula(expr) => (self.of(expr), expr),
        };
        self.set_element(index, State::Is(said.unwrap_or(found)));
        if let Some(said) = said {
            // A unit that the formula speaks against needs no second word.
            if !self.is_what_it_says(("element", &element.id), (found, whole), said) {
                self.named_otherwise(element, said);
            }
            self.ranged_otherwise(element, said);
        }
    }

    /// Reads the formula of an indicator, once.
    fn indicator(&mut self, index: usize) {
        let rubric = self.rubric;
        let Some(indicator) = rubric.indicators.get(index) else { return };
        if !matches!(self.indicators.get(index), Some(State::Untouched)) {
            return;
        }
        let said = self.unit_said(indicator.unit.as_deref());
        self.set_indicator(index, said.map_or(State::Busy, State::Is));
        let found = indicator.formula.as_ref().map_or(Unit::Unknown, |formula| self.of(formula));
        self.set_indicator(index, State::Is(said.unwrap_or(found)));
        if let (Some(said), Some(formula)) = (said, &indicator.formula) {
            self.is_what_it_says(("indicator", &indicator.id), (found, formula), said);
        }
        if let Some(applies) = &indicator.applies {
            self.of(applies);
        }
    }

    /// Targets are of the unit of what is scored; formulas of scores only have to make sense.
    fn scoring(&mut self) {
        let rubric = self.rubric;
        for (index, indicator) in rubric.indicators.iter().enumerate() {
            self.scored = Some(index);
            let unit = self.of_indicator(index);
            self.settings(index, &indicator.scoring.settings, unit);
            self.edges(index, unit);
        }
        self.scored = None;
    }

    fn settings(&mut self, index: usize, settings: &'a Settings, unit: Unit) {
        for (key, setting) in &settings.all {
            match setting {
                Setting::Formula(expr) => {
                    let found = self.of(expr);
                    if matches!(key.as_str(), "target" | "at_least" | "at_most") {
                        self.target(index, (found, expr), unit);
                    }
                }
                Setting::Table(inner) => self.settings(index, inner, unit),
                Setting::Tables(all) => all.iter().for_each(|inner| self.settings(index, inner, unit)),
                Setting::Number(_)
                | Setting::Text(_)
                | Setting::Flag(_)
                | Setting::Pairs(_)
                | Setting::Numbers(_)
                | Setting::Levels(_) => {}
            }
        }
    }

    fn conditions(&mut self) {
        let rubric = self.rubric;
        for check in &rubric.checks {
            self.data = check.data;
            self.of(&check.expr);
        }
        self.data = None;
        for source in rubric.data.iter().enumerate() {
            self.data = Some(source.0);
            if let Some(drop) = &source.1.drop {
                self.of(drop);
            }
        }
        self.data = None;
        for variant in &rubric.variants {
            if let Some(when) = variant.when.as_ref() {
                self.of(when);
            }
        }
        for veto in &rubric.vetoes {
            self.of(&veto.when);
        }
        for adjust in &rubric.adjusts {
            adjust.when.iter().for_each(|when| {
                self.of(when);
            });
            let found = self.of(&adjust.points);
            self.wanted((found, &adjust.points), "分", tell::Wanted::Points);
        }
    }

    fn consequences(&mut self) {
        let rubric = self.rubric;
        for consequence in &rubric.consequences {
            self.of(&consequence.when);
            let pool = consequence.pool.as_ref();
            let share = pool.and_then(|pool| pool.share.as_ref());
            let sums = [consequence.money.as_ref(), consequence.out_of.as_ref(), pool.map(|pool| &pool.amount)];
            for sum in sums.into_iter().flatten() {
                let found = self.of(sum);
                self.wanted((found, sum), "元", tell::Wanted::Money);
            }
            if let Some(share) = share {
                self.of(share);
            }
        }
    }

    fn set_element(&mut self, index: usize, state: State) {
        if let Some(place) = self.elements.get_mut(index) {
            *place = state;
        }
    }

    fn set_indicator(&mut self, index: usize, state: State) {
        if let Some(place) = self.indicators.get_mut(index) {
            *place = state;
        }
    }

    /// What is written as a unit, if it says anything.
    fn unit_said(&mut self, text: Option<&str>) -> Option<Unit> {
        let unit = self.words.read(text?);
        matches!(unit, Unit::Known(_)).then_some(unit)
    }

    fn of_element(&mut self, index: usize) -> Unit {
        self.element(index);
        match self.elements.get(index) {
            Some(State::Is(unit)) => *unit,
            _ => Unit::Unknown,
        }
    }

    fn of_indicator(&mut self, index: usize) -> Unit {
        self.indicator(index);
        match self.indicators.get(index) {
            Some(State::Is(unit)) => *unit,
            _ => Unit::Unknown,
        }
    }

    /// The table that declares something.
    fn written(&self, kind: &str, id: &str) -> Option<&'a Table> {
        self.root.tables(kind).find(|table| table.text("id") == Some(id))
    }
}

/// The characters of a formula that are at fault.
type Figure<'a> = (Unit, &'a Expr);
