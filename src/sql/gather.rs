//! From fine rows to coarse ones, and back: aggregates, windows, and what is spread.

use super::cell::{Cell, Facts, Place, Reasons, bracketed, greatest};
use super::dialect::Function;
use super::writer::{Column, Gathered, Join, Writer};
use crate::plan::{Agg, At, Grain, Node, NodeId, Op, PeersId};
use crate::table::{Kind, NoRows, Nothing};

/// An aggregate as the columns of a block of groups.
struct Aggregate {
    value: String,
    /// Where the value is NULL though there are rows.
    why: Option<String>,
    /// What stands where there are no values, if that is no nothing.
    none: Option<&'static str>,
    reasons: Reasons,
    kind: Kind,
    facts: Facts,
    level: usize,
}

impl Writer<'_> {
    pub(super) fn gather(
        &mut self,
        key: (bool, NodeId),
        agg: Agg,
        input: NodeId,
        filter: Option<NodeId>,
        to: Grain,
    ) -> Cell {
        let read = key.0;
        let kind = self.plan.node(key.1).kind;
        let order = if let Agg::First { order } | Agg::Last { order } = agg { Some(order) } else { None };
        let grain = [Some(input), filter, order]
            .into_iter()
            .flatten()
            .map(|id| self.plan.node(id).grain)
            .find(|grain| *grain != Grain::One)
            .unwrap_or(Grain::One);
        let (from, keys, level) = match (grain, to) {
            (Grain::Subject | Grain::One, Grain::Peers(peers)) => {
                let key = self.peers_key(peers);
                let mut keys = vec!["period".to_string()];
                keys.extend(key.column);
                (Place::Subject, keys, key.level)
            }
            (Grain::Table(table), Grain::Subject) if !read => {
                let mut keys = vec!["subject".to_string()];
                if self.is_dated(table.0) {
                    keys.push("period".into());
                }
                (Place::Rows(table.0), keys, 0)
            }
            _ => return self.no_value(Nothing::NoRows, kind),
        };
        let aggregate = self.aggregate((read, agg), input, filter, from, &keys);
        let level = aggregate.level.max(level).max(self.base(from));
        let target = self.place(to, read);
        let level = level.max(self.base(target)) + 1;
        let pairs: Vec<(String, String)> = keys.iter().map(|key| (key.clone(), key.clone())).collect();
        let condition = match from {
            Place::Subject => keys.get(1).map(|key| format!("{key} IS NOT NULL")),
            _ => Some(keys.iter().map(|key| format!("{key} IS NOT NULL")).collect::<Vec<_>>().join(" AND ")),
        };
        let group = self.group(from, pairs, None, condition, level);
        self.join(target, level, Join::Gathered(group));
        let (name, says) = self.label(key);
        let mut cell = self.figure_of_group(group, &name, aggregate, level);
        if let Place::Rows(table) = from {
            self.settle_rows(&mut cell, agg, table);
        }
        self.column_at(target, level, cell, &name, says)
    }

    /// The figure of a group at the rows that it was found for.
    fn figure_of_group(&mut self, group: usize, name: &str, aggregate: Aggregate, level: usize) -> Cell {
        let relation = self.gathered.get(group).map(|group| group.name.clone()).unwrap_or_default();
        let relation = self.name(&relation);
        let column = self.name(name);
        let mut at = format!("{relation}.{column}");
        let mut why_at = None;
        if let Some(gathered) = self.gathered.get_mut(group) {
            gathered.columns.push(Column { name: name.to_string(), expression: aggregate.value, says: None });
        }
        if let Some(why) = aggregate.why {
            let reason = self.names.give(&format!("{name}_why"));
            why_at = Some(format!("{relation}.{}", self.name(&reason)));
            if let Some(gathered) = self.gathered.get_mut(group) {
                gathered.columns.push(Column { name: reason, expression: why, says: None });
            }
        }
        let mut reasons = aggregate.reasons;
        let mut why = None;
        let bare = at.clone();
        match (aggregate.none, &why_at) {
            (Some(none), None) => at = format!("COALESCE({at}, {none})"),
            (Some(none), Some(reason)) => {
                at = format!("COALESCE({at}, CASE WHEN {reason} IS NULL THEN {none} END)");
                why = Some(format!("CASE WHEN {bare} IS NULL THEN {reason} END"));
            }
            (None, None) => reasons = reasons.with(Nothing::NoRows),
            (None, Some(reason)) => {
                reasons = reasons.with(Nothing::NoRows);
                why = Some(format!("CASE WHEN {bare} IS NULL THEN COALESCE({reason}, 8) END"));
            }
        }
        let mut cell = Cell::new(at, aggregate.kind, aggregate.facts, &[]);
        cell.reasons = reasons;
        cell.why = why;
        cell.level = level - 1;
        cell
    }

    /// Whether a table speaks of the subject at all, and whether its rows are void.
    fn settle_rows(&mut self, cell: &mut Cell, agg: Agg, table: u16) {
        let index = usize::from(table);
        let Some(spec) = self.plan.tables.get(index) else { return };
        let counts = matches!(agg, Agg::Sum | Agg::Count | Agg::CountDistinct);
        let name = self.table_name(table);
        let (void, no_rows) = (!spec.void.is_empty(), spec.no_rows);
        let mut tests: Vec<(String, Nothing)> = Vec::new();
        if void {
            self.there.insert(table);
            tests.push((self.name(&format!("{name}_void")), Nothing::Void));
        }
        if counts && no_rows != NoRows::NoneHappened {
            self.there.insert(table);
            tests.push((format!("NOT {}", self.name(&format!("{name}_there"))), Nothing::NoRows));
        }
        if tests.is_empty() {
            return;
        }
        let (value, why) = (cell.value.clone(), cell.reason());
        let mut text = String::from("CASE");
        let mut reason = String::from("CASE");
        for (test, nothing) in &tests {
            text.push_str(&format!(" WHEN {test} THEN NULL"));
            reason.push_str(&format!(" WHEN {test} THEN {}", *nothing as u8));
            cell.reasons = cell.reasons.with(*nothing);
        }
        cell.value = format!("{text} ELSE {value} END");
        reason.push_str(&why.map_or(" END".into(), |why| format!(" ELSE {why} END")));
        cell.why = Some(reason);
    }

    /// The block of groups with these keys, whose source is ready below the level.
    fn group(
        &mut self,
        from: Place,
        keys: Vec<(String, String)>,
        on: Option<String>,
        condition: Option<String>,
        level: usize,
    ) -> usize {
        let known = self.gathered.iter().position(|group| {
            group.from == from
                && group.keys == keys
                && group.level == level
                && group.condition == condition
                && group.on == on
        });
        if let Some(known) = known {
            return known;
        }
        let name = match from {
            Place::Rows(table) | Place::Read(table) => format!("{}_sums", self.table_name(table)),
            _ => "peer_figures".to_string(),
        };
        let name = self.names.give(&name);
        self.gathered.push(Gathered { name, from, keys, on, condition, level, columns: Vec::new() });
        self.gathered.len() - 1
    }

    fn aggregate(
        &mut self,
        (read, agg): (bool, Agg),
        input: NodeId,
        filter: Option<NodeId>,
        from: Place,
        keys: &[String],
    ) -> Aggregate {
        let partition = keys.join(", ");
        let text = self.get((read, input)).kind == Kind::Text;
        let x = if text { self.atom((read, input)) } else { self.number_atom((read, input)) };
        let f = filter.map(|id| {
            self.atom((read, id));
            self.condition((read, id))
        });
        let mut level = x.level.max(f.as_ref().map_or(0, |f| f.level));
        let when = f.as_ref().map_or(String::new(), |f| format!(" FILTER (WHERE {})", f.value));
        let v = x.value.clone();
        let sorted = if text { self.dialect.by_characters(&v) } else { v.clone() };
        let nothings = x.reason().map(|why| format!("MAX({why}){when}"));
        let mut reasons = x.reasons;
        let double = self.dialect.double();
        // Of a literal each row counts once.
        let count_of = |condition: &str| {
            if x.is_literal && x.reasons.is_none() {
                format!("COUNT(*){condition}")
            } else {
                format!("COUNT({v}){condition}")
            }
        };
        let kept = match &f {
            None => v.clone(),
            Some(f) => format!("CASE WHEN {} THEN {v} END", f.value),
        };
        let (value, why, none, kind, facts) = match agg {
            Agg::Count => {
                reasons = Reasons::NONE;
                (format!("CAST({} AS {double})", count_of(&when)), None, Some("0"), Kind::Number, Facts::COUNT)
            }
            Agg::CountDistinct => {
                reasons = Reasons::NONE;
                let counted = if text || x.facts.is_plain() {
                    format!("COUNT(DISTINCT {v}){when}")
                } else {
                    // Sorted, a value that differs from the one before it begins a run of its own.
                    let used = self.helper(from, Cell { value: kept.clone(), level, ..x.clone() });
                    let u = used.value.clone();
                    let before = format!("LAG({u}) OVER (PARTITION BY {partition} ORDER BY {u} NULLS LAST)");
                    let prior = self.helper(from, Cell { value: before, level: used.level, ..x.clone() });
                    level = prior.level;
                    let one = self.call(Function::OneValue, &[&prior.value, &u]);
                    format!("COUNT(CASE WHEN COALESCE({one}, FALSE) THEN NULL ELSE {u} END)")
                };
                (format!("CAST({counted} AS {double})"), None, Some("0"), Kind::Number, Facts::COUNT)
            }
            Agg::Sum => {
                let total = self.sum_text(&x, &when);
                (total, nothings, Some("0"), Kind::Number, total_facts(x.facts))
            }
            Agg::Mean => {
                let total = self.sum_text(&x, &when);
                let facts = Facts { decimals: None, ..x.facts };
                (format!("{total} / NULLIF({}, 0)", count_of(&when)), nothings, None, Kind::Number, facts)
            }
            Agg::Min => (format!("MIN({sorted}){when}"), nothings, None, x.kind, x.facts),
            Agg::Max => (format!("MAX({sorted}){when}"), nothings, None, x.kind, x.facts),
            Agg::Median | Agg::Quantile(_) => {
                let share = if let Agg::Quantile(share) = agg { share.0.clamp(0.0, 1.0) } else { 0.5 };
                let value = self.dialect.quantile(&self.as_double(&x), &self.digits(share), &when);
                (value, nothings, None, Kind::Number, Facts { decimals: None, ..x.facts })
            }
            Agg::TrimmedMean(_) | Agg::DropEnds { .. } => {
                let (value, ready) = self.inner_mean(agg, &x, &kept, from, &partition, level);
                level = ready;
                (value, nothings, None, Kind::Number, Facts { decimals: None, ..x.facts })
            }
            Agg::Std => {
                let one = self.call(Function::Same, &[&format!("MIN({v}){when}"), &format!("MAX({v}){when}")]);
                let spread = self.as_double(&x);
                let value = format!(
                    "CASE WHEN COUNT({v}){when} < 2 THEN NULL WHEN {one} THEN 0 ELSE STDDEV_SAMP({spread}){when} END"
                );
                reasons = reasons.with(Nothing::NoSpread);
                let rest = nothings.map_or(String::new(), |why| format!(" ELSE {why}"));
                let why = format!("CASE WHEN COUNT({v}){when} = 1 THEN 6{rest} END");
                let reach = x.facts.high - x.facts.low;
                (value, Some(why), None, Kind::Number, Facts::within(0.0, reach))
            }
            Agg::Only => {
                let (least, most) = (format!("MIN({sorted}){when}"), format!("MAX({sorted}){when}"));
                let one = if text || x.facts.is_plain() {
                    format!("{least} = {most}")
                } else {
                    self.call(Function::OneValue, &[&least, &most])
                };
                reasons = reasons.with(Nothing::Conflict);
                let none = nothings.map_or(String::new(), |why| format!(" WHEN {least} IS NULL THEN {why}"));
                let why = format!("CASE{none} WHEN NOT ({one}) THEN 12 END");
                (format!("CASE WHEN {one} THEN {least} END"), Some(why), None, x.kind, x.facts)
            }
            Agg::First { order } | Agg::Last { order } => {
                let first = matches!(agg, Agg::First { .. });
                let o = if self.get((read, order)).kind == Kind::Text {
                    self.atom((read, order))
                } else {
                    self.number_atom((read, order))
                };
                level = level.max(o.level);
                let by = if o.kind == Kind::Text { self.dialect.by_characters(&o.value) } else { o.value.clone() };
                let used = match &f {
                    None => format!("CASE WHEN {v} IS NOT NULL THEN {by} END"),
                    Some(f) => format!("CASE WHEN {} AND {v} IS NOT NULL THEN {by} END", f.value),
                };
                let word = if first { "MIN" } else { "MAX" };
                let end = format!("{word}({used}) OVER (PARTITION BY {partition})");
                let end = self.helper(from, Cell { value: end, level, ..o.clone() });
                level = end.level;
                let here = if o.kind == Kind::Text || o.is_literal {
                    format!("{} = {}", o.value, end.value)
                } else {
                    self.call(Function::Same, &[&o.value, &end.value])
                };
                let here = f.as_ref().map_or(here.clone(), |f| format!("({}) AND {here}", f.value));
                reasons = reasons.or(o.reasons);
                let why = greatest(&[&x, &o]).map(|_| {
                    let own = x.reason().unwrap_or_else(|| "NULL".into());
                    let other = o.reason().unwrap_or_else(|| "NULL".into());
                    format!("MAX(COALESCE({own}, {other})){when}")
                });
                (format!("MIN({sorted}) FILTER (WHERE {here})"), why, None, x.kind, x.facts)
            }
        };
        Aggregate { value, why, none, reasons, kind, facts, level }
    }

    fn as_double(&self, x: &Cell) -> String {
        if x.is_literal { format!("CAST({} AS {})", x.value, self.dialect.double()) } else { x.value.clone() }
    }

    /// A column that an aggregate needs at its rows.
    fn helper(&mut self, place: Place, cell: Cell) -> Cell {
        let name = self.names.give("x");
        self.column(place, Cell { why: None, ..cell }, &name, None)
    }

    /// The exact sum; whole numbers add up exactly as they are.
    fn sum_text(&mut self, x: &Cell, when: &str) -> String {
        let double = self.dialect.double();
        if x.facts.is_plain() && x.facts.decimals == Some(0) {
            return format!("CAST(SUM({}){when} AS {double})", x.value);
        }
        let exact = self.call(Function::Exact, &[&self.as_double(x)]);
        format!("CAST(SUM({exact}){when} AS {double})")
    }

    /// The mean without the ends: values are numbered, and those within counted.
    fn inner_mean(
        &mut self,
        agg: Agg,
        x: &Cell,
        kept: &str,
        from: Place,
        partition: &str,
        level: usize,
    ) -> (String, usize) {
        let used = self.helper(from, Cell { value: kept.to_string(), level, is_literal: false, ..x.clone() });
        let u = used.value.clone();
        let double = self.dialect.double();
        let plain = |value: String, level: usize| {
            let mut cell = Cell::new(value, Kind::Number, Facts::COUNT, &[]);
            cell.level = level;
            cell
        };
        let place = plain(format!("ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {u} NULLS LAST)"), used.level);
        let place = self.helper(from, place).value;
        let size = plain(format!("CAST(COUNT({u}) OVER (PARTITION BY {partition}) AS {double})"), used.level);
        let size = self.helper(from, size);
        let n = size.value.clone();
        let most = format!("FLOOR(({n} - 1) / 2)");
        let cut = match agg {
            Agg::DropEnds { ends, above } => format!("LEAST(CASE WHEN {n} > {above} THEN {ends} ELSE 0 END, {most})"),
            Agg::TrimmedMean(share) => {
                let share = self.digits(share.0.clamp(0.0, 0.5));
                let whole = self.call(Function::FloorNear, &[&format!("{n} * {share}")]);
                format!("LEAST({whole}, {most})")
            }
            _ => "0".into(),
        };
        let cut = self.helper(from, plain(cut, size.level));
        let within = format!(" FILTER (WHERE {place} > {c} AND {place} <= {n} - {c})", c = cut.value);
        let used = Cell { value: u.clone(), ..x.clone() };
        let total = self.sum_text(&Cell { is_literal: false, ..used }, &within);
        (format!("{total} / NULLIF(COUNT({u}){within}, 0)"), cut.level)
    }

    /// An aggregate over rows of a table that agree in some keys, at each of them or at those of
    /// another table.
    pub(super) fn window(
        &mut self,
        key: (bool, NodeId),
        node: &Node,
        agg: Agg,
        input: NodeId,
        by: &[NodeId],
        at: Option<&At>,
    ) -> Cell {
        let read = key.0;
        let target = self.place(node.grain, read);
        let other = by.iter().find_map(|key| match self.plan.node(*key).grain {
            Grain::Table(table) => Some(table.0),
            _ => None,
        });
        let (Some(other), Grain::Table(own)) = (other, node.grain) else {
            return self.no_value(Nothing::NoRows, node.kind);
        };
        let from = if read { Place::Read(other) } else { Place::Rows(other) };
        let mut theirs: Vec<Cell> = by.iter().map(|id| self.atom((read, *id))).collect();
        if at.is_none() {
            for (id, cell) in by.iter().zip(&mut theirs) {
                // A figure that stands in a cell is the same wherever it is written so.
                if cell.is_number() && !cell.facts.is_plain() && !matches!(self.plan.node(*id).op, Op::Column(_)) {
                    *cell = self.run_of(from, cell);
                }
            }
        }
        let keys_at: Vec<Cell> = match at {
            None => theirs.clone(),
            Some(at) => at.keys.iter().map(|id| self.atom((read, *id))).collect(),
        };
        let periods = at.is_some_and(|at| at.same_period) && self.is_dated(other) && self.is_dated(own.0) && !read;
        let mut expressions: Vec<String> = theirs.iter().map(|cell| cell.value.clone()).collect();
        let mut ours: Vec<String> = keys_at.iter().map(|cell| cell.value.clone()).collect();
        if periods {
            expressions.push("period".into());
            ours.push("t.period".into());
        }
        let aggregate = self.aggregate((read, agg), input, None, from, &expressions);
        let level = theirs.iter().chain(&keys_at).map(|cell| cell.level).max().unwrap_or(0).max(aggregate.level);
        let level = level.max(self.base(from)).max(self.base(target)) + 1;
        let known = self.gathered.iter().position(|group| {
            group.from == from
                && group.level == level
                && group.on.is_some()
                && group.keys.iter().map(|(key, _)| key).eq(expressions.iter())
                && group.condition.as_ref() == Some(&ours.join(" = "))
        });
        let group = match known {
            Some(known) => known,
            None => {
                let keys: Vec<(String, String)> =
                    expressions.iter().map(|key| (key.clone(), self.names.give("key"))).collect();
                let on: Vec<String> =
                    keys.iter().zip(&ours).map(|((_, name), own)| format!("{} = {own}", self.name(name))).collect();
                self.group(from, keys, Some(on.join(" AND ")), Some(ours.join(" = ")), level)
            }
        };
        self.join(target, level, Join::Gathered(group));
        let (name, says) = self.label(key);
        let none = aggregate.none;
        let mut cell = self.figure_of_group(group, &name, aggregate, level);
        let views: Vec<&Cell> = keys_at.iter().collect();
        let lacking: Vec<String> = keys_at
            .iter()
            .filter(|cell| cell.can_be_nothing())
            .map(|cell| format!("{} IS NULL", bracketed(&cell.value)))
            .collect();
        let mut tests: Vec<(String, String, Reasons)> = Vec::new();
        if let Some(why) = greatest(&views) {
            let reasons = views.iter().fold(Reasons::NONE, |all, cell| all.or(cell.reasons));
            tests.push((lacking.join(" OR "), why, reasons));
        }
        if periods {
            tests.push(("t.period IS NULL".into(), "13".into(), Reasons::of(&[Nothing::NoPeriod])));
        }
        let spec_says = self.plan.tables.get(usize::from(other)).map(|spec| spec.no_rows);
        if at.is_some() && none.is_some() && spec_says != Some(NoRows::NoneHappened) {
            let block = self.rows_name(from);
            let test = if periods {
                format!("NOT EXISTS (SELECT 1 FROM {block} AS other WHERE other.period = t.period)")
            } else {
                format!("NOT EXISTS (SELECT 1 FROM {block})")
            };
            tests.push((test, "8".into(), Reasons::of(&[Nothing::NoRows])));
        }
        if !tests.is_empty() {
            let (value, why) = (cell.value.clone(), cell.reason());
            let (mut text, mut reason) = (String::from("CASE"), String::from("CASE"));
            for (test, code, reasons) in tests {
                text.push_str(&format!(" WHEN {test} THEN NULL"));
                reason.push_str(&format!(" WHEN {test} THEN {code}"));
                cell.reasons = cell.reasons.or(reasons);
            }
            cell.value = format!("{text} ELSE {value} END");
            reason.push_str(&why.map_or(" END".into(), |why| format!(" ELSE {why} END")));
            cell.why = Some(reason);
        }
        self.column_at(target, level, cell, &name, says)
    }

    /// In place of a number that of the run of those that agree to twelve digits, each with the one before it.
    fn run_of(&mut self, place: Place, x: &Cell) -> Cell {
        let v = x.value.clone();
        let over = format!("OVER (ORDER BY {v} NULLS LAST)");
        let before = self.helper(place, Cell { value: format!("LAG({v}) {over}"), ..x.clone() });
        let same = self.call(Function::Same, &[&before.value, &v]);
        let starts = format!("CASE WHEN COALESCE({same}, FALSE) THEN 0 ELSE 1 END");
        let starts = self.helper(place, Cell { value: starts, level: before.level, ..x.clone() });
        let run = format!("CASE WHEN {v} IS NOT NULL THEN SUM({}) {over} END", starts.value);
        let run = self.helper(place, Cell { value: run, level: starts.level, ..x.clone() });
        Cell { why: x.reason(), ..run }
    }

    /// The block of a table's own rows.
    pub(super) fn rows_name(&self, place: Place) -> String {
        let table = match place {
            Place::Read(table) | Place::Rows(table) => table,
            Place::One | Place::Subject | Place::Peers(_) => return self.name("subjects"),
        };
        let name = self.table_name(table);
        match place {
            Place::Read(_) => self.name(&format!("{name}_read")),
            _ => self.name(&name),
        }
    }

    pub(super) fn spread(&mut self, key: (bool, NodeId), input: NodeId, to: Grain) -> Cell {
        let from = self.plan.node(input).grain;
        let x = self.get((key.0, input));
        match (from, to) {
            (Grain::One, _) => x,
            (from, to) if from == to => x,
            (Grain::Peers(peers), Grain::Subject) => self.spread_peers(key, input, peers),
            (Grain::Subject, Grain::Table(table)) if !key.0 => self.spread_rows(key, input, table.0),
            _ => self.no_value(Nothing::NotApplicable, self.plan.node(input).kind),
        }
    }

    fn spread_peers(&mut self, key: (bool, NodeId), input: NodeId, peers: PeersId) -> Cell {
        let x = self.atom((key.0, input));
        let division = self.peers_key(peers);
        let level = x.level.max(division.level).max(self.base(Place::Subject)) + 1;
        let mut using = vec!["period".to_string()];
        using.extend(division.column.clone());
        self.join(Place::Subject, level, Join::Block(Place::peers(peers), using));
        let (name, says) = self.label(key);
        let mut cell = Cell { level: level - 1, is_atom: false, is_literal: false, open: None, ..x.clone() };
        if let (Some((outside, reasons)), Some(column)) = (&division.outside, &division.column) {
            cell.reasons = cell.reasons.or(*reasons);
            let own = x.reason().map_or(String::new(), |why| format!(" ELSE {why}"));
            cell.why = Some(format!("CASE WHEN {column} IS NULL THEN {outside}{own} END"));
        }
        self.column_across(Place::Subject, level, cell, &name, says)
    }

    /// A subject's figure at its rows. Rows that hold in every period take the figure on which
    /// the periods agree.
    fn spread_rows(&mut self, key: (bool, NodeId), input: NodeId, table: u16) -> Cell {
        let x = self.atom((key.0, input));
        let target = Place::Rows(table);
        let (name, says) = self.label(key);
        let nobody = Reasons::of(&[Nothing::NotApplicable]);
        if self.is_dated(table) {
            let level = x.level.max(self.base(Place::Subject)).max(self.base(target)) + 1;
            self.join(target, level, Join::Block(Place::Subject, vec!["subject".into(), "period".into()]));
            let mut cell = Cell { level: level - 1, is_atom: false, is_literal: false, open: None, ..x.clone() };
            cell.reasons = cell.reasons.or(nobody);
            let own = x.reason().map_or(String::new(), |why| format!(" ELSE {why}"));
            cell.why = Some(format!("CASE WHEN t.subject IS NULL OR t.period IS NULL THEN 22{own} END"));
            if x.is_literal {
                cell.value = format!("CASE WHEN t.subject IS NOT NULL AND t.period IS NOT NULL THEN {} END", x.value);
            }
            return self.column_across(target, level, cell, &name, says);
        }
        let v = x.value.clone();
        let over = "OVER (PARTITION BY subject ORDER BY period)";
        let first = self.helper(Place::Subject, Cell { value: format!("FIRST_VALUE({v}) {over}"), ..x.clone() });
        let alike = if x.is_number() {
            self.call(Function::Same, &[&v, &first.value])
        } else {
            format!("{v} = {}", first.value)
        };
        let (both, first_why) = match x.reason() {
            None => ("FALSE".to_string(), None),
            Some(why) => {
                let begin = self.helper(
                    Place::Subject,
                    Cell { value: format!("FIRST_VALUE({why}) {over}"), kind: Kind::Number, ..x.clone() },
                );
                (format!("{why} = {}", begin.value), Some(begin.value))
            }
        };
        let level = (x.level.max(self.base(Place::Subject)) + 2).max(self.base(target) + 1);
        let pairs = vec![("subject".to_string(), "subject".to_string())];
        let group = self.group(Place::Subject, pairs, None, None, level);
        self.join(target, level, Join::Gathered(group));
        let agree = format!("COALESCE({alike}, {both}, FALSE)");
        let differ = format!("SUM(CASE WHEN {agree} THEN 0 ELSE 1 END) > 0");
        let least = if x.kind == Kind::Bool {
            format!("MIN(CAST({} AS INTEGER)) = 1", first.value)
        } else {
            format!("MIN({})", first.value)
        };
        let own = first_why.map_or(String::new(), |why| format!(" ELSE MIN({why})"));
        let aggregate = Aggregate {
            value: format!("CASE WHEN {differ} THEN NULL ELSE {least} END"),
            why: Some(format!("CASE WHEN {differ} THEN 12{own} END")),
            none: None,
            reasons: x.reasons.with(Nothing::Conflict),
            kind: x.kind,
            facts: x.facts,
            level,
        };
        let mut cell = self.figure_of_group(group, &name, aggregate, level);
        cell.reasons = cell.reasons.or(nobody);
        let own = cell.why.clone().unwrap_or_else(|| "NULL".into());
        cell.why = Some(format!("CASE WHEN t.subject IS NULL THEN 22 ELSE {own} END"));
        self.column_across(target, level, cell, &name, says)
    }
}

fn total_facts(of: Facts) -> Facts {
    // As many rows as anybody has.
    Facts { low: (of.low * 1e9).min(0.0), high: (of.high * 1e9).max(0.0), decimals: of.decimals }
}
