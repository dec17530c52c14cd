//! Looks along the order of subjects and of periods: places, earlier periods.

use super::cell::{Cell, Facts, Place, Reasons};
use super::dialect::Function;
use super::writer::Writer;
use crate::plan::{Grain, NodeId, PeersId, RankKey, Ties};
use crate::table::{Kind, Nothing};

impl Writer<'_> {
    /// Places among peers. Runs of values that agree to twelve digits are found first, unless
    /// the values are such that a plain comparison tells the same of them.
    pub(super) fn rank(&mut self, key: (bool, NodeId), keys: &[RankKey], within: PeersId, ties: Ties) -> Cell {
        let division = self.peers_key(within);
        let mut partition = vec!["period".to_string()];
        partition.extend(division.column.clone());
        let mut level = division.level;
        let Some(first) = keys.first() else { return self.no_value(Nothing::NoRows, Kind::Number) };
        let lead = self.number_or_text(first.node);
        let mut order: Vec<String> = Vec::new();
        for (place, key) in keys.iter().enumerate() {
            let x = self.number_or_text(key.node);
            level = level.max(x.level);
            let down = if key.descending { " DESC" } else { "" };
            if x.kind == Kind::Text || x.facts.is_plain() {
                let by = if x.kind == Kind::Text { self.dialect.by_characters(&x.value) } else { x.value.clone() };
                order.push(format!("{by}{down} NULLS LAST"));
                continue;
            }
            let (v, mut apart) = (x.value.clone(), partition.clone());
            // Within the runs of the keys before it.
            apart.extend(
                order
                    .iter()
                    .take(place)
                    .map(|by| by.trim_end_matches(" NULLS LAST").trim_end_matches(" DESC").to_string()),
            );
            let over = format!("OVER (PARTITION BY {} ORDER BY {v}{down} NULLS LAST)", apart.join(", "));
            let before = self.plain(format!("LAG({v}) {over}"), level);
            let before = self.helped(before);
            let same = self.call(Function::Same, &[&before.value, &v]);
            let starts = self.plain(format!("CASE WHEN COALESCE({same}, FALSE) THEN 0 ELSE 1 END"), before.level);
            let starts = self.helped(starts);
            let run = self.plain(
                format!("SUM({}) OVER (PARTITION BY {} ORDER BY {v}{down} NULLS LAST)", starts.value, apart.join(", ")),
                starts.level,
            );
            let run = self.helped(run);
            level = run.level;
            // Runs of the lead are counted among values only; nothings come after them all.
            order.push(format!("CASE WHEN {v} IS NOT NULL THEN {} END NULLS LAST", run.value));
        }
        let over = format!("OVER (PARTITION BY {} ORDER BY {})", partition.join(", "), order.join(", "));
        let place = match ties {
            Ties::Min => format!("RANK() {over}"),
            Ties::Max => format!("COUNT(*) {over}"),
            Ties::Dense => format!("DENSE_RANK() {over}"),
        };
        let mut guards: Vec<String> = division.column.iter().map(|column| format!("{column} IS NOT NULL")).collect();
        if lead.can_be_nothing() {
            guards.push(format!("{} IS NOT NULL", lead.value));
        }
        let mut value = format!("CAST({place} AS {})", self.dialect.double());
        if !guards.is_empty() && (lead.can_be_nothing() || division.outside.is_some()) {
            value = format!("CASE WHEN {} THEN {value} END", guards.join(" AND "));
        }
        let mut cell = self.plain(value, level);
        cell.reasons = lead.reasons;
        cell.why = lead.reason();
        if let (Some((outside, reasons)), Some(column)) = (&division.outside, &division.column) {
            cell.reasons = cell.reasons.or(*reasons);
            let test = format!("CASE WHEN {column} IS NULL THEN {outside} END");
            cell.why = Some(lead.reason().map_or(test.clone(), |why| format!("COALESCE({why}, {test})")));
        }
        let (name, says) = self.label(key);
        self.column(Place::Subject, cell, &name, says)
    }

    fn number_or_text(&mut self, node: NodeId) -> Cell {
        let cell = self.atom((false, node));
        if cell.kind == Kind::Text { cell } else { self.number((false, node)) }
    }

    fn plain(&self, value: String, level: usize) -> Cell {
        let mut cell = Cell::new(value, Kind::Number, Facts::COUNT, &[]);
        cell.level = level;
        cell
    }

    fn helped(&mut self, cell: Cell) -> Cell {
        let name = self.names.give("run");
        self.column(Place::Subject, cell, &name, None)
    }

    /// The value of an earlier period, if the subject was there in it.
    pub(super) fn shift(&mut self, key: (bool, NodeId), input: NodeId, periods: u32, grain: Grain) -> Cell {
        let x = self.atom((key.0, input));
        let (place, mut partition) = match grain {
            Grain::Subject => (Place::Subject, vec!["subject".to_string()]),
            Grain::Peers(peers) => (Place::peers(peers), self.peers_key(peers).column.into_iter().collect()),
            Grain::One | Grain::Table(_) => return x,
        };
        if self.plan.cycle == crate::table::Cycle::Once {
            return self.no_value(Nothing::NoPeriod, x.kind);
        }
        if partition.is_empty() {
            partition.push("1".into());
        }
        // One row or none: periods that the data do not have are no periods.
        let over = format!(
            "OVER (PARTITION BY {} ORDER BY period RANGE BETWEEN {periods} PRECEDING AND {periods} PRECEDING)",
            partition.join(", ")
        );
        let there = if place == Place::Subject && self.roster_is_dated() {
            format!("COALESCE(FIRST_VALUE(assessed) {over}, FALSE)")
        } else {
            format!("COUNT(*) {over} > 0")
        };
        let value = if x.is_literal { x.value.clone() } else { format!("FIRST_VALUE({}) {over}", x.value) };
        let mut cell = Cell::new(format!("CASE WHEN {there} THEN {value} END"), x.kind, x.facts, &[&x]);
        cell.level = x.level.max(self.base(place));
        cell.reasons = x.reasons.or(Reasons::of(&[Nothing::NoPeriod]));
        let why = match x.reason() {
            Some(why) if x.is_literal => why,
            Some(why) => format!("FIRST_VALUE({why}) {over}"),
            None => "NULL".into(),
        };
        cell.why = Some(format!("CASE WHEN {there} THEN {why} ELSE 13 END"));
        let (name, says) = self.label(key);
        self.column(place, cell, &name, says)
    }
}
