//! `[[element]]` and `[[check]]`.

use super::header::name_of;
use super::relation::Site;
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::library::function::{self, Returns};
use crate::number::Decimal;
use crate::rubric::{Check, DataSource, Element, ElementSource, Expr, ExprKind, FunctionId, Param, Ref, quoted};
use crate::syntax::Table;
use crate::table::Kind;
use crate::text::Words;
use crate::words;

impl Checker<'_> {
    pub(super) fn elements(&mut self, root: &Table) -> Vec<Element> {
        let tables: Vec<&Table> = root.tables("element").collect();
        let mut elements: Vec<Option<Element>> = tables.iter().map(|_| None).collect();
        // Those from rows first: formulas of the others need to know their types.
        for by_formula in [false, true] {
            for (index, table) in tables.iter().enumerate() {
                if table.has("formula") == by_formula {
                    elements[index] = self.element(index, table);
                }
            }
        }
        // One that was not understood keeps its place: ids are places, and nothing is computed yet.
        let lost = |index: usize| Element {
            id: tables[index].text("id").unwrap_or_default().to_string(),
            name: Words::default(),
            unit: None,
            range: None,
            source: ElementSource::Formula(Expr {
                kind: ExprKind::Number(0.0),
                span: tables[index].span,
                ty: Kind::Number,
            }),
            kind: Kind::Number,
            owner: None,
            answers: crate::rubric::Answers::default(),
            definition: None,
            span: tables[index].span_of("id"),
        };
        elements.into_iter().enumerate().map(|(index, element)| element.unwrap_or_else(|| lost(index))).collect()
    }

    fn element(&mut self, index: usize, table: &Table) -> Option<Element> {
        let id = table.text("id").unwrap_or_default().to_string();
        let (source, kind) = if table.has("formula") {
            if let Some(other) = ["from", "value", "where"].into_iter().find(|key| table.has(key)) {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`formula` 与 `{other}` 不能同时写", "`formula` and `{other}` exclude each other"),
                    )
                    .at((self.source, table.span_of(other)), words!("这里", "here"))
                    .help(words!(
                        "`from`、`value`、`where` 从数据行得到；`formula` 由其他元素计算",
                        "`from`, `value` and `where` read rows; `formula` computes from other elements"
                    )),
                );
            }
            let expr = self.formula_at(table, "formula", Scope::Subject, None)?;
            self.remember_element(index, &expr, None);
            let kind = expr.ty;
            (ElementSource::Formula(expr), kind)
        } else {
            let data = match table.text("from") {
                Some(name) => self.table_named(name, table.span_of("from"))?,
                None if self.symbols.data.len() == 1 => 0,
                None => {
                    self.bag.push(
                        Diagnostic::error(
                            codes::REQUIRED,
                            words!("没有说明数据元素 `{id}` 来自哪张表", "the table of element `{id}` is not said"),
                        )
                        .at((self.source, table.span_of("id")), words!("这个元素", "this element"))
                        .help(words!(
                            "补上 `from = \"表名\"`，或用 `formula` 由其他元素计算",
                            "add `from = \"table\"`, or compute it by `formula`"
                        )),
                    );
                    return None;
                }
            };
            let filter = self.formula_at(table, "where", Scope::Rows(data), Some(Kind::Bool));
            let value = match table.get("value") {
                Some(node) => self.formula(node, Scope::Value(data), None)?,
                None => self.only_value(data, &id, table),
            };
            self.measured(&value, data, table);
            self.remember_element(index, &value, Some(data));
            let kind = value.ty;
            (ElementSource::Rows { data, value, filter }, kind)
        };
        let range = self.range(table);
        Some(Element {
            name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
            id,
            unit: table.text("unit").map(String::from),
            range,
            source,
            kind,
            owner: Self::owner(table),
            answers: self.answers(table),
            definition: table.text("definition").map(String::from),
            span: table.span_of("id"),
        })
    }

    /// What has a unit or a range is a number, even where nothing is computed with it.
    fn measured(&mut self, value: &Expr, data: usize, table: &Table) {
        if !table.has("unit") && !table.has("range") {
            return;
        }
        // Only `only(x)` and its like are of the column's own kind.
        if let ExprKind::Call(id, args) = &value.kind
            && function::FUNCTIONS[id.0 as usize].returns == Returns::Like(0)
            && let Some(ExprKind::Ref(Ref::Column(name))) = args.first().map(|arg| &arg.kind)
        {
            let column = self.columns.touch(data, name, value.span);
            // Not if it is known to be something else.
            self.columns.expect(data, column, Kind::Number);
        }
    }

    /// Without `value` the element is the column of its own name.
    fn only_value(&mut self, data: usize, id: &str, table: &Table) -> Expr {
        let span = table.span_of("id");
        let column = self.columns.touch(data, id, span);
        let ty = self.columns.kind_or_number(data, column);
        only(Expr { kind: ExprKind::Ref(Ref::Column(id.to_string())), span, ty })
    }

    /// Elements that the short form found in formulas: the columns themselves.
    pub(super) fn implicit_elements(&mut self) -> Vec<Element> {
        let implicit = self.symbols.implicit.borrow().clone();
        implicit
            .into_iter()
            .map(|(id, span)| {
                let column = self.columns.touch(0, &id, span);
                let ty = self.columns.kind_or_number(0, column);
                let inner = Expr { kind: ExprKind::Ref(Ref::Column(id.clone())), span, ty };
                Element {
                    name: Words::same(id.clone()),
                    id,
                    unit: None,
                    range: None,
                    source: ElementSource::Rows { data: 0, value: only(inner), filter: None },
                    kind: ty,
                    owner: None,
                    answers: crate::rubric::Answers::default(),
                    definition: None,
                    span,
                }
            })
            .collect()
    }

    fn range(&mut self, table: &Table) -> Option<(Decimal, Decimal)> {
        let node = table.get("range")?;
        match node.items() {
            [low, high] => {
                let (low, high) = (low.as_number()?, high.as_number()?);
                if low > high {
                    self.bad_value(table, "range", words!("下限 {low} 高于上限 {high}", "{low} is above {high}"));
                }
                Some((low, high))
            }
            _ => {
                self.bad_value(
                    table,
                    "range",
                    words!("要写两个数：[下限, 上限]", "two numbers are needed: [lowest, highest]"),
                );
                None
            }
        }
    }

    pub(super) fn checks(&mut self, root: &Table) -> Vec<Check> {
        root.tables("check").filter_map(|table| self.logic_check(table)).collect()
    }

    fn logic_check(&mut self, table: &Table) -> Option<Check> {
        let data = match table.text("from") {
            Some(name) => Some(self.table_named(name, table.span_of("from"))?),
            None => None,
        };
        let scope = data.map_or(Scope::Subject, Scope::Rows);
        let (expr, clauses) = self.conditions(&Site { table, scope, data })?;
        let message = table.text("message").map(String::from);
        if let Some(message) = &message {
            self.quoted_names(message, table, data);
        }
        Some(Check {
            id: table.text("id").unwrap_or_default().to_string(),
            data,
            expr,
            clauses,
            severity: match table.text("severity") {
                Some("error") => Severity::Error,
                Some("note") => Severity::Note,
                _ => Severity::Warning,
            },
            message,
            span: table.span_of("id"),
        })
    }

    /// `{name}` in a message must be something that can be quoted.
    fn quoted_names(&mut self, message: &str, table: &Table, data: Option<usize>) {
        for name in quoted(message) {
            let known = match data {
                // Any column of the table; text, unless a formula makes it a number.
                Some(data) => {
                    self.columns.touch(data, &name, table.span_of("message"));
                    true
                }
                None => Symbols::find(&self.symbols.elements, &name).is_some() || self.symbols.short_form,
            };
            self.symbols.mark_used(&name);
            if !known {
                let names: Vec<String> = Symbols::names(&self.symbols.elements).into_iter().map(String::from).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.unknown(
                    codes::UNKNOWN_NAME,
                    table.span_of("message"),
                    &words!("可引用的 `{{{name}}}`", "`{{{name}}}` to quote"),
                    &name,
                    &names,
                );
            }
        }
    }

    /// Declared things that nothing uses are probably a slip.
    pub(super) fn unused(&mut self, elements: &[Element], params: &[Param], data: &[DataSource]) {
        let used = self.symbols.used.borrow().clone();
        let declared = elements.iter().filter(|e| Symbols::find(&self.symbols.elements, &e.id).is_some());
        let mut found = Vec::new();
        for element in declared.filter(|element| !used.contains(&element.id)) {
            found.push((element.span, words!("数据元素 `{}` 没有用到", "element `{}` is not used", element.id)));
        }
        for param in params.iter().filter(|param| !used.contains(&param.id)) {
            found.push((param.span, words!("参数 `{}` 没有用到", "parameter `{}` is not used", param.id)));
        }
        for source in data.iter().filter(|_| data.len() > 1) {
            if !used.contains(&format!("[data.{}]", source.id)) {
                found.push((source.span, words!("数据表 `{}` 没有用到", "table `{}` is not used", source.id)));
            }
        }
        for (span, message) in found {
            self.bag.push(
                Diagnostic::warning(codes::UNUSED, message)
                    .at((self.source, span), words!("只有声明", "declared only"))
                    .help(words!(
                        "删去它，或检查引用它的地方是否写错了名称",
                        "remove it, or look for a slip where it was meant"
                    )),
            );
        }
    }
}

