//! Between tables: `exists` (keys of one stand in another), `agrees` (figures of one against those
//! of another with the same keys), `down` (a unit against the sum of the units below it).

use super::{Place, Relation, Site, build};
use crate::check::typing::Scope;
use crate::check::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::BinaryOp;
use crate::rubric::{Across, AcrossHow, Clause, Expr, ExprKind};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Node, Table};
use crate::table::Kind;
use crate::text::{Span, Words};
use crate::words;

const IN: Key = Key::required("in", Ty::Text, "在哪张表里找", "the table that is looked into");
const AS: Key =
    Key::new("as", Ty::Texts, "那张表里的列名，不写则同名", "how the columns are called there, the same if not given");
const PERIODS: &[&str] = &["same", "any"];

static EXISTS: Shape = Shape {
    name: "exists",
    keys: &[
        Key::required("column", Ty::Texts, "哪一列（或哪几列合起来）", "the column, or columns taken together"),
        IN,
        AS,
        Key::new(
            "period",
            Ty::Choice(PERIODS),
            "same 只找同一期的行；默认 any，各期都找",
            "same: only rows of the same period; any if not given",
        ),
    ],
};

static AGREES: Shape = Shape {
    name: "agrees",
    keys: &[
        Key::required("of", Ty::Formula, "本表的数", "the figure of this table"),
        IN,
        Key::required("value", Ty::Formula, "那张表的数", "the figure of that table"),
        Key::new(
            "how",
            Ty::Choice(&["only", "sum"]),
            "only 那边只有一个数（默认），sum 各行相加",
            "only: there is one figure (if not given); sum: its rows are added up",
        ),
        Key::required("by", Ty::Texts, "按哪一列（或哪几列）对应", "the column, or columns, that rows are matched by"),
        AS,
        Key::new(
            "period",
            Ty::Choice(PERIODS),
            "默认 same，只对同一期的行；any 各期都对",
            "same, only rows of the same period, if not given; or any",
        ),
    ],
};

static DOWN: Shape = Shape {
    name: "down",
    keys: &[
        Key::required("of", Ty::Formula, "各单位都有的数", "the figure that every unit has"),
        Key::required("unit", Ty::Texts, "单位所在的列", "the column of the unit"),
        Key::required("parent", Ty::Texts, "上级单位所在的列", "the column of the unit above it"),
    ],
};

pub const KEYS: [Key; 3] = [
    Key::new(
        "exists",
        Ty::Table(&EXISTS),
        "这一列的值都能在另一张表里找到；与 from 同用",
        "what a column has stands in another table; with from",
    ),
    Key::new(
        "agrees",
        Ty::Table(&AGREES),
        "与另一张表里按键对应的数相等；与 from 同用",
        "a figure equals its counterpart by key in another table; with from",
    ),
    Key::new(
        "down",
        Ty::Table(&DOWN),
        "上级单位的数等于下级之和；没有下级的不查；与 from 同用",
        "a unit's figure is the sum of those below it; units without any are not checked; with from",
    ),
];

pub static EXISTS_RELATION: Relation = Relation {
    key: "exists",
    place: Place::Rows,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let other = checker.table_named(table.text("in")?, table.span_of("in"))?;
        let keys = checker.keys(site, table, ("column", "as"), other)?;
        let same_period = table.text("period") == Some("same");
        let found = keys.count(other, same_period, node.span);
        let name = table.text("in").unwrap_or_default();
        Some(vec![keys.missing(found, name)])
    },
};

pub static AGREES_RELATION: Relation = Relation {
    key: "agrees",
    place: Place::Rows,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let own = checker.part(table, "of", site.scope);
        let tolerance = checker.tolerance(site.table)?;
        let other = checker.table_named(table.text("in")?, table.span_of("in"))?;
        let value = checker.part(table, "value", Scope::Rows(other));
        let keys = checker.keys(site, table, ("by", "as"), other)?;
        let ((own_name, own), (value_name, value)) = (own?, value?);
        let same_period = table.text("period") != Some("any");
        let (how, sum_zh, sum_en) = match table.text("how") {
            Some("sum") => (AcrossHow::Sum, "之和", "the sum of "),
            _ => (AcrossHow::Only, "", ""),
        };
        let name = table.text("in").unwrap_or_default();
        let found = keys.count(other, same_period, node.span);
        let none = build::binary(BinaryOp::Eq, found.clone(), build::number(0.0, node.span));
        let theirs = keys.look(other, how, value, same_period, node.span);
        let holds = build::or(none, build::agree(own.clone(), theirs.clone(), tolerance)?);
        let says = words!(
            "`{own_name}` {{0}}，`{name}` 的 `{value_name}` {sum_zh}是 {{1}}",
            "`{own_name}` is {{0}}, and {sum_en}`{value_name}` of `{name}` is {{1}}"
        );
        let agrees = Clause { holds, says, figures: vec![own, theirs], twins: Vec::new() };
        Some(vec![keys.missing(found, name), agrees])
    },
};

