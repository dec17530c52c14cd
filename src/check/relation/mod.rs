//! What a `[[check]]` may declare instead of writing a formula: `unique`, `order`, `rate` and so on.
//!
//! Each form says how it is written and turns itself into ordinary conditions ([`Clause`]), each
//! with what is to be said where it fails. It knows formulas and their types; neither the plan nor
//! data. To add one: a file, and its line in [`RELATIONS`].

mod across;
mod build;
mod carried;
mod change;
mod never_falls;
mod one_scale;
mod order;
mod parts;
mod rate;
mod unique;

use super::shapes::{OVERRIDE, REMOVE};
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Clause, Expr};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Node, Table};
use crate::table::Kind;
use crate::text::words::list;
use crate::text::{Span, Words};
use crate::words;

/// One form of check.
pub(super) struct Relation {
    pub key: &'static str,
    pub place: Place,
    pub read: fn(&mut Checker<'_>, &Site<'_>, &Node) -> Option<Vec<Clause>>,
}

/// Where a form can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On the rows of a table: it needs `from`.
    Rows,
    /// On the figures of each subject: it takes no `from`.
    Subject,
    Either,
}

/// The check in which a form is written.
pub(super) struct Site<'a> {
    pub table: &'a Table,
    pub scope: Scope,
    pub data: Option<usize>,
}

pub(super) const RELATIONS: &[&Relation] = &[
    &unique::RELATION,
    &order::RELATION,
    &rate::RELATION,
    &parts::RELATION,
    &carried::RELATION,
    &never_falls::RELATION,
    &change::RELATION,
    &one_scale::RELATION,
    &across::EXISTS_RELATION,
    &across::AGREES_RELATION,
    &across::DOWN_RELATION,
];

pub(super) static CHECK: Shape = Shape {
    name: "[[check]]",
    keys: &[
        Key::required("id", Ty::Text, "名称", "the name"),
        Key::new(
            "expr",
            Ty::Formula,
            "应当成立的条件；下列写法与它择一",
            "what should hold; or one of the forms below",
        ),
        unique::KEY,
        order::KEYS[0],
        order::KEYS[1],
        rate::KEY,
        parts::KEYS[0],
        parts::KEYS[1],
        parts::KEYS[2],
        carried::KEY,
        never_falls::KEYS[0],
        never_falls::KEYS[1],
        change::KEY,
        one_scale::KEY,
        across::KEYS[0],
        across::KEYS[1],
        across::KEYS[2],
        Key::new("from", Ty::Text, "逐行检查哪张表", "the table whose rows are checked"),
        Key::new(
            "severity",
            Ty::Choice(&["error", "warning", "note"]),
            "error 则不给分，note 只作提示，默认 warning",
            "error: no score; note: shown, no fault; warning if not given",
        ),
        Key::new(
            "message",
            Ty::Text,
            "不成立时的说明，可引用 {元素}；逐行检查可引用 {列}",
            "what to say where it fails, with {element}, or {column} where rows are checked",
        ),
        Key::new("basis", Ty::Text, "依据", "where it comes from"),
        OVERRIDE,
        REMOVE,
    ],
};

