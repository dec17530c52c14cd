//! `[[test]]`: what is given and what is expected, with names resolved.

use super::symbols::Symbols;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::library::METHODS;
use crate::number::Decimal;
use crate::rubric::{Element, Expectation, Expected, Given, GivenFor, Header, Indicator, Target, TestCase, Variant};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Entry, Node, Table, Value};
use crate::table::{Cycle, Kind, NothingKind};
use crate::words;

pub(super) static TEST: Shape = Shape {
    name: "[[test]]",
    keys: &[
        Key::required("name", Ty::Text, "名称", "the name"),
        Key::new(
            "period",
            Ty::Text,
            "是哪一期，如 \"2024-06\"；写了 earlier 或 rows 就要写",
            "the period it is about, such as \"2024-06\"; needed with earlier and rows",
        ),
        Key::required("given", Ty::Any, "给定的数据元素", "the elements given"),
        Key::new(
            "earlier",
            Ty::Any,
            "以前各期给定的数据元素：{ \"2024-05\" = { … } }",
            "the elements given for earlier periods: { \"2024-05\" = { … } }",
        ),
        Key::new(
            "rows",
            Ty::Any,
            "给定的数据行：{ \"表\" = [{ 列 = 值 }] }",
            "rows of tables that are given: { \"table\" = [{ column = value }] }",
        ),
        Key::required("expect", Ty::Any, "应得的结果", "what is expected"),
        Key::new(
            "tolerance",
            Ty::Number,
            "各数允许相差多少；不写则与打印出来的完全一致",
            "by how much figures may be off; exactly as printed if not given",
        ),
    ],
};

/// The name of the subject where a test has only one.
const ONLY: &str = "甲";

/// What a test may give figures for.
pub(super) struct Giving<'a> {
    pub elements: &'a [Element],
    pub indicators: &'a [Indicator],
    pub variants: &'a [Variant],
    pub variant_columns: &'a [(String, Kind)],
    pub cycle: Cycle,
    /// Full marks of the total.
    pub points: f64,
    /// By how much figures may be off, if the rubric says so.
    pub tolerance: Option<Decimal>,
}

