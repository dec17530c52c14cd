//! `[rubric]` and `[subject]`.

use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::{Decimal, Rational};
use crate::rubric::{
    Adjust, Calendar, Combine, DataSource, Expr, ExprKind, Header, Marking, Missing, Name, Ref, RoundStage, SkipWithin,
    SubjectSpec, Ties,
};
use crate::syntax::{Node, Table, Value};
use crate::table::{Cycle, Kind};
use crate::text::Words;
use crate::words;

impl Checker<'_> {
    pub(super) fn header(&mut self, head: &Table) -> Header {
        self.sign_off_dates(head);
        let title = head.get("title").map_or_else(Name::default, name_of);
        let points = self.fraction(head, "points").unwrap_or(Rational::from_int(100));
        if points <= Rational::ZERO {
            self.bad_value(head, "points", words!("满分要大于 0", "full marks must be above 0"));
        }
        let decimals = self.whole(head, "decimals", 0, 10).unwrap_or(2);
        let text = |key: &str| head.text(key).map(String::from);
        Header {
            id: head.text("id").map_or_else(|| title.zh.clone(), String::from),
            title,
            basis: text("basis"),
            purpose: text("purpose"),
            scope: text("scope"),
            cycle: match head.text("cycle") {
                Some("month") => Cycle::Month,
                Some("quarter") => Cycle::Quarter,
                Some("half_year") => Cycle::HalfYear,
                Some("semester") => Cycle::Semester,
                Some("year") => Cycle::Year,
                _ => Cycle::Once,
            },
            effective: head.date("effective"),
            until: self.until(head),
            marking: if head.text("marking") == Some("weights") { Marking::Weights } else { Marking::Points },
            points,
            span: head.span_of("points"),
            combine: Combine::Sum,
            decimals,
            round_at: self.stages(head),
            ties: Ties::Shared,
            missing: head.get("missing").map_or(Missing::Fail, policy),
            skip_within: self.skip_within(head),
            total_range: (Rational::ZERO, points),
            total_range_said: head.has("total_range"),
            missing_said: head.has("missing"),
            test_tolerance: self.test_tolerance(head, "test_tolerance", Some(points.to_f64())),
            data: text("data"),
            sign_off: head
                .table("sign_off")
                .map(|table| {
                    let shown = |node: &Node| match &node.value {
                        Value::Text(text) => Some(text.clone()),
                        Value::Date(date) => Some(crate::table::time::show_date(*date)),
                        Value::Number(_) | Value::Bool(_) | Value::List(_) | Value::Table(_) => None,
                    };
                    table.entries.iter().filter_map(|e| Some((e.key.clone(), shown(&e.node)?))).collect()
                })
                .unwrap_or_default(),
            notice: head.date("notice"),
            calendar: Calendar::default(),
        }
    }

    /// The last day of validity, which is not before the first.
    fn until(&mut self, head: &Table) -> Option<f64> {
        let (until, effective) = (head.date("until")?, head.date("effective"));
        if let Some(effective) = effective.filter(|effective| *effective > until) {
            let date = crate::table::time::show_date(effective);
            let message = words!("早于施行日期 {date}", "before {date}, the day on which it takes effect");
            self.bad_value(head, "until", message);
        }
        Some(until)
    }

    /// Rescaling as a whole needs points that add up.
    fn skip_within(&mut self, head: &Table) -> SkipWithin {
        if head.text("skip_within") != Some("total") {
            return SkipWithin::Category;
        }
        if head.get("combine").is_some_and(|combine| combine.as_text() != Some("sum")) {
            let message = words!(
                "各部分不是相加的，总分无法折算",
                "where the parts of the total do not add up it cannot be rescaled"
            );
            self.bad_value(head, "skip_within", message);
        }
        SkipWithin::Total
    }

    /// Drafted, then reviewed, then approved, and that before the scheme takes effect.
    fn sign_off_dates(&mut self, head: &Table) {
        let Some(sign_off) = head.table("sign_off") else { return };
        let mut before: Option<(&str, f64)> = None;
        for key in ["drafted_on", "reviewed_on", "approved_on"] {
            let Some(day) = sign_off.date(key) else { continue };
            if let Some((earlier, date)) = before.filter(|(_, date)| day < *date) {
                let date = crate::table::time::show_date(date);
                let message =
                    words!("`{key}` 早于 `{earlier}` 的 {date}", "`{key}` is before the {date} of `{earlier}`");
                self.bad_value(sign_off, key, message);
            }
            before = Some((key, day));
        }
        if let (Some(approved), Some(effective)) = (sign_off.date("approved_on"), head.date("effective"))
            && approved > effective
        {
            let date = crate::table::time::show_date(effective);
            let message =
                words!("批准日期晚于施行日期 {date}", "approved after {date}, the day on which it takes effect");
            self.bad_value(sign_off, "approved_on", message);
        }
    }

    fn stages(&mut self, head: &Table) -> Vec<RoundStage> {
        if !head.has("round_at") {
            return vec![RoundStage::Indicator, RoundStage::Total];
        }
        let mut stages = Vec::new();
        for (word, span) in head.spanned_texts("round_at") {
            match word {
                "indicator" => stages.push(RoundStage::Indicator),
                "category" => stages.push(RoundStage::Category),
                "total" => stages.push(RoundStage::Total),
                other => {
                    let what = words!("环节 `{other}`", "stage `{other}`");
                    self.unknown(codes::CHOICE, span, &what, other, &["indicator", "category", "total"]);
                }
            }
        }
        stages
    }

    /// The lowest and highest total: as declared, or 0 to full marks and what bonuses may add.
    pub(super) fn total_range(&mut self, head: &Table, header: &mut Header, adjusts: &[Adjust]) {
        let bonus: Decimal = adjusts.iter().filter_map(|a| a.max).filter(|max| !max.is_negative()).sum();
        header.total_range = (Rational::ZERO, header.points + Rational::from(bonus));
        let Some(node) = head.get("total_range") else { return };
        match node.items() {
            [low, high] => {
                if let (Some(low), Some(high)) = (low.as_number(), high.as_number()) {
                    if low >= high {
                        self.bad_value(
                            head,
                            "total_range",
                            words!("下限 {low} 不低于上限 {high}", "{low} is not below {high}"),
                        );
                    }
                    header.total_range = (Rational::from(low), Rational::from(high));
                }
            }
            _ => self.bad_value(
                head,
                "total_range",
                words!("要写两个数：[下限, 上限]", "two numbers are needed: [lowest, highest]"),
            ),
        }
    }

    pub(super) fn ties(&mut self, head: &Table, header: &mut Header) {
        let words = head.texts("ties");
        header.ties = match words.as_slice() {
            [] | ["shared"] => Ties::Shared,
            ["dense"] => Ties::Dense,
            _ => {
                let mut chain = Vec::new();
                for (name, span) in head.spanned_texts("ties") {
                    match Symbols::find(&self.symbols.indicators, name) {
                        Some(indicator) => chain.push(indicator),
                        None => {
                            let mut known: Vec<String> =
                                Symbols::names(&self.symbols.indicators).into_iter().map(String::from).collect();
                            known.extend(["shared".into(), "dense".into()]);
                            let known: Vec<&str> = known.iter().map(String::as_str).collect();
                            self.unknown(
                                codes::UNKNOWN_TARGET,
                                span,
                                &words!("指标 `{name}`", "indicator `{name}`"),
                                name,
                                &known,
                            );
                        }
                    }
                }
                Ties::By(chain)
            }
        };
    }

    pub(super) fn subject(&mut self, table: &Table, data: &mut [DataSource]) -> Option<SubjectSpec> {
        let roster = match table.text("roster") {
            Some(name) => self.table_named(name, table.span_of("roster"))?,
            None if data.len() == 1 => 0,
            None => {
                self.bag.push(
                    Diagnostic::error(
                        codes::REQUIRED,
                        words!("没有说明名册是哪张表", "which table is the roster is not said"),
                    )
                    .at((self.source, table.span), words!("在这里", "here"))
                    .help(words!(
                        "补上 `roster = \"表名\"`，每人一行的那张表",
                        "add `roster = \"table\"`, the table with one row for each"
                    )),
                );
                return None;
            }
        };
        let key = table.text("key")?.to_string();
        let label = table.text("label").unwrap_or(&key).to_string();
        for (column, at) in [(&key, "key"), (&label, "label")] {
            self.text_column(roster, column, table.span_of(at));
        }
        self.grain_peers = table.texts("groups").into_iter().map(String::from).collect();
        for group in self.grain_peers.clone() {
            self.text_column(roster, &group, table.span_of("groups"));
        }
        let filter = self.row_choice(table, "where", Scope::Rows(roster));
        Some(SubjectSpec {
            noun: table.get("noun").map_or_else(|| Words::new("考核对象", "subject"), name_of),
            roster,
            key,
            label,
            groups: self.grain_peers.clone(),
            min_group: self.whole(table, "min_group", 1, 1_000_000).unwrap_or(1) as usize,
            filter,
        })
    }

    /// A condition that chooses rows before it is known who they belong to.
    pub(super) fn row_choice(&mut self, table: &Table, key: &str, scope: Scope) -> Option<Expr> {
        let condition = self.formula_at(table, key, scope, Some(Kind::Bool))?;
        let mut changing = Vec::new();
        condition.walk(&mut |expr| match expr.kind {
            ExprKind::Ref(Ref::Param(index)) if self.changing_params.get(index) == Some(&true) => {
                changing.push((self.symbols.params[index].0.clone(), expr.span));
            }
            _ => {}
        });
        for (name, span) in changing {
            self.bag.push(
                Diagnostic::error(
                    codes::NOT_HERE,
                    words!(
                        "参数 `{name}` 因组或日期而异，不能用在这里",
                        "`{name}` differs by group or date and cannot be used here"
                    ),
                )
                .at(
                    (self.source, span),
                    words!(
                        "这时还不知道各行属于谁、属于哪一期",
                        "whose row it is and in which period is not known yet"
                    ),
                )
                .help(words!("写具体的数，或用始终不变的参数", "write a number, or a parameter that never changes")),
            );
        }
        Some(condition)
    }

    /// A column that names or groups: always text.
    pub(super) fn text_column(&mut self, table: usize, name: &str, span: crate::text::Span) {
        let column = self.columns.touch(table, name, span);
        if !self.columns.expect(table, column, Kind::Text) {
            self.bag.push(
                Diagnostic::error(
                    codes::TYPE,
                    words!("`{name}` 用作文字，别处却用作数字", "`{name}` is text here and a number elsewhere"),
                )
                .at((self.source, span), words!("用作文字", "text"))
                .at((self.source, self.columns.span(table, column)), words!("别处的用法", "the other use")),
            );
        }
    }

    /// A whole number within bounds.
    pub(super) fn whole(&mut self, table: &Table, key: &str, low: i32, high: i32) -> Option<i32> {
        let value = table.number(key)?;
        let whole = value.to_string().parse::<i32>().ok().filter(|n| (low..=high).contains(n));
        if whole.is_none() {
            self.bad_value(
                table,
                key,
                words!("`{key}` 要写 {low} 到 {high} 的整数", "`{key}` takes a whole number from {low} to {high}"),
            );
        }
        whole
    }

    pub(super) fn bad_value(&mut self, table: &Table, key: &str, message: Words) {
        self.bag.push(
            Diagnostic::error(codes::BAD_VALUE, message).at((self.source, table.span_of(key)), words!("这里", "here")),
        );
    }

    /// The table of a name.
    pub(super) fn table_named(&mut self, name: &str, span: crate::text::Span) -> Option<usize> {
        let found = Symbols::find(&self.symbols.data, name);
        if found.is_none() {
            let known: Vec<String> = Symbols::names(&self.symbols.data).into_iter().map(String::from).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(codes::UNKNOWN_TABLE, span, &words!("数据表 `{name}`", "table `{name}`"), name, &known);
        } else {
            self.symbols.mark_used(&format!("[data.{name}]"));
        }
        found
    }
}

/// A name in one or both languages.
pub(super) fn name_of(node: &Node) -> Name {
    match &node.value {
        Value::Text(text) => Words::same(text.clone()),
        Value::Table(both) => {
            let (zh, en) = (both.text("zh"), both.text("en"));
            let either = zh.or(en).unwrap_or_default();
            Words::new(zh.unwrap_or(either), en.unwrap_or(either))
        }
        Value::Number(_) | Value::Bool(_) | Value::Date(_) | Value::List(_) => Words::default(),
    }
}

/// A policy for nothings; the shape check has told of words that are none.
pub(super) fn policy(node: &Node) -> Missing {
    match &node.value {
        Value::Text(word) => match word.as_str() {
            "zero" => Missing::Zero,
            "skip" => Missing::Skip,
            "full" => Missing::Full,
            "previous" => Missing::Previous,
            "group_mean" => Missing::GroupMean,
            _ => Missing::Fail,
        },
        Value::Table(table) => table.number("value").map_or(Missing::Fail, Missing::Value),
        Value::Number(_) | Value::Bool(_) | Value::Date(_) | Value::List(_) => Missing::Fail,
    }
}
