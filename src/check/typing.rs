//! Formulas: names to what they mean, calls to functions, types that agree.

mod special;

use super::symbols::Symbols;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::library::function::{self, Family, Function, Param, Returns};
use crate::number::{BinaryOp, UnaryOp};
use crate::rubric::{Expr, ExprKind, FunctionId, Ref};
use crate::syntax::{Decoded, Node, Tree, TreeKind, Value, parse_formula};
use crate::table::Kind;
use crate::text::Span;
use crate::words;

/// Where a formula lives: what its names can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// On the rows of a table.
    Rows(usize),
    /// In an element's `value`: aggregates over the rows of a table.
    Value(usize),
    /// In a variant's `when`: elements, and columns of the roster, of which each subject has one.
    Variant(usize),
    /// One value a subject: elements, parameters, indicators' values.
    Subject,
    /// Likewise, and `value` is the indicator's value.
    Method,
    /// Likewise, and scores and points are known.
    Scored,
    /// Likewise, and the total is known, but not yet who has which place.
    Totalled,
    /// Likewise, and total, rank and grade are known.
    Outcome,
}

impl Scope {
    /// Whether categories have points by now.
    fn is_scored(self) -> bool {
        matches!(self, Scope::Scored | Scope::Totalled | Scope::Outcome)
    }

    /// Whether each subject has one value here.
    fn is_of_subjects(self) -> bool {
        !matches!(self, Scope::Rows(_) | Scope::Value(_))
    }
}

/// A type that may still depend on what a column turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ty {
    Is(Kind),
    Column(usize, usize),
    /// After a mistake: anything goes, so that it is told only once.
    Free,
}

struct Typed {
    expr: Expr,
    ty: Ty,
}