impl Checker<'_> {
    /// The conditions of a check: its formula, or those of the form it declares.
    pub(super) fn conditions(&mut self, site: &Site<'_>) -> Option<(Expr, Vec<Clause>)> {
        let table = site.table;
        let declared: Vec<&&Relation> = RELATIONS.iter().filter(|relation| table.has(relation.key)).collect();
        match declared.as_slice() {
            [] if table.has("expr") => {
                let expr = self.formula_at(table, "expr", site.scope, Some(Kind::Bool))?;
                Some((expr, Vec::new()))
            }
            [] => {
                self.lacks_condition(table);
                None
            }
            [relation] if !table.has("expr") => {
                self.fits_place(relation, site)?;
                let node = table.get(relation.key)?;
                let clauses = (relation.read)(self, site, node)?;
                let expr = build::all(clauses.iter().map(|clause| clause.holds.clone()), node.span)?;
                Some((expr, clauses))
            }
            several => {
                let second = if table.has("expr") { "expr" } else { several.get(1).map_or("expr", |r| r.key) };
                let first = several.first().map_or("expr", |relation| relation.key);
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`{first}` 与 `{second}` 不能同时写", "`{first}` and `{second}` exclude each other"),
                    )
                    .at((self.source, table.span_of(second)), words!("这里", "here"))
                    .at((self.source, table.span_of(first)), words!("还有这里", "and here"))
                    .help(words!("各写一个 `[[check]]`", "write a `[[check]]` for each")),
                );
                None
            }
        }
    }

    fn lacks_condition(&mut self, table: &Table) {
        let names: Vec<&str> = RELATIONS.iter().map(|relation| relation.key).collect();
        let known = list(&names, Words::new("或", "or"));
        self.bag.push(
            Diagnostic::error(codes::REQUIRED, words!("`[[check]]` 缺少 `expr`", "`[[check]]` lacks `expr`"))
                .at(
                    (self.source, table.span_of("id")),
                    words!("没有写应当成立的条件", "it does not say what should hold"),
                )
                .help(Words {
                    zh: format!("补上 `expr`，或用现成的写法：{}", known.zh),
                    en: format!("add `expr`, or one of the declared forms: {}", known.en),
                }),
        );
    }

    fn fits_place(&mut self, relation: &Relation, site: &Site<'_>) -> Option<()> {
        let key = relation.key;
        let (span, message, help) = match (relation.place, site.data) {
            (Place::Rows, None) => (
                site.table.span_of(key),
                words!(
                    "`{key}` 逐行检查一张表，没有写是哪张表",
                    "`{key}` checks the rows of a table, and none is named"
                ),
                words!("补上 `from = \"表名\"`", "add `from = \"table\"`"),
            ),
            (Place::Subject, Some(_)) => (
                site.table.span_of("from"),
                words!(
                    "`{key}` 与以前各期比较，不能逐行检查",
                    "`{key}` compares periods, and rows have none before them"
                ),
                words!("去掉 `from`，写数据元素的名称", "leave `from` out and name elements"),
            ),
            (Place::Rows | Place::Either, Some(_)) | (Place::Subject | Place::Either, None) => return Some(()),
        };
        self.bag.push(
            Diagnostic::error(codes::RELATION, message).at((self.source, span), words!("这里", "here")).help(help),
        );
        None
    }

    /// The formulas of a list (or a single one), each with how it is written.
    fn listed(&mut self, node: &Node, scope: Scope, kind: Option<Kind>) -> Option<Vec<(String, Expr)>> {
        let items = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
        // All are looked at before giving up on one, so that all mistakes are told.
        let read: Vec<Option<(String, Expr)>> =
            items.iter().map(|item| Some((written(item), self.formula(item, scope, kind)?))).collect();
        read.into_iter().collect()
    }

    /// The formula under a key of the form's own table.
    fn part(&mut self, table: &Table, key: &str, scope: Scope) -> Option<(String, Expr)> {
        let node = table.get(key)?;
        Some((written(node), self.formula(node, scope, Some(Kind::Number))?))
    }

    /// `tolerance`, which is no negative number.
    fn tolerance(&mut self, table: &Table) -> Option<f64> {
        let Some(number) = table.number("tolerance") else { return Some(0.0) };
        if number.is_negative() {
            self.bad_value(table, "tolerance", words!("允许的误差不能是负数", "a tolerance is not negative"));
            return None;
        }
        Some(number.to_f64())
    }

    fn too_few(&mut self, span: Span, message: Words) {
        self.bag.push(Diagnostic::error(codes::RELATION, message).at((self.source, span), words!("这里", "here")));
    }
}

/// How a formula is written, for messages.
fn written(node: &Node) -> String {
    node.as_text().map_or_else(|| node.as_number().map(|number| number.to_string()).unwrap_or_default(), String::from)
}
