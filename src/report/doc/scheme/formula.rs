//! Formulas as people read them: names in their language, `÷` for `/`, `不少于` for `>=`.

use super::Scheme;
use crate::number::{BinaryOp, UnaryOp};
use crate::report::number;
use crate::rubric::{AcrossHow, Among, Expr, ExprKind, ParamValue, Ref};
use crate::table::Kind;
use crate::table::time::show_date;
use crate::text::{Lang, inert};

/// What a function of one's rows or figures is called, by its name in formulas and the number of its
/// arguments; `{0}` is the first of them. A function that is not here stands as it is written.
const PHRASES: &[(&str, usize, &str, &str)] = &[
    ("sum", 1, "{0}之和", "sum of {0}"),
    ("count", 0, "行数", "number of rows"),
    ("count", 1, "有{0}的行数", "number of rows with {0}"),
    ("count_if", 1, "（{0}）的行数", "number of rows where {0}"),
    ("count_distinct", 1, "不同{0}的个数", "number of distinct {0}"),
    ("mean", 1, "{0}的平均数", "mean of {0}"),
    ("median", 1, "{0}的中位数", "median of {0}"),
    ("max", 1, "{0}中最大的", "greatest {0}"),
    ("min", 1, "{0}中最小的", "least {0}"),
    ("only", 1, "{0}", "{0}"),
    ("first", 1, "最早的{0}", "first {0}"),
    ("last", 1, "最近的{0}", "latest {0}"),
    ("max", 2, "{0} 与 {1} 中大的", "the greater of {0} and {1}"),
    ("min", 2, "{0} 与 {1} 中小的", "the lesser of {0} and {1}"),
    ("abs", 1, "{0}的绝对值", "absolute value of {0}"),
    ("is_missing", 1, "{0}没有填", "{0} is missing"),
    ("contains", 2, "{0}含有 {1}", "{0} contains {1}"),
    ("between", 3, "{0} 在 {1} 至 {2} 之间", "{0} between {1} and {2}"),
    ("clamp", 3, "{0}（限于 {1} 至 {2}）", "{0} (within {1} and {2})"),
    ("round", 1, "{0}四舍五入到整数", "{0} rounded to a whole number"),
    ("round", 2, "{0}取 {1} 位小数", "{0} rounded to {1} decimals"),
    ("not_applicable", 0, "不适用", "not applicable"),
    ("coalesce", 2, "{0}（没有则取 {1}）", "{0} (or {1} without it)"),
    ("if", 3, "若 {0} 则 {1}，否则 {2}", "{1} if {0}, else {2}"),
    ("group_mean", 1, "全组{0}的平均数", "group's mean of {0}"),
    ("group_median", 1, "全组{0}的中位数", "group's median of {0}"),
    ("group_max", 1, "全组{0}中最大的", "group's greatest {0}"),
    ("group_min", 1, "全组{0}中最小的", "group's least {0}"),
    ("group_sum", 1, "全组{0}之和", "group's sum of {0}"),
    ("prev", 1, "上期{0}", "{0} of the period before"),
    ("same_last_year", 1, "上年同期{0}", "{0} of the same period last year"),
    ("mean_prev", 2, "{0}前 {1} 期的平均数", "mean {0} of the {1} periods before"),
    ("group_std", 1, "全组{0}的标准差", "group's standard deviation of {0}"),
    ("group_rank", 1, "{0}在全组的名次", "place of {0} in the group"),
    ("group_count", 1, "全组有{0}的个数", "number in the group with {0}"),
    ("is_not_applicable", 1, "{0}不适用", "{0} is not applicable"),
    ("is_undefined", 1, "{0}无意义", "{0} is undefined"),
    ("starts_with", 2, "{0}以 {1} 开头", "{0} begins with {1}"),
    ("percent", 2, "{0} 占 {1} 的百分数", "{0} in hundredths of {1}"),
    ("working_days", 2, "从 {0} 到 {1} 的工作日数", "working days from {0} to {1}"),
    ("hours_between", 2, "从 {0} 到 {1} 的小时数", "hours from {0} to {1}"),
    ("days_between", 2, "从 {0} 到 {1} 的天数", "days from {0} to {1}"),
];