pub static DOWN_RELATION: Relation = Relation {
    key: "down",
    place: Place::Rows,
    read: |checker, site, node| {
        let table = node.as_table()?;
        let figure = checker.part(table, "of", site.scope);
        let tolerance = checker.tolerance(site.table)?;
        let keys = checker.keys(site, table, ("unit", "parent"), site.data?)?;
        let (name, figure) = figure?;
        let below = keys.look(site.data?, AcrossHow::Sum, figure.clone(), true, node.span);
        let none = build::binary(BinaryOp::Eq, keys.count(site.data?, true, node.span), build::number(0.0, node.span));
        let holds = build::or(none, build::agree(figure.clone(), below.clone(), tolerance)?);
        let says = words!("`{name}` {{0}}，下级之和是 {{1}}", "`{name}` is {{0}}, and those below add up to {{1}}");
        Some(vec![Clause { holds, says, figures: vec![figure, below], twins: Vec::new() }])
    },
};

/// The keys that rows of two tables are matched by.
struct Keys {
    own_names: Vec<String>,
    their_names: Vec<String>,
    own: Vec<Expr>,
    theirs: Vec<Expr>,
}

impl Keys {
    fn look(&self, data: usize, how: AcrossHow, value: Expr, same_period: bool, span: Span) -> Expr {
        let ty = if how == AcrossHow::Only { value.ty } else { Kind::Number };
        let across = Across { data, how, value, by: self.theirs.clone(), at: self.own.clone(), same_period };
        Expr { kind: ExprKind::Across(Box::new(across)), span, ty }
    }

    /// How many rows of the other table have the keys.
    fn count(&self, data: usize, same_period: bool, span: Span) -> Expr {
        self.look(data, AcrossHow::Count, build::number(1.0, span), same_period, span)
    }

    /// That there is a row with the keys; a row without keys of its own says nothing.
    fn missing(&self, found: Expr, table: &str) -> Clause {
        let span = found.span;
        let quoted = |names: &[String], between: &str| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
        };
        let figures =
            |between: &str| (0..self.own.len()).map(|at| format!("{{{at}}}")).collect::<Vec<_>>().join(between);
        Clause {
            holds: build::binary(BinaryOp::Gt, found, build::number(0.0, span)),
            says: Words {
                zh: format!(
                    "{} {} 在 `{table}` 的 {} 中找不到",
                    quoted(&self.own_names, "、"),
                    figures("、"),
                    quoted(&self.their_names, "、")
                ),
                en: format!(
                    "{} {} is not in {} of `{table}`",
                    quoted(&self.own_names, ", "),
                    figures(", "),
                    quoted(&self.their_names, ", ")
                ),
            },
            figures: self.own.clone(),
            twins: Vec::new(),
        }
    }
}

impl Checker<'_> {
    /// The columns under two keys, those of this table and those of the other.
    fn keys(&mut self, site: &Site<'_>, table: &Table, (own, theirs): (&str, &str), other: usize) -> Option<Keys> {
        fn items(node: &Node) -> &[Node] {
            if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() }
        }
        let own_nodes = items(table.get(own)?);
        let their_nodes = table.get(theirs).map_or(own_nodes, items);
        if own_nodes.len() != their_nodes.len() {
            self.bag.push(
                Diagnostic::error(
                    codes::RELATION,
                    words!(
                        "`{own}` 与 `{theirs}` 的列数不同",
                        "`{own}` and `{theirs}` name different numbers of columns"
                    ),
                )
                .at((self.source, table.span_of(theirs)), words!("{} 列", "{} here", their_nodes.len()))
                .at((self.source, table.span_of(own)), words!("{} 列", "{} here", own_nodes.len()))
                .help(words!("一一对应地写", "name them one for one")),
            );
            return None;
        }
        let mut keys = Keys { own_names: Vec::new(), their_names: Vec::new(), own: Vec::new(), theirs: Vec::new() };
        let mut whole = true;
        for (own, theirs) in own_nodes.iter().zip(their_nodes) {
            let Some((one, two)) = self.matched((own, site.scope), (theirs, Scope::Rows(other))) else {
                whole = false;
                continue;
            };
            keys.own_names.push(super::written(own));
            keys.their_names.push(super::written(theirs));
            keys.own.push(one);
            keys.theirs.push(two);
        }
        whole.then_some(keys)
    }
}
