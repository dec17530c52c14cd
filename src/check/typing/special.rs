//! Calls whose first argument is a name (of a table, of a group), and those that need to know more of it.

use super::{Scope, Ty, Typed};
use crate::check::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::library::function::{Family, Function};
use crate::number::BinaryOp;
use crate::rubric::{Expr, ExprKind};
use crate::syntax::{Node, Tree, TreeKind};
use crate::table::Kind;
use crate::text::Span;
use crate::words;

impl Checker<'_> {
    /// `max(日期)` of a column that no formula uses as a date compares letters: `2024/11/9` comes after
    /// `2024/11/10`.
    pub(super) fn order_of_text(&mut self, function: &Function, args: &[Typed]) {
        if !["min", "max", "min_by", "max_by"].contains(&function.name) || function.family == Family::Map {
            return;
        }
        let Some(Typed { ty: Ty::Column(table, column), expr }) = args.first() else { return };
        if !self.columns.is_unknown(*table, *column) {
            return;
        }
        let name = self.text.get(expr.span.start..expr.span.end).unwrap_or_default();
        self.bag.push(
            Diagnostic::warning(
                codes::ORDER_OF_TEXT,
                words!(
                    "不知道 `{name}` 是日期、数字还是文字，按文字比大小",
                    "nothing says whether `{name}` holds dates, numbers or text; it is compared as text"
                ),
            )
            .at(
                (self.source, expr.span),
                words!(
                    "按文字，`2024/11/9` 大于 `2024/11/10`，`9` 大于 `10`",
                    "as text, `2024/11/9` is above `2024/11/10` and `9` above `10`"
                ),
            )
            .help(words!(
                "在它的 `[data.…]` 里写明：`columns = {{ \"{name}\" = {{ type = \"date\" }} }}`，或 `number`、`text`",
                "say so in its `[data.…]`: `columns = {{ \"{name}\" = {{ type = \"date\" }} }}`, or `number` or `text`"
            )),
        );
    }

    /// `lookup("级别分", x)`: the table is named, the rest is computed.
    pub(super) fn lookup(&mut self, args: &[Tree], span: Span, scope: Scope) -> Option<Typed> {
        let [Tree { kind: TreeKind::Text(name), span: at }, input] = args else {
            self.bag.push(
                Diagnostic::error(
                    codes::ARGUMENTS,
                    words!("`lookup` 要写表名和要查的值", "`lookup` takes a table's name and what to look up"),
                )
                .at((self.source, span), words!("这里", "here"))
                .help(words!("写成 `lookup(\"表名\", x)`", "write `lookup(\"table\", x)`")),
            );
            return None;
        };
        let input = self.tree(input, scope);
        let Some(index) = self.lookup_kinds.iter().position(|(known, _)| known == name) else {
            let known: Vec<String> = self.lookup_kinds.iter().map(|(known, _)| known.clone()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(
                codes::UNKNOWN_TABLE,
                *at,
                &words!("查找表 `{name}`", "table `{name}` to look up in"),
                name,
                &known,
            );
            return None;
        };
        self.symbols.mark_used(&format!("[table.{name}]"));
        let kind = self.lookup_kinds[index].1;
        let input = self.want(input?, kind)?;
        let expr = Expr { kind: ExprKind::Lookup(index, Box::new(input)), span, ty: Kind::Number };
        Some(Typed { expr, ty: Ty::Is(Kind::Number) })
    }

    /// `within("科室", rank)`: among whom is named, the rest is computed among them.
    pub(super) fn within(&mut self, args: &[Tree], name_span: Span, span: Span, scope: Scope) -> Option<Typed> {
        if !scope.is_of_subjects() {
            self.not_here("within", name_span, Family::Peers, scope);
            return None;
        }
        let [Tree { kind: TreeKind::Text(name) | TreeKind::Name(name), span: at }, inner] = args else {
            self.bag.push(
                Diagnostic::error(
                    codes::ARGUMENTS,
                    words!("`within` 要写分组和要算的内容", "`within` takes a group and what to compute in it"),
                )
                .at((self.source, span), words!("这里", "here"))
                .help(words!(
                    "写成 `within(\"科室\", rank)`；不分组写 `within(\"all\", rank)`",
                    "write `within(\"department\", rank)`, or `within(\"all\", rank)` for everybody"
                )),
            );
            return None;
        };
        let among = self.among(name, *at);
        let inner = self.tree(inner, scope)?;
        let ty = inner.ty;
        let inner = self.settle(inner);
        let kind = inner.ty;
        let expr = Expr { kind: ExprKind::Within(among?, Box::new(inner)), span, ty: kind };
        Some(Typed { expr, ty })
    }
}

impl Checker<'_> {
    /// Two formulas, each with where it lives, whose values are to be equal: of one kind.
    pub(in crate::check) fn matched(&mut self, one: (&Node, Scope), other: (&Node, Scope)) -> Option<(Expr, Expr)> {
        let span = one.0.span;
        let (one, other) = (self.typed(one.0, one.1), self.typed(other.0, other.1));
        self.compared(BinaryOp::Eq, one?, other?, span)
    }
}
