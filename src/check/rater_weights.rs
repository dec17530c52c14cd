//! What each kind of rater counts, and that it adds up.

use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Rational;
use crate::rubric::{Rater, RaterWeight};
use crate::syntax::{Table, Value};
use crate::table::Kind;
use crate::text::Words;
use crate::words;

impl Checker<'_> {
    /// A number, a fraction, a formula, or a table by a column of the roster.
    pub(super) fn rater_weight(&mut self, root: &Table, table: &Table) -> RaterWeight {
        let none = RaterWeight::Fixed(Rational::ZERO);
        let Some(node) = table.get("weight") else { return none };
        if let Some(weight) = node.as_fraction() {
            if weight.is_negative() {
                self.bad_value(table, "weight", words!("权重不能为负", "a weight cannot be negative"));
            }
            return RaterWeight::Fixed(weight);
        }
        match &node.value {
            Value::Table(by) => {
                let Some(column) = table.text("weight_by") else {
                    self.bag.push(
                        Diagnostic::error(
                            codes::REQUIRED,
                            words!("没有说明权重按什么而定", "what the weights go by is not said"),
                        )
                        .at((self.source, node.span), words!("这里有几个权重", "several weights here"))
                        .help(words!(
                            "补上名册的列，如 `weight_by = \"课程类型\"`",
                            "add a column of the roster, as `weight_by = \"course\"`"
                        )),
                    );
                    return none;
                };
                self.roster_column(root, column, table.span_of("weight_by"));
                let mut groups = Vec::new();
                let mut otherwise = None;
                for entry in &by.entries {
                    let Some(weight) = entry.node.as_fraction() else { continue };
                    if weight.is_negative() {
                        self.bag.push(
                            Diagnostic::error(codes::BAD_VALUE, words!("权重不能为负", "a weight cannot be negative"))
                                .at((self.source, entry.node.span), words!("这里", "here")),
                        );
                    }
                    match entry.key.as_str() {
                        "otherwise" | "其他" => otherwise = Some(weight),
                        group => groups.push((group.to_string(), weight)),
                    }
                }
                RaterWeight::ByGroup { column: column.to_string(), groups, otherwise }
            }
            Value::Text(text) if without_parts(text) => {
                self.bad_value(table, "weight", words!("分母是 0", "the denominator is 0"));
                none
            }
            _ => self.formula(node, Scope::Subject, Some(Kind::Number)).map_or(none, RaterWeight::Formula),
        }
    }

    /// Weights add up to 100 or to 1, for every group that is named; formulas are not looked into.
    pub(super) fn weights_add_up(&mut self, root: &Table, raters: &[Rater]) {
        let formula = |rater: &Rater| matches!(rater.weight, RaterWeight::Formula(_));
        let Some(last) = root.tables("rater").last().filter(|_| !raters.iter().any(formula)) else { return };
        let mut groups: Vec<Option<&str>> = vec![None];
        for rater in raters {
            if let RaterWeight::ByGroup { groups: own, .. } = &rater.weight {
                groups.extend(own.iter().map(|(group, _)| Some(group.as_str())));
            }
        }
        if groups.len() > 1 {
            groups.sort_unstable();
            groups.dedup();
            groups.retain(Option::is_some);
        }
        for group in groups {
            let parts: Vec<Rational> = raters.iter().map(|rater| in_group(&rater.weight, group)).collect();
            let sum: Rational = parts.iter().copied().sum();
            if sum == Rational::from_int(100) || sum == Rational::ONE {
                continue;
            }
            let message = match group {
                Some(group) => words!(
                    "`{group}` 的考核者权重之和为 {sum}，不是 100",
                    "the raters' weights for `{group}` add up to {sum}, not 100"
                ),
                None => words!("考核者权重之和为 {sum}，不是 100", "the raters' weights add up to {sum}, not 100"),
            };
            let mut found = Diagnostic::error(codes::RATER_WEIGHTS, message)
                .at((self.source, last.span_of("weight")), words!("到这里共 {sum}", "{sum} up to here"));
            for table in root.tables("rater").take(raters.len().saturating_sub(1)) {
                found = found.at((self.source, table.span_of("weight")), Words::default());
            }
            let parts = parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ");
            self.bag
                .push(found.help(words!("{parts} = {sum}；改到合计 100", "{parts} = {sum}; make them add up to 100")));
        }
    }

    /// `weights = { 同事 = 70, 领导 = 30 }`, in the order of the raters chosen.
    pub(super) fn own_weights(&mut self, rated: &Table, raters: &[Rater], chosen: &[usize]) -> Vec<Option<Rational>> {
        let Some(table) = rated.table("weights") else { return vec![None; chosen.len()] };
        let mut weights = vec![None; chosen.len()];
        let known: Vec<&str> = chosen.iter().filter_map(|rater| Some(raters.get(*rater)?.id.as_str())).collect();
        for entry in &table.entries {
            match known.iter().position(|id| *id == entry.key) {
                Some(at) => weights[at] = entry.node.as_fraction(),
                None => {
                    let (name, span) = (&entry.key, entry.key_span);
                    self.unknown(
                        codes::UNKNOWN_TARGET,
                        span,
                        &words!("考核者 `{name}`", "rater `{name}`"),
                        name,
                        &known,
                    );
                }
            }
        }
        let without: Vec<&str> =
            known.iter().zip(&weights).filter(|(_, weight)| weight.is_none()).map(|(id, _)| *id).collect();
        let sum: Rational = weights.iter().flatten().copied().sum();
        let whole = sum == Rational::from_int(100) || sum == Rational::ONE;
        let negative = weights.iter().flatten().any(|weight| weight.is_negative());
        if !without.is_empty() || !whole || negative {
            let help = if without.is_empty() {
                words!("改到合计 100，各不为负", "make them add up to 100, none of them negative")
            } else {
                let list = crate::text::words::list(&without, Words::new("和", "and"));
                Words::new(format!("还要写 {}", list.zh), format!("those of {} are needed too", list.en))
            };
            self.bag.push(
                Diagnostic::error(
                    codes::RATER_WEIGHTS,
                    words!("本指标的权重之和为 {sum}，不是 100", "the weights here add up to {sum}, not 100"),
                )
                .at((self.source, rated.span_of("weights")), words!("这里", "here"))
                .help(help),
            );
        }
        weights
    }
}

/// What a rater counts for the members of a group.
fn in_group(weight: &RaterWeight, group: Option<&str>) -> Rational {
    match weight {
        RaterWeight::Fixed(weight) => *weight,
        RaterWeight::ByGroup { groups, otherwise, .. } => {
            let own = groups.iter().find(|(name, _)| Some(name.as_str()) == group).map(|(_, weight)| *weight);
            own.or(*otherwise).unwrap_or(Rational::ZERO)
        }
        RaterWeight::Formula(_) => Rational::ZERO,
    }
}

/// `1/0`: a fraction, were it not for what stands below.
fn without_parts(text: &str) -> bool {
    text.split_once('/').is_some_and(|(above, below)| {
        Rational::parse(above).is_some() && Rational::parse(below).is_some_and(Rational::is_zero)
    })
}