impl Checker<'_> {
    pub(super) fn tests(
        &mut self,
        root: &Table,
        elements: &[Element],
        indicators: &[Indicator],
        (variants, variant_columns): (&[Variant], &[(String, Kind)]),
        header: &Header,
    ) -> Vec<TestCase> {
        let (cycle, points, tolerance) = (header.cycle, header.points.to_f64(), header.test_tolerance);
        let giving = Giving { elements, indicators, variants, variant_columns, cycle, points, tolerance };
        root.tables("test").filter_map(|table| self.test_case(table, &giving)).collect()
    }

    fn test_case(&mut self, table: &Table, giving: &Giving<'_>) -> Option<TestCase> {
        let mut given = Vec::new();
        let entries = self.given_tables(table.get("given")?, "given")?;
        let several = entries.len() > 1;
        for (index, subject) in entries.into_iter().enumerate() {
            let name = match subject.text("subject") {
                Some(name) => name.to_string(),
                None if several => format!("{}", index + 1),
                None => ONLY.to_string(),
            };
            let mut figures = Vec::new();
            for entry in subject.entries.iter().filter(|entry| entry.key != "subject") {
                figures.extend(self.given(entry, giving));
            }
            given.push((name, figures));
        }
        let subjects: Vec<String> = given.iter().map(|(name, _)| name.clone()).collect();
        let period = self.test_period(table, giving.cycle);
        let earlier = self.earlier(table, &subjects, giving, period);
        let rows = self.test_rows(table);
        let node = table.get("expect")?;
        let Some(expected) = node.as_table() else {
            self.test_finding(node, words!("`expect` 写成表", "`expect` is a table"));
            return None;
        };
        let own = self.test_tolerance(table, "tolerance", Some(giving.points)).or(giving.tolerance);
        let mut expect = Vec::new();
        for entry in &expected.entries {
            let Some((subject, target)) = self.target(entry, &subjects) else { continue };
            let full = super::tolerance::full(&target, giving.points, giving.indicators);
            let Some((node, said)) = self.expected_within(&entry.node, full) else { continue };
            if let Some(wanted) = self.expected(node) {
                let tolerance = self.off_by(node, &target, &wanted, said, own);
                expect.push(Expectation { subject, target, wanted, tolerance, span: node.span });
            }
        }
        Some(TestCase {
            name: table.text("name").unwrap_or_default().to_string(),
            given,
            period: period.unwrap_or(0),
            earlier,
            rows,
            expect,
            span: table.span_of("name"),
        })
    }

    /// A table of figures, or a list of them, one for each subject.
    pub(super) fn given_tables<'n>(&mut self, node: &'n Node, key: &str) -> Option<Vec<&'n Table>> {
        match &node.value {
            Value::Table(one) => Some(vec![one]),
            Value::List(_) => Some(node.items().iter().filter_map(Node::as_table).collect()),
            _ => {
                let message = words!("`{key}` 写成表，或表的列表", "`{key}` is a table, or a list of tables");
                self.test_finding(node, message);
                None
            }
        }
    }

    pub(super) fn test_finding(&mut self, node: &Node, message: crate::text::Words) {
        self.bag.push(Diagnostic::error(codes::TEST, message).at((self.source, node.span), words!("这里", "here")));
    }

    /// `"付款人数" = 30`, `"报表质量.self" = "优"`, `"班组" = "甲班"`.
    pub(super) fn given(&mut self, entry: &Entry, giving: &Giving<'_>) -> Option<(GivenFor, Given)> {
        let Giving { elements, indicators, variants, variant_columns, .. } = *giving;
        let key = entry.key.as_str();
        if let Some(index) = elements.iter().position(|element| element.id == key) {
            self.symbols.mark_used(key);
            // What an element is remains open if its own formula was not understood.
            let declared = Symbols::find(&self.symbols.elements, key);
            if declared.is_some_and(|at| self.element_types.get(at).copied().flatten().is_none()) {
                return None;
            }
            let value = self.given_value(&entry.node, elements[index].kind)?;
            return Some((GivenFor::Element(index), value));
        }
        if let Some(group) = self.grain_peers.iter().position(|group| group == key) {
            return Some((GivenFor::Group(group), self.given_value(&entry.node, Kind::Text)?));
        }
        if let Some(column) = variant_columns.iter().position(|(column, _)| column == key) {
            return Some((GivenFor::VariantColumn(column), self.given_value(&entry.node, variant_columns[column].1)?));
        }
        if key == "variant" && !variants.is_empty() {
            return self.given_variant(&entry.node, variants);
        }
        if let Some((indicator, rater)) = key.rsplit_once('.') {
            let found = (
                indicators.iter().position(|known| known.id == indicator && known.rated.is_some()),
                Symbols::find(&self.symbols.raters, rater),
            );
            if let (Some(indicator), Some(rater)) = found {
                let value = self.given_ratings(&entry.node, &indicators[indicator])?;
                return Some((GivenFor::Rating(indicator, rater), value));
            }
        }
        let mut known: Vec<String> = elements.iter().map(|element| element.id.clone()).collect();
        known.extend(self.grain_peers.iter().cloned());
        known.extend(variant_columns.iter().map(|(column, _)| column.clone()));
        if !variants.is_empty() {
            known.push("variant".into());
        }
        for indicator in indicators.iter().filter(|indicator| indicator.rated.is_some()) {
            known.extend(self.symbols.raters.iter().map(|(rater, _)| format!("{}.{rater}", indicator.id)));
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        self.unknown(
            codes::UNKNOWN_TARGET,
            entry.key_span,
            &words!("可给定的 `{key}`", "`{key}` to give"),
            key,
            &known,
        );
        None
    }

    /// `variant = "门店"`
    fn given_variant(&mut self, node: &Node, variants: &[Variant]) -> Option<(GivenFor, Given)> {
        let id = node.as_text().unwrap_or_default();
        let found = variants.iter().position(|variant| variant.id == id);
        if found.is_none() {
            let known: Vec<&str> = variants.iter().map(|variant| variant.id.as_str()).collect();
            let what = words!("考核类型 `{id}`", "variant `{id}`");
            self.unknown(codes::UNKNOWN_TARGET, node.span, &what, id, &known);
        }
        let index = crate::number::Decimal::from_int(found? as i64);
        Some((GivenFor::Variant, Given::Number(index)))
    }

    pub(super) fn given_value(&mut self, node: &Node, kind: Kind) -> Option<Given> {
        match (&node.value, kind) {
            (Value::Text(text), _) if matches!(text.as_str(), "missing" | "缺失") => Some(Given::Missing),
            (Value::Text(text), _) if matches!(text.as_str(), "not_applicable" | "不适用") => {
                Some(Given::NotApplicable)
            }
            (Value::Text(text), Kind::Text) => Some(Given::Text(text.clone())),
            (Value::Number(number), Kind::Number) => Some(Given::Number(*number)),
            (Value::Bool(flag), Kind::Bool) => Some(Given::Number(crate::number::Decimal::from_int(i64::from(*flag)))),
            (Value::Date(seconds), Kind::Date) => crate::number::Decimal::from_f64(*seconds).map(Given::Number),
            _ => {
                let (zh, en) = super::typing::kind_words(kind);
                self.test_finding(node, words!("这里要给{zh}，或 \"missing\"", "{en} or \"missing\" is needed here"));
                None
            }
        }
    }

    /// What one rater gave, or several of one kind: `90`, `["优", "良"]`.
    fn given_ratings(&mut self, node: &Node, indicator: &Indicator) -> Option<Given> {
        let Value::List(items) = &node.value else { return self.given_rating(node, indicator) };
        let mut all = Vec::new();
        for item in items {
            match self.given_rating(item, indicator)? {
                Given::Number(number) => all.push(number),
                Given::Text(_) | Given::Ratings(_) | Given::Missing | Given::NotApplicable => {
                    self.test_finding(
                        item,
                        words!("列出的是已给的评分，没有评的不写", "a list has the ratings that were given, no others"),
                    );
                    return None;
                }
            }
        }
        Some(Given::Ratings(all))
    }

    /// A rating, on the scale of the score: words become what the levels say.
    fn given_rating(&mut self, node: &Node, indicator: &Indicator) -> Option<Given> {
        let kind = METHODS[indicator.scoring.method.0 as usize].scores();
        let given = self.given_value(node, kind)?;
        let Given::Text(word) = &given else { return Some(given) };
        let levels = indicator.scoring.settings.levels("").unwrap_or_default();
        match levels.iter().find(|(level, _)| level == word) {
            Some((_, score)) => Some(Given::Number(*score)),
            None => {
                let names: Vec<&str> = levels.iter().map(|(level, _)| level.as_str()).collect();
                self.unknown(
                    codes::UNKNOWN_TARGET,
                    node.span,
                    &words!("等级 `{word}`", "level `{word}`"),
                    word,
                    &names,
                );
                None
            }
        }
    }

    /// `total`, `"转化率.score"`, `"乙.rank"`, `"第一名奖励"`.
    fn target(&mut self, entry: &Entry, subjects: &[String]) -> Option<(usize, Target)> {
        let mut key = entry.key.as_str();
        let mut subject = 0;
        if let Some((name, rest)) = key.split_once('.')
            && let Some(index) = subjects.iter().position(|known| known == name)
        {
            (subject, key) = (index, rest);
        }
        let (base, field) = key.rsplit_once('.').unwrap_or((key, ""));
        let symbols = &self.symbols;
        let indicator = |name: &str| Symbols::find(&symbols.indicators, name);
        let element = |name: &str| {
            Symbols::find(&symbols.elements, name)
                .or_else(|| symbols.implicit.borrow().iter().position(|(known, _)| known == name))
        };
        let target = match (key, field) {
            ("total" | "总分", _) => Some(Target::Total),
            ("total_before" | "修正前总分", _) => Some(Target::TotalBefore),
            ("rank" | "名次", _) => Some(Target::Rank),
            ("rank_from_last" | "倒数名次", _) => Some(Target::RankFromLast),
            ("grade" | "等级", _) => Some(Target::Grade),
            (_, "score") => indicator(base).map(Target::Score),
            (_, "value") => indicator(base).map(Target::Value),
            (_, "points") => indicator(base)
                .map(Target::Points)
                .or_else(|| Symbols::find(&symbols.categories, base).map(Target::Category)),
            (_, "above_others") => indicator(base).map(Target::AboveOthers),
            (_, "money") => Symbols::find(&symbols.consequences, base).map(Target::Money),
            _ => indicator(key)
                .map(Target::Value)
                .or_else(|| element(key).map(Target::Element))
                .or_else(|| Symbols::find(&symbols.categories, key).map(Target::Category))
                .or_else(|| Symbols::find(&symbols.consequences, key).map(Target::Consequence))
                .or_else(|| Symbols::find(&symbols.vetoes, key).map(Target::Veto))
                .or_else(|| Symbols::find(&symbols.adjusts, key).map(Target::Adjust))
                .or_else(|| Symbols::find(&symbols.checks, key).map(Target::Check)),
        };
        if target.is_none() {
            let mut known: Vec<String> =
                ["total", "total_before", "rank", "rank_from_last", "grade"].map(String::from).to_vec();
            for names in
                [&symbols.indicators, &symbols.elements, &symbols.categories, &symbols.consequences, &symbols.vetoes]
            {
                known.extend(Symbols::names(names).into_iter().map(String::from));
            }
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = words!("可检验的 `{key}`", "`{key}` to expect");
            self.unknown(codes::UNKNOWN_TARGET, entry.key_span, &what, base, &known);
        }
        Some((subject, target?))
    }

    fn expected(&mut self, node: &Node) -> Option<Expected> {
        Some(match &node.value {
            Value::Number(number) => Expected::Number(*number),
            Value::Bool(flag) => Expected::Flag(*flag),
            Value::Text(text) => match text.as_str() {
                "missing" | "缺失" => Expected::Nothing(Some(NothingKind::Missing)),
                "undefined" | "无意义" => Expected::Nothing(Some(NothingKind::Undefined)),
                "not_applicable" | "不适用" => Expected::Nothing(Some(NothingKind::NotApplicable)),
                "nothing" | "无" => Expected::Nothing(None),
                _ => Expected::Text(text.clone()),
            },
            Value::Date(_) | Value::List(_) | Value::Table(_) => {
                self.test_finding(
                    node,
                    words!("这里要写数字、文字或真假", "a number, a text or true/false is needed here"),
                );
                return None;
            }
        })
    }
}
