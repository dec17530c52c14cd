//! Judged indicators: which ratings count, what each kind of rater gave, and their mean.

use super::Compiler;
use super::formula::Scope;
use crate::library::METHODS;
use crate::plan::{
    Agg, BallotNodes, Binary, DatePart, Grain, Is, LeftOut, Nary, NodeId, Op, PeriodEdge, RatedRows, RatingFault,
    RatingNodes, Real, TableId, Unary,
};
use crate::rubric::{
    CombineRatings, Indicator, Outlying, PERIOD_COLUMN, PeriodFrom, Rated, Rater, RaterMissing, RaterWeight, Then,
};
use crate::table::{Cycle, Kind, Nothing};

/// A condition on rows that ratings must satisfy, and why they do not count otherwise.
#[derive(Debug, Clone, Copy)]
struct Demand {
    why: LeftOut,
    /// Never a nothing.
    holds: NodeId,
}

impl Compiler<'_> {
    /// Which rows are on void ballots.
    pub(super) fn ballots(&mut self) {
        let rubric = self.rubric;
        for (index, ballot) in rubric.ballots.iter().enumerate() {
            let table = TableId(ballot.data as u16);
            let mut by: Vec<NodeId> = ballot.by.iter().map(|column| self.b.column(table, column, Kind::Text)).collect();
            by.extend(self.period_of_rows(table));
            self.ballot_keys.push(by.clone());
            let mut on = ballot.filter.as_ref().map(|filter| self.formula(filter, &Scope::Rows(table)));
            // A row of totals is on nobody's ballot, nor is one that is void by itself.
            let no = self.b.boolean(false);
            // The very node that the rows were dropped by: compiled again its windows would be others.
            let dropped = self.dropped.get(ballot.data).copied().flatten();
            let void = self.void_rows(ballot.data).into_iter().map(|void| void.condition);
            for drop in dropped.into_iter().chain(void).collect::<Vec<_>>() {
                let drop = self.b.coalesce(vec![drop, no]);
                let kept = self.b.unary(Unary::Not, drop);
                on = Some(on.map_or(kept, |on| self.b.binary(Binary::And, on, kept)));
            }
            let void = self.formula(&ballot.void_when, &Scope::Ballot(table, on, index));
            let void = self.on_rows(table, void);
            let no = self.b.boolean(false);
            let mut struck = self.b.coalesce(vec![void, no]);
            if let Some(on) = on {
                let on = self.b.coalesce(vec![on, no]);
                struck = self.b.binary(Binary::And, on, struck);
            }
            let counts = self.b.unary(Unary::Not, struck);
            self.ballots.push(BallotNodes { table, by, on, void, counts });
        }
    }

    /// A condition on the rows of a table, and that they are on no void ballot.
    pub(super) fn on_valid_ballots(&mut self, table: TableId, filter: Option<NodeId>) -> Option<NodeId> {
        let valid: Vec<NodeId> =
            self.ballots.iter().filter(|nodes| nodes.table == table).map(|nodes| nodes.counts).collect();
        valid.into_iter().fold(filter, |filter, counts| {
            Some(filter.map_or(counts, |filter| self.b.binary(Binary::And, filter, counts)))
        })
    }

    /// What tells the rows of one period from those of another, whoever they belong to: nobody may
    /// have the ballots of two periods taken for one.
    fn period_of_rows(&mut self, table: TableId) -> Vec<NodeId> {
        let rubric = self.rubric;
        let source = &rubric.data[usize::from(table.0)];
        let column = match &source.period {
            PeriodFrom::Always => return Vec::new(),
            PeriodFrom::FileName(_) | PeriodFrom::Rubric => {
                return vec![self.b.column(table, PERIOD_COLUMN, Kind::Text)];
            }
            PeriodFrom::Column(column) => column,
        };
        let kind = source.columns.iter().find(|known| known.id == *column).map_or(Kind::Text, |known| known.kind);
        let column = self.b.column(table, column, kind);
        if kind != Kind::Date {
            return vec![column];
        }
        // In months from the beginning of the first period of a year.
        let (months, first) = match rubric.header.cycle {
            Cycle::Month => (1.0, 1.0),
            Cycle::Quarter => (3.0, 1.0),
            Cycle::HalfYear => (6.0, 1.0),
            Cycle::Semester => (6.0, 2.0),
            Cycle::Year => (12.0, 1.0),
            Cycle::Once => return Vec::new(),
        };
        let [year, month] = [DatePart::Year, DatePart::Month].map(|part| self.b.date_part(part, column));
        let [twelve, first, months] = [12.0, first, months].map(|number| self.b.number(number));
        let years = self.b.binary(Binary::Mul, year, twelve);
        let all = self.b.nary(Nary::Sum, vec![years, month]);
        let since = self.b.binary(Binary::Sub, all, first);
        let periods = self.b.binary(Binary::Div, since, months);
        vec![self.b.unary(Unary::Floor, periods)]
    }

    /// A constant at the rows of a table.
    fn on_rows(&mut self, table: TableId, node: NodeId) -> NodeId {
        let (to, kind) = (Grain::Table(table), self.b.kind(node));
        match self.b.grain(node) {
            Grain::Table(_) => node,
            Grain::One | Grain::Subject | Grain::Peers(_) => self.b.push(Op::Spread { input: node, to }, to, kind),
        }
    }

    /// The ratings of each kind of rater, and their weighted mean.
    pub(super) fn rated(&mut self, at: usize, indicator: &Indicator, rated: &Rated) -> (NodeId, Vec<RatingNodes>) {
        let table = TableId(rated.data as u16);
        let kind = METHODS[indicator.scoring.method.0 as usize].scores();
        let mut rating = self.b.column(table, &rated.score_column, kind);
        if kind == Kind::Text {
            // Each word becomes its score before anything is averaged.
            rating = self.levels_on_rows(indicator, rating);
        }
        let names = [rated.indicator.as_str(), indicator.id.as_str(), indicator.name.zh.as_str()];
        let about = match &rated.indicator_column {
            Some(column) => self.any_of(table, column, &names),
            None => {
                let yes = self.b.boolean(true);
                self.on_rows(table, yes)
            }
        };
        let mut demands = self.demands(rated, table);
        for (why, fault, counts) in self.faults(rated, table, rating) {
            if !counts {
                demands.push(Demand { why, holds: self.b.unary(Unary::Not, fault) });
            }
            let fault = self.b.binary(Binary::And, about, fault);
            self.rating_faults.push(RatingFault { indicator: at, why, table, rating, fault, counts });
        }
        let chosen = demands.iter().find(|demand| demand.why == LeftOut::Where).map(|demand| demand.holds);
        let mut by_whom = self.b.boolean(false);
        let mut nodes = Vec::new();
        let (mut parts, mut weights) = (Vec::new(), Vec::new());
        let zero = self.b.number(0.0);
        for (index, rater) in rated.raters.iter().enumerate() {
            let who = &self.rubric.raters[*rater];
            let aliases: Vec<&str> = who.aliases.iter().map(String::as_str).collect();
            let by = self.any_of(table, &rated.rater_column, &aliases);
            by_whom = self.b.binary(Binary::Or, by_whom, by);
            let mut theirs = self.b.binary(Binary::And, about, by);
            if who.own
                && self.shares_words(who)
                && let Some(own) = self.of_oneself(rated, table)
            {
                // Among ballots of everybody on everybody, those on oneself.
                let no = self.b.boolean(false);
                let own = self.b.coalesce(vec![own, no]);
                theirs = self.b.binary(Binary::And, theirs, own);
            }
            let own = self.demands_of(rated, *rater, table);
            let all: Vec<Demand> = own.into_iter().chain(demands.iter().copied()).collect();
            let weight = self.weight_of(rated, index);
            let rating = self.ratings_of(rated, *rater, (rating, weight), theirs, &all);
            let given = rating.rating;
            nodes.push(rating);
            let part = self.b.binary(Binary::Mul, given, weight);
            match who.missing {
                RaterMissing::Fail => {
                    parts.push(part);
                    weights.push(weight);
                }
                RaterMissing::Zero => {
                    parts.push(self.b.coalesce(vec![part, zero]));
                    weights.push(weight);
                }
                RaterMissing::Renormalise => {
                    let none = self.b.is(Is::Missing, given);
                    parts.push(self.b.select(none, zero, part));
                    weights.push(self.b.select(none, zero, weight));
                }
            }
        }
        let by = self.on_rows(table, by_whom);
        self.rated_rows.push(RatedRows { indicator: at, table, about, by, chosen });
        if parts.is_empty() {
            return (self.b.nothing(Nothing::NoRating, Kind::Number), nodes);
        }
        let sum = self.b.nary(Nary::Sum, parts);
        let weight = self.b.nary(Nary::Sum, weights);
        let mean = self.b.binary(Binary::Div, sum, weight);
        let nobody = self.b.binary(Binary::Eq, weight, zero);
        let mut unrated = self.b.nothing(Nothing::NoRating, Kind::Number);
        if rated.raters.iter().any(|rater| self.rubric.raters[*rater].least(rated) > 1) {
            // Too few is another reason than none.
            let all = self.b.coalesce(nodes.iter().map(|nodes| nodes.rating).collect());
            let none = self.b.is(Is::Missing, all);
            unrated = self.b.select(none, all, unrated);
        }
        (self.b.select(nobody, unrated, mean), nodes)
    }

    /// What one kind of rater gave, of the rows that are `theirs`.
    fn ratings_of(
        &mut self,
        rated: &Rated,
        rater: usize,
        (rating, weight): (NodeId, NodeId),
        theirs: NodeId,
        demands: &[Demand],
    ) -> RatingNodes {
        let zero = self.b.number(0.0);
        let mut filter = theirs;
        let mut left_out = Vec::new();
        let outlying = rated.outliers.as_ref();
        for step in demands.iter().map(Some).chain(outlying.map(|_| None)) {
            let demand = match (step, outlying) {
                (Some(demand), _) => *demand,
                // Compared with those that count so far.
                (None, Some(outlying)) => self.near_the_mean(rated, outlying, rating, filter),
                (None, None) => continue,
            };
            let fails = self.b.unary(Unary::Not, demand.holds);
            let lost = self.b.binary(Binary::And, filter, fails);
            let count = self.b.gather(Agg::Count, rating, Some(lost), Grain::Subject);
            left_out.push((demand.why, self.b.coalesce(vec![count, zero])));
            filter = self.b.binary(Binary::And, filter, demand.holds);
        }
        let gathered = self.b.gather(aggregate(rated.combine), rating, Some(filter), Grain::Subject);
        let count = self.b.gather(Agg::Count, rating, Some(filter), Grain::Subject);
        let count = self.b.coalesce(vec![count, zero]);
        let none = self.b.is(Is::Missing, gathered);
        let unrated = self.b.nothing(Nothing::NoRating, Kind::Number);
        let mut given = self.b.select(none, unrated, gathered);
        let least = self.rubric.raters[rater].least(rated);
        if least > 1 {
            let least = self.b.number(f64::from(least));
            let few = self.b.binary(Binary::Lt, count, least);
            let too_few = self.b.nothing(Nothing::TooFewRatings, Kind::Number);
            let nothing = self.b.is(Is::Nothing, given);
            let fewer = self.b.select(few, too_few, given);
            given = self.b.select(nothing, given, fewer);
        }
        let expected = self.rubric.raters[rater].expected.as_ref();
        let expected = expected.map(|expected| self.formula(expected, &Scope::Subject(None)));
        RatingNodes { rater, rating: given, gathered, count, weight, expected, left_out }
    }

    /// What the ratings of one kind have to satisfy besides.
    fn demands_of(&mut self, rated: &Rated, rater: usize, table: TableId) -> Vec<Demand> {
        let mut demands = Vec::new();
        let rater = &self.rubric.raters[rater];
        let no = self.b.boolean(false);
        if rater.not_self
            && let Some(own) = self.of_oneself(rated, table)
        {
            // Whoever does not sign is taken for somebody else.
            let own = self.b.coalesce(vec![own, no]);
            demands.push(Demand { why: LeftOut::Own, holds: self.b.unary(Unary::Not, own) });
        }
        if rater.own
            && !self.shares_words(rater)
            && let Some(own) = self.of_oneself(rated, table)
        {
            // The word for the kind of rater says so where nobody signs.
            let yes = self.b.boolean(true);
            demands.push(Demand { why: LeftOut::NotOwn, holds: self.b.coalesce(vec![own, yes]) });
        }
        if let (Some(column), Some(group)) = (&rated.rater_group_column, &rater.same_group) {
            let theirs = self.b.column(table, column, Kind::Text);
            let group = self.roster_text(group);
            let group = self.on_rows(table, group);
            let same = self.b.binary(Binary::Eq, theirs, group);
            demands.push(Demand { why: LeftOut::OtherGroup, holds: self.b.coalesce(vec![same, no]) });
        }
        demands
    }

    /// Where ratings are at fault, by rows, and whether such a rating counts.
    fn faults(&mut self, rated: &Rated, table: TableId, rating: NodeId) -> Vec<(LeftOut, NodeId, bool)> {
        let mut faults = Vec::new();
        let no = self.b.boolean(false);
        if let Some(allowed) = &rated.allowed {
            let mut fits = self.b.boolean(allowed.intervals.is_empty());
            for (low, high) in &allowed.intervals {
                let [low, high] = [low, high].map(|end| self.b.number(end.to_f64()));
                let above = self.b.binary(Binary::Ge, rating, low);
                let below = self.b.binary(Binary::Le, rating, high);
                let inside = self.b.binary(Binary::And, above, below);
                fits = self.b.binary(Binary::Or, fits, inside);
            }
            if let Some(step) = allowed.step {
                let step = self.b.number(step.to_f64());
                let steps = self.b.binary(Binary::Div, rating, step);
                let whole = self.b.round(steps, 0);
                let even = self.b.binary(Binary::Eq, steps, whole);
                fits = self.b.binary(Binary::And, fits, even);
            }
            let wrong = self.b.unary(Unary::Not, fits);
            let wrong = self.b.coalesce(vec![wrong, no]);
            faults.push((LeftOut::NotAllowed, self.on_rows(table, wrong), allowed.then == Then::Warn));
        }
        if let Some(evidence) = &rated.evidence {
            let when = self.formula(&evidence.when, &Scope::Rows(table));
            let column = self.b.column(table, &evidence.column, Kind::Text);
            let none = self.b.is(Is::Missing, column);
            let without = self.b.binary(Binary::And, when, none);
            faults.push((LeftOut::NoEvidence, self.b.coalesce(vec![without, no]), evidence.then == Then::Warn));
        }
        faults
    }

    /// What a kind of rater counts for an indicator, at most one figure a subject.
    fn weight_of(&mut self, rated: &Rated, index: usize) -> NodeId {
        let rubric = self.rubric;
        if let Some(weight) = rated.weights[index] {
            return self.b.number(weight.to_f64());
        }
        match &rubric.raters[rated.raters[index]].weight {
            RaterWeight::Fixed(weight) => self.b.number(weight.to_f64()),
            RaterWeight::Formula(formula) => self.formula(formula, &Scope::Subject(None)),
            RaterWeight::ByGroup { column, groups, otherwise } => {
                let group = self.roster_text(column);
                let mut node = match otherwise {
                    Some(weight) => self.b.number(weight.to_f64()),
                    None => self.b.nothing(Nothing::NoSuchLevel, Kind::Number),
                };
                for (name, weight) in groups.iter().rev() {
                    let name = self.b.text(name);
                    let here = self.b.binary(Binary::Eq, group, name);
                    let weight = self.b.number(weight.to_f64());
                    node = self.b.select(here, weight, node);
                }
                node
            }
        }
    }

    /// What the roster has in a column.
    fn roster_text(&mut self, column: &str) -> NodeId {
        let roster = TableId(self.rubric.subject.roster as u16);
        let column = self.b.column(roster, column, Kind::Text);
        self.b.gather(Agg::Only, column, None, Grain::Subject)
    }

    /// What all ratings of an indicator have to satisfy, in the order in which it is told.
    fn demands(&mut self, rated: &Rated, table: TableId) -> Vec<Demand> {
        let mut demands = Vec::new();
        let no = self.b.boolean(false);
        if let Some(filter) = &rated.filter {
            let holds = self.formula(filter, &Scope::Rows(table));
            let holds = self.on_rows(table, holds);
            let holds = self.b.coalesce(vec![holds, no]);
            demands.push(Demand { why: LeftOut::Where, holds });
        }
        for (index, nodes) in self.ballots.iter().enumerate().filter(|(_, nodes)| nodes.table == table) {
            demands.push(Demand { why: LeftOut::Ballot(index), holds: nodes.counts });
        }
        demands
    }

    /// Whether a rating lies within so many standard deviations of the mean of those of the same
    /// subject and period that satisfy `filter`; true where they do not differ.
    fn near_the_mean(&mut self, rated: &Rated, outlying: &Outlying, rating: NodeId, filter: NodeId) -> Demand {
        let table = TableId(rated.data as u16);
        let key = self.formula_of_key();
        let mut by = vec![self.on_rows(table, key)];
        let periods = !matches!(self.rubric.data[rated.data].period, PeriodFrom::Always);
        if periods && self.rubric.header.cycle != Cycle::Once {
            let start = self.b.push(Op::PeriodDay(PeriodEdge::Start), Grain::Subject, Kind::Date);
            by.push(self.on_rows(table, start));
        }
        by.extend(outlying.within.iter().map(|column| self.b.column(table, column, Kind::Text)).collect::<Vec<_>>());
        let out = self.b.nothing(Nothing::NotApplicable, Kind::Number);
        let counted = self.b.select(filter, rating, out);
        let [mean, spread] = [Agg::Mean, Agg::Std].map(|agg| self.b.window(agg, counted, by.clone()));
        let away = self.b.binary(Binary::Sub, rating, mean);
        let away = self.b.unary(Unary::Abs, away);
        let sigma = self.b.number(outlying.sigma.to_f64());
        let far = self.b.binary(Binary::Mul, sigma, spread);
        let near = self.b.binary(Binary::Le, away, far);
        let yes = self.b.boolean(true);
        Demand { why: LeftOut::Outlier, holds: self.b.coalesce(vec![near, yes]) }
    }

    /// Whether the rater of a row is whoever is rated; a nothing where nobody has signed.
    fn of_oneself(&mut self, rated: &Rated, table: TableId) -> Option<NodeId> {
        let column = rated.rater_key_column.as_ref()?;
        let who = self.b.column(table, column, Kind::Text);
        let key = self.formula_of_key();
        let key = self.on_rows(table, key);
        let same = self.b.binary(Binary::Eq, who, key);
        // Where keys are bound through another table, raters are written as the rated are.
        let Some((written, Some(_))) = &self.rubric.data[rated.data].key else { return Some(same) };
        let written = self.b.column(table, written, Kind::Text);
        let alike = self.b.binary(Binary::Eq, who, written);
        Some(self.b.binary(Binary::Or, same, alike))
    }

    /// Whether another kind of rater goes by the same word in the data.
    fn shares_words(&self, rater: &Rater) -> bool {
        let others = self.rubric.raters.iter().filter(|other| other.id != rater.id);
        others.flat_map(|other| &other.aliases).any(|word| !word.is_empty() && rater.aliases.contains(word))
    }

    fn formula_of_key(&mut self) -> NodeId {
        let key = &self.rubric.subject.key;
        self.roster_text(key)
    }

    fn levels_on_rows(&mut self, indicator: &Indicator, rating: NodeId) -> NodeId {
        let levels = indicator.scoring.settings.levels("").unwrap_or_default();
        let entries = levels.iter().map(|(word, score)| (word.as_str().into(), Real(score.to_f64()))).collect();
        let grain = self.b.grain(rating);
        self.b.push(Op::Match { input: rating, entries }, grain, Kind::Number)
    }

    /// Whether a text column holds one of some words.
    fn any_of(&mut self, table: TableId, column: &str, words: &[&str]) -> NodeId {
        let column = self.b.column(table, column, Kind::Text);
        let mut unique: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        unique.sort_unstable();
        unique.dedup();
        let mut any = self.b.boolean(false);
        for (index, word) in unique.into_iter().enumerate() {
            let word = self.b.text(word);
            let here = self.b.binary(Binary::Eq, column, word);
            any = if index == 0 { here } else { self.b.binary(Binary::Or, any, here) };
        }
        any
    }
}

fn aggregate(combine: CombineRatings) -> Agg {
    match combine {
        CombineRatings::Mean => Agg::Mean,
        CombineRatings::Median => Agg::Median,
        CombineRatings::Min => Agg::Min,
        CombineRatings::Max => Agg::Max,
        CombineRatings::Trimmed(share) => Agg::TrimmedMean(Real(share.to_f64())),
        CombineRatings::DropEnds { ends, above } => Agg::DropEnds { ends, above },
    }
}