impl Scheme<'_> {
    /// A formula in words.
    pub(super) fn said(&self, expr: &Expr) -> String {
        let said = inert(&self.part(expr, 0)).into_owned();
        // Parentheses of Chinese type have their blanks in them.
        said.replace("） ", "）").replace(" （", "（")
    }

    fn part(&self, expr: &Expr, binds: u8) -> String {
        let (zh, rubric) = (self.lang == Lang::Zh, self.rubric);
        let open = |text: String, close: bool| match (close, zh) {
            (false, _) => text,
            (true, true) => format!("（{text}）"),
            (true, false) => format!("({text})"),
        };
        match &expr.kind {
            ExprKind::Number(value) if expr.ty == Kind::Date => show_date(*value),
            ExprKind::Number(value) => number::digits(*value),
            ExprKind::Text(text) => format!("“{text}”"),
            ExprKind::Bool(true) => self.pick("是", "yes").to_string(),
            ExprKind::Bool(false) => self.pick("否", "no").to_string(),
            ExprKind::Ref(name) => self.name(name),
            ExprKind::Unary(UnaryOp::Neg, a) => format!("−{}", self.part(a, 8)),
            ExprKind::Unary(UnaryOp::Not, a) => match self.lang {
                Lang::Zh => format!("并非（{}）", self.part(a, 0)),
                Lang::En => format!("not ({})", self.part(a, 0)),
            },
            ExprKind::Binary(op, a, b) => {
                let (own, sign) = self.operator(*op);
                // Not everybody knows that `and` binds before `or`.
                let left = if is_and(a) && *op == BinaryOp::Or { own + 2 } else { own };
                let right = if is_and(b) && *op == BinaryOp::Or { own + 2 } else { own + 1 };
                let text = format!("{} {sign} {}", self.part(a, left), self.part(b, right));
                open(text, own < binds)
            }
            ExprKind::Lookup(table, input) => {
                let name = rubric.lookups.get(*table).map_or("", |table| table.id.as_str());
                let input = self.part(input, 0);
                match self.lang {
                    Lang::Zh => format!("按“{name}”表由 {input} 查得的数"),
                    Lang::En => format!("figure that table “{name}” has for {input}"),
                }
            }
            ExprKind::Within(among, inner) => {
                let inner = self.part(inner, 0);
                match self.lang {
                    Lang::Zh => format!("{inner}（在{}之内）", self.among(*among)),
                    Lang::En => format!("{inner} (within {})", self.among(*among)),
                }
            }
            ExprKind::Across(across) => {
                let table = rubric.data.get(across.data).map_or("", |table| table.id.as_str());
                let value = self.part(&across.value, 9);
                match (self.lang, across.how) {
                    (Lang::Zh, AcrossHow::Only) => format!("{table} 中对应的{value}"),
                    (Lang::Zh, AcrossHow::Sum) => format!("{table} 中对应各行{value}之和"),
                    (Lang::Zh, AcrossHow::Count) => format!("{table} 中对应的行数"),
                    (Lang::En, AcrossHow::Only) => format!("{value} of the same key in {table}"),
                    (Lang::En, AcrossHow::Sum) => format!("sum of {value} of the same key in {table}"),
                    (Lang::En, AcrossHow::Count) => format!("rows of the same key in {table}"),
                }
            }
            ExprKind::Call(_, args) => self.call(expr, args, binds),
        }
    }

    /// Which function it is stands in the rubric's text.
    fn call(&self, expr: &Expr, args: &[Expr], binds: u8) -> String {
        let found = self.sources.locate(self.rubric.source, expr.span);
        let rest = found.source.text.get(found.span.start..).unwrap_or_default();
        // Where a column alone is written, the one value of it is meant.
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let is_called = rest.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with('('));
        if let ([only], false) = (args, is_called) {
            return self.part(only, binds);
        }
        let phrase = PHRASES.iter().find(|(known, count, _, _)| *known == name && *count == args.len());
        let Some((_, _, zh, en)) = phrase else {
            let args: Vec<String> = args.iter().map(|arg| self.part(arg, 0)).collect();
            return format!("{name}({})", args.join(self.lang.pick("，", ", ")));
        };
        let template = self.lang.pick(zh, en);
        // What is joined to other words without a mark between stands in parentheses where it is long.
        let loose = matches!(
            name.as_str(),
            "if" | "between"
                | "clamp"
                | "coalesce"
                | "count_if"
                | "hours_between"
                | "days_between"
                | "working_days"
                | "percent"
        );
        let mut out = template.to_string();
        for (at, arg) in args.iter().enumerate().rev() {
            out = out.replace(&format!("{{{at}}}"), &self.part(arg, if loose { 0 } else { 7 }));
        }
        match self.lang {
            Lang::Zh if binds > 0 && matches!(name.as_str(), "if" | "between") => format!("（{out}）"),
            Lang::En if binds > 0 && template.contains(' ') => format!("({out})"),
            Lang::Zh | Lang::En => out,
        }
    }

    fn operator(&self, op: BinaryOp) -> (u8, &'static str) {
        let (zh, en, binds) = match op {
            BinaryOp::Or => ("或", "or", 1),
            BinaryOp::And => ("且", "and", 2),
            BinaryOp::Eq => ("＝", "=", 3),
            BinaryOp::Ne => ("≠", "≠", 3),
            BinaryOp::Lt => ("＜", "<", 3),
            BinaryOp::Le => ("≤", "≤", 3),
            BinaryOp::Gt => ("＞", ">", 3),
            BinaryOp::Ge => ("≥", "≥", 3),
            BinaryOp::Add => ("＋", "+", 4),
            BinaryOp::Sub => ("−", "−", 4),
            BinaryOp::Mul => ("×", "×", 5),
            BinaryOp::Div => ("÷", "÷", 5),
            BinaryOp::Rem => ("除以后的余数：", "modulo", 5),
            BinaryOp::Pow => ("的次方：", "to the power", 6),
        };
        (binds, self.lang.pick(zh, en))
    }

    pub(super) fn among(&self, among: Among) -> String {
        match among {
            Among::Everybody => self.lang.pick("全体", "everybody").to_string(),
            Among::Group(at) => {
                let group = self.rubric.subject.groups.get(at).map_or("", String::as_str);
                match self.lang {
                    Lang::Zh => format!("同一{}", inert(group)),
                    Lang::En => format!("the same {}", inert(group)),
                }
            }
        }
    }

    fn name(&self, name: &Ref) -> String {
        let (rubric, pick) = (self.rubric, |zh: &str, en: &str| self.lang.pick(zh, en).to_string());
        let indicator = |at: &usize| rubric.indicators.get(*at).map_or(String::new(), |one| self.word(&one.name));
        let category = |at: &usize| rubric.categories.get(*at).map_or(String::new(), |one| self.word(&one.name));
        match name {
            Ref::Column(name) => name.clone(),
            Ref::Element(at) => rubric.elements.get(*at).map_or(String::new(), |one| self.word(&one.name)),
            Ref::Param(at) => rubric.params.get(*at).map_or(String::new(), |param| match &param.value {
                ParamValue::Number(value) => match self.lang {
                    Lang::Zh => format!("{}（{value}）", param.id),
                    Lang::En => format!("{} ({value})", param.id),
                },
                ParamValue::Text(_) | ParamValue::Dated(_) | ParamValue::ByGroup { .. } => param.id.clone(),
            }),
            Ref::Indicator(at) => indicator(at),
            Ref::IndicatorScore(at) => format!("{}{}", indicator(at), pick("的得分（百分制）", " (score)")),
            Ref::IndicatorPoints(at) => format!("{}{}", indicator(at), pick("的得分", " (points)")),
            Ref::CategoryScore(at) => format!("{}{}", category(at), pick("的得分率", " (score)")),
            Ref::CategoryPoints(at) => format!("{}{}", category(at), pick("的得分", " (points)")),
            Ref::Value => pick("本项的值", "the value"),
            Ref::Total => pick("总分", "the total"),
            Ref::TotalBefore => pick("修正前总分", "the total before correction"),
            Ref::Rank => pick("名次", "the place"),
            Ref::RankFromLast => pick("倒数名次", "the place from the last"),
            Ref::GroupSize => pick("组内人数", "the size of the group"),
            Ref::Grade => pick("等级", "the grade"),
            Ref::Group(at) => rubric.subject.groups.get(*at).cloned().unwrap_or_default(),
            Ref::Key => rubric.subject.key.clone(),
        }
    }
}

fn is_and(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Binary(BinaryOp::And, _, _))
}
