//! Lints of method: what may be left out of a rubric, and is better said.

use super::{Checker, codes};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::BinaryOp;
use crate::rubric::{Expr, ExprKind, Ref};
use crate::syntax::Table;
use crate::text::words::plural;
use crate::text::{Span, Words};
use crate::words;

/// A rubric with so many indicators is more than an example.
const MANY: usize = 5;

/// Units of what is measured. Everything else is counted, and so many sheets for so many people is
/// no mistake.
const MEASURED: &[&str] = &[
    "%",
    "‰",
    "元",
    "万元",
    "秒",
    "分钟",
    "小时",
    "天",
    "日",
    "工作日",
    "月",
    "年",
    "米",
    "公里",
    "平方米",
    "克",
    "千克",
    "公斤",
    "吨",
    "升",
    "度",
    "千瓦时",
    "万千瓦时",
];

/// What an indicator should say: key, code, and how its absence is told.
const SAID: &[(&str, Code, &str, &str)] = &[
    ("definition", codes::NO_DEFINITION, "没有写定义的指标", "without a definition"),
    ("basis", codes::NO_BASIS, "没有写依据的指标", "without a basis"),
    ("unit", codes::NO_UNIT, "没有写单位的指标", "without a unit"),
    ("better", codes::NO_DIRECTION, "没有写方向的指标", "without a direction"),
];

impl Checker<'_> {
    /// One note for each thing that most indicators say and some do not; of many, any that do not.
    pub(super) fn unsaid(&mut self, root: &Table) {
        let indicators: Vec<&Table> = root.tables("indicator").collect();
        let of_whole = root.table("rubric").is_some_and(|head| head.has("basis"));
        for (key, code, zh, en) in SAID {
            // The basis of the scheme is that of its indicators.
            if *key == "basis" && of_whole {
                continue;
            }
            let needs = |table: &Table| match *key {
                // What is judged, or scored by words, has neither.
                "unit" | "better" => !table.has("rated") && !table.table("score").is_some_and(|s| s.has("levels")),
                _ => true,
            };
            let said = indicators.iter().filter(|table| table.has(key)).count();
            let lacking = indicators.iter().filter(|table| needs(table) && !table.has(key));
            let lacking: Vec<(Words, Span)> =
                lacking.map(|table| (Words::same(table.text("id").unwrap_or_default()), table.span_of("id"))).collect();
            if said <= lacking.len() && indicators.len() < MANY {
                continue;
            }
            let count = lacking.len();
            let head = Words { zh: format!("{zh} {count} 个"), en: format!("{} {en}", plural(count, "indicator")) };
            let note = self.of_several(*code, &lacking, &head);
            self.bag.all.extend(note.map(|note| note.help(words!("补上 `{key}`", "add `{key}`"))));
        }
        self.teachers_without_students(root);
    }

    /// Whoever is taught has a say.
    fn teachers_without_students(&mut self, root: &Table) {
        let noun = root.table("subject").and_then(|subject| subject.text("noun")).unwrap_or_default();
        let of_teachers = noun.contains("教师") || noun.contains("老师") || noun.to_lowercase().contains("teacher");
        let student = |text: &str| text.contains("学生") || text.to_lowercase().contains("student");
        let declared = ["rater", "element", "indicator", "category"].into_iter();
        let heard = declared
            .flat_map(|key| root.tables(key))
            .any(|table| table.text("id").is_some_and(student) || table.text("name").is_some_and(student));
        if !of_teachers || heard {
            return;
        }
        let span = root.table("subject").map(|subject| subject.span_of("noun")).unwrap_or_default();
        self.bag.push(
            Diagnostic::note(
                codes::NO_STUDENTS,
                words!("考核教师而没有学生参与", "teachers are appraised without students"),
            )
            .at((self.source, span), words!("考核对象", "who is assessed"))
            .help(words!("加入学生评教", "let students rate the teaching")),
        );
    }

    /// What is added, taken away or compared is of one unit.
    pub(super) fn one_unit(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        let same_thing = matches!(op, BinaryOp::Add | BinaryOp::Sub) || !op.is_arithmetic() && !op.is_logic();
        let (Some(a), Some(b)) = (self.unit_of(left), self.unit_of(right)) else { return };
        let counts = ![&a, &b].into_iter().any(|unit| MEASURED.contains(&unit.as_str()));
        // People and households are both counted, and never the same.
        let mixed_up = [&a, &b].into_iter().all(|unit| matches!(unit.as_str(), "人" | "户"));
        if !same_thing || a == b || counts && !mixed_up {
            return;
        }
        let symbol = op.symbol();
        self.bag.push(
            Diagnostic::warning(
                codes::UNITS,
                words!("{a}和{b}不能用 `{symbol}` 放在一起", "`{a}` and `{b}` do not go together with `{symbol}`"),
            )
            .at((self.source, left.span), words!("{a}", "`{a}`"))
            .at((self.source, right.span), words!("{b}", "`{b}`"))
            .help(words!(
                "换算成同一单位，或改正数据元素的 `unit`",
                "convert one of them, or correct the `unit` of the element"
            )),
        );
    }

    /// The declared unit of a figure, where it plainly is that of an element.
    fn unit_of(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Ref(Ref::Element(index)) => self.element_units.get(*index).cloned().flatten(),
            ExprKind::Unary(_, inner) => self.unit_of(inner),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => self.unit_of(a).or_else(|| self.unit_of(b)),
            _ => None,
        }
    }
}
