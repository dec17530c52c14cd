//! What people judge: which ratings count, and what each kind of rater gave.

use toml::{Table, Value};

use super::aggregate::aggregate;
use super::appraise::{Rows, World};
use super::formula::Formula;
use super::number::near;
use super::scheme::{Indicator, number_at, texts_at};
use super::tables::number;
use super::value::{MISSING, UNDEFINED, V, div, mul};

/// What raters of a kind gave.
pub struct Rating {
    pub rater: usize,
    pub given: V,
    pub count: V,
    pub left_out: V,
}

/// A row of ratings that may count.
struct Given {
    row: usize,
    value: V,
}

impl World<'_> {
    /// What each kind of rater gave, on the scale of the method (words as their scores).
    pub fn ratings(&self, indicator: &Indicator, subject: usize, period: usize) -> Vec<Rating> {
        let Some(rated) = &indicator.rated else { return Vec::new() };
        let text = |key: &str, default: &str| rated.get(key).and_then(Value::as_str).unwrap_or(default).to_string();
        let table = self.scheme.tables.iter().position(|table| table.id == text("from", "")).expect("ratings");
        let (who, what, score) =
            (text("rater_column", "角色"), text("indicator_column", "指标"), text("score_column", "分数"));
        let about = [text("indicator", &indicator.id), indicator.id.clone()];
        let chosen = texts_at(rated, "raters");
        let raters = self.scheme.raters.iter().enumerate();
        let raters = raters.filter(|(_, rater)| !rated.contains_key("raters") || chosen.contains(&rater.id));
        raters
            .map(|(index, rater)| {
                let rows = self.tables.rows(table, subject, period).into_iter().filter(|row| {
                    about.iter().any(|name| name == self.tables.raw(table, &what, *row))
                        && rater.names.contains(self.tables.raw(table, &who, *row))
                });
                let given = |row: usize| {
                    let text = self.tables.raw(table, &score, row);
                    if indicator.method != "levels" {
                        return number(text);
                    }
                    if text.is_empty() {
                        return MISSING;
                    }
                    indicator.settings.get(text).map_or(UNDEFINED, |score| V::Num(super::scheme::number(score)))
                };
                let all: Vec<Given> = rows.map(|row| Given { row, value: given(row) }).collect();
                let before = counted(&all);
                let counting = self.counting(rated, table, all, subject, period);
                let count = counted(&counting);
                let values: Vec<V> = counting.into_iter().map(|given| given.value).collect();
                let mut given = combine(rated.get("combine"), &values);
                let least = rater.min_raters.or(number_at(rated, "min_raters")).unwrap_or(1.0);
                if !given.is_nothing() && (count as f64) < least {
                    given = MISSING;
                }
                let (count, left_out) = (V::Num(count as f64), V::Num((before - count) as f64));
                Rating { rater: index, given, count, left_out }
            })
            .collect()
    }

    /// Without the rows that a condition, a void ballot or their distance from the mean leaves out.
    fn counting(&self, rated: &Table, table: usize, all: Vec<Given>, subject: usize, period: usize) -> Vec<Given> {
        let group = self.first_group(subject, period);
        let filter = super::scheme::formula_at(rated, "where");
        let passes = |row: usize| {
            filter.as_ref().is_none_or(|f| f.eval(&self.tables.row_of(table, row, group.clone())).is_true())
        };
        let mut all = all;
        all.retain(|given| passes(given.row) && !self.on_void_ballot(table, given.row));
        let Some(outliers) = rated.get("outliers").and_then(Value::as_table) else { return all };
        let sigma = number_at(outliers, "sigma").expect("a factor");
        let within = texts_at(outliers, "within");
        let key =
            |row: usize| -> Vec<&str> { within.iter().map(|column| self.tables.raw(table, column, row)).collect() };
        let far = |given: &Given| {
            let beside: Vec<V> =
                all.iter().filter(|other| key(other.row) == key(given.row)).map(|other| other.value.clone()).collect();
            let (mean, std) = (aggregate("mean", &beside, 0.0), aggregate("std", &beside, 0.0));
            let known = !given.value.is_nothing() && !std.is_nothing() && !key(given.row).contains(&"");
            let away = |mean: f64| (given.value.number() - mean).abs();
            known && away(mean.number()) > sigma * std.number() && !near(away(mean.number()), sigma * std.number())
        };
        let far: Vec<usize> = all.iter().filter(|given| far(given)).map(|given| given.row).collect();
        all.retain(|given| !far.contains(&given.row));
        all
    }

    pub fn on_void_ballot(&self, table: usize, row: usize) -> bool {
        self.scheme.ballots.iter().filter(|ballot| ballot.from == table).any(|ballot| {
            let rater = |row: usize| ballot.by.iter().map(|by| self.tables.raw(table, by, row)).collect::<Vec<_>>();
            let on = |row: usize| {
                let here = self.tables.row_of(table, row, MISSING);
                ballot.filter.as_ref().is_none_or(|filter: &Formula| filter.eval(&here).is_true())
            };
            if !on(row) || rater(row).contains(&"") {
                return false;
            }
            let beside = self.tables.rows_beside(table, row);
            let rows: Vec<usize> =
                beside.into_iter().filter(|other| on(*other) && rater(*other) == rater(row)).collect();
            ballot.void_when.eval(&Rows::of_ballot(self, table, rows)).is_true()
        })
    }

    /// The mean of the raters by weight, after what each one's absence does.
    pub fn rated(&self, indicator: &Indicator, subject: usize, period: usize) -> V {
        let (mut sum, mut weights) = (V::Num(0.0), 0.0);
        for rating in self.ratings(indicator, subject, period) {
            let rater = &self.scheme.raters[rating.rater];
            let given = match (rater.missing.as_str(), rating.given) {
                ("renormalise", MISSING) => continue,
                ("zero", given) if given.is_nothing() => V::Num(0.0),
                (_, given) => given,
            };
            sum = super::value::add(&sum, &mul(&given, &V::Num(rater.weight)));
            weights += rater.weight;
        }
        if near(weights, 0.0) { MISSING } else { div(&sum, &V::Num(weights)) }
    }
}

fn counted(all: &[Given]) -> usize {
    all.iter().filter(|given| !given.value.is_nothing()).count()
}

/// Several ratings of one kind to one.
fn combine(how: Option<&Value>, values: &[V]) -> V {
    let Some(table) = how.and_then(Value::as_table) else {
        return aggregate(how.and_then(Value::as_str).unwrap_or("mean"), values, 0.0);
    };
    if let Some(share) = number_at(table, "trimmed") {
        return aggregate("trimmed_mean", values, share);
    }
    let ends = number_at(table, "drop_ends").expect("a number");
    let above = number_at(table, "above").unwrap_or(2.0 * ends);
    let there = values.iter().filter(|value| !value.is_nothing()).count() as f64;
    // As a share of the values that is cut off exactly so many at each end.
    let share = if there > above { (ends + 0.5) / there } else { 0.0 };
    aggregate("trimmed_mean", values, share)
}