impl Checker<'_> {
    /// Reads and types a formula; `expect` is what it must give.
    pub(super) fn formula(&mut self, node: &Node, scope: Scope, expect: Option<Kind>) -> Option<Expr> {
        let typed = self.typed(node, scope)?;
        self.agrees(typed, expect)
    }

    fn typed(&mut self, node: &Node, scope: Scope) -> Option<Typed> {
        match &node.value {
            Value::Number(number) => {
                let expr = Expr { kind: ExprKind::Number(number.to_f64()), span: node.span, ty: Kind::Number };
                Some(Typed { expr, ty: Ty::Is(Kind::Number) })
            }
            Value::Bool(flag) => {
                let expr = Expr { kind: ExprKind::Bool(*flag), span: node.span, ty: Kind::Bool };
                Some(Typed { expr, ty: Ty::Is(Kind::Bool) })
            }
            Value::Text(text) => {
                let raw = self.text.get(node.span.start..node.span.end).unwrap_or_default();
                let decoded = Decoded::new(raw, node.span.start, text);
                // An empty formula has no place of its own but its quotes.
                let empty = text.trim().is_empty();
                let locate = |span| if empty { node.span } else { decoded.span(span) };
                let known = self.bag.all.len();
                let Some(tree) = parse_formula(text, self.source, &locate, &mut self.bag) else {
                    let found = self.bag.all.iter_mut().skip(known);
                    found.for_each(|finding| finding.rewrite_edits(&|text| decoded.written(text)));
                    return None;
                };
                self.tree(&tree, scope)
            }
            // The shape check has told of anything else.
            Value::Date(_) | Value::List(_) | Value::Table(_) => None,
        }
    }

    /// The formula under a key, if there is one.
    pub(super) fn formula_at(
        &mut self,
        table: &crate::syntax::Table,
        key: &str,
        scope: Scope,
        expect: Option<Kind>,
    ) -> Option<Expr> {
        let node = table.get(key)?;
        self.formula(node, scope, expect)
    }

    /// The formula of an indicator; `wanted` is what its scoring method takes.
    pub(super) fn formula_to_score(&mut self, node: &Node, method: &str, wanted: Kind) -> Option<Expr> {
        let typed = self.typed(node, Scope::Subject)?;
        match self.kind_of(typed.ty) {
            Some(is) if is != wanted => {
                let ((zh, en), (got_zh, got_en)) = (kind_words(wanted), kind_words(is));
                self.bag.push(
                    Diagnostic::error(
                        codes::VALUE_KIND,
                        words!(
                            "`score.{method}` 给{zh}计分，公式的结果却是{got_zh}",
                            "`score.{method}` scores {en}, and the formula gives {got_en}"
                        ),
                    )
                    .at((self.source, typed.expr.span), words!("这是{got_zh}", "this is {got_en}"))
                    .help(match wanted {
                        Kind::Text => words!(
                            "数字用 `score.bands` 或 `score.linear` 等计分",
                            "score figures by `score.bands`, `score.linear` and the like"
                        ),
                        Kind::Number | Kind::Date | Kind::Bool => words!(
                            "文字用 `score.levels` 计分；条件写成 `if(条件, 1, 0)`",
                            "score words by `score.levels`; write a condition as `if(condition, 1, 0)`"
                        ),
                    }),
                );
                None
            }
            _ => self.want(typed, wanted),
        }
    }

    fn agrees(&mut self, typed: Typed, expect: Option<Kind>) -> Option<Expr> {
        let expr = match expect {
            Some(kind) => self.want(typed, kind)?,
            None => self.settle(typed),
        };
        Some(expr)
    }

    /// The expression with its type as far as it is known.
    fn settle(&self, typed: Typed) -> Expr {
        let ty = self.kind_of(typed.ty).unwrap_or(typed.expr.ty);
        Expr { ty, ..typed.expr }
    }

    fn kind_of(&self, ty: Ty) -> Option<Kind> {
        match ty {
            Ty::Is(kind) => Some(kind),
            Ty::Column(table, column) => self.columns.kind(table, column),
            Ty::Free => None,
        }
    }

    /// Makes an expression be of a kind, or reports that it is not.
    fn want(&mut self, typed: Typed, kind: Kind) -> Option<Expr> {
        match typed.ty {
            Ty::Free => return Some(Expr { ty: kind, ..typed.expr }),
            Ty::Is(is) if is == kind => return Some(typed.expr),
            Ty::Column(table, column) if self.columns.expect(table, column, kind) => {
                return Some(Expr { ty: kind, ..typed.expr });
            }
            Ty::Is(_) | Ty::Column(..) => {}
        }
        let is = self.kind_of(typed.ty).unwrap_or(kind);
        let (wanted, got) = (kind_words(kind), kind_words(is));
        let (zh, en) = (wanted.0, wanted.1);
        let (got_zh, got_en) = (got.0, got.1);
        let code = if kind == Kind::Bool { codes::NOT_CONDITION } else { codes::TYPE };
        let mut found = Diagnostic::error(code, words!("这里需要{zh}", "{en} is needed here"))
            .at((self.source, typed.expr.span), words!("这是{got_zh}", "this is {got_en}"));
        if let Ty::Column(table, column) = typed.ty {
            let first = self.columns.span(table, column);
            if first != typed.expr.span {
                found = found.at(
                    (self.source, first),
                    words!("这一列在这里用作{got_zh}", "the column is used as {got_en} here"),
                );
            }
        }
        if kind == Kind::Bool && is == Kind::Number {
            found = found.help(words!("写成比较，如 `… > 0`", "compare it with something, such as `… > 0`"));
        } else if is == Kind::Bool && kind == Kind::Number {
            found = found.help(words!(
                "写成 `if(条件, 1, 0)`；不能连写 `a < b < c`",
                "write `if(condition, 1, 0)`; `a < b < c` cannot be chained"
            ));
        } else if let (Kind::Text, Kind::Number, ExprKind::Text(text)) = (is, kind, &typed.expr.kind) {
            found = found.help(if text.trim().parse::<f64>().is_ok() {
                words!("数字不加引号", "numbers take no quotes")
            } else {
                words!(
                    "这里写数字；没有结果时写 `not_applicable()`",
                    "write a number here, or `not_applicable()` where there is none"
                )
            });
        }
        self.bag.push(found);
        None
    }

    fn tree(&mut self, tree: &Tree, scope: Scope) -> Option<Typed> {
        let span = tree.span;
        let typed = |kind: ExprKind, ty: Kind| Typed { expr: Expr { kind, span, ty }, ty: Ty::Is(ty) };
        match &tree.kind {
            TreeKind::Number(value) => Some(typed(ExprKind::Number(*value), Kind::Number)),
            TreeKind::Text(text) => Some(typed(ExprKind::Text(text.clone()), Kind::Text)),
            TreeKind::Bool(flag) => Some(typed(ExprKind::Bool(*flag), Kind::Bool)),
            TreeKind::Name(name) => self.name(name, span, scope),
            TreeKind::Unary(op, inner) => {
                let kind = if *op == UnaryOp::Not { Kind::Bool } else { Kind::Number };
                let inner = self.tree(inner, scope)?;
                let inner = self.want(inner, kind)?;
                Some(typed(ExprKind::Unary(*op, Box::new(inner)), kind))
            }
            TreeKind::Binary(op, left, right) => self.binary(*op, left, right, span, scope),
            TreeKind::Call { name, name_span, args } => self.call(name, *name_span, args, span, scope),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: &Tree, right: &Tree, span: Span, scope: Scope) -> Option<Typed> {
        let chained = !op.is_arithmetic()
            && !op.is_logic()
            && [left, right].iter().any(
                |side| matches!(&side.kind, TreeKind::Binary(inner, ..) if !inner.is_arithmetic() && !inner.is_logic()),
            );
        if chained && !op.is_equality() {
            let fix = self.unchained(left, span);
            self.bag.push(
                Diagnostic::error(
                    crate::syntax::codes::FORMULA_CHAIN,
                    words!("不能连续比较", "comparisons cannot be chained"),
                )
                .at((self.source, span), words!("这里有两个比较", "two comparisons"))
                .help(words!(
                    "写成 `a <= x && x <= b`，或 `between(x, a, b)`",
                    "write `a <= x && x <= b`, or `between(x, a, b)`"
                ))
                .fixes(fix),
            );
            return None;
        }
        // Both sides are looked at before giving up on one, so that all mistakes are told.
        let left = self.tree(left, scope);
        let right = self.tree(right, scope);
        let (left, right) = (left?, right?);
        let (left, right, ty) = if op.is_arithmetic() {
            let (left, right) = (self.want(left, Kind::Number), self.want(right, Kind::Number));
            (left?, right?, Kind::Number)
        } else if op.is_logic() {
            let (left, right) = (self.want(left, Kind::Bool), self.want(right, Kind::Bool));
            (left?, right?, Kind::Bool)
        } else {
            let (left, right) = self.compared(op, left, right, span)?;
            (left, right, Kind::Bool)
        };
        let kind = ExprKind::Binary(op, Box::new(left), Box::new(right));
        Some(Typed { expr: Expr { kind, span, ty }, ty: Ty::Is(ty) })
    }

    /// Two sides of a comparison must be of one kind, and only numbers and dates have an order.
    fn compared(&mut self, op: BinaryOp, left: Typed, right: Typed, span: Span) -> Option<(Expr, Expr)> {
        let (left_kind, right_kind) = (self.kind_of(left.ty), self.kind_of(right.ty));
        let ordered = |kind: Kind| matches!(kind, Kind::Number | Kind::Date);
        let kind = match (left_kind, right_kind) {
            (Some(a), Some(b)) if a == b => a,
            (Some(a), Some(b)) => {
                let ((a_zh, a_en), (b_zh, b_en)) = (kind_words(a), kind_words(b));
                let symbol = op.symbol();
                let mut found = Diagnostic::error(
                    codes::TYPE,
                    words!(
                        "{a_zh}和{b_zh}不能用 `{symbol}` 比较",
                        "{a_en} and {b_en} cannot be compared with `{symbol}`"
                    ),
                )
                .at((self.source, left.expr.span), words!("{a_zh}", "{a_en}"))
                .at((self.source, right.expr.span), words!("{b_zh}", "{b_en}"));
                for (side, kind) in [(&left, a), (&right, b)] {
                    let Ty::Column(table, column) = side.ty else { continue };
                    let (first, (zh, en)) = (self.columns.span(table, column), kind_words(kind));
                    if first != side.expr.span {
                        let words = words!("这一列在这里用作{zh}", "the column is used as {en} here");
                        found = found.at((self.source, first), words);
                    }
                }
                if let (ExprKind::Text(text), _) | (_, ExprKind::Text(text)) = (&left.expr.kind, &right.expr.kind)
                    && text.parse::<f64>().is_ok()
                {
                    found = found.help(words!("与数字比较时不加引号：`{text}`", "a number takes no quotes: `{text}`"));
                }
                self.bag.push(found);
                return None;
            }
            (Some(known), None) | (None, Some(known)) => known,
            (None, None) if op.is_equality() => Kind::Text,
            (None, None) => Kind::Number,
        };
        if !op.is_equality() && !ordered(kind) {
            let (zh, en) = kind_words(kind);
            let symbol = op.symbol();
            self.bag.push(
                Diagnostic::error(
                    codes::TYPE,
                    words!("{zh}没有大小，不能用 `{symbol}`", "{en} has no order for `{symbol}`"),
                )
                .at((self.source, span), words!("这里", "here"))
                .help(words!("相等写 `==`，不等写 `!=`", "use `==` or `!=`")),
            );
            return None;
        }
        self.grade_name(&left.expr, &right.expr)?;
        // In the first pass an unknown column learns its kind here.
        if left_kind.is_none() && right_kind.is_none() {
            return Some((self.settle(left), self.settle(right)));
        }
        Some((self.want(left, kind)?, self.want(right, kind)?))
    }

    fn name(&mut self, name: &str, span: Span, scope: Scope) -> Option<Typed> {
        let make = |reference: Ref, ty: Ty, kind: Kind| {
            Some(Typed { expr: Expr { kind: ExprKind::Ref(reference), span, ty: kind }, ty })
        };
        if let Some(param) = Symbols::find(&self.symbols.params, name) {
            self.symbols.mark_used(name);
            let kind = self.param_kinds.get(param).copied().unwrap_or(Kind::Number);
            return make(Ref::Param(param), Ty::Is(kind), kind);
        }
        if let Scope::Rows(table) = scope {
            let column = self.columns.touch(table, name, span);
            let kind = self.columns.kind_or_number(table, column);
            return make(Ref::Column(name.to_string()), Ty::Column(table, column), kind);
        }
        let declared = Symbols::find(&self.symbols.elements, name).is_some();
        if let Scope::Value(table) | Scope::Variant(table) = scope
            && !(declared && matches!(scope, Scope::Variant(_)))
        {
            // A bare column stands for its only value.
            let column = self.columns.touch(table, name, span);
            let kind = self.columns.kind_or_number(table, column);
            let inner = Expr { kind: ExprKind::Ref(Ref::Column(name.to_string())), span, ty: kind };
            let (only, _) = function::named("only").next()?;
            let expr = Expr { kind: ExprKind::Call(FunctionId(only as u16), vec![inner]), span, ty: kind };
            return Some(Typed { expr, ty: Ty::Column(table, column) });
        }
        if let Some(element) = Symbols::find(&self.symbols.elements, name) {
            self.symbols.mark_used(name);
            let ty = self.element_types.get(element).copied().flatten();
            return match ty {
                Some(ElementTy::Kind(kind)) => make(Ref::Element(element), Ty::Is(kind), kind),
                Some(ElementTy::Column(table, column)) => {
                    let kind = self.columns.kind_or_number(table, column);
                    make(Ref::Element(element), Ty::Column(table, column), kind)
                }
                None => {
                    self.guessed = true;
                    make(Ref::Element(element), Ty::Free, Kind::Number)
                }
            };
        }
        if let Some((base, field)) = name.rsplit_once('.') {
            return self.field(base, field, name, span, scope);
        }
        let indicator = Symbols::find(&self.symbols.indicators, name);
        if let Some(indicator) =
            indicator.filter(|indicator| self.inside != Some(*indicator) || !self.symbols.short_form)
        {
            return make(Ref::Indicator(indicator), Ty::Is(Kind::Number), Kind::Number);
        }
        if let Some(group) = self.grain_peers.iter().position(|group| group == name) {
            return make(Ref::Group(group), Ty::Is(Kind::Text), Kind::Text);
        }
        if let Some((reference, kind)) = outcome_name(name) {
            let total = scope == Scope::Totalled && reference == Ref::Total;
            if scope == Scope::Outcome || total || matches!(reference, Ref::Key) {
                return make(reference, Ty::Is(kind), kind);
            }
            if name.is_ascii() {
                self.bag.push(
                    Diagnostic::error(
                        codes::NOT_HERE,
                        words!("`{name}` 在这里还不知道", "`{name}` is not known yet at this point"),
                    )
                    .at(
                        (self.source, span),
                        words!("总分、名次和等级在此之后才计算", "totals, places and grades are computed later"),
                    )
                    .help(words!("只能用在 `[[consequence]]` 里", "it can be used in `[[consequence]]` only")),
                );
                return None;
            }
        }
        if name == "value" && scope == Scope::Method {
            return make(Ref::Value, Ty::Is(Kind::Number), Kind::Number);
        }
        if self.symbols.short_form {
            let table = 0;
            let column = self.columns.touch(table, name, span);
            let mut implicit = self.symbols.implicit.borrow_mut();
            let index = match implicit.iter().position(|(known, _)| known == name) {
                Some(index) => index,
                None => {
                    implicit.push((name.to_string(), span));
                    implicit.len() - 1
                }
            };
            let kind = self.columns.kind_or_number(table, column);
            return make(Ref::Element(index), Ty::Column(table, column), kind);
        }
        self.unknown_in_formula(name, span, scope);
        None
    }

    /// `x.score`, `x.points`.
    fn field(&mut self, base: &str, field: &str, name: &str, span: Span, scope: Scope) -> Option<Typed> {
        let indicator = Symbols::find(&self.symbols.indicators, base);
        let category = Symbols::find(&self.symbols.categories, base);
        let reference = match (field, indicator, category) {
            ("value", Some(indicator), _) => Ref::Indicator(indicator),
            ("score", Some(indicator), _) => Ref::IndicatorScore(indicator),
            ("points", Some(indicator), _) => Ref::IndicatorPoints(indicator),
            ("points", None, Some(category)) if scope.is_scored() => Ref::CategoryPoints(category),
            ("score", None, Some(category)) if scope.is_scored() => Ref::CategoryScore(category),
            ("points" | "score", None, Some(_)) => {
                self.bag.push(
                    Diagnostic::error(
                        codes::NOT_HERE,
                        words!("类别得分 `{name}` 在这里还不知道", "the category's points `{name}` are not known yet"),
                    )
                    .at((self.source, span), words!("指标先于类别计算", "indicators come before categories"))
                    .help(words!(
                        "只能用在 `[[veto]]`、`[[adjust]]` 和 `[[consequence]]` 里",
                        "it can be used in `[[veto]]`, `[[adjust]]` and `[[consequence]]`"
                    )),
                );
                return None;
            }
            (_, None, None) => {
                let mut names = Symbols::names(&self.symbols.indicators);
                names.extend(Symbols::names(&self.symbols.categories));
                let names: Vec<String> = names.into_iter().map(String::from).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.unknown(
                    codes::UNKNOWN_NAME,
                    span,
                    &words!("指标或类别 `{base}`", "indicator or category `{base}`"),
                    base,
                    &names,
                );
                return None;
            }
            _ => {
                self.bag.push(
                    Diagnostic::error(
                        codes::UNKNOWN_NAME,
                        words!("`{base}` 没有 `.{field}`", "`{base}` has no `.{field}`"),
                    )
                    .at((self.source, span), words!("这里", "here"))
                    .help(words!(
                        "可用 `.value`、`.score`（百分制）和 `.points`（得分）",
                        "there are `.value`, `.score` (of 100) and `.points`"
                    )),
                );
                return None;
            }
        };
        let expr = Expr { kind: ExprKind::Ref(reference), span, ty: Kind::Number };
        Some(Typed { expr, ty: Ty::Is(Kind::Number) })
    }

    fn call(&mut self, name: &str, name_span: Span, args: &[Tree], span: Span, scope: Scope) -> Option<Typed> {
        if name == "lookup" {
            return self.lookup(args, span, scope);
        }
        if name == "within" {
            return self.within(args, name_span, span, scope);
        }
        let allowed = |family: Family| match scope {
            Scope::Rows(_) => matches!(family, Family::Map | Family::Window),
            Scope::Value(_) => matches!(family, Family::Map | Family::Rows),
            Scope::Variant(_) => family == Family::Map,
            Scope::Subject | Scope::Method | Scope::Scored | Scope::Totalled | Scope::Outcome => {
                matches!(family, Family::Map | Family::Peers | Family::Time)
            }
        };
        let candidates: Vec<(usize, &'static Function)> = function::named(name).collect();
        if candidates.is_empty() {
            self.unknown_function(name, name_span, args, &allowed);
            return None;
        }
        let usable: Vec<(usize, &'static Function)> =
            candidates.iter().copied().filter(|(_, function)| allowed(function.family)).collect();
        if usable.is_empty() {
            self.not_here(name, name_span, candidates[0].1.family, scope);
            return None;
        }
        // `min` over one column gathers rows; over several values it compares them.
        let chosen = usable
            .iter()
            .find(|(_, function)| function.accepts(args.len()) && function.family != Family::Map)
            .or_else(|| usable.iter().find(|(_, function)| function.accepts(args.len())));
        let Some((index, function)) = chosen.copied() else {
            let signature = usable[0].1.signature();
            let count = args.len();
            self.bag.push(
                Diagnostic::error(
                    codes::ARGUMENTS,
                    words!("函数 `{name}` 不能有 {count} 个参数", "`{name}` does not take {count} arguments"),
                )
                .at((self.source, span), words!("这里有 {count} 个", "{count} here"))
                .help(words!("写成 `{signature}`", "write `{signature}`")),
            );
            return None;
        };
        let inner_scope = match (function.family, scope) {
            (Family::Rows, Scope::Value(table)) => Scope::Rows(table),
            _ => scope,
        };
        let mut typed: Vec<Typed> = Vec::new();
        let mut sound = true;
        for arg in args {
            match self.tree(arg, inner_scope) {
                Some(arg) => typed.push(arg),
                None => sound = false,
            }
        }
        if !sound {
            return None;
        }
        self.finish_call(index, function, typed, span)
    }

    fn finish_call(
        &mut self,
        index: usize,
        function: &'static Function,
        typed: Vec<Typed>,
        span: Span,
    ) -> Option<Typed> {
        // All arguments marked `Same` take the kind of the first that is known.
        let same = typed
            .iter()
            .enumerate()
            .filter(|(i, _)| function.param(*i) == Param::Same)
            .find_map(|(_, arg)| self.kind_of(arg.ty));
        let types: Vec<Ty> = typed.iter().map(|arg| arg.ty).collect();
        self.order_of_text(function, &typed);
        let mut exprs = Vec::new();
        let mut sound = true;
        for (i, arg) in typed.into_iter().enumerate() {
            let wanted = match function.param(i) {
                Param::Number => Some(Kind::Number),
                Param::Text => Some(Kind::Text),
                Param::Bool => Some(Kind::Bool),
                Param::Date => Some(Kind::Date),
                Param::Same => same,
                Param::Any => None,
                Param::Literal => {
                    if !is_literal(&arg.expr) {
                        let name = function.name;
                        self.bag.push(
                            Diagnostic::error(
                                codes::LITERAL,
                                words!(
                                    "`{name}` 的这个参数要写具体的数",
                                    "this argument of `{name}` must be a number written out"
                                ),
                            )
                            .at((self.source, arg.expr.span), words!("不是具体的数", "not a number written out"))
                            .help(words!("写成 `0.9` 这样的数", "write a number such as `0.9`")),
                        );
                        sound = false;
                        continue;
                    }
                    Some(Kind::Number)
                }
            };
            let expr = match wanted {
                Some(kind) => self.want(arg, kind),
                None => Some(self.settle(arg)),
            };
            match expr {
                Some(expr) => exprs.push(expr),
                None => sound = false,
            }
        }
        if !sound {
            return None;
        }
        let (ty, kind) = match function.returns {
            Returns::Kind(kind) => (Ty::Is(kind), kind),
            Returns::Like(i) => {
                let like = same.filter(|_| function.param(i) == Param::Same).map(Ty::Is);
                let ty = like.or(types.get(i).copied()).unwrap_or(Ty::Free);
                (ty, self.kind_of(ty).unwrap_or(Kind::Number))
            }
        };
        let expr = Expr { kind: ExprKind::Call(FunctionId(index as u16), exprs), span, ty: kind };
        Some(Typed { expr, ty })
    }

    /// What is known of an element's type after its own formula was typed.
    pub(super) fn remember_element(&mut self, index: usize, expr: &Expr, table: Option<usize>) {
        if self.element_types.len() <= index {
            self.element_types.resize(index + 1, None);
        }
        // `only(x)` and its like are whatever the column is.
        let column = match (&expr.kind, table) {
            (ExprKind::Call(id, args), Some(table)) => {
                let function = function::FUNCTIONS[id.0 as usize];
                match (function.returns, args.first().map(|arg| &arg.kind)) {
                    (Returns::Like(0), Some(ExprKind::Ref(Ref::Column(name)))) => {
                        Some((table, self.columns.touch(table, name, expr.span)))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        self.element_types[index] = Some(match column {
            Some((table, column)) => ElementTy::Column(table, column),
            None => ElementTy::Kind(expr.ty),
        });
    }
}

/// The type of an element: known, or that of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum ElementTy {
    Kind(Kind),
    Column(usize, usize),
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Unary(UnaryOp::Neg, inner) => is_literal(inner),
        _ => false,
    }
}

fn outcome_name(name: &str) -> Option<(Ref, Kind)> {
    Some(match name {
        "total" | "总分" => (Ref::Total, Kind::Number),
        "total_before" | "修正前总分" => (Ref::TotalBefore, Kind::Number),
        "rank" | "名次" => (Ref::Rank, Kind::Number),
        "rank_from_last" | "倒数名次" => (Ref::RankFromLast, Kind::Number),
        "group_size" | "组内人数" => (Ref::GroupSize, Kind::Number),
        "grade" | "等级" => (Ref::Grade, Kind::Text),
        "key" => (Ref::Key, Kind::Text),
        _ => return None,
    })
}

pub(super) fn kind_words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Number => ("数字", "a number"),
        Kind::Text => ("文字", "text"),
        Kind::Date => ("日期", "a date"),
        Kind::Bool => ("条件", "a condition"),
    }
}
