//! Names that formulas cannot mean, and what was probably meant.

use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::{Diagnostic, Fix};
use crate::library::function::{self, Family};
use crate::number::BinaryOp;
use crate::rubric::{Expr, ExprKind, Ref};
use crate::syntax::{Tree, TreeKind};
use crate::text::Span;
use crate::words;

impl Checker<'_> {
    /// A text that the grade is compared with must be the name of one.
    pub(super) fn grade_name(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let (ExprKind::Ref(Ref::Grade), ExprKind::Text(name)) = (&left.kind, &right.kind) else {
            let (ExprKind::Text(_), ExprKind::Ref(Ref::Grade)) = (&left.kind, &right.kind) else { return Some(()) };
            return self.grade_name(right, left);
        };
        if Symbols::find(&self.symbols.grades, name).is_some() {
            return Some(());
        }
        let known: Vec<String> = Symbols::names(&self.symbols.grades).into_iter().map(String::from).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        if known.is_empty() {
            self.bag.push(
                Diagnostic::error(codes::UNKNOWN_TARGET, words!("没有等级 `{name}`", "there is no grade `{name}`"))
                    .at((self.source, right.span), words!("没有声明任何等级", "no grades are declared"))
                    .help(words!("用 `[[grade]]` 声明等级", "declare the grades by `[[grade]]`")),
            );
        } else {
            self.unknown(codes::UNKNOWN_TARGET, right.span, &words!("等级 `{name}`", "grade `{name}`"), name, &known);
        }
        None
    }

    pub(super) fn unknown_in_formula(&mut self, name: &str, span: Span, scope: Scope) {
        let mut known: Vec<String> = Vec::new();
        known.extend(Symbols::names(&self.symbols.elements).into_iter().map(String::from));
        known.extend(Symbols::names(&self.symbols.params).into_iter().map(String::from));
        known.extend(Symbols::names(&self.symbols.indicators).into_iter().map(String::from));
        known.extend(self.grain_peers.iter().cloned());
        if scope == Scope::Totalled {
            known.push("total".into());
        }
        if scope == Scope::Outcome {
            known.extend(["total", "rank", "rank_from_last", "group_size", "grade"].map(String::from));
        }
        if scope == Scope::Method {
            known.push("value".into());
        }
        // A column that only lacks its element.
        let tables = (0..self.symbols.data.len()).find(|table| self.columns.names(*table).contains(&name));
        if let Some(table) = tables {
            let data = self.symbols.data[table].0.clone();
            self.bag.push(
                Diagnostic::error(codes::UNKNOWN_NAME, words!("没有数据元素 `{name}`", "there is no element `{name}`"))
                    .at((self.source, span), words!("这是表 `{data}` 的列", "this is a column of table `{data}`"))
                    .help(words!(
                        "先声明：`[[element]]` `id = \"{name}\"` `from = \"{data}\"` `value = \"sum({name})\"`",
                        "declare it: `[[element]]` `id = \"{name}\"` `from = \"{data}\"` `value = \"sum({name})\"`"
                    )),
            );
            return;
        }
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        // `排名` is what most people call `rank`.
        if let ("排名" | "排位", Scope::Outcome) = (name, scope) {
            self.bag.push(
                Diagnostic::error(codes::UNKNOWN_NAME, words!("没有名称 `{name}`", "there is no name `{name}`"))
                    .at((self.source, span), words!("找不到", "not found"))
                    .help(words!("是不是 `rank`（名次）？", "did you mean `rank`?")),
            );
            return;
        }
        self.unknown(codes::UNKNOWN_NAME, span, &words!("名称 `{name}`", "name `{name}`"), name, &names);
    }

    pub(super) fn unknown_function(&mut self, name: &str, span: Span, args: &[Tree], allowed: &dyn Fn(Family) -> bool) {
        let names: Vec<&str> = function::FUNCTIONS.iter().map(|f| f.name).collect();
        let known = elsewhere(name).or_else(|| crate::text::suggest::nearest(name, names.iter().copied()));
        let mut usable: Vec<&str> = function::FUNCTIONS.iter().filter(|f| allowed(f.family)).map(|f| f.name).collect();
        usable.dedup();
        let help = match known {
            Some("where") => words!(
                "条件写在元素的 `where` 里，`value` 里用 `sum` 或 `mean`",
                "write the condition as the element's `where`, and `sum` or `mean` in its `value`"
            ),
            Some("through") => words!(
                "在 `[data.…]` 里写 `key = {{ column = \"…\", through = \"对照表\" }}`",
                "write `key = {{ column = \"…\", through = \"table\" }}` in `[data.…]`"
            ),
            Some("&&" | "||") => {
                let symbol = known.unwrap_or_default();
                words!("写成 `(甲 {symbol} 乙)`", "write `(a {symbol} b)`")
            }
            Some("!") => words!("写成 `!(…)`", "write `!(…)`"),
            Some(known) => words!("是不是 `{known}`？", "did you mean `{known}`?"),
            None => {
                let list = crate::text::words::list(&usable, crate::text::Words::new("和", "and"));
                crate::text::Words::new(format!("这里可用 {}", list.zh), format!("there are {}", list.en))
            }
        };
        let fix = match known {
            Some("where" | "through") | None => None,
            Some("&&") => self.joined(span, args, BinaryOp::And),
            Some("||") => self.joined(span, args, BinaryOp::Or),
            Some("!") => Some(Fix::replace(self.source, span, "!")),
            // The same word in capitals is the same function.
            Some(known) => self.renamed(span, name, known).map(|fix| fix.sure_if(name.eq_ignore_ascii_case(known))),
        };
        let mut found =
            Diagnostic::error(codes::UNKNOWN_FUNCTION, words!("没有函数 `{name}`", "there is no function `{name}`"))
                .at((self.source, span), words!("找不到", "not found"))
                .help(help);
        found.fixes.extend(fix);
        self.bag.push(found);
    }

    /// `AND(a, b)` as `(a && b)`: the brackets stay.
    fn joined(&self, name: Span, args: &[Tree], op: BinaryOp) -> Option<Fix> {
        // Of these only `||` binds looser than what is to stand between the conditions.
        let looser = |arg: &Tree| op == BinaryOp::And && matches!(arg.kind, TreeKind::Binary(BinaryOp::Or, ..));
        if args.len() < 2 || args.iter().any(looser) {
            return None;
        }
        let symbol = op.symbol();
        let mut edits = vec![(name, String::new())];
        for pair in args.windows(2) {
            let [left, right] = pair else { return None };
            let between = self.text.get(left.span.end..right.span.start)?;
            let comma = left.span.end + between.find(',')?;
            let gap = if between.ends_with(',') { " " } else { "" };
            edits.push((Span::new(comma, comma + 1), format!(" {symbol}{gap}")));
        }
        Some(Fix::new(self.source, words!("改成 `(… {symbol} …)`", "write `(… {symbol} …)`"), edits))
    }

    /// `a <= x < b` as `a <= x && x < b`, where `x` is a name.
    pub(super) fn unchained(&self, left: &Tree, whole: Span) -> Option<Fix> {
        let TreeKind::Binary(inner, _, middle) = &left.kind else { return None };
        if inner.is_arithmetic() || inner.is_logic() {
            return None;
        }
        let TreeKind::Name(name) = &middle.kind else { return None };
        let written = self.text.get(whole.start..whole.end)?;
        // Brackets around either comparison say that something else is meant.
        let fix = Fix::replace(self.source, Span::new(middle.span.end, middle.span.end), format!(" && {name}"));
        Some(fix.sure_if(!written.contains(['(', ')', '!'])))
    }

    pub(super) fn not_here(&mut self, name: &str, span: Span, family: Family, scope: Scope) {
        let help = match (family, scope) {
            (Family::Rows, Scope::Rows(_)) => {
                words!(
                    "聚合函数不能套在聚合函数或行条件里",
                    "aggregates cannot stand inside aggregates or row conditions"
                )
            }
            (Family::Rows, _) => words!(
                "先声明一个 `[[element]]`，把 `{name}(…)` 写在它的 `value` 里",
                "declare an `[[element]]` with `{name}(…)` in its `value`"
            ),
            (Family::Window, _) => words!(
                "用在 `where`、`drop` 或聚合函数里面，那里一行一行地计算",
                "use it in `where`, `drop` or inside an aggregate, which work row by row"
            ),
            (Family::Peers | Family::Time, _) => words!(
                "用在指标的 `formula` 里，那里每人只有一个值",
                "use it in an indicator's `formula`, where each subject has one value"
            ),
            (Family::Map, _) => words!("换一种写法", "say it another way"),
        };
        self.bag.push(
            Diagnostic::error(codes::NOT_HERE, words!("函数 `{name}` 不能用在这里", "`{name}` cannot be used here"))
                .at((self.source, span), words!("这里", "here"))
                .help(help),
        );
    }
}

/// What a function of spreadsheets, or its name in Chinese, is called here.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "average" | "avg" | "平均" | "平均值" | "均值" => "mean",
        "averageif" | "averageifs" | "sumif" | "sumifs" => "where",
        "countif" | "countifs" => "count_if",
        "counta" | "计数" | "个数" => "count",
        "求和" | "合计" | "总和" => "sum",
        "最大" | "最大值" => "max",
        "最小" | "最小值" => "min",
        "中位数" => "median",
        "stdev" | "stdevp" | "标准差" => "std",
        "percentile" | "quartile" => "quantile",
        "distinct" | "countunique" | "去重计数" => "count_distinct",
        "如果" | "iif" | "ifs" => "if",
        "iferror" | "ifna" | "ifnull" | "nvl" => "coalesce",
        "isblank" | "isna" | "isnull" => "is_missing",
        "四舍五入" | "rounddown" | "roundup" => "round",
        "绝对值" => "abs",
        "and" | "并且" => "&&",
        "or" | "或者" => "||",
        "not" => "!",
        "vlookup" | "xlookup" => "through",
        "datedif" => "days_between",
        _ => return None,
    })
}