/// `only(x)`
fn only(inner: Expr) -> Expr {
    let index = function::named("only").next().map_or(0, |(index, _)| index);
    let (span, ty) = (inner.span, inner.ty);
    Expr { kind: ExprKind::Call(FunctionId(index as u16), vec![inner]), span, ty }
}

#[cfg(test)]
mod tests {
    use crate::check::{Overrides, Reading, check};
    use crate::diagnostic::Bag;
    use crate::syntax::parse;
    use crate::table::Kind;
    use crate::text::Sources;

    /// Kinds of the columns `a` and `b` of a rubric whose elements have such lines.
    fn kinds(a: &str, b: &str, expr: &str) -> Vec<Kind> {
        let text = format!(
            "kaohe = 1\n[rubric]\ntitle = \"t\"\npoints = 10\n[subject]\nroster = \"r\"\nkey = \"k\"\n\
             [data.r]\nfile = \"r.csv\"\n[data.d]\nfile = \"d.csv\"\n\
             [[element]]\nid = \"a\"\nfrom = \"d\"\n{a}\n[[element]]\nid = \"b\"\nfrom = \"d\"\n{b}\n\
             [[element]]\nid = \"c\"\nfrom = \"d\"\n\
             [[check]]\nid = \"x\"\nexpr = \"{expr}\"\n\
             [[indicator]]\nid = \"y\"\npoints = 10\nformula = \"c\"\nscore.ratio.target = 1\n"
        );
        let mut bag = Bag::default();
        let document = parse(Sources::default().add("r.toml", text.as_str()), &text, &mut bag);
        let (rubric, found) = check(&Reading::of(&document, &text), &Overrides::default());
        let messages: Vec<String> = found.all.iter().map(|found| found.message.en.clone()).collect();
        let rubric = rubric.unwrap_or_else(|| panic!("{messages:?}"));
        let kind =
            |name: &str| rubric.data[1].columns.iter().find(|column| column.id == name).map(|column| column.kind);
        [kind("a"), kind("b")].into_iter().flatten().collect()
    }

    #[test]
    fn a_figure_with_a_unit_is_a_number_even_if_only_a_check_uses_it() {
        assert_eq!(kinds("unit = \"人\"", "range = [0, 9]", "a <= b"), [Kind::Number, Kind::Number]);
        assert_eq!(kinds("", "", "a == b"), [Kind::Text, Kind::Text]);
    }

    #[test]
    fn what_is_only_counted_is_not_taken_for_a_number() {
        let counted = "unit = \"人\"\nvalue = \"count_distinct(a)\"";
        assert_eq!(kinds(counted, "unit = \"人\"", "a <= b"), [Kind::Text, Kind::Number]);
    }
}
